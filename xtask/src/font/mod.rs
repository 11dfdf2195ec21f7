//! The mathematics font with only the glyphs that the pages show, as WOFF2: a tenth of the whole.
//!
//! A glyph keeps its number, so that the table which speaks of sizes (`MATH`) stays as it is, and with them the sizes of
//! brackets and the small forms of exponents. The outlines, widths and names of the other glyphs are emptied, and compression leaves
//! next to nothing of what is empty.

mod cff;
mod gsub;
mod outlines;
pub mod text;
pub mod woff2;

use crate::project::{Files, replace};
use anyhow::{Context, Result};
use lazy_regex::regex;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::{fs, iter};

use ttf_parser::{Face, GlyphId, Tag, name_id};
use ttf2woff2::BrotliQuality;

/// The PostScript name of New Computer Modern Math, and its file in the book.
pub const NAME: &str = "NewCMMath-Book";
/// The characters of formulas, each with how deep it stands at most: 0 on the line, 1 in an exponent or a fraction, 2 in one of those.
pub type Text = BTreeMap<char, usize>;

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

/// The characters that the mathematics in some HTML needs: those in its `<math>` elements, the italic ones that a browser puts in place
/// of a letter, the sign that it draws for a root, and the blank, without which the font would not be the first one for the element.
pub fn needed(html: &str) -> Text {
    let mut needed = Text::from([('√', 2), (' ', 0)]);
    // In the JSON of the cards the end of an element is written `<\\/math>`.
    for element in regex!(r"<math\b.*?<\\?/math>"s).find_iter(html) {
        // The elements around, each with how many children it has so far and how deep it stands.
        let mut around: Vec<(&str, usize, usize)> = Vec::new();
        for part in element.as_str().split('<') {
            let Some((tag, text)) = part.split_once('>') else { continue };
            let name = tag.split([' ', '/']).next().unwrap_or_default();
            if tag.starts_with(['/', '\\']) {
                around.pop();
            } else if !tag.ends_with('/') {
                let depth = around.last_mut().map_or(0, |(parent, children, depth)| {
                    *children += 1;
                    *depth + smaller(parent, *children)
                });
                around.push((name, 0, depth + usize::from(tag.contains("scriptlevel"))));
            }
            let depth = around.last().map_or(0, |(_, _, depth)| *depth);
            for character in characters(text) {
                merge(&mut needed, [(character, depth)]);
                merge(&mut needed, italic(character).map(|italic| (italic, depth)));
            }
        }
    }
    needed
}

/// How much smaller a child of an element is at most; the first child is the first.
fn smaller(parent: &str, child: usize) -> usize {
    match parent {
        "mfrac" => 1,
        "msub" | "msup" | "msubsup" | "mmultiscripts" | "munder" | "mover" | "munderover" if child > 1 => 1,
        "mroot" if child > 1 => 2,
        _ => 0,
    }
}

/// Adds more characters.
pub fn merge(text: &mut Text, more: impl IntoIterator<Item = (char, usize)>) {
    for (character, depth) in more {
        let known = text.entry(character).or_default();
        *known = depth.max(*known);
    }
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
        let html = "é <math data-tex=\"q\"><mi>h</mi><mo>&#40;</mo><mi>α</mi><mo>&lt;</mo><mn>&#x32;</mn></math> ü \"<math><mi>ü<\\/mi><\\/math>ä";
        assert_eq!(needed(html).into_keys().collect::<BTreeSet<_>>(), "h(α<2üℎ𝛼√ ".chars().collect());
    }

    #[test]
    fn what_stands_in_exponents_and_fractions_is_deeper() {
        let text = needed(
            "<math><msup><mi>a</mi><mrow><mi>b</mi><msub><mi>c</mi><mn>1</mn></msub></mrow></msup><mo>+</mo><mfrac><mn>2</mn>\
             <mn>3</mn></mfrac><mspace width=\"1em\"></mspace><mi scriptlevel=\"1\">d</mi></math> <math><mi>b<\\/mi><\\/math>",
        );
        let depths = ['a', 'b', 'c', '1', '+', '2', '3', 'd', '𝑎', '𝑏'].map(|c| text[&c]);
        assert_eq!(depths, [0, 1, 1, 2, 0, 1, 1, 1, 0, 1]);
    }

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
