//! The network of chapters 1 to 8, as short as its equations, in `f64`. tests/library/plain.rs holds the rest of the crate, the same for work, to it.
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
