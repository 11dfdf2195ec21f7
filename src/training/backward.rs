//! From the loss back to every weight (chapter 3): the chain rule, one layer at a time, last layer first.

use crate::gemm::epilogue::Epilogue;
use crate::gemm::matmul::product;
use crate::simd::elementwise::add_columns;
use crate::training::cost::check_pass;
use crate::training::gradients::{DeltasMut, LayerGradients};
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
    let m = cache.samples();
    gradients.prepare(network, m);
    let Gradients { deltas, layers } = gradients;
    let activation = |l| (cache.before_dropout(l), cache.mask(l));
    propagate_back(network, cost, (cache.logits(), y), activation, &mut deltas.columns_mut());
    for (l, LayerGradients { dw, db }) in (1..).zip(layers) {
        let (a, dz) = (cache.a(l - 1), deltas.dz(l));
        of_weights(cost, (a, dz), network.layer(l).w.view(), 0, dw.view_mut());
        of_biases(dz, db.view_mut());
    }
    Ok(())
}

/// dZ of every layer, last layer first, for a network, a cost, and a pass that have been checked: its logits and the targets y, both
/// (n_y, m), and, of every layer l ≥ 1, A before any of it was dropped and the mask D, if there is one, both (n_l, m).
pub(crate) fn propagate_back<'p, F: Real>(
    network: &Network<F>,
    cost: &Cost,
    (logits, y): (ArrayView2<F>, ArrayView2<F>),
    activation: impl Fn(usize) -> (ArrayView2<'p, F>, Option<ArrayView2<'p, bool>>),
    deltas: &mut DeltasMut<F>,
) {
    for l in (1..=network.depth()).rev() {
        let (layer, (a, mask)) = (network.layer(l), activation(l));
        let (mut dz, dz_next) = deltas.dz_pair(l);
        match dz_next {
            None => cost.loss.backward(layer.activation, a, logits, y, dz),
            Some(dz_next) => {
                matmul(F::one(), &network.layer(l + 1).w.t(), &dz_next, F::zero(), &mut dz); // (3.4) dA = Wᵀ dZ
                if let Some(mask) = mask {
                    dropout::backward(mask, layer.keep_prob, dz.view_mut());
                }
                layer.activation.backward(a, dz); // (3.1) dZ = dA ⊙ g′(Z)
            }
        }
    }
}

/// dW of a layer for a pass over m samples: of the A that the layer took in, (n_in, m), and its dZ, (n_out, m).
///
/// `w` and `dw` may be some columns of the whole, (n_out, columns); the first of them is column number `first`.
pub(crate) fn of_weights<F: Real>(
    cost: &Cost,
    (a, dz): (ArrayView2<F>, ArrayView2<F>),
    w: ArrayView2<F>,
    first: usize,
    mut dw: ArrayViewMut2<F>,
) {
    product(one_over(a.ncols()), &dz, &a.t(), first, Epilogue::Beta(F::zero()), &mut dw); // (3.2) dW = (1/m) dZ Aᵀ
    if cost.weight_decay > 0.0 {
        dw.scaled_add(F::from_f64(cost.weight_decay), &w); // (4.10) + (λ/m) W
    }
}

/// db of a layer: (n_out, 1), of its dZ: (n_out, m).
pub(crate) fn of_biases<F: Real>(dz: ArrayView2<F>, mut db: ArrayViewMut2<F>) {
    db.fill(F::zero());
    add_columns(db, one_over(dz.ncols()), dz); // (3.3) db = (1/m) Σ dz
}

fn one_over<F: Real>(m: usize) -> F {
    F::from_f64(1.0 / m as f64)
}
