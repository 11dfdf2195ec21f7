//! The live figures in Chromium, beside the native library: `xtask/browser/labs.mjs` looks, this prepares it.

use super::browser::{script, told};
use crate::labs::{build_into, library_of};
use crate::problem::Problem;
use crate::project::Project;
use crate::python::run;
use crate::serve::{files, listen};
use anyhow::{Context, Result};
use std::path::Path;
use std::process::Command;

/// What is wrong with the labs of the book in `folder`: nothing where they cannot be compiled.
pub fn check(project: &Project, folder: &Path) -> Result<Vec<Problem>> {
    build_into(project, folder)?;
    if !library_of(folder).is_file() {
        return Ok(Vec::new());
    }
    let mut cargo = Command::new("cargo");
    cargo.current_dir(&project.root).args(["build", "--release", "--example", "numbers"]);
    run(&mut cargo).context("the native numbers cannot be compiled")?;
    let numbers = project.target().join("release/examples/numbers");
    let (_runtime, url) = listen(files(folder), 0)?;
    let lines = told(script(project, "labs.mjs")?.arg(url).arg(folder).arg(numbers))?;
    Ok(lines.iter().map(|line| Problem::new(Path::new("labs"), 0, line)).collect())
}
