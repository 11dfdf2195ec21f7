//! The form of the chapter programs that the book relies on. What they print is compared with the record by `cargo xtask record --check`.

use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask/ is in the folder of the book")
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join(folder)).expect("the folder can be read");
    let paths = entries.map(|entry| entry.expect("an entry can be read").path());
    paths.filter(|path| path.extension().is_some_and(|found| found == extension)).collect()
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).expect("the file can be read")
}

/// The names between `// ANCHOR: ` and the end of the line.
fn anchors<'a>(source: &'a str, mark: &str) -> Vec<&'a str> {
    source.lines().filter_map(|line| line.trim().strip_prefix(mark)).collect()
}

#[test]
fn every_step_is_an_anchor_that_ends() {
    let mut seen = 0;
    for path in files("chapters", "rs") {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if name == "talk" {
            continue;
        }
        let source = text(&path);
        let begun = anchors(&source, "// ANCHOR: ");
        assert_eq!(begun, anchors(&source, "// ANCHOR_END: "), "{name}");
        let steps = ["    step(", "if long_step("].map(|call| source.matches(call).count());
        assert_eq!(begun.len(), steps.iter().sum(), "{name}: an anchor for each step");
        if name.starts_with("chapter") {
            assert!(source.contains("\"Break it: "), "{name} breaks nothing");
        }
        seen += 1;
    }
    assert!(seen > 12, "the solutions have programs too");
}

#[test]
fn what_a_program_prints_fits_a_terminal_and_has_no_colours() {
    // Chapter 12 names the processor, whatever its length.
    for chapter in (0..=11).chain([13]) {
        let found = files(&format!("book/recorded/chapter{chapter:02}"), "txt");
        assert!(!found.is_empty(), "chapter {chapter} has outputs");
        for path in found {
            let output = text(&path);
            assert!(!output.contains('\u{1b}'), "{} has colours", path.display());
            // Messages of errors are one line each, as long as they must be.
            let too_wide = output.lines().find(|line| !line.contains("→ ") && line.chars().count() > 80);
            assert_eq!(too_wide, None, "{}", path.display());
        }
    }
}
