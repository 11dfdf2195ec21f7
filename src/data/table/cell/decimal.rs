//! Which sign sets off the fractions of a column: `1,200` alone does not say, `1,5` does.

use super::number::{Decimal, bare, unsigned};

/// What a cell says on the sign that sets off fractions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// It is the point, as in `0.35`, `1,234.5` or `1,234,567`.
    Point,
    /// It is the comma, as in `0,35`, `1.234,5` or `1.234.567`.
    Comma,
    /// Either: the comma of `1,200` separates thousands or sets off a fraction.
    EitherComma,
    /// Either: the point of `1.200` sets off a fraction or separates thousands.
    EitherPoint,
}

/// What a cell says on the sign that sets off fractions; `None` if it has neither sign, or is no number with either.
#[must_use]
pub fn decimal_evidence(cell: &str) -> Option<Evidence> {
    if !cell.contains(['.', ',']) {
        return None;
    }
    let (text, _, _) = bare(cell);
    match (unsigned(text, Decimal::Point), unsigned(text, Decimal::Comma)) {
        (Some(_), None) => Some(Evidence::Point),
        (None, Some(_)) => Some(Evidence::Comma),
        (Some(_), Some(_)) if text.contains(',') => Some(Evidence::EitherComma),
        // `Fr. 12` and `Fr. 1 200` have their point in the currency.
        (Some(_), Some(_)) if text.contains('.') => Some(Evidence::EitherPoint),
        _ => None,
    }
}

/// The sign that sets off the fractions of a column (or a file), from what its cells say:
///
/// - the comma, if some cells can only mean the comma and none only the point;
/// - the comma, too, if all that is said is like `1,200` and the columns are not separated by commas: where they are, `1,200`
///   had to be quoted, which a program that writes a decimal comma would have avoided by another delimiter;
/// - the point in every other case: nothing said, only cells like `1.200`, or cells that contradict each other.
#[must_use]
pub fn decide(evidence: impl Iterator<Item = Evidence>, delimiter_is_comma: bool) -> Decimal {
    let (mut comma, mut either_comma, mut either_point) = (false, false, false);
    for said in evidence {
        match said {
            Evidence::Point => return Decimal::Point,
            Evidence::Comma => comma = true,
            Evidence::EitherComma => either_comma = true,
            Evidence::EitherPoint => either_point = true,
        }
    }
    if comma || (either_comma && !either_point && !delimiter_is_comma) { Decimal::Comma } else { Decimal::Point }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Decimal::{Comma, Point};

    #[test]
    fn cells_say_how_fractions_are_set_off() {
        for (cells, evidence) in [
            ("0.35|0.350|1,234.5|1,234,567|1.2345|1.200e3|.5|$1.5|-1.5|1 200.5", Some(Evidence::Point)),
            ("0,35|0,350|12,5|1.234,5|1.234.567|1,200e3|,5|1,5 €|(1,5)|1'200,5", Some(Evidence::Comma)),
            ("1,200|999,999|$1,200|-1,200|(1,200)", Some(Evidence::EitherComma)),
            ("1.200|999.999|1.200 kr.|-1.200|1.200%", Some(Evidence::EitherPoint)),
            ("|5|-5|1 200|1e5|inf|text|a,b|1.2.3|1,2,3|04.03.2021|Fr. 50|.|,", None),
        ] {
            for cell in cells.split('|') {
                assert_eq!(decimal_evidence(cell), evidence, "{cell:?}");
            }
        }
    }

    #[test]
    fn a_column_is_decided_by_its_cells() {
        for (cells, with_commas, otherwise) in [
            ("", Point, Point),
            ("1,5", Comma, Comma),
            ("1.5", Point, Point),
            ("1,5 1,200 1.200", Comma, Comma),
            ("1.5 1,200 1.200", Point, Point),
            ("1,5 1.5", Point, Point),
            ("1,200", Point, Comma),
            ("1.200", Point, Point),
            ("1,200 1.200", Point, Point),
        ] {
            let decided =
                [true, false].map(|delimiter| decide(cells.split(' ').filter_map(decimal_evidence), delimiter));
            assert_eq!(decided, [with_commas, otherwise], "{cells}");
        }
    }
}
