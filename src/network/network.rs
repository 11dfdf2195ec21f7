//! A stack of layers whose shapes fit (chapter 1).

use super::init::check_weights;
use super::version::Version;
use crate::{Activation, Error, Init, Layer, Real, Result, Rng, dropout};
use std::fmt;

/// A fully connected network of L layers. Layer l of the book is `layer(l)`, counted from 1; the input is layer 0.
///
/// ```
/// use ann::{Activation, Network};
///
/// // Two inputs, three hidden neurons, one output.
/// let network = Network::<f64>::new(&[2, 3, 1], Activation::Tanh, Activation::Sigmoid, &mut ann::rng(0))?;
/// assert_eq!(network.layer(1).w.dim(), (3, 2));
/// assert_eq!(network.layer(2).w.dim(), (1, 3));
/// assert_eq!(network.parameters(), 3 * 2 + 3 + 3 + 1);
/// # Ok::<(), ann::Error>(())
/// ```
///
/// Two networks are equal if their layers are. A [`Cache`](crate::Cache) belongs to the weights that it was computed with: after a
/// change, by an optimiser's step or through [`Network::layer_mut`], the library refuses it.
#[derive(Debug, Clone)]
pub struct Network<F> {
    layers: Vec<Layer<F>>,
    /// Drawn anew whenever the layers may have changed.
    version: Version,
}

impl<F: PartialEq> PartialEq for Network<F> {
    fn eq(&self, other: &Self) -> bool {
        self.layers == other.layers
    }
}

impl<F: Real> Network<F> {
    /// A network with the given layer sizes, input first: `hidden` in every layer but the last, `output` in the last.
    ///
    /// Weights are drawn by the rule that suits each layer's activation, [`Init::for_activation`].
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if there are fewer than two sizes or one of them is zero.
    pub fn new(sizes: &[usize], hidden: Activation, output: Activation, rng: &mut Rng) -> Result<Self> {
        Self::build(sizes, hidden, output, Init::for_activation, rng)
    }

    /// The same with one rule of initialisation for all layers, to see what it does.
    ///
    /// # Errors
    ///
    /// As [`Network::new`], and if the rule's own setting is out of range.
    pub fn with_init(
        sizes: &[usize],
        hidden: Activation,
        output: Activation,
        init: Init,
        rng: &mut Rng,
    ) -> Result<Self> {
        Self::build(sizes, hidden, output, |_| init, rng)
    }

    fn build(
        sizes: &[usize],
        hidden: Activation,
        output: Activation,
        init: impl Fn(Activation) -> Init,
        rng: &mut Rng,
    ) -> Result<Self> {
        if sizes.len() < 2 {
            return Err(Error::setting("number of layer sizes", sizes.len(), "at least 2: the inputs and the outputs"));
        }
        check_weights(sizes)?;
        let depth = sizes.len() - 1;
        let mut layers = Vec::with_capacity(depth);
        for (l, pair) in (1..).zip(sizes.windows(2)) {
            let activation = if l == depth { output } else { hidden };
            layers.push(Layer::new(pair[0], pair[1], activation, init(activation), rng)?);
        }
        Self::from_layers(layers)
    }

    /// A network of layers made elsewhere.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if there is no layer, or one without inputs or neurons, or a `keep_prob` is out of range; [`Error::Shape`] if a layer does not have
    /// as many inputs as the one before it has neurons, or as many biases as neurons.
    pub fn from_layers(layers: Vec<Layer<F>>) -> Result<Self> {
        let network = Network { layers, version: Version::new() };
        network.check()?;
        Ok(network)
    }

    /// Keeps each hidden neuron with this probability while training (chapter 7). The output layer always keeps all.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if `keep_prob` is not in (0, 1].
    pub fn with_keep_prob(mut self, keep_prob: f64) -> Result<Self> {
        dropout::check_keep_prob(keep_prob)?;
        let depth = self.depth();
        for layer in &mut self.layers_mut()[..depth - 1] {
            layer.keep_prob = keep_prob;
        }
        Ok(self)
    }

