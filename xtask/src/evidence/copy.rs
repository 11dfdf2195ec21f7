//! A copy of the repository in which code may be broken.

use crate::project::{Files, Project, replace};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use walkdir::{DirEntry, WalkDir};

/// The library is compiled anew for each mistake: less optimised, and only what has changed. (Else the parts of a crate are optimised with what
/// is inlined from one another, and one changed line is up to half of the library.)
const FASTER: &str =
    "\n[profile.release]\nincremental = true\nlto = \"off\"\n[profile.release.package.ann]\nopt-level = 1\n";
/// A test that does not end is stopped after this time of the processor, whatever else the machine has to do, and one that takes 8 GB before
/// the machine has none left.
const LIMITS: &str = r#"
[target.'cfg(target_os = "linux")']
runner = ["sh", "-c", "ulimit -t 120; ulimit -v 8000000; exec \"$0\" \"$@\""]
"#;
/// The test programs of the repository. `cargo mutants` compiles all that there are for each mutant.
const WHOLE: [&str; 6] = [
    "tests/bits.rs",
    "tests/chapters/main.rs",
    "tests/fuzz/main.rs",
    "tests/library/main.rs",
    "tests/pages/main.rs",
    "tests/table_memory.rs",
];
/// In their place, what the core of the library has to pass. The first takes seconds, and a mistake that it notices does not wait for the
/// second; the last is compiled with every feature, for what no other notices.
const CORE: [(&str, &[&str]); 3] = [
    (
        "core",
        &[
            "chapters/chapter01.rs",
            "chapters/chapter02.rs",
            "chapters/chapter03.rs",
            "chapters/chapter04.rs",
            "chapters/chapter05.rs",
            "chapters/chapter06.rs",
            "chapters/chapter07.rs",
            "chapters/chapter08.rs",
            "library/gradients.rs",
            "library/own_optimizer.rs",
            "library/plain.rs",
        ],
    ),
    ("precise", &["library/losses.rs", "library/numerics/mod.rs"]),
    (
        "rest",
        &[
            "chapters/chapter09.rs",
            "chapters/chapter10.rs",
            "chapters/chapter11.rs",
            "chapters/chapter12.rs",
            "chapters/chapter13.rs",
            "chapters/chapter14.rs",
            "library/checkpoint.rs",
            "library/class_weights.rs",
            "library/cross_validation.rs",
            "library/importance.rs",
            "library/ranks.rs",
            "library/threads.rs",
        ],
    ),
];
/// What no test of the library needs, in the repository's root.
const LEFT_OUT: [&str; 3] = ["target", "notebooks", "figures"];

/// The copy. It is kept from one call to the next, so that only what has changed is compiled again.
pub struct Copy {
    pub root: PathBuf,
    target: PathBuf,
}

impl Copy {
    /// With the test programs that there are, or with those of the core in their place.
    pub fn new(project: &Project, of_core: bool) -> Result<Copy> {
        let target = std::path::absolute(project.target())?;
        let copy = Copy { root: target.join("broken"), target };
        let is_wanted = |entry: &DirEntry| {
            let name = entry.file_name().to_string_lossy();
            let is_hidden = name.starts_with('.') && name != ".cargo";
            let is_left_out = entry.depth() == 1 && LEFT_OUT.contains(&&*name) || entry.path() == copy.target;
            entry.depth() == 0
                || !(is_hidden || is_left_out || ["node_modules", "cache", "generated"].contains(&&*name))
        };
        let mut files = Files::new();
        for entry in WalkDir::new(&project.root).into_iter().filter_entry(is_wanted) {
            let entry = entry?;
            if entry.file_type().is_file() {
                files.insert(project.name(entry.path()).to_owned(), fs::read(entry.path())?);
            }
        }
        files.entry(".cargo/config.toml".into()).or_default().extend([FASTER, LIMITS].concat().bytes());
        if of_core {
            files.retain(|file, _| !WHOLE.iter().any(|whole| file == Path::new(whole)));
            let manifest = files.get_mut(Path::new("Cargo.toml")).context("Cargo.toml")?;
            *manifest = of_the_core(std::str::from_utf8(manifest)?)?.into_bytes();
            for (name, parts) in CORE {
                files.insert(format!("tests/{name}/main.rs").into(), program(parts)?.into_bytes());
            }
        }
        replace(&copy.root, &files)?;
        Ok(copy)
    }

    /// Cargo in the copy.
    pub fn cargo(&self) -> Command {
        let mut cargo = Command::new("cargo");
        cargo.current_dir(&self.root).env("CARGO_TARGET_DIR", &self.target).env("RUST_BACKTRACE", "0");
        cargo
    }

    /// Does something while a file has another text.
    pub fn with<T>(&self, file: &Path, text: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let path = self.root.join(file);
        let whole = fs::read_to_string(&path)?;
        fs::write(&path, text)?;
        let done = work();
        fs::write(&path, whole)?;
        done
    }
}

/// The manifest of a library without files, pictures and the rest that the core does not need: a mutant is compiled in half of the time.
fn of_the_core(manifest: &str) -> Result<String> {
    let mut manifest: toml::Table = toml::from_str(manifest)?;
    let table = |name: &str| format!("Cargo.toml has no `{name}`");
    let features = manifest.get_mut("features").and_then(toml::Value::as_table_mut);
    features.with_context(|| table("features"))?.insert("default".into(), vec!["threads"].into());
    let for_tests = manifest.get_mut("dev-dependencies").and_then(toml::Value::as_table_mut);
    for_tests.with_context(|| table("dev-dependencies"))?.remove("ann"); // with every feature
    Ok(toml::to_string(&manifest)?)
}

/// A test program of these files of `tests/`.
fn program(parts: &[&str]) -> Result<String> {
    let mut program =
        String::from("//! What the core of the library has to pass.\n\n#[path = \"../common/mod.rs\"]\nmod common;\n");
    for part in parts {
        let path = Path::new(part.trim_end_matches("/mod.rs")).with_extension("");
        let name = path.file_name().context("a file of tests/")?.to_string_lossy();
        program += &format!("#[path = \"../{part}\"]\nmod {name};\n");
    }
    Ok(program)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_core_is_compiled_without_files_and_pictures() {
        let manifest = "[features]\ndefault = [\"fft\", \"files\"]\nfft = []\n[dev-dependencies]\nann = { path = \".\" }\ncsv = \"1\"\n";
        let core: toml::Table = toml::from_str(&of_the_core(manifest).unwrap()).unwrap();
        assert_eq!(core["features"]["default"], vec!["threads"].into());
        assert_eq!(core["dev-dependencies"].as_table().unwrap().keys().collect::<Vec<_>>(), ["csv"]);
        assert!(of_the_core("[features]\n").is_err());
    }
}
