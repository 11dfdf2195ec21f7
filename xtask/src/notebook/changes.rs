//! What a notebook invites its reader to change, and what is seen then: `chapters/changes.toml`.

use super::program::Parts;
use crate::code::program::FOLDER;
use crate::markup::fenced;
use crate::project::Project;
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::collections::BTreeMap;

/// So many invitations has each notebook at least.
const LEAST: usize = 3;

/// An invitation to change something.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The step whose cell is changed.
    pub step: String,
    /// What stands there, once.
    pub replace: String,
    /// What shall stand there instead.
    pub with: String,
    /// What is seen then, in Markdown.
    pub see: String,
    /// A value to look at: a cell of its own, with its table.
    pub show: Option<String>,
}

impl Change {
    /// The invitation as it stands in the notebook.
    pub fn text(&self) -> String {
        let (replace, with) = (&self.replace, &self.with);
        let how = if replace.contains('\n') || with.contains('\n') {
            let [replace, with] = [replace, with].map(|code| fenced("rust", code));
            format!("In the cell above, replace\n\n{replace}\n\nby\n\n{with}\n\nand run it again.")
        } else {
            format!("In the cell above, replace `{replace}` by `{with}` and run it again.")
        };
        format!("> **Change it.** {how} {}", self.see.trim()).replace('\n', "\n> ")
    }
}

pub fn of_chapter(project: &Project, program: &str, parts: &Parts) -> Result<Vec<Change>> {
    let file = format!("{FOLDER}/changes.toml");
    let mut all: BTreeMap<String, Vec<Change>> = toml::from_str(&project.read(&file)?).with_context(|| file.clone())?;
    let changes = all.remove(program).unwrap_or_default();
    let found = changes.len();
    ensure!(found >= LEAST, "{file}: {program}: {found} changes; at least {LEAST} are wanted");
    for Change { step, replace, .. } in &changes {
        let cells = parts.step(step).with_context(|| format!("{file}: {program}: no step `{step}`"))?;
        let found: usize = cells.parts.iter().map(|part| part.matches(replace).count()).sum();
        let what = format!("{file}: {program}: `{replace}` stands {found} times in step `{step}`");
        ensure!(found == 1, "{what}; it must stand there once");
    }
    Ok(changes)
}
