//! A notebook against what it should say: the program's own outputs, and the notebook as it is kept.

use super::cell::text;
use crate::check::first_difference;
use crate::library::Library;
use crate::problem::Problem;
use crate::record::Program;
use regex::Regex;
use serde_json::Value;
use std::path::Path;
use std::sync::LazyLock;

/// Steps that print something else in the notebook than in the program.
pub fn with_program(library: &Library, program: &Program, file: &Path, notebook: &Value) -> Vec<Problem> {
    // How far a long step has come.
    static PROGRESS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?m)^… [a-z ]+, \d+ of \d+\n").expect("a valid pattern"));
    let steps = crate::project::read(&program.source).ok().and_then(|text| crate::anchor::regions(&text).ok());
    let mut problems = Vec::new();
    for step in steps.into_iter().flatten() {
        let id = format!("step-{}", step.name);
        let mut printed = String::new();
        let mut number = 1;
        for cell in cells(notebook) {
            let expected = if number == 1 { id.clone() } else { format!("{id}-{number}") };
            if cell["id"] == expected.as_str() {
                printed += &streams(cell);
                number += 1;
            }
        }
        let Ok(recorded) = library.output(program, &step.name) else { continue };
        let printed = PROGRESS.replace_all(&printed, "").trim_end().to_owned();
        if number == 1 {
            problems.push(Problem::new(file, 0, format!("step `{}` has no cell", step.name)));
        } else if let Some((line, recorded, printed)) = first_difference(&recorded, &printed, false) {
            let message = format!(
                "cell {id}, line {line} of its output: the program prints `{recorded}`, the notebook `{printed}`"
            );
            problems.push(Problem::new(file, 0, message));
        }
    }
    problems
}

/// Differences between a notebook that is kept and the same made anew; of one that measures time only those of the sources.
pub fn with_kept(file: &Path, kept: &Value, new: &Value, measures: bool) -> Vec<Problem> {
    let remedy = "run `cargo xtask notebooks` and look at the difference";
    let ids = |notebook: &Value| cells(notebook).iter().map(|cell| cell["id"].clone()).collect::<Vec<_>>();
    if ids(kept) != ids(new) || kept["metadata"] != new["metadata"] {
        return vec![Problem::new(
            file,
            0,
            format!("it has other cells than the page and the program ask for; {remedy}"),
        )];
    }
    let mut problems = Vec::new();
    for (kept, new) in cells(kept).iter().zip(cells(new)) {
        let id = kept["id"].as_str().unwrap_or_default();
        let mut tell = |what: &str, a: &str, b: &str, is_figure: bool| {
            if let Some((line, old, now)) = first_difference(a, b, is_figure) {
                let message = format!("cell {id}, {what}, line {line}: kept `{old}`, now `{now}`; {remedy}");
                problems.push(Problem::new(file, 0, message));
            }
        };
        tell("source", &text(&kept["source"]), &text(&new["source"]), false);
        if measures {
            continue;
        }
        tell("output", &streams(kept), &streams(new), false);
        let (kept, new) = (shown(kept), shown(new));
        for kind in kept.keys().chain(new.keys()).collect::<std::collections::BTreeSet<_>>() {
            let of = |shown: &serde_json::Map<String, Value>| shown.get(kind).map(text).unwrap_or_default();
            tell(kind, &of(&kept), &of(&new), kind == "image/svg+xml");
        }
    }
    problems
}

fn cells(notebook: &Value) -> &[Value] {
    notebook["cells"].as_array().map_or(&[], Vec::as_slice)
}

/// What a cell printed.
fn streams(cell: &Value) -> String {
    let outputs = cell["outputs"].as_array().into_iter().flatten();
    outputs.filter(|output| output["output_type"] == "stream").map(|output| text(&output["text"])).collect()
}

/// What a cell showed, by its kinds.
fn shown(cell: &Value) -> serde_json::Map<String, Value> {
    let outputs = cell["outputs"].as_array().into_iter().flatten();
    outputs.filter_map(|output| output["data"].as_object()).flatten().map(|(k, v)| (k.clone(), v.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn notebook(source: &str, printed: &str, x: &str) -> Value {
        json!({"metadata": {}, "cells": [{"id": "step-a", "cell_type": "code", "source": source, "outputs": [
            {"output_type": "stream", "name": "stdout", "text": printed},
            {"output_type": "execute_result", "data": {"image/svg+xml": format!("<r x=\"{x}\"/>")}},
        ]}]})
    }

    #[test]
    fn differences_in_source_output_and_figure_are_told() {
        let kept = notebook("f()", "1.23\n", "1.23");
        let file = Path::new("notebooks/a.ipynb");
        let compare = |new: &Value, measures| with_kept(file, &kept, new, measures).len();
        assert_eq!(compare(&notebook("f()", "1.23\n", "1.24"), false), 0);
        assert_eq!(compare(&notebook("f()", "1.24\n", "1.23"), false), 1);
        assert_eq!(compare(&notebook("f()", "1.23\n", "1.26"), false), 1);
        assert_eq!(compare(&notebook("g()", "1.24\n", "1.26"), false), 3);
        assert_eq!(compare(&notebook("g()", "1.24\n", "1.26"), true), 1);
        assert_eq!(compare(&json!({"metadata": {}, "cells": []}), true), 1);
    }
}
