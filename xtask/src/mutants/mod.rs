//! Whether the tests notice a mistake: the classic ones, that the book shows, and all those that `cargo mutants` can make in a file.
//!
//! Both work in a copy of the repository, which compiles into the project's own target folder: what the library stands on is compiled
//! already.

mod classic;
mod copy;
mod survivors;

pub use classic::{Mistake, catch, mistake};
pub use survivors::{run, table};

use anyhow::{Context, Result};
use std::process::Command;

/// The day, and the compiler: what a result is a result of.
fn stamp() -> Result<(String, String)> {
    let date = chrono::Utc::now().format("%Y-%m-%d").to_string();
    let output = Command::new("rustc").arg("--version").output().context("cannot run rustc")?;
    let version = String::from_utf8(output.stdout)?.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    Ok((date, version))
}
