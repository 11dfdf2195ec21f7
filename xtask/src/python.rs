//! Virtual environments of Python under `target/`, each made once, and in one of them Jupyter with the Rust kernel, installed by cargo.

use crate::project::Project;
use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A virtual environment of this name that has what a file lists, in its versions; the folder of it.
pub fn environment(project: &Project, name: &str, requirements: &str) -> Result<PathBuf> {
    let folder = project.target().join(name);
    let (stamp, wanted) = (folder.join("installed.txt"), project.read(requirements)?);
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(folder);
    }
    println!("installing {} into {}", wanted.replace('\n', " ").trim(), project.name(&folder).display());
    run(Command::new("python3").args(["-m", "venv"]).arg(&folder))
        .context("Python 3 with its module venv is needed (Debian: apt-get install python3-venv)")?;
    let pip = ["-m", "pip", "install", "--quiet", "--requirement"];
    run(Command::new(python(&folder)).args(pip).arg(project.root.join(requirements)))?;
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
    let (name, version) = ("evcxr_jupyter", "0.22.0");
    let list = Command::new("cargo").args(["install", "--list"]).output().context("cannot run cargo install --list")?;
    let installed = format!("{name} v{version}:");
    if !String::from_utf8_lossy(&list.stdout).lines().any(|line| line == installed) {
        println!("installing {name} {version} with cargo, once: this takes up to a quarter of an hour");
        // Less optimised it is compiled in two thirds of the time, and what takes time in a notebook is rustc.
        let mut cargo = Command::new("cargo");
        run(cargo
            .args(["install", "--locked", "--version", version, name])
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"))?;
    }
    let named = ["CARGO_INSTALL_ROOT", "CARGO_HOME"].iter().find_map(std::env::var_os).map(PathBuf::from);
    let folder = named.or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    let folder = folder.context("cargo's folder is not known: set CARGO_HOME")?;
    let kernel = folder.join("bin").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    let place = kernel.display();
    ensure!(kernel.is_file(), "cargo has installed {name}, but not as {place}: is another `install.root` set?");
    Ok(kernel)
}
