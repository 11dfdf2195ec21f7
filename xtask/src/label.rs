//! Equation numbers in the comments of Rust files: `// (7.2)`.

use crate::math::Number;
use crate::project::{Project, read};
use anyhow::{Context, Result};
use lazy_regex::regex;
use std::ops::Range;
use std::path::{Path, PathBuf};
use syn::visit::Visit;

/// An equation number in a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    pub number: Number,
    /// From the repository's root.
    pub file: PathBuf,
    pub line: usize,
    /// The function around it, or the next one below.
    pub function: Option<String>,
}

/// The places in a text that say `(7.2)`, with a chapter from 1 to 12.
pub fn mentions(text: &str) -> impl Iterator<Item = (Number, Range<usize>)> {
    regex!(r"\(([1-9]|1[0-2])\.([1-9][0-9]?)\)").captures_iter(text).filter_map(|found| {
        let number = (found[1].parse().ok()?, found[2].parse().ok()?);
        Some((number, found.get(0)?.range()))
    })
}

/// The labels in all Rust files below a folder.
pub fn labels(project: &Project, folder: &str) -> Result<Vec<Label>> {
    let mut labels = Vec::new();
    for path in project.files(folder, "rs")? {
        let name = project.name(&path);
        labels.extend(labels_in(name, &read(&path)?).with_context(|| name.display().to_string())?);
    }
    Ok(labels)
}

fn labels_in(file: &Path, text: &str) -> Result<Vec<Label>> {
    // A comment, or a literal, in which `//` begins none.
    let token = regex!(r##"(//[^\n]*|/\*.*?\*/)|r#".*?"#|\br"[^"]*"|"(?:\\.|[^"\\])*"|'(?:\\.[^']*|[^'\\])'"##s);
    let mut functions = Functions(Vec::new());
    functions.visit_file(&syn::parse_file(text)?);
    let mut labels = Vec::new();
    for comment in token.captures_iter(text).filter_map(|token| token.get(1)) {
        for (number, place) in mentions(comment.as_str()) {
            let line = text[..comment.start() + place.start].matches('\n').count() + 1;
            labels.push(Label { number, file: file.to_owned(), line, function: functions.around(line) });
        }
    }
    Ok(labels)
}

/// Name, first and last line of each function.
struct Functions(Vec<(String, usize, usize)>);

impl Functions {
    /// The innermost function around a line, or else the next one.
    fn around(&self, line: usize) -> Option<String> {
        let inside = self.0.iter().filter(|(_, first, last)| (*first..=*last).contains(&line));
        let next = self.0.iter().filter(|(_, first, _)| *first > line);
        let found = inside.max_by_key(|(_, first, _)| *first).or_else(|| next.min_by_key(|(_, first, _)| *first));
        found.map(|(name, _, _)| name.clone())
    }

    fn add(&mut self, name: &syn::Ident, item: &dyn syn::spanned::Spanned) {
        let span = item.span();
        self.0.push((name.to_string(), span.start().line, span.end().line));
    }
}

impl<'a> Visit<'a> for Functions {
    fn visit_item_fn(&mut self, f: &'a syn::ItemFn) {
        self.add(&f.sig.ident, f);
        syn::visit::visit_item_fn(self, f);
    }

    fn visit_impl_item_fn(&mut self, f: &'a syn::ImplItemFn) {
        self.add(&f.sig.ident, f);
        syn::visit::visit_impl_item_fn(self, f);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_from_comments_only() {
        let text = "/// Says (7.1).\nfn a() {\n    let url = \"http://x (7.9)\"; // (7.2) and (13.1), (0.5)\n    f(7.3);\n}\n/* (7.4)\n(7.5) */\n\
            fn b<'a>(x: &'a str) { g('\"', b'\\'', r#\"\"// (7.6)\"#); } // (7.7)\n";
        let labels = labels_in(Path::new("src/a.rs"), text).unwrap();
        let found: Vec<_> = labels.iter().map(|l| (l.number.1, l.line, l.function.as_deref().unwrap())).collect();
        assert_eq!(found, [(1, 1, "a"), (2, 3, "a"), (4, 6, "b"), (5, 7, "b"), (7, 8, "b")]);
        assert!(labels.iter().all(|label| label.number.0 == 7));
    }
}
