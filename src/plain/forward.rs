//! Chapter 2: from X to the answer, layer by layer.

use super::{Matrix, network::Activation, network::Network};
use ndarray::Axis;

/// A = g(Z), for every neuron and every sample; z: (n, m).
pub fn activate(g: Activation, z: &Matrix) -> Matrix {
    match g {
        Activation::Relu => z.mapv(|z| z.max(0.0)), // (2.3)
        Activation::LeakyRelu => z.mapv(|z| if z >= 0.0 { z } else { 0.01 * z }), // (2.4)
        Activation::Tanh => z.mapv(f64::tanh),      // (2.5)
        Activation::Sigmoid => 1.0 / (1.0 + (-z).exp()), // (2.6)
        Activation::Softmax => {
            let e = (z - largest(z)).exp(); // only differences count; so no number overflows
            &e / e.sum_axis(Axis(0)) // (2.7)
        }
        Activation::Identity => z.clone(),
    }
}

/// The largest number of each column: (1, m).
pub fn largest(z: &Matrix) -> Matrix {
    z.map_axis(Axis(0), |column| column.fold(f64::NEG_INFINITY, |most, z| z.max(most))).insert_axis(Axis(0))
}

/// X = A⁰, A¹, …, Aᴸ: the input, and what each layer makes of it; x: (n_x, m).
pub fn forward(network: &Network, x: &Matrix) -> Vec<Matrix> {
    let mut a = vec![x.clone()];
    for (l, layer) in network.layers.iter().enumerate() {
        let z = layer.w.dot(&a[l]) + &layer.b; // (2.1)
        a.push(activate(layer.g, &z)); // (2.2)
    }
    a
}
