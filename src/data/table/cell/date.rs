//! Dates in the cells of a column.
//!
//! A [`DateFormat`] is the order of day, month and year; the rest of what a cell looks like is its own affair:
//!
//! | part | what is read |
//! |---|---|
//! | year | four digits, 1000 to 2999; after day and month also two: 69 to 99 are 1969 to 1999, 00 to 68 are 2000 to 2068 |
//! | month | one or two digits, or its English name, whole or three letters (or `Sept`) |
//! | day | one or two digits |
//! | between them | `-`, `/` or `.`, twice the same; next to a name also blanks, commas or nothing: `Mar 4, 2021`, `04MAR2021` |
//! | time | nothing, or what `clock` reads |
//!
//! Digits alone, such as 20210304, are a number.

use super::clock::{date_and_time, digits};
use super::date_format::DateFormat;
use chrono::{Datelike, NaiveDate};
use smallvec::SmallVec;

/// The days from 1970-01-01 to the date in a cell; their fraction is the time of day. A month or a quarter is its first day, and
/// has no time.
///
/// `None` if the cell is no date in this format, or there is no such day, as 2021-02-30.
#[must_use]
pub fn days(cell: &str, format: DateFormat) -> Option<f64> {
    let (date, time) = date_and_time(cell.trim())?;
    let date = match (format, pieces(date)?.as_slice()) {
        (DateFormat::YearMonthDay, &[year, before, month, after, day]) => {
            date_of(long_year(year)?, month_between(before, month, after)?, day)?
        }
        (DateFormat::DayMonthYear, &[day, before, month, after, year])
        | (DateFormat::MonthDayYear, &[month, before, day, after, year]) => {
            date_of(any_year(year)?, month_between(before, month, after)?, day)?
        }
        (_, pieces) if time.is_none() => first_day(pieces, format)?,
        _ => return None,
    };
    Some(f64::from(date.num_days_from_ce() - EPOCH) + time.unwrap_or(0.0))
}

/// The first day of a month or a quarter.
///
/// Where other things may look like it, less is read: 2021-3 and 03-2021 may be the numbers of an article, 2021.03 is one.
fn first_day(pieces: &[&str], format: DateFormat) -> Option<NaiveDate> {
    let (year, month) = match (format, pieces) {
        (DateFormat::YearMonth, &[year, "-" | "/", month]) if month.len() == 2 => (year, digits(month, 2)?),
        (DateFormat::MonthYear, &[month, between, year]) => match digits(month, 2) {
            Some(number) => (year, Some(number).filter(|_| between == "/")?),
            None => (year, named_month(month).filter(|_| loose(between))?),
        },
        (
            DateFormat::Quarter,
            &[year, "" | "-" | " ", "Q" | "q", "", quarter] | &["Q" | "q", "", quarter, "-" | "/" | " ", year],
        ) => (year, (digits(quarter, 1)? * 3).checked_sub(2)?),
        _ => return None,
    };
    date_of(long_year(year)?, month, "1")
}

/// The day of the week of so many days since 1970-01-01: 1 is Monday, 7 is Sunday.
#[must_use]
pub fn weekday(days: f64) -> u32 {
    date_after(days).weekday().number_from_monday()
}

/// The month of so many days since 1970-01-01, from 1.
#[must_use]
pub fn month(days: f64) -> u32 {
    date_after(days).month()
}

/// The names of the months in English.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The number of 1970-01-01 if 0001-01-01 is day 1.
const EPOCH: i32 = 719_163;

/// The date so many days after 1970-01-01; 1970-01-01 itself for a number beyond all calendars, which [`days`] never returns.
fn date_after(days: f64) -> NaiveDate {
    NaiveDate::from_num_days_from_ce_opt((days.floor() as i32).saturating_add(EPOCH)).unwrap_or_default()
}

/// The date if there is one.
fn date_of(year: u32, month: u32, day: &str) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year.try_into().ok()?, month, digits(day, 2)?)
}

/// Splits a date into runs of digits or of letters and, at every other place, what stands between them, which may be nothing.
fn pieces(date: &str) -> Option<SmallVec<[&str; 5]>> {
    let (mut pieces, mut rest) = (SmallVec::new(), date);
    while pieces.len() < 5 {
        let is_digit = rest.starts_with(|first: char| first.is_ascii_digit());
        let in_run = |byte: u8| if is_digit { byte.is_ascii_digit() } else { byte.is_ascii_alphabetic() };
        let (run, after) = rest.split_at(rest.bytes().position(|byte| !in_run(byte)).unwrap_or(rest.len()));
        pieces.push(run);
        if after.is_empty() || run.is_empty() {
            return (!run.is_empty()).then_some(pieces);
        }
        let (between, after) = after.split_at(after.find(|next: char| next.is_ascii_alphanumeric())?);
        pieces.push(between);
        rest = after;
    }
    None
}

/// A year of four digits.
fn long_year(text: &str) -> Option<u32> {
    digits(text, 4).filter(|year| (1000..=2999).contains(year))
}

/// A year of two or four digits.
fn any_year(text: &str) -> Option<u32> {
    match digits(text, 2) {
        Some(year) => (text.len() == 2).then_some(if year < 69 { 2000 + year } else { 1900 + year }),
        None => long_year(text),
    }
}

