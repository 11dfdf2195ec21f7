use crate::{Mistake, mistake};
use ann::plain::Matrix;
use exercises::chapter04 as graders;

fn squared_error_without_half(a: &Matrix, y: &Matrix) -> f64 {
    (a - y).pow2().sum() / y.ncols() as f64
}

fn squared_error_mean_over_all_numbers(a: &Matrix, y: &Matrix) -> f64 {
    (a - y).pow2().mean().unwrap() / 2.0
}

fn squared_error_summed(a: &Matrix, y: &Matrix) -> f64 {
    (a - y).mapv(|d| d * d).sum() / 2.0
}

fn squared_error_root(a: &Matrix, y: &Matrix) -> f64 {
    let m = y.ncols() as f64;
    ((a - y).pow2().sum() / (2.0 * m)).sqrt()
}

fn squared_error_is_absolute(a: &Matrix, y: &Matrix) -> f64 {
    (a - y).abs().sum() / (2.0 * y.ncols() as f64)
}

fn squared_error_without_square(a: &Matrix, y: &Matrix) -> f64 {
    (a - y).sum() / (2.0 * y.ncols() as f64)
}

fn squared_error_divided_by_rows(a: &Matrix, y: &Matrix) -> f64 {
    (a - y).pow2().sum() / 2.0 / y.nrows() as f64
}

fn squared_error_without_last(a: &Matrix, y: &Matrix) -> f64 {
    let mut sum = 0.0;
    for j in 0..y.ncols() - usize::from(y.ncols() > 1) {
        sum += (&a.column(j) - &y.column(j)).pow2().sum() / 2.0;
    }
    sum / y.ncols() as f64
}

fn squared_error_of_squares(a: &Matrix, y: &Matrix) -> f64 {
    (a.pow2() - y.pow2()).sum() / 2.0 / y.ncols() as f64
}

fn squared_error_times_m(a: &Matrix, y: &Matrix) -> f64 {
    (a - y).pow2().sum() / 2.0 * y.ncols() as f64
}

pub const MISTAKES: &[Mistake] = &[
    mistake("the half is forgotten", "twice", || graders::check_squared_error(squared_error_without_half)),
    mistake("a mean over the outputs too", "number of outputs", || {
        graders::check_squared_error(squared_error_mean_over_all_numbers)
    }),
    mistake("a sum, no mean", "m times", || graders::check_squared_error(squared_error_summed)),
    mistake("the root of the cost", "root of J", || graders::check_squared_error(squared_error_root)),
    mistake("the absolute error", "made positive", || graders::check_squared_error(squared_error_is_absolute)),
    mistake("the square is forgotten", "cancel", || graders::check_squared_error(squared_error_without_square)),
    mistake("divided by the outputs", "instead of the samples", || {
        graders::check_squared_error(squared_error_divided_by_rows)
    }),
    mistake("the ½ is squared, too", "½ taken twice", || {
        graders::check_squared_error(|a, y| (0.5 * (a - y)).pow2().sum() / a.ncols() as f64)
    }),
    mistake("divided by m twice", "m twice", || {
        graders::check_squared_error(|a, y| 0.5 * (a - y).pow2().sum() / a.ncols().pow(2) as f64)
    }),
    mistake("1 / 2 of whole numbers", "whole numbers", || {
        graders::check_squared_error(|a, y| f64::from(1 / 2) * (a - y).pow2().sum() / a.ncols() as f64)
    }),
    mistake("the sum for the difference", "are added", || {
        graders::check_squared_error(|a, y| 0.5 * (a + y).pow2().sum() / a.ncols() as f64)
    }),
    mistake("the last sample left out", "leaves out the last", || {
        graders::check_squared_error(squared_error_without_last)
    }),
    mistake("a difference of squares", "squared, and then", || graders::check_squared_error(squared_error_of_squares)),
    mistake("multiplied by m", "multiplied by m", || graders::check_squared_error(squared_error_times_m)),
];
