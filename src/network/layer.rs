//! One layer (chapter 1): weights, biases, activation, and dropout probability.

use crate::{Activation, Error, Init, Real, Result, Rng};
use ndarray::{Array2, ShapeBuilder};

/// A fully connected layer with `n_in` inputs and `n_out` neurons: A = g(W A⁻ + b), with A⁻: (n_in, m) and A: (n_out, m).
///
/// Row i of `w` holds the weights of neuron i. All arrays of the library are stored column by column, so that the n_in
/// activations of one sample, and the n_out weights of one input, are contiguous in memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer<F> {
    /// Weights, W: (n_out, n_in).
    pub w: Array2<F>,
    /// Biases, b: (n_out, 1), added to every sample.
    pub b: Array2<F>,
    /// The function g from pre-activations to activations.
    pub activation: Activation,
    /// The probability p with which dropout keeps an activation of this layer in training, from 2⁻³² to 1; 1 is no dropout.
    pub keep_prob: f64,
}

impl<F: Real> Layer<F> {
    /// A layer with weights drawn by `init`, biases zero and no dropout.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if `n_in` or `n_out` is 0, there would be more than 2³¹ weights, or a setting of the activation or of the rule
    /// is out of range.
    pub fn new(n_in: usize, n_out: usize, activation: Activation, init: Init, rng: &mut Rng) -> Result<Self> {
        if n_in == 0 || n_out == 0 {
            return Err(Error::setting("layer size", 0, "at least 1"));
        }
        activation.check_in::<F>()?;
        let w = init.weights(n_out, n_in, rng)?; // (1.1)
        let b = Array2::zeros((n_out, 1).f()); // (1.2)
        Ok(Layer { w, b, activation, keep_prob: 1.0 })
    }

    /// n_in, the number of inputs.
    #[must_use]
    pub fn n_in(&self) -> usize {
        self.w.ncols()
    }

    /// n_out, the number of neurons.
    #[must_use]
    pub fn n_out(&self) -> usize {
        self.w.nrows()
    }

    /// The number of parameters, weights and biases: n_out · n_in + n_out.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.w.len() + self.b.len()
    }
}
