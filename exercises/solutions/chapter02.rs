//! Chapter 2, forward propagation: the book's solutions.

use ann::plain::Matrix;
use ann::plain::forward::{activate, largest};
use ann::plain::network::Network;
use ndarray::Axis;

pub fn weighted_sums(w: &Matrix, b: &Matrix, a: &Matrix) -> Matrix {
    w.dot(a) + b
}

pub fn relu(z: &Matrix) -> Matrix {
    z.mapv(|z| z.max(0.0))
}

pub fn sigmoid(z: &Matrix) -> Matrix {
    1.0 / (1.0 + (-z).exp())
}

pub fn softmax(z: &Matrix) -> Matrix {
    let e = (z - largest(z)).exp();
    &e / e.sum_axis(Axis(0))
}

pub fn forward(network: &Network, x: &Matrix) -> Vec<Matrix> {
    let mut a = vec![x.clone()];
    for (l, layer) in network.layers.iter().enumerate() {
        let z = weighted_sums(&layer.w, &layer.b, &a[l]);
        a.push(activate(layer.g, &z));
    }
    a
}
