//! One shard of a batch (chapters 5 and 12): some of its samples, forward and back as far as dZ, in buffers of their own.

use crate::data::columns::{columns, columns_mut, gather};
use crate::training::backward::propagate_back;
use crate::training::forward::propagate;
use crate::training::gradients::Deltas;
use crate::{Cache, Cost, Dropout, Network, Real, Rng};
use ndarray::{Array2, ArrayView2};

/// The buffers for a share of a batch.
#[derive(Debug, Clone)]
pub(crate) struct Shard<F> {
    pub cache: Cache<F>,
    /// Y of the share: (n_y, capacity)
    pub y: Array2<F>,
}

impl<F: Real> Shard<F> {
    /// Forward over these samples of x and y, and back as far as dZ.
    pub fn pass(
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
