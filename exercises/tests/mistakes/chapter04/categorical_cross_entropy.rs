use super::softplus;
use crate::{Mistake, mistake};
use ann::plain::Matrix;
use ann::plain::forward::largest;
use exercises::chapter04 as graders;
use ndarray::Axis;

/// The right logarithms.
fn log_softmax(z: &Matrix) -> Matrix {
    let z = z - largest(z);
    &z - z.exp().sum_axis(Axis(0)).ln()
}

fn categorical_cross_entropy_summed(z: &Matrix, y: &Matrix) -> f64 {
    -(y * log_softmax(z)).sum()
}

fn categorical_cross_entropy_mean_over_all_numbers(z: &Matrix, y: &Matrix) -> f64 {
    -(y * log_softmax(z)).mean().unwrap()
}

fn categorical_cross_entropy_without_minus(z: &Matrix, y: &Matrix) -> f64 {
    (y * log_softmax(z)).sum() / y.ncols() as f64
}

fn categorical_cross_entropy_without_softmax(z: &Matrix, y: &Matrix) -> f64 {
    -(y * z.ln()).sum() / y.ncols() as f64
}

fn categorical_cross_entropy_is_binary(z: &Matrix, y: &Matrix) -> f64 {
    let losses = y * softplus(&-z) + (1.0 - y) * softplus(z);
    losses.sum() / y.ncols() as f64
}

fn categorical_cross_entropy_of_probabilities(z: &Matrix, y: &Matrix) -> f64 {
    let e = (z - largest(z)).exp();
    let a = &e / e.sum_axis(Axis(0));
    -(y * a.ln()).sum() / y.ncols() as f64
}

fn categorical_cross_entropy_of_all_classes(z: &Matrix, y: &Matrix) -> f64 {
    -log_softmax(z).sum() / y.ncols() as f64
}

fn categorical_cross_entropy_of_likeliest_class(z: &Matrix, y: &Matrix) -> f64 {
    -largest(&log_softmax(z)).sum() / y.ncols() as f64
}

pub const MISTAKES: &[Mistake] = &[
    mistake("a sum, no mean", "m times", || graders::check_categorical_cross_entropy(categorical_cross_entropy_summed)),
    mistake("a mean over the classes too", "mean over the classes", || {
        graders::check_categorical_cross_entropy(categorical_cross_entropy_mean_over_all_numbers)
    }),
    mistake("the minus is forgotten", "negative", || {
        graders::check_categorical_cross_entropy(categorical_cross_entropy_without_minus)
    }),
    mistake("Z taken for A", "softmax", || {
        graders::check_categorical_cross_entropy(categorical_cross_entropy_without_softmax)
    }),
    mistake("the loss of a sigmoid", "yes or no", || {
        graders::check_categorical_cross_entropy(categorical_cross_entropy_is_binary)
    }),
    mistake("the logarithm of a rounded a", "rounded", || {
        graders::check_categorical_cross_entropy(categorical_cross_entropy_of_probabilities)
    }),
    mistake("Y is forgotten", "right class", || {
        graders::check_categorical_cross_entropy(categorical_cross_entropy_of_all_classes)
    }),
    mistake("the likeliest for the right class", "most probable", || {
        graders::check_categorical_cross_entropy(categorical_cross_entropy_of_likeliest_class)
    }),
];
