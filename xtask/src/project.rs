//! Where things are: the repository, the book and what is generated for it.

use anyhow::{Context, Result};
use itertools::Itertools;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// Font, colours and sources as the built book needs them; not tracked.
pub const GENERATED: &str = "book/src/generated";
/// What cargo and npm write into the repository.
pub const MADE: [&str; 2] = ["target", "node_modules"];
/// The notebooks with the solutions of their exercises, which no book contains.
pub const SOLVED: &str = "notebooks/solutions";
/// What was measured beside others: the files in `book/` that a rerun is not compared with.
const MEASURED: &str = "book/bench";

/// The contents of files, by their paths in a folder.
pub type Files = BTreeMap<PathBuf, Vec<u8>>;

/// The folders of the repository.
#[derive(Debug, Clone, Default)]
pub struct Project {
    pub root: PathBuf,
}

impl Project {
    /// The repository that this program was compiled in.
    pub fn find() -> Result<Project> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask/ has no parent folder")?;
        Ok(Project { root: root.to_owned() })
    }

    /// Cargo's target folder.
    pub fn target(&self) -> PathBuf {
        self.root.join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
    }

    /// What `cargo xtask bench --NAME` printed when it last ran, and the command.
    pub fn measured(&self, name: &str) -> Result<(String, String)> {
        let printed = self.read(Path::new(MEASURED).join(name).with_extension("txt"))?;
        Ok((printed.trim_end().to_owned(), format!("cargo xtask bench --{name}")))
    }

    /// Keeps what `cargo xtask bench --NAME` printed, and tells where.
    pub fn keep_measured(&self, name: &str, printed: &[u8]) -> Result<()> {
        let file = Path::new(MEASURED).join(name).with_extension("txt");
        write_if_changed(&self.root.join(&file), printed)?;
        println!("\nkept in {}\n", file.display());
        Ok(())
    }

    /// The path as it is named to a reader: from the repository's root.
    pub fn name<'a>(&self, path: &'a Path) -> &'a Path {
        path.strip_prefix(&self.root).unwrap_or(path)
    }

    /// Reads a text file of the repository, or says which one could not be read.
    pub fn read(&self, path: impl AsRef<Path>) -> Result<String> {
        let path = path.as_ref();
        fs::read_to_string(self.root.join(path)).with_context(|| format!("cannot read {}", path.display()))
    }

    /// All files below a folder with this extension, from the repository's root, sorted; none in hidden folders, where editors keep copies.
    pub fn files(&self, folder: impl AsRef<Path>, extension: &str) -> Result<Vec<PathBuf>> {
        let is_hidden = |entry: &DirEntry| entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".");
        let root = self.root.join(folder);
        if !root.exists() {
            return Ok(Vec::new());
        }
        let entries = WalkDir::new(root).into_iter().filter_entry(|entry| !is_hidden(entry));
        let mut files: Vec<PathBuf> = entries.map_ok(|entry| self.name(entry.path()).to_owned()).try_collect()?;
        files.retain(|path| path.extension().is_some_and(|found| found == extension));
        files.sort();
        Ok(files)
    }
}

/// Writes a file unless it already has this content, so that who watches it is not woken. True if it was written.
pub fn write_if_changed(path: &Path, content: &[u8]) -> Result<bool> {
    if fs::read(path).is_ok_and(|old| old == content) {
        return Ok(false);
    }
    let folder = path.parent().context("a file without a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    // Another build may read the file at this moment: it sees the old content or the new.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    std::io::Write::write_all(&mut file, content)?;
    #[cfg(unix)]
    fs::set_permissions(file.path(), std::os::unix::fs::PermissionsExt::from_mode(0o644))?;
    file.persist(path).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(true)
}

/// A new folder with these files, for a test.
#[cfg(test)]
pub fn folder_with<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (file, text) in files {
        write_if_changed(&folder.path().join(file), text.as_bytes()).unwrap();
    }
    folder
}

/// Makes a folder hold exactly these files. True if that changed anything.
pub fn replace(folder: &Path, files: &Files) -> Result<bool> {
    fs::create_dir_all(folder)?;
    let mut changed = false;
    for (name, content) in files {
        changed |= write_if_changed(&folder.join(name), content)?;
    }
    for entry in WalkDir::new(folder) {
        let path = entry?.into_path();
        if path.is_file() && !files.contains_key(path.strip_prefix(folder)?) {
            fs::remove_file(path)?;
            changed = true;
        }
    }
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_editor_keeps_in_a_hidden_folder_is_no_file_of_the_book() {
        let files = [("notebooks/a.ipynb", "{}"), ("notebooks/.ipynb_checkpoints/a-checkpoint.ipynb", "{}")];
        let root = folder_with(files);
        let project = Project { root: root.path().to_owned() };
        assert_eq!(project.files("notebooks", "ipynb").unwrap(), [Path::new("notebooks/a.ipynb")]);
    }

    #[test]
    fn files_no_longer_made_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let files = |names: &[&str]| names.iter().map(|name| (name.into(), b"x".to_vec())).collect();
        let cases = [(&["a.txt", "b/b.txt"][..], true), (&["a.txt", "b/b.txt"], false), (&["b/b.txt"], true)];
        for (names, is_change) in cases {
            assert_eq!(replace(folder.path(), &files(names)).unwrap(), is_change, "{names:?}");
        }
        assert!(!folder.path().join("a.txt").exists());
    }
}
