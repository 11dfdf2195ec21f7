//! The network of chapters 1 to 8, as short as its equations: a file a chapter, `f64`, and every function returns what it makes.
//! The rest of the crate is the same for work: fast, in `f32` too, with an error for what does not fit. tests/library/plain.rs compares them.
#![allow(missing_docs, clippy::must_use_candidate, reason = "the pages of chapters 1 to 8 explain every line")]

pub mod backward; // chapter 3
pub mod batches; // chapter 5
pub mod cache; // chapter 8
pub mod cost; // chapter 4
pub mod dropout; // chapter 7
pub mod forward; // chapter 2
pub mod network; // chapter 1
pub mod optimizer; // chapter 6

/// A table of numbers; of samples, each is a column.
pub type Matrix = ndarray::Array2<f64>;
