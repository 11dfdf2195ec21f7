//! A page and its program as the cells of a notebook, not yet run.

mod steps;
#[cfg(test)]
mod tests;
mod text;

use super::cell::Cell;
use super::changes::{self, Change};
use super::exercise;
use super::plain::Plain;
use super::program::{Parts, Step};
use super::setup::{self, Sources};
use super::solution;
use crate::code::program::{FOLDER, Program};
use crate::library::Library;
use crate::library::scan::{Kind, Piece, scan};
use crate::markup::fenced;
use crate::page::directive::{Drawing, Listing, Meaning, resolve};
use crate::problem::Problem;
use anyhow::{Context, Result, bail};
use lazy_regex::regex;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Writes the notebook of a chapter: its cells, and what the pages and programs must change for it.
pub fn write(library: &Library, chapter: u8) -> Result<(Vec<Cell>, Vec<Problem>)> {
    let page = library.chapters.get(&chapter).with_context(|| format!("chapter {chapter} has no page"))?;
    let program = library.program(&format!("chapter{chapter:02}"))?;
    let solutions = library.program(&format!("solutions{chapter:02}"))?;
    let read = |program: &Program| Parts::read(&library.project, &program.source);
    let (parts, solutions) = (read(program)?, read(solutions)?);
    let changes = changes::of_chapter(&library.project, &program.name, &parts)?;
    let text = library.project.read(Path::new("book/src").join(page))?;
    let plain = Plain::read(&library.project, &text, &parts)?;
    // Without the folds that hold nothing but functions of the program: these have cells.
    let fold = regex!("<details><summary>The [^<]*function.*?</summary>(.*?)</details>"s);
    let mut writer = Writer {
        library,
        page,
        file: Path::new("book/src").join(page),
        sources: Sources { program, parts: &parts, plain: &plain, solutions: &solutions },
        changes: &changes,
        done: BTreeSet::new(),
        defined: BTreeSet::new(),
        recent: BTreeSet::new(),
        cells: Vec::new(),
        text: String::new(),
        folds: 0,
        in_solution: false,
        group: Vec::new(),
        problems: Vec::new(),
    };
    writer.expand(&fold.replace_all(&text, "$1"), 1);
    writer.settle();
    writer.flush();
    Ok((writer.cells, writer.problems))
}

struct Writer<'a> {
    library: &'a Library,
    page: &'a str,
    file: PathBuf,
    sources: Sources<'a>,
    changes: &'a [Change],
    /// Which steps have their cells, or are about to.
    done: BTreeSet<&'a str>,
    /// Which definitions have, and which since the last step.
    defined: BTreeSet<&'a str>,
    recent: BTreeSet<&'a str>,
    cells: Vec<Cell>,
    text: String,
    /// How many `<details>` are open. Inside, there are no cells of code.
    folds: usize,
    in_solution: bool,
    /// Steps and figures that stand together on the page, with nothing between them.
    group: Vec<Member<'a>>,
    problems: Vec<Problem>,
}

/// What gets cells together with what stands beside it.
enum Member<'a> {
    Step(&'a Step),
    /// A figure, and the line of the page where it stands.
    Figure(Box<Drawing>, usize),
}

impl<'a> Writer<'a> {
    fn expand(&mut self, text: &str, first: usize) {
        for piece in scan(&self.file.clone(), text, first, &mut self.problems) {
            if piece.kind != Kind::Directive && !(piece.kind == Kind::Prose && piece.text.trim().is_empty()) {
                self.settle();
            }
            match piece.kind {
                Kind::Prose => self.prose(piece.text),
                Kind::Code | Kind::InlineMath | Kind::DisplayMath => self.text.push_str(&text[piece.range]),
                Kind::Tag => self.tag(piece.text, &text[piece.range.end..]),
                Kind::Directive => {
                    if let Err(error) = self.directive(&piece) {
                        self.problems.push(Problem::new(&self.file, piece.line, format!("{error:#}")));
                    }
                }
            }
        }
    }

