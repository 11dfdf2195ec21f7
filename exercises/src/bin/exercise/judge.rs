//! Compiles the program `attempt` from what the reader has written, and runs it. A chapter that does not compile does not stop the others.

use super::package::{Result, cargo, folder};
use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Judges one chapter, or shows what is solved. What the compiler says goes to the reader.
pub fn judge(chapter: Option<u8>) -> Result<()> {
    let mut broken = BTreeSet::new();
    let program = loop {
        let (program, said) = build(&broken)?;
        let new: Vec<u8> = chapters_with_errors(&said).into_iter().filter(|chapter| broken.insert(*chapter)).collect();
        match chapter {
            // Only these are asked for: what is wrong elsewhere takes a line.
            Some(chapter) if !new.is_empty() && !new.contains(&chapter) => {
                for chapter in &new {
                    eprintln!("exercises/src/chapter{chapter:02}.rs does not compile, and is left out.");
                }
            }
            _ => eprint!("{said}"),
        }
        match program {
            Some(program) => break program,
            None if chapter.is_some_and(|chapter| broken.contains(&chapter)) || new.is_empty() => {
                return Err("what you wrote does not compile; see above".into());
            }
            None => {}
        }
    };
    let mut command = Command::new(program);
    command.arg("--progress").arg(folder().join("progress.csv"));
    for chapter in broken {
        command.args(["--without", &chapter.to_string()]);
    }
    let status = command.args(chapter.map(|chapter| chapter.to_string())).current_dir(folder()).status()?;
    if status.success() { Ok(()) } else { Err("what you wrote did not run to its end; see above".into()) }
}

/// Compiles with the book's solutions in place of the broken chapters. The program, if it compiles, and what the compiler says.
fn build(broken: &BTreeSet<u8>) -> Result<(Option<PathBuf>, String)> {
    let mut command = Command::new(cargo());
    command.args(["rustc", "--release", "--quiet", "--bin", "attempt", "--message-format", "json-render-diagnostics"]);
    command.args(["--color", if std::io::stderr().is_terminal() { "always" } else { "never" }, "--"]);
    for chapter in broken {
        command.args(["--cfg", &format!("broken=\"{chapter}\"")]);
    }
    let output = command.current_dir(folder()).stdin(Stdio::null()).output()?;
    let messages = String::from_utf8_lossy(&output.stdout);
    let program = if output.status.success() { program(&messages) } else { None };
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    match (output.status.success(), program) {
        (true, None) => Err("cargo does not say where the program is".into()),
        (_, program) => Ok((program, said)),
    }
}

/// Where the program is, by cargo's messages.
fn program(messages: &str) -> Option<PathBuf> {
    let (_, rest) = messages.rsplit_once("\"executable\":\"")?;
    // In JSON a backslash is written twice.
    rest.split_once('"').map(|(path, _)| PathBuf::from(path.replace("\\\\", "\\")))
}

/// The chapters that errors of the compiler point to.
fn chapters_with_errors(said: &str) -> BTreeSet<u8> {
    let (mut chapters, mut is_error) = (BTreeSet::new(), false);
    for line in said.lines() {
        let line = without_colours(line);
        if line.starts_with("error") || line.starts_with("warning") {
            is_error = line.starts_with("error");
        } else if let Some((_, place)) = line.split_once("--> ")
            && std::mem::take(&mut is_error)
        {
            let file = place.rsplit(['/', '\\']).next().and_then(|file| file.strip_prefix("chapter")?.get(..2));
            chapters.extend(file.and_then(|number| number.parse::<u8>().ok()));
        }
    }
    chapters
}

fn without_colours(line: &str) -> String {
    let mut pieces = line.split('\u{1b}');
    let first = pieces.next().unwrap_or_default().to_owned();
    first + &pieces.map(|piece| piece.split_once('m').map_or("", |(_, rest)| rest)).collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_place_of_an_error_says_which_chapter_is_broken() {
        let said = "\
warning: unused
 --> exercises/src/chapter02.rs:3:1
\u{1b}[1m\u{1b}[91merror[E0308]\u{1b}[0m\u{1b}[1m: mismatched types\u{1b}[0m
  \u{1b}[1m\u{1b}[94m--> \u{1b}[0mexercises/src/chapter03.rs:12:5
   |
note: as in
  --> exercises/src/chapter04.rs:1:1
error: expected one of
  --> exercises\\src\\chapter11.rs:7:1
error: could not compile `exercises` (bin \"attempt\") due to 2 previous errors; 1 warning emitted
";
        assert_eq!(chapters_with_errors(said), BTreeSet::from([3, 11]));
        assert_eq!(chapters_with_errors("error: no space left\n"), BTreeSet::new());
    }

    #[test]
    fn cargo_says_where_the_program_is() {
        let messages = r#"{"reason":"compiler-artifact","executable":null}
{"reason":"compiler-artifact","filenames":[],"executable":"C:\\t\\attempt.exe","fresh":true}
{"reason":"build-finished","success":true}"#;
        assert_eq!(program(messages), Some(PathBuf::from(r"C:\t\attempt.exe")));
        assert_eq!(program("{}"), None);
    }
}
