//! How a column writes its dates.
//!
//! One cell often does not tell: `03/04/2021` is in March or in April. All cells of a column together usually do, for 13 can
//! only be a day.

use super::date::days;
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

/// The format that reads all these cells, none of which is missing, and whether it is ambiguous: with day and month exchanged
/// they would all be dates, too, and some of them other ones.
///
/// Then the month is taken to come first if every cell has a `/`, otherwise the day. `None` if there are no cells, or one is no
/// date, or they differ in their order.
pub fn format_of<'a>(cells: impl Iterator<Item = &'a str> + Clone) -> Option<(DateFormat, bool)> {
    cells.clone().next()?;
    let reads_all = |format: &DateFormat| cells.clone().all(|cell| days(cell, *format).is_some());
    let format = DateFormat::ALL.into_iter().find(reads_all)?;
    if format != DateFormat::DayMonthYear || !reads_all(&DateFormat::MonthDayYear) {
        return Some((format, false));
    }
    let differs = |cell| days(cell, DateFormat::DayMonthYear) != days(cell, DateFormat::MonthDayYear);
    let ambiguous = cells.clone().any(differs);
    let month_first = cells.clone().all(|cell| cell.contains('/'));
    Some((if month_first { DateFormat::MonthDayYear } else { DateFormat::DayMonthYear }, ambiguous))
}

#[cfg(test)]
mod tests {
    use super::*;
    use DateFormat::{DayMonthYear, MonthDayYear, MonthYear, Quarter, YearMonth, YearMonthDay};

    #[test]
    fn a_column_tells_its_format() {
        for (cells, expected) in [
            ("2021-03-04|2021-12-31 10:00", Some((YearMonthDay, false))),
            ("03/04/2021|12/31/2021", Some((MonthDayYear, false))),
            ("03/04/2021|31/12/2021", Some((DayMonthYear, false))),
            ("03/04/2021|05/06/2021", Some((MonthDayYear, true))),
            ("03.04.2021|05.06.2021", Some((DayMonthYear, true))),
            ("03-04-2021|05/06/2021", Some((DayMonthYear, true))),
            ("03/03/2021|05/05/2021", Some((MonthDayYear, false))),
            ("03/03/2021|05/06/2021", Some((MonthDayYear, true))),
            ("4 Mar 2021|05/06/2021", Some((DayMonthYear, false))),
            ("Mar 4, 2021", Some((MonthDayYear, false))),
            ("2021-03|2021-12", Some((YearMonth, false))),
            ("Mar 2021|12/2021", Some((MonthYear, false))),
            ("2021Q1|2021-Q4", Some((Quarter, false))),
            ("31/12/2021|12/31/2021", None),
            ("2021-03-04|", None),
            ("2021-03-04|04.03.2021", None),
            ("1|2", None),
        ] {
            assert_eq!(format_of(cells.split('|')), expected, "{cells}");
        }
        assert_eq!(format_of(std::iter::empty()), None);
    }

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
