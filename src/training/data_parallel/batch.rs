//! A step of mini-batch gradient descent (chapters 5 and 12): its buffers, and its two halves.

use super::pace::Pace;
use super::update::{Layers, Update};
use crate::data::columns::{columns_mut, gather};
use crate::network::dropout::MaskStream;
use crate::parallel::{self, Split, for_each_piece};
use crate::training::backward::{of_biases, of_weights, propagate_back};
use crate::training::distributed::share::Share;
use crate::training::forward::propagate;
use crate::training::gradients::{DeltasMut, LayerGradients};
use crate::training::pass::PassMut;
use crate::{Cache, Cost, Dropout, Gradients, Layer, Network, OptimizerState, Real, Result, Rng, dropout};
use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis, ShapeBuilder};
use std::ops::Range;
use std::time::Instant;

/// The buffers of a batch, made once.
#[derive(Debug, Clone)]
pub(crate) struct Batch<F> {
    pub cache: Cache<F>,
    /// Y: (n_y, capacity)
    y: Array2<F>,
    pub gradients: Gradients<F>,
    pace: Pace,
    /// When the step began, if it is one that could be cut.
    began: Option<Instant>,
}

/// Some samples of a batch: their columns in its buffers.
struct Group<'b, F> {
    pass: PassMut<'b, F>,
    /// Y: (n_y, m)
    y: ArrayViewMut2<'b, F>,
    deltas: DeltasMut<'b, F>,
    /// Which columns of the data they are: m indices.
    samples: &'b [usize],
}

impl<F: Real> Batch<F> {
    /// Buffers for batches of up to m samples.
    pub fn new(network: &Network<F>, m: usize) -> Self {
        let (cache, gradients) = (Cache::new(network, m), Gradients::new(network, m));
        Batch { cache, y: Array2::zeros((network.n_out(), m).f()), gradients, pace: Pace::new(), began: None }
    }

    /// Forward over these samples of x: (n_x, …) and y: (n_y, …), and back as far as dZ. Masks are drawn from `rng`, the same whether the
    /// batch is cut or not.
    pub fn forward_backward(
        &mut self,
        network: &Network<F>,
        cost: &Cost,
        (x, y): (ArrayView2<F>, ArrayView2<F>),
        samples: &[usize],
        rng: &mut Rng,
    ) {
        let m = samples.len();
        self.cache.prepare(network, m, &Dropout::Draw(rng));
        self.gradients.prepare(network, m);
        let pieces = self.pieces(m);
        self.began = (pieces > 1).then(Instant::now);
        let pieces = if self.pace.cuts() { pieces } else { 1 };
        let deltas = self.gradients.deltas.columns_mut();
        let batch = Group { pass: self.cache.pass_mut(), y: columns_mut(&mut self.y, m), deltas, samples };
        if pieces == 1 {
            return batch.run(network, cost, (x, y), |mask, keep_prob| dropout::draw(mask, keep_prob, rng));
        }
        let masks = MaskStream::new(rng, m);
        for_each_piece(batch, 0..m, pieces, &|group, columns| {
            let mut masks = masks.clone();
            group.run(network, cost, (x, y), |mask, keep_prob| masks.draw(mask, keep_prob, columns.start));
        });
        let drops = network.layers().iter().filter(|layer| layer.keep_prob < 1.0);
        masks.skip(drops.map(Layer::n_out).sum(), rng);
    }

