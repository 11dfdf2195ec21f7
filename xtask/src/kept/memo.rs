//! What a build of the book has made before, by what it was made of: an expanded page, the page of a source, the labels of a file.
//!
//! A name is a hash of the content and of this program, so nothing here is ever out of date, and it can be deleted at any time.

use crate::project::{Project, write_if_changed};
use anyhow::Result;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;

/// A folder of such texts.
#[derive(Default)]
pub struct Memo {
    /// None if nothing is to be known or kept.
    folder: Option<PathBuf>,
    /// Stands for this program.
    program: u64,
    /// The names that were asked for.
    used: RefCell<BTreeSet<String>>,
}

impl Memo {
    /// That of this repository, in cargo's target folder.
    pub fn open(project: &Project) -> Result<Memo> {
        let program = fs::metadata(std::env::current_exe()?)?;
        let mut hasher = DefaultHasher::new();
        (program.len(), program.modified()?).hash(&mut hasher);
        Ok(Memo {
            folder: Some(project.target().join("book-memo")),
            program: hasher.finish(),
            used: RefCell::default(),
        })
    }

    /// One in a folder of a test.
    #[cfg(test)]
    pub fn within(folder: &std::path::Path) -> Memo {
        Memo { folder: Some(folder.to_owned()), ..Memo::default() }
    }

    /// What was made of this before.
    pub fn known(&self, of: &impl Hash) -> Option<String> {
        fs::read_to_string(self.folder.as_ref()?.join(self.name(of))).ok()
    }

    /// Remembers what was made of this.
    pub fn keep(&self, of: &impl Hash, text: &str) {
        if let Some(folder) = &self.folder {
            // It is made again where it cannot be kept.
            let _ = write_if_changed(&folder.join(self.name(of)), text.as_bytes());
        }
    }

    /// What was made of this before, or is made now.
    pub fn or_make(&self, of: &impl Hash, make: impl FnOnce() -> String) -> String {
        self.known(of).unwrap_or_else(|| {
            let text = make();
            self.keep(of, &text);
            text
        })
    }

    /// Forgets what nobody asked for.
    pub fn tidy(&self) -> Result<()> {
        let Some(folder) = self.folder.as_ref().filter(|folder| folder.is_dir()) else { return Ok(()) };
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if !self.used.borrow().contains(&*entry.file_name().to_string_lossy()) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    fn name(&self, of: &impl Hash) -> String {
        let mut hasher = DefaultHasher::new();
        self.program.hash(&mut hasher);
        of.hash(&mut hasher);
        let name = format!("{:016x}", hasher.finish());
        self.used.borrow_mut().insert(name.clone());
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_not_made_again_until_it_is_made_of_something_else_or_nobody_asks() {
        let folder = tempfile::tempdir().unwrap();
        let memo = |program| Memo { folder: Some(folder.path().to_owned()), program, ..Memo::default() };
        let first = memo(1);
        assert_eq!(first.or_make(&("a.md", "text"), || "made".into()), "made");
        assert_eq!(first.or_make(&("a.md", "text"), || unreachable!()), "made");
        assert_eq!(first.or_make(&("a.md", "other"), || "anew".into()), "anew");
        assert_eq!(memo(2).known(&("a.md", "text")), None, "another program makes something else");
        let second = memo(1);
        assert_eq!(second.known(&("a.md", "text")).as_deref(), Some("made"));
        second.tidy().unwrap();
        assert_eq!(
            [memo(1).known(&("a.md", "text")).is_some(), memo(1).known(&("a.md", "other")).is_some()],
            [true, false]
        );
        assert_eq!(Memo::default().or_make(&1, || "made".into()), "made");
    }
}
