//! WOFF2, the form in which browsers get fonts: a list of tables, then all of them in one stream of Brotli.

use anyhow::{Context, Result, ensure};
use std::collections::BTreeSet;
use ttf_parser::cmap;

/// How the list names the tables that are looked at here.
pub const CMAP: u8 = 0;
pub const POST: u8 = 7;
pub const GLYF: u8 = 10;
const LOCA: u8 = 11;
/// A table whose name follows.
const OTHER: u8 = 63;
/// The size of what stands before the list.
const HEADER: usize = 48;

/// A font taken apart.
#[derive(Hash)]
pub struct Font {
    header: Vec<u8>,
    pub tables: Vec<Table>,
}

/// A table as the stream has it: outlines and their places are packed in a form of their own.
#[derive(Hash)]
pub struct Table {
    /// One of the names above, and in the two highest bits the form.
    flags: u8,
    /// Four letters, if the name is none of those above.
    name: Vec<u8>,
    /// The size of the table in another form.
    original: usize,
    pub content: Vec<u8>,
}

impl Table {
    pub fn name(&self) -> u8 {
        self.flags & 63
    }

    /// Whether the content is not that of the table itself.
    pub fn is_packed(&self) -> bool {
        // Outlines and their places are packed unless they are marked 3; others if they are not marked 0.
        self.flags >> 6 != if matches!(self.name(), GLYF | LOCA) { 3 } else { 0 }
    }
}

impl Font {
    pub fn read(file: &[u8]) -> Result<Font> {
        ensure!(file.starts_with(b"wOF2"), "it is no WOFF2");
        let (header, mut rest) = file.split_at_checked(HEADER).context("the header ends early")?;
        let (mut tables, mut sizes) = (Vec::new(), Vec::new());
        for _ in 0..u16::from_be_bytes([header[12], header[13]]) {
            let flags = take(&mut rest, 1)?[0];
            let name = if flags & 63 == OTHER { take(&mut rest, 4)?.to_vec() } else { Vec::new() };
            let original = number(&mut rest)?;
            let table = Table { flags, name, original, content: Vec::new() };
            sizes.push(if table.is_packed() { number(&mut rest)? } else { original });
            tables.push(table);
        }
        let mut stream = Vec::new();
        brotli::BrotliDecompress(&mut rest, &mut stream).context("the tables cannot be decompressed")?;
        let mut rest = stream.as_slice();
        for (table, size) in tables.iter_mut().zip(sizes) {
            table.content = take(&mut rest, size).context("the tables end early")?.to_vec();
        }
        Ok(Font { header: header.to_vec(), tables })
    }

    pub fn table(&self, name: u8) -> Option<&Table> {
        self.tables.iter().find(|table| table.name() == name)
    }

    /// The characters that the font has, with their glyphs.
    pub fn characters(&self) -> Result<Vec<(char, u16)>> {
        let table = &self.table(CMAP).context("no table `cmap`")?.content;
        let map = cmap::Table::parse(table).context("the table `cmap` is damaged")?;
        let mut characters = BTreeSet::new();
        for subtable in map.subtables.into_iter().filter(cmap::Subtable::is_unicode) {
            subtable.codepoints(|code| {
                characters.extend(char::from_u32(code).zip(subtable.glyph_index(code).map(|glyph| glyph.0)));
            });
        }
        Ok(characters.into_iter().collect())
    }

    /// The file again.
    pub fn write(&self) -> Result<Vec<u8>> {
        let (mut list, mut stream, mut whole) = (Vec::new(), Vec::new(), 12 + 16 * self.tables.len());
        for table in &self.tables {
            let original = if table.is_packed() { table.original } else { table.content.len() };
            whole += original.next_multiple_of(4);
            list.push(table.flags);
            list.extend(&table.name);
            list.extend(written(original));
            if table.is_packed() {
                list.extend(written(table.content.len()));
            }
            stream.extend(&table.content);
        }
        let parameters = brotli::enc::BrotliEncoderParams { size_hint: stream.len(), ..Default::default() };
        let mut packed = Vec::new();
        brotli::BrotliCompress(&mut stream.as_slice(), &mut packed, &parameters)
            .context("the tables cannot be packed")?;
        // Signature and kind, the sizes of file and font, no notes.
        let size = |size: usize| u32::try_from(size).map(u32::to_be_bytes);
        let file = (HEADER + list.len() + packed.len()).next_multiple_of(4);
        let mut font =
            [&self.header[..8], &size(file)?, &self.header[12..16], &size(whole)?, &size(packed.len())?].concat();
        font.extend(&self.header[24..28]);
        font.resize(HEADER, 0);
        font.extend(list);
        font.extend(packed);
        font.resize(file, 0);
        Ok(font)
    }
}

/// The next bytes.
pub fn take<'a>(rest: &mut &'a [u8], count: usize) -> Result<&'a [u8]> {
    let (taken, after) = rest.split_at_checked(count).context("the font ends early")?;
    *rest = after;
    Ok(taken)
}

/// A number of the list: seven bits a byte, the highest first.
fn number(rest: &mut &[u8]) -> Result<usize> {
    let mut number = 0;
    for _ in 0..5 {
        let byte = take(rest, 1)?[0];
        number = number << 7 | usize::from(byte & 127);
        if byte & 128 == 0 {
            return Ok(number);
        }
    }
    anyhow::bail!("a number is too long")
}

/// Such a number as bytes.
fn written(number: usize) -> Vec<u8> {
    let places = (0..5).rev().skip_while(|place| *place > 0 && number >> (7 * place) == 0);
    let byte = |place: u32| (number >> (7 * place) & 127) as u8 | if place > 0 { 128 } else { 0 };
    places.map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_take_as_many_bytes_as_they_need() {
        for (value, bytes) in [(0, vec![0]), (127, vec![127]), (128, vec![129, 0]), (63_000, vec![131, 236, 24])] {
            assert_eq!(written(value), bytes);
            assert_eq!(number(&mut bytes.as_slice()).unwrap(), value);
        }
        assert!(number(&mut [128, 129].as_slice()).is_err());
    }
}
