//! Chapter 11: the trainer.

use super::inputs::normal;
use crate::compare::compare;
use crate::report::{Finding, Report};
use crate::run::grade;
use ann::Rng;
use ann::plain::Matrix;
use std::cell::RefCell;

/// `early_stopping(losses, patience)`: the epoch, from 0, whose weights are kept.
pub fn check_early_stopping(mine: fn(&[f64], usize) -> usize) -> Report {
    grade(11, "early_stopping", "“When to stop”", move || {
        let cases: [(&[f64], usize); 11] = [
            // Two bottoms before the stop, a better one after it.
            (&[0.9, 0.95, 0.7, 0.6, 0.8, 0.7, 0.5, 0.55, 0.53, 0.52, 0.3, 0.2], 3),
            // The loss rises once only, but nothing gets below the best.
            (&[0.9, 0.4, 0.6, 0.5, 0.45, 0.42, 0.41, 0.1], 4),
            (&[0.9, 0.4, 0.8, 0.7, 0.75, 0.9, 0.95, 0.99], 3),
            // The same loss again is no improvement.
            (&[0.8, 0.5, 0.5, 0.5, 0.2], 2),
            (&[0.8, 0.5, 0.5, 0.6], 2),
            // The improvement comes just in time, twice, and just too late.
            (&[0.8, 0.6, 0.7, 0.5, 0.9, 0.4, 0.9, 0.9, 0.1], 2),
            (&[0.8, 0.6, 0.7, 0.7, 0.5], 2),
            (&[0.5, 0.6, 0.4, 0.7, 0.8, 0.9], 2),
            (&[3.0, 2.0, 2.5, 1.0], 1),
            // The training ends before patience does.
            (&[5.0, 4.0, 3.0, 3.5], 10),
            (&[2.0], 1),
        ];
        let all = |kept: &dyn Fn(&[f64], usize) -> usize| -> Vec<usize> {
            cases.iter().map(|(losses, patience)| kept(losses, *patience)).collect()
        };
        let (got, right) = (all(&mine), all(&|losses, patience| kept(losses, patience, None).best));
        let mut comparison = compare("the epochs kept", &got, &right)
            .mistake(
                &all(&|losses, patience| kept(losses, patience, None).last),
                "You keep the last epoch before the stop. The weights go back to the best one.",
            )
            .mistake(
                &all(&|losses, patience| kept(losses, patience, None).last + 1),
                "You return how many epochs were run. Asked for is the number of the best one.",
            )
            .mistake(
                &all(&|losses, patience| kept(losses, patience, None).best + 1),
                "The epochs are counted from 1. Count from 0, as the list does.",
            )
            .mistake(
                &all(&|losses, _| kept(losses, usize::MAX, None).best),
                "The best of all losses is kept, also of those after the stop, which nobody knows: training has ended.",
            )
            .mistake(
                &all(&|losses, patience| kept(losses, patience + 1, None).best),
                "It waits one epoch too long: with a patience of 2, the second epoch without improvement is the last.",
            )
            .mistake(
                &all(&|losses, patience| kept(losses, usize::max(patience - 1, 1), None).best),
                "It stops one epoch too early: with a patience of 2, one epoch without improvement may pass.",
            )
            .mistake(
                &all(&|losses, patience| kept(losses, patience - 1, None).best),
                "It stops one epoch too early, and with a patience of 1 at once. The best epoch itself is not waited for.",
            )
            .mistake(
                &all(&|losses, _| kept(losses, 1, None).best),
                "It stops at the first epoch without improvement. `patience` says how many it bears.",
            )
            .mistake(
                &all(&|losses, _| losses.len() - 1),
                "You keep the very last epoch, as if training never stopped early.",
            );
        for (slip, says) in SLIPS {
            comparison = comparison.mistake(&all(&|losses, patience| kept(losses, patience, Some(slip)).best), says);
        }
        let wrong = got.iter().zip(&right).position(|(got, right)| got != right).unwrap_or(0);
        let ((losses, patience), got_here, right) = (cases[wrong], got[wrong], right[wrong]);
        let says = format!(
            "Of the losses {losses:?}, with a patience of {patience}, you keep epoch {got_here}. It must be {right}."
        );
        comparison.mistake(&got, says).end()
    })
}

/// What goes wrong in stopping.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Slip {
    Equal,
    Previous,
    PreviousIsBest,
    Rises,
    NeverBack,
    Largest,
    Zero,
    Window,
    Unstopped,
}

const SLIPS: [(Slip, &str); 9] = [
    (Slip::Equal, "An epoch with the same loss as the best counts as better. Only a smaller loss is an improvement."),
    (
        Slip::Previous,
        "The waiting ends when a loss is below the one before. It ends only when a loss is below the best so far.",
    ),
    (
        Slip::PreviousIsBest,
        "Each loss is compared with the one before, and so an epoch is kept that is not the best: keep the smallest.",
    ),
    (
        Slip::Rises,
        "Only epochs in which the loss rises are counted. One that falls, but not below the best, counts, too.",
    ),
    (
        Slip::NeverBack,
        "The epochs of waiting are added up over the training. After an improvement the count begins at 0 again.",
    ),
    (Slip::Largest, "The largest loss is kept: a loss is better if it is smaller."),
    (Slip::Zero, "Epoch 0 is always kept. Does the best loss begin at 0, which no loss is below? Begin with ∞."),
    (Slip::Window, "Only the first `patience` epochs are looked at. Patience counts from the best epoch on."),
    (Slip::Unstopped, "Where the losses run out before patience does, you keep the last epoch. Keep the best one."),
];

/// The best epoch so far and the last one before the stop.
struct Kept {
    best: usize,
    last: usize,
}

/// How a training with these losses ends, with a slip or right.
fn kept(losses: &[f64], patience: usize, slip: Option<Slip>) -> Kept {
    let (mut best, mut waited) = (0, 0);
    for epoch in 1..losses.len() {
        if waited >= patience {
            return Kept { best, last: epoch - 1 };
        }
        let (loss, before) = (losses[epoch], losses[epoch - 1]);
        let is_better = match slip {
            Some(Slip::Equal) => loss <= losses[best],
            Some(Slip::PreviousIsBest) => loss < before,
            Some(Slip::Largest) => loss > losses[best],
            Some(Slip::Zero) => false,
            _ => loss < losses[best],
        };
        if is_better {
            best = epoch;
        }
        waited = match slip {
            Some(Slip::Previous) if loss < before => 0,
            Some(Slip::Rises) if loss <= before && !is_better => waited,
            Some(Slip::NeverBack) if is_better => waited,
            Some(Slip::Window) => epoch,
            _ if is_better => 0,
            _ => waited + 1,
        };
    }
    let last = losses.len() - 1;
    Kept { best: if slip == Some(Slip::Unstopped) && waited < patience { last } else { best }, last }
}

type Answer<'a> = &'a dyn Fn(&Matrix) -> Vec<usize>;
type Importance = fn(&dyn Fn(&Matrix) -> Vec<usize>, &Matrix, &[usize], usize, &mut Rng) -> f64;

/// `permutation_importance(answer, x, labels, feature, rng)`: the accuracy before less that after.
pub fn check_permutation_importance(mine: Importance) -> Report {
    grade(11, "permutation_importance", "(11.1)", move || {
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
