//! Chapter 3: how much the cost rises with each parameter, and a step that makes it fall.

use super::{Matrix, network::Activation, network::Network};
use ndarray::Axis;

/// ∂J/∂W and ∂J/∂b of one layer.
#[derive(Debug, Clone)]
pub struct Gradient {
    pub dw: Matrix, // (n_out, n_in)
    pub db: Matrix, // (n_out, 1)
}

/// dA ⊙ g′(Z), with g′ in terms of A = g(Z); a and da: (n, m). (3.1)
pub fn activate_backward(g: Activation, a: &Matrix, da: &Matrix) -> Matrix {
    match g {
        Activation::Relu => da * a.mapv(|a| if a > 0.0 { 1.0 } else { 0.0 }), // (2.8)
        Activation::LeakyRelu => da * a.mapv(|a| if a > 0.0 { 1.0 } else { 0.01 }), // (2.9)
        Activation::Tanh => da * (1.0 - a * a),                               // (2.10)
        Activation::Sigmoid => da * a * (1.0 - a),                            // (2.11)
        Activation::Softmax => a * (da - (da * a).sum_axis(Axis(0))),         // (2.12)
        Activation::Identity => da.clone(),
    }
}

/// dZ of the last layer. Its function says which loss is meant (chapter 4).
pub fn error(g: Activation, a: &Matrix, y: &Matrix) -> Matrix {
    match g {
        Activation::Sigmoid | Activation::Softmax | Activation::Identity => a - y, // (3.5)
        _ => activate_backward(g, a, &(a - y)),                                    // (4.7)
    }
}

/// The gradient of one layer, from its dZ and from what it has read: `a_before`.
pub fn gradient(a_before: &Matrix, dz: &Matrix) -> Gradient {
    let m = dz.ncols() as f64;
    let dw = dz.dot(&a_before.t()) / m; // (3.2)
    let db = dz.sum_axis(Axis(1)).insert_axis(Axis(1)) / m; // (3.3)
    Gradient { dw, db }
}

/// The gradients of all layers; a: what `forward` returned, y: (n_y, m).
pub fn backward(network: &Network, a: &[Matrix], y: &Matrix) -> Vec<Gradient> {
    let last = network.layers.len() - 1;
    let mut dz = error(network.layers[last].g, &a[last + 1], y);
    let mut gradients = vec![gradient(&a[last], &dz)];
    for l in (0..last).rev() {
        let da = network.layers[l + 1].w.t().dot(&dz); // (3.4)
        dz = activate_backward(network.layers[l].g, &a[l + 1], &da); // (3.1)
        gradients.insert(0, gradient(&a[l], &dz));
    }
    gradients
}

/// A step downhill, against the gradient; alpha: the learning rate.
pub fn descend(network: &mut Network, gradients: &[Gradient], alpha: f64) {
    for (layer, gradient) in network.layers.iter_mut().zip(gradients) {
        layer.w = &layer.w - alpha * &gradient.dw; // (5.1)
        layer.b = &layer.b - alpha * &gradient.db; // (5.1)
    }
}

/// The slope of the cost in one weight of layer l, `w[place]`, without a derivation: nudge it up and down, and look.
pub fn nudge(network: &Network, l: usize, place: (usize, usize), cost: impl Fn(&Network) -> f64) -> f64 {
    let epsilon = 1e-5;
    let (mut up, mut down) = (network.clone(), network.clone());
    up.layers[l].w[place] += epsilon;
    down.layers[l].w[place] -= epsilon;
    (cost(&up) - cost(&down)) / (2.0 * epsilon) // (3.6)
}
