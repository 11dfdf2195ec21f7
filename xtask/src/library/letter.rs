//! One letter has one meaning in a chapter: the table *Every letter* of the page on notation lists them all.

use super::scan::{Kind, scan};
use crate::markup::math::{Converter, letters};
use crate::problem::Problem;
use crate::project::Project;
use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::path::Path;

/// Where the table is.
pub const PAGE: &str = "notation.md";
const FILE: &str = "book/src/notation.md";
/// Up to this chapter not even a row may give a letter two meanings.
const STRICT: u8 = 8;
/// Stands between two meanings of a row.
const PARTED: char = ';';

/// A row of the table, as Markdown.
#[derive(Debug, Default)]
pub struct Letter {
    pub letter: char,
    pub meaning: String,
    pub shape: String,
    pub code: String,
    chapters: BTreeSet<u8>,
    /// In the page.
    line: usize,
}

/// The table of the page on notation.
#[derive(Default)]
pub struct Table(Vec<Letter>);

impl Table {
    /// Without the page no letter has a meaning.
    pub fn read(project: &Project) -> Result<Table> {
        Table::parse(&project.read(FILE).unwrap_or_default()).context(FILE)
    }

    fn parse(text: &str) -> Result<Table> {
        let lines = text.lines().zip(1..).skip_while(|(line, _)| !line.starts_with("| letter |")).skip(2);
        let rows = lines.take_while(|(line, _)| line.starts_with('|'));
        let math = Converter::default();
        let row = |(line, number)| row(&math, line, number).with_context(|| format!("line {number}: `{line}`"));
        rows.map(row).collect::<Result<_>>().map(Table)
    }

    /// What a letter means in a chapter.
    pub fn of(&self, chapter: u8, letter: char) -> impl Iterator<Item = &Letter> {
        self.0.iter().filter(move |row| row.letter == letter && row.chapters.contains(&chapter))
    }

    /// What is wrong with the letters of a formula that stands in line `line` of a page.
    pub fn check(&self, file: &Path, line: usize, chapter: u8, letter: char) -> Option<Problem> {
        let meanings: Vec<_> = self.of(chapter, letter).map(|row| row.meaning.as_str()).collect();
        let told = match meanings.as_slice() {
            [row] if chapter <= STRICT && row.contains(PARTED) => {
                format!("has two meanings in chapter {chapter}: {row}")
            }
            [_] => return None,
            [] => format!("has no row for chapter {chapter} in the last table of {PAGE}"),
            several => format!("has two meanings in chapter {chapter}: {}", several.join(", and ")),
        };
        Some(Problem::new(file, line, format!("the letter {letter} {told}")))
    }

    /// The rows that name a chapter whose formulas do not have the letter; `used` has the letters of all of them.
    pub fn unused(&self, used: &BTreeSet<(u8, char)>) -> Vec<Problem> {
        let missing = self.0.iter().flat_map(|row| {
            let unused = row.chapters.iter().filter(|chapter| !used.contains(&(**chapter, row.letter)));
            unused.map(|chapter| Problem::new(FILE, row.line, format!("chapter {chapter} has no {}", row.letter)))
        });
        missing.collect()
    }
}

/// The chapter by whose rows the letters of a page are read: 7 for `07-dropout.md` and for `07b-the-whole-thing.md`.
pub fn chapter(page: &str) -> Option<u8> {
    page.get(..2)?.parse().ok()
}

fn row(math: &Converter, text: &str, line: usize) -> Result<Letter> {
    let cells: Vec<_> = text.trim_matches('|').split('|').map(str::trim).collect();
    let [symbol, meaning, shape, code, chapters] =
        cells.try_into().ok().context("a row has five columns, and none of them a bar")?;
    let pieces = scan(Path::new(FILE), symbol, line, &mut Vec::new());
    let formula =
        pieces.iter().find(|piece| piece.kind == Kind::InlineMath).context("the first column is a formula")?;
    let mathml = math.inline(Path::new(FILE), line, formula.text).map_err(anyhow::Error::msg)?;
    let letter = letters(&mathml).into_iter().next().context("the first column is no letter")?;
    let words = |cell: &str| cell.to_owned();
    let (meaning, shape, code) = (words(meaning), words(shape), words(code));
    Ok(Letter { letter, meaning, shape, code, chapters: numbers(chapters)?, line })
}

/// `0-3, 7`, as numbers.
fn numbers(text: &str) -> Result<BTreeSet<u8>> {
    let number = |text: &str| text.trim().parse::<u8>().with_context(|| format!("`{text}` is no chapter"));
    let mut numbers = BTreeSet::new();
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        numbers.extend(number(first)?..=number(last)?);
    }
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_without_a_row_or_with_two_is_a_problem_and_so_is_a_row_without_its_letter() {
        let head = "| letter | meaning | shape | in code | chapters |\n|---|---|---|---|---|\n";
        let rows = "| $W$ | weights | $n_l \\times n_{l-1}$ | `w` | 1-3, 5 |\n| $W$ | words | | | 5 |\n| $\\beta$ | memory | – | `beta` | 6 |\n| $d$ | name; delay | name; number | | 8, 9 |\n";
        let table = Table::parse(&format!("Text.\n\n{head}{rows}\nEnd.")).unwrap();
        let told = |chapter, letter| table.check(Path::new("p.md"), 3, chapter, letter).map(|p| p.to_string());
        assert_eq!((told(2, 'W'), told(6, 'β')), (None, None));
        assert!(told(4, 'W').unwrap().starts_with("p.md:3: the letter W has no row for chapter 4"));
        assert!(told(5, 'W').unwrap().contains("weights, and words"));
        assert_eq!(told(8, 'd').unwrap(), "p.md:3: the letter d has two meanings in chapter 8: name; delay");
        assert_eq!(told(9, 'd'), None);
        let unused = table.unused(&[(1, 'W'), (2, 'W'), (3, 'W'), (5, 'W'), (8, 'd'), (9, 'd')].into());
        assert!(
            unused.len() == 1 && unused[0].to_string() == "book/src/notation.md:7: chapter 6 has no β",
            "{unused:?}"
        );
        assert!(Table::parse(&format!("{head}| $W$ | weights | 1 |")).is_err());
        assert_eq!((chapter("07b-the-whole-thing.md"), chapter("notation.md")), (Some(7), None));
    }
}
