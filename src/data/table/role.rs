//! What the columns of a table are for: numbers, categories, dates, or nothing that can be learnt from.

use super::cell::{DateFormat, format_of, may_be_missing, number};
use super::columns::{Cells, Column, Table, Words};
use crate::error::TableProblem;
use crate::{Error, Result};
use std::fmt;
use std::num::NonZero;

/// A column of words is text that nobody repeats if it has more distinct ones than this, and than a third of its rows.
const MOST_CATEGORIES: usize = 20;

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Role {
    /// A number.
    Number,
    /// One of several names.
    Category,
    /// A day, or a moment.
    Date {
        /// How it is written.
        format: DateFormat,
        /// Whether day and month could be exchanged in all of its cells.
        is_ambiguous: bool,
    },
    /// Nothing can be learnt from it.
    LeftOut(Reason),
}

/// Why nothing can be learnt from a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It numbers the rows.
    Counts,
    /// It names the rows: a whole number or a word of its own for each.
    Identifies,
    /// It is text that hardly any two rows share.
    Text,
    /// All its cells are the same.
    Constant,
    /// All its cells are missing.
    Empty,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Reason::Counts => "it counts the rows",
            Reason::Identifies => "it has a value of its own for each row, and a name that says so",
            Reason::Text => "it is text that hardly any two rows share",
            Reason::Constant => "all its cells are the same",
            Reason::Empty => "all its cells are missing",
        })
    }
}

impl Table {
    /// What each column is for, as its cells and its name tell. In a table that has nothing else to learn from, a column that numbers
    /// the rows is a number.
    ///
    /// # Errors
    ///
    /// [`Error::Table`] if nearly all cells of a column are numbers and some are words, so that both may be meant; it tells all such
    /// columns.
    pub fn roles(&self) -> Result<Vec<Role>> {
        let mut mixed = Vec::new();
        let mut roles = Vec::new();
        for column in &self.columns {
            match self.role(column) {
                Ok(role) => roles.push(role),
                Err(problem) => mixed.push((column, problem)),
            }
        }
        // What numbers the rows of a table that has nothing else is what is measured, such as the time.
        if roles.iter().all(|role| matches!(role, Role::LeftOut(_))) {
            let numbers = |index: &usize| matches!(self.columns[*index].cells, Cells::Numbers(_));
            let numbered = (0..roles.len()).filter(numbers).find(|&index| roles[index] != Role::LeftOut(Reason::Empty));
            numbered.into_iter().for_each(|index| roles[index] = Role::Number);
        }
        let Some((first, problem)) = mixed.first() else { return Ok(roles) };
        let row = first.first_text.as_ref().map(|(place, _)| *place);
        let names = crate::error::listed(mixed.iter().map(|(column, _)| column.name.as_str()));
        Err(Error::Table { path: self.path.clone(), row, column: Some(names), problem: problem.clone() })
    }

    fn role(&self, column: &Column) -> std::result::Result<Role, TableProblem> {
        match &column.cells {
            Cells::Numbers(row) => {
                let numbers = self.numbers.row(*row);
                Ok(match () {
                    () if numbers.iter().all(|number| number.is_nan()) && !column.is_told => {
                        Role::LeftOut(Reason::Empty)
                    }
                    () if column.is_told => Role::Number,
                    () => counter(column, numbers.iter().copied()).map_or(Role::Number, Role::LeftOut),
                })
            }
            Cells::Text { mostly_numbers: true } => Err(mixed(column, None, self.rows)),
            Cells::Text { .. } => Ok(Role::LeftOut(Reason::Text)),
            Cells::Words(_) if column.is_told => Ok(Role::Category),
            Cells::Words(words) => self.role_of_words(column, words),
        }
    }

