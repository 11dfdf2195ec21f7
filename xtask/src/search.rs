//! The search of the book: a term leads to the chapter that explains it, before the glossary that defines it.

use crate::library::Library;
use anyhow::{Context, Result};
use itertools::Itertools;
use lazy_regex::regex;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The page of terms, and how each names the chapters that explain it.
const GLOSSARY: &str = "book/src/glossary.md";
/// The pages that say where something is explained, and what a hit there weighs beside one where it is.
const LISTS: [&str; 4] = ["glossary.html", "further-reading.html", "appendix-equations.html", "index.html"];
const WEIGHT: f64 = 0.2;
/// What mdBook writes around the index.
const BEFORE: &str = "window.search = Object.assign(window.search, JSON.parse('";
const AFTER: &str = "'));";

/// The terms of the glossary that a page explains.
pub fn terms(library: &Library, page: &str) -> Vec<String> {
    let Ok(glossary) = library.project.read(GLOSSARY) else { return Vec::new() };
    let entries = regex!(r"(?m)^\*\*(.+?)\*\*.*$").captures_iter(&glossary);
    entries.filter(|entry| entry[0].contains(&format!("]({page}"))).map(|entry| entry[1].to_owned()).unique().collect()
}

/// Puts what the lists have behind what the chapters have, in the index that mdBook has made.
pub fn demote_lists(folder: &Path) -> Result<()> {
    let path = folder.join("searchindex.js");
    let Ok(script) = fs::read_to_string(&path) else { return Ok(()) };
    let json = script.strip_prefix(BEFORE).and_then(|rest| rest.strip_suffix(AFTER));
    let json = json.context("searchindex.js is not as mdBook 0.5.4 writes it")?;
    let mut search: Value = serde_json::from_str(&json.replace("\\'", "'").replace("\\\\", "\\"))?;
    let urls = search["doc_urls"].as_array().context("searchindex.js has no addresses")?;
    let is_list = |url: &Value| LISTS.contains(&url.as_str().unwrap_or_default().split('#').next().unwrap_or_default());
    let listed = urls.iter().positions(is_list).map(|place| place.to_string()).collect();
    for field in search["index"]["index"].as_object_mut().into_iter().flatten() {
        weigh(&mut field.1["root"], &listed);
    }
    let json = serde_json::to_string(&search)?.replace('\\', "\\\\").replace('\'', "\\'");
    fs::write(&path, format!("{BEFORE}{json}{AFTER}")).context("cannot write searchindex.js")
}

/// A node of the tree of words: what ends here, and what goes on with a letter.
fn weigh(node: &mut Value, listed: &BTreeSet<String>) {
    for (letter, below) in node.as_object_mut().into_iter().flatten() {
        if letter == "docs" {
            for (_, hit) in below.as_object_mut().into_iter().flatten().filter(|(place, _)| listed.contains(*place)) {
                let frequency = hit["tf"].as_f64().unwrap_or_default();
                hit["tf"] = (frequency * WEIGHT).into();
            }
        } else {
            weigh(below, listed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::{Project, folder_with};

    #[test]
    fn the_terms_of_a_page_are_those_that_the_glossary_leads_there() {
        let glossary = "**He initialisation** — For ReLUs. [→ chapter 1](01-a.md)\n\n**cache** — B. [→ chapter 8](08-b.md), [1](01-a.md)\n";
        let folder = folder_with([(GLOSSARY, glossary)]);
        let library = Library { project: Project { root: folder.path().to_owned() }, ..Library::default() };
        assert_eq!(terms(&library, "01-a.md"), ["He initialisation", "cache"]);
        assert_eq!(terms(&library, "08-b.md"), ["cache"]);
    }

    #[test]
    fn a_hit_in_the_glossary_weighs_less_and_the_rest_stays() {
        let docs = r#"{"0":{"tf":1.0},"1":{"tf":2.0}}"#;
        let index = format!(
            r#"{{"doc_urls":["glossary.html#h","01-a.html#it\'s"],"index":{{"index":{{"body":{{"root":{{"h":{{"docs":{docs},"df":2}}}}}}}}}}}}"#
        );
        let folder = folder_with([("searchindex.js", format!("{BEFORE}{index}{AFTER}").as_str())]);
        demote_lists(folder.path()).unwrap();
        let after = fs::read_to_string(folder.path().join("searchindex.js")).unwrap();
        assert!(after.contains(r#""0":{"tf":0.2},"1":{"tf":2.0}"#) && after.contains(r"#it\'s"), "{after}");
    }
}
