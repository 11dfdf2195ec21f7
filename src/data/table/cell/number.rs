//! The number that a cell says: plain, or with currency signs, percent signs and thousands separators around its digits.
//!
//! What is read, apart from plain numbers such as `-12.5e3` and `inf`:
//!
//! | what | example |
//! |---|---|
//! | blanks around it, no-break spaces too | ` 12 ` |
//! | `+`, `-`, `−` or `–` before it, or parentheses for a negative amount | `−12`, `(12)` |
//! | one currency sign before or after it, listed in `CURRENCIES` | `$-12`, `-$12`, `12 EUR` |
//! | `%` after it; the value is not divided by 100 | `12.5 %` is 12.5 |
//! | thousands separators: `,` (`.` if the comma sets off the fraction), `'`, `’` or a blank | `1'234'567.5` |
//!
//! The separators of a number are all alike, stand every three digits, and follow one to three digits that do not begin with 0.
//! Anything else is no number: other units, `0x1F`, `1_000`, dates, times.

use smallvec::SmallVec;
use std::fmt;

/// The currency signs; where one is the beginning or the end of another, the longer comes first.
const CURRENCIES: [&str; 29] = [
    "US$", "R$", "$", "€", "£", "¥", "₹", "₩", "₽", "₺", "USD", "EUR", "GBP", "JPY", "CNY", "INR", "CHF", "CAD", "AUD",
    "SEK", "NOK", "DKK", "PLN", "BRL", "kr.", "kr", "Fr.", "zł", "Kč",
];

/// Thousands separators next to the comma or the point. The last three are no-break, narrow no-break and thin space.
const SEPARATORS: [char; 6] = ['\'', '’', ' ', '\u{a0}', '\u{202f}', '\u{2009}'];

/// How the fraction of a number is set off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Decimal {
    /// `1,234.5`
    #[default]
    Point,
    /// `1.234,5`
    Comma,
}

/// What was written around digits and passed over in reading them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marks {
    /// A currency sign.
    pub currency: bool,
    /// A percent sign.
    pub percent: bool,
    /// Thousands separators.
    pub groups: bool,
}

impl Marks {
    /// The marks of either, as for two cells of a column.
    #[must_use]
    pub fn merge(self, other: Marks) -> Marks {
        Marks {
            currency: self.currency | other.currency,
            percent: self.percent | other.percent,
            groups: self.groups | other.groups,
        }
    }
}

/// Lists the marks, as in "currency signs, thousands separators"; nothing if there are none.
impl fmt::Display for Marks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names =
            [(self.currency, "currency signs"), (self.percent, "percent signs"), (self.groups, "thousands separators")];
        let present: Vec<&str> = names.iter().filter(|(present, _)| *present).map(|(_, name)| *name).collect();
        f.write_str(&present.join(", "))
    }
}

/// The number that a cell says and what is written around it. The number may be infinite; NaN is none.
#[must_use]
#[inline]
pub fn number(cell: &str, decimal: Decimal) -> Option<(f64, Marks)> {
    match plain(cell, decimal) {
        Some(value) if !value.is_nan() => Some((value, Marks::default())),
        _ => marked(cell, decimal),
    }
}

/// A number with nothing around it and no thousands separators; NaN is still one here.
#[inline]
fn plain(text: &str, decimal: Decimal) -> Option<f64> {
    match decimal {
        Decimal::Point => fast_float2::parse(text).ok(),
        Decimal::Comma => parse(text.bytes(), decimal),
    }
}

/// Parses these bytes; if the comma sets off fractions, comma and point are exchanged first.
fn parse(bytes: impl Iterator<Item = u8>, decimal: Decimal) -> Option<f64> {
    let exchanged = |byte| match (decimal, byte) {
        (Decimal::Comma, b',') => b'.',
        (Decimal::Comma, b'.') => b',',
        _ => byte,
    };
    fast_float2::parse(bytes.map(exchanged).collect::<SmallVec<[u8; 32]>>()).ok()
}

