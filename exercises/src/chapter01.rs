//! Chapter 1, architecture. Write the functions, one after the other, and let `cargo exercise 1` judge them.

use ann::plain::Matrix;
use ann::plain::network::{Activation, Layer, Network};
use ann::{Init, Rng};

/// σ of the weights of a layer with ReLU, by (1.3): their standard deviation.
pub fn he(n_in: usize) -> f64 {
    todo!()
}

/// σ of the weights of any other layer, by (1.4): their standard deviation.
pub fn xavier(n_in: usize, n_out: usize) -> f64 {
    todo!()
}

/// W of a layer with ReLU, by (1.1) and (1.3).
///
/// W: (`n_out`, `n_in`). Each number is drawn for itself from the bell curve. `normal`, below, is given.
pub fn weights(n_in: usize, n_out: usize, rng: &mut Rng) -> Matrix {
    todo!()
}

/// A network that has not learnt anything, by (1.1) to (1.4): ReLU in the hidden layers, softmax in the last.
///
/// `sizes` is [13, 32, 16, 3] for 13 features, two hidden layers and 3 outputs. ReLU takes σ from (1.3), softmax from (1.4).
/// For the layers with ReLU you may call `weights`. A layer is made by `Layer { w, b, g }`.
pub fn network(sizes: &[usize], rng: &mut Rng) -> Network {
    todo!()
}

/// How many numbers a network of these sizes learns: its weights and its biases.
///
/// The first of the `sizes` is that of the input. If it is the only one, there is no layer, and nothing to learn.
pub fn parameters(sizes: &[usize]) -> usize {
    todo!()
}

/// Given: standard normal numbers, of average 0 and standard deviation 1.
fn normal(rows: usize, columns: usize, rng: &mut Rng) -> Matrix {
    Init::Normal { std: 1.0 }.weights(rows, columns, rng).unwrap()
}
