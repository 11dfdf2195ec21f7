//! `cargo exercise`: compiles what the reader has written and lets the graders judge it; prints and judges sheets with a pencil's work.

mod grade;
mod judge;
mod sheet;

use clap::{Parser, Subcommand};
use notify_debouncer_full::notify::RecursiveMode;
use notify_debouncer_full::{DebounceEventResult, new_debouncer};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::mpsc;
use std::time::Duration;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Judges the functions that you have written in exercises/src/chapter00.rs and so on
#[derive(Parser)]
#[command(name = "cargo exercise", args_conflicts_with_subcommands = true)]
struct Arguments {
    /// The chapter; without, what is solved, and what comes next
    #[arg(value_parser = clap::value_parser!(u8).range(..=12))]
    chapter: Option<u8>,
    /// Again whenever you save a file, until Ctrl-C
    #[arg(long)]
    watch: bool,
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Subcommand)]
enum Action {
    /// Judge a folder of submissions, each a folder with files such as chapter03.rs, and print a CSV table
    Grade(grade::Settings),
    /// Print a sheet of pencil exercises with the numbers of one student, or judge one that was filled in
    Sheet(sheet::Settings),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = match &arguments.action {
        Some(Action::Grade(settings)) => grade::grade(settings),
        Some(Action::Sheet(settings)) => sheet::sheet(settings),
        None if arguments.watch => watch(arguments.chapter),
        None => judge::judge(arguments.chapter),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Judges, and again after each change of a file.
fn watch(chapter: Option<u8>) -> Result<()> {
    let (sender, changes) = mpsc::channel::<DebounceEventResult>();
    let mut watcher = new_debouncer(Duration::from_millis(100), None, sender)?;
    let source = folder().join("src");
    watcher.watch(&source, RecursiveMode::Recursive)?;
    let tell = || {
        // What does not compile is told by the compiler, and may compile after the next change.
        if let Err(error) = judge::judge(chapter) {
            eprintln!("error: {error}");
        }
        println!("\nWaiting for a change in {}", source.display());
    };
    tell();
    let is_code = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "rs");
    for events in changes {
        let events = events.map_err(|errors| errors.first().map(ToString::to_string).unwrap_or_default())?;
        if events.iter().any(|event| !event.kind.is_access() && event.paths.iter().any(is_code)) {
            println!("\n{}", "─".repeat(60));
            tell();
        }
    }
    Err("the watcher of files stopped".into())
}

fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Of this package.
fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
