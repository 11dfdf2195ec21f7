//! A training under way (chapter 11): epoch by epoch, to be stopped, kept as a checkpoint, and continued.

use crate::training::checkpoint::{Checkpoint, RunState};
use crate::training::class_weights::Weighted;
use crate::training::distributed::agreement;
use crate::training::divergence::{cause, restored};
use crate::training::early_stopping::Best;
use crate::training::history::{Epoch, History};
use crate::training::samples::Samples;
use crate::training::trainer::Trainer;
use crate::{Cache, Cost, Error, Loss, Network, Ranks, Real, Result, Rng, TrainingLoop};

/// A training by the settings of a [`Trainer`], one epoch at a time. [`Trainer::train`] runs one from its beginning to its end.
///
/// ```
/// use ann::{Activation, Loss, Network, Samples, Trainer, TrainingRun};
/// use ndarray::array;
///
/// let (x, y) = (array![[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]], array![[0.0, 1.0, 1.0, 0.0]]); // XOR
/// let samples = Samples { x: x.view(), y: y.view() };
/// let (trainer, loss) = (Trainer { epochs: 30, ..Trainer::default() }, Loss::BinaryCrossEntropy);
/// let network = || Network::<f64>::new(&[2, 8, 1], Activation::Tanh, Activation::Sigmoid, &mut ann::rng(1));
///
/// let (mut whole, mut rng) = (network()?, ann::rng(2));
/// trainer.train(&mut whole, loss, samples, None, &mut rng)?;
///
/// // The same, interrupted after ten epochs.
/// let (mut first, mut rng) = (network()?, ann::rng(2));
/// let mut run = TrainingRun::new(&trainer, &mut first, loss, samples, None, &mut rng)?;
/// for _ in 0..10 {
///     run.epoch()?;
/// }
/// let checkpoint = run.checkpoint(); // it can be saved, and loaded another day
/// let (mut second, mut rng) = (network()?, ann::rng(0));
/// let mut run = TrainingRun::resume(&trainer, checkpoint, &mut second, loss, samples, None, &mut rng)?;
/// while !run.is_over() {
///     run.epoch()?;
/// }
/// assert_eq!(run.finish().epochs.len(), 30);
/// assert_eq!(second, whole);
/// # Ok::<(), ann::Error>(())
/// ```
#[derive(Debug)]
pub struct TrainingRun<'n, F> {
    ranks: Ranks,
    trainer: Trainer,
    network: &'n mut Network<F>,
    loss: Loss,
    train: Samples<'n, F>,
    validation: Option<Samples<'n, F>>,
    weighted: Weighted<F>,
    /// m, the number of samples to train on, of all ranks.
    m: usize,
    /// The fingerprint of all samples, if there are several ranks: they find it together.
    fingerprint: Option<u64>,
    rng: &'n mut Rng,
    training_loop: TrainingLoop<F>,
    /// For evaluations.
    cache: Cache<F>,
    /// How many epochs are done.
    epoch: usize,
    history: History,
    best: Best<F>,
}

impl<'n, F: Real> TrainingRun<'n, F> {
    /// Begins to train `network` on `train`; it is evaluated on `train` and on `validation`, if there is any.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if a setting is out of range, early stopping has no validation samples to go by, the loss cannot judge
    /// the network's output or has no classes to weigh; [`Error::Data`] if there are no samples.
    pub fn new<'t: 'n, 'v: 'n>(
        trainer: &Trainer,
        network: &'n mut Network<F>,
        loss: Loss,
        train: Samples<'t, F>,
        validation: Option<Samples<'v, F>>,
        rng: &'n mut Rng,
    ) -> Result<Self> {
        Self::on_ranks(&Ranks::alone(), trainer, network, loss, (train, validation), rng)
    }

