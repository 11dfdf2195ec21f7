//! Compares what the reader's function returned with what is right, and with what typical mistakes give.
//!
//! A grader knows what is right, and for each mistake that it knows, what this mistake would have returned for the same input. Where the
//! reader's value is one of these, the mistake is named. Where it is none, the values themselves tell something: their shape, a factor,
//! a sign, a place.

use crate::report::Finding;
use crate::value::Value;
use ann::plain::Matrix;
use std::fmt::Display;

/// A value of the reader's function beside the right one.
#[derive(Debug)]
#[must_use = "nothing is compared before `end`"]
pub struct Comparison {
    name: String,
    got: Vec<(String, Matrix)>,
    right: Vec<(String, Matrix)>,
    /// How many were returned and how many must be, and of what.
    count: (usize, usize, &'static str),
    is_list: bool,
    see: Option<&'static str>,
    found: Option<String>,
}

/// Begins to compare a value that the reader knows as `name`.
pub fn compare<V: Value>(name: &str, got: &V, right: &V) -> Comparison {
    let (count, one) = right.count();
    Comparison {
        name: name.to_owned(),
        got: got.parts(name),
        right: right.parts(name),
        count: (got.count().0, count, one),
        is_list: right.is_list(),
        see: None,
        found: None,
    }
}

/// Whether two matrices have one shape and the same values but for rounding: 1e-9 of the largest. What is no number is where the other
/// has none.
#[must_use]
pub fn is_close(a: &Matrix, b: &Matrix) -> bool {
    let largest = b.iter().filter(|b| b.is_finite()).fold(1e-3, |largest: f64, b| largest.max(b.abs()));
    let near = |a: f64, b: f64| a == b || a.is_nan() && b.is_nan() || (a - b).abs() <= 1e-9 * largest;
    a.dim() == b.dim() && a.iter().zip(b).all(|(a, b)| near(*a, *b))
}

fn are_close(a: &[(String, Matrix)], b: &[(String, Matrix)]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|((_, a), (_, b))| is_close(a, b))
}

impl Comparison {
    /// A mistake, by the value that it gives for this input; the first that fits is named. One that makes no difference here is
    /// none.
    pub fn mistake<V: Value>(mut self, value: &V, says: impl Display) -> Self {
        let value = value.parts(&self.name);
        if self.found.is_none() && are_close(&self.got, &value) && !are_close(&value, &self.right) {
            self.found = Some(says.to_string());
        }
        self
    }

    /// The equation that explains this value, if it is not the one of the exercise.
    pub fn see(self, see: &'static str) -> Self {
        Self { see: Some(see), ..self }
    }

    /// The end of a comparison.
    ///
    /// # Errors
    ///
    /// What is wrong, if the values differ.
    pub fn end(self) -> Result<(), Finding> {
        if are_close(&self.got, &self.right) {
            return Ok(());
        }
        let what = self.found.unwrap_or_else(|| {
            let wrong = self.got.iter().zip(&self.right).find(|((_, got), (_, right))| !is_close(got, right));
            match wrong {
                Some(((name, got), (_, right))) if self.got.len() == self.right.len() => {
                    looks(name, got, right, self.is_list)
                }
                _ => counted(self.count),
            }
        });
        Err(Finding { what, see: self.see })
    }
}

/// What can be said of too few or too many.
fn counted((got, right, one): (usize, usize, &str)) -> String {
    let some = match (one, got) {
        (one, 1) => one.to_owned(),
        ("matrix", _) => "matrices".to_owned(),
        (one, _) => format!("{one}s"),
    };
    let of_layers = match (one, got < right) {
        ("gradient", true) => ", one for each layer. Does the loop leave out a layer?",
        ("gradient", false) => ", one for each layer.",
        _ => ".",
    };
    format!("It returns {got} {some} and must return {right}{of_layers}")
}

