//! Equation numbers in the comments of Rust files: `// (7.2)`.

use crate::math::Number;
use crate::project::{Project, read};
use anyhow::{Result, anyhow};
use proc_macro2::{TokenStream, TokenTree};
use regex::Regex;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use syn::visit::Visit;

/// `(7.2)`, with a chapter from 1 to 12.
pub static MENTION: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\(([1-9]|1[0-2])\.([1-9][0-9]?)\)").expect("a valid pattern"));

/// An equation number in a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Which equation.
    pub number: Number,
    /// The file, from the repository's root.
    pub file: PathBuf,
    /// Counted from 1.
    pub line: usize,
    /// The function around it, or the next one below.
    pub function: Option<String>,
}

/// The labels in all Rust files below a folder.
pub fn labels(project: &Project, folder: &str) -> Result<Vec<Label>> {
    let mut labels = Vec::new();
    for path in project.files(folder, &["rs"])? {
        let name = project.name(&path).to_owned();
        labels.extend(labels_in(&name, &read(&path)?).map_err(|error| anyhow!("{}: {error}", name.display()))?);
    }
    Ok(labels)
}

/// The labels in one file.
pub fn labels_in(file: &Path, text: &str) -> Result<Vec<Label>, syn::Error> {
    let parsed = syn::parse_file(text)?;
    let mut literals = Vec::new();
    let tokens: TokenStream = text.parse()?;
    strings(tokens, text, &mut literals);
    let mut functions = Functions(Vec::new());
    functions.visit_file(&parsed);
    let (mut labels, mut at, mut in_block) = (Vec::new(), 0, false);
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let comment = if in_block { Some(0) } else { comment_start(line, at, &literals) };
        if let Some(start) = comment {
            let comment = &line[start..];
            for found in MENTION.captures_iter(comment) {
                if let (Ok(chapter), Ok(k)) = (found[1].parse(), found[2].parse()) {
                    let function = functions.around(index + 1);
                    labels.push(Label { number: (chapter, k), file: file.to_owned(), line: index + 1, function });
                }
            }
            in_block = (in_block || comment.starts_with("/*")) && !comment.contains("*/");
        }
        at += line.len();
    }
    Ok(labels)
}

/// Where a comment begins in a line that begins at byte `at` of the file.
fn comment_start(line: &str, at: usize, literals: &[Range<usize>]) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = line[from..].find("//").into_iter().chain(line[from..].find("/*")).min() {
        let place = from + found;
        if !literals.iter().any(|literal| literal.contains(&(at + place))) {
            return Some(place);
        }
        from = place + 2;
    }
    None
}

/// The literals of a file, where `//` begins no comment. A doc comment is a literal to the compiler, but not here.
fn strings(tokens: TokenStream, text: &str, found: &mut Vec<Range<usize>>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => strings(group.stream(), text, found),
            TokenTree::Literal(literal) => {
                let range = literal.span().byte_range();
                let is_doc = text.get(range.clone()).is_none_or(|t| t.starts_with("//") || t.starts_with("/*"));
                if !is_doc {
                    found.push(range);
                }
            }
            _ => {}
        }
    }
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
        let text = "/// Says (7.1).\nfn a() {\n    let url = \"http://x (7.9)\"; // (7.2) and (13.1), (0.5)\n    f(7.3);\n}\n/* (7.4)\n(7.5) */\nfn b() {}\n";
        let labels = labels_in(Path::new("src/a.rs"), text).unwrap();
        let found: Vec<_> = labels.iter().map(|l| (l.number, l.line, l.function.as_deref())).collect();
        assert_eq!(
            found,
            [((7, 1), 1, Some("a")), ((7, 2), 3, Some("a")), ((7, 4), 6, Some("b")), ((7, 5), 7, Some("b"))]
        );
    }
}
