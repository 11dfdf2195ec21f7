//! What a browser waits for before it shows a page: few files, and none that the text can be read without.
//!
//! mdBook links each style sheet and script by itself. Here those that all pages have become one, and scripts run when the page is there.
//! The font of the mathematics, larger than all the rest, is awaited where the first formula stands: what is above it is shown, and no
//! formula is ever shown in another font, of other widths.

use crate::project::write_if_changed;
use anyhow::{Context, Result};
use lazy_regex::{Captures, regex};
use std::fs;
use std::path::Path;

/// The style sheet of all pages, in a folder as deep as those of its parts, so that their addresses stay right.
const STYLE: &str = "css/style.css";
/// mdBook's fonts are declared once more in the theme, and so left out.
const FONTS: &str = "fonts/fonts.css";

/// Has the font read as soon as it is there, before the first line with a formula is laid out. A script waits for the style sheets before it.
const READ: &str = r#"<script>document.fonts.load('1em "New Computer Modern Math"', 'x')</script>"#;

/// A page that is shown soon; the style sheets that it no longer names, in their order.
pub fn eased(html: &str) -> (String, Vec<String>) {
    let (mut styles, mut up) = (Vec::new(), String::new());
    let link = regex!(r#"\s*<link rel="stylesheet" href="((?:\.\./)*)((?:css|theme|fonts)/[^"]*)">"#);
    let parted = link.replace_all(html, |found: &Captures| {
        up = found[1].to_owned();
        styles.extend((&found[2] != FONTS).then(|| found[2].to_owned()));
        ""
    });
    // Behind the colours of code, which stay links because the themes choose among them.
    let style = format!("<link rel=\"stylesheet\" href=\"{up}{STYLE}\">\n</head>");
    let parted = parted.replacen("</head>", if styles.is_empty() { "</head>" } else { &style }, 1);
    let page = parted.replace("<script src=\"", "<script defer src=\"");
    let font = regex!(r#"\s*(<link rel="stylesheet" )(href="[^"]*generated/font.css">)"#);
    let Some(found) = font.captures(&page) else { return (page, styles) };
    let awaited = format!("{}fetchpriority=\"low\" {}{READ}", &found[1], &found[2]);
    let page = font.replace(&page, "");
    // Those of the cards come behind the text, and are shown when somebody asks.
    let text = page.find("<script type=\"application/json\"").unwrap_or(page.len());
    let first = page[..text].find("<math").or_else(|| page.find("</body>")).unwrap_or(page.len());
    let (above, below) = page.split_at(first);
    (format!("{above}{awaited}{below}"), styles)
}

/// Writes the one style sheet of a built book.
pub fn join(folder: &Path, styles: &[String]) -> Result<()> {
    let part = |name: &String| fs::read_to_string(folder.join(name)).with_context(|| format!("the book has no {name}"));
    let whole: String = styles.iter().map(part).collect::<Result<_>>()?;
    write_if_changed(&folder.join(STYLE), whole.as_bytes()).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_one_style_sheet_for_its_parts_and_waits_for_the_font_at_its_first_formula() {
        let link = |name: &str| format!("<link rel=\"stylesheet\" href=\"../{name}\">\n");
        let names = ["generated/font.css", "css/a.css", FONTS, "h.css", "theme/b.css"].map(link).concat();
        let html = |text: &str| format!("<head>\n{names}</head><body>{text}<script src=\"c.js\"></script></body>");
        let (page, styles) = eased(&html("text <math>x</math>"));
        assert_eq!(styles, ["css/a.css", "theme/b.css"]);
        let font = format!("<link rel=\"stylesheet\" fetchpriority=\"low\" href=\"../generated/font.css\">{READ}");
        let expected = format!(
            "<head>\n{}{}</head><body>text {font}<math>x</math><script defer src=\"c.js\"></script></body>",
            link("h.css"),
            link(STYLE)
        );
        assert_eq!(page, expected);
        let (page, _) = eased(&html("text<script type=\"application/json\">{\"math\":\"<math>\"}</script>"));
        assert!(page.ends_with(&format!("</script>{font}</body>")), "{page}");
    }
}
