//! What a page can refer to: pages, equations, programs with their outputs and figures, sources, labels.
//!
//! | file | holds |
//! |---|---|
//! | [`scan`](mod@scan) | a page taken apart: prose, code, mathematics, directives |
//! | [`letter`], [`numbering`], [`reference`](mod@reference) | the letters of formulas, the numbers of figures, the terms of the glossary and the sources |
//! | [`bundle`] | the notebooks as one download |

pub mod bundle;
pub mod letter;
pub mod numbering;
pub mod reference;
pub mod scan;

use crate::code::anchor::{Region, regions_of};
use crate::code::label::{Label, labels};
use crate::code::program::{FOLDER, Program, programs};
use crate::kept::memo::Memo;
use crate::markup::math::{Number, number, tags};
use crate::problem::{Problem, close_names};
use crate::project::Project;
use anyhow::{Context, Result, bail};
use itertools::Itertools;
use lazy_regex::regex;
use letter::Table;
use numbering::Numbering;
use reference::References;
use scan::{Kind, scan_once};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Where the numbers of equations stand beside the library and the tests.
const ELSEWHERE: [&str; 4] = [FOLDER, "exercises", "labs/src", "benches"];
/// Ends the name of a figure that was drawn in the room of a page.
const WIDE: &str = ".wide";

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Equation {
    /// `07-dropout.md`.
    pub page: String,
    /// The line of its `$$`.
    pub line: usize,
    /// What stands between them.
    pub latex: String,
}

/// Everything that a page can refer to, read once for a build.
#[derive(Default)]
pub struct Library {
    pub project: Project,
    /// All numbered equations of all pages.
    pub equations: BTreeMap<Number, Equation>,
    /// The same number twice, or in the page of another chapter.
    pub problems: Vec<Problem>,
    /// The page of each chapter that is written.
    pub chapters: BTreeMap<u8, String>,
    pub programs: Vec<Program>,
    /// Whether the book is made without the solutions of its exercises.
    pub is_unsolved: bool,
    pub code: Vec<Label>,
    pub tests: Vec<Label>,
    /// The numbers in the programs, the exercises and the live figures.
    pub elsewhere: Vec<Label>,
    /// What the letters of the formulas mean.
    pub letters: Table,
    /// Terms and sources.
    pub references: References,
    /// The numbers of the figures.
    pub numbering: Numbering,
    /// The files that a listing can come from, once they are asked for.
    pub sources: OnceLock<Vec<PathBuf>>,
}

impl Library {
    /// Reads it; what `memo` has of the labels is not searched for again.
    pub fn read(project: &Project, memo: &Memo) -> Result<Library> {
        let mut library = Library {
            project: project.clone(),
            programs: programs(project)?,
            code: labels(project, memo, "src")?,
            tests: labels(project, memo, "tests")?,
            elsewhere: ELSEWHERE.iter().map(|folder| labels(project, memo, folder)).flatten_ok().try_collect()?,
            letters: Table::read(project)?,
            references: References::read(project),
            ..Library::default()
        };
        library.problems = library.references.problems.clone();
        for path in project.files("book/src", "md")? {
            let page = path.strip_prefix("book/src")?.display().to_string();
            library.chapters.extend(chapter_of(&page).map(|chapter| (chapter, page.clone())));
            // Problems of the page itself are reported where it is expanded.
            let (text, own) = (project.read(&path)?, chapter_of(&page));
            let pieces = scan_once(memo, &path, &text);
            library.numbering.add(&page, own, &pieces, &mut library.problems);
            let equations = pieces.into_iter().filter(|piece| piece.kind == Kind::DisplayMath);
            let numbered = equations.flat_map(|piece| {
                tags(piece.text).into_iter().filter_map(number).map(move |n| (piece.line, piece.text, n))
            });
            for (line, latex, (chapter, k)) in numbered {
                let mut tell = |message| library.problems.push(Problem::new(&path, line, message));
                if own.is_some_and(|own| own != chapter) {
                    tell(format!("equation ({chapter}.{k}) belongs on the page of chapter {chapter}"));
                }
                let equation = Equation { page: page.clone(), line, latex: latex.to_owned() };
                if let Some(first) = library.equations.insert((chapter, k), equation) {
                    tell(format!("a second equation ({chapter}.{k}); the first is in {}:{}", first.page, first.line));
                }
            }
        }
        Ok(library)
    }

    pub fn program(&self, name: &str) -> Result<&Program> {
        let close = || format!("no program `{name}`{}", close_names(name, self.programs.iter().map(|p| &p.name)));
        self.programs.iter().find(|program| program.name == name).with_context(close)
    }

    pub fn region(&self, source: &Path, name: &str) -> Result<Region> {
        let regions = regions_of(&self.project, source)?;
        let close = || close_names(name, regions.iter().map(|region| &region.name));
        let missing = || format!("no `// ANCHOR: {name}` in {}{}", source.display(), close());
        regions.iter().find(|region| region.name == name).cloned().with_context(missing)
    }

    /// What a step of a program printed.
    pub fn output(&self, program: &Program, step: &str) -> Result<String> {
        let file = program.recorded().join(format!("{step}.txt"));
        self.project.read(file).map(|output| output.trim_end().to_owned()).or_else(|_| {
            self.region(&program.source, step)?;
            bail!("{} has no recorded output of `{step}`; run `cargo xtask record`", program.name)
        })
    }

    /// A figure in the room of a column.
    pub fn figure(&self, program: &Program, name: &str) -> Result<String> {
        let drawn = self.project.read(program.recorded().join(format!("{name}.svg"))).ok();
        let close = || close_names(name, self.figures(program));
        drawn.with_context(|| format!("{} draws no figure `{name}`{}", program.name, close()))
    }

    pub fn figures(&self, program: &Program) -> Vec<String> {
        let files = self.project.files(program.recorded(), "svg").unwrap_or_default();
        let names = files.iter().filter_map(|f| Some(f.file_stem()?.to_string_lossy().into_owned()));
        names.filter(|name| !name.ends_with(WIDE)).collect()
    }

    /// The same figure in the room of a page, if it gains by that.
    pub fn wide_figure(&self, program: &Program, name: &str) -> Option<String> {
        self.project.read(program.recorded().join(format!("{name}{WIDE}.svg"))).ok()
    }

    /// The files that a listing can come from.
    pub fn sources(&self) -> &[PathBuf] {
        self.sources.get_or_init(|| self.read_sources())
    }

    fn read_sources(&self) -> Vec<PathBuf> {
        let folders = ["src", FOLDER, "tests", "benches", "labs/src"];
        let all = folders.iter().flat_map(|folder| self.project.files(folder, "rs").unwrap_or_default());
        all.filter(|file| !self.is_unsolved || !file.to_string_lossy().contains("solutions")).collect()
    }

    /// A text of a page or a notebook, if need be without the folds that hold solutions.
    pub fn shown<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let fold = regex!(r"(?s)<details>\s*<summary>Solution</summary>.*?</details>\n*");
        if self.is_unsolved { fold.replace_all(text, "") } else { text.into() }
    }
}

/// The chapter of a page: 7 for `07-dropout.md`.
pub fn chapter_of(page: &str) -> Option<u8> {
    page.split_once('-').and_then(|(digits, _)| digits.parse().ok())
}
