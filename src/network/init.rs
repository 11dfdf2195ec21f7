//! How weights start (chapter 1): large enough to carry a signal, small enough not to saturate.
//!
//! A layer adds up n_in products. If its inputs have variance 1 and its weights variance v, its pre-activations have variance
//! n_in · v: they fade or explode from layer to layer unless v is about 1 / n_in. Glorot and Bengio (2010) balance the way
//! forward and the way back; He et al. (2015) add the factor 2 that a ReLU, which silences half of its inputs, calls for.

use crate::{Activation, Error, Real, Result, Rng};
use ndarray::{Array2, ShapeBuilder};
use rand::RngExt;
use rand_distr::StandardNormal;

/// A rule for the starting weights of a layer with `n_in` inputs and `n_out` neurons. Biases always start at zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Init {
    /// All zero. Every neuron of a layer then computes the same and learns the same: chapter 1 shows it fail.
    Zeros,
    /// Normal with mean 0 and this standard deviation, whatever the size of the layer.
    Normal {
        /// The standard deviation, finite and not negative.
        std: f64,
    },
    /// Normal with variance 2 / (n_in + n_out), for tanh, sigmoid, softmax and identity.
    XavierNormal,
    /// Uniform between ±√(6 / (n_in + n_out)), of the same variance as [`Init::XavierNormal`].
    XavierUniform,
    /// Normal with variance 2 / n_in, for ReLU and leaky ReLU.
    HeNormal,
    /// Uniform between ±√(6 / n_in), of the same variance as [`Init::HeNormal`].
    HeUniform,
}

impl Init {
    /// The rule that suits an activation: He for the ReLU family, Xavier for the others.
    #[must_use]
    pub fn for_activation(activation: Activation) -> Self {
        match activation {
            Activation::Relu | Activation::LeakyRelu { .. } => Init::HeNormal,
            _ => Init::XavierNormal,
        }
    }

    /// The standard deviation σ of the weights that this rule draws.
    #[must_use]
    pub fn std(self, n_out: usize, n_in: usize) -> f64 {
        let (n_out, n_in) = (n_out as f64, n_in as f64);
        match self {
            Init::Zeros => 0.0,
            Init::Normal { std } => std,
            Init::HeNormal | Init::HeUniform => (2.0 / n_in).sqrt(), // (1.3)
            Init::XavierNormal | Init::XavierUniform => (2.0 / (n_in + n_out)).sqrt(), // (1.4)
        }
    }

    /// Draws the weights of one layer, w: (n_out, n_in).
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if a standard deviation is negative or not finite, or these would be more than 2³¹ weights.
    pub fn weights<F: Real>(self, n_out: usize, n_in: usize, rng: &mut Rng) -> Result<Array2<F>> {
        if let Init::Normal { std } = self
            && !(std.is_finite() && std >= 0.0)
        {
            return Err(Error::setting("std", std, "finite and not negative"));
        }
        check_weights(&[n_in, n_out])?;
        let std = self.std(n_out, n_in);
        let mut w = Array2::zeros((n_out, n_in).f());
        match self {
            Init::Zeros => {}
            Init::Normal { .. } | Init::HeNormal | Init::XavierNormal => {
                w.mapv_inplace(|_| F::from_f64(std * rng.sample::<f64, _>(StandardNormal)));
            }
            Init::HeUniform | Init::XavierUniform => {
                // Uniform on ±limit has variance limit² / 3.
                let limit = std * 3_f64.sqrt();
                w.mapv_inplace(|_| F::from_f64(limit * (2.0 * rng.random::<f64>() - 1.0)));
            }
        }
        Ok(w)
    }
}

/// More weights than this are refused: 8 GiB in `f32`, and as much again for every array of the optimiser.
const MAX_WEIGHTS: usize = 1 << 31;

/// Checks that there is memory for the weights between layers of these sizes.
pub(crate) fn check_weights(sizes: &[usize]) -> Result<()> {
    let weights = sizes.windows(2).try_fold(0, |sum: usize, n| sum.checked_add(n[0].checked_mul(n[1])?));
    if weights.is_some_and(|weights| weights <= MAX_WEIGHTS) {
        return Ok(());
    }
    Err(Error::setting("layer sizes", format!("{sizes:?}"), "small enough for at most 2³¹ weights"))
}
