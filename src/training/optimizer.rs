//! Optimizers and their settings (chapters 5 and 6): gradient descent, momentum, RMSProp, Adam.
//!
//! θ is any parameter, g its gradient ∂J/∂θ, α the learning rate, t the number of the step from 1, m the first moment and v the
//! second raw moment of g: moving averages of g and of g². `step.rs` has the equations in code, [`OptimizerState`](crate::OptimizerState)
//! keeps the moments between steps.
//!
//! # Beside PyTorch
//!
//! The formulas are those of `torch.optim` (tests/chapters/chapter06.rs compares ten steps of each to 1e-9), with these differences:
//!
//! | | here | PyTorch |
//! |---|---|---|
//! | momentum | m ← β m + g, α outside of m | the same with `dampening = 0`, its default; other values have no counterpart here |
//! | [`Optimizer::RMSPROP`] | β = 0.9, as Tieleman and Hinton | `alpha = 0.99`; no `momentum` and no `centered` here |
//! | ε of RMSProp, Adam, AdamW | added to the root, 1e-8 | the same |
//! | decay of [`Optimizer::AdamW`] | of weights only, default 0.01 | of every parameter of its group, biases too, default 0.01 |
//! | [`Cost::weight_decay`](crate::Cost::weight_decay) | added to the gradient of weights only | `weight_decay` of `SGD`, `RMSprop`, `Adam`: added to the gradient of every parameter |
//! | variants | | `amsgrad`, `maximize`: no counterpart here |
//! | numbers below [`F::MIN_POSITIVE`](f32::MIN_POSITIVE) | set to 0 (chapter 12) | kept, unless `torch.set_flush_denormal(true)` |
//! | the loss | sum over outputs | mean over outputs; see [`loss`](crate::network::loss#beside-pytorch) for what that does to a learning rate |
//!
//! # Precision
//!
//! A step moves θ to within 4 ulp of the larger of θ and the way that it goes, compared with 200-bit arithmetic over two steps from moments of 0
//! (tests/library/numerics), in `f32` and `f64`, for gradients and parameters from 0 to the largest there are; of Adam and AdamW in `f64` to within
//! 128 ulp, because 1 − β₂ᵗ, computed as it is written, has lost seven bits at β₂ = 0.999 and t = 2, fewer later. A gradient whose square is
//! below `F::MIN_POSITIVE`, about 1e-17 in `f32`, counts as 0 in RMSProp and Adam; one whose square overflows, from 1.8e19, makes v infinite and
//! leaves θ where it is. Nothing finite becomes NaN at a learning rate up to 1.

use crate::{Error, Real, Result, setting};
use std::{fmt, str::FromStr};

/// The rule by which a gradient moves a parameter, with its settings.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "files", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Optimizer {
    /// Gradient descent: θ ← θ − α g. On mini-batches, stochastic gradient descent (Robbins and Monro 1951).
    Sgd,
    /// Momentum: m ← β m + g, θ ← θ − α m (Polyak 1964, the heavy-ball method).
    Momentum {
        /// β in [0, 1): the part of m that is kept at each step.
        beta: f64,
    },
    /// Nesterov's accelerated gradient: m ← β m + g, θ ← θ − α (g + β m) (Nesterov 1983; Sutskever et al. 2013; in this form Bengio
    /// et al. 2013).
    Nesterov {
        /// β in [0, 1): the part of m that is kept at each step.
        beta: f64,
    },
    /// RMSProp: v ← β v + (1 − β) g², θ ← θ − α g / (√v + ε) (Tieleman and Hinton 2012, lecture 6.5 of *Neural Networks for Machine
    /// Learning*).
    RmsProp {
        /// β in [0, 1): the decay rate of v, which averages over about 1 / (1 − β) steps.
        beta: f64,
        /// ε, finite and at least √[`MIN_POSITIVE`](f32::MIN_POSITIVE) of the network's type: 1.1e-19 in `f32`, 1.5e-154 in `f64`.
        epsilon: f64,
    },
    /// Adam: moving averages m of g and v of g², both corrected for starting at 0 (Kingma and Ba 2015, algorithm 1).
    Adam {
        /// β₁ in [0, 1): the decay rate of m.
        beta1: f64,
        /// β₂ in [0, 1): the decay rate of v.
        beta2: f64,
        /// ε, as of RMSProp.
        epsilon: f64,
        /// Whether to divide m by 1 − β₁ᵗ and v by 1 − β₂ᵗ; `false` only to see the effect (chapter 6).
        bias_correction: bool,
    },
    /// AdamW: before the step of Adam, every weight, but no bias, is multiplied by 1 − α · `weight_decay` (Loshchilov and Hutter 2019,
    /// algorithm 2).
    AdamW {
        /// β₁ in [0, 1): the decay rate of m.
        beta1: f64,
        /// β₂ in [0, 1): the decay rate of v.
        beta2: f64,
        /// ε, as of RMSProp.
        epsilon: f64,
        /// ω, finite and not negative.
        weight_decay: f64,
    },
}

