//! Where the header of a table is: below lines of titles, or nowhere.

use super::looks::{is_missing, is_number};
use super::row::Row;
use std::collections::{HashMap, HashSet};

/// How many lines, at least, show the width of a table.
const LINES: usize = 3;

/// How many of the first lines look like titles above the table; `None` if none does.
///
/// A title fills fewer columns than the table, whose width is the most frequent number of cells of a line, less empty
/// columns at its right edge. The header is then the first line that reaches to the last column: two more lines of as
/// many cells follow it, all its cells are filled, but perhaps the first, and it does not look like data itself. A
/// single line above it that is one cell short is rather a header without a name for the rows, unless what comes below
/// are names above numbers.
pub(super) fn titles(rows: &[Row]) -> Option<usize> {
    let mut widths: HashMap<usize, usize> = HashMap::new();
    for row in rows {
        *widths.entry(row.len()).or_default() += 1;
    }
    let (cells, _) = widths.into_iter().max_by_key(|&(cells, count)| (count, cells))?;
    let width = rows.iter().filter(|row| row.len() == cells).map(reach).max()?;
    if width < 2 {
        return None;
    }
    let header = rows.iter().position(|row| row.len() == cells && reach(row) == width)?;
    let (above, table) = rows.split_at(header);
    let (names, below) = table.split_first()?;
    let is_table = table.len() >= LINES && table[..LINES].iter().all(|row| row.len() == cells);
    let is_header =
        names.iter().take(width).skip(1).all(|name| !name.trim().is_empty()) && !looks_like_data(names, below);
    let are_titles = !above.is_empty() && above.iter().all(|row| reach(row) < width);
    // All of `names` are no numbers, or `looks_like_data` has found a reason for those that are.
    let is_certain = (0..width).any(|column| is_numeric(below, column));
    let is_short_header = header == 1 && above[0].len() + 1 == cells && reach(&above[0]) + 1 == width && !is_certain;
    (is_table && is_header && are_titles && !is_short_header).then_some(header)
}

/// Up to which column the cells of a row are filled.
fn reach(row: &Row) -> usize {
    row.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1)
}

/// Whether the first line of a table is no header, but data as the lines below.
///
/// Only the columns that are numbers below, apart from missing values, can tell. If one of them has a name in the first
/// line, that is a header. If all have numbers there, or nothing, it is data, with two exceptions for numbers that are
/// names, which both need another cell that is a name:
///
/// - years, whole numbers of four digits from 1800 to 2100, above numbers of which most are not;
/// - other whole numbers, at least two, that count up by one.
///
/// An empty corner above names of rows, with a different number above each other column, is a header, too.
///
/// A cell is a name if it stands above text and does not occur below it, or if it is an empty one above whole numbers,
/// as the index that pandas writes.
pub(super) fn looks_like_data(first: &Row, rest: &[Row]) -> bool {
    let (numeric, other): (Vec<usize>, Vec<usize>) = (0..first.len()).partition(|&column| is_numeric(rest, column));
    if numeric.iter().any(|&column| !is_number(&first[column]) && !is_missing(&first[column])) {
        return false;
    }
    let numbers: Vec<usize> = numeric.iter().copied().filter(|&column| is_number(&first[column])).collect();
    if numbers.is_empty() || has_corner(first, rest) {
        return false;
    }
    let is_word = |column: usize| {
        let name = first[column].trim();
        !is_missing(name) && !is_number(name) && cells(rest, column).all(|cell| cell != name)
    };
    let is_index = |column: usize| {
        let is_whole = |cell: &str| cell.parse::<i64>().is_ok();
        first[column].trim().is_empty() && cells(rest, column).all(is_whole)
    };
    let named = other.iter().any(|&column| is_word(column)) || numeric.iter().any(|&column| is_index(column));
    let are_years = numbers.iter().all(|&column| {
        let (below, years) = cells(rest, column)
            .filter(|cell| !is_missing(cell))
            .fold((0, 0), |(below, years), cell| (below + 1, years + usize::from(is_year(cell))));
        is_year(first[column].trim()) && 2 * years < below
    });
    let counts: Vec<Option<i64>> = numbers.iter().map(|&column| first[column].trim().parse().ok()).collect();
    let count_up = |pair: &[Option<i64>]| pair[1].is_some() && pair[0].map(|count| count + 1) == pair[1];
    let is_counting = counts.len() >= 2 && counts.windows(2).all(count_up) && !is_year(first[numbers[0]].trim());
    !(named && (are_years || is_counting))
}

/// Whether the first cell is the empty corner above names of rows, with a different number above each of the other columns.
fn has_corner(first: &Row, rest: &[Row]) -> bool {
    let names: HashSet<&str> = first.iter().skip(1).map(str::trim).collect();
    rest.len() >= 2
        && first[0].trim().is_empty()
        && names.len() + 1 == first.len()
        && cells(rest, 0).all(|cell| !is_missing(cell))
}

/// Whether the column has numbers, and otherwise only missing values.
fn is_numeric(rows: &[Row], column: usize) -> bool {
    cells(rows, column).any(is_number) && cells(rows, column).all(|cell| is_number(cell) || is_missing(cell))
}

/// The cells of a column, trimmed.
fn cells(rows: &[Row], column: usize) -> impl Iterator<Item = &str> {
    rows.iter().filter_map(move |row| row.get(column)).map(str::trim)
}

