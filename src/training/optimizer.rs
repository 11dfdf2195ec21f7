//! From gradient to step (chapters 5 and 6): plain descent, momentum, RMSProp, Adam and their kin.
//!
//! The conventions are PyTorch's, so that a learning rate found elsewhere means the same here. θ is any parameter, g its
//! gradient ∂J/∂θ, α the learning rate, t the number of the step from 1.

use crate::parallel;
use crate::simd::elementwise::zip4;
use crate::{Error, Gradients, Network, Real, Result};
use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis, ShapeBuilder, Zip};
use std::{fmt, str::FromStr};

/// The rule by which a gradient moves a parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "files", derive(serde::Serialize, serde::Deserialize))]
pub enum Optimizer {
    /// θ ← θ − α g
    Sgd,
    /// v ← β v + g, θ ← θ − α v: a ball that keeps rolling (Polyak 1964).
    Momentum {
        /// β in [0, 1): how much of the last velocity is kept.
        beta: f64,
    },
    /// As momentum, but looking one step ahead: θ ← θ − α (g + β v) (Nesterov 1983, Sutskever et al. 2013).
    Nesterov {
        /// β in [0, 1)
        beta: f64,
    },
    /// s ← β s + (1 − β) g², θ ← θ − α g / (√s + ε): every parameter gets a step of its own size (Tieleman, Hinton 2012).
    RmsProp {
        /// β in [0, 1): how long the memory of squared gradients is.
        beta: f64,
        /// ε > 0 keeps the division finite.
        epsilon: f64,
    },
    /// Momentum over RMSProp, each freed of its bias towards zero (Kingma, Ba 2015).
    Adam {
        /// β₁ in [0, 1), for the mean of g.
        beta1: f64,
        /// β₂ in [0, 1), for the mean of g².
        beta2: f64,
        /// ε > 0
        epsilon: f64,
        /// Whether to correct the bias; `false` only to see what goes wrong (chapter 6).
        bias_correction: bool,
    },
    /// Adam that also shrinks every weight, not bias, by the factor 1 − α · `weight_decay` (Loshchilov, Hutter 2019).
    AdamW {
        /// β₁ in [0, 1)
        beta1: f64,
        /// β₂ in [0, 1)
        beta2: f64,
        /// ε > 0
        epsilon: f64,
        /// The decay, finite and not negative.
        weight_decay: f64,
    },
}

impl Optimizer {
    /// Momentum with β = 0.9.
    pub const MOMENTUM: Self = Optimizer::Momentum { beta: 0.9 };
    /// Nesterov momentum with β = 0.9.
    pub const NESTEROV: Self = Optimizer::Nesterov { beta: 0.9 };
    /// RMSProp with β = 0.9, ε = 1e-8.
    pub const RMSPROP: Self = Optimizer::RmsProp { beta: 0.9, epsilon: 1e-8 };
    /// Adam with β₁ = 0.9, β₂ = 0.999, ε = 1e-8, as published.
    pub const ADAM: Self = Optimizer::Adam { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, bias_correction: true };
    /// AdamW with Adam's settings and a weight decay of 0.01.
    pub const ADAMW: Self = Optimizer::AdamW { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weight_decay: 0.01 };

    /// Every optimiser with its usual settings, in the order of the book.
    pub const ALL: [Self; 6] = [Optimizer::Sgd, Self::MOMENTUM, Self::NESTEROV, Self::RMSPROP, Self::ADAM, Self::ADAMW];

    /// Whether the rule keeps m, the first moment: a mean of gradients.
    fn keeps_m(self) -> bool {
        !matches!(self, Optimizer::Sgd | Optimizer::RmsProp { .. })
    }

    /// Whether the rule keeps v, the second raw moment: a mean of squared gradients.
    fn keeps_v(self) -> bool {
        matches!(self, Optimizer::RmsProp { .. } | Optimizer::Adam { .. } | Optimizer::AdamW { .. })
    }