    /// Forward, back, dW and db for the samples of a larger batch that this rank holds (chapter 14), with their columns of x: (n_x, …) and
    /// y: (n_y, …); dW and db are means over these samples, without the penalty. Masks are those of the whole batch.
    pub fn forward_backward_share(
        &mut self,
        network: &Network<F>,
        cost: &Cost,
        (x, y): (ArrayView2<F>, ArrayView2<F>),
        share: &Share,
        rng: &mut Rng,
    ) {
        let m = share.samples.len();
        self.cache.prepare(network, m, &Dropout::Draw(rng));
        self.gradients.prepare(network, m);
        let masks = MaskStream::new(rng, share.of);
        let drops = network.layers().iter().filter(|layer| layer.keep_prob < 1.0);
        masks.skip(drops.map(Layer::n_out).sum(), rng);
        if m == 0 {
            return self.gradients.zero();
        }
        let pieces = self.pieces(m);
        let began = (pieces > 1).then(Instant::now);
        let cut = pieces > 1 && self.pace.cuts();
        let deltas = self.gradients.deltas.columns_mut();
        let batch =
            Group { pass: self.cache.pass_mut(), y: columns_mut(&mut self.y, m), deltas, samples: &share.samples };
        for_each_piece(batch, 0..m, if cut { pieces } else { 1 }, &|group, columns| {
            let (mut masks, columns) = (masks.clone(), &share.columns[columns]);
            group.run(network, cost, (x, y), |mask, keep_prob| masks.draw_columns(mask, keep_prob, columns));
        });
        self.gradients_of_pass(network, cost.loss.into(), cut);
        if let Some(began) = began {
            self.pace.took(began.elapsed().as_secs_f64(), m);
        }
    }

    /// dW and db of the pass that has gone forward and back, of each layer on several threads if it is cut.
    fn gradients_of_pass(&mut self, network: &Network<F>, cost: Cost, cut: bool) {
        let Gradients { deltas, layers } = &mut self.gradients;
        for (l, LayerGradients { dw, db }) in (1..).zip(layers) {
            let (w, a, dz) = (network.layer(l).w.view(), self.cache.a(l - 1), deltas.dz(l));
            let (n_out, n_in) = dw.dim();
            let pieces = if cut { parallel::pieces(n_in, n_out * n_in * a.ncols()) } else { 1 };
            let work = |(w, dw), columns: Range<usize>| of_weights(&cost, (a, dz), w, columns.start, dw);
            for_each_piece((w, dw.view_mut()), 0..n_in, pieces, &work);
            of_biases(dz, db.view_mut());
        }
    }

    /// The number of groups into which m samples are cut.
    pub fn pieces(&self, m: usize) -> usize {
        // Each weight is used in three products: forward, for its gradient, and backward.
        parallel::pieces(m, 3 * self.gradients.parameters() * m)
    }

    /// dW and db of the batch that has passed, and a step with them.
    pub fn update(
        &mut self,
        network: &mut Network<F>,
        cost: &Cost,
        optimizer: &mut OptimizerState<F>,
        learning_rate: f64,
    ) -> Result<()> {
        let step = optimizer.next_step(learning_rate)?;
        let cut = self.began.is_some() && self.pace.cuts();
        let Gradients { deltas, layers: gradients } = &mut self.gradients;
        let update = Update { cost, step, cache: &self.cache, deltas, cut };
        update.run(Layers { l: 1, layers: network.layers_mut(), gradients, moments: optimizer.moments_mut() });
        if let Some(began) = self.began {
            self.pace.took(began.elapsed().as_secs_f64(), self.cache.samples());
        }
        Ok(())
    }
}

impl<F: Real> Group<'_, F> {
    /// Forward and back for these samples of x and y, with masks that `draw` fills.
    fn run(
        mut self,
        network: &Network<F>,
        cost: &Cost,
        (x, y): (ArrayView2<F>, ArrayView2<F>),
        draw: impl FnMut(ArrayViewMut2<bool>, f64),
    ) {
        gather(x, self.samples, self.pass.x.view_mut());
        gather(y, self.samples, self.y.view_mut());
        propagate(network, &mut self.pass, draw);
        let end = (self.pass.logits.view(), self.y.view());
        propagate_back(network, cost, end, |l| self.pass.activation(l), &mut self.deltas);
    }
}

/// A unit is a sample.
impl<F: Real> Split for Group<'_, F> {
    fn split_at(self, count: usize) -> (Self, Self) {
        let (pass, deltas) = (self.pass.split_at(count), self.deltas.split_at(count));
        let (y, samples) = (self.y.split_at(Axis(1), count), self.samples.split_at(count));
        (
            Group { pass: pass.0, y: y.0, deltas: deltas.0, samples: samples.0 },
            Group { pass: pass.1, y: y.1, deltas: deltas.1, samples: samples.1 },
        )
    }
}
