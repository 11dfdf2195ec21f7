//! Chapter 5, mini-batches. Write the functions, one after the other, and let `cargo exercise 5` judge them.

use ann::Rng;
use ann::plain::Matrix;
use ann::plain::backward::Gradient;
use ann::plain::backward::backward;
use ann::plain::batches::batches as deal;
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
/// X: (`n_x`, m). Y: (`n_y`, m). Of a batch of B samples: (`n_x`, B) and (`n_y`, B). The method `select` of a matrix copies rows or
/// columns, by their numbers.
pub fn take(x: &Matrix, y: &Matrix, batch: &[usize]) -> (Matrix, Matrix) {
    todo!()
}

/// A step downhill with every weight and every bias, by (5.1).
///
/// `gradients`: first layer first, each with `dw` and `db`. `alpha`: the learning rate. What stands on the right of `-=` has to be lent:
/// `layer.w -= &(…)`.
pub fn descend(network: &mut Network, gradients: &[Gradient], alpha: f64) {
    todo!()
}

/// One epoch: a step with each batch, as in “In Rust”.
///
/// X: (`n_x`, m). Y: (`n_y`, m). `alpha`: the learning rate. Given are `forward(network, &x)`, the list of all A, and
/// `backward(network, &a, &y)`, the gradients. Deal the batches by `deal(m, batch_size, rng)`, called once, so that they are those of the
/// grader: it is the `batches` of the book. Your own will do if it shuffles the numbers 0 to m − 1 and cuts them from the front.
pub fn epoch(network: &mut Network, x: &Matrix, y: &Matrix, batch_size: usize, alpha: f64, rng: &mut Rng) {
    todo!()
}
