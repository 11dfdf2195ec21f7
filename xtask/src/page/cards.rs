//! What the cards of a page show when its reader asks: the letters of its formulas, equations of other pages, terms, sources.
//!
//! It stands in the page itself, so that it is there from a file and without a network; `cards.js` reads it.

use super::equation::{computed, proofs};
use crate::code::label::Label;
use crate::library::Library;
use crate::library::letter;
use crate::library::reference::Entry;
use crate::library::scan::{Kind, scan};
use crate::markup::math::{Converter, Number};
use crate::markup::source_url;
use itertools::Itertools;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::path::Path;

/// How many lines that compute an equation a card lists.
const MOST: usize = 4;

/// What one page needs.
#[derive(Default)]
pub struct Needs<'a> {
    pub letters: BTreeSet<char>,
    /// The numbered equations of the page, and those that it names.
    pub equations: BTreeSet<Number>,
    pub entries: Vec<&'a Entry>,
}

/// A script that holds the cards of a page and does nothing; empty if there are none.
pub fn script(library: &Library, math: &Converter, page: &str, needs: &Needs) -> String {
    let html = |text: &str| html(math, text);
    let chapter = letter::chapter(page);
    let rows = |letter: char| chapter.into_iter().flat_map(move |chapter| library.letters.of(chapter, letter));
    let row = |row: &letter::Letter| json!([html(&row.meaning), html(&row.shape), html(&row.code)]);
    let letters = needs.letters.iter().map(|letter| (letter.to_string(), rows(*letter).map(row).collect()));
    let equations = needs.equations.iter().filter_map(|&(chapter, k)| {
        let equation = library.equations.get(&(chapter, k))?;
        let card = match equation.page == page {
            true => on_the_page(library, (chapter, k)),
            // One that cannot be read is told on its own page.
            false => json!({ "math": math.block(Path::new(page), equation.line, &equation.latex).ok()? }),
        };
        Some((format!("{chapter}.{k}"), card))
    });
    let entries = needs.entries.iter().map(|entry| (entry.id.clone(), json!([entry.name, html(&entry.text)])));
    let (letters, equations, entries): (Map<_, Value>, Map<_, _>, Map<_, _>) =
        (letters.collect(), equations.collect(), entries.collect());
    if letters.is_empty() && equations.is_empty() && entries.is_empty() {
        return String::new();
    }
    let data = json!({ "letters": letters, "equations": equations, "entries": entries }).to_string();
    format!("\n\n<script type=\"application/json\" id=\"cards\">{}</script>\n", data.replace("</", "<\\/"))
}

/// Where an equation that the reader sees is computed and proved.
fn on_the_page(library: &Library, number: Number) -> Value {
    let line = |label: &&Label| {
        let text = library.project.read(&label.file).unwrap_or_default();
        let code = text.lines().nth(label.line - 1).unwrap_or_default().trim();
        let code = code.rsplit_once(" // ").map_or(code, |(code, _)| code.trim_end());
        json!([source_url("", &label.file, Some(label.line)), format!("{}:{}", label.file.display(), label.line), code])
    };
    let test = |label: &&Label| {
        let chapter = label.file.file_stem().unwrap_or_default().to_string_lossy();
        let name = label.function.as_deref().unwrap_or("the whole file");
        json!([source_url("", &label.file, Some(label.line)), format!("{chapter} · {name}")])
    };
    let (lines, tests) = (computed(library, number), proofs(library, number));
    json!({
        "lines": lines.iter().take(MOST).map(line).collect_vec(),
        "more": lines.len().saturating_sub(MOST),
        "tests": tests.iter().take(MOST).map(test).collect_vec(),
    })
}

/// A piece of Markdown with its formulas as HTML, without a paragraph around it.
fn html(math: &Converter, text: &str) -> String {
    let file = Path::new("");
    let pieces = scan(file, text, 1, &mut Vec::new()).into_iter();
    let markdown: String = pieces
        .map(|piece| match piece.kind {
            // A formula that cannot be read is told where it stands.
            Kind::InlineMath => math.inline(file, 1, piece.text).unwrap_or_default(),
            _ => text[piece.range].to_owned(),
        })
        .collect();
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new(&markdown));
    let html = html.trim().trim_start_matches("<p>").trim_end_matches("</p>");
    html.replace(".md\"", ".html\"").replace(".md#", ".html#")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Equation;

    #[test]
    fn a_page_holds_its_cards_and_no_end_of_a_script() {
        let equation = |page: &str| Equation { page: page.to_owned(), line: 3, latex: "m \\tag{6.1}".to_owned() };
        let equations = [((6, 1), equation("06-adam.md")), ((6, 2), equation("05-x.md"))].into();
        let library = Library { equations, ..Library::default() };
        let needs = Needs { equations: [(6, 1), (6, 2), (9, 9)].into(), ..Needs::default() };
        let script = script(&library, &Converter::default(), "06-adam.md", &needs);
        let data = script.trim().strip_prefix("<script type=\"application/json\" id=\"cards\">").unwrap();
        let data = data.strip_suffix("</script>").unwrap();
        assert!(!data.contains("</") && !data.contains('\n'));
        let data: Value = serde_json::from_str(data).unwrap();
        assert_eq!(data["equations"].as_object().unwrap().len(), 2);
        assert!(data["equations"]["6.2"]["math"].as_str().unwrap().contains("<mi>m</mi>"));
        assert!(data["equations"]["6.1"]["lines"].is_array());
        assert!(super::script(&library, &Converter::default(), "06-adam.md", &Needs::default()).is_empty());
    }

    #[test]
    fn words_of_a_card_have_formulas_and_code() {
        let html = html(&Converter::default(), "The *root* of $v$, `v`; see [it](a.md#b).");
        assert!(html.starts_with("The <em>root</em> of <math") && html.contains("<code>v</code>"), "{html}");
        assert!(html.ends_with("<a href=\"a.html#b\">it</a>."));
    }
}
