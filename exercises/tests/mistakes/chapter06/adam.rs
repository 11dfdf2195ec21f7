use crate::{Mistake, mistake};
use ann::plain::Matrix;
use exercises::chapter06 as graders;

fn adam_without_correction(theta: &Matrix, g: &Matrix, m: &Matrix, v: &Matrix, _t: i32, alpha: f64) -> [Matrix; 3] {
    let m = 0.9 * m + 0.1 * g;
    let v = 0.999 * v + 0.001 * g.pow2();
    [theta - alpha * &m / (v.sqrt() + 1e-8), m, v]
}

fn adam_from_step_zero(theta: &Matrix, g: &Matrix, m: &Matrix, v: &Matrix, t: i32, alpha: f64) -> [Matrix; 3] {
    let m = 0.9 * m + 0.1 * g;
    let v = 0.999 * v + 0.001 * g.pow2();
    let m_hat = &m / (1.0 - 0.9_f64.powi(t - 1));
    let v_hat = &v / (1.0 - 0.999_f64.powi(t - 1));
    [theta - alpha * m_hat / (v_hat.sqrt() + 1e-8), m, v]
}

fn adam_a_step_ahead(theta: &Matrix, g: &Matrix, m: &Matrix, v: &Matrix, t: i32, alpha: f64) -> [Matrix; 3] {
    let m = 0.9 * m + 0.1 * g;
    let v = 0.999 * v + 0.001 * g.pow2();
    let m_hat = &m / (1.0 - 0.9_f64.powi(t + 1));
    let v_hat = &v / (1.0 - 0.999_f64.powi(t + 1));
    [theta - alpha * m_hat / (v_hat.sqrt() + 1e-8), m, v]
}

fn adam_with_epsilon_inside(theta: &Matrix, g: &Matrix, m: &Matrix, v: &Matrix, t: i32, alpha: f64) -> [Matrix; 3] {
    let (beta1, beta2, epsilon) = (0.9_f64, 0.999_f64, 1e-8);
    let m = beta1 * m + (1.0 - beta1) * g;
    let v = beta2 * v + (1.0 - beta2) * g.pow2();
    let m_hat = &m / (1.0 - beta1.powi(t));
    let v_hat = &v / (1.0 - beta2.powi(t));
    [theta - alpha * m_hat / (v_hat + epsilon).sqrt(), m, v]
}

fn adam_with_only_m_corrected(theta: &Matrix, g: &Matrix, m: &Matrix, v: &Matrix, t: i32, alpha: f64) -> [Matrix; 3] {
    let m = 0.9 * m + 0.1 * g;
    let v = 0.999 * v + 0.001 * g.pow2();
    let m_hat = &m / (1.0 - 0.9_f64.powi(t));
    [theta - alpha * m_hat / (v.sqrt() + 1e-8), m, v]
}

fn adam_keeps_the_corrected(theta: &Matrix, g: &Matrix, m: &Matrix, v: &Matrix, t: i32, alpha: f64) -> [Matrix; 3] {
    let (beta1, beta2) = (0.9_f64, 0.999_f64);
    let mut m = beta1 * m + (1.0 - beta1) * g;
    let mut v = beta2 * v + (1.0 - beta2) * g.pow2();
    m /= 1.0 - beta1.powi(t);
    v /= 1.0 - beta2.powi(t);
    [theta - alpha * &m / (v.sqrt() + 1e-8), m, v]
}

fn adam_without_root(theta: &Matrix, g: &Matrix, m: &Matrix, v: &Matrix, t: i32, alpha: f64) -> [Matrix; 3] {
    let m = 0.9 * m + 0.1 * g;
    let v = 0.999 * v + 0.001 * g.pow2();
    let m_hat = &m / (1.0 - 0.9_f64.powi(t));
    let v_hat = &v / (1.0 - 0.999_f64.powi(t));
    [theta - alpha * m_hat / (v_hat + 1e-8), m, v]
}

fn adam_with_betas_swapped(theta: &Matrix, g: &Matrix, m: &Matrix, v: &Matrix, t: i32, alpha: f64) -> [Matrix; 3] {
    let (beta1, beta2) = (0.999_f64, 0.9_f64);
    let m = beta1 * m + (1.0 - beta1) * g;
    let v = beta2 * v + (1.0 - beta2) * g.pow2();
    let (m_hat, v_hat) = (&m / (1.0 - beta1.powi(t)), &v / (1.0 - beta2.powi(t)));
    [theta - alpha * m_hat / (v_hat.sqrt() + 1e-8), m, v]
}

