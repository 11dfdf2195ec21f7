//! Equation numbers in the comments of Rust files: `// (7.2)`.

use super::item;
use crate::kept::memo::Memo;
use crate::markup::math::{Number, number};
use crate::project::Project;
use anyhow::{Context, Result};
use lazy_regex::regex;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// An equation number in a comment.
#[derive(Clone, Serialize, Deserialize)]
pub struct Label {
    pub number: Number,
    /// From the repository's root.
    pub file: PathBuf,
    pub line: usize,
    /// The function around it, or the next one below.
    pub function: Option<String>,
    /// Whether that is a test.
    pub is_test: bool,
}

/// The places in a text that say `(7.2)`, with a chapter from 1 to 14.
pub fn mentions(text: &str) -> impl Iterator<Item = (Number, Range<usize>)> {
    let places = regex!(r"\(((?:[1-9]|1[0-4])\.[1-9][0-9]?)\)").captures_iter(text);
    places.filter_map(|found| Some((number(&found[1])?, found.get_match().range())))
}

/// The labels in all Rust files below a folder.
pub fn labels(project: &Project, memo: &Memo, folder: &str) -> Result<Vec<Label>> {
    let mut labels = Vec::new();
    for path in project.files(folder, "rs")? {
        let text = project.read(&path)?;
        let of = ("labels", &path, &text);
        labels.extend(match memo.known(&of) {
            Some(known) => serde_json::from_str(&known)?,
            None => {
                let found = labels_in(&path, &text).with_context(|| path.display().to_string())?;
                memo.keep(&of, &serde_json::to_string(&found)?);
                found
            }
        });
    }
    Ok(labels)
}

/// The places of the comments in a piece of Rust.
pub fn comments(text: &str) -> impl Iterator<Item = Range<usize>> {
    // A comment, or a literal, in which `//` begins none.
    let token = regex!(r##"(//[^\n]*|/\*.*?\*/)|r#".*?"#|\br"[^"]*"|"(?:\\.|[^"\\])*"|'(?:\\.[^']*|[^'\\])'"##s);
    token.captures_iter(text).filter_map(|token| Some(token.get(1)?.range()))
}

fn labels_in(file: &Path, text: &str) -> Result<Vec<Label>> {
    let mut named = comments(text).flat_map(|comment| mentions(&text[comment]).collect::<Vec<_>>());
    if named.next().is_none() {
        return Ok(Vec::new());
    }
    let outline = item::outline(text)?;
    // They stand in order, none inside another.
    let around = |line: usize| outline.items.iter().find(|item| item.is_function && line <= *item.lines.end());
    let mut labels = Vec::new();
    for comment in comments(text) {
        for (number, place) in mentions(&text[comment.clone()]) {
            let line = text[..comment.start + place.start].matches('\n').count() + 1;
            let function = around(line).and_then(|item| item.names[0].rsplit("::").next().map(str::to_owned));
            let is_test = around(line).is_some_and(|item| item.is_test);
            labels.push(Label { number, file: file.to_owned(), line, function, is_test });
        }
    }
    Ok(labels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_from_comments_only() {
        let text = "/// Says (7.1).\nfn a() {\n    let url = \"http://x (7.9)\"; // (7.2) and (15.1), (0.5)\n    f(7.3);\n}\n/* (7.4)\n(7.5) */\n\
            fn b<'a>(x: &'a str) { g('\"', b'\\'', r#\"\"// (7.6)\"#); } // (7.7)\n";
        let labels = labels_in(Path::new("src/a.rs"), text).unwrap();
        let found: Vec<_> = labels.iter().map(|l| (l.number.1, l.line, l.function.as_deref().unwrap())).collect();
        assert_eq!(found, [(1, 1, "a"), (2, 3, "a"), (4, 6, "b"), (5, 7, "b"), (7, 8, "b")]);
        assert!(labels.iter().all(|label| label.number.0 == 7));
    }
}
