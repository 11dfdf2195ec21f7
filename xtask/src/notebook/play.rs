//! What a notebook invites its reader to do, done: each change is made and taken back, each solution copied into the cell for it.

use super::cell::{Cell, Content};
use super::source::Written;

/// The cells of a notebook with what its reader might do in them.
pub fn played(written: &Written) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    let mut taken_back: Option<Cell> = None;
    for cell in &written.cells {
        // The value that a change lets one see is looked at while it is in force.
        if !cell.id.starts_with("show-") {
            cells.extend(taken_back.take());
        }
        let mut cell = cell.clone();
        if let Content::Code(code) = &mut cell.content {
            let answers = written.answers.iter().filter(|(id, _)| *id == cell.id).map(|(_, answer)| answer.as_str());
            *code += &answers.collect::<Vec<_>>().join("\n");
        }
        let change = cell.id.strip_prefix("change-").and_then(|step| {
            let change = written.changes.iter().find(|change| change.step.replace('_', "-") == step)?;
            let holds =
                |cell: &&Cell| cell.id.starts_with(&format!("step-{step}")) && code(cell).contains(&change.replace);
            let original = cells.iter().rev().find(holds)?.clone();
            let changed = Content::Code(code(&original).replace(&change.replace, &change.with));
            Some((Cell { id: format!("changed-{step}"), content: changed }, original))
        });
        cells.push(cell);
        if let Some((changed, original)) = change {
            taken_back = Some(Cell { id: original.id.replacen("step", "again", 1), content: original.content });
            cells.push(changed);
        }
    }
    cells.extend(taken_back);
    cells
}

fn code(cell: &Cell) -> &str {
    match &cell.content {
        Content::Code(code) => code,
        Content::Markdown(_) => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notebook::changes::Change;

    #[test]
    fn a_change_is_made_looked_at_and_taken_back_and_a_solution_is_copied() {
        let code = |id: &str, code: &str| Cell { id: id.to_owned(), content: Content::Code(code.to_owned()) };
        let text = |id: &str| Cell { id: id.to_owned(), content: Content::Markdown("…".to_owned()) };
        let change = Change {
            step: "one".into(),
            replace: "1".into(),
            with: "2".into(),
            see: String::new(),
            show: Some("x".into()),
        };
        let written = Written {
            cells: vec![
                code("step-one", "let x = 1;"),
                text("change-one"),
                code("show-one", "x"),
                text("text-1"),
                code("exercise-1", ""),
            ],
            answers: vec![("exercise-1".to_owned(), "let y = x;".to_owned())],
            changes: vec![change],
            problems: Vec::new(),
        };
        let played = played(&written);
        let ids: Vec<&str> = played.iter().map(|cell| cell.id.as_str()).collect();
        assert_eq!(ids, ["step-one", "change-one", "changed-one", "show-one", "again-one", "text-1", "exercise-1"]);
        assert_eq!([2, 4, 6].map(|k| super::code(&played[k])), ["let x = 2;", "let x = 1;", "let y = x;"]);
    }
}
