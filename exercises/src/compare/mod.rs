//! Compares what the reader's function returned with what is right, and with what typical mistakes give.
//!
//! A grader knows what is right, and for each mistake that it knows, what this mistake would have returned for the same input. Where the
//! reader's value is one of these, the mistake is named. Where it is none, the values themselves tell something: their shape, a factor,
//! a sign, a place.

mod close;
mod comparison;
mod looks;
mod shapes;

pub use close::is_close;
pub use comparison::{Comparison, compare};
