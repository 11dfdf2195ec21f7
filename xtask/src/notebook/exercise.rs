//! The cells of the functions that a chapter asks its reader to write: an attempt with the signature, for teachers the book's solution,
//! and its grader, which must accept that where the notebook is played.

use super::cell::Cell;
use super::program::{Definition, Parts, names};
use super::solution::{block, imports, lines};
use crate::code::exercise::{Task, file};
use crate::project::Project;
use anyhow::{Context, Result};
use itertools::Itertools;
use std::path::Path;

pub fn cells(project: &Project, chapter: u8, tasks: &[Task]) -> Result<Vec<Cell>> {
    let read = |folder| Parts::read(project, Path::new(&file(folder, chapter)));
    let (empty, solved) = (read("src")?, read("solutions")?);
    let mut cells = Vec::new();
    for Task { name, asks, given } in tasks {
        let grader = format!("exercises::chapter{chapter:02}::check_{name}(my_{name}::{name})");
        let asks = format!("**`{name}`.** {asks}\n\n{given}");
        let attempt = Cell::code(format!("attempt-{name}"), module(&empty, name)?);
        cells.push(Cell::markdown(format!("task-{name}"), asks.trim_end()));
        cells.push(Cell { solved: Some(module(&solved, name)?), ..attempt });
        cells.push(Cell::code(format!("grade-{name}"), format!("println!(\"{{}}\", {grader});")));
        cells.push(Cell::code(format!("solved-{name}"), format!("assert!({grader}.is_solved());")).played());
    }
    Ok(cells)
}

/// A function with all that it needs, in a module: the names of the notebook may mean other types there.
fn module(parts: &Parts, name: &str) -> Result<String> {
    let function = parts.definitions.iter().find(|definition| definition.name == name);
    let function = function.with_context(|| format!("the solutions have no `{name}`"))?;
    let needed = parts.needed(&function.code).into_iter().filter(|needed| needed.name != name);
    let plain = |definition: &Definition| definition.code.lines().filter(|line| !line.starts_with("///")).join("\n");
    let code = needed.chain([function]).map(plain).join("\n\n");
    let imports = lines(imports(parts, &names(&code), &Parts::default())?);
    Ok(block(&format!("#[allow(unused)]\nmod my_{name} "), &format!("{imports}\n\n{code}")))
}
