//! A line: the answer, the slopes, the steps downhill.

use super::sigma::sigma;
use crate::compare::compare;
use crate::report::{Finding, Report};
use crate::run::grade;

const LINE: &str = "“A neuron learns a line”";

/// x and y.
type Sample = (f64, f64);

/// `answer(w, b, x)`: a of a neuron with one input.
pub fn check_answer(mine: fn(f64, f64, f64) -> f64) -> Report {
    grade(0, "answer", LINE, move || {
        // The first answers are below 0, where a ReLU would show.
        for (w, b, x) in [(1.5, 0.4, -2.1), (-1.0, 0.5, 3.3), (0.0, 0.75, 5.0)] {
            let a = w * x + b;
            compare("a", &mine(w, b, x), &a)
                .mistake(&(w * x), "The bias is forgotten: a is w x alone.")
                .mistake(&(w * x - b), "The bias is taken away. It is added.")
                .mistake(&(w + x + b), "All three are added up. The weight multiplies the input.")
                .mistake(&(w * (x + b)), "The bias is added before the product. Only x is multiplied by w.")
                .mistake(&(b * x + w), "Weight and bias are exchanged: the input is multiplied by b, and w is added.")
                .mistake(&((w + b) * x), "w and b are added before the product. Only w is multiplied by x.")
                .mistake(&(w * b + x), "The weight multiplies the bias. It belongs to the input: w x + b.")
                .mistake(&(x / w + b), "The input is divided by the weight. It is multiplied by it.")
                .mistake(&(w * x * b), "The bias is a factor here. It is added to the product.")
                .mistake(&sigma(a), "The sum goes through the sigmoid. This neuron answers with the sum itself.")
                .mistake(&a.max(0.0), "An answer below 0 becomes 0. A line has no such corner.")
                .mistake(&a.abs(), "The sign of the answer is lost. A line can answer with a number below 0.")
                .end()?;
        }
        Ok(())
    })
}

/// `slopes(w, b, samples)`: ∂J/∂w and ∂J/∂b of a line; a sample is (x, y).
pub fn check_slopes(mine: fn(f64, f64, &[Sample]) -> (f64, f64)) -> Report {
    grade(0, "slopes", LINE, move || {
        let (w, b) = (0.5, 0.25);
        let is_near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * b.abs().max(1e-3);
        for samples in [&[(2.0, 1.0), (-1.0, 0.5), (3.0, -2.0)][..], &[(-2.0, 3.0)]] {
            let got = mine(w, b, samples);
            let (dw, db) = slopes(w, b, samples);
            if is_near(got.0, db) && is_near(got.1, dw) {
                return Err(Finding::new("The two slopes are exchanged: ∂J/∂w is the first of the pair."));
            }
            compare_slope("∂J/∂w", got.0, (w, b), samples, &|x| x)?;
            compare_slope("∂J/∂b", got.1, (w, b), samples, &|_| 1.0)?;
        }
        Ok(())
    })
}

