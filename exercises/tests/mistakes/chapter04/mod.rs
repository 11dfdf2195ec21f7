mod add_penalty;
mod binary_cross_entropy;
mod categorical_cross_entropy;
mod log_softmax;
mod penalty;
mod squared_error;

use crate::Mistake;
use ann::plain::Matrix;

pub const MISTAKES: &[&[Mistake]] = &[
    squared_error::MISTAKES,
    binary_cross_entropy::MISTAKES,
    log_softmax::MISTAKES,
    categorical_cross_entropy::MISTAKES,
    penalty::MISTAKES,
    add_penalty::MISTAKES,
];

fn softplus(z: &Matrix) -> Matrix {
    z.mapv(|z| z.max(0.0) + (-z.abs()).exp().ln_1p())
}
