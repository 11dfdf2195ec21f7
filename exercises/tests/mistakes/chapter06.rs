use super::{Mistake, mistake};
use ann::plain::Matrix;
use ann::plain::backward::Gradient;
use exercises::chapter06 as graders;

fn momentum_as_an_average(theta: &Matrix, g: &Matrix, m: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let m = beta * m + (1.0 - beta) * g;
    (theta - alpha * &m, m)
}

fn momentum_unused(theta: &Matrix, g: &Matrix, m: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let m = beta * m + g;
    (theta - alpha * g, m)
}

fn momentum_with_old_velocity(theta: &Matrix, g: &Matrix, m: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let new = beta * m + g;
    (theta - alpha * m, new)
}

fn momentum_uphill(theta: &Matrix, g: &Matrix, m: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let m = beta * m + g;
    (theta + alpha * &m, m)
}

fn momentum_with_alpha_inside(theta: &Matrix, g: &Matrix, m: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let m = beta * m + alpha * g;
    (theta - &m, m)
}

fn momentum_of_nesterov(theta: &Matrix, g: &Matrix, m: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let m = beta * m + g;
    (theta - alpha * (g + beta * &m), m)
}

fn momentum_not_kept(theta: &Matrix, g: &Matrix, m: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let velocity = beta * m + g;
    (theta - alpha * velocity, m.clone())
}

fn momentum_swapped(theta: &Matrix, g: &Matrix, m: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let m = beta * m + g;
    let theta = theta - alpha * &m;
    (m, theta)
}

fn rms_prop_without_root(theta: &Matrix, g: &Matrix, v: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let v = beta * v + (1.0 - beta) * g.pow2();
    (theta - alpha * g / (&v + 1e-8), v)
}

fn rms_prop_with_epsilon_inside(theta: &Matrix, g: &Matrix, v: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let v = beta * v + (1.0 - beta) * g.pow2();
    (theta - alpha * g / (&v + 1e-8).sqrt(), v)
}

fn rms_prop_with_old_mean(theta: &Matrix, g: &Matrix, v: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let theta = theta - alpha * g / (v.sqrt() + 1e-8);
    let v = beta * v + (1.0 - beta) * g * g;
    (theta, v)
}

fn rms_prop_without_square(theta: &Matrix, g: &Matrix, v: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let v = beta * v + (1.0 - beta) * g;
    (theta - alpha * g / (v.sqrt() + 1e-8), v)
}

fn rms_prop_without_one_minus_beta(theta: &Matrix, g: &Matrix, v: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let v = beta * v + g.pow2();
    (theta - alpha * g / (v.sqrt() + 1e-8), v)
}

fn rms_prop_with_beta_swapped(theta: &Matrix, g: &Matrix, v: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let v = (1.0 - beta) * v + beta * g.pow2();
    (theta - alpha * g / (v.sqrt() + 1e-8), v)
}

fn rms_prop_without_epsilon(theta: &Matrix, g: &Matrix, v: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let v = beta * v + (1.0 - beta) * g.pow2();
    (theta - alpha * g / v.sqrt(), v)
}

fn rms_prop_as_ada_grad(theta: &Matrix, g: &Matrix, v: &Matrix, alpha: f64, _beta: f64) -> (Matrix, Matrix) {
    let v = v + g.pow2();
    (theta - alpha * g / (v.sqrt() + 1e-8), v)
}

fn rms_prop_of_whole_gradient(theta: &Matrix, g: &Matrix, v: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let v = beta * v + (1.0 - beta) * g.pow2().sum();
    (theta - alpha * g / (v.sqrt() + 1e-8), v)
}

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

fn clip_layer_by_layer(gradients: &[Gradient], limit: f64) -> Vec<Gradient> {
    let mut clipped = Vec::new();
    for g in gradients {
        let length = (g.dw.pow2().sum() + g.db.pow2().sum()).sqrt();
        let factor = if length > limit { limit / length } else { 1.0 };
        clipped.push(Gradient { dw: factor * &g.dw, db: factor * &g.db });
    }
    clipped
}

fn clip_number_by_number(gradients: &[Gradient], limit: f64) -> Vec<Gradient> {
    let cut = |matrix: &Matrix| matrix.mapv(|x| x.clamp(-limit, limit));
    gradients.iter().map(|g| Gradient { dw: cut(&g.dw), db: cut(&g.db) }).collect()
}

fn clip_always(gradients: &[Gradient], limit: f64) -> Vec<Gradient> {
    let squares: f64 = gradients.iter().map(|g| g.dw.pow2().sum() + g.db.pow2().sum()).sum();
    let factor = limit / squares.sqrt();
    gradients.iter().map(|g| Gradient { dw: factor * &g.dw, db: factor * &g.db }).collect()
}

fn clip_without_root(gradients: &[Gradient], limit: f64) -> Vec<Gradient> {
    let mut length = 0.0;
    for g in gradients {
        length += g.dw.pow2().sum() + g.db.pow2().sum();
    }
    if length <= limit {
        return gradients.to_vec();
    }
    gradients.iter().map(|g| Gradient { dw: &g.dw * limit / length, db: &g.db * limit / length }).collect()
}

fn clip_by_weights_only(gradients: &[Gradient], limit: f64) -> Vec<Gradient> {
    let squares: f64 = gradients.iter().map(|g| g.dw.pow2().sum()).sum();
    let factor = f64::min(1.0, limit / squares.sqrt());
    gradients.iter().map(|g| Gradient { dw: factor * &g.dw, db: factor * &g.db }).collect()
}

