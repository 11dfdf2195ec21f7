//! Regions between `// ANCHOR: name` and `// ANCHOR_END: name`.

use crate::project::Project;
use anyhow::{Context, Result, bail, ensure};
use std::path::Path;

/// A named region of a source file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    pub name: String,
    /// The line of its first line of code, counted from 1.
    pub line: usize,
    /// Its code, with the common indentation removed and without the lines of other anchors.
    pub code: String,
}

/// All regions of a file of the repository.
pub fn regions_of(project: &Project, file: &Path) -> Result<Vec<Region>> {
    regions(&project.read(file)?).with_context(|| file.display().to_string())
}

/// All regions of a text in the order of their beginnings, or what is wrong and in which line.
pub fn regions(text: &str) -> Result<Vec<Region>> {
    let mut regions: Vec<Region> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        let comment = line.trim_start().trim_start_matches('/').trim();
        if let Some(name) = comment.strip_prefix("ANCHOR:").map(str::trim) {
            let is_new = regions.iter().all(|region| region.name != name);
            ensure!(is_new, "line {number}: a second anchor `{name}`; each name is used once");
            open.push(regions.len());
            regions.push(Region { name: name.to_owned(), line: number + 1, code: String::new() });
        } else if let Some(name) = comment.strip_prefix("ANCHOR_END:").map(str::trim) {
            let place = open.iter().position(|&k| regions[k].name == name);
            open.remove(place.with_context(|| format!("line {number}: `{comment}` ends an anchor that is not open"))?);
        } else {
            open.iter().for_each(|&k| regions[k].code += &format!("{line}\n"));
        }
    }
    if let Some(Region { name, line, .. }) = open.first().map(|&k| &regions[k]) {
        bail!("line {}: anchor `{name}` is never closed: `// ANCHOR_END: {name}` is missing", line - 1);
    }
    regions.iter_mut().for_each(|region| region.code = dedent(&region.code));
    Ok(regions)
}

/// Removes the indentation that all lines share, and blank lines at both ends.
pub fn dedent(code: &str) -> String {
    let indents = code.lines().filter(|l| !l.trim().is_empty()).map(|l| l.len() - l.trim_start_matches(' ').len());
    let common = indents.min().unwrap_or(0);
    let lines: Vec<&str> = code.lines().map(|line| line.get(common..).unwrap_or("").trim_end()).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_dedented_and_know_their_line() {
        let text = "fn main() {\n    // ANCHOR: a\n    let x = 1;\n    if x > 0 {\n        f();\n    }\n    // ANCHOR_END: a\n}\n";
        let code = "let x = 1;\nif x > 0 {\n    f();\n}".to_owned();
        assert_eq!(regions(text).unwrap(), [Region { name: "a".to_owned(), line: 3, code }]);
    }

    #[test]
    fn broken_anchors_are_named() {
        let told = |text: &str| regions(text).unwrap_err().to_string();
        assert!(told("\n// ANCHOR: a\nx\n").contains("line 2: anchor `a` is never closed"));
        assert!(told("// ANCHOR_END: a\n").starts_with("line 1: "));
        assert!(told("// ANCHOR: a\n// ANCHOR_END: a\n// ANCHOR: a\n").contains("a second anchor"));
    }
}