/// Compares one slope; `input` says which number belongs to its parameter: x to the weight, 1 to the bias.
fn compare_slope(
    name: &str,
    got: f64,
    (w, b): (f64, f64),
    samples: &[Sample],
    input: &dyn Fn(f64) -> f64,
) -> Result<(), Finding> {
    let m = samples.len() as f64;
    // The mean of what `term` makes of a, x and y.
    let mean =
        |term: &dyn Fn(f64, f64, f64) -> f64| samples.iter().map(|&(x, y)| term(w * x + b, x, y)).sum::<f64>() / m;
    let right = mean(&|a, x, y| (a - y) * input(x));
    let &(x, y) = samples.last().unwrap_or(&(0.0, 0.0));
    let of_last = (w * x + b - y) * input(x);
    let of_first = samples.first().map_or(0.0, |&(x, y)| (w * x + b - y) * input(x));
    let by_and_by = samples.iter().fold(0.0, |sum, &(x, y)| (sum + (w * x + b - y) * input(x)) / m);
    let turned = samples.iter().map(|&(x, y)| (w * y + b - x) * input(y)).sum::<f64>() / m;
    let mistakes = [
        (right * m, "is m times too large: the mean over the samples is missing."),
        (right / m, "is divided by m twice."),
        (-right, "has the wrong sign: the error is a − y, not y − a."),
        (2.0 * right, "is twice too large: the half in J cancels the 2 of the square."),
        (right / 2.0, "has a half too much: the half in J is gone with the 2 of the square."),
        (mean(&|a, _, y| a - y), "is the mean of the errors alone. Each has to be multiplied by its input x first."),
        (mean(&|a, x, y| (a - y) * x), "has the factor x. The input of the bias counts as 1."),
        (mean(&|a, _, y| (a - y) * y), "is made of error times y. It is error times input."),
        (mean(&|a, _, y| (a - y) * w), "is made of error times w. It is error times input, x."),
        (turned, "is made with x and y exchanged. A sample is (x, y): the input, then the right answer."),
        (mean(&|a, x, y| (a - b - y) * input(x)), "lacks the bias in its errors: a is w x + b."),
        (mean(&|a, x, _| a * input(x)), "is made of the answers a. It needs the errors a − y."),
        (mean(&|a, x, y| (a - y).abs() * input(x)), "is made of errors without their signs."),
        (mean(&|a, _, y| (a - y).powi(2) / 2.0), "is the cost J itself, not its slope."),
        (of_last / m, "is made of the last sample alone: add up with += and not with =."),
        (of_last, "is that of the last sample alone. It is a mean over all."),
        (of_first, "is that of the first sample alone: does `return` stand in the loop?"),
        (mean(&|a, _, y| (a - y) * b), "is made of error times b. The input of the bias counts as 1."),
        (
            mean(&|a, x, y| (a - y).powi(2) * input(x)),
            "is made of squared errors. The slope of a square has no square.",
        ),
        (mean(&|_, x, _| x), "is the mean of the inputs: the errors are missing."),
        (right * m / (m - 1.0).max(1.0), "is divided by m − 1. Divide by m."),
        (by_and_by, "is divided by m again and again: the sum of all is divided once, or each sample's part."),
        (0.0, "is 0: `1 / m` divides whole numbers. Write m as an f64."),
        (
            mean(&|a, _, y| a - y) * mean(&|_, x, _| input(x)),
            "is the mean error times the mean input. Multiply in each sample, and then take the mean.",
        ),
    ];
    let comparison = compare(name, &got, &right);
    mistakes
        .iter()
        .fold(comparison, |c, (value, says)| c.mistake(value, format!("{name} {says}")))
        .terms("sample", samples.len(), |range, m| {
            samples[range].iter().map(|&(x, y)| (w * x + b - y) * input(x)).sum::<f64>() / m
        })
        .end()
}

/// `fit(samples, alpha, steps)`: w and b of a line after so many steps from 0.
pub fn check_fit(mine: fn(&[Sample], f64, usize) -> (f64, f64)) -> Report {
    grade(0, "fit", LINE, move || {
        let samples = [(1.0, 1.0), (3.0, 2.0), (-0.5, 1.5)];
        for steps in [4, 1, 0, 100] {
            let right = descend(&samples, 0.2, steps, None);
            let before = descend(&samples, 0.2, steps.saturating_sub(1), None);
            let (w, b) = mine(&samples, 0.0, 1); // where it starts: with α = 0 nothing moves
            let mut comparison = compare("w, b", &mine(&samples, 0.2, steps), &right);
            for (slip, says) in SLIPS.iter().filter(|_| steps < 100) {
                comparison = comparison.mistake(&descend(&samples, 0.2, steps, Some(*slip)), says);
            }
            comparison = comparison
                .mistake(&(right.1, right.0), "w and b are exchanged: w is the first of the pair.")
                .mistake(&slopes(right.0, right.1, &samples), "You return the two slopes, not w and b.")
                .mistake(&slopes(before.0, before.1, &samples), "You return the slopes of the last step, not w and b.")
                .mistake(
                    &(0.0, 0.0),
                    "w and b are 0 as at the start. Does a `let` in the loop make new ones, which are gone after it?",
                )
                .mistake(
                    &descend(&samples, 0.2 / steps.max(1) as f64, steps, None),
                    "The learning rate is divided by the number of steps. Each step has the whole of it.",
                )
                .mistake(&descend(&samples, 5.0, steps, None), "The slope is divided by α. It is multiplied by it.")
                .mistake(&descend(&samples, 0.2, steps + 1, None), "It takes one step too many.")
                .mistake(&descend(&samples, 0.2, steps.saturating_sub(1), None), "It takes one step too few.")
                .mistake(
                    &descend(&samples, 0.2, steps, Some(Slip::Start(w, b))),
                    format!("It starts at w = {w}, b = {b}. Both start at 0."),
                );
            for rate in [0.001, 0.01, 0.05, 0.1, 0.5] {
                comparison = comparison.mistake(
                    &descend(&samples, rate, steps, None),
                    format!("The learning rate is {rate}, whatever `alpha` says."),
                );
            }
            comparison.end()?;
        }
        Ok(())
    })
}

