//! The outputs that are kept, for a notebook of which only the text was written anew.

use super::cell::{list, text};
use crate::problem::Problem;
use serde_json::Value;
use std::path::Path;

/// Gives the cells of code in `new` the outputs that those of `kept` have, and it what the kernel said of itself. Code that was not so
/// when it ran is a problem.
pub fn taken_over(file: &Path, kept: &Value, new: &mut Value) -> Vec<Problem> {
    let code = |cell: &&Value| cell["cell_type"] == "code";
    let old: Vec<&Value> = list(&kept["cells"]).iter().filter(code).collect();
    let names = |cells: &[&Value]| cells.iter().map(|cell| cell["id"].clone()).collect::<Vec<_>>();
    if names(&old) != names(&list(&new["cells"]).iter().filter(code).collect::<Vec<_>>()) {
        return vec![Problem::new(file, 0, "it has other cells of code than are kept: run it")];
    }
    new["metadata"] = kept["metadata"].clone();
    let mut problems = Vec::new();
    let cells = new["cells"].as_array_mut().into_iter().flatten().filter(|cell| cell["cell_type"] == "code");
    for (old, new) in old.into_iter().zip(cells) {
        if text(&old["source"]) == text(&new["source"]) {
            *new = old.clone();
        } else {
            let id = new["id"].as_str().unwrap_or_default();
            problems.push(Problem::new(file, 0, format!("the code of cell {id} has changed: run it")));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn outputs_are_taken_over_where_the_code_is_as_it_was() {
        let code = |id: &str, source: &str, outputs: &[&str]| json!({"cell_type": "code", "id": id, "source": [source], "outputs": outputs});
        let told = |words: &str| json!({"cell_type": "markdown", "id": "t", "source": [words]});
        let kept =
            json!({"metadata": {"k": 1}, "cells": [told("old"), code("a", "1 + 1", &["2"]), code("b", "f()", &["x"])]});
        let mut new = json!({"cells": [code("a", "1 + 1", &[]), told("new"), code("b", "f()", &[])]});
        assert!(taken_over(Path::new("n"), &kept, &mut new).is_empty());
        let expected = [code("a", "1 + 1", &["2"]), told("new"), code("b", "f()", &["x"])];
        assert_eq!(new, json!({"metadata": {"k": 1}, "cells": expected}));
        let mut changed = json!({"cells": [code("a", "1 + 2", &[]), code("b", "f()", &[])]});
        let problems = taken_over(Path::new("n"), &kept, &mut changed);
        assert!(problems.len() == 1 && problems[0].message.contains("cell a"), "{problems:?}");
        assert_eq!(taken_over(Path::new("n"), &kept, &mut json!({"cells": [code("a", "1 + 1", &[])]})).len(), 1);
    }
}
