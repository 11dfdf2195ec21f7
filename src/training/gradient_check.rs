//! Is the gradient right? (chapter 3) The derivative measured, against the derivative computed.

use crate::{Cache, Cost, Dropout, Gradients, Network, Result, backward, forward};
use ndarray::ArrayView2;

/// The step ε of the central difference: its error falls as ε², its rounding error grows as 1/ε; in between lies this.
const STEP: f64 = 1e-5;

/// What [`gradient_check`] found.
#[derive(Debug, Clone, PartialEq)]
pub struct GradientCheck {
    /// ‖g − ĝ‖ / (‖g‖ + ‖ĝ‖) over all parameters, g computed and ĝ measured. Below 1e-7 the code is right; above 1e-4 it is
    /// wrong; in between suspect a kink (a ReLU at zero). (3.7)
    pub relative_error: f64,
    /// The parameter where the two disagree most.
    pub worst: Parameter,
}

/// One weight or bias, with its two derivatives.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name in the book, such as `W2[0, 3]`.
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
