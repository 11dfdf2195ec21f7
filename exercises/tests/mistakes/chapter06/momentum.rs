use crate::{Mistake, mistake};
use ann::plain::Matrix;
use exercises::chapter06 as graders;

fn momentum_as_an_average(theta: &Matrix, g: &Matrix, m: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let m = beta * m + (1.0 - beta) * g;
    (theta - alpha * &m, m)
}

fn momentum_unused(theta: &Matrix, g: &Matrix, m: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let m = beta * m + g;
    (theta - alpha * g, m)
}

fn momentum_with_old_velocity(theta: &Matrix, g: &Matrix, m: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let new = beta * m + g;
    (theta - alpha * m, new)
}

fn momentum_uphill(theta: &Matrix, g: &Matrix, m: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let m = beta * m + g;
    (theta + alpha * &m, m)
}

fn momentum_with_alpha_inside(theta: &Matrix, g: &Matrix, m: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let m = beta * m + alpha * g;
    (theta - &m, m)
}

fn momentum_of_nesterov(theta: &Matrix, g: &Matrix, m: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let m = beta * m + g;
    (theta - alpha * (g + beta * &m), m)
}

fn momentum_not_kept(theta: &Matrix, g: &Matrix, m: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let velocity = beta * m + g;
    (theta - alpha * velocity, m.clone())
}

fn momentum_swapped(theta: &Matrix, g: &Matrix, m: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let m = beta * m + g;
    let theta = theta - alpha * &m;
    (m, theta)
}

fn momentum_with_beta_in_the_step(theta: &Matrix, g: &Matrix, m: &Matrix, _alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let m = beta * m + g;
    (theta - beta * &m, m)
}

fn momentum_of_squares(theta: &Matrix, g: &Matrix, m: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let m = beta * m + g.pow2();
    (theta - alpha * &m, m)
}

fn momentum_divided_by_alpha(theta: &Matrix, g: &Matrix, m: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let m = beta * m + g;
    (theta - &m / alpha, m)
}

fn momentum_fades_theta(theta: &Matrix, g: &Matrix, m: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let m = beta * m + g;
    (beta * theta - alpha * &m, m)
}

pub const MISTAKES: &[Mistake] = &[
    mistake("velocity is a moving average", "1 − β", || graders::check_momentum(momentum_as_an_average)),
    mistake("step with the bare gradient", "plain descent", || graders::check_momentum(momentum_unused)),
    mistake("step with the old velocity", "old", || graders::check_momentum(momentum_with_old_velocity)),
    mistake("step uphill", "uphill", || graders::check_momentum(momentum_uphill)),
    mistake("learning rate in the velocity", "α", || graders::check_momentum(momentum_with_alpha_inside)),
    mistake("the step of Nesterov", "Nesterov", || graders::check_momentum(momentum_of_nesterov)),
    mistake("returns the velocity of before", "before", || graders::check_momentum(momentum_not_kept)),
    mistake("m and θ swapped", "exchanged", || graders::check_momentum(momentum_swapped)),
    mistake("β for the learning rate", "step is β m", || graders::check_momentum(momentum_with_beta_in_the_step)),
    mistake("α and β swapped", "α stands at the old m", || {
        graders::check_momentum(|theta, g, m, alpha, beta| {
            let m = alpha * m + g;
            (theta - beta * &m, m)
        })
    }),
    mistake("1 − β at the old velocity", "factor 1 − β", || {
        graders::check_momentum(|theta, g, m, alpha, beta| {
            let m = (1.0 - beta) * m + g;
            (theta - alpha * &m, m)
        })
    }),
    mistake("g squared in m", "made of g²", || graders::check_momentum(momentum_of_squares)),
    mistake("m divided by α", "divided by α", || graders::check_momentum(momentum_divided_by_alpha)),
    mistake("θ fades", "multiplies θ", || graders::check_momentum(momentum_fades_theta)),
];
