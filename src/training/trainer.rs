//! The trainer (chapter 11): epochs, learning-rate schedule, evaluation, early stopping, history.

use crate::data::Dataset;
use crate::training::divergence::{cause, restored};
use crate::training::early_stopping::{Best, EarlyStopping};
use crate::training::history::{Epoch, History};
use crate::training::metrics::evaluate;
use crate::training::optimizer::check_learning_rate;
use crate::{Cache, Cost, Error, Loss, Network, Optimizer, Real, Result, Rng, Schedule, TrainingLoop};
use ndarray::ArrayView2;
use std::borrow::Cow;
use std::ops::ControlFlow;

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
    /// The network is evaluated after every so many epochs, and after the last one; at least 1. The [`History`] has these
    /// epochs, and early stopping and the callback of [`Trainer::train_with`] go by them.
    pub evaluate_every: usize,
    /// When to stop before the last epoch, if ever.
    pub early_stopping: Option<EarlyStopping>,
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
        }
    }
}

/// Samples as the network reads them.
#[derive(Debug, Clone, Copy)]
pub struct Samples<'a, F> {
    /// X: (n_x, m), scaled.
    pub x: ArrayView2<'a, F>,
    /// Y: (n_y, m), one-hot or scaled.
    pub y: ArrayView2<'a, F>,
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

    /// Trains `network` on `train`, and evaluates it on `train` and on `validation`, if there is any.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if a setting is out of range or early stopping has no validation samples to go by; [`Error::Shape`]
    /// and [`Error::Data`] if the samples do not fit the network, or early stopping meets a validation loss that is not finite;
    /// [`Error::Diverged`] if the training loss is not finite. In both of the last two cases early stopping puts the best
    /// weights so far back into the network, and the error says so.
    pub fn train<F: Real>(
        &self,
        network: &mut Network<F>,
        loss: Loss,
        train: Samples<'_, F>,
        validation: Option<Samples<'_, F>>,
        rng: &mut Rng,
    ) -> Result<History> {
        self.train_with(network, loss, train, validation, rng, |_, _| ControlFlow::Continue(()))
    }

    /// As [`Trainer::train`]; after each evaluation `on_epoch` is called with the epoch and the network as it is then. It ends
    /// the training by returning [`ControlFlow::Break`].
    ///
    /// # Errors
    ///
    /// As [`Trainer::train`].
    pub fn train_with<F: Real>(
        &self,
        network: &mut Network<F>,
        loss: Loss,
        train: Samples<'_, F>,
        validation: Option<Samples<'_, F>>,
        rng: &mut Rng,
        mut on_epoch: impl FnMut(&Epoch, &Network<F>) -> ControlFlow<()>,
    ) -> Result<History> {
        self.check()?;
        if self.early_stopping.is_some() && validation.is_none() {
            return Err(Error::setting("early_stopping", "on", "off, or validation samples given to stop by"));
        }
        let cost = Cost { loss, l2: self.l2 / train.x.ncols().max(1) as f64 }; // (11.7)
        let mut training_loop = TrainingLoop::new(network, train.x.ncols(), self.batch_size, cost, self.optimizer)?;
        let step = 1.0 / training_loop.steps_per_epoch() as f64;
        let mut cache = Cache::default();
        let mut judge =
            |network: &Network<F>, samples: Samples<'_, F>| evaluate(network, samples.x, samples.y, loss, &mut cache);

        let mut history = History::default();
        let mut best = Best::default();
        for epoch in 1..=self.epochs {
            let rate = |done: f64| self.rate((epoch - 1) as f64 + done, step);
            training_loop.epoch(network, train.x, train.y, rate, rng)?;
            if !epoch.is_multiple_of(self.evaluate_every) && epoch != self.epochs {
                continue;
            }

            let now = Epoch {
                epoch,
                learning_rate: rate(0.0),
                train: judge(network, train)?,
                validation: validation.map(|samples| judge(network, samples)).transpose()?,
            };
            if let Err(error) = self.check_finite(&now, train) {
                return Err(match best.restore(network) {
                    Some(epoch) => restored(error, epoch),
                    None => error,
                });
            }
            history.epochs.push(now);
            history.kept_epoch = epoch;
            let wants_to_stop = on_epoch(&now, network).is_break();

            let mut is_out_of_patience = false;
            if let (Some(stopping), Some(validation)) = (self.early_stopping, now.validation) {
                best.offer(epoch, validation.loss, network);
                is_out_of_patience = epoch - best.epoch >= stopping.patience;
            }
            if wants_to_stop || is_out_of_patience {
                break;
            }
        }
        if let Some(epoch) = best.restore(network) {
            history.kept_epoch = epoch;
        }
        Ok(history)
    }

    /// Refuses an epoch after which the training loss is not finite, or the validation loss by which to stop is not.
    fn check_finite<F: Real>(&self, now: &Epoch, train: Samples<'_, F>) -> Result<()> {
        let (epoch, loss) = (now.epoch, now.train.loss);
        if !loss.is_finite() {
            return Err(Error::Diverged { epoch, loss, cause: cause(train.x, train.y, self.learning_rate, self.l2) });
        }
        match now.validation {
            Some(validation) if self.early_stopping.is_some() && !validation.loss.is_finite() => {
                Err(Error::data(format!(
                    "after epoch {epoch} the loss is {loss:.4} on the training samples and {} on the validation samples: a \
                     validation sample is not finite, or too far from all that the network has learnt from",
                    validation.loss
                )))
            }
            _ => Ok(()),
        }
    }

    /// α of the step that begins at `time` and takes the time `step`, both in epochs.
    fn rate(&self, time: f64, step: f64) -> f64 {
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
}
