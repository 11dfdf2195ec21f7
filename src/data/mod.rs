//! Samples and their targets: made up, read from tables, split, scaled (chapter 10).
//!
//! A sample is a column, a feature is a row. Measurements stay in `f64`, as they were read; they are scaled in `f64` and converted to
//! the network's own type only then. Read [`dataset`], [`target`], [`table`] (files), [`preparation`] (what of a table becomes a
//! feature), [`split`], [`scale`], [`synthetic`], [`idx`] (arrays in files, as MNIST comes), [`distortion`] (pictures
//! moved and turned); `columns` copies single samples,
//! `correlation` tells which features say nearly the same.
//!
//! Nothing here knows about networks. A new format of tables, scaler or made-up data set goes here.

pub(crate) mod columns;
mod correlation;
pub mod dataset;
pub mod distortion;
#[cfg(feature = "files")]
pub mod idx;
#[cfg(feature = "files")]
pub mod preparation;
pub mod scale;
pub mod split;
pub mod synthetic;
#[cfg(feature = "files")]
pub mod table;
pub mod target;

pub use dataset::Dataset;
pub use distortion::Distortion;
#[cfg(feature = "files")]
pub use preparation::Preparation;
pub use scale::Scaler;
#[cfg(feature = "files")]
pub use table::{ReadOptions, Table, read_csv, read_csv_with, read_features};
pub use target::{Target, Task, one_hot};
