//! Chapter 5: the gradients of batches around that of all samples, and the way that such steps take down a bowl, to a floor of noise.

use crate::neuron::Neuron;
use crate::settings::Settings;
use ann::data::Scaler;
use ann::plain::backward::{Gradient, backward, descend};
use ann::plain::network::{Activation, Layer, Network};
use ann::plain::{Matrix, batches::batches, cost::cost, forward::forward};
use ann::{Error, Result, Rng};
use ndarray::{Array2, Axis};

const KEYS: [&str; 6] = ["b", "rate", "seed", "deal", "w0", "b0"];
/// How many batches are drawn around the full gradient.
const CLOUD: usize = 160;
/// Steps before the way counts as arrived: ten times as many as it takes to come e times as near.
const ARRIVED: f64 = 10.0;
/// A cost above this is told as a divergence.
const DIVERGED: f64 = 1e6;

/// How a step gets its samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deal {
    /// From all, for each step.
    Anew,
    /// From a shuffled deck, until none is left.
    Deck,
}

/// The neuron of chapter 0 on 119 wines, phenols standardised: J is a round bowl over its weight and its bias.
#[derive(Debug)]
pub struct Noise {
    batch: usize,
    rate: f64,
    seed: u64,
    deal: Deal,
    /// X: (1, m)
    x: Matrix,
    /// Y: (1, m)
    y: Matrix,
    start: [f64; 2],
    network: Network,
    rng: Rng,
    deck: Vec<Vec<usize>>,
    /// w and b before each step.
    path: Vec<f64>,
}

impl Noise {
    /// The neuron as the settings say: samples of a batch `b`; the learning `rate`; the `seed` of the batches; `deal`, `anew` or `deck`; the
    /// start `w0`, `b0`.
    ///
    /// # Errors
    ///
    /// What is wrong with the settings.
    pub fn new(settings: &str) -> Result<Self> {
        let settings = Settings::parse(settings, &KEYS)?;
        let points = Neuron::new("")?.points();
        let x = Scaler::standard(column(&points, 0).view())?.transform(column(&points, 0).view())?;
        let y = column(&points, 1);
        let batch = settings.number("b", 4, 1..=x.ncols(), "a whole number from 1 to 119, the number of wines")?;
        let rate = settings.number("rate", 0.3, 0.0..=3.0, "a number from 0 to 3")?;
        let seed = settings.number("seed", 1, 0..=9_999_999, "a whole number of at most 7 digits")?;
        let deal = match settings.text("deal").unwrap_or("anew") {
            "anew" => Deal::Anew,
            "deck" => Deal::Deck,
            given => {
                let choices = "anew, deck".to_owned();
                return Err(Error::Choice { what: "way to deal", given: given.to_owned(), choices });
            }
        };
        let place = |key, default| settings.number(key, default, -10.0..=10.0, "a number from −10 to 10");
        let start = [place("w0", -0.6)?, place("b0", 0.4)?];
        let (network, rng) = (neuron(start), ann::rng(seed));
        Ok(Noise { batch, rate, seed, deal, x, y, start, network, rng, deck: Vec::new(), path: start.to_vec() })
    }

    /// So many steps, each on a batch.
    ///
    /// # Errors
    ///
    /// [`Error::Diverged`] if the cost is beyond all measure.
    pub fn step(&mut self, n: usize) -> Result<()> {
        for _ in 0..n {
            let samples = self.samples();
            let gradients = self.gradients(&self.network, &samples);
            descend(&mut self.network, &gradients, self.rate);
            self.path.extend(parameters(&self.network));
            let loss = self.cost();
            if loss.is_nan() || loss > DIVERGED {
                let cause = format!("the learning rate {} is too large for batches of {}", self.rate, self.batch);
                return Err(Error::Diverged { epoch: self.steps(), loss, cause });
            }
        }
        Ok(())
    }

    /// Another size of batches and another rate, from the next step on, from where the neuron is.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if one is out of range; nothing has changed then.
    pub fn change(&mut self, batch: usize, rate: f64) -> Result<()> {
        let text = format!("b={batch}&rate={rate}&seed={}", self.seed);
        Self::new(&text)?;
        (self.batch, self.rate) = (batch, rate);
        self.path = parameters(&self.network).to_vec();
        self.deck.clear();
        Ok(())
    }

