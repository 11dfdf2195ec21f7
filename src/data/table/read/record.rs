//! One record of a table: a line, or several of them, cut into cells.

use super::delimiter::Delimiter;
use memchr::{memchr_iter, memchr2_iter};
use std::ops::Index;

/// Where a cell stands in the text of its record.
#[derive(Debug, Clone, Copy)]
struct Place {
    begin: usize,
    end: usize,
    quoted: bool,
}

/// The text of a record and the places of its cells.
#[derive(Debug, Default)]
pub(super) struct Cells {
    /// The lines of the record. Where quotation marks were taken out, the cells are closer together than they were.
    pub text: Vec<u8>,
    places: Vec<Place>,
}

impl Cells {
    /// Forgets the text and the cells.
    pub fn clear(&mut self) {
        self.text.clear();
        self.places.clear();
    }

    /// The cells found so far.
    pub fn record(&self) -> Record<'_> {
        Record { text: &self.text, places: &self.places }
    }

    /// The text from `begin` to `end` is a cell. A CR at its end does not belong to it.
    pub fn push_plain(&mut self, begin: usize, end: usize) {
        push_plain(&mut self.places, &self.text, begin, end);
    }

    /// The text from `begin` to `end`, to the byte, stood between quotation marks.
    pub fn push_quoted(&mut self, begin: usize, end: usize) {
        self.places.push(Place { begin, end, quoted: true });
    }

    /// Cuts the text up to `end`, in which there is no quotation mark.
    pub fn split(&mut self, delimiter: Delimiter, end: usize) {
        let (text, places) = (&self.text, &mut self.places);
        let mut begin = 0;
        match delimiter {
            Delimiter::Byte(byte) => {
                for found in memchr_iter(byte, &text[..end]) {
                    push_plain(places, text, begin, found);
                    begin = found + 1;
                }
                push_plain(places, text, begin, end);
            }
            Delimiter::Blanks => {
                for found in memchr2_iter(b' ', b'\t', &text[..end]).chain([end]) {
                    if begin < found {
                        push_plain(places, text, begin, found);
                    }
                    begin = found + 1;
                }
            }
        }
    }
}

fn push_plain(places: &mut Vec<Place>, text: &[u8], begin: usize, mut end: usize) {
    while begin < end && text[end - 1] == b'\r' {
        end -= 1;
    }
    places.push(Place { begin, end, quoted: false });
}

/// The cells of a record, as they are in the file: nothing is trimmed, but quotation marks around a cell are taken
/// away, and those that are doubled within it are single.
#[derive(Debug, Clone, Copy)]
pub struct Record<'r> {
    text: &'r [u8],
    places: &'r [Place],
}

impl<'r> Record<'r> {
    /// How many cells there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether the cell at `index` stood between quotation marks.
    #[must_use]
    pub fn is_quoted(&self, index: usize) -> bool {
        self.places.get(index).is_some_and(|place| place.quoted)
    }

    /// The cells from the first to the last.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &'r [u8]> + use<'r> {
        let text = self.text;
        self.places.iter().map(move |place| &text[place.begin..place.end])
    }
}

impl Index<usize> for Record<'_> {
    type Output = [u8];

    fn index(&self, index: usize) -> &[u8] {
        let place = self.places[index];
        &self.text[place.begin..place.end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str, delimiter: Delimiter) -> Vec<String> {
        let mut cells = Cells { text: text.as_bytes().to_vec(), places: Vec::new() };
        cells.split(delimiter, text.len());
        cells.record().iter().map(|cell| String::from_utf8(cell.to_vec()).unwrap()).collect()
    }

    #[test]
    fn a_byte_separates_empty_cells_too() {
        let comma = Delimiter::Byte(b',');
        assert_eq!(split("a, b c,,d", comma), ["a", " b c", "", "d"]);
        assert_eq!(split(",", comma), ["", ""]);
        assert_eq!(split("a\r,b\r", comma), ["a", "b"]);
        assert_eq!(split("a;b", comma), ["a;b"]);
        assert_eq!(split("\t", Delimiter::Byte(b'\t')), ["", ""]);
    }

    #[test]
    fn runs_of_blanks_separate_once() {
        assert_eq!(split("  a  b\t \tc,d ", Delimiter::Blanks), ["a", "b", "c,d"]);
        assert_eq!(split("a", Delimiter::Blanks), ["a"]);
    }

    #[test]
    fn a_record_is_indexed_and_walked() {
        let mut cells = Cells { text: b"ab,c".to_vec(), places: Vec::new() };
        cells.push_plain(0, 2);
        cells.push_quoted(3, 4);
        let record = cells.record();
        assert_eq!((record.len(), &record[0], &record[1]), (2, &b"ab"[..], &b"c"[..]));
        assert_eq!([0, 1, 2].map(|index| record.is_quoted(index)), [false, true, false]);
        cells.clear();
        assert_eq!(cells.record().len(), 0);
    }
}
