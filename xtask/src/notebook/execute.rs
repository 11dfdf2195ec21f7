//! Runs a notebook and keeps of its outputs what is the same each time.

use super::cell::{lines, list, text};
use crate::problem::Problem;
use crate::project::{Project, SOLVED, write_if_changed};
use crate::python::{jupyter, temporary};
use anyhow::{Context, Result, ensure};
use itertools::Itertools;
use lazy_regex::{Captures, regex};
use serde_json::{Map, Value, json};
use std::fs;
use std::path::Path;
use std::process::Stdio;

/// Runs the notebook `file` from a fresh kernel. It with its outputs, and the errors and warnings of its cells. Workers that run at once
/// have different numbers.
pub fn execute(project: &Project, worker: usize, file: &Path, notebook: &Value) -> Result<(Value, Vec<Problem>)> {
    let (name, folder) = (file.with_extension(""), project.root.join(file.parent().context("no folder")?));
    let work = temporary(project).join(worker.to_string()).join("kernel"); // beside which it compiles
    fs::create_dir_all(&folder)?;
    // The versions that the book was made with.
    write_if_changed(&work.join("Cargo.lock"), &fs::read(project.root.join("Cargo.lock"))?)?;
    let files = tempfile::tempdir()?;
    let [source, target] = ["source.ipynb", "target.ipynb"].map(|name| files.path().join(name));
    fs::write(&source, serde_json::to_vec(notebook)?)?;
    let mut python = jupyter(project)?;
    python.current_dir(&folder).env("EVCXR_TMPDIR", &work).arg(project.root.join("xtask/notebooks/execute.py"));
    // All that does not work is wanted where everything is tried; elsewhere what follows a failure means nothing.
    python.args([&name, &source, &target]).args(file.starts_with(SOLVED).then_some("--go-on"));
    // The kernel tells on its standard error which crates it compiles.
    let output = python.stdout(Stdio::inherit()).output().context("cannot start Python")?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{}: {}\n{}", file.display(), output.status, errors.trim_end());
    let mut notebook: Value = serde_json::from_slice(&fs::read(&target)?)?;
    let problems = tidy(&mut notebook, file);
    Ok((notebook, problems))
}

/// Counts the cells that ran in their order, joins what was printed in pieces, and drops what differs from run to run. What
/// went wrong in a cell is a problem.
fn tidy(notebook: &mut Value, file: &Path) -> Vec<Problem> {
    let (mut problems, mut count) = (Vec::new(), 0);
    let cells = notebook["cells"].as_array_mut().into_iter().flatten();
    for cell in cells.filter(|cell| cell["cell_type"] == "code") {
        cell["metadata"] = json!({});
        if text(&cell["source"]).trim().is_empty() {
            cell["execution_count"] = Value::Null;
            continue;
        }
        count += 1;
        cell["execution_count"] = json!(count);
        let mut tell = |what: String| {
            let id = cell["id"].as_str().unwrap_or_default();
            problems.push(Problem::new(file, 0, format!("cell {id} {what}")));
        };
        let mut outputs: Vec<Value> = Vec::new();
        for output in list(&cell["outputs"]) {
            match output["output_type"].as_str() {
                Some("stream") if output["name"] == "stdout" => {
                    let before = outputs.pop_if(|last| last["output_type"] == "stream");
                    let printed = before.map_or_else(String::new, |last| text(&last["text"])) + &text(&output["text"]);
                    outputs.push(json!({"name": "stdout", "output_type": "stream", "text": lines(&printed)}));
                }
                Some("execute_result" | "display_data") => {
                    let data = output["data"].as_object().into_iter().flatten();
                    let data: Map<String, Value> =
                        data.map(|(kind, content)| (kind.clone(), shown(kind, &text(content)))).collect();
                    let kind = "execute_result";
                    outputs.push(json!({"data": data, "execution_count": count, "metadata": {}, "output_type": kind}));
                }
                Some("error") => {
                    let told = list(&output["traceback"]).iter().map(text).join("\n");
                    tell(format!("failed:\n{}", console::strip_ansi_codes(&told)));
                }
                _ => tell(format!("prints a warning: {}", text(&output["text"]).trim_end())),
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
    let shorter = |tag: &Captures| {
        let number = regex!(r"(\d+\.\d{3})\d+");
        if tag[0].starts_with("<svg") { tag[0].to_owned() } else { number.replace_all(&tag[0], "$1").into_owned() }
    };
    let content = content.trim_end();
    if kind == "image/svg+xml" {
        let content = regex!("<[^>]*>").replace_all(content, shorter).replace(">\n<", "><");
        // The file must escape each double quote.
        json!(if content.contains('\'') { content } else { content.replace('"', "'") })
    } else {
        lines(content)
    }
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
        let at = |path: &str| notebook.pointer(path).unwrap();
        assert_eq!(*at("/cells/1/outputs/0/text"), json!(["1\n", "2\n"]));
        assert_eq!(*at("/cells/1/metadata"), json!({}));
        let counts =
            ["/cells/1/outputs/1", "/cells/1", "/cells/2", "/cells/3"].map(|path| &at(path)["execution_count"]);
        assert_eq!(counts, [&json!(1), &json!(1), &Value::Null, &json!(2)]);
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
