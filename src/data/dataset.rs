//! Samples with their targets, in memory.

use super::columns::select_columns;
use super::target::Target;
use crate::{Error, Result};
use ndarray::{Array2, ShapeBuilder};
use std::borrow::Cow;

/// Samples with their targets.
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset {
    /// The features, X: (n_x, m).
    pub x: Array2<f64>,
    /// What is to be predicted, one for each of the m samples.
    pub target: Target,
    /// The names of the n_x features.
    pub features: Vec<String>,
    /// The name of the target.
    pub target_name: String,
}

impl Dataset {
    /// Samples with names made up for features and target: `x1`, `x2`, …, and `y`.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] if there is no sample or no feature, x and target have different numbers of samples, a number is not
    /// finite or a label has no class.
    pub fn new(x: Array2<f64>, target: Target) -> Result<Self> {
        let features = (1..=x.nrows()).map(|i| format!("x{i}")).collect();
        Self::with_names(x, target, features, "y".to_owned())
    }

    /// Samples with the names of features and target.
    ///
    /// # Errors
    ///
    /// As [`Dataset::new`], and if there are not as many names as features.
    pub fn with_names(x: Array2<f64>, target: Target, features: Vec<String>, target_name: String) -> Result<Self> {
        let problem = if x.is_empty() {
            format!("X has shape {:?}; at least one feature and one sample are needed", x.dim())
        } else if let Some(problem) = target.count_problem(x.ncols()) {
            problem
        } else if features.len() != x.nrows() {
            format!("X has {} features (rows), but there are {} names", x.nrows(), features.len())
        } else if let Some(((i, j), value)) = first_not_finite(&x) {
            format!("X is {value} at feature '{}', sample {j}; every number must be finite", features[i])
        } else if let Some(problem) = target.problem() {
            problem
        } else {
            return Ok(Dataset { x, target, features, target_name });
        };
        Err(Error::data(problem))
    }

    /// m, the number of samples.
    pub fn samples(&self) -> usize {
        self.x.ncols()
    }

    /// Checks the target once more: the fields of a data set may have been changed since it was made.
    pub(crate) fn check_target(&self) -> Result<()> {
        let problem = self.target.count_problem(self.samples()).or_else(|| self.target.problem());
        problem.map_or(Ok(()), |problem| Err(Error::data(problem)))
    }

    /// The samples with these indices, which rise, in the memory where they are.
    pub(crate) fn keep(self, indices: &[usize]) -> Result<Self> {
        if !self.x.t().is_standard_layout() {
            return Ok(self.select(indices)); // The samples are not contiguous.
        }
        let shape = (self.x.nrows(), indices.len()).f();
        let (mut x, begin) = self.x.into_raw_vec_and_offset();
        x.drain(..begin.unwrap_or(0));
        keep_samples(&mut x, shape.raw_dim()[0], indices);
        let x = Array2::from_shape_vec(shape, x).map_err(|error| Error::data(error.to_string()))?;
        let target = match self.target {
            Target::Classes { mut labels, names } => {
                keep_samples(&mut labels, 1, indices);
                Target::Classes { labels, names }
            }
            Target::Values(y) => Target::Values(select_columns(&y, indices)),
        };
        Ok(Dataset { x, target, ..self })
    }

    /// The samples with these indices, in this order.
    pub(crate) fn select(&self, indices: &[usize]) -> Self {
        let target = match &self.target {
            Target::Classes { labels, names } => {
                Target::Classes { labels: indices.iter().map(|&i| labels[i]).collect(), names: names.clone() }
            }
            Target::Values(y) => Target::Values(select_columns(y, indices)),
        };
        Dataset {
            x: select_columns(&self.x, indices),
            target,
            features: self.features.clone(),
            target_name: self.target_name.clone(),
        }
    }
}

/// For functions that read a data set, and give its memory back early if it is theirs.
impl<'d> From<&'d Dataset> for Cow<'d, Dataset> {
    fn from(dataset: &'d Dataset) -> Self {
        Cow::Borrowed(dataset)
    }
}

impl From<Dataset> for Cow<'_, Dataset> {
    fn from(dataset: Dataset) -> Self {
        Cow::Owned(dataset)
    }
}

/// Moves the samples with these indices, which rise, to the front of `values`, with `width` values for each, and drops the rest.
fn keep_samples<T: Copy>(values: &mut Vec<T>, width: usize, indices: &[usize]) {
    for (to, &from) in indices.iter().enumerate() {
        values.copy_within(from * width..(from + 1) * width, to * width);
    }
    values.truncate(indices.len() * width);
    values.shrink_to_fit();
}

/// The first number that is not finite, and its place. That there is none, as nearly always, is seen in one pass through the
/// memory; feature by feature it takes a pass for each.
fn first_not_finite(x: &Array2<f64>) -> Option<((usize, usize), &f64)> {
    if x.fold(true, |finite, value| finite & value.is_finite()) {
        return None;
    }
    x.indexed_iter().find(|(_, value)| !value.is_finite())
}
