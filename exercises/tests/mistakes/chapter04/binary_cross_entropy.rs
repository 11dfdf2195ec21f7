use super::softplus;
use crate::{Mistake, mistake};
use ann::plain::Matrix;
use exercises::chapter04 as graders;

fn binary_cross_entropy_of_probabilities(z: &Matrix, y: &Matrix) -> f64 {
    let a = 1.0 / (1.0 + (-z).exp());
    let losses = -(y * a.ln() + (1.0 - y) * (1.0 - &a).ln());
    losses.sum() / y.ncols() as f64
}

fn binary_cross_entropy_without_absolute_value(z: &Matrix, y: &Matrix) -> f64 {
    let softplus = |z: f64| z.max(0.0) + (-z).exp().ln_1p();
    (y * z.mapv(|z| softplus(-z)) + (1.0 - y) * z.mapv(softplus)).sum() / z.ncols() as f64
}

fn binary_cross_entropy_clipped(z: &Matrix, y: &Matrix) -> f64 {
    let a = z.mapv(|z| (1.0 / (1.0 + (-z).exp())).clamp(1e-7, 1.0 - 1e-7));
    let losses = -(y * a.ln() + (1.0 - y) * (1.0 - &a).ln());
    losses.sum() / y.ncols() as f64
}

fn binary_cross_entropy_without_sigmoid(z: &Matrix, y: &Matrix) -> f64 {
    let losses = -(y * z.ln() + (1.0 - y) * (1.0 - z).ln());
    losses.sum() / y.ncols() as f64
}

fn binary_cross_entropy_yes_and_no_exchanged(z: &Matrix, y: &Matrix) -> f64 {
    let losses = y * softplus(z) + (1.0 - y) * softplus(&-z);
    losses.sum() / y.ncols() as f64
}

fn binary_cross_entropy_of_yes_only(z: &Matrix, y: &Matrix) -> f64 {
    (y * softplus(&-z)).sum() / y.ncols() as f64
}

fn binary_cross_entropy_mean_over_all_numbers(z: &Matrix, y: &Matrix) -> f64 {
    (y * softplus(&-z) + (1.0 - y) * softplus(z)).mean().unwrap()
}

fn binary_cross_entropy_summed(z: &Matrix, y: &Matrix) -> f64 {
    (y * softplus(&-z) + (1.0 - y) * softplus(z)).sum()
}

fn binary_cross_entropy_without_minus(z: &Matrix, y: &Matrix) -> f64 {
    let (log_a, log_not_a) = (-softplus(&-z), -softplus(z));
    (y * log_a + (1.0 - y) * log_not_a).sum() / y.ncols() as f64
}

fn binary_cross_entropy_of_one_plus(z: &Matrix, y: &Matrix) -> f64 {
    let softplus = |z: f64| z.max(0.0) + (1.0 + (-z.abs()).exp()).ln();
    (y * z.mapv(|z| softplus(-z)) + (1.0 - y) * z.mapv(softplus)).sum() / z.ncols() as f64
}

fn binary_cross_entropy_that_cancels(z: &Matrix, y: &Matrix) -> f64 {
    let losses = softplus(z) - y * z;
    losses.sum() / y.ncols() as f64
}

fn binary_cross_entropy_overflows(z: &Matrix, y: &Matrix) -> f64 {
    let losses = y * (1.0 + (-z).exp()).ln() + (1.0 - y) * (1.0 + z.exp()).ln();
    losses.sum() / y.ncols() as f64
}

pub const MISTAKES: &[Mistake] = &[
    mistake("the logarithm of a rounded a", "logit", || {
        graders::check_binary_cross_entropy(binary_cross_entropy_of_probabilities)
    }),
    mistake("no absolute value in softplus", "forgotten", || {
        graders::check_binary_cross_entropy(binary_cross_entropy_without_absolute_value)
    }),
    mistake("a is clipped", "keeps a away", || graders::check_binary_cross_entropy(binary_cross_entropy_clipped)),
    mistake("Z taken for A", "no probabilities", || {
        graders::check_binary_cross_entropy(binary_cross_entropy_without_sigmoid)
    }),
    mistake("yes and no exchanged", "exchanged", || {
        graders::check_binary_cross_entropy(binary_cross_entropy_yes_and_no_exchanged)
    }),
    mistake("only y = 1 costs", "y = 0", || graders::check_binary_cross_entropy(binary_cross_entropy_of_yes_only)),
    mistake("a mean over the outputs too", "mean over the outputs", || {
        graders::check_binary_cross_entropy(binary_cross_entropy_mean_over_all_numbers)
    }),
    mistake("a sum, no mean", "m times", || graders::check_binary_cross_entropy(binary_cross_entropy_summed)),
    mistake("the minus is forgotten", "sign", || {
        graders::check_binary_cross_entropy(binary_cross_entropy_without_minus)
    }),
    mistake("softplus as it is written", "softplus", || {
        graders::check_binary_cross_entropy(binary_cross_entropy_overflows)
    }),
    mistake("1 is added before the logarithm", "`x.ln_1p()` is log (1 + x)", || {
        graders::check_binary_cross_entropy(binary_cross_entropy_of_one_plus)
    }),
    mistake("z is added and taken off again", "added and taken off again", || {
        graders::check_binary_cross_entropy(binary_cross_entropy_that_cancels)
    }),
];
