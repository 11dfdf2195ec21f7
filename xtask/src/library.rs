//! What a page can refer to: pages, equations, programs with their outputs and figures, sources, labels.

use crate::anchor::{Region, regions};
use crate::label::{Label, labels};
use crate::math::{Number, number, tags};
use crate::problem::{Problem, close_names};
use crate::project::{Project, read};
use crate::record::{Program, programs};
use crate::scan::{Kind, scan};
use anyhow::Result;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where an equation is displayed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Equation {
    /// The page, `07-dropout.md`.
    pub page: String,
    /// The line of its `$$`.
    pub line: usize,
    /// Its LaTeX.
    pub latex: String,
}

/// Everything that a page can refer to, read once for a build.
pub struct Library {
    /// The repository.
    pub project: Project,
    /// All numbered equations of all pages.
    pub equations: BTreeMap<Number, Equation>,
    /// The same number twice, or in the page of another chapter.
    pub problems: Vec<Problem>,
    /// The page of each chapter that is written.
    pub chapters: BTreeMap<u8, String>,
    /// All programs.
    pub programs: Vec<Program>,
    /// The labels in `src/`.
    pub code: Vec<Label>,
    /// The labels in `tests/`.
    pub tests: Vec<Label>,
}

impl Library {
    /// Reads pages, programs and labels.
    pub fn read(project: &Project) -> Result<Library> {
        let mut library = Library {
            project: project.clone(),
            equations: BTreeMap::new(),
            problems: Vec::new(),
            chapters: BTreeMap::new(),
            programs: programs(project)?,
            code: labels(project, "src")?,
            tests: labels(project, "tests")?,
        };
        for path in project.files("book/src", &["md"])? {
            let page = path.strip_prefix(project.pages()).unwrap_or(&path).to_string_lossy().into_owned();
            if page == "SUMMARY.md" {
                continue;
            }
            if let Some(chapter) = chapter_of(&page) {
                library.chapters.insert(chapter, page.clone());
            }
            library.add_equations(&page, &read(&path)?);
        }
        Ok(library)
    }

    /// Takes up the numbered equations of a page.
    pub fn add_equations(&mut self, page: &str, text: &str) {
        let file = Path::new("book/src").join(page);
        // Problems of the page itself are reported where it is expanded.
        for piece in scan(&file, text, &mut Vec::new()) {
            if piece.kind != Kind::DisplayMath {
                continue;
            }
            let latex = &text[piece.range];
            for number in tags(latex).into_iter().filter_map(number) {
                let (chapter, k) = number;
                if chapter_of(page).is_some_and(|own| own != chapter) {
                    let message = format!("equation ({chapter}.{k}) belongs on the page of chapter {chapter}");
                    self.problems.push(Problem::new(&file, piece.line, message));
                }
                let equation = Equation { page: page.to_owned(), line: piece.line, latex: latex.to_owned() };
                if let Some(first) = self.equations.insert(number, equation) {
                    let message =
                        format!("a second equation ({chapter}.{k}); the first is in {}:{}", first.page, first.line);
                    self.problems.push(Problem::new(&file, piece.line, message));
                }
            }
        }
    }

    /// A program by its name.
    pub fn program(&self, name: &str) -> Result<&Program, String> {
        self.programs.iter().find(|p| p.name == name).ok_or_else(|| {
            let close = close_names(name, self.programs.iter().map(|p| p.name.as_str()));
            format!("no program `{name}`{close}")
        })
    }

    /// A region of a source file, named from the repository's root.
    pub fn region(&self, source: &Path, name: &str) -> Result<Region, String> {
        let shown = self.project.name(source).display();
        let text = read(source).map_err(|_| format!("no file {shown}"))?;
        let regions = regions(&text).map_err(|(line, message)| format!("{shown}:{line}: {message}"))?;
        regions.iter().find(|r| r.name == name).cloned().ok_or_else(|| {
            let close = close_names(name, regions.iter().map(|r| r.name.as_str()));
            format!("no `// ANCHOR: {name}` in {shown}{close}")
        })
    }

    /// What a step of a program printed.
    pub fn output(&self, program: &Program, step: &str) -> Result<String, String> {
        let path = self.project.recorded().join(&program.name).join(format!("{step}.txt"));
        match read(&path) {
            Ok(output) => Ok(output.trim_end().to_owned()),
            Err(_) => {
                self.region(&program.source, step)?;
                Err(format!("{} has no recorded output of `{step}`; run `cargo xtask record`", program.name))
            }
        }
    }

    /// A figure that a program drew.
    pub fn figure(&self, program: &Program, name: &str) -> Result<String, String> {
        let folder = self.project.recorded().join(&program.name);
        read(&folder.join(format!("{name}.svg"))).map_err(|_| {
            let drawn = self.figures(program);
            format!("{} draws no figure `{name}`{}", program.name, close_names(name, drawn.iter().map(String::as_str)))
        })
    }

    /// The names of the figures that a program drew.
    pub fn figures(&self, program: &Program) -> Vec<String> {
        let folder = format!("book/recorded/{}", program.name);
        let files = self.project.files(&folder, &["svg"]).unwrap_or_default();
        files.iter().filter_map(|f| Some(f.file_stem()?.to_string_lossy().into_owned())).collect()
    }

    /// The files that a listing can come from.
    pub fn sources(&self) -> Vec<PathBuf> {
        let folders = ["src", "chapters", "tests", "benches", "labs/src"];
        let files = folders.iter().flat_map(|folder| self.project.files(folder, &["rs"]).unwrap_or_default());
        files.map(|file| self.project.name(&file).to_owned()).collect()
    }
}

/// The chapter of a page: 7 for `07-dropout.md`.
pub fn chapter_of(page: &str) -> Option<u8> {
    page.split_once('-').and_then(|(digits, _)| digits.parse().ok())
}
