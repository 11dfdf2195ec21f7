//! What a feature has told a network.

use crate::compare::compare;
use crate::graders::inputs::normal;
use crate::report::{Finding, Report};
use crate::run::grade;
use ann::Rng;
use ann::plain::Matrix;
use std::cell::RefCell;

type Answer<'a> = &'a dyn Fn(&Matrix) -> Vec<usize>;
type Importance = fn(&dyn Fn(&Matrix) -> Vec<usize>, &Matrix, &[usize], usize, &mut Rng) -> f64;

/// `permutation_importance(answer, x, labels, feature, rng)`: the accuracy before less that after.
pub fn check_permutation_importance(mine: Importance) -> Report {
    grade(11, "permutation_importance", "(11.2)", move || {
        let mut rng = ann::rng(111);
        // Class 1 is the larger one, so that a feature of zeros or of means is another thing than a shuffled one.
        let by_first = |x: &Matrix| of_columns(x, &|row| row(0) > -0.5);
        let by_two = |x: &Matrix| of_columns(x, &|row| row(1) + 0.5 * row(2) > 0.3);
        let cases: [(Answer, usize, usize, f64); 5] = [
            (&by_first, 3, 0, 0.1),
            // A feature that nobody looks at, one of two, and one that does harm.
            (&by_first, 3, 2, 0.1),
            (&by_two, 4, 2, 0.2),
            (&by_first, 2, 0, 0.9),
            (&by_first, 1, 0, 0.0),
        ];
        for (answer, n, feature, wrong) in cases {
            let m = 200;
            let x = normal(n, m, &mut rng);
            // This part of the answers is wrong.
            let labels: Vec<usize> = answer(&x)
                .iter()
                .enumerate()
                .map(|(i, a)| if (i as f64) < wrong * m as f64 { 1 - a } else { *a })
                .collect();
            compare_importance(mine, answer, &x, &labels, feature)?;
        }
        Ok(())
    })
}

/// The number of a column in a row, and 0 if there is no such row.
type Column<'a> = dyn Fn(usize) -> f64 + 'a;

/// The class, 0 or 1, of each column, by a condition on its numbers.
fn of_columns(x: &Matrix, is_one: &dyn Fn(&Column) -> bool) -> Vec<usize> {
    let class = |column: ndarray::ArrayView1<f64>| usize::from(is_one(&|row| column.get(row).copied().unwrap_or(0.0)));
    x.columns().into_iter().map(class).collect()
}

/// Compares an importance with the right one for the order that the reader's function has drawn; `answer` has seen it.
fn compare_importance(
    mine: Importance,
    answer: &dyn Fn(&Matrix) -> Vec<usize>,
    x: &Matrix,
    labels: &[usize],
    feature: usize,
) -> Result<(), Finding> {
    let mut rng = ann::rng(112);
    let mut run = || {
        let seen = RefCell::new(Vec::new());
        let watched = |x: &Matrix| {
            seen.borrow_mut().push(x.clone());
            answer(x)
        };
        let got = mine(&watched, x, labels, feature, &mut rng);
        (got, seen.into_inner())
    };
    let ((got, seen), (_, seen_again)) = (run(), run());
    if let Some(other) = seen.iter().find(|seen| seen.dim() != x.dim()) {
        let ((n, m), (rows, columns)) = (x.dim(), other.dim());
        return Err(Finding::new(format!(
            "`answer` was asked about a matrix ({rows}, {columns}). It must be ({n}, {m}), the shape of X."
        )));
    }
    let shuffled: Vec<&Matrix> = seen.iter().filter(|seen| *seen != x).collect();
    if shuffled.is_empty() {
        return Err(Finding::new(match got == 0.0 && !seen.is_empty() {
            true => {
                "`answer` was asked about X alone, and so nothing has fallen: the shuffled values are not used. Put them \
                 into a row of a copy of X, and give this to `answer`."
            }
            false => {
                "`answer` was never asked about a shuffled matrix. Are the labels shuffled? They stay as they are: make \
                 a copy of X, shuffle one row of it, and give this to `answer`."
            }
        }));
    }
    for shuffled in &shuffled {
        is_shuffled(shuffled, x, feature)?;
    }
    if seen_again.iter().filter(|seen| *seen != x).eq(shuffled.iter().copied()) {
        return Err(Finding::new(
            "The order is the same every time, though `rng` goes on. Is it drawn, and by the `rng` that is given?",
        ));
    }
    let same = |a: &[usize], b: &[usize]| a.iter().zip(b).filter(|(a, b)| a == b).count() as f64 / labels.len() as f64;
    let of_shuffled = |right: &[usize]| {
        shuffled.iter().map(|shuffled| same(&answer(shuffled), right)).sum::<f64>() / shuffled.len() as f64
    };
    let (before, after) = (same(&answer(x), labels), of_shuffled(labels));
    let fall = before - after;
    compare("the importance", &got, &fall)
        .mistake(&fall.abs(), "The sign is lost: where the accuracy rises, the importance is below 0.")
        .mistake(&-fall, "The sign is wrong: it is the accuracy before less the accuracy after.")
        .mistake(&after, "This is the accuracy after shuffling. Asked for is how much it has fallen.")
        .mistake(&(1.0 - after), "This is the error after shuffling. Take the accuracy after from the accuracy before.")
        .mistake(&before, "This is the accuracy before. The accuracy with the shuffled feature is to be taken off.")
        .mistake(&(1.0 - before), "This is the error before shuffling. Nothing has fallen yet.")
        .mistake(
            &(1.0 - of_shuffled(&answer(x))),
            "This is how many answers have changed. The answers are compared with the labels, before and after.",
        )
        .mistake(&(100.0 * fall), "It is in percent. An accuracy goes from 0 to 1.")
        .mistake(&(labels.len() as f64 * fall), "It is a number of samples: an accuracy is divided by m.")
        .mistake(&(fall / before), "The fall is divided by the accuracy before. It is the difference alone.")
        .mistake(&(after / before), "This is a quotient of the two accuracies. It must be their difference.")
        .mistake(&fall.max(0.0), "An importance below 0 has become 0. A feature that does harm has one below 0.")
        .mistake(
            &(before.floor() - after.floor()),
            "Two accuracies below 1 have become 0. Is it an integer division? Make both numbers f64 first.",
        )
        .end()
}

