//! Chapter 2, forward propagation. Write the functions, one after the other, and let `cargo exercise 2` judge them.

use ann::plain::Matrix;
use ann::plain::forward::activate;
use ann::plain::network::Network;
use ndarray::Axis;

/// Z = W A + b of one layer, for all samples, by (2.1).
///
/// W: (`n_out`, `n_in`). b: (`n_out`, 1). What the layer reads, A: (`n_in`, m). Z: (`n_out`, m).
pub fn weighted_sums(w: &Matrix, b: &Matrix, a: &Matrix) -> Matrix {
    todo!()
}

/// A of a layer with ReLU, by (2.3).
///
/// Z: (n, m), as A.
pub fn relu(z: &Matrix) -> Matrix {
    todo!()
}

/// A of a layer with the sigmoid, by (2.6).
///
/// Z: (n, m), as A. A logit may be 1000 or −1000.
pub fn sigmoid(z: &Matrix) -> Matrix {
    todo!()
}

/// A of a layer with softmax, by (2.7).
///
/// Z: (n, m), as A: a column is a sample, and each column of A adds up to 1. A logit may be 1000 or −1000.
/// `z.map_axis(Axis(0), |column| …)` makes one number of each column; a search for the largest begins at `f64::NEG_INFINITY`.
pub fn softmax(z: &Matrix) -> Matrix {
    todo!()
}

/// What each layer says, by (2.1) and (2.2): X first, then A of layer 1, 2 and so on.
///
/// X: (`n_x`, m). `activate(layer.g, &z)` is given: it is g(Z), whichever function the layer has. Layer l has `network.layers[l].w`,
/// `.b` and `.g`.
pub fn forward(network: &Network, x: &Matrix) -> Vec<Matrix> {
    todo!()
}
