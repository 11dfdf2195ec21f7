//! What a browser waits for before it shows a page: few files, and none that the text can be read without.
//!
//! mdBook links each style sheet and script by itself. Here those that all pages have become one or two, and scripts run when the page
//! is there. The font of the mathematics, larger than all the rest, is awaited where the first formula stands: what is above it is
//! shown, and no formula is ever shown in another font, of other widths.

use crate::project::write_if_changed;
use anyhow::{Context, Result};
use lazy_regex::{Captures, regex};
use std::fs;
use std::path::Path;

/// The style sheet of all pages, in a folder as deep as those of its parts, so that their addresses stay right.
pub const STYLE: &str = "css/style.css";
/// Their scripts: mdBook's, and those of the theme. Two, for a browser does something else between them.
const SCRIPTS: [&str; 2] = ["scripts.js", "theme/scripts.js"];
/// What `STYLE` does not hold: mdBook's fonts, which are declared once more in the theme, and the font that is awaited later.
const APART: [&str; 2] = ["fonts/fonts.css", FONT];
const FONT: &str = "generated/font.css";

/// Has the font read as soon as it is there, before the first line with a formula is laid out. A script waits for the style sheets before it.
const READ: &str = r#"<script>document.fonts.load('1em "New Computer Modern Math"', 'x')</script>"#;

/// The files that a page no longer names, in their order.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Parts {
    styles: Vec<Style>,
    scripts: Vec<String>,
}

/// A style sheet, and whether it is for paper only.
#[derive(Debug, PartialEq, Eq)]
struct Style {
    name: String,
    is_print: bool,
}

/// A page that is shown soon, and what became one file.
pub fn eased(html: &str) -> (String, Parts) {
    let (mut parts, mut up) = (Parts::default(), String::new());
    // The colours of code are those of the theme; mdBook's script turns three style sheets on and off by their names.
    let colours = regex!(r#"<link rel="stylesheet" (id="mdbook-[\w-]*-css") href="[^"]*">"#);
    let page = colours.replace_all(html, "<style $1></style>");
    let link = regex!(
        r#"\s*<link rel="stylesheet" href="((?:\.\./)*)((?:css|theme|fonts|generated)/[^"]*)"( media="print")?>"#
    );
    let mut font = None;
    let page = link.replace_all(&page, |found: &Captures| {
        let (name, is_print) = (found[2].to_owned(), found.get(3).is_some());
        up = found[1].to_owned();
        if name == FONT {
            font = Some(format!("<link rel=\"stylesheet\" fetchpriority=\"low\" href=\"{up}{FONT}\">{READ}"));
        }
        parts.styles.extend((!APART.contains(&name.as_str())).then_some(Style { name, is_print }));
        ""
    });
    let script = regex!(r#"\s*<script src="(?:\.\./)*([^"]*)"></script>"#);
    let page = script.replace_all(&page, |found: &Captures| {
        parts.scripts.push(found[1].to_owned());
        ""
    });
    let scripts = SCRIPTS.map(|name| format!("<script defer src=\"{up}{name}\"></script>\n")).concat();
    let one = format!("<link rel=\"stylesheet\" href=\"{up}{STYLE}\">\n{scripts}</head>");
    let page = page.replacen("</head>", &one, 1);
    let Some(awaited) = font else { return (page, parts) };
    // Those of the cards come behind the text, and are shown when somebody asks.
    let text = page.find("<script type=\"application/json\"").unwrap_or(page.len());
    let first = page[..text].find("<math").or_else(|| page.find("</body>")).unwrap_or(page.len());
    let (above, below) = page.split_at(first);
    (format!("{above}{awaited}{below}"), parts)
}

/// Writes the one style sheet of a built book, and its scripts.
pub fn join(folder: &Path, parts: &Parts) -> Result<()> {
    let read = |name: &str| fs::read_to_string(folder.join(name)).with_context(|| format!("the book has no {name}"));
    let style = |style: &Style| {
        let text = read(&style.name)?;
        Ok(if style.is_print { format!("@media print {{\n{text}}}\n") } else { text })
    };
    let style: String = parts.styles.iter().map(style).collect::<Result<_>>()?;
    write_if_changed(&folder.join(STYLE), style.as_bytes())?;
    for whole in SCRIPTS {
        let own = parts.scripts.iter().filter(|name| Path::new(name).parent() == Path::new(whole).parent());
        // A script may end without a semicolon, or with a comment.
        let script: String = own.map(|name| Ok(read(name)? + "\n;\n")).collect::<Result<_>>()?;
        write_if_changed(&folder.join(whole), script.as_bytes())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::folder_with;

    #[test]
    fn a_page_has_one_style_sheet_and_its_scripts_and_waits_for_the_font_at_its_first_formula() {
        let link = |name: &str| format!("<link rel=\"stylesheet\" href=\"../{name}\">\n");
        let names = [FONT, "css/a.css", "fonts/fonts.css", "theme/b.css"].map(link).concat();
        let colours = "<link rel=\"stylesheet\" id=\"mdbook-ayu-highlight-css\" href=\"../a.css\">";
        let paper = "<link rel=\"stylesheet\" href=\"../css/p.css\" media=\"print\">";
        let scripts = "<script src=\"../a.js\"></script>\n<script src=\"../theme/b.js\"></script>";
        let html = |text: &str| format!("<head>\n{names}{paper}{colours}</head><body>{text}{scripts}</body>");
        let (page, parts) = eased(&html("text <math>x</math>"));
        let style = |name: &str, is_print| Style { name: name.to_owned(), is_print };
        assert_eq!(parts.styles, [style("css/a.css", false), style("theme/b.css", false), style("css/p.css", true)]);
        assert_eq!(parts.scripts, ["a.js", "theme/b.js"]);
        let font = format!("<link rel=\"stylesheet\" fetchpriority=\"low\" href=\"../{FONT}\">{READ}");
        let expected = format!(
            "<head><style id=\"mdbook-ayu-highlight-css\"></style><link rel=\"stylesheet\" href=\"../{STYLE}\">\n\
             <script defer src=\"../scripts.js\"></script>\n<script defer src=\"../theme/scripts.js\"></script>\n</head><body>text {font}<math>x</math></body>"
        );
        assert_eq!(page, expected);
        let (page, _) = eased(&html("text<script type=\"application/json\">{\"math\":\"<math>\"}</script>"));
        assert!(page.ends_with(&format!("</script>{font}</body>")), "{page}");
    }

    #[test]
    fn what_is_joined_is_told_apart() {
        let files = [
            ("css/a.css", "a {}\n"),
            ("css/p.css", "p {}\n"),
            ("c.js", "'c'"),
            ("theme/a.js", "f() // end"),
            ("theme/b.js", "(g)()"),
        ];
        let folder = folder_with(files);
        let style = |name: &str, is_print| Style { name: name.to_owned(), is_print };
        let styles = vec![style("css/a.css", false), style("css/p.css", true)];
        join(folder.path(), &Parts { styles, scripts: ["c.js", "theme/a.js", "theme/b.js"].map(str::to_owned).into() })
            .unwrap();
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(read(STYLE), "a {}\n@media print {\np {}\n}\n");
        assert_eq!(SCRIPTS.map(read), ["'c'\n;\n", "f() // end\n;\n(g)()\n;\n"]);
        assert!(join(folder.path(), &Parts { styles: vec![style("css/b.css", false)], scripts: Vec::new() }).is_err());
    }
}
