//! One letter has one meaning in a chapter: the table *Letters* of the page on notation lists them all.

use super::{pages, root};
use std::collections::BTreeSet;

/// Letters that are commands, between spaces.
const NAMED: &str = " alpha beta gamma Gamma delta Delta epsilon varepsilon zeta eta theta Theta kappa lambda Lambda mu nu xi pi Pi rho sigma Sigma tau phi varphi Phi psi chi omega Omega ell ";
/// Commands whose argument is words.
const WORDS: &str = " text texttt operatorname mathrm mathbb mathsf begin end tag label ";

/// The letters of a formula in TeX, without those of words and of the names of commands.
fn letters(formula: &str) -> BTreeSet<String> {
    let (mut found, mut rest) = (BTreeSet::new(), formula);
    while let Some(first) = rest.chars().next() {
        rest = &rest[first.len_utf8()..];
        if first == '\\' {
            let length = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
            let (command, after) = rest.split_at(length);
            rest = after;
            let is = |list: &str| length > 0 && list.contains(&format!(" {command} "));
            if is(WORDS) {
                rest = after.split_once('}').map_or("", |(_, after)| after);
            } else if is(NAMED) {
                found.insert(format!("\\{command}"));
            } else if length == 0 {
                rest = rest.get(1..).unwrap_or("");
            }
        } else if first.is_ascii_alphabetic() {
            found.insert(first.to_string());
        }
    }
    found
}

/// The formulas of a page; code has none.
fn formulas(page: &str) -> Vec<&str> {
    let prose = page.split("```").step_by(2).flat_map(|text| text.split('`').step_by(2));
    // Between one `$` and the next; of `$$ … $$`, what stands between the pairs.
    prose
        .flat_map(|text| text.split("$$").enumerate())
        .flat_map(|(i, text)| match i % 2 {
            0 => text.split('$').skip(1).step_by(2).collect(),
            _ => vec![text],
        })
        .collect()
}

/// A row of the table: letters, what they mean, in which chapters.
struct Row {
    letters: BTreeSet<String>,
    meaning: String,
    chapters: BTreeSet<u8>,
}

/// `0-3, 7`, as numbers.
fn numbers(text: &str) -> BTreeSet<u8> {
    let number = |text: &str| text.trim().parse().unwrap_or_else(|_| panic!("`{text}` is no chapter"));
    let part = |part: &str| match part.split_once(['-', '–']) {
        Some((first, last)) => number(first)..=number(last),
        None => number(part)..=number(part),
    };
    text.split(',').flat_map(part).collect()
}

fn table() -> Vec<Row> {
    let notation = std::fs::read_to_string(root().join("book/src/notation.md")).unwrap();
    let rows = notation
        .lines()
        .skip_while(|line| !line.starts_with("| letter |"))
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    let row = |line: &str| match line.trim_matches('|').split(" | ").collect::<Vec<_>>().as_slice() {
        [symbols, meaning, chapters] => Row {
            letters: formulas(symbols).into_iter().flat_map(letters).collect(),
            meaning: meaning.trim().to_owned(),
            chapters: numbers(chapters),
        },
        _ => panic!("three columns: {line}"),
    };
    rows.map(row).collect()
}

#[test]
fn one_letter_has_one_meaning_in_a_chapter() {
    let table = table();
    assert!(table.len() > 20, "the table of letters has {} rows", table.len());
    let mut wrong = Vec::new();
    let (mut used, mut chapters) = (BTreeSet::new(), BTreeSet::new());
    for (chapter, page, text) in pages() {
        chapters.insert(chapter);
        for letter in formulas(&text).into_iter().flat_map(letters).collect::<BTreeSet<_>>() {
            let meanings: Vec<_> =
                table.iter().filter(|row| row.letters.contains(&letter) && row.chapters.contains(&chapter)).collect();
            match meanings.as_slice() {
                [_] => {}
                [] => wrong.push(format!("{page}: {letter} is not in the table")),
                several => wrong.push(format!(
                    "{page}: {letter} is {}",
                    several.iter().map(|row| row.meaning.as_str()).collect::<Vec<_>>().join(", and ")
                )),
            }
            used.insert((chapter, letter));
        }
    }
    for row in &table {
        for chapter in &row.chapters {
            if !chapters.contains(chapter)
                || row.letters.iter().all(|letter| !used.contains(&(*chapter, letter.clone())))
            {
                wrong.push(format!("chapter {chapter} has no {:?}, {}", row.letters, row.meaning));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn letters_of_a_formula() {
    let found = |formula: &str| letters(formula).into_iter().collect::<Vec<_>>().join(" ");
    assert_eq!(found(r"\hat v_{\text{in}} = \beta_2 v + \operatorname{mean}(g \odot g)\tag{1.2}"), r"\beta g v");
    assert_eq!(formulas("a `$x$` $b$ and\n$$\nc\n$$\n```\n$d$\n``` $e$"), ["b", "\nc\n", "e"]);
    assert_eq!(numbers("0-2, 5"), BTreeSet::from([0, 1, 2, 5]));
}