/// What goes wrong on the way down.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Slip {
    NewW,
    NewB,
    Uphill,
    NoRate,
    NoRateForB,
    NoRateForW,
    InTurn,
    NoMean,
    TwiceMean,
    WeightStays,
    BiasStays,
    OneByOne,
    Kept,
    NewStart,
    FirstSlopes,
    Replaced,
    Crossed,
    Start(f64, f64),
}

const SLIPS: [(Slip, &str); 17] = [
    (Slip::NewW, "The slope of b is taken when w has changed already. Take both slopes first, then change both."),
    (Slip::NewB, "The slope of w is taken when b has changed already. Take both slopes, and then step."),
    (Slip::Uphill, "It goes uphill: α times the slope is added. It has to be taken away."),
    (Slip::NoRate, "The learning rate is forgotten: a step is α times the slope."),
    (Slip::NoRateForB, "The step of b lacks the learning rate: it is α times the slope, as that of w."),
    (Slip::NoRateForW, "The step of w lacks the learning rate: it is α times the slope, as that of b."),
    (Slip::InTurn, "Every step is made with one sample, each in turn. The slopes are means over all samples."),
    (Slip::NoMean, "The steps are m times too large: the slopes are means over the samples, not sums."),
    (Slip::TwiceMean, "The steps are m times too small: the slopes are divided by m once, not twice."),
    (Slip::Replaced, "w and b are replaced by the step. It has to be taken off them, with -= and not with =."),
    (Slip::Crossed, "The slopes are crossed: w goes by ∂J/∂w, and b by ∂J/∂b."),
    (Slip::WeightStays, "w stays 0: only b learns."),
    (Slip::BiasStays, "b stays 0: only w learns."),
    (Slip::OneByOne, "It takes a step after every sample. There is one step for all, with the mean of their slopes."),
    (Slip::Kept, "The slopes of the steps before are still in the sums: dw and db begin at 0 in every step."),
    (Slip::NewStart, "Every step begins at 0 again: w and b must be made before the loop, not in it."),
    (
        Slip::FirstSlopes,
        "Every step has the slopes of the start. Take them anew in each step, at the w and b of the moment.",
    ),
];

/// The steps of gradient descent, with a slip or right.
fn descend(samples: &[Sample], alpha: f64, steps: usize, slip: Option<Slip>) -> (f64, f64) {
    let (mut w, mut b) = if let Some(Slip::Start(w, b)) = slip { (w, b) } else { (0.0, 0.0) };
    let mut kept = (0.0, 0.0);
    for step in 0..steps {
        let (dw, db) = if slip == Some(Slip::FirstSlopes) { slopes(0.0, 0.0, samples) } else { slopes(w, b, samples) };
        kept = (kept.0 + dw, kept.1 + db);
        let rate = match slip {
            Some(Slip::Uphill) => -alpha,
            Some(Slip::NoRate) => 1.0,
            Some(Slip::NoMean) => alpha * samples.len() as f64,
            Some(Slip::TwiceMean) => alpha / samples.len() as f64,
            _ => alpha,
        };
        let moved = (w - rate * dw, b - rate * db);
        (w, b) = match slip {
            Some(Slip::NewW) => (moved.0, b - rate * slopes(moved.0, b, samples).1),
            Some(Slip::NewB) => (w - rate * slopes(w, moved.1, samples).0, moved.1),
            Some(Slip::Replaced) => (-rate * dw, -rate * db),
            Some(Slip::Crossed) => (w - rate * db, b - rate * dw),
            Some(Slip::WeightStays) => (w, moved.1),
            Some(Slip::BiasStays) => (moved.0, b),
            Some(Slip::OneByOne) => samples.iter().fold((w, b), |(w, b), sample| {
                let (dw, db) = slopes(w, b, &[*sample]);
                (w - rate * dw, b - rate * db)
            }),
            Some(Slip::NoRateForB) => (moved.0, b - db),
            Some(Slip::NoRateForW) => (w - dw, moved.1),
            Some(Slip::InTurn) => {
                let (dw, db) = slopes(w, b, &[samples[step % samples.len()]]);
                (w - rate * dw, b - rate * db)
            }
            Some(Slip::Kept) => (w - rate * kept.0, b - rate * kept.1),
            Some(Slip::NewStart) => descend(samples, alpha, 1, None),
            _ => moved,
        };
    }
    (w, b)
}

/// ∂J/∂w and ∂J/∂b.
fn slopes(w: f64, b: f64, samples: &[Sample]) -> (f64, f64) {
    let m = samples.len() as f64;
    let errors = samples.iter().map(|(x, y)| (w * x + b - y, x));
    errors.fold((0.0, 0.0), |(dw, db), (error, x)| (dw + error * x / m, db + error / m))
}
