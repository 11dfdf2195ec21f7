//! The live figures in Chromium, beside the native library: `xtask/browser/labs.mjs` looks, this prepares it.

use super::browser::{FOLDER, chromium, install};
use crate::labs::{build_into, library_of};
use crate::problem::Problem;
use crate::project::Project;
use crate::python::run;
use crate::serve::{files, listen};
use anyhow::{Context, Result, ensure};
use std::path::Path;
use std::process::{Command, Stdio};

/// What is wrong with the labs of the book in `folder`: nothing where they cannot be compiled.
pub fn check(project: &Project, folder: &Path) -> Result<Vec<Problem>> {
    build_into(project, folder)?;
    if !library_of(folder).is_file() {
        return Ok(Vec::new());
    }
    let chromium = chromium()?;
    install(&project.root.join(FOLDER))?;
    let mut cargo = Command::new("cargo");
    cargo.current_dir(&project.root).args(["build", "--release", "--package", "labs", "--example", "numbers"]);
    run(&mut cargo).context("the native numbers cannot be compiled")?;
    let numbers = project.target().join("release/examples/numbers");
    let (_runtime, url) = listen(files(folder), 0)?;
    let mut node = Command::new("node");
    node.current_dir(project.root.join(FOLDER)).arg("labs.mjs").arg(chromium).arg(url).arg(folder).arg(numbers);
    let output = node.stdout(Stdio::inherit()).output().context("cannot run node: install Node.js 18 or newer")?;
    let told = String::from_utf8_lossy(&output.stderr);
    let problems: Vec<Problem> = told.lines().map(|line| Problem::new(Path::new("labs"), 0, line)).collect();
    ensure!(output.status.success() || !problems.is_empty(), "the check of the labs stopped: {}", output.status);
    Ok(problems)
}
