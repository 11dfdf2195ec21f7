//! Where backpropagation writes (chapter 3): dZ, dW and db of every layer, in buffers that are made once.

use crate::data::columns::{columns, columns_mut};
use crate::parallel::Split;
use crate::training::pass::LAYERS;
use crate::{Error, Network, Real, Result};
use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis, ShapeBuilder};
use smallvec::SmallVec;

/// The gradient of the cost J with respect to every weight and bias, in buffers that are made once.
///
/// [`backward()`](crate::backward()) fills it and [`OptimizerState::step`](crate::OptimizerState::step) uses it. In between it can be
/// changed: scaled, clipped, summed up over several batches, or written by a rule of one's own.
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
    #[must_use]
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

    /// m, the number of samples of the batch that these gradients are of.
    pub(crate) fn samples(&self) -> usize {
        self.deltas.m
    }

    /// dZ = ∂L/∂Z of layer l: (n_l, m), a column per sample, not yet divided by m.
    ///
    /// # Panics
    ///
    /// If there is no layer l.
    #[must_use]
    pub fn dz(&self, l: usize) -> ArrayView2<'_, F> {
        self.deltas.dz(l)
    }

    /// dW = ∂J/∂W of layer l: (n_l, n_{l−1}).
    ///
    /// # Panics
    ///
    /// If there is no layer l.
    #[must_use]
    pub fn dw(&self, l: usize) -> &Array2<F> {
        &self.layers[l - 1].dw
    }

    /// db = ∂J/∂b of layer l: (n_l, 1).
    ///
    /// # Panics
    ///
    /// If there is no layer l.
    #[must_use]
    pub fn db(&self, l: usize) -> &Array2<F> {
        &self.layers[l - 1].db
    }

    /// dW of layer l, to change: (n_l, n_{l−1}).
    ///
    /// # Panics
    ///
    /// If there is no layer l.
    pub fn dw_mut(&mut self, l: usize) -> ArrayViewMut2<'_, F> {
        self.layers[l - 1].dw.view_mut()
    }

    /// db of layer l, to change: (n_l, 1).
    ///
    /// # Panics
    ///
    /// If there is no layer l.
    pub fn db_mut(&mut self, l: usize) -> ArrayViewMut2<'_, F> {
        self.layers[l - 1].db.view_mut()
    }

    /// The length of the whole gradient as one vector, √(Σ dW² + Σ db²); infinite or NaN if one of its numbers is.
    #[must_use]
    pub fn norm(&self) -> f64 {
        let sum = self.numbers().map(|g| g * g).sum::<f64>();
        if sum.is_normal() {
            return sum.sqrt();
        }
        // The squares of very small or very large numbers are 0 or infinite; divided by the largest number they are not.
        let largest = self.numbers().fold(0.0, |largest: f64, g| largest.max(g.abs()));
        if sum.is_nan() || largest == 0.0 || largest.is_infinite() {
            return sum.sqrt();
        }
        largest * self.numbers().map(|g| (g / largest) * (g / largest)).sum::<f64>().sqrt()
    }

    /// Every dW and db times `factor`. dZ stays as it is.
    pub fn scale(&mut self, factor: f64) {
        let factor = F::from_f64(factor);
        for LayerGradients { dw, db } in &mut self.layers {
            *dw *= factor;
            *db *= factor;
        }
    }

    /// Shortens the gradient to the length `max_norm` if it is longer, keeping its direction, and returns the length that it had
    /// (Pascanu, Mikolov, Bengio 2013).
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if `max_norm` is not finite or not above 0; [`Error::Data`] if a number of the gradient is not finite. The
    /// gradient is then unchanged.
    pub fn clip_norm(&mut self, max_norm: f64) -> Result<f64> {
        if !(max_norm.is_finite() && max_norm > 0.0) {
            return Err(Error::setting("max_norm", max_norm, "finite and above 0"));
        }
        let norm = self.norm();
        if !norm.is_finite() {
            return Err(Error::data(format!("the gradient cannot be clipped: its norm is {norm}")));
        }
        if norm > max_norm {
            self.scale(max_norm / norm);
        }
        Ok(norm)
    }

    /// Adds `weight` times the dW and db of `other` to these. dZ stays as it is.
    ///
    /// So the gradient of a batch can be put together from passes over its parts: each part with the weight *samples of the part /
    /// samples of the batch*, because dW and db are means over samples. The weights then add up to 1, so that a penalty on the
    /// weights counts once. Start from gradients that are all zero: [`Gradients::new`] or [`Gradients::zero`].
    ///
    /// # Errors
    ///
    /// [`Error::Data`] if the two are not of networks of the same sizes. Nothing is then changed.
    ///
    /// ```
    /// use ann::{Activation, Cache, Cost, Dropout, Gradients, Loss, Network, backward, forward};
    /// use ndarray::{array, s};
    ///
    /// let network = Network::<f64>::new(&[2, 3, 1], Activation::Tanh, Activation::Sigmoid, &mut ann::rng(0))?;
    /// let (x, y) = (array![[0.5, -1.0, 2.0], [2.0, 0.3, 1.0]], array![[1.0, 0.0, 1.0]]);
    /// let cost = Cost { loss: Loss::BinaryCrossEntropy, weight_decay: 0.1 };
    /// let (mut cache, mut part, mut sum) = (Cache::default(), Gradients::default(), Gradients::new(&network, 0));
    /// for samples in [0..2, 2..3] {
    ///     let share = samples.len() as f64 / 3.0;
    ///     forward(&network, x.slice(s![.., samples.clone()]), Dropout::Off, &mut cache)?;
    ///     backward(&network, y.slice(s![.., samples]), &cost, &cache, &mut part)?;
    ///     sum.accumulate(&part, share)?;
    /// }
    /// forward(&network, x.view(), Dropout::Off, &mut cache)?;
    /// backward(&network, y.view(), &cost, &cache, &mut part)?;
    /// assert!((sum.dw(1) - part.dw(1)).iter().all(|difference| difference.abs() < 1e-15));
    /// # Ok::<(), ann::Error>(())
    /// ```
    pub fn accumulate(&mut self, other: &Gradients<F>, weight: f64) -> Result<()> {
        let sizes = |gradients: &Self| gradients.layers.iter().map(|layer| layer.dw.dim()).collect::<Vec<_>>();
        if sizes(self) != sizes(other) {
            return Err(Error::data("the gradients are those of two networks of different sizes"));
        }
        let weight = F::from_f64(weight);
        for (sum, layer) in self.layers.iter_mut().zip(&other.layers) {
            sum.dw.scaled_add(weight, &layer.dw);
            sum.db.scaled_add(weight, &layer.db);
        }
        Ok(())
    }

    /// Makes every dW and db zero. dZ stays as it is.
    pub fn zero(&mut self) {
        for LayerGradients { dw, db } in &mut self.layers {
            dw.fill(F::zero());
            db.fill(F::zero());
        }
    }

    /// Every number of dW and db.
    fn numbers(&self) -> impl Iterator<Item = f64> {
        self.layers.iter().flat_map(|layer| layer.dw.iter().chain(&layer.db)).map(|g| g.into_f64())
    }

    /// How many numbers the network learns.
    pub(crate) fn parameters(&self) -> usize {
        self.layers.iter().map(|layer| layer.dw.len() + layer.db.len()).sum()
    }

    /// How many bytes the buffers occupy.
    #[must_use]
    pub fn bytes(&self) -> usize {
        (self.parameters() + self.deltas.dz.iter().map(Array2::len).sum::<usize>()) * size_of::<F>()
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

    /// dZ of every layer, to be written.
    pub(crate) fn columns_mut(&mut self) -> DeltasMut<'_, F> {
        let m = self.m;
        DeltasMut { dz: self.dz.iter_mut().map(|dz| columns_mut(dz, m)).collect() }
    }
}

