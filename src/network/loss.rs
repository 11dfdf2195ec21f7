//! How wrong an answer is (chapter 4).
//!
//! L is the loss of one sample; the cost J is the mean of L over the samples, plus an optional penalty on the weights
//! ([`Cost`](crate::Cost)).
//!
//! # Precision
//!
//! Losses are computed in `f64`, whatever the number type of the network, and from the logits z: for z = 1000, a = σ(z) rounds to 1 and
//! log(1 − a) is lost, while log(1 − σ(z)) = −softplus(z) = −1000. Differences of logits are taken before anything is added to them,
//! and the largest term of a softmax is left out of the sum (`sum_exp`). tests/library/losses.rs compares with 200-bit arithmetic for logits
//! from ±1e-6 to ±1e6 in `f32` and `f64`, right and sure, wrong and sure, and tied:
//!
//! | | error at most | where |
//! |---|---|---|
//! | L, cross-entropies | 4 ulp of L | targets in [0, 1], up to 10 outputs; ½ ulp more for each further output of a softmax |
//! | L, squared error after the identity | 4 ulp of L | any target |
//! | L, squared error after a sigmoid or softmax | 4 ulp of L | targets 0 and 1; with others in [0, 1] an error of 4 ulp of 1 in a − y |
//! | ∂L/∂Z of the three canonical pairs | 2 ε | ε is the ulp of 1: 1.2e-7 in `f32`, 2.2e-16 in `f64`; after the identity ½ ulp |
//! | ∂L/∂Z of the other pairs | 4 ε, times the largest entry if that is above 1 | up to 10 outputs |
//!
//! L is not compared where it is subnormal. The bounds on ∂L/∂Z are absolute, and its entries lie in [−1, 1] (of a softmax with binary
//! cross-entropy in [−n_y, n_y]; after the identity anywhere): where a
//! network is right and sure, such as a = 1 − 1e-20 for y = 1, a − y = −1e-20 is rounded to 0. A relative bound would cost a second
//! exponential for each output, and change no step that training could feel.
//!
//! # Beside PyTorch
//!
//! | | here | PyTorch's default (`reduction="mean"`) | ours is theirs times |
//! |---|---|---|---|
//! | [`Loss::MeanSquaredError`] | ½ Σₖ, mean over samples | `MSELoss`: mean over samples and outputs | n_y / 2 |
//! | [`Loss::BinaryCrossEntropy`] after a sigmoid | Σₖ, mean over samples | `BCEWithLogitsLoss`: mean over samples and outputs | n_y |
//! | [`Loss::CategoricalCrossEntropy`] after a softmax | mean over samples | `CrossEntropyLoss`: the same | 1 |
//! | the other pairs | | no counterpart; `BCELoss` takes probabilities and clips log a at −100 | |
//!
//! Gradients have the same factor. So gradient descent or momentum with rate α here goes as far as with α · n_y / 2 there for squared
//! error, and α · n_y for binary cross-entropy; RMSProp and Adam, whose steps do not depend on the size of the gradient, need no other
//! rate. PyTorch takes logits and has no output activation; labels of classes are one-hot columns here.

use crate::simd::elementwise::zip_into;
use crate::{Activation, Real};
use ndarray::{ArrayView1, ArrayView2, ArrayViewMut1, ArrayViewMut2, Axis, Zip};
use std::fmt;

/// The loss of one sample, L(a, y), with the output a and the target y: (n_y).
///
/// Sources: Bishop, *Pattern Recognition and Machine Learning* (2006), sections 4.3.2, 4.3.4 and 5.2, for all three and their pairs with
/// outputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "files", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Loss {
    /// −Σₖ [yₖ log aₖ + (1 − yₖ) log(1 − aₖ)], for yes-or-no questions; y in [0, 1], and the output is a sigmoid (or softmax).
    BinaryCrossEntropy,
    /// −Σₖ yₖ log aₖ, for one class out of several; y is one-hot or sums to 1, and the output is a softmax (or sigmoid). A y that sums to
    /// w counts w times.
    CategoricalCrossEntropy,
    /// ½ Σₖ (aₖ − yₖ)², for numbers; any output, usually the identity. With the ½, the gradient is a − y.
    MeanSquaredError,
}

