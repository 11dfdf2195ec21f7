//! Checking a gradient (chapter 3): backpropagation against central differences.

use crate::{Cache, Cost, Dropout, Gradients, Network, Result, backward, forward};
use ndarray::ArrayView2;

/// The step ε of the central difference. Its truncation error is of order ε², its rounding error of order u / ε with u = 1.1e-16; the sum
/// is least near ε = u^(1/3) = 5e-6 (Press et al., *Numerical Recipes*, 3rd edition 2007, section 5.7).
const STEP: f64 = 1e-5;

/// What [`gradient_check`] found.
#[derive(Debug, Clone, PartialEq)]
pub struct GradientCheck {
    /// ‖g − ĝ‖ / (‖g‖ + ‖ĝ‖) over all parameters, in [0, 1], with g by backpropagation and ĝ by central differences. (3.7)
    ///
    /// Below 1e-7 the gradient can be taken as right, above 1e-4 as wrong; in between, look for a ReLU whose input is within ε of 0,
    /// where J has a kink. The thresholds are those of the notes on gradient checks of Stanford's course CS231n (2015).
    pub relative_error: f64,
    /// The parameter with the largest |g − ĝ|.
    pub worst: Parameter,
}

/// A weight or bias θ and its two derivatives.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name in the book, such as `W2[0, 3]`: layers from 1, rows and columns from 0.
    pub name: String,
    /// ∂J/∂θ by backpropagation.
    pub computed: f64,
    /// ∂J/∂θ by central difference.
    pub measured: f64,
}

/// Compares backpropagation with central differences, (J(θ + ε) − J(θ − ε)) / 2ε, for every parameter θ. (3.6)
///
/// With `dropout` [`Frozen`](Dropout::Frozen), the masks in `cache` are used for every evaluation; with
/// [`Draw`](Dropout::Draw), masks are drawn once and then frozen. Always in `f64`: in `f32` the difference of two costs has too
/// few digits left. It costs two forward passes per parameter, so it is for small networks.
/// Afterwards the cache holds the pass of `network` as it is, with the masks that were used.
///
/// # Errors
///
/// As [`forward()`] and [`backward()`].
///
/// ```
/// use ann::{gradient_check, Activation, Cache, Dropout, Loss, Network};
/// use ndarray::array;
///
/// let network = Network::new(&[2, 3, 1], Activation::Tanh, Activation::Sigmoid, &mut ann::rng(0))?;
/// let x = array![[0.5, -1.0], [2.0, 0.3]]; // two samples, a column each
/// let y = array![[1.0, 0.0]];
/// let cost = Loss::BinaryCrossEntropy.into();
/// let check = gradient_check(&network, x.view(), y.view(), &cost, Dropout::Off, &mut Cache::default())?;
/// assert!(check.relative_error < 1e-7);
/// # Ok::<(), ann::Error>(())
/// ```
pub fn gradient_check(
    network: &Network<f64>,
    x: ArrayView2<f64>,
    y: ArrayView2<f64>,
    cost: &Cost,
    dropout: Dropout<'_>,
    cache: &mut Cache<f64>,
) -> Result<GradientCheck> {
    let freeze = !matches!(dropout, Dropout::Off);
    let same_masks = || if freeze { Dropout::Frozen } else { Dropout::Off };
    forward(network, x, dropout, cache)?;
    let mut gradients = Gradients::new(network, x.ncols());
    backward(network, y, cost, cache, &mut gradients)?;

    let mut moved = network.clone();
    let mut parameters = Vec::with_capacity(network.parameters());
    for l in 1..=network.depth() {
        for (kind, computed) in [(Kind::Weight, gradients.dw(l)), (Kind::Bias, gradients.db(l))] {
            for (place, &computed) in computed.indexed_iter() {
                let value = *kind.of(&mut moved, l, place);
                let mut cost_at = |value: f64| {
                    *kind.of(&mut moved, l, place) = value;
                    forward(&moved, x, same_masks(), cache)?;
                    cost.value(&moved, cache, y)
                };
                let measured = (cost_at(value + STEP)? - cost_at(value - STEP)?) / (2.0 * STEP); // (3.6)
                *kind.of(&mut moved, l, place) = value;
                parameters.push(Parameter { name: kind.name(l, place), computed, measured });
            }
        }
    }
    // The last pass was one of moved weights.
    forward(network, x, same_masks(), cache)?;
    Ok(GradientCheck::of(parameters))
}

impl GradientCheck {
    fn of(parameters: Vec<Parameter>) -> Self {
        let norm = |of: fn(&Parameter) -> f64| parameters.iter().map(|p| of(p).powi(2)).sum::<f64>().sqrt();
        let difference = norm(Parameter::difference);
        let length = norm(|p| p.computed) + norm(|p| p.measured);
        let relative_error = if length == 0.0 { 0.0 } else { difference / length }; // (3.7)
        let worst = parameters.into_iter().max_by(|p, q| p.difference().total_cmp(&q.difference()));
        let worst = worst.unwrap_or(Parameter { name: String::new(), computed: 0.0, measured: 0.0 });
        GradientCheck { relative_error, worst }
    }
}

impl Parameter {
    /// |computed − measured|
    #[must_use]
    pub fn difference(&self) -> f64 {
        (self.computed - self.measured).abs()
    }
}

/// The two kinds of parameter of a layer.
#[derive(Clone, Copy)]
enum Kind {
    Weight,
    Bias,
}

impl Kind {
    fn of(self, network: &mut Network<f64>, l: usize, place: (usize, usize)) -> &mut f64 {
        let layer = network.layer_mut(l);
        match self {
            Kind::Weight => &mut layer.w[place],
            Kind::Bias => &mut layer.b[place],
        }
    }

    fn name(self, l: usize, (i, j): (usize, usize)) -> String {
        match self {
            Kind::Weight => format!("W{l}[{i}, {j}]"),
            Kind::Bias => format!("b{l}[{i}]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_is_the_length_of_the_difference_beside_both_lengths() {
        let parameter = |name: &str, computed, measured| Parameter { name: name.to_owned(), computed, measured };
        let check =
            GradientCheck::of(vec![parameter("a", 3.0, 5.0), parameter("b", 4.0, 0.0), parameter("c", 0.0, 0.0)]);
        assert_eq!(check.relative_error, 20_f64.sqrt() / (5.0 + 5.0));
        assert_eq!(check.worst, parameter("b", 4.0, 0.0));
        assert_eq!(GradientCheck::of(vec![parameter("a", 0.0, 0.0)]).relative_error, 0.0);
    }
}
