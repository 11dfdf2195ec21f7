//! A page and its program as the cells of a notebook, not yet run.

mod captions;
#[cfg(test)]
mod tests;
mod text;

use super::cell::{Cell, Content};
use super::changes::{self, Change};
use super::program::Parts;
use super::setup::{self, Sources};
use super::solution;
use super::steps::Steps;
use crate::directive::{Drawing, Listing, Meaning, Step, fenced, resolve, shows};
use crate::library::{Library, chapter_of};
use crate::problem::Problem;
use crate::project::read;
use crate::scan::{Kind, Piece, scan};
use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A notebook that was written, and what is wrong with it.
pub struct Written {
    /// Its cells.
    pub cells: Vec<Cell>,
    /// The solutions: the cell that is left empty for each, and its code.
    pub answers: Vec<(String, String)>,
    /// What its reader may change.
    pub changes: Vec<Change>,
    /// What the pages and programs must change for it.
    pub problems: Vec<Problem>,
}

/// Writes the notebook of a chapter.
pub fn write(library: &Library, chapter: u8) -> Result<Written> {
    let page = library.chapters.get(&chapter).with_context(|| format!("chapter {chapter} has no page"))?;
    let program = library.program(&format!("chapter{chapter:02}")).map_err(anyhow::Error::msg)?;
    let solutions = library.program(&format!("solutions{chapter:02}")).map_err(anyhow::Error::msg)?;
    let [parts, solutions] = [Parts::read(&library.project, program)?, Parts::read(&library.project, solutions)?];
    let changes = changes::of_chapter(&library.project, &program.name, &parts)?;
    let sources = Sources { program, parts: &parts, solutions: &solutions };
    let dependencies = setup::dependencies(&library.project, &sources)?;
    let text = read(&library.project.pages().join(page))?;
    let mut writer = Writer {
        library,
        page,
        file: Path::new("book/src").join(page),
        sources,
        answers: Vec::new(),
        steps: Steps::new(&parts, &changes),
        dependencies,
        cells: Vec::new(),
        text: String::new(),
        folds: 0,
        in_solution: false,
        unfolded: false,
        in_summary: false,
        next: None,
        waiting: Vec::new(),
        above: None,
        changes: Vec::new(),
        in_caption: false,
        texts: 0,
        tries: 0,
        problems: Vec::new(),
    };
    writer.expand(&text, 1);
    writer.settle();
    writer.flush();
    let Writer { cells, answers, problems, .. } = writer;
    Ok(Written { cells, answers, changes, problems })
}

struct Writer<'a> {
    library: &'a Library,
    page: &'a str,
    file: PathBuf,
    sources: Sources<'a>,
    answers: Vec<(String, String)>,
    steps: Steps<'a>,
    dependencies: String,
    cells: Vec<Cell>,
    /// The text of the next Markdown cell.
    text: String,
    /// How many `<details>` are open. Inside, there are no cells of code.
    folds: usize,
    in_solution: bool,
    /// Whether an open `<details>` is left out, and whether its `<summary>` is being read.
    unfolded: bool,
    in_summary: bool,
    /// The step that the page shows next, with nothing but figures before it, and the figures whose captions wait for it.
    next: Option<usize>,
    waiting: Vec<(Drawing, usize)>,
    /// The step right above, with nothing but captions below it, and the place of the last figure that has one.
    above: Option<(usize, usize)>,
    /// What the reader may change in it: this comes below the captions.
    changes: Vec<Cell>,
    in_caption: bool,
    texts: usize,
    tries: usize,
    problems: Vec<Problem>,
}

