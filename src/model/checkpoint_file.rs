//! Checkpoints in files: a training that is killed at any moment can go on from the last one.
//!
//! The tensors are those of the network, as in a model file; the moments as `optimizer.0.weight.m` and so on; the order of the
//! samples; the history, a row for each epoch; and with early stopping the best weights, as `best.0.weight` and so on.

use super::envelope::CHECKPOINT;
use super::problem::Problem;
use super::safetensors::{File, LayerDescription, Tensor, check_finite, describe, of_layers, to_file};
use crate::disk;
use crate::training::checkpoint::RunState;
use crate::training::early_stopping::Best;
use crate::{
    Checkpoint, Cost, Epoch, Error, Evaluation, History, Loss, Metric, Network, Optimizer, OptimizerState, Real,
    Result, Rng, Trainer, TrainingLoop,
};
use ndarray::Array2;
use rand::SeedableRng;
use serde::{Deserialize, Serialize};
use std::path::Path;

#[derive(Serialize, Deserialize)]
struct Description {
    epoch: usize,
    layers: Vec<LayerDescription>,
    optimizer: Optimizer,
    steps: usize,
    loss: Loss,
    l2: f64,
    batch_size: usize,
    rng: RngDescription,
    run: Option<RunDescription>,
}

/// The state of a ChaCha generator: its key, its stream, and the place in it, in words of 32 bits.
#[derive(Serialize, Deserialize)]
struct RngDescription {
    seed: [u8; 32],
    stream: u64,
    /// The upper and the lower 64 bits.
    word: [u64; 2],
}

#[derive(Serialize, Deserialize)]
struct RunDescription {
    trainer: Trainer,
    samples: u64,
    /// Whether the metric is R², otherwise it is the accuracy.
    metric_is_r2: bool,
    has_validation: bool,
    epochs_evaluated: usize,
    kept_epoch: usize,
    best: Option<BestDescription>,
}

#[derive(Serialize, Deserialize)]
struct BestDescription {
    epoch: usize,
    loss: f64,
}

