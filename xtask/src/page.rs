//! A page with its directives, mathematics and equation numbers replaced by what they stand for.

use crate::directive::{Meaning, resolve};
use crate::front;
use crate::html;
use crate::label::mentions;
use crate::library::Library;
use crate::markup::{escape, push_block};
use crate::math::{Converter, id};
use crate::problem::Problem;
use crate::scan::{Kind, scan};
use crate::tour;
use lazy_regex::{Captures, regex};
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

    /// The page, or a part of it that begins in line `first`, as Markdown that mdBook understands.
    pub fn expand(&mut self, text: &str, first: usize) -> String {
        let file = self.file.clone();
        let mut expanded = String::with_capacity(text.len() * 2);
        // How much of the next prose already stands beside the mathematics before it.
        let mut taken = 0;
        for piece in scan(&file, text, first, &mut self.problems) {
            let (content, line) = (&piece.text[std::mem::take(&mut taken)..], piece.line);
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
                    Err(error) => expanded += &self.checked(Err(Problem::new(&file, line, format!("{error:#}")))),
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
            Meaning::Chapter(program) => html::head(library, up, &program),
            Meaning::Listing(listing) => html::listing(up, &listing),
            Meaning::Step(step) | Meaning::Solution(step) => html::step(up, &step),
            Meaning::Output(step) => html::output_alone(up, &step),
            Meaning::Figure(drawing) => html::figure(&drawing, &self.expand(&drawing.caption, line)),
            Meaning::Prediction(question, answer) => html::prediction(&self.expand(&question, line), &answer),
            Meaning::Write(chapter, tasks) => self.expand(&html::tasks(chapter, &tasks), line),
            Meaning::EquationIndex => html::equation_index(library),
            Meaning::Programs => html::programs(library),
            Meaning::Proof(proof) => {
                let equation = self.math.display(&self.file, line, &proof.equation);
                front::proof_cards(&proof, &self.checked(equation))
            }
            Meaning::Tour(stops) => tour::html(&stops),
            Meaning::Notebooks => front::notebooks(library),
            Meaning::Bundle => front::bundle(library),
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
        regex!(r"(?m)^#.*|\[[^\]]*\]\([^)\n]*\)|(\([\d.]+\))")
            .replace_all(prose, |found: &Captures| {
                let number = found.get(1).and_then(|number| mentions(number.as_str()).next());
                let Some(((chapter, k), _)) = number else { return found[0].to_owned() };
                if let Some(equation) = self.library.equations.get(&(chapter, k)) {
                    let page = if equation.page == self.name { "" } else { equation.page.as_str() };
                    return format!("[({chapter}.{k})]({page}#{})", id((chapter, k)));
                }
                // A page that is not written yet is no fault of this one.
                if self.library.chapters.contains_key(&chapter) {
                    let message = format!(
                        "no equation ({chapter}.{k}): chapter {chapter} has no `\\tag{{{chapter}.{k}}}`; a plain number in \
                         parentheses is written without them or in backticks"
                    );
                    let line = first + prose[..found.get_match().start()].matches('\n').count();
                    self.problems.push(Problem::new(&self.file, line, message));
                }
                found[0].to_owned()
            })
            .into_owned()
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