    fn directive(&mut self, piece: &Piece) -> Result<()> {
        let meaning = resolve(self.library, self.page, piece.text)?;
        let own = meaning.listing().filter(|listing| self.is_own(listing));
        let step = own.and_then(|listing| self.sources.parts.step(&listing.region.name));
        // A step that has its cells is text from then on.
        if let Some(step) = step.filter(|step| self.done.insert(&step.name)) {
            self.group.push(Member::Step(step));
            return Ok(());
        }
        if self.folds > 0 || !matches!(meaning, Meaning::Figure(_)) {
            self.settle();
        }
        match meaning {
            Meaning::Figure(drawing) if self.folds == 0 => {
                self.group.push(Member::Figure(Box::new(drawing), piece.line));
            }
            // What is not to be seen leaves no gap.
            Meaning::Value(word) if word.is_empty() => self.text.truncate(self.text.trim_end_matches(' ').len()),
            Meaning::Value(word) => self.text.push_str(&word),
            Meaning::Reference(name, _) => self.text.push_str(&name.replace('\u{a0}', " ")),
            Meaning::Chapter(_) => {
                self.block(&setup::introduction(&self.sources), piece);
                let dependencies = setup::dependencies(&self.library.project, &self.sources)?;
                let imports = setup::imports(&self.sources);
                self.push(vec![Cell::code("dependencies", dependencies), Cell::code("imports", imports)]);
                // These two name the folder.
                for cell in self.cells.iter_mut().filter(|cell| ["text-1", "dependencies"].contains(&&*cell.id)) {
                    cell.solved = Some(setup::for_teachers(self.sources.program, &cell.text));
                }
            }
            Meaning::Prediction(question, answer) => {
                let fold = format!(
                    "\n\n<details><summary>{question}</summary>\n\nThe program printed {answer}.\n\n</details>\n\n"
                );
                self.expand(&fold, piece.line);
            }
            Meaning::Write(chapter, tasks) => self.push(exercise::cells(&self.library.project, chapter, &tasks)?),
            Meaning::Listing(listing) => self.listing(&listing, piece),
            Meaning::Step(step) => self.block(&both(&step.listing.region.code, &step.output), piece),
            Meaning::Output(step) => self.block(&fenced("text", &step.output), piece),
            // With all that it needs, so that it can be copied into the cell above. For teachers it stands there, in a block, so that no
            // other sees its variables.
            Meaning::Solution(step) => {
                let name = &step.listing.region.name;
                let code = solution::whole(self.sources.solutions, name, self.sources.parts)?;
                self.block(&both(&code, &step.output), piece);
                let cell =
                    self.cells.last_mut().filter(|_| self.in_solution).context("this is in no fold `Solution`")?;
                let is_block = code.starts_with("{\nuse ");
                *cell.solved.get_or_insert_default() += &if is_block { code } else { solution::block("", &code) };
            }
            Meaning::Figure(drawing) => self.caption(&drawing, piece.line),
            Meaning::Peers(table, _) | Meaning::Bench(_, table) => self.block(&fenced("text", &table), piece),
            Meaning::EquationIndex
            | Meaning::EquationFiles
            | Meaning::Mistake(_)
            | Meaning::Table(_)
            | Meaning::Programs
            | Meaning::Proof(_)
            | Meaning::Tour(_)
            | Meaning::Notebooks
            | Meaning::Bundle => {
                bail!("a chapter, and so a notebook, has no such table")
            }
        }
        Ok(())
    }

    /// Whether something is from this chapter's program, and stands where a cell of code can be.
    fn is_own(&self, listing: &Listing) -> bool {
        self.folds == 0 && listing.path == self.sources.program.source
    }

    /// How many cells have names that begin so.
    fn count(&self, kind: &str) -> usize {
        self.cells.iter().filter(|cell| cell.id.starts_with(kind)).count()
    }

    /// Appends cells, after the text before them.
    fn push(&mut self, cells: Vec<Cell>) {
        if !cells.is_empty() {
            self.flush();
            self.cells.extend(cells);
        }
    }

    fn listing(&mut self, listing: &Listing, piece: &Piece) {
        // A solution brings its helpers itself.
        if self.in_solution && listing.path.to_string_lossy().starts_with(&format!("{FOLDER}/solutions")) {
            return;
        }
        let Listing { path, region } = listing;
        let cells = match self.is_own(listing) {
            true => self.define(&region.name),
            false if self.folds == 0 => self.plain(listing),
            false => Vec::new(),
        };
        if cells.is_empty() {
            self.block(&format!("`{}`\n\n{}", path.display(), fenced("rust", &region.code)), piece);
        }
        self.push(cells);
    }
}

/// Code and its output as text.
fn both(code: &str, output: &str) -> String {
    let code = fenced("rust", code);
    if output.is_empty() { code } else { format!("{code}\n\n{}", fenced("text", output)) }
}
