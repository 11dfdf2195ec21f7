//! Graders for the functions of the book that a reader writes.
//!
//! An exercise is a function of a chapter, such as `backward`; its grader is `check_backward`, which takes the reader's function and
//! returns a [`Report`]: solved, not written yet, or what is wrong with it and where to look.
//!
//! ```
//! use ann::plain::{Matrix, backward::Gradient};
//! use ndarray::Axis;
//!
//! fn gradient(a_before: &Matrix, dz: &Matrix) -> Gradient {
//!     Gradient { dw: dz.dot(&a_before.t()), db: dz.sum_axis(Axis(1)).insert_axis(Axis(1)) }
//! }
//!
//! let report = exercises::chapter03::check_gradient(gradient);
//! assert!(report.to_string().contains("m times too large"));
//! ```
//!
//! The files, in the order of reading: [`report`] (what a grader says), [`compare`] (how it finds out what is wrong), `run` (panics and
//! endless loops of the reader's code), `graders/`, a file or a folder a chapter; `sheet` (pencil exercises with the numbers of one student). What the reader fills in is `src/chapter00.rs` and so on,
//! compiled into the program `attempt`; the book's solutions, with the same signatures, are in `solutions/`.

pub mod compare;
mod graders;
pub mod progress;
pub mod report;
mod run;
#[cfg(feature = "command")]
pub mod sheet;
mod value;

pub use graders::*;
pub use report::Report;
pub use value::Value;
