//! The number type: `f64` where gradients are checked, `f32` where speed counts.

use ndarray::NdFloat;
use std::iter::Sum;

/// A real number that a network can compute with: [`f32`] or [`f64`].
///
/// Everything in the library is written once for both. Measurements, means and standard deviations are kept in `f64`
/// ([`crate::data`]); a network converts to its own type when the data enter it.
pub trait Real: NdFloat + Sum + Default + sealed::Sealed {
    /// `"f32"` or `"f64"`, for messages and model files.
    const NAME: &'static str;

    /// The nearest value of this type.
    fn from_f64(value: f64) -> Self;

    /// This value as `f64`, exactly.
    fn into_f64(self) -> f64;
}

/// The matrix product is compiled for these two types, and there can be no other.
mod sealed {
    use crate::gemm::macro_kernel::Gemm;
    use crate::simd::lanes::SimdFloat;
    use crate::simd::math::SimdMath;

    pub trait Sealed: SimdFloat + SimdMath + Gemm + bytemuck::Pod {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
}

impl Real for f32 {
    const NAME: &'static str = "f32";

    fn from_f64(value: f64) -> Self {
        value as f32
    }

    fn into_f64(self) -> f64 {
        f64::from(self)
    }
}

impl Real for f64 {
    const NAME: &'static str = "f64";

    fn from_f64(value: f64) -> Self {
        value
    }

    fn into_f64(self) -> f64 {
        self
    }
}
