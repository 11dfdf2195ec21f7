use crate::{Mistake, mistake};
use ann::plain::Matrix;
use exercises::chapter02 as graders;

fn relu_is_absolute(z: &Matrix) -> Matrix {
    z.abs()
}

fn relu_is_leaky(z: &Matrix) -> Matrix {
    z.mapv(|z| if z > 0.0 { z } else { 0.01 * z })
}

fn relu_is_minimum(z: &Matrix) -> Matrix {
    z.mapv(|z| z.min(0.0))
}

fn relu_slope(z: &Matrix) -> Matrix {
    z.mapv(|z| if z > 0.0 { 1.0 } else { 0.0 })
}

fn relu_from_a_half_on(z: &Matrix) -> Matrix {
    z.mapv(|z| if z >= 0.5 { z } else { 0.0 })
}

fn relu_at_most_one(z: &Matrix) -> Matrix {
    z.mapv(|z| z.clamp(0.0, 1.0))
}

fn relu_is_softplus(z: &Matrix) -> Matrix {
    z.mapv(|z| z.max(0.0) + (-z.abs()).exp().ln_1p())
}

pub const MISTAKES: &[Mistake] = &[
    mistake("the absolute value", "sign is turned", || graders::check_relu(relu_is_absolute)),
    mistake("leaky below zero", "leaky", || graders::check_relu(relu_is_leaky)),
    mistake("the smaller for the larger", "smaller", || graders::check_relu(relu_is_minimum)),
    mistake("the slope of ReLU", "slope", || graders::check_relu(relu_slope)),
    mistake("cut off at 1", "above 1", || graders::check_relu(relu_at_most_one)),
    mistake("the corner is at a half", "above 0", || graders::check_relu(relu_from_a_half_on)),
    mistake("softplus for ReLU", "round corner", || graders::check_relu(relu_is_softplus)),
];
