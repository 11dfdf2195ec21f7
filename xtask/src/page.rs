//! A page with its directives, mathematics and equation numbers replaced by what they stand for.

use crate::html;
use crate::label::MENTION;
use crate::library::Library;
use crate::math::{Converter, id};
use crate::problem::Problem;
use crate::scan::{Kind, Piece, scan};
use regex::Regex;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// A page that is being expanded.
pub struct Page<'a> {
    /// What it can refer to.
    pub library: &'a Library,
    /// Mathematics.
    pub math: &'a Converter,
    /// Its name, `07-dropout.md`.
    pub name: &'a str,
    /// Its file from the repository's root.
    pub file: PathBuf,
    /// What is wrong on it.
    pub problems: Vec<Problem>,
}

impl<'a> Page<'a> {
    /// A page by its name in `book/src/`.
    pub fn new(library: &'a Library, math: &'a Converter, name: &'a str) -> Self {
        Page { library, math, name, file: Path::new("book/src").join(name), problems: Vec::new() }
    }

    /// The whole page as Markdown that mdBook understands.
    pub fn expand(&mut self, text: &str) -> String {
        self.expand_from(text, 1)
    }

    /// A part of the page that begins in line `first`.
    pub fn expand_from(&mut self, text: &str, first: usize) -> String {
        let file = self.file.clone();
        let mut problems = Vec::new();
        let pieces = scan(&file, text, &mut problems);
        for problem in &mut problems {
            problem.line += first - 1;
        }
        self.problems.append(&mut problems);
        let mut expanded = String::with_capacity(text.len() * 2);
        // How much of the next prose already stands beside the mathematics before it.
        let mut taken = 0;
        for piece in pieces {
            let content = &text[piece.range.start + std::mem::take(&mut taken)..piece.range.end];
            let line = piece.line + first - 1;
            match piece.kind {
                Kind::Prose => expanded.push_str(&self.link_equations(content, line)),
                Kind::Heading | Kind::Code | Kind::Tag => expanded.push_str(content),
                Kind::InlineMath => {
                    let html = self.math.inline(&file, line, content);
                    let html = self.checked(html);
                    let after = &text[piece.range.end + 1..];
                    taken = keep_together(&mut expanded, &html, after);
                }
                Kind::DisplayMath => {
                    let html = self.math.display(&file, line, content);
                    let html = self.checked(html);
                    block(&mut expanded, &html, &piece);
                }
                Kind::Directive => match html::expand(self, content, line) {
                    Ok(html::Expansion::Inline(text)) => expanded.push_str(&text),
                    Ok(html::Expansion::Block(text)) => block(&mut expanded, &text, &piece),
                    Err(message) => {
                        let shown = self.checked(Err(Problem::new(&file, line, message)));
                        expanded.push_str(&shown);
                    }
                },
            }
        }
        expanded
    }

    /// The HTML, or its problem noted and shown in its place.
    fn checked(&mut self, html: Result<String, Problem>) -> String {
        html.unwrap_or_else(|problem| {
            let message = escape(&problem.to_string()).replace('\n', " ");
            self.problems.push(problem);
            format!("<strong class=\"problem\">{message}</strong>")
        })
    }

    /// Makes a link of each `(7.2)` in prose, except inside the text of a link.
    fn link_equations(&mut self, prose: &str, first: usize) -> String {
        static LINK: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\[[^\]]*\]\([^)\n]*\)").expect("a valid pattern"));
        let links: Vec<_> = LINK.find_iter(prose).map(|link| link.range()).collect();
        let mut linked = String::with_capacity(prose.len());
        let mut at = 0;
        for found in MENTION.captures_iter(prose) {
            let Some(whole) = found.get(0) else { continue };
            let (Ok(chapter), Ok(k)) = (found[1].parse(), found[2].parse()) else { continue };
            if links.iter().any(|link| link.contains(&whole.start())) {
                continue;
            }
            linked.push_str(&prose[at..whole.start()]);
            at = whole.end();
            match self.library.equations.get(&(chapter, k)) {
                Some(equation) => {
                    let page = if equation.page == self.name { "" } else { equation.page.as_str() };
                    linked.push_str(&format!("[({chapter}.{k})]({page}#{})", id((chapter, k))));
                }
                None => {
                    linked.push_str(whole.as_str());
                    // A page that is not written yet is no fault of this one.
                    if self.library.chapters.contains_key(&chapter) {
                        let line = first + prose[..whole.start()].matches('\n').count();
                        let message = format!(
                            "no equation ({chapter}.{k}): chapter {chapter} has no `\\tag{{{chapter}.{k}}}`; a plain number in parentheses \
                             is written without them or in backticks"
                        );
                        self.problems.push(Problem::new(&self.file, line, message));
                    }
                }
            }
        }
        linked.push_str(&prose[at..]);
        linked
    }
}

/// Appends inline mathematics so that no line ends between it and the punctuation or the rest of the word beside it, as in
/// `($x$)`, `$n$th` and `$y$.` How much of what comes after went with it.
fn keep_together(expanded: &mut String, html: &str, after: &str) -> usize {
    let before = expanded.len() - expanded.trim_end_matches('(').len();
    let together = |c: char| c.is_alphanumeric() || ".,;:)!?-–%".contains(c);
    let taken = after.find(|c| !together(c)).unwrap_or(after.len());
    if before == 0 && taken == 0 {
        expanded.push_str(html);
        return 0;
    }
    expanded.truncate(expanded.len() - before);
    let (open, close) = ("(".repeat(before), &after[..taken]);
    expanded.push_str(&format!("<span class=\"keep\">{open}{html}{close}</span>"));
    taken
}

/// Appends a block with blank lines around it, indented as the piece was.
fn block(expanded: &mut String, html: &str, piece: &Piece) {
    let indent = piece.indent.as_deref().unwrap_or("");
    if piece.indent.is_none() {
        expanded.push('\n');
    }
    // The white space before the piece is already there.
    let mut lines = html.lines();
    let blank = format!("\n{}\n", indent.trim_end());
    if piece.indent.is_some() {
        expanded.truncate(expanded.len() - indent.len());
    }
    expanded.push_str(&blank);
    for line in lines.by_ref() {
        expanded.push_str(if line.is_empty() { indent.trim_end() } else { indent });
        expanded.push_str(line);
        expanded.push('\n');
    }
    expanded.push_str(indent.trim_end());
    expanded.push('\n');
}

/// Text as HTML, also inside an attribute.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mathematics_keeps_its_punctuation() {
        let mut expanded = "no (".to_owned();
        assert_eq!(keep_together(&mut expanded, "<math/>", "), so"), 2);
        assert_eq!(expanded, "no <span class=\"keep\">(<math/>),</span>");
        let mut expanded = "the ".to_owned();
        assert_eq!(keep_together(&mut expanded, "<math/>", " of"), 0);
        assert_eq!(expanded, "the <math/>");
    }
}
