//! The fonts of the text with only the characters of the book: a quarter of what mdBook brings, which has Greek, Cyrillic and Vietnamese.
//!
//! As in the font of the mathematics a glyph keeps its number, and the outlines of the others are emptied. Their widths stay: a font in
//! which all are equal has only one, and the table of widths is then of another form. They are TrueType, and stay in
//! the packed form of WOFF2, which has a stream for each part of an outline: no point is computed.

use super::character_map;
use super::woff2::{CMAP, Font, GLYF, POST, take};
use crate::project::{Files, Project, replace, write_if_changed};
use anyhow::{Context, Result, ensure};
use itertools::Itertools;
use lazy_regex::regex;
use std::collections::BTreeSet;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// Puts in place of the fonts that the style of a built book names those with only the characters of its pages and scripts. The
/// best compression takes a second, so they are kept until they change.
pub fn lighten(project: &Project, book: &Path, style: &str) -> Result<()> {
    let mut wanted: BTreeSet<char> = (' '..='~').chain(LIGATURES).collect();
    let scripts = ["book/theme", "labs/page"].map(|folder| (project.root.join(folder), "js"));
    for (folder, kind) in scripts.into_iter().chain([(book.to_owned(), "html")]) {
        let paths: Vec<_> = WalkDir::new(folder).into_iter().map_ok(DirEntry::into_path).try_collect()?;
        // The printed book is all pages again.
        let is_text =
            |path: &&PathBuf| path.extension().is_some_and(|end| end == kind) && !path.ends_with("print.html");
        for path in paths.iter().filter(is_text) {
            let text = fs::read_to_string(path)?;
            wanted.extend(regex!(r"[^\x00-\x7F]+").find_iter(&text).flat_map(|signs| signs.as_str().chars()));
        }
    }
    let cache = project.target().join("book-fonts");
    let mut kept = Files::new();
    for font in regex!(r#"fonts/[\w-]+\.woff2"#).find_iter(style).map(|name| name.as_str()).unique() {
        let path = book.join(font);
        let file = fs::read(&path).with_context(|| format!("the book has no {font}"))?;
        let mut hasher = DefaultHasher::new();
        (&file, &wanted).hash(&mut hasher);
        let name = format!("{:016x}.woff2", hasher.finish());
        let made = || subset(&file, &wanted)?.write();
        let light = fs::read(cache.join(&name)).or_else(|_| made()).with_context(|| font.to_owned())?;
        write_if_changed(&path, &light)?;
        kept.insert(name.into(), light);
    }
    replace(&cache, &kept).map(drop)
}

/// What a browser puts in place of some pairs of letters.
const LIGATURES: [char; 5] = ['ﬀ', 'ﬁ', 'ﬂ', 'ﬃ', 'ﬄ'];

/// The font of a file with only these characters.
fn subset(file: &[u8], wanted: &BTreeSet<char>) -> Result<Font> {
    let mut font = Font::read(file)?;
    let characters: Vec<(char, u16)> =
        font.characters()?.into_iter().filter(|(character, _)| wanted.contains(character)).collect();
    let outlines = font.table(GLYF).filter(|table| table.is_packed()).context("the outlines are not packed")?;
    let outlines = Outlines::read(&outlines.content).context("the outlines are damaged")?;
    let glyphs = outlines.with_parts(characters.iter().map(|(_, glyph)| *glyph).chain([0]));
    let outlines = outlines.only(&glyphs)?;
    for table in &mut font.tables {
        match table.name() {
            CMAP => table.content = character_map(&characters)?,
            GLYF => table.content.clone_from(&outlines),
            // The names of the glyphs: of version 3, it has none.
            POST => {
                table.content.truncate(32);
                table.content[..4].copy_from_slice(&[0, 3, 0, 0]);
            }
            _ => {}
        }
    }
    Ok(font)
}

