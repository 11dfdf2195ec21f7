//! What need not be done again, kept under `target/` by a hash of what it was made of.
//!
//! | file | holds |
//! |---|---|
//! | [`memo`] | what a build of the book has made before: a page, the page of a source, the labels of a file |
//! | [`unchanged`] | whether a built book is still what its sources would make |
//! | [`passed`] | a check that takes minutes and was good with the very same files |

pub mod memo;
pub mod passed;
pub mod unchanged;
