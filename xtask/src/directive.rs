//! What stands between double braces, and what it stands for: listings, steps, outputs, figures, values, tables.
//!
//! A page shows it as HTML, a notebook as cells; both ask here.

use crate::anchor::{Region, dedent};
use crate::item;
use crate::library::{Library, chapter_of};
use crate::problem::close_names;
use crate::project::read;
use crate::record::Program;
use regex::Regex;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// All directives.
const NAMES: [&str; 10] =
    ["chapter", "listing", "step", "output", "solution", "figure", "value", "equation-index", "programs", "peers"];

/// What a directive stands for.
pub enum Meaning {
    /// The head of a chapter: its number.
    Chapter(u8),
    /// A part of a file.
    Listing(Listing),
    /// A step of a program with its code, and what it printed.
    Step(Step),
    /// What a step printed, without its code.
    Output(Step),
    /// A solution of an exercise: code and output.
    Solution(Step),
    /// A drawing.
    Figure(Drawing),
    /// A word of an output, as Markdown.
    Value(String),
    /// Where every equation is computed and proved.
    EquationIndex,
    /// All programs of the book.
    Programs,
    /// What `cargo xtask bench --peers` printed when it last ran.
    Peers(String),
}

/// Code as it stands in a file.
pub struct Listing {
    /// From the repository's root.
    pub path: PathBuf,
    /// An anchor, or an item such as `Layer::new`; `None` for the whole file.
    pub name: Option<String>,
    /// The line where it begins.
    pub line: usize,
    /// The code.
    pub code: String,
}

/// A step of a program.
pub struct Step {
    /// The program.
    pub program: Program,
    /// Its code.
    pub region: Region,
    /// What it printed, perhaps nothing.
    pub output: String,
}

/// A figure with its caption.
pub struct Drawing {
    /// Its name.
    pub name: String,
    /// The program that draws it.
    pub program: Program,
    /// As it was drawn.
    pub svg: String,
    /// What to see, as it stands on the page.
    pub caption: String,
}

/// What `name: argument` on a page stands for, or what is wrong with it.
pub fn resolve(library: &Library, page: &str, content: &str) -> Result<Meaning, String> {
    let (name, argument) = content.split_once(':').unwrap_or((content, ""));
    let (name, argument) = (name.trim(), argument.trim());
    Ok(match name {
        "value" => Meaning::Value(value(library, page, argument)?),
        "chapter" => Meaning::Chapter(chapter(library, page, argument)?),
        "listing" => Meaning::Listing(listing(library, argument)?),
        "step" => Meaning::Step(step(library, page, argument, "chapter")?),
        "output" => {
            let step = step(library, page, argument, "chapter")?;
            if step.output.is_empty() {
                return Err(format!("step `{}` prints nothing", step.region.name));
            }
            Meaning::Output(step)
        }
        "solution" => Meaning::Solution(step(library, page, argument, "solutions")?),
        "figure" => Meaning::Figure(figure(library, page, argument)?),
        "equation-index" => Meaning::EquationIndex,
        "programs" => Meaning::Programs,
        "peers" => {
            Meaning::Peers(read(&library.project.peers()).map_err(|error| format!("{error:#}"))?.trim_end().into())
        }
        _ => return Err(format!("no directive `{name}`{}", close_names(name, NAMES))),
    })
}

/// The region of a program that a directive on the page of a chapter shows, or links to: program and anchor.
pub fn shows(chapter: Option<u8>, content: &str) -> Option<(String, String)> {
    let (name, argument) = content.split_once(':')?;
    let argument = argument.trim();
    let kind = match name.trim() {
        "step" | "output" => "chapter",
        "solution" => "solutions",
        "listing" => {
            let (path, anchor) = argument.split_once('#')?;
            let program = Path::new(path.strip_prefix("chapters/")?).file_stem()?.to_str()?;
            return Some((program.to_owned(), anchor.trim().to_owned()));
        }
        _ => return None,
    };
    let (program, anchor) = argument.split_once('/').unwrap_or((kind, argument));
    let program = match program {
        "chapter" | "solutions" => format!("{program}{:02}", chapter?),
        other => other.to_owned(),
    };
    Some((program, anchor.to_owned()))
}

