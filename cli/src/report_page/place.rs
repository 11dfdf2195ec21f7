//! Where the page is written: a place of its own, and whole or not at all.

use crate::failure::Failure;
use crate::place::is_same;
use ann::Error;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Refuses a page in the place of another file that this run writes.
pub fn check(report: &Path, others: [(&str, Option<&PathBuf>); 2]) -> Result<(), Failure> {
    match others.into_iter().find(|(_, other)| other.is_some_and(|other| is_same(other, report))) {
        Some((name, _)) => Err(Failure::Argument(format!("the report and the {name} are the same file; name two"))),
        None => Ok(()),
    }
}

/// Writes the page beside its place and puts it there when all of it is on the disk. Of a link, the place that it leads to is written.
pub fn write(path: &Path, page: &str) -> Result<(), Error> {
    let failed = |source: std::io::Error| Error::Io { action: "write", path: path.to_owned(), source };
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)] // As any new file, not private as temporary files are; the process's umask still applies.
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.prefix(".ann-report.").suffix(".part").tempfile_in(folder).map_err(failed)?;
    file.write_all(page.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    file.persist(&target).map_err(|error| failed(error.error))?;
    Ok(())
}
