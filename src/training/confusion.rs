//! The confusion matrix (chapter 11): precision, recall and F1 of each class.

use crate::{Error, Result};
use ndarray::Array2;
use std::fmt;

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
    #[must_use]
    pub fn precision(&self, class: usize) -> Option<f64> {
        part(*self.counts.get([class, class])?, self.counts.column(class).sum()) // (11.3)
    }

    /// Of the samples of `class`, the part that were taken for it; `None` if there are none, or there is no such class.
    #[must_use]
    pub fn recall(&self, class: usize) -> Option<f64> {
        part(*self.counts.get([class, class])?, self.counts.row(class).sum()) // (11.4)
    }

    /// The harmonic mean of precision and recall; `None` if the class neither occurs nor was predicted, or there is no such class.
    #[must_use]
    pub fn f1(&self, class: usize) -> Option<f64> {
        part(2 * self.counts.get([class, class])?, self.counts.column(class).sum() + self.counts.row(class).sum()) // (11.5)
    }

    /// The mean of the recalls of the classes that occur, in [0, 1]; `None` without samples. Each class counts the same, however rare it
    /// is: who always answers the most frequent of K classes reaches 1/K. scikit-learn's `balanced_accuracy_score`.
    #[must_use]
    pub fn balanced_accuracy(&self) -> Option<f64> {
        let recalls: Vec<f64> = (0..self.names.len()).filter_map(|class| self.recall(class)).collect();
        (!recalls.is_empty()).then(|| recalls.iter().sum::<f64>() / recalls.len() as f64)
    }

    /// The part of all samples on the diagonal; `None` without samples.
    #[must_use]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn balanced_accuracy_counts_the_classes_that_occur_alike() {
        let names = ["a", "b", "c"].map(str::to_owned);
        let of = |predicted: &[usize], actual: &[usize]| {
            ConfusionMatrix::new(predicted, actual, &names).unwrap().balanced_accuracy()
        };
        assert_eq!(of(&[0, 0, 0, 0], &[0, 0, 0, 1]), Some(0.5));
        assert_eq!(of(&[2, 0, 0, 0, 1], &[0, 0, 0, 0, 1]), Some(0.875));
        assert_eq!(of(&[], &[]), None);
    }
}
