//! Whether a recording is what its program would leave if it ran again.

use crate::code::program::Program;
use crate::project::{Project, write_if_changed};
use anyhow::{Context, Result};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// What a recording depends on, and the recording itself.
pub struct Stamp<'a> {
    /// Where it is remembered, in two lines: how the files look, and what is in them.
    file: PathBuf,
    /// The program, the data, the outputs and the figures.
    files: Vec<PathBuf>,
    steps: Vec<String>,
    project: &'a Project,
}

impl<'a> Stamp<'a> {
    /// That of a program, compiled as `binary`.
    pub fn new(project: &'a Project, program: &Program, binary: &Path) -> Result<Self> {
        let (mut files, recorded) = (vec![binary.to_owned()], &program.recorded());
        for (folder, extension) in [(Path::new("data"), "csv"), (recorded, "txt"), (recorded, "svg")] {
            files.extend(project.files(folder, extension)?);
        }
        let steps = program.regions(project)?.into_iter().map(|step| step.name).collect();
        Ok(Stamp { file: project.target().join("recorded").join(&program.name), files, steps, project })
    }

    /// Whether the recording was made by this program from these data. Only files that look otherwise are read.
    pub fn holds(&self) -> Result<bool> {
        let kept = fs::read_to_string(&self.file)?;
        let (looks, content) = kept.split_once('\n').context("a stamp has two lines")?;
        if looks == self.looks()? {
            return Ok(true);
        }
        let now = self.content()?;
        let holds = content == now;
        if holds {
            self.keep_with(&now)?;
        }
        Ok(holds)
    }

    pub fn keep(&self) -> Result<()> {
        self.keep_with(&self.content()?)
    }

    /// Keeps how the files look now, and this hash of what is in them.
    fn keep_with(&self, content: &str) -> Result<()> {
        write_if_changed(&self.file, format!("{}\n{content}", self.looks()?).as_bytes()).map(drop)
    }

    /// A hash of the sizes and times of the files.
    fn looks(&self) -> Result<String> {
        self.hash(|path| {
            let about = fs::metadata(path)?;
            Ok((about.len(), about.modified()?))
        })
    }

    /// A hash of what the files contain.
    fn content(&self) -> Result<String> {
        self.hash(|path| Ok(fs::read(path)?))
    }

    /// A hash of the steps, the names of the files and this about each.
    fn hash<T: Hash>(&self, about: impl Fn(&Path) -> Result<T>) -> Result<String> {
        let mut hasher = DefaultHasher::new();
        self.steps.hash(&mut hasher);
        for file in &self.files {
            (file.file_name(), about(&self.project.root.join(file))?).hash(&mut hasher);
        }
        Ok(format!("{:016x}", hasher.finish()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::folder_with;
    use std::time::SystemTime;

    #[test]
    fn a_recording_is_made_again_when_a_file_has_something_else_in_it_and_not_when_it_only_looks_so() {
        let root = folder_with([("program", "a"), ("figure.svg", "a")]);
        let project = Project { root: root.path().to_owned() };
        let kept = tempfile::tempdir().unwrap();
        let stamp = Stamp {
            file: kept.path().join("stamp"),
            files: ["program", "figure.svg"].map(PathBuf::from).into(),
            steps: vec!["step".to_owned()],
            project: &project,
        };
        assert!(stamp.holds().is_err(), "nothing is kept yet");
        stamp.keep().unwrap();
        assert!(stamp.holds().unwrap());
        let before = fs::read_to_string(&stamp.file).unwrap();
        let program = fs::File::options().write(true).open(root.path().join("program")).unwrap();
        program.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        assert!(stamp.holds().unwrap());
        assert_ne!(fs::read_to_string(&stamp.file).unwrap(), before, "how it looks is kept anew");
        fs::write(root.path().join("program"), "b").unwrap();
        assert!(!stamp.holds().unwrap());
        stamp.keep().unwrap();
        assert!(!Stamp { steps: Vec::new(), ..stamp }.holds().unwrap(), "another step");
    }
}