impl Writer<'_> {
    fn expand(&mut self, text: &str, first: usize) {
        let mut problems = Vec::new();
        let pieces = scan(&self.file.clone(), text, &mut problems);
        self.problems.append(&mut problems);
        for (k, piece) in pieces.iter().enumerate() {
            let content = &text[piece.range.clone()];
            let line = piece.line + first - 1;
            if self.in_summary {
                self.in_summary = content != "</summary>";
                continue;
            }
            if !self.in_caption && !is_blank(piece, content) && !is_figure(piece, content) {
                self.settle();
            }
            match piece.kind {
                Kind::Heading => {
                    if content.starts_with('#') && self.folds == 0 {
                        self.flush();
                    }
                    self.text.push_str(content);
                }
                Kind::Prose => self.prose(content),
                Kind::Code => self.text.push_str(content),
                Kind::InlineMath => self.text.push_str(&format!("${content}$")),
                Kind::DisplayMath => self.text.push_str(&format!("$${content}$$")),
                Kind::Tag => self.tag(content, &text[piece.range.end..]),
                Kind::Directive => {
                    let mut rest = pieces[k + 1..].iter().map(|piece| (piece, &text[piece.range.clone()]));
                    let next = rest.find(|(piece, content)| !is_blank(piece, content) && !is_figure(piece, content));
                    self.next =
                        next.filter(|(piece, _)| piece.kind == Kind::Directive).and_then(|(_, text)| self.asked(text));
                    if let Err(message) = self.directive(content, piece, line) {
                        self.problems.push(Problem::new(&self.file, line, message));
                    }
                }
            }
        }
    }

    fn directive(&mut self, content: &str, piece: &Piece, line: usize) -> Result<(), String> {
        match resolve(self.library, self.page, content)? {
            Meaning::Value(word) => self.text.push_str(&word),
            Meaning::Chapter(chapter) => {
                self.block(&setup::introduction(chapter, &self.sources), piece);
                self.flush();
                self.push("dependencies".to_owned(), Content::Code(self.dependencies.clone()));
                self.push("imports".to_owned(), Content::Code(setup::imports(self.sources.parts)));
            }
            Meaning::Listing(listing) => self.listing(&listing, piece)?,
            Meaning::Step(step) => match self.own(&step) {
                Some(k) if !self.steps.is_done(k) => self.step(k)?,
                _ => self.block(&both(&step.region.code, &step.output), piece),
            },
            Meaning::Output(step) => match self.own(&step) {
                Some(k) if !self.steps.is_done(k) => self.step(k)?,
                _ => self.block(&fenced("text", &step.output), piece),
            },
            Meaning::Solution(step) => self.solution(&step, piece)?,
            Meaning::Figure(drawing) => self.figure(drawing, piece, line)?,
            Meaning::Peers(table) => self.block(&fenced("text", &table), piece),
            Meaning::EquationIndex | Meaning::Programs => {
                return Err("a chapter, and so a notebook, has no such table".to_owned());
            }
        }
        Ok(())
    }

    /// The place of a step of this chapter's program, where a cell of code can be.
    fn own(&self, step: &Step) -> Option<usize> {
        let own = step.program.name == self.sources.program.name && self.folds == 0;
        own.then(|| self.sources.parts.step(&step.region.name)).flatten()
    }

    /// A solution with all that it needs, so that it can be copied into the cell above.
    fn solution(&mut self, step: &Step, piece: &Piece) -> Result<(), String> {
        let code = solution::whole(self.sources.solutions, &step.region.name, self.sources.parts)
            .map_err(|error| format!("{error:#}"))?;
        self.block(&both(&code, &step.output), piece);
        self.answers.push((format!("exercise-{}", self.tries), code));
        Ok(())
    }

    fn listing(&mut self, listing: &Listing, piece: &Piece) -> Result<(), String> {
        // A solution brings its helpers itself.
        if self.in_solution && listing.path.to_string_lossy().starts_with("chapters/solutions") {
            return Ok(());
        }
        let own = listing.path == Path::new(&format!("chapters/{}.rs", self.sources.program.name)) && self.folds == 0;
        if let (true, Some(name)) = (own, &listing.name) {
            if let Some(k) = self.sources.parts.step(name).filter(|&k| !self.steps.is_done(k)) {
                return self.step(k);
            }
            let cells = self.steps.define(&BTreeSet::from([name.clone()]));
            if !cells.is_empty() {
                self.flush();
                self.cells.extend(cells);
                return Ok(());
            }
        }
        let code = fenced("rust", &listing.code);
        self.block(&format!("`{}`\n\n{code}", listing.path.display()), piece);
        Ok(())
    }

    /// The cells of a step, after the text above them. Below stand the captions that waited for it.
    fn step(&mut self, k: usize) -> Result<(), String> {
        let group = self.steps.step(k)?;
        self.flush();
        self.cells.extend(group.cells);
        self.changes = group.changes;
        self.above = Some((k, 0));
        std::mem::take(&mut self.waiting).into_iter().try_for_each(|(drawing, line)| self.caption_below(&drawing, line))
    }

    /// The step of this chapter's program that a directive asks for.
    fn asked(&self, content: &str) -> Option<usize> {
        let (program, step) = shows(chapter_of(self.page), content)?;
        (program == self.sources.program.name).then(|| self.sources.parts.step(&step)).flatten()
    }

    fn push(&mut self, id: String, content: Content) {
        self.cells.push(Cell { id: id.replace('_', "-"), content });
    }
}

/// Code and its output as text.
fn both(code: &str, output: &str) -> String {
    let code = fenced("rust", code);
    if output.is_empty() { code } else { format!("{code}\n\n{}", fenced("text", output)) }
}

fn is_blank(piece: &Piece, content: &str) -> bool {
    piece.kind == Kind::Prose && content.trim().is_empty()
}

fn is_figure(piece: &Piece, content: &str) -> bool {
    piece.kind == Kind::Directive && content.trim_start().starts_with("figure")
}
