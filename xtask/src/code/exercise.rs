//! The functions that a chapter asks its reader to write: the public ones of its file in `exercises/src/`.

use crate::project::Project;
use anyhow::Result;
use itertools::Itertools;
use lazy_regex::regex;

pub struct Task {
    pub name: String,
    /// The first paragraph of its docs.
    pub asks: String,
    /// The rest of it.
    pub given: String,
}

/// The file that the reader writes in, or that of the solutions, by the folder of the package.
pub fn file(folder: &str, chapter: u8) -> String {
    format!("exercises/{folder}/chapter{chapter:02}.rs")
}

pub fn tasks(project: &Project, chapter: u8) -> Result<Vec<Task>> {
    let text = project.read(file("src", chapter))?;
    let functions = regex!(r"(?m)^((?:///.*\n)+)pub fn (\w+)").captures_iter(&text).map(|function| {
        let docs = function[1].lines().map(|line| line.trim_start_matches("///").trim()).join("\n");
        let (asks, given) = docs.split_once("\n\n").unwrap_or((&docs, ""));
        Task { name: function[2].to_owned(), asks: asks.to_owned(), given: given.to_owned() }
    });
    Ok(functions.collect())
}
