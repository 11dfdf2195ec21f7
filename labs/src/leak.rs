//! Chapter 10: what features promise that were chosen before the split, on table after table of pure noise.

use crate::learner::accuracy;
use crate::settings::Settings;
use ann::data::{Dataset, Scaler, Target};
use ann::plain::backward::{backward, descend};
use ann::plain::network::{Activation, Layer, Network};
use ann::plain::{Matrix, forward::forward};
use ann::{Init, Result};
use ndarray::{Array1, Axis};

const KEYS: [&str; 4] = ["d", "m", "k", "seed"];
/// The run is over after so many tables.
const TABLES: usize = 1000;
/// The classifier: steps of plain descent on all training samples, from weights of 0.
const STEPS: usize = 50;
const RATE: f64 = 1.0;
/// Above this an accuracy counts as a promise.
const PROMISE: f64 = 0.7;

/// Two choices of features, from all samples and from the training samples alone, and the test accuracies after each.
#[derive(Debug)]
pub struct Leak {
    features: usize,
    samples: usize,
    chosen: usize,
    /// Of the first table; the next has the next.
    seed: u64,
    /// How many test samples a table has.
    tests: usize,
    /// For each choice, how many tables had 0, 1, … test samples right.
    counts: [Vec<usize>; 2],
    /// For each choice, how many were right in the last table.
    last: [usize; 2],
    /// For each choice, of each sample of the last table: the two features chosen first, its label, and 1 if it is a test sample.
    points: [Vec<f64>; 2],
}

impl Leak {
    /// Tables of `d` features and `m` samples, of which `k` features are chosen, or all if there are fewer; the `seed` of the first
    /// table. With the defaults the first twenty tables are the chapter's.
    ///
    /// # Errors
    ///
    /// What is wrong with the settings.
    pub fn new(settings: &str) -> Result<Self> {
        let settings = Settings::parse(settings, &KEYS)?;
        let features = settings.number("d", 500, 2..=1000, "a whole number from 2 to 1000")?;
        let samples = settings.number("m", 100, 40..=200, "a whole number from 40 to 200")?;
        let chosen = settings.number("k", 20, 1..=40, "a whole number from 1 to 40")?.min(features);
        let seed = settings.number("seed", 0, 0..=9_999_999, "a whole number of at most 7 digits")?;
        let [_, test] = noise(1, samples, seed)?.split([0.75, 0.25], &mut ann::rng(seed))?;
        let tests = test.samples();
        let counts = [(); 2].map(|()| vec![0; tests + 1]);
        Ok(Leak { features, samples, chosen, seed, tests, counts, last: [0; 2], points: Default::default() })
    }

    /// At most n tables; how many were taken: none after the thousandth.
    ///
    /// # Errors
    ///
    /// Those of the library, if there is something wrong with the lab.
    pub fn step(&mut self, n: usize) -> Result<usize> {
        let n = n.min(TABLES - self.tables());
        for _ in 0..n {
            let seed = self.seed + self.tables() as u64;
            let noise = noise(self.features, self.samples, seed)?;
            let [train, test] = noise.split([0.75, 0.25], &mut ann::rng(seed))?;
            for (choice, samples) in [&noise, &train].into_iter().enumerate() {
                let mut order = telling(samples);
                self.points[choice] = points(&train, &test, &order[..2]);
                order.truncate(self.chosen);
                // So the same features are read in the same order.
                order.sort_unstable();
                self.last[choice] = right(&train, &test, &order)?;
                self.counts[choice][self.last[choice]] += 1;
            }
        }
        Ok(n)
    }

    fn tables(&self) -> usize {
        self.counts[0].iter().sum()
    }

    /// For each choice, how many tables had 0, 1, … test samples right: those chosen from all samples first.
    #[must_use]
    pub fn counts(&self) -> Vec<u32> {
        self.counts.iter().flatten().map(|&count| count as u32).collect()
    }

    /// The last table, by the two features chosen first: x₁, x₂, the label and 1 for a test sample, of each sample; then the same for
    /// the other choice. Empty before the first step.
    #[must_use]
    pub fn points(&self) -> Vec<f64> {
        self.points.concat()
    }

