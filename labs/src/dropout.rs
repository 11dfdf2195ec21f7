//! Chapter 7: two moons with lies among their labels, learnt with dropout and without it from the same start.

use crate::contour;
use crate::learner::{Learner, accuracy, answers};
use crate::settings::Settings;
use ann::data::{Target, synthetic};
use ann::plain::network::{Activation, Network};
use ann::plain::{Matrix, batches::batches};
use ann::{Error, Result, Rng};
use ndarray::{Array2, Axis};

const KEYS: [&str; 4] = ["p", "l2", "lies", "seed"];
/// Neurons of each of the two hidden layers.
const WIDTH: usize = 24;
/// Samples to learn from, and to test on.
const SAMPLES: [usize; 2] = [120, 600];
const BATCH: usize = 24;
/// Steps of an epoch.
const STEPS: usize = SAMPLES[0].div_ceil(BATCH);
const NOISE: f64 = 0.2;
/// Here the training ends.
const EPOCHS: usize = 300;
/// What is drawn of the plane: from the left to the right, and from below to above.
const WINDOW: [[f64; 2]; 2] = [[-1.7, 2.7], [-1.95, 2.45]];
/// So many thinned networks are drawn, those of the first samples of a batch.
const THINNED: usize = 8;

/// The moons, and the two networks.
#[derive(Debug)]
pub struct Dropout {
    /// λ
    l2: f64,
    /// X: (2, m) and Y: (1, m), to learn from and to test on.
    parts: [(Matrix, Matrix); 2],
    /// Which of the labels to learn from are wrong.
    lies: Vec<bool>,
    /// With dropout, and without.
    pair: [Learner; 2],
    /// Of the order of the samples.
    rng: Rng,
    /// What is left of this epoch.
    batches: Vec<Vec<usize>>,
    epoch: usize,
    /// At the end of each epoch: the accuracy on the samples learnt from, and that in the test; without dropout, the same.
    history: Vec<f64>,
}

impl Dropout {
    /// The networks as the settings say: `p`, the probability of a neuron to be kept; `l2`, the penalty λ; `lies`, the part of the labels
    /// that is wrong; `seed` of the samples and weights.
    ///
    /// # Errors
    ///
    /// What is wrong with the settings.
    pub fn new(settings: &str) -> Result<Self> {
        let settings = Settings::parse(settings, &KEYS)?;
        let keep_prob = settings.number("p", 0.5, 0.1..=1.0, "a probability from 0.1 to 1")?;
        let l2 = settings.number("l2", 0.0, 0.0..=100.0, "a number from 0 to 100")?;
        let part = settings.number("lies", 0.2, 0.0..=0.5, "a part from 0 to 0.5")?;
        let mut rng = ann::rng(settings.number("seed", 1, 0..=9_999_999, "a whole number of at most 7 digits")?);

        let mut parts = [sample(SAMPLES[0], &mut rng)?, sample(SAMPLES[1], &mut rng)?];
        // With more lies, those that were there stay.
        let order: Vec<usize> = batches(SAMPLES[0], SAMPLES[0], &mut rng).concat();
        let mut lies = vec![false; SAMPLES[0]];
        for &i in &order[..(part * SAMPLES[0] as f64).round() as usize] {
            (lies[i], parts[0].1[[0, i]]) = (true, 1.0 - parts[0].1[[0, i]]);
        }
        let network = Network::new(&[2, WIDTH, WIDTH, 1], Activation::Relu, Activation::Sigmoid, &mut rng);
        let pair = [keep_prob, 1.0].map(|keep_prob| Learner::new(&network, keep_prob, BATCH));
        let mut dropout = Dropout { l2, parts, lies, pair, rng, batches: Vec::new(), epoch: 0, history: Vec::new() };
        dropout.judge();
        Ok(dropout)
    }

    /// Up to n steps, each on a batch, the same for both networks. How many there were before the end.
    pub fn step(&mut self, n: usize) -> usize {
        let m = SAMPLES[0];
        for taken in 0..n {
            if self.epoch == EPOCHS {
                return taken;
            }
            if self.batches.is_empty() {
                self.batches = batches(m, BATCH, &mut self.rng);
            }
            let batch = self.batches.remove(0);
            let (x, y) = &self.parts[0];
            let (x, y) = (x.select(Axis(1), &batch), y.select(Axis(1), &batch));
            for learner in &mut self.pair {
                learner.step(&x, &y, self.l2 / m as f64);
            }
            if self.batches.is_empty() {
                self.epoch += 1;
                self.judge();
            }
        }
        n
    }

