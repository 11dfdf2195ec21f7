use super::normal;
use crate::{Mistake, mistake};
use ann::Rng;
use ann::plain::Matrix;
use exercises::chapter01 as graders;
use rand::RngExt;

fn weights_transposed(n_in: usize, n_out: usize, rng: &mut Rng) -> Matrix {
    (2.0 / n_in as f64).sqrt() * normal(n_in, n_out, rng)
}

fn weights_zero(n_in: usize, n_out: usize, _: &mut Rng) -> Matrix {
    Matrix::zeros((n_out, n_in))
}

fn weights_drawn_once(n_in: usize, n_out: usize, rng: &mut Rng) -> Matrix {
    let w = (2.0 / n_in as f64).sqrt() * normal(1, 1, rng)[[0, 0]];
    Matrix::from_elem((n_out, n_in), w)
}

fn weights_of_outputs(n_in: usize, n_out: usize, rng: &mut Rng) -> Matrix {
    (2.0 / n_out as f64).sqrt() * normal(n_out, n_in, rng)
}

fn weights_of_variance(n_in: usize, n_out: usize, rng: &mut Rng) -> Matrix {
    let variance = 2.0 / n_in as f64;
    normal(n_out, n_in, rng) * variance
}

fn weights_without_sigma(n_in: usize, n_out: usize, rng: &mut Rng) -> Matrix {
    normal(n_out, n_in, rng)
}

fn weights_uniform(n_in: usize, n_out: usize, rng: &mut Rng) -> Matrix {
    let sigma = (2.0 / n_in as f64).sqrt();
    Matrix::from_shape_simple_fn((n_out, n_in), || sigma * (2.0 * rng.random::<f64>() - 1.0))
}

fn weights_positive(n_in: usize, n_out: usize, rng: &mut Rng) -> Matrix {
    (2.0 / n_in as f64).sqrt() * normal(n_out, n_in, rng).abs()
}

fn weights_sigma_added(n_in: usize, n_out: usize, rng: &mut Rng) -> Matrix {
    normal(n_out, n_in, rng) + (2.0 / n_in as f64).sqrt()
}

fn weights_same_for_each_neuron(n_in: usize, n_out: usize, rng: &mut Rng) -> Matrix {
    let row = (2.0 / n_in as f64).sqrt() * normal(1, n_in, rng);
    Matrix::from_shape_fn((n_out, n_in), |(_, k)| row[[0, k]])
}

fn weights_without_last_row(n_in: usize, n_out: usize, rng: &mut Rng) -> Matrix {
    let drawn = (2.0 / n_in as f64).sqrt() * normal(n_out, n_in, rng);
    let mut w = Matrix::zeros((n_out, n_in));
    for i in 0..n_out - 1 {
        w.row_mut(i).assign(&drawn.row(i));
    }
    if n_out == 1 { drawn } else { w }
}

fn weights_of_two_draws(n_in: usize, n_out: usize, rng: &mut Rng) -> Matrix {
    let sigma = (2.0 / n_in as f64).sqrt();
    sigma * normal(n_out, n_in, rng) + sigma * normal(n_out, n_in, rng)
}

fn weights_in_one_row(n_in: usize, n_out: usize, rng: &mut Rng) -> Matrix {
    (2.0 / n_in as f64).sqrt() * normal(1, n_in * n_out, rng)
}

fn weights_with_bias(n_in: usize, n_out: usize, rng: &mut Rng) -> Matrix {
    (2.0 / n_in as f64).sqrt() * normal(n_out, n_in + 1, rng)
}

pub const MISTAKES: &[Mistake] = &[
    mistake("W lies on its side", "exchanged", || graders::check_weights(weights_transposed)),
    mistake("all weights are zero", "0 everywhere", || graders::check_weights(weights_zero)),
    mistake("one draw for all weights", "same", || graders::check_weights(weights_drawn_once)),
    mistake("n_out for n_in", "n_out", || graders::check_weights(weights_of_outputs)),
    mistake("the variance for its root", "root", || graders::check_weights(weights_of_variance)),
    mistake("the deviation stays 1", "σ", || graders::check_weights(weights_without_sigma)),
    mistake("uniform, not normal", "drawn evenly", || graders::check_weights(weights_uniform)),
    mistake("no weight below zero", "below 0", || graders::check_weights(weights_positive)),
    mistake("σ added, not multiplied", "σ is added", || graders::check_weights(weights_sigma_added)),
    mistake("all neurons get one row", "neuron", || graders::check_weights(weights_same_for_each_neuron)),
    mistake("the last row never drawn", "no draw", || graders::check_weights(weights_without_last_row)),
    mistake("two draws added", "√2 times too large", || graders::check_weights(weights_of_two_draws)),
    mistake("one long row", "in one row", || graders::check_weights(weights_in_one_row)),
    mistake("a column for the bias", "no column is for the bias", || graders::check_weights(weights_with_bias)),
];
