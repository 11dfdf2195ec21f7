//! Numbers, and answers of yes or no.

use super::judged::{SURE, clipped, finite, judged, m_times_too_large, softplus};
use crate::compare::compare;
use crate::graders::inputs::normal;
use crate::report::{Finding, Report};
use crate::run::grade;
use ann::plain::Matrix;
use ann::plain::forward::activate;
use ann::plain::network::Activation;
use ndarray::{Axis, array, s};
use std::f64::consts::LN_2;

/// `squared_error(a, y)`: J of answers that are numbers; a, y: (`n_y`, m).
pub fn check_squared_error(mine: fn(&Matrix, &Matrix) -> f64) -> Report {
    grade(4, "squared_error", "(4.1), (4.4)", move || {
        let mut rng = ann::rng(41);
        for (n, m) in [(3, 5), (1, 4), (2, 1), (1, 1)] {
            let (a, y) = (normal(n, m, &mut rng), normal(n, m, &mut rng));
            let d = &a - &y;
            let squares = d.pow2().sum();
            let lengths = d.pow2().sum_axis(Axis(0)).sqrt().sum();
            let (n, m) = (n as f64, m as f64);
            let (count, outputs) = (y.ncols(), y.nrows());
            let both = "The ½ is missing, and the outputs of a sample are averaged; they are added.";
            compare("J", &mine(&a, &y), &(squares / 2.0 / m))
                .mistake(&(squares / m), "J is twice too large: the ½ of (4.4) is missing.")
                .mistake(&(squares / 2.0), m_times_too_large(m))
                .mistake(&squares, "J is the sum of the squares. It lacks the ½, and the mean over the samples.")
                .mistake(&(squares / 2.0 / n / m), "J is divided by the number of outputs, too: they are added.")
                .mistake(&(squares / n / m), both)
                .mistake(&(squares / 2.0 / n), "The sum is divided by the number of outputs instead of the samples.")
                .mistake(&(squares / 2.0 / m).sqrt(), "This is the root of J. (4.4) has no root.")
                .mistake(&(squares / m).sqrt(), "This is a root of a mean of squares. J has no root.")
                .mistake(
                    &(squares / n / m).sqrt(),
                    "This is the root of the mean of all squares, the size of a typical error.",
                )
                .mistake(&(lengths / m), "J is the mean distance between A and Y. It needs half the square of it.")
                .mistake(&(d.mapv(f64::abs).sum() / 2.0 / m), "The differences are not squared, only made positive.")
                .mistake(&(d.sum() / 2.0 / m), "The differences are not squared: too much and too little cancel.")
                .mistake(&(d.sum().powi(2) / 2.0 / m), "The sum is squared; every difference must be, before the sum.")
                .mistake(&(-squares / 2.0 / m), "J is negative. A square is not.")
                .mistake(
                    &(squares / 4.0 / m),
                    "J is half of what it must be: is the ½ taken twice, or squared with A − Y?",
                )
                .mistake(&(squares / 2.0 / m / m), "J is divided by m twice.")
                .mistake(&(squares / 2.0 * m), "J is multiplied by m. It is divided by it.")
                .mistake(
                    &((a.pow2() - y.pow2()).sum() / 2.0 / m),
                    "A and Y are squared, and then subtracted. Square the difference.",
                )
                .mistake(
                    &(lengths / 2.0 / m),
                    "The sum of the squares has a root. J is made of the squares themselves.",
                )
                .mistake(&(d.mapv(|d| d.powi(3)).sum() / 2.0 / m), "The differences have the power 3. It is 2.")
                .mistake(
                    &(d.pow2().fold(0.0, |most: f64, d| most.max(*d)) / 2.0),
                    "Only the largest error counts. J is a mean over all samples.",
                )
                .terms("sample", count, |k, m| d.slice(s![.., k]).pow2().sum() / 2.0 / m)
                .terms("output", outputs, |k, _| d.slice(s![k, ..]).pow2().sum() / 2.0 / m)
                .mistake(&0.0, "J is 0: `1 / 2` divides whole numbers. Write 0.5.")
                .mistake(&((&a + &y).pow2().sum() / 2.0 / m), "A and Y are added. The error is A − Y.")
                .end()?;
        }
        Ok(())
    })
}

