//! A page with its directives, mathematics and equation numbers replaced by what they stand for.
//!
//! | file | holds |
//! |---|---|
//! | [`directive`], `html` | what stands between double braces, what it stands for, and that as HTML |
//! | [`equation`], `cards` | from an equation to its lines and tests; what a page shows when its reader asks |
//! | [`claim`] | sentences about numbers, held against the recorded outputs |
//! | `front`, `tour`, `peers` | what only the front page and chapter 12 have |
//! | [`seen`] | by which it is known whether a page must be expanded again |

mod cards;
pub mod claim;
pub mod directive;
pub mod equation;
mod front;
mod html;
mod peers;
pub mod seen;
mod tour;

use crate::code::label::mentions;
use crate::library::Library;
use crate::library::letter;
use crate::library::reference::Marker;
use crate::library::scan::{Kind, scan};
use crate::markup::highlight;
use crate::markup::math::{Converter, id, letters, number, tags};
use crate::markup::{escape, push_block};
use crate::problem::Problem;
use cards::Needs;
use directive::{Meaning, resolve};
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
    /// What its cards will show.
    needs: Needs<'a>,
    marker: Marker<'a>,
    /// The tag inside which nothing is marked.
    quiet: Option<&'static str>,
    pub problems: Vec<Problem>,
}

impl<'a> Page<'a> {
    /// A page by its name in `book/src/`.
    pub fn new(library: &'a Library, math: &'a Converter, name: &'a str) -> Self {
        let marker = Marker::new(&library.references, name);
        let file = Path::new("book/src").join(name);
        Page { library, math, name, file, needs: Needs::default(), marker, quiet: None, problems: Vec::new() }
    }

    /// The whole page as Markdown that mdBook understands, with what its cards show at its end.
    pub fn whole(&mut self, text: &str) -> String {
        let text = self.expand(&self.library.references.anchored(self.name, text), 1);
        self.needs.entries = self.marker.marked.values().copied().collect();
        text + &cards::script(self.library, self.math, self.name, &self.needs)
    }

    /// The letters of its formulas, with the chapter that says what they mean.
    pub fn letters(&self) -> impl Iterator<Item = (u8, char)> {
        let chapter = letter::chapter(self.name);
        self.needs.letters.iter().filter_map(move |letter| Some((chapter?, *letter)))
    }

    /// A part of the page that begins in line `first`.
    fn expand(&mut self, text: &str, first: usize) -> String {
        let file = self.file.clone();
        let mut expanded = String::with_capacity(text.len() * 2);
        // How much of the next prose already stands beside the mathematics before it.
        let mut taken = 0;
        for piece in scan(&file, text, first, &mut self.problems) {
            let (content, line) = (&piece.text[std::mem::take(&mut taken)..], piece.line);
            match piece.kind {
                Kind::Prose => {
                    let prose = self.link_equations(content, line);
                    let before =
                        &text[text[..piece.range.start].rfind('\n').map_or(0, |end| end + 1)..piece.range.start];
                    expanded.push_str(&self.mark(&prose, before, line));
                }
                Kind::Code => expanded.push_str(&highlight::fence(content).unwrap_or_else(|| content.to_owned())),
                Kind::Tag => {
                    self.enter_or_leave(content);
                    expanded.push_str(content);
                }
                Kind::InlineMath => {
                    let html = self.math.inline(&file, line, content);
                    let html = self.lettered(html, line);
                    taken = keep_together(&mut expanded, &html, &text[piece.range.end..]);
                }
                Kind::DisplayMath => {
                    let html = self.math.display(&file, line, content);
                    let html = self.lettered(html, line);
                    push_block(&mut expanded, &self.with_note(html, content), piece.indent);
                }
                Kind::Directive => match resolve(self.library, self.name, content) {
                    Ok(Meaning::Value(word)) => {
                        // What is not seen leaves no space: two at the end of a line would be a line end of Markdown.
                        if word.is_empty() && !text[piece.range.end..].starts_with(char::is_alphanumeric) {
                            expanded.truncate(expanded.trim_end_matches(' ').len());
                        }
                        expanded.push_str(&word);
                    }
                    Ok(Meaning::Reference(name, address)) => expanded += &html::reference(&name, &address),
                    Ok(meaning) => push_block(&mut expanded, &self.block(meaning, line), piece.indent),
                    Err(error) => expanded += &self.checked(Err(Problem::new(&file, line, format!("{error:#}")))),
                },
            }
        }
        expanded
    }

