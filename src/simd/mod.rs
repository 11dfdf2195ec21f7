//! Vectors of the processor (SIMD), for loops and for the matrix product (chapter 12).
//!
//! Read `lanes` (a vector of `f32` or `f64`), `elementwise` (loops over whole matrices: `map_inplace`, `zip_inplace`,
//! …) and `math` (exponential and hyperbolic tangent for such loops). Nothing of the crate is used here.

pub(crate) mod elementwise;
pub(crate) mod lanes;
pub(crate) mod math;
