//! The matrix product for arrays of any layout: [`matmul`], and [`product`] with a choice of epilogue (chapter 12).

use crate::gemm::epilogue::Epilogue;
use crate::gemm::macro_kernel::GemmArgs;
use crate::gemm::operand::{Operand, is_col_major, is_row_major};
use crate::real::Real;
use ndarray::{ArrayBase, Data, DataMut, Ix2};

/// C = α A B + β C, with a: (m, k), b: (k, n), c: (m, n), each of any layout. BLAS calls this GEMM.
///
/// The letters m, n and k are those of BLAS. In the book's Z = W A + b they are m = n_out, n = the number of samples
/// (which the book calls m), k = n_in.
///
/// With β = 0 the old numbers of C are never read, so they may be NaN. Matrices without gaps between their numbers,
/// column-major or row-major (so also a transposed view of one), are multiplied where they lie; others, such as every
/// second column of a larger matrix, are copied first.
///
/// Each number of C is summed in an order that depends on k alone, so all processors with a fused multiply-add give the
/// same bits.
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
pub fn matmul<F: Real>(
    alpha: F,
    a: &ArrayBase<impl Data<Elem = F>, Ix2>,
    b: &ArrayBase<impl Data<Elem = F>, Ix2>,
    beta: F,
    c: &mut ArrayBase<impl DataMut<Elem = F>, Ix2>,
) {
    let ((m, k), (k_of_b, n)) = (a.dim(), b.dim());
    assert_eq!(k, k_of_b, "A is {m} × {k} and B is {k_of_b} × {n}: A needs as many columns as B has rows");
    assert_eq!(c.dim(), (m, n), "C must be {m} × {n}, as many rows as A and columns as B");
    if k == 0 {
        return c.mapv_inplace(|c| if beta == F::zero() { beta } else { beta * c });
    }
    product(alpha, a, b, 0, Epilogue::Beta(beta), c);
}

/// C = α A B′ with an [epilogue](Epilogue), a: (m, k), c: (m, n), where B′ are the n columns of b from `first` on.
///
/// Nothing is done if m, n or k is 0.
pub(crate) fn product<F: Real>(
    alpha: F,
    a: &ArrayBase<impl Data<Elem = F>, Ix2>,
    b: &ArrayBase<impl Data<Elem = F>, Ix2>,
    first: usize,
    epilogue: Epilogue<F>,
    c: &mut ArrayBase<impl DataMut<Elem = F>, Ix2>,
) {
    let ((m, n), k) = (c.dim(), a.ncols());
    if m == 0 || n == 0 || k == 0 {
        return;
    }
    let (mut copy_of_a, mut copy_of_b) = (Vec::new(), Vec::new());
    let (a, b) = (Operand::new(a, &mut copy_of_a), Operand::new(b, &mut copy_of_b).skip(0, first));
    let (col_major, row_major) = (is_col_major((m, n), c.strides()), is_row_major((m, n), c.strides()));
    // A single row lies in both orders. As a column it fills the vectors, if B's rows are without gaps, as in the dW of a single neuron.
    let as_column = m == 1 && matches!((b, epilogue), (Operand::RowMajor(..), Epilogue::Beta(_)));
    match (c.as_slice_memory_order_mut(), epilogue) {
        (Some(c), _) if col_major && !as_column => F::gemm(GemmArgs { alpha, a, b, epilogue, c, shape: (m, n, k) }),
        // A row-major C is the column-major Cᵀ, and Cᵀ = α Bᵀ Aᵀ + β Cᵀ.
        (Some(c), Epilogue::Beta(_)) if row_major => {
            F::gemm(GemmArgs { alpha, a: b.transposed(), b: a.transposed(), epilogue, c, shape: (n, m, k) });
        }
        _ => {
            let mut copy: Vec<F> = c.t().iter().copied().collect();
            F::gemm(GemmArgs { alpha, a, b, epilogue, c: &mut copy, shape: (m, n, k) });
            c.view_mut().reversed_axes().iter_mut().zip(copy).for_each(|(c, copy)| *c = copy);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, ShapeBuilder, s};
    use rand::RngExt;

    /// It is computed in another way, for some layouts.
    #[test]
    fn a_row_has_the_same_bits_alone_and_among_others() {
        let mut rng = crate::random::rng(3);
        let mut draw = |rows, columns| Array2::from_shape_fn((rows, columns), |_| rng.random_range(-1.0_f32..1.0));
        for (n, k) in [(1, 4), (5, 1), (8, 32), (70, 33), (9, 300)] {
            let (a, c) = (draw(3, k), draw(3, n));
            let by_row = draw(k, n);
            let mut by_column = Array2::zeros((k, n).f());
            by_column.assign(&by_row);
            for (b, beta) in [(&by_row, 0.0), (&by_row, 0.5), (&by_column, 0.0), (&by_column, 0.5)] {
                let (mut all, mut alone) = (c.clone(), c.slice(s![1..2, ..]).to_owned());
                matmul(0.7, &a, b, beta, &mut all);
                matmul(0.7, &a.slice(s![1..2, ..]), b, beta, &mut alone);
                let bits = |row: Vec<f32>| row.into_iter().map(f32::to_bits).collect::<Vec<_>>();
                assert_eq!(
                    bits(alone.row(0).to_vec()),
                    bits(all.row(1).to_vec()),
                    "{n} columns, {k} terms, β = {beta}"
                );
            }
        }
    }
}
