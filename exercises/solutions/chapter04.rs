//! Chapter 4, the loss: the book's solutions.

use ann::plain::Matrix;
use ann::plain::backward::Gradient;
use ann::plain::forward::largest;
use ann::plain::network::Network;
use ndarray::Axis;

pub fn squared_error(a: &Matrix, y: &Matrix) -> f64 {
    let losses = (a - y).pow2() / 2.0;
    losses.sum() / y.ncols() as f64
}

pub fn binary_cross_entropy(z: &Matrix, y: &Matrix) -> f64 {
    let losses = y * softplus(&-z) + (1.0 - y) * softplus(z);
    losses.sum() / y.ncols() as f64
}

fn softplus(z: &Matrix) -> Matrix {
    z.mapv(|z| z.max(0.0) + (-z.abs()).exp().ln_1p())
}

pub fn log_softmax(z: &Matrix) -> Matrix {
    let z = z - largest(z);
    &z - z.exp().sum_axis(Axis(0)).ln()
}

pub fn categorical_cross_entropy(z: &Matrix, y: &Matrix) -> f64 {
    let losses = -(y * log_softmax(z));
    losses.sum() / y.ncols() as f64
}

pub fn penalty(network: &Network, weight_decay: f64) -> f64 {
    let squares: f64 = network.layers.iter().map(|layer| layer.w.pow2().sum()).sum();
    weight_decay / 2.0 * squares
}

pub fn add_penalty(network: &Network, gradients: &mut [Gradient], weight_decay: f64) {
    for (layer, gradient) in network.layers.iter().zip(gradients) {
        gradient.dw = &gradient.dw + weight_decay * &layer.w;
    }
}
