//! From X to the answer (chapter 2): Z = W A + b, A = g(Z), layer after layer.

use crate::data::columns::{columns, columns_mut};
use crate::gemm::epilogue::Onto;
use crate::gemm::matmul::product;
use crate::{Cache, Dropout, Error, Layer, Network, Real, Result, dropout, matmul, parallel};
use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis, ShapeBuilder};

/// How many samples go through the network at a time while it is used or judged: enough to keep the processor busy, few enough
/// that the activations stay in its cache.
pub(crate) const CHUNK: usize = 256;

/// Runs x: (n_x, m) through the network and returns the answer, (n_y, m). What backward needs stays in `cache`.
///
/// # Errors
///
/// [`Error::Shape`] if x does not have n_x rows; [`Error::Data`] if masks are to be frozen and there are none; the errors of
/// [`Network::from_layers`] if a layer was changed so that it no longer fits. What was in the cache is then still there.
pub fn forward<'c, F: Real>(
    network: &Network<F>,
    x: ArrayView2<F>,
    dropout: Dropout<'_>,
    cache: &'c mut Cache<F>,
) -> Result<ArrayView2<'c, F>> {
    network.check()?;
    check_input(network, x)?;
    if matches!(dropout, Dropout::Frozen) && network.drops() && !cache.has_masks(network, x.ncols()) {
        return Err(Error::data("there are no masks to be frozen; draw some with Dropout::Draw first"));
    }
    cache.prepare(network, x.ncols());
    cache.x_mut().assign(&x);
    propagate(network, dropout, cache);
    Ok(cache.output())
}

/// Forward from an input that already lies in the cache, for a network that has been checked.
pub(crate) fn propagate<F: Real>(network: &Network<F>, mut dropout: Dropout<'_>, cache: &mut Cache<F>) {
    cache.set_dropout(!matches!(dropout, Dropout::Off));
    if matches!(dropout, Dropout::Draw(_)) {
        cache.note_draw();
    }
    for l in 1..=network.depth() {
        let layer = network.layer(l);
        let mut step = cache.step(l);
        affine(layer, step.input, step.a.view_mut());
        if l == network.depth() {
            step.logits.assign(&step.a);
        }
        layer.activation.apply(step.a.view_mut()); // (2.2) A = g(Z)
        if layer.keep_prob < 1.0 {
            match &mut dropout {
                Dropout::Off => continue,
                Dropout::Draw(rng) => dropout::draw(step.mask.view_mut(), layer.keep_prob, rng),
                Dropout::Frozen => {}
            }
            dropout::apply(step.a.view(), step.mask.view(), layer.keep_prob, step.dropped);
        }
    }
}

/// (2.1) Z = W A + b, with a: (n_in, m) and z: (n_out, m).
fn affine<F: Real>(layer: &Layer<F>, a: ArrayView2<F>, mut z: ArrayViewMut2<F>) {
    match layer.b.as_slice() {
        Some(b) => product(F::one(), &layer.w, &a, 0, Onto::Bias(b), &mut z),
        None => {
            z.assign(&layer.b);
            matmul(F::one(), &layer.w, &a, F::one(), &mut z);
        }
    }
}

pub(crate) fn check_input<F: Real>(network: &Network<F>, x: ArrayView2<F>) -> Result<()> {
    let because = format_args!("layer 1 has {} inputs, one for each row of X; a column is a sample", network.n_in());
    Error::check_shape(format_args!("X"), x.dim(), (network.n_in(), x.ncols()), because)
}