/// [`number`] for a cell that is not plain.
fn marked(cell: &str, decimal: Decimal) -> Option<(f64, Marks)> {
    if !cell.bytes().any(|byte| byte.is_ascii_digit()) {
        // Most words end here; what is left is ` inf `.
        let value = fast_float2::parse(cell.trim()).ok().filter(|value: &f64| value.is_infinite())?;
        return Some((value, Marks::default()));
    }
    let (text, negative, mut marks) = bare(cell);
    let value;
    (value, marks.groups) = unsigned(text, decimal)?;
    Some((if negative { -value } else { value }, marks))
}

/// Takes off blanks, one sign or one pair of parentheses, and one currency or percent sign, in whatever order they stand. Returns
/// what is left, whether it is negative, and the marks taken off.
pub(super) fn bare(cell: &str) -> (&str, bool, Marks) {
    let (mut text, mut negative, mut marks) = (cell.trim(), None, None);
    loop {
        if negative.is_none()
            && let Some((found, rest)) = sign(text)
        {
            (negative, text) = (Some(found), rest.trim());
        } else if marks.is_none()
            && let Some((found, rest)) = unit(text)
        {
            (marks, text) = (Some(found), rest.trim());
        } else {
            return (text, negative.unwrap_or(false), marks.unwrap_or_default());
        }
    }
}

/// Whether the sign of `text` is negative, and `text` without it.
fn sign(text: &str) -> Option<(bool, &str)> {
    let negative = || text.strip_prefix(['-', '−', '–']).or_else(|| text.strip_prefix('(')?.strip_suffix(')'));
    text.strip_prefix('+').map(|rest| (false, rest)).or_else(|| Some((true, negative()?)))
}

/// The currency or percent sign of `text`, and `text` without it.
fn unit(text: &str) -> Option<(Marks, &str)> {
    if let [b'0'..=b'9', .., b'0'..=b'9'] = text.as_bytes() {
        return None;
    }
    if let Some(rest) = text.strip_suffix('%') {
        return Some((Marks { percent: true, ..Marks::default() }, rest));
    }
    let rest = CURRENCIES.iter().find_map(|sign| text.strip_prefix(sign).or_else(|| text.strip_suffix(sign)))?;
    Some((Marks { currency: true, ..Marks::default() }, rest))
}

