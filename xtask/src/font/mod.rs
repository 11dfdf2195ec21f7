//! The mathematics font with only the glyphs that the pages show, as WOFF2: a tenth of the whole.
//!
//! A glyph keeps its number, so that the tables which speak of glyphs (`MATH`, `GSUB`) stay as they are, and with them the sizes of
//! brackets and the small forms of exponents. The outlines, widths and names of the other glyphs are emptied, and compression leaves
//! next to nothing of what is empty.

mod outlines;

use crate::project::{Files, replace};
use anyhow::{Context, Result};
use read_fonts::collections::IntSet;
use read_fonts::tables::math::{Math, StretchAxis};
use read_fonts::types::{GlyphId, Tag};
use read_fonts::{FontRef, TableProvider};
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::{fs, iter};
use ttf2woff2::BrotliQuality;

/// The PostScript name of New Computer Modern Math, and its file in the book.
pub const NAME: &str = "NewCMMath-Book";
/// The features that browsers turn on in mathematics: small forms in exponents, flat accents, dotless letters below accents.
const FEATURES: [&[u8; 4]; 3] = [b"ssty", b"flac", b"dtls"];

/// A font for a text.
#[derive(Debug)]
pub struct Subset {
    /// Its tables as an OpenType font, before compression.
    font: Vec<u8>,
    /// What it can show of the text.
    pub characters: BTreeSet<char>,
}

impl Subset {
    pub fn new(text: &BTreeSet<char>) -> Result<Subset> {
        let font = FontRef::new(whole()?).context("the mathematics font cannot be read")?;
        let cmap = font.cmap()?;
        let characters: Vec<_> = text.iter().filter_map(|c| Some((*c, cmap.map_codepoint(*c)?))).collect();
        let glyphs = glyphs(&font, characters.iter().map(|(_, glyph)| *glyph))?;
        let mut tables = Vec::new();
        for record in font.table_directory().table_records() {
            let tag = record.tag();
            let table = font.table_data(tag).with_context(|| format!("the font has no table {tag}"))?;
            let table = table.as_bytes();
            let table = match &tag.to_be_bytes() {
                b"CFF " => outlines::subset(table, &glyphs).context("the outlines of the font cannot be read")?,
                b"cmap" => character_map(&characters)?,
                b"hmtx" => widths(table, &glyphs),
                // Kerning of words, and what only the programs know that draw fonts.
                b"GPOS" | b"FFTM" | b"PfEd" => continue,
                _ => table.to_vec(),
            };
            tables.push((tag, table));
        }
        let characters = characters.into_iter().map(|(c, _)| c).collect();
        Ok(Subset { font: assemble(&tables)?, characters })
    }

    /// The file for a browser. The best compression takes seconds, so it is kept in a folder until the font changes.
    pub fn woff2(&self, cache: &Path) -> Result<Vec<u8>> {
        let mut hasher = DefaultHasher::new();
        self.font.hash(&mut hasher);
        let name = format!("{:016x}.woff2", hasher.finish());
        if let Ok(known) = fs::read(cache.join(&name)) {
            return Ok(known);
        }
        let file = ttf2woff2::encode(&self.font, BrotliQuality::from(11)).context("the font cannot be compressed")?;
        replace(cache, &Files::from([(name.into(), file.clone())]))?;
        Ok(file)
    }
}

/// The whole font; those in `typst_assets` have no names there, but each carries its own.
fn whole() -> Result<&'static [u8]> {
    let name = NAME.as_bytes();
    typst_assets::fonts()
        .find(|font| font.windows(name.len()).any(|window| window == name))
        .with_context(|| format!("typst-assets has no font {NAME}"))
}

/// These glyphs, what `FEATURES` make of them, and the larger ones and the pieces to which they are stretched.
fn glyphs(font: &FontRef, shown: impl Iterator<Item = GlyphId>) -> Result<IntSet<GlyphId>> {
    let mut glyphs: IntSet<GlyphId> = shown.chain([GlyphId::NOTDEF]).collect();
    let (gsub, wanted) = (font.gsub()?, FEATURES.iter().map(|feature| Tag::new(feature)).collect());
    let features = gsub.collect_features(&IntSet::all(), &IntSet::all(), &wanted)?;
    gsub.closure_glyphs(&gsub.collect_lookups(&features)?, &mut glyphs)?;
    let variants = font.expect_table::<Math>()?.math_variants()?;
    for glyph in glyphs.clone().iter() {
        for axis in [StretchAxis::Horizontal, StretchAxis::Vertical] {
            let Some(stretched) = variants.glyph_construction(glyph, axis) else { continue };
            glyphs.extend(stretched.math_glyph_variant_records().iter().map(|larger| larger.variant_glyph().into()));
            if let Some(assembly) = stretched.glyph_assembly().transpose()? {
                glyphs.extend(assembly.part_records().iter().map(|part| part.glyph_id().into()));
            }
        }
    }
    Ok(glyphs)
}

/// The table `hmtx` with zeros for all other glyphs.
fn widths(table: &[u8], glyphs: &IntSet<GlyphId>) -> Vec<u8> {
    let metrics = (0..).zip(table.chunks(4));
    metrics
        .flat_map(|(id, metric)| if glyphs.contains(GlyphId::new(id)) { metric } else { &[0; 4][..metric.len()] })
        .copied()
        .collect()
}

/// A table `cmap` of these characters: one subtable of format 12 with a group for each.
fn character_map(characters: &[(char, GlyphId)]) -> Result<Vec<u8>> {
    let count = u32::try_from(characters.len())?;
    // Version 0, one subtable: for Windows, all of Unicode, at byte 12; its format, and a reserved field.
    let mut table = [0u16, 1, 3, 10, 0, 12, 12, 0].map(u16::to_be_bytes).concat();
    // Its length, its language, its groups.
    table.extend([16 + 12 * count, 0, count].map(u32::to_be_bytes).concat());
    for (character, glyph) in characters {
        let code = u32::from(*character);
        table.extend([code, code, glyph.to_u32()].map(u32::to_be_bytes).concat());
    }
    Ok(table)
}

