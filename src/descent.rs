//! Mini-batch gradient descent (chapter 5): the loop that learns.

use crate::backward::{Deltas, LayerGradients, of_biases, of_weights, propagate_back};
use crate::batch::gather;
use crate::cache::{columns, columns_mut};
use crate::forward::propagate;
use crate::{
    Batches, Cache, Cost, Dropout, Error, Gradients, Network, Optimizer, OptimizerState, Real, Result, Rng, parallel,
};
use ndarray::{Array2, ArrayView2, Axis, ShapeBuilder};
use rand::Rng as _;

/// Everything that gradient descent needs besides the network and the data, made once.
///
/// A step allocates nothing. The first product of a thread makes a place for copies, which later ones use again.
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
    /// Of the batch; its dZ are those of the first share.
    gradients: Gradients<F>,
    /// One share of each batch for each thread; a single one where the work is small.
    shares: Vec<Share<F>>,
    /// dZ of the second share and so on.
    others: Vec<Deltas<F>>,
}

/// The buffers for a share of a batch.
#[derive(Debug, Clone)]
struct Share<F> {
    cache: Cache<F>,
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
        let (cache, y) = (Cache::new(network, samples), Array2::zeros((network.n_out(), samples).f()));
        let gradients = Gradients::new(network, samples);
        let others = vec![gradients.deltas.clone(); shares - 1];
        let shares = vec![Share { cache, y }; shares];
        Ok(Descent { cost, optimizer: OptimizerState::new(optimizer, network)?, batches, gradients, shares, others })
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
        let Descent { cost, optimizer, batches, gradients, shares, others } = self;
        let m = batches.samples();
        let mut done = 0;
        for batch in batches.iter() {
            let samples = batch.len().div_ceil(shares.len());
            let used = batch.len().div_ceil(samples);
            if used == 1 {
                shares[0].pass(network, cost, (x, y), batch, &mut gradients.deltas, rng);
            } else {
                let deltas = std::iter::once(&mut gradients.deltas).chain(&mut *others);
                let parts = shares.iter_mut().zip(deltas).zip(batch.chunks(samples));
                // Each draws its masks from a generator of its own, so that none need wait for another.
                let parts = parts.map(|(part, samples)| (part, samples, crate::rng(rng.next_u64())));
                parallel::for_each(parts, |((share, deltas), samples, mut rng)| {
                    share.pass(network, cost, (x, y), samples, deltas, &mut rng);
                });
            }

            let step = optimizer.next_step(learning_rate(done as f64 / m as f64))?;
            let Gradients { deltas, layers } = gradients;
            for (l, LayerGradients { dw, db }) in (1..).zip(layers) {
                let passes = || passes(&shares[..used], deltas, others, l);
                let (layer, [of_w, of_b]) = (network.layer_mut(l), optimizer.memory(l));
                // Of a batch in one piece the parameters are not cut either.
                let width = if used == 1 { dw.ncols() } else { parallel::share_of_product(dw.dim(), batch.len()) };
                let parts = dw.axis_chunks_iter_mut(Axis(1), width);
                of_w.each_part(&mut layer.w, parts, width, |first, w, mut dw, v, s| {
                    of_weights(cost, batch.len(), passes(), w.view(), first, dw.view_mut());
                    step.go(w, dw.view(), v, s);
                });
                of_biases(batch.len(), passes(), db.view_mut());
                let whole = std::iter::once(db.view());
                of_b.each_part(&mut layer.b, whole, 1, |_, b, db, v, s| step.without_decay().go(b, db, v, s));
            }
            done += batch.len();
        }
        Ok(())
    }

    /// The gradients of the last step. Of a batch that was shared between threads, dZ is that of the first share.
    pub fn gradients(&self) -> &Gradients<F> {
        &self.gradients
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

/// What layer l took in, A of the layer before, and its dZ, of each share of a batch. `first` is dZ of the first share.
fn passes<'s, F: Real>(
    shares: &'s [Share<F>],
    first: &'s Deltas<F>,
    others: &'s [Deltas<F>],
    l: usize,
) -> impl ExactSizeIterator<Item = (ArrayView2<'s, F>, ArrayView2<'s, F>)> {
    shares.iter().enumerate().map(move |(k, share)| {
        let deltas = if k == 0 { first } else { &others[k - 1] };
        (share.cache.a(l - 1), deltas.dz(l))
    })
}

impl<F: Real> Share<F> {
    /// Forward over these samples of x and y, and back as far as dZ.
    fn pass(
        &mut self,
        network: &Network<F>,
        cost: &Cost,
        (x, y): (ArrayView2<F>, ArrayView2<F>),
        samples: &[usize],
        deltas: &mut Deltas<F>,
        rng: &mut Rng,
    ) {
        self.cache.prepare(network, samples.len());
        gather(x, samples, self.cache.x_mut());
        gather(y, samples, columns_mut(&mut self.y, samples.len()));
        propagate(network, Dropout::Draw(rng), &mut self.cache);
        deltas.prepare(network, samples.len());
        propagate_back(network, columns(&self.y, samples.len()), cost, &self.cache, deltas);
    }
}
