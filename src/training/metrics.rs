//! How good the outputs are (chapter 11): accuracy for classes, R² and root mean squared error for numbers.
//!
//! With several outputs the definitions are those of scikit-learn's functions with their default arguments, whose names each
//! item gives; R² and the root mean squared error are the means over the outputs (`multioutput="uniform_average"`).
//!
//! Sums are computed in the unit of the targets, so that squares neither overflow nor vanish: in `f64`, numbers of 1e-300 or 1e300 have the same R²
//! as ordinary ones, to the last bits (tests/library/numerics).

use crate::parallel::{self, Split, for_each_piece, in_pool};
pub use crate::training::calibration::{Calibration, CalibrationBin};
pub use crate::training::confusion::ConfusionMatrix;
use crate::training::forward::{CHUNK, check_input, pass};
pub use crate::training::roc::roc_auc;
use crate::{Cache, Cost, Dropout, Error, Loss, Network, Real, Result};
use ndarray::{Array1, ArrayView1, ArrayView2, Axis, Zip};
use std::fmt;

/// The loss and the metric of a network on some samples, without dropout and without the penalty on weights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evaluation {
    /// The mean of L over the samples.
    pub loss: f64,
    /// R² for the mean squared error, the accuracy for a cross-entropy.
    pub metric: Metric,
}

/// A number that tells how good a network is, with its name. Larger is better, and 1 is perfect.
///
/// ```
/// use ann::Metric;
/// assert_eq!(Metric::Accuracy(0.975).to_string(), "accuracy 0.9750");
/// assert_eq!(format!("{:.2}", Metric::R2(0.5)), "R² 0.50");
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Metric {
    /// The fraction of the samples that are answered correctly, in [0, 1]: scikit-learn's `accuracy_score`.
    ///
    /// With categorical cross-entropy a sample is correct if [`class_of`] the output is that of the target. With binary
    /// cross-entropy every output is a question of its own, answered yes from ½ on, and a sample is correct if all of its outputs
    /// are (for several outputs scikit-learn calls this subset accuracy).
    Accuracy(f64),
    /// The coefficient of determination as [`r2`] defines it, at most 1: scikit-learn's `r2_score`.
    R2(f64),
}

impl Metric {
    /// The number without its name.
    #[must_use]
    pub fn value(self) -> f64 {
        match self {
            Metric::Accuracy(value) | Metric::R2(value) => value,
        }
    }

    /// "accuracy" or "R²".
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Metric::Accuracy(_) => "accuracy",
            Metric::R2(_) => "R²",
        }
    }
}

/// Name and value, with four decimals unless another precision is asked for.
impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:.*}", self.name(), f.precision().unwrap_or(4), self.value())
    }
}

/// Evaluates `network` on x: (n_x, m) against y: (n_y, m). The buffers in `cache` are used and grow at most once; many samples are shared
/// out to several threads, which have buffers of their own, with the same bits.
///
/// # Errors
///
/// [`Error::Shape`] if x or y does not fit the network, [`Error::Data`] if there are no samples, [`Error::Setting`] if the loss
/// does not go with the network's output activation.
pub fn evaluate<F: Real>(
    network: &Network<F>,
    x: ArrayView2<F>,
    y: ArrayView2<F>,
    loss: Loss,
    cache: &mut Cache<F>,
) -> Result<Evaluation> {
    let units = units(y);
    let sums = sums_of(network, (x, y), loss, &units, cache)?;
    let spread = if loss == Loss::MeanSquaredError { spread(y, &units) } else { Array1::zeros(0) };
    Ok(sums.evaluation(loss, x.ncols(), &spread))
}

