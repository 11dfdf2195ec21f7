use crate::{Mistake, mistake};
use exercises::chapter03 as graders;

fn slope_from_one_side(f: &dyn Fn(f64) -> f64, x: f64) -> f64 {
    let epsilon = 1e-5;
    (f(x + epsilon) - f(x)) / epsilon
}

fn slope_by_one_epsilon(f: &dyn Fn(f64) -> f64, x: f64) -> f64 {
    let epsilon = 1e-5;
    (f(x + epsilon) - f(x - epsilon)) / epsilon
}

fn slope_right_to_left(f: &dyn Fn(f64) -> f64, x: f64) -> f64 {
    let epsilon = 1e-5;
    (f(x - epsilon) - f(x + epsilon)) / (2.0 * epsilon)
}

fn slope_with_large_epsilon(f: &dyn Fn(f64) -> f64, x: f64) -> f64 {
    let epsilon = 0.1;
    (f(x + epsilon) - f(x - epsilon)) / (2.0 * epsilon)
}

fn slope_with_tiny_epsilon(f: &dyn Fn(f64) -> f64, x: f64) -> f64 {
    let e = 1e-10; // its error is about that of 1e-3
    (f(x + e) - f(x - e)) / (2.0 * e)
}

fn slope_without_brackets_above(f: &dyn Fn(f64) -> f64, x: f64) -> f64 {
    let epsilon = 1e-5;
    f(x + epsilon) - f(x - epsilon) / (2.0 * epsilon)
}

fn slope_without_brackets(f: &dyn Fn(f64) -> f64, x: f64) -> f64 {
    let epsilon = 1e-5;
    (f(x + epsilon) - f(x - epsilon)) / 2.0 * epsilon
}

fn slope_without_division(f: &dyn Fn(f64) -> f64, x: f64) -> f64 {
    let epsilon = 1e-5;
    f(x + epsilon) - f(x - epsilon)
}

fn slope_with_rounding_of_one(f: &dyn Fn(f64) -> f64, x: f64) -> f64 {
    (f(x + f64::EPSILON) - f(x - f64::EPSILON)) / (2.0 * f64::EPSILON)
}

fn slope_at_zero(f: &dyn Fn(f64) -> f64, _: f64) -> f64 {
    (f(1e-5) - f(-1e-5)) / 2e-5
}

pub const MISTAKES: &[Mistake] = &[
    mistake("measured from one side", "side", || graders::check_slope(slope_from_one_side)),
    mistake("divided by ε alone", "2 ε apart", || graders::check_slope(slope_by_one_epsilon)),
    mistake("below minus above", "sign", || graders::check_slope(slope_right_to_left)),
    mistake("ε much too large", "bends too much", || graders::check_slope(slope_with_large_epsilon)),
    mistake("ε much too small", "digits", || graders::check_slope(slope_with_tiny_epsilon)),
    mistake("brackets forgotten below the line", "parentheses", || graders::check_slope(slope_without_brackets)),
    mistake("brackets forgotten above the line", "Only f(x − ε)", || {
        graders::check_slope(slope_without_brackets_above)
    }),
    mistake("a difference, not divided", "difference alone", || graders::check_slope(slope_without_division)),
    mistake("divided by 2 alone", "divided by 2.", || graders::check_slope(|f, x| (f(x + 1e-5) - f(x - 1e-5)) / 2.0)),
    mistake("ε is 1e-3", "ε is 1e-3", || graders::check_slope(|f, x| (f(x + 1e-3) - f(x - 1e-3)) / 2e-3)),
    mistake("the rounding of 1 for ε", "rounding of 1", || graders::check_slope(slope_with_rounding_of_one)),
    mistake("the slope at 0", "slope at 0", || graders::check_slope(slope_at_zero)),
];
