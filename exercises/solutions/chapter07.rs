//! Chapter 7, dropout: the book's solutions.

use ann::Rng;
use ann::plain::Matrix;
use ann::plain::backward::{Gradient, activate_backward, error, gradient};
use ann::plain::forward::activate;
use ann::plain::network::Network;
use rand::RngExt;

pub fn mask(n: usize, m: usize, keep_prob: f64, rng: &mut Rng) -> Matrix {
    let coin = || if rng.random_bool(keep_prob) { 1.0 } else { 0.0 }; // (7.1)
    Matrix::from_shape_simple_fn((n, m), coin) / keep_prob
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
    let last = network.layers.len() - 1;
    let mut dz = error(network.layers[last].g, &a[last + 1], y);
    let mut gradients = vec![gradient(&(&a[last] * &masks[last]), &dz)];
    for l in (0..last).rev() {
        let da = network.layers[l + 1].w.t().dot(&dz) * &masks[l + 1]; // (3.4), (7.3)
        dz = activate_backward(network.layers[l].g, &a[l + 1], &da); // (3.1)
        gradients.insert(0, gradient(&(&a[l] * &masks[l]), &dz));
    }
    gradients
}

pub fn predict(network: &Network, x: &Matrix, _keep_prob: f64) -> Matrix {
    let mut a = x.clone();
    for layer in &network.layers {
        let z = layer.w.dot(&a) + &layer.b; // (2.1)
        a = activate(layer.g, &z); // (2.2)
    }
    a
}
