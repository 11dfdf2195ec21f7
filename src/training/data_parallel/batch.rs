//! A batch of gradient descent, whole or cut into shards for several threads (chapters 5 and 12).
//!
//! Forward and back as far as dZ, a sample does not need the others: each thread takes a shard of the samples. dW, db and the step of the
//! optimiser are made in `update`. Into how many shards a batch is cut follows from its size and the network's, never from the machine.

use super::shard::Shard;
use super::update::{Layers, Passed};
use crate::training::gradients::Deltas;
use crate::{Cache, Cost, Gradients, Network, OptimizerState, Real, Result, Rng, parallel};
use ndarray::{Array2, ArrayView2, ShapeBuilder};
use rand::Rng as _;

/// The buffers for a batch, made once.
#[derive(Debug, Clone)]
pub(crate) struct Shards<F> {
    /// Of the batch; its dZ are those of the first share.
    gradients: Gradients<F>,
    shares: Vec<Shard<F>>,
    /// dZ of the second share and so on.
    others: Vec<Deltas<F>>,
    /// How many samples the last batch had, and into how many shares it was cut.
    last: (usize, usize),
}

impl<F: Real> Shards<F> {
    /// Shards for batches of so many samples, at least 1.
    pub fn new(network: &Network<F>, batch_size: usize) -> Self {
        // Each weight is used in three products: forward, for its gradient, and backward.
        let count = parallel::shares(3 * network.parameters() * batch_size).min(batch_size);
        let samples = batch_size.div_ceil(count);
        let (cache, y) = (Cache::new(network, samples), Array2::zeros((network.n_out(), samples).f()));
        let gradients = Gradients::new(network, samples);
        let others = vec![gradients.deltas.clone(); count - 1];
        Shards { gradients, shares: vec![Shard { cache, y }; count], others, last: (0, 0) }
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
        let Shards { gradients: Gradients { deltas, .. }, shares, others, last } = self;
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
        let Shards { gradients: Gradients { deltas, layers: gradients }, shares, others, last: (m, used) } = self;
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
