//! Chapter 5, mini-batches: the book's solutions.

use ann::Rng;
use ann::plain::Matrix;
use ann::plain::backward::{Gradient, backward};
use ann::plain::batches::batches as deal;
use ann::plain::forward::forward;
use ann::plain::network::Network;
use ndarray::Axis;
use rand::seq::SliceRandom;

pub fn batches(m: usize, batch_size: usize, rng: &mut Rng) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..m).collect();
    order.shuffle(rng);
    order.chunks(batch_size).map(<[usize]>::to_vec).collect()
}

pub fn take(x: &Matrix, y: &Matrix, batch: &[usize]) -> (Matrix, Matrix) {
    (x.select(Axis(1), batch), y.select(Axis(1), batch))
}

pub fn descend(network: &mut Network, gradients: &[Gradient], alpha: f64) {
    for (layer, gradient) in network.layers.iter_mut().zip(gradients) {
        layer.w = &layer.w - alpha * &gradient.dw;
        layer.b = &layer.b - alpha * &gradient.db;
    }
}

pub fn epoch(network: &mut Network, x: &Matrix, y: &Matrix, batch_size: usize, alpha: f64, rng: &mut Rng) {
    for batch in deal(x.ncols(), batch_size, rng) {
        let (x, y) = take(x, y, &batch);
        let a = forward(network, &x);
        let gradients = backward(network, &a, &y);
        descend(network, &gradients, alpha);
    }
}
