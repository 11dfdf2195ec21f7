//! The front page: the network of chapter 3 whose picture stands there, while it learns.

use crate::settings::Settings;
use ann::data::{Target, synthetic};
use ann::plain::Matrix;
use ann::plain::backward::{backward, descend};
use ann::plain::cost::cost;
use ann::plain::forward::forward;
use ann::plain::network::{Activation, Network};
use ann::{Error, Result};

/// As in the chapter: samples, the learning rate, and how many steps are taken.
const SAMPLES: usize = 200;
const RATE: f64 = 0.5;
const STEPS: usize = 5000;

/// Two moons and a network 2-16-1.
#[derive(Debug)]
pub struct Hero {
    network: Network,
    x: Matrix,
    y: Matrix,
    steps: usize,
}

impl Hero {
    /// The network of the chapter before its first step. There is nothing to be set.
    ///
    /// # Errors
    ///
    /// [`Error::Choice`] if there are settings.
    pub fn new(settings: &str) -> Result<Self> {
        Settings::parse(settings, &[])?;
        let moons = synthetic::moons(SAMPLES, 0.15, &mut ann::rng(1))?;
        let Target::Classes { labels, .. } = &moons.target else {
            return Err(Error::Data { problem: "the moons have no classes".into() });
        };
        let y = Matrix::from_shape_fn((1, SAMPLES), |(_, j)| labels[j] as f64);
        let network = Network::new(&[2, 16, 1], Activation::Tanh, Activation::Sigmoid, &mut ann::rng(0));
        Ok(Hero { network, x: moons.x, y, steps: 0 })
    }

    /// At most n steps; how many were taken: none after the 5000 of the chapter.
    pub fn step(&mut self, n: usize) -> usize {
        let n = n.min(STEPS - self.steps);
        for _ in 0..n {
            let a = forward(&self.network, &self.x);
            let gradients = backward(&self.network, &a, &self.y);
            descend(&mut self.network, &gradients, RATE);
        }
        self.steps += n;
        n
    }

    /// The answers in the middle of each of `columns` × `rows` rectangles, row by row from above, of the plane from `left` to `right`
    /// and from `bottom` to `top`.
    #[must_use]
    pub fn plane(&self, (left, right): (f64, f64), (bottom, top): (f64, f64), columns: usize, rows: usize) -> Vec<f32> {
        let middle = |k: usize, of: usize| (k as f64 + 0.5) / of as f64;
        let x = Matrix::from_shape_fn((2, columns * rows), |(i, j)| match i {
            0 => left + middle(j % columns, columns) * (right - left),
            _ => top + middle(j / columns, rows) * (bottom - top),
        });
        forward(&self.network, &x).pop().map_or_else(Vec::new, |a| a.iter().map(|&a| a as f32).collect())
    }

    /// How many steps were taken, J, and the part of the samples on the right side.
    #[must_use]
    pub fn numbers(&self) -> Vec<f64> {
        let a = forward(&self.network, &self.x);
        let right = a[a.len() - 1].iter().zip(&self.y).filter(|(a, y)| (**a > 0.5) == (**y > 0.5)).count();
        vec![self.steps as f64, cost(&self.network, &a, &self.y, 0.0), right as f64 / SAMPLES as f64]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_learns_as_the_chapter_prints() {
        let recorded = include_str!("../../book/recorded/chapter03/moons.txt");
        let mut lab = Hero::new("").unwrap();
        let mut rows = 0;
        for line in recorded.lines().skip(1) {
            let printed: Vec<f64> = line.split_whitespace().map(|word| word.parse().unwrap()).collect();
            lab.step(printed[0] as usize - lab.steps);
            let numbers = lab.numbers();
            assert!((numbers[1] - printed[1]).abs() < 6e-5, "{printed:?} {numbers:?}");
            assert_eq!(numbers[2], printed[2]);
            rows += 1;
        }
        assert_eq!((rows, lab.step(10)), (5, 0));
    }

    #[test]
    fn the_plane_is_read_from_above() {
        let mut lab = Hero::new("").unwrap();
        lab.step(1000);
        // Class 0 is the upper moon, class 1 the lower one.
        let plane = lab.plane((-1.0, 2.0), (-0.6, 1.1), 3, 2);
        assert_eq!(plane.len(), 6);
        assert!(plane[0] < 0.1 && plane[5] > 0.9, "{plane:?}");
        assert!(Hero::new("rate=1").unwrap_err().to_string().starts_with("there is no setting 'rate'"));
    }
}
