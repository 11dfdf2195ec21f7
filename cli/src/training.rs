//! The training itself, epoch by epoch, with its progress and its checkpoints.

use crate::interrupt;
use crate::team::Team;
use ann::data::Dataset;
use ann::model::remove_partial_files;
use ann::{Checkpoint, Epoch, Error, History, Model, Network, Ranks, Rng, Samples, Trainer, TrainingRun};
use indicatif::ProgressBar;
use ndarray::Array2;
use std::borrow::Cow;
use std::path::Path;

/// Where and how often the state of the training is kept, and whether to go on from there.
pub struct Checkpoints<'a> {
    pub path: &'a Path,
    /// Epochs between two checkpoints, at least 1.
    pub every: usize,
    pub resume: bool,
}

impl Checkpoints<'_> {
    /// The checkpoint to go on from: none if there is no such file yet.
    ///
    /// A file that is there is never overwritten by a training that does not go on from it.
    pub fn load(&self) -> Result<Option<Checkpoint<f32>>, Error> {
        let exists = self.path.exists();
        if exists && !self.resume {
            let source = std::io::Error::other("there is a file already: add --resume to go on from it, or remove it");
            return Err(Error::Io { action: "write", path: self.path.to_owned(), source });
        }
        // Of a process that was killed in the middle of writing.
        remove_partial_files(self.path)?;
        exists.then(|| Checkpoint::load(self.path)).transpose()
    }

    /// Keeps the state of a training, if it is time.
    fn keep(&self, run: &TrainingRun<'_, f32>) -> Result<(), Error> {
        if run.epochs_done().is_multiple_of(self.every) || run.is_over() {
            return run.checkpoint().save(self.path);
        }
        Ok(())
    }
}

/// How a training is followed and kept, and who takes part in it.
pub struct Around<'a> {
    pub checkpoints: Option<&'a Checkpoints<'a>>,
    pub progress: &'a ProgressBar,
    pub team: &'a Team,
}

impl Around<'_> {
    /// Shows how far the training is, and keeps its state, after an epoch.
    fn after_epoch(&self, run: &TrainingRun<'_, f32>, evaluated: Option<Epoch>) -> Result<(), Error> {
        self.progress.set_position(run.epochs_done() as u64);
        if let Some(epoch) = evaluated {
            self.progress.set_message(format!("loss {:.4}", epoch.train.loss));
        }
        self.checkpoints.map_or(Ok(()), |checkpoints| checkpoints.keep(run))
    }
}

/// Trains `model`, from the beginning or from a checkpoint, to the end, or until Ctrl-C; with all ranks, if there are several.
pub fn train(
    model: &mut Model<f32>,
    trainer: &Trainer,
    (train, validation): (Cow<'_, Dataset>, Option<&Dataset>),
    rng: &mut Rng,
    checkpoint: Option<Checkpoint<f32>>,
    around: &Around<'_>,
) -> Result<History, Error> {
    // A data set that is given away takes no memory during the training.
    let (x, y) = model.scaled(train)?;
    let validation = validation.map(|dataset| model.scaled(dataset)).transpose()?;
    let samples = Samples { x: x.view(), y: y.view() };
    let validation_samples = validation.as_ref().map(|(x, y)| Samples { x: x.view(), y: y.view() });
    let (loss, network) = (model.answer.loss(), &mut model.network);
    let mut run = match checkpoint {
        None => TrainingRun::new(trainer, network, loss, samples, validation_samples, rng)?,
        Some(checkpoint) => TrainingRun::resume(trainer, checkpoint, network, loss, samples, validation_samples, rng)?,
    };
    if around.team.ranks().size() > 1 {
        let start = run.checkpoint().to_bytes()?;
        drop(run);
        let follow = |run: &TrainingRun<'_, f32>, evaluated| around.after_epoch(run, evaluated);
        let (network, history) = around.team.together(|ranks| on_rank(ranks, start, (x, y), validation, follow))?;
        model.network = network;
        return Ok(history);
    }
    while !run.is_over() {
        let evaluated = run.epoch()?;
        around.after_epoch(&run, evaluated)?;
        if interrupt::is_asked() {
            run.evaluate()?;
            around.checkpoints.map_or(Ok(()), |checkpoints| run.checkpoint().save(checkpoints.path))?;
            break;
        }
    }
    Ok(run.finish())
}

/// The part of a rank other than the first in a training.
pub fn on_other_rank(ranks: &Ranks) {
    // What goes wrong here is told by the first one, which fails with it.
    drop(on_rank(ranks, Vec::new(), Arrays::default(), None, |_, _| Ok(())));
}

/// X and Y of some samples.
type Arrays = (Array2<f32>, Array2<f32>);

/// What every rank does. Rank 0 has the state to start from and all samples; the others need not give any. They end with the same network.
///
/// All ranks fail together, with the error of the first one that failed.
fn on_rank(
    ranks: &Ranks,
    mut start: Vec<u8>,
    (x, y): Arrays,
    validation: Option<Arrays>,
    mut after_epoch: impl FnMut(&TrainingRun<'_, f32>, Option<Epoch>) -> Result<(), Error>,
) -> Result<(Network<f32>, History), Error> {
    ranks.broadcast(&mut start)?;
    let checkpoint = ranks.agree(Checkpoint::<f32>::from_bytes(&start))?;
    let Some(trainer) = checkpoint.trainer().cloned() else {
        return Err(Error::Data { problem: "the checkpoint is not one of a training by a trainer".to_owned() });
    };
    // All samples were on rank 0; from here on, each rank has its part, and nobody has all of them.
    let (x, y) = (ranks.scatter(x)?, ranks.scatter(y)?);
    let validation = match trainer.early_stopping {
        None => None,
        Some(_) => {
            let (x, y) = validation.unwrap_or_default();
            Some((ranks.scatter(x)?, ranks.scatter(y)?))
        }
    };
    let train = Samples { x: x.view(), y: y.view() };
    let validation = validation.as_ref().map(|(x, y)| Samples { x: x.view(), y: y.view() });
    let (mut network, mut rng, loss) = (checkpoint.network.clone(), checkpoint.rng.clone(), checkpoint.cost.loss);
    let (network_mut, sets) = (&mut network, (train, validation));
    let run = TrainingRun::resume_on_ranks(ranks, &trainer, checkpoint, network_mut, loss, sets, &mut rng);
    let mut run = ranks.agree(run)?;
    while !run.is_over() {
        let evaluated = ranks.agree(run.epoch())?;
        ranks.agree(after_epoch(&run, evaluated))?;
    }
    let history = run.finish();
    Ok((network, history))
}
