//! A page and its program as the cells of a notebook, not yet run.

use super::cell::{Cell, Content};
use super::changes::{self, Change};
use super::program::Parts;
use super::setup;
use crate::directive::{Drawing, Listing, Meaning, Step, fenced, resolve};
use crate::library::{Library, chapter_of};
use crate::problem::Problem;
use crate::project::read;
use crate::scan::{Kind, Piece, scan};
use anyhow::{Context, Result};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// More lines than this do not stand on a screen together.
const SCREENFUL: usize = 44;

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
        done: vec![false; parts.steps.len()],
        parts: &parts,
        changes: &changes,
        dependencies,
        cells: Vec::new(),
        text: String::new(),
        images: BTreeMap::new(),
        defined: BTreeSet::new(),
        hides: BTreeMap::new(),
        folds: 0,
        in_solution: false,
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
    changes: &'a [Change],
    dependencies: String,
    cells: Vec<Cell>,
    /// The text of the next Markdown cell, and its images.
    text: String,
    images: BTreeMap<String, String>,
    /// Which steps have their cells.
    done: Vec<bool>,
    /// Which definitions of the program have.
    defined: BTreeSet<&'a str>,
    /// For each variable, the step that bound it last.
    hides: BTreeMap<&'a str, usize>,
    /// How many `<details>` are open. Inside, there are no cells of code.
    folds: usize,
    in_solution: bool,
    texts: usize,
    tries: usize,
    problems: Vec<Problem>,
}

impl<'a> Writer<'a> {
    fn expand(&mut self, text: &str, first: usize) {
        let mut problems = Vec::new();
        let pieces = scan(&self.file.clone(), text, &mut problems);
        self.problems.append(&mut problems);
        for piece in pieces {
            let content = &text[piece.range.clone()];
            let line = piece.line + first - 1;
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
                    if let Err(message) = self.directive(content, &piece, line) {
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
                self.block(&setup::introduction(&self.program, chapter), piece);
                self.flush();
                self.push("dependencies".to_owned(), Content::Code(self.dependencies.clone()));
                self.push("imports".to_owned(), Content::Code(setup::imports(self.parts)));
            }
            Meaning::Listing(listing) => self.listing(&listing, piece)?,
            Meaning::Step(step) => match self.own(&step) {
                Some(k) if !self.done[k] => self.step(k)?,
                _ => self.block(&both(&step), piece),
            },
            Meaning::Output(step) => match self.own(&step) {
                Some(k) if !self.done[k] => self.step(k)?,
                _ => self.block(&fenced("text", &step.output), piece),
            },
            Meaning::Solution(step) => self.block(&both(&step), piece),
            Meaning::Figure(drawing) => self.figure(&drawing, piece, line),
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
            if let Some(k) = self.parts.step(name).filter(|&k| !self.done[k]) {
                return self.step(k);
            }
            if self.parts.definitions.iter().any(|d| d.name == *name) && !self.defined.contains(name.as_str()) {
                self.define(&BTreeSet::from([name.clone()]));
                return Ok(());
            }
        }
        let code = fenced("rust", &listing.code);
        self.block(&format!("`{}`\n\n{code}", listing.path.display()), piece);
        Ok(())
    }

    /// The cells of a step, and before them those of what it needs.
    fn step(&mut self, k: usize) -> Result<(), String> {
        let step = &self.parts.steps[k];
        let sources = self.parts.sources(k);
        for &(_, source) in &sources {
            if !self.done[source] {
                self.step(source)?;
            }
        }
        for (name, source) in sources {
            let now = self.hides.get(name).copied().unwrap_or(source);
            if now != source {
                let [step, now, source] = [k, now, source].map(|k| &self.parts.steps[k].name);
                return Err(format!(
                    "step `{step}` takes `{name}` from `{source}`, but on this page `{now}`, which comes before, binds it anew; give \
                     one of them another name"
                ));
            }
        }
        self.define(&step.names);
        self.flush();
        for (part, code) in step.parts.iter().enumerate() {
            let id = if part == 0 { format!("step-{}", step.name) } else { format!("step-{}-{}", step.name, part + 1) };
            self.push(id, Content::Code(code.clone()));
        }
        self.done[k] = true;
        self.hides.extend(step.variables.left.iter().map(|name| (name.as_str(), k)));
        for change in self.changes.iter().filter(|change| change.step == step.name) {
            self.text.push_str(&change.text());
            self.flush();
            if let Some(show) = &change.show {
                self.push(format!("show-{}", step.name), Content::Code(show.clone()));
            }
        }
        Ok(())
    }

