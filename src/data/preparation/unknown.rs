//! Cells of a table that say nothing to a preparation, because the rows for training had none like them.

use super::{Encoder, Preparation};
use crate::data::Table;
use crate::data::table::columns::{Cells, Words};
use crate::data::table::may_be_missing;

impl Preparation {
    /// The columns that hold cells unlike all those that were learnt from, and how many: missing where none was, or a name that was
    /// never seen. [`Preparation::apply`] puts in their place what is the mean of the rows for training.
    #[must_use]
    pub fn unknown_cells(&self, table: &Table) -> Vec<(&str, usize)> {
        let count = |encoder: &Encoder, place: Option<usize>| {
            let column = &table.columns[place?];
            match (encoder, &column.cells) {
                (Encoder::Number { mean: Some(_), tells_missing: false, .. }, Cells::Numbers(row)) => {
                    Some(table.numbers.row(*row).iter().filter(|number| number.is_nan()).count())
                }
                (Encoder::Category { names, has_rest, tells_missing, .. }, Cells::Words(words)) => {
                    let is_unknown = |name: &str| !has_rest && names.iter().all(|known| known != name);
                    Some(cells(words, *tells_missing, is_unknown))
                }
                (Encoder::Date { tells_missing: false, .. }, Cells::Words(words)) => {
                    Some(cells(words, false, may_be_missing))
                }
                _ => None,
            }
        };
        let places = table.places(self.encoders.iter().map(Encoder::name));
        let counted = self.encoders.iter().zip(places);
        let counted = counted.filter_map(|(encoder, place)| Some((encoder.name(), count(encoder, place)?)));
        counted.filter(|(_, count)| *count > 0).collect()
    }
}

/// How many cells hold a name that is unknown, or are missing unless that is known.
fn cells(words: &Words, knows_missing: bool, is_unknown: impl Fn(&str) -> bool) -> usize {
    let unknown: Vec<bool> = words.names.keys().map(|name| is_unknown(name)).collect();
    let is_unknown = |code: &&u32| unknown.get(**code as usize).copied().unwrap_or(!knows_missing);
    words.codes.iter().filter(is_unknown).count()
}