impl Loss {
    /// Whether `output` is the canonical activation of this loss: then ∂L/∂Z is A − Y, whatever the loss (3.5). For a softmax the columns of
    /// Y sum to 1; where one sums to w, ∂L/∂Z is w A − Y.
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
        columns.map(|((a, z), y)| self.sample(output, a, z, y)).sum()
    }

    /// L of one sample, with a, z and y: (n_y).
    fn sample<F: Real>(self, output: Activation, a: ArrayView1<F>, z: ArrayView1<F>, y: ArrayView1<F>) -> f64 {
        let outputs = 0..y.len();
        let (a, z, y) = (|k: usize| a[k].into_f64(), |k: usize| z[k].into_f64(), |k: usize| y[k].into_f64());
        // log a and log(1 − a), from the logits. Of a softmax M and rest: Σ eᶻ = e^M (1 + rest), as in (4.6).
        let (largest, rest) = if output == Activation::Softmax { sum_exp(outputs.clone(), z) } else { (0.0, 0.0) };
        let log_rest = rest.ln_1p();
        let log_a = |k| if output == Activation::Sigmoid { -softplus(-z(k)) } else { (z(k) - largest) - log_rest };
        let log_not_a =
            |k| if output == Activation::Sigmoid { -softplus(z(k)) } else { -log_1p_odds(outputs.clone(), z, k) };
        // `part` is y log a, and 0 where y is, even if a has rounded to 0.
        match self {
            Loss::BinaryCrossEntropy => {
                outputs.clone().map(|k| -part(y(k), log_a(k)) - part(1.0 - y(k), log_not_a(k))).sum() // (4.2)
            }
            Loss::CategoricalCrossEntropy => outputs.map(|k| -part(y(k), log_a(k))).sum(), // (4.3)
            Loss::MeanSquaredError => {
                // a − y from the odds a / (1 − a): where both are near 1, no digit is lost.
                let error = |k| match output {
                    Activation::Sigmoid => error_from_odds(z(k).exp(), y(k)),
                    Activation::Softmax => error_from_odds(odds(outputs.clone(), z, k), y(k)),
                    _ => a(k) - y(k),
                };
                outputs.clone().map(|k| error(k) * error(k)).sum::<f64>() / 2.0 // (4.4)
            }
        }
    }

    /// Backward: ∂L/∂Z of the last layer into dz, with its activations a, its logits z, the targets y and dz: (n_y, m).
    ///
    /// # Panics
    ///
    /// If a, z, y and dz are not of one shape.
    pub fn backward<F: Real>(
        self,
        output: Activation,
        a: ArrayView2<F>,
        z: ArrayView2<F>,
        y: ArrayView2<F>,
        mut dz: ArrayViewMut2<F>,
    ) {
        assert_eq!(z.dim(), a.dim(), "logits and activations are of one shape");
        if self.is_canonical(output) {
            zip_into(dz.view_mut(), a, y, |a, y| a - y); // (3.5)
            if output == Activation::Softmax {
                weigh(dz, a, y);
            }
            return;
        }
        let terms = Zip::from(&mut dz).and(a).and(y);
        match (output, self) {
            // dA = −Y / A times g′ = A (1 − A), with the A cancelled: it may have rounded to 0.
            (Activation::Sigmoid, Loss::CategoricalCrossEntropy) => {
                terms.for_each(|dz, &a, &y| *dz = -y * (F::one() - a)); // (4.8)
            }
            // Likewise dA = (A − Y) / (A (1 − A)) times the slopes of a softmax (2.12).
            (Activation::Softmax, Loss::BinaryCrossEntropy) => {
                let columns = dz.axis_iter_mut(Axis(1)).zip(a.axis_iter(Axis(1)));
                let columns = columns.zip(z.axis_iter(Axis(1)).zip(y.axis_iter(Axis(1))));
                columns.for_each(|((dz, a), (z, y))| softmax_binary(dz, a, z, y)); // (4.9)
            }
            (_, Loss::MeanSquaredError) => {
                terms.for_each(|da, &a, &y| *da = a - y); // (4.7)
                output.backward(a, dz);
            }
            // `Cost::check` refuses these pairs: the output is not a probability and has no logarithm.
            _ => dz.fill(F::nan()),
        }
    }
}

/// dz = w a − y in each column whose y sums to another w than 1, with dz, a and y: (n_y, m).
fn weigh<F: Real>(mut dz: ArrayViewMut2<F>, a: ArrayView2<F>, y: ArrayView2<F>) {
    for ((mut dz, a), y) in dz.axis_iter_mut(Axis(1)).zip(a.axis_iter(Axis(1))).zip(y.axis_iter(Axis(1))) {
        let w = y.sum();
        if w != F::one() {
            Zip::from(&mut dz).and(a).and(y).for_each(|dz, &a, &y| *dz = w * a - y);
        }
    }
}

