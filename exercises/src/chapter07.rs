//! Chapter 7, dropout. Write the functions, one after the other, and let `cargo exercise 7` judge them.

use ann::Rng;
use ann::plain::Matrix;
use ann::plain::backward::Gradient;
use ann::plain::backward::{activate_backward, error, gradient};
use ann::plain::forward::activate;
use ann::plain::network::Network;
use rand::RngExt;

/// D / p of a layer, by (7.1) and (7.2): 1/p where a number is kept, 0 where it is dropped.
///
/// The mask: (n, m), a coin for every neuron and every sample. The probability p of being kept is `keep_prob`. `rng.random_bool(p)`
/// is true with probability p.
pub fn mask(n: usize, m: usize, keep_prob: f64, rng: &mut Rng) -> Matrix {
    todo!()
}

/// X and A of each layer, while training, by (7.2), (2.1) and (2.2).
///
/// X: (`n_x`, m). `masks[l]` is D / p for `a[l]`, which the next layer reads; that of X is 1 everywhere, and the answers have none. The
/// list holds every A before it is masked. `activate(layer.g, &z)` is given.
pub fn masked_forward(network: &Network, x: &Matrix, masks: &[Matrix]) -> Vec<Matrix> {
    todo!()
}

/// The gradients of all layers, first layer first, by (3.1) to (3.5) and (7.3).
///
/// `a` is what `masked_forward` returned, and the masks are the same. Y: (`n_y`, m). The functions `error`, `activate_backward` and
/// `gradient` are given.
pub fn masked_backward(network: &Network, a: &[Matrix], masks: &[Matrix], y: &Matrix) -> Vec<Gradient> {
    todo!()
}

/// The answers of a network in use, after it was trained with dropout ("Off when it counts").
///
/// X: (`n_x`, m). The answers: (`n_y`, m). While training, `keep_prob` was p, and the masks were D / p.
pub fn predict(network: &Network, x: &Matrix, keep_prob: f64) -> Matrix {
    todo!()
}
