//! One of the first rows of a table, kept while the others are looked at.

use std::ops::Index;

/// The cells of a row, one behind the other in one text: where a line of a hundred megabytes is taken for a row, the ends of its fifty
/// million cells take four times as much, and texts of their own would take nearly thirty times as much.
#[derive(Debug)]
pub(super) struct Row {
    text: String,
    /// Where each cell ends, and the next begins.
    ends: Vec<usize>,
}

impl Row {
    /// How many cells there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The cell of a column, if the row reaches that far.
    pub fn get(&self, column: usize) -> Option<&str> {
        (column < self.len()).then(|| &self[column])
    }

    /// The cells in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &str> + ExactSizeIterator {
        (0..self.len()).map(|column| &self[column])
    }
}

impl Index<usize> for Row {
    type Output = str;

    fn index(&self, column: usize) -> &str {
        let begin = column.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[begin..self.ends[column]]
    }
}

impl<S: AsRef<str>> FromIterator<S> for Row {
    fn from_iter<I: IntoIterator<Item = S>>(cells: I) -> Self {
        let cells = cells.into_iter();
        let mut row = Row { text: String::new(), ends: Vec::with_capacity(cells.size_hint().0) };
        for cell in cells {
            row.text.push_str(cell.as_ref());
            row.ends.push(row.text.len());
        }
        row
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_by_their_column_also_if_they_are_empty() {
        let row: Row = ["", "ä", "", "bc", ""].into_iter().collect();
        assert_eq!(row.iter().collect::<Vec<_>>(), ["", "ä", "", "bc", ""]);
        assert_eq!(row.iter().rposition(|cell| !cell.is_empty()), Some(3));
        assert_eq!(
            (row.len(), &row[0], &row[1], row.get(3), row.get(4), row.get(5)),
            (5, "", "ä", Some("bc"), Some(""), None)
        );
        assert_eq!(Row::from_iter([""; 0]).get(0), None);
    }
}
