//! Pages as they were built, as trees of HTML: nothing left unexpanded, every step shown somewhere, every figure with words.

use crate::library::Library;
use crate::library::scan::{Kind, scan};
use crate::page::directive::{Meaning, resolve};
use crate::problem::Problem;
use crate::project::Project;
use anyhow::Result;
use scraper::{ElementRef, Html, Selector};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// All pages of the book in `folder`, by their paths in it.
pub fn all(folder: &Path) -> Result<BTreeMap<PathBuf, Html>> {
    let book = Project { root: folder.to_owned() };
    let page = |path: PathBuf| Ok((path.clone(), Html::parse_document(&book.read(path)?)));
    book.files("", "html")?.into_iter().map(page).collect()
}

/// The elements below another that a selector of CSS finds.
pub fn select<'a>(element: ElementRef<'a>, css: &str) -> Vec<ElementRef<'a>> {
    let selector = Selector::parse(css).expect("a valid selector");
    element.select(&selector).collect()
}

/// The file that a page was made from.
pub fn source_of(page: &Path) -> PathBuf {
    Path::new("book/src").join(page.with_extension("md"))
}

/// What is wrong with the pages, and with what was built of them.
pub fn check(library: &Library, built: &BTreeMap<PathBuf, Html>) -> Result<Vec<Problem>> {
    let (mut problems, mut shown) = (Vec::new(), BTreeSet::new());
    for path in library.project.files("book/src", "md")? {
        let page = path.strip_prefix("book/src")?;
        let text = library.project.read(&path)?;
        let pieces = scan(&path, &text, 1, &mut Vec::new()).into_iter();
        for directive in pieces.filter(|piece| piece.kind == Kind::Directive) {
            // One that is wrong is told where the page is built.
            let meaning = resolve(library, &page.to_string_lossy(), directive.text).ok();
            let listing = meaning.as_ref().and_then(Meaning::listing);
            shown.extend(listing.map(|listing| (listing.path.clone(), listing.region.name.clone())));
        }
        let html = built.get(&page.with_extension("html"));
        problems.extend(html.into_iter().flat_map(|html| [built_page(&path, html), furniture(&path, html)].concat()));
    }
    for program in &library.programs {
        let Some(page) = library.chapters.get(&program.chapter) else { continue };
        for region in program.regions(&library.project)? {
            let name = region.name;
            let word = if program.name.starts_with("solutions") { "solution" } else { "step" };
            let message =
                format!("step `{name}` is on no page: `{{{{{word}: {name}}}}}` is missing in book/src/{page}");
            if !shown.contains(&(program.source.clone(), name)) {
                problems.push(Problem::new(&program.source, region.line - 1, message));
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
    for node in find("main").into_iter().flat_map(|main| main.descendants()) {
        let is_code = |around: ElementRef| ["code", "svg", "script", "style"].contains(&around.value().name());
        if let Some(text) = node.value().as_text()
            && let Some(start) = text.find("{{")
            && !node.ancestors().filter_map(ElementRef::wrap).any(is_code)
        {
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
    for image in find("main img").iter().filter(|image| !has_words(image.attr("alt"))) {
        tell(format!("image {} has no alt text", image.attr("src").unwrap_or_default()));
    }
    problems
}

/// What is wrong with what stands around the text of a page.
fn furniture(page: &Path, html: &Html) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut tell = |message: String| problems.push(Problem::new(page, 0, message));
    let find = |css: &str| select(html.root_element(), css);
    match find("h1").len() {
        1 => {}
        many => tell(format!("{many} elements `<h1>`; a page has one")),
    }
    let skip = find("body > .skip").first().and_then(|link| link.attr("href")?.split_once('#'));
    if !skip.is_some_and(|(_, id)| find("main").iter().any(|main| main.attr("id") == Some(id))) {
        tell("no link past the menus: `<a class=\"skip\">` to the `id` of `<main>`".to_owned());
    }
    let has_description = |meta: &ElementRef| meta.attr("content").is_some_and(|content| content.trim().len() > 20);
    if !find("meta[name=description]").iter().any(has_description) {
        tell("no description: its first paragraph says what a page is about".to_owned());
    }
    let neighbours = find("nav a[rel=prev], nav a[rel=next], nav a[rel~=prefetch]");
    let is_titled = |link: &ElementRef| link.text().collect::<String>().split_whitespace().count() > 1;
    if let Some(link) = neighbours.iter().find(|link| !is_titled(link)) {
        tell(format!("the link to {} does not say its title", link.attr("href").unwrap_or_default()));
    }
    if neighbours.is_empty() && !page.ends_with("404.md") {
        tell("no link to the previous or the next page".to_owned());
    }
    problems
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
    #[test]
    fn a_page_without_furniture_is_found() {
        let page = |head: &str, menu: &str, next: &str| {
            let html = format!(
                "<head>{head}</head><body><a class=\"skip\" href=\"#main\">S</a>{menu}<main id=\"main\"><h1>T</h1></main>\
                 <nav><a rel=\"next\" href=\"b.html\">{next}</a></nav></body>"
            );
            furniture(Path::new("p.md"), &Html::parse_document(&html))
        };
        let head = "<meta name=\"description\" content=\"What this page is about.\">";
        assert!(page(head, "", "<span>Next</span> <b>Two</b>").is_empty());
        assert!(page("", "", "Next Two")[0].message.contains("description"));
        assert!(page(head, "<h1>Menu</h1>", "Next Two")[0].message.contains("2 elements"));
        assert!(page(head, "", "<svg></svg>")[0].message.contains("b.html"));
        let bare = furniture(Path::new("p.md"), &Html::parse_document("<main><h1>T</h1></main>"));
        assert_eq!(bare.len(), 3, "no skip, no description, no neighbour");
    }
}
