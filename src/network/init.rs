//! Initial weights (chapter 1).
//!
//! A pre-activation is a sum of n_in products. If the inputs of a layer have variance 1 and its weights are independent with mean 0 and
//! variance v, its pre-activations have variance n_in · v, so they grow or shrink by this factor from layer to layer. For tanh and
//! sigmoid, Glorot and Bengio (2010) choose v = 2 / (n_in + n_out), between 1 / n_in, which keeps the variance of activations, and
//! 1 / n_out, which keeps that of gradients. For a ReLU, which sets half of its inputs to 0, He et al. (2015) choose v = 2 / n_in.
//!
//! PyTorch's `Linear` starts otherwise: weights and biases uniform between ±1 / √n_in, of variance 1 / (3 n_in).

use crate::{Activation, Error, Real, Result, Rng, setting};
use ndarray::{Array2, ShapeBuilder};
use rand::RngExt;
use rand_distr::StandardNormal;

/// A rule for the initial weights of a layer with `n_in` inputs and `n_out` neurons. Initial biases are always zero.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Init {
    /// All zero. Every neuron of a layer then has the same output and the same gradient for ever (chapter 1).
    Zeros,
    /// Normal with mean 0 and this standard deviation, whatever the size of the layer.
    Normal {
        /// The standard deviation, finite and not negative; if it is not 0, it must not round to a subnormal number or 0 in the number
        /// type of the network (below 1.2e-38 in `f32`).
        std: f64,
    },
    /// Normal with variance 2 / (n_in + n_out), for tanh, sigmoid, softmax and identity (Glorot and Bengio 2010, equation 12).
    XavierNormal,
    /// Uniform between ±√(6 / (n_in + n_out)), of the same variance as [`Init::XavierNormal`] (Glorot and Bengio 2010, equation 16).
    XavierUniform,
    /// Normal with variance 2 / n_in, for ReLU and leaky ReLU (He et al. 2015, equation 10).
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

    /// The standard deviation σ of the weights of a layer with `n_in` inputs and `n_out` neurons, both at least 1.
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
    /// [`Error::Setting`] if a standard deviation is negative, not finite, or out of the range of `F`, or if these would be more than
    /// 2³¹ weights.
    pub fn weights<F: Real>(self, n_out: usize, n_in: usize, rng: &mut Rng) -> Result<Array2<F>> {
        if let Init::Normal { std } = self {
            // A normal number of twelve standard deviations or more is drawn about once in 10³² times.
            let [least, most] = [F::min_positive_value(), F::max_value()].map(F::into_f64);
            setting::check::<F>("std", std, "finite and not negative, neither subnormal nor near overflow", |std| {
                std == 0.0 || (least..=most / 12.0).contains(&std)
            })?;
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

/// More weights than this are refused: 8 GiB in `f32`, and as much again for the gradient and for each moment of the optimizer.
const MAX_WEIGHTS: usize = 1 << 31;

/// Checks that the weights between layers of these sizes, input first, are at most 2³¹.
pub(crate) fn check_weights(sizes: &[usize]) -> Result<()> {
    let weights = sizes.windows(2).try_fold(0, |sum: usize, n| sum.checked_add(n[0].checked_mul(n[1])?));
    if weights.is_some_and(|weights| weights <= MAX_WEIGHTS) {
        return Ok(());
    }
    Err(Error::setting("layer sizes", format!("{sizes:?}"), "small enough for at most 2³¹ weights"))
}
