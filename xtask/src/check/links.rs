//! Every address in the built book that stays inside it must lead somewhere: a file, and in it the anchor.

use crate::problem::Problem;
use crate::project::{Project, read};
use anyhow::{Context, Result};
use scraper::{Html, Selector};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

/// A page of the built book: what it can be asked for and what it asks for.
struct Parsed {
    ids: BTreeSet<String>,
    /// Attribute and address.
    addresses: Vec<(&'static str, String)>,
}

/// The addresses of the book in `folder` that lead nowhere.
pub fn check(project: &Project, folder: &Path) -> Result<Vec<Problem>> {
    let mut pages = BTreeMap::new();
    collect(folder, folder, &mut pages)?;
    let mut problems = Vec::new();
    for (page, parsed) in &pages {
        let source = source_of(page);
        let mut told = BTreeSet::new();
        for (attribute, address) in &parsed.addresses {
            if let Some(message) = broken(folder, &pages, page, attribute, address)
                && told.insert(message.clone())
            {
                let line = line_of(project, &source, address);
                problems.push(Problem::new(&source, line, message));
            }
        }
    }
    Ok(problems)
}

fn collect(root: &Path, folder: &Path, pages: &mut BTreeMap<PathBuf, Parsed>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, pages)?;
        } else if path.extension().is_some_and(|e| e == "html") {
            let name = path.strip_prefix(root)?.to_owned();
            pages.insert(name, parse(&read(&path)?)?);
        }
    }
    Ok(())
}

fn parse(html: &str) -> Result<Parsed> {
    let document = Html::parse_document(html);
    let selector = |css: &str| Selector::parse(css).ok().with_context(|| format!("`{css}` is no selector"));
    let mut parsed = Parsed { ids: BTreeSet::new(), addresses: Vec::new() };
    for element in document.select(&selector("[id]")?) {
        parsed.ids.extend(element.attr("id").map(str::to_owned));
    }
    for (css, attribute) in [("[href]", "href"), ("[src]", "src")] {
        for element in document.select(&selector(css)?) {
            if let Some(address) = element.attr(attribute) {
                let kind = if attribute == "href" && element.value().name() == "a" { "a" } else { attribute };
                parsed.addresses.push((kind, address.to_owned()));
            }
        }
    }
    Ok(parsed)
}

/// Why an address on a page leads nowhere.
fn broken(
    folder: &Path,
    pages: &BTreeMap<PathBuf, Parsed>,
    page: &Path,
    attribute: &str,
    address: &str,
) -> Option<String> {
    if address.starts_with("data:") || address.starts_with("mailto:") {
        return None;
    }
    if address.contains("://") || address.starts_with("//") {
        // A reader may follow a link elsewhere; the page itself asks nobody.
        return (attribute != "a").then(|| format!("`{address}` is asked from another host"));
    }
    let (path, anchor) = address.split_once('#').unwrap_or((address, ""));
    let target = if path.is_empty() {
        page.to_owned()
    } else {
        resolve(page.parent().unwrap_or(Path::new("")), path.split('?').next().unwrap_or(path))
    };
    let target = if folder.join(&target).is_dir() { target.join("index.html") } else { target };
    if !folder.join(&target).is_file() {
        return Some(format!("the link `{address}` leads nowhere: the book has no {}", target.display()));
    }
    let ids = &pages.get(&target)?.ids;
    if anchor.is_empty() || ids.contains(anchor) {
        return None;
    }
    let close = crate::problem::close_names(anchor, ids.iter().map(String::as_str));
    Some(format!("the link `{address}` leads nowhere: {} has no anchor `{anchor}`{close}", target.display()))
}

/// A relative path from a folder, without `..`.
fn resolve(folder: &Path, path: &str) -> PathBuf {
    let mut resolved = PathBuf::new();
    for component in folder.join(path.trim_start_matches('/')).components() {
        match component {
            Component::ParentDir => {
                resolved.pop();
            }
            Component::Normal(name) => resolved.push(name),
            _ => {}
        }
    }
    resolved
}

/// The file that a page was made from, if there is one.
fn source_of(page: &Path) -> PathBuf {
    Path::new("book/src").join(page.with_extension("md"))
}

/// The line of the source that names an address, or 0.
fn line_of(project: &Project, source: &Path, address: &str) -> usize {
    let Ok(text) = read(&project.root.join(source)) else { return 0 };
    let written = address.replace(".html", ".md");
    text.lines().position(|line| line.contains(address) || line.contains(&written)).map_or(0, |index| index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_links_are_found_and_good_ones_are_not() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("sub")).unwrap();
        std::fs::write(folder.path().join("sub/b.html"), "<p id=\"x\"><a href=\"../a.html#y\">a</a></p>").unwrap();
        std::fs::write(
            folder.path().join("a.html"),
            "<p id=\"y\"><a href=\"sub/b.html#x\">good</a><a href=\"#y\">good</a><a href=\"https://e.org\">good</a>\
             <a href=\"sub/c.html\">no file</a><a href=\"sub/b.html#z\">no anchor</a><img src=\"//e.org/p.png\"></p>",
        )
        .unwrap();
        let project = Project { root: folder.path().to_owned() };
        let problems = check(&project, folder.path()).unwrap();
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told.iter().all(|t| t.starts_with("book/src/a.md")));
    }
}