/// What can be said of a wrong value without knowing how it was made.
fn looks(name: &str, got: &Matrix, right: &Matrix, is_list: bool) -> String {
    let ((rows, columns), (right_rows, right_columns)) = (got.dim(), right.dim());
    let at = |place: (usize, usize)| at(name, right, place, is_list);
    if is_list && columns != right_columns {
        return format!("{name} has the length {columns}, which must be {right_columns}.");
    }
    if got.dim() != right.dim() {
        let shapes = format!("{name} is ({rows}, {columns}) and must be ({right_rows}, {right_columns})");
        return match (rows, columns) == (right_columns, right_rows) {
            true if is_close(&got.t().to_owned(), right) => format!("{shapes}: it is right, but transposed."),
            true => format!("{shapes}: is a transpose missing, or one too many?"),
            false => format!("{shapes}."),
        };
    }
    if let Some((place, value)) = got.indexed_iter().find(|(_, value)| !value.is_finite()) {
        return format!("{} is {value}. Does something overflow, or is 0 divided by 0?", at(place));
    }
    if got.iter().all(|value| *value == 0.0) && got.len() > 1 {
        return format!("{name} is 0 everywhere.");
    }
    if let Some(factor) = factor(got, right) {
        return match factor {
            -1.0 => format!("{name} has the wrong sign."),
            _ => format!("{name} is {} times what it must be.", short(factor)),
        };
    }
    let differences = got - right;
    let first = differences.iter().copied().next().unwrap_or(0.0);
    if got.len() > 1 && is_close(&differences, &Matrix::from_elem(got.dim(), first)) {
        let (amount, way) = (short(first.abs()), if first > 0.0 { "large" } else { "small" });
        return format!("{name} is too {way} by {amount}, everywhere.");
    }
    let limit = 1e-9 * right.iter().fold(1e-3, |largest: f64, b| largest.max(b.abs()));
    let wrong: Vec<_> = differences.indexed_iter().filter(|(_, d)| d.abs() > limit).map(|(place, _)| place).collect();
    let Some(&place) = wrong.first() else { return format!("{name} is not exact enough.") };
    let [is, must_be] = apart(got[place], right[place]);
    let values = format!("{} is {is} and must be {must_be}.", at(place));
    if got.len() == 1 || wrong.len() == 1 {
        values
    } else if rows > 1 && wrong.iter().all(|w| w.0 == place.0) {
        format!("{values} Only row {} is wrong.", place.0)
    } else if columns > 1 && wrong.iter().all(|w| w.1 == place.1) {
        format!("{values} Only column {} is wrong.", place.1)
    } else {
        format!("{values} {} of {} numbers are wrong.", wrong.len(), got.len())
    }
}

/// The number by which all of `right` must be multiplied to give `got`, if there is one.
fn factor(got: &Matrix, right: &Matrix) -> Option<f64> {
    let (place, largest) = right.indexed_iter().max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))?;
    let factor = got[place] / largest;
    (factor.is_finite() && got.len() > 1 && is_close(got, &(right * factor))).then(|| (factor * 1e9).round() / 1e9)
}

/// A number of a matrix as Rust writes it: `dW[[0, 1]] of layer 2`, of a list `[1] of the scaled list`.
fn at(name: &str, matrix: &Matrix, (row, column): (usize, usize), is_list: bool) -> String {
    if is_list {
        return format!("[{column}] of {name}");
    }
    if matrix.len() == 1 {
        return name.to_owned();
    }
    let end = [" of ", " with "].iter().filter_map(|word| name.find(word)).min().unwrap_or(name.len());
    let (matrix, rest) = name.split_at(end);
    format!("{matrix}[[{row}, {column}]]{rest}")
}

/// Two different numbers, with as many digits as it takes to see the difference.
fn apart(a: f64, b: f64) -> [String; 2] {
    let with = |digits: usize| [a, b].map(|value| format!("{value:.digits$}"));
    let mut all = std::iter::once([a, b].map(short)).chain((7..=12).map(with));
    all.find(|[a, b]| a != b).unwrap_or_else(|| [a, b].map(|value| value.to_string()))
}

