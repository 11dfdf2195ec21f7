//! Runs a notebook and keeps of its outputs what is the same each time.

use super::cell::{lines, text};
use super::kernel::{Jupyter, temporary};
use crate::problem::Problem;
use crate::project::{Project, write_if_changed};
use anyhow::{Context, Result, bail};
use indicatif::ProgressBar;
use regex::Regex;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::Stdio;
use std::sync::LazyLock;
use std::time::Instant;

/// A notebook that was run.
pub struct Executed {
    /// With its outputs.
    pub notebook: Value,
    /// Errors and warnings of its cells.
    pub problems: Vec<Problem>,
    /// How many seconds each cell took, by its id.
    pub seconds: Vec<(String, f64)>,
    /// How many seconds all of it took.
    pub total: f64,
}

/// Runs the notebook `name` from a fresh kernel, to the first cell that fails unless it shall `go_on`, and says in `bar` which cell
/// is running.
pub fn execute(
    project: &Project,
    jupyter: &Jupyter,
    name: &str,
    notebook: &Value,
    go_on: bool,
    bar: &ProgressBar,
) -> Result<Executed> {
    let folder = project.root.join("notebooks");
    std::fs::create_dir_all(&folder)?;
    let work = temporary(project).join("kernel");
    std::fs::create_dir_all(&work)?;
    // The versions that the book was made with.
    write_if_changed(&work.join("Cargo.lock"), &std::fs::read(project.root.join("Cargo.lock"))?)?;
    let files = tempfile::tempdir()?;
    let (source, target) = (files.path().join("source.ipynb"), files.path().join("target.ipynb"));
    std::fs::write(&source, serde_json::to_vec(notebook)?)?;

    let start = Instant::now();
    let mut child = jupyter
        .python(project)?
        .current_dir(&folder)
        .env("EVCXR_TMPDIR", &work)
        .arg(project.root.join("xtask/notebooks/execute.py"))
        .args([&source, &target])
        .args(go_on.then_some("--go-on"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot start Python")?;
    let mut errors = child.stderr.take().context("no standard error")?;
    // The kernel tells there which crates it compiles; nobody may wait because it is full.
    let errors = std::thread::spawn(move || {
        let mut told = String::new();
        let _ = errors.read_to_string(&mut told);
        told
    });
    let mut seconds = Vec::new();
    let mut running = String::new();
    for line in BufReader::new(child.stdout.take().context("no standard output")?).lines() {
        let line = line?;
        match line.split(' ').collect::<Vec<_>>().as_slice() {
            ["begins", number, all, id] => {
                running = (*id).to_owned();
                bar.set_message(format!("{name}: cell {number} of {all}, {id}"));
            }
            ["ended", took] => seconds.push((std::mem::take(&mut running), took.parse().unwrap_or(0.0))),
            _ => {}
        }
    }
    let status = child.wait()?;
    let told = errors.join().unwrap_or_default();
    if !status.success() {
        bail!("{name}: {}\n{}", status, told.trim_end());
    }
    let mut notebook: Value = serde_json::from_slice(&std::fs::read(&target)?)?;
    let total = start.elapsed().as_secs_f64();
    let file = Path::new("notebooks").join(format!("{name}.ipynb"));
    let problems = tidy(&mut notebook, &file);
    Ok(Executed { notebook, problems, seconds, total })
}

/// Counts the cells that ran in their order, joins what was printed in pieces, and drops what differs from run to run. What
/// went wrong in a cell is a problem.
fn tidy(notebook: &mut Value, file: &Path) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut count = 0;
    for cell in notebook["cells"].as_array_mut().into_iter().flatten() {
        if cell["cell_type"] != "code" {
            continue;
        }
        let id = cell["id"].as_str().unwrap_or_default().to_owned();
        cell["metadata"] = json!({});
        if text(&cell["source"]).trim().is_empty() {
            cell["execution_count"] = Value::Null;
            continue;
        }
        count += 1;
        cell["execution_count"] = json!(count);
        let mut outputs: Vec<Value> = Vec::new();
        for output in cell["outputs"].as_array().into_iter().flatten() {
            match output["output_type"].as_str() {
                Some("stream") if output["name"] == "stdout" => {
                    let printed = text(&output["text"]);
                    match outputs.last_mut().filter(|last| last["output_type"] == "stream") {
                        Some(last) => last["text"] = json!(text(&last["text"]) + &printed),
                        None => outputs.push(json!({"name": "stdout", "output_type": "stream", "text": printed})),
                    }
                }
                Some("execute_result" | "display_data") => {
                    let data = output["data"].as_object().into_iter().flatten();
                    let data: serde_json::Map<String, Value> =
                        data.map(|(kind, content)| (kind.clone(), shown(kind, &text(content)))).collect();
                    outputs.push(json!({
                        "data": data,
                        "execution_count": count,
                        "metadata": {},
                        "output_type": "execute_result",
                    }));
                }
                Some("error") => {
                    let told: Vec<String> = output["traceback"].as_array().into_iter().flatten().map(text).collect();
                    problems.push(Problem::new(file, 0, format!("cell {id} failed:\n{}", plain(&told.join("\n")))));
                }
                _ => {
                    let told = text(&output["text"]);
                    problems.push(Problem::new(file, 0, format!("cell {id} prints a warning: {}", told.trim_end())));
                }
            }
        }
        for output in &mut outputs {
            if output["output_type"] == "stream" {
                output["text"] = lines(&text(&output["text"]));
            }
        }
        cell["outputs"] = json!(outputs);
    }
    problems
}

/// What a cell shows: text by its lines; a figure, whose lines say nothing, in one piece, with three decimals and single quotes,
/// which is smaller.
fn shown(kind: &str, content: &str) -> Value {
    // Places and sizes stand in the tags; what stands between them is read, and so is the name of the whole.
    static TAG: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"<[^>]*>").expect("a valid pattern"));
    static DECIMALS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(\d+\.\d{3})\d+").expect("a valid pattern"));
    let shorter = |tag: &regex::Captures| match &tag[0] {
        whole if whole.starts_with("<svg") => whole.to_owned(),
        part => DECIMALS.replace_all(part, "$1").into_owned(),
    };
    let content = content.trim_end();
    if kind == "image/svg+xml" {
        let content = TAG.replace_all(content, shorter).replace(">\n<", "><");
        // The file must escape each double quote.
        json!(if content.contains('\'') { content } else { content.replace('"', "'") })
    } else {
        lines(content)
    }
}