    /// What a directive in line `line` stands for, as a block of its own.
    fn block(&mut self, meaning: Meaning, line: usize) -> String {
        let (library, up) = (self.library, &self.up());
        match meaning {
            Meaning::Value(word) => word,
            Meaning::Reference(name, address) => html::reference(&name, &address),
            Meaning::Chapter(program) => html::head(library, up, &program),
            Meaning::Listing(listing) => {
                self.needs.equations.extend(equation::named(library, &listing.region.code));
                html::listing(library, up, self.name, &listing)
            }
            Meaning::Step(step) | Meaning::Solution(step) => {
                self.needs.equations.extend(equation::named(library, &step.listing.region.code));
                html::step(library, up, self.name, &step)
            }
            Meaning::Output(step) => html::output_alone(up, &step),
            Meaning::Figure(drawing) => html::figure(&drawing, &self.expand(&drawing.caption, line)),
            Meaning::Prediction(question, answer) => html::prediction(&self.quietly(&question, line), &answer),
            Meaning::Write(chapter, tasks) => self.quietly(&html::tasks(chapter, &tasks), line),
            Meaning::EquationIndex => equation::index(library, self.math),
            Meaning::EquationFiles => equation::files(library),
            Meaning::Mistake(mistake) => html::mistake(up, &mistake),
            Meaning::Table(table) => table,
            Meaning::Programs => html::programs(library),
            Meaning::Proof(proof) => {
                let equation = self.math.display(&self.file, line, &proof.equation);
                front::proof_cards(&proof, &self.checked(equation))
            }
            Meaning::Tour(stops) => tour::html(&stops),
            Meaning::Notebooks => front::notebooks(library),
            Meaning::Bundle => front::bundle(),
            Meaning::Bench(command, printed) => html::output(&format!("<code>{command}</code> printed"), &printed),
            Meaning::Peers(table, drawing) => {
                let figure = html::figure(&drawing, &self.expand(&drawing.caption, line));
                figure + "\n\n" + &html::output("<code>cargo xtask bench --peers</code> printed", &table)
            }
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

    /// The HTML of a formula; its letters must be known.
    fn lettered(&mut self, html: Result<String, Problem>, line: usize) -> String {
        let html = self.checked(html);
        for letter in letters(&html) {
            if let Some(chapter) = letter::chapter(self.name)
                && self.needs.letters.insert(letter)
            {
                self.problems.extend(self.library.letters.check(&self.file, line, chapter, letter));
            }
        }
        html
    }

    /// A displayed equation with the note beside it if it has a number.
    fn with_note(&mut self, html: String, latex: &str) -> String {
        let number = tags(latex).into_iter().find_map(number);
        match (number, html.strip_suffix("</div>")) {
            (Some(number), Some(open)) => {
                self.needs.equations.insert(number);
                format!("{open}{}</div>", equation::note(self.library, &self.up(), number))
            }
            _ => html,
        }
    }

    /// What leads from the page to the book's root.
    fn up(&self) -> String {
        "../".repeat(self.name.matches('/').count())
    }

    /// A part of the page in which no term is marked.
    fn quietly(&mut self, text: &str, first: usize) -> String {
        let before = self.quiet.replace("a part of the page");
        let expanded = self.expand(text, first);
        self.quiet = before;
        expanded
    }

    /// Between some tags nothing is marked.
    fn enter_or_leave(&mut self, tag: &str) {
        const QUIET: [&str; 9] = ["summary", "a", "h1", "h2", "h3", "h4", "button", "svg", "table"];
        let name = tag.trim_start_matches(['<', '/']).split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        match self.quiet {
            None if !tag.starts_with("</") => self.quiet = QUIET.into_iter().find(|quiet| *quiet == name),
            Some(quiet) if tag.starts_with("</") && quiet == name => self.quiet = None,
            _ => {}
        }
    }

    /// Makes links of the terms and sources that prose names; `before` is what stands before it in its line.
    fn mark(&mut self, prose: &str, before: &str, first: usize) -> String {
        if self.quiet.is_some() {
            return prose.to_owned();
        }
        // The rest of a heading or of a row of a table.
        let is_rest = before.trim_start_matches(['>', ' ']).starts_with(['#', '|']);
        let (rest, prose) = prose.split_at(if is_rest { prose.find('\n').unwrap_or(prose.len()) } else { 0 });
        let (marked, unknown) = self.marker.mark(prose);
        for (place, message) in unknown {
            let line = first + rest.matches('\n').count() + prose[..place].matches('\n').count();
            self.problems.push(Problem::new(&self.file, line, message));
        }
        rest.to_owned() + &marked
    }

    /// Makes a link of each `(7.2)` in prose, except in headings and inside the text of a link.
    fn link_equations(&mut self, prose: &str, first: usize) -> String {
        regex!(r"(?m)^#.*|\[[^\]]*\]\([^)\n]*\)|(\([\d.]+\))")
            .replace_all(prose, |found: &Captures| {
                let number = found.get(1).and_then(|number| mentions(number.as_str()).next());
                let Some(((chapter, k), _)) = number else { return found[0].to_owned() };
                if let Some(equation) = self.library.equations.get(&(chapter, k)) {
                    self.needs.equations.insert((chapter, k));
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
