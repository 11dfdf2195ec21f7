//! What the tests are worth: whether they notice a mistake, the classic ones, that the book shows, and all those that `cargo mutants` can
//! make in a file; and which lines they reach.
//!
//! The mistakes are made in a copy of the repository, which compiles into the project's own target folder: what the library stands on is
//! compiled already.

mod classic;
mod copy;
mod coverage;
mod stamp;
mod survivors;

pub use classic::{Mistake, catch, mistake};
pub use coverage::{lines, measure};
pub use survivors::{mutants, run};
