use crate::{Mistake, mistake};
use exercises::chapter01 as graders;

fn he_without_root(n_in: usize) -> f64 {
    2.0 / n_in as f64
}

fn he_without_two(n_in: usize) -> f64 {
    (1.0 / n_in as f64).sqrt()
}

fn he_uniform(n_in: usize) -> f64 {
    (6.0 / n_in as f64).sqrt()
}

fn he_integer_division(n_in: usize) -> f64 {
    ((2 / n_in) as f64).sqrt()
}

fn he_two_outside_root(n_in: usize) -> f64 {
    2.0 / (n_in as f64).sqrt()
}

fn he_upside_down(n_in: usize) -> f64 {
    (n_in as f64 / 2.0).sqrt()
}

fn he_two_below(n_in: usize) -> f64 {
    1.0 / (2.0 * n_in as f64).sqrt()
}

fn he_squared(n_in: usize) -> f64 {
    (2.0 / n_in as f64).powi(2)
}

fn he_with_bias(n_in: usize) -> f64 {
    (2.0 / (n_in + 1) as f64).sqrt()
}

pub const MISTAKES: &[Mistake] = &[
    mistake("the variance for its root", "root", || graders::check_he(he_without_root)),
    mistake("1 for the 2", "half", || graders::check_he(he_without_two)),
    mistake("the limit of a uniform rule", "drawn evenly", || graders::check_he(he_uniform)),
    mistake("a division of whole numbers", "whole number", || graders::check_he(he_integer_division)),
    mistake("the 2 outside the root", "root", || graders::check_he(he_two_outside_root)),
    mistake("the fraction upside down", "upside down", || graders::check_he(he_upside_down)),
    mistake("the 2 below the line", "below the line", || graders::check_he(he_two_below)),
    mistake("squared", "is squared", || graders::check_he(he_squared)),
    mistake("the bias counted", "bias is counted", || graders::check_he(he_with_bias)),
];
