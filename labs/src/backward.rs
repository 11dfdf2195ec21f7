//! Chapter 3: the slopes of the loss go back through the 2-2-1 network, one at a time; one weight is moved, measured, and stepped.

use crate::settings::Settings;
use crate::small;
use ann::plain::Matrix;
use ann::plain::backward::{Gradient, activate_backward, descend, error, gradient};
use ann::plain::cost::cost;
use ann::plain::forward::forward;
use ann::plain::network::Network;
use ann::{Error, Result};
use ndarray::array;
use rand::RngExt;
use rand_distr::StandardNormal;

const KEYS: [&str; 9] = ["x1", "x2", "y", "g", "rate", "epsilon", "weight", "seed", "w"];
/// Nine parameters, in the order of [`small::weights`].
const PARAMETERS: usize = 9;
/// Largest size of a parameter.
const RANGE: f64 = 1000.0;

/// What an operation of the way back computes.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    /// dz of the last layer, from a and y. (3.5)
    Error,
    /// One dw, from dz and what came in. (3.2)
    Weight,
    /// One db. (3.3)
    Bias,
    /// One da of the layer before, from the weight and dz. (3.4)
    Before,
    /// Its dz, from da and the slope of g. (3.1)
    Activation,
}

/// The network, one sample with its right answer, all slopes, and how many of them have been computed.
#[derive(Debug)]
pub struct Backward {
    network: Network,
    /// Where it started.
    start: Network,
    x: Matrix,
    y: f64,
    pass: Pass,
    rate: f64,
    epsilon: f64,
    /// Which parameter is looked at.
    chosen: usize,
    done: usize,
    /// How many steps of gradient descent were taken.
    steps: usize,
}

/// A pass forward and back.
#[derive(Debug)]
struct Pass {
    a: Vec<Matrix>,
    z: Vec<Matrix>,
    /// dA of the hidden layer.
    da: Matrix,
    /// dZ of both layers.
    dz: [Matrix; 2],
    gradients: [Gradient; 2],
}

impl Pass {
    fn new(network: &Network, x: &Matrix, y: f64) -> Self {
        let [g1, g2] = [0, 1].map(|l| network.layers[l].g);
        let a = forward(network, x);
        let dz2 = error(g2, &a[2], &array![[y]]); // (3.5)
        let da = network.layers[1].w.t().dot(&dz2); // (3.4)
        let dz1 = activate_backward(g1, &a[1], &da); // (3.1)
        let gradients = [gradient(&a[0], &dz1), gradient(&a[1], &dz2)]; // (3.2), (3.3)
        Pass { z: small::sums(network, &a), a, da, dz: [dz1, dz2], gradients }
    }
}

impl Backward {
    /// The network of the chapter, or one drawn from `seed`, or the nine numbers `w`; the sample `x1`, `x2` with its answer `y`; the
    /// function `g` of the hidden layer; `rate`, `epsilon` and the number of the `weight` to look at.
    ///
    /// # Errors
    ///
    /// What is wrong with the settings.
    pub fn new(settings: &str) -> Result<Self> {
        let settings = Settings::parse(settings, &KEYS)?;
        let mut network = small::network(small::hidden(&settings)?);
        let seed = settings.number("seed", 0, 0..=u64::MAX, "a whole number")?;
        if seed > 0 {
            let mut rng = ann::rng(seed);
            (0..PARAMETERS).for_each(|p| {
                // In quarters, so that a pencil will do.
                *small::parameter(&mut network, p) = (4.0 * rng.sample::<f64, _>(StandardNormal)).round() / 4.0;
            });
        }
        if let Some(list) = settings.text("w") {
            for (p, number) in parameters(list)?.into_iter().enumerate() {
                *small::parameter(&mut network, p) = number;
            }
        }
        let x = small::sample(&settings)?;
        let y = settings.number("y", 1.0, 0.0..=1.0, "a number from 0 to 1")?;
        Ok(Backward {
            pass: Pass::new(&network, &x, y),
            start: network.clone(),
            network,
            x,
            y,
            rate: settings.number("rate", 0.1, 0.0..=10.0, "a number from 0 to 10")?,
            epsilon: settings.number("epsilon", 0.3, 1e-15..=10.0, "a number from 1e-15 to 10")?,
            chosen: settings.number("weight", 3, 0..=PARAMETERS - 1, "a number from 0 to 8")?,
            done: 0,
            steps: 0,
        })
    }

    /// Goes on with other settings, from where it was; [`Backward::again`] leads back to the first weights.
    ///
    /// # Errors
    ///
    /// What is wrong with the settings; nothing has changed then.
    pub fn change(&mut self, settings: &str) -> Result<()> {
        let changed = Backward::new(settings)?;
        self.start.layers[0].g = changed.network.layers[0].g;
        *self = Backward { start: self.start.clone(), done: self.done, steps: self.steps, ..changed };
        Ok(())
    }

    /// Up to n slopes, as many as are left. How many there were.
    pub fn step(&mut self, n: usize) -> usize {
        let taken = n.min(self.operations().len() / 7 - self.done);
        self.done += taken;
        taken
    }

    /// The first weights again, and no slope computed.
    pub fn again(&mut self) {
        (self.network, self.done, self.steps) = (self.start.clone(), 0, 0);
        self.pass = Pass::new(&self.network, &self.x, self.y);
    }

