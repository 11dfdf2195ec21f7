//! Chapter 6: the ways of the rules through a valley that can be turned, narrowed and entered anywhere.

use crate::linear::Linear;
use crate::settings::Settings;
use ann::{Optimizer, Result};
use ndarray::array;

const KEYS: [&str; 8] = ["x", "y", "angle", "kappa", "rule", "rate", "beta", "beta2"];
/// The largest curvature, as in the chapter.
const STEEP: f64 = 50.0;
/// How many places of a way are kept: so many from the start, and the last.
const PLACES: usize = 4000;
/// Where the bottom is.
const BOTTOM: [f64; 2] = [1.0, -1.0];

/// A neuron with two weights on four samples, whose cost is a valley of curvatures 50 and 50 / κ.
#[derive(Debug)]
pub struct Valley {
    linear: Linear,
    rule: Optimizer,
    rate: f64,
    kappa: f64,
    /// The angle of the steep direction to the axis of w₁, in degrees.
    angle: f64,
    /// w₁, w₂ and J at the start and after each step, while there is room.
    path: Vec<f64>,
}

impl Valley {
    /// The valley as the settings say: start `x`, `y`; `angle` in degrees; `kappa`; `rule` with `beta` and `beta2`; `rate`.
    ///
    /// # Errors
    ///
    /// What is wrong with the settings.
    pub fn new(settings: &str) -> Result<Self> {
        let settings = Settings::parse(settings, &KEYS)?;
        let start = |key, default| settings.number(key, default, -10.0..=10.0, "a number from −10 to 10");
        let start = [start("x", -1.5)?, start("y", 1.5)?];
        let angle = settings.number("angle", 36.869_897_645_844_02, -90.0..=90.0, "an angle from −90 to 90 degrees")?;
        let kappa = settings.number("kappa", 100.0, 1.0..=10_000.0, "a number from 1 to 10000")?;
        let rate = settings.number("rate", 0.021, 0.0..=100.0, "a number from 0 to 100")?;
        let beta = |key, default: f64| settings.number(key, default, 0.0..=0.9999, "at least 0 and below 1");
        let rule = match settings.named("rule", Optimizer::MOMENTUM)? {
            Optimizer::Momentum { beta: usual } => Optimizer::Momentum { beta: beta("beta", usual)? },
            Optimizer::Nesterov { beta: usual } => Optimizer::Nesterov { beta: beta("beta", usual)? },
            Optimizer::RmsProp { beta: usual, epsilon } => Optimizer::RmsProp { beta: beta("beta", usual)?, epsilon },
            Optimizer::Adam { beta1, beta2, epsilon, bias_correction } => {
                let (beta1, beta2) = (beta("beta", beta1)?, beta("beta2", beta2)?);
                Optimizer::Adam { beta1, beta2, epsilon, bias_correction }
            }
            other => other,
        };
        let mut valley =
            Valley { linear: samples(angle, kappa, start, rule)?, rule, rate, kappa, angle, path: Vec::new() };
        valley.note();
        Ok(valley)
    }

    /// So many steps.
    ///
    /// # Errors
    ///
    /// [`ann::Error::Diverged`] if the walk left the valley for good.
    pub fn step(&mut self, n: usize) -> Result<()> {
        for _ in 0..n {
            let before = self.linear.steps;
            let stepped = self.linear.step(self.rate);
            if self.linear.steps > before {
                self.note();
            }
            stepped?;
        }
        Ok(())
    }

    fn note(&mut self) {
        self.path.truncate(3 * (PLACES - 1));
        let parameters = self.linear.parameters();
        self.path.extend([parameters[0], parameters[1], self.linear.cost()]);
    }

    /// w₁, w₂ and J at the start and after each step, one after the other: the first 3999 such places, and the last.
    #[must_use]
    pub fn path(&self) -> Vec<f64> {
        self.path.clone()
    }

    /// J, α h₁, α h₂, the largest rate that does not diverge (infinite where there is none), and the number of steps.
    #[must_use]
    pub fn numbers(&self) -> Vec<f64> {
        let (h1, h2) = (STEEP, STEEP / self.kappa);
        vec![self.linear.cost(), self.rate * h1, self.rate * h2, limit(self.rule, h1), self.linear.steps as f64]
    }

    /// The places of the contour of cost J, an ellipse in 72 corners.
    #[must_use]
    pub fn contour(&self, cost: f64) -> Vec<f64> {
        let (sin, cos) = self.angle.to_radians().sin_cos();
        let (across, along) = ((2.0 * cost / STEEP).sqrt(), (2.0 * cost * self.kappa / STEEP).sqrt());
        let corner = |i: i32| {
            let (s, c) = (f64::from(i) * std::f64::consts::TAU / 72.0).sin_cos();
            [BOTTOM[0] + across * c * cos - along * s * sin, BOTTOM[1] + across * c * sin + along * s * cos]
        };
        (0..72).flat_map(corner).collect()
    }
}