/// The month, by number or name, of a date with these two gaps between its parts.
fn month_between(before: &str, month: &str, after: &str) -> Option<u32> {
    match digits(month, 2) {
        Some(number) => (before == after && ["-", "/", "."].contains(&before)).then_some(number),
        None => named_month(month).filter(|_| loose(before) && loose(after)),
    }
}

/// Whether this may stand next to the name of a month.
fn loose(between: &str) -> bool {
    between.len() <= 2 && between.chars().all(|character| " ,.-/".contains(character))
}

/// The number of a month by its English name.
fn named_month(name: &str) -> Option<u32> {
    let same = |month: &str| month.eq_ignore_ascii_case(name) || month[..3].eq_ignore_ascii_case(name);
    let number = MONTHS.iter().position(|month| same(month)).or(name.eq_ignore_ascii_case("sept").then_some(8))?;
    u32::try_from(number + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use DateFormat::{DayMonthYear, MonthDayYear, MonthYear, Quarter, YearMonth, YearMonthDay};

    /// 2021-03-04
    const DAY: f64 = 18_690.0;

    #[test]
    fn dates_are_read() {
        for (format, value, cells) in [
            (YearMonthDay, DAY, "2021-03-04|2021/3/4|2021.03.04| 2021-03-04\t|2021-Mar-04|2021 March 4"),
            (
                DayMonthYear,
                DAY,
                "04-03-2021|4/3/2021|04.03.21|4 Mar 2021|04-Mar-21|04MAR2021|4. march, 2021|4 Mar. 2021",
            ),
            (MonthDayYear, DAY, "03-04-2021|3/4/21|03.04.2021|Mar 4, 2021|March 4 2021|MAR/4/2021"),
            (YearMonth, DAY - 3.0, "2021-03|2021/03"),
            (MonthYear, DAY - 3.0, "3/2021|03/2021|Mar 2021|March, 2021|Mar-2021|mar2021"),
            (Quarter, 18_718.0, "2021Q2|2021-Q2|2021 q2|Q2 2021|Q2-2021|q2/2021"),
            (DayMonthYear, -365.0, "1.1.69|1 Jan 1969"),
            (DayMonthYear, 36_159.0, "31.12.68|31/Dec/2068"),
            (YearMonthDay, 11_016.0, "2000-02-29"),
            (YearMonthDay, -354_285.0, "1000-01-01"),
            (YearMonthDay, 376_199.0, "2999-12-31"),
            (YearMonthDay, DAY + 0.5, "2021-03-04 12:00|2021-03-04T12:00:00Z"),
            (DayMonthYear, 18_871.0, "1 Sep 2021|1 Sept 2021|1 September 2021"),
        ] {
            for cell in cells.split('|') {
                assert_eq!(days(cell, format), Some(value), "{cell:?} {format:?}");
            }
        }
    }

    #[test]
    fn months_have_names() {
        let names = "January February March April May June July August September October November December";
        for (number, name) in (1..).zip(names.split(' ')) {
            assert_eq!((named_month(name), named_month(&name[..3])), (Some(number), Some(number)), "{name}");
        }
    }

    #[test]
    fn everything_else_is_no_date() {
        let not_dates = "|20210304|2021|4|12.5|12:30|555-1234|text|a-b-c|é|2021-02-30|2021-13-01|2021-00-10|2021-01-00|\
            31.04.2021|0999-01-01|3000-01-01|999-01-01|21-03-04-05|2021-03/04|2021/03-04|2021 03 04|2021--03--04|\
            2021-03-04-|-2021-03-04|2021-003-04|1.2.3|1.2.345|2021.03|2021-3|2021-003|2021-13|13/2021|03-2021|3/21|\
            Mar 21|Marc 2021|Ma 2021|Mar;2021|Mar  - 2021|Mar:2021|Mar - 2021|003/2021|02021-03-04|2021-03-004|2021Q0|\
            2021Q5|2021Q01|2021xQ1|21Q1|Q1 21|Q12021|2021Q 1|4 März 2021|4 Mar;2021|4;Mar 2021|Fri 4 Mar 2021|\
            2021-Q1 10:11|2021-03 10:11|03/2021 10:11|Mar 2021 10:11|2021-03-04Z|2021-03-04 10:60";
        for cell in not_dates.split('|') {
            for format in DateFormat::ALL {
                assert_eq!(days(cell, format), None, "{cell:?} {format:?}");
            }
        }
    }

    #[test]
    fn days_have_a_weekday_and_a_month() {
        for (days, expected) in [
            (0.0, (4, 1)),
            (-0.5, (3, 12)),
            (DAY, (4, 3)),
            (DAY + 0.999, (4, 3)),
            (DAY + 3.0, (7, 3)),
            (DAY + 4.0, (1, 3)),
            (f64::NAN, (4, 1)),
            (f64::INFINITY, (4, 1)),
            (f64::NEG_INFINITY, (4, 1)),
        ] {
            assert_eq!((weekday(days), month(days)), expected, "{days}");
        }
    }
}