impl Optimizer {
    /// Momentum with β = 0.9.
    pub const MOMENTUM: Self = Optimizer::Momentum { beta: 0.9 };
    /// Nesterov's accelerated gradient with β = 0.9.
    pub const NESTEROV: Self = Optimizer::Nesterov { beta: 0.9 };
    /// RMSProp with β = 0.9, as in the lecture, and ε = 1e-8.
    pub const RMSPROP: Self = Optimizer::RmsProp { beta: 0.9, epsilon: 1e-8 };
    /// Adam with β₁ = 0.9, β₂ = 0.999, ε = 1e-8, as in the paper.
    pub const ADAM: Self = Optimizer::Adam { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, bias_correction: true };
    /// AdamW with the settings of [`Optimizer::ADAM`] and a weight decay of 0.01.
    pub const ADAMW: Self = Optimizer::AdamW { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weight_decay: 0.01 };

    /// Every optimizer with its usual settings, in the order of the book.
    pub const ALL: [Self; 6] = [Optimizer::Sgd, Self::MOMENTUM, Self::NESTEROV, Self::RMSPROP, Self::ADAM, Self::ADAMW];

    /// Whether the rule keeps m, the first moment of the gradient (momentum's velocity counts as one).
    pub(super) fn keeps_m(self) -> bool {
        !matches!(self, Optimizer::Sgd | Optimizer::RmsProp { .. })
    }

    /// Whether the rule keeps v, the second raw moment of the gradient.
    pub(super) fn keeps_v(self) -> bool {
        matches!(self, Optimizer::RmsProp { .. } | Optimizer::Adam { .. } | Optimizer::AdamW { .. })
    }

    /// Checks every setting of the rule.
    pub(crate) fn check(self) -> Result<()> {
        self.check_in::<f64>()
    }

    /// Checks every setting of the rule as it is after rounding to `F`, in which it will be used.
    pub(crate) fn check_in<F: Real>(self) -> Result<()> {
        let (betas, epsilon, decay) = match self {
            Optimizer::Sgd => ([0.0, 0.0], 1.0, 0.0),
            Optimizer::Momentum { beta } | Optimizer::Nesterov { beta } => ([beta, 0.0], 1.0, 0.0),
            Optimizer::RmsProp { beta, epsilon } => ([beta, 0.0], epsilon, 0.0),
            Optimizer::Adam { beta1, beta2, epsilon, .. } => ([beta1, beta2], epsilon, 0.0),
            Optimizer::AdamW { beta1, beta2, epsilon, weight_decay } => ([beta1, beta2], epsilon, weight_decay),
        };
        for beta in betas {
            setting::check::<F>("beta", beta, "at least 0 and below 1", |beta| (0.0..1.0).contains(&beta))?;
        }
        // What is left of v below MIN_POSITIVE is set to 0: an ε that is small beside its root would then divide by next to nothing.
        let least = F::min_positive_value().into_f64().sqrt() * (1.0 - f64::EPSILON);
        setting::check::<F>(
            "epsilon",
            epsilon,
            "finite, above 0, and at least 1.1e-19 in f32 or 1.5e-154 in f64",
            |epsilon| epsilon.is_finite() && epsilon >= least,
        )?;
        setting::check::<F>("weight_decay", decay, "finite and not negative", |decay| decay.is_finite() && decay >= 0.0)
    }
}

/// Checks a learning rate: finite and not negative.
pub(crate) fn check_learning_rate(learning_rate: f64) -> Result<()> {
    check_learning_rate_in::<f64>(learning_rate)
}

/// Checks a learning rate as it is after rounding to `F`.
pub(super) fn check_learning_rate_in<F: Real>(learning_rate: f64) -> Result<()> {
    setting::check::<F>("learning_rate", learning_rate, "finite and not negative", |rate| {
        rate.is_finite() && rate >= 0.0
    })
}

/// The name as it is written on the command line.
impl fmt::Display for Optimizer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Optimizer::Sgd => "sgd",
            Optimizer::Momentum { .. } => "momentum",
            Optimizer::Nesterov { .. } => "nesterov",
            Optimizer::RmsProp { .. } => "rmsprop",
            Optimizer::Adam { .. } => "adam",
            Optimizer::AdamW { .. } => "adamw",
        })
    }
}

/// The optimizer of this name, with its usual settings.
impl FromStr for Optimizer {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|optimizer| optimizer.to_string() == name).ok_or_else(|| Error::Choice {
            what: "optimizer",
            given: name.to_owned(),
            choices: Self::ALL.map(|optimizer| optimizer.to_string()).join(", "),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_rule_keeps_a_moment_that_it_does_not_use() {
        assert_eq!(Optimizer::ALL.map(Optimizer::keeps_m), [false, true, true, false, true, true]);
        assert_eq!(Optimizer::ALL.map(Optimizer::keeps_v), [false, false, false, true, true, true]);
    }

    #[test]
    fn the_least_epsilon_is_the_root_of_the_least_normal_number() {
        let of = |epsilon| Optimizer::RmsProp { beta: 0.9, epsilon };
        let (least32, least) = (f64::from(f32::MIN_POSITIVE).sqrt(), f64::MIN_POSITIVE.sqrt());
        assert!(of(least).check().is_ok() && of(least32).check_in::<f32>().is_ok());
        assert!(of(0.999 * least).check().is_err() && of(0.999 * least32).check_in::<f32>().is_err());
    }

    #[test]
    fn settings_and_rates_out_of_range_are_refused() {
        assert!(Optimizer::Momentum { beta: 1.0 }.check().is_err());
        assert!(check_learning_rate(0.0).is_ok() && check_learning_rate(-0.1).is_err());
        assert!(check_learning_rate(f64::NAN).is_err());
    }
}
