//! Costs of known logits, and what is said of those that are wrong.

use crate::compare::Comparison;
use crate::report::Finding;
use crate::value::Value;
use ann::plain::Matrix;
use ann::plain::cost::cost;
use ann::plain::forward::forward;
use ann::plain::network::{Activation, Layer, Network};

pub(super) const SURE: &str =
    "Where an answer is sure and wrong, the loss grows with the logit. Take it from z: no a is needed.";

pub(super) fn m_times_too_large(m: f64) -> String {
    format!("J is m times too large (here m = {m}): the mean over the samples is missing.")
}

/// J without a penalty, of a last layer whose logits are known.
pub(super) fn judged(g: Activation, z: &Matrix, y: &Matrix) -> f64 {
    let network = only(g, z.nrows());
    cost(&network, &forward(&network, z), y, 0.0)
}

/// A layer whose logits are what it reads.
pub(super) fn only(g: Activation, n: usize) -> Network {
    Network { layers: vec![Layer { w: Matrix::eye(n), b: Matrix::zeros((n, 1)), g }] }
}

pub(super) fn softplus(z: f64) -> f64 {
    z.max(0.0) + (-z.abs()).exp().ln_1p()
}

/// A finding if J overflows.
pub(super) fn finite(got: f64, at: &str, says: &str) -> Result<(), Finding> {
    if got.is_finite() { Ok(()) } else { Err(Finding::new(format!("J is {got} at {at}. {says}"))) }
}

/// What comes out where a probability is kept away from 0, or something is added to it, before its logarithm is taken.
pub(super) fn clipped<V: Value>(mut comparison: Comparison, of: impl Fn(&dyn Fn(f64) -> f64, f64) -> V) -> Comparison {
    for tiny in [1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16, f64::EPSILON] {
        let says = format!("The number {tiny:e} keeps a away from 0 before its logarithm is taken. {SURE}");
        comparison = comparison
            .mistake(&of(&|a| a.clamp(tiny, 1.0 - tiny), 0.0), &says)
            .mistake(&of(&|a| a.max(tiny), 0.0), &says)
            .mistake(&of(&|a| a, tiny), &says);
    }
    comparison
}
