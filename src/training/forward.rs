//! From X to the answer (chapter 2): Z = W A + b, A = g(Z), layer after layer.

use crate::data::columns::{columns, columns_mut};
use crate::gemm::epilogue::Epilogue;
use crate::gemm::matmul::product;
use crate::parallel::{self, for_each_piece, in_pool};
use crate::training::pass::{LayerMut, PassMut};
use crate::{Cache, Dropout, Error, Layer, Network, Real, Result, dropout, matmul};
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
    pass(network, x, dropout, cache);
    Ok(cache.output())
}

/// The same for a network and an x that have been checked.
pub(crate) fn pass<F: Real>(network: &Network<F>, x: ArrayView2<F>, dropout: Dropout<'_>, cache: &mut Cache<F>) {
    cache.prepare(network, x.ncols(), &dropout);
    let mut pass = cache.pass_mut();
    pass.x.assign(&x);
    match dropout {
        Dropout::Draw(rng) => propagate(network, &mut pass, |mask, keep_prob| dropout::draw(mask, keep_prob, rng)),
        Dropout::Off | Dropout::Frozen => propagate(network, &mut pass, |_, _| {}),
    }
}

/// Forward from X, which lies in the buffers already, for a network that has been checked. `draw` fills the mask D of a layer that
/// drops with this `keep_prob`, or leaves it as it is.
pub(crate) fn propagate<F: Real>(
    network: &Network<F>,
    pass: &mut PassMut<F>,
    mut draw: impl FnMut(ArrayViewMut2<bool>, f64),
) {
    for (l, layer) in (1..).zip(network.layers()) {
        let (input, LayerMut { a, dropout }, logits) = pass.layer_mut(l);
        affine(layer, input, a.view_mut());
        if let Some(logits) = logits {
            logits.assign(a);
        }
        layer.activation.apply(a.view_mut()); // (2.2) A = g(Z)
        if let Some((mask, dropped)) = dropout {
            draw(mask.view_mut(), layer.keep_prob);
            dropout::apply(a.view(), mask.view(), layer.keep_prob, dropped.view_mut());
        }
    }
}

/// (2.1) Z = W A + b, with a: (n_in, m) and z: (n_out, m).
fn affine<F: Real>(layer: &Layer<F>, a: ArrayView2<F>, mut z: ArrayViewMut2<F>) {
    match layer.b.as_slice() {
        Some(b) => product(F::one(), &layer.w, &a, 0, Epilogue::Bias(b), &mut z),
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
    /// The answers to x: (n_x, m), as (n_y, m). No dropout. The samples go through in chunks, so memory stays small; many of them
    /// on several threads, with the same bits.
    ///
    /// # Errors
    ///
    /// As [`forward`].
    pub fn predict(&self, x: ArrayView2<F>) -> Result<Array2<F>> {
        self.check()?;
        check_input(self, x)?;
        let m = x.ncols();
        let mut answers = Array2::zeros((self.n_out(), m).f());
        let pieces = parallel::pieces(m, self.parameters() * m);
        let work = |(x, answers): (ArrayView2<F>, ArrayViewMut2<F>), _| self.answer(x, answers);
        in_pool(pieces, || for_each_piece((x, answers.view_mut()), 0..m, pieces, &work));
        Ok(answers)
    }

    /// Predicts in one thread, in chunks of equal size. X is read where it lies, and the last layer writes where the answer is to be; so
    /// only the hidden layers need a place.
    fn answer(&self, x: ArrayView2<F>, mut answers: ArrayViewMut2<F>) {
        let m = x.ncols();
        let chunk = m.div_ceil(m.div_ceil(CHUNK).max(1)).max(1);
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
