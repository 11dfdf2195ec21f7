//! The table `GSUB` of a font with only what mathematics puts in place of the glyphs that are kept.

use anyhow::Result;
use itertools::Itertools;
use std::collections::{BTreeMap, BTreeSet};
use ttf_parser::gsub::{AlternateSet, SingleSubstitution, SubstitutionSubtable};
use ttf_parser::opentype_layout::Coverage;
use ttf_parser::{Face, GlyphId, Tag};

/// The feature for the forms of a letter in an exponent, and in an exponent of that.
pub const SMALL: &[u8; 4] = b"ssty";
/// The features that browsers turn on in mathematics, by name: dotless letters below accents, flat accents, small forms.
const FEATURES: [&[u8; 4]; 3] = [b"dtls", b"flac", SMALL];

/// A feature: glyphs, and what may be put in place of each.
pub struct Feature {
    pub name: &'static [u8; 4],
    pub made: BTreeMap<u16, Vec<u16>>,
}

/// What the features of a font make of these glyphs.
pub fn features(font: &Face, glyphs: &BTreeSet<u16>) -> Option<Vec<Feature>> {
    let gsub = font.tables().gsub?;
    let feature = |name: &'static [u8; 4]| {
        let own = gsub.features.into_iter().filter(|feature| feature.tag == Tag::from_bytes(name));
        let lookups =
            own.flat_map(|feature| feature.lookup_indices).unique().filter_map(|index| gsub.lookups.get(index));
        let tables = lookups.flat_map(|lookup| lookup.subtables.into_iter::<SubstitutionSubtable>());
        let made = tables.flat_map(|table| substitutes(&table, glyphs)).collect();
        Feature { name, made }
    };
    Some(FEATURES.map(feature).into())
}

/// What a table puts in place of these glyphs: one for each, or some to choose among.
fn substitutes(table: &SubstitutionSubtable, glyphs: &BTreeSet<u16>) -> Vec<(u16, Vec<u16>)> {
    let of = |coverage: Coverage, make: &dyn Fn(u16, u16) -> Option<Vec<u16>>| {
        glyphs.iter().filter_map(|glyph| Some((*glyph, make(*glyph, coverage.get(GlyphId(*glyph))?)?))).collect()
    };
    match *table {
        SubstitutionSubtable::Single(SingleSubstitution::Format1 { coverage, delta }) => {
            of(coverage, &|glyph, _| Some(vec![glyph.wrapping_add_signed(delta)]))
        }
        SubstitutionSubtable::Single(SingleSubstitution::Format2 { coverage, substitutes }) => {
            of(coverage, &|_, place| Some(vec![substitutes.get(place)?.0]))
        }
        SubstitutionSubtable::Alternate(table) => of(table.coverage, &|_, place| {
            let all = |set: AlternateSet| set.alternates.into_iter().map(|glyph| glyph.0).collect();
            table.alternate_sets.get(place).map(all)
        }),
        _ => Vec::new(),
    }
}

/// A table of these features, for every script: each has a lookup of its own, a choice among alternates.
pub fn table(features: &[Feature]) -> Result<Vec<u8>> {
    let count = u16::try_from(features.len())?;
    // One script, with one language: no order, no feature that must be, all features.
    let mut scripts = [words(&[1])?, b"DFLT".to_vec(), words(&[8, 4, 0, 0, 0xffff, usize::from(count)])?].concat();
    scripts.extend(words(&(0..features.len()).collect_vec())?);
    // Each feature has six bytes in the list, and then six of its own: no parameters, one lookup.
    let (mut list, mut own) = (words(&[features.len()])?, Vec::new());
    for (place, feature) in features.iter().enumerate() {
        list.extend(feature.name);
        list.extend(words(&[2 + 6 * features.len() + 6 * place])?);
        own.extend(words(&[0, 1, place])?);
    }
    list.extend(own);
    let (mut lookups, mut bodies) = (words(&[features.len()])?, Vec::new());
    for feature in features {
        lookups.extend(words(&[2 + 2 * features.len() + bodies.len()])?);
        // Alternates (3), no flags, one table behind these four words.
        bodies.extend(words(&[3, 0, 1, 8])?);
        bodies.extend(alternates(&feature.made)?);
    }
    lookups.extend(bodies);
    let mut table = words(&[1, 0, 10, 10 + scripts.len(), 10 + scripts.len() + list.len()])?;
    table.extend([scripts, list, lookups].concat());
    Ok(table)
}

/// The table of a lookup: a set for each glyph, then the glyphs.
fn alternates(made: &BTreeMap<u16, Vec<u16>>) -> Result<Vec<u8>> {
    let (before, mut sets, mut offsets) = (6 + 2 * made.len(), Vec::new(), Vec::new());
    for alternates in made.values() {
        offsets.push(before + sets.len());
        sets.extend(words(&[alternates.len()])?);
        sets.extend(alternates.iter().flat_map(|glyph| glyph.to_be_bytes()));
    }
    let mut table = words(&[1, before + sets.len(), made.len()])?;
    table.extend(words(&offsets)?);
    table.extend(sets);
    table.extend(words(&[1, made.len()])?);
    table.extend(made.keys().flat_map(|glyph| glyph.to_be_bytes()));
    Ok(table)
}

fn words(numbers: &[usize]) -> Result<Vec<u8>> {
    let words: Vec<_> = numbers.iter().map(|number| u16::try_from(*number).map(u16::to_be_bytes)).try_collect()?;
    Ok(words.concat())
}
