//! The search of the book: a term leads to the chapter that explains it, before the glossary that defines it.

use anyhow::{Context, Result, ensure};
use itertools::Itertools;
use lazy_regex::{Captures, regex};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The pages that say where something is explained, and what a hit there weighs beside one where it is.
const LISTS: [&str; 4] = ["glossary.html", "further-reading.html", "appendix-equations.html", "index.html"];
const WEIGHT: f64 = 0.2;

/// What mdBook's search says of what it has found, and what that of the book says.
const WORDS: [(&str, &str); 4] = [
    (r"' search result for \'' + searchterm + '\':'", "' place with “' + searchterm + '”'"),
    (r"' search results for \'' + searchterm + '\':'", "' places with “' + searchterm + '”'"),
    (r"'No search results for \'' + searchterm + '\'.'", "'No place with “' + searchterm + '”'"),
    ("Search Result Teaser", "What stands there"),
];

/// Has the search speak the words of the book.
pub fn reword(folder: &Path) -> Result<()> {
    let path = folder.join("searcher.js");
    let Ok(mut script) = fs::read_to_string(&path) else { return Ok(()) };
    for (old, new) in WORDS {
        ensure!(script.contains(old), "searcher.js no longer says {old}");
        script = script.replace(old, new);
    }
    fs::write(&path, script).context("cannot write searcher.js")
}

/// Puts what the lists have behind what the chapters have, and names each place once, in the index that mdBook has made: JSON, in which
/// a hit is written `"17":{"tf":1.5}`. It is large, so only this is read of it.
pub fn demote_lists(folder: &Path) -> Result<()> {
    let path = folder.join("searchindex.js");
    let Ok(index) = fs::read_to_string(&path) else { return Ok(()) };
    let urls = regex!(r#""doc_urls":(\[[^\]]*\])"#).captures(&index).context("searchindex.js has no addresses")?;
    let urls: Vec<String> =
        serde_json::from_str(&urls[1].replace(r"\'", "'")).context("the addresses in searchindex.js")?;
    let is_list = |url: &String| LISTS.contains(&url.split('#').next().unwrap_or_default());
    let listed: BTreeSet<String> = urls.iter().positions(is_list).map(|place| place.to_string()).collect();
    let weighed = regex!(r#""(\d+)":\{"tf":([\d.]+)\}"#).replace_all(&index, |hit: &Captures| {
        let frequency = hit[2].parse::<f64>().ok().filter(|_| listed.contains(&hit[1]));
        frequency.map_or_else(|| hit[0].to_owned(), |tf| format!(r#""{}":{{"tf":{}}}"#, &hit[1], tf * WEIGHT))
    });
    let named = regex!(r#""breadcrumbs":"([^"]*»[^"]*)""#).replace_all(&weighed, |place: &Captures| {
        let mut names = place[1].split('»').map(str::trim).dedup().collect_vec();
        // The heading of a page names it already.
        if names.len() > 1 && names[1].ends_with(names[0]) {
            names.remove(0);
        }
        format!(r#""breadcrumbs":"{}""#, names.join(" › "))
    });
    fs::write(&path, named.as_bytes()).context("cannot write searchindex.js")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::folder_with;

    #[test]
    fn a_hit_in_the_glossary_weighs_less_and_each_is_named_once() {
        let index = |tf: &str, names: [&str; 2]| {
            let docs = format!(r#"{{"0":{{"tf":{tf}}},"1":{{"tf":2.0}}}}"#);
            let names = names.map(|name| format!(r#"{{"breadcrumbs":"{name}"}}"#)).join(",");
            format!(
                r#"{{"doc_urls":["glossary.html#h","01-a.html#it\'s"],"store":[{names}],"index":{{"root":{{"h":{{"docs":{docs},"df":2}}}}}}}}"#
            )
        };
        let folder = folder_with([("searchindex.js", index("1.0", ["A » 1 · A", "A » It's » It's » B"]).as_str())]);
        demote_lists(folder.path()).unwrap();
        let expected = index("0.2", ["1 · A", "A › It's › B"]);
        assert_eq!(fs::read_to_string(folder.path().join("searchindex.js")).unwrap(), expected);
    }

    #[test]
    fn the_search_speaks_the_words_of_the_book_and_tells_when_mdbook_has_others() {
        let script = WORDS.map(|(old, _)| old).join("; ");
        let folder = folder_with([("searcher.js", script.as_str())]);
        reword(folder.path()).unwrap();
        let said = fs::read_to_string(folder.path().join("searcher.js")).unwrap();
        assert_eq!(said, WORDS.map(|(_, new)| new).join("; "));
        assert!(reword(folder.path()).unwrap_err().to_string().contains("no longer says"));
    }
}
