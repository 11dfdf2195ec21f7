//! Pages as they were built: nothing left unexpanded, every step shown somewhere, every figure with words.

use super::built::{select, source_of};
use crate::directive;
use crate::library::{Library, chapter_of};
use crate::problem::Problem;
use crate::project::read;
use crate::scan::{Kind, scan};
use anyhow::Result;
use scraper::{ElementRef, Html};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What is wrong with the pages, and with what was built of them.
pub fn check(library: &Library, built: &BTreeMap<PathBuf, Html>) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    let mut shown = BTreeSet::new();
    for path in library.project.files("book/src", "md")? {
        let page = path.strip_prefix(library.project.pages()).unwrap_or(&path).with_extension("html");
        for piece in scan(&path, &read(&path)?, &mut Vec::new()) {
            if piece.kind == Kind::Directive {
                shown.extend(directive::shows(chapter_of(&page.to_string_lossy()), piece.text));
            }
        }
        if let Some(html) = built.get(&page) {
            problems.extend(built_page(&source_of(&page), html));
        }
    }
    for program in &library.programs {
        let Some(page) = library.chapters.get(&program.chapter) else { continue };
        let source = library.project.name(&program.source);
        for region in program.regions(&library.project)? {
            let name = region.name;
            let word = if program.name.starts_with("solutions") { "solution" } else { "step" };
            let message =
                format!("step `{name}` is on no page: `{{{{{word}: {name}}}}}` is missing in book/src/{page}");
            if !shown.contains(&(program.name.clone(), name)) {
                problems.push(Problem::new(source, region.line - 1, message));
            }
        }
    }
    Ok(problems)
}

/// What is wrong with the HTML of a page.
fn built_page(page: &Path, html: &Html) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut tell = |message: String| problems.push(Problem::new(page, 0, message));
    let find = |css: &str| select(html.root_element(), css);
    for text in find("main").into_iter().flat_map(prose) {
        if let Some(start) = text.find("{{") {
            let rest: String = text[start..].chars().take(40).collect();
            tell(format!("`{rest}` was left as it is"));
        }
    }
    let has_words = |attribute: Option<&str>| attribute.is_some_and(|words| !words.trim().is_empty());
    for figure in find("main figure") {
        let id = figure.attr("id").unwrap_or("without id");
        if !has_words(select(figure, "svg").first().and_then(|svg| svg.attr("aria-label"))) {
            tell(format!("figure {id} has no words for those who cannot see it: `aria-label` of its svg"));
        }
        if !select(figure, "figcaption").iter().any(|caption| caption.text().any(|text| has_words(Some(text)))) {
            tell(format!("figure {id} has no caption"));
        }
    }
    for image in find("main img") {
        if !has_words(image.attr("alt")) {
            tell(format!("image {} has no alt text", image.attr("src").unwrap_or_default()));
        }
    }
    problems
}

/// The text outside code.
fn prose(element: ElementRef<'_>) -> Vec<&str> {
    let is_code = |name: &str| ["code", "svg", "script", "style"].contains(&name);
    let children = element.children().flat_map(|child| match child.value().as_text() {
        Some(text) => vec![&**text],
        None => ElementRef::wrap(child).filter(|e| !is_code(e.value().name())).map(prose).unwrap_or_default(),
    });
    children.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_and_silent_figures_are_found() {
        let html = "<main><p>{{step: x}} <code>{{kept}}</code></p>\
            <figure id=\"fig-a\"><svg aria-label=\"Words\"></svg><figcaption>See</figcaption></figure>\
            <figure id=\"fig-b\"><svg></svg><figcaption> </figcaption></figure><img src=\"x.png\"></main>";
        let problems = built_page(Path::new("p.md"), &Html::parse_document(html));
        let told: Vec<&str> = problems.iter().map(|p| p.message.as_str()).collect();
        assert_eq!(told.len(), 4, "{told:?}");
        assert!(told[0].contains("{{step: x}}") && told[1].contains("fig-b") && told[2].contains("caption"));
    }
}
