//! Files that are whole or not there: what is written replaces the old file only when all of it is on the disk.

use crate::{Error, Result};
use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// The end of a temporary file's name.
const SUFFIX: &str = ".part";

/// The whole file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|source| Error::Io { action: "read", path: path.to_owned(), source })
}

/// Writes `bytes` to `path`. If it fails, or the process is killed, what was there before is still there.
///
/// A process that is killed may leave its temporary file behind; see [`remove_partial_files`].
///
/// # Errors
///
/// [`Error::Io`] if it cannot be written.
pub fn replace_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let failed = |source: std::io::Error| Error::Io { action: "write", path: path.to_owned(), source };
    let target = target(path);
    let folder = folder(&target);
    #[cfg(unix)] // The new name is safe only when the folder is, too; other systems cannot open a folder.
    let open_folder = std::fs::File::open(folder).map_err(failed)?;
    let mut file = temporary_file(folder, &prefix(&target)).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    file.persist(&target).map_err(|error| failed(error.error))?;
    #[cfg(unix)]
    open_folder.sync_all().map_err(failed)?;
    Ok(())
}

/// Removes the temporary files that a process left beside `path` when it was killed while it wrote this file.
///
/// Only for when no other process is writing it: its writing would fail, and leave the old file.
///
/// # Errors
///
/// [`Error::Io`] if one cannot be removed. A folder that is not there holds none.
pub fn remove_partial_files(path: impl AsRef<Path>) -> Result<()> {
    let target = target(path.as_ref());
    let Ok(entries) = std::fs::read_dir(folder(&target)) else { return Ok(()) };
    let prefix = prefix(&target);
    let is_ours = |name: &OsStr| {
        let (name, prefix) = (name.as_encoded_bytes(), prefix.as_encoded_bytes());
        name.starts_with(prefix) && name[prefix.len()..].ends_with(SUFFIX.as_bytes())
    };
    for entry in entries.flatten().filter(|entry| is_ours(&entry.file_name())) {
        let path = entry.path();
        std::fs::remove_file(&path).map_err(|source| Error::Io { action: "remove", path, source })?;
    }
    Ok(())
}

/// A link stays a link: what it points to is replaced.
fn target(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

fn folder(target: &Path) -> &Path {
    match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// The beginning of the names of temporary files for this one; short enough for every name that a file can have.
fn prefix(target: &Path) -> OsString {
    let name = target.file_name().unwrap_or_default();
    let mut prefix = OsString::from(".");
    match name.to_str() {
        Some(name) => prefix.push(name.chars().take(40).collect::<String>()),
        None => prefix.push("ann"),
    }
    prefix.push(".");
    prefix
}

/// A file in the same folder, hence on the same disk, as the one that it is to replace.
fn temporary_file(folder: &Path, prefix: &OsStr) -> std::io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)] // As any new file, not private as temporary files are; the process's umask still applies.
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.prefix(prefix).suffix(SUFFIX).tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_partial_files_of_this_file_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.safetensors");
        replace_file(&path, b"whole").unwrap();
        let left = temporary_file(folder.path(), &prefix(&path)).unwrap().into_temp_path().keep().unwrap();
        let other = folder.path().join(".b.safetensors.123.part");
        std::fs::write(&other, "other").unwrap();
        remove_partial_files(&path).unwrap();
        assert!(!left.exists() && other.exists());
        assert_eq!(read(&path).unwrap(), b"whole");
        remove_partial_files(folder.path().join("no/such/file")).unwrap();
    }
}
