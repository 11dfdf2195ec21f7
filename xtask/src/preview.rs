//! The pictures that others show beside a link to a page, drawn from the tour of a built book by Chromium.

use crate::check::browser::{FOLDER, chromium, install};
use crate::finish::PREVIEWS;
use crate::project::Project;
use crate::python::run;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Draws them into the book in `book`.
pub fn draw(project: &Project, book: &Path) -> Result<()> {
    let (scripts, pictures) = (project.root.join(FOLDER), book.join(PREVIEWS));
    install(&scripts)?;
    fs::create_dir_all(&pictures)?;
    let mut node = Command::new("node");
    run(node.current_dir(scripts).arg("previews.mjs").arg(chromium()?).arg(book).arg(pictures))
        .context("the pictures of the pages cannot be drawn")
}
