//! The gradient of a batch of which each rank holds some samples (chapter 14).

use super::all_reduce::AllReduce;
use super::ranks::Ranks;
use super::share::Share;
use crate::training::data_parallel::batch::Batch;
use crate::training::gradients::LayerGradients;
use crate::{Cost, Gradients, Network, Real, Result, Rng};
use ndarray::{Array2, ArrayView2};
use std::ops::Range;

/// What a rank needs to take steps together with others, made once.
#[derive(Debug, Clone)]
pub(crate) struct SharedStep<F> {
    ranks: Ranks,
    /// Which of all samples this rank holds.
    held: Range<usize>,
    share: Share,
    /// dW and db of every layer, one after the other.
    flat: Vec<F>,
    all_reduce: AllReduce<F>,
}

impl<F: Real> SharedStep<F> {
    /// For a rank that holds these of all samples.
    pub fn new(ranks: &Ranks, held: Range<usize>) -> Self {
        SharedStep {
            ranks: ranks.clone(),
            held,
            share: Share::default(),
            flat: Vec::new(),
            all_reduce: AllReduce::default(),
        }
    }

    /// How many samples this rank holds.
    pub fn held(&self) -> usize {
        self.held.len()
    }

    /// The gradient of the cost over a batch of `samples`, with x: (n_x, …) and y: (n_y, …) of those that this rank holds; it is the same on
    /// all ranks. dZ is that of this rank's samples.
    pub fn gradient(
        &mut self,
        batch: &mut Batch<F>,
        network: &Network<F>,
        cost: &Cost,
        (x, y): (ArrayView2<F>, ArrayView2<F>),
        samples: &[usize],
        rng: &mut Rng,
    ) -> Result<()> {
        self.share.find(samples, &self.held);
        batch.forward_backward_share(network, cost, (x, y), &self.share, rng);
        let gradients = &mut batch.gradients;
        self.flatten(gradients);
        self.ranks.sum_with(&mut self.all_reduce, &mut self.flat)?;
        let mut sums = self.flat.iter();
        for numbers in gradients.layers.iter_mut().flat_map(|LayerGradients { dw, db }| [dw, db]) {
            in_memory_mut(numbers).zip(&mut sums).for_each(|(g, sum)| *g = *sum);
        }
        // The penalty is not a mean over samples: it counts once, here as on every rank.
        if cost.weight_decay > 0.0 {
            for (LayerGradients { dw, .. }, layer) in gradients.layers.iter_mut().zip(network.layers()) {
                dw.scaled_add(F::from_f64(cost.weight_decay), &layer.w); // (4.10) + (λ/m) W
            }
        }
        Ok(())
    }

    /// The gradients of this rank's samples in a row, weighted: they are means over its mᵣ samples, of the m of the batch.
    fn flatten(&mut self, gradients: &Gradients<F>) {
        let weight = F::from_f64(self.share.samples.len() as f64 / self.share.of as f64); // (14.1)
        self.flat.clear();
        for LayerGradients { dw, db } in &gradients.layers {
            self.flat.extend(dw.t().iter().chain(db.t()).map(|&g| weight * g));
        }
    }
}

/// The numbers of a matrix as they lie in memory, column by column.
fn in_memory_mut<F>(matrix: &mut Array2<F>) -> impl Iterator<Item = &mut F> {
    matrix.view_mut().reversed_axes().into_iter()
}
