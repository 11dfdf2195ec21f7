//! What stands between double braces: listings, steps, outputs, figures, values, tables.

use crate::anchor::dedent;
use crate::generated::source_url;
use crate::item;
use crate::library::chapter_of;
use crate::page::{Page, escape};
use crate::problem::close_names;
use crate::project::read;
use crate::record::Program;
use crate::tables;
use regex::Regex;
use std::path::Path;
use std::sync::LazyLock;

/// All directives.
const NAMES: [&str; 10] =
    ["chapter", "listing", "step", "output", "solution", "figure", "value", "equation-index", "programs", "peers"];

/// What a directive becomes.
pub enum Expansion {
    /// Part of a sentence.
    Inline(String),
    /// A block of its own.
    Block(String),
}

/// Expands `name: argument`, which begins in line `line` of the page.
pub fn expand(page: &mut Page, content: &str, line: usize) -> Result<Expansion, String> {
    let (name, argument) = content.split_once(':').unwrap_or((content, ""));
    let (name, argument) = (name.trim(), argument.trim());
    let block = match name {
        "value" => return value(page, argument).map(Expansion::Inline),
        "chapter" => chapter(page, argument)?,
        "listing" => listing(page, argument)?,
        "step" => {
            let (program, step) = target(page, argument, "chapter")?;
            format!("{}\n\n{}", region(page, &program, &step)?, output(page, &program, &step, true)?)
        }
        "output" => {
            let (program, step) = target(page, argument, "chapter")?;
            output(page, &program, &step, false)?
        }
        "solution" => {
            let (program, step) = target(page, argument, "solutions")?;
            let output = output(page, &program, &step, true)?;
            format!("{}\n\n{output}", region(page, &program, &step)?)
        }
        "figure" => figure(page, argument, line)?,
        "equation-index" => tables::equation_index(page.library),
        "programs" => tables::programs(page.library),
        "peers" => peers(page)?,
        _ => return Err(format!("no directive `{name}`{}", close_names(name, NAMES))),
    };
    Ok(Expansion::Block(block))
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
fn target(page: &Page, argument: &str, kind: &str) -> Result<(Program, String), String> {
    let (program, name) = match argument.split_once('/') {
        Some((program, name)) => (program.trim(), name.trim()),
        None => (kind, argument),
    };
    if name.is_empty() || name.contains(char::is_whitespace) {
        return Err(format!("`{argument}` is no name; write for example `gap` or `chapter04/penalty`"));
    }
    let program = match program {
        "chapter" | "solutions" => {
            let chapter = page.chapter().ok_or_else(|| {
                format!("this page belongs to no chapter; name the program too, for example `chapter04/{name}`")
            })?;
            format!("{program}{chapter:02}")
        }
        other => other.to_owned(),
    };
    Ok((page.library.program(&program)?.clone(), name.to_owned()))
}

/// How many levels a page lies below the book's root, as the beginning of its links.
fn up(page: &Page) -> String {
    "../".repeat(page.name.matches('/').count())
}

fn chapter(page: &Page, argument: &str) -> Result<String, String> {
    let chapter: u8 =
        argument.parse().map_err(|_| format!("`{argument}` is no chapter; write `{{{{chapter: 7}}}}`"))?;
    if chapter_of(page.name) != Some(chapter) {
        return Err(format!("this is not the page of chapter {chapter}"));
    }
    let (name, up) = (format!("chapter{chapter:02}"), up(page));
    page.library.program(&name)?;
    let source = |path: &str| source_url(&up, Path::new(path), None);
    let mut parts = vec![format!(
        "<span><a href=\"{}\">Run it</a> <code>cargo run --release --bin {name}</code></span>",
        source(&format!("chapters/{name}.rs"))
    )];
    if page.library.project.root.join(format!("notebooks/{name}.ipynb")).is_file() {
        parts.push(format!(
            "<span><a href=\"{up}generated/notebooks/{name}.ipynb\" download>Open it</a> <code>notebooks/{name}.ipynb</code></span>"
        ));
    }
    if page.library.project.root.join(format!("tests/{name}.rs")).is_file() {
        parts.push(format!(
            "<span><a href=\"{}\">Prove it</a> <code>cargo test --test {name}</code></span>",
            source(&format!("tests/{name}.rs"))
        ));
    }
    Ok(format!("<div class=\"run-it\">{}</div>", parts.join(" ")))
}

fn listing(page: &Page, argument: &str) -> Result<String, String> {
    let (path, name) = match argument.split_once('#') {
        Some((path, name)) => (path.trim(), Some(name.trim())),
        None => (argument, None),
    };
    let file = page.library.project.root.join(path);
    let sources = page.library.sources();
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
            let region = page.library.region(&file, name)?;
            (region.line, region.code)
        }
        Some(name) => {
            let shown = item::find(&text, name).map_err(|error| format!("{path}: {error}"))?;
            (shown.line, shown.code)
        }
    };
    Ok(listing_block(page, Path::new(path), line, &code))
}

