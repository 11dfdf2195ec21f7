//! The pictures that others show beside a link to a page, drawn from the tour of a built book by Chromium.

use crate::book::finish::PREVIEWS;
use crate::check::browser::script;
use crate::project::Project;
use crate::python::run;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// Draws them into the book in `book`.
pub fn draw(project: &Project, book: &Path) -> Result<()> {
    let pictures = book.join(PREVIEWS);
    fs::create_dir_all(&pictures)?;
    run(script(project, "previews.mjs")?.arg(book).arg(pictures)).context("the pictures of the pages cannot be drawn")
}
