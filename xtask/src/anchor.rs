//! Regions between `// ANCHOR: name` and `// ANCHOR_END: name`.

/// A named region of a source file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// Its name.
    pub name: String,
    /// The line of its first line of code, counted from 1.
    pub line: usize,
    /// Its code, with the common indentation removed and without the lines of other anchors.
    pub code: String,
}

/// All regions of a file in the order of their beginnings, or what is wrong and in which line.
pub fn regions(text: &str) -> Result<Vec<Region>, (usize, String)> {
    let mut regions: Vec<Region> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let comment = line.trim_start().trim_start_matches('/').trim();
        if let Some(name) = comment.strip_prefix("ANCHOR:") {
            let name = name.trim();
            if regions.iter().any(|region| region.name == name) {
                return Err((index + 1, format!("a second anchor `{name}`; each name is used once")));
            }
            open.push(regions.len());
            regions.push(Region { name: name.to_owned(), line: index + 2, code: String::new() });
        } else if let Some(name) = comment.strip_prefix("ANCHOR_END:") {
            match open.iter().position(|&k| regions[k].name == name.trim()) {
                Some(place) => open.remove(place),
                None => return Err((index + 1, format!("`{comment}` ends an anchor that is not open"))),
            };
        } else {
            for &k in &open {
                regions[k].code.push_str(line);
                regions[k].code.push('\n');
            }
        }
    }
    if let Some(&k) = open.first() {
        let Region { name, line, .. } = &regions[k];
        return Err((line - 1, format!("anchor `{name}` is never closed: `// ANCHOR_END: {name}` is missing")));
    }
    for region in &mut regions {
        region.code = dedent(&region.code);
    }
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
        let regions = regions(text).unwrap();
        assert_eq!(regions.len(), 1);
        assert_eq!(regions[0].line, 3);
        assert_eq!(regions[0].code, "let x = 1;\nif x > 0 {\n    f();\n}");
    }

    #[test]
    fn broken_anchors_are_named() {
        assert_eq!(regions("\n// ANCHOR: a\nx\n").unwrap_err().0, 2);
        assert_eq!(regions("// ANCHOR_END: a\n").unwrap_err().0, 1);
        assert!(regions("// ANCHOR: a\n// ANCHOR_END: a\n// ANCHOR: a\n").unwrap_err().1.contains("second"));
    }
}
