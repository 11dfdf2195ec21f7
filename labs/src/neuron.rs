//! Chapter 0: one neuron learns a line through wines that can be moved.

use crate::linear::Linear;
use crate::settings::Settings;
use ann::{Error, Optimizer, Result};
use ndarray::Array2;
use rand::RngExt;
use rand_distr::StandardNormal;
use std::fmt::Write;

/// The table of the chapter.
const WINE: &str = include_str!("../../data/wine.csv");
const KEYS: [&str; 5] = ["w", "b", "rate", "seed", "moved"];
/// Where a wine may be moved, and a line may pass: what the figure shows, and a little more.
const RANGE: f64 = 100.0;

/// One neuron on the training wines of chapter 0: phenols in, flavanoids out.
#[derive(Debug)]
pub struct Neuron {
    linear: Linear,
    start: [f64; 2],
    rate: f64,
    /// Which wines were moved.
    moved: Vec<usize>,
}

impl Neuron {
    /// The neuron as the settings say: `w`, `b` and `rate`, or a line drawn from `seed`, and `moved` wines as `3:1.5:2`.
    ///
    /// # Errors
    ///
    /// What is wrong with the settings.
    pub fn new(settings: &str) -> Result<Self> {
        let settings = Settings::parse(settings, &KEYS)?;
        let number = |key, default| settings.number(key, default, -RANGE..=RANGE, "a number from −100 to 100");
        let seed = settings.number("seed", 0, 0..=u64::MAX, "a whole number")?;
        let drawn = line(seed);
        let start = [number("w", drawn[0])?, number("b", drawn[1])?];
        let rate = settings.number("rate", 0.2, 0.0..=10.0, "a number from 0 to 10")?;
        let wines = wines()?;
        let x = Array2::from_shape_fn((1, wines.len()), |(_, i)| wines[i][0]);
        let y = Array2::from_shape_fn((1, wines.len()), |(_, i)| wines[i][1]);
        let linear = Linear::new(x, y, &start[..1], start[1], Optimizer::Sgd)?;
        let mut neuron = Neuron { linear, start, rate, moved: Vec::new() };
        for wine in settings.text("moved").unwrap_or_default().split(',').filter(|wine| !wine.is_empty()) {
            let (i, x, y) = moved(wine)?;
            neuron.move_point(i, x, y)?;
        }
        Ok(neuron)
    }

    /// So many steps of gradient descent over all wines.
    ///
    /// # Errors
    ///
    /// [`Error::Diverged`] if the line left the figure for good.
    pub fn step(&mut self, n: usize) -> Result<()> {
        (0..n).try_for_each(|_| self.linear.step(self.rate))
    }

    /// Another learning rate, from the next step on.
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

    /// Puts the line elsewhere: the neuron starts there, at step 0.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if it is out of range.
    pub fn set_line(&mut self, w: f64, b: f64) -> Result<()> {
        for (name, number) in [("w", w), ("b", b)] {
            if !(-RANGE..=RANGE).contains(&number) {
                let requirement = "a number from −100 to 100";
                return Err(Error::Setting { name, value: number.to_string(), requirement });
            }
        }
        self.start = [w, b];
        self.again()
    }

    /// Starts again from the same line.
    ///
    /// # Errors
    ///
    /// Those of the library.
    pub fn again(&mut self) -> Result<()> {
        let Linear { x, y, .. } = &self.linear;
        self.linear = Linear::new(x.clone(), y.clone(), &self.start[..1], self.start[1], Optimizer::Sgd)?;
        Ok(())
    }

    /// Moves a wine.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if there is no such wine, or no such place.
    pub fn move_point(&mut self, i: usize, x: f64, y: f64) -> Result<()> {
        let m = self.linear.x.ncols();
        if i >= m {
            return Err(Error::Data {
                problem: format!("there is no wine {i} to be moved: they go from 0 to {}", m - 1),
            });
        }
        if !(x.abs() <= RANGE && y.abs() <= RANGE) {
            let requirement = "to a place from −100 to 100";
            return Err(Error::Setting { name: "moved", value: format!("{i}:{x}:{y}"), requirement });
        }
        (self.linear.x[[0, i]], self.linear.y[[0, i]]) = (x, y);
        if !self.moved.contains(&i) {
            self.moved.push(i);
        }
        self.linear.look()
    }

    /// The wines, each with its phenols and its flavanoids.
    #[must_use]
    pub fn points(&self) -> Vec<f64> {
        self.linear.x.iter().zip(&self.linear.y).flat_map(|(x, y)| [*x, *y]).collect()
    }

    /// w, b, J, the slopes of J in both, the typical error, the largest rate that arrives, and the number of steps.
    #[must_use]
    pub fn numbers(&self) -> Vec<f64> {
        let (parameters, slopes, cost) = (self.linear.parameters(), self.linear.slopes(), self.linear.cost());
        let mut numbers = [parameters.as_slice(), &[cost], &slopes].concat();
        numbers.extend([(2.0 * cost).sqrt(), self.limit(), self.linear.steps as f64]);
        numbers
    }

