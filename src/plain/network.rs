//! Chapter 1: a network is a list of layers, and starts with random weights.

use super::Matrix;
use crate::Rng;
use ndarray::ShapeBuilder;
use rand::RngExt;
use rand_distr::StandardNormal;

/// The function g of a layer; chapter 2 says what each of them does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Activation {
    Relu,
    LeakyRelu,
    Tanh,
    Sigmoid,
    Softmax,
    Identity,
}

/// `n_out` neurons that read `n_in` numbers.
#[derive(Debug, Clone)]
pub struct Layer {
    pub w: Matrix, // (n_out, n_in)
    pub b: Matrix, // (n_out, 1)
    pub g: Activation,
}

#[derive(Debug, Clone)]
pub struct Network {
    pub layers: Vec<Layer>,
}

impl Layer {
    pub fn new(n_in: usize, n_out: usize, g: Activation, rng: &mut Rng) -> Layer {
        let sigma = match g {
            Activation::Relu | Activation::LeakyRelu => (2.0 / n_in as f64).sqrt(), // (1.3)
            _ => (2.0 / (n_in + n_out) as f64).sqrt(),                              // (1.4)
        };
        let w = sigma * normal(n_out, n_in, rng); // (1.1)
        let b = Matrix::zeros((n_out, 1)); // (1.2)
        Layer { w, b, g }
    }
}

/// Standard normal numbers, drawn column by column, as the library draws them.
fn normal(rows: usize, columns: usize, rng: &mut Rng) -> Matrix {
    Matrix::from_shape_simple_fn((rows, columns).f(), || rng.sample(StandardNormal))
}

impl Network {
    /// `sizes` = [4, 8, 3]: four inputs, eight neurons with the function `hidden`, three with the function `output`.
    pub fn new(sizes: &[usize], hidden: Activation, output: Activation, rng: &mut Rng) -> Network {
        let mut layers = Vec::new();
        for l in 1..sizes.len() {
            let g = if l == sizes.len() - 1 { output } else { hidden };
            layers.push(Layer::new(sizes[l - 1], sizes[l], g, rng));
        }
        Network { layers }
    }
}
