//! Adobe's Compact Font Format, as far as one must read it to replace its parts: lists of byte strings, and dictionaries.

use anyhow::{Context, Result, ensure};
use std::ops::Range;

/// An INDEX: a list of byte strings.
pub struct Index<'a> {
    pub items: Vec<&'a [u8]>,
    /// How many bytes an offset takes.
    width: usize,
    /// How many it takes itself.
    pub size: usize,
}

impl<'a> Index<'a> {
    /// The one at the start of these bytes.
    pub fn read(bytes: &'a [u8]) -> Option<Index<'a>> {
        let count = number(bytes.get(..2)?);
        if count == 0 {
            return Some(Index { items: Vec::new(), width: 1, size: 2 });
        }
        let width = usize::from(*bytes.get(2)?);
        let before = 2 + (count + 1) * width; // offsets count from the byte before the first string
        let offset = |i: usize| Some(number(bytes.get(3 + i * width..3 + (i + 1) * width)?));
        let ends: Option<Vec<usize>> = (0..=count).map(offset).collect();
        let ends = ends?;
        let items: Option<Vec<&[u8]>> =
            ends.windows(2).map(|pair| bytes.get(before + pair[0]..before + pair[1])).collect();
        Some(Index { items: items?, width, size: before + ends.last()? })
    }

    /// These strings as bytes that take as much room: zeros stand behind them.
    pub fn replaced(&self, items: &[&[u8]]) -> Result<Vec<u8>> {
        let mut bytes = u16::try_from(items.len())?.to_be_bytes().to_vec();
        bytes.push(u8::try_from(self.width)?);
        let mut offset: u32 = 1;
        for length in items.iter().map(|item| item.len()).chain([0]) {
            bytes.extend(&offset.to_be_bytes()[4 - self.width..]);
            offset += u32::try_from(length)?;
        }
        bytes.extend(items.concat());
        ensure!(bytes.len() <= self.size, "an INDEX grew");
        bytes.resize(self.size, 0);
        Ok(bytes)
    }
}

/// A number of any width, the highest byte first.
fn number(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |number, byte| number << 8 | usize::from(*byte))
}

/// The whole numbers before an operator of a DICT.
pub fn operands(dict: &[u8], operator: u8) -> Option<Vec<i32>> {
    let (mut rest, mut operands) = (dict, Vec::new());
    while let Some((&code, after)) = rest.split_first() {
        let (number, length) = match code {
            29 => (Some(i32::from_be_bytes(after.get(..4)?.try_into().ok()?)), 4),
            // A decimal number, which no place is: up to a half byte of ones.
            30 => (Some(0), after.iter().position(|byte| byte & 15 == 15 || byte >> 4 == 15)? + 1),
            12 => (None, 1),
            _ => integer(code, after)?,
        };
        rest = after.get(length..)?;
        match number {
            Some(number) => operands.push(number),
            None if code == operator => return Some(operands),
            None => operands.clear(),
        }
    }
    None
}

/// A number as DICTs and charstrings write it, and how many bytes it takes behind its first; none for an operator.
pub fn integer(code: u8, after: &[u8]) -> Option<(Option<i32>, usize)> {
    let byte = |at: usize| after.get(at).copied();
    let code = i32::from(code);
    Some(match code {
        28 => (Some(i16::from_be_bytes([byte(0)?, byte(1)?]).into()), 2),
        32..=246 => (Some(code - 139), 0),
        247..=250 => (Some((code - 247) * 256 + i32::from(byte(0)?) + 108), 1),
        251..=254 => (Some((251 - code) * 256 - i32::from(byte(0)?) - 108), 1),
        _ => (None, 0),
    })
}

/// Where the parts of a table `CFF ` begin that a subset replaces.
pub struct Places {
    pub names: usize,
    pub charset: usize,
    pub outlines: usize,
    pub routines: usize,
}

impl Places {
    pub fn read(table: &[u8]) -> Result<Places> {
        Places::find(table).context("the table `CFF ` lacks a part")
    }

    fn find(table: &[u8]) -> Option<Places> {
        let fonts = usize::from(*table.get(2)?);
        let dicts = fonts + Index::read(table.get(fonts..)?)?.size;
        let top = Index::read(table.get(dicts..)?)?;
        let names = dicts + top.size;
        let top = top.items.first()?;
        let place = |operator| usize::try_from(*operands(top, operator)?.last()?).ok();
        let (charset, outlines, private) = (place(15)?, place(17)?, place(18)?);
        let length = usize::try_from(*operands(top, 18)?.first()?).ok()?;
        let private: Range<usize> = private..private + length;
        let routines = *operands(table.get(private.clone())?, 19)?.last()?;
        Some(Places { names, charset, outlines, routines: private.start + usize::try_from(routines).ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_is_read_and_replaced_by_a_smaller_one_of_the_same_size() {
        let bytes = [0, 2, 1, 1, 3, 4, 7, 8, 9, 255];
        let index = Index::read(&bytes).unwrap();
        assert_eq!((index.items.clone(), index.size), (vec![&[7, 8][..], &[9]], 9));
        assert_eq!(index.replaced(&[b"", &[9]]).unwrap(), [0, 2, 1, 1, 1, 2, 9, 0, 0]);
        assert!(index.replaced(&[&[7, 8], &[9, 9]]).is_err());
        assert!(Index::read(&bytes[..8]).is_none());
    }

    #[test]
    fn numbers_of_a_dictionary_are_those_before_their_operator() {
        // 1 2 op 12 7; 0.1 op 3; −107 300 −300 70000 −2 op 17
        let dict = [140, 141, 12, 7, 30, 0xa1, 0xff, 3, 32, 247, 192, 251, 192, 29, 0, 1, 17, 112, 28, 255, 254, 17];
        assert_eq!(operands(&dict, 17), Some(vec![-107, 300, -300, 70_000, -2]));
        assert_eq!(operands(&dict, 15), None);
    }
}