/// `binary_cross_entropy(z, y)`: J from the logits of sigmoids; z, y: (`n_y`, m).
pub fn check_binary_cross_entropy(mine: fn(&Matrix, &Matrix) -> f64) -> Report {
    grade(4, "binary_cross_entropy", "(4.2), (4.5)", move || {
        let mut rng = ann::rng(42);
        for (n, m) in [(3, 5), (1, 4), (2, 1), (1, 1)] {
            let (z, y) =
                (normal(n, m, &mut rng) * 2.0, normal(n, m, &mut rng).mapv(|t| if t > 0.0 { 1.0 } else { 0.0 }));
            let (got, right) = (mine(&z, &y), judged(Activation::Sigmoid, &z, &y));
            finite(got, "ordinary logits", "Z holds logits, which may be negative: they are no probabilities yet.")?;
            let a = activate(Activation::Sigmoid, &z);
            let (yes, no) = (z.mapv(|z| softplus(-z)), z.mapv(softplus)); // −log a and −log (1 − a)
            let of =
                |softplus: &dyn Fn(f64) -> f64| (&y * z.mapv(|z| softplus(-z)) + (1.0 - &y) * z.mapv(softplus)).sum();
            let (count, losses) = (m, &y * &yes + (1.0 - &y) * &no);
            let (n, m) = (n as f64, m as f64);
            let comparison = compare("J", &got, &right)
                .mistake(&(right * m), m_times_too_large(m))
                .mistake(&(right / n), "J is a mean over the outputs, too. The losses of a sample's outputs are added.")
                .mistake(&(right * m / n), "The sum is divided by the number of outputs, not of samples.")
                .mistake(&-right, "J is negative: the minus sign before the logarithm is missing.")
                .mistake(
                    &((&y * &no + (1.0 - &y) * &yes).sum() / m),
                    "Yes and no are exchanged: −log a, which is softplus(−z), belongs to y = 1.",
                )
                .mistake(
                    &((&y * &yes).sum() / m),
                    "Only the samples with y = 1 count. Those with y = 0 have a loss, too.",
                )
                .mistake(&(((1.0 - &y) * &no).sum() / m), "Only the samples with y = 0 count. What of y = 1?")
                .mistake(&((&yes + &no).sum() / m), "Both halves count for every sample: y and 1 − y are forgotten.")
                .mistake(&(yes.sum() / m), "Both halves take softplus(−z). For y = 0 it is softplus(z).")
                .mistake(
                    &(of(&|z| z.min(0.0) + (-z.abs()).exp().ln_1p()) / m),
                    "The smaller of z and 0 stands in softplus. It is the larger, max(z, 0).",
                )
                .mistake(&(of(&|z| z.max(0.0)) / m), "The logarithm in softplus is missing: this is max(z, 0) alone.")
                .mistake(&((&no + &z * &y).sum() / m), "z y is added to softplus(z). It is taken off.")
                .mistake(&((&no - &y).sum() / m), "y alone is taken off softplus(z). It is z y that is taken off.")
                .mistake(
                    &judged(Activation::Softmax, &z, &y),
                    "This is the loss of classes, (4.3), with a softmax. Here every output is a question of its own.",
                )
                .terms("sample", count, |k, m| losses.slice(s![.., k]).sum() / m)
                .mistake(&(no.sum() / m), "Both halves take softplus(z). For y = 1 it is softplus(−z).")
                .mistake(&(of(&|z| (-z.abs()).exp().ln_1p()) / m), "The max(z, 0) of softplus is missing.")
                .mistake(
                    &(of(&|z| z.max(0.0) + z.abs().exp().ln_1p()) / m),
                    "The exponent in softplus has the wrong sign: it is −|z|, never positive.",
                )
                .mistake(
                    &(of(&|z| z.max(0.0) + (-z).exp().ln_1p()) / m),
                    "The |·| in softplus is forgotten: the exponent is −|z|, not −z.",
                )
                .mistake(
                    &((&y * a.mapv(|a| softplus(-a)) + (1.0 - &y) * a.mapv(softplus)).sum() / m),
                    "The sigmoid is taken before softplus. The sigmoid is in softplus already; it takes z itself.",
                )
                .mistake(&((&a - &y).pow2().sum() / 2.0 / m), "This is half the squared error, (4.4), of the sigmoid.")
                .mistake(&((&a - &y).pow2().sum() / m), "This is the squared error of the sigmoid, another loss.")
                .mistake(&(right / LN_2), "The logarithm is the one to base 2. It must be the natural one, `ln`.");
            clipped(comparison, |keep, add| naive_binary(&a, &y, keep, add)).end()?;
        }
        // Where a is 1 or 0 but for rounding, and wrong.
        let (z, y) = (array![[40.0, -40.0]], array![[0.0, 1.0]]);
        let (got, a) = (mine(&z, &y), activate(Activation::Sigmoid, &z));
        finite(got, "a logit of 40", "a is rounded to 1 there, and 1 − a to 0. Take the logarithms of z, by (4.5).")?;
        let comparison = compare("J of the logits 40 and −40", &got, &judged(Activation::Sigmoid, &z, &y));
        clipped(comparison, |keep, add| naive_binary(&a, &y, keep, add))
            .mistake(&got, format!("J is {got:.3} at logits of 40 and −40, both wrong, and must be 40. {SURE}"))
            .end()?;
        let z = array![[0.0, 0.01, -0.01, 4.0, -4.0, 12.0, -12.0]];
        for y in [Matrix::zeros(z.dim()), Matrix::ones(z.dim())] {
            compare("J of logits from −12 to 12", &mine(&z, &y), &judged(Activation::Sigmoid, &z, &y)).end()?;
        }
        // Where eᶻ is too large to be written: wrong twice, right twice.
        let (z, y) = (array![[1000.0, -1000.0, 1000.0, -1000.0]], array![[0.0, 1.0, 1.0, 0.0]]);
        let got = mine(&z, &y);
        finite(got, "logits of 1000", "e¹⁰⁰⁰ is too large for a number. In softplus the exponent is −|z|.")?;
        compare("J of logits of 1000 and −1000", &got, &judged(Activation::Sigmoid, &z, &y)).end()?;
        keeps_small_digits(mine)
    })
}

