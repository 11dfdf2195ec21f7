//! Chapter 0: one neuron.

use crate::compare::{Comparison, compare};
use crate::report::{Finding, Report};
use crate::run::grade;

const LINE: &str = "“A neuron learns a line”";
const PROBABILITY: &str = "“From a number to a probability”";

/// x and y.
pub type Sample = (f64, f64);

/// `answer(w, b, x)`: a of a neuron with one input.
pub fn check_answer(mine: fn(f64, f64, f64) -> f64) -> Report {
    grade(0, "answer", LINE, move || {
        // The first answers are below 0, where a ReLU would show.
        for (w, b, x) in [(1.5, 0.25, -2.0), (-1.0, 0.5, 3.0), (0.0, 0.75, 5.0)] {
            let a = w * x + b;
            compare("a", &mine(w, b, x), &a)
                .mistake(&(w * x), "The bias is forgotten: a is w x alone.")
                .mistake(&(w * x - b), "The bias is taken away. It is added.")
                .mistake(&(w + x + b), "All three are added up. The weight multiplies the input.")
                .mistake(&(w * (x + b)), "The bias is added before the product. Only x is multiplied by w.")
                .mistake(&(b * x + w), "Weight and bias are exchanged: the input is multiplied by b, and w is added.")
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
        (
            mean(&|a, _, y| a - y) * mean(&|_, x, _| input(x)),
            "is the mean error times the mean input. Multiply in each sample, and then take the mean.",
        ),
    ];
    let comparison = compare(name, &got, &right);
    mistakes.iter().fold(comparison, |c, (value, says)| c.mistake(value, format!("{name} {says}"))).end()
}

/// `fit(samples, alpha, steps)`: w and b of a line after so many steps from 0.
pub fn check_fit(mine: fn(&[Sample], f64, usize) -> (f64, f64)) -> Report {
    grade(0, "fit", LINE, move || {
        let samples = [(1.0, 1.0), (3.0, 2.0), (-0.5, 1.5)];
        for steps in [3, 1, 0, 100] {
            let right = descend(&samples, 0.2, steps, None);
            let (w, b) = mine(&samples, 0.0, 1); // where it starts: with α = 0 nothing moves
            let mut comparison = compare("w, b", &mine(&samples, 0.2, steps), &right);
            for (slip, says) in SLIPS.iter().filter(|_| steps < 100) {
                comparison = comparison.mistake(&descend(&samples, 0.2, steps, Some(*slip)), says);
            }
            comparison
                .mistake(&(right.1, right.0), "w and b are exchanged: w is the first of the pair.")
                .mistake(&slopes(right.0, right.1, &samples), "You return the two slopes, not w and b.")
                .mistake(&descend(&samples, 0.2, steps + 1, None), "It takes one step too many.")
                .mistake(&descend(&samples, 0.2, steps.saturating_sub(1), None), "It takes one step too few.")
                .mistake(
                    &descend(&samples, 0.2, steps, Some(Slip::Start(w, b))),
                    format!("It starts at w = {w}, b = {b}. Both start at 0."),
                )
                .end()?;
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

const SLIPS: [(Slip, &str); 14] = [
    (Slip::NewW, "The slope of b is taken when w has changed already. Take both slopes first, then change both."),
    (Slip::NewB, "The slope of w is taken when b has changed already. Take both slopes, and then step."),
    (Slip::Uphill, "It goes uphill: α times the slope is added. It has to be taken away."),
    (Slip::NoRate, "The learning rate is forgotten: a step is α times the slope."),
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
    for _ in 0..steps {
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

fn sigma(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

/// `sigmoid(z)`: σ.
pub fn check_sigmoid(mine: fn(f64) -> f64) -> Report {
    grade(0, "sigmoid", PROBABILITY, move || {
        for z in [1.5, -2.0, 3.0] {
            let (a, e) = (sigma(z), (-z).exp());
            compare("σ(z)", &mine(z), &a)
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
        let samples = [(0.8, 1.0), (0.3, 0.0), (0.6, 0.0), (0.9, 1.0), (0.2, 0.0)];
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
            mistakes.iter().fold(compare("J", &got, &j), |c, (value, says)| c.mistake(value, says)).end()?;
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

/// `scale(train, other)`: `other`, scaled as `train` says.
pub fn check_scale(mine: fn(&[f64], &[f64]) -> Vec<f64>) -> Report {
    grade(0, "scale", "“One scale for both”", move || {
        let train = [1.0, 2.0, 4.0, 7.0, 11.0];
        let m = train.len() as f64;
        let (mean, s) = mean_and_spread(&train);
        let root_mean_square = (train.iter().map(|x| x * x).sum::<f64>() / m).sqrt();
        let distance = train.iter().map(|x| (x - mean).abs()).sum::<f64>() / m;
        for other in [&[3.0, 8.0, 20.0][..], &[5.5], &train] {
            let (own, own_s) = mean_and_spread(if other.len() > 1 { other } else { &train });
            let (mean_of_both, s_of_both) = mean_and_spread(&[&train[..], other].concat());
            let of = |f: &dyn Fn(f64) -> f64| other.iter().map(|x| f(*x)).collect::<Vec<f64>>();
            let itself: Vec<f64> = train.iter().map(|x| (x - mean) / s).collect();
            let mistakes = [
                (of(&|x| (x - own) / own_s), "`other` is scaled by its own mean and deviation. Take those of `train`."),
                (of(&|x| (x - mean) / own_s), "The standard deviation is that of `other`. Take it from `train`."),
                (of(&|x| (x - own) / s), "The mean is that of `other`. Take it from `train`."),
                (of(&|x| (x - mean_of_both) / s_of_both), "Mean and deviation are of both lists. Take `train` alone."),
                (itself, "This is `train`, scaled. What is asked for is `other`."),
                (of(&|x| (x - mean) / (s * s)), "It is divided by the variance: its square root is missing."),
                (of(&|x| x / s), "The mean is not subtracted."),
                (of(&|x| x - mean), "The mean is subtracted, but nothing is divided by the standard deviation."),
                (of(&|x| (x - mean) * s), "It is multiplied by the standard deviation, not divided."),
                (of(&|x| (mean - x) / s), "The sign is wrong: the mean is subtracted from the number."),
                (of(&|x| (x - mean) / (s * (m / (m - 1.0)).sqrt())), "The squares are divided by m − 1. Divide by m."),
                (of(&|x| (x - mean) / (s * m.sqrt())), "The squares are added up and not divided by m."),
                (of(&|x| (x - mean) / root_mean_square), "Square the distances from the mean, not the numbers."),
                (of(&|x| (x - mean) / distance), "It is divided by the mean distance. The deviation squares first."),
                (of(&|x| x - mean / s), "The parentheses are missing: x − mean has to be divided as a whole."),
                (of(&|x| x / s - mean), "It is divided first. Subtract the mean, then divide."),
                (of(&|x| (x - 1.0) / 10.0), "This goes from the least to the largest number. Use mean and deviation."),
            ];
            let comparison = compare("the scaled list", &mine(&train, other), &of(&|x| (x - mean) / s));
            mistakes.iter().fold(comparison, |c, (value, says)| c.mistake(value, says)).end()?;
        }
        Ok(())
    })
}

/// The mean and the standard deviation.
fn mean_and_spread(values: &[f64]) -> (f64, f64) {
    let m = values.len() as f64;
    let mean = values.iter().sum::<f64>() / m;
    (mean, (values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / m).sqrt())
}
