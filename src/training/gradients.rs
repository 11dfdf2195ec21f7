//! Where backpropagation writes (chapter 3): dZ, dW and db of every layer, in buffers that are made once.

use crate::data::columns::{columns, columns_mut};
use crate::{Network, Real};
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
        numbers.map(|g| g.into_f64() * g.into_f64()).sum::<f64>().sqrt()
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
    pub(crate) fn dz_pair(&mut self, l: usize) -> (ArrayViewMut2<'_, F>, Option<ArrayView2<'_, F>>) {
        let (up_to_l, after) = self.dz.split_at_mut(l);
        let next = after.first().map(|next| columns(next, self.m));
        (columns_mut(&mut up_to_l[l - 1], self.m), next)
    }
}
