//! From the loss back to every weight (chapter 3): the chain rule, one layer at a time, last layer first.

use crate::gemm::epilogue::Epilogue;
use crate::gemm::matmul::product;
use crate::simd::elementwise::add_columns;
use crate::training::cost::check_pass;
use crate::training::gradients::{Deltas, LayerGradients};
use crate::{Cache, Cost, Gradients, Network, Real, Result, dropout, matmul};
use ndarray::{ArrayView2, ArrayViewMut2};

/// The gradient of `cost` at the pass that is in `cache`, against y: (n_y, m).
///
/// # Errors
///
/// [`Data`](crate::Error::Data) if the cache does not hold a pass of this network with its present weights, [`Shape`](crate::Error::Shape) if y does not have
/// the shape of the answer, [`Setting`](crate::Error::Setting) if the loss cannot judge this output.
pub fn backward<F: Real>(
    network: &Network<F>,
    y: ArrayView2<F>,
    cost: &Cost,
    cache: &Cache<F>,
    gradients: &mut Gradients<F>,
) -> Result<()> {
    network.check()?;
    cost.check(network)?;
    check_pass(network, cache, y)?;
    gradients.prepare(network, cache.samples());
    let Gradients { deltas, layers } = gradients;
    propagate_back(network, y, cost, cache, deltas);
    for (l, LayerGradients { dw, db }) in (1..).zip(layers) {
        let pass = || std::iter::once((cache.a(l - 1), deltas.dz(l)));
        of_weights(cost, cache.samples(), pass(), network.layer(l).w.view(), 0, dw.view_mut());
        of_biases(cache.samples(), pass(), db.view_mut());
    }
    Ok(())
}

/// dZ of every layer, last layer first, for a network, a cost, a cache and targets that have been checked.
pub(crate) fn propagate_back<F: Real>(
    network: &Network<F>,
    y: ArrayView2<F>,
    cost: &Cost,
    cache: &Cache<F>,
    deltas: &mut Deltas<F>,
) {
    for l in (1..=network.depth()).rev() {
        let layer = network.layer(l);
        let (mut dz, dz_next) = deltas.dz_pair(l);
        match dz_next {
            None => cost.loss.backward(layer.activation, cache.output(), cache.logits(), y, dz),
            Some(dz_next) => {
                matmul(F::one(), &network.layer(l + 1).w.t(), &dz_next, F::zero(), &mut dz); // (3.4) dA = Wᵀ dZ
                if let Some(mask) = cache.mask(l) {
                    dropout::backward(mask, layer.keep_prob, dz.view_mut());
                }
                layer.activation.backward(cache.before_dropout(l), dz); // (3.1) dZ = dA ⊙ g′(Z)
            }
        }
    }
}

/// dW of a layer for a batch of m samples that went through in one pass or, cut into shares, in several: of each, the A that the
/// layer took in, (n_in, samples), and dZ, (n_out, samples). The sums go on from share to share, so cutting changes no bit
/// of a batch of up to 256 samples; sums that are longer the product makes in parts of its own.
///
/// `w` and `dw` may be some columns of the whole; the first of them is number `first`.
pub(crate) fn of_weights<'p, F: Real>(
    cost: &Cost,
    m: usize,
    passes: impl ExactSizeIterator<Item = (ArrayView2<'p, F>, ArrayView2<'p, F>)>,
    w: ArrayView2<F>,
    first: usize,
    mut dw: ArrayViewMut2<F>,
) {
    let last = passes.len() - 1;
    for (share, (a, dz)) in passes.enumerate() {
        let epilogue = if share == 0 { Epilogue::Beta(F::zero()) } else { Epilogue::Accumulate };
        let scale = if share == last { F::from_f64(1.0 / m as f64) } else { F::one() };
        product(scale, &dz, &a.t(), first, epilogue, &mut dw); // (3.2) dW = (1/m) dZ Aᵀ
    }
    if cost.l2 > 0.0 {
        dw.scaled_add(F::from_f64(cost.l2), &w); // (4.10) + (λ/m) W
    }
}

/// db of a layer, likewise.
pub(crate) fn of_biases<'p, F: Real>(
    m: usize,
    passes: impl Iterator<Item = (ArrayView2<'p, F>, ArrayView2<'p, F>)>,
    mut db: ArrayViewMut2<F>,
) {
    db.fill(F::zero());
    for (_, dz) in passes {
        add_columns(db.view_mut(), F::from_f64(1.0 / m as f64), dz); // (3.3) db = (1/m) Σ dz
    }
}
