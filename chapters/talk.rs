//! How a chapter program talks: a title, then for each step its name and a sentence about what is to be seen.
#![allow(dead_code, reason = "each program uses its own part")]

use console::style;
use indicatif::{ProgressBar, ProgressStyle};

/// The chapter's title. Bold on a terminal only.
pub fn title(chapter: u8, name: &str) {
    println!("{}", style(format!("Chapter {chapter} · {name}")).bold());
}

/// A step begins.
pub fn step(name: &str, sentence: &str) {
    println!("\n{}\n{sentence}\n", style(name).bold());
}

/// A bar for a step that takes more than a moment, on a terminal only and gone when it is done.
pub fn progress(length: u64, what: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg}  {bar:30}  {pos}/{len}  {eta} left");
    ProgressBar::new(length).with_message(what).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
