//! A vector of the processor, of `f32` or of `f64` (chapter 12): the few operations that a product of matrices is made of.

use crate::gemm::macro_kernel::Product;
use pulp::Simd;
use std::cell::RefCell;

/// A number of which the processor can compute several at once. How many is up to S, one of its sets of instructions.
pub trait InVectors: Copy {
    /// As many numbers as the processor computes with at once.
    type Vector<S: Simd>: Copy;

    /// How many these are; at most [`MOST_LANES`].
    fn lanes<S: Simd>() -> usize {
        size_of::<Self::Vector<S>>() / size_of::<Self>()
    }

    /// A vector of the same number everywhere.
    fn splat<S: Simd>(simd: S, number: Self) -> Self::Vector<S>;

    /// Numbers as vectors, and the rest that does not fill one.
    fn vectors<S: Simd>(numbers: &[Self]) -> (&[Self::Vector<S>], &[Self]);

    /// The same, to write.
    fn vectors_mut<S: Simd>(numbers: &mut [Self]) -> (&mut [Self::Vector<S>], &mut [Self]);

    /// a b
    fn multiply<S: Simd>(simd: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S>;

    /// a b + c, rounded once where the processor can do so.
    fn multiply_add<S: Simd>(simd: S, a: Self::Vector<S>, b: Self::Vector<S>, c: Self::Vector<S>) -> Self::Vector<S>;

    /// The first `count` numbers of a, then those of b.
    fn first_of<S: Simd>(simd: S, count: usize, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S>;

    /// Lends a place for so many numbers. It is this thread's own, so nothing is allocated once it is large enough.
    fn with_scratch<R>(length: usize, work: impl FnOnce(&mut [Self]) -> R) -> R;

    /// A product of matrices: compiled here, once for each number type, and not in every program that trains.
    fn product(product: Product<'_, Self>);
}

/// More numbers than this are in no vector: 512 bits of `f32`.
pub const MOST_LANES: usize = 16;

/// Vectors that begin at a multiple of so many bytes lie in one line of the cache each.
const LINE: usize = 64;

macro_rules! in_vectors {
    ($number:ty, $vector:ident, $splat:ident, $read:ident, $write:ident, $multiply:ident, $multiply_add:ident, $between:ident, $select:ident) => {
        impl InVectors for $number {
            type Vector<S: Simd> = S::$vector;

            #[inline(always)]
            fn splat<S: Simd>(simd: S, number: Self) -> S::$vector {
                simd.$splat(number)
            }

            #[inline(always)]
            fn vectors<S: Simd>(numbers: &[Self]) -> (&[S::$vector], &[Self]) {
                S::$read(numbers)
            }

            #[inline(always)]
            fn vectors_mut<S: Simd>(numbers: &mut [Self]) -> (&mut [S::$vector], &mut [Self]) {
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
            fn first_of<S: Simd>(simd: S, count: usize, a: S::$vector, b: S::$vector) -> S::$vector {
                simd.$select(simd.$between(0, count as _).mask(), a, b)
            }

            fn with_scratch<R>(length: usize, work: impl FnOnce(&mut [Self]) -> R) -> R {
                thread_local! {
                    static SCRATCH: RefCell<Vec<$number>> = const { RefCell::new(Vec::new()) };
                }
                SCRATCH.with_borrow_mut(|scratch| {
                    let with_start = length + LINE / size_of::<Self>();
                    if scratch.len() < with_start {
                        scratch.resize(with_start, 0.0);
                    }
                    let start = scratch.as_ptr().align_offset(LINE).min(with_start - length);
                    work(&mut scratch[start..][..length])
                })
            }

            fn product(product: Product<'_, Self>) {
                product.run();
            }
        }
    };
}

in_vectors!(
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
in_vectors!(
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
