//! A network with everything needed to use it on raw numbers (chapter 11).
//!
//! Read [`model`](mod@model) (scalers, names, what the outputs mean), [`file`](mod@file) (models in safetensors files) and, as a
//! feature, [`linfa`](mod@linfa) (the trainer as a linfa algorithm). These files use [`training`](crate::training) and
//! [`data`](crate::data); nothing but figures, notebooks and the commands uses them.

#[cfg(feature = "files")]
pub mod file;
#[cfg(feature = "linfa")]
pub mod linfa;
#[allow(clippy::module_inception)] // `model::Model` is in the file of its name
pub mod model;

pub use model::{Model, OutputKind};
