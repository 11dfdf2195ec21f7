//! Chapter 11: the network of the digits learns, is judged on digits that it does not learn from, and reads what is drawn.

use crate::pad::Pad;
use crate::settings::Settings;
use crate::table::{self, PIXELS, labels};
use ann::data::Dataset;
use ann::metrics::{ConfusionMatrix, class_of};
use ann::random::stream;
use ann::training::Samples;
use ann::{Architecture, Cache, Checkpoint, Epoch, Error, Model, Result, Rng, Trainer, TrainingRun};
use labs_engine::{epoch, evaluate, predict_proba};
use ndarray::Array2;

const KEYS: [&str; 6] = ["layers", "p", "l2", "rate", "seed", "ink"];
const EPOCHS: usize = 100;

/// Digits as the network reads them, X: (64, m) and Y: (10, m), and as they are.
#[derive(Debug)]
struct Part {
    x: Array2<f32>,
    y: Array2<f32>,
    digits: Dataset,
}

/// A model of the digits, its training under way, and a field to draw on.
#[derive(Debug)]
pub struct Digits {
    layers: Vec<usize>,
    seed: u64,
    model: Model<f32>,
    trainer: Trainer,
    /// Of the order of the samples, and of the masks.
    rng: Rng,
    train: Part,
    validation: Part,
    /// Of the last epoch; before the first there is none.
    checkpoint: Option<Checkpoint<f32>>,
    epochs: Vec<Epoch>,
    pad: Pad,
}

impl Digits {
    /// An untrained network: hidden `layers` such as `32-16`, or `0` for none; `p`, the probability of a neuron to be kept; the penalty
    /// `l2`; the learning `rate`; the `seed` of the weights and of the order; the `ink` of a drawing, as [`Pad::text`] writes it.
    ///
    /// # Errors
    ///
    /// What is wrong with the settings.
    pub fn new(settings: &str) -> Result<Self> {
        let settings = Settings::parse(settings, &KEYS)?;
        let layers = layers(settings.text("layers").unwrap_or("32-16"))?;
        let keep_prob = settings.number("p", 1.0, 0.1..=1.0, "a probability from 0.1 to 1")?;
        let l2 = settings.number("l2", 1.0, 0.0..=100.0, "a number from 0 to 100")?;
        let learning_rate = settings.number("rate", 0.01, 1e-5..=10.0, "a number from 0.00001 to 10")?;
        let seed = settings.number("seed", 0, 0..=9_999_999, "a whole number of at most 7 digits")?;
        // As the chapter cuts them. The test part stays in its drawer.
        let [learning, _] = table::digits()?.split([0.75, 0.25], &mut stream(0, 0))?;
        let parts = learning.split([0.8, 0.2], &mut stream(0, 1))?;
        let architecture = Architecture { hidden: layers.clone(), keep_prob, ..Architecture::default() };
        let mut rng = stream(seed, 2);
        let model = Model::new(&architecture, &parts[0], &mut rng)?;
        let [train, validation]: [Result<Part>; 2] = parts.map(|digits| {
            let (x, y) = model.scaled(&digits)?;
            Ok(Part { x, y, digits })
        });
        let (train, validation) = (train?, validation?);
        let pad = settings.text("ink").map_or_else(|| Ok(Pad::of(image(&validation.digits, 0))), Pad::parse)?;
        let trainer = Trainer { l2, learning_rate, epochs: EPOCHS, ..Trainer::default() };
        let (checkpoint, epochs) = (None, Vec::new());
        Ok(Digits { layers, seed, model, trainer, rng, train, validation, checkpoint, epochs, pad })
    }

    /// Up to n epochs. How many there were before the end.
    ///
    /// # Errors
    ///
    /// [`Error::Diverged`] if the loss is no number any more.
    pub fn step(&mut self, n: usize) -> Result<usize> {
        let n = n.min(EPOCHS - self.epochs.len());
        if n == 0 {
            return Ok(0);
        }
        let (trainer, loss) = (&self.trainer, self.model.answer.loss());
        let (train, validation) = (self.train.samples(), Some(self.validation.samples()));
        let (network, rng) = (&mut self.model.network, &mut self.rng);
        let mut run = match self.checkpoint.take() {
            Some(checkpoint) => TrainingRun::resume(trainer, checkpoint, network, loss, train, validation, rng),
            None => TrainingRun::new(trainer, network, loss, train, validation, rng),
        }?;
        for _ in 0..n {
            self.epochs.extend(epoch(&mut run)?);
        }
        self.checkpoint = Some(run.checkpoint());
        Ok(n)
    }

