//! The live figures: `labs/` compiled to WebAssembly where a compiler for it is at hand, beside the book, which never waits for it.
//!
//! A page with a figure that is a lab asks `generated/labs/state.js` whether the labs are there, and shows a button if they are.

use crate::project::{Files, GENERATED, Project, write_if_changed};
use crate::python::run;
use anyhow::{Context, Result};
use base64::{Engine, engine::general_purpose::STANDARD};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The scripts of the labs, one a lab, and what they share.
const SCRIPTS: &str = "labs/page";
/// The scripts in that folder that are no labs; others are parts of one, `LAB-PART.js`.
const SHARED: [&str; 8] = ["bars", "chart", "clock", "diagram", "elements", "far", "plane", "stage"];
/// What the lab `drawing` carries: a name, and the file, which is packed with gzip. Only its page loads it.
const DRAWING: [(&str, &str); 3] = [
    ("weights", "labs/weights/drawing.bin.gz"),
    ("images", "data/mnist200-images.idx.gz"),
    ("labels", "data/mnist200-labels.idx.gz"),
];
const TARGET: &str = "wasm32-unknown-unknown";
/// Where Debian's package `rust-web-src` has the standard library, which its compiler for the web compiles with the labs.
const DEBIAN: &str = "/usr/lib/rustlib/src/rust/library";
/// Vectors of 128 bits: without them the labs are three times as slow.
const FLAGS: &str = "-C target-feature=+simd128";

/// The names of the labs.
pub fn names(project: &Project) -> Result<Vec<String>> {
    let scripts = project.files(SCRIPTS, "js")?;
    let names = scripts.iter().filter_map(|path| path.file_stem()?.to_str().map(str::to_owned));
    Ok(names.filter(|name| !SHARED.contains(&name.as_str()) && !name.contains('-')).collect())
}

/// What a book has of the labs, in `generated/`: the scripts, and the library if it was compiled.
pub fn files(project: &Project) -> Result<Files> {
    files_with(project, fs::read(library(project)).ok())
}

/// The same with this compiled library, or none.
fn files_with(project: &Project, library: Option<Vec<u8>>) -> Result<Files> {
    let mut files = Files::new();
    for script in project.files(SCRIPTS, "js")?.into_iter().chain(project.files(SCRIPTS, "css")?) {
        let name = Path::new("labs").join(script.file_name().unwrap_or_default());
        files.insert(name, fs::read(project.root.join(script))?);
    }
    files.insert("labs/drawing-data.js".into(), carried(project)?.into_bytes());
    let state = format!("window.annLabsReady = {};\n", library.is_some());
    files.insert("labs/state.js".into(), state.into_bytes());
    files.extend(library.map(|library| ("labs/library.js".into(), library)));
    Ok(files)
}

/// The script of what the lab `drawing` carries, in base64: a page from a file is given no other files.
fn carried(project: &Project) -> Result<String> {
    let mut files = serde_json::Map::new();
    for (name, path) in DRAWING {
        let packed = fs::read(project.root.join(path)).with_context(|| format!("cannot read {path}"))?;
        files.insert(name.to_owned(), STANDARD.encode(packed).into());
    }
    Ok(format!("window.annCarried = {};\n", serde_json::json!({ "drawing": files })))
}

/// Compiles the labs, if that is possible here, and puts them into a built book. True if that changed the book.
pub fn build_into(project: &Project, book: &Path) -> Result<bool> {
    if !build(project)? {
        return Ok(false);
    }
    put_into(project, book)
}

/// Compiles the labs. False if that is not possible here, which is told.
pub fn build(project: &Project) -> Result<bool> {
    let Some(compiler) = Compiler::find()? else {
        println!("the figures stay still: `rustup target add {TARGET}` makes them live");
        return Ok(false);
    };
    compile(project, &compiler).context("the live figures cannot be built; the book has the still ones")?;
    Ok(true)
}

/// Puts the compiled labs into a built book. True if that changed the book.
pub fn put_into(project: &Project, book: &Path) -> Result<bool> {
    let mut changed = false;
    for (name, content) in files(project)? {
        write_if_changed(&project.root.join(GENERATED).join(&name), &content)?;
        changed |= write_if_changed(&book.join("generated").join(&name), &content)?;
    }
    Ok(changed)
}

/// The compiled library in a built book.
pub fn library_of(book: &Path) -> PathBuf {
    book.join("generated/labs/library.js")
}

/// The labs' own folder of compiled things: a compilation of the chapters does not wait for it.
fn folder(project: &Project) -> PathBuf {
    project.target().join("labs")
}

