//! A model together with what makes features of a table (chapter 10): it reads the rows of a file as they are.

use crate::data::table::Table;
use crate::data::{Dataset, Preparation, ReadOptions, Target, Task};
use crate::error::{excerpt, listed};
use crate::{Error, Model, OutputKind, Real, Result};
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

    /// Reads a file of rows with their targets, such as a test part: features, and the classes or numbers as the model knows them.
    /// `options` need no target. Rows without one are left out.
    ///
    /// # Errors
    ///
    /// As [`Preparation::read`] and [`Preparation::dataset`]; [`Error::Data`] if a class is none that the model knows.
    pub fn read_dataset(
        &self,
        path: impl AsRef<Path>,
        options: &ReadOptions,
        progress: impl FnMut(u64),
    ) -> Result<Dataset> {
        let task = if matches!(self.model.answer, OutputKind::Classes(_)) { Task::Classify } else { Task::Regress };
        let target = Some((self.model.target_name.clone(), task));
        let table = self.preparation.read(path.as_ref(), &ReadOptions { target, ..options.clone() }, progress)?;
        let mut dataset = self.preparation.dataset(table)?;
        if let (OutputKind::Classes(known), Target::Classes { labels, names }) =
            (&self.model.answer, &mut dataset.target)
        {
            let place = |name: &String| {
                place_of(name, known).ok_or_else(|| {
                    let (path, column) = (path.as_ref().display(), &self.model.target_name);
                    let known = listed(known.iter().map(String::as_str));
                    let problem = format!("the class '{}' is none that the model knows: {known}", excerpt(name));
                    Error::data(format!("{path}, column '{}': {problem}", excerpt(column)))
                })
            };
            let places = names.iter().map(place).collect::<Result<Vec<_>>>()?;
            labels.iter_mut().for_each(|label| *label = places[*label]);
            names.clone_from(known);
        }
        Ok(dataset)
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

/// Which of the known classes it is. Where all known ones are numbers, 1 and 1.0 are the same, as when they were learnt.
fn place_of(name: &str, known: &[String]) -> Option<usize> {
    let exact = known.iter().position(|other| other == name);
    let numbers = || known.iter().map(|other| other.parse::<f64>().ok()).collect::<Option<Vec<_>>>();
    exact.or_else(|| {
        let number: f64 = name.parse().ok()?;
        numbers()?.iter().position(|other| *other == number)
    })
}
