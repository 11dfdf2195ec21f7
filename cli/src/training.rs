//! The training itself, epoch by epoch, with its progress and its checkpoints.

use ann::data::Dataset;
use ann::model::remove_partial_files;
use ann::{Checkpoint, Error, History, Model, Rng, Samples, Trainer, TrainingRun};
use indicatif::ProgressBar;
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
}

/// Trains `model`, from the beginning or from a checkpoint, to the end.
pub fn train(
    model: &mut Model<f32>,
    trainer: &Trainer,
    (train, validation): (Cow<'_, Dataset>, Option<&Dataset>),
    rng: &mut Rng,
    checkpoints: Option<&Checkpoints<'_>>,
    checkpoint: Option<Checkpoint<f32>>,
    progress: &ProgressBar,
) -> Result<History, Error> {
    // A data set that is given away takes no memory during the training.
    let (x, y) = model.scaled(train)?;
    let validation = validation.map(|dataset| model.scaled(dataset)).transpose()?;
    let train = Samples { x: x.view(), y: y.view() };
    let validation = validation.as_ref().map(|(x, y)| Samples { x: x.view(), y: y.view() });
    let (loss, network) = (model.answer.loss(), &mut model.network);
    let mut run = match checkpoint {
        None => TrainingRun::new(trainer, network, loss, train, validation, rng)?,
        Some(checkpoint) => TrainingRun::resume(trainer, checkpoint, network, loss, train, validation, rng)?,
    };
    while !run.is_over() {
        let evaluated = run.epoch()?;
        progress.set_position(run.epochs_done() as u64);
        if let Some(epoch) = evaluated {
            progress.set_message(format!("loss {:.4}", epoch.train.loss));
        }
        if let Some(Checkpoints { path, every, .. }) = checkpoints
            && (run.epochs_done().is_multiple_of(*every) || run.is_over())
        {
            run.checkpoint().save(path)?;
        }
    }
    Ok(run.finish())
}
