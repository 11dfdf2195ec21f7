//! How a chapter program talks: a title, then for each step its name and a sentence about what is to be seen, at the end the
//! files that it drew.
#![allow(dead_code, reason = "each program uses its own part")]

use ann::{Error, Figure};
use console::style;
use indicatif::{ProgressBar, ProgressStyle};
use std::path::{Path, PathBuf};

/// The folder of the figures; `ANN_FIGURES` names another.
const FIGURES: &str = "figures";

/// Stands before each step where `ANN_BOOK` is set: the book takes the output apart there.
fn mark() -> &'static str {
    if std::env::var_os("ANN_BOOK").is_some() { "\u{1e}" } else { "" }
}

/// The chapter's title. Bold on a terminal only.
pub fn title(chapter: u8, name: &str) {
    println!("{}", style(format!("Chapter {chapter} · {name}")).bold());
}

/// A step begins: its name, and what is about to be seen, in lines of at most 80 characters.
pub fn step(name: &str, sentence: &str) {
    println!("\n{}{}", mark(), style(name).bold());
    let mut line = String::new();
    for word in sentence.split_whitespace() {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > 80 {
            println!("{line}");
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    println!("{line}\n");
}

/// As [`step`], for one that takes so many minutes: whether it is asked for, with `--full`. If not, it is said to be left out.
pub fn long_step(name: &str, sentence: &str, minutes: u32) -> bool {
    step(name, sentence);
    let full = std::env::args().any(|argument| argument == "--full");
    if !full && mark().is_empty() {
        println!("Left out: this takes about {minutes} minutes, and is done with `-- --full` behind the command.");
    } else if !full {
        println!("\u{1f}");
    }
    full
}

/// Keeps a figure as `figures/<program>/<name>.svg`, and what it is on a wide page beside it.
pub fn draw(name: &str, figure: Figure) -> ann::Result<()> {
    let folder = figures();
    std::fs::create_dir_all(&folder).map_err(|source| Error::Io { action: "create", path: folder.clone(), source })?;
    if let Some(wide) = figure.wide() {
        wide.save(folder.join(name).with_extension("wide.svg"))?;
    }
    figure.save(folder.join(name).with_extension("svg"))
}

/// The program ends: which of these figures it drew, and where.
pub fn drawn(names: &[&str]) {
    println!("\n{}Drawn in {}:\n{}", mark(), figures().display(), names.join("\n"));
}

/// The folder of this program's figures.
fn figures() -> PathBuf {
    let program = std::env::args_os().next().unwrap_or_default();
    let root = std::env::var_os("ANN_FIGURES").map_or_else(|| PathBuf::from(FIGURES), PathBuf::from);
    root.join(Path::new(&program).file_stem().unwrap_or_default())
}

/// A bar for a step that takes more than a moment, on a terminal only and gone when it is done.
pub fn progress(length: u64, what: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg}  {bar:30}  {pos}/{len}  {eta} left");
    ProgressBar::new(length).with_message(what).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
