//! A page and its program as the cells of a notebook, not yet run.

use super::cell::{Cell, Content};
use super::changes;
use super::program::Parts;
use super::setup;
use super::steps::Steps;
use crate::directive::{Drawing, Listing, Meaning, Step, fenced, resolve, shows};
use crate::library::{Library, chapter_of};
use crate::problem::Problem;
use crate::project::read;
use crate::scan::{Kind, Piece, scan};
use anyhow::{Context, Result};
use regex::Regex;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// A notebook that was written, and what is wrong with it.
pub struct Written {
    /// Its cells.
    pub cells: Vec<Cell>,
    /// What the pages and programs must change for it.
    pub problems: Vec<Problem>,
}

/// Writes the notebook of a chapter.
pub fn write(library: &Library, chapter: u8) -> Result<Written> {
    let page = library.chapters.get(&chapter).with_context(|| format!("chapter {chapter} has no page"))?;
    let name = format!("chapter{chapter:02}");
    let program = library.program(&name).map_err(anyhow::Error::msg)?;
    let parts = Parts::read(&library.project, program)?;
    let changes = changes::of_chapter(&library.project, &name, &parts)?;
    let dependencies = setup::dependencies(&library.project, &parts)?;
    let text = read(&library.project.pages().join(page))?;
    let mut writer = Writer {
        library,
        page,
        file: Path::new("book/src").join(page),
        program: name,
        parts: &parts,
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
        texts: 0,
        tries: 0,
        problems: Vec::new(),
    };
    writer.expand(&text, 1);
    writer.flush();
    Ok(Written { cells: writer.cells, problems: writer.problems })
}

