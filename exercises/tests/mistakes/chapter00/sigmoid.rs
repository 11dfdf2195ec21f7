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

fn sigmoid_minus_of_exponential(z: f64) -> f64 {
    1.0 / (1.0 + -z.exp())
}

fn sigmoid_of_absolute(z: f64) -> f64 {
    1.0 / (1.0 + (-z.abs()).exp())
}

#[allow(clippy::approx_constant, reason = "as a reader writes it")]
fn sigmoid_with_short_e(z: f64) -> f64 {
    1.0 / (1.0 + 2.718_f64.powf(-z))
}

pub const MISTAKES: &[Mistake] = &[
    mistake("e to the z", "exponent is −z", || graders::check_sigmoid(sigmoid_without_minus)),
    mistake("1 minus the exponential", "denominator", || graders::check_sigmoid(sigmoid_with_minus_in_denominator)),
    mistake("tanh for the sigmoid", "tanh", || graders::check_sigmoid(sigmoid_is_tanh)),
    mistake("the slope of the sigmoid", "slope", || graders::check_sigmoid(sigmoid_slope)),
    mistake("brackets forgotten below the line", "parentheses", || graders::check_sigmoid(sigmoid_without_brackets)),
    mistake("a hard step", "step", || graders::check_sigmoid(sigmoid_is_step)),
    mistake("minus e to the z", "`-z.exp()`", || graders::check_sigmoid(sigmoid_minus_of_exponential)),
    mistake("the sign lost", "sign of z is lost", || graders::check_sigmoid(sigmoid_of_absolute)),
    mistake("e rounded", "2.718", || graders::check_sigmoid(sigmoid_with_short_e)),
];
