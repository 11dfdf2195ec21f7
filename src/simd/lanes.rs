//! A vector register of the processor, of `f32` or `f64`, and the operations of the matrix product on it (chapter 12).

use ndarray::NdFloat;
use pulp::Simd;

/// A number type of which the processor computes several at once (SIMD: single instruction, multiple data).
///
/// S is one of the processor's instruction sets, such as AVX2, as the crate `pulp` represents it. It decides how many
/// numbers, or lanes, a vector has.
pub trait SimdFloat: NdFloat {
    /// A vector register.
    type Vector<S: Simd>: Copy;

    /// Numbers in a vector: at least 1, at most [`MAX_LANES`].
    fn lanes<S: Simd>() -> usize {
        size_of::<Self::Vector<S>>() / size_of::<Self>()
    }

    /// The same number in every lane.
    fn splat<S: Simd>(simd: S, number: Self) -> Self::Vector<S>;

    /// A slice as vectors, and the numbers at its end that do not fill one.
    fn as_vectors<S: Simd>(numbers: &[Self]) -> (&[Self::Vector<S>], &[Self]);

    /// The same, mutable.
    fn as_vectors_mut<S: Simd>(numbers: &mut [Self]) -> (&mut [Self::Vector<S>], &mut [Self]);

    /// a b in each lane.
    fn multiply<S: Simd>(simd: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S>;

    /// a b + c in each lane; rounded once if the instruction set has a fused multiply-add, else twice.
    fn multiply_add<S: Simd>(simd: S, a: Self::Vector<S>, b: Self::Vector<S>, c: Self::Vector<S>) -> Self::Vector<S>;

    /// The first `count` lanes of a, and the others of b.
    fn select_first<S: Simd>(simd: S, count: usize, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S>;
}

/// The most lanes that any instruction set has: 512 bits of `f32`.
pub const MAX_LANES: usize = 16;

macro_rules! impl_simd_float {
    ($number:ty, $vector:ident, $splat:ident, $read:ident, $write:ident, $multiply:ident, $multiply_add:ident, $between:ident, $select:ident) => {
        impl SimdFloat for $number {
            type Vector<S: Simd> = S::$vector;

            #[inline(always)]
            fn splat<S: Simd>(simd: S, number: Self) -> S::$vector {
                simd.$splat(number)
            }

            #[inline(always)]
            fn as_vectors<S: Simd>(numbers: &[Self]) -> (&[S::$vector], &[Self]) {
                S::$read(numbers)
            }

            #[inline(always)]
            fn as_vectors_mut<S: Simd>(numbers: &mut [Self]) -> (&mut [S::$vector], &mut [Self]) {
                S::$write(numbers)
            }

            #[inline(always)]
            fn multiply<S: Simd>(simd: S, a: S::$vector, b: S::$vector) -> S::$vector {
                simd.$multiply(a, b)
            }

            #[inline(always)]
            fn multiply_add<S: Simd>(simd: S, a: S::$vector, b: S::$vector, c: S::$vector) -> S::$vector {
                simd.$multiply_add(a, b, c)
            }

            #[inline(always)]
            fn select_first<S: Simd>(simd: S, count: usize, a: S::$vector, b: S::$vector) -> S::$vector {
                simd.$select(simd.$between(0, count as _).mask(), a, b)
            }
        }
    };
}

impl_simd_float!(
    f32,
    f32s,
    splat_f32s,
    as_simd_f32s,
    as_mut_simd_f32s,
    mul_f32s,
    mul_add_e_f32s,
    mask_between_m32s,
    select_f32s
);
impl_simd_float!(
    f64,
    f64s,
    splat_f64s,
    as_simd_f64s,
    as_mut_simd_f64s,
    mul_f64s,
    mul_add_e_f64s,
    mask_between_m64s,
    select_f64s
);
