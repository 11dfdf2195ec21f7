//! A probability: σ and the cost.

use super::sigma::sigma;
use crate::compare::{Comparison, compare};
use crate::report::{Finding, Report};
use crate::run::grade;

const PROBABILITY: &str = "“From a number to a probability”";
use std::f64::consts::E;

/// `sigmoid(z)`: σ.
pub fn check_sigmoid(mine: fn(f64) -> f64) -> Report {
    grade(0, "sigmoid", PROBABILITY, move || {
        for z in [1.5, -2.0, 3.0] {
            let (a, e, got) = (sigma(z), (-z).exp(), mine(z));
            if got.is_nan() {
                return Err(Finding::new(format!(
                    "You got NaN at z = {z}: a number below 0 has no such power. eᶻ is `z.exp()`."
                )));
            }
            // σ with so many digits of e behind the point.
            let with_digits = |digits: i32| {
                let power = 10.0_f64.powi(digits);
                1.0 / (1.0 + ((E * power).trunc() / power).powf(-z))
            };
            let comparison = compare("σ(z)", &got, &a);
            // The first z is above 0, and right where the sign is lost.
            let comparison = match z < 0.0 {
                true => comparison.mistake(&sigma(-z), "The sign of z is lost: σ(−2) is not σ(2), but 1 − σ(2)."),
                false => comparison,
            };
            comparison
                .mistake(
                    &(1.0 / (1.0 - z.exp())),
                    "`-z.exp()` is −(eᶻ). The minus belongs into the parentheses: `(-z).exp()`.",
                )
                .mistake(&(1.0 / (1.0 + (-z).exp2())), "The base is 2 (`exp2`). It is e (`exp`).")
                .mistake(&with_digits(3), "e is rounded to 2.718. `exp` has all its digits.")
                .mistake(&with_digits(5), "e is rounded to 2.71828. `exp` has all its digits.")
                .mistake(&(1.0 - a), "It falls where it must rise: the exponent is −z, not z.")
                .mistake(&(1.0 + e), "1.0 / 1.0 + … divides first. The whole denominator 1 + e⁻ᶻ needs parentheses.")
                .mistake(&(1.0 / (1.0 - e)), "The denominator is 1 + e⁻ᶻ, not 1 − e⁻ᶻ.")
                .mistake(&(1.0 / e), "The 1 in the denominator is missing: this is 1 / e⁻ᶻ, which has no end.")
                .mistake(&e, "This is e⁻ᶻ alone. Add 1, then divide 1 by it.")
                .mistake(&(a * (1.0 - a)), "This is the slope of σ, a (1 − a), not σ.")
                .mistake(&z.tanh(), "This is tanh, which goes from −1 to 1. A probability goes from 0 to 1.")
                .mistake(&f64::from(z > 0.0), "This is a step from 0 to 1. σ rises smoothly.")
                .mistake(&z.max(0.0), "This is ReLU, which can be larger than 1.")
                .end()?;
        }
        for z in [0.0, 0.1, -0.1, 8.0, -8.0, 1000.0, -1000.0] {
            let a = mine(z);
            if a.is_nan() {
                return Err(Finding::new(format!(
                    "You got NaN at z = {z}: with eᶻ above and below, ∞ is divided by ∞. Write it as 1 / (1 + e⁻ᶻ)."
                )));
            }
            compare(&format!("σ({z})"), &a, &sigma(z)).end()?;
        }
        Ok(())
    })
}

