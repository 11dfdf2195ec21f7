//! `cargo exercise`: compiles what the reader has written and lets the graders judge it.

mod grade;

use clap::{Parser, Subcommand};
use notify_debouncer_full::notify::RecursiveMode;
use notify_debouncer_full::{DebounceEventResult, new_debouncer};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
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
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = match &arguments.action {
        Some(Action::Grade(settings)) => grade::grade(settings),
        None if arguments.watch => watch(arguments.chapter),
        None => judge(arguments.chapter),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Compiles and runs the program `attempt`. What the compiler says goes to the reader.
fn judge(chapter: Option<u8>) -> Result<()> {
    let mut command = Command::new(cargo());
    command.args(["run", "--release", "--quiet", "--bin", "attempt", "--"]);
    let status = command.args(chapter.map(|chapter| chapter.to_string())).current_dir(folder()).status()?;
    if status.success() { Ok(()) } else { Err("what you wrote did not run to its end; see above".into()) }
}

/// Judges, and again after each change of a file.
fn watch(chapter: Option<u8>) -> Result<()> {
    let (sender, changes) = mpsc::channel::<DebounceEventResult>();
    let mut watcher = new_debouncer(Duration::from_millis(100), None, sender)?;
    let source = folder().join("src");
    watcher.watch(&source, RecursiveMode::Recursive)?;
    let tell = || {
        // What does not compile is told by the compiler, and may compile after the next change.
        _ = judge(chapter);
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