/// The script that carries the compiled library.
fn library(project: &Project) -> PathBuf {
    folder(project).join("library.js")
}

/// Compiles what changed, and makes the script of it.
fn compile(project: &Project, compiler: &Compiler) -> Result<()> {
    let folder = folder(project);
    run(compiler.command().current_dir(&project.root).env("CARGO_TARGET_DIR", &folder).stdin(Stdio::null()))?;
    let mut build = Command::new("cargo");
    run(build.current_dir(&project.root).args(["build", "--release", "--quiet", "--package", "labs-bind"]))?;
    let bind = project.target().join("release").join(format!("labs-bind{}", std::env::consts::EXE_SUFFIX));
    let (wasm, library) = (folder.join(TARGET).join("labs/labs.wasm"), library(project));
    let made = |path: &Path| fs::metadata(path).and_then(|file| file.modified()).ok();
    if made(&library) > made(&wasm).max(made(&bind)) {
        return Ok(());
    }
    run(Command::new(bind).args([&wasm, &library]))
}

/// What compiles to WebAssembly.
enum Compiler {
    /// The usual one, with its target for the web.
    Rustup,
    /// Debian's for the web, which compiles the standard library too, with the linker of the usual one.
    Debian { linker: PathBuf },
}

impl Compiler {
    fn find() -> Result<Option<Self>> {
        let output = Command::new("rustc").args(["--print", "sysroot"]).output().context("cannot start rustc")?;
        let targets = Path::new(String::from_utf8_lossy(&output.stdout).trim()).join("lib/rustlib");
        if targets.join(TARGET).is_dir() {
            return Ok(Some(Compiler::Rustup));
        }
        let linkers = fs::read_dir(targets).into_iter().flatten().filter_map(Result::ok);
        let linker = linkers.map(|target| target.path().join("bin/rust-lld")).find(|linker| linker.is_file());
        let is_debian = [DEBIAN, "/usr/bin/cargo", "/usr/bin/rustc"].iter().all(|path| Path::new(path).exists());
        Ok(linker.filter(|_| is_debian).map(|linker| Compiler::Debian { linker }))
    }

    /// The command that compiles the labs.
    fn command(&self) -> Command {
        let variable = |name: &str| format!("CARGO_TARGET_{}_{name}", TARGET.to_uppercase().replace('-', "_"));
        let build = ["build", "--profile", "labs", "--package", "labs", "--lib", "--target", TARGET];
        let mut command = match self {
            Compiler::Rustup => Command::new("cargo"),
            Compiler::Debian { .. } => Command::new("/usr/bin/cargo"),
        };
        command.args(build);
        let mut flags = FLAGS.to_owned();
        if let Compiler::Debian { linker } = self {
            // No text of a panic, which nobody would see in a page.
            let panic = "-Zunstable-options -Cpanic=immediate-abort";
            flags = format!("-C linker-flavor=wasm-ld -Clink-self-contained=no {panic} {flags}");
            command.args(["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"]);
            command.envs([("RUSTC", "/usr/bin/rustc"), ("RUSTC_BOOTSTRAP", "1")]);
            command.env(variable("LINKER"), linker);
        }
        command.env(variable("RUSTFLAGS"), flags);
        command
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::folder_with;
    use itertools::Itertools;

    #[test]
    fn a_book_without_the_compiled_library_says_so() {
        let scripts = [
            ("labs/page/stage.js", "1"),
            ("labs/page/neuron.js", "2"),
            ("labs/page/neuron-part.js", "2"),
            ("labs/page/labs.css", "3"),
        ];
        let root = folder_with(scripts.into_iter().chain(DRAWING.map(|(_, path)| (path, "5"))));
        let project = Project { root: root.path().to_owned() };
        assert_eq!(names(&project).unwrap(), ["neuron"]);
        let scripts =
            "labs/drawing-data.js labs/labs.css labs/neuron-part.js labs/neuron.js labs/stage.js labs/state.js";
        for (library, is_there) in [(None, false), (Some(b"4".to_vec()), true)] {
            let there = files_with(&project, library).unwrap();
            let state = format!("window.annLabsReady = {is_there};\n");
            assert_eq!(there[Path::new("labs/state.js")], state.as_bytes());
            let found = there.keys().map(|path| path.display().to_string()).filter(|name| !name.contains("library"));
            assert_eq!(found.collect_vec().join(" "), scripts);
            assert_eq!(there.contains_key(Path::new("labs/library.js")), is_there);
            let carried = String::from_utf8_lossy(&there[Path::new("labs/drawing-data.js")]);
            assert_eq!(carried.matches(&STANDARD.encode("5")).count(), DRAWING.len());
        }
    }
}
