//! The trainer (chapter 11): the settings of a training, and the samples set aside to stop by.
//!
//! [`training_run`](crate::training::training_run) trains by them.

use crate::data::Dataset;
use crate::training::class_weights::ClassWeights;
use crate::training::early_stopping::EarlyStopping;
use crate::training::optimizer::check_learning_rate;
use crate::{Error, Optimizer, Result, Rng, Schedule};
use std::borrow::Cow;

/// The settings of a training. What the network looks like is told by its [`Architecture`](crate::Architecture).
///
/// The defaults serve small tables of classes and of numbers untuned: the penalty and the falling learning rate are what lets
/// one setting fit both 150 flowers and 1797 digits.
///
/// ```
/// use ann::{Optimizer, Trainer};
/// let trainer = Trainer { epochs: 50, optimizer: Optimizer::RMSPROP, ..Trainer::default() };
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "files", derive(serde::Serialize, serde::Deserialize))]
pub struct Trainer {
    /// The rule of the steps.
    pub optimizer: Optimizer,
    /// α, not negative.
    pub learning_rate: f64,
    /// How α changes over the epochs.
    pub schedule: Schedule,
    /// λ of the penalty (λ/2m) Σ‖W‖² in the cost, with m the number of training samples; finite, not negative.
    ///
    /// Divided by m, one value serves small tables and large ones. The usual λ = 1 says that, before seeing data, one expects
    /// weights of about the size 1; 0 is no penalty. [`Optimizer::AdamW`] shrinks the weights by its own `weight_decay`, so it
    /// needs λ = 0.
    pub l2: f64,
    /// Samples per step, at least 1; the whole set if larger.
    pub batch_size: usize,
    /// How often all samples are seen, at least 1, unless training stops early.
    pub epochs: usize,
    /// The network is evaluated after every so many epochs, and after the last one; at least 1. The [`History`](crate::History) has these
    /// epochs, and early stopping and the callback of [`Trainer::train_with`] go by them.
    pub evaluate_every: usize,
    /// When to stop before the last epoch, if ever.
    pub early_stopping: Option<EarlyStopping>,
    /// How much the samples of each class count in the loss.
    #[cfg_attr(feature = "files", serde(default))] // checkpoints from before there were any
    pub class_weights: ClassWeights,
}

impl Default for Trainer {
    fn default() -> Self {
        Trainer {
            optimizer: Optimizer::ADAM,
            learning_rate: 0.01,
            schedule: Schedule::COSINE,
            l2: 1.0,
            batch_size: 32,
            epochs: 200,
            evaluate_every: 1,
            early_stopping: None,
            class_weights: ClassWeights::Equal,
        }
    }
}

impl Trainer {
    /// Splits off the samples to stop by: the ones to train on, and with early stopping the ones for validation. A data set
    /// that is given away is split where it is, as by [`Dataset::into_split`].
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if a setting is out of range; [`Error::Data`] if there are too few samples for both.
    pub fn set_aside<'d>(
        &self,
        dataset: impl Into<Cow<'d, Dataset>>,
        rng: &mut Rng,
    ) -> Result<(Cow<'d, Dataset>, Option<Dataset>)> {
        self.check()?;
        let dataset = dataset.into();
        let Some(EarlyStopping { validation_fraction, .. }) = self.early_stopping else {
            return Ok((dataset, None));
        };
        let fractions = [1.0 - validation_fraction, validation_fraction];
        let [train, validation] = match dataset {
            Cow::Borrowed(dataset) => dataset.split(fractions, rng)?,
            Cow::Owned(dataset) => dataset.into_split(fractions, rng)?,
        };
        Ok((Cow::Owned(train), Some(validation)))
    }

    /// The same training for at least so many steps: with more epochs if it would take fewer on `samples` samples, and with the schedule
    /// stretched over all of them.
    ///
    /// The cost of a network without hidden layers has a single minimum, and the best that such a network can do is there. On a small
    /// table 200 epochs are too few steps to reach it.
    ///
    /// ```
    /// use ann::Trainer;
    /// let trainer = Trainer::default(); // 200 epochs in batches of 32
    /// assert_eq!(trainer.with_steps(5000, 100).epochs, 1250); // of 4 steps each
    /// assert_eq!(trainer.with_steps(5000, 1000), trainer); // 6400 steps
    /// ```
    #[must_use]
    pub fn with_steps(&self, steps: usize, samples: usize) -> Self {
        let steps_per_epoch = samples.div_ceil(self.batch_size.max(1)).max(1);
        let epochs = self.epochs.max(steps.div_ceil(steps_per_epoch));
        let schedule = self.schedule.stretched(epochs as f64 / self.epochs.max(1) as f64);
        Trainer { epochs, schedule, ..self.clone() }
    }

    /// α of the step that begins at `time` and takes the time `step`, both in epochs.
    pub(super) fn rate(&self, time: f64, step: f64) -> f64 {
        // While warming up, the rate at the end of the step: at its beginning the first rate would be 0.
        let time = if time < self.schedule.warm_up { time + step } else { time };
        self.learning_rate * self.schedule.factor(time, self.epochs as f64)
    }

    /// Checks every setting, so that a mistake shows before the data are read.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] for the first one that is out of range.
    pub fn check(&self) -> Result<()> {
        check_learning_rate(self.learning_rate)?;
        self.optimizer.check()?;
        self.schedule.check()?;
        if !(self.l2.is_finite() && self.l2 >= 0.0) {
            return Err(Error::setting("l2", self.l2, "finite and not negative"));
        }
        if self.l2 > 0.0 && matches!(self.optimizer, Optimizer::AdamW { .. }) {
            let requirement =
                "0 with adamw, whose weight decay shrinks the weights already; or take adam, which has none";
            return Err(Error::setting("l2", self.l2, requirement));
        }
        for (name, value) in
            [("batch_size", self.batch_size), ("epochs", self.epochs), ("evaluate_every", self.evaluate_every)]
        {
            if value == 0 {
                return Err(Error::setting(name, 0, "at least 1"));
            }
        }
        if self.schedule.warm_up >= self.epochs as f64 {
            return Err(Error::setting("warm_up", self.schedule.warm_up, "below the number of epochs"));
        }
        self.early_stopping.map_or(Ok(()), |stopping| stopping.check())
    }

    /// The first setting that is another one in `other`: its name, and the two values.
    pub(super) fn difference(&self, other: &Self) -> Option<(&'static str, [String; 2])> {
        fn settings(trainer: &Trainer) -> [(&'static str, String); 9] {
            let Trainer {
                optimizer,
                learning_rate,
                schedule,
                l2,
                batch_size,
                epochs,
                evaluate_every,
                early_stopping,
                class_weights,
            } = trainer;
            [
                ("optimizer", format!("{optimizer:?}")),
                ("learning_rate", learning_rate.to_string()),
                ("epochs", epochs.to_string()),
                ("schedule", format!("{schedule:?}")),
                ("l2", l2.to_string()),
                ("batch_size", batch_size.to_string()),
                ("evaluate_every", evaluate_every.to_string()),
                ("early_stopping", format!("{early_stopping:?}")),
                ("class_weights", class_weights.to_string()),
            ]
        }
        let mut pairs = settings(self).into_iter().zip(settings(other));
        pairs.find(|(a, b)| a != b).map(|((name, a), (_, b))| (name, [a, b]))
    }
}
