//! From the columns of a table to features that a network can be given (chapter 10).
//!
//! | column | features |
//! |---|---|
//! | number | itself; where cells are missing the mean of the others, and a second feature that says so |
//! | category of two names | 0 or 1 |
//! | category | one-hot: a feature for each name; rare names share one, missing cells have one |
//! | date | the day as a number; the day of the week and the month, where they vary |
//!
//! Where the rows for training had none, a missing cell becomes the mean of each feature, which says nothing. So does a name that was
//! never seen, unless rare names share a feature: then it counts as one of those.
//!
//! What is learnt here (means, names, what is rare) is learnt from the rows for training alone.
//!
//! | file | holds |
//! |---|---|
//! | `encoder` | one column: what was learnt of it, and the features of a cell, of a missing one, of a name never seen |
//! | `fit` | learns the encoders from the rows for training |
//! | `apply` | a whole table into features |
//! | `unknown` | how many cells are unlike all that were learnt from, for a warning |

mod apply;
mod encoder;
mod fit;
mod unknown;

use crate::data::table::Reason;
pub use encoder::ColumnKind;
pub(crate) use encoder::Encoder;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::ops::Range;

/// How the columns of a table become features: fitted on the rows for training, applied to all others.
///
/// ```no_run
/// use ann::data::{Preparation, ReadOptions, Table};
/// let table = Table::read("titanic.csv", &ReadOptions::with_target("survived"))?;
/// let [train, test] = table.deal([0.75, 0.25], &mut ann::rng(0))?;
/// let preparation = Preparation::fit(&table, &train)?;
/// let dataset = preparation.dataset(table)?; // all rows
/// let [train, test] = dataset.parts([train, test])?;
/// # Ok::<(), ann::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Preparation {
    #[serde(rename = "sources")] // as files of models call them
    pub(crate) encoders: Vec<Encoder>,
    /// Columns of the table of which nothing could be learnt, and why.
    #[serde(skip)]
    left_out: Vec<(String, Reason)>,
}

impl Preparation {
    /// For numbers in columns of these names, none of them missing: a feature each, as they are.
    #[must_use]
    pub fn of_numbers(names: &[String]) -> Self {
        let encoders = names.iter().map(|name| Encoder::number(name)).collect();
        Preparation { encoders, left_out: Vec::new() }
    }

    /// Whether it could have been learnt: a file may have been written by hand.
    pub(crate) fn is_sound(&self) -> bool {
        let of_words = |encoder: &&Encoder| !matches!(encoder, Encoder::Number { .. });
        let mut names = HashSet::new();
        self.encoders.iter().filter(of_words).all(|encoder| names.insert(encoder.name()))
            && self.encoders.iter().all(Encoder::is_sound)
    }

    /// The names of the features, such as `age`, `age missing`, `port = S`.
    #[must_use]
    pub fn features(&self) -> Vec<String> {
        self.encoders.iter().flat_map(Encoder::features).collect()
    }

    /// What each column of the table that is needed holds, in order.
    pub fn kinds(&self) -> impl Iterator<Item = ColumnKind> {
        self.encoders.iter().map(Encoder::kind)
    }

    /// The names of the columns of the table that are needed, and which rows of X hold their features.
    #[must_use]
    pub fn rows(&self) -> Vec<(String, Range<usize>)> {
        let mut end = 0;
        let of_encoder = |encoder: &Encoder| {
            let begin = end;
            end += encoder.features().len();
            (encoder.name().to_owned(), begin..end)
        };
        self.encoders.iter().map(of_encoder).collect()
    }

    /// The columns of the table that are needed, in order, and what becomes of each, in words.
    pub fn columns(&self) -> impl Iterator<Item = (&str, String)> {
        self.encoders.iter().map(|encoder| (encoder.name(), encoder.to_string()))
    }

    /// The columns of the table of which nothing can be learnt, and why; nothing of a preparation that was loaded.
    pub fn left_out(&self) -> impl Iterator<Item = (&str, Reason)> {
        self.left_out.iter().map(|(name, reason)| (name.as_str(), *reason))
    }
}