impl<F: Real> Checkpoint<F> {
    /// Writes the checkpoint to `path`, replacing what is there only when everything is safely on the disk: whenever the process is
    /// killed, there is a whole checkpoint, this one or the one before.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] if a weight is not a finite number, because the training diverged, or if the parts do not fit each other;
    /// [`Error::Io`] if the file cannot be written. What was there before is then still there.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        disk::replace_file(path.as_ref(), &self.to_bytes()?)
    }

    /// What [`Checkpoint::save`] writes.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] if a weight is not a finite number, because the training diverged, or if the parts do not fit each other.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let unfit = |problem: Problem| problem.of_unkept("checkpoint");
        let bytes = self.write().map_err(unfit)?;
        Self::read(&bytes).map_err(unfit)?;
        Ok(bytes)
    }

    /// Reads what [`Checkpoint::to_bytes`] returned.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] if it is truncated, damaged, of another program, of a later version, or of another number type.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        Self::read(bytes).map_err(|problem| Error::data(format!("these bytes are not a usable checkpoint: {problem}")))
    }

    /// Reads a checkpoint that [`Checkpoint::save`] wrote.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if the file cannot be read; [`Error::File`] if it is truncated, damaged, of another program, of a later version,
    /// or of another number type.
    pub fn load(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        Self::read(&disk::read(path)?).map_err(|problem| problem.in_file(path, CHECKPOINT.what))
    }

    fn write(&self) -> Result<Vec<u8>, Problem> {
        let mut tensors = of_layers("layers", self.network.layers());
        for (i, layer) in self.network.layers().iter().enumerate() {
            check_finite(&format!("layers.{i}.weight"), &layer.w)?;
            check_finite(&format!("layers.{i}.bias"), &layer.b)?;
        }
        self.optimizer.each_moment(|name, moment| tensors.push(Tensor::matrix(name, moment)));
        tensors.push(Tensor::indices("order", &self.order));
        if let Some(RunState { history, best, .. }) = &self.run {
            if !history.epochs.is_empty() {
                tensors.push(Tensor::matrix("history", &to_table(history)));
            }
            if let Some(network) = &best.network {
                tensors.extend(of_layers("best", network.layers()));
            }
        }
        to_file(CHECKPOINT, self.describe(), &tensors)
    }

    fn read(bytes: &[u8]) -> Result<Self, Problem> {
        let (mut file, description): (_, Description) = File::open(CHECKPOINT, bytes)?;
        let network = Network::from_layers(file.layers("layers", &description.layers)?)?;
        let mut optimizer = OptimizerState::<F>::new(description.optimizer, &network)?;
        optimizer.set_steps(description.steps)?;
        let mut problem = None;
        optimizer.each_moment_mut(|name, moment| match file.matrix(&name) {
            Ok(read) if read.dim() == moment.dim() => moment.assign(&read),
            Ok(read) => {
                let (found, needed) = (read.dim(), moment.dim());
                problem = Some(format!("tensor '{name}' has shape {found:?}, but {needed:?} is needed").into());
            }
            Err(error) => problem = problem.take().or(Some(error)),
        });
        if let Some(problem) = problem {
            return Err(problem);
        }
        let order = file.indices("order")?;
        let mut run = None;
        if let Some(RunDescription { trainer, samples, kept_epoch, best, .. }) = &description.run {
            let history = read_history(&mut file, &description, *kept_epoch)?;
            let mut kept = Best::default();
            if let Some(BestDescription { epoch, loss }) = *best {
                let network = Network::from_layers(file.layers("best", &description.layers)?)?;
                kept = Best { epoch, loss, network: Some(network) };
            }
            run = Some(RunState { trainer: trainer.clone(), samples: *samples, history, best: kept });
        }
        file.close(&description)?;
        let Description { epoch, loss, l2, batch_size, rng, .. } = description;
        let cost = Cost { loss, weight_decay: l2 };
        let checkpoint = Checkpoint { network, optimizer, rng: rng.to_rng(), epoch, cost, batch_size, order, run };
        TrainingLoop::resume(&checkpoint)?;
        Ok(checkpoint)
    }

    fn describe(&self) -> Description {
        Description {
            epoch: self.epoch,
            layers: describe(self.network.layers()),
            optimizer: self.optimizer.optimizer(),
            steps: self.optimizer.steps(),
            loss: self.cost.loss,
            l2: self.cost.weight_decay,
            batch_size: self.batch_size,
            rng: RngDescription::of(&self.rng),
            run: self.run.as_ref().map(|RunState { trainer, samples, history, best }| RunDescription {
                trainer: trainer.clone(),
                samples: *samples,
                metric_is_r2: matches!(
                    history.epochs.first(),
                    Some(Epoch { train: Evaluation { metric: Metric::R2(_), .. }, .. })
                ),
                has_validation: history.epochs.first().is_some_and(|epoch| epoch.validation.is_some()),
                epochs_evaluated: history.epochs.len(),
                kept_epoch: history.kept_epoch,
                best: best.network.is_some().then_some(BestDescription { epoch: best.epoch, loss: best.loss }),
            }),
        }
    }
}

/// A row for each epoch: its number, the learning rate, then loss and metric on the training and on the validation samples.
fn to_table(history: &History) -> Array2<f64> {
    let mut table = Array2::zeros((history.epochs.len(), 6));
    for (mut row, Epoch { epoch, learning_rate, train, validation }) in
        table.rows_mut().into_iter().zip(&history.epochs)
    {
        let pair = |evaluation: &Evaluation| [evaluation.loss, evaluation.metric.value()];
        let ([a, b], [c, d]) = (pair(train), validation.as_ref().map_or([0.0; 2], pair));
        row.iter_mut().zip([*epoch as f64, *learning_rate, a, b, c, d]).for_each(|(to, from)| *to = from);
    }
    table
}

