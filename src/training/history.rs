//! What happened while training (chapter 11), epoch by epoch.

use crate::training::metrics::Evaluation;
use std::fmt;

/// A table of at most this many epochs shows all of them; a longer one its ends.
const ROWS: usize = 20;
/// So many epochs at each end.
const ENDS: usize = 5;

/// One epoch, judged after its last step and without dropout, so that training and validation can be compared.
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
    /// Every epoch that was run.
    pub epochs: Vec<Epoch>,
    /// The epoch, from 1, whose weights the network has now: the one with the smallest validation loss if training stops
    /// early on it, otherwise the last.
    pub best_epoch: usize,
}

impl History {
    /// The epoch whose weights the network has now; `None` if no epoch was run.
    pub fn best(&self) -> Option<&Epoch> {
        self.epochs.get(self.best_epoch.checked_sub(1)?)
    }

    /// The training loss of every epoch.
    pub fn train_loss(&self) -> Vec<f64> {
        self.epochs.iter().map(|epoch| epoch.train.loss).collect()
    }

    /// The validation loss of every epoch; empty without validation samples.
    pub fn validation_loss(&self) -> Vec<f64> {
        self.epochs.iter().filter_map(|epoch| Some(epoch.validation?.loss)).collect()
    }
}

impl History {
    /// The epochs of a table: all, or with `None` for those that are left out, the ends and the best one.
    pub(crate) fn rows(&self) -> Vec<Option<&Epoch>> {
        let (last, all) = (self.epochs.len(), self.epochs.len() <= ROWS);
        let is_shown =
            |epoch: &Epoch| all || epoch.epoch <= ENDS || epoch.epoch + ENDS > last || epoch.epoch == self.best_epoch;
        let mut rows: Vec<Option<&Epoch>> = self.epochs.iter().map(|epoch| is_shown(epoch).then_some(epoch)).collect();
        rows.dedup_by(|a, b| a.is_none() && b.is_none());
        rows
    }
}

/// A table: a line for each epoch, or for the first and last ones and the best, which has a star.
impl fmt::Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>6}  {:>13}  {:>17}  {:>17}", "", "", "training", "validation")?;
        write!(
            f,
            "\n{:>6}  {:>13}  {:>8} {:>8}  {:>8} {:>8}",
            "epoch", "learning rate", "loss", "metric", "loss", "metric"
        )?;
        for row in self.rows() {
            let Some(Epoch { epoch, learning_rate, train, validation }) = row else {
                write!(f, "\n{:>6}", "…")?;
                continue;
            };
            let mark = if *epoch == self.best_epoch { "*" } else { "" };
            write!(f, "\n{mark}{epoch:>width$}", width = 6 - mark.len())?;
            write!(f, "  {learning_rate:>13.5}  {:>8.4} {:>8.4}", train.loss, train.metric)?;
            if let Some(judged) = validation {
                write!(f, "  {:>8.4} {:>8.4}", judged.loss, judged.metric)?;
            }
        }
        Ok(())
    }
}
