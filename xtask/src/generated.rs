//! What the pages need beside themselves, in `book/src/generated/`: the mathematics font, the figures' colours, the sources
//! with line anchors, the notebooks. Written only where something changed.

use crate::colours::{ALL, Colour};
use crate::font::{self, Subset};
use crate::library::Library;
use crate::markup::escape;
use crate::notebook;
use crate::project::{Files, GENERATED, SOLVED, replace};
use anyhow::Result;
use base64::prelude::{BASE64_STANDARD, Engine};
use itertools::Itertools;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Writes everything, and removes what is no longer needed. `mathematics` are the characters that the font must have.
pub fn write(library: &Library, mathematics: &BTreeSet<char>) -> Result<()> {
    let font = Subset::new(mathematics)?;
    let woff2 = font.woff2(&library.project.target().join("book-font"))?;
    let style = style(&font.characters, &woff2);
    let mut files =
        Files::from([(format!("{}.woff2", font::NAME).into(), woff2), ("generated.css".into(), style.into_bytes())]);
    for source in library.sources() {
        let page = source_page(&source, &library.project.read(&source)?);
        files.insert(format!("source/{}.html", source.display()).into(), page.into_bytes());
    }
    let notebooks = library.project.files("notebooks", "ipynb")?;
    for notebook in notebooks.into_iter().filter(|notebook| !notebook.starts_with(SOLVED)) {
        let whole = fs::read(library.project.root.join(&notebook))?;
        files.insert(notebook, notebook::shown(library, whole)?);
    }
    replace(&library.project.root.join(GENERATED), &files).map(drop)
}

/// The font with its characters, and the figures' colours on mdBook's light and dark themes.
fn style(characters: &BTreeSet<char>, font: &[u8]) -> String {
    let colours = |is_dark: bool| -> String {
        let line = |colour: &Colour| {
            let (r, g, b) = if is_dark { colour.dark } else { colour.light };
            let value = if colour.name == "background" { "var(--bg)".to_owned() } else { format!("rgb({r} {g} {b})") };
            format!("  --ann-{}: {value};\n", colour.name)
        };
        ALL.iter().map(line).collect()
    };
    let range = characters.iter().map(|c| format!("U+{:X}", u32::from(*c))).join(", ");
    let style =
        include_str!("generated.css").replace("{font}", &BASE64_STANDARD.encode(font)).replace("{range}", &range);
    style.replace("{light}", &colours(false)).replace("{dark}", &colours(true))
}

/// A source file as a page of its own: outside the table of contents, the search and the printed book.
fn source_page(path: &Path, text: &str) -> String {
    let up = "../".repeat(path.components().count() + 1);
    let number = |line| format!("<a id=\"L{line}\" href=\"#L{line}\">{line}</a>\n");
    let numbers: String = (1..=text.lines().count()).map(number).collect();
    let page = include_str!("source.html").replace("{up}", &up).replace("{name}", &escape(&path.display().to_string()));
    page.replace("{numbers}", &numbers).replace("{code}", &escape(text))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_pages_of_the_sources_have_the_policy_of_the_book() {
        let policy = |page: &str| page.lines().find(|line| line.contains("default-src 'none'")).map(str::to_owned);
        let book = policy(include_str!("../../book/theme/head.hbs"));
        assert!(book.is_some() && book == policy(include_str!("source.html")), "{book:?}");
    }
}
