//! The matrix product, C = α A B + β C, which BLAS calls GEMM (chapter 12).
//!
//! Read `matmul` (what is asked for), `macro_kernel` (blocks that fit the caches), `packing` (copies of A and B in the order in which
//! they are read), `micro_kernel` (one tile in registers) and `epilogue` (what is added when a tile is done).

pub(crate) mod epilogue;
pub(crate) mod macro_kernel;
pub(crate) mod matmul;
mod micro_kernel;
mod packing;

pub use matmul::matmul;
