//! Chapter 14: a batch on several ranks. Each has some of its samples, a shard; together they find the gradient of the whole.
//! As short as the equations, on the plain network; `training::distributed` is the same for work.
#![allow(clippy::must_use_candidate, reason = "the page of chapter 14 explains every line")]

use crate::plain::{Matrix, backward::Gradient, backward::backward, forward::forward, network::Network};

/// The gradient of a batch from those of its shards, each with its samples x: (n_x, m_r) and their answers y: (n_y, m_r).
pub fn gradient_of_shards(network: &Network, shards: &[(Matrix, Matrix)]) -> Vec<Gradient> {
    let m: usize = shards.iter().map(|(x, _)| x.ncols()).sum();
    let mut sum: Vec<_> = network.layers.iter().map(|l| Gradient { dw: 0.0 * &l.w, db: 0.0 * &l.b }).collect();
    for (x, y) in shards {
        let own = backward(network, &forward(network, x), y);
        let share = x.ncols() as f64 / m as f64;
        for (sum, own) in sum.iter_mut().zip(&own) {
            sum.dw = &sum.dw + share * &own.dw; // (14.1)
            sum.db = &sum.db + share * &own.db; // (14.1)
        }
    }
    sum
}

/// Step s of the ring, from 0 to 2R − 3: every rank sends a chunk to the next. `ranks[r][k]` is what rank r has of chunk k.
pub fn pass_on(ranks: &mut [Vec<Matrix>], s: usize) {
    let before = ranks.to_vec();
    let size = ranks.len();
    for (r, sender) in before.iter().enumerate() {
        let k = (r + 2 * size - s) % size; // (14.3)
        let next = &mut ranks[(r + 1) % size];
        next[k] = if s < size - 1 { &next[k] + &sender[k] } else { sender[k].clone() };
    }
}

/// Afterwards every rank has the sums of all.
pub fn all_reduce(ranks: &mut [Vec<Matrix>]) {
    for s in 0..2 * ranks.len().saturating_sub(1) {
        pass_on(ranks, s);
    }
}

/// Seconds for an all-reduce of so many bytes where everything goes through one rank.
pub fn through_one(ranks: f64, bytes: f64, latency: f64, bandwidth: f64) -> f64 {
    2.0 * (ranks - 1.0) * (latency + bytes / bandwidth) // (14.2)
}

/// Seconds for the same on a ring.
pub fn on_a_ring(ranks: f64, bytes: f64, latency: f64, bandwidth: f64) -> f64 {
    2.0 * (ranks - 1.0) * (latency + bytes / (ranks * bandwidth)) // (14.4)
}

/// What a step with m samples is worth, of one with all of them; critical: m_c.
pub fn worth(m: f64, critical: f64) -> f64 {
    m / (m + critical) // (14.5)
}

/// ‖ḡ‖² and σ², from the mean of ‖g‖² over the shards and from that of the batch, which has m samples.
pub fn noise(ranks: f64, m: f64, of_shards: f64, of_batch: f64) -> (f64, f64) {
    let length = (ranks * of_batch - of_shards) / (ranks - 1.0); // (14.6)
    let variance = m * (of_shards - of_batch) / (ranks - 1.0); // (14.6)
    (length, variance)
}
