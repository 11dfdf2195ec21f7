//! Samples with their targets, in memory.

use super::columns::select_columns;
use super::target::Target;
use crate::{Error, Result};
use ndarray::{Array2, ShapeBuilder};
use std::borrow::{Borrow, Cow};

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
        let dataset = Dataset { x, target, features, target_name };
        dataset.check()?;
        Ok(dataset)
    }

    /// Samples from rows: a row is a sample, with a number for each feature. Rows can be vectors or arrays of numbers, or the rows
    /// of an ndarray of shape (m, n_x). Features and target get the names `x1`, `x2`, …, and `y`; [`Dataset::named`] gives them
    /// others.
    ///
    /// ```
    /// use ann::data::{Dataset, Target};
    /// let rows = vec![vec![5.1, 3.5], vec![6.2, 2.9], vec![4.9, 3.0]];
    /// let flowers = Dataset::from_rows(&rows, Target::from_labels(["setosa", "virginica", "setosa"]))?;
    /// let flowers = flowers.named(["length", "width"], "species")?;
    /// assert_eq!((flowers.x.dim(), flowers.x[[1, 0]]), ((2, 3), 3.5));
    ///
    /// let table = ndarray::array![[0.0, 1.0], [2.0, 3.0]]; // two samples
    /// let numbers = Dataset::from_rows(table.rows(), Target::from_values([10.0, 20.0]))?;
    /// assert_eq!(numbers.x, table.t());
    /// # Ok::<(), ann::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Data`] if the rows are not of one length; otherwise as [`Dataset::new`].
    pub fn from_rows<R>(rows: impl IntoIterator<Item = R>, target: Target) -> Result<Self>
    where
        R: IntoIterator<Item: Borrow<f64>>,
    {
        let (mut numbers, mut n, mut m) = (Vec::new(), 0, 0);
        for row in rows {
            let before = numbers.len();
            numbers.extend(row.into_iter().map(|x| *x.borrow()));
            let found = numbers.len() - before;
            m += 1;
            if m == 1 {
                n = found;
            } else if found != n {
                return Err(Error::data(format!(
                    "row {m} has {found} numbers, but row 1 has {n}; every row needs one number for each feature"
                )));
            }
        }
        // A sample after the other: that is column by column.
        let x = Array2::from_shape_vec((n, m).f(), numbers).map_err(|error| Error::data(error.to_string()))?;
        Self::new(x, target)
    }

    /// The same samples with these names of features and target.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] if there are not as many names as features.
    pub fn named<S: Into<String>>(
        self,
        features: impl IntoIterator<Item = S>,
        target_name: impl Into<String>,
    ) -> Result<Self> {
        let features = features.into_iter().map(Into::into).collect();
        let dataset = Dataset { features, target_name: target_name.into(), ..self };
        dataset.check()?;
        Ok(dataset)
    }

    /// m, the number of samples.
    #[must_use]
    pub fn samples(&self) -> usize {
        self.x.ncols()
    }

    /// Checks everything that [`Dataset::new`] promises. The fields of a data set may have been changed since it was made, so what
    /// relies on it checks again.
    pub(crate) fn check(&self) -> Result<()> {
        let Dataset { x, target, features, .. } = self;
        let problem = if x.is_empty() {
            format!("X has shape {:?}; at least one feature and one sample are needed", x.dim())
        } else if let Some(problem) = target.count_problem(x.ncols()) {
            problem
        } else if features.len() != x.nrows() {
            format!("X has {} features (rows), but there are {} names", x.nrows(), features.len())
        } else if let Some(((i, j), value)) = first_not_finite(x) {
            format!("X is {value} at feature '{}', sample {j}; every number must be finite", features[i])
        } else if let Some(problem) = target.problem() {
            problem
        } else {
            return Ok(());
        };
        Err(Error::data(problem))
    }

    /// Checks the target once more.
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
    ///
    /// # Panics
    ///
    /// If an index is not below the number of samples.
    #[must_use]
    pub fn select(&self, indices: &[usize]) -> Self {
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