/// A step's code.
fn region(page: &Page, program: &Program, step: &str) -> Result<String, String> {
    let region = page.library.region(&program.source, step)?;
    let path = page.library.project.name(&program.source).to_owned();
    Ok(listing_block(page, &path, region.line, &region.code))
}

fn listing_block(page: &Page, path: &Path, line: usize, code: &str) -> String {
    let url = source_url(&up(page), path, Some(line));
    let name = escape(&path.display().to_string());
    // Markdown's own fence: mdBook gives it colours and a button to copy it.
    format!(
        "<div class=\"listing\">\n<div class=\"name\"><a href=\"{url}\">{name}</a></div>\n\n{}\n\n</div>",
        fenced("rust", code)
    )
}

/// A step's output, directly below its code or alone.
fn output(page: &Page, program: &Program, step: &str, below_code: bool) -> Result<String, String> {
    let output = page.library.output(program, step)?;
    if output.is_empty() {
        return if below_code { Ok(String::new()) } else { Err(format!("step `{step}` prints nothing")) };
    }
    let name = if below_code {
        "prints".to_owned()
    } else {
        // The code is not shown here, but it is a link away.
        let line = page.library.region(&program.source, step)?.line;
        let url = source_url(&up(page), page.library.project.name(&program.source), Some(line));
        format!("<a href=\"{url}\">cargo run --release --bin {}</a> prints", program.name)
    };
    Ok(format!("<div class=\"output\">\n<div class=\"name\">{name}</div>\n\n{}\n\n</div>", fenced("text", &output)))
}

/// What `cargo xtask bench --peers` printed when it last ran.
fn peers(page: &Page) -> Result<String, String> {
    let table = crate::project::read(&page.library.project.peers()).map_err(|error| format!("{error:#}"))?;
    let name = "<code>cargo xtask bench --peers</code> printed";
    Ok(format!(
        "<div class=\"output\">\n<div class=\"name\">{name}</div>\n\n{}\n\n</div>",
        fenced("text", table.trim_end())
    ))
}

/// A fenced block; the fence is longer than any run of backticks inside.
fn fenced(language: &str, code: &str) -> String {
    let mut fence = "```".to_owned();
    while code.contains(&fence) {
        fence.push('`');
    }
    format!("{fence}{language}\n{code}\n{fence}")
}

fn figure(page: &mut Page, argument: &str, line: usize) -> Result<String, String> {
    let (name, caption) = argument.split_once('|').unwrap_or((argument, ""));
    let (name, caption) = (name.trim(), caption.trim());
    if caption.is_empty() {
        return Err("a figure has a caption: `{{figure: name | What to see, with its numbers.}}`".to_owned());
    }
    let (program, name) = target(page, name, "chapter")?;
    let svg = page.library.figure(&program, &name)?;
    // A block of HTML ends at a blank line.
    let svg: Vec<&str> = svg.lines().filter(|line| !line.trim().is_empty() && !line.starts_with("<?xml")).collect();
    let caption = page.expand_from(&dedent(caption), line);
    Ok(format!(
        "<figure id=\"fig-{name}\">\n<div class=\"drawing\">{}</div>\n<figcaption>\n\n{caption}\n\n</figcaption>\n</figure>",
        svg.join("\n")
    ))
}

fn value(page: &Page, argument: &str) -> Result<String, String> {
    static VALUE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"^([\w/-]+)\s+"([^"]*)"\s+([1-9]\d*)$"#).expect("a valid pattern"));
    let Some(parts) = VALUE.captures(argument) else {
        return Err(format!("`{argument}` is not understood; write `{{{{value: step \"beginning of the line\" 2}}}}`"));
    };
    let (program, step) = target(page, &parts[1], "chapter")?;
    let output = page.library.output(&program, &step)?;
    let key = parts[2].trim_start();
    let place: usize = parts[3].parse().map_err(|_| "no such place".to_owned())?;
    let word = word(&output, key, place).map_err(|message| format!("output of {}/{step}: {message}", program.name))?;
    // In a sentence a negative number has a minus sign, which is longer than a hyphen.
    match word.strip_prefix('-') {
        Some(size) if size.starts_with(|c: char| c.is_ascii_digit()) => Ok(format!("−{size}")),
        _ => Ok(word),
    }
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
