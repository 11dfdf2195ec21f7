//! The live figures in Chromium and Firefox, beside the native library: `xtask/browser/labs.mjs` looks, this prepares it.

use super::browser::{firefox, script, told};
use crate::book::serve::{files, listen};
use crate::labs::{build_into, library_of};
use crate::problem::Problem;
use crate::project::Project;
use crate::python::run;
use anyhow::{Context, Result};
use std::path::Path;
use std::process::Command;

/// What is wrong with the labs of the book in `folder`: nothing where they cannot be compiled. Some run for `seconds`, to see whether
/// they leak.
pub fn check(project: &Project, folder: &Path, seconds: f64) -> Result<Vec<Problem>> {
    build_into(project, folder)?;
    if !library_of(folder).is_file() {
        return Ok(Vec::new());
    }
    let mut cargo = Command::new("cargo");
    cargo.current_dir(&project.root).args(["build", "--release", "--example", "numbers"]);
    run(&mut cargo).context("the native numbers cannot be compiled")?;
    let numbers = project.target().join("release/examples/numbers");
    let (_runtime, url) = listen(files(folder), 0)?;
    let mut node = script(project, "labs.mjs")?;
    node.arg(url).arg(folder).arg(numbers).arg(seconds.to_string()).env("FIREFOX", firefox()?);
    let lines = told(&mut node)?;
    Ok(lines.iter().map(|line| Problem::new(Path::new("labs"), 0, line)).collect())
}