    /// The cells of those definitions of the program that have none yet, and of what they need in turn.
    fn define(&mut self, wanted: &BTreeSet<String>) {
        let mut names = wanted.clone();
        loop {
            let before = names.len();
            for definition in self.parts.definitions.iter().filter(|d| names.contains(&d.name)).collect::<Vec<_>>() {
                names.extend(definition.names.iter().cloned());
            }
            if names.len() == before {
                break;
            }
        }
        let mut group: Vec<&str> = Vec::new();
        let mut id = String::new();
        for definition in &self.parts.definitions {
            if !names.contains(&definition.name) || !self.defined.insert(&definition.name) {
                continue;
            }
            let lines = |code: &str| code.lines().count() + 1;
            let together: usize = group.iter().map(|code| lines(code)).sum();
            if !group.is_empty() && together + lines(&definition.code) > SCREENFUL {
                self.definitions(&id, &std::mem::take(&mut group));
            }
            if group.is_empty() {
                id = format!("code-{}", definition.name);
            }
            group.push(&definition.code);
        }
        if !group.is_empty() {
            self.definitions(&id, &group);
        }
    }

    fn definitions(&mut self, id: &str, group: &[&str]) {
        self.flush();
        self.push(id.to_owned(), Content::Code(group.join("\n\n")));
    }

    /// The caption below the figure that a cell above has drawn; the figure itself where it comes before its code.
    fn figure(&mut self, drawing: &Drawing, piece: &Piece, line: usize) {
        let drawn = drawing.program.name == self.program
            && self.parts.steps.iter().zip(&self.done).any(|(step, done)| *done && draws(&step.parts, &drawing.name));
        self.block("", piece);
        if !drawn {
            let file = format!("{}.svg", drawing.name);
            let alt = drawing.svg.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>"));
            let alt = alt.map_or("", |(alt, _)| alt).replace(['[', ']', '\n'], " ");
            self.text.push_str(&format!("![{alt}](attachment:{file})\n\n"));
            self.images.insert(file, drawing.svg.clone());
        }
        self.text.push_str("**Figure.** ");
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
        let images = std::mem::take(&mut self.images);
        if !text.is_empty() {
            self.texts += 1;
            self.push(format!("text-{}", self.texts), Content::Markdown(text, images));
        }
    }

    fn push(&mut self, id: String, content: Content) {
        self.cells.push(Cell { id: id.replace('_', "-"), content });
    }
}

/// Code and output of a step as text.
fn both(step: &Step) -> String {
    let code = fenced("rust", &step.region.code);
    if step.output.is_empty() { code } else { format!("{code}\n\n{}", fenced("text", &step.output)) }
}

/// Whether some code draws the figure of this name, or of a name that is made when it runs.
fn draws(code: &[String], name: &str) -> bool {
    static NAMES: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"\bdraw\(\s*(?:&format!\()?"([^"]*)""#).expect("a valid pattern"));
    static PLACE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\\\{[^}]*\\\}").expect("a valid pattern"));
    code.iter().flat_map(|part| NAMES.captures_iter(part)).any(|found| {
        let pattern = PLACE.replace_all(&regex::escape(&found[1]), ".*").into_owned();
        Regex::new(&format!("^{pattern}$")).is_ok_and(|pattern| pattern.is_match(name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_known_by_its_name() {
        let code = [
            "draw(\"gap\", f)?;\ndraw(\n    \"wide\",\n    g()?,\n)?;".to_owned(),
            "draw(&format!(\"maps-{file}\"), h)?".to_owned(),
        ];
        assert!(draws(&code, "gap") && draws(&code, "wide") && draws(&code, "maps-wine"));
        assert!(!draws(&code, "loss") && !draws(&code, "ga"));
    }
}