    fn role_of_words(&self, column: &Column, words: &Words) -> std::result::Result<Role, TableProblem> {
        let names = words.names.keys().map(|name| &**name);
        if let Some((format, is_ambiguous)) = format_of(names.clone().filter(|name| !may_be_missing(name))) {
            return Ok(Role::Date { format, is_ambiguous });
        }
        let counts = words.counts(0..self.rows);
        let cells: usize = counts.iter().sum();
        let distinct = counts.len();
        let of_words =
            |(name, count): (&str, &usize)| if number(name, self.dialect.decimal).is_none() { *count } else { 0 };
        let no_numbers: usize = names.zip(&counts).map(of_words).sum();
        if distinct > MOST_CATEGORIES && 10 * no_numbers <= cells {
            return Err(mixed(column, NonZero::new(no_numbers), cells));
        }
        Ok(match () {
            () if distinct == 0 => Role::LeftOut(Reason::Empty),
            // A word of its own for each row is no category, also in a small table.
            () if distinct == cells && cells > 2 => Role::LeftOut(if column.unnamed || names_rows(&column.name) {
                Reason::Identifies
            } else {
                Reason::Text
            }),
            () if distinct > MOST_CATEGORIES && 3 * distinct > cells => Role::LeftOut(Reason::Text),
            () => Role::Category,
        })
    }
}

fn mixed(column: &Column, words: Option<NonZero<usize>>, cells: usize) -> TableProblem {
    let first = column.first_text.as_ref().map_or_else(String::new, |(_, text)| text.clone());
    TableProblem::Mixed { words, cells, first }
}

/// Why these numbers say nothing of their rows but which one it is.
///
/// What has a value of its own for each row is an identifier only where its name says so, or where it has none: a measurement may be so,
/// too. It counts the rows if it holds each whole number from 0 or 1 to their number, in any order.
fn counter(column: &Column, numbers: impl Iterator<Item = f64> + Clone) -> Option<Reason> {
    if !(column.unnamed || names_rows(&column.name)) || numbers.clone().any(|number| number.fract() != 0.0) {
        return None; // NaN, too
    }
    let mut sorted: Vec<f64> = numbers.collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let is_distinct = sorted.len() > 2 && sorted.windows(2).all(|pair| pair[0] < pair[1]);
    is_distinct.then(|| if is_count(&sorted) { Reason::Counts } else { Reason::Identifies })
}

/// Whether these, each larger than the one before, are the whole numbers from 0 or 1 on.
fn is_count(rising: &[f64]) -> bool {
    let (low, high) = (rising[0], rising[rising.len() - 1]);
    (low == 0.0 || low == 1.0) && high - low + 1.0 == rising.len() as f64
}

/// Whether the name of a column says that it tells the rows apart: one of its words is a word for an identifier or a number.
fn names_rows(name: &str) -> bool {
    const WORDS: [&str; 40] = [
        "id",
        "ids",
        "index",
        "idx",
        "uid",
        "uuid",
        "guid",
        "key",
        "row",
        "rows",
        "rowid",
        "rownames",
        "rowname",
        "rownum",
        "rownumber",
        "no",
        "nr",
        "num",
        "number",
        "nummer",
        "numero",
        "obs",
        "observation",
        "serial",
        "sn",
        "record",
        "recordid",
        "unnamed",
        "case",
        "caseid",
        "sample",
        "sampleid",
        "instance",
        "entry",
        "seq",
        "sequence",
        "passengerid",
        "customerid",
        "userid",
        "patientid",
    ];
    let words = words_of(name);
    words.iter().any(|word| WORDS.contains(&word.as_str())) || (words.is_empty() && !name.is_empty())
}

/// The words of a name such as `customerId`, `customer_id` or `Customer ID`, in small letters.
fn words_of(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before_is_small = false;
    for letter in name.chars() {
        if !letter.is_alphanumeric() || (letter.is_uppercase() && before_is_small) {
            words.push(String::new());
        }
        if letter.is_alphanumeric() {
            words.last_mut().map(|word| word.extend(letter.to_lowercase())).unwrap_or_default();
        }
        before_is_small = letter.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_into_words() {
        assert_eq!(words_of("customerId"), ["customer", "id"]);
        assert_eq!(words_of("Row_No."), ["row", "no"]);
        assert_eq!(words_of("PassengerID"), ["passenger", "id"]);
        assert!(names_rows("Unnamed: 0") && names_rows("ID") && names_rows("#"));
        assert!(!names_rows("acid") && !names_rows("width") && !names_rows("a"));
    }
}
