//! What a notebook needs beside the chapters' own code: figures, tables and progress in its cells.
//!
//! The kernel, evcxr, shows what a cell prints between two marks, and calls `evcxr_display` for the last value of a cell. A
//! cell is compiled as a library of its own, so a `static` here belongs to one run of one cell.
//!
//! Read `cell` (what a chapter's code calls), `rich` (tables in HTML and in text), `arrays` and `tables` (for which values),
//! [`progress`](fn@progress).

mod arrays;
mod cell;
mod progress;
mod rich;
mod tables;

pub use cell::{draw, recorded, start};
pub use progress::{Progress, progress};
pub use rich::Rich;
