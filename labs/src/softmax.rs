//! Chapter 2: three logits share one whole, as it is defined and as it is computed.

use crate::settings::Settings;
use ann::Result;
use ann::plain::Matrix;
use ann::plain::forward::activate;
use ann::plain::network::Activation;

const KEYS: [&str; 5] = ["z1", "z2", "z3", "c", "t"];

/// Three logits, a number c that is added to all of them, and the temperature T by which they are divided.
#[derive(Debug)]
pub struct Softmax {
    z: [f64; 3],
    c: f64,
    t: f64,
}

impl Softmax {
    /// The logits `z1`, `z2`, `z3`, with `c` and `t`.
    ///
    /// # Errors
    ///
    /// What is wrong with the settings.
    pub fn new(settings: &str) -> Result<Self> {
        let settings = Settings::parse(settings, &KEYS)?;
        let logit = |key, usual| settings.number(key, usual, -1000.0..=1000.0, "a number from −1000 to 1000");
        let z = [logit("z1", 2.0)?, logit("z2", 1.0)?, logit("z3", 0.0)?];
        let t = settings.number("t", 1.0, 0.001..=1000.0, "a number from 0.001 to 1000")?;
        Ok(Softmax { z, c: logit("c", 0.0)?, t })
    }

    /// What goes into softmax: (3, 1).
    fn logits(&self) -> Matrix {
        Matrix::from_shape_fn((3, 1), |(i, _)| (self.z[i] + self.c) / self.t)
    }

    /// The three logits as they go in, the three shares as the book's `activate` computes them, and the three as (2.7) is written, in
    /// which an exponential may be too large.
    #[must_use]
    pub fn numbers(&self) -> Vec<f64> {
        let z = self.logits();
        let shares = activate(Activation::Softmax, &z);
        let e = z.exp();
        let written = &e / e.sum(); // (2.7)
        z.iter().chain(&shares).chain(&written).copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(settings: &str) -> Vec<f64> {
        Softmax::new(settings).unwrap().numbers()
    }

    #[test]
    fn the_shares_are_those_of_the_chapter() {
        let recorded = include_str!("../../book/recorded/chapter02/softmax.txt");
        let rows = recorded.lines().skip(1);
        for row in rows {
            let printed: Vec<f64> = row.split_whitespace().map(|word| word.parse().unwrap()).collect();
            let found = numbers(&format!("z1={}&z2=1&z3=0", printed[0]));
            for (found, printed) in found[3..6].iter().zip(&printed[1..]) {
                assert!((found - printed).abs() < 6e-5, "{row}: {found}");
            }
        }
        assert_eq!(recorded.lines().count(), 6);
    }

    #[test]
    fn only_differences_count_until_the_exponential_is_too_large() {
        let (here, shifted) = (numbers("z1=1&z2=2&z3=3"), numbers("z1=1&z2=2&z3=3&c=100"));
        for i in 3..9 {
            assert!((here[i] - shifted[i]).abs() < 1e-12);
        }
        let far = numbers("z1=1&z2=2&z3=3&c=1000");
        assert!((far[3] - here[3]).abs() < 1e-12 && far[6].is_nan());
    }

    #[test]
    fn a_high_temperature_makes_all_alike_and_a_low_one_lets_the_largest_win() {
        assert!((numbers("t=1000")[3] - 1.0 / 3.0).abs() < 1e-3);
        assert!(numbers("t=0.1")[3] > 0.999);
        let refused = Softmax::new("t=0").unwrap_err().to_string();
        assert_eq!(refused, "t is 0, but it must be a number from 0.001 to 1000");
    }
}
