//! The programs of the book: where they are, and how cargo is told to build and run them.

use super::anchor::{Region, regions_of};
use crate::project::Project;
use anyhow::Result;
use std::path::{Path, PathBuf};

pub const FOLDER: &str = "chapters";
/// What they printed and drew, a folder for each.
pub const RECORDED: &str = "book/recorded";
/// The manifest of their package: what they depend on.
pub const MANIFEST: &str = "chapters/Cargo.toml";
/// A line of its source that begins so says that a program measures time: what it prints is different each time.
const MEASURES: &str = "// MEASURES TIME";
/// And one that begins so names a folder that the repository does not have, and what brings it: `// NEEDS data/cache/mnist: …`.
const NEEDS: &str = "// NEEDS ";
/// And one that begins so says why no notebook is made of it: `// PROGRAM ONLY: …`.
const PROGRAM_ONLY: &str = "// PROGRAM ONLY: ";

/// A program of the book: `chapter07` or `solutions07`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Program {
    pub name: String,
    /// From the repository's root.
    pub source: PathBuf,
    pub chapter: u8,
    /// Whether it measures time. Then it is recorded when it is named, or lacks a step, and nothing is expected of its numbers.
    pub measures: bool,
    /// A folder without which it cannot run, from the repository's root, and the command that brings it.
    pub needs: Option<(PathBuf, String)>,
}

impl Program {
    pub fn regions(&self, project: &Project) -> Result<Vec<Region>> {
        regions_of(project, &self.source)
    }

    /// Whether a notebook is made of it. One that needs data from elsewhere trains for an hour, too.
    pub fn is_notebook(&self, project: &Project) -> Result<bool> {
        Ok(self.needs.is_none() && !project.read(&self.source)?.lines().any(|line| line.starts_with(PROGRAM_ONLY)))
    }

    /// What it lacks to run here, and what brings it, if anything.
    pub fn lacks(&self, project: &Project) -> Option<String> {
        let (folder, command) = self.needs.as_ref().filter(|(folder, _)| !project.root.join(folder).is_dir())?;
        Some(format!("{} needs {}, which `{command}` brings", self.name, folder.display()))
    }

    /// What a reader types to run it.
    pub fn command(&self) -> String {
        format!("cargo run --release --bin {}", self.name)
    }

    /// The folder of what it printed and drew.
    pub fn recorded(&self) -> PathBuf {
        Path::new(RECORDED).join(&self.name)
    }
}

pub fn programs(project: &Project) -> Result<Vec<Program>> {
    let mut programs = Vec::new();
    for source in project.files(FOLDER, "rs")? {
        let name = source.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let digits = name.strip_prefix("chapter").or_else(|| name.strip_prefix("solutions"));
        if let Some(chapter) = digits.and_then(|d| d.parse().ok()) {
            let text = project.read(&source)?;
            let measures = text.lines().any(|line| line.starts_with(MEASURES));
            let needs = text.lines().find_map(|line| line.strip_prefix(NEEDS)?.split_once(": "));
            let needs = needs.map(|(folder, command)| (folder.into(), command.to_owned()));
            programs.push(Program { name, source, chapter, measures, needs });
        }
    }
    Ok(programs)
}
