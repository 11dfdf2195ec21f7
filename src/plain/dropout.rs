//! Chapter 7: in training, neurons stay away at random. The passes are those of chapters 2 and 3, with the masks in them.

use super::backward::{Gradient, activate_backward, error, gradient};
use super::{Matrix, forward::activate, network::Network};
use crate::Rng;
use rand::RngExt;

/// D / p for X, which is kept whole, and for every hidden layer, with p = `keep_prob`. Each: (n, m).
pub fn masks(network: &Network, m: usize, keep_prob: f64, rng: &mut Rng) -> Vec<Matrix> {
    let mut masks = vec![Matrix::ones((network.layers[0].w.ncols(), m))];
    for layer in &network.layers[1..] {
        let coin = || if rng.random_bool(keep_prob) { 1.0 } else { 0.0 }; // (7.1)
        masks.push(Matrix::from_shape_simple_fn((layer.w.ncols(), m), coin) / keep_prob);
    }
    masks
}

pub fn masked_forward(network: &Network, x: &Matrix, masks: &[Matrix]) -> Vec<Matrix> {
    let mut a = vec![x.clone()];
    for (l, layer) in network.layers.iter().enumerate() {
        let dropped = &a[l] * &masks[l]; // (7.2)
        let z = layer.w.dot(&dropped) + &layer.b; // (2.1)
        a.push(activate(layer.g, &z)); // (2.2)
    }
    a
}

pub fn masked_backward(network: &Network, a: &[Matrix], masks: &[Matrix], y: &Matrix) -> Vec<Gradient> {
    let dropped: Vec<_> = a.iter().zip(masks).map(|(a, d)| a * d).collect(); // (7.2)
    let last = network.layers.len() - 1;
    let mut dz = error(network.layers[last].g, &a[last + 1], y);
    let mut gradients = vec![gradient(&dropped[last], &dz)];
    for l in (0..last).rev() {
        let da = network.layers[l + 1].w.t().dot(&dz) * &masks[l + 1]; // (3.4), (7.3)
        dz = activate_backward(network.layers[l].g, &a[l + 1], &da); // (3.1)
        gradients.insert(0, gradient(&dropped[l], &dz));
    }
    gradients
}
