//! One class of several.

use super::judged::{SURE, clipped, finite, judged, m_times_too_large, only, softplus};
use crate::compare::compare;
use crate::graders::inputs::{classes, normal};
use crate::report::{Finding, Report};
use crate::run::grade;
use ann::plain::Matrix;
use ann::plain::cost::losses;
use ann::plain::forward::{activate, forward, largest};
use ann::plain::network::Activation;
use ndarray::{Axis, array, s};
use std::f64::consts::{LN_2, LN_10};

/// `log_softmax(z)`: log a of a = softmax(z); all (`n_y`, m).
pub fn check_log_softmax(mine: fn(&Matrix) -> Matrix) -> Report {
    grade(4, "log_softmax", "(4.6)", move || {
        let mut rng = ann::rng(43);
        // The first is square, so that a sum over the wrong axis is a wrong number and no panic.
        for (n, m) in [(3, 3), (4, 2), (3, 1)] {
            let z = normal(n, m, &mut rng);
            let (right, shifted, a) = (log_softmax(&z), &z - largest(&z), activate(Activation::Softmax, &z));
            let log_sum = |z: &Matrix| z.exp().sum_axis(Axis(0)).ln();
            let rows = shifted.exp().sum_axis(Axis(1)).ln();
            let exchanged = if n == m { &shifted - &rows } else { right.clone() };
            let comparison = compare("log a", &mine(&z), &right)
                .mistake(&a, "This is the softmax itself: its logarithm is not taken.")
                .mistake(&-&right, "This is −log a, as (4.6) is written. Turn the sign.")
                .mistake(&shifted, "The log-sum-exp is missing: this is only z − M.")
                .mistake(&(&z - log_sum(&shifted)), "M is taken out of the sum, but not taken off z.")
                .mistake(&(&z + largest(&z) - log_sum(&shifted)), "M is added to z. It is taken off.")
                .mistake(&(&shifted + log_sum(&shifted)), "The logarithm of the sum is added. It is taken off.")
                .mistake(
                    &(&shifted / log_sum(&shifted)),
                    "It is divided by the logarithm of the sum. The logarithm of a fraction is a difference.",
                )
                .mistake(
                    &(shifted.exp() - log_sum(&shifted)),
                    "The first term is an exponential. Its logarithm is z − M itself.",
                )
                .mistake(
                    &(&shifted - shifted.sum_axis(Axis(0))),
                    "The numbers z − M are added up. Add up their exponentials, and take the logarithm of the sum.",
                )
                .mistake(&(&shifted - log_sum(&z)), "M is taken off twice: it is still in the exponents of the sum.")
                .mistake(
                    &log_softmax(&z.t().to_owned()).t().to_owned(),
                    "The sum goes over the samples. It must go over the classes: each column has its own.",
                )
                .mistake(
                    &(&shifted - &rows.clone().insert_axis(Axis(1))),
                    "M is that of the column, but the sum goes along the row, over the samples.",
                )
                .mistake(&exchanged, "The axis is wrong: these are the sums of the rows, taken off the columns.")
                .mistake(&(&shifted - shifted.exp().sum().ln()), "There is one sum for all samples. Each has its own.")
                .mistake(&(&right + (n as f64).ln()), "It is the mean of the exponentials, not their sum.")
                .mistake(&(&shifted - shifted.exp().sum_axis(Axis(0))), "The logarithm of the sum is forgotten.")
                .mistake(&-z.mapv(|z| softplus(-z)), "This is the logarithm of the sigmoid: every logit stands alone.")
                .mistake(&(&right / LN_2), "The logarithm is to base 2. The natural one is `ln`.")
                .mistake(
                    &(&shifted - log_sum(&shifted) / LN_10),
                    "The logarithm of the sum has the base 10. It is `ln`.",
                )
                .mistake(&(&right / LN_10), "The logarithm is to base 10 (`log10`). The natural one is `ln`.");
            clipped(comparison, |keep, add| (a.mapv(keep) + add).ln()).end()?;
        }
        // Where a is 0 but for rounding, and no exponential is too large.
        let z = array![[0.0], [-800.0], [-801.0]];
        let (got, a) = (mine(&z), activate(Activation::Softmax, &z));
        let says = "a is rounded to 0 there, and its logarithm is −∞. Take the logarithm of the formula, not of a.";
        all_finite(&got, "a logit of −800", says)?;
        let comparison = compare("log a of the logits 0, −800, −801", &got, &log_softmax(&z));
        clipped(comparison, |keep, add| (a.mapv(keep) + add).ln()).end()?;
        let z = array![[1000.0], [0.0], [-1000.0]];
        let got = mine(&z);
        all_finite(
            &got,
            "a logit of 1000",
            "e¹⁰⁰⁰ is too large for a number. Only differences count: take M off first.",
        )?;
        compare("log a of the logits 1000, 0, −1000", &got, &log_softmax(&z)).end()?;
        let z = array![[-1000.0], [-1001.0], [-1002.0]];
        let says = "Does the search for M begin at 0? All logits are below: begin at `f64::NEG_INFINITY`.";
        all_finite(&mine(&z), "the logits −1000, −1001, −1002", says)?;
        let z = array![[1000.0, -1000.0], [0.0, -1001.0], [-1000.0, -1002.0]];
        let got = mine(&z);
        let says = "Every exponential of a sample is 0 there. M is the largest logit of each column, not of all.";
        all_finite(&got, "the logits −1000, −1001, −1002 beside another sample's", says)?;
        compare("log a of logits of 1000 and −1000", &got, &log_softmax(&z)).end()?;
        // The digits that are lost where M is added and taken off again.
        let z = array![[100_020.0], [100_000.0]];
        let (got, right) = (mine(&z), log_softmax(&z));
        compare("log a of the logits 100020 and 100000", &got, &right).end()?;
        let (got, right) = (got[[0, 0]], right[[0, 0]]);
        if (got / right - 1.0).abs() > 1e-4 {
            let what =
                "M is added to the logarithm before z is taken off. Take M off z first: then z − M is exactly 0.";
            return Err(Finding::new(format!(
                "At logits of 100020 and 100000, log a is {got:.3e} and must be {right:.3e}. {what}"
            )));
        }
        Ok(())
    })
}