    /// Checks every setting of the rule.
    pub(crate) fn check(self) -> Result<()> {
        let betas = match self {
            Optimizer::Sgd => [0.0, 0.0],
            Optimizer::Momentum { beta } | Optimizer::Nesterov { beta } | Optimizer::RmsProp { beta, .. } => {
                [beta, 0.0]
            }
            Optimizer::Adam { beta1, beta2, .. } | Optimizer::AdamW { beta1, beta2, .. } => [beta1, beta2],
        };
        if let Some(beta) = betas.into_iter().find(|beta| !(0.0..1.0).contains(beta)) {
            return Err(Error::setting("beta", beta, "at least 0 and below 1"));
        }
        match self {
            Optimizer::RmsProp { epsilon, .. } | Optimizer::Adam { epsilon, .. } | Optimizer::AdamW { epsilon, .. }
                if !(epsilon.is_finite() && epsilon > 0.0) =>
            {
                Err(Error::setting("epsilon", epsilon, "finite and above 0"))
            }
            Optimizer::AdamW { weight_decay, .. } if !(weight_decay.is_finite() && weight_decay >= 0.0) => {
                Err(Error::setting("weight_decay", weight_decay, "finite and not negative"))
            }
            _ => Ok(()),
        }
    }
}

/// An optimiser at work: its rule, and what the rule remembers about every parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct OptimizerState<F> {
    optimizer: Optimizer,
    /// t, the number of steps taken.
    t: i32,
    /// The moments of W and of b, for each layer.
    layers: Vec<[Moments<F>; 2]>,
}

/// The moments of the gradient of one matrix of parameters, each of its shape, or (0, 0) if the rule does not keep it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Moments<F> {
    /// First moment: the mean of g, or the velocity of momentum.
    pub m: Array2<F>,
    /// Second raw moment: the mean of g².
    pub v: Array2<F>,
}

impl<F: Real> OptimizerState<F> {
    /// The memory of `optimizer` for every parameter of `network`, all zero.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if a setting of the rule is out of range.
    pub fn new(optimizer: Optimizer, network: &Network<F>) -> Result<Self> {
        optimizer.check()?;
        let zeros = |like: &Array2<F>, kept: bool| Array2::zeros(if kept { like.dim() } else { (0, 0) }.f());
        let moments =
            |like: &Array2<F>| Moments { m: zeros(like, optimizer.keeps_m()), v: zeros(like, optimizer.keeps_v()) };
        let layers = network.layers().iter().map(|layer| [moments(&layer.w), moments(&layer.b)]).collect();
        Ok(OptimizerState { optimizer, t: 0, layers })
    }

    /// One step: moves every weight and bias of `network` against its gradient.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] if the gradients or this memory belong to a network of another shape, [`Error::Setting`] if the
    /// learning rate is negative or not finite. The network is then unchanged.
    pub fn step(&mut self, network: &mut Network<F>, gradients: &Gradients<F>, learning_rate: f64) -> Result<()> {
        if !gradients.fits(network) || !self.fits(network) {
            return Err(Error::data("the gradients or the optimizer state were made for a network of another shape"));
        }
        let step = self.next_step(learning_rate)?;
        for (l, [of_w, of_b]) in (1..).zip(&mut self.layers) {
            let layer = network.layer_mut(l);
            of_w.apply(step, &mut layer.w, gradients.dw(l));
            of_b.apply(step.without_decay(), &mut layer.b, gradients.db(l));
        }
        Ok(())
    }

    /// The next step with this learning rate, to be gone by every parameter.
    pub(crate) fn next_step(&mut self, learning_rate: f64) -> Result<Step<F>> {
        check_learning_rate(learning_rate)?;
        self.t = self.t.saturating_add(1);
        Ok(self.optimizer.at(self.t, learning_rate))
    }

    /// The moments of W and of b, for each layer.
    pub(crate) fn moments_mut(&mut self) -> &mut [[Moments<F>; 2]] {
        &mut self.layers
    }

