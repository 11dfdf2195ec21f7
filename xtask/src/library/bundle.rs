//! The notebooks as one download, with what they compile: they run where it is unpacked.

use super::Library;
use crate::project::Files;
use anyhow::{Context, Result};
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use toml::Table;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Its file in the book, and the folder inside it.
pub const FILE: &str = "notebooks.zip";
pub const FOLDER: &str = "neural-networks-from-scratch";
/// What it holds beside the notebooks: the library, the exercises with their graders, the tables.
const SOURCES: [(&str, &str); 4] = [("src", "rs"), ("exercises", "rs"), ("data", "csv"), ("data", "md")];
const ALONE: [&str; 2] = ["LICENSE", "exercises/Cargo.toml"];

/// Packs the notebooks as the book has them.
pub fn zip(library: &Library, notebooks: &Files) -> Result<Vec<u8>> {
    let project = &library.project;
    let mut files = notebooks.clone();
    let mut names: Vec<PathBuf> = ALONE.iter().map(PathBuf::from).filter(|f| project.root.join(f).exists()).collect();
    for (folder, extension) in SOURCES {
        names.extend(project.files(folder, extension)?);
    }
    let is_solution = |name: &Path| name.starts_with("exercises/solutions") || name.starts_with("exercises/tests");
    for name in names.into_iter().filter(|name| !is_solution(name)) {
        let content = fs::read(project.root.join(&name)).with_context(|| format!("cannot read {}", name.display()))?;
        files.insert(name, content);
    }
    files.insert("Cargo.toml".into(), manifest(&project.read("Cargo.toml")?)?.into_bytes());
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in &files {
        // With forward slashes everywhere, and without a time: the same files make the same bytes.
        let name: Vec<_> = name.iter().map(|part| part.to_string_lossy()).collect();
        writer.start_file(format!("{FOLDER}/{}", name.join("/")), SimpleFileOptions::default())?;
        writer.write_all(content)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// The manifest of the library without the packages, programs and tests that are not packed.
fn manifest(whole: &str) -> Result<String> {
    let mut manifest: Table = whole.parse().context("Cargo.toml")?;
    for unpacked in ["bench", "dev-dependencies", "profile"] {
        manifest.remove(unpacked);
    }
    if let Some(package) = manifest.get_mut("package").and_then(|package| package.as_table_mut()) {
        package.remove("readme");
    }
    if let Some(workspace) = manifest.get_mut("workspace").and_then(|workspace| workspace.as_table_mut()) {
        workspace.insert("members".into(), vec!["exercises"].into());
        workspace.remove("default-members");
    }
    Ok(manifest.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::{Project, folder_with};
    use std::io::Read;

    #[test]
    fn the_bundle_has_what_a_notebook_compiles_and_no_solution() {
        let whole = "[package]\nname = \"ann\"\nreadme = \"R\"\n[workspace]\nmembers = [\"exercises\", \"xtask\"]\n[[bench]]\nname = \"b\"\n";
        let files = [("Cargo.toml", whole), ("src/lib.rs", "x"), ("exercises/Cargo.toml", "y"), ("data/a.csv", "z")];
        let folder =
            folder_with(files.into_iter().chain([("exercises/solutions/chapter00.rs", "s"), ("xtask/src/a.rs", "s")]));
        let library = Library { project: Project { root: folder.path().to_owned() }, ..Library::default() };
        let notebooks = Files::from([("notebooks/chapter00.ipynb".into(), b"{}".to_vec())]);
        let packed = zip(&library, &notebooks).unwrap();
        assert_eq!(packed, zip(&library, &notebooks).unwrap(), "the same files make the same bytes");
        let mut archive = zip::ZipArchive::new(Cursor::new(packed)).unwrap();
        let wanted = ["Cargo.toml", "data/a.csv", "exercises/Cargo.toml", "notebooks/chapter00.ipynb", "src/lib.rs"];
        let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
        assert_eq!(names, wanted.map(|name| format!("{FOLDER}/{name}")));
        let mut manifest = String::new();
        archive.by_name(&names[0]).unwrap().read_to_string(&mut manifest).unwrap();
        assert!(manifest.contains("members = [\"exercises\"]") && !manifest.contains("bench"), "{manifest}");
    }
}
