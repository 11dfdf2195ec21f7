//! From the loss back to every weight (chapter 3): the chain rule, one layer at a time, last layer first.

use crate::cache::{columns, columns_mut};
use crate::loss::check_target;
use crate::parallel;
use crate::wide::{add_columns, each_with};
use crate::{Cache, Cost, Error, Network, Real, Result, dropout, matmul};
use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis, ShapeBuilder, s};

/// The gradient of the cost J with respect to every weight and bias, in buffers that are made once.
#[derive(Debug, Clone, Default)]
pub struct Gradients<F> {
    m: usize,
    layers: Vec<LayerGradients<F>>,
}

/// The gradients of one layer.
#[derive(Debug, Clone)]
struct LayerGradients<F> {
    /// ∂L/∂Z of every sample: (n_out, capacity)
    dz: Array2<F>,
    /// ∂J/∂W: (n_out, n_in)
    dw: Array2<F>,
    /// ∂J/∂b: (n_out, 1)
    db: Array2<F>,
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
        let grows = self.layers.first().is_none_or(|layer| m > layer.dz.ncols());
        if grows || !self.fits(network) {
            self.layers.clear();
            self.layers.extend(network.layers().iter().map(|layer| LayerGradients {
                dz: Array2::zeros((layer.n_out(), m).f()),
                dw: Array2::zeros(layer.w.dim().f()),
                db: Array2::zeros(layer.b.dim().f()),
            }));
        }
        self.m = m;
    }

    /// Whether these are gradients of this network.
    pub(crate) fn fits(&self, network: &Network<F>) -> bool {
        self.layers.len() == network.depth()
            && network.layers().iter().zip(&self.layers).all(|(layer, gradient)| layer.w.dim() == gradient.dw.dim())
    }

    /// dZ = ∂L/∂Z of layer l: (n_l, m), a column per sample, not yet divided by m.
    ///
    /// # Panics
    ///
    /// If there is no layer l.
    pub fn dz(&self, l: usize) -> ArrayView2<'_, F> {
        columns(&self.layers[l - 1].dz, self.m)
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

    /// The gradient over several shares of a batch, into the first: each counts as much as its part of the samples.
    pub(crate) fn combine(first: &mut Self, others: &[&Self]) {
        let all = (first.m + others.iter().map(|other| other.m).sum::<usize>()) as f64;
        let part = |gradients: &Self| F::of(gradients.m as f64 / all);
        let own = part(first);
        for (l, layer) in first.layers.iter_mut().enumerate() {
            let LayerGradients { dw, db, .. } = layer;
            let width = parallel::share_of(dw.dim());
            parallel::for_each(dw.axis_chunks_iter_mut(Axis(1), width).enumerate(), |(k, mut dw)| {
                let columns = k * width..k * width + dw.ncols();
                let mut own = own;
                for other in others {
                    let (part, theirs) = (part(other), other.layers[l].dw.slice(s![.., columns.clone()]));
                    each_with(dw.view_mut(), theirs, |dw, theirs| own * dw + part * theirs);
                    own = F::one();
                }
            });
            *db *= own;
            for other in others {
                db.scaled_add(part(other), &other.layers[l].db);
            }
        }
    }

    /// How many bytes the buffers occupy.
    pub fn bytes(&self) -> usize {
        self.layers.iter().map(|layer| (layer.dz.len() + layer.dw.len() + layer.db.len()) * size_of::<F>()).sum()
    }

    /// dZ of layer l to write, and dZ of layer l + 1 to read, if there is one.
    fn dz_pair(&mut self, l: usize) -> (ArrayViewMut2<'_, F>, Option<ArrayView2<'_, F>>) {
        let m = self.m;
        let (up_to_l, after) = self.layers.split_at_mut(l);
        let next = after.first().map(|next| columns(&next.dz, m));
        (columns_mut(&mut up_to_l[l - 1].dz, m), next)
    }
}

/// The gradient of `cost` at the pass that is in `cache`, against y: (n_y, m).
///
/// # Errors
///
/// [`Error::Data`] if the cache does not hold a pass of this network, [`Error::Shape`] if y does not have the shape of the
/// answer, [`Error::Setting`] if the loss cannot judge this output.
pub fn backward<F: Real>(
    network: &Network<F>,
    y: ArrayView2<F>,
    cost: &Cost,
    cache: &Cache<F>,
    gradients: &mut Gradients<F>,
) -> Result<()> {
    network.check()?;
    cost.check(network)?;
    if !cache.fits(network) {
        return Err(Error::data("the cache holds no forward pass of this network; call forward first"));
    }
    check_target(cache, y)?;
    propagate_back(network, y, cost, cache, gradients);
    Ok(())
}

/// Backward for a network, a cost, a cache and targets that have been checked.
pub(crate) fn propagate_back<F: Real>(
    network: &Network<F>,
    y: ArrayView2<F>,
    cost: &Cost,
    cache: &Cache<F>,
    gradients: &mut Gradients<F>,
) {
    let m = cache.samples();
    gradients.prepare(network, m);
    let one_over_m = F::of(1.0 / m as f64);
    for l in (1..=network.depth()).rev() {
        let layer = network.layer(l);
        let (mut dz, dz_next) = gradients.dz_pair(l);
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

        let LayerGradients { dz, dw, db } = &mut gradients.layers[l - 1];
        let dz = columns(dz, m);
        matmul(one_over_m, &dz, &cache.a(l - 1).t(), F::zero(), dw); // (3.2) dW = (1/m) dZ Aᵀ
        if cost.l2 > 0.0 {
            dw.scaled_add(F::of(cost.l2), &layer.w); // (4.10) + (λ/m) W
        }
        db.fill(F::zero());
        add_columns(db.view_mut(), one_over_m, dz); // (3.3) db = (1/m) Σ dz
    }
}