fn adam_with_beta_times_t(theta: &Matrix, g: &Matrix, m: &Matrix, v: &Matrix, t: i32, alpha: f64) -> [Matrix; 3] {
    let (beta1, beta2) = (0.9, 0.999);
    let m = beta1 * m + (1.0 - beta1) * g;
    let v = beta2 * v + (1.0 - beta2) * g.pow2();
    let m_hat = &m / (1.0 - beta1 * f64::from(t));
    let v_hat = &v / (1.0 - beta2 * f64::from(t));
    [theta - alpha * m_hat / (v_hat.sqrt() + 1e-8), m, v]
}

fn adam_with_correction_of_first_step(
    theta: &Matrix,
    g: &Matrix,
    m: &Matrix,
    v: &Matrix,
    _t: i32,
    alpha: f64,
) -> [Matrix; 3] {
    let (beta1, beta2) = (0.9, 0.999);
    let m = beta1 * m + (1.0 - beta1) * g;
    let v = beta2 * v + (1.0 - beta2) * g.pow2();
    let (m_hat, v_hat) = (&m / (1.0 - beta1), &v / (1.0 - beta2));
    [theta - alpha * m_hat / (v_hat.sqrt() + 1e-8), m, v]
}

fn adam_with_velocity(theta: &Matrix, g: &Matrix, m: &Matrix, v: &Matrix, t: i32, alpha: f64) -> [Matrix; 3] {
    let (beta1, beta2) = (0.9_f64, 0.999_f64);
    let m = beta1 * m + g;
    let v = beta2 * v + (1.0 - beta2) * g.pow2();
    let m_hat = &m / (1.0 - beta1.powi(t));
    let v_hat = &v / (1.0 - beta2.powi(t));
    [theta - alpha * m_hat / (v_hat.sqrt() + 1e-8), m, v]
}

fn adam_without_square(theta: &Matrix, g: &Matrix, m: &Matrix, v: &Matrix, t: i32, alpha: f64) -> [Matrix; 3] {
    let m = 0.9 * m + 0.1 * g;
    let v = 0.999 * v + 0.001 * g.abs();
    let m_hat = &m / (1.0 - 0.9_f64.powi(t));
    let v_hat = &v / (1.0 - 0.999_f64.powi(t));
    [theta - alpha * m_hat / (v_hat.sqrt() + 1e-8), m, v]
}

fn adam_without_epsilon(theta: &Matrix, g: &Matrix, m: &Matrix, v: &Matrix, t: i32, alpha: f64) -> [Matrix; 3] {
    let m = 0.9 * m + 0.1 * g;
    let v = 0.999 * v + 0.001 * g.pow2();
    let m_hat = &m / (1.0 - 0.9_f64.powi(t));
    let v_hat = &v / (1.0 - 0.999_f64.powi(t));
    [theta - alpha * m_hat / v_hat.sqrt(), m, v]
}

fn adam_theta_last(theta: &Matrix, g: &Matrix, m: &Matrix, v: &Matrix, t: i32, alpha: f64) -> [Matrix; 3] {
    let [theta, m, v] = adam_with_epsilon(theta, g, m, v, t, alpha, 1e-8);
    [m, v, theta]
}

fn adam_m_and_v_swapped(theta: &Matrix, g: &Matrix, m: &Matrix, v: &Matrix, t: i32, alpha: f64) -> [Matrix; 3] {
    let [theta, m, v] = adam_with_epsilon(theta, g, m, v, t, alpha, 1e-8);
    [theta, v, m]
}

fn adam_with_larger_epsilon(theta: &Matrix, g: &Matrix, m: &Matrix, v: &Matrix, t: i32, alpha: f64) -> [Matrix; 3] {
    adam_with_epsilon(theta, g, m, v, t, alpha, 1e-6)
}

fn adam_with_epsilon(
    theta: &Matrix,
    g: &Matrix,
    m: &Matrix,
    v: &Matrix,
    t: i32,
    alpha: f64,
    epsilon: f64,
) -> [Matrix; 3] {
    let m = 0.9 * m + 0.1 * g;
    let v = 0.999 * v + 0.001 * g.pow2();
    let m_hat = &m / (1.0 - 0.9_f64.powi(t));
    let v_hat = &v / (1.0 - 0.999_f64.powi(t));
    [theta - alpha * m_hat / (v_hat.sqrt() + epsilon), m, v]
}

