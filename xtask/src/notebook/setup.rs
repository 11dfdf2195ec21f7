//! The first cells of a notebook: what it is, which crates it needs, what it imports.

use super::plain::Plain;
use super::program::Parts;
use crate::program::{MANIFEST, Program};
use crate::project::Project;
use anyhow::{Context, Result};
use itertools::Itertools;
use lazy_regex::Regex;
use toml::Value;

/// What makes the kernel fast: one folder for what is compiled, beside the kernel's own in the system's folder for temporary
/// files, so that all notebooks share it; and nothing checked that costs more time than it saves.
const BUILD: [&str; 3] = [
    "CARGO_BUILD_BUILD_DIR=../ann-notebooks",
    "CARGO_PROFILE_DEV_DEBUG_ASSERTIONS=false",
    "CARGO_PROFILE_DEV_OVERFLOW_CHECKS=false",
];
/// Where nothing is measured, compiling fast matters more than the last bit of speed.
const SOON: [&str; 1] = ["CARGO_PROFILE_DEV_LTO=off"];
/// Where it is: as a release is compiled. Without this the kernel makes the tiles of chapter 12 ten times slower than they are.
const FAST: [&str; 2] = ["CARGO_PROFILE_DEV_OPT_LEVEL=3", "CARGO_INCREMENTAL=0"];

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
    let (mut more, mut measured) = ("", String::new());
    if program.measures {
        more =
            " (this chapter measures time, so here it is compiled as a release is, which takes that minute once more)";
        measured = format!(
            "Your cells will measure other times than the sentences tell. Those are of `{}`, on the machine that they name.\n\n",
            program.command()
        );
    } else if sources.uses("linfa") {
        more = " (linfa, which this chapter sets beside its PCA, is most of a minute more, once)";
    }
    let text =
        include_str!("introduction.md").replace("{chapter}", &program.chapter.to_string()).replace("{more}", more);
    let text = text.replace("{source}", &program.source.display().to_string()).replace("{measured}", &measured);
    text.replace("{library}", &library("/home/you/book")).trim_end().to_owned()
}

/// The cell of dependencies: the library, and the crates that the program itself uses, in the versions of `chapters/Cargo.toml`.
pub fn dependencies(project: &Project, sources: &Sources) -> Result<String> {
    let manifest: toml::Table = project.read(MANIFEST)?.parse().context(MANIFEST)?;
    let graders = ":dep exercises = { path = \"../exercises\", default-features = false }".to_owned();
    let mut lines = vec![library(".."), graders];
    let crates = manifest.get("dependencies").and_then(Value::as_table);
    for (name, wanted) in crates.with_context(|| format!("{MANIFEST} has no dependencies"))? {
        if name != "ann" && sources.uses(&name.replace('-', "_")) {
            lines.push(format!(":dep {name} = {}", dependency(wanted)));
        }
    }
    let speed: &[&str] = if sources.program.measures { &FAST } else { &SOON };
    lines.extend(BUILD.iter().chain(speed).map(|setting| format!(":build_env {setting}")));
    Ok(lines.join("\n"))
}

/// A dependency as `chapters/Cargo.toml` has it, and never optional.
fn dependency(wanted: &Value) -> String {
    let Some(table) = wanted.as_table() else { return wanted.to_string() };
    let known = ["version", "default-features", "features"];
    let fields = known.iter().filter_map(|name| Some(format!("{name} = {}", table.get(*name)?))).join(", ");
    match (table.keys().filter(|name| *name != "optional").exactly_one(), table.get("version")) {
        (Ok(_), Some(version)) => version.to_string(),
        _ => format!("{{ {fields} }}"),
    }
}

/// The cell of imports. It goes to the folder of the book, where the data are.
pub fn imports(sources: &Sources) -> String {
    let names = ["Rich"].iter().chain(&sources.parts.talk).join(", ");
    let own = [format!("use ann::notebook::{{self, {names}}};"), "let book = notebook::start()?;".to_owned()];
    sources.plain.imports.iter().chain(&own).join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dependency_is_never_optional() {
        let of = |text: &str| dependency(&text.parse::<toml::Table>().unwrap()["a"]);
        let rand = "{ version = \"0.10\", default-features = false, features = [\"std\"] }";
        let short = ["\"1\"", "{ version = \"0.8\", optional = true }", rand];
        assert_eq!(short.map(|wanted| of(&format!("a = {wanted}"))), ["\"1\"", "\"0.8\"", rand]);
    }
}
