//! From dZ to a step: dW, db and the optimiser, a weight at a time (chapters 5 and 12).
//!
//! No weight needs the others here. So two threads take half of the weights each, cut somewhere between two columns of a layer: a
//! weight's gradient is written and read by the same thread, and they meet once.

use super::shard::Shard;
use crate::training::backward::{of_biases, of_weights};
use crate::training::gradients::{Deltas, LayerGradients};
use crate::training::optimizer_state::Moments;
use crate::training::step::Step;
use crate::{Cost, Layer, Real, parallel};
use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis};

/// A batch of m samples that has passed, in one share or several, and the step that is to be gone with it.
pub(crate) struct Passed<'s, F> {
    pub cost: &'s Cost,
    pub step: Step<F>,
    pub m: usize,
    pub shares: &'s [Shard<F>],
    /// dZ of the first share, and of the others.
    pub first: &'s Deltas<F>,
    pub others: &'s [Deltas<F>],
}

impl<F: Real> Passed<'_, F> {
    /// Of each share, what layer l took in, A of the layer before, and its dZ.
    fn passes(&self, l: usize) -> impl ExactSizeIterator<Item = (ArrayView2<'_, F>, ArrayView2<'_, F>)> {
        self.shares.iter().enumerate().map(move |(k, share)| {
            let deltas = if k == 0 { self.first } else { &self.others[k - 1] };
            (share.cache.a(l - 1), deltas.dz(l))
        })
    }

    /// dW, db and a step for all these layers.
    pub fn step(&self, Layers { l, layers, gradients, moments }: Layers<F>) {
        for (l, ((layer, gradients), [of_w, of_b])) in (l..).zip(layers.iter_mut().zip(gradients).zip(moments)) {
            self.step_of_weights(l, Part::of(&mut layer.w, &mut gradients.dw, of_w));
            self.step_of_biases(l, Part::of(&mut layer.b, &mut gradients.db, of_b));
        }
    }

    /// The same in two threads.
    pub fn step_in_halves(&self, layers: Layers<F>) {
        let (l, column) = middle(layers.layers);
        let (before, rest) = layers.split_at(l - 1);
        let (cut, after) = rest.split_at(1);
        let (layer, gradients, [of_w, of_b]) = (&mut cut.layers[0], &mut cut.gradients[0], &mut cut.moments[0]);
        let [left, right] = Part::of(&mut layer.w, &mut gradients.dw, of_w).cut_at(column);
        let biases = Part::of(&mut layer.b, &mut gradients.db, of_b);
        let one = || {
            self.step(before);
            self.step_of_weights(l, left);
        };
        let other = || {
            self.step_of_weights(l, right);
            self.step_of_biases(l, biases);
            self.step(after);
        };
        parallel::both(one, other);
    }

    fn step_of_weights(&self, l: usize, Part { first, theta, mut gradient, m, v }: Part<F>) {
        of_weights(self.cost, self.m, self.passes(l), theta.view(), first, gradient.view_mut());
        self.step.apply(theta, gradient.view(), m, v);
    }

    fn step_of_biases(&self, l: usize, Part { theta, mut gradient, m, v, .. }: Part<F>) {
        of_biases(self.m, self.passes(l), gradient.view_mut());
        self.step.without_decay().apply(theta, gradient.view(), m, v);
    }
}

/// Layers from number l on, their gradients, and the moments that the optimiser keeps of them.
pub(crate) struct Layers<'n, F> {
    pub l: usize,
    pub layers: &'n mut [Layer<F>],
    pub gradients: &'n mut [LayerGradients<F>],
    pub moments: &'n mut [[Moments<F>; 2]],
}

impl<F> Layers<'_, F> {
    /// The first `count` of them, and the others.
    fn split_at(self, count: usize) -> (Self, Self) {
        let (layers, gradients) = (self.layers.split_at_mut(count), self.gradients.split_at_mut(count));
        let moments = self.moments.split_at_mut(count);
        (
            Layers { l: self.l, layers: layers.0, gradients: gradients.0, moments: moments.0 },
            Layers { l: self.l + count, layers: layers.1, gradients: gradients.1, moments: moments.1 },
        )
    }
}

/// A matrix of parameters θ, its gradient, and the moments m and v of the optimiser, if it keeps them: or some columns of all that.
struct Part<'n, F> {
    /// The number of the first column.
    first: usize,
    theta: ArrayViewMut2<'n, F>,
    gradient: ArrayViewMut2<'n, F>,
    m: ArrayViewMut2<'n, F>,
    v: ArrayViewMut2<'n, F>,
}

impl<'n, F: Real> Part<'n, F> {
    fn of(theta: &'n mut Array2<F>, gradient: &'n mut Array2<F>, Moments { m, v }: &'n mut Moments<F>) -> Self {
        let [theta, gradient, m, v] = [theta, gradient, m, v].map(Array2::view_mut);
        Part { first: 0, theta, gradient, m, v }
    }

    /// What is left of this column, and the rest.
    fn cut_at(self, column: usize) -> [Self; 2] {
        let cut = |all: ArrayViewMut2<'n, F>| {
            let column = column.min(all.ncols());
            all.split_at(Axis(1), column)
        };
        let (theta, gradient, m, v) = (cut(self.theta), cut(self.gradient), cut(self.m), cut(self.v));
        [
            Part { first: self.first, theta: theta.0, gradient: gradient.0, m: m.0, v: v.0 },
            Part { first: self.first + column, theta: theta.1, gradient: gradient.1, m: m.1, v: v.1 },
        ]
    }
}

/// Where half of the weights are done: in which layer, counted from 1, and before which of its columns.
fn middle<F: Real>(layers: &[Layer<F>]) -> (usize, usize) {
    let mut left = layers.iter().map(|layer| layer.w.len()).sum::<usize>() / 2;
    for (l, layer) in (1..).zip(layers) {
        if left <= layer.w.len() {
            return (l, left / layer.n_out());
        }
        left -= layer.w.len();
    }
    unreachable!("half of the weights are fewer than all")
}