struct Writer<'a> {
    library: &'a Library,
    page: &'a str,
    file: PathBuf,
    program: String,
    parts: &'a Parts,
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
    /// The step that the page shows next, and the figures whose captions wait for it.
    next: Option<usize>,
    waiting: Vec<(Drawing, usize)>,
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
                    // The step of a figure that has not been drawn may come next.
                    let next = pieces[k + 1..].iter().filter(|piece| piece.kind == Kind::Directive);
                    self.next = next.filter_map(|piece| self.asked(&text[piece.range.clone()])).next();
                    if let Err(message) = self.directive(content, piece, line) {
                        self.problems.push(Problem::new(&self.file, line, message));
                    }
                }
            }
        }
    }

    /// Links to other chapters go to their notebooks; other pages are not there, so they are named only.
    fn prose(&mut self, content: &str) {
        static LINK: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"\[([^\]]*)\]\(([^)\s]*)\)").expect("a valid pattern"));
        let text = LINK.replace_all(content, |link: &regex::Captures| {
            let (words, target) = (&link[1], &link[2]);
            let page = target.split('#').next().unwrap_or_default();
            match chapter_of(page).filter(|chapter| self.library.chapters.contains_key(chapter)) {
                Some(chapter) => format!("[{words}](chapter{chapter:02}.ipynb)"),
                None if target.contains("://") => link[0].to_owned(),
                None => words.to_owned(),
            }
        });
        self.text.push_str(&text);
    }

    fn tag(&mut self, tag: &str, after: &str) {
        match tag {
            // Functions that are folded away on the page have cells here.
            "<details>" if self.folds == 0 && is_of_functions(after) => {
                (self.in_summary, self.unfolded) = (true, true);
                return;
            }
            "</details>" if self.folds == 0 && std::mem::take(&mut self.unfolded) => return,
            "<details>" => {
                if self.folds == 0 && after.starts_with("<summary>Solution") {
                    self.flush();
                    self.tries += 1;
                    self.push(format!("exercise-{}", self.tries), Content::Code(String::new()));
                    self.in_solution = true;
                }
                self.folds += 1;
            }
            "</details>" => {
                self.folds = self.folds.saturating_sub(1);
                if self.folds == 0 && std::mem::take(&mut self.in_solution) {
                    self.text.push_str(tag);
                    self.flush();
                    return;
                }
            }
            // Boxes cannot go over several cells.
            _ if tag.starts_with("<div") || tag == "</div>" || tag.starts_with("<!--") => return,
            _ => {}
        }
        self.text.push_str(tag);
    }

    fn directive(&mut self, content: &str, piece: &Piece, line: usize) -> Result<(), String> {
        match resolve(self.library, self.page, content)? {
            Meaning::Value(word) => self.text.push_str(&word),
            Meaning::Chapter(chapter) => {
                self.block(&setup::introduction(&self.program, chapter, self.parts), piece);
                self.flush();
                self.push("dependencies".to_owned(), Content::Code(self.dependencies.clone()));
                self.push("imports".to_owned(), Content::Code(setup::imports(self.parts)));
            }
            Meaning::Listing(listing) => self.listing(&listing, piece)?,
            Meaning::Step(step) => match self.own(&step) {
                Some(k) if !self.steps.is_done(k) => {
                    let cells = self.steps.step(k)?;
                    self.code(cells);
                }
                _ => self.block(&both(&step), piece),
            },
            Meaning::Output(step) => match self.own(&step) {
                Some(k) if !self.steps.is_done(k) => {
                    let cells = self.steps.step(k)?;
                    self.code(cells);
                }
                _ => self.block(&fenced("text", &step.output), piece),
            },
            Meaning::Solution(step) => self.block(&both(&step), piece),
            Meaning::Figure(drawing) => self.figure(drawing, piece, line),
            Meaning::Peers(table) => self.block(&fenced("text", &table), piece),
            Meaning::EquationIndex | Meaning::Programs => {
                return Err("a chapter, and so a notebook, has no such table".to_owned());
            }
        }
        Ok(())
    }

    /// The place of a step of this chapter's program, where a cell of code can be.
    fn own(&self, step: &Step) -> Option<usize> {
        let own = step.program.name == self.program && self.folds == 0;
        own.then(|| self.parts.step(&step.region.name)).flatten()
    }

    fn listing(&mut self, listing: &Listing, piece: &Piece) -> Result<(), String> {
        let own = listing.path == Path::new(&format!("chapters/{}.rs", self.program)) && self.folds == 0;
        if let (true, Some(name)) = (own, &listing.name) {
            let cells = match self.parts.step(name).filter(|&k| !self.steps.is_done(k)) {
                Some(k) => self.steps.step(k)?,
                None => self.steps.define(&BTreeSet::from([name.clone()])),
            };
            if !cells.is_empty() {
                self.code(cells);
                return Ok(());
            }
        }
        let code = fenced("rust", &listing.code);
        self.block(&format!("`{}`\n\n{code}", listing.path.display()), piece);
        Ok(())
    }

    /// Ends the text before cells of code, and appends these. Below them stand the captions of figures that they draw.
    fn code(&mut self, cells: Vec<Cell>) {
        self.flush();
        self.cells.extend(cells);
        for (drawing, line) in std::mem::take(&mut self.waiting) {
            self.caption(&drawing, line);
        }
    }

    /// The step of this chapter's program that a directive asks for.
    fn asked(&self, content: &str) -> Option<usize> {
        let (program, step) = shows(chapter_of(self.page), content)?;
        (program == self.program).then(|| self.parts.step(&step)).flatten()
    }

    /// The caption below the figure that a cell above has drawn. If the next cell draws it, the caption waits for that; if a later
    /// one does, the figure stands here as it was recorded.
    fn figure(&mut self, drawing: Drawing, piece: &Piece, line: usize) {
        let own = drawing.program.name == self.program;
        if own && !self.steps.have_drawn(&drawing.name) && self.next.is_some_and(|k| self.steps.draws(k, &drawing.name))
        {
            self.waiting.push((drawing, line));
            return;
        }
        if !(own && self.steps.have_drawn(&drawing.name)) && self.folds == 0 {
            self.flush();
            let show = format!("notebook::recorded(\"{}\", \"{}\")?;", drawing.program.name, drawing.name);
            self.push(format!("figure-{}", drawing.name), Content::Code(show));
        }
        self.block("", piece);
        self.caption(&drawing, line);
    }

    fn caption(&mut self, drawing: &Drawing, line: usize) {
        self.text.push_str("\n\n**Figure.** ");
        self.expand(&drawing.caption, line);
        self.text.push_str("\n\n");
    }

    /// Appends a block, indented as the piece was that it stands for.
    fn block(&mut self, block: &str, piece: &Piece) {
        let indent = piece.indent.as_deref().unwrap_or("");
        if piece.indent.is_none() {
            self.text.push('\n');
        }
        if self.text.ends_with(indent) {
            self.text.truncate(self.text.len() - indent.len());
        }
        self.text.push('\n');
        for line in block.lines() {
            self.text.push_str(format!("{indent}{line}").trim_end());
            self.text.push('\n');
        }
        self.text.push('\n');
    }

    /// Ends the Markdown cell.
    fn flush(&mut self) {
        static BLANKS: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"\n\s*\n(?:[ \t]*\n)*").expect("a valid pattern"));
        let text = BLANKS.replace_all(std::mem::take(&mut self.text).trim(), "\n\n").into_owned();
        if let Some(place) = text.find(".md)") {
            let near: String = text[..place].chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
            self.problems.push(Problem::new(
                &self.file,
                0,
                format!("the link `…{near}.md)` would lead nowhere in a notebook"),
            ));
        }
        if !text.is_empty() {
            self.texts += 1;
            self.push(format!("text-{}", self.texts), Content::Markdown(text));
        }
    }

    fn push(&mut self, id: String, content: Content) {
        self.cells.push(Cell { id: id.replace('_', "-"), content });
    }
}

/// Whether a fold begins that holds nothing but functions of the program.
fn is_of_functions(after: &str) -> bool {
    let summary = after.strip_prefix("<summary>The ").and_then(|rest| rest.split('<').next());
    summary.is_some_and(|words| words.contains("function"))
}

/// Code and output of a step as text.
fn both(step: &Step) -> String {
    let code = fenced("rust", &step.region.code);
    if step.output.is_empty() { code } else { format!("{code}\n\n{}", fenced("text", &step.output)) }
}