/// A font of these tables. Their checksums are zero, for WOFF2 has none and a browser computes them anew.
fn assemble(tables: &[(Tag, Vec<u8>)]) -> Result<Vec<u8>> {
    let count = u16::try_from(tables.len())?;
    let (power, exponent) = (16 << count.ilog2(), u16::try_from(count.ilog2())?);
    let mut font =
        [b"OTTO".as_slice(), &[count, power, exponent, 16 * count - power].map(u16::to_be_bytes).concat()].concat();
    let mut offset = u32::from(12 + 16 * count);
    for (tag, table) in tables {
        font.extend(tag.to_be_bytes());
        font.extend([0, offset, u32::try_from(table.len())?].map(u32::to_be_bytes).concat());
        offset += u32::try_from(table.len().next_multiple_of(4))?;
    }
    for (_, table) in tables {
        font.extend(table);
        font.resize(font.len().next_multiple_of(4), 0);
    }
    Ok(font)
}

/// The characters that the mathematics in some HTML needs: those in its `<math>` elements, the italic ones that a browser puts in place
/// of a letter, the sign that it draws for a root, and the blank, without which the font would not be the first one for the element.
pub fn needed(html: &str) -> BTreeSet<char> {
    let mathematics = html.split("<math").skip(1).filter_map(|after| after.split("</math>").next());
    let shown = mathematics.flat_map(|element| element.split('<')).filter_map(|part| Some(part.split_once('>')?.1));
    let shown: BTreeSet<char> = shown.flat_map(characters).collect();
    let italics = shown.iter().filter_map(|c| italic(*c));
    italics.chain(shown.iter().copied()).chain(['√', ' ']).collect()
}

/// The characters of a text between tags, in which some are written as references.
fn characters(text: &str) -> impl Iterator<Item = char> {
    let mut rest = text;
    iter::from_fn(move || {
        let reference = rest.strip_prefix('&').and_then(|after| after.split_once(';'));
        let (character, after) = match reference {
            Some((name, after)) => (referred(name).unwrap_or(char::REPLACEMENT_CHARACTER), after),
            None => (rest.chars().next()?, &rest[rest.chars().next()?.len_utf8()..]),
        };
        rest = after;
        Some(character)
    })
}

/// What a character reference stands for, of those that are written in mathematics.
fn referred(name: &str) -> Option<char> {
    let code = match name {
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "amp" => return Some('&'),
        _ => name.strip_prefix('#')?,
    };
    let code = code.strip_prefix('x').map_or_else(|| code.parse(), |code| u32::from_str_radix(code, 16)).ok()?;
    char::from_u32(code)
}

/// The italic form of a letter, as MathML Core maps a letter that is alone in its `<mi>`.
pub fn italic(letter: char) -> Option<char> {
    let shifted = |first: char, italic: u32| char::from_u32(u32::from(letter) - u32::from(first) + italic);
    match letter {
        'h' => Some('ℎ'),
        'A'..='Z' => shifted('A', 0x1d434),
        'a'..='z' => shifted('a', 0x1d44e),
        'Α'..='Ω' => shifted('Α', 0x1d6e2),
        'α'..='ω' => shifted('α', 0x1d6fc),
        '∇' => Some('𝛻'),
        '∂' => Some('𝜕'),
        'ϵ' => Some('𝜖'),
        'ϑ' => Some('𝜗'),
        'ϕ' => Some('𝜙'),
        'ϱ' => Some('𝜚'),
        'ϖ' => Some('𝜛'),
        'ı' => Some('𝚤'),
        'ȷ' => Some('𝚥'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_mathematics_needs_is_in_its_elements_and_in_what_a_browser_makes_of_them() {
        let html = "é <math data-tex=\"q\"><mi>h</mi><mo>&#40;</mo><mi>α</mi><mo>&lt;</mo><mn>&#x32;</mn></math> ü";
        assert_eq!(needed(html), "h(α<2ℎ𝛼√ ".chars().collect());
    }

    #[test]
    fn a_subset_has_the_glyphs_of_its_text_and_their_larger_and_smaller_forms() {
        let subset = Subset::new(&"x(✈".chars().collect()).unwrap();
        assert_eq!(subset.characters, "x(".chars().collect(), "an aeroplane is no mathematics");
        let (small, old) = (FontRef::new(&subset.font).unwrap(), FontRef::new(whole().unwrap()).unwrap());
        let [x, bracket, y] = ['x', '(', 'y'].map(|c| old.cmap().unwrap().map_codepoint(c).unwrap());
        assert_eq!(small.cmap().unwrap().map_codepoint('x'), Some(x), "a glyph keeps its number");
        assert_eq!(small.cmap().unwrap().map_codepoint('y'), None);
        let width = |font: &FontRef, glyph| font.hmtx().unwrap().advance(glyph).unwrap();
        assert_eq!(width(&small, x), width(&old, x));
        assert_eq!(width(&small, y), 0);
        let kept = glyphs(&old, [x, bracket].into_iter()).unwrap();
        let math = small.expect_table::<Math>().unwrap().math_variants().unwrap();
        let stretched = math.glyph_construction(bracket, StretchAxis::Vertical).unwrap();
        assert!(
            stretched.math_glyph_variant_records().iter().all(|larger| kept.contains(larger.variant_glyph().into()))
        );
        assert!(stretched.glyph_assembly().is_some() && kept.len() > 12, "{}", kept.len());
    }
}
