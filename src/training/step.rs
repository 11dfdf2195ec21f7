//! One step of each rule (chapters 5 and 6): the equations, a line each.
//!
//! The rules are written for one parameter θ with its gradient g and the moments m and v of g. The loops around them run through all
//! parameters of a matrix in the widest vectors of the processor, and keep subnormal numbers out ([`flush`], chapter 12).

use super::optimizer::check_learning_rate_in;
use crate::simd::elementwise::{zip_inplace, zip3, zip4};
use crate::{Error, Optimizer, Real, Result, setting};
use ndarray::{ArrayView2, ArrayViewMut2};

/// Step t of a rule with one learning rate, for every parameter of a network.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step<F> {
    optimizer: Optimizer,
    /// α, the learning rate.
    alpha: F,
    /// α / (1 − β₁ᵗ), for Adam.
    step_size: F,
    /// 1 / √(1 − β₂ᵗ), for Adam.
    inv_sqrt_bias2: F,
    /// 1 − α ω, for AdamW: the factor on weights.
    decay: F,
}

impl<F: Real> Step<F> {
    /// Step `t`, counted from 1. (6.8) divides every m by 1 − β₁ᵗ and every v by 1 − β₂ᵗ; both are moved out of the loop here.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if the learning rate is negative, or one of the factors overflows in `F`.
    pub fn new(optimizer: Optimizer, t: i32, learning_rate: f64) -> Result<Self> {
        check_learning_rate_in::<F>(learning_rate)?;
        let [bias1, bias2] = match optimizer {
            Optimizer::Adam { beta1, beta2, bias_correction: true, .. } | Optimizer::AdamW { beta1, beta2, .. } => {
                [beta1, beta2].map(|beta| 1.0 - beta.powi(t))
            }
            _ => [1.0, 1.0],
        };
        let decay = match optimizer {
            Optimizer::AdamW { weight_decay, .. } => 1.0 - learning_rate * weight_decay,
            _ => 1.0,
        };
        let step = Step {
            optimizer,
            alpha: F::from_f64(learning_rate),
            step_size: F::from_f64(learning_rate / bias1),
            inv_sqrt_bias2: F::from_f64(1.0 / bias2.sqrt()),
            decay: F::from_f64(decay),
        };
        if !(step.step_size.is_finite() && step.decay.is_finite()) {
            let requirement = "so small that neither α / (1 − β₁ᵗ) nor α · weight_decay overflows";
            return Err(Error::setting("learning_rate", setting::short(learning_rate), requirement));
        }
        Ok(step)
    }

    /// The step for biases, which do not decay.
    pub fn without_decay(self) -> Self {
        Step { decay: F::one(), ..self }
    }

    /// Moves the parameters θ, with their gradient g and the moments that the rule keeps; all of one shape, without rows for a moment
    /// that it does not keep.
    pub fn apply(self, theta: ArrayViewMut2<F>, g: ArrayView2<F>, m: ArrayViewMut2<F>, v: ArrayViewMut2<F>) {
        let Step { optimizer, alpha, step_size, inv_sqrt_bias2, decay } = self;
        match optimizer {
            Optimizer::Sgd => for_each(theta, g, |theta, g| theta - alpha * g), // (5.1)
            Optimizer::Momentum { beta } => {
                let beta = F::from_f64(beta);
                for_each_with_m(theta, g, m, |theta, g, m| {
                    *m = beta * *m + g; // (6.1)
                    *theta -= alpha * *m; // (6.2)
                });
            }
            Optimizer::Nesterov { beta } => {
                let beta = F::from_f64(beta);
                for_each_with_m(theta, g, m, |theta, g, m| {
                    *m = beta * *m + g; // (6.1)
                    *theta -= alpha * (g + beta * *m); // (6.3)
                });
            }
            Optimizer::RmsProp { beta, epsilon } => {
                let [beta, one_minus_beta, epsilon] = [beta, 1.0 - beta, epsilon].map(F::from_f64);
                for_each_with_v(theta, g, v, one_minus_beta, |theta, g, v| {
                    *v = beta * *v + one_minus_beta * g * g; // (6.4)
                    *theta -= alpha * g / (v.sqrt() + epsilon); // (6.5)
                });
            }
            Optimizer::Adam { beta1, beta2, epsilon, .. } | Optimizer::AdamW { beta1, beta2, epsilon, .. } => {
                let [one_minus_beta1, one_minus_beta2] = [1.0 - beta1, 1.0 - beta2].map(F::from_f64);
                let [beta1, beta2, epsilon] = [beta1, beta2, epsilon].map(F::from_f64);
                for_each_with_m_and_v(theta, g, m, v, one_minus_beta2, |theta, g, m, v| {
                    *m = beta1 * *m + one_minus_beta1 * g; // (6.6)
                    *v = beta2 * *v + one_minus_beta2 * g * g; // (6.7)
                    *theta *= decay; // (6.9), 1 for Adam
                    *theta -= step_size * *m / (v.sqrt() * inv_sqrt_bias2 + epsilon); // (6.8)
                });
            }
        }
    }
}

