//! Chapter 5, mini-batches. Write the functions, one after the other, and let `cargo exercise 5` judge them.

use ann::Rng;
use ann::plain::Matrix;
use ann::plain::backward::Gradient;
use ann::plain::backward::backward;
use ann::plain::forward::forward;
use ann::plain::network::Network;
use ndarray::Axis;
use rand::seq::SliceRandom;

/// The numbers 0 to m − 1 of the samples in a new random order, cut into batches, as in “Epochs, and the art of shuffling”.
///
/// Every number occurs once. Each batch has `batch_size` of them; the last may have fewer, but at least one. What is random is drawn by
/// `rng`: a list has the method `shuffle(rng)`.
pub fn batches(m: usize, batch_size: usize, rng: &mut Rng) -> Vec<Vec<usize>> {
    todo!()
}

/// The columns of X and of Y that belong to a batch, in its order.
///
/// X: (`n_x`, m). Y: (`n_y`, m). Of a batch of B samples: (`n_x`, B) and (`n_y`, B).
pub fn take(x: &Matrix, y: &Matrix, batch: &[usize]) -> (Matrix, Matrix) {
    todo!()
}

/// A step downhill with every weight and every bias, by (5.1).
///
/// `gradients`: first layer first. `alpha`: the learning rate.
pub fn descend(network: &mut Network, gradients: &[Gradient], alpha: f64) {
    todo!()
}

/// One epoch: a step with each batch, as in “In Rust”.
///
/// X: (`n_x`, m). Y: (`n_y`, m). `alpha`: the learning rate. `forward` and `backward` of the chapters before are given.
/// Deal the batches by `ann::plain::batches::batches(m, batch_size, rng)`, called once, so that they are those of
/// the grader.
pub fn epoch(network: &mut Network, x: &Matrix, y: &Matrix, batch_size: usize, alpha: f64, rng: &mut Rng) {
    todo!()
}