    /// After each epoch: the loss on the digits learnt from and on the others, then the accuracies.
    #[must_use]
    pub fn history(&self) -> Vec<f64> {
        let numbers = |epoch: &Epoch| {
            let (train, validation) = (epoch.train, epoch.validation.unwrap_or(epoch.train));
            [train.loss, validation.loss, train.metric.value(), validation.metric.value()]
        };
        self.epochs.iter().flat_map(numbers).collect()
    }

    /// How many epochs are done; the loss on the digits learnt from and on the others, and the accuracies; the number of parameters; and
    /// the probability of each digit for the drawing.
    ///
    /// # Errors
    ///
    /// Those of the library.
    pub fn numbers(&self) -> Result<Vec<f64>> {
        let judge = |part: &Part| {
            evaluate(&self.model.network, part.x.view(), part.y.view(), self.model.answer.loss(), &mut Cache::default())
        };
        let (train, validation) = (judge(&self.train)?, judge(&self.validation)?);
        let mut numbers = vec![self.epochs.len() as f64, train.loss, validation.loss];
        numbers.extend([train.metric.value(), validation.metric.value(), self.model.network.parameters() as f64]);
        numbers.extend(self.read()?);
        Ok(numbers)
    }

    /// Of the digits not learnt from, how many of each (rows) are taken for each (columns).
    ///
    /// # Errors
    ///
    /// Those of the library.
    pub fn confusion(&self) -> Result<Vec<u32>> {
        let names: Vec<String> = (0..10).map(|digit| digit.to_string()).collect();
        let matrix = ConfusionMatrix::new(&self.answers()?, labels(&self.validation.digits), &names)?;
        Ok(matrix.counts.iter().map(|count| *count as u32).collect())
    }

    fn answers(&self) -> Result<Vec<usize>> {
        let probabilities = predict_proba(&self.model, self.validation.digits.x.view())?;
        Ok(probabilities.columns().into_iter().map(class_of).collect())
    }

    /// The number of digits not learnt from.
    #[must_use]
    pub fn samples(&self) -> usize {
        self.validation.y.ncols()
    }

    /// The first of these, from number `from` on, that is a mistake, in order and then from the first on; that number itself if there
    /// is no mistake.
    ///
    /// # Errors
    ///
    /// Those of the library.
    pub fn mistake(&self, from: usize) -> Result<usize> {
        let (answers, m) = (self.answers()?, self.samples());
        let is_wrong = |i: &usize| answers[*i] != labels(&self.validation.digits)[*i];
        Ok((from..from + m).map(|i| i % m).find(is_wrong).unwrap_or(from % m))
    }

    /// Puts one of the digits not learnt from on the field. What it is.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if there is none of this number.
    pub fn show(&mut self, i: usize) -> Result<usize> {
        if i >= self.samples() {
            let requirement = "below the number of validation samples";
            return Err(Error::Setting { name: "digit", value: i.to_string(), requirement });
        }
        self.pad = Pad::of(image(&self.validation.digits, i));
        Ok(labels(&self.validation.digits)[i])
    }

    /// The field.
    pub fn pad(&mut self) -> &mut Pad {
        &mut self.pad
    }

    /// The probability that the network gives each digit for what is on the field.
    ///
    /// # Errors
    ///
    /// Those of the library.
    pub fn read(&self) -> Result<Vec<f64>> {
        let ink = self.pad.ink();
        let x = Array2::from_shape_fn((PIXELS, 1), |(pixel, _)| f64::from(ink[pixel]));
        Ok(predict_proba(&self.model, x.view())?.into_iter().collect())
    }

    /// All that is needed to come back to the start of this training, with the drawing.
    #[must_use]
    pub fn settings(&self) -> String {
        let sizes: Vec<String> = self.layers.iter().map(ToString::to_string).collect();
        let layers = if sizes.is_empty() { "0".to_owned() } else { sizes.join("-") };
        let (Trainer { l2, learning_rate, .. }, keep_prob) = (&self.trainer, self.model.network.layer(1).keep_prob);
        let ink = self.pad.text();
        format!("layers={layers}&p={keep_prob}&l2={l2}&rate={learning_rate}&seed={}&ink={ink}", self.seed)
    }
}

