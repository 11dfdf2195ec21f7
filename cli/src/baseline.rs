//! What the simplest things reach on the same split, and the penalty that is chosen for a network.

use crate::score::{Test, is_flat, score};
use ann::data::{Dataset, Target};
use ann::metrics::{accuracy, r2};
use ann::model::{L2_GRID, choose_l2};
use ann::{Architecture, Error, Model, Trainer, random};
use indicatif::ProgressBar;
use serde::Serialize;
use std::io::Write;

/// Parts for the choice of a penalty.
const FOLDS: usize = 5;
/// With fewer samples the folds are too small to tell penalties apart.
const FEWEST: usize = 20;
/// As many multiplications may be spent on a choice that nobody asked for: about a second.
const MOST_WORK: f64 = 2e10;

/// λ, as it is given or chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Penalty {
    Given(f64),
    /// By cross-validation, whatever it takes.
    Auto,
    /// By cross-validation where that takes about a second, and otherwise this.
    Usual(f64),
}

/// The penalty that was taken.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Taken {
    pub l2: f64,
    /// Whether it was chosen by cross-validation.
    pub l2_was_chosen: bool,
}

impl Penalty {
    /// The λ for this architecture and these samples.
    pub fn take(
        self,
        architecture: &Architecture,
        trainer: &Trainer,
        train: &Dataset,
        seed: u64,
        progress: &ProgressBar,
    ) -> Result<Taken, Error> {
        let not_chosen = |l2| Ok(Taken { l2, l2_was_chosen: false });
        match self {
            Penalty::Given(l2) => return not_chosen(l2),
            Penalty::Usual(l2) if train.samples() < FEWEST || work(architecture, trainer, train) > MOST_WORK => {
                return not_chosen(l2);
            }
            Penalty::Usual(_) | Penalty::Auto => {}
        }
        progress.set_length((FOLDS * L2_GRID.len()) as u64);
        let grid = (&L2_GRID[..], FOLDS);
        let choice = choose_l2::<f32>(architecture, trainer, train, grid, seed, || progress.inc(1))?;
        Ok(Taken { l2: choice.l2, l2_was_chosen: true })
    }
}

/// About how many multiplications a choice takes: three for each weight, sample and epoch.
fn work(architecture: &Architecture, trainer: &Trainer, train: &Dataset) -> f64 {
    let sizes = architecture.sizes(train.x.nrows(), train.target.outputs());
    let weights: f64 = sizes.windows(2).map(|pair| pair[0] as f64 * pair[1] as f64).sum();
    let trainings = (FOLDS - 1) * L2_GRID.len();
    3.0 * weights * train.samples() as f64 * trainer.epochs as f64 * trainings as f64
}

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
    pub fn of(trainer: &Trainer, penalty: Penalty, train: &Dataset, test: &Dataset, seed: u64) -> Result<Self, Error> {
        let linear = Architecture { hidden: Vec::new(), ..Architecture::default() };
        let l2 = penalty.take(&linear, trainer, train, seed, &ProgressBar::hidden())?.l2;
        let trainer = Trainer { l2, ..trainer.clone() };
        let (model, _) = Model::<f32>::fit(&linear, &trainer, train, &mut random::stream(seed, 1))?;
        Ok(Baselines { constant: constant(train, test)?, linear: score(&model, test)?, linear_l2: l2 })
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
            let mean = y.mapv(|_| known.mean().unwrap_or(0.0));
            (!is_flat(&test.target)).then(|| r2(mean.view(), y.view())).transpose()
        }
        _ => Ok(None),
    }
}
