//! Chapter 10: plain descent in the valley that a table of two features makes, as it is and scaled.

use crate::linear::Linear;
use crate::settings::Settings;
use ann::data::Scaler;
use ann::projection::Eigen;
use ann::{Init, Optimizer, Result};
use ndarray::Array2;

const KEYS: [&str; 5] = ["times", "r", "scaled", "rate", "seed"];
const SAMPLES: usize = 40;
/// Where the weights start. All answers are 0, so the bottom is at w = 0, whatever the scales.
const START: [f64; 2] = [-1.4, 1.0];
/// The way is over when this part of it is left.
const LEFT: f64 = 0.01;
/// How many places of the way are kept: so many from the start, and the last.
const PLACES: usize = 3000;
/// No search for the number of steps goes further.
const FAR: f64 = 1e12;

/// A linear neuron, two features, and the way of its weights.
#[derive(Debug)]
pub struct Scaling {
    linear: Linear,
    /// The curvatures of J and their directions, in the plane of the two weights.
    eigen: Eigen,
    /// α
    rate: f64,
    /// w₁, w₂ and J at the start and after each step, while there is room.
    path: Vec<f64>,
}

impl Scaling {
    /// A second feature so many `times` as large as the first, with the correlation `r`; `scaled` is 1 if both are standardised.
    /// `rate` is in units of 1 / λ_max, as in the chapter; the `seed` is that of the samples.
    ///
    /// # Errors
    ///
    /// What is wrong with the settings.
    pub fn new(settings: &str) -> Result<Self> {
        let settings = Settings::parse(settings, &KEYS)?;
        let times = settings.number("times", 10.0, 1.0..=1000.0, "a number from 1 to 1000")?;
        let r = settings.number("r", 0.5, 0.0..=0.95, "a number from 0 to 0.95")?;
        let is_scaled = settings.number("scaled", 0, 0..=1, "0 or 1")? == 1;
        let rate = settings.number("rate", 1.0, 0.01..=3.0, "a number from 0.01 to 3")?;
        let x = samples(times, r, settings.number("seed", 1, 0..=u64::MAX, "a whole number")?)?;
        let scaler = if is_scaled { Scaler::standard(x.view())? } else { Scaler::identity(2) };
        let x: Array2<f64> = scaler.transform(x.view())?;
        let mean = |i: usize, k: usize| x.columns().into_iter().map(|x| x[i] * x[k]).sum::<f64>() / SAMPLES as f64;
        let eigen = Eigen::of(Array2::from_shape_fn((2, 2), |(i, k)| mean(i, k)).view())?;
        let rate = rate / eigen.values[0];
        let linear = Linear::new(x, Array2::zeros((1, SAMPLES)), &START, 0.0, Optimizer::Sgd)?;
        let mut lab = Scaling { linear, eigen, rate, path: Vec::new() };
        lab.note();
        Ok(lab)
    }

    /// At most n steps; how many were taken: none when a hundredth of the way to the bottom is left.
    ///
    /// # Errors
    ///
    /// [`ann::Error::Diverged`] if the weights go away from the bottom for good.
    pub fn step(&mut self, n: usize) -> Result<usize> {
        for taken in 0..n {
            if self.left() < LEFT {
                return Ok(taken);
            }
            let before = self.linear.steps;
            let stepped = self.linear.step(self.rate);
            if self.linear.steps > before {
                self.note();
            }
            stepped?;
        }
        Ok(n)
    }

    fn note(&mut self) {
        self.path.truncate(3 * (PLACES - 1));
        let parameters = self.linear.parameters();
        self.path.extend([parameters[0], parameters[1], self.linear.cost()]);
    }

    /// How far the weights are from the bottom, of the way that they had at the start.
    fn left(&self) -> f64 {
        let parameters = self.linear.parameters();
        parameters[0].hypot(parameters[1]) / START[0].hypot(START[1])
    }

    /// After how many steps a hundredth of the way is left: each step multiplies the error along u_j by 1 − α λ_j.
    fn needed(&self) -> f64 {
        let errors = [0, 1].map(|j| self.eigen.vectors[[j, 0]] * START[0] + self.eigen.vectors[[j, 1]] * START[1]);
        let factors = [0, 1].map(|j| 1.0 - self.rate * self.eigen.values[j]);
        let left = |steps: f64| {
            let [one, two] = [0, 1].map(|j| factors[j].abs().powf(steps) * errors[j]);
            one.hypot(two) / START[0].hypot(START[1])
        };
        let (mut low, mut high) = (0.0, 1.0);
        while left(high) >= LEFT {
            if high > FAR {
                return f64::INFINITY;
            }
            (low, high) = (high, 2.0 * high);
        }
        while high - low > 1.0 {
            let middle = f64::floor((low + high) / 2.0);
            if left(middle) >= LEFT { low = middle } else { high = middle }
        }
        high
    }

    /// w₁, w₂ and J at the start and after each step, one after the other: the first 2999 such places, and the last.
    #[must_use]
    pub fn path(&self) -> Vec<f64> {
        self.path.clone()
    }