/// A number with up to six digits.
fn short(value: f64) -> String {
    let digits = format!("{value:.6}");
    match digits.parse() {
        Ok(0.0) if value != 0.0 => format!("{value:.3e}"),
        Ok::<f64, _>(number) => number.to_string(),
        Err(_) => digits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ann::plain::backward::Gradient;
    use ndarray::array;

    fn said(got: &Matrix, right: &Matrix) -> String {
        compare("A", got, right).end().map_or_else(|finding| finding.what, |()| "right".to_owned())
    }

    #[test]
    fn what_a_wrong_value_looks_like() {
        let right = array![[1.0, 2.0, 3.0], [4.0, 5.0, 7.0]];
        assert_eq!(said(&(&right * (1.0 + 1e-13)), &right), "right");
        assert_eq!(said(&right.t().to_owned(), &right), "A is (3, 2) and must be (2, 3): it is right, but transposed.");
        assert_eq!(said(&array![[1.0]], &right), "A is (1, 1) and must be (2, 3).");
        assert_eq!(said(&(-&right), &right), "A has the wrong sign.");
        assert_eq!(said(&(&right * 3.0), &right), "A is 3 times what it must be.");
        assert_eq!(said(&(&right + 0.5), &right), "A is too large by 0.5, everywhere.");
        assert_eq!(said(&Matrix::zeros((2, 3)), &right), "A is 0 everywhere.");
        let mut wrong = right.clone();
        wrong[[0, 2]] = f64::NAN;
        assert_eq!(said(&wrong, &right), "A[[0, 2]] is NaN. Does something overflow, or is 0 divided by 0?");
        wrong[[0, 2]] = 0.0;
        wrong[[1, 2]] = 0.0;
        assert_eq!(said(&wrong, &right), "A[[0, 2]] is 0 and must be 3. Only column 2 is wrong.");
        assert_eq!(said(&array![[2.0]], &array![[3.0]]), "A is 2 and must be 3.");
        assert_eq!(said(&array![[1.0]], &array![[1.0 - 2e-9]]), "A is 1.000000000 and must be 0.999999998.");
        assert_eq!(said(&array![[2e-12]], &array![[0.0]]), "A is 2.000e-12 and must be 0.");
    }

    #[test]
    fn what_is_wrong_has_the_name_that_the_reader_gives_it() {
        let gradient = |number: f64| Gradient { dw: array![[1.0, number]], db: array![[1.0]] };
        let (got, right) = (vec![gradient(1.0), gradient(2.0)], vec![gradient(1.0), gradient(3.0)]);
        let said = |comparison: Comparison| comparison.end().map_err(|finding| finding.what);
        assert_eq!(said(compare("", &got, &right)), Err("dW[[0, 1]] of layer 2 is 2 and must be 3.".to_owned()));
        let what = "It returns 1 gradient and must return 2, one for each layer. Does the loop leave out a layer?";
        assert_eq!(said(compare("", &got[..1].to_vec(), &right)), Err(what.to_owned()));
        let what = "[1] of the list is 2 and must be 3.";
        assert_eq!(said(compare("the list", &vec![1.0, 2.0], &vec![1.0, 3.0])), Err(what.to_owned()));
        let what = "the list has the length 1, which must be 2.";
        assert_eq!(said(compare("the list", &vec![1.0], &vec![1.0, 3.0])), Err(what.to_owned()));
    }

    #[test]
    fn a_mistake_is_named_only_if_it_is_one() {
        let (got, right) = (array![[2.0, 4.0]], array![[1.0, 2.0]]);
        let found = compare("A", &got, &right).mistake(&right, "none").mistake(&(2.0 * &right), "doubled").end();
        assert_eq!(found, Err(Finding::new("doubled")));
        assert_eq!(compare("A", &right, &right).mistake(&right, "none").end(), Ok(()));
        // What gives the right value but for rounding is no mistake, even where the reader's is just too far from it.
        let (near, far) = (&right + 1.6e-9, &right + 3.2e-9);
        assert!(compare("A", &far, &right).mistake(&near, "rounded").end().is_err_and(|found| found.what != "rounded"));
    }
}
