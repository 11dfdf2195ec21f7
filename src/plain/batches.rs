//! Chapter 5: many small steps, each on a few samples.

use super::{Matrix, backward::backward, backward::descend, forward::forward, network::Network};
use crate::Rng;
use ndarray::Axis;
use rand::seq::SliceRandom;

/// The numbers of m samples in random order, cut into batches of `batch_size`; the last may be smaller.
pub fn batches(m: usize, batch_size: usize, rng: &mut Rng) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..m).collect();
    order.shuffle(rng);
    order.chunks(batch_size).map(<[usize]>::to_vec).collect()
}

/// Every sample once; x: (n_x, m), y: (n_y, m), alpha: the learning rate.
pub fn epoch(network: &mut Network, x: &Matrix, y: &Matrix, batch_size: usize, alpha: f64, rng: &mut Rng) {
    for batch in batches(x.ncols(), batch_size, rng) {
        let (x, y) = (x.select(Axis(1), &batch), y.select(Axis(1), &batch));
        let a = forward(network, &x);
        let gradients = backward(network, &a, &y);
        descend(network, &gradients, alpha);
    }
}
