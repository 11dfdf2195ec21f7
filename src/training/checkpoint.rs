//! All that a training needs to go on where it stopped, to the bit (chapter 11).

use crate::training::early_stopping::Best;
use crate::{Cost, History, Network, OptimizerState, Rng, Trainer};

/// The state of a training after some epoch. Continued from here, it takes the same steps, to the last bit, as if it had never
/// been interrupted.
///
/// [`TrainingRun::checkpoint`](crate::TrainingRun::checkpoint) makes one and [`TrainingRun::resume`](crate::TrainingRun::resume)
/// continues; for a loop of one's own, [`TrainingLoop`](crate::TrainingLoop) has the same two methods. With the feature `files`, a
/// checkpoint can be saved and loaded.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkpoint<F> {
    /// The network with the weights after this epoch.
    pub network: Network<F>,
    /// The rule of the steps, its moments m and v of every parameter, and t, the number of steps taken.
    pub optimizer: OptimizerState<F>,
    /// The random generator, in the state in which the next epoch finds it.
    pub rng: Rng,
    /// How many epochs are done: the position in the schedule.
    pub epoch: usize,
    /// What is minimised.
    pub cost: Cost,
    /// Samples per step.
    pub batch_size: usize,
    /// The order of the samples in the last epoch, from which the next shuffle starts.
    pub(crate) order: Vec<usize>,
    /// What a trainer knows besides.
    pub(crate) run: Option<RunState<F>>,
}

impl<F> Checkpoint<F> {
    /// The settings of the training, if it is one by a [`Trainer`].
    #[must_use]
    pub fn trainer(&self) -> Option<&Trainer> {
        self.run.as_ref().map(|run| &run.trainer)
    }
}

/// The state of a [`TrainingRun`](crate::TrainingRun) besides that of its loop.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RunState<F> {
    pub trainer: Trainer,
    /// The [`fingerprint`](crate::training::training_run) of the samples.
    pub samples: u64,
    pub history: History,
    pub best: Best<F>,
}
