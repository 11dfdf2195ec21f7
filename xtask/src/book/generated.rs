//! What the pages need beside themselves, in `book/src/generated/`: the mathematics font, the figures' colours, the sources
//! with line anchors, the notebooks, each and all together, the live figures as far as they are built. Written only where something
//! changed.

use crate::colours::{ALL, Colour};
use crate::font::{self, Subset, Text};
use crate::kept::memo::Memo;
use crate::labs;
use crate::library::Library;
use crate::library::bundle;
use crate::markup::escape;
use crate::notebook;
use crate::page::equation;
use crate::project::{Files, GENERATED, SOLVED, replace};
use anyhow::Result;
use base64::prelude::{BASE64_STANDARD, Engine};
use itertools::Itertools;
use lazy_regex::regex;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Writes everything, and removes what is no longer needed. `mathematics` are the characters that the font must have.
pub fn write(library: &Library, memo: &Memo, mathematics: &Text) -> Result<()> {
    let font = Subset::new(mathematics)?;
    let woff2 = font.woff2(&library.project.target().join("book-font"))?;
    let mut files = Files::from([
        ("font.css".into(), face(&font.characters, &woff2).into_bytes()),
        (format!("{}.woff2", font::NAME).into(), woff2),
        ("generated.css".into(), style().into_bytes()),
    ]);
    // What the page of a source has from elsewhere: the pages of the equations and of the chapters.
    let links =
        (library.equations.iter().map(|(number, equation)| (number, &equation.page)).collect_vec(), &library.chapters);
    for source in library.sources() {
        let text = library.project.read(source)?;
        let page = memo.or_make(&("source", &links, source, &text), || source_page(library, source, &text));
        files.insert(format!("source/{}.html", source.display()).into(), page.into_bytes());
    }
    let notebooks = notebooks(library)?;
    files.insert(bundle::FILE.into(), bundle::zip(library, &notebooks)?);
    files.extend(notebooks);
    files.append(&mut labs::files(&library.project)?);
    replace(&library.project.root.join(GENERATED), &files).map(drop)
}

/// The notebooks as the book has them.
fn notebooks(library: &Library) -> Result<Files> {
    let all = library.project.files("notebooks", "ipynb")?;
    let shown = |notebook: PathBuf| {
        let whole = fs::read(library.project.root.join(&notebook))?;
        Ok((notebook, notebook::shown(library, whole)?))
    };
    all.into_iter().filter(|notebook| !notebook.starts_with(SOLVED)).map(shown).collect()
}

/// The font with its characters.
fn face(characters: &BTreeSet<char>, font: &[u8]) -> String {
    let range = characters.iter().map(|c| format!("U+{:X}", u32::from(*c))).join(", ");
    include_str!("font.css").replace("{font}", &BASE64_STANDARD.encode(font)).replace("{range}", &range)
}

/// The figures' colours on mdBook's light and dark themes.
fn style() -> String {
    let colours = |is_dark: bool| -> String {
        let line = |colour: &Colour| {
            let (r, g, b) = if is_dark { colour.dark } else { colour.light };
            let value = if colour.name == "background" { "var(--bg)".to_owned() } else { format!("rgb({r} {g} {b})") };
            format!("  --ann-{}: {value};\n", colour.name)
        };
        ALL.iter().map(line).collect()
    };
    include_str!("generated.css").replace("{light}", &colours(false)).replace("{dark}", &colours(true))
}

/// A source file as a page of its own: outside the table of contents, the search and the printed book.
fn source_page(library: &Library, path: &Path, text: &str) -> String {
    let up = "../".repeat(path.components().count() + 1);
    let number = |line| format!("<a id=\"L{line}\" href=\"#L{line}\">{line}</a>\n");
    let numbers: String = (1..=text.lines().count()).map(number).collect();
    let page = include_str!("source.html").replace("{up}", &up).replace("{name}", &escape(&path.display().to_string()));
    let page = page.replace("{back}", &back(library, &up, path, text)).replace("{numbers}", &numbers);
    page.replace("{code}", &equation::code(library, &up, "", text))
}

/// A link to the chapter to which a source file belongs: it says so itself, or has more of its equations than of another's.
fn back(library: &Library, up: &str, path: &Path, text: &str) -> String {
    let named = regex!(r"(?:chapter|solutions)(\d\d)\.rs$").captures(path.to_str().unwrap_or_default());
    let told = regex!(r"^//! Chapter (\d+)").captures(text);
    let labels = library.code.iter().chain(&library.tests).filter(|label| label.file == path);
    let counts = labels.map(|label| label.number.0).counts();
    let most = counts.into_iter().max_by_key(|(chapter, count)| (*count, std::cmp::Reverse(*chapter)));
    let chapter = named.or(told).and_then(|found| found[1].parse().ok()).or(most.map(|(chapter, _)| chapter));
    let page = chapter.and_then(|chapter| Some((chapter, library.chapters.get(&chapter)?)));
    page.map_or_else(String::new, |(chapter, page)| {
        format!("<a class=\"back\" href=\"{up}{}\">← Chapter {chapter}</a>", page.replace(".md", ".html"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::label::Label;

    #[test]
    fn a_source_leads_back_to_its_chapter() {
        let label = |number| Label { number, file: "src/step.rs".into(), line: 1, function: None, is_test: false };
        let code = [(3, 1), (6, 1), (6, 2)].map(label).into();
        let chapters = [(3, "03-b.md".to_owned()), (6, "06-a.md".to_owned())].into();
        let library = Library { code, chapters, ..Library::default() };
        let back = |path: &str, text: &str| back(&library, "../", Path::new(path), text);
        assert_eq!(back("src/step.rs", ""), "<a class=\"back\" href=\"../06-a.html\">← Chapter 6</a>");
        assert!(back("src/step.rs", "//! Chapter 3: steps").contains("03-b.html"));
        assert!(back("chapters/solutions03.rs", "").contains("Chapter 3"));
        assert_eq!(back("src/other.rs", ""), "");
    }

    #[test]
    fn the_pages_of_the_sources_have_the_policy_of_the_book_but_no_workers() {
        let policy = |page: &str| page.lines().find(|line| line.contains("default-src 'none'")).map(str::to_owned);
        let book = policy(include_str!("../../../book/theme/head.hbs"));
        let book = book.map(|policy| policy.replace("worker-src blob:; ", ""));
        assert!(book.is_some() && book == policy(include_str!("source.html")), "{book:?}");
    }
}
