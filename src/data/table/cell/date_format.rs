//! The ways in which dates are written.

use std::fmt;

/// How the dates of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateFormat {
    /// `2021-03-04`
    YearMonthDay,
    /// `04.03.2021`, `4 Mar 2021`
    DayMonthYear,
    /// `03/04/2021`, `Mar 4, 2021`
    MonthDayYear,
    /// `2021-03` or `2021/03`, the first day of a month
    YearMonth,
    /// `03/2021`, `Mar 2021`, the first day of a month
    MonthYear,
    /// `2021Q1`, `2021-Q1`, `Q1 2021`, the first day of a quarter
    Quarter,
}

impl DateFormat {
    /// Every format.
    pub(super) const ALL: [DateFormat; 6] = [
        DateFormat::YearMonthDay,
        DateFormat::DayMonthYear,
        DateFormat::MonthDayYear,
        DateFormat::YearMonth,
        DateFormat::MonthYear,
        DateFormat::Quarter,
    ];

    /// A name for files, which will not change.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            DateFormat::YearMonthDay => "year-month-day",
            DateFormat::DayMonthYear => "day-month-year",
            DateFormat::MonthDayYear => "month-day-year",
            DateFormat::YearMonth => "year-month",
            DateFormat::MonthYear => "month-year",
            DateFormat::Quarter => "quarter",
        }
    }

    /// The format of this [`name`](Self::name).
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// For users, with an example.
impl fmt::Display for DateFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DateFormat::YearMonthDay => "year, month, day, as in 2021-12-31",
            DateFormat::DayMonthYear => "day, month, year, as in 31.12.2021",
            DateFormat::MonthDayYear => "month, day, year, as in 12/31/2021",
            DateFormat::YearMonth => "year and month, as in 2021-12",
            DateFormat::MonthYear => "month and year, as in 12/2021",
            DateFormat::Quarter => "year and quarter, as in 2021-Q4",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::table::cell::days;

    #[test]
    fn formats_have_names() {
        let names = ["year-month-day", "day-month-year", "month-day-year", "year-month", "month-year", "quarter"];
        for (format, name) in DateFormat::ALL.into_iter().zip(names) {
            assert_eq!((format.name(), DateFormat::from_name(name)), (name, Some(format)));
            let shown = format.to_string();
            let example = shown.split_once("as in ").and_then(|(_, example)| days(example, format));
            assert!(example.is_some(), "{shown}");
        }
        assert_eq!(DateFormat::from_name("date"), None);
    }
}
