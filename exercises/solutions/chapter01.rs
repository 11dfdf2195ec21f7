//! Chapter 1, architecture: the book's solutions.

use ann::plain::Matrix;
use ann::plain::network::{Activation, Layer, Network};
use ann::{Init, Rng};

pub fn he(n_in: usize) -> f64 {
    (2.0 / n_in as f64).sqrt()
}

pub fn xavier(n_in: usize, n_out: usize) -> f64 {
    (2.0 / (n_in + n_out) as f64).sqrt()
}

pub fn weights(n_in: usize, n_out: usize, rng: &mut Rng) -> Matrix {
    he(n_in) * normal(n_out, n_in, rng)
}

pub fn network(sizes: &[usize], rng: &mut Rng) -> Network {
    let mut layers = Vec::new();
    for l in 1..sizes.len() {
        let (n_in, n_out) = (sizes[l - 1], sizes[l]);
        let (w, g) = if l == sizes.len() - 1 {
            (xavier(n_in, n_out) * normal(n_out, n_in, rng), Activation::Softmax)
        } else {
            (weights(n_in, n_out, rng), Activation::Relu)
        };
        let b = Matrix::zeros((n_out, 1));
        layers.push(Layer { w, b, g });
    }
    Network { layers }
}

pub fn parameters(sizes: &[usize]) -> usize {
    let mut sum = 0;
    for l in 1..sizes.len() {
        sum += sizes[l] * sizes[l - 1] + sizes[l];
    }
    sum
}

fn normal(rows: usize, columns: usize, rng: &mut Rng) -> Matrix {
    Init::Normal { std: 1.0 }.weights(rows, columns, rng).unwrap()
}