fn read_history(file: &mut File<'_>, description: &Description, kept_epoch: usize) -> Result<History, Problem> {
    let Some(run) = &description.run else { return Ok(History::default()) };
    if run.epochs_evaluated == 0 {
        return Ok(History { epochs: Vec::new(), kept_epoch });
    }
    let table = file.table("history")?;
    let needed = (run.epochs_evaluated, 6);
    if table.dim() != needed {
        return Err(format!("its history has shape {:?}, but {needed:?} is needed", table.dim()).into());
    }
    let metric = |value: f64| if run.metric_is_r2 { Metric::R2(value) } else { Metric::Accuracy(value) };
    let epoch = |row: ndarray::ArrayView1<'_, f64>| Epoch {
        epoch: row[0] as usize,
        learning_rate: row[1],
        train: Evaluation { loss: row[2], metric: metric(row[3]) },
        validation: run.has_validation.then(|| Evaluation { loss: row[4], metric: metric(row[5]) }),
    };
    Ok(History { epochs: table.rows().into_iter().map(epoch).collect(), kept_epoch })
}

impl RngDescription {
    fn of(rng: &Rng) -> Self {
        let word = rng.get_word_pos();
        RngDescription { seed: rng.get_seed(), stream: rng.get_stream(), word: [(word >> 64) as u64, word as u64] }
    }

    fn to_rng(&self) -> Rng {
        let mut rng = Rng::from_seed(self.seed);
        rng.set_stream(self.stream);
        rng.set_word_pos(u128::from(self.word[0]) << 64 | u128::from(self.word[1]));
        rng
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Activation, Samples, TrainingRun, rng};
    use ndarray::array;

    /// A checkpoint after one epoch of plain descent, which has no moments.
    fn checkpoint() -> Checkpoint<f64> {
        let (x, y) = (array![[0.0, 1.0, 2.0]], array![[1.0, 0.0, 1.0]]);
        let (mut random, samples) = (rng(1), Samples { x: x.view(), y: y.view() });
        let mut network = Network::new(&[1, 1], Activation::Tanh, Activation::Sigmoid, &mut rng(0)).unwrap();
        let trainer = Trainer { epochs: 2, optimizer: Optimizer::Sgd, ..Trainer::default() };
        let loss = Loss::BinaryCrossEntropy;
        let mut run = TrainingRun::new(&trainer, &mut network, loss, samples, None, &mut random).unwrap();
        run.epoch().unwrap();
        run.checkpoint()
    }

    #[test]
    fn an_order_that_has_a_sample_twice_is_refused() {
        let mut checkpoint = checkpoint();
        assert_eq!(Checkpoint::from_bytes(&checkpoint.to_bytes().unwrap()).unwrap(), checkpoint);
        for order in [vec![0, 2, 0], vec![0, 1, 3]] {
            checkpoint.order = order;
            let problem = "the order of the samples does not have every sample once";
            let told = Checkpoint::<f64>::from_bytes(&checkpoint.write().unwrap()).unwrap_err().to_string();
            assert_eq!(told, format!("these bytes are not a usable checkpoint: {problem}"));
            let told = checkpoint.to_bytes().unwrap_err().to_string();
            assert_eq!(told, format!("the checkpoint cannot be kept, as it could not be used again: {problem}"));
        }
    }

    #[test]
    fn a_history_of_another_shape_is_refused() {
        let checkpoint = checkpoint();
        let read = |history: Tensor| {
            let mut tensors = of_layers("layers", checkpoint.network.layers());
            tensors.extend([Tensor::indices("order", &checkpoint.order), history]);
            Checkpoint::<f64>::from_bytes(&to_file(CHECKPOINT, checkpoint.describe(), &tensors).unwrap())
        };
        let history = |rows| Tensor::matrix("history", &Array2::<f64>::ones((rows, 6)));
        assert_eq!(read(history(1)).unwrap().run.unwrap().history.epochs.len(), 1);
        let told = read(history(2)).unwrap_err().to_string();
        assert!(told.ends_with("its history has shape (2, 6), but (1, 6) is needed"), "{told}");
        let mut cube = history(1);
        cube.shape = vec![1, 6, 1];
        let told = read(cube).unwrap_err().to_string();
        assert!(told.ends_with("tensor 'history' has shape [1, 6, 1], which is no matrix"), "{told}");
    }
}
