//! The first cells of a notebook: what it is, which crates it needs, what it imports.

use super::plain::Plain;
use super::program::Parts;
use crate::code::program::{MANIFEST, Program};
use crate::project::{Project, SOLVED};
use anyhow::{Context, Result};
use itertools::Itertools;
use lazy_regex::Regex;

/// What makes the kernel fast: one folder for what is compiled, beside the kernel's own in the system's folder for temporary
/// files, so that all notebooks share it; and nothing checked that costs more time than it saves.
const BUILD: [&str; 3] = [
    "CARGO_BUILD_BUILD_DIR=../ann-notebooks",
    "CARGO_PROFILE_DEV_DEBUG_ASSERTIONS=false",
    "CARGO_PROFILE_DEV_OVERFLOW_CHECKS=false",
];
/// Where nothing is measured, compiling fast matters more than the last bit of speed.
pub const SOON: [&str; 1] = ["CARGO_PROFILE_DEV_LTO=off"];
/// Where it is: as a release is compiled. Without this the kernel makes the tiles of chapter 12 ten times slower than they are.
pub const FAST: [&str; 2] = ["CARGO_PROFILE_DEV_OPT_LEVEL=3", "CARGO_INCREMENTAL=0"];

/// What a notebook is made of: the program of the chapter, the same taken apart, the plain network, and the program of its solutions.
pub struct Sources<'a> {
    pub program: &'a Program,
    pub parts: &'a Parts,
    pub plain: &'a Plain,
    pub solutions: &'a Parts,
}

impl Sources<'_> {
    /// Whether something here uses this crate or module.
    fn uses(&self, path: &str) -> bool {
        let used = Regex::new(&format!(r"\b{path}::")).expect("a name is a valid pattern");
        let texts = [&self.parts.text, &self.solutions.text];
        texts.into_iter().chain(&self.plain.imports).any(|text| used.is_match(text))
    }
}

/// The library in the folder `path`, with the features that notebooks need: each other feature is more to compile.
fn library(path: &str) -> String {
    format!(":dep ann = {{ path = \"{path}\", default-features = false, features = [\"notebook\", \"threads\"] }}")
}

/// The text below the title.
pub fn introduction(sources: &Sources) -> String {
    let program = sources.program;
    let (measured, more) = if program.measures {
        (
            include_str!("measured.md"),
            " (this chapter measures time, so here it is compiled as a release is, which takes that minute once more)",
        )
    } else if sources.uses("linfa") {
        ("", " (linfa, which this chapter sets beside its PCA, is most of a minute more, once)")
    } else {
        ("", "")
    };
    let text = include_str!("introduction.md").replace("{measured}", measured).replace("{more}", more);
    let text = text.replace("{source}", &program.source.display().to_string()).replace("{command}", &program.command());
    let text = text.replace("{chapter}", &program.chapter.to_string());
    text.replace("{library}", &library("/home/you/book")).trim_end().to_owned()
}

/// The text of a cell for teachers, whose notebooks lie one folder further down: the first says so.
pub fn for_teachers(program: &Program, text: &str) -> String {
    let edition = include_str!("teachers.md").replace("{name}", &program.name);
    let text = text.replacen("\n\nChapter ", &format!("\n\n{edition}\nChapter "), 1);
    text.replace("`notebooks/`", &format!("`{SOLVED}/`")).replace("`..`", "`../..`").replace("= \"..", "= \"../..")
}

/// The cell of dependencies: the library, and the crates that the program itself uses, as `chapters/Cargo.toml` has them.
pub fn dependencies(project: &Project, sources: &Sources) -> Result<String> {
    let manifest = project.read(MANIFEST)?;
    let (_, crates) = manifest.split_once("[dependencies]\n").with_context(|| format!("{MANIFEST} has none"))?;
    let graders = ":dep exercises = { path = \"../exercises\", default-features = false }".to_owned();
    let mut lines = vec![library(".."), graders];
    for line in crates.lines().take_while(|line| !line.is_empty()) {
        let (name, wanted) = line.split_once(" = ").with_context(|| format!("{MANIFEST}: `{line}`"))?;
        if name != "ann" && sources.uses(&name.replace('-', "_")) {
            lines.push(format!(":dep {name} = {}", wanted.split(" #").next().unwrap_or_default()));
        }
    }
    let speed: &[&str] = if sources.program.measures { &FAST } else { &SOON };
    lines.extend(BUILD.iter().chain(speed).map(|setting| format!(":build_env {setting}")));
    Ok(lines.join("\n"))
}

/// The cell of imports. It goes to the folder of the book, where the data are.
pub fn imports(sources: &Sources) -> String {
    let names = ["Rich"].iter().chain(&sources.parts.talk).join(", ");
    let own = [format!("use ann::notebook::{{self, {names}}};"), "let book = notebook::start()?;".to_owned()];
    sources.plain.imports.iter().chain(&own).join("\n")
}
