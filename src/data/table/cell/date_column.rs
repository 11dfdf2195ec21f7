//! How a column writes its dates.
//!
//! One cell often does not tell: `03/04/2021` is in March or in April. All cells of a column together usually do, for 13 can
//! only be a day.

use super::date::days;
use super::date_format::DateFormat;

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
}