fn adam_with_beta1_times_t(theta: &Matrix, g: &Matrix, m: &Matrix, v: &Matrix, t: i32, alpha: f64) -> [Matrix; 3] {
    let m = 0.9 * m + 0.1 * g;
    let v = 0.999 * v + 0.001 * g.pow2();
    let m_hat = &m / (1.0 - 0.9 * f64::from(t));
    let v_hat = &v / (1.0 - 0.999_f64.powi(t));
    [theta - alpha * m_hat / (v_hat.sqrt() + 1e-8), m, v]
}

pub const MISTAKES: &[Mistake] = &[
    mistake("no bias correction", "bias correction", || graders::check_adam(adam_without_correction)),
    mistake("first step counted as 0", "t − 1", || graders::check_adam(adam_from_step_zero)),
    mistake("steps counted one too many", "t + 1", || graders::check_adam(adam_a_step_ahead)),
    mistake("ε inside the root", "inside", || graders::check_adam(adam_with_epsilon_inside)),
    mistake("v is not corrected", "v is not corrected", || graders::check_adam(adam_with_only_m_corrected)),
    mistake("returns the corrected moments", "corrected", || graders::check_adam(adam_keeps_the_corrected)),
    mistake("divided by v", "root", || graders::check_adam(adam_without_root)),
    mistake("β₁ and β₂ swapped", "exchanged", || graders::check_adam(adam_with_betas_swapped)),
    mistake("β times t, no power", "power", || graders::check_adam(adam_with_beta_times_t)),
    mistake("correction without t", "same at every step", || graders::check_adam(adam_with_correction_of_first_step)),
    mistake("1 − β₁ is missing", "1 − β₁", || graders::check_adam(adam_with_velocity)),
    mistake("gradient is not squared", "square", || graders::check_adam(adam_without_square)),
    mistake("ε is forgotten", "ε", || graders::check_adam(adam_without_epsilon)),
    mistake("θ comes last", "[m, v, θ]", || graders::check_adam(adam_theta_last)),
    mistake("m and v swapped", "[θ, v, m]", || graders::check_adam(adam_m_and_v_swapped)),
    mistake("ε is 1e-6", "ε is 1e-6", || graders::check_adam(adam_with_larger_epsilon)),
    mistake("β₁ times t, no power", "1 − β₁ t", || graders::check_adam(adam_with_beta1_times_t)),
    mistake("brackets about the root and ε forgotten", "parentheses", || {
        graders::check_adam(|theta, g, m0, v0, t, alpha| {
            let (m, v) = (0.9 * m0 + 0.1 * g, 0.999 * v0 + 0.001 * g.pow2());
            let (c1, c2) = (1.0 - 0.9_f64.powi(t), 1.0 - 0.999_f64.powi(t));
            [theta - (alpha * (&m / c1) / (&v / c2).sqrt() + 1e-8), m, v]
        })
    }),
    mistake("β₁ in both corrections", "with β₁", || {
        graders::check_adam(|theta, g, m0, v0, t, alpha| {
            let (m, v) = (0.9 * m0 + 0.1 * g, 0.999 * v0 + 0.001 * g.pow2());
            let c1 = 1.0 - 0.9_f64.powi(t);
            [theta - alpha * (&m / c1) / ((&v / c1).sqrt() + 1e-8), m, v]
        })
    }),
    mistake("the power of 1 − β", "(1 − β)ᵗ", || {
        graders::check_adam(|theta, g, m0, v0, t, alpha| {
            let (m, v) = (0.9 * m0 + 0.1 * g, 0.999 * v0 + 0.001 * g.pow2());
            let (c1, c2) = (0.1_f64.powi(t), 0.001_f64.powi(t));
            [theta - alpha * (&m / c1) / ((&v / c2).sqrt() + 1e-8), m, v]
        })
    }),
    mistake("step with the moments of before", "old m and v", || {
        graders::check_adam(|theta, g, m0, v0, t, alpha| {
            let (m, v) = (0.9 * m0 + 0.1 * g, 0.999 * v0 + 0.001 * g.pow2());
            let (c1, c2) = (1.0 - 0.9_f64.powi(t), 1.0 - 0.999_f64.powi(t));
            [theta - alpha * (m0 / c1) / ((v0 / c2).sqrt() + 1e-8), m, v]
        })
    }),
];
