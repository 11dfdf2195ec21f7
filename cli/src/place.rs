//! Whether files can be written where they are wanted.

use crate::failure::Failure;
use ann::Error;
use std::path::{Path, PathBuf};

/// Refuses two files of one run, each with what it is, in the same place.
pub fn check_apart(files: &[(&str, Option<&PathBuf>)]) -> Result<(), Failure> {
    let given: Vec<(&str, &PathBuf)> = files.iter().filter_map(|(name, path)| Some((*name, (*path)?))).collect();
    for (i, (one, path)) in given.iter().enumerate() {
        if let Some((other, _)) = given[i + 1..].iter().find(|(_, other)| is_same(path, other)) {
            return Err(Failure::Argument(format!("the {one} and the {other} are the same file; name two")));
        }
    }
    Ok(())
}

/// Whether both are one file, also if it does not exist yet.
fn is_same(a: &Path, b: &Path) -> bool {
    let in_folder = |path: &Path| Some(folder(path).canonicalize().ok()?.join(path.file_name()?));
    let place = |path: &Path| path.canonicalize().ok().or_else(|| in_folder(path));
    place(a).is_some_and(|a| place(b) == Some(a))
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Says now, not after an hour of training, that a file cannot be written there.
pub fn check(path: &Path, table: &Path) -> Result<(), Failure> {
    // Of a link, the place that it leads to is written.
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = folder(&target);
    let ends_like_a_folder =
        path.as_os_str().as_encoded_bytes().last().is_some_and(|end| std::path::is_separator(char::from(*end)));
    let problem = if path.is_dir() || ends_like_a_folder {
        "it is a folder; a file name is needed"
    } else if path.exists() && !path.is_file() {
        "it is no regular file; choose another name"
    } else if is_same(path, table) {
        "it is the table itself; choose another name"
    } else if !folder.is_dir() {
        "its folder does not exist; make it first"
    } else {
        // The model is written beside its place first.
        let denied = |error: std::io::Error| std::io::Error::new(error.kind(), "nothing can be written in its folder");
        let tried = tempfile::tempfile_in(folder).map(drop).map_err(denied);
        return tried.map_err(|source| Error::Io { action: "write", path: path.to_owned(), source }.into());
    };
    let source = std::io::Error::other(problem);
    Err(Error::Io { action: "write", path: path.to_owned(), source }.into())
}