/// `cost(a, y)`: J of answers and truths.
pub fn check_cost(mine: fn(&[f64], &[f64]) -> f64) -> Report {
    grade(0, "cost", PROBABILITY, move || {
        let samples = [(0.8, 1.0), (0.3, 0.0), (0.6, 0.0), (0.9, 1.0), (0.25, 0.0)];
        for samples in [&samples[..], &samples[..1], &samples[2..3]] {
            let (a, y): (Vec<f64>, Vec<f64>) = samples.iter().copied().unzip();
            let got = mine(&a, &y);
            if !got.is_finite() {
                return Err(Finding::new(format!(
                    "J is {got}, and no answer is 0 or 1. The logarithm must be of a; is it of y, which is 0 or 1?"
                )));
            }
            let (m, yes) = (y.len() as f64, y.iter().sum::<f64>());
            let mean = |term: &dyn Fn(f64, f64) -> f64| samples.iter().map(|(a, y)| term(*a, *y)).sum::<f64>() / m;
            let j = mean(&|a, y| -(y * a + (1.0 - y) * (1.0 - a)).ln());
            let of_yes = mean(&|a, y| -y * a.ln());
            let exchanged = mean(&|a, y| -(y * (1.0 - a) + (1.0 - y) * a).ln());
            let mistakes = [
                (j * m, "J is m times too large: the mean over the samples is missing."),
                (j / m, "J is divided by m twice."),
                (j * m / yes.max(1.0), "J is divided by the number of ones in y. The mean is over all samples."),
                (
                    -mean(&|a, y| y * a + (1.0 - y) * (1.0 - a)).ln(),
                    "The logarithm is taken of the mean. J is a mean of logarithms.",
                ),
                (
                    mean(&|a, _| -a.max(1.0 - a).ln()),
                    "The case is chosen by a. It is y that says whether it was a yes.",
                ),
                (
                    (of_yes * m / yes.max(1.0) + (j - of_yes) * m / (m - yes).max(1.0)) / 2.0,
                    "The yes and the no have a mean each, and J is the mean of the two. The mean is over all samples.",
                ),
                (-j, "J has the wrong sign: ln of a number below 1 is below 0, and a cost is −ln."),
                (j / 10.0_f64.ln(), "The logarithm has the base 10 (`log10`). It is the natural one, `ln`."),
                (j / 2.0_f64.ln(), "The logarithm has the base 2 (`log2`). It is the natural one, `ln`."),
                (
                    j / 2.0,
                    "J is half of what it must be. The ½ belongs to the squares of the line; here there is none.",
                ),
                (
                    mean(&|a, y| -(y * a.ln() + (1.0 - y) * (1.0 - a.ln()))),
                    "The parentheses of ln (1 − a) are missing: `1.0 - a.ln()` is 1 − ln a. Write `(1.0 - a).ln()`.",
                ),
                (
                    mean(&|a, y| -y * a.ln() + (1.0 - y) * (-1.0 - a.ln())),
                    "A no costs −1 − ln a here: the parentheses of −ln (1 − a) are missing, `-(1.0 - a).ln()`.",
                ),
                (exchanged, "The two cases are exchanged: a yes costs −ln a, a no −ln (1 − a)."),
                (of_yes, "The samples with y = 0 cost nothing here. A no costs −ln (1 − a)."),
                (j - of_yes, "The samples with y = 1 cost nothing here. A yes costs −ln a."),
                (of_yes * m / yes.max(1.0), "Only the samples with y = 1 are counted. The mean is over all."),
                (mean(&|a, _| -a.ln()), "Every sample costs −ln a, as if all were yes. With y = 0 it is −ln (1 − a)."),
                (2.0 * of_yes - j, "A no has the wrong sign: its cost −ln (1 − a) is above 0."),
                (j - 2.0 * of_yes, "A yes has the wrong sign: its cost −ln a is above 0."),
                (mean(&|a, y| (a - y).powi(2)), "These are squared errors. Here an answer costs a logarithm."),
                (mean(&|a, y| (a - y).powi(2) / 2.0), "This is the cost of the line. A probability costs a logarithm."),
                (mean(&|a, y| (a - y).abs()), "This is the mean distance of a from y. The logarithm is missing."),
            ];
            let comparison = compare("J", &got, &j).terms("sample", samples.len(), |range, m| {
                samples[range].iter().map(|(a, y)| -(y * a + (1.0 - y) * (1.0 - a)).ln()).sum::<f64>() / m
            });
            mistakes.iter().fold(comparison, |c, (value, says)| c.mistake(value, says)).end()?;
        }
        let sure = mine(&[1.0, 0.0], &[1.0, 0.0]);
        if sure.is_nan() {
            return Err(Finding::new("You got NaN at a = 1: 0 times ln 0. Choose the logarithm with an `if`."));
        }
        let whole = "J of two answers that are sure and right";
        kept_away(compare(whole, &sure, &0.0), &[(1.0, 1.0), (0.0, 0.0)]).end()?;
        // Where a number that is added, or that a is kept away from 0 by, would count.
        let wrong = [(1e-12, 1.0), (1.0 - 1e-12, 0.0)];
        let (a, y): (Vec<f64>, Vec<f64>) = wrong.iter().copied().unzip();
        kept_away(
            compare("J of two answers that are nearly sure and wrong", &mine(&a, &y), &cost(&wrong, &|a| a)),
            &wrong,
        )
        .end()?;
        for (a, y) in [(0.0, 1.0), (1.0, 0.0)] {
            let j = mine(&[a], &[y]);
            if j != f64::INFINITY {
                return Err(Finding::new(format!(
                    "The answer {a} where {y} is right costs {j}. It is sure and wrong: its cost is −ln 0, and that is ∞."
                )));
            }
        }
        Ok(())
    })
}

/// J of answers and truths, of which `change` makes what the logarithm is taken of.
fn cost(samples: &[(f64, f64)], change: &dyn Fn(f64) -> f64) -> f64 {
    let losses = samples.iter().map(|&(a, y)| -change(if y == 1.0 { a } else { 1.0 - a }).ln());
    losses.sum::<f64>() / samples.len() as f64
}

/// What comes out where something is added to a number before its logarithm is taken, or where it is kept away from 0 and 1.
fn kept_away(mut comparison: Comparison, samples: &[(f64, f64)]) -> Comparison {
    for tiny in [1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16, f64::EPSILON] {
        let says = format!(
            "The number {tiny:e} keeps the logarithm away from ln 0. No such number is needed: choose with an `if`."
        );
        comparison = comparison
            .mistake(&cost(samples, &|a| a + tiny), &says)
            .mistake(&cost(samples, &|a| a.max(tiny)), &says)
            .mistake(&cost(samples, &|a| a.clamp(tiny, 1.0 - tiny)), &says);
    }
    comparison
}