    /// How many steps are left of this epoch; at its end, those of a whole one.
    #[must_use]
    pub fn steps_left(&self) -> usize {
        if self.batches.is_empty() { STEPS } else { self.batches.len() }
    }

    fn judge(&mut self) {
        for learner in &self.pair {
            self.history.extend(self.parts.each_ref().map(|(x, y)| accuracy(&learner.network, x, y)));
        }
    }

    /// At the start and at the end of each epoch: the accuracy on the samples learnt from and in the test, with dropout; then both without.
    #[must_use]
    pub fn history(&self) -> Vec<f64> {
        self.history.clone()
    }

    /// The epoch with the part of this one; how many of the lies are repeated, with dropout and without; how many there are; and the sum
    /// of the squares of the weights, with dropout and without.
    #[must_use]
    pub fn numbers(&self) -> Vec<f64> {
        let part = if self.batches.is_empty() { 0.0 } else { 1.0 - self.batches.len() as f64 / STEPS as f64 };
        let [with, without] = self.pair.each_ref().map(|learner| self.repeated(&learner.network) as f64);
        let squares = self.pair.each_ref().map(|learner| learner.network.layers.iter().map(|l| l.w.pow2().sum()).sum());
        let lies = self.lies.iter().filter(|lie| **lie).count() as f64;
        [&[self.epoch as f64 + part, with, without, lies], squares.as_slice()].concat()
    }

    /// How many of the wrong labels the network gives back.
    fn repeated(&self, network: &Network) -> usize {
        let (x, y) = &self.parts[0];
        let answers = answers(network, x);
        answers.iter().zip(y).zip(&self.lies).filter(|((a, y), lie)| **lie && (**a > 0.5) == (**y > 0.5)).count()
    }

    /// x₁, x₂, the label, and 1 where it is a lie, of each sample to learn from.
    #[must_use]
    pub fn points(&self) -> Vec<f64> {
        let (x, y) = &self.parts[0];
        let samples = x.columns().into_iter().zip(y).zip(&self.lies);
        samples.flat_map(|((x, y), lie)| [x[0], x[1], *y, f64::from(u8::from(*lie))]).collect()
    }

    /// Who came in the last step: for each hidden layer a row for each neuron, in it 1 or 0 for each sample of the batch. With dropout.
    #[must_use]
    pub fn coins(&self) -> Vec<u8> {
        self.pair[0].masks[1..].iter().flatten().map(|d| u8::from(*d > 0.0)).collect()
    }

    /// Neurons in a row of hidden layers of one width, samples in a batch, and thinned networks that are drawn.
    #[must_use]
    pub fn sizes(&self) -> Vec<usize> {
        vec![WIDTH, BATCH, THINNED]
    }

    /// What is drawn of the plane: left, right, below, above.
    #[must_use]
    pub fn window(&self) -> Vec<f64> {
        WINDOW.concat()
    }

    /// Where a network answers one half, in pieces of x₁, x₂ of both ends: `which` is 0 for the whole network with dropout, 1 for that
    /// without, and from 2 on for the thinned networks of the samples of the last batch.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if there is no such network.
    pub fn border(&self, which: usize, size: usize) -> Result<Vec<f64>> {
        let place = |axis: usize, i: usize, of: usize| {
            let [from, to] = WINDOW[axis];
            from + (to - from) * (i as f64 + 0.5) / of as f64
        };
        let x = Array2::from_shape_fn((2, size * size), |(axis, i)| {
            if axis == 0 { place(0, i % size, size) } else { place(1, size - 1 - i / size, size) }
        });
        let a = match which {
            0 | 1 => answers(&self.pair[which].network, &x),
            _ if which < 2 + BATCH => self.pair[0].thinned(which - 2, &x),
            _ => {
                let requirement = "0 or 1, or from 2 to 25 for a sample of the batch";
                return Err(Error::Setting { name: "network", value: which.to_string(), requirement });
            }
        };
        let mut pieces = contour::line(&a.into_raw_vec_and_offset().0, size, 0.5);
        for end in pieces.chunks_mut(2) {
            let [[left, right], [below, above]] = WINDOW;
            end[0] = left + (right - left) * end[0] / size as f64;
            end[1] = above - (above - below) * end[1] / size as f64;
        }
        Ok(pieces)
    }
}

