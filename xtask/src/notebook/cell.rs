//! Cells, and the file that they make: the notebook format 4.5, written always alike.

use serde_json::ser::{PrettyFormatter, Serializer};
use serde_json::{Value, json};

/// For whom a notebook is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edition {
    Students,
    /// Its exercises are solved.
    Teachers,
    /// That for teachers, and what its reader is invited to change is changed.
    Played,
}

pub struct Cell {
    /// Its name in the notebook, which stays the same as long as what it holds keeps its place.
    pub id: String,
    /// Whether it holds code, or else Markdown.
    pub is_code: bool,
    /// What it holds; of a cell of code nothing, where the reader shall write.
    pub text: String,
    /// What it holds for teachers, where that is something else.
    pub solved: Option<String>,
    /// Whether it stands only in a notebook that is played: it does what the reader is invited to do.
    pub is_played: bool,
}

impl Cell {
    pub fn code(id: impl Into<String>, text: impl Into<String>) -> Cell {
        Cell { id: id.into().replace('_', "-"), is_code: true, text: text.into(), solved: None, is_played: false }
    }

    pub fn markdown(id: impl Into<String>, text: impl Into<String>) -> Cell {
        Cell { is_code: false, ..Cell::code(id, text) }
    }

    /// The same, only where the notebook is played.
    pub fn played(self) -> Cell {
        Cell { is_played: true, ..self }
    }

    /// The cell as the format has it, a code cell without outputs.
    fn value(&self, edition: Edition) -> Value {
        let solved = self.solved.as_ref().filter(|_| edition != Edition::Students);
        let (id, source) = (&self.id, lines(solved.unwrap_or(&self.text)));
        if self.is_code {
            json!({"cell_type": "code", "execution_count": null, "id": id, "metadata": {}, "outputs": [], "source": source})
        } else {
            json!({"cell_type": "markdown", "id": id, "metadata": {}, "source": source})
        }
    }
}

/// A notebook of these cells, not yet run.
pub fn notebook(cells: &[Cell], edition: Edition) -> Value {
    let cells = cells.iter().filter(|cell| edition == Edition::Played || !cell.is_played);
    json!({
        "cells": cells.map(|cell| cell.value(edition)).collect::<Vec<_>>(),
        "metadata": {
            "kernelspec": {"display_name": "Rust", "language": "rust", "name": "rust"},
            "language_info": {"file_extension": ".rs", "mimetype": "text/rust", "name": "rust", "pygments_lexer": "rust"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    })
}

/// A text as the format keeps it: a list of its lines with their ends.
pub fn lines(text: &str) -> Value {
    text.split_inclusive('\n').collect()
}

/// The text of such a list, or of a plain string.
pub fn text(value: &Value) -> String {
    match value {
        Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect(),
        other => other.as_str().unwrap_or_default().to_owned(),
    }
}

/// The members of a list; none, where there is no list.
pub fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// The notebook as a file: names in the order of the alphabet, one blank for each level.
pub fn file(notebook: &Value) -> serde_json::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut bytes, PrettyFormatter::with_indent(b" "));
    serde::Serialize::serialize(notebook, &mut serializer)?;
    bytes.push(b'\n');
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_sorted_and_ends_with_a_line() {
        let step = Cell { solved: Some("2".to_owned()), ..Cell::code("step-a", "let x = 1;\nx") };
        let cells = [step, Cell::code("again-a", "").played()];
        let file = |edition| String::from_utf8(file(&notebook(&cells, edition)).unwrap()).unwrap();
        let (teachers, played, file) = (file(Edition::Teachers), file(Edition::Played), file(Edition::Students));
        assert!(teachers.contains("\"2\"") && !teachers.contains("x = 1") && !teachers.contains("again-a"));
        assert!(played.contains("\"2\"") && played.contains("again-a"));
        let begin = "{\n \"cells\": [\n  {\n   \"cell_type\": \"code\",\n   \"execution_count\": null,";
        assert!(file.starts_with(begin) && file.ends_with("}\n") && !file.contains("again-a"), "{file}");
        assert!(file.contains("\"let x = 1;\\n\",\n    \"x\""), "{file}");
        assert!(file.find("nbformat_minor") > file.find("\"metadata\": {\n  \"kernelspec\""));
        assert_eq!([text(&lines("a\n\nb")), text(&json!("a"))], ["a\n\nb", "a"]);
    }
}
