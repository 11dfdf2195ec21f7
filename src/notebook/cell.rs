//! What a chapter's code calls in a cell: the book's folder, figures drawn now, figures recorded before.

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::confusion_matrix;
    use crate::training::metrics::ConfusionMatrix;

    #[test]
    fn a_figure_that_was_saved_is_the_figure() {
        let names = ["a < b & \"c\"".to_owned(), "d".to_owned()];
        let figure = confusion_matrix(&ConfusionMatrix::new(&[0, 1], &[0, 0], &names).unwrap()).unwrap();
        assert_eq!(Figure::from_svg(figure.svg().to_owned()), figure);
    }
}
