//! The target column of a table: classes or numbers, decided when the last row has been read.

use crate::data::table::cell::{Decimal, Marks, number};
use crate::data::table::columns::Place;
use crate::data::{Target, Task};
use crate::error::TableProblem;
use ndarray::{Array2, ShapeBuilder};
use std::collections::HashMap;

/// Up to so many distinct labels are remembered before a column of numbers counts as numbers for good, so that a large
/// regression target does not fill the memory with its own text.
const MAX_REMEMBERED: usize = 10_000;

/// A target column while it is being read.
pub(super) struct TargetColumn {
    task: Task,
    /// Whether something is to be learnt of it: whoever knows the classes already can be judged on one alone.
    is_to_learn: bool,
    decimal: Decimal,
    /// The value of each row, as long as every cell was a number.
    numbers: Option<Vec<f64>>,
    /// The label of each row as it is written, as an index into `names`, as long as the column may hold classes.
    labels: Option<Vec<usize>>,
    names: Vec<String>,
    index: HashMap<String, usize>,
    marks: Marks,
    /// The first cell that was no number.
    first_text: Option<(Place, String)>,
    /// The first cell that was infinite.
    first_not_finite: Option<(Place, String)>,
    /// Whether some cell was a number with a fractional part.
    fractions: bool,
}

impl TargetColumn {
    pub fn new(task: Task, is_to_learn: bool, decimal: Decimal) -> Self {
        TargetColumn {
            task,
            is_to_learn,
            decimal,
            numbers: Some(Vec::new()),
            labels: (task != Task::Regress).then(Vec::new),
            names: Vec::new(),
            index: HashMap::new(),
            marks: Marks::default(),
            first_text: None,
            first_not_finite: None,
            fractions: false,
        }
    }

    /// Makes room for so many more rows, if there is as much memory.
    pub fn reserve(&mut self, rows: usize) {
        let _ = self.numbers.as_mut().map(|numbers| numbers.try_reserve_exact(rows));
        let _ = self.labels.as_mut().map(|labels| labels.try_reserve_exact(rows));
    }

    /// What stood around its numbers.
    pub fn marks(&self) -> Marks {
        if self.numbers.is_some() { self.marks } else { Marks::default() }
    }

    /// Takes back what was pushed after so many rows.
    pub fn truncate(&mut self, rows: usize) {
        self.numbers.iter_mut().for_each(|numbers| numbers.truncate(rows));
        self.labels.iter_mut().for_each(|labels| labels.truncate(rows));
    }

    /// Takes the cell of the next row, which is not missing.
    pub fn push(&mut self, cell: &str, place: Place) -> Result<(), TableProblem> {
        match number(cell, self.decimal) {
            Some((value, marks)) if value.is_finite() => {
                self.marks = self.marks.merge(marks);
                self.fractions |= value.fract() != 0.0;
                if let Some(numbers) = &mut self.numbers {
                    numbers.push(value);
                }
            }
            Some(_) if self.task != Task::Classify => return Err(TableProblem::NotFinite(cell.to_owned())),
            Some(_) => {
                self.first_not_finite.get_or_insert_with(|| (place, cell.to_owned()));
            }
            None if self.task == Task::Regress => return Err(TableProblem::NotANumber(cell.to_owned())),
            None if self.labels.is_none() => return Err(TableProblem::MixedTarget(cell.to_owned())),
            None => {
                self.numbers = None;
                self.first_text.get_or_insert_with(|| (place, cell.to_owned()));
            }
        }
        self.push_label(cell)
    }

    fn push_label(&mut self, name: &str) -> Result<(), TableProblem> {
        let Some(labels) = &mut self.labels else { return Ok(()) };
        let label = match self.index.get(name) {
            Some(&label) => label,
            None => {
                self.names.push(name.to_owned());
                self.index.insert(name.to_owned(), self.names.len() - 1);
                self.names.len() - 1
            }
        };
        labels.push(label);
        if self.task == Task::Auto && self.numbers.is_some() && self.names.len() > MAX_REMEMBERED {
            self.labels = None;
            self.names.clear();
            self.index.clear();
        }
        // Names that nobody repeats would fill the memory.
        match self.names.len() > MAX_REMEMBERED * 10 {
            true => Err(TableProblem::TooManyClasses(self.names.len())),
            false => Ok(()),
        }
    }

