//! What runs a notebook: the Rust kernel, installed by cargo, and Jupyter, in a virtual environment.

use crate::project::Project;
use crate::python::{environment, python, run};
use anyhow::{Context, Result, ensure};
use std::path::PathBuf;
use std::process::{Command, Stdio};

const KERNEL: (&str, &str) = ("evcxr_jupyter", "0.22.0");

/// Jupyter with the Rust kernel, in a virtual environment.
pub struct Jupyter {
    folder: PathBuf,
}

impl Jupyter {
    /// Installs what is missing.
    pub fn install(project: &Project) -> Result<Jupyter> {
        let kernel = kernel()?;
        let jupyter = Jupyter { folder: environment(project, "jupyter", "xtask/notebooks/requirements.txt")? };
        if !jupyter.data().join("kernels/rust/kernel.json").is_file() {
            // Without this variable the kernel would be known to all of the user's Jupyters.
            run(Command::new(kernel).arg("--install").env("JUPYTER_PATH", jupyter.data()).stdout(Stdio::null()))?;
        }
        Ok(jupyter)
    }

    /// A Python program that has Jupyter, and touches nothing of the user's own.
    pub fn python(&self, project: &Project) -> Result<Command> {
        let temporary = temporary(project);
        std::fs::create_dir_all(&temporary)?;
        let mut command = Command::new(python(&self.folder));
        let own = |name: &str| self.folder.join("user").join(name);
        command.env("JUPYTER_PATH", self.data()).env("JUPYTER_DATA_DIR", own("data"));
        command.env("JUPYTER_CONFIG_DIR", own("config")).env("JUPYTER_RUNTIME_DIR", own("runtime"));
        command.env("EVCXR_CONFIG_DIR", own("evcxr")).env("IPYTHONDIR", self.folder.join("ipython"));
        command.env("TMPDIR", temporary);
        Ok(command)
    }

    /// Where the environment keeps its kernels.
    fn data(&self) -> PathBuf {
        self.folder.join("share/jupyter")
    }
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
