//! Everything together (chapter 11): epochs, schedule, early stopping, history.

use crate::data::Dataset;
use crate::network::dropout::check_keep_prob;
use crate::network::init::check_weights;
use crate::training::history::{Epoch, History};
use crate::training::metrics::{Evaluation, evaluate};
use crate::training::optimizer::check_learning_rate;
use crate::{Activation, Cache, Cost, Error, Loss, Network, Optimizer, Real, Result, Rng, Schedule, TrainingLoop};
use ndarray::ArrayView2;
use std::borrow::Cow;
use std::ops::ControlFlow;

/// The settings of a network and its training.
///
/// The defaults serve small tables of classes and of numbers untuned: the penalty and the falling learning rate are what lets
/// one setting fit both 150 flowers and 1797 digits.
///
/// ```
/// use ann::{Optimizer, Trainer};
/// let trainer = Trainer { hidden: vec![16], optimizer: Optimizer::RMSPROP, ..Trainer::default() };
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Trainer {
    /// The sizes of the hidden layers; may be empty.
    pub hidden: Vec<usize>,
    /// The activation of the hidden layers.
    pub activation: Activation,
    /// The probability with which dropout keeps a hidden neuron, in (0, 1].
    pub keep_prob: f64,
    /// λ of the penalty (λ/2m) Σ‖W‖², with m the number of training samples; not negative.
    ///
    /// Divided by m, one value serves small tables and large ones. The usual λ = 1 says that, before seeing data, one expects
    /// weights of about the size 1; 0 is no penalty.
    pub l2: f64,
    /// The rule of the steps.
    pub optimizer: Optimizer,
    /// α, not negative.
    pub learning_rate: f64,
    /// How α changes over the epochs.
    pub schedule: Schedule,
    /// Samples per step, at least 1; the whole set if larger.
    pub batch_size: usize,
    /// How often all samples are seen, unless training stops early.
    pub epochs: usize,
    /// When to stop before the last epoch, if ever.
    pub early_stopping: Option<EarlyStopping>,
}

/// Stops when the validation loss has not improved for `patience` epochs, and goes back to the best weights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EarlyStopping {
    /// Epochs to wait for an improvement, at least 1.
    pub patience: usize,
    /// The part of the samples that [`Trainer::set_aside`] keeps for validation, in (0, 1).
    pub validation_fraction: f64,
}

