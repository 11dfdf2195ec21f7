//! A model together with what makes features of a table (chapter 10): it reads the rows of a file as they are.

use crate::data::table::Table;
use crate::data::{Preparation, Target};
use crate::{Model, Real, Result};
use std::path::Path;

/// A model, and how the columns of a table become its features.
#[derive(Debug, Clone, PartialEq)]
pub struct PreparedModel<F> {
    /// The model, which reads features.
    pub model: Model<F>,
    /// What makes them.
    pub preparation: Preparation,
}

impl<F: Real> PreparedModel<F> {
    /// The predictions for the rows of a table, in their order: the class of each, or its number.
    ///
    /// # Errors
    ///
    /// As [`Preparation::apply`] and [`Model::predict`].
    pub fn predict(&self, table: Table) -> Result<Target> {
        self.model.predict(self.preparation.apply(table)?.view())
    }

    /// Writes both to `path`, replacing what is there only when everything is safely on the disk.
    ///
    /// # Errors
    ///
    /// As [`Model::save`].
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        self.model.save_with(path.as_ref(), Some(&self.preparation))
    }

    /// Reads what [`PreparedModel::save`] wrote, or [`Model::save`]: the features are then the columns of the same names, all of them
    /// numbers.
    ///
    /// # Errors
    ///
    /// As [`Model::load`].
    pub fn load(path: impl AsRef<Path>) -> Result<Self> {
        let (model, preparation) = Model::load_with(path.as_ref())?;
        let preparation = preparation.unwrap_or_else(|| Preparation::of_numbers(&model.features));
        Ok(PreparedModel { model, preparation })
    }
}
