//! What stands between double braces, and what it stands for: listings, steps, outputs, figures, values, tables.
//!
//! A page shows it as HTML, a notebook as cells; both ask here.

use super::claim;
use super::front::{self, Proof};
use super::peers;
use super::tour::{self, Stop};
use crate::code::anchor::{Region, dedent};
use crate::code::exercise::{self, Task};
use crate::code::item;
use crate::code::program::Program;
use crate::evidence::{self, Mistake};
use crate::labs;
use crate::library::numbering::PEERS;
use crate::library::{Library, chapter_of};
use crate::markup::with_references;
use crate::problem::close_names;
use anyhow::{Context, Result, bail, ensure};
use itertools::Itertools;
use lazy_regex::regex;
use std::path::{Path, PathBuf};

/// All of them, for who mistypes one.
const NAMES: &str = "chapter listing step output solution figure ref lab value predict write holds derived explains equation-index equation-files mistake mutants coverage programs peers proof tour notebooks bundle bench";

pub enum Meaning {
    /// The head of a chapter: its program.
    Chapter(Program),
    Listing(Listing),
    /// A step of a program with its code, and what it printed.
    Step(Step),
    /// What a step printed, without its code.
    Output(Step),
    Solution(Step),
    Figure(Drawing),
    /// A figure that stands somewhere else: its name for the reader, `figure 3.2`, and its address.
    Reference(String, String),
    /// A word of an output, as Markdown.
    Value(String),
    /// What the reader shall predict, as it stands on the page, and the word of an output that answers.
    Prediction(String, String),
    /// The functions of a chapter that the reader shall write.
    Write(u8, Vec<Task>),
    /// Where every equation is computed and proved.
    EquationIndex,
    /// Which equations a file names.
    EquationFiles,
    /// A mistake in the library, and the test that notices it.
    Mistake(Mistake),
    /// What the tests are worth: mutants noticed, or lines reached.
    Table(String),
    Programs,
    /// A benchmark's command, and what it printed when it last ran.
    Bench(String, String),
    /// What `cargo xtask bench --peers` printed when it last ran, and a drawing of it.
    Peers(String, Drawing),
    /// An equation with the line that computes it and the one that proves it.
    Proof(Proof),
    /// Each chapter with a thumbnail.
    Tour(Vec<Stop>),
    /// The notebooks: each of them, or all as one download.
    Notebooks,
    Bundle,
}

/// Code, with its path from the repository's root. Its name is an anchor, or an item such as `Layer::new`, or nothing for a whole file.
pub struct Listing {
    pub path: PathBuf,
    pub region: Region,
}

pub struct Step {
    pub program: Program,
    pub listing: Listing,
    /// What it printed, perhaps nothing.
    pub output: String,
}

pub struct Drawing {
    pub program: Program,
    pub name: String,
    /// `3.2`, or nothing on a page that is not of the book.
    pub number: String,
    pub svg: String,
    /// The same in the room of a page, if it gains by that.
    pub wide: Option<String>,
    /// What to see, as it stands on the page.
    pub caption: String,
    /// What it becomes on a page when its reader asks.
    pub lab: Option<Lab>,
}

/// A live figure: its name, and the settings from which it starts, such as `rate=0.1`.
pub struct Lab {
    pub name: String,
    pub settings: String,
}