/// dZ of every layer over m samples, to be written: columns of [`Deltas`].
pub(crate) struct DeltasMut<'d, F> {
    /// For each layer (n_out, m).
    dz: SmallVec<[ArrayViewMut2<'d, F>; LAYERS]>,
}

impl<F> DeltasMut<'_, F> {
    /// dZ of layer l to write, and dZ of layer l + 1 to read, if there is one.
    pub fn dz_pair(&mut self, l: usize) -> (ArrayViewMut2<'_, F>, Option<ArrayView2<'_, F>>) {
        let (up_to_l, after) = self.dz.split_at_mut(l);
        (up_to_l[l - 1].view_mut(), after.first().map(ArrayViewMut2::view))
    }
}

/// A unit is a sample.
impl<F: Real> Split for DeltasMut<'_, F> {
    fn split_at(self, count: usize) -> (Self, Self) {
        let (first, others) = self.dz.into_iter().map(|dz| dz.split_at(Axis(1), count)).unzip();
        (DeltasMut { dz: first }, DeltasMut { dz: others })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Activation, rng};

    #[test]
    fn the_bytes_are_those_of_every_parameter_and_of_dz() {
        let network = Network::<f64>::new(&[3, 4, 2], Activation::Tanh, Activation::Softmax, &mut rng(0)).unwrap();
        let gradients = Gradients::new(&network, 5);
        assert_eq!(gradients.parameters(), network.parameters());
        assert_eq!(gradients.bytes(), 8 * (network.parameters() + (4 + 2) * 5));
    }
}
