//! The matrix product, where a network spends its time (chapter 12).

use crate::Real;
use crate::gemm::epilogue::Onto;
use crate::gemm::macro_kernel::{Factor, Product};
use ndarray::{ArrayBase, Data, DataMut, Ix2};

/// C = α A B + β C, with a: (n, k), b: (k, m), c: (n, m), each of any layout.
///
/// With β = 0 the old contents of C are never read, so they may be anything, NaN included. Matrices whose numbers lie together in
/// memory, column after column or row after row (so also the transposed view of such a one), are multiplied where they are; others,
/// say every second column of a larger matrix, are copied first.
///
/// Every number of C is summed in the same order whatever the shape and whatever the processor, so all processors that can multiply
/// and add in one instruction give the same bits.
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
    let ((n, k), (k_of_b, m)) = (a.dim(), b.dim());
    assert_eq!(k, k_of_b, "A is {n} × {k} and B is {k_of_b} × {m}: A needs as many columns as B has rows");
    assert_eq!(c.dim(), (n, m), "C must be {n} × {m}, as many rows as A and columns as B");
    if k == 0 {
        return c.mapv_inplace(|c| if beta == F::zero() { beta } else { beta * c });
    }
    product(alpha, a, b, 0, Onto::Scaled(beta), c);
}

/// C = α A B′, added to something, where B′ has the columns of B from `first` on, as many as C has.
pub(crate) fn product<F: Real>(
    alpha: F,
    a: &ArrayBase<impl Data<Elem = F>, Ix2>,
    b: &ArrayBase<impl Data<Elem = F>, Ix2>,
    first: usize,
    onto: Onto<F>,
    c: &mut ArrayBase<impl DataMut<Elem = F>, Ix2>,
) {
    let ((n, m), k) = (c.dim(), a.ncols());
    if n == 0 || k == 0 || m == 0 {
        return;
    }
    let (mut copy_of_a, mut copy_of_b) = (Vec::new(), Vec::new());
    let (a, b) = (factor(a, &mut copy_of_a), factor(b, &mut copy_of_b).skip_columns(first));
    let [by_columns, by_rows] = [lies_by_columns((n, m), c.strides()), lies_by_columns((m, n), &reversed(c.strides()))];
    match (c.as_slice_memory_order_mut(), onto) {
        (Some(c), _) if by_columns => F::product(Product { alpha, a, b, onto, c, shape: (n, k, m) }),
        // What lies by rows is the transposed matrix by columns, and Cᵀ = α Bᵀ Aᵀ + β Cᵀ.
        (Some(c), Onto::Scaled(_)) if by_rows => {
            F::product(Product { alpha, a: b.transposed(), b: a.transposed(), onto, c, shape: (m, k, n) });
        }
        _ => {
            let mut copy: Vec<F> = c.t().iter().copied().collect();
            F::product(Product { alpha, a, b, onto, c: &mut copy, shape: (n, k, m) });
            c.view_mut().reversed_axes().iter_mut().zip(copy).for_each(|(c, copy)| *c = copy);
        }
    }
}

/// The numbers of a matrix as they lie in memory; if they do not lie together, of a copy that lies column after column.
fn factor<'m, F: Real>(matrix: &'m ArrayBase<impl Data<Elem = F>, Ix2>, copy: &'m mut Vec<F>) -> Factor<'m, F> {
    let (rows, columns) = matrix.dim();
    match matrix.as_slice_memory_order() {
        Some(numbers) if lies_by_columns((rows, columns), matrix.strides()) => Factor::ByColumns(numbers, rows),
        Some(numbers) if lies_by_columns((columns, rows), &reversed(matrix.strides())) => {
            Factor::ByRows(numbers, columns)
        }
        _ => {
            copy.extend(matrix.t().iter());
            Factor::ByColumns(copy, rows)
        }
    }
}

/// Whether a matrix of this shape stands in memory column after column. Of an axis with one place the stride says nothing.
fn lies_by_columns((rows, columns): (usize, usize), strides: &[isize]) -> bool {
    (rows == 1 || strides[0] == 1) && (columns == 1 || strides[1] == rows as isize)
}

fn reversed(strides: &[isize]) -> [isize; 2] {
    [strides[1], strides[0]]
}