/// What `name: argument` on a page stands for, or what is wrong with it.
pub fn resolve(library: &Library, page: &str, content: &str) -> Result<Meaning> {
    let (name, argument) = content.split_once(':').unwrap_or((content, ""));
    let (name, argument) = (name.trim(), argument.trim());
    Ok(match name {
        "value" => {
            let word = with_references(&place(library, page, argument)?, |c| "*_`[]<>|\\~".contains(c));
            // In a sentence a negative number has a minus sign, which is longer than a hyphen.
            Meaning::Value(regex!(r"^-(\d)").replace(&word, "−$1").into_owned())
        }
        "predict" => {
            let (word, question) = argument.split_once('|').context("a prediction has a question behind `|`")?;
            Meaning::Prediction(dedent(question.trim()), place(library, page, word.trim())?)
        }
        "write" => {
            let chapter = chapter_of(page).context("this page belongs to no chapter")?;
            Meaning::Write(chapter, exercise::tasks(&library.project, chapter)?)
        }
        // The sentence before it is true, follows from the derivation, or explains a construct of Rust: nothing to be seen on the page.
        "holds" => {
            claim::holds(argument, |named| place(library, page, named))?;
            Meaning::Value(String::new())
        }
        "derived" | "explains" => Meaning::Value(String::new()),
        "chapter" => Meaning::Chapter(chapter(library, page, argument)?),
        "listing" => Meaning::Listing(listing(library, argument)?),
        "step" => Meaning::Step(step(library, page, argument, "chapter")?),
        "output" => match step(library, page, argument, "chapter")? {
            step if step.output.is_empty() => bail!("step `{}` prints nothing", step.listing.region.name),
            step => Meaning::Output(step),
        },
        "solution" => Meaning::Solution(step(library, page, argument, "solutions")?),
        "ref" => reference(library, page, argument)?,
        "figure" => Meaning::Figure(figure(library, page, argument)?),
        "lab" => Meaning::Figure(lab(library, page, argument)?),
        "equation-index" => Meaning::EquationIndex,
        "equation-files" => Meaning::EquationFiles,
        "mistake" => Meaning::Mistake(evidence::mistake(&library.project, argument)?),
        "mutants" => Meaning::Table(evidence::mutants(&library.project)?),
        "coverage" => Meaning::Table(evidence::lines(&library.project)?),
        "programs" => Meaning::Programs,
        "proof" => Meaning::Proof(front::proof(library, argument)?),
        "tour" => Meaning::Tour(tour::stops(library, argument)?),
        "notebooks" => Meaning::Notebooks,
        "bundle" => Meaning::Bundle,
        "peers" => peers(library, page, argument)?,
        "bench" => {
            let (printed, command) = library.project.measured(argument)?;
            Meaning::Bench(command, printed)
        }
        _ => bail!("no directive `{name}`{}", close_names(name, NAMES.split(' '))),
    })
}

impl Meaning {
    /// The code that it shows, or whose output.
    pub fn listing(&self) -> Option<&Listing> {
        match self {
            Meaning::Listing(listing) => Some(listing),
            Meaning::Step(step) | Meaning::Output(step) | Meaning::Solution(step) => Some(&step.listing),
            _ => None,
        }
    }
}

/// The program, and the name of a step or figure, that a page asks for with `gap`, `solutions/exercise-1` or `chapter04/penalty`.
fn target(library: &Library, page: &str, argument: &str, kind: &str) -> Result<(Program, String)> {
    let (program, name) = argument.split_once('/').unwrap_or((kind, argument));
    let is_name = name.split_whitespace().count() == 1;
    ensure!(is_name, "`{argument}` is no name; write for example `gap` or `chapter04/penalty`");
    let chapter =
        || chapter_of(page).context("this page belongs to no chapter; name the program too: `chapter04/penalty`");
    let program = match program.trim() {
        own @ ("chapter" | "solutions") => &format!("{own}{:02}", chapter()?),
        other => other,
    };
    Ok((library.program(program)?.clone(), name.trim().to_owned()))
}

fn chapter(library: &Library, page: &str, argument: &str) -> Result<Program> {
    let is_own = chapter_of(page).is_some_and(|own| own.to_string() == argument);
    ensure!(is_own, "this is not the page of chapter `{argument}`");
    library.program(&format!("chapter{argument:0>2}")).cloned()
}

