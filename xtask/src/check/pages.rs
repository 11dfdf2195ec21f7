//! Pages as they were built: nothing left unexpanded, every step shown somewhere, every figure with words.

use crate::anchor::regions;
use crate::directive;
use crate::library::{Library, chapter_of};
use crate::problem::Problem;
use crate::project::read;
use crate::scan::{Kind, scan};
use anyhow::{Context, Result};
use scraper::{ElementRef, Html, Selector};
use std::collections::BTreeSet;
use std::path::Path;

/// What is wrong with the pages, and with the book that was built from them into `folder`.
pub fn check(library: &Library, folder: &Path) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    let mut shown = BTreeSet::new();
    for path in library.project.files("book/src", &["md"])? {
        let page = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = read(&path)?;
        for piece in scan(&path, &text, &mut Vec::new()) {
            if piece.kind == Kind::Directive {
                shown.extend(directive::shows(chapter_of(&page), &text[piece.range]));
            }
        }
        let built = folder.join(&page).with_extension("html");
        if built.is_file() {
            problems.extend(built_page(&Path::new("book/src").join(&page), &read(&built)?)?);
        }
    }
    for program in &library.programs {
        let Some(page) = library.chapters.get(&program.chapter) else { continue };
        let source = library.project.name(&program.source);
        let Ok(regions) = regions(&read(&program.source)?) else { continue };
        for region in regions {
            if !shown.contains(&(program.name.clone(), region.name.clone())) {
                let word = if program.name.starts_with("solutions") { "solution" } else { "step" };
                let message = format!(
                    "step `{0}` is on no page: `{{{{{word}: {0}}}}}` is missing in book/src/{page}",
                    region.name
                );
                problems.push(Problem::new(source, region.line - 1, message));
            }
        }
    }
    Ok(problems)
}

/// What is wrong with the HTML of a page.
fn built_page(page: &Path, html: &str) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    let mut tell = |message: String| problems.push(Problem::new(page, 0, message));
    let document = Html::parse_document(html);
    let main = selector("main")?;
    for main in document.select(&main) {
        for text in prose(main) {
            if let Some(start) = text.find("{{") {
                let rest: String = text[start..].chars().take(40).collect();
                tell(format!("`{rest}` was left as it is"));
            }
        }
    }
    let (svg, caption) = (selector("svg")?, selector("figcaption")?);
    for figure in document.select(&selector("main figure")?) {
        let id = figure.attr("id").unwrap_or("without id");
        let has_alt =
            figure.select(&svg).next().and_then(|svg| svg.attr("aria-label")).is_some_and(|alt| !alt.trim().is_empty());
        if !has_alt {
            tell(format!("figure {id} has no words for those who cannot see it: `aria-label` of its svg"));
        }
        let has_caption = figure.select(&caption).next().is_some_and(|c| c.text().any(|text| !text.trim().is_empty()));
        if !has_caption {
            tell(format!("figure {id} has no caption"));
        }
    }
    for image in document.select(&selector("main img")?) {
        if image.attr("alt").is_none_or(|alt| alt.trim().is_empty()) {
            tell(format!("image {} has no alt text", image.attr("src").unwrap_or_default()));
        }
    }
    Ok(problems)
}

/// The text outside code.
fn prose(element: ElementRef) -> Vec<String> {
    let mut found = Vec::new();
    for child in element.children() {
        if let Some(text) = child.value().as_text() {
            found.push(text.to_string());
        } else if let Some(element) = ElementRef::wrap(child)
            && !["code", "svg", "script", "style"].contains(&element.value().name())
        {
            found.extend(prose(element));
        }
    }
    found
}

fn selector(css: &str) -> Result<Selector> {
    Selector::parse(css).ok().with_context(|| format!("`{css}` is no selector"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_and_silent_figures_are_found() {
        let html = "<main><p>{{step: x}} <code>{{kept}}</code></p>\
            <figure id=\"fig-a\"><svg aria-label=\"Words\"></svg><figcaption>See</figcaption></figure>\
            <figure id=\"fig-b\"><svg></svg><figcaption> </figcaption></figure><img src=\"x.png\"></main>";
        let problems = built_page(Path::new("p.md"), html).unwrap();
        let told: Vec<&str> = problems.iter().map(|p| p.message.as_str()).collect();
        assert_eq!(told.len(), 4, "{told:?}");
        assert!(told[0].contains("{{step: x}}") && told[1].contains("fig-b") && told[2].contains("caption"));
    }
}
