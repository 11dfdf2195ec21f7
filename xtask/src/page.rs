//! A page with its directives, mathematics and equation numbers replaced by what they stand for.

use crate::directive::{Meaning, resolve};
use crate::html;
use crate::label::mentions;
use crate::library::Library;
use crate::markup::{escape, push_block};
use crate::math::{Converter, id};
use crate::problem::Problem;
use crate::scan::{Kind, scan};
use lazy_regex::regex;
use std::path::{Path, PathBuf};

/// A page that is being expanded.
pub struct Page<'a> {
    library: &'a Library,
    math: &'a Converter,
    /// `07-dropout.md`.
    name: &'a str,
    /// Its file from the repository's root.
    file: PathBuf,
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
    fn expand_from(&mut self, text: &str, first: usize) -> String {
        let file = self.file.clone();
        let mut problems = Vec::new();
        let pieces = scan(&file, text, &mut problems);
        self.problems.extend(problems.into_iter().map(|problem| Problem { line: problem.line + first - 1, ..problem }));
        let mut expanded = String::with_capacity(text.len() * 2);
        // How much of the next prose already stands beside the mathematics before it.
        let mut taken = 0;
        for piece in pieces {
            let content = &piece.text[std::mem::take(&mut taken)..];
            let line = piece.line + first - 1;
            match piece.kind {
                Kind::Prose => expanded.push_str(&self.link_equations(content, line)),
                Kind::Code | Kind::Tag => expanded.push_str(content),
                Kind::InlineMath => {
                    let html = self.math.inline(&file, line, content);
                    taken = keep_together(&mut expanded, &self.checked(html), &text[piece.range.end..]);
                }
                Kind::DisplayMath => {
                    let html = self.math.display(&file, line, content);
                    push_block(&mut expanded, &self.checked(html), piece.indent);
                }
                Kind::Directive => match resolve(self.library, self.name, content) {
                    Ok(Meaning::Value(word)) => expanded.push_str(&word),
                    Ok(meaning) => push_block(&mut expanded, &self.block(meaning, line), piece.indent),
                    Err(error) => {
                        expanded.push_str(&self.checked(Err(Problem::new(&file, line, format!("{error:#}")))));
                    }
                },
            }
        }
        expanded
    }

    /// What a directive in line `line` stands for, as a block of its own.
    fn block(&mut self, meaning: Meaning, line: usize) -> String {
        let (library, up) = (self.library, &"../".repeat(self.name.matches('/').count()));
        match meaning {
            Meaning::Value(word) => word,
            Meaning::Chapter(chapter) => html::head(library, up, chapter),
            Meaning::Listing(listing) => html::listing(up, &listing),
            Meaning::Step(step) | Meaning::Solution(step) => html::step(up, &step),
            Meaning::Output(step) => html::output_alone(up, &step),
            Meaning::Figure(drawing) => {
                let caption = self.expand_from(&drawing.caption, line);
                html::figure(&drawing, &caption)
            }
            Meaning::EquationIndex => html::equation_index(library),
            Meaning::Programs => html::programs(library),
            Meaning::Peers(table) => html::output("<code>cargo xtask bench --peers</code> printed", &table),
        }
    }

    /// The HTML, or its problem noted and shown in its place.
    fn checked(&mut self, html: Result<String, Problem>) -> String {
        html.unwrap_or_else(|problem| {
            let message = escape(&problem.to_string()).replace('\n', " ");
            self.problems.push(problem);
            format!("<strong class=\"problem\">{message}</strong>")
        })
    }

    /// Makes a link of each `(7.2)` in prose, except in headings and inside the text of a link.
    fn link_equations(&mut self, prose: &str, first: usize) -> String {
        let apart = regex!(r"(?m)^#.*|\[[^\]]*\]\([^)\n]*\)");
        let apart: Vec<_> = apart.find_iter(prose).map(|found| found.range()).collect();
        let (mut linked, mut at) = (String::with_capacity(prose.len()), 0);
        for ((chapter, k), place) in mentions(prose) {
            if apart.iter().any(|apart| apart.contains(&place.start)) {
                continue;
            }
            linked.push_str(&prose[at..place.start]);
            at = place.end;
            let equation = self.library.equations.get(&(chapter, k));
            match equation {
                Some(equation) => {
                    let page = if equation.page == self.name { "" } else { equation.page.as_str() };
                    linked.push_str(&format!("[({chapter}.{k})]({page}#{})", id((chapter, k))));
                }
                None => linked.push_str(&prose[place.clone()]),
            }
            // A page that is not written yet is no fault of this one.
            if equation.is_none() && self.library.chapters.contains_key(&chapter) {
                let message = format!(
                    "no equation ({chapter}.{k}): chapter {chapter} has no `\\tag{{{chapter}.{k}}}`; a plain number in parentheses \
                     is written without them or in backticks"
                );
                let line = first + prose[..place.start].matches('\n').count();
                self.problems.push(Problem::new(&self.file, line, message));
            }
        }
        linked + &prose[at..]
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