/// θ ← rule(θ, g) for every parameter.
fn for_each<F: Real>(theta: ArrayViewMut2<F>, g: ArrayView2<F>, rule: impl Fn(F, F) -> F) {
    zip_inplace(theta, g, |theta, g| flush(rule(theta, g)));
}

/// rule(θ, g, m) for every parameter and its first moment.
fn for_each_with_m<F: Real>(
    theta: ArrayViewMut2<F>,
    g: ArrayView2<F>,
    m: ArrayViewMut2<F>,
    rule: impl Fn(&mut F, F, &mut F),
) {
    zip3(theta, g, m, |theta, g, m| {
        rule(theta, g, m);
        (*theta, *m) = (flush(*theta), flush(*m));
    });
}

/// rule(θ, g, v) for every parameter and its second moment, into which g² goes with the factor `one_minus_beta`.
fn for_each_with_v<F: Real>(
    theta: ArrayViewMut2<F>,
    g: ArrayView2<F>,
    v: ArrayViewMut2<F>,
    one_minus_beta: F,
    rule: impl Fn(&mut F, F, &mut F),
) {
    let least = least_gradient(one_minus_beta);
    zip3(theta, g, v, |theta, g, v| {
        rule(theta, flush_below(least, g), v);
        (*theta, *v) = (flush(*theta), flush(*v));
    });
}

/// rule(θ, g, m, v) for every parameter and both moments, of which g² goes into the second with the factor `one_minus_beta2`.
fn for_each_with_m_and_v<F: Real>(
    theta: ArrayViewMut2<F>,
    g: ArrayView2<F>,
    m: ArrayViewMut2<F>,
    v: ArrayViewMut2<F>,
    one_minus_beta2: F,
    rule: impl Fn(&mut F, F, &mut F, &mut F),
) {
    let least = least_gradient(one_minus_beta2);
    zip4(theta, g, m, v, |theta, g, m, v| {
        rule(theta, flush_below(least, g), m, v);
        (*theta, *m, *v) = (flush(*theta), flush(*m), flush(*v));
    });
}

/// x, or 0 if x is subnormal: below 1.2e-38 in `f32`, 2.2e-308 in `f64`. Many processors compute with subnormal numbers about a hundred
/// times as slowly, and a moment or weight that decays by a factor at each step would stay among them (chapter 12).
fn flush<F: Real>(x: F) -> F {
    flush_below(F::min_positive_value(), x)
}

/// x, or 0 if |x| < least. NaN for NaN.
fn flush_below<F: Real>(least: F, x: F) -> F {
    if x.abs() < least { F::zero() } else { x }
}

/// The smallest gradient g for which `factor` · g² is not subnormal: about 1e-17 in `f32` for a factor of 0.001.
fn least_gradient<F: Real>(factor: F) -> F {
    (F::min_positive_value() / factor.max(F::epsilon())).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    /// Whether the processor computes with x at full speed.
    fn is_fast(x: &f32) -> bool {
        *x == 0.0 || x.is_normal()
    }

    #[test]
    fn no_rule_leaves_a_subnormal_parameter_or_moment_behind() {
        for optimizer in Optimizer::ALL {
            let shape = (1, 37); // whole vectors, and a rest
            for g in [0.0, 1e-20, -1e-30, 1e-37_f32] {
                let mut theta = Array2::from_elem(shape, 2e-38_f32);
                let (mut m, mut v) = (Array2::from_elem(shape, 1e-30_f32), Array2::from_elem(shape, 1e-37_f32));
                for t in 1..5000 {
                    // A penalty pulls θ towards 0 by a hundredth in each step.
                    let gradient = theta.mapv(|theta| g + 0.1 * theta);
                    let step = Step::new(optimizer, t, 0.1).unwrap();
                    step.apply(theta.view_mut(), gradient.view(), m.view_mut(), v.view_mut());
                    for (name, array) in [("θ", &theta), ("m", &m), ("v", &v)] {
                        assert!(array.iter().all(is_fast), "{optimizer}, g = {g:e}, step {t}: {name} = {array:e}");
                    }
                    theta.mapv_inplace(|theta| if theta == 0.0 { 2e-38 } else { theta });
                }
            }
        }
    }

    #[test]
    fn a_nan_is_not_taken_for_a_small_number() {
        assert!(flush(f32::NAN).is_nan());
        assert_eq!([flush(1e-39_f32), flush(-1e-39), flush(1.2e-38), flush(-3.0)], [0.0, 0.0, 1.2e-38, -3.0]);
        assert_eq!(flush(f32::MIN_POSITIVE), f32::MIN_POSITIVE, "the smallest normal number");
    }

    #[test]
    fn the_least_gradient_is_the_first_whose_share_of_v_is_normal() {
        for factor in [1e-3_f32, 0.1, 0.5, 1.0] {
            let least = least_gradient(factor);
            let share = |g: f32| f64::from(factor) * f64::from(g).powi(2) / f64::from(f32::MIN_POSITIVE);
            assert!((0.999..1.001).contains(&share(least)), "{factor}: {}", share(least));
        }
    }
}
