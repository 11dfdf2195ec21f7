use crate::{Mistake, mistake};
use ann::Rng;
use ann::plain::Matrix;
use exercises::chapter07 as graders;
use rand::RngExt;

fn mask_not_divided(n: usize, m: usize, keep_prob: f64, rng: &mut Rng) -> Matrix {
    Matrix::from_shape_simple_fn((n, m), || if rng.random_bool(keep_prob) { 1.0 } else { 0.0 })
}

fn mask_of_the_dropped(n: usize, m: usize, keep_prob: f64, rng: &mut Rng) -> Matrix {
    let coin = || if rng.random_bool(keep_prob) { 0.0 } else { 1.0 };
    Matrix::from_shape_simple_fn((n, m), coin) / keep_prob
}

fn mask_alike_for_all_samples(n: usize, m: usize, keep_prob: f64, rng: &mut Rng) -> Matrix {
    let mut mask = Matrix::zeros((n, m));
    for mut neuron in mask.rows_mut() {
        if rng.random_bool(keep_prob) {
            neuron.fill(1.0 / keep_prob);
        }
    }
    mask
}

fn mask_alike_for_all_neurons(n: usize, m: usize, keep_prob: f64, rng: &mut Rng) -> Matrix {
    let mut mask = Matrix::zeros((n, m));
    for mut sample in mask.columns_mut() {
        if rng.random_bool(keep_prob) {
            sample.fill(1.0 / keep_prob);
        }
    }
    mask
}

fn mask_divided_by_the_other_share(n: usize, m: usize, keep_prob: f64, rng: &mut Rng) -> Matrix {
    let coin = || if rng.random_bool(keep_prob) { 1.0 } else { 0.0 };
    Matrix::from_shape_simple_fn((n, m), coin) / (1.0 - keep_prob)
}

fn mask_multiplied(n: usize, m: usize, keep_prob: f64, rng: &mut Rng) -> Matrix {
    keep_prob * Matrix::from_shape_simple_fn((n, m), || f64::from(u8::from(rng.random_bool(keep_prob))))
}

fn mask_of_samples_by_neurons(n: usize, m: usize, keep_prob: f64, rng: &mut Rng) -> Matrix {
    let coin = || if rng.random_bool(keep_prob) { 1.0 / keep_prob } else { 0.0 };
    Matrix::from_shape_simple_fn((m, n), coin)
}

fn mask_from_a_fixed_seed(n: usize, m: usize, keep_prob: f64, _rng: &mut Rng) -> Matrix {
    let mut rng = ann::rng(42);
    Matrix::from_shape_simple_fn((n, m), || if rng.random_bool(keep_prob) { 1.0 / keep_prob } else { 0.0 })
}

pub const MISTAKES: &[Mistake] = &[
    mistake("mask is not divided by p", "1/p", || graders::check_mask(mask_not_divided)),
    mistake("kept and dropped swapped", "kept", || graders::check_mask(mask_of_the_dropped)),
    mistake("one coin for all samples", "sample", || graders::check_mask(mask_alike_for_all_samples)),
    mistake("one coin for all neurons", "neuron", || graders::check_mask(mask_alike_for_all_neurons)),
    mistake("mask divided by 1 − p", "1 − p", || graders::check_mask(mask_divided_by_the_other_share)),
    mistake("mask multiplied by p", "divide", || graders::check_mask(mask_multiplied)),
    mistake("mask has the shape (m, n)", "neurons are rows", || graders::check_mask(mask_of_samples_by_neurons)),
    mistake("coins from a fixed seed", "rng", || graders::check_mask(mask_from_a_fixed_seed)),
];
