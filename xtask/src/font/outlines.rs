//! The table `CFF ` of a font, in which other glyphs have no outlines: charstrings of type 2.

use super::cff::{Index, Places, integer};
use anyhow::{Context, Result};
use std::collections::BTreeSet;

/// The outline of a glyph that is not shown: `endchar`.
const EMPTY: &[u8] = &[14];

/// The table without the outlines of all other glyphs, the subroutines that only those call, and all names. Nothing in it moves.
pub fn subset(table: &[u8], glyphs: &BTreeSet<u16>) -> Result<Vec<u8>> {
    let places = Places::read(table)?;
    let index = |start: usize| table.get(start..).and_then(Index::read).context("a damaged INDEX");
    let (outlines, routines, names) = (index(places.outlines)?, index(places.routines)?, index(places.names)?);
    let outline = |(id, outline)| if glyphs.contains(&id) { outline } else { EMPTY };
    let kept: Vec<&[u8]> = (0..).zip(outlines.items.iter().copied()).map(outline).collect();
    let called = called(&kept, &routines.items).context("a damaged outline")?;
    let routine = |(id, routine)| if called.contains(&id) { routine } else { &[][..] };
    let called: Vec<&[u8]> = routines.items.iter().copied().enumerate().map(routine).collect();

    let mut new = table.to_vec();
    let nameless = vec![&[][..]; names.items.len()];
    for (start, old, items) in
        [(places.outlines, &outlines, &kept), (places.routines, &routines, &called), (places.names, &names, &nameless)]
    {
        new[start..start + old.size].copy_from_slice(&old.replaced(items)?);
    }
    // The names of the glyphs, in format 2: after `.notdef` one range, from the first name on.
    let [high, low] = u16::try_from(outlines.items.len().saturating_sub(2))?.to_be_bytes();
    let charset = new.get_mut(places.charset..places.charset + 5).context("no charset")?;
    charset.copy_from_slice(&[2, 0, 1, high, low]);
    Ok(new)
}

/// The numbers of the subroutines that outlines call, and these again.
fn called(outlines: &[&[u8]], routines: &[&[u8]]) -> Option<BTreeSet<usize>> {
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
    routines: &'a [&'a [u8]],
    called: BTreeSet<usize>,
    stack: Vec<i32>,
    stems: usize,
}

impl Reader<'_> {
    /// What is added to the number of a subroutine, so that small ones take one byte.
    fn bias(&self) -> i32 {
        match self.routines.len() {
            0..1240 => 107,
            1240..33900 => 1131,
            _ => 32768,
        }
    }

    fn read(&mut self, charstring: &[u8], depth: usize) -> Option<()> {
        let mut rest = charstring;
        while let Some((&code, after)) = rest.split_first() {
            let (number, length) = match code {
                // A fraction, which is no subroutine's number.
                255 => (Some(0), 4),
                // An operator of two bytes.
                12 => (None, 1),
                _ => integer(code, after)?,
            };
            rest = after.get(length..)?;
            match (number, code) {
                (Some(number), _) => self.stack.push(number),
                // callsubr; the specification allows ten levels.
                (_, 10) => {
                    let routine = usize::try_from(self.stack.pop()? + self.bias()).ok()?;
                    self.called.insert(routine);
                    self.read(self.routines.get(routine).filter(|_| depth < 10)?, depth + 1)?;
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
        let routines: [&[u8]; 2] = [&[140 - 107, 10, 11], &[11]];
        // Two numbers for a stem, a mask of one byte (here 10, which is no call), the first routine, the end.
        let outline: &[u8] = &[139, 140, 18, 19, 10, 139 - 107, 10, 14];
        assert_eq!(called(&[outline], &routines), Some(BTreeSet::from([0, 1])));
        assert_eq!(called(&[EMPTY], &routines), Some(BTreeSet::new()));
        assert_eq!(called(&[&[139 - 100, 10]], &routines), None, "no such routine");
    }
}
