//! Whether a file can be written where it is wanted.

use crate::failure::Failure;
use ann::Error;
use std::path::Path;

/// Whether both are one file, also if it does not exist yet.
pub fn is_same(a: &Path, b: &Path) -> bool {
    let place = |path: &Path| {
        let in_folder = || {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            Some(folder.canonicalize().ok()?.join(path.file_name()?))
        };
        path.canonicalize().ok().or_else(in_folder)
    };
    place(a).is_some_and(|a| place(b) == Some(a))
}

/// Says now, not after an hour of training, that a file cannot be written there.
pub fn check(path: &Path, table: &Path) -> Result<(), Failure> {
    // Of a link, the place that it leads to is written.
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let same = |a: &Path, b: &Path| matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b);
    let ends_like_a_folder =
        path.as_os_str().as_encoded_bytes().last().is_some_and(|end| std::path::is_separator(char::from(*end)));
    let problem = if path.is_dir() || ends_like_a_folder {
        "it is a folder; a file name is needed"
    } else if path.exists() && !path.is_file() {
        "it is no regular file; choose another name"
    } else if same(path, table) {
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