/// The sums of [`evaluate`] over all samples; squared errors in the unit of each output.
pub(super) fn sums_of<F: Real>(
    network: &Network<F>,
    (x, y): (ArrayView2<F>, ArrayView2<F>),
    loss: Loss,
    units: &Array1<f64>,
    cache: &mut Cache<F>,
) -> Result<Sums> {
    let cost = Cost::from(loss);
    cost.check(network)?;
    network.check()?;
    check_input(network, x)?;
    let shape = (network.n_out(), x.ncols());
    Error::check_shape(format_args!("Y"), y.dim(), shape, format_args!("a row per output, a column per sample of X"))?;
    if x.ncols() == 0 {
        return Err(Error::data("there is no sample to evaluate"));
    }

    let m = x.ncols();
    let mut sums = vec![Sums::default(); m.div_ceil(CHUNK)];
    let pieces = parallel::pieces(m, network.parameters() * m).min(sums.len());
    let chunks = Chunks { x: x.view(), y: y.view(), units, sums: &mut sums };
    if pieces == 1 {
        chunks.evaluate(network, &cost, cache);
    } else {
        let work = |chunks: Chunks<F>, _| chunks.evaluate(network, &cost, &mut Cache::default());
        in_pool(pieces, || for_each_piece(chunks, 0..m.div_ceil(CHUNK), pieces, &work));
    }
    // Added up in the order of the samples, whoever computed them.
    let mut all = Sums { squares: Array1::zeros(network.n_out()), ..Sums::default() };
    for Sums { loss, correct, squares } in sums {
        all.loss += loss;
        all.correct += correct;
        if !squares.is_empty() {
            all.squares += &squares;
        }
    }
    Ok(all)
}

/// Samples, and what an evaluation adds up over each [`CHUNK`] of them.
struct Chunks<'s, F> {
    /// (n_x, m)
    x: ArrayView2<'s, F>,
    /// (n_y, m)
    y: ArrayView2<'s, F>,
    units: &'s Array1<f64>,
    sums: &'s mut [Sums],
}

/// Sums over a chunk of samples, or over all.
#[derive(Clone, Default)]
pub(super) struct Sums {
    /// Σ L
    pub loss: f64,
    /// Correct answers.
    pub correct: usize,
    /// Squared errors of each output in its unit: (n_y), for the mean squared error alone.
    pub squares: Array1<f64>,
}

impl Sums {
    /// What the sums over m samples say; `spread` is Σ (y − ȳ)² of each output in its unit, (n_y), for the mean squared error alone.
    pub fn evaluation(&self, loss: Loss, m: usize, spread: &Array1<f64>) -> Evaluation {
        let metric = match loss {
            Loss::MeanSquaredError => Metric::R2(r2_of(&self.squares, spread)),
            _ => Metric::Accuracy(self.correct as f64 / m as f64), // (11.2)
        };
        Evaluation { loss: self.loss / m as f64, metric }
    }
}

impl<F: Real> Chunks<'_, F> {
    /// Forward without dropout, and the sums of each chunk.
    fn evaluate(self, network: &Network<F>, cost: &Cost, cache: &mut Cache<F>) {
        let chunks = self.x.axis_chunks_iter(Axis(1), CHUNK).zip(self.y.axis_chunks_iter(Axis(1), CHUNK));
        for ((x, y), sums) in chunks.zip(self.sums) {
            pass(network, x, Dropout::Off, cache);
            sums.loss = cost.sum(network, cache, y);
            match cost.loss {
                Loss::MeanSquaredError => sums.squares = squared_errors(cache.output(), y, self.units),
                _ => sums.correct = count_correct(cost.loss, cache.output(), y),
            }
        }
    }
}

/// A unit is a chunk.
impl<F: Real> Split for Chunks<'_, F> {
    fn split_at(self, count: usize) -> (Self, Self) {
        let samples = count * CHUNK;
        let ((x, y), (x_2, y_2)) = (self.x, self.y).split_at(samples);
        let (sums, sums_2) = self.sums.split_at_mut(count);
        let units = self.units;
        (Chunks { x, y, units, sums }, Chunks { x: x_2, y: y_2, units, sums: sums_2 })
    }
}

