//! The matrix product, where a network spends its time (chapter 12). The only file with `unsafe` code.

use crate::{Real, tiles};
use gemm::Parallelism;
use ndarray::{ArrayBase, Data, DataMut, Ix2};

/// C = α A B + β C, with a: (n, k), b: (k, m), c: (n, m), each of any layout; a transposed view costs no copy.
///
/// With β = 0 the old contents of C are never read, so they may be anything, NaN included. Small products are done tile by
/// tile, the others by the kernel of the crate `gemm`; both pick the widest vector instructions that the processor has when it runs.
///
/// # Panics
///
/// If the shapes do not fit.
///
/// ```
/// use ndarray::array;
/// let (a, b) = (array![[1.0, 2.0], [3.0, 4.0]], array![[1.0], [10.0]]);
/// let mut c = array![[100.0], [100.0]];
/// ann::matmul(2.0, &a, &b, 1.0, &mut c);
/// assert_eq!(c, array![[142.0], [186.0]]);
/// ```
#[allow(unsafe_code)]
pub fn matmul<F: Real>(
    alpha: F,
    a: &ArrayBase<impl Data<Elem = F>, Ix2>,
    b: &ArrayBase<impl Data<Elem = F>, Ix2>,
    beta: F,
    c: &mut ArrayBase<impl DataMut<Elem = F>, Ix2>,
) {
    let ((n, k), (k_of_b, m)) = (a.dim(), b.dim());
    assert_eq!(k, k_of_b, "A is {n} × {k} and B is {k_of_b} × {m}: A needs as many columns as B has rows");
    assert_eq!(c.dim(), (n, m), "C must be {n} × {m}, as many rows as A and columns as B");

    if tiles::product(alpha, a, b, beta, c) {
        return;
    }
    let column_stride = |strides: &[isize]| strides[1];
    let row_stride = |strides: &[isize]| strides[0];
    // SAFETY: every pointer and its strides come from an ndarray view of the shape checked above, so each element that the
    // kernel visits lies inside that view. C is borrowed mutably, so it overlaps neither A nor B. F is f32 or f64 (the trait
    // is sealed), which are the kernel's own types.
    unsafe {
        gemm::gemm(
            n,
            m,
            k,
            c.as_mut_ptr(),
            column_stride(c.strides()),
            row_stride(c.strides()),
            beta != F::zero(),
            a.as_ptr(),
            column_stride(a.strides()),
            row_stride(a.strides()),
            b.as_ptr(),
            column_stride(b.strides()),
            row_stride(b.strides()),
            beta,
            alpha,
            false,
            false,
            false,
            Parallelism::None,
        );
    }
}