    /// The number of tables; then for each choice the mean test accuracy, its standard error, the part of the tables above 0.7, and the
    /// accuracy on the last table. Without tables these are no numbers.
    #[must_use]
    pub fn numbers(&self) -> Vec<f64> {
        let tables = self.tables() as f64;
        let mut numbers = vec![tables];
        for (counts, &last) in self.counts.iter().zip(&self.last) {
            let part = |right: usize| right as f64 / self.tests as f64;
            let mean_of = |value: &dyn Fn(f64) -> f64| {
                counts.iter().enumerate().map(|(right, &count)| count as f64 * value(part(right))).sum::<f64>() / tables
            };
            let mean = mean_of(&|accuracy| accuracy);
            let variance = mean_of(&|accuracy| (accuracy - mean).powi(2)) * tables / (tables - 1.0);
            let promises = mean_of(&|accuracy| f64::from(u8::from(accuracy > PROMISE)));
            numbers.extend([mean, (variance / tables).sqrt(), promises, part(last)]);
        }
        numbers
    }
}

/// A table of noise, with coins for labels, as many heads as tails: x is (features, samples).
fn noise(features: usize, samples: usize, seed: u64) -> Result<Dataset> {
    let labels = (0..samples).map(|j| j % 2).collect();
    let coins = Target::Classes { labels, names: vec!["heads".into(), "tails".into()] };
    Dataset::new(Init::Normal { std: 1.0 }.weights(features, samples, &mut ann::rng(seed))?, coins)
}

/// 0 or 1 for each sample.
fn labels(dataset: &Dataset) -> Array1<f64> {
    match &dataset.target {
        Target::Classes { labels, .. } => labels.iter().map(|&label| label as f64).collect(),
        Target::Values(values) => values.iter().copied().collect(),
    }
}

/// All features, those first whose sums differ most between the two classes.
fn telling(dataset: &Dataset) -> Vec<usize> {
    // Sample by sample, as they lie in memory.
    let mut differences = Array1::zeros(dataset.x.nrows());
    for (x, label) in dataset.x.columns().into_iter().zip(labels(dataset)) {
        differences.scaled_add(2.0 * label - 1.0, &x);
    }
    let mut order: Vec<usize> = (0..differences.len()).collect();
    order.sort_by(|&i, &j| f64::total_cmp(&differences[j].abs(), &differences[i].abs()));
    order
}

/// How many test samples are recognised by a logistic regression on the chosen features, scaled and trained on the training samples.
fn right(train: &Dataset, test: &Dataset, chosen: &[usize]) -> Result<usize> {
    let of = |part: &Dataset| part.x.select(Axis(0), chosen);
    let answers = |part: &Dataset| labels(part).insert_axis(Axis(0));
    let scaler = Scaler::standard(of(train).view())?;
    let (x, y): (Matrix, _) = (scaler.transform(of(train).view())?, answers(train));
    let (w, b) = (Matrix::zeros((1, chosen.len())), Matrix::zeros((1, 1)));
    let mut network = Network { layers: vec![Layer { w, b, g: Activation::Sigmoid }] };
    for _ in 0..STEPS {
        let gradients = backward(&network, &forward(&network, &x), &y);
        descend(&mut network, &gradients, RATE);
    }
    let part = accuracy(&network, &scaler.transform(of(test).view())?, &answers(test));
    Ok((part * test.samples() as f64).round() as usize)
}

