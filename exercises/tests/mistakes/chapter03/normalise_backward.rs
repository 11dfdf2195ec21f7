use crate::{Mistake, mistake};
use ann::plain::Matrix;
use exercises::chapter03 as graders;
use ndarray::Axis;

fn normalise_backward_straight_through(z: &Matrix, da: &Matrix) -> Matrix {
    let n = z.nrows() as f64;
    let centred = z - z.sum_axis(Axis(0)) / n;
    let s = (centred.pow2().sum_axis(Axis(0)) / n).sqrt();
    da / s
}

fn normalise_backward_deviation_constant(z: &Matrix, da: &Matrix) -> Matrix {
    let n = z.nrows() as f64;
    let centred = z - z.sum_axis(Axis(0)) / n;
    let s = (centred.pow2().sum_axis(Axis(0)) / n).sqrt();
    (da - da.sum_axis(Axis(0)) / n) / s
}

fn normalise_backward_mean_constant(z: &Matrix, da: &Matrix) -> Matrix {
    let n = z.nrows() as f64;
    let centred = z - z.sum_axis(Axis(0)) / n;
    let s = (centred.pow2().sum_axis(Axis(0)) / n).sqrt();
    let a = centred / &s;
    (da - &a * ((da * &a).sum_axis(Axis(0)) / n)) / s
}

fn normalise_backward_without_division(z: &Matrix, da: &Matrix) -> Matrix {
    let n = z.nrows() as f64;
    let centred = z - z.sum_axis(Axis(0)) / n;
    let s = (centred.pow2().sum_axis(Axis(0)) / n).sqrt();
    let a = centred / s;
    da - da.sum_axis(Axis(0)) / n - &a * ((da * &a).sum_axis(Axis(0)) / n)
}

fn normalise_backward_over_samples(z: &Matrix, da: &Matrix) -> Matrix {
    let m = z.ncols() as f64;
    let mean = |x: &Matrix| x.sum_axis(Axis(1)).insert_axis(Axis(1)) / m;
    let centred = z - mean(z);
    let s = mean(&centred.pow2()).sqrt();
    let a = centred / &s;
    (da - mean(da) - &a * mean(&(da * &a))) / s
}

fn normalise_backward_with_z(z: &Matrix, da: &Matrix) -> Matrix {
    let n = z.nrows() as f64;
    let centred = z - z.sum_axis(Axis(0)) / n;
    let s = (centred.pow2().sum_axis(Axis(0)) / n).sqrt();
    (da - da.sum_axis(Axis(0)) / n - z * ((da * z).sum_axis(Axis(0)) / n)) / s
}

fn normalise_backward_summed(z: &Matrix, da: &Matrix) -> Matrix {
    let n = z.nrows() as f64;
    let centred = z - z.sum_axis(Axis(0)) / n;
    let s = (centred.pow2().sum_axis(Axis(0)) / n).sqrt();
    let a = centred / &s;
    (da - da.sum_axis(Axis(0)) - &a * (da * &a).sum_axis(Axis(0))) / s
}

fn normalise_backward_by_n_minus_one(z: &Matrix, da: &Matrix) -> Matrix {
    let n = z.nrows() as f64;
    let centred = z - z.sum_axis(Axis(0)) / n;
    let s = (centred.pow2().sum_axis(Axis(0)) / (n - 1.0)).sqrt();
    let a = centred / &s;
    (da - da.sum_axis(Axis(0)) / n - &a * ((da * &a).sum_axis(Axis(0)) / n)) / s
}

fn normalise_backward_by_variance(z: &Matrix, da: &Matrix) -> Matrix {
    let n = z.nrows() as f64;
    let centred = z - z.sum_axis(Axis(0)) / n;
    let s = centred.pow2().sum_axis(Axis(0)) / n;
    let a = centred / &s;
    (da - da.sum_axis(Axis(0)) / n - &a * ((da * &a).sum_axis(Axis(0)) / n)) / s
}

fn normalise_backward_last_term_summed(z: &Matrix, da: &Matrix) -> Matrix {
    let n = z.nrows() as f64;
    let centred = z - z.sum_axis(Axis(0)) / n;
    let s = (centred.pow2().sum_axis(Axis(0)) / n).sqrt();
    let a = centred / &s;
    (da - da.sum_axis(Axis(0)) / n - &a * (da * &a).sum_axis(Axis(0))) / s
}

fn normalise_backward_plus_stretch(z: &Matrix, da: &Matrix) -> Matrix {
    let n = z.nrows() as f64;
    let centred = z - z.sum_axis(Axis(0)) / n;
    let s = (centred.pow2().sum_axis(Axis(0)) / n).sqrt();
    let a = centred / &s;
    (da - da.sum_axis(Axis(0)) / n + &a * ((da * &a).sum_axis(Axis(0)) / n)) / s
}

fn normalise_backward_times_deviation(z: &Matrix, da: &Matrix) -> Matrix {
    let n = z.nrows() as f64;
    let centred = z - z.sum_axis(Axis(0)) / n;
    let s = (centred.pow2().sum_axis(Axis(0)) / n).sqrt();
    let a = centred / &s;
    (da - da.sum_axis(Axis(0)) / n - &a * ((da * &a).sum_axis(Axis(0)) / n)) * s
}

pub const MISTAKES: &[Mistake] = &[
    mistake("mean and deviation as constants", "Both means", || {
        graders::check_normalise_backward(normalise_backward_straight_through)
    }),
    mistake("the deviation as a constant", "deviation", || {
        graders::check_normalise_backward(normalise_backward_deviation_constant)
    }),
    mistake("the mean as a constant", "mean", || graders::check_normalise_backward(normalise_backward_mean_constant)),
    mistake("not divided by the deviation", "division", || {
        graders::check_normalise_backward(normalise_backward_without_division)
    }),
    mistake("normalised over the samples", "over the samples", || {
        graders::check_normalise_backward(normalise_backward_over_samples)
    }),
    mistake("Z for A", "Z", || graders::check_normalise_backward(normalise_backward_with_z)),
    mistake("sums for means", "n times", || graders::check_normalise_backward(normalise_backward_summed)),
    mistake("n − 1 for n", "− 1", || graders::check_normalise_backward(normalise_backward_by_n_minus_one)),
    mistake("the variance for its root", "root", || graders::check_normalise_backward(normalise_backward_by_variance)),
    mistake("a sum in the last term", "not by its sum", || {
        graders::check_normalise_backward(normalise_backward_last_term_summed)
    }),
    mistake("times the deviation", "multiplied by the deviation", || {
        graders::check_normalise_backward(normalise_backward_times_deviation)
    }),
    mistake("plus before the last term", "last term is added", || {
        graders::check_normalise_backward(normalise_backward_plus_stretch)
    }),
];
