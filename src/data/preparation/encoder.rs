//! What becomes of one column of a table.

use crate::data::table::{DateFormat, may_be_missing, month, weekday};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt;

/// A column of a table, and how it becomes features.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Encoder {
    Number {
        name: String,
        /// What stands for a missing number: the mean of the others, if it is known.
        mean: Option<f64>,
        /// Whether a second feature says where it was missing.
        tells_missing: bool,
    },
    Category {
        name: String,
        /// The names with a feature of their own.
        names: Vec<String>,
        /// Whether further names were seen, which share one.
        has_rest: bool,
        /// Whether cells were missing; they have a feature, too.
        tells_missing: bool,
        /// The mean of each feature, for a name that was never seen: it says nothing.
        means: Vec<f64>,
    },
    Date {
        name: String,
        #[serde(with = "format_name")]
        format: DateFormat,
        /// Whether day and month could be exchanged in all dates of the table that it was learnt from, as long as it is in memory.
        #[serde(skip)]
        is_ambiguous: bool,
        /// What stands for a missing date: the mean of the days since 1970, of the days of the week and of the months.
        means: [f64; 3],
        /// Whether the day of the week, and the month, are features.
        parts: [bool; 2],
        tells_missing: bool,
    },
}

/// What a column of a table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ColumnKind {
    /// Numbers.
    Number,
    /// Names of a category.
    Category {
        /// How many of them were seen in training and have a feature of their own, or stand for the absence of the other.
        names: usize,
    },
    /// Dates.
    Date,
}

impl Encoder {
    pub fn kind(&self) -> ColumnKind {
        match self {
            Encoder::Number { .. } => ColumnKind::Number,
            Encoder::Category { names, .. } => ColumnKind::Category { names: names.len() },
            Encoder::Date { .. } => ColumnKind::Date,
        }
    }

    pub fn number(name: &str) -> Encoder {
        Encoder::Number { name: name.to_owned(), mean: None, tells_missing: false }
    }

    pub fn name(&self) -> &str {
        match self {
            Encoder::Number { name, .. } | Encoder::Category { name, .. } | Encoder::Date { name, .. } => name,
        }
    }

    /// The names of its features.
    pub fn features(&self) -> Vec<String> {
        let missing = |name: &String, tells: bool| tells.then(|| format!("{name} missing"));
        match self {
            Encoder::Number { name, tells_missing, .. } => {
                std::iter::once(name.clone()).chain(missing(name, *tells_missing)).collect()
            }
            Encoder::Category { name, names, has_rest, tells_missing, .. } => {
                // Of two names one is enough: where it is not one, it is the other.
                let skipped = usize::from(self.is_binary());
                let own = names.iter().skip(skipped).map(|value| format!("{name} = {value}"));
                own.chain(has_rest.then(|| format!("{name} = (other)"))).chain(missing(name, *tells_missing)).collect()
            }
            Encoder::Date { name, parts, tells_missing, .. } => {
                let parts = ["weekday", "month"].into_iter().zip(parts).filter(|(_, is_there)| **is_there);
                let parts = parts.map(|(part, _)| format!("{name} {part}"));
                std::iter::once(name.clone()).chain(parts).chain(missing(name, *tells_missing)).collect()
            }
        }
    }

    /// Whether it has a mean for each feature.
    pub fn is_sound(&self) -> bool {
        match self {
            Encoder::Category { means, .. } => means.len() == self.features().len(),
            Encoder::Number { .. } | Encoder::Date { .. } => true,
        }
    }

    fn is_binary(&self) -> bool {
        matches!(self, Encoder::Category { names, has_rest: false, tells_missing: false, .. } if names.len() == 2)
    }

    /// Writes the features of a number; NaN if it is missing. False if it is missing and no mean is known.
    pub fn write_number(&self, number: f64, into: &mut [f64]) -> bool {
        let Encoder::Number { mean, tells_missing, .. } = self else { return false };
        let is_missing = number.is_nan();
        let Some(value) = Some(number).filter(|_| !is_missing).or(*mean) else { return false };
        into[0] = value;
        if *tells_missing {
            into[1] = f64::from(u8::from(is_missing));
        }
        true
    }

    /// The features of each of these names, and at the end those of a missing cell; as an error, the text of a date that cannot be read.
    pub fn write_words<'n>(&self, names: impl Iterator<Item = &'n str>) -> Result<Vec<Vec<f64>>, String> {
        let known: HashMap<&str, usize> = match self {
            Encoder::Category { names, .. } => names.iter().enumerate().map(|(i, name)| (name.as_str(), i)).collect(),
            Encoder::Number { .. } | Encoder::Date { .. } => HashMap::new(),
        };
        names.map(Some).chain([None]).map(|name| self.word(name, &known)).collect()
    }

    fn word(&self, word: Option<&str>, known: &HashMap<&str, usize>) -> Result<Vec<f64>, String> {
        match self {
            Encoder::Number { .. } => Err(word.unwrap_or_default().to_owned()),
            Encoder::Category { names, has_rest, tells_missing, means, .. } => {
                let skipped = usize::from(self.is_binary());
                let rest = names.len() - skipped;
                let mut features = vec![0.0; means.len()];
                let place = match word.map(|word| known.get(word)) {
                    Some(Some(&place)) if place < skipped => return Ok(features), // the first of two
                    Some(Some(&place)) => Some(place - skipped),
                    Some(None) => has_rest.then_some(rest),
                    None => tells_missing.then_some(rest + usize::from(*has_rest)),
                };
                match place {
                    Some(place) => features[place] = 1.0,
                    None => features.clone_from(means),
                }
                Ok(features)
            }
            Encoder::Date { format, means, parts, tells_missing, .. } => {
                let days = word
                    .filter(|word| !may_be_missing(word))
                    .map(|word| crate::data::table::days(word, *format).ok_or_else(|| word.to_owned()));
                let days = days.transpose()?;
                let all = days.map_or(*means, |days| [days, f64::from(weekday(days)), f64::from(month(days))]);
                let mut features = vec![all[0]];
                features.extend(all[1..].iter().zip(parts).filter(|(_, is_there)| **is_there).map(|(value, _)| *value));
                features.extend(tells_missing.then(|| f64::from(u8::from(days.is_none()))));
                Ok(features)
            }
        }
    }
}

/// What becomes of the column, for a reader.
impl fmt::Display for Encoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, tells) = match self {
            Encoder::Number { tells_missing, .. } => ("number".to_owned(), *tells_missing),
            Encoder::Category { names, has_rest, tells_missing, .. } => {
                let rest = if *has_rest { " and others" } else { "" };
                (format!("category: {}{rest}", crate::error::listed(names.iter().map(String::as_str))), *tells_missing)
            }
            Encoder::Date { format, is_ambiguous, tells_missing, .. } => {
                let exchanged = if *is_ambiguous { " (day and month could be exchanged in all of them)" } else { "" };
                (format!("date, {format}{exchanged}"), *tells_missing)
            }
        };
        f.write_str(&what)?;
        if tells { f.write_str(", sometimes missing") } else { Ok(()) }
    }
}

mod format_name {
    //! A format of dates by its name.

    use crate::data::table::DateFormat;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(format: &DateFormat, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(format.name())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DateFormat, D::Error> {
        let name = String::deserialize(deserializer)?;
        DateFormat::from_name(&name).ok_or_else(|| D::Error::custom(format!("there is no format of dates '{name}'")))
    }
}