    /// A step of gradient descent with all nine slopes.
    pub fn descend(&mut self) {
        descend(&mut self.network, &self.pass.gradients, self.rate);
        self.steps += 1;
        self.pass = Pass::new(&self.network, &self.x, self.y);
    }

    /// Writes the parameter that is looked at.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if it is out of range.
    pub fn set_weight(&mut self, value: f64) -> Result<()> {
        if !(-RANGE..=RANGE).contains(&value) {
            let requirement = "a number from −1000 to 1000";
            return Err(Error::Setting { name: "weight", value: value.to_string(), requirement });
        }
        *small::parameter(&mut self.network, self.chosen) = value;
        self.pass = Pass::new(&self.network, &self.x, self.y);
        Ok(())
    }

    /// Of each slope, in the order in which they are computed, seven numbers: its kind (0 the error, 1 a weight, 2 a bias, 3 what goes to
    /// the layer before, 4 through g), layer, neuron and input, both factors (of the error: a and y), and the slope.
    #[must_use]
    pub fn operations(&self) -> Vec<f64> {
        let Pass { a, da, dz, gradients, .. } = &self.pass;
        let mut list = Vec::new();
        let mut push = |kind: Kind, l: usize, i: usize, k: usize, [first, second]: [f64; 2], slope: f64| {
            list.extend([f64::from(kind as u8), (l + 1) as f64, i as f64, k as f64, first, second, slope]);
        };
        push(Kind::Error, 1, 0, 0, [a[2][[0, 0]], self.y], dz[1][[0, 0]]);
        for l in [1, 0] {
            let Gradient { dw, db } = &gradients[l];
            if l == 0 {
                let w = &self.network.layers[1].w;
                (0..2).for_each(|k| push(Kind::Before, 0, k, 0, [w[[0, k]], dz[1][[0, 0]]], da[[k, 0]]));
                let slopes = activate_backward(self.network.layers[0].g, &a[1], &Matrix::ones((2, 1)));
                (0..2).for_each(|k| push(Kind::Activation, 0, k, 0, [da[[k, 0]], slopes[[k, 0]]], dz[0][[k, 0]]));
            }
            for i in 0..dw.nrows() {
                for k in 0..dw.ncols() {
                    push(Kind::Weight, l, i, k, [dz[l][[i, 0]], a[l][[k, 0]]], dw[[i, k]]);
                }
                push(Kind::Bias, l, i, 2, [dz[l][[i, 0]], 1.0], db[[i, 0]]);
            }
        }
        list
    }

    /// x₁, x₂, then of each neuron z and a.
    #[must_use]
    pub fn signals(&self) -> Vec<f64> {
        let Pass { a, z, .. } = &self.pass;
        let neurons = z.iter().zip(&a[1..]).flat_map(|(z, a)| z.iter().zip(a).flat_map(|(z, a)| [*z, *a]));
        self.x.iter().copied().chain(neurons).collect()
    }

    /// The nine parameters: of every layer its weights, neuron after neuron, and behind those of a neuron its bias.
    #[must_use]
    pub fn weights(&self) -> Vec<f64> {
        small::weights(&self.network)
    }

    /// How many slopes are computed, how many steps taken, L, the parameter that is looked at, its slope, L to both sides of it, and the
    /// slope that is measured with ε.
    #[must_use]
    pub fn numbers(&self) -> Vec<f64> {
        let w = self.weights()[self.chosen];
        let slope = small::flat(self.pass.gradients.iter().map(|gradient| (&gradient.dw, &gradient.db)))[self.chosen];
        let [up, down] = [w + self.epsilon, w - self.epsilon].map(|w| self.loss_at(w));
        let measured = (up - down) / (2.0 * self.epsilon); // (3.6)
        vec![self.done as f64, self.steps as f64, self.loss_at(w), w, slope, up, down, measured]
    }

    /// L, if the parameter that is looked at were w.
    fn loss_at(&self, w: f64) -> f64 {
        let mut moved = self.network.clone();
        *small::parameter(&mut moved, self.chosen) = w;
        cost(&moved, &forward(&moved, &self.x), &array![[self.y]], 0.0)
    }

    /// L at so many places of the parameter that is looked at, from one to the other.
    #[must_use]
    pub fn curve(&self, from: f64, to: f64, places: usize) -> Vec<f64> {
        let place = |k: usize| from + (to - from) * k as f64 / (places - 1) as f64;
        (0..places).map(|k| self.loss_at(place(k))).collect()
    }

    /// All that is needed to come back here.
    #[must_use]
    pub fn settings(&self) -> String {
        let Backward { x, y, rate, epsilon, chosen, network, .. } = self;
        let (x1, x2, g) = (x[[0, 0]], x[[1, 0]], small::name(network.layers[0].g));
        let w: Vec<String> = self.weights().iter().map(ToString::to_string).collect();
        format!("x1={x1}&x2={x2}&y={y}&g={g}&rate={rate}&epsilon={epsilon}&weight={chosen}&w={}", w.join(","))
    }
}

/// Nine numbers between commas.
fn parameters(list: &str) -> Result<Vec<f64>> {
    let numbers: Option<Vec<f64>> =
        list.split(',').map(|number| number.parse().ok().filter(|w: &f64| w.abs() <= RANGE)).collect();
    let requirement = "nine numbers from −1000 to 1000 with commas between them";
    let numbers = numbers.filter(|numbers| numbers.len() == PARAMETERS);
    numbers.ok_or_else(|| Error::Setting { name: "w", value: list.to_owned(), requirement })
}

#[cfg(test)]
mod tests;
