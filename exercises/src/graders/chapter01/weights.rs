//! Weights that are drawn: what a sample of them can tell.

use crate::report::{Finding, Report};
use crate::run::grade;
use ann::Rng;
use ann::plain::Matrix;

/// `weights(n_in, n_out, rng)`: W of a layer with ReLU.
pub fn check_weights(mine: fn(usize, usize, &mut Rng) -> Matrix) -> Report {
    grade(1, "weights", "(1.1)", move || {
        let mut rng = ann::rng(11);
        for (n_in, n_out) in [(3, 2), (1, 1)] {
            shape("W", &mine(n_in, n_out, &mut rng), n_in, n_out)?;
        }
        let (n_in, n_out) = (100, 250);
        let w = mine(n_in, n_out, &mut rng);
        drawn("W", &w, Rule::He, n_in, n_out)?;
        if w == mine(n_in, n_out, &mut rng) {
            return Err(Finding::new(
                "Two calls give the same weights. Draw from the `rng` that you are lent, and do not make another.",
            ));
        }
        let [first, second] = [0, 0].map(|_| mine(n_in, n_out, &mut ann::rng(12)));
        if first != second {
            return Err(Finding::new("The same seed gives other weights the next time: all must be drawn from `rng`."));
        }
        let squares = w.mapv(|w| w * w);
        let mean = |matrix: &Matrix| matrix.sum() / w.len() as f64;
        let kurtosis = mean(&squares.mapv(|square| square * square)) / mean(&squares).powi(2); // 3 on the bell curve
        if (kurtosis - 3.0).abs() > 6.0 * (24.0 / w.len() as f64).sqrt() {
            return Err(Finding::new(
                "The weights have the right size, but are not on the bell curve. Draw normal numbers, times σ.",
            ));
        }
        Ok(())
    })
}

/// A row for each neuron, a column for each input.
pub(super) fn shape(name: &str, w: &Matrix, n_in: usize, n_out: usize) -> Result<(), Finding> {
    let (rows, columns) = w.dim();
    if (rows, columns) == (n_out, n_in) {
        return Ok(());
    }
    let exchanged = match (rows, columns) {
        (rows, columns) if (rows, columns) == (n_in, n_out) => "rows and columns are exchanged. It has ",
        (1, columns) if columns == n_in * n_out => "all numbers are in one row. It has ",
        (rows, columns) if rows == n_out && columns == n_in + 1 => {
            "no column is for the bias, which is another matrix. It has "
        }
        (rows, columns) if rows == columns => "it is square. It has ",
        _ => "",
    };
    let shapes = format!("{name} is ({rows}, {columns}) and must be ({n_out}, {n_in})");
    Err(Finding::new(format!("{shapes}: {exchanged}a row for each neuron, a column for each input.")).see("(1.1)"))
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Rule {
    He,
    Xavier,
}

/// Whether the weights of a large layer look drawn by a rule. A right draw is six deviations away from being rejected.
pub(super) fn drawn(name: &str, w: &Matrix, rule: Rule, n_in: usize, n_out: usize) -> Result<(), Finding> {
    shape(name, w, n_in, n_out)?;
    let (count, i, o) = (w.len() as f64, n_in as f64, n_out as f64);
    let fail = |what: &str| Err(Finding::new(format!("{name} {what}")).see("(1.1)"));
    if w.iter().any(|number| !number.is_finite()) {
        return fail("has numbers that are NaN or infinite.");
    }
    if w.iter().all(|number| *number == 0.0) {
        return fail("is 0 everywhere, and so all neurons are the same and stay it. Draw the numbers.");
    }
    if let Some(((i, j), _)) = w.indexed_iter().find(|(_, number)| **number == 0.0)
        && w.iter().any(|number| *number != 0.0)
    {
        return fail(&format!(
            "has a 0 in row {i}, column {j}, which is no draw. Does a loop leave out a row or a column?"
        ));
    }
    if w.iter().all(|number| *number == w[[0, 0]]) {
        return fail("has one number everywhere, so all neurons would learn the same. Draw each for itself.");
    }
    if w.rows().into_iter().all(|row| row == w.row(0)) {
        return fail("has the same row for every neuron. Draw each row anew.");
    }
    if w.columns().into_iter().all(|column| column == w.column(0)) {
        return fail("has the same column for every input. Draw a number for each.");
    }
    let (mean, deviation) = (w.sum() / count, w.std(0.0));
    let (he, xavier) = ((2.0 / i).sqrt(), (2.0 / (i + o)).sqrt());
    let (right, see, other) = match rule {
        Rule::He => (he, "(1.3)", (xavier, "has Xavier's σ (1.4). A layer with ReLU takes He's.")),
        Rule::Xavier => (xavier, "(1.4)", (he, "has He's σ (1.3). The last layer, with softmax, takes Xavier's.")),
    };
    let has_mean = |other: f64| (mean - other).abs() <= 6.0 * deviation / count.sqrt();
    if !has_mean(0.0) {
        return match w.iter().all(|number| *number >= 0.0) {
            true => fail("has no number below 0. w must be as likely as −w."),
            false if has_mean(right) => fail("has the mean σ: σ is added. The numbers are multiplied by it."),
            false => fail(&format!("has the mean {mean:.4}, which must be near 0.")),
        };
    }
    let is = |other: f64| (deviation / other - 1.0).abs() <= 6.0 / (2.0 * count).sqrt();
    if is(right) {
        return Ok(());
    }
    let mistakes = [
        other,
        (right * right, "has the variance σ² for its standard deviation: the square root is missing."),
        (1.0, "has the standard deviation 1: it is not multiplied by σ."),
        (right / 2.0_f64.sqrt(), "has a standard deviation √2 times too small: the 2 in the fraction is missing."),
        ((2.0 / o).sqrt(), "has the standard deviation √(2 / n_out), that of (1.3) with n_out for n_in."),
        (right / 3.0_f64.sqrt(), "has the standard deviation σ / √3, as of numbers drawn evenly from −σ to σ."),
        (
            right * 2.0_f64.sqrt(),
            "has a standard deviation √2 times too large. Are two draws added, or is a 2 taken twice?",
        ),
        (0.01 * right, "is multiplied by 0.01 besides. σ is small enough."),
        ((2.0 / (i * o)).sqrt(), "has the standard deviation √(2 / (n_in n_out)). Only the inputs count, n_in."),
        (right.sqrt(), "is multiplied by √σ. σ is a square root already."),
        (1.0 / right, "is divided by σ, not multiplied."),
        (0.01, "has the standard deviation 0.01, whatever the size of the layer. It must be σ."),
    ];
    let says = match mistakes.iter().find(|(value, _)| is(*value)) {
        Some((_, says)) => (*says).to_owned(),
        None => format!("has the standard deviation {deviation:.4}, which must be near {right:.4}."),
    };
    Err(Finding::new(format!("{name} {says}")).see(see))
}