    /// As [`TrainingRun::new`] on several ranks (chapter 14), each with its own samples to train on and for validation. All ranks must
    /// begin with the same network, settings and generator, and call [`TrainingRun::epoch`] until it is over.
    ///
    /// # Errors
    ///
    /// As [`TrainingRun::new`]; [`Error::Rank`] if a rank begins with something else, or has gone.
    pub fn on_ranks<'t: 'n, 'v: 'n>(
        ranks: &Ranks,
        trainer: &Trainer,
        network: &'n mut Network<F>,
        loss: Loss,
        (train, validation): (Samples<'t, F>, Option<Samples<'v, F>>),
        rng: &'n mut Rng,
    ) -> Result<Self> {
        trainer.check()?;
        if trainer.early_stopping.is_some() && validation.is_none() {
            return Err(Error::setting("early_stopping", "on", "off, or validation samples given to stop by"));
        }
        let (train, validation) = (train.reborrow(), validation.map(Samples::reborrow));
        agreement::check(ranks, &format!("{trainer:?} {loss}"), network, rng)?;
        let (_, m) = ranks.place(train.x.ncols())?;
        let cost = Cost { loss, weight_decay: trainer.l2 / m.max(1) as f64 }; // (11.1)
        let training_loop =
            TrainingLoop::on_ranks(ranks, network, train.x.ncols(), trainer.batch_size, cost, trainer.optimizer)?;
        let several = ranks.size() > 1;
        Ok(TrainingRun {
            training_loop,
            trainer: trainer.clone(),
            network,
            loss,
            weighted: Weighted::new(trainer.class_weights, loss, train, validation, ranks)?,
            m,
            fingerprint: several.then(|| agreement::of_samples(ranks, train, validation)).transpose()?,
            train,
            validation,
            rng,
            cache: Cache::default(),
            epoch: 0,
            history: History::default(),
            best: Best::default(),
            ranks: ranks.clone(),
        })
    }

    /// Continues from a checkpoint. `network` and `rng` get the state that is in it.
    ///
    /// # Errors
    ///
    /// As [`TrainingRun::new`]; [`Error::Data`] if the checkpoint was made with other settings, another loss, a network of other layers,
    /// or other samples. `network` and `rng` are then unchanged.
    pub fn resume<'t: 'n, 'v: 'n>(
        trainer: &Trainer,
        checkpoint: Checkpoint<F>,
        network: &'n mut Network<F>,
        loss: Loss,
        train: Samples<'t, F>,
        validation: Option<Samples<'v, F>>,
        rng: &'n mut Rng,
    ) -> Result<Self> {
        Self::resume_on_ranks(&Ranks::alone(), trainer, checkpoint, network, loss, (train, validation), rng)
    }

    /// As [`TrainingRun::resume`] on several ranks, each with its own samples. All of them need the checkpoint, which may be of another
    /// number of ranks.
    ///
    /// # Errors
    ///
    /// As [`TrainingRun::resume`] and [`TrainingRun::on_ranks`].
    pub fn resume_on_ranks<'t: 'n, 'v: 'n>(
        ranks: &Ranks,
        trainer: &Trainer,
        checkpoint: Checkpoint<F>,
        network: &'n mut Network<F>,
        loss: Loss,
        (train, validation): (Samples<'t, F>, Option<Samples<'v, F>>),
        rng: &'n mut Rng,
    ) -> Result<Self> {
        let other = |what: String| {
            Error::data(format!("the checkpoint was made with {what}; it can be continued only as it was begun"))
        };
        let Some(state) = &checkpoint.run else {
            return Err(Error::data("the checkpoint is one of a `TrainingLoop`, which alone can continue it"));
        };
        if let Some((name, [then, now])) = state.trainer.difference(trainer) {
            return Err(other(format!("{name} {then}, and now it is {now}")));
        }
        if checkpoint.cost.loss != loss {
            return Err(other(format!("the loss {}, and now it is {loss}", checkpoint.cost.loss)));
        }
        let layers = |network: &Network<F>| {
            let layer = |layer: &crate::Layer<F>| (layer.w.dim(), layer.activation, layer.keep_prob);
            network.layers().iter().map(layer).collect::<Vec<_>>()
        };
        if layers(&checkpoint.network) != layers(network) {
            return Err(other(format!(
                "a network of other layers: sizes {:?} with\n{}\nand now it is {:?} with\n{}",
                checkpoint.network.sizes(),
                checkpoint.network,
                network.sizes(),
                network
            )));
        }
        let (train, validation) = (train.reborrow(), validation.map(Samples::reborrow));
        if state.samples != agreement::of_samples(ranks, train, validation)? {
            return Err(other("other samples: another table, another seed or another split".to_owned()));
        }
        let mut run = Self::on_ranks(ranks, trainer, network, loss, (train, validation), rng)?;
        run.training_loop = TrainingLoop::resume_on_ranks(ranks, &checkpoint, train.x.ncols())?;
        *run.network = checkpoint.network;
        *run.rng = checkpoint.rng;
        run.epoch = checkpoint.epoch;
        if let Some(RunState { history, best, .. }) = checkpoint.run {
            (run.history, run.best) = (history, best);
        }
        Ok(run)
    }

