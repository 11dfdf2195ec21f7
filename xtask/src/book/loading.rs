//! What a browser waits for before it shows a page: few files, and none that the text can be read without.
//!
//! mdBook links each style sheet and script by itself. Here the style of all pages stands in each of them, so that a page is shown without
//! a second answer of its server; scripts become four, and run when the page is there. The font of the mathematics, larger than all the rest, is awaited where the first formula stands: what is above it is
//! shown, and no formula is ever shown in another font, of other widths.

use crate::project::write_if_changed;
use anyhow::{Context, Result};
use itertools::Itertools;
use lazy_regex::{Captures, regex};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The scripts of all pages: mdBook's, then those of the theme, each time in two files. Between files a browser answers its reader; in one
/// they would keep it for a fifth of a second on a telephone.
const SCRIPTS: [&str; 4] = ["scripts-1.js", "scripts-2.js", "theme/scripts-1.js", "theme/scripts-2.js"];
/// What each of them but the first begins with.
const BEGINS: [&str; 3] = ["book.js", "theme/page.js", "theme/furniture.js"];
/// What the style does not hold: mdBook's fonts, which are declared once more in the theme, and the font that is awaited later.
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

/// Where the style of a page goes, with the way from the page to the root of the book.
const STYLE: &str = "<style data-up=";

/// A page that is shown soon, but for its style, and what it no longer names.
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
    let one = format!("{STYLE}\"{up}\"></style>\n{scripts}</head>");
    let page = page.replacen("</head>", &one, 1);
    let Some(awaited) = font else { return (page, parts) };
    // Those of the cards come behind the text, and are shown when somebody asks.
    let text = page.find("<script type=\"application/json\"").unwrap_or(page.len());
    let first = page[..text].find("<math").or_else(|| page.find("</body>")).unwrap_or(page.len());
    let (above, below) = page.split_at(first);
    (format!("{above}{awaited}{below}"), parts)
}

/// A page whose figures share one style. Each has its own, so that it can stand alone; in a page the rules of each hold for the elements
/// of all, and a browser would weigh thirty times as many.
pub fn shared(page: &str) -> Cow<'_, str> {
    let own = regex!(
        r"<style>\.ann-figure\{([^}]*)\}@media\(prefers-color-scheme:dark\)\{\.ann-figure\{([^}]*)\}\}([^<]*)</style>"
    );
    let (mut light, mut dark, mut rules) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for style in own.captures_iter(page) {
        let [one, other, more] = style.extract().1;
        light.extend(one.split_inclusive(';'));
        dark.extend(other.split_inclusive(';'));
        rules.extend(more.split_inclusive('}'));
    }
    if rules.is_empty() {
        return page.into();
    }
    let [light, dark, rules] = [light, dark, rules].map(|parts| parts.iter().join(""));
    let one = format!(
        "<style>.ann-figure{{{light}}}@media(prefers-color-scheme:dark){{.ann-figure{{{dark}}}}}{rules}</style>\n</head>"
    );
    own.replace_all(page, "").replacen("</head>", &one, 1).into()
}

