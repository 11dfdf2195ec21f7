//! What the pages need beside themselves, in `book/src/generated/`: the mathematics font, the figures' colours, the sources
//! with line anchors, the notebooks. Written only where something changed.

use crate::colours::ALL;
use crate::library::Library;
use crate::page::escape;
use crate::project::{read, write_if_changed};
use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// The PostScript name of the mathematics font, and its file in the book.
const FONT: &str = "NewCMMath-Book";

/// The address of a source file in the book, from a page `up` below its root.
pub fn source_url(up: &str, path: &Path, line: Option<usize>) -> String {
    let anchor = line.map_or_else(String::new, |line| format!("#L{line}"));
    format!("{up}generated/source/{}.html{anchor}", path.display())
}

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
    for notebook in library.project.files("notebooks", &["ipynb"])? {
        let name = notebook.file_name().context("a file without a name")?;
        put(root.join("notebooks").join(name), &fs::read(&notebook)?)?;
    }
    for old in library.project.files("book/src/generated", &["html", "ipynb", "css", "otf"])? {
        if !kept.contains(&old) {
            fs::remove_file(&old)?;
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
    let mut css = format!(
        "/* Generated. */\n@font-face {{\n  font-family: \"New Computer Modern Math\";\n  src: url(\"{FONT}.otf\") format(\"opentype\");\n  font-display: block;\n}}\n"
    );
    let colours = |is_dark: bool| {
        let mut lines = String::new();
        for colour in ALL {
            let (r, g, b) = if is_dark { colour.dark } else { colour.light };
            let value = if colour.name == "background" { "var(--bg)".to_owned() } else { format!("rgb({r} {g} {b})") };
            // Writing to a string cannot fail.
            let _ = writeln!(lines, "  --ann-{}: {value};", colour.name);
        }
        lines
    };
    let _ = write!(css, ".light, .rust, html:not(.js) {{\n{}}}\n", colours(false));
    let _ = write!(css, ".coal, .navy, .ayu {{\n{}}}\n", colours(true));
    let _ = write!(css, "@media (prefers-color-scheme: dark) {{\nhtml:not(.js) {{\n{}}}\n}}\n", colours(true));
    css
}

/// A source file as a page of its own: outside the table of contents, the search and the printed book.
fn source_page(path: &Path, text: &str) -> String {
    let up = "../".repeat(path.components().count() + 1);
    let name = escape(&path.display().to_string());
    let mut numbers = String::new();
    for line in 1..=text.lines().count() {
        let _ = writeln!(numbers, "<a id=\"L{line}\" href=\"#L{line}\">{line}</a>");
    }
    let links: String =
        ["css/variables.css", "css/general.css", "fonts/fonts.css", "highlight.css", "tomorrow-night.css"]
            .iter()
            .chain(&["ayu-highlight.css", "generated/generated.css", "theme/book.css"])
            .map(|css| {
                let id = match *css {
                    "highlight.css" => " id=\"light-code\"",
                    "tomorrow-night.css" => " id=\"dark-code\"",
                    "ayu-highlight.css" => " id=\"ayu-code\"",
                    _ => "",
                };
                format!("<link rel=\"stylesheet\"{id} href=\"{up}{css}\">\n")
            })
            .collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en-GB\" class=\"light\">\n<head>\n<meta charset=\"UTF-8\">\n<title>{name}</title>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <link rel=\"icon\" href=\"{up}favicon.svg\">\n{links}<script>\n{SOURCE_THEME}</script>\n</head>\n\
         <body class=\"source\">\n<header><h1>{name}</h1> <a href=\"{up}index.html\">Neural Networks from Scratch in Rust</a></header>\n\
         <main tabindex=\"0\"><pre class=\"numbers\">{numbers}</pre><pre class=\"code\"><code class=\"language-rust\">{}</code></pre></main>\n\
         <script src=\"{up}highlight.js\"></script>\n<script>hljs.highlightBlock(document.querySelector('code'));</script>\n\
         </body>\n</html>\n",
        escape(text)
    )
}

/// The theme that the reader chose in the book.
const SOURCE_THEME: &str = r#"let theme = null;
try { theme = localStorage.getItem('mdbook-theme'); } catch (e) { }
theme = theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'navy' : 'light');
document.documentElement.className = theme + ' js';
document.getElementById('light-code').disabled = !['light', 'rust'].includes(theme);
document.getElementById('dark-code').disabled = !['coal', 'navy'].includes(theme);
document.getElementById('ayu-code').disabled = theme !== 'ayu';
"#;