fn listing(library: &Library, argument: &str) -> Result<Listing> {
    let (path, name) = argument.split_once('#').map_or((argument, None), |(path, name)| (path, Some(name.trim())));
    let path = Path::new(path.trim());
    let sources = library.sources();
    let close = || close_names(argument, sources.iter().filter_map(|s| s.to_str()));
    ensure!(sources.iter().any(|source| source == path), "no file `{}`{}", path.display(), close());
    let text = library.project.read(path)?;
    let region = match name {
        None => item::whole(&text),
        Some(name) if text.contains(&format!("ANCHOR: {name}\n")) => library.region(path, name),
        Some(name) => item::find(&text, name),
    };
    Ok(Listing { path: path.to_owned(), region: region.with_context(|| path.display().to_string())? })
}

fn step(library: &Library, page: &str, argument: &str, kind: &str) -> Result<Step> {
    let (program, name) = target(library, page, argument, kind)?;
    let listing = Listing { path: program.source.clone(), region: library.region(&program.source, &name)? };
    let output = library.output(&program, &name)?;
    Ok(Step { program, listing, output })
}

fn figure(library: &Library, page: &str, argument: &str) -> Result<Drawing> {
    let parts = argument.split_once('|').filter(|(_, caption)| !caption.trim().is_empty());
    let (name, caption) = parts.context("a figure has a caption: `{figure: name | What to see, with its numbers.}`")?;
    let (program, name) = target(library, page, name.trim(), "chapter")?;
    let (svg, wide) = (library.figure(&program, &name)?, library.wide_figure(&program, &name));
    let number = library.numbering.of(page, &name).unwrap_or_default().to_owned();
    Ok(Drawing { name, number, program, svg, wide, caption: dedent(caption.trim()), lab: None })
}

/// The comparison with others: its table, and the figure that is drawn of it.
fn peers(library: &Library, page: &str, caption: &str) -> Result<Meaning> {
    ensure!(!caption.is_empty(), "the comparison has a caption: `{{{{peers: What to see.}}}}`");
    let (table, _) = library.project.measured("peers")?;
    let [svg, wide] = peers::drawings(&table)?;
    let (name, program) = (PEERS.to_owned(), chapter_of(page).map_or_else(String::new, |k| format!("chapter{k:02}")));
    let number = library.numbering.of(page, PEERS).unwrap_or_default().to_owned();
    let program = library.program(&program)?.clone();
    let drawing = Drawing { name, number, program, svg, wide: Some(wide), caption: dedent(caption), lab: None };
    Ok(Meaning::Peers(table, drawing))
}

/// A figure by its number: `valley`, `chapter06/valley`, or with other words than "figure" before the number, or none, `valley | Figures`.
fn reference(library: &Library, page: &str, argument: &str) -> Result<Meaning> {
    let (name, words) = argument.split_once('|').map_or((argument, "figure"), |(name, words)| (name, words.trim()));
    let figure = library.numbering.find(page, name.trim())?;
    // No line ends between the two.
    let name = format!("{words}\u{a0}{}", figure.number);
    Ok(Meaning::Reference(name.trim_start().to_owned(), figure.address(page)))
}

/// A recorded figure that is also a lab: `neuron | figure=line&rate=0.1 | What to see.`
fn lab(library: &Library, page: &str, argument: &str) -> Result<Drawing> {
    let mut parts = argument.splitn(3, '|').map(str::trim);
    let (Some(name), Some(settings), Some(caption)) = (parts.next(), parts.next(), parts.next()) else {
        bail!("a lab has settings and a caption: `{{{{lab: neuron | figure=line&rate=0.1 | What to see.}}}}`");
    };
    let labs = labs::names(&library.project)?;
    let close = || close_names(name, labs.iter().map(String::as_str));
    ensure!(labs.iter().any(|lab| lab == name), "no lab `{name}`{}", close());
    let (drawn, settings): (Vec<&str>, Vec<&str>) = settings.split('&').partition(|part| part.starts_with("figure="));
    let [drawn] = drawn[..] else { bail!("a lab names one figure that stands for it: `figure=line`") };
    let drawing = figure(library, page, &format!("{} | {caption}", &drawn["figure=".len()..]))?;
    let settings = settings.into_iter().filter(|part| !part.is_empty()).join("&");
    Ok(Drawing { lab: Some(Lab { name: name.to_owned(), settings }), ..drawing })
}

