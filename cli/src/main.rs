//! The command `ann`: trains a network on a table, and uses it.
//!
//! | file | holds |
//! |---|---|
//! | `train`, `predict`, `explain`, `export`, `import` | a subcommand each: its options, and its steps in order |
//! | `settings`, `table` | what options take besides numbers and texts: a word of a list, `32,16`, `auto`; the options for reading a table, and what was found in it |
//! | `memory`, `place` | what is refused before the training: a network that does not fit into memory, files that could not be written after it |
//! | `baseline`, `choice`, `folds` | what simpler models reach; λ and the hidden layers, chosen by cross-validation; the whole way from table to model, judged K times |
//! | `training`, `interrupt`, `team` | the epochs, with their progress and checkpoints; Ctrl-C; the processes that `mpirun` started together |
//! | `score`, `residuals` | how well the model does on samples that it has not seen; how far its numbers are off |
//! | `report`, `report_page` | what `train` prints, as text and as JSON; the page of `--report` |
//! | `output`, `failure` | what is printed, and where; why a command failed, and its exit status |
//!
//! A new option goes into the file of its subcommand; one for reading a table into `table`, where `train`, `predict` and `explain` have it.
#![forbid(unsafe_code)]

mod baseline;
mod choice;
mod explain;
mod export;
mod failure;
mod folds;
mod import;
mod interrupt;
mod memory;
mod output;
mod place;
mod predict;
mod report;
mod report_page;
mod residuals;
mod score;
mod settings;
mod table;
mod team;
mod train;
mod training;

use ann::error::with_causes;
use clap::{CommandFactory, Parser, Subcommand, error::ErrorKind};
use failure::Failure;
use std::process::ExitCode;
use team::Team;

/// Trains neural networks on tables, and uses them.
#[derive(Parser)]
#[command(name = "ann", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
#[allow(clippy::large_enum_variant, reason = "there is one of it")]
enum Command {
    /// Trains a network on a table and tests it on samples that it has not seen.
    Train(Box<train::Arguments>),
    /// Prints a trained network's answers for the rows of a table, as CSV.
    Predict(predict::Arguments),
    /// Tells what a trained network's answers rest on, and how far they can be believed, from rows with their targets.
    Explain(explain::Arguments),
    /// Writes a trained network as a file that programs in other languages run.
    Export(export::Arguments),
    /// Makes a model of a network that another program trained.
    Import(import::Arguments),
}

fn main() -> ExitCode {
    let team = match Team::join(training::on_other_rank) {
        Ok(Some(team)) => team,
        Ok(None) => return ExitCode::SUCCESS,
        Err(failure) => return failed(&failure),
    };
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    let result = match &arguments.command {
        Command::Train(arguments) => train::run(arguments, &team),
        Command::Predict(arguments) => predict::run(arguments),
        Command::Explain(arguments) => explain::run(arguments),
        Command::Export(arguments) => export::run(arguments),
        Command::Import(arguments) => import::run(arguments),
    };
    result.map_or_else(|failure| failed(&failure), |()| ExitCode::SUCCESS)
}

/// Tells why a command failed.
fn failed(failure: &Failure) -> ExitCode {
    eprintln!("ann: {}", output::one_line(&with_causes(failure)));
    ExitCode::from(failure.status())
}

/// Help and version as they are; anything else in one line, with exit status 2.
fn usage(error: &clap::Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let printed = error.print();
        return if printed.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let commands: Vec<_> = Arguments::command().get_subcommands().map(|c| c.get_name().to_owned()).collect();
        eprintln!("ann: a command is needed: {}; see 'ann --help'", commands.join(" or "));
        return ExitCode::from(2);
    }
    // clap's message is one sentence, over several lines, before its usage text and hints.
    let text = error.to_string();
    let ends = |line: &&str| ["Usage:", "For more information", "tip:"].iter().any(|word| line.starts_with(word));
    let lines: Vec<&str> =
        text.lines().map(str::trim).take_while(|line| !ends(line)).filter(|line| !line.is_empty()).collect();
    let message = lines.join(" ");
    let given = std::env::args_os().nth(1).and_then(|given| given.into_string().ok()).unwrap_or_default();
    let command = if Arguments::command().find_subcommand(&given).is_some() { given + " " } else { String::new() };
    eprintln!("ann: {}; see 'ann {command}--help'", message.trim_start_matches("error: ").trim_end_matches('.'));
    ExitCode::from(2)
}
