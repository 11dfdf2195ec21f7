//! Judges again whenever the reader saves a file.

use super::judge::judge;
use super::package::{Result, folder};
use notify_debouncer_full::notify::RecursiveMode;
use notify_debouncer_full::{DebounceEventResult, new_debouncer};
use std::path::PathBuf;
use std::sync::mpsc;
use std::time::Duration;

/// Judges, and again after each change of a file.
pub fn watch(chapter: Option<u8>) -> Result<()> {
    let (sender, changes) = mpsc::channel::<DebounceEventResult>();
    let mut watcher = new_debouncer(Duration::from_millis(100), None, sender)?;
    let source = folder().join("src");
    watcher.watch(&source, RecursiveMode::Recursive)?;
    let tell = || {
        // What does not compile is told by the compiler, and may compile after the next change.
        if let Err(error) = judge(chapter) {
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
