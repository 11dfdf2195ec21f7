//! What a model's answers rest on (chapter 9): permutation importance.

use crate::data::Dataset;
use crate::metrics::mean_and_error;
use crate::{Error, Model, Real, Result, Rng};
use ndarray::Axis;
use rand::seq::SliceRandom;
use std::ops::Range;

/// How much a model's score falls when one column tells it nothing any more.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "files", derive(serde::Serialize))]
pub struct Importance {
    /// The name of the column.
    pub column: String,
    /// The mean fall of the score (accuracy or R²) over the repeats. Below 0 the model does better without.
    pub fall: f64,
    /// The standard error of `fall` over the repeats: how far it is due to the shuffles that were drawn, not to the samples.
    pub error: f64,
}

/// The permutation importance of each column, in their order: the score of `model` on `dataset` less the score after the values of the
/// column are shuffled among the samples, `repeats` times.
///
/// The features of one column, such as those of a category, are shuffled together: `columns` has a name and the rows of X for each, as
/// [`Preparation::rows`](crate::data::Preparation::rows) gives them; [`each_feature`] is for features that are columns themselves.
///
/// It tells what this model uses, not what the target depends on. Of two columns that say the same each looks unimportant, since
/// the other is still there. `dataset` should be one that the model was not trained on: what was learnt by heart looks important too.
///
/// Sources: Breiman, *Random Forests* (2001), section 10; Fisher, Rudin and Dominici, *All Models are Wrong, but Many are Useful* (2019).
///
/// # Errors
///
/// [`Error::Setting`] if there are fewer than 2 repeats; [`Error::Data`] if rows are not those of features; otherwise as [`Model::score`].
pub fn permutation_importance<F: Real>(
    model: &Model<F>,
    dataset: &Dataset,
    columns: &[(String, Range<usize>)],
    repeats: usize,
    rng: &mut Rng,
) -> Result<Vec<Importance>> {
    if repeats < 2 {
        return Err(Error::setting("repeats", repeats, "at least 2, for its error"));
    }
    let features = dataset.x.nrows();
    if let Some((name, rows)) = columns.iter().find(|(_, rows)| rows.start > rows.end || rows.end > features) {
        return Err(Error::data(format!("column '{name}' has the rows {rows:?}, but X has {features} features")));
    }
    let before = model.score(dataset)?;
    let mut shuffled = dataset.clone();
    let mut importances = Vec::with_capacity(columns.len());
    for (column, rows) in columns {
        let mut falls = Vec::with_capacity(repeats);
        for _ in 0..repeats {
            let mut order: Vec<usize> = (0..dataset.samples()).collect();
            order.shuffle(rng);
            for row in rows.clone() {
                let values = dataset.x.row(row);
                shuffled.x.row_mut(row).iter_mut().zip(&order).for_each(|(x, &from)| *x = values[from]);
            }
            falls.push(before - model.score(&shuffled)?);
        }
        for row in rows.clone() {
            shuffled.x.index_axis_mut(Axis(0), row).assign(&dataset.x.row(row));
        }
        let (fall, error) = mean_and_error(&falls); // (9.12)
        importances.push(Importance { column: column.clone(), fall, error });
    }
    Ok(importances)
}

/// Each feature as a column of its own.
#[must_use]
pub fn each_feature(dataset: &Dataset) -> Vec<(String, Range<usize>)> {
    dataset.features.iter().enumerate().map(|(row, name)| (name.clone(), row..row + 1)).collect()
}
