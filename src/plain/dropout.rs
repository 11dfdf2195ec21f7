//! Chapter 7: in training, neurons stay away at random. The passes are those of chapters 2 and 3, with the masks in them.

use super::backward::{Gradient, activate_backward, error, layer_backward};
use super::{Matrix, forward::activate, network::Network};
use crate::Rng;
use rand::RngExt;

/// D / p for X and every hidden layer, with p = `keep_prob`; X is kept whole. Each: (n, m).
pub fn masks(network: &Network, m: usize, keep_prob: f64, rng: &mut Rng) -> Vec<Matrix> {
    let mut masks = vec![Matrix::ones((network.layers[0].w.ncols(), m))];
    for layer in &network.layers[1..] {
        let coin = || if rng.random_bool(keep_prob) { 1.0 / keep_prob } else { 0.0 }; // (7.1)
        masks.push(Matrix::from_shape_simple_fn((layer.w.ncols(), m), coin));
    }
    masks
}

pub fn forward(network: &Network, x: &Matrix, masks: &[Matrix]) -> Vec<Matrix> {
    let mut a = vec![x.clone()];
    for (l, layer) in network.layers.iter().enumerate() {
        let dropped = &a[l] * &masks[l]; // (7.2)
        a.push(activate(layer.g, &(layer.w.dot(&dropped) + &layer.b))); // (2.1), (2.2)
    }
    a
}

/// a: what `forward` above returned with these masks.
pub fn backward(network: &Network, a: &[Matrix], masks: &[Matrix], y: &Matrix) -> Vec<Gradient> {
    let (layers, last) = (&network.layers, network.layers.len() - 1);
    let mut dz = error(layers[last].g, &a[last + 1], y);
    let mut gradients = Vec::new();
    for l in (0..=last).rev() {
        let (gradient, da_dropped) = layer_backward(&layers[l], &(&a[l] * &masks[l]), &dz);
        gradients.insert(0, gradient);
        if l > 0 {
            let da = da_dropped * &masks[l]; // (7.3)
            dz = activate_backward(layers[l - 1].g, &a[l], &da); // (3.1)
        }
    }
    gradients
}
