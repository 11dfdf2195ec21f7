//! What forward must remember for backward (chapter 8), in buffers that are made once.
//!
//! Backward needs, of every layer, what it passed on: A for dW of the next layer, and for its own slope g′, which every
//! [`Activation`](crate::Activation) writes in terms of A. It does not need Z. Only the loss wants the last layer's Z (its
//! logits), because log σ(z) is exact where log(a) is not. A layer with dropout also remembers its mask, and both A and Ã.

use crate::data::columns::{columns, columns_mut};
use crate::network::version::Version;
use crate::training::pass::{LayerMut, PassMut};
use crate::{Dropout, Error, Layer, Network, Real, Result};
use ndarray::{Array2, ArrayView2, ShapeBuilder};

/// The activations of one forward pass over m samples.
///
/// Made once and used again: the buffers grow to the largest batch seen and never shrink, so that a training step allocates
/// nothing of its own after the first one of its size. A smaller batch uses the first columns, which lie at the front of the memory.
#[derive(Debug, Clone, Default)]
pub struct Cache<F> {
    /// Samples of the pass that the cache holds.
    m: usize,
    /// The state of the network's weights in that pass.
    version: Version,
    /// Whether that pass dropped neurons.
    dropout: bool,
    /// For how many samples masks have been drawn.
    drawn: usize,
    /// X = A⁰: (n_x, capacity)
    x: Array2<F>,
    layers: Vec<LayerCache<F>>,
    /// Z of the last layer: (n_y, capacity)
    logits: Array2<F>,
}

/// What one layer leaves behind. The last two are empty in a layer without dropout.
#[derive(Debug, Clone)]
struct LayerCache<F> {
    /// A = g(Z): (n, capacity)
    a: Array2<F>,
    /// D: (n, capacity)
    mask: Array2<bool>,
    /// Ã = A ⊙ D / p: (n, capacity)
    dropped: Array2<F>,
}

impl<F: Real> Cache<F> {
    /// A cache for `network` and batches of up to `m` samples. It holds no pass yet.
    #[must_use]
    pub fn new(network: &Network<F>, m: usize) -> Self {
        let mut cache = Cache::default();
        cache.prepare(network, m, &Dropout::Off);
        cache.m = 0;
        cache
    }

    /// Makes the cache fit `network` and a pass over m samples, allocating only if it does not fit already.
    pub(crate) fn prepare(&mut self, network: &Network<F>, m: usize, dropout: &Dropout<'_>) {
        if !self.fits(network) || m > self.x.ncols() {
            let buffer = |rows: usize| Array2::zeros((rows, m).f());
            let n_dropped = |layer: &Layer<F>| if layer.keep_prob < 1.0 { layer.n_out() } else { 0 };
            self.drawn = 0;
            self.x = buffer(network.n_in());
            self.logits = buffer(network.n_out());
            self.layers.clear();
            self.layers.extend(network.layers().iter().map(|layer| LayerCache {
                a: buffer(layer.n_out()),
                mask: Array2::from_elem((n_dropped(layer), m).f(), true),
                dropped: buffer(n_dropped(layer)),
            }));
        }
        self.m = m;
        self.version = network.version();
        self.dropout = !matches!(dropout, Dropout::Off);
        if matches!(dropout, Dropout::Draw(_)) {
            self.drawn = m;
        }
    }

    /// Whether masks of this network have been drawn for a pass over m samples.
    pub(crate) fn has_masks(&self, network: &Network<F>, m: usize) -> bool {
        self.fits(network) && self.drawn >= m
    }

    /// Whether the buffers have the sizes of this network.
    pub(crate) fn fits(&self, network: &Network<F>) -> bool {
        self.layers.len() == network.depth()
            && self.x.nrows() == network.n_in()
            && network.layers().iter().zip(&self.layers).all(|(layer, cached)| {
                cached.a.nrows() == layer.n_out() && cached.mask.is_empty() == (layer.keep_prob == 1.0)
            })
    }

