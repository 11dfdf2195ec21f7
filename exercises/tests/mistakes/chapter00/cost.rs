#![allow(clippy::needless_range_loop, reason = "as a reader writes it")]

use crate::{Mistake, mistake};
use exercises::chapter00 as graders;

fn cost_summed(a: &[f64], y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (a, y) in a.iter().zip(y) {
        sum -= y * a.ln() + (1.0 - y) * (1.0 - a).ln();
    }
    sum
}

fn cost_without_minus(a: &[f64], y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (a, y) in a.iter().zip(y) {
        if *y == 1.0 {
            sum += a.ln();
        } else {
            sum += (1.0 - a).ln();
        }
    }
    sum / a.len() as f64
}

fn cost_yes_and_no_exchanged(a: &[f64], y: &[f64]) -> f64 {
    let losses = a.iter().zip(y).map(|(a, y)| if *y == 0.0 { -a.ln() } else { -(1.0 - a).ln() });
    losses.sum::<f64>() / y.len() as f64
}

fn cost_of_yes_only(a: &[f64], y: &[f64]) -> f64 {
    let losses = a.iter().zip(y).map(|(a, y)| -y * a.ln());
    losses.sum::<f64>() / y.len() as f64
}

fn cost_with_log10(a: &[f64], y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (a, y) in a.iter().zip(y) {
        sum -= if *y == 1.0 { a.log10() } else { (1.0 - a).log10() };
    }
    sum / a.len() as f64
}

fn cost_is_squared_error(a: &[f64], y: &[f64]) -> f64 {
    let squares: f64 = a.iter().zip(y).map(|(a, y)| (a - y).powi(2) / 2.0).sum();
    squares / a.len() as f64
}

fn cost_is_absolute_error(a: &[f64], y: &[f64]) -> f64 {
    a.iter().zip(y).map(|(a, y)| (a - y).abs()).sum::<f64>() / a.len() as f64
}

fn cost_halved(a: &[f64], y: &[f64]) -> f64 {
    let losses = a.iter().zip(y).map(|(a, y)| if *y == 1.0 { -a.ln() } else { -(1.0 - a).ln() });
    losses.sum::<f64>() / y.len() as f64 / 2.0
}

fn cost_without_brackets(a: &[f64], y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (a, y) in a.iter().zip(y) {
        sum -= if *y == 1.0 { a.ln() } else { 1.0 - a.ln() };
    }
    sum / y.len() as f64
}

fn cost_without_brackets_after_minus(a: &[f64], y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (a, y) in a.iter().zip(y) {
        sum += if *y == 1.0 { -a.ln() } else { -1.0 - a.ln() };
    }
    sum / y.len() as f64
}

fn cost_with_tiny_number(a: &[f64], y: &[f64]) -> f64 {
    let losses = a.iter().zip(y).map(|(a, y)| -(y * (a + 1e-10).ln() + (1.0 - y) * (1.0 - a + 1e-10).ln()));
    losses.sum::<f64>() / y.len() as f64
}

fn cost_clipped(a: &[f64], y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (a, y) in a.iter().zip(y) {
        sum -= if *y == 1.0 { a.max(1e-7).ln() } else { (1.0 - a).max(1e-7).ln() };
    }
    sum / y.len() as f64
}

fn loss(a: f64, y: f64) -> f64 {
    if y == 1.0 { -a.ln() } else { -(1.0 - a).ln() }
}

fn cost_without_last(a: &[f64], y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..a.len() - 1 {
        sum += loss(a[i], y[i]);
    }
    sum / a.len() as f64
}

fn cost_without_first(a: &[f64], y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 1..a.len() {
        sum += loss(a[i], y[i]);
    }
    sum / a.len() as f64
}

fn cost_replaced(a: &[f64], y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (&a, &y) in a.iter().zip(y) {
        sum = loss(a, y);
    }
    sum / a.len() as f64
}

fn cost_by_answer(a: &[f64], _: &[f64]) -> f64 {
    a.iter().map(|&a| loss(a, if a > 0.5 { 1.0 } else { 0.0 })).sum::<f64>() / a.len() as f64
}

fn cost_of_each_class(a: &[f64], y: &[f64]) -> f64 {
    let mean = |class: f64| {
        let of_class: Vec<f64> = a.iter().zip(y).filter(|(_, y)| **y == class).map(|(&a, &y)| loss(a, y)).collect();
        of_class.iter().sum::<f64>() / of_class.len().max(1) as f64
    };
    (mean(1.0) + mean(0.0)) / 2.0
}

pub const MISTAKES: &[Mistake] = &[
    mistake("a sum, no mean", "m times", || graders::check_cost(cost_summed)),
    mistake("the minus is forgotten", "sign", || graders::check_cost(cost_without_minus)),
    mistake("yes and no exchanged", "exchanged", || graders::check_cost(cost_yes_and_no_exchanged)),
    mistake("only y = 1 costs", "y = 0", || graders::check_cost(cost_of_yes_only)),
    mistake("the logarithm to base 10", "natural", || graders::check_cost(cost_with_log10)),
    mistake("the squared error", "cost of the line", || graders::check_cost(cost_is_squared_error)),
    mistake("the absolute error", "distance", || graders::check_cost(cost_is_absolute_error)),
    mistake("the ½ of the line kept", "half of what", || graders::check_cost(cost_halved)),
    mistake("brackets forgotten in ln (1 − a)", "1 − ln a", || graders::check_cost(cost_without_brackets)),
    mistake("brackets forgotten in −ln (1 − a)", "−1 − ln a", || {
        graders::check_cost(cost_without_brackets_after_minus)
    }),
    mistake("a tiny number added", "1e-10 keeps", || graders::check_cost(cost_with_tiny_number)),
    mistake("a is clipped", "1e-7 keeps", || graders::check_cost(cost_clipped)),
    mistake("ln 0 is left out", "sure and wrong", || {
        graders::check_cost(|a, y| {
            let mut sum = 0.0;
            for (a, y) in a.iter().zip(y) {
                let of_truth = if *y == 1.0 { *a } else { 1.0 - a };
                sum -= if of_truth > 0.0 { of_truth.ln() } else { 0.0 };
            }
            sum / y.len() as f64
        })
    }),
    mistake("the last sample left out", "leaves out the last", || graders::check_cost(cost_without_last)),
    mistake("the first sample left out", "leaves out the first", || graders::check_cost(cost_without_first)),
    mistake("= for +=", "last sample alone", || graders::check_cost(cost_replaced)),
    mistake("the case by the answer", "chosen by a", || graders::check_cost(cost_by_answer)),
    mistake("a mean for each class", "have a mean each", || graders::check_cost(cost_of_each_class)),
];
