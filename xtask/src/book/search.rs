//! The search of the book: a term leads to the chapter that explains it, before the glossary that defines it.

use anyhow::{Context, Result};
use itertools::Itertools;
use lazy_regex::{Captures, regex};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The pages that say where something is explained, and what a hit there weighs beside one where it is.
const LISTS: [&str; 4] = ["glossary.html", "further-reading.html", "appendix-equations.html", "index.html"];
const WEIGHT: f64 = 0.2;

/// Puts what the lists have behind what the chapters have, in the index that mdBook has made: JSON, in which a hit is written
/// `"17":{"tf":1.5}`. It is large, so only this is read of it.
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
    fs::write(&path, weighed.as_bytes()).context("cannot write searchindex.js")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::folder_with;

    #[test]
    fn a_hit_in_the_glossary_weighs_less_and_the_rest_stays() {
        let index = |tf: &str| {
            let docs = format!(r#"{{"0":{{"tf":{tf}}},"1":{{"tf":2.0}}}}"#);
            format!(
                r#"{{"doc_urls":["glossary.html#h","01-a.html#it\'s"],"index":{{"root":{{"h":{{"docs":{docs},"df":2}}}}}}}}"#
            )
        };
        let folder = folder_with([("searchindex.js", index("1.0").as_str())]);
        demote_lists(folder.path()).unwrap();
        assert_eq!(fs::read_to_string(folder.path().join("searchindex.js")).unwrap(), index("0.2"));
    }
}
