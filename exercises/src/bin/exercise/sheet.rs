//! Prints the sheet of a student, and judges one that was filled in.

use super::package::Result;
use clap::Args;
use exercises::sheet::{Sheet, TITLES, Verdict};
use std::fmt::Write;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Settings {
    /// Whose sheet; the same name always has the same numbers
    #[arg(required = true)]
    name: Vec<String>,
    /// The chapter, from 0 to 8; without, all
    #[arg(long)]
    chapter: Option<u8>,
    /// With the answers, and how they are found
    #[arg(long)]
    solutions: bool,
    /// Judge this file, a sheet that was filled in
    #[arg(long, value_name = "FILE", conflicts_with = "solutions")]
    check: Option<PathBuf>,
}

/// Prints a sheet in Markdown, or a sentence about each answer of one.
pub fn sheet(settings: &Settings) -> Result<()> {
    let sheet = Sheet::new(&settings.name.join(" "), settings.chapter)?;
    let text = match &settings.check {
        None => sheet.page(settings.solutions),
        Some(file) => {
            let (read, written) = read(file)?;
            if read.name != sheet.name {
                let (file, name) = (file.display(), read.name);
                return Err(format!(
                    "{file} is the sheet of {name}, as its first line says, and not of {}",
                    sheet.name
                )
                .into());
            }
            judged(&read, &written, settings.chapter)
        }
    };
    // Not `println!`, which panics when a reader such as `head` has enough.
    _ = std::io::stdout().write_all(text.as_bytes());
    Ok(())
}

/// A sheet that was filled in, with what stands behind each `answer`.
pub fn read(file: &Path) -> Result<(Sheet, Vec<String>)> {
    let told = |says: &dyn std::fmt::Display| format!("{}: {says}", file.display());
    let bytes = fs::read(file).map_err(|error| told(&error))?;
    // A name in another encoding than UTF-8 would be another name.
    let text = String::from_utf8(bytes).map_err(|_| told(&"this file is not encoded in UTF-8"))?;
    Ok(Sheet::read(&text).map_err(|says| told(&says))?)
}

/// A line for each question, of one chapter or of all.
fn judged(sheet: &Sheet, written: &[String], chapter: Option<u8>) -> String {
    let mut text = String::new();
    let mut solved = 0;
    let asked = sheet.questions.iter().zip(written);
    let asked: Vec<_> =
        asked.filter(|(question, _)| chapter.is_none_or(|chapter| chapter == question.label.0)).collect();
    for (question, written) in &asked {
        let (chapter, number) = question.label;
        let title = TITLES[usize::from(chapter)];
        _ = match question.judge(written) {
            Verdict::Solved => {
                solved += 1;
                writeln!(text, "✓ {chapter}.{number}: solved")
            }
            Verdict::NotWritten => writeln!(text, "· {chapter}.{number}: not written yet"),
            Verdict::Wrong(says) => {
                writeln!(text, "✗ {chapter}.{number}: {says}\n  Look at {title}, {}.", question.see)
            }
        };
    }
    _ = writeln!(text, "\n{solved} of {} solved.", asked.len());
    text
}
