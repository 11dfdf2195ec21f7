//! What the simplest things reach on the same split.

use crate::choice::{Choice, Chosen};
use crate::score::{Test, is_flat, score};
use ann::data::{Dataset, Target};
use ann::metrics::{accuracy, r2};
use ann::{Error, Model, Trainer, random};
use indicatif::ProgressBar;
use ndarray::Array2;
use serde::Serialize;
use std::io::Write;

/// What is reached without a hidden layer, and without looking at the features. Scores are accuracies, or R².
#[derive(Debug, Serialize)]
pub struct Baselines {
    /// Always the most frequent class of the training samples, or their mean.
    pub constant: Option<f64>,
    /// The linear model: the library's own, with no hidden layer.
    pub linear: Option<f64>,
    linear_l2: f64,
}

impl Baselines {
    /// Trains the simplest things on `train` and tests them on `test`.
    pub fn of(choice: &Choice<'_>, chosen: &Chosen, train: &Dataset, test: &Dataset) -> Result<Self, Error> {
        let linear = choice.linear();
        let l2 = match chosen.linear_l2 {
            Some(l2) => l2,
            None => linear.chosen(train, &ProgressBar::hidden())?.by.l2,
        };
        let (architecture, trainer) = (&linear.architecture, Trainer { l2, ..linear.trainer(train) });
        let (model, _) = Model::<f32>::fit(architecture, &trainer, train, &mut random::stream(choice.seed, 1))?;
        Ok(Baselines { constant: constant(train, test)?, linear: score(&model, test)?, linear_l2: trainer.l2 })
    }

    /// The lines of the summary.
    pub fn print(&self, out: &mut impl Write, test: &Test) -> std::io::Result<()> {
        let (Some(constant), Some(linear)) = (self.constant, self.linear) else { return Ok(()) };
        let (score, of_constant) = match test {
            Test::Classes { .. } => ("accuracy", "the most frequent class"),
            Test::Values { .. } => ("r2", "the mean"),
        };
        writeln!(out, "\non the same samples, test {score}:")?;
        writeln!(out, "  always {of_constant:<23}  {constant:.4}")?;
        writeln!(out, "  a linear model (--hidden none)  {linear:.4}")
    }
}

/// The score of the best answer that ignores the features; `None` where R² means nothing.
fn constant(train: &Dataset, test: &Dataset) -> Result<Option<f64>, Error> {
    match (&train.target, &test.target) {
        (Target::Classes { labels, names }, Target::Classes { labels: asked, .. }) => {
            let mut counts = vec![0_usize; names.len()];
            labels.iter().for_each(|&label| counts[label] += 1);
            let most = (0..counts.len()).fold(0, |most, label| if counts[label] > counts[most] { label } else { most });
            accuracy(&vec![most; asked.len()], asked).map(Some)
        }
        (Target::Values(known), Target::Values(y)) => {
            let mean = Array2::from_elem(y.dim(), known.mean().unwrap_or(0.0));
            (!is_flat(&test.target)).then(|| r2(mean.view(), y.view())).transpose()
        }
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    #[test]
    fn the_mean_is_computed_once() {
        let numbers = |shift: f64| {
            let y = Array2::from_shape_fn((1, 400_000), |(_, i)| (i % 2) as f64 + shift);
            Dataset::new(y.clone(), Target::Values(y)).unwrap()
        };
        let start = Instant::now();
        // The mean of the training samples is off by 1, twice the standard deviation of the test samples.
        let r2 = constant(&numbers(0.0), &numbers(1.0)).unwrap().unwrap();
        assert!((r2 + 4.0).abs() < 1e-9, "{r2}");
        // Once for each test sample it would be 160 billion additions.
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    }
}
