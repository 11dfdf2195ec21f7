//! What is wrong, where, and what would be right.

use anyhow::{Result, bail};
use itertools::Itertools;
use std::fmt;
use std::path::PathBuf;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// From the repository's root.
    pub file: PathBuf,
    /// Counted from 1; 0 where no line can be named.
    pub line: usize,
    /// What is wrong and what would be right.
    pub message: String,
}

impl Problem {
    /// A problem in a line of a file.
    pub fn new(file: impl Into<PathBuf>, line: usize, message: impl ToString) -> Self {
        Problem { file: file.into(), line, message: message.to_string() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = if self.line == 0 { String::new() } else { format!(":{}", self.line) };
        write!(f, "{}{line}: {}", self.file.display(), self.message)
    }
}

pub fn tell_error(error: impl fmt::Display) {
    eprintln!("{} {error:#}", console::style("error:").red().bold().for_stderr());
}

/// `3 problems`.
pub fn count(problems: &[Problem]) -> String {
    format!("{} problem{}", problems.len(), if problems.len() == 1 { "" } else { "s" })
}

/// No problem, or all of them printed and their number as the error.
pub fn none_of(problems: &[Problem]) -> Result<()> {
    problems.iter().for_each(tell_error);
    if problems.is_empty() { Ok(()) } else { bail!(count(problems)) }
}

/// The names nearest to what was written, nearest first, for the end of a message: `; there are: a, b`.
pub fn close_names(wanted: &str, names: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let likeness = |name: &str| strsim::jaro_winkler(wanted, name);
    let names = names.into_iter().map(|name| name.as_ref().to_owned());
    let ranked = names.sorted_by(|a, b| likeness(b).total_cmp(&likeness(a)).then(a.cmp(b))).dedup().collect_vec();
    match ranked.len() {
        0 => "; there are none".to_owned(),
        1..=12 => format!("; there are: {}", ranked.join(", ")),
        _ => format!("; there are: {}, …", ranked[..12].join(", ")),
    }
}
