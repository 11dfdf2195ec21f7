use crate::{Mistake, mistake};
use ann::plain::Matrix;
use ann::plain::forward::largest;
use exercises::chapter02 as graders;
use ndarray::Axis;

fn sigmoid_without_minus(z: &Matrix) -> Matrix {
    1.0 / (1.0 + z.exp())
}

fn sigmoid_overflows(z: &Matrix) -> Matrix {
    z.mapv(|z| z.exp() / (1.0 + z.exp()))
}

fn sigmoid_is_tanh(z: &Matrix) -> Matrix {
    z.mapv(f64::tanh)
}

fn sigmoid_is_softmax(z: &Matrix) -> Matrix {
    let e = (z - largest(z)).exp();
    &e / e.sum_axis(Axis(0))
}

fn sigmoid_slope(z: &Matrix) -> Matrix {
    let a = 1.0 / (1.0 + (-z).exp());
    &a * (1.0 - &a)
}

#[allow(clippy::eq_op, reason = "brackets forgotten")]
fn sigmoid_without_brackets(z: &Matrix) -> Matrix {
    z.mapv(|z| 1.0 / 1.0 + (-z).exp())
}

fn sigmoid_rounded(z: &Matrix) -> Matrix {
    z.mapv(|z| if z >= 0.0 { 1.0 } else { 0.0 })
}

fn sigmoid_clipped(z: &Matrix) -> Matrix {
    1.0 / (1.0 + (-z.clamp(-20.0, 20.0)).exp())
}

fn sigmoid_clipped_early(z: &Matrix) -> Matrix {
    z.mapv(|z| 1.0 / (1.0 + (-z.clamp(-10.0, 10.0)).exp()))
}

fn sigmoid_minus_of_exponential(z: &Matrix) -> Matrix {
    1.0 / (1.0 + -z.exp())
}

fn sigmoid_shifted(z: &Matrix) -> Matrix {
    1.0 / (1.0 + (largest(z) - z).exp())
}

fn sigmoid_in_f32(z: &Matrix) -> Matrix {
    z.mapv(|z| f64::from(1.0 / (1.0 + (-z as f32).exp())))
}

pub const MISTAKES: &[Mistake] = &[
    mistake("e to the z", "exponent is −z", || graders::check_sigmoid(sigmoid_without_minus)),
    mistake("infinity by infinity", "∞ is divided", || graders::check_sigmoid(sigmoid_overflows)),
    mistake("tanh for the sigmoid", "tanh", || graders::check_sigmoid(sigmoid_is_tanh)),
    mistake("softmax for the sigmoid", "softmax", || graders::check_sigmoid(sigmoid_is_softmax)),
    mistake("the slope of the sigmoid", "slope", || graders::check_sigmoid(sigmoid_slope)),
    mistake("brackets forgotten below the line", "parentheses", || graders::check_sigmoid(sigmoid_without_brackets)),
    mistake("rounded to yes or no", "rounded", || graders::check_sigmoid(sigmoid_rounded)),
    mistake("logits are clipped", "±20", || graders::check_sigmoid(sigmoid_clipped)),
    mistake("logits are clipped early", "±10", || graders::check_sigmoid(sigmoid_clipped_early)),
    mistake("minus e to the z", "`-z.exp()`", || graders::check_sigmoid(sigmoid_minus_of_exponential)),
    mistake("the largest taken off", "as in softmax", || graders::check_sigmoid(sigmoid_shifted)),
    mistake("in seven digits", "f32", || graders::check_sigmoid(sigmoid_in_f32)),
];
