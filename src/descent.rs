//! Mini-batch gradient descent (chapter 5): the loop that learns.

use crate::backward::propagate_back;
use crate::batch::gather;
use crate::cache::{columns, columns_mut};
use crate::forward::propagate;
use crate::{
    Batches, Cache, Cost, Dropout, Error, Gradients, Network, Optimizer, OptimizerState, Real, Result, Rng, parallel,
};
use ndarray::{Array2, ArrayView2, ShapeBuilder};
use rand::Rng as _;

/// Everything that gradient descent needs besides the network and the data, made once.
///
/// A step allocates nothing of its own; only the kernel for large matrix products takes a buffer for the length of a product.
///
/// ```
/// use ann::{Activation, Cost, Descent, Loss, Network, Optimizer};
/// use ndarray::array;
///
/// // XOR: a sample is a column.
/// let x = array![[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]];
/// let y = array![[0.0, 1.0, 1.0, 0.0]];
/// let mut rng = ann::rng(1);
/// let mut network = Network::<f64>::new(&[2, 8, 1], Activation::Tanh, Activation::Sigmoid, &mut rng)?;
/// let mut descent = Descent::new(&network, x.ncols(), 4, Loss::BinaryCrossEntropy.into(), Optimizer::ADAM)?;
/// for _ in 0..200 {
///     descent.epoch(&mut network, x.view(), y.view(), |_| 0.05, &mut rng)?;
/// }
/// assert_eq!(network.predict(x.view())?.mapv(f64::round), y);
/// # Ok::<(), ann::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Descent<F> {
    cost: Cost,
    optimizer: OptimizerState<F>,
    batches: Batches,
    /// One share of each batch for each thread; a single one where the work is small.
    shares: Vec<Share<F>>,
}

/// The buffers for a share of a batch.
#[derive(Debug, Clone)]
struct Share<F> {
    cache: Cache<F>,
    gradients: Gradients<F>,
    /// Y of the share: (n_y, capacity)
    y: Array2<F>,
}

impl<F: Real> Descent<F> {
    /// Prepares to train `network` on m samples.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if a setting is out of range or the loss cannot judge the network's output; [`Error::Data`] if
    /// there are no samples.
    pub fn new(network: &Network<F>, m: usize, batch_size: usize, cost: Cost, optimizer: Optimizer) -> Result<Self> {
        network.check()?;
        cost.check(network)?;
        let batches = Batches::new(m, batch_size)?;
        let batch_size = batch_size.min(m);
        // Each weight is used in three products: forward, for its gradient, and backward.
        let shares = parallel::shares(3 * network.parameters() * batch_size).min(batch_size);
        let samples = batch_size.div_ceil(shares);
        let share = Share {
            cache: Cache::new(network, samples),
            gradients: Gradients::new(network, samples),
            y: Array2::zeros((network.n_out(), samples).f()),
        };
        Ok(Descent { cost, optimizer: OptimizerState::new(optimizer, network)?, batches, shares: vec![share; shares] })
    }

    /// One pass over x: (n_x, m) and y: (n_y, m) in a fresh random order, a step per batch.
    ///
    /// `learning_rate` is asked before each step, with the part of the epoch that is done, in [0, 1).
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] if x or y does not fit the network or has another number of samples than [`Descent::new`] was told;
    /// [`Error::Setting`] if a learning rate is negative or not finite.
    pub fn epoch(
        &mut self,
        network: &mut Network<F>,
        x: ArrayView2<F>,
        y: ArrayView2<F>,
        learning_rate: impl Fn(f64) -> f64 + Send,
        rng: &mut Rng,
    ) -> Result<()> {
        let m = self.batches.samples();
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
        if self.shares.len() == 1 {
            return self.steps(network, x, y, learning_rate, rng);
        }
        parallel::in_pool(|| self.steps(network, x, y, learning_rate, rng))
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
        let (m, cost) = (self.batches.samples(), &self.cost);
        let mut done = 0;
        for batch in self.batches.iter() {
            gradient(&mut self.shares, network, cost, x, y, batch, rng);
            let rate = learning_rate(done as f64 / m as f64);
            self.optimizer.step(network, &self.shares[0].gradients, rate)?;
            done += batch.len();
        }
        Ok(())
    }

    /// The gradients of the last step. Of a batch that was shared between threads, dZ is that of the first share.
    pub fn gradients(&self) -> &Gradients<F> {
        &self.shares[0].gradients
    }

    /// The forward pass of the last step; of a batch that was shared between threads, the first share.
    pub fn cache(&self) -> &Cache<F> {
        &self.shares[0].cache
    }

    /// Into how many shares a batch is cut, each for a thread of its own; 1 where the work is small.
    pub fn shares(&self) -> usize {
        self.shares.len()
    }

    /// How many batches an epoch has.
    pub fn steps_per_epoch(&self) -> usize {
        self.batches.iter().len()
    }
}

/// The gradient of a batch, into the first of the shares.
fn gradient<F: Real>(
    shares: &mut [Share<F>],
    network: &Network<F>,
    cost: &Cost,
    x: ArrayView2<F>,
    y: ArrayView2<F>,
    batch: &[usize],
    rng: &mut Rng,
) {
    let samples = batch.len().div_ceil(shares.len());
    if samples == batch.len() {
        return shares[0].gradient(network, cost, x, y, batch, rng);
    }
    // Each share draws its masks from a generator of its own, so that the shares need not wait for each other.
    let parts = shares.iter_mut().zip(batch.chunks(samples));
    let parts = parts.map(|(share, part)| (share, part, crate::rng(rng.next_u64())));
    parallel::for_each(parts, |(share, part, mut rng)| share.gradient(network, cost, x, y, part, &mut rng));

    let (first, others) = shares.split_at_mut(1);
    let used = batch.len().div_ceil(samples) - 1;
    let others: Vec<&Gradients<F>> = others.iter().take(used).map(|share| &share.gradients).collect();
    Gradients::combine(&mut first[0].gradients, &others);
}

impl<F: Real> Share<F> {
    /// Forward and backward over these samples of x and y.
    fn gradient(
        &mut self,
        network: &Network<F>,
        cost: &Cost,
        x: ArrayView2<F>,
        y: ArrayView2<F>,
        samples: &[usize],
        rng: &mut Rng,
    ) {
        self.cache.prepare(network, samples.len());
        gather(x, samples, self.cache.x_mut());
        gather(y, samples, columns_mut(&mut self.y, samples.len()));
        propagate(network, Dropout::Draw(rng), &mut self.cache);
        propagate_back(network, columns(&self.y, samples.len()), cost, &self.cache, &mut self.gradients);
    }
}
