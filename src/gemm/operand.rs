//! An operand of the matrix product as it lies in memory (chapter 12).

use ndarray::{ArrayBase, Data, Ix2};

/// A matrix without gaps between its numbers: a slice and its leading dimension.
///
/// The leading dimension is the distance, in numbers, from one column (column-major) or row (row-major) to the next.
/// BLAS calls it `lda` or `ldb`. A transposed matrix is the same slice in the other order.
#[derive(Debug, Clone, Copy)]
pub enum Operand<'a, F> {
    /// Column after column; element (i, j) is `data[j * ld + i]`.
    ColMajor(&'a [F], usize),
    /// Row after row; element (i, j) is `data[i * ld + j]`.
    RowMajor(&'a [F], usize),
}

impl<'a, F: Copy> Operand<'a, F> {
    /// The numbers of a matrix where they lie; if they have gaps between them, those of a column-major copy of it.
    pub(crate) fn new(matrix: &'a ArrayBase<impl Data<Elem = F>, Ix2>, copy: &'a mut Vec<F>) -> Self {
        let (rows, columns) = matrix.dim();
        match matrix.as_slice_memory_order() {
            Some(data) if is_col_major((rows, columns), matrix.strides()) => Operand::ColMajor(data, rows),
            Some(data) if is_row_major((rows, columns), matrix.strides()) => Operand::RowMajor(data, columns),
            _ => {
                copy.extend(matrix.t().iter());
                Operand::ColMajor(copy, rows)
            }
        }
    }

    /// The matrix without its first `rows` rows and `columns` columns.
    pub(crate) fn skip(self, rows: usize, columns: usize) -> Self {
        match self {
            Operand::ColMajor(data, ld) => Operand::ColMajor(&data[columns * ld + rows..], ld),
            Operand::RowMajor(data, ld) => Operand::RowMajor(&data[rows * ld + columns..], ld),
        }
    }

    /// The transposed matrix; no number is moved.
    pub(crate) fn transposed(self) -> Self {
        match self {
            Operand::ColMajor(data, ld) => Operand::RowMajor(data, ld),
            Operand::RowMajor(data, ld) => Operand::ColMajor(data, ld),
        }
    }
}

/// Whether a matrix of this shape and these strides lies column after column without gaps. The stride of an axis of
/// length 1 says nothing.
#[inline]
pub(crate) fn is_col_major((rows, columns): (usize, usize), strides: &[isize]) -> bool {
    (rows == 1 || strides[0] == 1) && (columns == 1 || strides[1] == rows as isize)
}

/// The same, row after row.
#[inline]
pub(crate) fn is_row_major((rows, columns): (usize, usize), strides: &[isize]) -> bool {
    is_col_major((columns, rows), &[strides[1], strides[0]])
}