fn clip_weights_only(gradients: &[Gradient], limit: f64) -> Vec<Gradient> {
    let squares: f64 = gradients.iter().map(|g| g.dw.pow2().sum() + g.db.pow2().sum()).sum();
    let factor = f64::min(1.0, limit / squares.sqrt());
    gradients.iter().map(|g| Gradient { dw: factor * &g.dw, db: g.db.clone() }).collect()
}

fn clip_to_length_one(gradients: &[Gradient], limit: f64) -> Vec<Gradient> {
    let squares: f64 = gradients.iter().map(|g| g.dw.pow2().sum() + g.db.pow2().sum()).sum();
    let length = squares.sqrt();
    if length > limit {
        gradients.iter().map(|g| Gradient { dw: &g.dw / length, db: &g.db / length }).collect()
    } else {
        gradients.to_vec()
    }
}

fn clip_by_sum_of_lengths(gradients: &[Gradient], limit: f64) -> Vec<Gradient> {
    let mut length = 0.0;
    for g in gradients {
        length += g.dw.pow2().sum().sqrt() + g.db.pow2().sum().sqrt();
    }
    let factor = f64::min(1.0, limit / length);
    gradients.iter().map(|g| Gradient { dw: factor * &g.dw, db: factor * &g.db }).collect()
}

fn clip_by_largest_number(gradients: &[Gradient], limit: f64) -> Vec<Gradient> {
    let mut largest = 0.0_f64;
    for g in gradients {
        for x in g.dw.iter().chain(&g.db) {
            largest = largest.max(x.abs());
        }
    }
    let factor = f64::min(1.0, limit / largest);
    gradients.iter().map(|g| Gradient { dw: factor * &g.dw, db: factor * &g.db }).collect()
}

fn momentum_with_beta_in_the_step(theta: &Matrix, g: &Matrix, m: &Matrix, _alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let m = beta * m + g;
    (theta - beta * &m, m)
}

fn rms_prop_with_larger_epsilon(theta: &Matrix, g: &Matrix, v: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let v = beta * v + (1.0 - beta) * g.pow2();
    (theta - alpha * g / (v.sqrt() + 1e-6), v)
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
    mistake("velocity is a moving average", "1 − β", || graders::check_momentum(momentum_as_an_average)),
    mistake("step with the bare gradient", "plain descent", || graders::check_momentum(momentum_unused)),
    mistake("step with the old velocity", "old", || graders::check_momentum(momentum_with_old_velocity)),
    mistake("step uphill", "uphill", || graders::check_momentum(momentum_uphill)),
    mistake("learning rate in the velocity", "α", || graders::check_momentum(momentum_with_alpha_inside)),
    mistake("the step of Nesterov", "Nesterov", || graders::check_momentum(momentum_of_nesterov)),
    mistake("returns the velocity of before", "before", || graders::check_momentum(momentum_not_kept)),
    mistake("m and θ swapped", "exchanged", || graders::check_momentum(momentum_swapped)),
    mistake("β for the learning rate", "step is β m", || graders::check_momentum(momentum_with_beta_in_the_step)),
    mistake("divided by v", "root", || graders::check_rms_prop(rms_prop_without_root)),
    mistake("ε inside the root", "inside", || graders::check_rms_prop(rms_prop_with_epsilon_inside)),
    mistake("divided by the old mean", "old", || graders::check_rms_prop(rms_prop_with_old_mean)),
    mistake("gradient is not squared", "square", || graders::check_rms_prop(rms_prop_without_square)),
    mistake("1 − β is missing", "1 − β", || graders::check_rms_prop(rms_prop_without_one_minus_beta)),
    mistake("β and 1 − β swapped", "exchanged", || graders::check_rms_prop(rms_prop_with_beta_swapped)),
    mistake("ε is forgotten", "ε", || graders::check_rms_prop(rms_prop_without_epsilon)),
    mistake("squares are summed for ever", "β", || graders::check_rms_prop(rms_prop_as_ada_grad)),
    mistake("one mean for all parameters", "its own v", || graders::check_rms_prop(rms_prop_of_whole_gradient)),
    mistake("ε is 1e-6", "ε is 1e-6", || graders::check_rms_prop(rms_prop_with_larger_epsilon)),
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
    mistake("each layer by itself", "shortened by itself", || graders::check_clip(clip_layer_by_layer)),
    mistake("each number by itself", "number", || graders::check_clip(clip_number_by_number)),
    mistake("short gradients are made longer", "longer", || graders::check_clip(clip_always)),
    mistake("length without the root", "root", || graders::check_clip(clip_without_root)),
    mistake("length without the biases", "db", || graders::check_clip(clip_by_weights_only)),
    mistake("biases are not shortened", "db", || graders::check_clip(clip_weights_only)),
    mistake("shortened to length 1", "limit", || graders::check_clip(clip_to_length_one)),
    mistake("lengths summed, not squares", "lengths", || graders::check_clip(clip_by_sum_of_lengths)),
    mistake("largest number for the length", "largest", || graders::check_clip(clip_by_largest_number)),
    mistake("α and β swapped", "α stands at the old m", || {
        graders::check_momentum(|theta, g, m, alpha, beta| {
            let m = alpha * m + g;
            (theta - beta * &m, m)
        })
    }),
    mistake("1 − β at the old velocity", "factor 1 − β", || {
        graders::check_momentum(|theta, g, m, alpha, beta| {
            let m = (1.0 - beta) * m + g;
            (theta - alpha * &m, m)
        })
    }),
    mistake("brackets about the root and ε forgotten", "parentheses", || {
        graders::check_rms_prop(|theta, g, v, alpha, beta| {
            let v = beta * v + (1.0 - beta) * g.pow2();
            (theta - (alpha * g / v.sqrt() + 1e-8), v)
        })
    }),
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