/// The recorded word that `step "key" place` names: in the output of a step, so many words after a line's beginning; `bench/mnist` is the
/// output of a benchmark.
fn place(library: &Library, page: &str, argument: &str) -> Result<String> {
    let parts = regex!(r#"^([\w/-]+)\s+"([^"]*)"\s+([1-9]\d*)$"#).captures(argument).with_context(|| {
        format!("`{argument}` is not understood; write `{{{{value: step \"beginning of the line\" 2}}}}`")
    })?;
    let (output, name) = if let Some(benchmark) = parts[1].strip_prefix("bench/") {
        library.project.measured(benchmark)?
    } else {
        let (program, step) = target(library, page, &parts[1], "chapter")?;
        (library.output(&program, &step)?, format!("{}/{step}", program.name))
    };
    word(&output, parts[2].trim_start(), parts[3].parse()?).with_context(|| format!("output of {name}"))
}

/// What stands in a line behind `key`, if it begins with it. `0.8` is no beginning of `0.85`, and `1` none of `1.5`.
fn behind<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    let rest = line.trim_start().strip_prefix(key)?;
    let word = key.ends_with(char::is_alphanumeric) && rest.starts_with(char::is_alphanumeric);
    let number = key.ends_with(char::is_numeric) && regex!(r"^\.\d").is_match(rest);
    (!word && !number).then_some(rest)
}

/// The `place`-th word after `key` in the one line that begins with `key`.
fn word(output: &str, key: &str, place: usize) -> Result<String> {
    let lines: Vec<_> = output.lines().filter_map(|line| Some((line.trim(), behind(line, key)?))).collect();
    let rest = match lines.as_slice() {
        [(_, rest)] => rest,
        [] => {
            let beginnings = output.lines().map(str::trim).filter(|line| !line.is_empty());
            let mut beginnings = beginnings.take(8).map(|line| line.chars().take(32).collect::<String>());
            bail!("no line begins with `{key}`; they begin with: `{}`", beginnings.join("`, `"))
        }
        [(one, _), (two, _), ..] => bail!(
            "two lines begin with `{key}`: `{one}` and `{two}`; a longer beginning, perhaps with a space at its end, decides"
        ),
    };
    let found = rest.split_whitespace().nth(place - 1).with_context(|| {
        let listed = rest.split_whitespace().zip(1..).map(|(word, place)| format!("{place} {word}")).join(", ");
        format!("no word {place} after `{key}`; there are: {listed}")
    })?;
    Ok(found.strip_suffix([',', '.']).unwrap_or(found).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::{Project, folder_with};

    #[test]
    fn what_a_benchmark_printed_and_a_word_of_it() {
        let root = folder_with([("book/bench/mnist.txt", "machine; seconds\n\nours  1.5  0.25\n")]);
        let project = Project { root: root.path().to_owned() };
        let library = Library { project, ..Library::default() };
        assert_eq!(place(&library, "13-a.md", "bench/mnist \"ours\" 2").unwrap(), "0.25");
        let Meaning::Bench(command, printed) = resolve(&library, "13-a.md", "bench: mnist").unwrap() else {
            panic!("no benchmark")
        };
        assert_eq!(command, "cargo xtask bench --mnist");
        assert!(printed.ends_with("0.25"), "{printed}");
        let refused = |content| resolve(&library, "13-a.md", content).err().unwrap().to_string();
        assert!(refused("bench: none").contains("book/bench/none.txt"));
        assert!(refused("value: bench/none \"ours\" 1").contains("book/bench/none.txt"));
        assert!(refused("value: bench/mnist \"theirs\" 1").contains("cargo xtask bench --mnist"));
    }

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
}
