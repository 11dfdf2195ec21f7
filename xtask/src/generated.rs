//! What the pages need beside themselves, in `book/src/generated/`: the mathematics font, the figures' colours, the sources
//! with line anchors, the notebooks, the live figures as far as they are built. Written only where something changed.

use crate::colours::{ALL, Colour};
use crate::labs;
use crate::library::Library;
use crate::markup::escape;
use crate::notebook;
use crate::project::{Files, GENERATED, SOLVED, replace};
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// The PostScript name of the mathematics font, and its file in the book.
const FONT: &str = "NewCMMath-Book";

/// Writes everything, and removes what is no longer needed.
pub fn write(library: &Library) -> Result<()> {
    let mut files =
        Files::from([(format!("{FONT}.otf").into(), font()?.to_vec()), ("generated.css".into(), style().into_bytes())]);
    for source in library.sources() {
        let page = source_page(&source, &library.project.read(&source)?);
        files.insert(format!("source/{}.html", source.display()).into(), page.into_bytes());
    }
    let notebooks = library.project.files("notebooks", "ipynb")?;
    for notebook in notebooks.into_iter().filter(|notebook| !notebook.starts_with(SOLVED)) {
        let whole = fs::read(library.project.root.join(&notebook))?;
        files.insert(notebook, notebook::shown(library, whole)?);
    }
    files.append(&mut labs::files(&library.project)?);
    replace(&library.project.root.join(GENERATED), &files).map(drop)
}

/// New Computer Modern Math; the fonts have no names in `typst_assets`, but each carries its own.
fn font() -> Result<&'static [u8]> {
    let name = FONT.as_bytes();
    typst_assets::fonts()
        .find(|font| font.windows(name.len()).any(|window| window == name))
        .with_context(|| format!("typst-assets has no font {FONT}"))
}

/// The font, and the figures' colours on mdBook's light and dark themes.
fn style() -> String {
    let colours = |is_dark: bool| -> String {
        let line = |colour: &Colour| {
            let (r, g, b) = if is_dark { colour.dark } else { colour.light };
            let value = if colour.name == "background" { "var(--bg)".to_owned() } else { format!("rgb({r} {g} {b})") };
            format!("  --ann-{}: {value};\n", colour.name)
        };
        ALL.iter().map(line).collect()
    };
    let style = include_str!("generated.css").replace("{font}", FONT);
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