impl Default for Trainer {
    fn default() -> Self {
        Trainer {
            hidden: vec![32, 16],
            activation: Activation::Relu,
            keep_prob: 1.0,
            l2: 1.0,
            optimizer: Optimizer::ADAM,
            learning_rate: 0.01,
            schedule: Schedule::COSINE,
            batch_size: 32,
            epochs: 200,
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
    /// A network with these hidden layers for `n_in` inputs and `n_out` outputs.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if a size is 0 or `keep_prob` is out of range.
    pub fn network<F: Real>(&self, n_in: usize, output: Activation, n_out: usize, rng: &mut Rng) -> Result<Network<F>> {
        let sizes: Vec<usize> = [n_in].into_iter().chain(self.hidden.iter().copied()).chain([n_out]).collect();
        Network::new(&sizes, self.activation, output, rng)?.with_keep_prob(self.keep_prob)
    }

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

    /// Trains `network` on `train` and judges it after every epoch, on `validation` too if there is any.
    ///
    /// After each epoch `on_epoch` is called with what happened and the network as it is; it may end the training by
    /// returning [`ControlFlow::Break`].
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if a setting is out of range or early stopping has no validation samples to go by; [`Error::Shape`]
    /// and [`Error::Data`] if the samples do not fit the network, or early stopping meets a loss on the validation samples that is not finite;
    /// [`Error::Diverged`] when that of the training samples is not.
    pub fn train<F: Real>(
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
        let mut descent = TrainingLoop::new(network, train.x.ncols(), self.batch_size, cost, self.optimizer)?;
        let step = 1.0 / descent.steps_per_epoch() as f64;
        let mut cache = Cache::default();
        let mut judge =
            |network: &Network<F>, samples: Samples<'_, F>| evaluate(network, samples.x, samples.y, loss, &mut cache);

        let mut history = History::default();
        let mut best: Option<(f64, Network<F>)> = None;
        let mut best_epoch = 0;
        for epoch in 1..=self.epochs {
            let rate = |done: f64| {
                let begins = (epoch - 1) as f64 + done;
                // While warming up, the rate at the end of the step: the first step would otherwise go nowhere.
                let time = if begins < self.schedule.warm_up { begins + step } else { begins };
                self.learning_rate * self.schedule.factor(time, self.epochs as f64)
            };
            descent.epoch(network, train.x, train.y, rate, rng)?;

            let now = judge(network, train)?;
            self.check_finite(epoch, now, train)?;
            let validated = validation.map(|samples| judge(network, samples)).transpose()?;
            if self.early_stopping.is_some()
                && let Some(Evaluation { loss, .. }) = validated.filter(|validated| !validated.loss.is_finite())
            {
                return Err(Error::data(format!(
                    "after epoch {epoch} the loss is {:.4} on the training samples and {loss} on the validation samples: a validation sample \
                     is not finite, or too far from all that the network has learnt from",
                    now.loss
                )));
            }
            history.epochs.push(Epoch { epoch, learning_rate: rate(0.0), train: now, validation: validated });
            history.best_epoch = epoch;
            let wants_to_stop = on_epoch(&history.epochs[epoch - 1], network).is_break();

            if let (Some(stopping), Some(validated)) = (self.early_stopping, validated) {
                if best.as_ref().is_none_or(|(smallest, _)| validated.loss < *smallest) {
                    best = Some((validated.loss, network.clone()));
                    best_epoch = epoch;
                }
                history.best_epoch = best_epoch;
                if epoch - best_epoch >= stopping.patience {
                    break;
                }
            }
            if wants_to_stop {
                break;
            }
        }
        if let Some((_, weights)) = best {
            *network = weights;
        }
        Ok(history)
    }

    /// Checks every setting, so that a mistake shows before the data are read.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] for the first one that is out of range.
    pub fn check(&self) -> Result<()> {
        check_learning_rate(self.learning_rate)?;
        check_keep_prob(self.keep_prob)?;
        self.activation.check()?;
        self.optimizer.check()?;
        self.schedule.check()?;
        if self.hidden.contains(&0) {
            return Err(Error::setting("layer size", 0, "at least 1"));
        }
        check_weights(&[&[1], self.hidden.as_slice(), &[1]].concat())?;
        if !(self.l2.is_finite() && self.l2 >= 0.0) {
            return Err(Error::setting("l2", self.l2, "finite and not negative"));
        }
        if self.batch_size == 0 {
            return Err(Error::setting("batch_size", 0, "at least 1"));
        }
        if self.epochs == 0 {
            return Err(Error::setting("epochs", 0, "at least 1"));
        }
        if self.schedule.warm_up >= self.epochs as f64 {
            return Err(Error::setting("warm_up", self.schedule.warm_up, "below the number of epochs"));
        }
        match self.early_stopping {
            Some(EarlyStopping { patience: 0, .. }) => Err(Error::setting("patience", 0, "at least 1 epoch")),
            Some(EarlyStopping { validation_fraction: part, .. }) if !(part > 0.0 && part < 1.0) => {
                Err(Error::setting("validation_fraction", part, "above 0 and below 1"))
            }
            _ => Ok(()),
        }
    }

    /// A loss that is infinite or not a number ends the training, with a guess at the cause.
    fn check_finite<F: Real>(&self, epoch: usize, now: Evaluation, samples: Samples<F>) -> Result<()> {
        if now.loss.is_finite() {
            return Ok(());
        }
        let Samples { x, y } = samples;
        let [largest, largest_y] =
            [x, y].map(|numbers| numbers.iter().fold(0.0, |largest: f64, x| largest.max(x.into_f64().abs())));
        let shrinks = self.learning_rate * self.l2 / x.ncols() as f64;
        let cause = if [x, y].iter().any(|numbers| numbers.iter().any(|x| !x.is_finite())) {
            "a feature or a target is not a finite number".to_owned()
        } else if shrinks > 1.0 && self.l2 > 10.0 {
            format!("the penalty l2 = {} is too large: try a hundredth of it", self.l2)
        } else if largest > 100.0 {
            format!("a feature reaches {largest:.4}: scale the features before training")
        } else if largest_y > 100.0 {
            format!("a target reaches {largest_y:.4}: scale the targets before training")
        } else {
            format!("the learning rate {} is probably too large: try a tenth of it", self.learning_rate)
        };
        Err(Error::Diverged { epoch, loss: now.loss, cause })
    }
}