impl Part {
    fn samples(&self) -> Samples<'_, f32> {
        Samples { x: self.x.view(), y: self.y.view() }
    }
}

/// The ink of digit i.
fn image(digits: &Dataset, i: usize) -> Vec<u8> {
    digits.x.column(i).iter().map(|ink| *ink as u8).collect()
}

/// The sizes of hidden layers, `32-16`; `0` for none.
fn layers(text: &str) -> Result<Vec<usize>> {
    if text == "0" {
        return Ok(Vec::new());
    }
    let size = |text: &str| text.parse().ok().filter(|size| (1..=128).contains(size));
    let sizes: Option<Vec<usize>> = text.split('-').map(size).collect();
    let requirement = "one to three sizes such as 32-16, each from 1 to 128, or 0 for no hidden layer";
    let told = || Error::Setting { name: "layers", value: text.to_owned(), requirement };
    sizes.filter(|sizes| sizes.len() <= 3).ok_or_else(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_validation_digits_say_what_the_chapter_prints() {
        let recorded = include_str!("../../book/recorded/chapter11/choose.txt");
        for (name, settings) in [("[] p=1", "layers=0"), ("[32, 16] p=1", ""), ("[64, 32] p=0.9", "layers=64-32&p=0.9")]
        {
            let mut lab = Digits::new(settings).unwrap();
            assert_eq!(lab.step(30).unwrap(), 30);
            assert_eq!(lab.step(1000).unwrap(), 70);
            let line = recorded.lines().find(|line| line.starts_with(&format!("{name} "))).unwrap();
            let printed: Vec<f64> = line[name.len()..].split_whitespace().filter_map(|n| n.parse().ok()).collect();
            let numbers = lab.numbers().unwrap();
            for (found, printed) in [numbers[1], numbers[2], numbers[4]].into_iter().zip(printed) {
                assert!((found - printed).abs() < 6e-5, "{name}: {found} {printed}");
            }
            assert_eq!(lab.history()[4 * 99..], numbers[1..5]);
        }
    }

    #[test]
    fn the_matrix_is_of_all_validation_digits_and_a_mistake_is_one() {
        let mut lab = Digits::new("").unwrap();
        lab.step(2).unwrap();
        let (matrix, numbers) = (lab.confusion().unwrap(), lab.numbers().unwrap());
        let right: u32 = (0..10).map(|digit| matrix[11 * digit]).sum();
        assert_eq!(matrix.iter().sum::<u32>() as usize, lab.samples());
        assert!((f64::from(right) / lab.samples() as f64 - numbers[4]).abs() < 1e-12);
        let first = lab.mistake(0).unwrap();
        let next = lab.mistake(first + 1).unwrap();
        assert!(next != first && lab.mistake(next + 1).unwrap() != next);
        let digit = lab.show(next).unwrap();
        let read = lab.read().unwrap();
        assert!((read.iter().sum::<f64>() - 1.0).abs() < 1e-6);
        assert!(read.iter().enumerate().any(|(other, p)| other != digit && *p > read[digit]));
        assert!(lab.show(lab.samples()).is_err());
    }

    #[test]
    fn its_settings_bring_it_back() {
        let mut lab = Digits::new("layers=20&p=0.8&l2=0.5&rate=0.02&seed=3").unwrap();
        lab.pad().stroke([2.0, 1.0], [6.0, 7.0], true);
        let mut same = Digits::new(&lab.settings()).unwrap();
        lab.step(1).unwrap();
        same.step(1).unwrap();
        assert_eq!(lab.numbers().unwrap(), same.numbers().unwrap());
        for (wrong, told) in [("layers=32-0", "sizes such as"), ("layers=", "0 for no hidden"), ("ink=1", "64 figures")]
        {
            let refused = Digits::new(wrong).unwrap_err().to_string();
            assert!(refused.contains(told), "{refused}");
        }
        assert!(Digits::new("layers=0").unwrap().settings().starts_with("layers=0&"));
    }
}
