//! Every character that a page shows is in one of the fonts that the book brings; otherwise each reader's machine shows something else.

use super::pages::{select, source_of};
use crate::font;
use crate::font::woff2::Font;
use crate::problem::Problem;
use anyhow::{Context, Result};
use itertools::Itertools;
use scraper::{ElementRef, Html};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What is shown, and the font for it.
const FONTS: [(&str, &str); 3] = [
    ("mathematics", "generated/NewCMMath-Book.woff2"),
    ("code", "fonts/source-code-pro-v11-all-charsets-500.woff2"),
    ("text", "fonts/open-sans-v17-all-charsets-regular.woff2"),
];
/// What both fonts of the text lack: the fonts of all systems have it.
const ELSEWHERE: &str = "⊙⁻ᵀ\u{304}";

/// What the fonts of the book in `folder` lack of its pages.
pub fn check(folder: &Path, built: &BTreeMap<PathBuf, Html>) -> Result<Vec<Problem>> {
    let font = |(_, name): (&str, &str)| {
        let file = fs::read(folder.join(name)).with_context(|| format!("the book has no {name}"))?;
        characters(&file).with_context(|| format!("{name} is damaged"))
    };
    let mut fonts: Vec<BTreeSet<char>> = FONTS.into_iter().map(font).try_collect()?;
    // The style sheet takes arrows and indices, which Open Sans lacks, from Source Code Pro.
    let signs: Vec<char> = fonts[1].range('\u{2070}'..'\u{2200}').copied().chain(ELSEWHERE.chars()).collect();
    fonts[1..].iter_mut().for_each(|font| font.extend(&signs));
    // The printed book is all pages again, and a source is shown as it is.
    let pages = built.iter().filter(|(path, _)| path.components().count() == 1 && *path != Path::new("print.html"));
    let problems = pages.flat_map(|(path, page)| {
        let kinds = shown(page).into_iter().zip(&fonts).zip(FONTS);
        kinds.filter_map(move |((shown, font), (kind, _))| {
            let list = shown.difference(font).map(|c| format!("{c} (U+{:04X})", u32::from(*c))).join(", ");
            let message = format!("the font of {kind} has no {list}");
            (!list.is_empty()).then(|| Problem::new(source_of(path), 0, message))
        })
    });
    Ok(problems.collect())
}

/// The characters that a page shows, of each of `FONTS`. Figures have the fonts of the reader's machine.
fn shown(page: &Html) -> [BTreeSet<char>; 3] {
    let mut shown = [const { BTreeSet::new() }; 3];
    for main in select(page.root_element(), "main") {
        for node in main.descendants() {
            let Some(words) = node.value().as_text() else { continue };
            let around: Vec<&str> = node.ancestors().filter_map(ElementRef::wrap).map(|e| e.value().name()).collect();
            let is_in = |names: &[&str]| around.iter().any(|name| names.contains(name));
            if is_in(&["svg", "script", "style", "template"]) {
                continue;
            }
            let kind = if is_in(&["math"]) { 0 } else { usize::from(!is_in(&["code"])) + 1 };
            shown[kind].extend(words.chars().filter(|c| !c.is_whitespace() && !is_invisible(*c)));
            if around.first() == Some(&"mi") {
                // A letter that is alone is italic.
                shown[0].extend(words.chars().exactly_one().ok().and_then(font::italic));
            }
        }
        if !select(main, "msqrt, mroot").is_empty() {
            shown[0].insert('√');
        }
    }
    shown
}

/// Has an effect and no shape: joiners, the invisible operators of MathML, the choice of a variant.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}')
}

/// The characters of a font in WOFF2.
fn characters(woff2: &[u8]) -> Result<BTreeSet<char>> {
    Ok(Font::read(woff2)?.characters()?.into_iter().map(|(character, _)| character).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::font::Subset;

    #[test]
    fn what_mathematics_shows_and_its_font_lacks_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let woff2 =
            Subset::new(&"x𝑥+".chars().map(|c| (c, 0)).collect()).unwrap().woff2(&folder.path().join("cache")).unwrap();
        assert_eq!(characters(&woff2).unwrap(), "x𝑥+".chars().collect());
        fs::create_dir(folder.path().join("generated")).unwrap();
        fs::write(folder.path().join(FONTS[0].1), &woff2).unwrap();
        fs::create_dir(folder.path().join("fonts")).unwrap();
        for (_, name) in &FONTS[1..] {
            fs::write(folder.path().join(name), &woff2).unwrap();
        }
        let told = |main: &str| {
            let page = Html::parse_document(&format!("<main>{main}</main>"));
            let problems = check(folder.path(), &BTreeMap::from([("p.html".into(), page)])).unwrap();
            problems.into_iter().map(|problem| problem.message).join("; ")
        };
        assert_eq!(told("x + <svg><text>y</text></svg><math><mi>x</mi><mo>\u{2062}</mo><mi>x</mi></math>"), "");
        assert!(told("<math><mi>y</mi></math>").ends_with("y (U+0079), 𝑦 (U+1D466)"));
        assert!(told("<math><msqrt><mi>x</mi></msqrt></math>").contains("font of mathematics has no √ (U+221A)"));
        assert_eq!(told("x ✈"), "the font of text has no ✈ (U+2708)");
        assert_eq!(told("<code>x ✈ᵀ</code>"), "the font of code has no ✈ (U+2708)");
    }
}
