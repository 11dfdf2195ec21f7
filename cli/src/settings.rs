//! Settings as they are written on the command line.

use ann::data::Task;
use clap::ValueEnum;
use std::str::FromStr;

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum TaskName {
    Auto,
    Classify,
    Regress,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ScheduleName {
    Constant,
    Step,
    Cosine,
}

#[derive(Debug, Clone, Copy, PartialEq, ValueEnum)]
pub enum Format {
    Text,
    Json,
}

/// The sizes of the hidden layers, as in `32,16`.
#[derive(Debug, Clone)]
pub struct Hidden(pub Vec<usize>);

impl FromStr for Hidden {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "none" {
            return Ok(Hidden(Vec::new()));
        }
        let size = |part: &str| part.trim().parse().ok().filter(|&size: &usize| size > 0);
        let sizes: Option<Vec<usize>> = text.split(',').map(size).collect();
        sizes
            .map(Hidden)
            .ok_or_else(|| "whole numbers above 0 with commas between them are needed, or 'none'".to_owned())
    }
}

/// λ as it is given.
#[derive(Debug, Clone, Copy)]
pub enum L2 {
    Auto,
    Value(f64),
}

impl FromStr for L2 {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "auto" => Ok(L2::Auto),
            _ => text.parse().map(L2::Value).map_err(|_| "a number is needed, or 'auto'".to_owned()),
        }
    }
}

impl From<TaskName> for Task {
    fn from(name: TaskName) -> Self {
        match name {
            TaskName::Auto => Task::Auto,
            TaskName::Classify => Task::Classify,
            TaskName::Regress => Task::Regress,
        }
    }
}
