//! How a chapter program talks: a title, then for each step its name and a sentence about what is to be seen.
#![allow(dead_code, reason = "each program uses its own part")]

use console::style;
use indicatif::{ProgressBar, ProgressStyle};

/// The chapter's title. Bold on a terminal only.
pub fn title(chapter: u8, name: &str) {
    println!("{}", style(format!("Chapter {chapter} · {name}")).bold());
}

/// A step begins: its name, and what is about to be seen, in lines of at most 80 characters.
pub fn step(name: &str, sentence: &str) {
    println!("\n{}", style(name).bold());
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

/// A bar for a step that takes more than a moment, on a terminal only and gone when it is done.
pub fn progress(length: u64, what: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg}  {bar:30}  {pos}/{len}  {eta} left");
    ProgressBar::new(length).with_message(what).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