/// `gap`, `solutions/exercise-1` or `chapter04/penalty`: a program and the name of a step or figure.
fn target(library: &Library, page: &str, argument: &str, kind: &str) -> Result<(Program, String), String> {
    let (program, name) = match argument.split_once('/') {
        Some((program, name)) => (program.trim(), name.trim()),
        None => (kind, argument),
    };
    if name.is_empty() || name.contains(char::is_whitespace) {
        return Err(format!("`{argument}` is no name; write for example `gap` or `chapter04/penalty`"));
    }
    let program = match program {
        "chapter" | "solutions" => {
            let chapter = chapter_of(page).ok_or_else(|| {
                format!("this page belongs to no chapter; name the program too, for example `chapter04/{name}`")
            })?;
            format!("{program}{chapter:02}")
        }
        other => other.to_owned(),
    };
    Ok((library.program(&program)?.clone(), name.to_owned()))
}

fn chapter(library: &Library, page: &str, argument: &str) -> Result<u8, String> {
    let chapter: u8 =
        argument.parse().map_err(|_| format!("`{argument}` is no chapter; write `{{{{chapter: 7}}}}`"))?;
    if chapter_of(page) != Some(chapter) {
        return Err(format!("this is not the page of chapter {chapter}"));
    }
    library.program(&format!("chapter{chapter:02}"))?;
    Ok(chapter)
}

fn listing(library: &Library, argument: &str) -> Result<Listing, String> {
    let (path, name) = match argument.split_once('#') {
        Some((path, name)) => (path.trim(), Some(name.trim())),
        None => (argument, None),
    };
    let file = library.project.root.join(path);
    let sources = library.sources();
    if !sources.iter().any(|source| source == Path::new(path)) {
        let names: Vec<String> = sources.iter().map(|s| s.display().to_string()).collect();
        return Err(format!("no file `{path}`{}", close_names(path, names.iter().map(String::as_str))));
    }
    let text = read(&file).map_err(|error| error.to_string())?;
    let (line, code) = match name {
        None => {
            let shown = item::whole(&text).map_err(|error| format!("{path}: {error}"))?;
            (shown.line, shown.code)
        }
        Some(name) if text.contains(&format!("ANCHOR: {name}\n")) => {
            let region = library.region(&file, name)?;
            (region.line, region.code)
        }
        Some(name) => {
            let shown = item::find(&text, name).map_err(|error| format!("{path}: {error}"))?;
            (shown.line, shown.code)
        }
    };
    Ok(Listing { path: path.into(), name: name.map(str::to_owned), line, code })
}

fn step(library: &Library, page: &str, argument: &str, kind: &str) -> Result<Step, String> {
    let (program, name) = target(library, page, argument, kind)?;
    let region = library.region(&program.source, &name)?;
    let output = library.output(&program, &name)?;
    Ok(Step { program, region, output })
}

fn figure(library: &Library, page: &str, argument: &str) -> Result<Drawing, String> {
    let (name, caption) = argument.split_once('|').unwrap_or((argument, ""));
    let (name, caption) = (name.trim(), caption.trim());
    if caption.is_empty() {
        return Err("a figure has a caption: `{{figure: name | What to see, with its numbers.}}`".to_owned());
    }
    let (program, name) = target(library, page, name, "chapter")?;
    let svg = library.figure(&program, &name)?;
    Ok(Drawing { name, program, svg, caption: dedent(caption) })
}

