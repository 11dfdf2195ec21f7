//! Mini-batch gradient descent (chapter 5): the loop that learns.

use crate::parallel::in_pool;
use crate::training::data_parallel::batch::Batch;
use crate::training::distributed::shared_step::SharedStep;
use crate::{
    Batches, Cache, Checkpoint, Cost, Error, Gradients, Network, Optimizer, OptimizerState, Ranks, Real, Result, Rng,
};
use ndarray::ArrayView2;

/// Everything that gradient descent needs besides the network and the data, made once.
///
/// A step allocates nothing. The first product of a thread makes a place for copies, which later ones use again.
///
/// ```
/// use ann::{Activation, Cost, TrainingLoop, Loss, Network, Optimizer};
/// use ndarray::array;
///
/// // XOR: a sample is a column.
/// let x = array![[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]];
/// let y = array![[0.0, 1.0, 1.0, 0.0]];
/// let mut rng = ann::rng(1);
/// let mut network = Network::<f64>::new(&[2, 8, 1], Activation::Tanh, Activation::Sigmoid, &mut rng)?;
/// let mut descent = TrainingLoop::new(&network, x.ncols(), 4, Loss::BinaryCrossEntropy.into(), Optimizer::ADAM)?;
/// for _ in 0..200 {
///     descent.epoch(&mut network, x.view(), y.view(), |_| 0.05, &mut rng)?;
/// }
/// assert_eq!(network.predict(x.view())?.mapv(f64::round), y);
/// # Ok::<(), ann::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct TrainingLoop<F> {
    cost: Cost,
    optimizer: OptimizerState<F>,
    batches: Batches,
    batch: Batch<F>,
    /// What takes steps together with other ranks, if there are any.
    shared: Option<SharedStep<F>>,
}

impl<F: Real> TrainingLoop<F> {
    /// Prepares to train `network` on m samples.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if a setting is out of range or the loss cannot judge the network's output; [`Error::Data`] if
    /// there are no samples.
    pub fn new(network: &Network<F>, m: usize, batch_size: usize, cost: Cost, optimizer: Optimizer) -> Result<Self> {
        Self::on_ranks(&Ranks::alone(), network, m, batch_size, cost, optimizer)
    }

    /// As [`TrainingLoop::new`], to train on the samples of all ranks, of which this one holds m (chapter 14). A batch has `batch_size`
    /// samples of all ranks together. All ranks need the same network, settings and generator.
    ///
    /// # Errors
    ///
    /// As [`TrainingLoop::new`]; [`Error::Rank`] if another rank has gone.
    pub fn on_ranks(
        ranks: &Ranks,
        network: &Network<F>,
        m: usize,
        batch_size: usize,
        cost: Cost,
        optimizer: Optimizer,
    ) -> Result<Self> {
        network.check()?;
        cost.check(network)?;
        let (held, all) = ranks.place(m)?;
        let batches = Batches::new(all, batch_size)?;
        let batch = Batch::new(network, batch_size.min(m));
        let shared = (ranks.size() > 1).then(|| SharedStep::new(ranks, held));
        Ok(TrainingLoop { cost, optimizer: OptimizerState::new(optimizer, network)?, batches, batch, shared })
    }

    /// Goes on from a checkpoint, with its network and its generator, as if there had been no interruption.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] or [`Error::Setting`] if a part of the checkpoint was changed so that it does not fit the others.
    pub fn resume(checkpoint: &Checkpoint<F>) -> Result<Self> {
        Self::resume_on_ranks(&Ranks::alone(), checkpoint, checkpoint.order.len())
    }

    /// As [`TrainingLoop::resume`], with m samples on this rank. The checkpoint may be of another number of ranks.
    ///
    /// # Errors
    ///
    /// As [`TrainingLoop::resume`]; [`Error::Data`] if the ranks do not hold as many samples as it was made with, [`Error::Rank`] if another
    /// rank has gone.
    pub fn resume_on_ranks(ranks: &Ranks, checkpoint: &Checkpoint<F>, m: usize) -> Result<Self> {
        let Checkpoint { network, optimizer, cost, batch_size, order, .. } = checkpoint;
        let fresh = Self::on_ranks(ranks, network, m, *batch_size, *cost, optimizer.optimizer())?;
        if fresh.batches.samples() != order.len() {
            let (now, then) = (fresh.batches.samples(), order.len());
            return Err(Error::data(format!("the checkpoint was made with {then} samples, and now there are {now}")));
        }
        if !optimizer.fits(network) {
            return Err(Error::data("the optimizer state of the checkpoint was made for a network of another shape"));
        }
        let batches = Batches::with_order(order.clone(), *batch_size)?;
        Ok(TrainingLoop { optimizer: optimizer.clone(), batches, ..fresh })
    }

