//! A whole training (chapter 11): a [`TrainingRun`] from its beginning to its end.

use crate::training::history::{Epoch, History};
use crate::training::samples::Samples;
use crate::training::trainer::Trainer;
use crate::training::training_run::TrainingRun;
use crate::{Loss, Network, Ranks, Real, Result, Rng};
use std::ops::ControlFlow;

impl Trainer {
    /// Trains `network` on `train`, and evaluates it on `train` and on `validation`, if there is any.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`](crate::Error::Setting) if a setting is out of range or early stopping has no validation samples to go by; [`Error::Shape`](crate::Error::Shape)
    /// and [`Error::Data`](crate::Error::Data) if the samples do not fit the network, or early stopping meets a validation loss that is not finite;
    /// [`Error::Diverged`](crate::Error::Diverged) if the training loss is not finite. In both of the last two cases early stopping puts the best
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

    /// As [`Trainer::train`] on several ranks (chapter 14), each with its own samples: [`Samples::part`] deals them out. All ranks call it
    /// with the same network, settings and generator, and end with the same network and history.
    ///
    /// # Errors
    ///
    /// As [`Trainer::train`]; [`Error::Rank`](crate::Error::Rank) if a rank begins with something else, or has gone.
    pub fn train_on_ranks<F: Real>(
        &self,
        ranks: &Ranks,
        network: &mut Network<F>,
        loss: Loss,
        train: Samples<'_, F>,
        validation: Option<Samples<'_, F>>,
        rng: &mut Rng,
    ) -> Result<History> {
        let mut run = TrainingRun::on_ranks(ranks, self, network, loss, (train, validation), rng)?;
        while !run.is_over() {
            run.epoch()?;
        }
        Ok(run.finish())
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
        let mut run = TrainingRun::new(self, network, loss, train, validation, rng)?;
        while !run.is_over() {
            if let Some(epoch) = run.epoch()?
                && on_epoch(&epoch, run.network()).is_break()
            {
                break;
            }
        }
        Ok(run.finish())
    }
}
