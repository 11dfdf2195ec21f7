//! The book as one piece, to be printed or carried: its pages in order, without what only a screen can do, the answers at the end.
//!
//! [`writer`] makes XHTML of a built page, [`pdf`] has Chromium print it, and [`epub`] packs it.

mod code;
mod document;
mod drawing;
pub mod epub;
pub mod pdf;
mod writer;

use crate::book;
use crate::book::site::Site;
use crate::check::pages::select;
use crate::kept::memo::Memo;
use crate::markup::escape;
use crate::problem::none_of;
use crate::project::Project;
use anyhow::{Context, Result};
use document::{Document, Form, Homes};
use mdbook_driver::MDBook;
use mdbook_driver::book::BookItem;
use scraper::{ElementRef, Html};
use std::path::Path;
use tempfile::TempDir;
use writer::Writer;

/// Pages that live only on a screen, by their names without the extension.
const SKIPPED: [&str; 3] = ["index", "notebooks", "404"];
/// What stands before the pages behind the last line of `SUMMARY.md`, and before the answers.
const APPENDICES: &str = "Appendices";
const ANSWERS: &str = "Answers";
/// The figure on the cover, and its page.
const COVER: (&str, &str) = ("01-architecture", "fig-wine");

/// All that is printed.
pub struct Edition {
    pub title: String,
    pub language: String,
    /// The picture on the cover, an SVG.
    pub cover: String,
    pub documents: Vec<Document>,
    /// The built book, where its fonts are.
    pub folder: TempDir,
}

/// A page as it was built.
struct Page {
    stem: String,
    part: Option<String>,
    depth: usize,
    html: Html,
}

impl Edition {
    /// Builds the book from what is recorded, and takes it together.
    pub fn read(project: &Project, form: Form) -> Result<Edition> {
        let folder = tempfile::tempdir()?;
        none_of(&book::build(project, folder.path(), &Memo::open(project)?, true, &Site::default())?)?;
        let source = MDBook::load(project.root.join("book"))?;
        let pages = pages(&source.book.items, folder.path())?;
        let homes: Homes = pages.iter().flat_map(homes).collect();
        let (mut documents, mut answers) = (Vec::new(), Vec::new());
        for page in &pages {
            let mut writer = Writer::new(form, &homes, &page.stem);
            main(page).into_iter().for_each(|main| writer.children(main));
            let (mut document, answer) = writer.finish();
            (document.part, document.depth) = (page.part.clone(), page.depth);
            documents.push(document);
            answers.extend(answer);
        }
        if let Some(first) = answers.first_mut() {
            first.part = Some(ANSWERS.to_owned());
        }
        documents.append(&mut answers);
        let config = source.config.book;
        let language = config.language.unwrap_or_else(|| "en".to_owned());
        let cover = cover(form, &homes, &pages)?;
        Ok(Edition { title: config.title.unwrap_or_default(), language, cover, documents, folder })
    }
}

/// The pages in the order of `SUMMARY.md`.
fn pages(items: &[BookItem], folder: &Path) -> Result<Vec<Page>> {
    let (mut pages, mut part) = (Vec::new(), None);
    for item in items {
        match item {
            BookItem::PartTitle(title) => part = Some(title.clone()),
            BookItem::Separator => part = Some(APPENDICES.to_owned()),
            BookItem::Chapter(chapter) => {
                let Some(path) = chapter.path.as_ref() else { continue };
                let stem = path.with_extension("").display().to_string();
                if !SKIPPED.contains(&stem.as_str()) {
                    let html = Project { root: folder.to_owned() }.read(path.with_extension("html"))?;
                    let (part, depth) = (part.take(), chapter.parent_names.len());
                    pages.push(Page { stem, part, depth, html: Html::parse_document(&html) });
                }
                pages.append(&mut self::pages(&chapter.sub_items, folder)?);
            }
        }
    }
    Ok(pages)
}

/// What is to be read on a page.
fn main(page: &Page) -> Option<ElementRef<'_>> {
    select(page.html.root_element(), "main").first().copied()
}

/// The documents of all anchors of a page.
fn homes(page: &Page) -> Vec<((String, String), String)> {
    let anchors = select(page.html.root_element(), "main [id]").into_iter();
    let homes = anchors.map(|element| {
        let is_answer = element.ancestors().filter_map(ElementRef::wrap).any(|e| writer::answer(e).is_some());
        let home = if is_answer { writer::answers(&page.stem) } else { writer::document(&page.stem) };
        ((page.stem.clone(), element.attr("id").unwrap_or_default().to_owned()), home)
    });
    homes.chain([((page.stem.clone(), String::new()), writer::document(&page.stem))]).collect()
}

/// The drawing of a figure, for the cover.
fn cover(form: Form, homes: &Homes, pages: &[Page]) -> Result<String> {
    let (page, figure) = COVER;
    let page = pages.iter().find(|p| p.stem == page);
    let drawing = page.and_then(|page| select(page.html.root_element(), &format!("#{figure} svg")).first().copied());
    let mut writer = Writer::new(form, homes, "");
    writer.element(drawing.with_context(|| format!("no figure {figure} for the cover"))?);
    Ok(writer.finish().0.body)
}

/// A whole file of XHTML.
fn file(language: &str, title: &str, head: &str, body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" \
         xmlns:epub=\"http://www.idpf.org/2007/ops\" class=\"light\" lang=\"{language}\" xml:lang=\"{language}\">\n<head>\n\
         <title>{}</title>\n{head}\n</head>\n<body>\n{body}\n</body>\n</html>\n",
        escape(title)
    )
}