/// The number of columns in which a: (n_y, m) gives the answer of y: (n_y, m).
fn count_correct<F: Real>(loss: Loss, a: ArrayView2<F>, y: ArrayView2<F>) -> usize {
    let is_correct = |a: ArrayView1<F>, y: ArrayView1<F>| match loss {
        Loss::BinaryCrossEntropy => a.iter().zip(y).all(|(a, y)| is_yes(*a) == is_yes(*y)),
        _ => class_of(a) == class_of(y),
    };
    a.axis_iter(Axis(1)).zip(y.axis_iter(Axis(1))).filter(|(a, y)| is_correct(*a, *y)).count()
}

/// Whether the probability of yes is at least ½.
fn is_yes<F: Real>(a: F) -> bool {
    a >= F::from_f64(0.5)
}

/// The class that one column of outputs, (n_y), stands for: the index of the largest, of equal ones the first; for a single
/// output 1 if it is at least ½, else 0.
#[must_use]
pub fn class_of<F: Real>(a: ArrayView1<F>) -> usize {
    if a.len() == 1 {
        return usize::from(is_yes(a[0]));
    }
    let larger = |best: usize, k: usize| if a[k] > a[best] { k } else { best };
    (1..a.len()).fold(0, larger)
}

/// The fraction of the predicted labels that are right, in [0, 1]: scikit-learn's `accuracy_score`.
///
/// # Errors
///
/// [`Error::Data`] if there are no labels, or not as many of one kind as of the other.
pub fn accuracy(predicted: &[usize], actual: &[usize]) -> Result<f64> {
    if actual.is_empty() {
        return Err(Error::data("there is no sample to evaluate"));
    }
    if predicted.len() != actual.len() {
        let problem =
            format!("accuracy needs a prediction per label; there are {} and {}", predicted.len(), actual.len());
        return Err(Error::data(problem));
    }
    let right = predicted.iter().zip(actual).filter(|(p, a)| p == a).count();
    Ok(right as f64 / actual.len() as f64) // (11.2)
}

/// The mean of values and its standard error, s / √n with s² = Σ (v − mean)² / (n − 1): how far the mean would stray if the values were
/// drawn anew. The error of fewer than two values is NaN.
///
/// ```
/// let (mean, error) = ann::metrics::mean_and_error(&[1.0, 3.0]);
/// assert_eq!((mean, error), (2.0, 1.0));
/// ```
#[must_use]
pub fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let unit = unit(values.iter().copied());
    let mean = values.iter().map(|value| value / unit).sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value / unit - mean).powi(2)).sum();
    (mean * unit, (squares / (n - 1.0) / n).sqrt() * unit)
}

/// The standard error of a rate that was counted on n independent samples, √(rate (1 − rate) / n): how far it would stray if other
/// samples of the same kind were counted. It is NaN for a rate outside [0, 1], and not finite for n = 0.
///
/// ```
/// // 100 wrong answers of 10 000:
/// assert!((ann::metrics::rate_error(0.01, 10_000) - 0.000995).abs() < 1e-6);
/// ```
#[must_use]
pub fn rate_error(rate: f64, n: usize) -> f64 {
    (rate * (1.0 - rate) / n as f64).sqrt() // (13.1)
}

/// The root mean squared error √(1/m Σ (y − ŷ)²) in the units of y, with y and predicted: (n_y, m); for several outputs the mean
/// of theirs. scikit-learn's `root_mean_squared_error`.
///
/// # Errors
///
/// [`Error::Shape`] if the shapes differ, [`Error::Data`] if there are no samples.
pub fn rmse(predicted: ArrayView2<f64>, y: ArrayView2<f64>) -> Result<f64> {
    check(predicted, y)?;
    let scales = Zip::from(&units(predicted)).and(&units(y)).map_collect(|a: &f64, &b| a.max(b));
    let errors = squared_errors(predicted, y, &scales).mapv(|sum| (sum / y.ncols() as f64).sqrt()) * scales;
    Ok(errors.sum() / errors.len() as f64) // (11.6)
}

