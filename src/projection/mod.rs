//! What a network sees (chapter 9): how well classes are separated in a representation.

pub mod silhouette;

pub use silhouette::silhouette;
