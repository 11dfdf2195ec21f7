//! Chapter 4, the loss. Write the functions, one after the other, and let `cargo exercise 4` judge them.

use ann::plain::Matrix;
use ann::plain::backward::Gradient;
use ann::plain::network::Network;
use ndarray::Axis;

/// J of answers that are numbers, by (4.1) with (4.4): the mean over the samples of half the sum of the squares.
///
/// A and Y: (`n_y`, m).
pub fn squared_error(a: &Matrix, y: &Matrix) -> f64 {
    todo!()
}

/// J of yes-or-no questions, by (4.1) with (4.2) and (4.5).
///
/// Z: the logits of sigmoids. Y: 1 or 0. Both are (`n_y`, m). J must also be right, and finite, for logits of 1000 and −1000.
/// Where a logit of 40 is right, J is e⁻⁴⁰ and not 0: `x.ln_1p()` is log (1 + x), for a small x too.
pub fn binary_cross_entropy(z: &Matrix, y: &Matrix) -> f64 {
    todo!()
}

/// log a of a = softmax(z) in each column, by (4.6) with the sign turned.
///
/// Z and the result: (`n_y`, m). It must also be right for logits of 1000 and −1000, and lose no digits at 100020 and 100000.
/// `ann::plain::forward::largest(z)` gives M, as a row: (1, m).
pub fn log_softmax(z: &Matrix) -> Matrix {
    todo!()
}

/// J of classes, by (4.1) with (4.3) and (4.6).
///
/// Z: the logits of a softmax. Y: a column with a single 1 for each sample. Both are (`n_y`, m).
pub fn categorical_cross_entropy(z: &Matrix, y: &Matrix) -> f64 {
    todo!()
}

/// What the penalty adds to J, the second part of (4.1).
///
/// `weight_decay` is λ/m. The biases are left out.
pub fn penalty(network: &Network, weight_decay: f64) -> f64 {
    todo!()
}

/// Adds to the gradients what the penalty adds, by (4.10).
///
/// `gradients`: those of the data, first layer first, each with `dw` and `db`. `weight_decay` is λ/m. What stands on the right of `+=`
/// has to be lent: `gradient.dw += &(…)`.
pub fn add_penalty(network: &Network, gradients: &mut [Gradient], weight_decay: f64) {
    todo!()
}
