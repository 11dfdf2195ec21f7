//! Cells, and the file that they make: the notebook format 4.5, written always alike.

use serde_json::ser::{PrettyFormatter, Serializer};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Its name in the notebook, which stays the same as long as what it holds keeps its place.
    pub id: String,
    /// What it holds.
    pub content: Content,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Text.
    Markdown(String),
    /// Code to be run; nothing, where the reader shall write.
    Code(String),
}

impl Cell {
    /// The cell as the format has it, a code cell without outputs.
    fn value(&self) -> Value {
        match &self.content {
            Content::Markdown(text) => {
                json!({"cell_type": "markdown", "id": self.id, "metadata": {}, "source": lines(text)})
            }
            Content::Code(source) => json!({
                "cell_type": "code",
                "execution_count": null,
                "id": self.id,
                "metadata": {},
                "outputs": [],
                "source": lines(source),
            }),
        }
    }
}

/// A notebook of these cells, not yet run.
pub fn notebook(cells: &[Cell]) -> Value {
    json!({
        "cells": cells.iter().map(Cell::value).collect::<Vec<_>>(),
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

/// The notebook as a file: names in the order of the alphabet, one blank for each level.
pub fn file(notebook: &Value) -> serde_json::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut bytes, PrettyFormatter::with_indent(b" "));
    serde::Serialize::serialize(&sorted(notebook), &mut serializer)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let fields: BTreeMap<&String, Value> = map.iter().map(|(name, value)| (name, sorted(value))).collect();
            Value::Object(fields.into_iter().map(|(name, value)| (name.clone(), value)).collect::<Map<_, _>>())
        }
        Value::Array(values) => values.iter().map(sorted).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_sorted_and_ends_with_a_line() {
        let cell = Cell { id: "step-a".to_owned(), content: Content::Code("let x = 1;\nx".to_owned()) };
        let file = String::from_utf8(file(&notebook(&[cell])).unwrap()).unwrap();
        assert!(
            file.starts_with("{\n \"cells\": [\n  {\n   \"cell_type\": \"code\",\n   \"execution_count\": null,"),
            "{file}"
        );
        assert!(file.contains("\"let x = 1;\\n\",\n    \"x\"") && file.ends_with("}\n"));
    }

    #[test]
    fn lines_and_back() {
        assert_eq!(text(&lines("a\n\nb")), "a\n\nb");
        assert_eq!(text(&json!("a")), "a");
    }
}