    /// The rule.
    #[must_use]
    pub fn optimizer(&self) -> Optimizer {
        self.optimizer
    }

    /// How many steps have been taken.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.t as usize
    }

    /// Goes on as after so many steps.
    #[cfg(feature = "files")]
    pub(crate) fn set_steps(&mut self, steps: usize) -> Result<()> {
        self.t = i32::try_from(steps).map_err(|_| Error::setting("steps", steps, "below 2³¹"))?;
        Ok(())
    }

    /// Every moment that the rule keeps, with a name such as `optimizer.0.weight.m`, always in the same order.
    #[cfg(feature = "files")]
    pub(crate) fn each_moment(&self, mut take: impl FnMut(String, &Array2<F>)) {
        for (i, layer) in self.layers.iter().enumerate() {
            for (Moments { m, v }, of) in layer.iter().zip(["weight", "bias"]) {
                for (moment, name) in [(m, "m"), (v, "v")].into_iter().filter(|(moment, _)| !moment.is_empty()) {
                    take(format!("optimizer.{i}.{of}.{name}"), moment);
                }
            }
        }
    }

    /// The same, to change.
    #[cfg(feature = "files")]
    pub(crate) fn each_moment_mut(&mut self, mut take: impl FnMut(String, &mut Array2<F>)) {
        for (i, layer) in self.layers.iter_mut().enumerate() {
            for (Moments { m, v }, of) in layer.iter_mut().zip(["weight", "bias"]) {
                for (moment, name) in [(m, "m"), (v, "v")].into_iter().filter(|(moment, _)| !moment.is_empty()) {
                    take(format!("optimizer.{i}.{of}.{name}"), moment);
                }
            }
        }
    }

    pub(crate) fn fits(&self, network: &Network<F>) -> bool {
        let kept = |moment: &Array2<F>, parameter: &Array2<F>| moment.is_empty() || moment.dim() == parameter.dim();
        self.layers.len() == network.depth()
            && network.layers().iter().zip(&self.layers).all(|(layer, [of_w, of_b])| {
                [&of_w.m, &of_w.v].iter().all(|moment| kept(moment, &layer.w))
                    && [&of_b.m, &of_b.v].iter().all(|moment| kept(moment, &layer.b))
            })
    }
}

impl<F: Real> Moments<F> {
    /// Takes a step with parameters θ and their gradient g: in two threads, if there are many.
    fn apply(&mut self, step: Step<F>, theta: &mut Array2<F>, g: &Array2<F>) {
        let width = parallel::share_of(theta.dim());
        if width == theta.ncols() {
            return step.apply(theta.view_mut(), g.view(), self.m.view_mut(), self.v.view_mut());
        }
        let none = || ArrayViewMut2::from_shape((0, 0), &mut []).expect("no numbers for no places");
        let [mut m, mut v] = [&mut self.m, &mut self.v].map(|kept| kept.axis_chunks_iter_mut(Axis(1), width));
        let parts = theta.axis_chunks_iter_mut(Axis(1), width).zip(g.axis_chunks_iter(Axis(1), width));
        let parts = parts.map(|part| (part, m.next().unwrap_or_else(none), v.next().unwrap_or_else(none)));
        parallel::for_each(parts, |((theta, g), m, v)| step.apply(theta, g, m, v));
    }
}

/// A step of a rule: how far it goes, the same for every parameter.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step<F> {
    rule: Optimizer,
    /// α, with Adam over the bias of v
    alpha: F,
    /// One over the root of the bias of s
    root: F,
    /// What AdamW leaves of a weight
    decay: F,
}

