//! A row of numbers read straight from a line (chapter 10): the quick way, which gives up as soon as it meets a riddle.

use memchr::memchr;

/// What is wanted of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Wanted {
    /// A number, for this place of the row.
    Number(usize),
    /// The text of the target.
    Text,
    /// Nothing.
    Nothing,
}

/// Reads `line`, which has no line end, as one row: its numbers into `row`, and the text of the target, or "" if none is wanted.
///
/// `None` if anything is not as it should be, and also if it might be, but only a slower reader can say so. `row` may then have
/// been written to.
pub(super) fn plain_row<'l>(line: &'l [u8], columns: &[Wanted], row: &mut [f64]) -> Option<&'l str> {
    let (mut rest, mut text) = (line, "");
    for (index, wanted) in columns.iter().enumerate() {
        if index > 0 {
            rest = rest.strip_prefix(b",")?;
        }
        rest = match *wanted {
            Wanted::Number(place) => {
                // Ends where the number ends: the cell need not be looked at twice.
                let (value, length) = fast_float2::parse_partial::<f64, _>(rest).ok()?;
                *row.get_mut(place)? = Some(value).filter(|value| value.is_finite())?;
                &rest[length..]
            }
            Wanted::Text => {
                let (cell, rest) = cell(rest)?;
                text = std::str::from_utf8(cell.trim_ascii()).ok().filter(|text| !text.is_empty())?;
                rest
            }
            Wanted::Nothing => cell(rest)?.1,
        };
    }
    rest.is_empty().then_some(text)
}

/// The cell at the beginning of `line`, and what follows it. A quoted cell must end in this line, with no quotation mark in it.
fn cell(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let (cell, rest) = match line.strip_prefix(b"\"") {
        Some(quoted) => {
            let end = memchr(b'"', quoted)?;
            (&quoted[..end], &quoted[end + 1..])
        }
        None => line.split_at(memchr(b',', line).unwrap_or(line.len())),
    };
    // A carriage return of its own ends a row, too.
    memchr(b'\r', cell).is_none().then_some((cell, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Wanted; 4] = [Wanted::Number(1), Wanted::Nothing, Wanted::Text, Wanted::Number(0)];

    fn read(line: &str) -> Option<(String, [f64; 2])> {
        let mut row = [0.0; 2];
        plain_row(line.as_bytes(), &COLUMNS, &mut row).map(|text| (text.to_owned(), row))
    }

    #[test]
    fn plain_rows_are_read() {
        let expected = Some(("red".to_owned(), [2.0, 1.5]));
        for line in ["1.5,a,red,2", "+15e-1,,red,2.", "1.5,\"a, b\",\"red\",2", "1.50,a \"b\", red ,2E0"] {
            assert_eq!(read(line), expected, "{line}");
        }
    }

    #[test]
    fn riddles_are_left_to_others() {
        for line in [
            "",
            "1.5,a,red",
            "1.5,a,red,2,3",
            "1.5,a,red,2,",
            "1.5,a,,2",
            "1.5,a,  ,2",
            " 1.5,a,red,2",
            "1.5 ,a,red,2",
            "\"1.5\",a,red,2",
            "1.5m,a,red,2",
            "1_5,a,red,2",
            "0x15,a,red,2",
            ",a,red,2",
            "nan,a,red,2",
            "inf,a,red,2",
            "1e999,a,red,2",
            "1.5,\"a\"\"b\",red,2",
            "1.5,\"a\"b,red,2",
            "1.5,\"a,red,2",
            "1.5,a,re\rd,2",
        ] {
            assert_eq!(read(line), None, "{line:?}");
        }
        assert_eq!(plain_row(b"1,a,\xff,2", &COLUMNS, &mut [0.0; 2]), None);
    }
}