/// The streams, in their order: contours, points, flags, coordinates, parts of composed glyphs, boxes, instructions.
const STREAMS: usize = 7;
/// The size of what stands before them.
const HEADER: usize = 8 + 4 * STREAMS;

/// The packed table of outlines, glyph by glyph.
struct Outlines<'a> {
    header: &'a [u8],
    glyphs: Vec<Glyph<'a>>,
    /// A bit for each glyph whose contours overlap, in some fonts.
    rest: &'a [u8],
}

/// What each stream has of a glyph.
#[derive(Clone, Default)]
struct Glyph<'a> {
    streams: [&'a [u8]; STREAMS],
    /// The glyphs of which it is composed.
    parts: Vec<u16>,
}

impl<'a> Outlines<'a> {
    fn read(table: &'a [u8]) -> Result<Outlines<'a>> {
        let mut rest = table;
        let header = take(&mut rest, HEADER)?;
        let mut streams = [&[][..]; STREAMS];
        for (stream, size) in streams.iter_mut().zip(header[8..].chunks(4)) {
            *stream = take(&mut rest, u32::from_be_bytes(size.try_into()?) as usize)?;
        }
        let count = usize::from(word(&header[4..]));
        let has_box = take(&mut streams[5], count.div_ceil(32) * 4)?;
        let mut glyphs = Vec::with_capacity(count);
        for id in 0..count {
            let before = streams;
            let mut parts = Vec::new();
            match word(take(&mut streams[0], 2)?) {
                0 => {}
                u16::MAX => {
                    if composed(&mut streams[4], &mut parts)? {
                        instructions(&mut streams)?;
                    }
                }
                contours => {
                    let points =
                        (0..contours).map(|_| short(&mut streams[1])).process_results(|points| points.sum())?;
                    for flag in take(&mut streams[2], points)? {
                        // So many bytes has a point, by what its flag says of it.
                        let size = match flag & 127 {
                            0..84 => 1,
                            84..120 => 2,
                            120..124 => 3,
                            _ => 4,
                        };
                        take(&mut streams[3], size)?;
                    }
                    instructions(&mut streams)?;
                }
            }
            if has_box[id / 8] << (id % 8) & 128 != 0 {
                take(&mut streams[5], 8)?;
            }
            let of = |stream: usize| &before[stream][..before[stream].len() - streams[stream].len()];
            glyphs.push(Glyph { streams: std::array::from_fn(of), parts });
        }
        Ok(Outlines { header, glyphs, rest })
    }

    /// These glyphs, and those of which they are composed.
    fn with_parts(&self, wanted: impl Iterator<Item = u16>) -> BTreeSet<u16> {
        let (mut glyphs, mut open) = (BTreeSet::new(), wanted.collect_vec());
        while let Some(glyph) = open.pop() {
            if let Some(known) = self.glyphs.get(usize::from(glyph)).filter(|_| glyphs.insert(glyph)) {
                open.extend(&known.parts);
            }
        }
        glyphs
    }

    /// The table in which all other glyphs are empty.
    fn only(&self, kept: &BTreeSet<u16>) -> Result<Vec<u8>> {
        let empty = Glyph { streams: [&[0, 0], &[], &[], &[], &[], &[], &[]], parts: Vec::new() };
        let glyphs = (0..).zip(&self.glyphs).map(|(id, glyph)| if kept.contains(&id) { glyph } else { &empty });
        let glyphs = glyphs.collect_vec();
        let mut has_box = vec![0u8; glyphs.len().div_ceil(32) * 4];
        for (id, _) in glyphs.iter().enumerate().filter(|(_, glyph)| !glyph.streams[5].is_empty()) {
            has_box[id / 8] |= 128 >> (id % 8);
        }
        let mut streams: [Vec<u8>; STREAMS] =
            std::array::from_fn(|stream| glyphs.iter().flat_map(|glyph| glyph.streams[stream]).copied().collect());
        streams[5].splice(0..0, has_box);
        let mut table = self.header[..8].to_vec();
        for stream in &streams {
            table.extend(u32::try_from(stream.len())?.to_be_bytes());
        }
        Ok([table, streams.concat(), self.rest.to_vec()].concat())
    }
}

/// Skips the instructions of a glyph: how many there are stands among its coordinates.
fn instructions(streams: &mut [&[u8]; STREAMS]) -> Result<()> {
    let count = short(&mut streams[3])?;
    take(&mut streams[6], count).map(drop)
}

/// Reads of which glyphs another is composed; whether it has instructions of its own.
fn composed(stream: &mut &[u8], parts: &mut Vec<u16>) -> Result<bool> {
    loop {
        let flags = word(take(stream, 2)?);
        parts.push(word(take(stream, 2)?));
        let is = |flag: u16| flags & flag != 0;
        // Two numbers, of a byte or two; then a scale, one for each direction, or a matrix.
        let place = if is(1) { 4 } else { 2 };
        let scale = [(8, 2), (64, 4), (128, 8)].into_iter().find(|(flag, _)| is(*flag)).map_or(0, |(_, size)| size);
        take(stream, place + scale)?;
        if !is(32) {
            return Ok(is(256));
        }
        ensure!(parts.len() < 100, "a glyph of more than a hundred others");
    }
}

/// A small number: one byte below 253, two or three bytes above.
fn short(rest: &mut &[u8]) -> Result<usize> {
    Ok(match take(rest, 1)?[0] {
        253 => word(take(rest, 2)?).into(),
        254 => usize::from(take(rest, 1)?[0]) + 2 * 253,
        255 => usize::from(take(rest, 1)?[0]) + 253,
        code => code.into(),
    })
}

fn word(bytes: &[u8]) -> u16 {
    u16::from_be_bytes([bytes[0], bytes[1]])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two glyphs with outlines, and a third that is composed of the second.
    fn table() -> Vec<u8> {
        let streams: [&[u8]; STREAMS] = [
            &[0, 1, 0, 1, 255, 255],                                                 // contours
            &[1, 2],                                                                 // points
            &[0, 84, 120],             // flags: of one, two and three bytes
            &[1, 0, 2, 2, 3, 3, 3, 1], // coordinates, and how many instructions
            &[0, 2, 0, 1, 0, 0],       // the second glyph at (0, 0)
            &[0b0110_0000, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2], // boxes of the second and third
            &[9],                      // an instruction of the second
        ];
        let sizes = streams.iter().flat_map(|stream| u32::try_from(stream.len()).unwrap().to_be_bytes());
        [[0, 0, 0, 0, 0, 3, 0, 0].to_vec(), sizes.collect(), streams.concat()].concat()
    }

    #[test]
    fn a_glyph_keeps_its_part_of_each_stream_and_those_of_which_it_is_composed() {
        let table = table();
        let outlines = Outlines::read(&table).unwrap();
        assert_eq!(outlines.only(&[0, 1, 2].into()).unwrap(), table, "nothing is lost");
        assert_eq!(outlines.with_parts([2].into_iter()), [1, 2].into());
        let second = outlines.only(&[1].into()).unwrap();
        let read = Outlines::read(&second).unwrap();
        assert!(read.glyphs[1].streams == outlines.glyphs[1].streams && read.glyphs.len() == 3);
        assert!([0, 2].iter().all(|&id| read.glyphs[id].streams[1..].iter().all(|stream| stream.is_empty())));
        assert!(Outlines::read(&table[..table.len() - 1]).is_err());
    }

    #[test]
    fn a_small_number_takes_up_to_three_bytes() {
        for (bytes, value) in [(vec![252], 252), (vec![255, 1], 254), (vec![254, 0], 506), (vec![253, 2, 0], 512)] {
            assert_eq!(short(&mut bytes.as_slice()).unwrap(), value);
        }
        assert!(short(&mut [253, 2].as_slice()).is_err());
    }
}
