//! How wrong an answer is (chapter 4).
//!
//! L is the loss of one sample, J the cost: the mean of L over the samples, plus an optional penalty on the weights. The two
//! cross-entropies are computed from the logits z, not from the probabilities a: for z = 1000, a = σ(z) rounds to 1 and
//! log(1 − a) is lost, while log(1 − σ(z)) = −softplus(z) = −1000 is exact.

use crate::{Activation, Cache, Error, Network, Real, Result};
use ndarray::{ArrayView1, ArrayView2, ArrayViewMut2, Axis, Zip};
use std::fmt;

/// The loss of one sample, L(a, y), with a and y: (n_y).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// −Σₖ [yₖ log aₖ + (1 − yₖ) log(1 − aₖ)], for yes-or-no questions; the output is a sigmoid (or softmax).
    BinaryCrossEntropy,
    /// −Σₖ yₖ log aₖ, for one class out of several; the output is a softmax (or sigmoid).
    CategoricalCrossEntropy,
    /// ½ Σₖ (aₖ − yₖ)², for numbers; any output, usually the identity. The ½ makes the gradient a − y.
    MeanSquaredError,
}

/// What training minimises: J = (1/m) Σ L + (λ/2) Σ‖W‖². (4.1)
///
/// ```
/// use ann::{Cost, Loss};
/// let plain = Cost::from(Loss::MeanSquaredError);
/// let with_penalty = Cost { l2: 1e-4, ..plain };
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    /// L, the loss of one sample.
    pub loss: Loss,
    /// λ ≥ 0, the weight of the penalty on large weights; biases are free. As PyTorch's `weight_decay` in SGD.
    pub l2: f64,
}

impl From<Loss> for Cost {
    fn from(loss: Loss) -> Self {
        Cost { loss, l2: 0.0 }
    }
}