    /// Decides what the column holds.
    pub fn finish(mut self) -> Result<Target, (Option<Place>, TableProblem)> {
        if let (Some((place, cell)), None) = (self.first_not_finite.take(), &self.first_text) {
            return Err((Some(place), TableProblem::NotFinite(cell)));
        }
        if self.numbers.is_some() {
            self.merge_equal_numbers();
        }
        let (rows, distinct) = (self.labels.as_ref().map_or(0, Vec::len), self.names.len());
        let few = distinct <= Task::MAX_CLASSES;
        // Numbers of which each has its own value, or nearly, are no classes.
        let repeated = distinct <= 2 || rows >= 4 * distinct;
        if self.task == Task::Auto
            && let Some((place, cell)) = self.first_text
        {
            let some_numbers = self.names.iter().any(|name| number(name, self.decimal).is_some());
            if some_numbers && (self.fractions || !few) {
                return Err((Some(place), TableProblem::MixedTarget(cell)));
            }
        }
        match (self.labels, self.numbers) {
            (Some(labels), None) => classes(labels, self.names, self.is_to_learn),
            (Some(labels), Some(_)) if self.task == Task::Classify || (few && repeated && !self.fractions) => {
                classes(labels, self.names, self.is_to_learn)
            }
            (_, Some(numbers)) => values(numbers, self.is_to_learn),
            (None, None) => Err((None, TableProblem::NoRows)),
        }
    }

    /// Where all labels are numbers, 1, 1.0 and 01 are one class, named as it was written first.
    fn merge_equal_numbers(&mut self) {
        let Some(labels) = &mut self.labels else { return };
        let mut of_value: HashMap<String, usize> = HashMap::new();
        let mut kept: Vec<String> = Vec::new();
        let mut merged = Vec::with_capacity(self.names.len());
        for name in std::mem::take(&mut self.names) {
            // Whole numbers beyond 2⁵³ are told apart as such, everything else by its value.
            let value = match (name.parse::<i128>(), name.parse::<f64>()) {
                (Ok(whole), _) => whole.to_string(),
                (_, Ok(number)) => (number + 0.0).to_string(),
                _ => name.clone(),
            };
            merged.push(*of_value.entry(value).or_insert_with(|| {
                kept.push(name);
                kept.len() - 1
            }));
        }
        labels.iter_mut().for_each(|label| *label = merged[*label]);
        self.names = kept;
    }
}

/// Classes in sorted order: by value if all are numbers, otherwise by text.
fn classes(labels: Vec<usize>, names: Vec<String>, is_to_learn: bool) -> Result<Target, (Option<Place>, TableProblem)> {
    if let ([only], true) = (names.as_slice(), is_to_learn) {
        return Err((None, TableProblem::SingleClass(only.clone())));
    }
    if is_to_learn && names.len() == labels.len() && names.len() > 2 {
        return Err((None, TableProblem::EachItsOwn(names.len())));
    }
    if names.len() > Task::MOST_CLASSES {
        return Err((None, TableProblem::TooManyClasses(names.len())));
    }
    let values: Option<Vec<f64>> = names.iter().map(|name| name.parse().ok()).collect();
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by(|&a, &b| match &values {
        Some(values) => values[a].total_cmp(&values[b]),
        None => names[a].cmp(&names[b]),
    });
    let mut rank = vec![0; names.len()];
    for (new, &old) in order.iter().enumerate() {
        rank[old] = new;
    }
    Ok(Target::Classes {
        labels: labels.into_iter().map(|label| rank[label]).collect(),
        names: order.into_iter().map(|old| names[old].clone()).collect(),
    })
}

/// Numbers, of which at least two must differ if something is to be learnt of them.
fn values(numbers: Vec<f64>, is_to_learn: bool) -> Result<Target, (Option<Place>, TableProblem)> {
    if is_to_learn && numbers.windows(2).all(|pair| pair[0] == pair[1]) {
        return Err((None, TableProblem::ConstantTarget(numbers.first().map_or_else(String::new, f64::to_string))));
    }
    let m = numbers.len();
    // A vector of m numbers always fills a matrix of 1 × m.
    Array2::from_shape_vec((1, m).f(), numbers).map(Target::Values).map_err(|_| (None, TableProblem::NoRows))
}
