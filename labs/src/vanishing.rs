//! Chapter 3: how long dW is in each layer of a deep network, from the first step on.

use crate::settings::Settings;
use crate::small;
use ann::plain::Matrix;
use ann::plain::backward::{Gradient, backward, descend};
use ann::plain::cost::cost;
use ann::plain::forward::forward;
use ann::plain::network::{Activation, Network};
use ann::{Error, Init, Result};

const KEYS: [&str; 4] = ["hidden", "g", "rate", "seed"];
/// Neurons of a hidden layer, and samples, as in the chapter.
const WIDTH: usize = 10;
const SAMPLES: usize = 200;

/// A network that learns whether two inputs have the same sign.
#[derive(Debug)]
pub struct Vanishing {
    network: Network,
    x: Matrix,
    y: Matrix,
    gradients: Vec<Gradient>,
    cost: f64,
    rate: f64,
    steps: usize,
}

impl Vanishing {
    /// So many `hidden` layers with the function `g`, before the first step with `rate`; the `seed` of the samples and the weights.
    ///
    /// # Errors
    ///
    /// What is wrong with the settings.
    pub fn new(settings: &str) -> Result<Self> {
        let settings = Settings::parse(settings, &KEYS)?;
        let hidden = settings.number("hidden", 5, 1..=14, "a whole number from 1 to 14")?;
        let rate = settings.number("rate", 0.05, 0.0..=10.0, "a number from 0 to 10")?;
        let g = small::hidden(&settings)?;
        let mut rng = ann::rng(settings.number("seed", 2, 0..=u64::MAX, "a whole number")?);
        let x: Matrix = Init::Normal { std: 1.0 }.weights(2, SAMPLES, &mut rng)?;
        let y = Matrix::from_shape_fn((1, SAMPLES), |(_, j)| f64::from(x[[0, j]] * x[[1, j]] > 0.0));
        let sizes: Vec<usize> = [2].into_iter().chain(vec![WIDTH; hidden]).chain([1]).collect();
        let network = Network::new(&sizes, g, Activation::Sigmoid, &mut rng);
        let mut lab = Vanishing { network, x, y, gradients: Vec::new(), cost: 0.0, rate, steps: 0 };
        lab.look();
        Ok(lab)
    }

    /// Another rate, from the next step on.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if it is out of range.
    pub fn set_rate(&mut self, rate: f64) -> Result<()> {
        if !(0.0..=10.0).contains(&rate) {
            let requirement = "a number from 0 to 10";
            return Err(Error::Setting { name: "rate", value: rate.to_string(), requirement });
        }
        self.rate = rate;
        Ok(())
    }

    /// So many steps of gradient descent over all samples.
    ///
    /// # Errors
    ///
    /// [`Error::Diverged`] if the cost is no number any more.
    pub fn step(&mut self, n: usize) -> Result<()> {
        for _ in 0..n {
            descend(&mut self.network, &self.gradients, self.rate);
            self.steps += 1;
            self.look();
            if !self.cost.is_finite() {
                let cause = format!("the learning rate {} is too large", self.rate);
                return Err(Error::Diverged { epoch: self.steps, loss: self.cost, cause });
            }
        }
        Ok(())
    }

    fn look(&mut self) {
        let a = forward(&self.network, &self.x);
        self.gradients = backward(&self.network, &a, &self.y);
        self.cost = cost(&self.network, &a, &self.y, 0.0);
    }

    /// How many steps were taken, J, and the length of dW in each layer, from layer 1.
    #[must_use]
    pub fn numbers(&self) -> Vec<f64> {
        let lengths = self.gradients.iter().map(|gradient| gradient.dw.pow2().sum().sqrt());
        [self.steps as f64, self.cost].into_iter().chain(lengths).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lengths_are_those_that_the_chapter_prints() {
        let recorded = include_str!("../../book/recorded/chapter03/vanishing.txt");
        let rows: Vec<Vec<f64>> = recorded
            .lines()
            .map(|row| row.split_whitespace().filter_map(|word| word.parse().ok()).collect())
            .filter(|row: &Vec<f64>| row.len() == 5)
            .collect();
        assert_eq!(rows.len(), 6);
        let costs: Vec<f64> =
            recorded.lines().last().unwrap().split_whitespace().filter_map(|word| word.parse().ok()).collect();
        for (k, g) in ["sigmoid", "relu"].into_iter().enumerate() {
            let mut lab = Vanishing::new(&format!("g={g}")).unwrap();
            for (column, steps) in [(1, 0), (2, 599)] {
                lab.step(steps).unwrap();
                for (row, found) in rows.iter().zip(&lab.numbers()[2..]) {
                    let printed = row[2 * k + column];
                    assert!((found / printed - 1.0).abs() < 0.05, "{g}, layer {}: {found} {printed}", row[0]);
                }
            }
            lab.step(1).unwrap();
            assert!((lab.numbers()[1] - costs[k]).abs() < 6e-5, "{g}: {}", lab.numbers()[1]);
        }
    }

    #[test]
    fn sigmoids_lose_more_with_each_layer() {
        let lost = |settings: &str| {
            let numbers = Vanishing::new(settings).unwrap().numbers();
            numbers[numbers.len() - 1] / numbers[3]
        };
        assert!(lost("g=sigmoid&hidden=10") > 300.0 * lost("g=sigmoid"));
        assert!(lost("g=relu&hidden=10") < 50.0);
    }

    #[test]
    fn what_is_wrong_is_told() {
        let told = |settings: &str| Vanishing::new(settings).unwrap_err().to_string();
        assert_eq!(told("hidden=0"), "hidden is 0, but it must be a whole number from 1 to 14");
        assert!(told("g=softmax").contains("choose one of: relu, leaky-relu"));
        let mut lab = Vanishing::new("g=identity&hidden=3").unwrap();
        assert!(lab.set_rate(11.0).is_err() && lab.set_rate(10.0).is_ok());
        assert!(lab.step(2000).unwrap_err().to_string().contains("the learning rate 10 is too large"));
    }
}