    /// How many steps were taken, J, the part of the way that is left, λ_max, λ_min, κ, α, and how many steps are needed in all
    /// (infinite if they never arrive).
    #[must_use]
    pub fn numbers(&self) -> Vec<f64> {
        let [steepest, flattest] = [self.eigen.values[0], self.eigen.values[1]];
        let way = [self.linear.steps as f64, self.linear.cost(), self.left()];
        way.into_iter().chain([steepest, flattest, steepest / flattest, self.rate, self.needed()]).collect()
    }

    /// x₁ and x₂ of each sample, as the neuron reads them.
    #[must_use]
    pub fn samples(&self) -> Vec<f64> {
        self.linear.x.t().iter().copied().collect()
    }

    /// The places of the contour of cost J, an ellipse in 72 corners.
    #[must_use]
    pub fn contour(&self, cost: f64) -> Vec<f64> {
        let [across, along] = [0, 1].map(|j| (2.0 * cost / self.eigen.values[j]).sqrt());
        let corner = |i: i32| {
            let (s, c) = (f64::from(i) * std::f64::consts::TAU / 72.0).sin_cos();
            [0, 1].map(|k| across * c * self.eigen.vectors[[0, k]] + along * s * self.eigen.vectors[[1, k]])
        };
        (0..72).flat_map(corner).collect()
    }
}

/// Two features with mean 0, the standard deviations 1 and `times`, and the correlation r, all exactly: (2, m).
fn samples(times: f64, r: f64, seed: u64) -> Result<Array2<f64>> {
    let mut x: Array2<f64> = Init::Normal { std: 1.0 }.weights(2, SAMPLES, &mut ann::rng(seed))?;
    x = Scaler::standard(x.view())?.transform(x.view())?;
    // What the second has of the first is taken away before r of it is added.
    let common = x.columns().into_iter().map(|x| x[0] * x[1]).sum::<f64>() / SAMPLES as f64;
    x.columns_mut().into_iter().for_each(|mut x| x[1] -= common * x[0]);
    x = Scaler::standard(x.view())?.transform(x.view())?;
    x.columns_mut().into_iter().for_each(|mut x| x[1] = times * (r * x[0] + (1.0 - r * r).sqrt() * x[1]));
    Ok(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KAPPA: usize = 5;
    const NEEDED: usize = 7;

    #[test]
    fn the_unit_enters_squared_and_scaling_takes_it_out() {
        let kappa = |settings: &str| Scaling::new(settings).unwrap().numbers()[KAPPA];
        for (times, seed) in [(1.0, 1), (10.0, 1), (1000.0, 7)] {
            let plain = kappa(&format!("times={times}&r=0&seed={seed}"));
            assert!((plain / (times * times) - 1.0).abs() < 1e-9, "{times}: {plain}");
            // H is [1 r; r 1]: 1 + r and 1 − r.
            let scaled = kappa(&format!("times={times}&r=0.5&scaled=1&seed={seed}"));
            assert!((scaled - 3.0).abs() < 1e-9, "{times}: {scaled}");
        }
        assert!(kappa("times=10&r=0.9") > 5.0 * kappa("times=10&r=0"));
    }

    #[test]
    fn the_steps_that_are_foretold_are_the_steps_that_are_taken() {
        let settings =
            ["", "times=3&rate=1.9", "times=30&r=0", "scaled=1", "scaled=1&r=0.95&rate=0.1", "times=1&r=0&rate=0.7"];
        for settings in settings {
            let mut lab = Scaling::new(settings).unwrap();
            let needed = lab.numbers()[NEEDED];
            assert_eq!(lab.step(1_000_000).unwrap() as f64, needed, "{settings}");
            assert_eq!(lab.step(10).unwrap(), 0);
            assert_eq!(lab.path.len(), 3 * PLACES.min(needed as usize + 1));
        }
    }

    #[test]
    fn about_kappa_steps_lose_a_factor_e() {
        // The error along the flattest direction is most of what is left after the first step.
        let mut lab = Scaling::new("times=30").unwrap();
        let kappa = lab.numbers()[KAPPA].round() as usize;
        lab.step(5).unwrap();
        let before = lab.left();
        lab.step(kappa).unwrap();
        assert!((before / lab.left() / 1_f64.exp() - 1.0).abs() < 0.01, "{}", before / lab.left());
    }

    #[test]
    fn above_two_it_diverges() {
        let run = |rate: f64| Scaling::new(&format!("times=5&rate={rate}")).unwrap().step(20_000);
        assert!(run(1.99).is_ok());
        assert!(run(2.02).unwrap_err().to_string().contains("diverged"));
        assert_eq!(Scaling::new("rate=2.02").unwrap().numbers()[NEEDED], f64::INFINITY);
    }

    #[test]
    fn a_contour_has_its_cost() {
        let lab = Scaling::new("times=4").unwrap();
        for place in lab.contour(3.0).chunks(2) {
            let x = lab.linear.x.clone();
            let there = Linear::new(x, Array2::zeros((1, SAMPLES)), place, 0.0, Optimizer::Sgd).unwrap();
            assert!((there.cost() - 3.0).abs() < 1e-9, "{}", there.cost());
        }
        let told = |settings: &str| Scaling::new(settings).unwrap_err().to_string();
        assert_eq!(told("times=0"), "times is 0, but it must be a number from 1 to 1000");
        assert_eq!(told("scaled=2"), "scaled is 2, but it must be 0 or 1");
    }
}