/// dzₖ = aₖ − yₖ − Σ_{i ≠ k} aₖ / (1 − aᵢ) · (aᵢ − yᵢ) for one sample, with dz, a, z and y: (n_y). (4.9)
///
/// aₖ / (1 − aᵢ) is the probability of class k if class i is ruled out. Where aᵢ is the largest probability, it is computed from the
/// logits: aₖ and 1 − aᵢ may both have rounded to 0.
fn softmax_binary<F: Real>(mut dz: ArrayViewMut1<F>, a: ArrayView1<F>, z: ArrayView1<F>, y: ArrayView1<F>) {
    let logit = |k: usize| z[k].into_f64();
    let outputs = || 0..a.len();
    let top = largest_of(outputs(), logit).unwrap_or(0);
    let (largest, rest) = sum_exp(outputs().filter(|i| *i != top), logit);
    for k in outputs() {
        let without = |i: usize| {
            if i == top {
                F::from_f64(exp_of_difference(logit(k), largest) / (1.0 + rest))
            } else {
                a[k] / (F::one() - a[i])
            }
        };
        let others = outputs().filter(|i| *i != k);
        dz[k] = a[k] - y[k] - others.map(|i| without(i) * (a[i] - y[i])).sum::<F>();
    }
}

/// y log a; nothing of a logarithm that is −∞, because the logits are further apart than numbers of 64 bits go.
fn part(y: f64, log_a: f64) -> f64 {
    if y == 0.0 { 0.0 } else { y * log_a }
}

/// log(1 + eᶻ), without overflow. (4.5)
fn softplus(z: f64) -> f64 {
    z.max(0.0) + (-z.abs()).exp().ln_1p()
}

/// Σᵢ eᶻⁱ = e^M (1 + rest) over some outputs i, as (M, rest): the largest logit M, and the sum of the other terms in units of the
/// largest. Neither overflows, and log Σᵢ eᶻⁱ = M + log(1 + rest). (4.6) Of no outputs, (−∞, 0).
fn sum_exp(outputs: impl Iterator<Item = usize> + Clone, z: impl Fn(usize) -> f64) -> (f64, f64) {
    let Some(top) = largest_of(outputs.clone(), &z) else { return (f64::NEG_INFINITY, 0.0) };
    (z(top), outputs.filter(|i| *i != top).map(|i| exp_of_difference(z(i), z(top))).sum())
}

/// The output with the largest logit; of equal ones, the first.
fn largest_of(outputs: impl Iterator<Item = usize>, z: impl Fn(usize) -> f64) -> Option<usize> {
    outputs.reduce(|best, k| if z(k) > z(best) { k } else { best })
}

/// eᵃ⁻ᵇ with a relative error of about 1 ulp. The rounding error of a − b alone would make one of |a − b| / 2 ulp, so it is computed
/// (TwoSum: Knuth, *The Art of Computer Programming*, vol. 2, 4.2.2) and multiplied in.
fn exp_of_difference(a: f64, b: f64) -> f64 {
    let difference = a - b;
    // 0 or ∞; and of numbers that are so far apart, what is lost may be more than 1.
    if difference.abs() > 1000.0 {
        return difference.exp();
    }
    let b_used = a - difference;
    let lost = (a - (difference + b_used)) + (b_used - b);
    difference.exp() * (1.0 + lost)
}

/// The odds of output k of a softmax, aₖ / (1 − aₖ) = e^zₖ / Σ_{i ≠ k} e^zᵢ: in [0, ∞], ∞ where it overflows.
fn odds(outputs: impl Iterator<Item = usize> + Clone, z: impl Fn(usize) -> f64, k: usize) -> f64 {
    let (largest, rest) = sum_exp(outputs.filter(|i| *i != k), &z);
    exp_of_difference(z(k), largest) / (1.0 + rest)
}

/// −log(1 − aₖ) = log(1 + odds) for output k of a softmax.
fn log_1p_odds(outputs: impl Iterator<Item = usize> + Clone, z: impl Fn(usize) -> f64, k: usize) -> f64 {
    let odds = odds(outputs.clone(), &z, k);
    if odds < f64::INFINITY {
        return odds.ln_1p();
    }
    let (largest, rest) = sum_exp(outputs.filter(|i| *i != k), &z);
    (z(k) - largest) - rest.ln_1p()
}

/// a − y for a probability a with these odds, a / (1 − a). Where a is above ½, it is (1 − y) − (1 − a): for y = 1 nothing cancels.
fn error_from_odds(odds: f64, y: f64) -> f64 {
    if odds <= 1.0 { odds / (1.0 + odds) - y } else { (1.0 - y) - 1.0 / (1.0 + odds) }
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
