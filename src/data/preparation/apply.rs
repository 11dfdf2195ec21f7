//! Columns into features.

use super::{Encoder, Preparation};
use crate::data::Dataset;
use crate::data::table::columns::{Cells, Column, Words};
use crate::data::table::{Needed, ReadOptions, Table};
use crate::error::TableProblem;
use crate::{Error, Result};
use ndarray::{Array2, ShapeBuilder};
use std::path::{Path, PathBuf};

/// The features of a column, row by row.
enum Written {
    /// The numbers in this row of the table.
    Numbers(usize),
    /// For each row the place of its features in the list.
    Words(Words, Vec<Vec<f64>>),
}

impl Preparation {
    /// The features of a table, X: (n_x, rows), a column for each row, in order.
    ///
    /// # Errors
    ///
    /// [`Error::Table`] if a column is missing, holds words where numbers are needed, or a date of another format; if a number is
    /// missing and its mean is not known, as in [`Preparation::of_numbers`].
    pub fn apply(&self, mut table: Table) -> Result<Array2<f64>> {
        let columns = table.places(self.encoders.iter().map(Encoder::name)).into_iter();
        let found = self.encoders.iter().zip(columns).map(|(encoder, column)| written(&mut table, encoder, column));
        let places = found.collect::<Result<Vec<_>>>()?;
        let rows: Option<Vec<usize>> = places.iter().map(Written::as_numbers).collect();
        let widths: Vec<usize> = self.encoders.iter().map(|encoder| encoder.features().len()).collect();
        match rows {
            // Nothing but numbers in their order: they can stay where they are.
            Some(rows) if widths.iter().all(|width| *width == 1) && rows.is_sorted_by(|a, b| a < b) => {
                self.in_place(table, &rows)
            }
            _ => self.copied(&table, &places, &widths),
        }
    }

    /// The features of the table with its target.
    ///
    /// # Errors
    ///
    /// As [`Preparation::apply`]; [`Error::Data`] if the table was read without a target.
    pub fn dataset(&self, mut table: Table) -> Result<Dataset> {
        let target = table.target.take().ok_or_else(|| Error::data("the table was read without a target"))?;
        Dataset::with_names(self.apply(table)?, target.values, self.features(), target.name)
    }

    /// Reads a file for this preparation, with the columns that it needs and no others.
    ///
    /// # Errors
    ///
    /// As [`Table::read`], and if a column is missing.
    pub fn read(&self, path: impl AsRef<Path>, options: &ReadOptions, progress: impl FnMut(u64)) -> Result<Table> {
        let is_number = |encoder: &Encoder| (encoder.name().to_owned(), matches!(encoder, Encoder::Number { .. }));
        let needed = Needed::These(self.encoders.iter().map(is_number).collect());
        Table::read_needed(path.as_ref(), options, &needed, progress)
    }

    fn in_place(&self, table: Table, rows: &[usize]) -> Result<Array2<f64>> {
        let (path, columns, samples) = (table.path, table.columns, table.rows);
        let (width, n_x) = (table.numbers.nrows(), rows.len());
        let (mut values, _) = table.numbers.into_raw_vec_and_offset();
        for sample in 0..samples {
            for (i, (&row, encoder)) in rows.iter().zip(&self.encoders).enumerate() {
                // Never beyond what is still to be read.
                let number = values[sample * width + row];
                let is_there = encoder.write_number(number, &mut values[sample * n_x + i..][..1]);
                if !is_there {
                    return Err(missing(path, &columns, encoder));
                }
            }
        }
        values.truncate(samples * n_x);
        if width > n_x {
            values.shrink_to_fit();
        }
        Array2::from_shape_vec((n_x, samples).f(), values).map_err(|error| Error::data(error.to_string()))
    }

    fn copied(&self, table: &Table, places: &[Written], widths: &[usize]) -> Result<Array2<f64>> {
        let n_x: usize = widths.iter().sum();
        let mut values = vec![0.0; n_x * table.rows];
        for (sample, features) in values.chunks_exact_mut(n_x.max(1)).enumerate() {
            let mut rest = features;
            for ((encoder, place), &width) in self.encoders.iter().zip(places).zip(widths) {
                let (own, others) = rest.split_at_mut(width);
                rest = others;
                match place {
                    Written::Numbers(row) => {
                        if !encoder.write_number(table.numbers[[*row, sample]], own) {
                            return Err(missing(table.path.clone(), &table.columns, encoder));
                        }
                    }
                    Written::Words(words, features) => {
                        // The features of a missing cell are the last.
                        let code = (words.codes[sample] as usize).min(features.len() - 1);
                        own.copy_from_slice(&features[code]);
                    }
                }
            }
        }
        Array2::from_shape_vec((n_x, table.rows).f(), values).map_err(|error| Error::data(error.to_string()))
    }
}

/// The features of the column that an encoder is for: of the table, the one at this place.
fn written(table: &mut Table, encoder: &Encoder, column: Option<usize>) -> Result<Written> {
    let wrong = |table: &Table, row, problem| Error::Table {
        path: table.path.clone(),
        row,
        column: Some(encoder.name().to_owned()),
        problem,
    };
    let Some(column) = column.and_then(|place| table.columns.get_mut(place)) else {
        let problem = TableProblem::ColumnOfModelMissing { has: crate::error::listed(table.names()), others: 0 };
        return Err(wrong(table, None, problem));
    };
    match (encoder, &mut column.cells) {
        (Encoder::Number { .. }, Cells::Numbers(row)) => Ok(Written::Numbers(*row)),
        (Encoder::Category { .. } | Encoder::Date { .. }, Cells::Words(words)) => {
            let words = std::mem::take(words);
            match encoder.write_words(words.names.keys().map(|name| &**name)) {
                Ok(features) => Ok(Written::Words(words, features)),
                Err(cell) => {
                    let place = words.names.get(cell.as_str()).copied();
                    Err(wrong(table, place, TableProblem::NotADate(cell)))
                }
            }
        }
        (_, cells) => {
            let (place, problem) = match (cells, encoder, column.first_text.clone()) {
                (Cells::Numbers(_), _, first) => (first.map(|(place, _)| place), TableProblem::NumbersForWords),
                (_, Encoder::Number { .. }, Some((place, cell))) => (Some(place), TableProblem::NotANumber(cell)),
                (_, Encoder::Number { .. }, None) => (None, TableProblem::WordsForNumbers),
                (_, Encoder::Category { .. } | Encoder::Date { .. }, _) => (None, TableProblem::TooManyWords),
            };
            Err(wrong(table, place, problem))
        }
    }
}

/// A number is missing and must not be: the first of its column.
fn missing(path: PathBuf, columns: &[Column], encoder: &Encoder) -> Error {
    let column = columns.iter().find(|column| column.name == encoder.name());
    let (row, cell) = column.and_then(|column| column.first_missing.clone()).unzip();
    let problem = TableProblem::Missing(cell.unwrap_or_default());
    Error::Table { path, row, column: Some(encoder.name().to_owned()), problem }
}

impl Written {
    fn as_numbers(&self) -> Option<usize> {
        match self {
            Written::Numbers(row) => Some(*row),
            Written::Words(..) => None,
        }
    }
}