impl<F: Real> Layer<F> {
    /// What the layer makes of a: (n_in, m), the activations of the layer before: g(W a + b), (n_out, m). (2.1), (2.2) No dropout.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] if a does not have n_in rows, or b is not (n_out, 1); [`Error::Setting`] if the layer has no inputs or no
    /// neurons, or the activation's own setting is out of range.
    ///
    /// ```
    /// use ann::{Activation, Layer};
    /// use ndarray::array;
    /// let layer = Layer { w: array![[0.5, -1.0]], b: array![[0.25]], activation: Activation::Relu, keep_prob: 1.0 };
    /// assert_eq!(layer.forward(array![[2.0, 0.0], [1.0, 1.0]].view())?, array![[0.25, 0.0]]); // two samples
    /// # Ok::<(), ann::Error>(())
    /// ```
    pub fn forward(&self, a: ArrayView2<F>) -> Result<Array2<F>> {
        let (n_out, n_in) = self.w.dim();
        if n_out == 0 || n_in == 0 {
            return Err(Error::setting("layer size", 0, "at least 1"));
        }
        let inputs = format_args!("the layer has {n_in} inputs, one for each row of A; a column is a sample");
        Error::check_shape(format_args!("A"), a.dim(), (n_in, a.ncols()), inputs)?;
        let neurons = format_args!("the layer has {n_out} neurons");
        Error::check_shape(format_args!("b"), self.b.dim(), (n_out, 1), neurons)?;
        self.activation.check()?;
        let mut z = Array2::zeros((n_out, a.ncols()).f());
        affine(self, a, z.view_mut());
        self.activation.apply(z.view_mut());
        Ok(z)
    }
}

impl<F: Real> Network<F> {
    /// The answers to x: (n_x, m), as (n_y, m). No dropout. The samples go through in chunks, so memory stays small; many of them in
    /// two threads, with the same bits.
    ///
    /// # Errors
    ///
    /// As [`forward`].
    pub fn predict(&self, x: ArrayView2<F>) -> Result<Array2<F>> {
        self.check()?;
        check_input(self, x)?;
        let m = x.ncols();
        let mut answers = Array2::zeros((self.n_out(), m).f());
        let width = m.div_ceil(parallel::shares(self.parameters() * m)).max(1);
        let shares = x.axis_chunks_iter(Axis(1), width).zip(answers.axis_chunks_iter_mut(Axis(1), width));
        parallel::for_each(shares, |(x, answers)| self.answer(x, answers));
        Ok(answers)
    }

    /// Predicts in one thread, in chunks of equal size. X is read where it lies, and the last layer writes where the answer is to be; so
    /// only the hidden layers need a place.
    fn answer(&self, x: ArrayView2<F>, mut answers: ArrayViewMut2<F>) {
        let m = x.ncols();
        let chunk = m.div_ceil(m.div_ceil(CHUNK));
        let hidden = &self.layers()[..self.depth() - 1];
        let mut places: Vec<Array2<F>> = hidden.iter().map(|layer| Array2::zeros((layer.n_out(), chunk).f())).collect();
        for (x, mut answer) in x.axis_chunks_iter(Axis(1), chunk).zip(answers.axis_chunks_iter_mut(Axis(1), chunk)) {
            for (l, layer) in self.layers().iter().enumerate() {
                let (before, rest) = places.split_at_mut(l);
                let a = before.last().map_or(x.view(), |a| columns(a, x.ncols()));
                let mut z = rest.first_mut().map_or(answer.view_mut(), |z| columns_mut(z, x.ncols()));
                affine(layer, a, z.view_mut());
                layer.activation.apply(z);
            }
        }
    }

    /// Z of layer l for the pass in `cache`: (n_l, m). The cache does not keep it, so it is computed again.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] if the cache does not hold a pass of this network with its present weights.
    ///
    /// # Panics
    ///
    /// If there is no layer l.
    pub fn pre_activation(&self, l: usize, cache: &Cache<F>) -> Result<Array2<F>> {
        self.check()?;
        cache.check_pass(self)?;
        let mut z = Array2::zeros((self.layer(l).n_out(), cache.samples()).f());
        affine(self.layer(l), cache.a(l - 1), z.view_mut());
        Ok(z)
    }

    /// Hidden representation: A of layer l for x: (n_x, m), as (n_l, m), without dropout. Layer 0 is x itself.
    ///
    /// # Errors
    ///
    /// As [`forward`].
    ///
    /// # Panics
    ///
    /// If there is no layer l.
    pub fn activations(&self, l: usize, x: ArrayView2<F>) -> Result<Array2<F>> {
        let mut cache = Cache::default();
        forward(self, x, Dropout::Off, &mut cache)?;
        let mut a = Array2::zeros((self.sizes()[l], x.ncols()).f());
        a.assign(&cache.a(l));
        Ok(a)
    }
}