    /// The samples of the next step.
    fn samples(&mut self) -> Vec<usize> {
        if self.deck.is_empty() || self.deal == Deal::Anew {
            self.deck = batches(self.x.ncols(), self.batch, &mut self.rng);
        }
        self.deck.remove(0)
    }

    /// Of the mean loss of a network over these samples.
    fn gradients(&self, network: &Network, samples: &[usize]) -> Vec<Gradient> {
        let (x, y) = (self.x.select(Axis(1), samples), self.y.select(Axis(1), samples));
        backward(network, &forward(network, &x), &y)
    }

    /// dw and db of these samples.
    fn gradient(&self, network: &Network, samples: &[usize]) -> [f64; 2] {
        let of_layer = &self.gradients(network, samples)[0];
        [of_layer.dw[[0, 0]], of_layer.db[[0, 0]]]
    }

    /// σ², the mean of ‖gⱼ − ḡ‖² over the samples j.
    fn variance(&self, network: &Network) -> f64 {
        let m = self.x.ncols();
        let full = self.gradient(network, &(0..m).collect::<Vec<_>>());
        (0..m).map(|j| squared(self.gradient(network, &[j]), full)).sum::<f64>() / m as f64
    }

    fn cost(&self) -> f64 {
        cost(&self.network, &forward(&self.network, &self.x), &self.y, 0.0)
    }

    fn steps(&self) -> usize {
        self.path.len() / 2 - 1
    }

    /// w and b before each step since the last change, one after the other, and where they are now.
    #[must_use]
    pub fn path(&self) -> Vec<f64> {
        self.path.clone()
    }

    /// dw and db of all samples, then of each of 160 batches, drawn the same way wherever the neuron is.
    #[must_use]
    pub fn cloud(&self) -> Vec<f64> {
        let all: Vec<usize> = (0..self.x.ncols()).collect();
        let mut rng = ann::random::stream(self.seed, 1);
        let drawn = (0..CLOUD).map(|_| self.gradient(&self.network, &batches(self.x.ncols(), self.batch, &mut rng)[0]));
        std::iter::once(self.gradient(&self.network, &all)).chain(drawn).flatten().collect()
    }

    /// Where J is smallest: x has the mean 0 and the mean square 1.
    #[must_use]
    pub fn bottom(&self) -> [f64; 2] {
        let m = self.x.ncols() as f64;
        [(&self.x * &self.y).sum() / m, self.y.sum() / m]
    }

    /// The steps since the last change; w, b and J; the length of the full gradient; σ here; what the gradient of a batch is off by, as
    /// σ/√B without repeats says, and as the batches of the cloud are; how far from the bottom the steps stay, as the formula of exercise 5
    /// says, and as they have stayed since they arrived. The last is no number before that.
    #[must_use]
    pub fn numbers(&self) -> Vec<f64> {
        let [w, b] = parameters(&self.network);
        let cloud = self.cloud();
        let full = [cloud[0], cloud[1]];
        let variance = self.variance(&self.network);
        let measured = cloud.chunks(2).skip(1).map(|g| squared([g[0], g[1]], full)).sum::<f64>() / CLOUD as f64;
        let mut numbers = vec![self.steps() as f64, w, b, self.cost(), full[0].hypot(full[1]), variance.sqrt()];
        let squares = [variance * self.of_batch(), measured, self.floor(), self.stayed().unwrap_or(f64::NAN)];
        numbers.extend(squares.map(f64::sqrt));
        numbers
    }

    /// What the variance of one sample is multiplied by for a batch: 1/B, less because no sample comes twice.
    fn of_batch(&self) -> f64 {
        let (m, size) = (self.x.ncols() as f64, self.batch as f64);
        (m - size) / (m - 1.0) / size
    }

    /// α σ² / (2 − α), with the σ² of a batch at the bottom: what the mean square of the distance settles at; infinite if it does not.
    fn floor(&self) -> f64 {
        let variance = self.variance(&neuron(self.bottom())) * self.of_batch();
        if self.rate < 2.0 { self.rate * variance / (2.0 - self.rate) } else { f64::INFINITY }
    }

    /// The mean square of the distance from the bottom since the way has arrived.
    fn stayed(&self) -> Option<f64> {
        let arrived = (ARRIVED / self.rate.min(1.0)).ceil() as usize; // of a rate of 0, never
        let places = self.path.chunks(2).skip(arrived);
        let squares: Vec<f64> = places.map(|place| squared([place[0], place[1]], self.bottom())).collect();
        (!squares.is_empty()).then(|| squares.iter().sum::<f64>() / squares.len() as f64)
    }

