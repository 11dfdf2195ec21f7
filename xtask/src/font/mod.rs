//! The mathematics font with only the glyphs that the pages show, as WOFF2: a tenth of the whole.
//!
//! A glyph keeps its number, so that the table which speaks of sizes (`MATH`) stays as it is, and with them the sizes of
//! brackets and the small forms of exponents. The outlines, widths and names of the other glyphs are emptied, and compression leaves
//! next to nothing of what is empty.

mod cff;
mod gsub;
mod needed;
mod outlines;
pub mod text;
pub mod woff2;

pub use needed::{Text, italic, merge, needed};

use crate::project::{Files, replace};
use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use ttf_parser::{Face, GlyphId, Tag, name_id};
use ttf2woff2::BrotliQuality;

/// The PostScript name of New Computer Modern Math, and its file in the book.
pub const NAME: &str = "NewCMMath-Book";
/// A font for a text.
#[derive(Debug)]
pub struct Subset {
    /// Its tables as an OpenType font, before compression.
    font: Vec<u8>,
    /// What it can show of the text.
    pub characters: BTreeSet<char>,
}

impl Subset {
    pub fn new(text: &Text) -> Result<Subset> {
        let font = Face::parse(named(NAME)?, 0).context("the mathematics font cannot be read")?;
        let characters: Vec<_> = text.keys().filter_map(|c| Some((*c, font.glyph_index(*c)?.0))).collect();
        let shown = characters.iter().map(|(_, glyph)| *glyph).collect();
        let mut features = gsub::features(&font, &shown).context("the font has no table GSUB")?;
        // No smaller form than is shown: a browser makes one that it lacks of the letter itself.
        for feature in features.iter_mut().filter(|feature| feature.name == gsub::SMALL) {
            for (character, glyph) in &characters {
                feature.made.entry(*glyph).and_modify(|forms| forms.truncate(text[character]));
            }
            feature.made.retain(|_, forms| !forms.is_empty());
        }
        let made = features.iter().flat_map(|feature| feature.made.values().flatten());
        let glyphs = glyphs(&font, shown.iter().chain(made).copied())?;
        let mut tables = Vec::new();
        for record in font.raw_face().table_records {
            let (tag, table) = (record.tag, font.raw_face().table(record.tag));
            let table = table.with_context(|| format!("the font has no table {tag}"))?;
            let table = match &tag.to_bytes() {
                b"CFF " => outlines::subset(table, &glyphs).context("the outlines of the font cannot be read")?,
                b"cmap" => character_map(&characters)?,
                b"hmtx" => widths(table, &glyphs),
                b"GSUB" => gsub::table(&features)?,
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

/// One of the fonts of `typst_assets` by the PostScript name that it carries.
pub fn named(name: &str) -> Result<&'static [u8]> {
    let is_it = |font: &&[u8]| {
        let names = Face::parse(font, 0).ok().into_iter().flat_map(|face| face.names());
        names.filter(|entry| entry.name_id == name_id::POST_SCRIPT_NAME).any(|n| n.to_string().as_deref() == Some(name))
    };
    typst_assets::fonts().find(is_it).with_context(|| format!("typst-assets has no font {name}"))
}

/// These glyphs, and the larger ones and the pieces to which they are stretched.
fn glyphs(font: &Face, shown: impl Iterator<Item = u16>) -> Result<BTreeSet<u16>> {
    let mut glyphs: BTreeSet<u16> = shown.chain([0]).collect();
    let variants = font.tables().math.and_then(|math| math.variants).context("the font has no variants of glyphs")?;
    for glyph in glyphs.clone() {
        for constructions in [variants.horizontal_constructions, variants.vertical_constructions] {
            let Some(stretched) = constructions.get(GlyphId(glyph)) else { continue };
            glyphs.extend(stretched.variants.into_iter().map(|larger| larger.variant_glyph.0));
            let parts = stretched.assembly.into_iter().flat_map(|assembly| assembly.parts);
            glyphs.extend(parts.map(|part| part.glyph_id.0));
        }
    }
    Ok(glyphs)
}

/// The table `hmtx` with zeros for all other glyphs.
fn widths(table: &[u8], glyphs: &BTreeSet<u16>) -> Vec<u8> {
    let metrics = (0..).zip(table.chunks(4));
    metrics
        .flat_map(|(id, metric)| if glyphs.contains(&id) { metric } else { &[0; 4][..metric.len()] })
        .copied()
        .collect()
}

/// A table `cmap` of these characters: one subtable of format 12 with a group for each.
fn character_map(characters: &[(char, u16)]) -> Result<Vec<u8>> {
    let count = u32::try_from(characters.len())?;
    // Version 0, one subtable: for Windows, all of Unicode, at byte 12; its format, and a reserved field.
    let mut table = [0u16, 1, 3, 10, 0, 12, 12, 0].map(u16::to_be_bytes).concat();
    // Its length, its language, its groups.
    table.extend([16 + 12 * count, 0, count].map(u32::to_be_bytes).concat());
    for (character, glyph) in characters {
        let code = u32::from(*character);
        table.extend([code, code, u32::from(*glyph)].map(u32::to_be_bytes).concat());
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
        font.extend(tag.to_bytes());
        font.extend([0, offset, u32::try_from(table.len())?].map(u32::to_be_bytes).concat());
        offset += u32::try_from(table.len().next_multiple_of(4))?;
    }
    for (_, table) in tables {
        font.extend(table);
        font.resize(font.len().next_multiple_of(4), 0);
    }
    Ok(font)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subset_has_the_glyphs_of_its_text_and_their_larger_and_smaller_forms() {
        let subset = Subset::new(&[('x', 1), ('(', 0), ('′', 2), ('✈', 0)].into()).unwrap();
        assert_eq!(subset.characters, "x(′".chars().collect(), "an aeroplane is no mathematics");
        let (new, old) = (Face::parse(&subset.font, 0).unwrap(), Face::parse(named(NAME).unwrap(), 0).unwrap());
        let [x, bracket, prime, y] = ['x', '(', '′', 'y'].map(|c| old.glyph_index(c).unwrap());
        assert_eq!(new.glyph_index('x'), Some(x), "a glyph keeps its number");
        assert_eq!(new.glyph_index('y'), None);
        assert_eq!(new.glyph_hor_advance(x), old.glyph_hor_advance(x));
        assert_eq!(new.glyph_hor_advance(y), Some(0));
        let box_of = |font: &Face, glyph: GlyphId| font.outline_glyph(glyph, &mut Nothing);
        let small = |font: &Face, glyph: GlyphId| {
            let features = gsub::features(font, &[glyph.0].into()).unwrap();
            features
                .into_iter()
                .find(|feature| feature.name == gsub::SMALL)
                .unwrap()
                .made
                .remove(&glyph.0)
                .unwrap_or_default()
        };
        let (letter, sign) = (small(&old, x), small(&old, prime));
        assert!(letter.len() == 2 && sign.len() == 2, "for exponents, and for those in exponents");
        assert_eq!(small(&new, x), letter[..1]);
        assert_eq!(small(&new, prime), sign);
        assert!(small(&new, bracket).is_empty());
        let shown = [x, bracket, prime].into_iter().map(|glyph| glyph.0).chain([letter[0]]).chain(sign);
        let kept = glyphs(&old, shown).unwrap();
        for glyph in (0..old.number_of_glyphs()).map(GlyphId) {
            let expected = box_of(&old, glyph).filter(|_| kept.contains(&glyph.0));
            assert_eq!(box_of(&new, glyph), expected, "{glyph:?}");
        }
        let stretched = new.tables().math.unwrap().variants.unwrap().vertical_constructions.get(bracket).unwrap();
        assert!(stretched.variants.into_iter().all(|larger| kept.contains(&larger.variant_glyph.0)));
        assert!(stretched.assembly.is_some() && kept.len() > 12, "{}", kept.len());
    }

    /// Outlines are read to the end, and only their extent is wanted.
    struct Nothing;

    impl ttf_parser::OutlineBuilder for Nothing {
        fn move_to(&mut self, _: f32, _: f32) {}
        fn line_to(&mut self, _: f32, _: f32) {}
        fn quad_to(&mut self, _: f32, _: f32, _: f32, _: f32) {}
        fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, _: f32, _: f32) {}
        fn close(&mut self) {}
    }
}
