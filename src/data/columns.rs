//! Samples as columns of a matrix: the first few, or some by their indices.

use crate::Real;
use crate::simd::elementwise::for_each_column;
use ndarray::{Array2, ArrayView2, ArrayViewMut2, ShapeBuilder, s};

/// The first m columns of a buffer. A buffer that is full is taken as it is: for a small network cutting costs more than it holds.
pub(crate) fn columns<A>(buffer: &Array2<A>, m: usize) -> ArrayView2<'_, A> {
    if m == buffer.ncols() { buffer.view() } else { buffer.slice(s![.., ..m]) }
}

/// The same, to write.
pub(crate) fn columns_mut<A>(buffer: &mut Array2<A>, m: usize) -> ArrayViewMut2<'_, A> {
    if m == buffer.ncols() { buffer.view_mut() } else { buffer.slice_mut(s![.., ..m]) }
}

/// Copies the columns `indices` of `from`: (n, m) side by side into `into`: (n, indices.len()).
pub(crate) fn gather<F: Real>(from: ArrayView2<F>, indices: &[usize], into: ArrayViewMut2<F>) {
    let (n, without_gaps) = (from.nrows(), from.t().to_slice());
    for_each_column(into, |j, column| match without_gaps {
        Some(numbers) => column.copy_from_slice(&numbers[indices[j] * n..][..n]),
        None => column.iter_mut().zip(from.column(indices[j])).for_each(|(to, &from)| *to = from),
    });
}

/// The columns with these indices, column-major as everything else.
pub(super) fn select_columns(x: &Array2<f64>, indices: &[usize]) -> Array2<f64> {
    let mut selected = Array2::zeros((x.nrows(), indices.len()).f());
    gather(x.view(), indices, selected.view_mut());
    selected
}

/// The rows with these indices, column-major as everything else.
#[cfg(feature = "files")]
pub(super) fn select_rows(x: &Array2<f64>, indices: &[usize]) -> Array2<f64> {
    Array2::from_shape_fn((indices.len(), x.ncols()).f(), |(i, j)| x[[indices[i], j]])
}