/// A finding if J loses its digits where an answer is sure and right: there it is e⁻⁴⁰, much less than the rounding of 1.
fn keeps_small_digits(mine: fn(&Matrix, &Matrix) -> f64) -> Result<(), Finding> {
    let [yes, no] = [(40.0, 1.0), (-40.0, 0.0)].map(|(z, y)| (z, mine(&array![[z]], &array![[y]])));
    let right = softplus(-40.0);
    let is_lost = |(_, got): (f64, f64)| (got / right - 1.0).abs() > 1e-6;
    let says = match (is_lost(yes), is_lost(no)) {
        (false, false) => return Ok(()),
        (true, true) => {
            "1 + e⁻⁴⁰ is rounded to 1, and its logarithm is 0. `x.ln_1p()` is log (1 + x) without the sum: take it of \
            e to the power −|z|."
        }
        _ => {
            "The digits are lost where z is added and taken off again. Take softplus(−z) for y = 1, softplus(z) for y = 0."
        }
    };
    let (z, got) = if is_lost(yes) { yes } else { no };
    Err(Finding::new(format!("J of a logit of {z} that is right is {got:.3e} and must be {right:.3e}. {says}"))
        .see("(4.5)"))
}

/// (4.2) as it is written, with probabilities that are kept away from 0, or with something added to them.
fn naive_binary(a: &Matrix, y: &Matrix, keep: &dyn Fn(f64) -> f64, add: f64) -> f64 {
    let a = a.mapv(keep);
    let rest = (1.0 - &a).mapv(|rest| if rest > 0.0 { rest } else { keep(rest) });
    -(y * (a + add).ln() + (1.0 - y) * (rest + add).ln()).sum() / y.ncols() as f64
}
