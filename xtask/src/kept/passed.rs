//! What passed stays passed: a check that takes minutes is left out, where that is wanted, if it would read the same files again.

use crate::project::{MADE, Project, write_if_changed};
use anyhow::Result;
use console::style;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use walkdir::WalkDir;

/// A check, and a hash of all that it reads.
#[derive(Debug)]
pub struct Passed {
    file: PathBuf,
    state: String,
}

impl Passed {
    /// The check of this name, and what stands for all that it reads.
    pub fn new(project: &Project, name: &str, reads: &impl Hash) -> Passed {
        let mut hasher = DefaultHasher::new();
        reads.hash(&mut hasher);
        Passed { file: project.target().join("passed").join(name), state: format!("{:016x}", hasher.finish()) }
    }

    /// Whether this check was good when it last read these very files; then that is told.
    pub fn holds(&self) -> bool {
        let holds = fs::read_to_string(&self.file).is_ok_and(|kept| kept == self.state);
        if holds {
            let name = self.file.file_name().unwrap_or_default().display();
            println!("{} {name}: nothing that it reads changed since it was good", style("left out:").yellow());
        }
        holds
    }

    pub fn keep(&self) -> Result<()> {
        write_if_changed(&self.file, self.state.as_bytes()).map(drop)
    }
}

/// A hash of these files and folders of the repository (none of what cargo and npm write into them), and of the versions of commands.
pub fn fingerprint(project: &Project, files: &[&Path], commands: &[&Path]) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    for file in files {
        content(&project.root.join(file), &mut hasher)?;
    }
    for command in commands {
        Command::new(command).arg("--version").output().map(|output| output.stdout).ok().hash(&mut hasher);
    }
    Ok(hasher.finish())
}

/// The names and contents of a file, or of all files below a folder, by their places in it.
fn content(path: &Path, hasher: &mut DefaultHasher) -> Result<()> {
    let is_source =
        |entry: &walkdir::DirEntry| entry.depth() == 0 || !MADE.contains(&&*entry.file_name().to_string_lossy());
    for entry in WalkDir::new(path).sort_by_file_name().into_iter().filter_entry(is_source) {
        let entry = entry?;
        if entry.file_type().is_file() {
            (entry.path().strip_prefix(path)?, fs::read(entry.path())?).hash(hasher);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::folder_with;

    #[test]
    fn a_check_is_repeated_when_a_file_or_its_name_or_what_else_it_reads_is_another() {
        let files = [("src/lib.rs", "a"), ("src/target/made", "a"), ("other/a", "a")];
        let root = folder_with(files);
        let project = Project { root: root.path().to_owned() };
        let passed = |more: &str| {
            let read = fingerprint(&project, &[Path::new("src")], &[Path::new("no such command")]).unwrap();
            Passed::new(&project, "tried", &(read, more))
        };
        let first = passed("x");
        assert_eq!(passed("x").state, first.state);
        assert_ne!(passed("y").state, first.state);
        for (unread, _) in &files[1..] {
            fs::write(root.path().join(unread), "changed").unwrap();
        }
        assert_eq!(passed("x").state, first.state);
        fs::write(root.path().join("src/lib.rs"), "b").unwrap();
        let second = passed("x");
        assert_ne!(second.state, first.state);
        fs::rename(root.path().join("src/lib.rs"), root.path().join("src/main.rs")).unwrap();
        assert_ne!(passed("x").state, second.state);
    }

    #[test]
    fn nothing_is_left_out_before_it_was_good() {
        let (root, kept) = (folder_with([("a", "a")]), tempfile::tempdir().unwrap());
        let project = Project { root: root.path().to_owned() };
        let mut passed = Passed::new(&project, "tried", &fingerprint(&project, &[Path::new("a")], &[]).unwrap());
        passed.file = kept.path().join("tried");
        assert!(!passed.holds());
        passed.keep().unwrap();
        assert!(passed.holds());
        passed.state.push('x');
        assert!(!passed.holds());
    }
}