/// Whether one row of the matrix has its values in another order, and all others are as they were.
fn is_shuffled(shuffled: &Matrix, x: &Matrix, feature: usize) -> Result<(), Finding> {
    let changed: Vec<(usize, usize)> =
        x.indexed_iter().map(|(place, _)| place).filter(|place| x[*place] != shuffled[*place]).collect();
    let sorted = |x: &Matrix, row: usize| {
        let mut values = x.row(row).to_vec();
        values.sort_unstable_by(f64::total_cmp);
        values
    };
    let has_its_values = |row: usize| sorted(shuffled, row) == sorted(x, row);
    let other = changed.iter().find(|place| place.0 != feature);
    let values = shuffled.row(feature);
    let what = if changed.iter().all(|place| place.1 == changed[0].1) {
        format!("Only column {} has changed, which is one sample. A feature is a row of X.", changed[0].1)
    } else if let Some((row, _)) = other {
        let is_sample = |column: ndarray::ArrayView1<f64>| x.columns().into_iter().any(|sample| sample == column);
        if !changed.iter().any(|place| place.0 == feature) {
            format!("Row {row} has changed, and row {feature} has not: the feature asked for is row {feature}.")
        } else if shuffled.columns().into_iter().all(is_sample) {
            "Whole samples have changed places, the feature with all others. Only the values of one row do.".to_owned()
        } else if (0..x.nrows()).all(has_its_values) {
            "All features are shuffled. Only the one asked for is; the others stay with their samples.".to_owned()
        } else {
            format!("Row {row} has changed, too. Only row {feature} does.")
        }
    } else if values.iter().all(|value| *value == 0.0) {
        "The feature is set to 0, which may be a strange value for it. Its own values must change places.".to_owned()
    } else if values.iter().all(|value| *value == values[0]) {
        "The feature has the same value for all samples now. Keep its values and shuffle them.".to_owned()
    } else if values.iter().all(|value| x.row(feature).iter().any(|own| own == value)) && !has_its_values(feature) {
        "Some values of the feature occur more often than before: they are drawn with putting back. Shuffle them."
            .to_owned()
    } else if !has_its_values(feature) {
        "The feature has values that it has not in X. They must be the same, in another order.".to_owned()
    } else if changed.len() < x.ncols() * 9 / 10 {
        format!("Only {} of {} values have changed places. Shuffle them all.", changed.len(), x.ncols())
    } else {
        return Ok(());
    };
    Err(Finding::new(what))
}
