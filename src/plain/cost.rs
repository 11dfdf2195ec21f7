//! Chapter 4: how wrong the answers are. The function of the last layer says which loss suits it.

use super::{Matrix, backward::Gradient, forward::largest, network::Activation, network::Network};
use ndarray::Axis;

/// J of a pass; a: what `forward` returned, y: (n_y, m), weight_decay: λ/m.
pub fn cost(network: &Network, a: &[Matrix], y: &Matrix, weight_decay: f64) -> f64 {
    let squares: f64 = network.layers.iter().map(|layer| layer.w.pow2().sum()).sum();
    losses(network, a, y).sum() / y.ncols() as f64 + weight_decay / 2.0 * squares // (4.1)
}

/// The loss of every output and sample: (n_y, m). Logarithms are taken of Z, where no a has become 0 or 1 by rounding.
pub fn losses(network: &Network, a: &[Matrix], y: &Matrix) -> Matrix {
    let last = network.layers.len() - 1;
    let z = &(network.layers[last].w.dot(&a[last]) + &network.layers[last].b); // (2.1)
    match network.layers[last].g {
        Activation::Sigmoid => -(y * log_sigmoid(z) + (1.0 - y) * log_sigmoid(&-z)), // (4.2)
        Activation::Softmax => -(y * log_softmax(z)),                                // (4.3)
        _ => (&a[last + 1] - y).pow2() / 2.0,                                        // (4.4)
    }
}

/// log a of a = σ(z), which is −softplus(−z), also where a is too small to be written.
fn log_sigmoid(z: &Matrix) -> Matrix {
    z.mapv(|z| z.min(0.0) - (-z.abs()).exp().ln_1p()) // (4.5)
}

/// log a of a = softmax(z), also where a is too small to be written.
fn log_softmax(z: &Matrix) -> Matrix {
    let shifted = z - largest(z); // z − M
    &shifted - shifted.exp().sum_axis(Axis(0)).ln() // (4.6)
}

/// What the penalty adds to the gradients.
pub fn add_penalty(network: &Network, gradients: &mut [Gradient], weight_decay: f64) {
    for (layer, gradient) in network.layers.iter().zip(gradients) {
        gradient.dw = &gradient.dw + weight_decay * &layer.w; // (4.10)
    }
}
