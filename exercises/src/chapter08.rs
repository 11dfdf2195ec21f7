//! Chapter 8, the cache. Write the functions, one after the other, and let `cargo exercise 8` judge them.

use ann::plain::Matrix;
use ann::plain::forward::forward;
use ann::plain::network::Network;
use ndarray::{Axis, concatenate, s};

/// The bytes of a cache, by (8.1).
///
/// `a` is the list that `forward` returns: X, then A of each layer. A number is an f64.
pub fn bytes(a: &[Matrix]) -> usize {
    todo!()
}

/// The answers for many samples, `size` samples at a time, so that the cache never has more than `size` columns ("The bill").
///
/// `pass` goes forward through a network: of some columns of X it makes the list that `forward` returns, X, A of each layer.
/// X: (`n_x`, m). The answers: (`n_y`, m), in the order of the samples. The last piece may be smaller than `size`.
pub fn in_pieces(pass: &dyn Fn(&Matrix) -> Vec<Matrix>, x: &Matrix, size: usize) -> Matrix {
    todo!()
}

/// The whole list X, A of each layer, computed again from the checkpoints ("Some of it").
///
/// The network is cut into stretches of `every` layers; the last may be shorter. `kept` holds the A that each stretch begins with:
/// A⁰ = X, then A of layer `every`, of layer 2 `every` and so on. No stretch needs what another computes.
pub fn recompute(network: &Network, kept: &[Matrix], every: usize) -> Vec<Matrix> {
    todo!()
}
