//! What the page tells of the table, and the samples of its map: kept before the training, to which the table and its samples are given
//! away.

use super::streams::{MAP_STREAM, random};
use super::text::{cut, ends};
use ann::data::preparation::ColumnKind;
use ann::data::{Dataset, Preparation, Table, Target};
use chrono::DateTime;
use ndarray::{Array2, Axis, concatenate};
use rand::seq::index;
use std::collections::HashMap;
use std::ops::Range;

/// Samples on the map.
const MAPPED: usize = 500;
/// With fewer samples in the test part, those for training are on the map, too.
const FEWEST: usize = 100;
/// As many characters tell of a column what it holds.
const HOLDS: usize = 300;

/// What was seen of the table.
pub struct Seen {
    /// Missing cells by column.
    missing: HashMap<String, usize>,
    pub rows: usize,
    /// For each test sample its row in the table.
    pub test_rows: Vec<usize>,
    pub columns: Vec<Column>,
    /// The target in the samples for training, those for validation among them, and in those for the test.
    pub targets: [Target; 2],
    pub map: Samples,
}

/// A column that is used.
pub struct Column {
    pub name: String,
    /// `number`, `category` or `date`.
    pub role: &'static str,
    /// Its range, or its names.
    pub holds: String,
    pub missing: usize,
    /// The rows of X.
    pub rows: Range<usize>,
}

/// Samples for the map.
pub struct Samples {
    /// X: (n_x, m)
    pub x: Array2<f64>,
    pub target: Target,
    /// Of how many they were drawn, and whether those for training are among them.
    pub of: usize,
    pub from_all: bool,
}

impl Seen {
    /// What a table says of itself.
    pub fn of_table(table: &Table, test_rows: &[usize]) -> Self {
        Seen {
            missing: table.names().map(str::to_owned).zip(table.missing()).collect(),
            rows: table.rows(),
            test_rows: test_rows.to_vec(),
            columns: Vec::new(),
            targets: [Target::Values(Array2::zeros((1, 0))), Target::Values(Array2::zeros((1, 0)))],
            map: Samples {
                x: Array2::zeros((0, 0)),
                target: Target::Values(Array2::zeros((1, 0))),
                of: 0,
                from_all: false,
            },
        }
    }

    /// And what its samples, for training and for the test, say of it.
    pub fn and_samples(mut self, preparation: &Preparation, [train, test]: [&Dataset; 2], seed: u64) -> Self {
        let columns = preparation.rows().into_iter().zip(preparation.kinds()).zip(preparation.columns());
        for (((name, rows), kind), (_, what)) in columns {
            let limits = || range([train, test], rows.start);
            let (role, holds) = match kind {
                ColumnKind::Category { names: own } => ("category", names(own, &what)),
                ColumnKind::Date => ("date", days(limits())),
                _ => {
                    let (low, high) = limits();
                    ("number", ends(low, high).join(" to "))
                }
            };
            let missing = self.missing.get(&name).copied().unwrap_or(0);
            self.columns.push(Column { name, role, holds: cut(&holds, HOLDS), missing, rows });
        }
        self.targets = [train.target.clone(), test.target.clone()];
        let mut rng = random(seed, MAP_STREAM);
        let from_all = test.samples() < FEWEST;
        let parts = if from_all { vec![train, test] } else { vec![test] };
        let of = parts.iter().map(|part| part.samples()).sum();
        let mut drawn = index::sample(&mut rng, of, of.min(MAPPED)).into_vec();
        drawn.sort_unstable();
        // Of each part its own samples, and then one after the other.
        let (mut taken, mut first) = (Vec::new(), 0);
        for part in parts {
            let own = drawn.iter().filter(|&&i| (first..first + part.samples()).contains(&i)).map(|i| i - first);
            taken.push(part.select(&own.collect::<Vec<_>>()));
            first += part.samples();
        }
        let mut taken = taken.into_iter();
        if let Some(all) = taken.next() {
            let (x, target) = taken.fold((all.x, all.target), |(x, target), more| joined((x, target), more));
            self.map = Samples { x, target, of, from_all };
        }
        self
    }
}

fn joined((x, target): (Array2<f64>, Target), more: Dataset) -> (Array2<f64>, Target) {
    let beside = |a: Array2<f64>, b: Array2<f64>| concatenate(Axis(1), &[a.view(), b.view()]).unwrap_or(a);
    let target = match (target, more.target) {
        (Target::Classes { mut labels, names }, Target::Classes { labels: others, .. }) => {
            labels.extend(others);
            Target::Classes { labels, names }
        }
        (Target::Values(y), Target::Values(others)) => Target::Values(beside(y, others)),
        (target, _) => target,
    };
    (beside(x, more.x), target)
}

/// How many names a category has, and which.
fn names(own: usize, what: &str) -> String {
    let what = what.strip_suffix(", sometimes missing").unwrap_or(what);
    let listed = what.split_once(": ").map_or("", |(_, names)| names);
    format!("{own} name{}: {listed}", if own == 1 { "" } else { "s" })
}

/// The smallest and the largest value of a row of X. What stands for a missing cell is a mean, and so no end.
fn range(parts: [&Dataset; 2], row: usize) -> (f64, f64) {
    let values = parts.into_iter().flat_map(|part| part.x.row(row).to_vec());
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
}

/// Numbers of days since 1970 as dates.
fn days((first, last): (f64, f64)) -> String {
    let date = |days: f64| match DateTime::from_timestamp((days * 86400.0) as i64, 0) {
        Some(moment) => moment.date_naive().to_string(),
        None => format!("{days} days from 1970"),
    };
    format!("{} to {}", date(first), date(last))
}
