//! The chapter programs: each runs to its end, says the same twice, and keeps to the form that the book relies on.

use std::path::Path;
use std::process::Command;

/// Every program, by the path that cargo gave it.
const PROGRAMS: [(&str, &str); 11] = [
    ("chapter01", env!("CARGO_BIN_EXE_chapter01")),
    ("chapter02", env!("CARGO_BIN_EXE_chapter02")),
    ("chapter03", env!("CARGO_BIN_EXE_chapter03")),
    ("chapter04", env!("CARGO_BIN_EXE_chapter04")),
    ("chapter05", env!("CARGO_BIN_EXE_chapter05")),
    ("chapter06", env!("CARGO_BIN_EXE_chapter06")),
    ("chapter07", env!("CARGO_BIN_EXE_chapter07")),
    ("chapter08", env!("CARGO_BIN_EXE_chapter08")),
    ("chapter09", env!("CARGO_BIN_EXE_chapter09")),
    ("chapter10", env!("CARGO_BIN_EXE_chapter10")),
    ("chapter11", env!("CARGO_BIN_EXE_chapter11")),
];

/// The folder of the book, where the programs find `data/`.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("chapters/ is in the folder of the book")
}

fn run(program: &str) -> String {
    let output = Command::new(program).current_dir(root()).output().expect("the program starts");
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && error.is_empty(), "{program}: {error}");
    String::from_utf8(output.stdout).expect("the output is text")
}

/// The names between `// ANCHOR: ` and the end of the line.
fn anchors<'a>(source: &'a str, mark: &str) -> Vec<&'a str> {
    source.lines().filter_map(|line| line.trim().strip_prefix(mark)).collect()
}

#[test]
fn every_program_says_the_same_twice() {
    for (name, program) in PROGRAMS {
        // Both at once: half the time, and neither may depend on being alone.
        let (output, again) = std::thread::scope(|scope| {
            let again = scope.spawn(|| run(program));
            (run(program), again.join().expect("the second run ends"))
        });
        assert!(output == again, "{name} prints something else the second time");
        let number: u8 = name["chapter".len()..].parse().expect("programs are numbered");
        assert!(output.starts_with(&format!("Chapter {number} · ")), "{name}");
        assert!(!output.contains('\u{1b}'), "{name} colours a pipe");
        // Messages of errors are one line each, as long as they must be; everything else fits a terminal.
        let too_wide = output.lines().find(|line| !line.contains("→ ") && line.chars().count() > 80);
        assert_eq!(too_wide, None, "{name}");
        let steps = output.lines().filter(|line| line.starts_with("Break it: ")).count();
        assert!(steps >= 1, "{name} breaks nothing");
    }
}

#[test]
fn every_step_is_an_anchor_that_ends() {
    let mut seen = 0;
    for entry in std::fs::read_dir(root().join("chapters")).expect("there are programs") {
        let path = entry.expect("the folder can be read").path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if path.extension().is_none_or(|extension| extension != "rs") || name == "talk" {
            continue;
        }
        let source = std::fs::read_to_string(path).expect("the program has a source");
        let begun = anchors(&source, "// ANCHOR: ");
        assert_eq!(begun, anchors(&source, "// ANCHOR_END: "), "{name}");
        let steps = source.matches("    step(").count();
        assert_eq!(begun.len(), steps, "{name}: an anchor for each step");
        seen += 1;
    }
    assert!(seen > PROGRAMS.len(), "the solutions have programs too");
}