/// R² = 1 − Σ (y − ŷ)² / Σ (y − ȳ)², with y and predicted: (n_y, m); for several outputs the mean of theirs. 1 is perfect, 0 no
/// better than the mean ȳ. scikit-learn's `r2_score`.
///
/// It does not depend on the units of an output. For an output whose y is constant the denominator is 0; then R² is 1 if every
/// prediction is exact and 0 otherwise (scikit-learn's `force_finite=True`).
///
/// # Errors
///
/// As [`rmse`].
pub fn r2(predicted: ArrayView2<f64>, y: ArrayView2<f64>) -> Result<f64> {
    check(predicted, y)?;
    let units = units(y);
    Ok(r2_of(&squared_errors(predicted, y, &units), &spread(y, &units)))
}

/// R² from Σ (y − ŷ)² and Σ (y − ȳ)² of each output, both (n_y).
fn r2_of(squares: &Array1<f64>, spread: &Array1<f64>) -> f64 {
    let of_output = |(&squares, &spread): (&f64, &f64)| match spread {
        _ if squares == 0.0 => 1.0,
        0.0 => 0.0,
        _ => 1.0 - squares / spread,
    };
    squares.iter().zip(spread).map(of_output).sum::<f64>() / squares.len() as f64 // (11.7)
}

/// A power of two near the largest of some numbers: squares of numbers in this unit neither overflow nor vanish, and have the same digits.
pub(super) fn unit(numbers: impl Iterator<Item = f64>) -> f64 {
    let largest = numbers.fold(0.0, |largest: f64, y| largest.max(y.abs()));
    if largest == 0.0 { 1.0 } else { largest.log2().floor().clamp(-1000.0, 1000.0).exp2() }
}

/// The unit of each output, (n_y), with y: (n_y, m).
fn units<F: Real>(y: ArrayView2<F>) -> Array1<f64> {
    y.axis_iter(Axis(0)).map(|row| unit(row.iter().map(|y| y.into_f64()))).collect()
}

/// Σ (y − ŷ)² of each output in its unit, (n_y), with y and predicted: (n_y, m).
fn squared_errors<F: Real>(predicted: ArrayView2<F>, y: ArrayView2<F>, units: &Array1<f64>) -> Array1<f64> {
    let mut sums = Array1::zeros(y.nrows());
    for (predicted, y) in predicted.axis_iter(Axis(1)).zip(y.axis_iter(Axis(1))) {
        let terms = Zip::from(&mut sums).and(&predicted).and(&y).and(units);
        terms.for_each(|sum, &p, &y, &unit| *sum += ((y - p).into_f64() / unit).powi(2));
    }
    sums
}

/// Σ (y − ȳ)² of each output in its unit, (n_y), with y: (n_y, m) and ȳ the mean of its row.
fn spread<F: Real>(y: ArrayView2<F>, units: &Array1<f64>) -> Array1<f64> {
    let of_row = |(row, unit): (ArrayView1<F>, &f64)| {
        // Of equal numbers the mean may be rounded to another one.
        if row.iter().all(|y| *y == row[0]) {
            return 0.0;
        }
        let mean = row.iter().map(|y| y.into_f64() / unit).sum::<f64>() / row.len() as f64;
        row.iter().map(|y| (y.into_f64() / unit - mean).powi(2)).sum::<f64>()
    };
    y.axis_iter(Axis(0)).zip(units).map(of_row).collect()
}

fn check(predicted: ArrayView2<f64>, y: ArrayView2<f64>) -> Result<()> {
    Error::check_shape(
        format_args!("the predictions"),
        predicted.dim(),
        y.dim(),
        format_args!("that is the shape of Y"),
    )?;
    if y.is_empty() {
        return Err(Error::data("there is no sample to evaluate"));
    }
    Ok(())
}
