//! What the library promises beyond the chapters: files, tables, figures, threads, and that the plain network is the same.

mod checkpoint;
mod class_weights;
#[path = "../common/mod.rs"]
mod common;
mod cross_validation;
mod eigen;
mod figures;
mod gradients;
mod importance;
mod linfa;
mod losses;
mod network_files;
mod numerics;
mod onnx;
mod onnx_import;
mod own_optimizer;
mod peers;
mod plain;
mod preparation;
mod ranks;
mod table_dialects;
mod tables;
mod threads;
