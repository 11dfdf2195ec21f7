//! The names of a table's columns, and what its first rows say of them.

use super::row::Row;
use super::titles::{looks_like_data, titles};
use crate::data::table::cell::{Decimal, is_missing, may_be_missing, number};
use crate::error::TableProblem;
use std::collections::{HashMap, HashSet};

/// The columns of a table, by its first lines.
#[derive(Debug)]
pub(super) struct Header {
    pub columns: Vec<ColumnName>,
    /// Whether the first line holds their names.
    pub is_line: bool,
}

#[derive(Debug)]
pub(super) struct ColumnName {
    pub name: String,
    /// Whether the name is made up, because the file has none.
    pub unnamed: bool,
    /// Whether an earlier column has the same name, so that a number was put behind this one.
    pub repeated: bool,
    /// Whether all cells in the first rows are numbers or missing.
    pub holds_numbers: bool,
}

impl Header {
    /// The columns of a table that begins with these `lines`; `has_names` says that the first of them is no sample. Of titles, how many
    /// of the lines they are is told.
    pub fn of(lines: &[Row], has_names: bool, decimal: Decimal) -> Result<Header, TableProblem> {
        let Some((first, below)) = lines.split_first() else { return Err(TableProblem::Empty) };
        let samples = if has_names { below } else { lines };
        // R leaves the corner above its names of rows empty, and its comma away; others end every line with a comma.
        let width = samples.first().map_or(first.len(), Row::len);
        // One line proves nothing.
        let all_wider = samples.len() >= 2 && samples.iter().all(|line| line.len() == width);
        let mut names: Vec<String> = if has_names {
            first.iter().map(|name| name.trim().to_owned()).collect()
        } else {
            (1..=width).map(|number| number.to_string()).collect()
        };
        if has_names && let Some(count) = titles(lines) {
            return Err(TableProblem::Titles(count as u64, shown_line(&lines[count])));
        }
        if all_wider && width == names.len() + 1 {
            let ends_with_delimiter =
                samples.iter().all(|line| line.iter().next_back().is_some_and(|cell| cell.trim().is_empty()));
            names.insert(if ends_with_delimiter { names.len() } else { 0 }, String::new());
        }
        if has_names && looks_like_data(first, below) {
            return Err(TableProblem::NoHeader(shown_line(first)));
        }
        let mut taken = Taken::default();
        let mut columns = Vec::new();
        for (index, name) in names.into_iter().enumerate() {
            let unnamed = name.is_empty();
            let wanted = if unnamed { format!("column {}", index + 1) } else { name };
            let name = taken.free(&wanted);
            let cells = samples.iter().filter_map(|line| line.get(index)).map(str::trim);
            let holds_numbers = holds_numbers(cells, decimal);
            columns.push(ColumnName { repeated: !unnamed && name != wanted, name, unnamed, holds_numbers });
        }
        Ok(Header { columns, is_line: has_names })
    }
}

/// The names of the columns so far, and the number that is tried next for each that came more than once: with all numbers tried each
/// time, very many columns of one name would take time with their square.
#[derive(Default)]
struct Taken {
    names: HashSet<String>,
    next: HashMap<String, u64>,
}

impl Taken {
    /// This name, or the first of `name.2`, `name.3`, … that no column has; now one has it.
    fn free(&mut self, wanted: &str) -> String {
        if self.names.insert(wanted.to_owned()) {
            return wanted.to_owned();
        }
        let number = self.next.entry(wanted.to_owned()).or_insert(2);
        loop {
            let name = format!("{wanted}.{number}");
            *number += 1;
            if self.names.insert(name.clone()) {
                return name;
            }
        }
    }
}

/// Whether all of these are numbers or missing. Where all are words that may stand for missing cells, they are words.
pub(super) fn holds_numbers<'a>(cells: impl Iterator<Item = &'a str>, decimal: Decimal) -> bool {
    let (mut numbers, mut words) = (0, 0);
    for cell in cells.filter(|cell| !is_missing(cell)) {
        match number(cell, decimal) {
            Some(_) => numbers += 1,
            None if may_be_missing(cell) => words += 1,
            None => return false,
        }
    }
    numbers > 0 || words == 0
}

/// The beginning of a line, for a message.
fn shown_line(cells: &Row) -> String {
    let mut text = cells.iter().take(6).map(|cell| crate::error::excerpt(cell.trim())).collect::<Vec<_>>().join(", ");
    if cells.len() > 6 {
        text += ", …";
    }
    text
}
