//! Every address in the built book that stays inside it must lead somewhere: a file, and in it the anchor.

use super::pages::{select, source_of};
use crate::problem::{Problem, close_names};
use crate::project::Project;
use anyhow::Result;
use scraper::Html;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use url::Url;

/// The anchors of each page.
type Ids = BTreeMap<PathBuf, BTreeSet<String>>;

/// The addresses on the pages of the book in `folder` that lead nowhere.
pub fn check(project: &Project, folder: &Path, pages: &BTreeMap<PathBuf, Html>) -> Result<Vec<Problem>> {
    let ids = |html: &Html| {
        select(html.root_element(), "[id]").iter().filter_map(|e| e.attr("id").map(str::to_owned)).collect()
    };
    let ids: Ids = pages.iter().map(|(page, html)| (page.clone(), ids(html))).collect();
    let mut problems = Vec::new();
    for (page, html) in pages {
        // Where the book is taken to be while its addresses are resolved.
        let base = Url::parse("http://book.invalid/")?.join(&page.to_string_lossy())?;
        let source = source_of(page);
        let mut told = BTreeSet::new();
        for element in select(html.root_element(), "[href]:not(base), [src]") {
            for address in [element.attr("href"), element.attr("src")].into_iter().flatten() {
                if let Some(message) = broken(folder, &ids, &base, address, element.value().name() == "a")
                    && told.insert(message.clone())
                {
                    problems.push(Problem::new(&source, line_of(project, &source, address), message));
                }
            }
        }
    }
    Ok(problems)
}

/// Why an address on the page `base` leads nowhere.
fn broken(folder: &Path, ids: &Ids, base: &Url, address: &str, is_link: bool) -> Option<String> {
    let Ok(url) = base.join(address) else { return Some(format!("`{address}` is no address")) };
    if ["data", "mailto"].contains(&url.scheme()) {
        return None;
    }
    if url.origin() != base.origin() {
        // A reader may follow a link elsewhere; the page itself asks nobody.
        return (!is_link).then(|| format!("`{address}` is asked from another host"));
    }
    let mut target = PathBuf::from(url.path().trim_start_matches('/'));
    if folder.join(&target).is_dir() {
        target.push("index.html");
    }
    if !folder.join(&target).is_file() {
        return Some(format!("the link `{address}` leads nowhere: the book has no {}", target.display()));
    }
    let (_, anchor) = address.split_once('#').unwrap_or_default();
    let ids = ids.get(&target).filter(|ids| !anchor.is_empty() && !ids.contains(anchor))?;
    let close = close_names(anchor, ids);
    Some(format!("the link `{address}` leads nowhere: {} has no anchor `{anchor}`{close}", target.display()))
}

/// The line of the source that names an address, or 0.
fn line_of(project: &Project, source: &Path, address: &str) -> usize {
    let Ok(text) = project.read(source) else { return 0 };
    let written = address.replace(".html", ".md");
    text.lines().position(|line| line.contains(address) || line.contains(&written)).map_or(0, |index| index + 1)
}

#[cfg(test)]
mod tests {
    use super::super::pages;
    use super::*;
    use crate::project::folder_with;

    #[test]
    fn broken_links_are_found_and_good_ones_are_not() {
        let a = "<p id=\"y\"><a href=\"sub/b.html#x\">good</a><a href=\"#y\">good</a><a href=\"https://e.org\">good</a>\
             <a href=\"sub/c.html\">no file</a><a href=\"sub/b.html#z\">no anchor</a><img src=\"//e.org/p.png\"></p>";
        let b = "<p id=\"x\"><a href=\"../a.html#y\">a</a></p>";
        let folder = folder_with([("a.html", a), ("sub/b.html", b)]);
        let project = Project { root: folder.path().to_owned() };
        let problems = check(&project, folder.path(), &pages::all(folder.path()).unwrap()).unwrap();
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told.iter().all(|t| t.starts_with("book/src/a.md")));
    }
}
