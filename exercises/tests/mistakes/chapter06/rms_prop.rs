use crate::{Mistake, mistake};
use ann::plain::Matrix;
use exercises::chapter06 as graders;

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

fn rms_prop_with_larger_epsilon(theta: &Matrix, g: &Matrix, v: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let v = beta * v + (1.0 - beta) * g.pow2();
    (theta - alpha * g / (v.sqrt() + 1e-6), v)
}

fn rms_prop_of_squared_mean(theta: &Matrix, g: &Matrix, v: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let v = (beta * v + (1.0 - beta) * g).pow2();
    (theta - alpha * g / (v.sqrt() + 1e-8), v)
}

fn rms_prop_with_square_above(theta: &Matrix, g: &Matrix, v: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let v = beta * v + (1.0 - beta) * g.pow2();
    (theta - alpha * g.pow2() / (v.sqrt() + 1e-8), v)
}

fn rms_prop_without_fading(theta: &Matrix, g: &Matrix, v: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let v = v + (1.0 - beta) * g.pow2();
    (theta - alpha * g / (v.sqrt() + 1e-8), v)
}

pub const MISTAKES: &[Mistake] = &[
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
    mistake("brackets about the root and ε forgotten", "parentheses", || {
        graders::check_rms_prop(|theta, g, v, alpha, beta| {
            let v = beta * v + (1.0 - beta) * g.pow2();
            (theta - (alpha * g / v.sqrt() + 1e-8), v)
        })
    }),
    mistake("the mean squared", "whole mean is squared", || graders::check_rms_prop(rms_prop_of_squared_mean)),
    mistake("g squared above the line", "above the line", || graders::check_rms_prop(rms_prop_with_square_above)),
    mistake("v never fades", "does not fade", || graders::check_rms_prop(rms_prop_without_fading)),
];