fn value(library: &Library, page: &str, argument: &str) -> Result<String, String> {
    static VALUE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"^([\w/-]+)\s+"([^"]*)"\s+([1-9]\d*)$"#).expect("a valid pattern"));
    let Some(parts) = VALUE.captures(argument) else {
        return Err(format!("`{argument}` is not understood; write `{{{{value: step \"beginning of the line\" 2}}}}`"));
    };
    let (program, step) = target(library, page, &parts[1], "chapter")?;
    let output = library.output(&program, &step)?;
    let key = parts[2].trim_start();
    let place: usize = parts[3].parse().map_err(|_| "no such place".to_owned())?;
    let word = word(&output, key, place).map_err(|message| format!("output of {}/{step}: {message}", program.name))?;
    // In a sentence a negative number has a minus sign, which is longer than a hyphen.
    match word.strip_prefix('-') {
        Some(size) if size.starts_with(|c: char| c.is_ascii_digit()) => Ok(format!("−{size}")),
        _ => Ok(word),
    }
}

/// A fenced block; the fence is longer than any run of backticks inside.
pub fn fenced(language: &str, code: &str) -> String {
    let mut fence = "```".to_owned();
    while code.contains(&fence) {
        fence.push('`');
    }
    format!("{fence}{language}\n{code}\n{fence}")
}

/// Whether a word or number begins in `key` and goes on in `rest`: `0.8` is no beginning of `0.85`, and `1` none of `1.5`.
fn splits_word(key: &str, rest: &str) -> bool {
    let mut next = rest.chars();
    let (last, first, second) = (key.chars().last(), next.next(), next.next());
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    is_word(last) && (is_word(first) || is_digit(last) && first == Some('.') && is_digit(second))
}

/// The `place`-th word after `key` in the one line that begins with `key`.
fn word(output: &str, key: &str, place: usize) -> Result<String, String> {
    let mut matching = output.lines().filter_map(|line| {
        let rest = line.trim_start().strip_prefix(key)?;
        (!splits_word(key, rest)).then_some((line, rest))
    });
    let Some((line, rest)) = matching.next() else {
        let beginnings = output.lines().map(str::trim).filter(|line| !line.is_empty());
        let beginnings: Vec<String> = beginnings.take(8).map(|l| l.chars().take(32).collect()).collect();
        return Err(format!("no line begins with `{key}`; they begin with: `{}`", beginnings.join("`, `")));
    };
    if let Some((second, _)) = matching.next() {
        return Err(format!(
            "two lines begin with `{key}`: `{}` and `{}`; a longer beginning, perhaps with a space at its end, decides",
            line.trim(),
            second.trim()
        ));
    }
    let words: Vec<&str> = rest.split_whitespace().collect();
    let found = words.get(place - 1).ok_or_else(|| {
        let listed: Vec<String> = words.iter().enumerate().map(|(i, w)| format!("{} {w}", i + 1)).collect();
        format!("no word {place} after `{key}`; there are: {}", listed.join(", "))
    })?;
    let found = found.strip_suffix([',', '.']).unwrap_or(found);
    // As text, whatever Markdown thinks of it.
    Ok(found
        .chars()
        .map(|c| if "*_`[]<>|\\~".contains(c) { format!("&#{};", u32::from(c)) } else { c.into() })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_an_output() {
        let output = "    p     mean\n  0.9    2.001, x\n  0.85   1.5\n";
        assert_eq!(word(output, "0.9", 1).unwrap(), "2.001");
        assert!(word(output, "0.8", 1).unwrap_err().contains("no line begins"));
        assert!(word(output, "0", 1).is_err());
        assert!(word("a 1\na 2", "a", 1).unwrap_err().contains("two lines"));
        assert!(word(output, "1", 1).unwrap_err().contains("`p     mean`"));
        assert!(word(output, "0.85", 3).unwrap_err().contains("1 1.5"));
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

    #[test]
    fn a_fence_is_longer_than_what_it_holds() {
        assert!(fenced("text", "a\n```\nb").starts_with("````text"));
    }
}
