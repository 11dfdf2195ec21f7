//! What runs a notebook: the Rust kernel, installed by cargo, and Jupyter, in a virtual environment.

use crate::project::Project;
use crate::python::{environment, python, run};
use anyhow::{Context, Result, ensure};
use std::path::PathBuf;
use std::process::{Command, Stdio};

const KERNEL: (&str, &str) = ("evcxr_jupyter", "0.22.0");

/// A Python that has Jupyter with the Rust kernel and touches nothing of the user's own. What is missing is installed.
pub fn jupyter(project: &Project) -> Result<Command> {
    let kernel = kernel()?;
    let folder = environment(project, "jupyter", "xtask/notebooks/requirements.txt")?;
    let data = folder.join("share/jupyter");
    if !data.join("kernels/rust/kernel.json").is_file() {
        // Without this variable the kernel would be known to all of the user's Jupyters.
        run(Command::new(kernel).arg("--install").env("JUPYTER_PATH", &data).stdout(Stdio::null()))?;
    }
    let temporary = temporary(project);
    std::fs::create_dir_all(&temporary)?;
    let own = |name: &str| folder.join("user").join(name);
    let mut command = Command::new(python(&folder));
    command.env("JUPYTER_PATH", data).env("JUPYTER_DATA_DIR", own("data")).env("TMPDIR", temporary);
    command.env("JUPYTER_CONFIG_DIR", own("config")).env("JUPYTER_RUNTIME_DIR", own("runtime"));
    command.env("EVCXR_CONFIG_DIR", own("evcxr")).env("IPYTHONDIR", folder.join("ipython"));
    Ok(command)
}

/// The folder of the kernel's temporary files, beside which the notebooks keep what they compile.
pub fn temporary(project: &Project) -> PathBuf {
    project.target().join("notebooks")
}

/// Where the kernel is; cargo installs it if it is not there in its version.
fn kernel() -> Result<PathBuf> {
    let (name, version) = KERNEL;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let list = Command::new(&cargo).args(["install", "--list"]).output().context("cannot run cargo install --list")?;
    let installed = format!("{name} v{version}:");
    if !String::from_utf8_lossy(&list.stdout).lines().any(|line| line == installed) {
        println!("installing {name} {version} with cargo, once: this takes up to a quarter of an hour");
        run(Command::new(&cargo).args(["install", "--locked", "--version", version, name]))?;
    }
    let folder = std::env::var_os("CARGO_INSTALL_ROOT")
        .or_else(|| std::env::var_os("CARGO_HOME"))
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))
        .context("cargo's folder is not known: set CARGO_HOME")?;
    let kernel = folder.join("bin").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    let place = kernel.display();
    ensure!(kernel.is_file(), "cargo has installed {name}, but not as {place}: is another `install.root` set?");
    Ok(kernel)
}
