//! What stands between double braces, and what it stands for: listings, steps, outputs, figures, values, tables.
//!
//! A page shows it as HTML, a notebook as cells; both ask here.

use crate::anchor::dedent;
use crate::claim;
use crate::item::{self, Shown};
use crate::library::{Library, chapter_of};
use crate::markup::with_references;
use crate::problem::close_names;
use crate::program::{FOLDER, Program};
use crate::project::read;
use anyhow::{Context, Result, bail};
use lazy_regex::regex;
use std::path::{Path, PathBuf};

const NAMES: [&str; 12] = [
    "chapter",
    "listing",
    "step",
    "output",
    "solution",
    "figure",
    "value",
    "holds",
    "derived",
    "equation-index",
    "programs",
    "peers",
];

pub enum Meaning {
    /// The head of a chapter: its number.
    Chapter(u8),
    Listing(Listing),
    /// A step of a program with its code, and what it printed.
    Step(Step),
    /// What a step printed, without its code.
    Output(Step),
    Solution(Step),
    Figure(Drawing),
    /// A word of an output, as Markdown.
    Value(String),
    /// Where every equation is computed and proved.
    EquationIndex,
    Programs,
    /// What `cargo xtask bench --peers` printed when it last ran.
    Peers(String),
}

pub struct Listing {
    /// From the repository's root.
    pub path: PathBuf,
    /// An anchor, or an item such as `Layer::new`; `None` for the whole file.
    pub name: Option<String>,
    pub line: usize,
    pub code: String,
}

pub struct Step {
    pub program: Program,
    pub name: String,
    pub listing: Listing,
    /// What it printed, perhaps nothing.
    pub output: String,
}

pub struct Drawing {
    pub program: Program,
    pub name: String,
    pub svg: String,
    /// What to see, as it stands on the page.
    pub caption: String,
}

/// What `name: argument` on a page stands for, or what is wrong with it.
pub fn resolve(library: &Library, page: &str, content: &str) -> Result<Meaning> {
    let (name, argument) = content.split_once(':').unwrap_or((content, ""));
    let (name, argument) = (name.trim(), argument.trim());
    Ok(match name {
        "value" => Meaning::Value(value(library, page, argument)?),
        // What the sentence before it says is true, or follows from the derivation: nothing to be seen on the page.
        "holds" => {
            claim::holds(argument, |step, key, place| recorded(library, page, step, key, place))?;
            Meaning::Value(String::new())
        }
        "derived" => Meaning::Value(String::new()),
        "chapter" => Meaning::Chapter(chapter(library, page, argument)?),
        "listing" => Meaning::Listing(listing(library, argument)?),
        "step" => Meaning::Step(step(library, page, argument, "chapter")?),
        "output" => match step(library, page, argument, "chapter")? {
            step if step.output.is_empty() => bail!("step `{}` prints nothing", step.name),
            step => Meaning::Output(step),
        },
        "solution" => Meaning::Solution(step(library, page, argument, "solutions")?),
        "figure" => Meaning::Figure(figure(library, page, argument)?),
        "equation-index" => Meaning::EquationIndex,
        "programs" => Meaning::Programs,
        "peers" => Meaning::Peers(read(&library.project.peers())?.trim_end().into()),
        _ => bail!("no directive `{name}`{}", close_names(name, NAMES)),
    })
}

/// The region of a program that a directive on the page of a chapter shows, or links to: program and anchor.
pub fn shows(chapter: Option<u8>, content: &str) -> Option<(String, String)> {
    let (name, argument) = content.split_once(':')?;
    let argument = argument.trim();
    match name.trim() {
        "step" | "output" => place(chapter, argument, "chapter"),
        "solution" => place(chapter, argument, "solutions"),
        "listing" => {
            let (path, anchor) = argument.split_once('#')?;
            let program = Path::new(path).strip_prefix(FOLDER).ok()?.file_stem()?.to_str()?;
            Some((program.to_owned(), anchor.trim().to_owned()))
        }
        _ => None,
    }
}

/// `gap`, `solutions/exercise-1` or `chapter04/penalty` on the page of a chapter: the name of a program, and that of a step or figure.
fn place(chapter: Option<u8>, argument: &str, kind: &str) -> Option<(String, String)> {
    let (program, name) = argument.split_once('/').unwrap_or((kind, argument));
    let program = match program.trim() {
        own @ ("chapter" | "solutions") => format!("{own}{:02}", chapter?),
        other => other.to_owned(),
    };
    Some((program, name.trim().to_owned()))
}

/// The program, and the name of a step or figure, of a directive that asks for one.
fn target(library: &Library, page: &str, argument: &str, kind: &str) -> Result<(Program, String)> {
    let (program, name) = place(chapter_of(page), argument, kind)
        .context("this page belongs to no chapter; name the program too, for example `chapter04/penalty`")?;
    if name.is_empty() || name.contains(char::is_whitespace) {
        bail!("`{argument}` is no name; write for example `gap` or `chapter04/penalty`");
    }
    Ok((library.program(&program)?.clone(), name))
}

fn chapter(library: &Library, page: &str, argument: &str) -> Result<u8> {
    let chapter =
        argument.parse().with_context(|| format!("`{argument}` is no chapter; write `{{{{chapter: 7}}}}`"))?;
    if chapter_of(page) != Some(chapter) {
        bail!("this is not the page of chapter {chapter}");
    }
    library.program(&format!("chapter{chapter:02}"))?;
    Ok(chapter)
}

