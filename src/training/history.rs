//! The history of a training (chapter 11): losses and metrics, epoch by epoch.

use crate::training::metrics::Evaluation;
use std::fmt;

/// A table of at most this many epochs shows all of them, a longer one its ends.
const ROWS: usize = 20;
/// Epochs shown at each end.
const ENDS: usize = 5;

/// One epoch, evaluated after its last step and without dropout, so that training and validation can be compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Epoch {
    /// Its number, from 1.
    pub epoch: usize,
    /// The learning rate at its beginning.
    pub learning_rate: f64,
    /// On the training samples.
    pub train: Evaluation,
    /// On the validation samples, if there are any.
    pub validation: Option<Evaluation>,
}

/// A whole training.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct History {
    /// Every epoch that was evaluated, in order: all of them, or every k-th and the last if
    /// [`Trainer::evaluate_every`](crate::Trainer::evaluate_every) is k.
    pub epochs: Vec<Epoch>,
    /// The epoch, from 1, whose weights the network has now: with early stopping the one with the smallest validation loss,
    /// otherwise the last; 0 if no epoch was run.
    pub kept_epoch: usize,
}

impl History {
    /// The epoch whose weights the network has now; `None` if no epoch was run.
    #[must_use]
    pub fn kept(&self) -> Option<&Epoch> {
        self.epochs.iter().find(|epoch| epoch.epoch == self.kept_epoch)
    }

    /// How many epochs were run, evaluated or not: the number of the last one.
    #[must_use]
    pub fn epochs_run(&self) -> usize {
        self.epochs.last().map_or(0, |last| last.epoch)
    }

    /// The training losses, one for each of `epochs`.
    #[must_use]
    pub fn train_loss(&self) -> Vec<f64> {
        self.epochs.iter().map(|epoch| epoch.train.loss).collect()
    }

    /// The validation losses, one for each of `epochs`; empty without validation samples.
    #[must_use]
    pub fn validation_loss(&self) -> Vec<f64> {
        self.epochs.iter().filter_map(|epoch| Some(epoch.validation?.loss)).collect()
    }

    /// The name of the metric, "metric" without an epoch.
    pub(crate) fn metric_name(&self) -> &'static str {
        self.epochs.first().map_or("metric", |epoch| epoch.train.metric.name())
    }

    /// The epochs of a table: all, or with `None` for those that are left out, the ends and the kept one.
    pub(crate) fn rows(&self) -> Vec<Option<&Epoch>> {
        let count = self.epochs.len();
        let is_shown = |place: usize, epoch: &Epoch| {
            count <= ROWS || place < ENDS || place + ENDS >= count || epoch.epoch == self.kept_epoch
        };
        let row = |(place, epoch)| is_shown(place, epoch).then_some(epoch);
        let mut rows: Vec<Option<&Epoch>> = self.epochs.iter().enumerate().map(row).collect();
        rows.dedup_by(|a, b| a.is_none() && b.is_none());
        rows
    }
}

/// A table: a line for each epoch, or for the first and last ones and the kept one, which has a star.
impl fmt::Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let metric = self.metric_name();
        write!(f, "{:>6}  {:>13}  {:>17}  {:>17}", "", "", "training", "validation")?;
        write!(
            f,
            "\n{:>6}  {:>13}  {:>8} {:>8}  {:>8} {:>8}",
            "epoch", "learning rate", "loss", metric, "loss", metric
        )?;
        for row in self.rows() {
            let Some(Epoch { epoch, learning_rate, train, validation }) = row else {
                write!(f, "\n{:>6}", "…")?;
                continue;
            };
            let mark = if *epoch == self.kept_epoch { "*" } else { "" };
            write!(f, "\n{mark}{epoch:>width$}", width = 6 - mark.len())?;
            write!(f, "  {learning_rate:>13.5}  {:>8.4} {:>8.4}", train.loss, train.metric.value())?;
            if let Some(judged) = validation {
                write!(f, "  {:>8.4} {:>8.4}", judged.loss, judged.metric.value())?;
            }
        }
        Ok(())
    }
}
