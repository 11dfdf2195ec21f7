//! A notebook against what it should say: the program's own outputs, and the notebook as it is kept.

use super::cell::{list, text};
use crate::code::program::Program;
use crate::library::Library;
use crate::problem::Problem;
use crate::record::difference::first_difference;
use anyhow::Result;
use itertools::Itertools;
use lazy_regex::{Regex, regex};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// Steps that print something else in the notebook than in the program.
pub fn with_program(library: &Library, program: &Program, file: &Path, notebook: &Value) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    for step in program.regions(&library.project)? {
        let id = format!("step-{}", step.name);
        // A long step has several cells.
        let of_step = Regex::new(&format!(r"^{id}(-\d+)?$"))?;
        let Ok(recorded) = library.output(program, &step.name) else { continue };
        let cells =
            list(&notebook["cells"]).iter().filter(|cell| cell["id"].as_str().is_some_and(|id| of_step.is_match(id)));
        let Some(printed) = cells.map(streams).reduce(|before, more| before + &more) else {
            problems.push(Problem::new(file, 0, format!("step `{}` has no cell", step.name)));
            continue;
        };
        if let Some((line, recorded, printed)) = first_difference(&recorded, printed.trim_end(), false) {
            let message = format!(
                "cell {id}, line {line} of its output: the program prints `{recorded}`, the notebook `{printed}`"
            );
            problems.push(Problem::new(file, 0, message));
        }
    }
    Ok(problems)
}

/// Differences between a notebook that is kept and the same made anew; of one that measures time only those of the sources.
pub fn with_kept(file: &Path, kept: &Value, new: &Value, measures: bool) -> Vec<Problem> {
    let remedy = "run `cargo xtask notebooks` and look at the difference";
    let (old_cells, new_cells) = (list(&kept["cells"]), list(&new["cells"]));
    let ids = |cells: &[Value]| cells.iter().map(|cell| cell["id"].clone()).collect::<Vec<_>>();
    if ids(old_cells) != ids(new_cells) || kept["metadata"] != new["metadata"] {
        let message = format!("it has other cells than the page and the program ask for; {remedy}");
        return vec![Problem::new(file, 0, message)];
    }
    let mut problems = Vec::new();
    for (old, new) in old_cells.iter().zip(new_cells) {
        let id = old["id"].as_str().unwrap_or_default();
        let mut tell = |what: &str, a: &str, b: &str| {
            if let Some((line, old, now)) = first_difference(a, b, what == "image/svg+xml") {
                let message = format!("cell {id}, {what}, line {line}: kept `{old}`, now `{now}`; {remedy}");
                problems.push(Problem::new(file, 0, message));
            }
        };
        tell("source", &text(&old["source"]), &text(&new["source"]));
        if measures {
            continue;
        }
        tell("output", &streams(old), &streams(new));
        let (old, new) = (shown(old), shown(new));
        for kind in old.keys().chain(new.keys()).unique() {
            let [old, new] = [&old, &new].map(|shown| shown.get(kind).map_or("", String::as_str));
            tell(kind, old, new);
        }
    }
    problems
}

/// What a cell printed, without how far a long step had come.
fn streams(cell: &Value) -> String {
    let outputs = list(&cell["outputs"]).iter().filter(|output| output["output_type"] == "stream");
    let printed: String = outputs.map(|output| text(&output["text"])).collect();
    regex!(r"(?m)^… [a-z ]+, \d+ of \d+\n").replace_all(&printed, "").into_owned()
}

/// What a cell showed, by its kinds.
fn shown(cell: &Value) -> BTreeMap<String, String> {
    let data = list(&cell["outputs"]).iter().filter_map(|output| output["data"].as_object()).flatten();
    data.map(|(kind, content)| (kind.clone(), text(content))).collect()
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
        assert_eq!(compare(&notebook("f()", "… going, 2 of 3\n1.23\n", "1.23"), false), 0);
        assert_eq!(compare(&notebook("f()", "1.24\n", "1.23"), false), 1);
        assert_eq!(compare(&notebook("f()", "1.23\n", "1.26"), false), 1);
        assert_eq!(compare(&notebook("g()", "1.24\n", "1.26"), false), 3);
        assert_eq!(compare(&notebook("g()", "1.24\n", "1.26"), true), 1);
        assert_eq!(compare(&json!({"metadata": {}, "cells": []}), true), 1);
    }
}
