//! What the pages need beside themselves, in `book/src/generated/`: the mathematics font, the figures' colours, the sources
//! with line anchors, the notebooks. Written only where something changed.

use crate::colours::{ALL, Colour};
use crate::library::Library;
use crate::markup::escape;
use crate::project::{read, write_if_changed};
use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// The PostScript name of the mathematics font, and its file in the book.
const FONT: &str = "NewCMMath-Book";

/// Writes everything, and removes what is no longer needed.
pub fn write(library: &Library) -> Result<()> {
    let root = library.project.generated();
    let mut kept = BTreeSet::new();
    let mut put = |path: PathBuf, content: &[u8]| -> Result<()> {
        write_if_changed(&path, content)?;
        kept.insert(path);
        Ok(())
    };
    put(root.join(format!("{FONT}.otf")), font()?)?;
    put(root.join("generated.css"), style().as_bytes())?;
    for source in library.sources() {
        let text = read(&library.project.root.join(&source))?;
        let page = source_page(&source, &text);
        put(root.join("source").join(format!("{}.html", source.display())), page.as_bytes())?;
    }
    for notebook in library.project.files("notebooks", "ipynb")? {
        let name = notebook.file_name().context("a file without a name")?;
        put(root.join("notebooks").join(name), &fs::read(&notebook)?)?;
    }
    for entry in WalkDir::new(root) {
        let path = entry?.into_path();
        if path.is_file() && !kept.contains(&path) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
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
    let (light, dark) = (colours(false), colours(true));
    format!(
        "/* Generated. */\n@font-face {{\n  font-family: \"New Computer Modern Math\";\n  src: url(\"{FONT}.otf\") format(\"opentype\");\n  \
         font-display: block;\n}}\n.light, .rust, html:not(.js) {{\n{light}}}\n.coal, .navy, .ayu {{\n{dark}}}\n\
         @media (prefers-color-scheme: dark) {{\nhtml:not(.js) {{\n{dark}}}\n}}\n"
    )
}

/// A source file as a page of its own: outside the table of contents, the search and the printed book.
fn source_page(path: &Path, text: &str) -> String {
    let up = "../".repeat(path.components().count() + 1);
    let number = |line| format!("<a id=\"L{line}\" href=\"#L{line}\">{line}</a>\n");
    let numbers: String = (1..=text.lines().count()).map(number).collect();
    let page = include_str!("source.html").replace("{up}", &up).replace("{name}", &escape(&path.display().to_string()));
    page.replace("{numbers}", &numbers).replace("{code}", &escape(text))
}