    /// The state of a training with this loop after `epoch` epochs, to go on from there later: of the loop, the network, and the
    /// generator that the epochs use.
    ///
    /// ```
    /// use ann::{Activation, Cost, TrainingLoop, Loss, Network, Optimizer};
    /// use ndarray::array;
    ///
    /// let (x, y) = (array![[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]], array![[0.0, 1.0, 1.0, 0.0]]);
    /// let mut rng = ann::rng(1);
    /// let mut network = Network::<f64>::new(&[2, 8, 1], Activation::Tanh, Activation::Sigmoid, &mut rng)?;
    /// let mut training = TrainingLoop::new(&network, 4, 2, Loss::BinaryCrossEntropy.into(), Optimizer::ADAM)?;
    /// training.epoch(&mut network, x.view(), y.view(), |_| 0.05, &mut rng)?;
    ///
    /// let checkpoint = training.checkpoint(&network, &rng, 1);
    /// training.epoch(&mut network, x.view(), y.view(), |_| 0.05, &mut rng)?;
    ///
    /// let mut again = TrainingLoop::resume(&checkpoint)?;
    /// let (mut same, mut rng) = (checkpoint.network, checkpoint.rng);
    /// again.epoch(&mut same, x.view(), y.view(), |_| 0.05, &mut rng)?;
    /// assert_eq!(same, network);
    /// # Ok::<(), ann::Error>(())
    /// ```
    #[must_use]
    pub fn checkpoint(&self, network: &Network<F>, rng: &Rng, epoch: usize) -> Checkpoint<F> {
        Checkpoint {
            network: network.clone(),
            optimizer: self.optimizer.clone(),
            rng: rng.clone(),
            epoch,
            cost: self.cost,
            batch_size: self.batches.batch_size(),
            order: self.batches.order().to_vec(),
            run: None,
        }
    }

    /// One pass over x: (n_x, m) and y: (n_y, m) in a fresh random order, a step per batch.
    ///
    /// `learning_rate` is asked before each step, with the part of the epoch that is done, in [0, 1).
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] if x or y does not fit the network or has another number of samples than [`TrainingLoop::new`] was told;
    /// [`Error::Setting`] if a learning rate is negative or not finite; [`Error::Data`] if the network has another shape than
    /// [`TrainingLoop::new`] was told.
    pub fn epoch(
        &mut self,
        network: &mut Network<F>,
        x: ArrayView2<F>,
        y: ArrayView2<F>,
        learning_rate: impl Fn(f64) -> f64 + Send,
        rng: &mut Rng,
    ) -> Result<()> {
        let m = self.held();
        network.check()?;
        self.cost.check(network)?;
        if !self.gradients().fits(network) {
            return Err(Error::data("this descent was prepared for a network of another shape"));
        }
        Error::check_shape(
            format_args!("X"),
            x.dim(),
            (network.n_in(), m),
            format_args!("the batches are cut from {m} samples"),
        )?;
        Error::check_shape(
            format_args!("Y"),
            y.dim(),
            (network.n_out(), m),
            format_args!("a column per sample, a row per output"),
        )?;

        self.batches.shuffle(rng);
        in_pool(self.groups(), || match self.shared {
            // Without threads there are no other ranks, and the compiler leaves this out.
            Some(_) if cfg!(feature = "threads") => self.shared_steps(network, x, y, learning_rate, rng),
            _ => self.steps(network, x, y, learning_rate, rng),
        })
    }

    /// The steps of an epoch, when everything fits.
    fn steps(
        &mut self,
        network: &mut Network<F>,
        x: ArrayView2<F>,
        y: ArrayView2<F>,
        learning_rate: impl Fn(f64) -> f64,
        rng: &mut Rng,
    ) -> Result<()> {
        let TrainingLoop { cost, optimizer, batches, batch, .. } = self;
        let (m, mut done) = (batches.samples(), 0);
        for samples in batches.iter() {
            batch.forward_backward(network, cost, (x, y), samples, rng);
            let rate = learning_rate(done as f64 / m as f64);
            batch.update(network, cost, optimizer, rate)?;
            done += samples.len();
        }
        Ok(())
    }

    /// The same together with the other ranks: each has the gradient of the whole batch, and takes the same step.
    fn shared_steps(
        &mut self,
        network: &mut Network<F>,
        x: ArrayView2<F>,
        y: ArrayView2<F>,
        learning_rate: impl Fn(f64) -> f64,
        rng: &mut Rng,
    ) -> Result<()> {
        let TrainingLoop { cost, optimizer, batches, batch, shared: Some(shared) } = self else { return Ok(()) };
        let (m, mut done) = (batches.samples(), 0);
        for samples in batches.iter() {
            shared.gradient(batch, network, cost, (x, y), samples, rng)?;
            let rate = learning_rate(done as f64 / m as f64);
            optimizer.step(network, &batch.gradients, rate)?;
            done += samples.len();
        }
        Ok(())
    }

    /// The gradients of the last step; on several ranks dW and db of the whole batch, dZ of the samples of this one.
    #[must_use]
    pub fn gradients(&self) -> &Gradients<F> {
        &self.batch.gradients
    }

    /// The forward pass of the last step, over the samples of this rank.
    #[must_use]
    pub fn cache(&self) -> &Cache<F> {
        &self.batch.cache
    }

    /// The number of groups of samples into which a full batch is cut on [`threads`](crate::threads) threads, at least 1.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.batch.pieces(self.batches.largest().min(self.held()))
    }

    /// How many samples this rank holds; alone, all.
    fn held(&self) -> usize {
        self.shared.as_ref().map_or(self.batches.samples(), SharedStep::held)
    }

    /// How many batches an epoch has.
    #[must_use]
    pub fn steps_per_epoch(&self) -> usize {
        self.batches.iter().len()
    }
}
