//! A page and its program as the cells of a notebook, not yet run.

mod figures;
#[cfg(test)]
mod tests;
mod text;

use super::cell::Cell;
use super::changes;
use super::program::Parts;
use super::setup::{self, Sources};
use super::solution;
use super::steps::Steps;
use crate::directive::{Drawing, Listing, Meaning, Step, resolve};
use crate::library::Library;
use crate::markup::fenced;
use crate::problem::Problem;
use crate::program::{FOLDER, source_of};
use crate::project::read;
use crate::scan::{Kind, Piece, scan};
use anyhow::{Context, Result, bail};
use lazy_regex::regex;
use std::path::{Path, PathBuf};

/// Writes the notebook of a chapter: its cells, and what the pages and programs must change for it.
pub fn write(library: &Library, chapter: u8) -> Result<(Vec<Cell>, Vec<Problem>)> {
    let page = library.chapters.get(&chapter).with_context(|| format!("chapter {chapter} has no page"))?;
    let program = library.program(&format!("chapter{chapter:02}"))?;
    let solutions = library.program(&format!("solutions{chapter:02}"))?;
    let [parts, solutions] = [Parts::read(&library.project, program)?, Parts::read(&library.project, solutions)?];
    let changes = changes::of_chapter(&library.project, &program.name, &parts)?;
    let text = unfold_functions(&read(&library.project.pages().join(page))?);
    let mut writer = Writer {
        library,
        page,
        file: Path::new("book/src").join(page),
        sources: Sources { program, parts: &parts, solutions: &solutions },
        steps: Steps::new(&parts, &changes),
        cells: Vec::new(),
        text: String::new(),
        folds: 0,
        in_solution: false,
        answers: Vec::new(),
        group: Vec::new(),
        texts: 0,
        exercises: 0,
        problems: Vec::new(),
    };
    writer.expand(&text, 1);
    writer.settle();
    writer.flush();
    Ok((writer.cells, writer.problems))
}

/// The page without the folds that hold nothing but functions of the program: these have cells in the notebook.
fn unfold_functions(page: &str) -> String {
    let fold = regex!("<details><summary>The [^<]*function.*?</summary>(.*?)</details>"s);
    fold.replace_all(page, "$1").into_owned()
}

struct Writer<'a> {
    library: &'a Library,
    page: &'a str,
    file: PathBuf,
    sources: Sources<'a>,
    steps: Steps<'a>,
    cells: Vec<Cell>,
    text: String,
    /// How many `<details>` are open. Inside, there are no cells of code.
    folds: usize,
    in_solution: bool,
    /// The cells that come when the folds are closed.
    answers: Vec<Cell>,
    /// Steps and figures that stand together on the page, with nothing between them.
    group: Vec<Member>,
    texts: usize,
    exercises: usize,
    problems: Vec<Problem>,
}

/// What gets cells together with what stands beside it.
enum Member {
    Step(usize),
    /// A figure, and the line of the page where it stands.
    Figure(Drawing, usize),
}

impl Member {
    fn step(&self) -> Option<usize> {
        if let Member::Step(step) = self { Some(*step) } else { None }
    }
}

impl Writer<'_> {
    fn expand(&mut self, text: &str, first: usize) {
        for piece in scan(&self.file.clone(), text, &mut self.problems) {
            let content = piece.text;
            let line = piece.line + first - 1;
            if piece.kind != Kind::Directive && !piece.is_blank() {
                self.settle();
            }
            match piece.kind {
                Kind::Prose => self.prose(content),
                Kind::Code | Kind::InlineMath | Kind::DisplayMath => self.text.push_str(&text[piece.range]),
                Kind::Tag => self.tag(content, &text[piece.range.end..]),
                Kind::Directive => {
                    if let Err(error) = self.directive(&piece, line) {
                        self.problems.push(Problem::new(&self.file, line, format!("{error:#}")));
                    }
                }
            }
        }
    }

    fn directive(&mut self, piece: &Piece, line: usize) -> Result<()> {
        let meaning = resolve(self.library, self.page, piece.text)?;
        let member = match &meaning {
            Meaning::Step(step) | Meaning::Output(step) => self.ask(&step.listing).map(Member::Step),
            Meaning::Listing(listing) => self.ask(listing).map(Member::Step),
            _ => None,
        };
        if let Some(step) = member {
            self.group.push(step);
            return Ok(());
        }
        match meaning {
            Meaning::Figure(drawing) if self.folds == 0 => {
                self.group.push(Member::Figure(drawing, line));
                return Ok(());
            }
            _ => self.settle(),
        }
        match meaning {
            Meaning::Value(word) => self.text.push_str(&word),
            Meaning::Chapter(chapter) => {
                self.block(&setup::introduction(chapter, &self.sources), piece);
                let dependencies = setup::dependencies(&self.library.project, &self.sources);
                let dependencies = Cell::code("dependencies", dependencies?);
                self.push(vec![dependencies, Cell::code("imports", setup::imports(self.sources.parts))]);
            }
            Meaning::Listing(listing) => self.listing(&listing, piece),
            Meaning::Step(step) => self.block(&both(&step.listing.code, &step.output), piece),
            Meaning::Output(step) => self.block(&fenced("text", &step.output), piece),
            Meaning::Solution(step) => self.solution(&step, piece)?,
            Meaning::Figure(drawing) => self.caption(&drawing, line),
            Meaning::Peers(table) => self.block(&fenced("text", &table), piece),
            Meaning::EquationIndex | Meaning::Programs => {
                bail!("a chapter, and so a notebook, has no such table");
            }
        }
        Ok(())
    }

    /// Whether something is from this chapter's program, and stands where a cell of code can be.
    fn is_own(&self, path: &Path) -> bool {
        self.folds == 0 && path == source_of(&self.sources.program.name)
    }

    /// The step that a listing shows, if it is one of this chapter's program that has no cells yet.
    fn ask(&mut self, listing: &Listing) -> Option<usize> {
        if self.is_own(&listing.path) { self.steps.ask(listing.name.as_deref()?) } else { None }
    }

    /// Appends cells, after the text before them.
    fn push(&mut self, cells: Vec<Cell>) {
        if !cells.is_empty() {
            self.flush();
            self.cells.extend(cells);
        }
    }

    /// A solution with all that it needs, so that it can be copied into the cell above. Where the notebook is played, it stands in a
    /// block, so that no other sees its variables.
    fn solution(&mut self, step: &Step, piece: &Piece) -> Result<()> {
        let code = solution::whole(self.sources.solutions, &step.name, self.sources.parts)?;
        self.block(&both(&code, &step.output), piece);
        self.answers.push(Cell::code(format!("answer-{}", step.name), format!("{{\n{code}\n}}")).played());
        Ok(())
    }

    fn listing(&mut self, listing: &Listing, piece: &Piece) {
        // A solution brings its helpers itself.
        if self.in_solution && listing.path.to_string_lossy().starts_with(&format!("{FOLDER}/solutions")) {
            return;
        }
        let own = listing.name.as_ref().filter(|_| self.is_own(&listing.path));
        let cells = own.map(|name| self.steps.define(name)).unwrap_or_default();
        if !cells.is_empty() {
            return self.push(cells);
        }
        self.block(&format!("`{}`\n\n{}", listing.path.display(), fenced("rust", &listing.code)), piece);
    }
}

/// Code and its output as text.
fn both(code: &str, output: &str) -> String {
    let code = fenced("rust", code);
    if output.is_empty() { code } else { format!("{code}\n\n{}", fenced("text", output)) }
}
