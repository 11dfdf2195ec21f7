//! `cargo exercise grade` on a folder of submissions. In place of cargo stands a script that accepts what a submission says of itself, so
//! that nothing is compiled.
#![cfg(unix)]

use exercises::sheet::Sheet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

/// In place of cargo: what holds `compile_error!` does not compile; else the program says what the file of chapter 3 does.
const CARGO: &str = r#"#!/bin/sh
while [ $# -gt 0 ]; do
  case "$1" in --manifest-path) manifest="$2" ;; --target-dir) target="$2" ;; esac
  shift
done
source="$(dirname "$manifest")/src"
if [ -n "$BROKEN" ] || grep -l 'compile_error!' "$source"/chapter*.rs > /dev/null; then
  echo "error: src/chapter03.rs" >&2
  exit 101
fi
mkdir -p "$target/release"
cat > "$target/release/attempt" <<'END'
#!/bin/sh
if [ "$1" = --list ]; then
  echo "3 gradient"
  echo "3 slope"
  echo "4 penalty"
  exit
fi
END
grep '^//! does ' "$source/chapter03.rs" | sed 's/^...[ ]does//' >> "$target/release/attempt"
grep -q '^//! does ' "$source/chapter03.rs" || echo 'echo not written' >> "$target/release/attempt"
chmod +x "$target/release/attempt"
"#;

/// Grades the submissions; the lines of the table, and what is told aside.
fn grade(submissions: &Path) -> (Vec<String>, String) {
    grade_with(submissions, "")
}

/// The same; where `broken` is not empty, nothing compiles.
fn grade_with(submissions: &Path, broken: &str) -> (Vec<String>, String) {
    let work = tempfile::tempdir().unwrap();
    let cargo = work.path().join("cargo");
    fs::write(&cargo, CARGO).unwrap();
    fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_exercise"));
    command.arg("grade").arg(submissions).args(["--seconds", "1"]);
    let output =
        command.env("CARGO", &cargo).env("CARGO_TARGET_DIR", work.path()).env("BROKEN", broken).output().unwrap();
    let table = String::from_utf8(output.stdout).unwrap();
    // Of the first time on this machine it tells that it takes long.
    let told = String::from_utf8(output.stderr).unwrap();
    let errors = told.lines().filter(|line| !line.starts_with("compiling the library")).collect();
    (table.lines().map(str::to_owned).collect(), errors)
}

/// Writes the files of one submission.
fn submit(submissions: &Path, name: &str, files: &[(&str, &str)]) {
    let folder = submissions.join(name);
    fs::create_dir(&folder).unwrap();
    for (file, text) in files {
        fs::write(folder.join(file), text).unwrap();
    }
}

#[test]
fn every_submission_has_a_line_for_each_exercise() {
    let folder = tempfile::tempdir().unwrap();
    let submissions = folder.path();
    let solves = r#"//! does if [ "$3" = slope ]; then echo wrong; else echo solved; fi"#;
    let ends =
        r#"//! does if [ "$2" = 4 ]; then exit 134; elif [ "$3" = slope ]; then exec sleep 60; fi; echo panicked"#;
    submit(submissions, "ada", &[("chapter03.rs", solves)]);
    submit(submissions, "broken", &[("chapter03.rs", "compile_error!();"), ("chapter04.rs", "")]);
    submit(submissions, "charles, jr", &[("chapter03.rs", ends), ("notes.txt", "")]);
    submit(submissions, "nothing", &[]);
    fs::write(submissions.join("a file"), "").unwrap();
    let (table, errors) = grade(submissions);
    let expected = [
        "submission,chapter,exercise,verdict",
        "ada,3,gradient,solved",
        "ada,3,slope,wrong",
        "ada,4,penalty,solved",
        "broken,3,gradient,does not compile",
        "broken,3,slope,does not compile",
        "broken,4,penalty,not written",
        "\"charles, jr\",3,gradient,panicked",
        "\"charles, jr\",3,slope,endless",
        "\"charles, jr\",4,penalty,aborted",
        "nothing,3,gradient,not written",
        "nothing,3,slope,not written",
        "nothing,4,penalty,not written",
    ];
    assert_eq!(table, expected);
    assert_eq!(errors, "");
}

#[test]
fn the_answers_of_a_sheet_stand_below_the_exercises() {
    let folder = tempfile::tempdir().unwrap();
    let submissions = folder.path();
    let sheet = |name: &str| Sheet::new(name, Some(3)).unwrap();
    let half =
        sheet("Ada").page(true).replace("answer 3.1:", "answer 3.1: 8 8 8 8 not").replace("answer 3.2:", "gone:");
    submit(submissions, "a", &[("sheet.md", &sheet("Ada").page(true))]);
    submit(submissions, "b", &[("sheet.md", &half)]);
    submit(submissions, "c", &[("sheet.md", "Ada\n")]);
    submit(submissions, "d", &[("sheet.md", &sheet("Eve").page(true).replace("[ ", "[ 7"))]);
    let (table, errors) = grade(submissions);
    let lines: Vec<&str> = table.iter().filter(|line| line.contains("sheet")).map(String::as_str).collect();
    let expected = [
        "a,3,sheet 3.1,solved",
        "a,3,sheet 3.2,solved",
        "b,3,sheet 3.1,wrong",
        "b,3,sheet 3.2,not written",
        "c,,sheet,not readable",
        "d,3,sheet 3.1,solved",
        "d,3,sheet 3.2,solved",
    ];
    assert_eq!(lines, expected);
    assert_eq!(table.len(), 1 + 4 * 3 + expected.len());
    assert!(errors.contains("warning: b and a have the sheet of the same name, Ada"), "{errors}");
    assert!(errors.contains("c/sheet.md: the first line must be `# Sheet of NAME`"), "{errors}");
}

#[test]
fn a_folder_without_submissions_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (table, errors) = grade(folder.path());
    assert!(table.is_empty() && errors.contains("holds no submissions"), "{errors}");
    let (table, errors) = grade(&folder.path().join("none"));
    assert!(table.is_empty() && errors.contains("none: "), "{errors}");
}

#[test]
fn a_broken_file_of_the_package_itself_is_not_blamed_on_a_submission() {
    let folder = tempfile::tempdir().unwrap();
    submit(folder.path(), "ada", &[("chapter03.rs", "")]);
    let (table, errors) = grade_with(folder.path(), "yes");
    assert!(
        table.len() <= 1 && errors.contains("a file in exercises/src does not compile itself"),
        "{table:?} {errors}"
    );
}