/// A number without a sign, and whether it has thousands separators. With them it has no exponent.
pub(super) fn unsigned(text: &str, decimal: Decimal) -> Option<(f64, bool)> {
    let (fraction, thousands) = match decimal {
        Decimal::Point => ('.', ','),
        Decimal::Comma => (',', '.'),
    };
    let (whole, rest) = text.split_at(text.find([fraction, 'e', 'E']).unwrap_or(text.len()));
    let Some(separator) = whole.chars().find(|character| !character.is_ascii_digit()) else {
        return Some((plain(text, decimal)?, false));
    };
    if (separator != thousands && !SEPARATORS.contains(&separator)) || rest.contains(['e', 'E']) {
        return None;
    }
    let (first, others) = whole.split_once(separator)?;
    let exact = |group: &str| group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit());
    if !(1..=3).contains(&first.len()) || first.starts_with('0') || !others.split(separator).all(exact) {
        return None;
    }
    let digits = whole.bytes().filter(u8::is_ascii_digit).chain(rest.bytes());
    Some((parse(digits, decimal)?, true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Decimal::{Comma, Point};

    const NONE: Marks = Marks { currency: false, percent: false, groups: false };
    const CURRENCY: Marks = Marks { currency: true, ..NONE };
    const PERCENT: Marks = Marks { percent: true, ..NONE };
    const GROUPS: Marks = Marks { groups: true, ..NONE };

    #[test]
    fn numbers_are_read() {
        for (cell, decimal, value, marks) in [
            ("-12.5e3", Point, -12_500.0, NONE),
            ("-12,5e3", Comma, -12_500.0, NONE),
            (" +7\t", Point, 7.0, NONE),
            ("\u{a0}7\u{202f}", Comma, 7.0, NONE),
            (".5", Point, 0.5, NONE),
            (",5", Comma, 0.5, NONE),
            ("−3", Point, -3.0, NONE),
            ("–3", Point, -3.0, NONE),
            ("- 3", Point, -3.0, NONE),
            ("Inf", Point, f64::INFINITY, NONE),
            (" -Infinity ", Comma, f64::NEG_INFINITY, NONE),
            ("1e999", Point, f64::INFINITY, NONE),
            ("-$5.5", Point, -5.5, CURRENCY),
            ("US$1E3", Point, 1000.0, CURRENCY),
            ("5,50 €", Comma, 5.5, CURRENCY),
            ("12.5%", Point, 12.5, PERCENT),
            ("+12,5\u{a0}%", Comma, 12.5, PERCENT),
            ("$(5)", Point, -5.0, CURRENCY),
            ("(1,200.50)", Point, -1200.5, GROUPS),
            ("($1,200)", Point, -1200.0, CURRENCY.merge(GROUPS)),
            ("1,200", Point, 1200.0, GROUPS),
            ("1,200", Comma, 1.2, NONE),
            ("123.456.789,5", Comma, 123_456_789.5, GROUPS),
            ("-12,345,678", Point, -12_345_678.0, GROUPS),
            ("1'200.5", Point, 1200.5, GROUPS),
            ("1’200", Comma, 1200.0, GROUPS),
            ("1 200", Point, 1200.0, GROUPS),
            ("1\u{a0}200\u{a0}300,5", Comma, 1_200_300.5, GROUPS),
            ("1\u{202f}200", Point, 1200.0, GROUPS),
            ("1\u{2009}200", Point, 1200.0, GROUPS),
            ("0,1234567890123456789012345678901234567890", Comma, 0.123_456_789_012_345_68, NONE),
        ] {
            assert_eq!(number(cell, decimal), Some((value, marks)), "{cell:?} {decimal:?}");
        }
        let currencies =
            "$ US$ R$ € £ ¥ ₹ ₩ ₽ ₺ USD EUR GBP JPY CNY INR CHF CAD AUD SEK NOK DKK PLN BRL kr kr. Fr. zł Kč";
        for currency in currencies.split(' ') {
            for cell in [format!("{currency}1"), format!("1e0 {currency}")] {
                assert_eq!(number(&cell, Point), Some((1.0, CURRENCY)), "{cell}");
            }
        }
    }

    #[test]
    fn everything_else_is_no_number() {
        let not_numbers = "|  |nan|-NaN|NA|-|.|,|%|$|()|--5|-+5|-(5)|(-5)|((5))|(5|5)|5-|$5%|5%%|%5|$$5|$inf|inf%|0x1F|1_000|\
            12 kg|1.2.3|1,2,3|2021-03-04|04.03.2021|555-1234|12:30|1/2|e5|1e|1e5.5|ABC 5|1234,567,890|1,,200|1,200 300|\
            0,350,000|1 20|1  200|1'200e3|1'200E3|1'2x0| '200|١";
        for cell in not_numbers.split('|') {
            assert_eq!((number(cell, Point), number(cell, Comma)), (None, None), "{cell:?}");
        }
        for cell in ["1,5", "0,35", "0,350", "12,34", "1234,567", "1,2000", "1,200e3", "1.234,5", "1.200.300", ",200"] {
            assert_eq!(number(cell, Point), None, "{cell:?}");
        }
        for cell in ["1.5", "0.35", "0.350", "1234.567", "1.2000", "1.200e3", "1,234.5", "1,200,300", ".200"] {
            assert_eq!(number(cell, Comma), None, "{cell:?}");
        }
    }

    #[test]
    fn marks_are_merged_and_listed() {
        let all = CURRENCY.merge(PERCENT).merge(NONE).merge(GROUPS);
        assert_eq!(all.to_string(), "currency signs, percent signs, thousands separators");
        assert_eq!(CURRENCY.merge(GROUPS).to_string(), "currency signs, thousands separators");
        assert_eq!((PERCENT.to_string(), NONE.to_string()), ("percent signs".to_owned(), String::new()));
    }
}
