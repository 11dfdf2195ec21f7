//! From dZ to a step: dW, db and the optimiser, some weights at a time (chapters 5 and 12).
//!
//! No weight needs the others here. So they are cut between two layers, and between two columns of a layer; the gradient of a weight is
//! written, and read by the optimiser, on one thread.

use crate::parallel::{self, both, for_each_piece};
use crate::training::backward::{of_biases, of_weights};
use crate::training::gradients::{Deltas, LayerGradients};
use crate::training::optimizer_state::{Moments, Parameters};
use crate::training::step::Step;
use crate::{Cache, Cost, Layer, Real};
use ndarray::{Array2, ArrayViewMut2};
use std::ops::Range;

/// What the update of every weight reads: the pass of a batch, its dZ, and the step that is to be taken.
pub(super) struct Update<'b, F> {
    pub cost: &'b Cost,
    pub step: Step<F>,
    pub cache: &'b Cache<F>,
    pub deltas: &'b Deltas<F>,
    /// Whether there is enough work to cut it.
    pub cut: bool,
}

/// Layers from number l on, their gradients, and the moments of their weights and biases.
pub(super) struct Layers<'n, F> {
    pub l: usize,
    pub layers: &'n mut [Layer<F>],
    pub gradients: &'n mut [LayerGradients<F>],
    pub moments: &'n mut [[Moments<F>; 2]],
}

impl<F: Real> Update<'_, F> {
    /// dW, db and a step for all these layers.
    pub fn run(&self, layers: Layers<F>) {
        if layers.layers.len() > 1 {
            let (first, others) = layers.split_in_half();
            return self.both(|| self.run(first), || self.run(others));
        }
        let Layers { l, layers: [layer], gradients: [LayerGradients { dw, db }], moments: [[of_w, of_b]] } = layers
        else {
            return;
        };
        self.both(|| self.weights(l, &mut layer.w, dw, of_w), || self.biases(l, &mut layer.b, db, of_b));
    }

    fn weights(&self, l: usize, w: &mut Array2<F>, dw: &mut Array2<F>, moments: &mut Moments<F>) {
        let (n_out, n_in) = w.dim();
        let pieces = if self.cut { parallel::pieces(n_in, n_out * n_in * self.cache.samples()) } else { 1 };
        let work = |(parameters, mut dw): (Parameters<'_, F>, ArrayViewMut2<'_, F>), columns: Range<usize>| {
            let pass = (self.cache.a(l - 1), self.deltas.dz(l));
            of_weights(self.cost, pass, parameters.theta.view(), columns.start, dw.view_mut());
            parameters.apply(self.step, dw.view());
        };
        for_each_piece((Parameters::of(w, moments), dw.view_mut()), 0..n_in, pieces, &work);
    }

    fn biases(&self, l: usize, b: &mut Array2<F>, db: &mut Array2<F>, moments: &mut Moments<F>) {
        of_biases(self.deltas.dz(l), db.view_mut());
        Parameters::of(b, moments).apply(self.step.without_decay(), db.view());
    }

    /// Does one and the other, at the same time if there is enough work.
    fn both(&self, one: impl FnOnce() + Send, other: impl FnOnce() + Send) {
        if self.cut {
            return both(one, other);
        }
        one();
        other();
    }
}

impl<F> Layers<'_, F> {
    /// The first half of them, and the others.
    fn split_in_half(self) -> (Self, Self) {
        let half = self.layers.len() / 2;
        let (layers, gradients) = (self.layers.split_at_mut(half), self.gradients.split_at_mut(half));
        let moments = self.moments.split_at_mut(half);
        (
            Layers { l: self.l, layers: layers.0, gradients: gradients.0, moments: moments.0 },
            Layers { l: self.l + half, layers: layers.1, gradients: gradients.1, moments: moments.1 },
        )
    }
}
