//! What is known after the training: all that the sections of the page tell.

use super::seen::Seen;
use crate::baseline::Baselines;
use crate::choice::ChosenBy;
use crate::folds::Folds;
use crate::score::Test;
use crate::table::Found;
use ann::data::{Dataset, Target};
use ann::{History, Model, PreparedModel};
use std::path::Path;

/// What is known after the training.
pub struct After<'a> {
    pub file: &'a Path,
    pub seed: u64,
    pub seen: &'a Seen,
    pub found: &'a Found,
    pub prepared: &'a PreparedModel<f32>,
    pub history: &'a History,
    /// The test part, and how the network did on it.
    pub test: &'a Dataset,
    pub tested: &'a Test,
    /// How many samples the weights were fitted to.
    pub trained_on: usize,
    /// How often they were to be seen.
    pub epochs: usize,
    /// Whether classes counted the same in the training, and not samples.
    pub weighted: bool,
    /// What cross-validation chose.
    pub chosen_by: ChosenBy,
    pub baselines: Option<&'a Baselines>,
    pub folds: Option<&'a Folds>,
    /// How long the training took.
    pub seconds: f64,
}

/// A prediction of a number.
pub struct Predicted {
    /// From 1.
    pub row: usize,
    pub actual: f64,
    pub predicted: f64,
}

impl Predicted {
    pub fn residual(&self) -> f64 {
        self.actual - self.predicted
    }
}

impl After<'_> {
    pub fn model(&self) -> &Model<f32> {
        &self.prepared.model
    }

    /// The samples for training, for validation and for the test.
    pub fn samples(&self) -> [usize; 3] {
        let not_test = self.seen.targets[0].samples();
        [self.trained_on, not_test.saturating_sub(self.trained_on), self.test.samples()]
    }

    /// The predictions for the test part; nothing where it has classes.
    pub fn residuals(&self) -> Vec<Predicted> {
        let (Ok(predicted), Target::Values(y)) = (self.model().predict_values(self.test.x.view()), &self.test.target)
        else {
            return Vec::new();
        };
        let row = |j: usize| self.seen.test_rows.get(j).map_or(0, |row| row + 1);
        let pairs = y.iter().zip(&predicted).enumerate();
        pairs.map(|(j, (&actual, &predicted))| Predicted { row: row(j), actual, predicted }).collect()
    }
}
