//! `cargo exercise`: compiles what the reader has written and lets the graders judge it; prints and judges sheets with a pencil's work.

mod grade;
mod judge;
mod package;
mod sheet;
mod watch;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

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
        None if arguments.watch => watch::watch(arguments.chapter),
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
