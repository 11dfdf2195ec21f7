//! When and with what a result came about.

use anyhow::{Context, Result};
use std::process::Command;

/// The day, and the compiler: what a result is a result of.
pub fn stamp() -> Result<(String, String)> {
    let date = chrono::Utc::now().format("%Y-%m-%d").to_string();
    let output = Command::new("rustc").arg("--version").output().context("cannot run rustc")?;
    let version = String::from_utf8(output.stdout)?.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    Ok((date, version))
}
