//! Chapter 4: two sigmoid neurons with one bad start, one under cross-entropy, one under squared error.

use crate::settings::Settings;
use ann::plain::Matrix;
use ann::plain::backward::{activate_backward, descend, error, gradient};
use ann::plain::cost::cost;
use ann::plain::forward::forward;
use ann::plain::network::{Activation, Layer, Network};
use ann::{Error, Loss, Result};
use ndarray::array;

const KEYS: [&str; 2] = ["z", "rate"];
const LOSSES: [Loss; 2] = [Loss::BinaryCrossEntropy, Loss::MeanSquaredError];
/// A neuron that says so much has learnt that it should say 1.
const RIGHT: f64 = 0.9;

/// Both neurons: x = 1, and the right answer is 1.
#[derive(Debug)]
pub struct Losses {
    neurons: [Network; 2],
    rate: f64,
    steps: usize,
    /// After how many steps each has learnt it.
    arrived: [Option<usize>; 2],
}

impl Losses {
    /// Two neurons that start at the sum `z`, before the first step with `rate`.
    ///
    /// # Errors
    ///
    /// What is wrong with the settings.
    pub fn new(settings: &str) -> Result<Self> {
        let settings = Settings::parse(settings, &KEYS)?;
        let z = settings.number("z", -8.0, -12.0..=6.0, "a number from −12 to 6")?;
        let rate = settings.number("rate", 1.0, 0.001..=100.0, "a number from 0.001 to 100")?;
        let mut losses = Losses { neurons: [neuron(z), neuron(z)], rate, steps: 0, arrived: [None; 2] };
        losses.look();
        Ok(losses)
    }

    /// Another rate, from the next step on.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if it is out of range.
    pub fn set_rate(&mut self, rate: f64) -> Result<()> {
        if !(0.001..=100.0).contains(&rate) {
            let requirement = "a number from 0.001 to 100";
            return Err(Error::Setting { name: "rate", value: rate.to_string(), requirement });
        }
        self.rate = rate;
        Ok(())
    }

    /// Up to n steps of both, until both have learnt it. How many there were.
    pub fn step(&mut self, n: usize) -> usize {
        for taken in 0..n {
            if self.arrived.iter().all(Option::is_some) {
                return taken;
            }
            for (neuron, loss) in self.neurons.iter_mut().zip(LOSSES) {
                let a = forward(neuron, &array![[1.0]]);
                let dz = signal(loss, &a[1]);
                descend(neuron, &[gradient(&a[0], &dz)], self.rate);
            }
            self.steps += 1;
            self.look();
        }
        n
    }

    fn look(&mut self) {
        for (neuron, arrived) in self.neurons.iter().zip(&mut self.arrived) {
            if arrived.is_none() && forward(neuron, &array![[1.0]])[1][[0, 0]] >= RIGHT {
                *arrived = Some(self.steps);
            }
        }
    }

    /// The number of steps, then of each neuron: z, a, the loss, its slope dz, and after how many steps it had learnt it (−1: not yet).
    #[must_use]
    pub fn numbers(&self) -> Vec<f64> {
        let mut numbers = vec![self.steps as f64];
        for (k, (network, loss)) in self.neurons.iter().zip(LOSSES).enumerate() {
            let layer = &network.layers[0];
            let z = (layer.w.dot(&array![[1.0]]) + &layer.b)[[0, 0]];
            let a = forward(network, &array![[1.0]]);
            let arrived = self.arrived[k].map_or(-1.0, |steps| steps as f64);
            numbers.extend([z, a[1][[0, 0]], value(loss, network, &a), signal(loss, &a[1])[[0, 0]], arrived]);
        }
        numbers
    }

    /// Both losses over so many sums from one to the other: all of cross-entropy first.
    #[must_use]
    pub fn curves(&self, from: f64, to: f64, places: usize) -> Vec<f64> {
        let z = |k: usize| from + (to - from) * k as f64 / (places - 1) as f64;
        let of = |loss| {
            (0..places).map(move |k| {
                let network = neuron(z(k));
                value(loss, &network, &forward(&network, &array![[1.0]]))
            })
        };
        LOSSES.into_iter().flat_map(of).collect()
    }
}

/// A sigmoid neuron with w = 1, whose sum for x = 1 is z.
fn neuron(z: f64) -> Network {
    Network { layers: vec![Layer { w: array![[1.0]], b: array![[z - 1.0]], g: Activation::Sigmoid }] }
}

/// dZ of a sigmoid neuron that says a and should say 1.
fn signal(loss: Loss, a: &Matrix) -> Matrix {
    let y = array![[1.0]];
    match loss {
        Loss::MeanSquaredError => activate_backward(Activation::Sigmoid, a, &(a - &y)), // (4.7), (3.1)
        _ => error(Activation::Sigmoid, a, &y),                                         // (3.5)
    }
}

/// The loss of that neuron.
fn value(loss: Loss, network: &Network, a: &[Matrix]) -> f64 {
    let y = array![[1.0]];
    match loss {
        Loss::MeanSquaredError => (&a[1] - &y).pow2().sum() / 2.0, // (4.4)
        _ => cost(network, a, &y, 0.0),                            // (4.2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_needs_as_many_steps_as_the_chapter_prints() {
        let recorded = include_str!("../../book/recorded/chapter04/recovery.txt");
        let printed: Vec<usize> =
            recorded.lines().map(|line| line.split_whitespace().nth_back(1).unwrap().parse().unwrap()).collect();
        let mut lab = Losses::new("").unwrap();
        assert_eq!(lab.step(10_000), printed[1]);
        assert_eq!(lab.arrived.map(Option::unwrap), printed[..]);
        assert_eq!((lab.step(1), lab.numbers()[0]), (0, printed[1] as f64));
    }

    #[test]
    fn the_slope_is_that_of_the_loss() {
        let lab = Losses::new("").unwrap();
        for z in [-9.0, -2.0, 0.3, 4.0] {
            let numbers = Losses::new(&format!("z={z}")).unwrap().numbers();
            let curves = lab.curves(z - 1e-5, z + 1e-5, 3);
            for k in [0, 1] {
                let measured = (curves[3 * k + 2] - curves[3 * k]) / 2e-5;
                assert!((numbers[5 * k + 4] - measured).abs() < 1e-9, "{z}: {} {measured}", numbers[5 * k + 4]);
                assert!((numbers[5 * k + 3] - curves[3 * k + 1]).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn two_units_farther_squared_error_takes_about_seven_times_as_long() {
        let steps = |z: f64| Losses::new(&format!("z={z}")).unwrap().step(100_000) as f64;
        // Its slope is about −eᶻ there, so it takes about e² = 7.39 times as many steps.
        assert!((steps(-10.0) / steps(-8.0) - 7.39).abs() < 0.4);
        assert_eq!(Losses::new("z=3").unwrap().step(5), 0);
    }

    #[test]
    fn what_is_wrong_is_told() {
        let told = |settings: &str| Losses::new(settings).unwrap_err().to_string();
        assert_eq!(told("z=-20"), "z is -20, but it must be a number from −12 to 6");
        assert!(told("w=1").contains("choose one of: z, rate"));
        let mut lab = Losses::new("").unwrap();
        assert!(lab.set_rate(0.0).is_err() && lab.set_rate(2.0).is_ok());
    }
}
