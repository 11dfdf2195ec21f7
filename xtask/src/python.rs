//! Virtual environments of Python under `target/`, each made once.

use crate::project::{Project, read};
use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A virtual environment of this name that has what a file lists, in its versions; the folder of it.
pub fn environment(project: &Project, name: &str, requirements: &str) -> Result<PathBuf> {
    let folder = project.target().join(name);
    let requirements = project.root.join(requirements);
    let (stamp, wanted) = (folder.join("installed.txt"), read(&requirements)?);
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(folder);
    }
    println!("installing {} into {}", wanted.replace('\n', " ").trim(), project.name(&folder).display());
    run(Command::new("python3").args(["-m", "venv"]).arg(&folder))
        .context("Python 3 with its module venv is needed (Debian: apt-get install python3-venv)")?;
    let python = python(&folder);
    run(Command::new(python).args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(&requirements))?;
    std::fs::write(&stamp, wanted)?;
    Ok(folder)
}

/// The interpreter of an environment.
pub fn python(environment: &Path) -> PathBuf {
    if cfg!(windows) { environment.join("Scripts/python.exe") } else { environment.join("bin/python") }
}

/// Runs a command that must succeed.
pub fn run(command: &mut Command) -> Result<()> {
    let name = Path::new(command.get_program()).display().to_string();
    let status = command.status().with_context(|| format!("cannot run {name}"))?;
    ensure!(status.success(), "{name} failed");
    Ok(())
}
