//! Numbers and networks to try a function on, the same every time.

use ann::plain::Matrix;
use ann::plain::network::{Activation, Network};
use ann::{Init, Rng};

/// Standard normal numbers.
pub(crate) fn normal(rows: usize, columns: usize, rng: &mut Rng) -> Matrix {
    let numbers = Init::Normal { std: 1.0 }.weights(rows, columns, rng);
    numbers.unwrap_or_else(|_| Matrix::zeros((rows, columns))) // an error needs a negative deviation
}

/// A network whose biases are not 0.
pub(crate) fn network(sizes: &[usize], hidden: Activation, output: Activation, rng: &mut Rng) -> Network {
    let mut network = Network::new(sizes, hidden, output, rng);
    for layer in &mut network.layers {
        layer.b = normal(layer.b.nrows(), 1, rng) * 0.5;
    }
    network
}

/// The answers of m samples as columns with a single 1, over n classes in turn.
pub(crate) fn classes(n: usize, m: usize) -> Matrix {
    Matrix::from_shape_fn((n, m), |(i, j)| if i == (j * j + 1) % n { 1.0 } else { 0.0 })
}