fn listing(library: &Library, argument: &str) -> Result<Listing> {
    let (path, name) = argument.split_once('#').map_or((argument, None), |(path, name)| (path, Some(name.trim())));
    let path = Path::new(path.trim());
    let sources = library.sources();
    if !sources.iter().any(|source| source == path) {
        bail!("no file `{}`{}", path.display(), close_names(argument, sources.iter().filter_map(|s| s.to_str())));
    }
    let file = library.project.root.join(path);
    let text = read(&file)?;
    let shown = match name {
        None => item::whole(&text),
        Some(name) if text.contains(&format!("ANCHOR: {name}\n")) => {
            library.region(&file, name).map(|region| Shown { line: region.line, code: region.code })
        }
        Some(name) => item::find(&text, name),
    };
    let Shown { line, code } = shown.with_context(|| path.display().to_string())?;
    Ok(Listing { path: path.to_owned(), name: name.map(str::to_owned), line, code })
}

fn step(library: &Library, page: &str, argument: &str, kind: &str) -> Result<Step> {
    let (program, name) = target(library, page, argument, kind)?;
    let region = library.region(&program.source, &name)?;
    let output = library.output(&program, &name)?;
    let path = library.project.name(&program.source).to_owned();
    let listing = Listing { path, name: Some(region.name), line: region.line, code: region.code };
    Ok(Step { program, name, listing, output })
}

fn figure(library: &Library, page: &str, argument: &str) -> Result<Drawing> {
    let (name, caption) = argument.split_once('|').unwrap_or((argument, ""));
    if caption.trim().is_empty() {
        bail!("a figure has a caption: `{{figure: name | What to see, with its numbers.}}`");
    }
    let (program, name) = target(library, page, name.trim(), "chapter")?;
    let svg = library.figure(&program, &name)?;
    Ok(Drawing { name, program, svg, caption: dedent(caption.trim()) })
}

fn value(library: &Library, page: &str, argument: &str) -> Result<String> {
    let parts = regex!(r#"^([\w/-]+)\s+"([^"]*)"\s+([1-9]\d*)$"#).captures(argument).with_context(|| {
        format!("`{argument}` is not understood; write `{{{{value: step \"beginning of the line\" 2}}}}`")
    })?;
    let word = recorded(library, page, &parts[1], &parts[2], parts[3].parse()?)?;
    let word = with_references(&word, |c| "*_`[]<>|\\~".contains(c));
    // In a sentence a negative number has a minus sign, which is longer than a hyphen.
    Ok(regex!(r"^-(\d)").replace(&word, "−$1").into_owned())
}

/// The `place`-th word after `key` in the recorded output of a step.
fn recorded(library: &Library, page: &str, step: &str, key: &str, place: usize) -> Result<String> {
    let (program, step) = target(library, page, step, "chapter")?;
    let output = library.output(&program, &step)?;
    word(&output, key.trim_start(), place).with_context(|| format!("output of {}/{step}", program.name))
}

/// The `place`-th word after `key` in the one line that begins with `key`. `0.8` is no beginning of `0.85`, and `1` none of `1.5`.
fn word(output: &str, key: &str, place: usize) -> Result<String> {
    let line = format!(r"(?m)^[ \t]*{}(?!(?<=[^\W_])[^\W_]|(?<=\d)\.\d)(.*)$", fancy_regex::escape(key));
    let lines = fancy_regex::Regex::new(&line)?.captures_iter(output).collect::<Result<Vec<_>, _>>()?;
    let rest = match lines.as_slice() {
        [line] => line.get(1).map_or("", |rest| rest.as_str()),
        [] => {
            let beginnings = output.lines().map(str::trim).filter(|line| !line.is_empty());
            let beginnings: Vec<String> = beginnings.take(8).map(|l| l.chars().take(32).collect()).collect();
            bail!("no line begins with `{key}`; they begin with: `{}`", beginnings.join("`, `"))
        }
        [one, two, ..] => bail!(
            "two lines begin with `{key}`: `{}` and `{}`; a longer beginning, perhaps with a space at its end, decides",
            one[0].trim(),
            two[0].trim()
        ),
    };
    let words: Vec<&str> = rest.split_whitespace().collect();
    let found = words.get(place - 1).with_context(|| {
        let listed: Vec<String> = words.iter().enumerate().map(|(i, w)| format!("{} {w}", i + 1)).collect();
        format!("no word {place} after `{key}`; there are: {}", listed.join(", "))
    })?;
    Ok(found.strip_suffix([',', '.']).unwrap_or(found).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_an_output() {
        let output = "    p     mean\n  0.9    2.001, x\n  0.85   1.5\n";
        assert_eq!(word(output, "0.9", 1).unwrap(), "2.001");
        let refused = |output: &str, key: &str, place| word(output, key, place).unwrap_err().to_string();
        assert!(refused(output, "0.8", 1).contains("no line begins"));
        assert!(refused(output, "0", 1).contains("no line begins"));
        assert!(refused("a 1\na 2", "a", 1).contains("two lines"));
        assert!(refused(output, "1", 1).contains("`p     mean`"));
        assert!(refused(output, "0.85", 3).contains("1 1.5"));
    }

    #[test]
    fn regions_that_are_shown() {
        let some = |program: &str, anchor: &str| Some((program.to_owned(), anchor.to_owned()));
        assert_eq!(shows(Some(7), "step: gap"), some("chapter07", "gap"));
        assert_eq!(shows(Some(7), "solution: exercise-1"), some("solutions07", "exercise-1"));
        assert_eq!(shows(None, "step: chapter08/ledger"), some("chapter08", "ledger"));
        assert_eq!(shows(Some(7), "listing: chapters/chapter07.rs#gap"), some("chapter07", "gap"));
        assert_eq!(shows(Some(7), "output: gap"), some("chapter07", "gap"));
        assert_eq!(shows(None, "step: gap"), None);
    }
}
