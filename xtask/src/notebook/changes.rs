//! What a notebook invites its reader to change, and what is seen then: `chapters/changes.toml`.

use super::program::Parts;
use crate::directive::fenced;
use crate::project::{Project, read};
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The file.
pub const FILE: &str = "chapters/changes.toml";
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
            format!(
                "In the cell above, replace\n\n{}\n\nby\n\n{}\n\nand run it again.",
                fenced("rust", replace),
                fenced("rust", with)
            )
        } else {
            format!("In the cell above, replace `{replace}` by `{with}` and run it again.")
        };
        format!("> **Change it.** {how} {}", self.see.trim()).replace('\n', "\n> ")
    }
}

/// The invitations of a chapter.
pub fn of_chapter(project: &Project, program: &str, parts: &Parts) -> Result<Vec<Change>> {
    let text = read(&project.root.join(FILE))?;
    let mut all: BTreeMap<String, Vec<Change>> = toml::from_str(&text).context(FILE)?;
    let changes = all.remove(program).unwrap_or_default();
    check(&changes, parts).with_context(|| format!("{FILE}: {program}"))?;
    Ok(changes)
}

fn check(changes: &[Change], parts: &Parts) -> Result<()> {
    if changes.len() < LEAST {
        bail!("{} changes; at least {LEAST} are wanted", changes.len());
    }
    for change in changes {
        let Some(step) = parts.step(&change.step) else { bail!("no step `{}`", change.step) };
        let found: usize = parts.steps[step].parts.iter().map(|part| part.matches(&change.replace).count()).sum();
        if found != 1 {
            bail!("`{}` stands {found} times in step `{}`; it must stand there once", change.replace, change.step);
        }
    }
    Ok(())
}
