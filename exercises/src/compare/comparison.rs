//! The reader's value beside the right one, and what a mistake gives.

use super::close::{are_close, is_close};
use super::{looks, shapes};
use crate::report::Finding;
use crate::value::Value;
use ann::plain::Matrix;
use std::fmt::Display;
use std::ops::Range;

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

    /// The mistakes of a loop that adds up n terms, each of `one`, such as a sample: the last or the first is left out, or only one counts.
    ///
    /// `sum` is the value that the terms of a range give; where it is a mean, the second argument is what the sum is divided by.
    pub fn terms<V: Value>(mut self, one: &str, n: usize, sum: impl Fn(Range<usize>, f64) -> V) -> Self {
        let last = n.saturating_sub(1);
        let slips = [
            (0..last, "leaves out the last", "does the loop end one too early?"),
            (1..n, "leaves out the first", "does the loop begin one too late?"),
            (last..n, "is made of the last", "add up with += and not with =."),
            (0..1, "is made of the first", "does the function return inside the loop?"),
        ];
        for (range, what, hint) in slips.into_iter().filter(|_| n > 2) {
            let alone = if range.len() == 1 { " alone" } else { "" };
            let says = format!("{} {what} {one}{alone}: {hint}", self.name);
            let of_its_own = range.len() as f64;
            self = self.mistake(&sum(range.clone(), n as f64), &says).mistake(&sum(range, of_its_own), &says);
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
        let Comparison { got, right, count, is_list, see, found, .. } = self;
        let what = found.unwrap_or_else(|| {
            let wrong = (0..right.len()).find(|&i| got.get(i).is_some_and(|got| !is_close(&got.1, &right[i].1)));
            match wrong {
                Some(i) if got.len() == right.len() => {
                    shapes::in_place_of_another(i, &got, &right).unwrap_or_else(|| {
                        let ((name, got), (_, right)) = (&got[i], &right[i]);
                        looks::looks(name, got, right, is_list)
                    })
                }
                _ => shapes::counted(count, &got, &right),
            }
        });
        Err(Finding { what, see })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ann::plain::backward::Gradient;
    use ndarray::array;

    #[test]
    fn what_is_wrong_has_the_name_that_the_reader_gives_it() {
        let gradient = |number: f64| Gradient { dw: array![[1.0, number]], db: array![[1.0]] };
        let (got, right) = (vec![gradient(1.0), gradient(2.0)], vec![gradient(1.0), gradient(3.0)]);
        let said = |comparison: Comparison| comparison.end().map_err(|finding| finding.what);
        assert_eq!(said(compare("", &got, &right)), Err("dW[[0, 1]] of layer 2 is 2 and must be 3.".to_owned()));
        let what = "It returns 1 gradient and must return 2, one for each layer: layer 2 is missing.";
        assert_eq!(said(compare("", &got[..1].to_vec(), &right)), Err(what.to_owned()));
        let what = "[1] of the list is 2 and must be 3.";
        assert_eq!(said(compare("the list", &vec![1.0, 2.0], &vec![1.0, 3.0])), Err(what.to_owned()));
        let what = "the list has the length 1, which must be 2: it is the first number alone.";
        assert_eq!(said(compare("the list", &vec![1.0], &vec![1.0, 3.0])), Err(what.to_owned()));
    }

    #[test]
    fn a_term_left_out_is_named() {
        let numbers = [1.0, 2.0, 4.0, 8.0];
        let said = |got: f64| {
            let mean = |range: Range<usize>, m: f64| numbers[range].iter().sum::<f64>() / m;
            compare("J", &got, &(15.0 / 4.0)).terms("sample", 4, mean).end().unwrap_err().what
        };
        assert_eq!(said(7.0 / 4.0), "J leaves out the last sample: does the loop end one too early?");
        assert_eq!(said(14.0 / 3.0), "J leaves out the first sample: does the loop begin one too late?");
        assert_eq!(said(8.0 / 4.0), "J is made of the last sample alone: add up with += and not with =.");
        assert_eq!(said(1.0), "J is made of the first sample alone: does the function return inside the loop?");
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
