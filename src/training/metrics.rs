//! How good the answers are (chapter 11): for classes and for numbers.

use crate::training::forward::{CHUNK, check_input};
use crate::{Cache, Cost, Dropout, Error, Loss, Network, Real, Result, forward};
use ndarray::{Array2, ArrayView1, ArrayView2, Axis, Zip};
use std::fmt;

/// The loss and the metric of a network on some samples, without dropout and without the penalty on weights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evaluation {
    /// The mean of L over the samples.
    pub loss: f64,
    /// R² for a squared error; for a cross-entropy the accuracy, the part of the samples for which [`class_of`] the answer is that of
    /// the target.
    pub metric: f64,
}

/// Judges `network` on x: (n_x, m) against y: (n_y, m). The buffers in `cache` are used and grow at most once.
///
/// # Errors
///
/// [`Error::Shape`] if x or y does not fit the network, [`Error::Data`] if there are no samples, [`Error::Setting`] if the loss
/// cannot judge the network's output.
pub fn evaluate<F: Real>(
    network: &Network<F>,
    x: ArrayView2<F>,
    y: ArrayView2<F>,
    loss: Loss,
    cache: &mut Cache<F>,
) -> Result<Evaluation> {
    let cost = Cost::from(loss);
    cost.check(network)?;
    check_input(network, x)?;
    let shape = (network.n_out(), x.ncols());
    Error::check_shape(format_args!("Y"), y.dim(), shape, format_args!("a row per output, a column per sample of X"))?;
    if x.ncols() == 0 {
        return Err(Error::data("there is no sample to evaluate"));
    }

    let (mut total_loss, mut score) = (0.0, 0.0);
    for (x, y) in x.axis_chunks_iter(Axis(1), CHUNK).zip(y.axis_chunks_iter(Axis(1), CHUNK)) {
        forward(network, x, Dropout::Off, cache)?;
        total_loss += cost.sum(network, cache, y);
        score += match loss {
            Loss::MeanSquaredError => {
                Zip::from(y).and(cache.output()).fold(0.0, |sum, &y, &a| sum + (y - a).into_f64().powi(2))
            }
            _ => hits(cache.output(), y) as f64,
        };
    }
    let m = x.ncols() as f64;
    let metric = match loss {
        Loss::MeanSquaredError => r2_of(score, spread(y)),
        _ => score / m,
    };
    Ok(Evaluation { loss: total_loss / m, metric })
}

/// How many columns of a and y name the same class.
fn hits<F: Real>(a: ArrayView2<F>, y: ArrayView2<F>) -> usize {
    a.axis_iter(Axis(1)).zip(y.axis_iter(Axis(1))).filter(|(a, y)| class_of(*a) == class_of(*y)).count()
}

/// The class that one column of answers, (n_y), names: the largest, or for a single output whether it is at least ½.
pub fn class_of<F: Real>(a: ArrayView1<F>) -> usize {
    if a.len() == 1 {
        return usize::from(a[0] >= F::from_f64(0.5));
    }
    let larger = |best: usize, k: usize| if a[k] > a[best] { k } else { best };
    (1..a.len()).fold(0, larger)
}

/// Σ (y − ȳ)² over all numbers of y: (n_y, m), each row with its own mean ȳ.
fn spread<F: Real>(y: ArrayView2<F>) -> f64 {
    let of_row = |row: ArrayView1<F>| {
        // Of equal numbers the mean may be rounded to another one.
        if row.iter().all(|y| *y == row[0]) {
            return 0.0;
        }
        let mean = row.iter().map(|y| y.into_f64()).sum::<f64>() / row.len() as f64;
        row.iter().map(|y| (y.into_f64() - mean).powi(2)).sum::<f64>()
    };
    y.axis_iter(Axis(0)).map(of_row).sum()
}

/// The part of the predictions that are right.
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
    Ok(right as f64 / actual.len() as f64) // (11.1)
}

/// √(mean of (y − ŷ)²), in the units of y, with y and predicted: (n_y, m).
///
/// # Errors
///
/// [`Error::Shape`] if the shapes differ, [`Error::Data`] if there are no samples.
pub fn rmse(predicted: ArrayView2<f64>, y: ArrayView2<f64>) -> Result<f64> {
    Ok((residual(predicted, y)? / y.len() as f64).sqrt()) // (11.5)
}

/// R² = 1 − Σ (y − ŷ)² / Σ (y − ȳ)²: 1 is perfect, 0 no better than the mean, with y and predicted: (n_y, m).
///
/// If y is constant the denominator is zero; then R² is 1 if every prediction is exact and −∞ otherwise.
///
/// # Errors
///
/// As [`rmse`].
pub fn r2(predicted: ArrayView2<f64>, y: ArrayView2<f64>) -> Result<f64> {
    Ok(r2_of(residual(predicted, y)?, spread(y)))
}

fn r2_of(residual: f64, spread: f64) -> f64 {
    if residual == 0.0 { 1.0 } else { 1.0 - residual / spread } // (11.6)
}

fn residual(predicted: ArrayView2<f64>, y: ArrayView2<f64>) -> Result<f64> {
    Error::check_shape(
        format_args!("the predictions"),
        predicted.dim(),
        y.dim(),
        format_args!("that is the shape of Y"),
    )?;
    if y.is_empty() {
        return Err(Error::data("there is no sample to evaluate"));
    }
    Ok(Zip::from(predicted).and(y).fold(0.0, |sum, p, y| sum + (y - p).powi(2)))
}

