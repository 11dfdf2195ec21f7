//! What stands between two cells of a line.

use std::fmt;
use std::str::FromStr;

/// What separates the cells of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delimiter {
    /// This byte, once between any two cells.
    Byte(u8),
    /// Blanks and tabs, any number of them; those at the beginning and at the end of a line separate nothing.
    Blanks,
}

/// The delimiters that have a name.
const NAMES: [(&str, Delimiter); 5] = [
    ("comma", Delimiter::Byte(b',')),
    ("semicolon", Delimiter::Byte(b';')),
    ("tab", Delimiter::Byte(b'\t')),
    ("bar", Delimiter::Byte(b'|')),
    ("blanks", Delimiter::Blanks),
];

impl Delimiter {
    /// Whether this byte may surround a cell without being a part of it: a blank, or a tab where tabs separate nothing.
    pub(super) fn is_padding(self, byte: u8) -> bool {
        (byte == b' ' || byte == b'\t') && self != Delimiter::Byte(byte)
    }

    /// Whether a line has no cells. A line of nothing but tabs has some where tabs separate cells.
    pub(super) fn is_blank(self, line: &[u8]) -> bool {
        line.iter().all(|&byte| self.is_padding(byte) || byte == b'\r')
    }
}

impl fmt::Display for Delimiter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (NAMES.iter().find(|(_, delimiter)| delimiter == self), self) {
            (Some((name, _)), _) => formatter.write_str(name),
            (None, &Delimiter::Byte(byte)) => write!(formatter, "{}", char::from(byte)),
            (None, Delimiter::Blanks) => formatter.write_str("blanks"),
        }
    }
}

/// The text is neither the name of a delimiter nor a character that can be one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' cannot separate cells: it must be comma, semicolon, tab, bar, blanks or one such character")]
pub struct UnknownDelimiter(pub String);

/// Reads a name (`comma`, `semicolon`, `tab`, `bar`, `blanks`), the two characters `\t`, or the character itself.
///
/// Letters, digits, points, signs and quotation marks are parts of cells, and line ends separate lines.
impl FromStr for Delimiter {
    type Err = UnknownDelimiter;

    fn from_str(text: &str) -> Result<Self, UnknownDelimiter> {
        if let Some((_, delimiter)) = NAMES.iter().find(|(name, _)| *name == text) {
            return Ok(*delimiter);
        }
        match text.as_bytes() {
            b" " => Ok(Delimiter::Blanks),
            b"\t" | b"\\t" => Ok(Delimiter::Byte(b'\t')),
            b"." | b"+" | b"-" | b"\"" => Err(UnknownDelimiter(text.to_owned())),
            &[byte] if byte.is_ascii_punctuation() => Ok(Delimiter::Byte(byte)),
            _ => Err(UnknownDelimiter(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_characters_are_read_and_written() {
        for (name, delimiter) in NAMES {
            assert_eq!(name.parse(), Ok(delimiter));
            assert_eq!(delimiter.to_string(), name);
        }
        for (text, byte) in [(",", b','), (";", b';'), ("\t", b'\t'), ("\\t", b'\t'), ("|", b'|'), ("~", b'~')] {
            assert_eq!(text.parse(), Ok(Delimiter::Byte(byte)), "{text:?}");
        }
        assert_eq!(" ".parse(), Ok(Delimiter::Blanks));
        assert_eq!(Delimiter::Byte(b':').to_string(), ":");
    }

    #[test]
    fn parts_of_cells_and_line_ends_are_no_delimiters() {
        for text in ["", "a", "7", ".", "-", "+", "\"", "\n", "\r", "§", ",,", "commas"] {
            assert_eq!(text.parse::<Delimiter>(), Err(UnknownDelimiter(text.to_owned())));
        }
    }

    #[test]
    fn tabs_are_blank_unless_they_separate() {
        assert!(Delimiter::Byte(b',').is_blank(b" \t \r"));
        assert!(Delimiter::Blanks.is_blank(b" \t"));
        assert!(!Delimiter::Byte(b'\t').is_blank(b"\t\t"));
        assert!(!Delimiter::Byte(b',').is_blank(b" ,"));
    }
}