fn is_year(cell: &str) -> bool {
    cell.len() == 4 && cell.parse::<u16>().is_ok_and(|year| (1800..=2100).contains(&year))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cells of lines that are separated by blanks; `_` is an empty cell.
    fn rows(lines: &[&str]) -> Vec<Row> {
        let cell = |cell: &str| cell.replace('_', "");
        lines.iter().map(|line| line.split(' ').map(cell).collect()).collect()
    }

    fn is_data(lines: &[&str]) -> bool {
        let rows = rows(lines);
        looks_like_data(&rows[0], &rows[1..])
    }

    #[test]
    fn titles_fill_fewer_columns() {
        let data = ["1 7 yes", "2 3 no", "3 10 yes"];
        let below = |above: &[&str]| titles(&rows(&[above, &data].concat()));
        assert_eq!(below(&["Source Indicators _", "Updated 2024-01-01 _", "a b y"]), Some(2));
        assert_eq!(below(&["Report", "_ b y"]), Some(1));
        assert_eq!(below(&["Report _ _", "_ 2024 _", "Page 1", "a b y"]), Some(3));
        assert_eq!(below(&["Report 2024", "a b y"]), Some(1));
        assert_eq!(titles(&rows(&["Source _ _ _", "country 1990 1991 _", "a 5 6 _", "b 7 _ _"])), Some(1));
    }

    #[test]
    fn tables_without_titles() {
        let data = ["1 7 yes", "2 3 no", "3 10 yes"];
        let below = |above: &[&str]| titles(&rows(&[above, &data].concat()));
        assert_eq!(below(&["a b y"]), None);
        assert_eq!(below(&["_ b y"]), None, "an index");
        assert_eq!(below(&["a b"]), None, "a header that is one cell short");
        assert_eq!(below(&["a b _"]), None, "the last column has no name");
        assert_eq!(below(&["a b y", "1 2"]), None, "a row that is too short");
        assert_eq!(below(&["a b y z", "1 2"]), None, "a header that is too long");
        assert_eq!(below(&[]), None);
        assert_eq!(titles(&rows(&["kind size", "x red big", "y blue big", "z red small"])), None, "names of rows");
        assert_eq!(titles(&rows(&["1 _ _", "2 3 no", "3 4 no", "4 5 yes"])), None, "missing values");
        assert_eq!(titles(&rows(&["Report", "a b y", "1 7 yes"])), None, "too few rows to tell");
        let ragged = rows(&["Report", "a b y", "1 7", "2 3 no", "3 4 no", "4 5 no"]);
        assert_eq!(titles(&ragged), None, "no rows of the same width to tell");
        assert_eq!(titles(&rows(&["a", "1", "2", "3", "4"])), None);
        assert_eq!(titles(&rows(&["_", "_", "_"])), None);
        assert_eq!(titles(&[]), None);
    }

    #[test]
    fn numbers_above_numbers_are_data() {
        assert!(is_data(&["6 29 0.75 1", "7 25 0.875 0", "8 21 1.0 0"]));
        assert!(is_data(&["5.1 3.5 setosa", "4.9 3.0 setosa", "7.0 3.2 versicolor"]));
        assert!(is_data(&["5.1 _ setosa", "4.9 NA virginica", "? 3.2 versicolor"]));
        assert!(is_data(&["3 Braund male 22 _", "1 Cumings female 38 C85"]));
        assert!(is_data(&["1990 1991", "5 7", "6 8"]), "no name");
        assert!(is_data(&["1,5 yes", "2,5 no"]));
    }

    #[test]
    fn names_above_numbers_are_a_header() {
        assert!(!is_data(&["x1 x2 1990", "1 7 5", "2 3 6"]));
        assert!(!is_data(&["a b y", "1 7 yes", "2 3 no"]));
        assert!(!is_data(&["_ a b", "0 1 7", "1 2 3"]));
        assert!(!is_data(&["red big", "blue small"]), "only text: it cannot be told");
        assert!(!is_data(&["a b"]), "nothing below");
        assert!(!is_data(&["nan inf", "1 2", "3 4"]), "words");
    }

    #[test]
    fn years_and_counts_are_names_beside_a_name() {
        assert!(!is_data(&["country 1990 1995", "France 5.1 5.2", "Spain 4.1 _"]));
        assert!(!is_data(&["kind 0 1 2", "red 0.5 0.1 7", "blue 0.7 0.3 8"]));
        assert!(!is_data(&["_ 0 1 2", "0 5.1 3.5 7", "1 4.9 3.0 8"]), "as pandas writes an array");
        // A row of data that has a year, or happens to count.
        assert!(is_data(&["Italy 1990 1991", "France 1992 1993", "Spain 1994 1999"]));
        assert!(is_data(&["red 1 2", "blue 5 6", "red 7 9"]));
        assert!(is_data(&["country 1990 0.5", "France 5.1 5.2"]), "0.5 is no year");
        assert!(is_data(&["_ 5 7 9", "0 5.1 3.5 7"]), "these do not count");
        assert!(!is_data(&["_ 5 7 9", "0 5.1 3.5 7", "1 2.5 2.5 8"]), "a corner above names of rows");
        assert!(is_data(&["_ 5 7 7", "0 5.1 3.5 7", "1 2.5 2.5 8"]), "names are different");
        assert!(is_data(&["_ 5 7 9", "0 5.1 3.5 7", "_ 2.5 2.5 8"]), "a cell is missing there below, too");
    }
}