    /// L, the number of layers, the input not counted.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.layers.len()
    }

    /// Layer l, for l = 1 … L.
    ///
    /// # Panics
    ///
    /// If there is no layer l.
    #[must_use]
    pub fn layer(&self, l: usize) -> &Layer<F> {
        assert!((1..=self.depth()).contains(&l), "layers are counted from 1 to {}, not {l}", self.depth());
        &self.layers[l - 1]
    }

    /// Layer l, for l = 1 … L, to change its numbers.
    ///
    /// # Panics
    ///
    /// If there is no layer l.
    pub fn layer_mut(&mut self, l: usize) -> &mut Layer<F> {
        assert!((1..=self.depth()).contains(&l), "layers are counted from 1 to {}, not {l}", self.depth());
        &mut self.layers_mut()[l - 1]
    }

    /// All layers, to change.
    pub(crate) fn layers_mut(&mut self) -> &mut [Layer<F>] {
        self.version = Version::new();
        &mut self.layers
    }

    /// Which state of the weights this is.
    pub(crate) fn version(&self) -> Version {
        self.version
    }

    /// All layers, from the first hidden one to the output.
    #[must_use]
    pub fn layers(&self) -> &[Layer<F>] {
        &self.layers
    }

    /// n_x, the number of inputs.
    #[must_use]
    pub fn n_in(&self) -> usize {
        self.layers[0].n_in()
    }

    /// n_y, the number of outputs.
    #[must_use]
    pub fn n_out(&self) -> usize {
        self.layers[self.depth() - 1].n_out()
    }

    /// The layer sizes n_0, n_1, …, n_L.
    #[must_use]
    pub fn sizes(&self) -> Vec<usize> {
        std::iter::once(self.n_in()).chain(self.layers.iter().map(Layer::n_out)).collect()
    }

    /// How many numbers the network learns.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.layers.iter().map(Layer::parameters).sum()
    }

    /// Whether neurons of any layer are dropped in training.
    pub(crate) fn drops(&self) -> bool {
        self.layers.iter().any(|layer| layer.keep_prob < 1.0)
    }

    /// Checks that the layers fit together. Forward and backward call it: a layer may have been changed since.
    pub(crate) fn check(&self) -> Result<()> {
        if self.layers.is_empty() {
            return Err(Error::setting("number of layers", 0, "at least 1"));
        }
        let mut n_previous = self.layers[0].n_in();
        for (l, layer) in (1..).zip(&self.layers) {
            let (n_out, n_in) = layer.w.dim();
            if n_out == 0 || n_in == 0 {
                return Err(Error::setting("layer size", 0, "at least 1"));
            }
            Error::check_shape(
                format_args!("W of layer {l}"),
                (n_out, n_in),
                (n_out, n_previous),
                format_args!("layer {} has {n_previous} neurons", l - 1),
            )?;
            Error::check_shape(
                format_args!("b of layer {l}"),
                layer.b.dim(),
                (n_out, 1),
                format_args!("the layer has {n_out} neurons"),
            )?;
            layer.activation.check_in::<F>()?;
            dropout::check_keep_prob(layer.keep_prob)?;
            n_previous = n_out;
        }
        if self.layers[self.depth() - 1].keep_prob < 1.0 {
            return Err(Error::setting("keep_prob of the output layer", "below 1", "1: an answer may not be dropped"));
        }
        Ok(())
    }
}

/// The network's table: a line per layer with its activation, the shapes of W and b, and the number of parameters.
impl<F: Real> fmt::Display for Network<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<7}{:<13}{:>12}{:>11}{:>11}{:>12}", "layer", "activation", "W", "b", "keep_prob", "parameters")?;
        for (l, layer) in (1..).zip(&self.layers) {
            writeln!(
                f,
                "{l:<7}{:<13}{:>12}{:>11}{:>11}{:>12}",
                layer.activation.to_string(),
                format!("{} × {}", layer.n_out(), layer.n_in()),
                format!("{} × 1", layer.n_out()),
                layer.keep_prob,
                layer.parameters(),
            )?;
        }
        write!(f, "{:<54}{:>12}", "total", self.parameters())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng;

    #[test]
    fn networks_are_equal_if_all_of_their_layers_are_and_drop_if_one_does() {
        let network = Network::<f64>::new(&[2, 3, 1], Activation::Tanh, Activation::Sigmoid, &mut rng(0)).unwrap();
        let mut other = network.clone();
        assert!(network == other && !network.drops());
        other.layer_mut(2).b[[0, 0]] += 1.0;
        assert!(network != other);
        assert!(network.with_keep_prob(0.5).unwrap().drops());
    }
}
