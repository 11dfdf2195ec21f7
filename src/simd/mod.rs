//! Vectors of the processor (SIMD), for loops and for the matrix product (chapter 12).
//!
//! Read `lanes` (a vector of `f32` or `f64`, over `pulp`), `elementwise` (loops over whole matrices: `map_inplace`, `zip_inplace`, …)
//! and `math` (exponential and hyperbolic tangent for such loops). The instruction set is chosen when the program runs: AVX-512,
//! AVX2 with FMA, or what every processor of the target has (SSE2, NEON, SIMD128 of WebAssembly). Nothing of the crate is used here.

pub(crate) mod elementwise;
pub(crate) mod lanes;
pub(crate) mod math;