    /// Checks that this is a pass of `network` with its present weights, over one sample at least.
    pub(crate) fn check_pass(&self, network: &Network<F>) -> Result<()> {
        self.check_sizes(network)?;
        if self.version == network.version() {
            return Ok(());
        }
        Err(Error::data(
            "the cache is stale: it holds a forward pass with other weights; after a change of the weights call forward again",
        ))
    }

    /// Checks that this is a pass of a network of these sizes, whatever its weights, over one sample at least.
    pub(crate) fn check_sizes(&self, network: &Network<F>) -> Result<()> {
        if !self.fits(network) {
            return Err(Error::data("the cache holds no forward pass of this network; call forward first"));
        }
        if self.m == 0 {
            return Err(Error::data("the cache holds no forward pass; call forward first, with at least one sample"));
        }
        Ok(())
    }

    /// How many samples the pass had.
    #[must_use]
    pub fn samples(&self) -> usize {
        self.m
    }

    /// What layer l passed on to the next, for l = 0 (the input X) … L: (n_l, m); with dropout this is Ã.
    ///
    /// # Panics
    ///
    /// If there is no layer l.
    #[must_use]
    pub fn a(&self, l: usize) -> ArrayView2<'_, F> {
        match l {
            0 => columns(&self.x, self.m),
            _ if self.dropped_at(l) => columns(&self.layers[l - 1].dropped, self.m),
            _ => self.before_dropout(l),
        }
    }

    /// A = g(Z) of layer l ≥ 1 before any of it was dropped: (n_l, m).
    ///
    /// # Panics
    ///
    /// If there is no layer l.
    #[must_use]
    pub fn before_dropout(&self, l: usize) -> ArrayView2<'_, F> {
        columns(&self.layers[l - 1].a, self.m)
    }

    /// The dropout mask D of layer l ≥ 1: (n_l, m), or `None` if the pass dropped nothing there.
    ///
    /// # Panics
    ///
    /// If there is no layer l.
    #[must_use]
    pub fn mask(&self, l: usize) -> Option<ArrayView2<'_, bool>> {
        self.dropped_at(l).then(|| columns(&self.layers[l - 1].mask, self.m))
    }

    /// The network's answer, A of the last layer: (n_y, m).
    #[must_use]
    pub fn output(&self) -> ArrayView2<'_, F> {
        self.a(self.layers.len())
    }

    /// Z of the last layer: (n_y, m).
    #[must_use]
    pub fn logits(&self) -> ArrayView2<'_, F> {
        columns(&self.logits, self.m)
    }

    /// The buffers for a forward pass over the m samples that [`prepare`](Self::prepare) was told.
    pub(crate) fn pass_mut(&mut self) -> PassMut<'_, F> {
        let (m, dropout) = (self.m, self.dropout);
        let layers = self.layers.iter_mut().map(|layer| LayerMut {
            a: columns_mut(&mut layer.a, m),
            dropout: (dropout && !layer.mask.is_empty())
                .then(|| (columns_mut(&mut layer.mask, m), columns_mut(&mut layer.dropped, m))),
        });
        PassMut { layers: layers.collect(), x: columns_mut(&mut self.x, m), logits: columns_mut(&mut self.logits, m) }
    }

    /// How many bytes the buffers occupy. (8.1)
    #[must_use]
    pub fn bytes(&self) -> usize {
        let numbers = self.x.len() + self.logits.len();
        let of_layer =
            |layer: &LayerCache<F>| (layer.a.len() + layer.dropped.len()) * size_of::<F>() + layer.mask.len();
        numbers * size_of::<F>() + self.layers.iter().map(of_layer).sum::<usize>()
    }

    fn dropped_at(&self, l: usize) -> bool {
        self.dropout && !self.layers[l - 1].mask.is_empty()
    }
}
