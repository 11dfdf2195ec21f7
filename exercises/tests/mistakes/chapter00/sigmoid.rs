use crate::{Mistake, mistake};
use exercises::chapter00 as graders;

fn sigmoid_without_minus(z: f64) -> f64 {
    1.0 / (1.0 + z.exp())
}

fn sigmoid_with_minus_in_denominator(z: f64) -> f64 {
    1.0 / (1.0 - (-z).exp())
}

fn sigmoid_is_tanh(z: f64) -> f64 {
    z.tanh()
}

fn sigmoid_slope(z: f64) -> f64 {
    let a = 1.0 / (1.0 + (-z).exp());
    a * (1.0 - a)
}

#[allow(clippy::eq_op, reason = "brackets forgotten")]
fn sigmoid_without_brackets(z: f64) -> f64 {
    1.0 / 1.0 + (-z).exp()
}

fn sigmoid_is_step(z: f64) -> f64 {
    if z >= 0.0 { 1.0 } else { 0.0 }
}

pub const MISTAKES: &[Mistake] = &[
    mistake("e to the z", "exponent is −z", || graders::check_sigmoid(sigmoid_without_minus)),
    mistake("1 minus the exponential", "denominator", || graders::check_sigmoid(sigmoid_with_minus_in_denominator)),
    mistake("tanh for the sigmoid", "tanh", || graders::check_sigmoid(sigmoid_is_tanh)),
    mistake("the slope of the sigmoid", "slope", || graders::check_sigmoid(sigmoid_slope)),
    mistake("brackets forgotten below the line", "parentheses", || graders::check_sigmoid(sigmoid_without_brackets)),
    mistake("a hard step", "step", || graders::check_sigmoid(sigmoid_is_step)),
];