impl Optimizer {
    /// Step t of the rule. (6.8) divides each v by 1 − β₁ᵗ and each s by 1 − β₂ᵗ; here that is done once for all.
    fn at<F: Real>(self, t: i32, learning_rate: f64) -> Step<F> {
        let bias = match self {
            Optimizer::Adam { beta1, beta2, bias_correction: true, .. } | Optimizer::AdamW { beta1, beta2, .. } => {
                [beta1, beta2].map(|beta| 1.0 - beta.powi(t))
            }
            _ => [1.0, 1.0],
        };
        let decay = match self {
            Optimizer::AdamW { weight_decay, .. } => 1.0 - learning_rate * weight_decay,
            _ => 1.0,
        };
        let (alpha, root) = (learning_rate / bias[0], 1.0 / bias[1].sqrt());
        Step { rule: self, alpha: F::from_f64(alpha), root: F::from_f64(root), decay: F::from_f64(decay) }
    }
}

impl<F: Real> Step<F> {
    /// The step as biases go it.
    pub(crate) fn without_decay(self) -> Self {
        Step { decay: F::one(), ..self }
    }

    /// Moves the parameters θ with their gradient g and its moments m and v.
    pub(crate) fn apply(self, mut theta: ArrayViewMut2<F>, g: ArrayView2<F>, m: ArrayViewMut2<F>, v: ArrayViewMut2<F>) {
        let Step { rule, alpha, root, decay } = self;
        if decay != F::one() {
            theta *= decay; // (6.9)
        }
        match rule {
            Optimizer::Sgd => theta.scaled_add(-alpha, &g), // (5.1)
            Optimizer::Momentum { beta } => {
                let beta = F::from_f64(beta);
                Zip::from(theta).and(g).and(m).for_each(|theta, &g, m| {
                    *m = beta * *m + g; // (6.1)
                    *theta -= alpha * *m; // (6.2)
                });
            }
            Optimizer::Nesterov { beta } => {
                let beta = F::from_f64(beta);
                Zip::from(theta).and(g).and(m).for_each(|theta, &g, m| {
                    *m = beta * *m + g; // (6.1)
                    *theta -= alpha * (g + beta * *m); // (6.3)
                });
            }
            Optimizer::RmsProp { beta, epsilon } => {
                let (beta, rest, epsilon) = (F::from_f64(beta), F::from_f64(1.0 - beta), F::from_f64(epsilon));
                Zip::from(theta).and(g).and(v).for_each(|theta, &g, v| {
                    *v = beta * *v + rest * g * g; // (6.4)
                    *theta -= alpha * g / (v.sqrt() + epsilon); // (6.5)
                });
            }
            Optimizer::Adam { beta1, beta2, epsilon, .. } | Optimizer::AdamW { beta1, beta2, epsilon, .. } => {
                let (beta1, rest1) = (F::from_f64(beta1), F::from_f64(1.0 - beta1));
                let (beta2, rest2) = (F::from_f64(beta2), F::from_f64(1.0 - beta2));
                let epsilon = F::from_f64(epsilon);
                // A gradient whose square would be subnormal counts as 0 there: see `normal`.
                let smallest = (F::min_positive_value() / rest2.max(F::epsilon())).sqrt();
                zip4(theta, g, m, v, |theta, g, m, v| {
                    let squared = if g.abs() < smallest { F::zero() } else { g };
                    *m = normal(beta1 * *m + rest1 * g); // (6.6)
                    *v = normal(beta2 * *v + rest2 * squared * squared); // (6.7)
                    *theta = normal(*theta - alpha * *m / (v.sqrt() * root + epsilon)); // (6.8)
                });
            }
        }
    }
}

/// x, or 0 if x is so small that it is no longer a normal number (below 1.2e-38 in `f32`). Processors compute with such numbers
/// a hundred times as slowly, and a weight that shrinks for ever would spend the rest of its life among them (chapter 12).
fn normal<F: Real>(x: F) -> F {
    if x.abs() < F::min_positive_value() { F::zero() } else { x }
}

/// Checks that a learning rate can be walked with.
pub(crate) fn check_learning_rate(learning_rate: f64) -> Result<()> {
    if learning_rate.is_finite() && learning_rate >= 0.0 {
        return Ok(());
    }
    Err(Error::setting("learning_rate", learning_rate, "finite and not negative"))
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

/// The optimiser of this name, with its usual settings.
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
