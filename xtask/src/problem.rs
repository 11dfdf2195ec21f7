//! What is wrong, where, and what would be right.

use std::fmt;
use std::path::PathBuf;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file, from the repository's root.
    pub file: PathBuf,
    /// Counted from 1; 0 where no line can be named.
    pub line: usize,
    /// What is wrong and what would be right.
    pub message: String,
}

impl Problem {
    /// A problem in a line of a file.
    pub fn new(file: impl Into<PathBuf>, line: usize, message: impl Into<String>) -> Self {
        Problem { file: file.into(), line, message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file.display(), self.message),
            line => write!(f, "{}:{line}: {}", self.file.display(), self.message),
        }
    }
}

/// Names that are close to what was written, for the end of a message: `; close: a, b`, or all there are.
pub fn close_names<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    let mut ranked: Vec<(f64, &str)> =
        names.into_iter().map(|name| (strsim::jaro_winkler(wanted, name), name)).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    ranked.dedup_by(|a, b| a.1 == b.1);
    if ranked.is_empty() {
        return "; there are none".to_owned();
    }
    let listed: Vec<&str> = ranked.iter().take(12).map(|(_, name)| *name).collect();
    let more = if ranked.len() > listed.len() { ", …" } else { "" };
    format!("; there are: {}{more}", listed.join(", "))
}
