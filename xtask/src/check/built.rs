//! The book as it was built: its pages as trees of HTML.

use crate::project::read;
use anyhow::Result;
use scraper::{ElementRef, Html, Selector};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// All pages of the book in `folder`, by their paths in it.
pub fn pages(folder: &Path) -> Result<BTreeMap<PathBuf, Html>> {
    let mut pages = BTreeMap::new();
    for entry in WalkDir::new(folder) {
        let path = entry?.into_path();
        if path.extension().is_some_and(|e| e == "html") {
            pages.insert(path.strip_prefix(folder)?.to_owned(), Html::parse_document(&read(&path)?));
        }
    }
    Ok(pages)
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
