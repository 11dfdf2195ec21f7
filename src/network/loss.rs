//! How wrong an answer is (chapter 4).
//!
//! L is the loss of one sample, J the cost: the mean of L over the samples, plus an optional penalty on the weights. The two
//! cross-entropies are computed from the logits z, not from the probabilities a: for z = 1000, a = σ(z) rounds to 1 and
//! log(1 − a) is lost, while log(1 − σ(z)) = −softplus(z) = −1000 is exact.

use crate::simd::elementwise::zip_into;
use crate::{Activation, Real};
use ndarray::{ArrayView1, ArrayView2, ArrayViewMut1, ArrayViewMut2, Axis, Zip};
use std::fmt;

/// The loss of one sample, L(a, y), with a and y: (n_y).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "files", derive(serde::Serialize, serde::Deserialize))]
pub enum Loss {
    /// −Σₖ [yₖ log aₖ + (1 − yₖ) log(1 − aₖ)], for yes-or-no questions; the output is a sigmoid (or softmax).
    BinaryCrossEntropy,
    /// −Σₖ yₖ log aₖ, for one class out of several; the output is a softmax (or sigmoid).
    CategoricalCrossEntropy,
    /// ½ Σₖ (aₖ − yₖ)², for numbers; any output, usually the identity. The ½ makes the gradient a − y.
    MeanSquaredError,
}

impl Loss {
    /// Whether `output` is the activation made for this loss: then ∂L/∂Z is A − Y, whatever the loss (3.5).
    ///
    /// | output | loss |
    /// |---|---|
    /// | sigmoid | binary cross-entropy |
    /// | softmax | categorical cross-entropy |
    /// | identity | mean squared error |
    #[must_use]
    pub fn is_canonical(self, output: Activation) -> bool {
        matches!(
            (output, self),
            (Activation::Sigmoid, Loss::BinaryCrossEntropy)
                | (Activation::Softmax, Loss::CategoricalCrossEntropy)
                | (Activation::Identity, Loss::MeanSquaredError)
        )
    }

    /// Forward: Σ L over m samples, with the activations a of an output layer, its logits z and the targets y, all (n_y, m).
    pub(crate) fn sum<F: Real>(self, output: Activation, a: ArrayView2<F>, z: ArrayView2<F>, y: ArrayView2<F>) -> f64 {
        let columns = a.axis_iter(Axis(1)).zip(z.axis_iter(Axis(1))).zip(y.axis_iter(Axis(1)));
        columns.map(|((a, z), y)| self.sample(output, a, z, y).into_f64()).sum()
    }

    /// L of one sample, with a, z and y: (n_y).
    fn sample<F: Real>(self, output: Activation, a: ArrayView1<F>, z: ArrayView1<F>, y: ArrayView1<F>) -> F {
        let log_sum = log_sum_exp(z.iter().copied());
        // log a and log(1 − a) from the logits, where they are exact.
        let log_a = |k: usize| if output == Activation::Sigmoid { -softplus(-z[k]) } else { z[k] - log_sum };
        let log_not_a = |k: usize| match output {
            Activation::Sigmoid => -softplus(z[k]),
            _ => log_sum_exp(z.iter().enumerate().filter(|(j, _)| *j != k).map(|(_, &z)| z)) - log_sum,
        };
        let outputs = 0..y.len();
        match self {
            Loss::BinaryCrossEntropy => {
                outputs.map(|k| -y[k] * log_a(k) - (F::one() - y[k]) * log_not_a(k)).sum() // (4.2)
            }
            Loss::CategoricalCrossEntropy => outputs.map(|k| -y[k] * log_a(k)).sum(), // (4.3)
            Loss::MeanSquaredError => outputs.map(|k| (a[k] - y[k]) * (a[k] - y[k])).sum::<F>() / F::from_f64(2.0), // (4.4)
        }
    }

    /// Backward: ∂L/∂Z of the last layer into dz, with a, y and dz: (n_y, m).
    ///
    /// # Panics
    ///
    /// If a, y and dz are not of one shape.
    pub fn backward<F: Real>(self, output: Activation, a: ArrayView2<F>, y: ArrayView2<F>, mut dz: ArrayViewMut2<F>) {
        if self.is_canonical(output) {
            return zip_into(dz, a, y, |a, y| a - y); // (3.5)
        }
        let terms = Zip::from(&mut dz).and(a).and(y);
        match (output, self) {
            // dA = −Y / A times g′ = A (1 − A), with the A cancelled: it may have rounded to 0.
            (Activation::Sigmoid, Loss::CategoricalCrossEntropy) => {
                terms.for_each(|dz, &a, &y| *dz = -y * (F::one() - a)); // (4.7)
            }
            // Likewise dA = (A − Y) / (A (1 − A)) times the slopes of a softmax (2.12).
            (Activation::Softmax, Loss::BinaryCrossEntropy) => {
                let columns = dz.axis_iter_mut(Axis(1)).zip(a.axis_iter(Axis(1))).zip(y.axis_iter(Axis(1)));
                columns.for_each(|((dz, a), y)| softmax_binary(dz, a, y)); // (4.8)
            }
            (_, Loss::MeanSquaredError) => {
                terms.for_each(|da, &a, &y| *da = a - y); // (4.9)
                output.backward(a, dz);
            }
            // No other output has a logarithm (see `Cost::check`): the answer is not a probability, and the slope nothing.
            _ => dz.fill(F::nan()),
        }
    }
}

/// dzᵢ = aᵢ − yᵢ − aᵢ Σ_{j ≠ i} tⱼ for one sample, with tⱼ = (aⱼ − yⱼ) / (1 − aⱼ). (4.8)
fn softmax_binary<F: Real>(mut dz: ArrayViewMut1<F>, a: ArrayView1<F>, y: ArrayView1<F>) {
    let others = |k: usize| (0..a.len()).filter(move |j| *j != k);
    // 1 − a is exact where a is small; where a is nearly 1 it is the sum of the other probabilities.
    let not_a = |k: usize| {
        if a[k] < F::from_f64(0.5) {
            F::one() - a[k]
        } else {
            others(k).map(|j| a[j]).sum::<F>().max(F::min_positive_value())
        }
    };
    // (a − 1) / (1 − a) is −1, even where both have rounded to 0.
    let t = |j: usize| (F::one() - y[j]) * a[j] / not_a(j) - y[j];
    for i in 0..a.len() {
        dz[i] = a[i] - y[i] - a[i] * others(i).map(t).sum::<F>();
    }
}

/// log(1 + eᶻ), without overflow. (4.5)
fn softplus<F: Real>(z: F) -> F {
    z.max(F::zero()) + (-z.abs()).exp().ln_1p()
}

/// log Σⱼ eᶻʲ, without overflow; of no logits at all, −∞. (4.6)
fn log_sum_exp<F: Real>(z: impl Iterator<Item = F> + Clone) -> F {
    let largest = z.clone().fold(F::neg_infinity(), F::max);
    if largest == F::neg_infinity() {
        return largest;
    }
    largest + z.map(|z| (z - largest).exp()).sum::<F>().ln()
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
