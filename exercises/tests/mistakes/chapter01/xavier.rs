use crate::{Mistake, mistake};
use exercises::chapter01 as graders;

fn xavier_of_inputs(n_in: usize, _: usize) -> f64 {
    (1.0 / n_in as f64).sqrt()
}

fn xavier_is_he(n_in: usize, _: usize) -> f64 {
    (2.0 / n_in as f64).sqrt()
}

fn xavier_without_root(n_in: usize, n_out: usize) -> f64 {
    2.0 / (n_in + n_out) as f64
}

fn xavier_without_two(n_in: usize, n_out: usize) -> f64 {
    1.0 / ((n_in + n_out) as f64).sqrt()
}

fn xavier_uniform(n_in: usize, n_out: usize) -> f64 {
    (6.0 / (n_in + n_out) as f64).sqrt()
}

fn xavier_without_brackets(n_in: usize, n_out: usize) -> f64 {
    (2.0 / n_in as f64 + n_out as f64).sqrt()
}

fn xavier_of_product(n_in: usize, n_out: usize) -> f64 {
    (2.0 / (n_in * n_out) as f64).sqrt()
}

fn xavier_of_two_fractions(n_in: usize, n_out: usize) -> f64 {
    (2.0 / n_in as f64 + 2.0 / n_out as f64).sqrt()
}

fn xavier_two_outside_root(n_in: usize, n_out: usize) -> f64 {
    2.0_f64.sqrt() / (n_in + n_out) as f64
}

fn xavier_of_two_roots(n_in: usize, n_out: usize) -> f64 {
    (2.0 / n_in as f64).sqrt() + (2.0 / n_out as f64).sqrt()
}

pub const MISTAKES: &[Mistake] = &[
    mistake("n_out is forgotten", "way forward", || graders::check_xavier(xavier_of_inputs)),
    mistake("the rule for ReLU", "He", || graders::check_xavier(xavier_is_he)),
    mistake("the variance for its root", "root", || graders::check_xavier(xavier_without_root)),
    mistake("1 for the 2", "2 is missing", || graders::check_xavier(xavier_without_two)),
    mistake("the limit of a uniform rule", "drawn evenly", || graders::check_xavier(xavier_uniform)),
    mistake("brackets forgotten below the line", "parentheses", || graders::check_xavier(xavier_without_brackets)),
    mistake("a product for the sum", "multiplied", || graders::check_xavier(xavier_of_product)),
    mistake("two fractions for one", "two fractions", || graders::check_xavier(xavier_of_two_fractions)),
    mistake("the root of 2 alone", "2 alone", || graders::check_xavier(xavier_two_outside_root)),
    mistake("two roots added", "Two roots", || graders::check_xavier(xavier_of_two_roots)),
];
