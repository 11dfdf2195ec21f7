//! Vectors of numbers, as wide as the processor has them (chapter 12).
//!
//! Read `lanes` (a vector of f32 or f64), `elementwise` (loops over whole arrays), `math` (exponential and hyperbolic tangent).

pub(crate) mod elementwise;
pub(crate) mod lanes;
pub(crate) mod math;
