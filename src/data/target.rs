//! What is to be predicted: classes or numbers.

use crate::Real;
use ndarray::{Array1, Array2, Axis, ShapeBuilder};

/// What is to be predicted.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// One class out of several for each sample.
    Classes {
        /// The class of each of the m samples, an index into `names`.
        labels: Vec<usize>,
        /// The names of the classes.
        names: Vec<String>,
    },
    /// Numbers, Y: (n_y, m).
    Values(Array2<f64>),
}

/// Whether a target holds classes or numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Task {
    /// To be told from the target: text is classes, and so are whole numbers of at most [`Task::MAX_CLASSES`] distinct values that
    /// occur four times on average, or are two.
    #[default]
    Auto,
    /// Classes, whatever the target looks like.
    Classify,
    /// Numbers.
    Regress,
}

impl Task {
    /// The most distinct whole numbers that [`Task::Auto`] takes for classes.
    pub const MAX_CLASSES: usize = 20;
    /// The most classes that a target in a table may have. What depends on pairs of classes, such as a confusion matrix, grows with
    /// their square.
    pub const MOST_CLASSES: usize = 1000;
}

impl Target {
    /// Classes from the name of each sample's class; the classes are sorted by name.
    ///
    /// ```
    /// use ann::data::Target;
    /// let Target::Classes { labels, names } = Target::from_labels(["b", "a", "b"]) else { unreachable!() };
    /// assert_eq!((labels, names), (vec![1, 0, 1], vec!["a".to_owned(), "b".to_owned()]));
    /// ```
    #[must_use]
    pub fn from_labels<S: AsRef<str>>(labels: impl IntoIterator<Item = S>) -> Self {
        let given: Vec<S> = labels.into_iter().collect();
        let mut names: Vec<String> = given.iter().map(|name| name.as_ref().to_owned()).collect();
        names.sort_unstable();
        names.dedup();
        // Every name is there, so the number of smaller ones is its place.
        let place = |name: &S| names.partition_point(|other| other.as_str() < name.as_ref());
        let labels = given.iter().map(place).collect();
        Target::Classes { labels, names }
    }

    /// One number for each sample, Y: (1, m).
    #[must_use]
    pub fn from_values(values: impl IntoIterator<Item = f64>) -> Self {
        let y: Array1<f64> = values.into_iter().collect();
        Target::Values(y.insert_axis(Axis(0)))
    }

    /// m, the number of samples.
    #[must_use]
    pub fn samples(&self) -> usize {
        match self {
            Target::Classes { labels, .. } => labels.len(),
            Target::Values(y) => y.ncols(),
        }
    }

    /// n_y, the number of outputs that a network for this target has: one per class, or one per value.
    #[must_use]
    pub fn outputs(&self) -> usize {
        match self {
            Target::Classes { names, .. } => names.len(),
            Target::Values(y) => y.nrows(),
        }
    }

    /// What is wrong if it is to go with so many samples.
    pub(super) fn count_problem(&self, samples: usize) -> Option<String> {
        let targets = self.samples();
        (targets != samples).then(|| format!("X has {samples} samples (columns), but the target has {targets}"))
    }

    /// What is wrong with the labels or numbers themselves.
    pub(super) fn problem(&self) -> Option<String> {
        match self {
            Target::Classes { labels, names } => {
                let label = labels.iter().find(|&&label| label >= names.len())?;
                Some(format!("a sample has class {label}, but there are only {} classes, counted from 0", names.len()))
            }
            Target::Values(y) => {
                let ((_, j), value) = y.indexed_iter().find(|(_, value)| !value.is_finite())?;
                Some(format!("the target of sample {j} is {value}; every number must be finite"))
            }
        }
    }
}

/// One-hot targets, Y: (classes, m): in column i a single 1, in row `labels[i]`.
///
/// # Panics
///
/// If a label is not below `classes`.
///
/// ```
/// use ndarray::array;
/// assert_eq!(ann::data::one_hot::<f64>(&[0, 2], 3), array![[1.0, 0.0], [0.0, 0.0], [0.0, 1.0]]);
/// ```
#[must_use]
pub fn one_hot<F: Real>(labels: &[usize], classes: usize) -> Array2<F> {
    let mut y = Array2::zeros((classes, labels.len()).f());
    for (&label, mut column) in labels.iter().zip(y.axis_iter_mut(Axis(1))) {
        column[label] = F::one(); // (10.3)
    }
    y
}
