//! What the whole way from table to model reaches on samples that it has not seen, K times: cross-validation.

use crate::choice::{Choice, Chosen};
use crate::failure::Failure;
use crate::memory;
use crate::score::{Test, score};
use ann::data::split::all_but;
use ann::data::{Preparation, Table};
use ann::metrics::mean_and_error;
use ann::{Error, Model, random};
use indicatif::ProgressBar;
use serde::Serialize;
use std::io::Write;

/// The scores on the folds, accuracies or R².
#[derive(Debug, Serialize)]
pub struct Folds {
    /// Of each fold; `None` where R² means nothing.
    pub scores: Vec<Option<f64>>,
    pub mean: f64,
    /// The standard error of the mean. The folds share training samples, so it is a little too small.
    pub error: f64,
}

impl Folds {
    /// Judges on each of so many parts of the table what was prepared, chosen and trained on the others.
    pub fn of(table: &Table, folds: usize, choice: &Choice<'_>, progress: &ProgressBar) -> Result<Self, Failure> {
        // Another stream of random numbers than those of the split, the training and its folds.
        let parts = table.folds(folds, &mut random::stream(choice.seed, 2))?;
        progress.set_length(folds as u64);
        let mut scores = Vec::with_capacity(folds);
        for (fold, test) in parts.iter().enumerate() {
            let train = all_but(&parts, fold);
            let preparation = Preparation::fit(table, &train)?;
            let [train, test] = preparation.dataset(table.clone())?.parts([train, test.clone()])?;
            memory::check(&choice.architecture, choice.trainer, &train)?;
            let Chosen { architecture, trainer, .. } = choice.chosen(&train, &ProgressBar::hidden())?;
            let (model, _) = Model::<f32>::fit(&architecture, &trainer, &train, &mut random::stream(choice.seed, 1))?;
            scores.push(score(&model, &test)?);
            progress.inc(1);
        }
        let known: Vec<f64> = scores.iter().copied().flatten().collect();
        if known.len() < 2 {
            return Err(Error::Data {
                problem:
                    "fewer than two folds have an R², as in the others all numbers are the same; choose fewer folds"
                        .into(),
            }
            .into());
        }
        let (mean, error) = mean_and_error(&known);
        Ok(Folds { scores, mean, error })
    }

    /// The lines of the summary.
    pub fn print(&self, out: &mut impl Write, test: &Test) -> std::io::Result<()> {
        let score = if matches!(test, Test::Classes { .. }) { "accuracy" } else { "r2" };
        let each = self.scores.iter().map(|score| score.map_or("none".to_owned(), |score| format!("{score:.4}")));
        let each: Vec<String> = each.collect();
        writeln!(out, "\n{} folds, {score}: {:.4} ± {:.4} (standard error)", each.len(), self.mean, self.error)?;
        each.chunks(10).try_for_each(|line| writeln!(out, "  {}", line.join(" ")))
    }
}