/// A page with its style, whose addresses begin at the root of the book.
pub fn styled(page: &str, style: &str) -> String {
    let place = regex!(r#"<style data-up="([./]*)"></style>"#);
    let whole =
        |found: &Captures| format!("<style>\n{}</style>", style.replace("url(\"", &format!("url(\"{}", &found[1])));
    place.replace(page, whole).into_owned()
}

/// The one style of a built book, without comments; its scripts are written.
pub fn join(folder: &Path, parts: &Parts) -> Result<String> {
    let read = |name: &str| fs::read_to_string(folder.join(name)).with_context(|| format!("the book has no {name}"));
    let mut rest = &parts.scripts[..];
    for (place, whole) in SCRIPTS.into_iter().enumerate() {
        let end = BEGINS.get(place).map_or(Some(rest.len()), |next| rest.iter().position(|name| name == next));
        let (own, others) = rest.split_at(end.with_context(|| format!("no page has {}", BEGINS[place]))?);
        // A script may end without a semicolon, or with a comment.
        let script: String = own.iter().map(|name| Ok(read(name)? + "\n;\n")).collect::<Result<_>>()?;
        write_if_changed(&folder.join(whole), script.as_bytes())?;
        rest = others;
    }
    let style = |style: &Style| {
        let text = read(&style.name)?;
        Ok(if style.is_print { format!("@media print {{\n{text}}}\n") } else { text })
    };
    let style: String = parts.styles.iter().map(style).collect::<Result<_>>()?;
    let style = regex!(r"(?s)/\*.*?\*/").replace_all(&style, "");
    let style = regex!(r"\s*\n\s*").replace_all(style.trim_start(), "\n");
    // All parts stand in folders of the book's root.
    Ok(style.replace("url(\"../", "url(\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::folder_with;

    #[test]
    fn a_page_has_a_place_for_its_style_and_its_scripts_and_waits_for_the_font_at_its_first_formula() {
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
            "<head><style id=\"mdbook-ayu-highlight-css\"></style>{STYLE}\"../\"></style>\n\
             {}</head><body>text {font}<math>x</math></body>",
            SCRIPTS.map(|name| format!("<script defer src=\"../{name}\"></script>\n")).concat()
        );
        assert_eq!(page, expected);
        let (page, _) = eased(&html("text<script type=\"application/json\">{\"math\":\"<math>\"}</script>"));
        assert!(page.ends_with(&format!("</script>{font}</body>")), "{page}");
    }

    #[test]
    fn figures_share_one_style_and_each_rule_stands_in_it_once() {
        let style = |light: &str, dark: &str, rules: &str| {
            format!(
                "<style>.ann-figure{{{light}}}@media(prefers-color-scheme:dark){{.ann-figure{{{dark}}}}}{rules}</style>"
            )
        };
        let (ink, blue) = (".ann-figure [fill=\"a\"]{fill:red}", ".ann-figure [fill=\"b\"]{fill:blue}");
        let first = style("--i:1;", "--i:2;", ink);
        let second = style("--b:3;--i:1;", "--b:4;--i:2;", &[blue, ink].concat());
        let page =
            |styles: [&str; 3]| format!("<head>{}</head><svg>{}</svg><svg>{}</svg>", styles[0], styles[1], styles[2]);
        let one = style("--b:3;--i:1;", "--b:4;--i:2;", &[ink, blue].concat()) + "\n";
        assert_eq!(shared(&page(["", &first, &second])), page([&one, "", ""]));
        assert_eq!(shared("<head></head><style>p {}</style>"), "<head></head><style>p {}</style>");
    }

    #[test]
    fn what_is_joined_is_told_apart() {
        let files = [
            ("css/a.css", "/* All\n of it. */\na {\n    src: url(\"../f/a\");\n}\n"),
            ("css/p.css", "p {}\n"),
            ("c.js", "'c'"),
            ("book.js", "b()"),
            ("theme/page.js", "f() // end"),
            ("theme/b.js", "(g)()"),
            ("theme/furniture.js", "h()"),
        ];
        let folder = folder_with(files);
        let style = |name: &str, is_print| Style { name: name.to_owned(), is_print };
        let styles = vec![style("css/a.css", false), style("css/p.css", true)];
        let scripts = ["c.js", "book.js", "theme/page.js", "theme/b.js", "theme/furniture.js"].map(str::to_owned);
        let parts = Parts { styles, scripts: scripts.to_vec() };
        let joined = join(folder.path(), &parts).unwrap();
        assert_eq!(joined, "a {\nsrc: url(\"f/a\");\n}\n@media print {\np {}\n}\n");
        let page = styled("<style data-up=\"../\"></style><p>", &joined);
        assert!(
            page.starts_with("<style>\na {\nsrc: url(\"../f/a\");") && page.ends_with("\n}\n</style><p>"),
            "{page}"
        );
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(SCRIPTS.map(read), ["'c'\n;\n", "b()\n;\n", "f() // end\n;\n(g)()\n;\n", "h()\n;\n"]);
        assert!(join(folder.path(), &Parts { styles: vec![style("css/b.css", false)], ..parts }).is_err());
        let few = Parts { styles: Vec::new(), scripts: scripts[..4].to_vec() };
        assert_eq!(join(folder.path(), &few).unwrap_err().to_string(), "no page has theme/furniture.js");
    }
}
