//! The matrix product C = α A B + β C, which BLAS calls GEMM (chapter 12).
//!
//! Shapes are (m, n, k) as in BLAS: A (m, k), B (k, n), C (m, n). In the book's Z = W A + b that is m = n_out, k =
//! n_in, and n is the number of samples, which the book calls m.
//!
//! Read in this order: `matmul` (the functions that the other modules call), `operand` (a matrix as it lies in memory),
//! `blocking` (the sizes MR, NR, KC, MC, NC, with reasons), `packing` (blocks of A and panels of B copied into reading
//! order), `epilogue` (what is done with the sums of a tile: α, β C, the bias), `micro_kernel` (one tile in registers), `macro_kernel` (the
//! loops around it). Only [`crate::simd`](crate) and the number type are used here.

mod blocking;
pub(crate) mod epilogue;
pub(crate) mod macro_kernel;
pub(crate) mod matmul;
mod micro_kernel;
mod operand;
mod packing;

pub use matmul::matmul;
