//! A network with everything needed to use it on raw numbers (chapter 11).
//!
//! Read [`model`](mod@model) (scalers, names, what the outputs mean); then, with the feature `files`, `disk` (writing a file whole or
//! not at all), `safetensors` (tensors, their description, their checksum), and what is kept so: `model_file`, `network_file` (also
//! those of PyTorch), `checkpoint_file`; and, as a feature, [`linfa`](mod@linfa) (the trainer as a linfa algorithm). These files use [`training`](crate::training) and
//! [`data`](crate::data); nothing but figures, notebooks and the commands uses them.

#[cfg(feature = "files")]
mod checkpoint_file;
#[cfg(feature = "files")]
mod disk;
#[cfg(feature = "linfa")]
pub mod linfa;
#[allow(clippy::module_inception)] // `model::Model` is in the file of its name
pub mod model;
#[cfg(feature = "files")]
mod model_file;
#[cfg(feature = "files")]
mod network_file;
#[cfg(feature = "files")]
mod safetensors;

#[cfg(feature = "files")]
pub use disk::remove_partial_files;
pub use model::{Model, OutputKind};
