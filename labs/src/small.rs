//! What the labs of chapters 2 and 3 share: the 2-2-1 network that the chapters work out with a pencil.

use crate::settings::Settings;
use ann::plain::Matrix;
use ann::plain::network::{Activation, Layer, Network};
use ann::{Error, Result};
use ndarray::array;

/// Where a sample may lie: both coordinates from −RANGE to RANGE.
pub const RANGE: f64 = 100.0;

/// The functions of a hidden layer.
const HIDDEN: [Activation; 5] =
    [Activation::Relu, Activation::LeakyRelu, Activation::Tanh, Activation::Sigmoid, Activation::Identity];

/// The network of the chapters, with this function in the hidden layer.
#[must_use]
pub fn network(g: Activation) -> Network {
    let hidden = Layer { w: array![[0.5, -1.0], [1.0, 0.5]], b: array![[0.5], [-0.5]], g };
    let output = Layer { w: array![[1.0, -2.0]], b: array![[1.0]], g: Activation::Sigmoid };
    Network { layers: vec![hidden, output] }
}

/// The function of the hidden layer that the setting `g` names; ReLU if nothing is said.
///
/// # Errors
///
/// [`Error::Choice`] if it names none.
pub fn hidden(settings: &Settings<'_>) -> Result<Activation> {
    let Some(name) = settings.text("g") else { return Ok(Activation::Relu) };
    HIDDEN.into_iter().find(|g| self::name(*g) == name).ok_or_else(|| {
        let choices = HIDDEN.map(self::name).join(", ");
        Error::Choice { what: "activation of a hidden layer", given: name.to_owned(), choices }
    })
}

/// The name of a function, as the library writes it.
#[must_use]
pub fn name(g: Activation) -> String {
    ann::Activation::from(g).to_string()
}

/// The sample x that the settings `x1` and `x2` name, the chapters' (2, 1) if nothing is said: (2, 1).
///
/// # Errors
///
/// [`Error::Setting`] if a number is out of range.
pub fn sample(settings: &Settings<'_>) -> Result<Matrix> {
    let number = |key, usual| settings.number(key, usual, -RANGE..=RANGE, "a number from −100 to 100");
    Ok(array![[number("x1", 2.0)?], [number("x2", 1.0)?]])
}

/// Z¹, Z², … of a pass; a: what `forward` returned. (2.1)
#[must_use]
pub fn sums(network: &Network, a: &[Matrix]) -> Vec<Matrix> {
    network.layers.iter().zip(a).map(|(layer, a)| layer.w.dot(a) + &layer.b).collect()
}

/// Of every layer its weights, neuron after neuron, and behind those of a neuron its bias.
#[must_use]
pub fn weights(network: &Network) -> Vec<f64> {
    flat(network.layers.iter().map(|layer| (&layer.w, &layer.b)))
}

/// The same of any pairs of matrices like W and b.
pub fn flat<'m>(layers: impl Iterator<Item = (&'m Matrix, &'m Matrix)>) -> Vec<f64> {
    let neurons = layers.flat_map(|(w, b)| w.rows().into_iter().zip(b));
    neurons.flat_map(|(w, b)| w.iter().copied().chain([*b]).collect::<Vec<_>>()).collect()
}

/// Parameter p of the list that [`weights`] makes; p is below its length.
pub fn parameter(network: &mut Network, mut p: usize) -> &mut f64 {
    let mut l = 0;
    while p >= network.layers[l].w.len() + network.layers[l].b.len() {
        p -= network.layers[l].w.len() + network.layers[l].b.len();
        l += 1;
    }
    let Layer { w, b, .. } = &mut network.layers[l];
    let (i, k) = (p / (w.ncols() + 1), p % (w.ncols() + 1));
    if k < w.ncols() { &mut w[[i, k]] } else { &mut b[[i, 0]] }
}

/// The middles of size × size squares of the window from −window to window, row by row from above: (2, size²).
#[must_use]
pub fn grid(size: usize, window: f64) -> Matrix {
    let place = |i: usize| window * ((2 * i + 1) as f64 / size as f64 - 1.0);
    Matrix::from_shape_fn((2, size * size), |(k, i)| if k == 0 { place(i % size) } else { -place(i / size) })
}
