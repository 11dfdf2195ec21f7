//! Learning from the rows for training how columns become features.

use super::{Encoder, Preparation};
use crate::data::scale::is_constant;
use crate::data::table::columns::{Cells, Column, Words};
use crate::data::table::{DateFormat, Reason, Role, Table, days, month, weekday};
use crate::error::TableProblem;
use crate::{Error, Result};

/// As many names of a category have a feature of their own, the most frequent ones.
const MOST_NAMES: usize = 50;
/// A name that is in fewer rows for training is rare: with this many rows or more, and with fewer.
const RARE: [(usize, usize); 2] = [(200, 5), (0, 2)];

impl Preparation {
    /// Learns from these rows of a table, the ones for training, how its columns become features.
    ///
    /// # Errors
    ///
    /// As [`Table::roles`]; [`Error::Table`] if nothing is left to learn from; [`Error::Data`] if there are no rows.
    pub fn fit(table: &Table, rows: &[usize]) -> Result<Self> {
        if rows.is_empty() || rows.iter().any(|&row| row >= table.rows()) {
            return Err(Error::data(format!("rows 0 to {} of the table are needed, at least one", table.rows() - 1)));
        }
        let mut preparation = Preparation { encoders: Vec::new(), left_out: Vec::new() };
        for (column, role) in table.columns.iter().zip(table.roles()?) {
            match encoder(table, column, role, rows) {
                Ok(encoder) => preparation.encoders.push(encoder),
                Err(reason) => preparation.left_out.push((column.name.clone(), reason)),
            }
        }
        if preparation.encoders.is_empty() {
            let told =
                preparation.left_out().map(|(name, reason)| format!("'{}': {reason}", crate::error::excerpt(name)));
            let problem = TableProblem::NothingToLearnFrom(crate::error::joined(&told.collect::<Vec<_>>()));
            return Err(Error::Table { path: table.path.clone(), row: None, column: None, problem });
        }
        Ok(preparation)
    }
}

fn encoder(table: &Table, column: &Column, role: Role, rows: &[usize]) -> std::result::Result<Encoder, Reason> {
    match (role, &column.cells) {
        (Role::LeftOut(reason), _) => Err(reason),
        (Role::Number, Cells::Numbers(row)) => number(column, rows.iter().map(|&j| table.numbers[[*row, j]])),
        (Role::Category, Cells::Words(words)) => category(column, words, rows),
        (Role::Date { format, is_ambiguous }, Cells::Words(words)) => date(column, words, (format, is_ambiguous), rows),
        _ => Err(Reason::Text),
    }
}

/// The mean and the variance of the numbers that are not NaN, and how many those are.
fn moments(numbers: impl Iterator<Item = f64> + Clone) -> (f64, f64, usize) {
    let there = numbers.filter(|number| !number.is_nan());
    let count = there.clone().count();
    let mean = there.clone().fold(0.0, |mean, x| mean + x / count as f64);
    let variance = there.fold(0.0, |sum, x| sum + (x - mean).powi(2) / count as f64);
    (mean, variance, count)
}

fn number(
    column: &Column,
    numbers: impl ExactSizeIterator<Item = f64> + Clone,
) -> std::result::Result<Encoder, Reason> {
    let rows = numbers.len();
    let (mean, variance, count) = moments(numbers);
    let tells_missing = count < rows;
    if count == 0 {
        return Err(Reason::Empty);
    }
    // Where it is missing may still tell something.
    if is_constant(mean, variance, count) && !tells_missing {
        return Err(Reason::Constant);
    }
    Ok(Encoder::Number { name: column.name.clone(), mean: Some(mean), tells_missing })
}

fn category(column: &Column, words: &Words, rows: &[usize]) -> std::result::Result<Encoder, Reason> {
    let counts = words.counts(rows.iter().copied());
    let there: usize = counts.iter().sum();
    let rare = RARE.iter().find(|(least, _)| rows.len() >= *least).map_or(0, |(_, rare)| *rare);
    let mut order: Vec<usize> = (0..counts.len()).filter(|&code| counts[code] > 0).collect();
    order.sort_by_key(|&code| std::cmp::Reverse(counts[code]));
    if order.is_empty() {
        return Err(Reason::Empty);
    }
    let own = order.iter().take_while(|&&code| counts[code] >= rare).count().min(MOST_NAMES);
    // The rest of a category with a single rare name is this name.
    let own = if own + 1 == order.len() && own < MOST_NAMES { order.len() } else { own };
    let (own, rest) = order.split_at(own);
    let mut names: Vec<(&str, usize)> =
        own.iter().filter_map(|&code| words.name(code as u32).map(|name| (name, counts[code]))).collect();
    names.sort_unstable();
    let (has_rest, tells_missing) = (!rest.is_empty(), there < rows.len());
    let rest: usize = rest.iter().map(|&code| counts[code]).sum();
    if names.len() + usize::from(has_rest) + usize::from(tells_missing) < 2 {
        return Err(if has_rest { Reason::Text } else { Reason::Constant });
    }
    let is_binary = names.len() == 2 && !has_rest && !tells_missing;
    let mean = |count: usize| count as f64 / rows.len() as f64;
    let mut means: Vec<f64> = names.iter().skip(usize::from(is_binary)).map(|(_, count)| mean(*count)).collect();
    means.extend(has_rest.then(|| mean(rest)));
    means.extend(tells_missing.then(|| mean(rows.len() - there)));
    let names = names.into_iter().map(|(name, _)| name.to_owned()).collect();
    Ok(Encoder::Category { name: column.name.clone(), names, has_rest, tells_missing, means })
}

fn date(
    column: &Column,
    words: &Words,
    (format, is_ambiguous): (DateFormat, bool),
    rows: &[usize],
) -> std::result::Result<Encoder, Reason> {
    // Not a number of days where a word says that there is none.
    let of_name: Vec<f64> = words.names.keys().map(|name| days(name, format).unwrap_or(f64::NAN)).collect();
    let there = rows.iter().filter_map(|&row| of_name.get(words.codes[row] as usize).copied());
    let there: Vec<f64> = there.filter(|days| !days.is_nan()).collect();
    let parts = |day: &f64| [f64::from(weekday(*day)), f64::from(month(*day))];
    let Some(first) = there.first() else { return Err(Reason::Empty) };
    if there.iter().all(|day| day == first) {
        return Err(Reason::Constant);
    }
    let varies = [0, 1].map(|part| there.iter().any(|day| parts(day)[part] != parts(first)[part]));
    let mean = |value: &dyn Fn(&f64) -> f64| there.iter().map(value).sum::<f64>() / there.len() as f64;
    let means = [mean(&|day| *day), mean(&|day| parts(day)[0]), mean(&|day| parts(day)[1])];
    let tells_missing = there.len() < rows.len();
    Ok(Encoder::Date { name: column.name.clone(), format, is_ambiguous, means, parts: varies, tells_missing })
}