impl Cost {
    /// J of the pass in `cache` against y: (n_y, m).
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] if y does not have the shape of the answer, [`Error::Setting`] if `l2` is negative or the loss cannot
    /// judge this output.
    pub fn value<F: Real>(&self, network: &Network<F>, cache: &Cache<F>, y: ArrayView2<F>) -> Result<f64> {
        self.check(network)?;
        check_target(cache, y)?;
        Ok(self.loss.sum(network, cache, y) / cache.samples() as f64 + self.penalty(network))
    }

    /// (λ/2) Σ‖W‖².
    pub fn penalty<F: Real>(&self, network: &Network<F>) -> f64 {
        if self.l2 == 0.0 {
            return 0.0;
        }
        let squares = |w: &F| w.f64() * w.f64();
        self.l2 / 2.0 * network.layers().iter().flat_map(|layer| &layer.w).map(squares).sum::<f64>()
    }

    /// Checks that the loss can judge what the network's last layer puts out.
    pub(crate) fn check<F: Real>(&self, network: &Network<F>) -> Result<()> {
        if !(self.l2.is_finite() && self.l2 >= 0.0) {
            return Err(Error::setting("l2", self.l2, "finite and not negative"));
        }
        let output = network.layer(network.depth()).activation;
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

/// Checks that there is one target column per sample of the pass.
pub(crate) fn check_target<F: Real>(cache: &Cache<F>, y: ArrayView2<F>) -> Result<()> {
    if cache.samples() == 0 {
        return Err(Error::data("a cost needs at least one sample, and there is none"));
    }
    Error::check_shape(
        format_args!("Y"),
        y.dim(),
        cache.output().dim(),
        format_args!("that is the shape of the answer A"),
    )
}

impl Loss {
    /// Whether `output` is the activation made for this loss: then ∂L/∂Z is A − Y, whatever the loss (3.5).
    ///
    /// | output | loss |
    /// |---|---|
    /// | sigmoid | binary cross-entropy |
    /// | softmax | categorical cross-entropy |
    /// | identity | mean squared error |
    pub fn is_canonical(self, output: Activation) -> bool {
        matches!(
            (output, self),
            (Activation::Sigmoid, Loss::BinaryCrossEntropy)
                | (Activation::Softmax, Loss::CategoricalCrossEntropy)
                | (Activation::Identity, Loss::MeanSquaredError)
        )
    }

    /// Forward: Σ L over the samples of the pass in `cache`, with y: (n_y, m).
    pub(crate) fn sum<F: Real>(self, network: &Network<F>, cache: &Cache<F>, y: ArrayView2<F>) -> f64 {
        let output = network.layer(network.depth()).activation;
        let (a, z) = (cache.output(), cache.logits());
        let columns = a.axis_iter(Axis(1)).zip(z.axis_iter(Axis(1))).zip(y.axis_iter(Axis(1)));
        columns.map(|((a, z), y)| self.sample(output, a, z, y).f64()).sum()
    }

    /// L of one sample, with a, z and y: (n_y).
    fn sample<F: Real>(self, output: Activation, a: ArrayView1<F>, z: ArrayView1<F>, y: ArrayView1<F>) -> F {
        let log_sum = log_sum_exp(z);
        // log a and log(1 − a), each from the logit where that is exact.
        let log_a = |z: F| if output == Activation::Sigmoid { -softplus(-z) } else { z - log_sum };
        let log_not_a = |z: F, a: F| match output {
            Activation::Sigmoid => -softplus(z),
            _ => (F::one() - a).max(F::min_positive_value()).ln(),
        };
        let terms = Zip::from(a).and(z).and(y);
        match self {
            Loss::BinaryCrossEntropy => terms.fold(F::zero(), |sum, &a, &z, &y| {
                sum - y * log_a(z) - (F::one() - y) * log_not_a(z, a) // (4.2)
            }),
            Loss::CategoricalCrossEntropy => terms.fold(F::zero(), |sum, _, &z, &y| sum - y * log_a(z)), // (4.3)
            Loss::MeanSquaredError => {
                terms.fold(F::zero(), |sum, &a, _, &y| sum + (a - y) * (a - y)) / F::of(2.0) // (4.4)
            }
        }
    }

    /// Backward: ∂L/∂Z of the last layer into dz, with a, y and dz: (n_y, m).
    pub fn backward<F: Real>(self, output: Activation, a: ArrayView2<F>, y: ArrayView2<F>, mut dz: ArrayViewMut2<F>) {
        let terms = Zip::from(&mut dz).and(a).and(y);
        if self.is_canonical(output) {
            terms.for_each(|dz, &a, &y| *dz = a - y); // (3.5)
            return;
        }
        // First dA = ∂L/∂A. A probability may round to 0 or 1, so denominators are kept above the rounding error.
        let tiny = F::epsilon();
        match self {
            Loss::BinaryCrossEntropy => terms.for_each(|da, &a, &y| *da = (a - y) / (a * (F::one() - a)).max(tiny)), // (4.7)
            Loss::CategoricalCrossEntropy => terms.for_each(|da, &a, &y| *da = -y / a.max(tiny)), // (4.8)
            Loss::MeanSquaredError => terms.for_each(|da, &a, &y| *da = a - y),                   // (4.9)
        }
        output.backward(a, dz);
    }
}

/// log(1 + eᶻ), without overflow. (4.5)
fn softplus<F: Real>(z: F) -> F {
    z.max(F::zero()) + (-z.abs()).exp().ln_1p()
}

/// log Σⱼ eᶻʲ, without overflow. (4.6)
fn log_sum_exp<F: Real>(z: ArrayView1<F>) -> F {
    let largest = z.fold(F::neg_infinity(), |largest, &z| largest.max(z));
    largest + z.fold(F::zero(), |sum, &z| sum + (z - largest).exp()).ln()
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Loss::BinaryCrossEntropy => "binary cross-entropy",
            Loss::CategoricalCrossEntropy => "categorical cross-entropy",
            Loss::MeanSquaredError => "mean squared error",
        })
    }
}
