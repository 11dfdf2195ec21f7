//! What happened while training (chapter 11), epoch by epoch.

use crate::metrics::Evaluation;

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
