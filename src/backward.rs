//! From the loss back to every weight (chapter 3): the chain rule, one layer at a time, last layer first.

use crate::cache::{columns, columns_mut};
use crate::loss::check_pass;
use crate::matmul::product;
use crate::target::Onto;
use crate::wide::add_columns;
use crate::{Cache, Cost, Network, Real, Result, dropout, matmul};
use ndarray::{Array2, ArrayView2, ArrayViewMut2, ShapeBuilder};

/// The gradient of the cost J with respect to every weight and bias, in buffers that are made once.
#[derive(Debug, Clone, Default)]
pub struct Gradients<F> {
    pub(crate) deltas: Deltas<F>,
    pub(crate) layers: Vec<LayerGradients<F>>,
}

/// dZ = ∂L/∂Z of every layer and sample: what is carried back, and what dW and db are made of.
#[derive(Debug, Clone, Default)]
pub(crate) struct Deltas<F> {
    m: usize,
    /// For each layer (n_out, capacity).
    dz: Vec<Array2<F>>,
}

/// The gradients of one layer.
#[derive(Debug, Clone)]
pub(crate) struct LayerGradients<F> {
    /// ∂J/∂W: (n_out, n_in)
    pub dw: Array2<F>,
    /// ∂J/∂b: (n_out, 1)
    pub db: Array2<F>,
}

impl<F: Real> Gradients<F> {
    /// Gradients for `network` and batches of up to `m` samples, all zero.
    pub fn new(network: &Network<F>, m: usize) -> Self {
        let mut gradients = Gradients::default();
        gradients.prepare(network, m);
        gradients
    }

    /// Makes the buffers fit `network` and m samples, allocating only if they do not fit already.
    pub(crate) fn prepare(&mut self, network: &Network<F>, m: usize) {
        if !self.fits(network) {
            self.layers.clear();
            self.layers.extend(network.layers().iter().map(|layer| LayerGradients {
                dw: Array2::zeros(layer.w.dim().f()),
                db: Array2::zeros(layer.b.dim().f()),
            }));
        }
        self.deltas.prepare(network, m);
    }

    /// Whether these are gradients of this network.
    pub(crate) fn fits(&self, network: &Network<F>) -> bool {
        self.layers.len() == network.depth()
            && network
                .layers()
                .iter()
                .zip(&self.layers)
                .all(|(layer, gradient)| layer.w.dim() == gradient.dw.dim() && layer.b.dim() == gradient.db.dim())
    }

    /// dZ = ∂L/∂Z of layer l: (n_l, m), a column per sample, not yet divided by m.
    ///
    /// # Panics
    ///
    /// If there is no layer l.
    pub fn dz(&self, l: usize) -> ArrayView2<'_, F> {
        self.deltas.dz(l)
    }

    /// dW = ∂J/∂W of layer l: (n_l, n_{l−1}).
    ///
    /// # Panics
    ///
    /// If there is no layer l.
    pub fn dw(&self, l: usize) -> &Array2<F> {
        &self.layers[l - 1].dw
    }

    /// db = ∂J/∂b of layer l: (n_l, 1).
    ///
    /// # Panics
    ///
    /// If there is no layer l.
    pub fn db(&self, l: usize) -> &Array2<F> {
        &self.layers[l - 1].db
    }

    /// The length of the whole gradient as one vector, √(Σ dW² + Σ db²).
    pub fn norm(&self) -> f64 {
        let numbers = self.layers.iter().flat_map(|layer| layer.dw.iter().chain(&layer.db));
        numbers.map(|g| g.f64() * g.f64()).sum::<f64>().sqrt()
    }

    /// How many bytes the buffers occupy.
    pub fn bytes(&self) -> usize {
        let of_layers = self.layers.iter().map(|layer| layer.dw.len() + layer.db.len()).sum::<usize>();
        (of_layers + self.deltas.dz.iter().map(Array2::len).sum::<usize>()) * size_of::<F>()
    }
}

impl<F: Real> Deltas<F> {
    /// Makes the buffers fit `network` and m samples, allocating only if they do not fit already.
    pub(crate) fn prepare(&mut self, network: &Network<F>, m: usize) {
        let fits = self.dz.len() == network.depth()
            && network.layers().iter().zip(&self.dz).all(|(layer, dz)| layer.n_out() == dz.nrows() && m <= dz.ncols());
        if !fits {
            self.dz.clear();
            self.dz.extend(network.layers().iter().map(|layer| Array2::zeros((layer.n_out(), m).f())));
        }
        self.m = m;
    }

    /// dZ of layer l: (n_l, m).
    pub(crate) fn dz(&self, l: usize) -> ArrayView2<'_, F> {
        columns(&self.dz[l - 1], self.m)
    }

    /// dZ of layer l to write, and dZ of layer l + 1 to read, if there is one.
    fn dz_pair(&mut self, l: usize) -> (ArrayViewMut2<'_, F>, Option<ArrayView2<'_, F>>) {
        let (up_to_l, after) = self.dz.split_at_mut(l);
        let next = after.first().map(|next| columns(next, self.m));
        (columns_mut(&mut up_to_l[l - 1], self.m), next)
    }
}

/// The gradient of `cost` at the pass that is in `cache`, against y: (n_y, m).
///
/// # Errors
///
/// [`Data`](crate::Error::Data) if the cache does not hold a pass of this network, [`Shape`](crate::Error::Shape) if y does not have
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
            None => cost.loss.backward(layer.activation, cache.output(), y, dz),
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
        let onto = if share == 0 { Onto::Scaled(F::zero()) } else { Onto::Sums };
        let scale = if share == last { F::of(1.0 / m as f64) } else { F::one() };
        product(scale, &dz, &a.t(), first, onto, &mut dw); // (3.2) dW = (1/m) dZ Aᵀ
    }
    if cost.l2 > 0.0 {
        dw.scaled_add(F::of(cost.l2), &w); // (4.10) + (λ/m) W
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
        add_columns(db.view_mut(), F::of(1.0 / m as f64), dz); // (3.3) db = (1/m) Σ dz
    }
}