/// Two features, the label and whether it is for the test, of each sample.
fn points(train: &Dataset, test: &Dataset, features: &[usize]) -> Vec<f64> {
    let of = |part: &Dataset, is_test: f64| -> Vec<f64> {
        let samples = part.x.columns().into_iter().zip(labels(part));
        samples.flat_map(|(x, label)| [x[features[0]], x[features[1]], label, is_test]).collect()
    };
    [of(train, 0.0), of(test, 1.0)].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of a choice, in the numbers.
    const MEAN: [usize; 2] = [1, 5];
    const ERROR: [usize; 2] = [2, 6];

    fn after(settings: &str, tables: usize) -> Vec<f64> {
        let mut lab = Leak::new(settings).unwrap();
        assert_eq!(lab.step(tables).unwrap(), tables);
        lab.numbers()
    }

    #[test]
    fn on_the_tables_of_the_chapter_it_agrees_with_the_chapter() {
        let recorded = include_str!("../../book/recorded/chapter10/leak.txt");
        let line = recorded.lines().find(|line| line.starts_with("the features, noise")).unwrap();
        let printed: Vec<f64> = line.split_whitespace().skip(3).map(|word| word.parse().unwrap()).collect();
        let numbers = after("", 20);
        for choice in [0, 1] {
            let (mean, error) = (numbers[MEAN[choice]], numbers[ERROR[choice]]);
            assert!((mean - printed[choice]).abs() < 2.0 * error, "{mean} ± {error}, printed {}", printed[choice]);
        }
    }

    #[test]
    fn the_honest_choice_promises_nothing_and_the_other_what_is_not_there() {
        let numbers = after("seed=100", 300);
        let apart = |choice: usize| (numbers[MEAN[choice]] - 0.5) / numbers[ERROR[choice]];
        assert!(apart(1).abs() < 3.0, "{numbers:?}");
        assert!(apart(0) > 40.0, "{numbers:?}");
        // Of 25 coins an accuracy has the standard deviation 0.1.
        let coins = 0.1 / 300_f64.sqrt();
        assert!((numbers[ERROR[1]] / coins - 1.0).abs() < 0.15, "{numbers:?}");
    }

    #[test]
    fn it_promises_more_the_more_there_is_to_choose_from() {
        let means = [20, 100, 1000].map(|d| after(&format!("d={d}&k=10"), 60)[MEAN[0]]);
        assert!(means.is_sorted_by(|a, b| b - a > 0.05), "{means:?}");
    }

    #[test]
    fn where_nothing_is_chosen_both_agree() {
        for settings in ["d=20&k=20", "d=6&k=40&m=61"] {
            let mut lab = Leak::new(settings).unwrap();
            lab.step(30).unwrap();
            assert_eq!(lab.counts[0], lab.counts[1], "{settings}");
        }
        let mut lab = Leak::new("d=21&k=20").unwrap();
        lab.step(30).unwrap();
        assert_ne!(lab.counts[0], lab.counts[1]);
    }

    #[test]
    fn one_table_after_the_other_is_all_at_once() {
        let mut lab = Leak::new("d=50&seed=7").unwrap();
        for _ in 0..12 {
            lab.step(1).unwrap();
        }
        assert_eq!(lab.numbers(), after("d=50&seed=7", 12));
        assert_ne!(lab.numbers(), after("d=50&seed=8", 12));
        let mut twelve = Leak::new("d=50&seed=7").unwrap();
        twelve.step(12).unwrap();
        assert_eq!((lab.counts(), lab.points()), (twelve.counts(), twelve.points()));
    }

    #[test]
    fn the_samples_that_are_shown_are_those_of_the_table() {
        let mut lab = Leak::new("").unwrap();
        assert!(lab.points().is_empty() && lab.numbers()[MEAN[0]].is_nan());
        lab.step(1).unwrap();
        let points = lab.points();
        assert_eq!(points.len(), 2 * 4 * 100);
        // No feature of these samples tells more than those chosen first from them.
        let gap = |points: &[f64], feature: usize, is_test: &[f64]| {
            let of = points.chunks(4).filter(|point| is_test.contains(&point[3]));
            of.map(|point| (2.0 * point[2] - 1.0) * point[feature]).sum::<f64>().abs()
        };
        let (all, training) = points.split_at(400);
        assert!(gap(all, 0, &[0.0, 1.0]) > gap(training, 0, &[0.0, 1.0]));
        assert!(gap(training, 0, &[0.0]) > gap(all, 0, &[0.0]));
        assert!(gap(all, 0, &[0.0, 1.0]) >= gap(all, 1, &[0.0, 1.0]));
        assert_eq!(points.chunks(4).filter(|point| point[3] == 1.0).count(), 2 * lab.tests);
    }

    #[test]
    fn it_rests_after_a_thousand_tables_and_wrong_settings_are_told() {
        let mut lab = Leak::new("d=2&k=1&m=40").unwrap();
        assert_eq!((lab.step(999).unwrap(), lab.step(5).unwrap(), lab.step(1).unwrap()), (999, 1, 0));
        let told = |settings: &str| Leak::new(settings).unwrap_err().to_string();
        assert_eq!(told("d=1"), "d is 1, but it must be a whole number from 2 to 1000");
        assert_eq!(told("m=20"), "m is 20, but it must be a whole number from 40 to 200");
        assert_eq!(told("k=2.5"), "k is 2.5, but it must be a whole number from 1 to 40");
        assert!(told("speed=9").contains("choose one of: d, m, k, seed"));
    }
}
