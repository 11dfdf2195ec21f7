//! What a notebook needs beside the chapters' own code: figures, tables and progress in its cells.
//!
//! The kernel, evcxr, shows what a cell prints between two marks, and calls `evcxr_display` for the last value of a cell. A
//! cell is compiled as a library of its own, so a `static` here belongs to one run of one cell.

mod arrays;
mod progress;
mod tables;

pub use progress::{Progress, progress};

use crate::figure::{Figure, stack};
use crate::{Error, Result};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Goes to the folder of the book, where the chapters find `data/wine.csv`, wherever the notebook lies; that folder.
///
/// # Errors
///
/// [`Error::Io`] if the folder is no longer where it was when the library was compiled.
pub fn start() -> Result<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    match std::env::set_current_dir(&folder) {
        Ok(()) => Ok(folder),
        Err(source) => Err(Error::Io { action: "enter", path: folder, source }),
    }
}

/// Shows a figure below the cell. The name is that of the figure's file where a chapter runs as a program.
///
/// # Errors
///
/// None: a chapter's program, which writes a file, can fail here, and its code is the same.
pub fn draw(_name: &str, figure: Figure) -> Result<()> {
    static DRAWN: Mutex<Vec<Figure>> = Mutex::new(Vec::new());
    // Of several figures the kernel keeps the last: so the last one holds all of this cell.
    let mut drawn = DRAWN.lock().unwrap_or_else(PoisonError::into_inner);
    drawn.push(figure);
    stack(&drawn).evcxr_display();
    Ok(())
}

/// Shows a figure as a chapter's program drew it, before the notebook comes to the code that draws it.
///
/// # Errors
///
/// [`Error::Io`] if there is no such figure in `book/recorded/`, or [`start`] was not called.
pub fn recorded(chapter: &str, name: &str) -> Result<()> {
    let path = Path::new("book/recorded").join(chapter).join(name).with_extension("svg");
    let svg = std::fs::read_to_string(&path).map_err(|source| Error::Io { action: "read", path, source })?;
    Figure::from_svg(svg).evcxr_display();
    Ok(())
}

/// What a notebook shows as a table, and as text where there are no tables.
///
/// ```
/// use ann::notebook::Rich;
///
/// let matrix = ndarray::array![[1.0, 0.5]];
/// assert!(matrix.html().contains("<td>0.5</td>"));
/// assert_eq!(matrix.text(), "[[1, 0.5]]");
/// ```
pub trait Rich {
    /// A table in HTML. All text in it is escaped.
    fn html(&self) -> String;

    /// The same in plain text.
    fn text(&self) -> String;

    /// Shows both in an evcxr notebook.
    fn evcxr_display(&self) {
        for (kind, content) in [("text/html", self.html()), ("text/plain", self.text())] {
            println!("EVCXR_BEGIN_CONTENT {kind}\n{content}\nEVCXR_END_CONTENT");
        }
    }
}

/// Text as HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A table with a line above it, its heads and its rows.
fn table(caption: &str, heads: &[String], rows: &[Vec<String>]) -> String {
    let row = |tag: &str, cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| format!("<{tag}>{}</{tag}>", escape(cell))).collect();
        format!("<tr>{}</tr>\n", cells.concat())
    };
    let heads = if heads.is_empty() { String::new() } else { format!("<thead>{}</thead>\n", row("th", heads)) };
    let rows: String = rows.iter().map(|cells| row("td", cells)).collect();
    format!("<table>\n<caption>{}</caption>\n{heads}<tbody>{rows}</tbody>\n</table>", escape(caption))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::confusion_matrix;
    use crate::metrics::ConfusionMatrix;

    #[test]
    fn a_figure_that_was_saved_is_the_figure() {
        let names = ["a < b & \"c\"".to_owned(), "d".to_owned()];
        let figure = confusion_matrix(&ConfusionMatrix::new(&[0, 1], &[0, 0], &names).unwrap()).unwrap();
        assert_eq!(Figure::from_svg(figure.svg().to_owned()), figure);
    }
}