/// How often each class was taken for each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfusionMatrix {
    /// Samples of class i that were taken for class j, at `[[i, j]]`: (classes, classes).
    pub counts: Array2<usize>,
    /// The names of the classes.
    pub names: Vec<String>,
}

impl ConfusionMatrix {
    /// Counts predictions against labels.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] if there are not as many predictions as labels, or one names no class.
    ///
    /// ```
    /// let names = ["cat".to_owned(), "dog".to_owned()];
    /// let matrix = ann::metrics::ConfusionMatrix::new(&[0, 1, 1], &[0, 1, 0], &names)?;
    /// assert_eq!(matrix.counts, ndarray::array![[1, 1], [0, 1]]);
    /// assert_eq!(matrix.recall(0), Some(0.5));
    /// # Ok::<(), ann::Error>(())
    /// ```
    pub fn new(predicted: &[usize], actual: &[usize], names: &[String]) -> Result<Self> {
        let classes = names.len();
        if predicted.len() != actual.len() || predicted.iter().chain(actual).any(|&label| label >= classes) {
            let problem = format!("a confusion matrix needs a prediction per label, each below {classes}");
            return Err(Error::data(problem));
        }
        let mut counts = Array2::zeros((classes, classes));
        for (&predicted, &actual) in predicted.iter().zip(actual) {
            counts[[actual, predicted]] += 1;
        }
        Ok(ConfusionMatrix { counts, names: names.to_vec() })
    }

    /// Of the samples taken for `class`, the part that are of it; `None` if none was taken for it, or there is no such class.
    pub fn precision(&self, class: usize) -> Option<f64> {
        part(*self.counts.get([class, class])?, self.counts.column(class).sum()) // (11.2)
    }

    /// Of the samples of `class`, the part that were taken for it; `None` if there are none, or there is no such class.
    pub fn recall(&self, class: usize) -> Option<f64> {
        part(*self.counts.get([class, class])?, self.counts.row(class).sum()) // (11.3)
    }

    /// The harmonic mean of precision and recall; `None` if the class neither occurs nor was predicted, or there is no such class.
    pub fn f1(&self, class: usize) -> Option<f64> {
        part(2 * self.counts.get([class, class])?, self.counts.column(class).sum() + self.counts.row(class).sum()) // (11.4)
    }

    /// The part of all samples on the diagonal; `None` without samples.
    pub fn accuracy(&self) -> Option<f64> {
        part(self.counts.diag().sum(), self.counts.sum())
    }
}

fn part(of: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| of as f64 / whole as f64)
}

/// A table of 80 columns at most: a row per actual class, a column per predicted one, then precision, recall and F1. Where
/// the names are too long for the heads of columns these are numbered, and where there are too many classes for that only
/// the scores and the most frequent confusions are told.
impl fmt::Display for ConfusionMatrix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const WIDTH: usize = 80;
        let classes = self.names.len();
        let width_of = |texts: &[String]| texts.iter().map(|text| text.chars().count()).max().unwrap_or(0);
        let counts = self.counts.iter().max().map_or(1, |largest| largest.to_string().len());
        let scores = 27;

        let (mut rows, mut heads) = (self.names.clone(), self.names.clone());
        let wide = |rows: &[String], heads: &[String]| {
            width_of(rows).max(6) + classes * (1 + width_of(heads).max(counts)) + scores > WIDTH
        };
        if wide(&rows, &heads) {
            heads = (1..=classes).map(|number| number.to_string()).collect();
            // What the columns leave over is for the names.
            let taken = scores + classes * (1 + width_of(&heads).max(counts)) + width_of(&heads) + 1;
            let left = WIDTH.saturating_sub(taken).clamp(6, 24);
            let shorten = |(number, name): (&String, &String)| {
                format!("{number} {}", name.chars().take(left).collect::<String>())
            };
            rows = heads.iter().zip(&self.names).map(shorten).collect();
        }
        let all = !wide(&rows, &heads);
        // Two blanks between columns where there is room for them.
        let spare =
            WIDTH.saturating_sub(width_of(&rows).max(6) + classes * (1 + width_of(&heads).max(counts)) + scores);
        let gap = if spare >= classes { "  " } else { " " };
        let (first, cell) = (width_of(&rows).max(6), width_of(&heads).max(counts));

        write!(f, "{:<first$}", "actual")?;
        if all {
            heads.iter().try_for_each(|head| write!(f, "{gap}{head:>cell$}"))?;
        }
        write!(f, "  {:>9}  {:>6}  {:>6}", "precision", "recall", "F1")?;
        for (class, row) in rows.iter().enumerate() {
            write!(f, "\n{row:<first$}")?;
            if all {
                self.counts.row(class).iter().try_for_each(|count| write!(f, "{gap}{count:>cell$}"))?;
            }
            let number = |value: Option<f64>| value.map_or("–".to_owned(), |value| format!("{value:.3}"));
            let [precision, recall, f1] = [self.precision(class), self.recall(class), self.f1(class)].map(number);
            write!(f, "  {precision:>9}  {recall:>6}  {f1:>6}")?;
        }
        if all { Ok(()) } else { self.write_confusions(f) }
    }
}

impl ConfusionMatrix {
    /// The ten most frequent confusions.
    fn write_confusions(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut confusions: Vec<_> =
            self.counts.indexed_iter().filter(|((i, j), count)| i != j && **count > 0).collect();
        confusions.sort_by(|a, b| b.1.cmp(a.1));
        for ((actual, predicted), count) in confusions.into_iter().take(10) {
            let short = |class: usize| self.names[class].chars().take(24).collect::<String>();
            write!(f, "\n{} taken for {}: {count}", short(actual), short(predicted))?;
        }
        Ok(())
    }
}
