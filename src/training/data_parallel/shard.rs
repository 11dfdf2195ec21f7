//! A batch of gradient descent, whole or cut into shares for several threads (chapters 5 and 12).
//!
//! Forward and back as far as dZ, a sample does not need the others: each thread takes some of the samples. For dW and the step of the
//! optimiser see [`weights`](crate::weights). How a batch is cut is up to its size and the network's alone, never to the machine.

use super::update::{Layers, Passed};
use crate::data::columns::gather;
use crate::data::columns::{columns, columns_mut};
use crate::training::backward::propagate_back;
use crate::training::forward::propagate;
use crate::training::gradients::Deltas;
use crate::{Cache, Cost, Dropout, Gradients, Network, OptimizerState, Real, Result, Rng, parallel};
use ndarray::{Array2, ArrayView2, ShapeBuilder};
use rand::Rng as _;

/// The buffers for a batch, made once.
#[derive(Debug, Clone)]
pub(crate) struct Shares<F> {
    /// Of the batch; its dZ are those of the first share.
    gradients: Gradients<F>,
    shares: Vec<Share<F>>,
    /// dZ of the second share and so on.
    others: Vec<Deltas<F>>,
    /// How many samples the last batch had, and into how many shares it was cut.
    last: (usize, usize),
}

/// The buffers for a share of a batch.
#[derive(Debug, Clone)]
pub(crate) struct Share<F> {
    pub cache: Cache<F>,
    /// Y of the share: (n_y, capacity)
    y: Array2<F>,
}

impl<F: Real> Shares<F> {
    /// Shares for batches of so many samples, at least 1.
    pub fn new(network: &Network<F>, batch_size: usize) -> Self {
        // Each weight is used in three products: forward, for its gradient, and backward.
        let count = parallel::shares(3 * network.parameters() * batch_size).min(batch_size);
        let samples = batch_size.div_ceil(count);
        let (cache, y) = (Cache::new(network, samples), Array2::zeros((network.n_out(), samples).f()));
        let gradients = Gradients::new(network, samples);
        let others = vec![gradients.deltas.clone(); count - 1];
        Shares { gradients, shares: vec![Share { cache, y }; count], others, last: (0, 0) }
    }

    pub fn count(&self) -> usize {
        self.shares.len()
    }

    /// The gradients of the last step.
    pub fn gradients(&self) -> &Gradients<F> {
        &self.gradients
    }

    /// The forward pass of the first share.
    pub fn cache(&self) -> &Cache<F> {
        &self.shares[0].cache
    }

    /// Forward over the samples of a batch, and back as far as dZ.
    pub fn pass(
        &mut self,
        network: &Network<F>,
        cost: &Cost,
        data: (ArrayView2<F>, ArrayView2<F>),
        batch: &[usize],
        rng: &mut Rng,
    ) {
        let Shares { gradients: Gradients { deltas, .. }, shares, others, last } = self;
        let samples = batch.len().div_ceil(shares.len());
        *last = (batch.len(), batch.len().div_ceil(samples));
        if samples == batch.len() {
            return shares[0].pass(network, cost, data, batch, deltas, rng);
        }
        let deltas = std::iter::once(deltas).chain(others);
        let parts = shares.iter_mut().zip(deltas).zip(batch.chunks(samples));
        // Each draws its masks from a generator of its own, so that none need wait for another. Without masks nothing is drawn, as in a
        // batch that is not cut.
        let drops = network.drops();
        let own = |rng: &mut Rng| if drops { crate::rng(rng.next_u64()) } else { rng.clone() };
        let parts = parts.map(|(part, samples)| (part, samples, own(rng)));
        parallel::for_each(parts, |((share, deltas), samples, mut rng)| {
            share.pass(network, cost, data, samples, deltas, &mut rng);
        });
    }

    /// dW and db of the batch that has passed, and a step with them.
    pub fn step(
        &mut self,
        network: &mut Network<F>,
        cost: &Cost,
        optimizer: &mut OptimizerState<F>,
        learning_rate: f64,
    ) -> Result<()> {
        let step = optimizer.next_step(learning_rate)?;
        let Shares { gradients: Gradients { deltas, layers: gradients }, shares, others, last: (m, used) } = self;
        let passed = Passed { cost, step, m: *m, shares: &shares[..*used], first: deltas, others };
        let layers = Layers { l: 1, layers: network.layers_mut(), gradients, moments: optimizer.moments_mut() };
        if *used == 1 {
            passed.step(layers);
        } else {
            passed.step_in_halves(layers);
        }
        Ok(())
    }
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
