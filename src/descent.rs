//! Mini-batch gradient descent (chapter 5): the loop that learns.

use crate::batch::gather;
use crate::forward::propagate;
use crate::{
    Batches, Cache, Cost, Dropout, Error, Gradients, Network, Optimizer, OptimizerState, Real, Result, Rng, backward,
};
use ndarray::{Array2, ArrayView2, ShapeBuilder, s};

/// Everything that gradient descent needs besides the network and the data, made once.
///
/// A step allocates nothing of its own; only the kernel of the matrix product takes a buffer for the length of a product.
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
    cache: Cache<F>,
    gradients: Gradients<F>,
    /// Y of the batch: (n_y, batch_size)
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
        Ok(Descent {
            cost,
            optimizer: OptimizerState::new(optimizer, network)?,
            batches,
            cache: Cache::new(network, batch_size),
            gradients: Gradients::new(network, batch_size),
            y: Array2::zeros((network.n_out(), batch_size).f()),
        })
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
        learning_rate: impl Fn(f64) -> f64,
        rng: &mut Rng,
    ) -> Result<()> {
        let m = self.batches.samples();
        network.check()?;
        self.cost.check(network)?;
        if !self.gradients.fits(network) {
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
        let mut done = 0;
        for batch in self.batches.iter() {
            self.cache.prepare(network, batch.len());
            gather(x, batch, self.cache.x_mut());
            gather(y, batch, self.y.slice_mut(s![.., ..batch.len()]));

            propagate(network, Dropout::Draw(rng), &mut self.cache);
            let y = self.y.slice(s![.., ..batch.len()]);
            backward(network, y, &self.cost, &self.cache, &mut self.gradients)?;
            self.optimizer.step(network, &self.gradients, learning_rate(done as f64 / m as f64))?;
            done += batch.len();
        }
        Ok(())
    }

    /// The gradients of the last step.
    pub fn gradients(&self) -> &Gradients<F> {
        &self.gradients
    }

    /// The forward pass of the last step.
    pub fn cache(&self) -> &Cache<F> {
        &self.cache
    }

    /// How many batches an epoch has.
    pub fn steps_per_epoch(&self) -> usize {
        self.batches.iter().len()
    }
}