/// `categorical_cross_entropy(z, y)`: J from the logits of a softmax; z, y: (`n_y`, m).
pub fn check_categorical_cross_entropy(mine: fn(&Matrix, &Matrix) -> f64) -> Report {
    grade(4, "categorical_cross_entropy", "(4.3), (4.6)", move || {
        let mut rng = ann::rng(44);
        // The first is square, so that a sum over the wrong axis is a wrong number and no panic.
        for (n, m) in [(3, 3), (3, 5), (2, 1)] {
            let (z, y) = (normal(n, m, &mut rng) * 2.0, classes(n, m));
            let (got, right) = (mine(&z, &y), judged(Activation::Softmax, &z, &y));
            finite(got, "ordinary logits", "Z is no softmax yet: the logarithm of a logit below 0 does not exist.")?;
            let (a, log_a) = (activate(Activation::Softmax, &z), log_softmax(&z));
            let over_samples = log_softmax(&z.t().to_owned()).t().to_owned();
            let log_rest = a.mapv(|a| (-a).ln_1p());
            let (count, rows, losses) = (m, n, -(&y * &log_a));
            let (n, m) = (n as f64, m as f64);
            let comparison = compare("J", &got, &right)
                .mistake(&(right * m), m_times_too_large(m))
                .terms("sample", count, |k, m| losses.slice(s![.., k]).sum() / m)
                .terms("class", rows, |k, _| losses.slice(s![k, ..]).sum() / m)
                .mistake(&((&a - &y).pow2().sum() / 2.0 / m), "This is half the squared error, (4.4), of the softmax.")
                .mistake(&((&a - &y).pow2().sum() / m), "This is the squared error of the softmax, another loss.")
                .mistake(&(right / n), "J is a mean over the classes, too. Over the classes it is a sum.")
                .mistake(&(right * m / n), "The sum is divided by the number of classes, not of samples.")
                .mistake(&-right, "J is negative: −log a is the loss, not log a.")
                .mistake(&(-log_a.sum() / m), "Y is forgotten: only the right class of each sample counts.")
                .mistake(&(-(&y * &a).sum() / m), "The logarithm is forgotten: this is −a of the right class.")
                .mistake(&(1.0 - (&y * &a).sum() / m), "This is 1 − a of the right class. The loss is −log a.")
                .mistake(
                    &(-(&y * &log_a + (1.0 - &y) * &log_rest).sum() / m),
                    "The other classes count by log (1 − a). That is (4.2), for questions of yes or no.",
                )
                .mistake(
                    &((&y * z.mapv(|z| softplus(-z)) + (1.0 - &y) * z.mapv(softplus)).sum() / m),
                    "Every class is a question of yes or no here, with a sigmoid, as in (4.2). With classes it is (4.3).",
                )
                .mistake(
                    &((&y * z.mapv(|z| softplus(-z))).sum() / m),
                    "a is made by the sigmoid. With classes it is made by the softmax.",
                )
                .mistake(
                    &(-(&y * over_samples).sum() / m),
                    "The softmax goes over the samples. It must go over the classes of each column.",
                )
                .mistake(&(-(&y * &z).sum() / m), "This is −z of the right class: the log-sum-exp is missing.")
                .mistake(&(-(&y * log_softmax(&a)).sum() / m), "The softmax is taken twice.")
                .mistake(
                    &(-largest(&log_a).sum() / m),
                    "This is the loss of the class that the network finds most probable, not of the right one.",
                )
                .mistake(&-((&y * &a).sum() / m).ln(), "The logarithm is taken of the mean. J is a mean of logarithms.")
                .mistake(&(right / LN_2), "The logarithm has the base 2 instead of e.");
            clipped(comparison, |keep, add| naive_categorical(&a.mapv(keep), &y, add)).end()?;
        }
        // Where a is 0 but for rounding, and no exponential is too large.
        let (z, y) = (array![[0.0, 0.0], [-800.0, -800.0]], array![[0.0, 1.0], [1.0, 0.0]]);
        let (got, a) = (mine(&z, &y), activate(Activation::Softmax, &z));
        let says = "a is rounded to 0 there, its logarithm is −∞, and 0 times ∞ is NaN. Take log a from z, by (4.6).";
        finite(got, "a logit of −800", says)?;
        let comparison = compare("J of the logits 0 and −800", &got, &judged(Activation::Softmax, &z, &y));
        clipped(comparison, |keep, add| naive_categorical(&a.mapv(keep), &y, add))
            .mistake(&got, format!("J is {got:.3} at logits of 0 and −800, and must be 400. {SURE}"))
            .end()?;
        let (z, y) =
            (array![[1000.0, -1000.0], [0.0, -1001.0], [-1000.0, -1002.0]], array![[0.0, 1.0], [0.0, 0.0], [1.0, 0.0]]);
        let got = mine(&z, &y);
        finite(
            got,
            "logits of 1000",
            "e¹⁰⁰⁰ is too large for a number. Only differences count: take each column's M off.",
        )?;
        compare("J of logits of 1000 and −1000", &got, &judged(Activation::Softmax, &z, &y)).end()
    })
}

fn log_softmax(z: &Matrix) -> Matrix {
    let network = only(Activation::Softmax, z.nrows());
    -losses(&network, &forward(&network, z), &Matrix::ones(z.dim()))
}

/// A finding if one of the logarithms overflows.
fn all_finite(got: &Matrix, at: &str, says: &str) -> Result<(), Finding> {
    match got.iter().find(|value| !value.is_finite()) {
        Some(value) => Err(Finding::new(format!("log a is {value} at {at}. {says}"))),
        None => Ok(()),
    }
}

/// (4.3) as it is written, with something added to the probabilities.
fn naive_categorical(a: &Matrix, y: &Matrix, add: f64) -> f64 {
    -(y * (a + add).ln()).sum() / y.ncols() as f64
}
