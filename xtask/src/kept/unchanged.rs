//! Whether a built book is still what its sources would make: then nothing is built again.

use crate::project::{GENERATED, MADE, Project, write_if_changed};
use anyhow::Result;
use std::fmt::Debug;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// What is remembered of a built book.
pub struct Stamp {
    file: PathBuf,
    /// How it was asked for.
    wish: String,
}

impl Stamp {
    /// That of the book in a folder, built by this program with these wishes.
    pub fn new(project: &Project, folder: &Path, wish: &impl Debug) -> Stamp {
        let mut hasher = DefaultHasher::new();
        folder.hash(&mut hasher);
        let file = project.target().join("built").join(format!("{:016x}", hasher.finish()));
        Stamp { file, wish: format!("{wish:?}") }
    }

    /// Whether neither a source nor the book changed since it was kept.
    pub fn holds(&self, project: &Project, folder: &Path) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|kept| self.state(project, folder).is_ok_and(|now| now == kept))
    }

    pub fn keep(&self, project: &Project, folder: &Path) -> Result<()> {
        write_if_changed(&self.file, self.state(project, folder)?.as_bytes()).map(drop)
    }

    /// A hash of the names, sizes and times of all files of the repository and of the book, and of this program.
    fn state(&self, project: &Project, folder: &Path) -> Result<String> {
        let sources = sources(project, Some(folder));
        let mut hasher = DefaultHasher::new();
        self.wish.hash(&mut hasher);
        for entry in
            sources.chain(WalkDir::new(folder).sort_by_file_name()).chain(WalkDir::new(std::env::current_exe()?))
        {
            let entry = entry?;
            if entry.file_type().is_file() {
                let about = entry.metadata()?;
                (entry.path(), about.len(), about.modified()?).hash(&mut hasher);
            }
        }
        Ok(format!("{:016x}", hasher.finish()))
    }
}

/// What is in the repository and is not made by cargo, npm or a build of the book, in order; `book` is where one is built.
pub fn sources(project: &Project, book: Option<&Path>) -> impl Iterator<Item = walkdir::Result<DirEntry>> {
    let (generated, book) = (project.root.join(GENERATED), book.map(Path::to_owned));
    let is_source = move |entry: &DirEntry| {
        let name = entry.file_name().to_string_lossy();
        let is_made = MADE.contains(&&*name) || entry.path() == generated || Some(entry.path()) == book.as_deref();
        entry.depth() == 0 || !(is_made || name.starts_with('.'))
    };
    WalkDir::new(&project.root).sort_by_file_name().into_iter().filter_entry(is_source)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::folder_with;

    #[test]
    fn a_book_is_built_again_when_a_source_or_a_page_or_the_wish_is_another() {
        let root =
            folder_with([("src/lib.rs", "a"), ("book/src/a.md", "a"), ("book/src/generated/x", "a"), (".git/x", "a")]);
        let (project, book) = (Project { root: root.path().to_owned() }, folder_with([("index.html", "a")]));
        let state = |wish: &str| Stamp::new(&project, book.path(), &wish).state(&project, book.path()).unwrap();
        let write = |path: PathBuf, text: &str| fs::write(path, text).unwrap();
        let first = state("all");
        write(root.path().join("book/src/generated/x"), "made anew");
        write(root.path().join(".git/x"), "committed");
        assert_eq!(state("all"), first);
        assert_ne!(state("without solutions"), first);
        write(root.path().join("src/lib.rs"), "longer");
        let second = state("all");
        assert_ne!(second, first);
        write(book.path().join("index.html"), "spoilt");
        assert_ne!(state("all"), second);
    }
}