/// The largest rate that does not diverge in a valley of curvature h, for the rules of which that can be said: above it the swings
/// across the valley grow.
fn limit(rule: Optimizer, h: f64) -> f64 {
    match rule {
        Optimizer::Sgd => 2.0 / h,
        Optimizer::Momentum { beta } => 2.0 * (1.0 + beta) / h,
        Optimizer::Nesterov { beta } => 2.0 * (1.0 + beta) / ((1.0 + 2.0 * beta) * h),
        _ => f64::INFINITY,
    }
}

/// Two samples at a right angle, each with its mirror image, so that the bias stays 0. The curvature in the direction of a sample of
/// length r is the mean square along it, 2 r² / 4.
fn samples(angle: f64, kappa: f64, start: [f64; 2], rule: Optimizer) -> Result<Linear> {
    let (sin, cos) = angle.to_radians().sin_cos();
    let [steep, flat] = [STEEP, STEEP / kappa].map(|h| (2.0 * h).sqrt());
    let [[a1, a2], [b1, b2]] = [[steep * cos, steep * sin], [-flat * sin, flat * cos]];
    let answer = |x1: f64, x2: f64| BOTTOM[0] * x1 + BOTTOM[1] * x2;
    let (a, b) = (answer(a1, a2), answer(b1, b2));
    Linear::new(array![[a1, -a1, b1, -b1], [a2, -a2, b2, -b2]], array![[a, -a, b, -b]], &start, 0.0, rule)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many steps until J < 0.01.
    fn arrival(settings: &str) -> usize {
        let mut valley = Valley::new(settings).unwrap();
        valley.step(2000).unwrap();
        valley.path.chunks(3).position(|place| place[2] < 0.01).unwrap()
    }

    #[test]
    fn the_rules_need_as_many_steps_as_the_chapter_prints() {
        let recorded = include_str!("../../book/recorded/chapter06/valley.txt");
        for (rule, k) in [("sgd", -23.0), ("momentum", -27.0), ("rmsprop", -26.0), ("adam", -2.0)] {
            let line = recorded.lines().find(|line| line.starts_with(rule)).unwrap();
            let printed: Vec<f64> = line.split_whitespace().skip(1).filter_map(|n| n.parse().ok()).collect();
            let rate = 10_f64.powf(k / 16.0);
            assert!((rate - printed[0]).abs() < 6e-4, "{rule}: {rate} {}", printed[0]);
            let beta = if rule == "rmsprop" { "&beta=0.9" } else { "" };
            assert_eq!(arrival(&format!("rule={rule}&rate={rate}{beta}")), printed[1] as usize, "{rule}");
        }
    }

    #[test]
    fn above_the_limit_it_diverges_whatever_the_angle() {
        for rule in ["sgd", "momentum", "nesterov"] {
            for angle in [-30.0, 0.0, 70.0] {
                let limit = Valley::new(&format!("rule={rule}&angle={angle}")).unwrap().numbers()[3];
                let run = |rate: f64| {
                    Valley::new(&format!("rule={rule}&angle={angle}&rate={rate}"))
                        .unwrap()
                        .step(5000)
                        .map_err(|e| e.to_string())
                };
                assert!(run(0.97 * limit).is_ok(), "{rule} {angle}");
                assert!(run(1.03 * limit).unwrap_err().contains("diverged"), "{rule} {angle}");
            }
        }
    }

    #[test]
    fn a_long_way_keeps_its_beginning_and_its_end() {
        let mut valley = Valley::new("rule=sgd&rate=0.00001").unwrap();
        valley.step(PLACES + 10).unwrap();
        let [w1, w2] = [0, 1].map(|k| valley.linear.parameters()[k]);
        assert_eq!((valley.path.len(), valley.numbers()[4]), (3 * PLACES, (PLACES + 10) as f64));
        assert_eq!(valley.path[3 * PLACES - 3..], [w1, w2, valley.numbers()[0]]);
        assert_eq!(valley.path[..2], [-1.5, 1.5]);
    }

    #[test]
    fn a_divergence_ends_the_way() {
        let mut valley = Valley::new("rule=sgd&rate=1").unwrap();
        assert!(valley.step(100).is_err());
        let (places, steps) = (valley.path.len() / 3, valley.numbers()[4]);
        assert_eq!(places as f64, steps + 1.0);
        assert!(valley.step(100).is_err());
        assert_eq!((valley.path.len() / 3, valley.numbers()[4]), (places, steps));
    }

    #[test]
    fn a_contour_has_its_cost() {
        let contour = Valley::new("angle=20&kappa=10").unwrap().contour(3.0);
        for place in contour.chunks(2) {
            let valley = Valley::new(&format!("angle=20&kappa=10&x={}&y={}", place[0], place[1])).unwrap();
            assert!((valley.linear.cost() - 3.0).abs() < 1e-9);
        }
        let refused = Valley::new("kappa=0").unwrap_err().to_string();
        assert_eq!(refused, "kappa is 0, but it must be a number from 1 to 10000");
        assert!(Valley::new("rule=newton").unwrap_err().to_string().contains("momentum"));
    }
}
