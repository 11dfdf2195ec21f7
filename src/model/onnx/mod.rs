//! Models in files of ONNX, the format that programs in other languages run, and dense networks out of such files.
//!
//! | file | holds |
//! |---|---|
//! | `file` | [`PreparedModel::save_onnx`](crate::PreparedModel::save_onnx) and [`load_onnx`](crate::PreparedModel::load_onnx) |
//! | [`signature`](Signature) | what goes into a model in a file and what comes out |
//! | `export`, `columns` | a model as a graph: scaler, network and outputs; and before them what makes features of a table's columns |
//! | `graph`, `tensor` | graphs and tensors in the making, and the numbers of tensors that are read |
//! | `own` | a model back from its own file |
//! | `chain`, `node`, `layers` | a dense network out of the file of another program |
//! | `schema`, `size` | the messages of the format, and how many of them a file may have |
//!
//! Read them in this order. They stand on what the other files of models share.

mod chain;
mod columns;
mod export;
mod file;
mod graph;
mod layers;
mod node;
mod own;
mod schema;
mod signature;
mod size;
mod tensor;

pub use file::Names;
pub use signature::{Element, Port, Signature};