    /// All that is needed to come back to the start.
    #[must_use]
    pub fn settings(&self) -> String {
        let deal = if self.deal == Deal::Anew { "anew" } else { "deck" };
        let Noise { batch, rate, seed, start: [w, b], .. } = self;
        format!("b={batch}&rate={rate}&seed={seed}&deal={deal}&w0={w}&b0={b}")
    }
}

/// a = w x + b.
fn neuron([w, b]: [f64; 2]) -> Network {
    let layer = Layer { w: Array2::from_elem((1, 1), w), b: Array2::from_elem((1, 1), b), g: Activation::Identity };
    Network { layers: vec![layer] }
}

fn parameters(network: &Network) -> [f64; 2] {
    [network.layers[0].w[[0, 0]], network.layers[0].b[[0, 0]]]
}

fn squared(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)
}

/// Every second number, from number k on: (1, m).
fn column(points: &[f64], k: usize) -> Matrix {
    Array2::from_shape_fn((1, points.len() / 2), |(_, i)| points[2 * i + k])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_off_by_what_the_formula_says() {
        for size in [1, 4, 16, 64, 100] {
            let noise = Noise::new(&format!("b={size}")).unwrap();
            let numbers = noise.numbers();
            let (predicted, measured) = (numbers[6], numbers[7]);
            assert!((measured / predicted - 1.0).abs() < 0.1, "{size}: {measured} {predicted}");
            assert!((numbers[4] / squared([-0.6, 0.4], noise.bottom()).sqrt() - 1.0).abs() < 1e-12);
        }
        let all = Noise::new("b=119").unwrap().numbers();
        assert!(all[6] == 0.0 && all[7] < 1e-12, "{all:?}");
    }

    #[test]
    fn the_steps_stay_as_near_to_the_bottom_as_the_formula_says() {
        for settings in ["b=4&rate=0.1", "b=16&rate=0.1", "b=8&rate=0.3", "b=32&rate=1"] {
            let mut noise = Noise::new(settings).unwrap();
            assert!(noise.numbers()[9].is_nan());
            noise.step(30_000).unwrap();
            let numbers = noise.numbers();
            assert!((numbers[9] / numbers[8] - 1.0).abs() < 0.06, "{settings}: {} {}", numbers[9], numbers[8]);
        }
        // Dealt from a deck, the errors of an epoch nearly cancel.
        let mut deck = Noise::new("b=4&rate=0.1&deal=deck").unwrap();
        deck.step(30_000).unwrap();
        let numbers = deck.numbers();
        assert!(numbers[9] < 0.9 * numbers[8], "{} {}", numbers[9], numbers[8]);
    }

    #[test]
    fn all_samples_go_straight_to_the_bottom() {
        let mut noise = Noise::new("b=119&rate=0.25").unwrap();
        noise.step(100).unwrap();
        let numbers = noise.numbers();
        assert!(squared([numbers[1], numbers[2]], noise.bottom()) < 1e-20 && numbers[4] < 1e-10);
        let cost = numbers[3];
        noise.step(1).unwrap();
        assert!((noise.numbers()[3] - cost).abs() < 1e-12);
    }

    #[test]
    fn its_settings_bring_it_back_and_what_is_wrong_is_told() {
        let mut noise = Noise::new("b=3&rate=0.2&seed=4&deal=deck&w0=1&b0=-1").unwrap();
        let mut same = Noise::new(&noise.settings()).unwrap();
        noise.step(50).unwrap();
        same.step(50).unwrap();
        assert_eq!(noise.path(), same.path());
        noise.change(10, 0.05).unwrap();
        assert_eq!(noise.path(), same.path()[100..]);
        for (batch, rate) in [(0, 0.1), (120, 0.1), (4, f64::NAN)] {
            assert!(noise.change(batch, rate).is_err());
        }
        assert!(noise.settings().starts_with("b=10&rate=0.05&seed=4&deal=deck"));
        let refused = Noise::new("deal=cards").unwrap_err().to_string();
        assert!(refused.contains("anew, deck"), "{refused}");
        let diverged = Noise::new("b=4&rate=2.5").unwrap().step(1000).unwrap_err().to_string();
        assert!(diverged.contains("too large for batches of 4"), "{diverged}");
    }
}
