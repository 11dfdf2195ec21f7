//! A column of a table while it is read: the numbers and words in its cells, and what is odd about them.

use super::header::holds_numbers;
use crate::data::table::cell::{Decimal, Marks, format_of, is_missing, may_be_missing, number};
use crate::data::table::columns::{Cells, Place, Words};
use crate::error::TableProblem;
use indexmap::IndexMap;

/// With more distinct words than this, and one in more than every second row, a column that holds no dates is text that nobody
/// repeats. It is not kept.
const MOST_WORDS: usize = 10_000;
/// As many distinct words that stand for a missing cell in a column of numbers are told apart.
const MOST_ODD_WORDS: usize = 20;

/// What is wanted of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    Nothing,
    Target,
    /// A target whose first cells are numbers.
    TargetOfNumbers,
    Words,
    /// Words, as whoever reads the table or a model says; however many there are.
    WordsAsTold,
    /// Numbers, as the first rows have them. What is none makes it a column of words.
    Numbers,
    /// Numbers, as whoever reads the table says. What is none is missing.
    NumbersAsTold,
    /// Numbers, as a model needs them. What is none is an error.
    NumbersOnly,
}

impl Want {
    pub fn is_numbers(self) -> bool {
        matches!(self, Want::Numbers | Want::NumbersAsTold | Want::NumbersOnly)
    }

    pub fn is_words(self) -> bool {
        matches!(self, Want::Words | Want::WordsAsTold)
    }

    pub fn is_target(self) -> bool {
        matches!(self, Want::Target | Want::TargetOfNumbers)
    }
}

/// A column while it is read.
pub(super) struct ColumnPass {
    pub want: Want,
    /// The place of its numbers within a row.
    pub place: usize,
    pub words: Words,
    is_text: bool,
    is_mixed: bool,
    /// Whether it was taken for numbers and holds words, too.
    pub has_words: bool,
    pub first_missing: Option<(Place, String)>,
    pub first_text: Option<(Place, String)>,
    pub odd_words: IndexMap<Box<str>, u64>,
    pub marks: Marks,
}

impl ColumnPass {
    pub fn new(want: Want, place: usize) -> Self {
        ColumnPass {
            want,
            place,
            words: Words::default(),
            is_text: false,
            is_mixed: false,
            has_words: false,
            first_missing: None,
            first_text: None,
            odd_words: IndexMap::new(),
            marks: Marks::default(),
        }
    }

    /// The number in a cell that is not a plain one; NaN if it is missing.
    pub fn number(&mut self, text: &str, place: Place, decimal: Decimal) -> Result<f64, TableProblem> {
        match number(text, decimal) {
            Some((value, marks)) if value.is_finite() => {
                self.marks = self.marks.merge(marks);
                return Ok(value);
            }
            Some(_) => return Err(TableProblem::NotFinite(text.to_owned())),
            None if is_missing(text) => {}
            None if may_be_missing(text) || self.want == Want::NumbersAsTold => {
                if let Some(count) = self.odd_words.get_mut(text) {
                    *count += 1;
                } else if self.odd_words.len() < MOST_ODD_WORDS {
                    self.odd_words.insert(text.into(), 1);
                }
            }
            None if self.want == Want::NumbersOnly => return Err(TableProblem::NotANumber(text.to_owned())),
            None => {
                self.first_text.get_or_insert_with(|| (place, text.to_owned()));
                self.has_words = true;
            }
        }
        self.first_missing.get_or_insert_with(|| (place, text.to_owned()));
        Ok(f64::NAN)
    }

    pub fn word(&mut self, text: &str, place: Place, decimal: Decimal, row: usize) {
        if self.is_text {
            // Where nearly all are numbers it is still to be told which cell is none.
            let is_sought = self.is_mixed && self.first_text.is_none() && !is_missing(text);
            if is_sought && number(text, decimal).is_none() {
                self.first_text = Some((place, text.to_owned()));
            }
            return;
        }
        let code = if is_missing(text) {
            self.first_missing.get_or_insert_with(|| (place, text.to_owned()));
            Words::MISSING
        } else {
            if self.first_text.is_none() && number(text, decimal).is_none() {
                self.first_text = Some((place, text.to_owned()));
            }
            match self.words.names.get_index_of(text) {
                Some(code) => code as u32,
                None => self.words.names.insert_full(text.into(), place).0 as u32,
            }
        };
        self.words.codes.push(code);
        let names = &self.words.names;
        if self.want == Want::Words
            && names.len() > MOST_WORDS
            && 2 * names.len() > row
            && names.len().is_power_of_two()
        {
            let first = names.keys().take(MOST_WORDS).map(|name| &**name).filter(|name| !may_be_missing(name));
            self.is_text = format_of(first).is_none();
        }
        if self.is_text {
            let numbers = names.keys().filter(|name| number(name, decimal).is_some()).count();
            self.is_mixed = 10 * numbers >= 9 * names.len();
            self.words = Words::default();
        }
    }

    /// Whether it was taken for words because of a row that has no target, and all its cells are numbers or may be missing.
    pub fn are_numbers(&self, decimal: Decimal) -> bool {
        let names = &self.words.names;
        let holds_numbers = match self.is_text {
            true => self.is_mixed && self.first_text.is_none(),
            false => !names.is_empty() && holds_numbers(names.keys().map(|name| &**name), decimal),
        };
        self.want == Want::Words && holds_numbers
    }

    /// What was read of it, unless nothing was wanted.
    pub fn cells(&mut self) -> Option<Cells> {
        match self.want {
            Want::Nothing | Want::Target | Want::TargetOfNumbers => None,
            Want::Words if self.is_text => Some(Cells::Text { mostly_numbers: self.is_mixed }),
            Want::Words | Want::WordsAsTold => Some(Cells::Words(std::mem::take(&mut self.words))),
            Want::Numbers | Want::NumbersAsTold | Want::NumbersOnly => Some(Cells::Numbers(self.place)),
        }
    }
}
