//! What is to be predicted: classes or numbers.

use crate::Real;
use ndarray::{Array2, Axis, ShapeBuilder};

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
pub enum Task {
    /// To be told from the target: text, or whole numbers of at most [`Task::MAX_CLASSES`] distinct values, are classes.
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
}

impl Target {
    /// m, the number of samples.
    pub fn samples(&self) -> usize {
        match self {
            Target::Classes { labels, .. } => labels.len(),
            Target::Values(y) => y.ncols(),
        }
    }

    /// n_y, the number of outputs that a network for this target has: one per class, or one per value.
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
pub fn one_hot<F: Real>(labels: &[usize], classes: usize) -> Array2<F> {
    let mut y = Array2::zeros((classes, labels.len()).f());
    for (&label, mut column) in labels.iter().zip(y.axis_iter_mut(Axis(1))) {
        column[label] = F::one(); // (10.3)
    }
    y
}