    /// 2 / h, with h the largest curvature of J, an eigenvalue of the mean of (x, 1) (x, 1)ᵀ: above it each step goes farther past the
    /// bottom than the one before.
    fn limit(&self) -> f64 {
        let x = &self.linear.x;
        let m = x.len() as f64;
        let (mean, square) = (x.sum() / m, x.iter().map(|x| x * x).sum::<f64>() / m);
        let half = ((square - 1.0) / 2.0).hypot(mean);
        2.0 / ((square + 1.0) / 2.0 + half)
    }

    /// All that is needed to come back here: the start, the rate, the wines that were moved.
    #[must_use]
    pub fn settings(&self) -> String {
        let [w, b] = self.start;
        let mut text = format!("w={w}&b={b}&rate={}", self.rate);
        for (k, &i) in self.moved.iter().enumerate() {
            let before = if k == 0 { "&moved=" } else { "," };
            // Writing to a string cannot fail.
            let _ = write!(text, "{before}{i}:{}:{}", self.linear.x[[0, i]], self.linear.y[[0, i]]);
        }
        text
    }
}

/// A wine's number and its new place, written as `3:1.5:2`.
fn moved(wine: &str) -> Result<(usize, f64, f64)> {
    let mut parts = wine.split(':');
    let mut read = || Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?));
    let numbers = read().filter(|_| parts.next().is_none());
    let requirement = "a list such as 3:1.5:2, each a wine's number, counted from 0, and its place";
    numbers.ok_or_else(|| Error::Setting { name: "moved", value: wine.to_owned(), requirement })
}

/// The line of a seed: that of the chapter, (0, 0), for seed 0, and any other for another.
fn line(seed: u64) -> [f64; 2] {
    let mut rng = ann::rng(seed);
    let mut draw = || (rng.sample::<f64, _>(StandardNormal) * 150.0).round() / 100.0;
    if seed == 0 { [0.0, 0.0] } else { [draw(), draw()] }
}

/// Phenols and flavanoids of the training wines: every third is put away, as in the chapter.
fn wines() -> Result<Vec<[f64; 2]>> {
    let rows = WINE.lines().skip(1).filter(|row| !row.is_empty()).enumerate();
    let number = |row: &str, column| -> Result<f64> {
        let cell = row.split(',').nth(column).and_then(|cell| cell.parse().ok());
        cell.ok_or_else(|| Error::Data { problem: format!("no number in column {column} of `{row}`") })
    };
    rows.filter(|(i, _)| i % 3 != 2).map(|(_, row)| Ok([number(row, 5)?, number(row, 6)?])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_learns_the_line_of_the_chapter() {
        let mut neuron = Neuron::new("").unwrap();
        assert_eq!(neuron.points().len(), 2 * 119);
        assert_eq!(neuron.points()[..2], [2.8, 3.06]);
        neuron.step(1000).unwrap();
        let recorded = include_str!("../../book/recorded/chapter00/line.txt");
        let last: Vec<f64> =
            recorded.lines().last().unwrap().split_whitespace().filter_map(|n| n.parse().ok()).collect();
        let numbers = neuron.numbers();
        for (found, printed) in [numbers[7], numbers[0], numbers[1], numbers[5]].into_iter().zip(last) {
            assert!((found - printed).abs() < 6e-5, "{found} {printed}");
        }
    }

    #[test]
    fn below_the_limit_it_arrives_and_above_it_diverges() {
        let limit = Neuron::new("").unwrap().numbers()[6];
        let run = |rate: f64| {
            let mut neuron = Neuron::new(&format!("rate={rate}")).unwrap();
            neuron.step(3000).map(|()| neuron.numbers()[3].abs())
        };
        assert!(run(0.98 * limit).unwrap() < 1e-6);
        assert!(run(1.05 * limit).unwrap_err().to_string().contains("the learning rate"));
    }

    #[test]
    fn its_settings_bring_it_back() {
        let mut neuron = Neuron::new("seed=3&rate=0.1").unwrap();
        neuron.move_point(4, 1.0, 5.0).unwrap();
        let mut same = Neuron::new(&neuron.settings()).unwrap();
        neuron.step(5).unwrap();
        same.step(5).unwrap();
        assert_eq!(neuron.numbers(), same.numbers());
        neuron.again().unwrap();
        neuron.step(5).unwrap();
        assert_eq!(neuron.numbers(), same.numbers());
        assert!(neuron.set_rate(f64::NAN).is_err());
    }

    #[test]
    fn what_is_wrong_with_a_moved_wine_is_told() {
        let like = "but it must be a list such as 3:1.5:2";
        for (wines, told) in [
            ("119:0:0", "there is no wine 119 to be moved: they go from 0 to 118"),
            ("1:NaN:0", "moved is 1:NaN:0, but it must be to a place from −100 to 100"),
            ("0:1:1,1:a", like),
            ("3:1.5:x:2", like),
            ("3:1.5:2:2", like),
            ("-1:1:1", like),
            ("1.5:1:1", like),
        ] {
            let refused = Neuron::new(&format!("moved={wines}")).unwrap_err().to_string();
            assert!(refused.contains(told), "{wines}: {refused}");
        }
    }
}