    /// One epoch: a step for every batch, then the evaluation, if this epoch has one. Returns the evaluation; `None` if there was
    /// none, or the training is over.
    ///
    /// # Errors
    ///
    /// As [`Trainer::train`].
    pub fn epoch(&mut self) -> Result<Option<Epoch>> {
        if self.is_over() {
            return Ok(None);
        }
        let (trainer, epoch) = (&self.trainer, self.epoch + 1);
        let step = 1.0 / self.training_loop.steps_per_epoch() as f64;
        let rate = |done: f64| trainer.rate((epoch - 1) as f64 + done, step);
        let (train, _) = self.weighted.samples(self.train.reborrow(), self.validation.map(Samples::reborrow));
        self.training_loop.epoch(self.network, train.x, train.y, rate, self.rng)?;
        self.epoch = epoch;
        if epoch.is_multiple_of(trainer.evaluate_every) || epoch == trainer.epochs { self.evaluate() } else { Ok(None) }
    }

    /// Evaluates the network after the last epoch, for a training that ends before it is over. `None` if that is done already, or there was
    /// no epoch yet.
    ///
    /// # Errors
    ///
    /// As [`Trainer::train`].
    pub fn evaluate(&mut self) -> Result<Option<Epoch>> {
        let epoch = self.epoch;
        if epoch == self.history.epochs_run() {
            return Ok(None);
        }
        let (train, validation) = self.weighted.samples(self.train.reborrow(), self.validation.map(Samples::reborrow));
        let mut judge =
            |Samples { x, y }: Samples<'_, F>| self.ranks.evaluate(self.network, (x, y), self.loss, &mut self.cache);
        let (train, validation) = (judge(train)?, validation.map(judge).transpose()?);
        let step = 1.0 / self.training_loop.steps_per_epoch() as f64;
        let now = Epoch { epoch, learning_rate: self.trainer.rate((epoch - 1) as f64, step), train, validation };
        if let Err(error) = self.check_finite(&now) {
            return Err(match std::mem::take(&mut self.best).restore(self.network) {
                Some(epoch) => restored(error, epoch),
                None => error,
            });
        }
        self.history.epochs.push(now);
        self.history.kept_epoch = epoch;
        if let (Some(_), Some(validation)) = (self.trainer.early_stopping, validation) {
            self.best.offer(epoch, validation.loss, self.network);
        }
        Ok(Some(now))
    }

    /// Whether the last epoch is done, or the training has stopped early.
    #[must_use]
    pub fn is_over(&self) -> bool {
        let waited = self.history.epochs_run().saturating_sub(self.best.epoch);
        let is_out_of_patience = |patience: usize| self.best.network.is_some() && waited >= patience;
        self.epoch >= self.trainer.epochs || self.trainer.early_stopping.is_some_and(|s| is_out_of_patience(s.patience))
    }

    /// How many epochs are done.
    #[must_use]
    pub fn epochs_done(&self) -> usize {
        self.epoch
    }

    /// The epochs so far that were evaluated.
    #[must_use]
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The network as it is now.
    #[must_use]
    pub fn network(&self) -> &Network<F> {
        self.network
    }

    /// The state of the training, to go on from here later.
    #[must_use]
    pub fn checkpoint(&self) -> Checkpoint<F> {
        let run = RunState {
            trainer: self.trainer.clone(),
            samples: self.fingerprint.unwrap_or_else(|| agreement::of_own(self.train, self.validation)),
            history: self.history.clone(),
            best: self.best.clone(),
        };
        Checkpoint { run: Some(run), ..self.training_loop.checkpoint(self.network, self.rng, self.epoch) }
    }

    /// Ends the training, over or not. With early stopping the network gets its best weights so far.
    #[allow(clippy::must_use_candidate, reason = "who wants the network does not need the history")]
    pub fn finish(mut self) -> History {
        if let Some(epoch) = self.best.restore(self.network) {
            self.history.kept_epoch = epoch;
        }
        self.history
    }

    /// Refuses an epoch after which the training loss is not finite, or the validation loss by which to stop is not.
    fn check_finite(&self, now: &Epoch) -> Result<()> {
        let (epoch, loss, trainer) = (now.epoch, now.train.loss, &self.trainer);
        if !loss.is_finite() {
            let samples = (self.train.x, self.train.y);
            let cause = cause(&self.ranks, samples, self.m, trainer.learning_rate, trainer.l2)?;
            return Err(Error::Diverged { epoch, loss, cause });
        }
        match now.validation {
            Some(validation) if trainer.early_stopping.is_some() && !validation.loss.is_finite() => {
                Err(Error::data(format!(
                    "after epoch {epoch} the loss is {loss:.4} on the training samples and {} on the validation samples: a \
                     validation sample is not finite, or too far from all that the network has learnt from",
                    validation.loss
                )))
            }
            _ => Ok(()),
        }
    }
}
