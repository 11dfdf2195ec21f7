//! The table `CFF ` of a font, in which other glyphs have no outlines: Adobe's Compact Font Format and its charstrings of type 2.

use anyhow::{Context, Result, ensure};
use read_fonts::FontRead;
use read_fonts::collections::IntSet;
use read_fonts::ps::cff::dict::{Entry, entries};
use read_fonts::ps::cff::index::Index;
use read_fonts::ps::cff::v1::Cff;
use read_fonts::types::GlyphId;
use std::collections::BTreeSet;

/// The outline of a glyph that is not shown: `endchar`.
const EMPTY: &[u8] = &[14];

/// The table without the outlines of all other glyphs, the subroutines that only those call, and all names. Nothing in it moves.
pub fn subset(table: &[u8], glyphs: &IntSet<GlyphId>) -> Result<Vec<u8>> {
    let cff = Cff::read(table.into())?;
    let places = Places::read(table, &cff).context("the table `CFF ` lacks a part")?;
    let (outlines, routines) = (index(table, places.outlines)?, index(table, places.routines)?);
    let outline = |id: u32| outlines.get(id as usize).filter(|_| glyphs.contains(GlyphId::new(id))).unwrap_or(EMPTY);
    let kept: Vec<&[u8]> = (0..outlines.count()).map(outline).collect();
    let called = called(&kept, &routines).context("a damaged outline")?;
    let routine = |id: u32| routines.get(id as usize).filter(|_| called.contains(&id)).unwrap_or_default();
    let called: Vec<&[u8]> = (0..routines.count()).map(routine).collect();
    let names = index(table, places.names)?;

    let mut new = table.to_vec();
    replace(&mut new, places.outlines, &outlines, &kept)?;
    replace(&mut new, places.routines, &routines, &called)?;
    replace(&mut new, places.names, &names, &vec![&[][..]; names.count() as usize])?;
    // The names of the glyphs, in format 2: after `.notdef` one range, from the first name on.
    let [high, low] = u16::try_from(outlines.count().saturating_sub(2))?.to_be_bytes();
    let charset = new.get_mut(places.charset..places.charset + 5).context("no charset")?;
    charset.copy_from_slice(&[2, 0, 1, high, low]);
    Ok(new)
}

/// Where the parts of the table begin.
struct Places {
    names: usize,
    charset: usize,
    outlines: usize,
    routines: usize,
}

impl Places {
    fn read(table: &[u8], cff: &Cff) -> Option<Places> {
        let (mut charset, mut outlines, mut private) = (None, None, None);
        for entry in entries(cff.top_dicts().get(0)?, None).flatten() {
            match entry {
                Entry::Charset(start) => charset = Some(start),
                Entry::CharstringsOffset(start) => outlines = Some(start),
                Entry::PrivateDictRange(range) => private = Some(range),
                _ => {}
            }
        }
        let private = private?;
        let routines = entries(table.get(private.clone())?, None).flatten().find_map(|entry| match entry {
            Entry::SubrsOffset(start) => Some(private.start + start),
            _ => None,
        });
        let before = cff.names().size_in_bytes()? + cff.top_dicts().size_in_bytes()?;
        let names = usize::from(cff.header().hdr_size()) + before;
        Some(Places { names, charset: charset?, outlines: outlines?, routines: routines? })
    }
}

/// An INDEX of the table: a list of byte strings.
fn index(table: &[u8], start: usize) -> Result<Index<'_>> {
    Ok(Index::new(table.get(start..).context("an INDEX outside of the table")?, false)?)
}

/// Writes an INDEX in place of one that is larger, and zeros behind it.
fn replace(table: &mut [u8], start: usize, old: &Index, items: &[&[u8]]) -> Result<()> {
    let size = old.size_in_bytes().context("a damaged INDEX")?;
    let place = table.get_mut(start..start + size).context("an INDEX outside of the table")?;
    let (mut new, width) = (place[..3].to_vec(), usize::from(old.off_size()));
    let mut offset: u32 = 1;
    for length in items.iter().map(|item| item.len()).chain([0]) {
        new.extend(&offset.to_be_bytes()[4 - width..]);
        offset += u32::try_from(length)?;
    }
    new.extend(items.concat());
    ensure!(new.len() <= size, "an INDEX grew");
    new.resize(size, 0);
    place.copy_from_slice(&new);
    Ok(())
}

/// The numbers of the subroutines that outlines call, and these again.
fn called(outlines: &[&[u8]], routines: &Index) -> Option<BTreeSet<u32>> {
    let mut reader = Reader { routines, called: BTreeSet::new(), stack: Vec::new(), stems: 0 };
    for outline in outlines {
        reader.stack.clear();
        reader.stems = 0;
        reader.read(outline, 0)?;
    }
    Some(reader.called)
}

/// Reads charstrings so far as one must to know what they call: the numbers on the stack, and how many stem hints there are.
struct Reader<'a> {
    routines: &'a Index<'a>,
    called: BTreeSet<u32>,
    stack: Vec<i32>,
    stems: usize,
}

impl Reader<'_> {
    fn read(&mut self, charstring: &[u8], depth: usize) -> Option<()> {
        let mut rest = charstring;
        while let Some((&code, after)) = rest.split_first() {
            let byte = |at: usize| after.get(at).copied();
            let (number, length) = match code {
                28 => (Some(i16::from_be_bytes([byte(0)?, byte(1)?]).into()), 2),
                32..=246 => (Some(i32::from(code) - 139), 0),
                247..=250 => (Some((i32::from(code) - 247) * 256 + i32::from(byte(0)?) + 108), 1),
                251..=254 => (Some((251 - i32::from(code)) * 256 - i32::from(byte(0)?) - 108), 1),
                // A fraction, which is no subroutine's number.
                255 => (Some(0), 4),
                // An operator of two bytes.
                12 => (None, 1),
                _ => (None, 0),
            };
            rest = after.get(length..)?;
            match (number, code) {
                (Some(number), _) => self.stack.push(number),
                // callsubr; the specification allows ten levels.
                (_, 10) => {
                    let routine = u32::try_from(self.stack.pop()? + self.routines.subr_bias()).ok()?;
                    self.called.insert(routine);
                    self.read(self.routines.get(routine as usize).filter(|_| depth < 10)?, depth + 1)?;
                }
                // return
                (_, 11) => return Some(()),
                // hstem, vstem, hstemhm, vstemhm, hintmask, cntrmask; the last two are followed by a bit for each stem.
                (_, 1 | 3 | 18 | 19 | 20 | 23) => {
                    self.stems += self.stack.len() / 2;
                    self.stack.clear();
                    if matches!(code, 19 | 20) {
                        rest = rest.get(self.stems.div_ceil(8)..)?;
                    }
                }
                _ => self.stack.clear(),
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subroutines_are_found_behind_hints_and_in_each_other() {
        // Two routines, of bias 107: the first calls the second.
        let routines = [0, 2, 1, 1, 4, 5, 140 - 107, 10, 11, 11];
        let routines = Index::new(&routines, false).unwrap();
        // Two numbers for a stem, a mask of one byte (here 10, which is no call), the first routine, the end.
        let outline: &[u8] = &[139, 140, 18, 19, 10, 139 - 107, 10, 14];
        assert_eq!(called(&[outline], &routines), Some(BTreeSet::from([0, 1])));
        assert_eq!(called(&[EMPTY], &routines), Some(BTreeSet::new()));
        assert_eq!(called(&[&[139 - 100, 10]], &routines), None, "no such routine");
    }
}