/// m points of the two moons.
fn sample(m: usize, rng: &mut Rng) -> Result<(Matrix, Matrix)> {
    let data = synthetic::moons(m, NOISE, rng)?;
    let Target::Classes { labels, .. } = data.target else {
        return Err(Error::Data { problem: "the moons have no labels".to_owned() });
    };
    Ok((data.x, Array2::from_shape_fn((1, m), |(_, i)| labels[i] as f64)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// At the end, the accuracy on the samples learnt from and in the test with dropout, then without: means of four seeds.
    fn end(settings: &str) -> [f64; 4] {
        let mut means = [0.0; 4];
        for seed in 1..=4 {
            let mut lab = Dropout::new(&format!("{settings}&seed={seed}")).unwrap();
            assert_eq!(lab.step(usize::MAX), 1500);
            let last = &lab.history()[4 * 300..];
            means.iter_mut().zip(last).for_each(|(mean, accuracy)| *mean += accuracy / 4.0);
        }
        means
    }

    #[test]
    fn dropout_does_worse_at_the_lesson_and_better_in_the_test() {
        let [lesson, test, lesson_without, test_without] = end("p=0.5");
        assert!(lesson < lesson_without - 0.05, "{lesson} {lesson_without}");
        assert!(test > test_without + 0.05, "{test} {test_without}");
        let [.., with_penalty] = end("p=0.5&l2=1");
        assert!(with_penalty > test_without + 0.05, "{with_penalty} {test_without}");
    }

    #[test]
    fn with_every_neuron_kept_all_networks_are_one() {
        let mut lab = Dropout::new("p=1&lies=0.3&l2=0.5").unwrap();
        assert_eq!(lab.step(31), 31);
        assert_eq!(lab.steps_left(), 4);
        assert!(lab.coins().iter().all(|coin| *coin == 1));
        let numbers = lab.numbers();
        assert_eq!((numbers[0], numbers[1], numbers[3], numbers[4]), (6.2, numbers[2], 36.0, numbers[5]));
        let border = lab.border(0, 24).unwrap();
        assert!(!border.is_empty());
        for which in 1..2 + BATCH {
            assert_eq!(lab.border(which, 24).unwrap(), border);
        }
        assert!(lab.border(2 + BATCH, 24).is_err());
    }

    #[test]
    fn as_many_come_as_p_says_and_the_border_is_where_the_answer_is_one_half() {
        let mut lab = Dropout::new("p=0.3").unwrap();
        let mut came = 0.0;
        for _ in 0..100 {
            lab.step(1);
            came += lab.coins().iter().map(|coin| f64::from(*coin)).sum::<f64>();
        }
        assert!((came / (100.0 * 2.0 * 24.0 * 24.0) - 0.3).abs() < 0.005, "{came}");
        for place in lab.border(0, 96).unwrap().chunks(2) {
            let x = Matrix::from_shape_vec((2, 1), place.to_vec()).unwrap();
            let answer = answers(&lab.pair[0].network, &x)[[0, 0]];
            assert!((answer - 0.5).abs() < 0.02, "{place:?}: {answer}");
        }
    }

    #[test]
    fn more_lies_are_more_wrong_labels_and_what_is_wrong_is_told() {
        let labels = |lies| Dropout::new(&format!("lies={lies}")).unwrap().points();
        let (none, some, more) = (labels(0.0), labels(0.1), labels(0.5));
        for ((truth, some), more) in none.chunks(4).zip(some.chunks(4)).zip(more.chunks(4)) {
            assert_eq!((truth[0], truth[3]), (some[0], 0.0));
            assert_eq!(some[2] != truth[2], some[3] == 1.0);
            assert!(more[3] >= some[3]);
        }
        assert_eq!(more.chunks(4).filter(|point| point[3] == 1.0).count(), 60);
        for (wrong, told) in [("p=0", "p is 0, but it must be a probability"), ("lies=0.6", "a part"), ("q=1", "p, l2")]
        {
            let refused = Dropout::new(wrong).unwrap_err().to_string();
            assert!(refused.contains(told), "{refused}");
        }
    }
}
