//! A plain network that learns with dropout, for the lab of chapter 7.

use ann::Rng;
use ann::plain::Matrix;
use ann::plain::cost::add_penalty;
use ann::plain::dropout::{masked_backward, masked_forward, masks};
use ann::plain::forward::forward;
use ann::plain::network::Network;
use ann::plain::optimizer::{Optimizer, Rule};
use ndarray::Array2;

const RATE: f64 = 0.01;

/// A network that learns, and what it needs for it.
#[derive(Debug)]
pub struct Learner {
    /// The weights as they are.
    pub network: Network,
    optimizer: Optimizer,
    keep_prob: f64,
    /// Of the coins.
    rng: Rng,
    /// D / p of the last step: X's, then one of each hidden layer.
    pub masks: Vec<Matrix>,
}

impl Learner {
    /// An untrained one with the weights of `network`, and coins for `batch` samples.
    #[must_use]
    pub fn new(network: &Network, keep_prob: f64, batch: usize) -> Self {
        let mut rng = ann::rng(3);
        let masks = masks(network, batch, keep_prob, &mut rng);
        let adam = Rule::Adam { beta1: 0.9, beta2: 0.999 };
        Learner { optimizer: Optimizer::new(adam, network), network: network.clone(), keep_prob, rng, masks }
    }

    /// One step on this batch; `weight_decay` is λ / m.
    pub fn step(&mut self, x: &Matrix, y: &Matrix, weight_decay: f64) {
        self.masks = masks(&self.network, x.ncols(), self.keep_prob, &mut self.rng);
        let a = masked_forward(&self.network, x, &self.masks);
        let mut gradients = masked_backward(&self.network, &a, &self.masks, y);
        add_penalty(&self.network, &mut gradients, weight_decay);
        self.optimizer.step(&mut self.network, &gradients, RATE);
    }

    /// What the network answers with the neurons that sample j of the last batch has left it; x: (2, m).
    #[must_use]
    pub fn thinned(&self, j: usize, x: &Matrix) -> Matrix {
        let of_sample = |mask: &Matrix| Array2::from_shape_fn((mask.nrows(), x.ncols()), |(i, _)| mask[[i, j]]);
        let masks: Vec<Matrix> = self.masks.iter().map(of_sample).collect();
        masked_forward(&self.network, x, &masks).pop().unwrap_or_default()
    }
}

/// What a network answers; x: (2, m).
#[must_use]
pub fn answers(network: &Network, x: &Matrix) -> Matrix {
    forward(network, x).pop().unwrap_or_default()
}

/// The part of the answers that are right.
#[must_use]
pub fn accuracy(network: &Network, x: &Matrix, y: &Matrix) -> f64 {
    let a = answers(network, x);
    a.iter().zip(y).filter(|(a, y)| (**a > 0.5) == (**y > 0.5)).count() as f64 / y.len() as f64
}
