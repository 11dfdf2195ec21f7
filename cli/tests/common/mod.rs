//! What the tests of the command share: a folder with a table, and `ann` run in it.
#![allow(dead_code, reason = "each test program uses its own part")]

use std::path::PathBuf;
use std::process::{Command, Output};

/// A folder in which `ann` runs.
pub struct Folder(pub tempfile::TempDir);

impl Folder {
    /// With this table as `t.csv`.
    pub fn with(table: impl AsRef<[u8]>) -> Self {
        Self::of("t.csv", table)
    }

    /// With one file.
    pub fn of(name: &str, content: impl AsRef<[u8]>) -> Self {
        let folder = Folder(tempfile::tempdir().unwrap());
        folder.write(name, content);
        folder
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).unwrap();
    }

    /// The names of what is in it, in order.
    pub fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    pub fn ann(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_ann")).args(arguments).current_dir(&self.0).output().expect("ann runs")
    }

    /// The standard output of a run that succeeds, with nothing on standard error.
    #[track_caller]
    pub fn success(&self, arguments: &[&str]) -> String {
        let output = self.ann(arguments);
        assert!(output.status.success() && output.stderr.is_empty(), "{arguments:?}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    /// The status and the one short line of a run that fails, with nothing on standard output.
    #[track_caller]
    pub fn failure(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let output = self.ann(arguments);
        let error = text(&output.stderr);
        assert!(!output.status.success() && output.stdout.is_empty(), "{arguments:?} {error}");
        assert!(error.starts_with("ann: ") && error.lines().count() == 1 && error.len() < 1000, "{error}");
        (output.status.code(), error)
    }
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("the output is text")
}
