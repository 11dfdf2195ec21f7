//! A network with everything needed to use it on raw numbers, and files (chapter 11).
//!
//! | file | holds |
//! |---|---|
//! | [`model`](mod@model) | network, scalers, names, what the outputs mean; fit, predict, score |
//! | [`prepared_model`](PreparedModel) | a model with the preparation of tables, which reads their rows as they are |
//! | [`cross_validation`] | K folds: what a model does on samples that it has not seen; a penalty chosen by it |
//! | [`importance`] | what the answers rest on: the score when a column is shuffled |
//! | `model_file`, `network_file`, `checkpoint_file` | save and load of a model, of a network alone (PyTorch's files too), of a [`Checkpoint`](crate::Checkpoint) |
//! | `safetensors` | what these share: the tensors, and what is said of a file that is cut short or of another format |
//! | `envelope` | their description as JSON, with a version and a checksum |
//! | `problem` | the type of what is wrong with a file, before it is known which one |
//! | `onnx` | models to and from ONNX, the format that other programs run (a feature) |
//! | `linfa` | the trainer as a linfa algorithm (a feature) |
//!
//! These files use [`network`](crate::network), [`training`](crate::training) and [`data`](crate::data). A new file format for models goes here.

#[cfg(feature = "files")]
mod checkpoint_file;
pub mod cross_validation;
#[cfg(feature = "files")]
mod envelope;
pub mod importance;
#[cfg(feature = "linfa")]
pub mod linfa;
#[allow(clippy::module_inception)] // `model::Model` is in the file of its name
pub mod model;
#[cfg(feature = "files")]
mod model_file;
#[cfg(feature = "files")]
mod network_file;
#[cfg(feature = "onnx")]
pub mod onnx;
#[cfg(feature = "files")]
mod prepared_model;
#[cfg(feature = "files")]
mod problem;
#[cfg(feature = "files")]
mod safetensors;

#[cfg(feature = "files")]
pub use crate::disk::{remove_partial_files, replace_file};
pub use cross_validation::{L2_GRID, L2Choice, L2Search, choose_l2, cross_validate};
pub use importance::{Importance, each_feature, permutation_importance};
pub use model::{Model, OutputKind};
#[cfg(feature = "files")]
pub use prepared_model::PreparedModel;