/// Text without the colours of a terminal.
fn plain(text: &str) -> String {
    console::strip_ansi_codes(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_are_joined_and_counted_and_errors_are_problems() {
        let stream = |name: &str, text: &str| json!({"output_type": "stream", "name": name, "text": text});
        let result = json!({"output_type": "execute_result", "execution_count": 9, "metadata": {}, "data": {"text/plain": "x\n"}});
        let error = json!({"output_type": "error", "traceback": ["\u{1b}[31mno\u{1b}[0m"], "ename": "E", "evalue": ""});
        let code = |id: &str, source: &str, outputs: Value| json!({"cell_type": "code", "id": id, "metadata": {"t": 1}, "source": source, "outputs": outputs});
        let mut notebook = json!({"cells": [
            {"cell_type": "markdown"},
            code("a", "f()", json!([stream("stdout", "1\n"), stream("stdout", "2\n"), result])),
            code("b", "", json!([])),
            code("c", "g()", json!([stream("stderr", "w"), error])),
        ]});
        let problems = tidy(&mut notebook, Path::new("n.ipynb"));
        assert_eq!(notebook["cells"][1]["outputs"][0]["text"], json!(["1\n", "2\n"]));
        assert_eq!(notebook["cells"][1]["outputs"][1]["execution_count"], 1);
        assert_eq!(notebook["cells"][1]["metadata"], json!({}));
        assert_eq!(
            (&notebook["cells"][2]["execution_count"], &notebook["cells"][3]["execution_count"]),
            (&Value::Null, &json!(2))
        );
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(told, ["n.ipynb: cell c prints a warning: w", "n.ipynb: cell c failed:\nno"]);
    }

    #[test]
    fn a_figure_is_shorter_and_its_words_are_whole() {
        let figure = "<svg aria-label=\"σ 0.00109\">\n<text x=\"1.23456\">\nσ 0.00109\n</text>\n</svg>\n";
        let expected = "<svg aria-label='σ 0.00109'><text x='1.234'>\nσ 0.00109\n</text></svg>";
        assert_eq!(shown("image/svg+xml", figure), json!(expected));
        let apostrophe = "<svg aria-label=\"Xavier's\"></svg>";
        assert_eq!(shown("image/svg+xml", apostrophe), json!(apostrophe));
    }
}
