//! The buffers of a forward pass, to be written (chapters 8 and 12): columns of a [`Cache`](crate::Cache), which belong to some of
//! its samples.
//!
//! No sample needs another one's columns. So the buffers of a batch can be split between two samples, and the parts filled by
//! different threads.

use crate::Real;
use crate::parallel::Split;
use ndarray::{ArrayView2, ArrayViewMut2, Axis};
use smallvec::SmallVec;

/// Views of as many layers as this are kept without an allocation.
pub(crate) const LAYERS: usize = 8;

/// The buffers of a pass over m samples.
pub(crate) struct PassMut<'c, F> {
    /// X = A⁰: (n_x, m)
    pub x: ArrayViewMut2<'c, F>,
    /// Layers 1 … L.
    pub layers: SmallVec<[LayerMut<'c, F>; LAYERS]>,
    /// Z of the last layer: (n_y, m)
    pub logits: ArrayViewMut2<'c, F>,
}

/// The buffers of one layer.
pub(crate) struct LayerMut<'c, F> {
    /// Z, then A = g(Z): (n, m)
    pub a: ArrayViewMut2<'c, F>,
    /// D and Ã, both (n, m), if this pass drops some of A.
    pub dropout: Option<(ArrayViewMut2<'c, bool>, ArrayViewMut2<'c, F>)>,
}

impl<'c, F> PassMut<'c, F> {
    /// What layer l ≥ 1 takes in, A or Ã of the layer before: (n_{l−1}, m), its buffers, and those of the logits if it is the last.
    pub fn layer_mut(
        &mut self,
        l: usize,
    ) -> (ArrayView2<'_, F>, &mut LayerMut<'c, F>, Option<&mut ArrayViewMut2<'c, F>>) {
        let logits = (l == self.layers.len()).then_some(&mut self.logits);
        let (before, from_l) = self.layers.split_at_mut(l - 1);
        let input = match before.last() {
            None => self.x.view(),
            Some(LayerMut { dropout: Some((_, dropped)), .. }) => dropped.view(),
            Some(LayerMut { a, .. }) => a.view(),
        };
        (input, &mut from_l[0], logits)
    }

    /// A of layer l ≥ 1 before any of it was dropped, and the mask D, if there is one: both (n_l, m).
    pub fn activation(&self, l: usize) -> (ArrayView2<'_, F>, Option<ArrayView2<'_, bool>>) {
        let LayerMut { a, dropout } = &self.layers[l - 1];
        (a.view(), dropout.as_ref().map(|(mask, _)| mask.view()))
    }
}

/// A unit is a sample.
impl<F: Real> Split for PassMut<'_, F> {
    fn split_at(self, count: usize) -> (Self, Self) {
        let (x, logits) = (self.x.split_at(Axis(1), count), self.logits.split_at(Axis(1), count));
        let (first, others) = self.layers.into_iter().map(|layer| layer.split_at(count)).unzip();
        (PassMut { x: x.0, layers: first, logits: logits.0 }, PassMut { x: x.1, layers: others, logits: logits.1 })
    }
}

/// A unit is a sample.
impl<F: Real> Split for LayerMut<'_, F> {
    fn split_at(self, count: usize) -> (Self, Self) {
        let a = self.a.split_at(Axis(1), count);
        let dropout = self.dropout.map(|(mask, dropped)| {
            let (mask, dropped) = (mask.split_at(Axis(1), count), dropped.split_at(Axis(1), count));
            ((mask.0, dropped.0), (mask.1, dropped.1))
        });
        let (first, others) = dropout.unzip();
        (LayerMut { a: a.0, dropout: first }, LayerMut { a: a.1, dropout: others })
    }
}
