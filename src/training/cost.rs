//! What training minimises (chapter 4): the mean loss, plus a penalty on the weights.

use crate::{Activation, Cache, Error, Loss, Network, Real, Result, setting};
use ndarray::ArrayView2;

/// What training minimises: J = (1/m) Σ L + (λ/2m) Σ‖W‖². (4.1)
///
/// Here m is the number of all training samples, in the penalty also when J is computed over a batch.
///
/// ```
/// use ann::{Cost, Loss};
/// let plain = Cost::from(Loss::MeanSquaredError);
/// let with_penalty = Cost { weight_decay: 1e-4, ..plain };
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    /// L, the loss of one sample.
    pub loss: Loss,
    /// λ/m, finite and not negative: the factor of the penalty on large weights, where λ is `Trainer::l2`. Biases have none; PyTorch's
    /// `weight_decay` of SGD has the same effect on weights, and counts biases, too.
    pub weight_decay: f64,
}

impl From<Loss> for Cost {
    fn from(loss: Loss) -> Self {
        Cost { loss, weight_decay: 0.0 }
    }
}

impl Cost {
    /// J of the pass in `cache` against y: (n_y, m).
    ///
    /// # Errors
    ///
    /// [`Error::Data`] if the cache does not hold a pass of this network with its present weights, [`Error::Shape`] if y does not have the shape of the
    /// answer, [`Error::Setting`] if `weight_decay` is negative or the loss cannot judge this output.
    pub fn value<F: Real>(&self, network: &Network<F>, cache: &Cache<F>, y: ArrayView2<F>) -> Result<f64> {
        self.check(network)?;
        check_pass(network, cache, y)?;
        Ok(self.sum(network, cache, y) / cache.samples() as f64 + self.penalty(network)) // (4.1)
    }

    /// Σ L over the samples of a pass that has been checked.
    pub(crate) fn sum<F: Real>(&self, network: &Network<F>, cache: &Cache<F>, y: ArrayView2<F>) -> f64 {
        self.loss.sum(network.layer(network.depth()).activation, cache.output(), cache.logits(), y)
    }

    /// (λ/2m) Σ‖W‖².
    #[must_use]
    pub fn penalty<F: Real>(&self, network: &Network<F>) -> f64 {
        if self.weight_decay == 0.0 {
            return 0.0;
        }
        let squares = |w: &F| w.into_f64() * w.into_f64();
        self.weight_decay / 2.0 * network.layers().iter().flat_map(|layer| &layer.w).map(squares).sum::<f64>()
    }

    /// Checks that the loss can judge what the network's last layer puts out.
    pub(crate) fn check<F: Real>(&self, network: &Network<F>) -> Result<()> {
        setting::check::<F>("weight_decay", self.weight_decay, "finite and not negative", |weight_decay| {
            weight_decay.is_finite() && weight_decay >= 0.0
        })?;
        let output = network.layer(network.depth()).activation;
        if output == Activation::Softmax && network.n_out() == 1 && self.loss != Loss::MeanSquaredError {
            return Err(Error::setting(
                "activation of the output layer",
                output,
                "sigmoid: of one output a softmax makes 1",
            ));
        }
        let is_probability = matches!(output, Activation::Sigmoid | Activation::Softmax);
        if self.loss != Loss::MeanSquaredError && !is_probability {
            return Err(Error::setting(
                "activation of the output layer",
                output,
                "sigmoid or softmax: a cross-entropy takes the logarithm of a probability",
            ));
        }
        Ok(())
    }
}

/// Checks that the cache holds a pass of this network, and that there is one target column for each of its samples.
pub(crate) fn check_pass<F: Real>(network: &Network<F>, cache: &Cache<F>, y: ArrayView2<F>) -> Result<()> {
    cache.check_pass(network)?;
    Error::check_shape(
        format_args!("Y"),
        y.dim(),
        cache.output().dim(),
        format_args!("that is the shape of the answer A"),
    )
}
