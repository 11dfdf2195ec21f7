//! Vectors and matrices as tables: a row of the matrix is a row of the table.

use super::rich::{Rich, table};
use ndarray::{ArrayBase, Data, Ix1, Ix2};
use std::fmt::Display;

/// More rows or columns than this are not shown all.
const MOST: usize = 12;
/// Then so many at each end.
const ENDS: usize = 5;

/// The places that are shown of so many, with `None` for those left out.
fn shown(length: usize) -> Vec<Option<usize>> {
    if length <= MOST {
        return (0..length).map(Some).collect();
    }
    (0..ENDS).map(Some).chain([None]).chain((length - ENDS..length).map(Some)).collect()
}

/// A number of four digits, as it is if it is short; everything else as it is.
fn brief(value: &impl Display) -> String {
    let whole = value.to_string();
    match whole.parse::<f64>() {
        Ok(number) if whole.len() > 8 && number.is_finite() => match number.abs() {
            0.001..100_000.0 => format!("{number:.4}"),
            _ => format!("{number:.3e}"),
        },
        _ => whole,
    }
}

impl<A: Display, S: Data<Elem = A>> Rich for ArrayBase<S, Ix2> {
    fn html(&self) -> String {
        let (rows, columns) = self.dim();
        let cell = |i: Option<usize>, j: Option<usize>| match (i, j) {
            (Some(i), Some(j)) => brief(&self[[i, j]]),
            _ => "…".to_owned(),
        };
        let row = |i: Option<usize>| shown(columns).into_iter().map(|j| cell(i, j)).collect();
        let rows_shown: Vec<Vec<String>> = shown(rows).into_iter().map(row).collect();
        table(&format!("{rows} × {columns}"), &[], &rows_shown)
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

impl<A: Display, S: Data<Elem = A>> Rich for ArrayBase<S, Ix1> {
    fn html(&self) -> String {
        let cell = |i: Option<usize>| i.map_or_else(|| "…".to_owned(), |i| brief(&self[i]));
        table(&format!("{} numbers", self.len()), &[], &[shown(self.len()).into_iter().map(cell).collect()])
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, array};

    #[test]
    fn a_matrix_is_a_table_of_short_numbers() {
        let html = array![[1.0, -0.123_456_789], [1e-9 / 3.0, f64::NAN]].html();
        assert!(html.contains("<caption>2 × 2</caption>"), "{html}");
        assert!(html.contains("<tr><td>1</td><td>-0.1235</td></tr>"), "{html}");
        assert!(html.contains("<tr><td>3.333e-10</td><td>NaN</td></tr>"), "{html}");
        assert!(array![true, false].html().contains("<td>true</td><td>false</td>"));
    }

    #[test]
    fn of_a_large_matrix_the_ends() {
        let html = Array2::<f32>::zeros((100, 3)).html();
        assert_eq!(html.matches("<tr>").count(), 11);
        assert!(html.contains("<tr><td>…</td><td>…</td><td>…</td></tr>"));
        assert!(html.contains("100 × 3"));
    }

    #[test]
    fn text_in_an_array_is_escaped() {
        assert!(array!["<script>"].html().contains("<td>&lt;script&gt;</td>"));
    }
}
