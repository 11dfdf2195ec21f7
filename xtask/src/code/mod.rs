//! The Rust files of the book as its pages read them.
//!
//! | file | holds |
//! |---|---|
//! | [`anchor`], [`item`] | what of a file a page shows: a region between two marks, an item by its path |
//! | [`label`] | the numbers of equations in its comments |
//! | [`program`], [`exercise`] | which files are programs of a chapter, and which are written by the reader |

pub mod anchor;
pub mod exercise;
pub mod item;
pub mod label;
pub mod program;
