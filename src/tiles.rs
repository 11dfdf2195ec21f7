//! The product of small matrices (chapter 12): a tile of the result stays in the processor's registers until it is done.
//!
//! The kernel behind [`matmul`](crate::matmul) is made for large matrices: for each product it asks for memory, and copies both
//! factors into the order in which it wants them. Where a product has a few thousand multiplications, that takes longer than the
//! product. Here only a strip of A at a time is copied, and its place is a local variable.

use crate::Real;
use crate::vector::MOST_LANES;
use ndarray::{ArrayBase, Data, DataMut, Ix2};
use pulp::{Arch, Simd, WithSimd};

/// Columns of a tile; it has as many rows as a vector has numbers.
const COLUMNS: usize = 8;
/// The longest sums. A strip of A, a vector wide and so many columns long, fits into the nearest cache.
const DEPTH: usize = 64;

/// From so many multiplications on, the kernel for large matrices is as fast or faster.
const MULTIPLICATIONS: usize = 1 << 19;

/// C = α A B + β C, if the matrices are small and lie in memory without gaps. Otherwise nothing happens, and the answer is `false`.
pub(crate) fn product<F: Real>(
    alpha: F,
    a: &ArrayBase<impl Data<Elem = F>, Ix2>,
    b: &ArrayBase<impl Data<Elem = F>, Ix2>,
    beta: F,
    c: &mut ArrayBase<impl DataMut<Elem = F>, Ix2>,
) -> bool {
    let ((n, k), m) = (a.dim(), b.ncols());
    if k == 0 || k > DEPTH || n * k * m > MULTIPLICATIONS || !lies_by_columns((n, m), c.strides()) {
        return false;
    }
    let (Some(a), Some(b), Some(c)) = (Factor::new(a), Factor::new(b), c.as_slice_memory_order_mut()) else {
        return false;
    };
    Arch::new().dispatch(Product { alpha, a, b, beta, c, shape: (n, k, m) });
    true
}

/// A matrix whose numbers stand without gaps, column after column or row after row.
#[derive(Clone, Copy)]
enum Factor<'a, F> {
    ByColumns(&'a [F]),
    ByRows(&'a [F]),
}

impl<'a, F> Factor<'a, F> {
    fn new(matrix: &'a ArrayBase<impl Data<Elem = F>, Ix2>) -> Option<Self> {
        let ((rows, columns), strides) = (matrix.dim(), matrix.strides());
        let numbers = matrix.as_slice_memory_order()?;
        if lies_by_columns((rows, columns), strides) {
            Some(Factor::ByColumns(numbers))
        } else if lies_by_columns((columns, rows), &[strides[1], strides[0]]) {
            Some(Factor::ByRows(numbers))
        } else {
            None
        }
    }
}

/// Whether a matrix of this shape stands in memory column after column. Of an axis with one place the stride says nothing.
fn lies_by_columns((rows, columns): (usize, usize), strides: &[isize]) -> bool {
    (rows == 1 || strides[0] == 1) && (columns == 1 || strides[1] == rows as isize)
}

/// C = α A B + β C with a: (n, k), b: (k, m) and c: (n, m), column after column, to be done with the widest vectors.
struct Product<'a, F> {
    alpha: F,
    a: Factor<'a, F>,
    b: Factor<'a, F>,
    beta: F,
    c: &'a mut [F],
    shape: (usize, usize, usize),
}

impl<F: Real> WithSimd for Product<'_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        // A strip begins as zeros; for short sums it need not have many.
        match self.shape.1 {
            ..=16 => self.strips::<S, 16>(simd),
            _ => self.strips::<S, DEPTH>(simd),
        }
    }
}

impl<F: Real> Product<'_, F> {
    /// A strip of rows after the other, and of each strip a tile after the other.
    #[inline(always)]
    fn strips<S: Simd, const DEPTH: usize>(mut self, simd: S) {
        let (n, k, m) = self.shape;
        let mut strip = [[F::zero(); MOST_LANES]; DEPTH];
        let strip = &mut strip.as_flattened_mut()[..k * F::lanes::<S>()];
        for i in (0..n).step_by(F::lanes::<S>()) {
            self.cut::<S>(i, strip);
            let strip = F::vectors::<S>(strip).0;
            let mut j = 0;
            while j + COLUMNS <= m {
                self.tile::<S, COLUMNS>(simd, strip, (i, j));
                j += COLUMNS;
            }
            while j + 2 <= m {
                self.tile::<S, 2>(simd, strip, (i, j));
                j += 2;
            }
            if j < m {
                self.tile::<S, 1>(simd, strip, (i, j));
            }
        }
    }

    /// Copies rows i, i + 1, … of A into the strip, a column after the other. Below the last row of A stands anything.
    #[inline(always)]
    fn cut<S: Simd>(&self, i: usize, strip: &mut [F]) {
        let ((n, k, _), lanes) = (self.shape, F::lanes::<S>());
        match self.a {
            Factor::ByColumns(a) => {
                for (p, to) in strip.chunks_exact_mut(lanes).enumerate() {
                    let from = &a[p * n + i..];
                    match from.get(..lanes) {
                        Some(from) => to.copy_from_slice(from),
                        None => to.iter_mut().zip(from).for_each(|(to, &from)| *to = from),
                    }
                }
            }
            Factor::ByRows(a) => {
                for (r, from) in a.chunks_exact(k).skip(i).take(lanes).enumerate() {
                    for (to, &from) in strip.chunks_exact_mut(lanes).zip(from) {
                        to[r] = from;
                    }
                }
            }
        }
    }

    /// The tile of C that begins in row i and column j.
    #[inline(always)]
    fn tile<S: Simd, const COLUMNS: usize>(&mut self, simd: S, strip: &[F::Vector<S>], (i, j): (usize, usize)) {
        let (_, k, m) = self.shape;
        let mut sums = [F::splat(simd, F::zero()); COLUMNS];
        match self.b {
            Factor::ByColumns(b) => {
                let mut columns = [&b[..0]; COLUMNS];
                for (q, column) in columns.iter_mut().enumerate() {
                    *column = &b[(j + q) * k..][..strip.len()];
                }
                for (p, &a) in strip.iter().enumerate() {
                    for q in 0..COLUMNS {
                        sums[q] = F::multiply_add(simd, a, F::splat(simd, columns[q][p]), sums[q]);
                    }
                }
            }
            Factor::ByRows(b) => {
                for (&a, b) in strip.iter().zip(b.chunks_exact(m)) {
                    let b = &b[j..j + COLUMNS];
                    for q in 0..COLUMNS {
                        sums[q] = F::multiply_add(simd, a, F::splat(simd, b[q]), sums[q]);
                    }
                }
            }
        }
        self.add(simd, sums, (i, j));
    }

    /// Adds α times the sums to β times the tile of C that begins in row i and column j.
    #[inline(always)]
    fn add<S: Simd, const COLUMNS: usize>(&mut self, simd: S, sums: [F::Vector<S>; COLUMNS], (i, j): (usize, usize)) {
        let (n, lanes) = (self.shape.0, F::lanes::<S>());
        let rows = lanes.min(n - i);
        let (alpha, beta) = (F::splat(simd, self.alpha), F::splat(simd, self.beta));
        let scaled = |sum, c| match F::multiply(simd, alpha, sum) {
            // What stood in C may be anything, and 0 times NaN is NaN.
            scaled if self.beta == F::zero() => scaled,
            scaled => F::multiply_add(simd, beta, c, scaled),
        };
        let c = &mut self.c[j * n + i..];
        if rows == lanes {
            for q in 0..COLUMNS {
                let c = &mut F::vectors_mut::<S>(&mut c[q * n..][..lanes]).0[0];
                *c = scaled(sums[q], *c);
            }
        } else if let Some(c) = c.get_mut(..(COLUMNS - 1) * n + lanes) {
            // Each vector reaches beyond its column into the next ones, where C must stay as it is. All are read before the first
            // is written, so that no reading has to wait for a writing beside it.
            let mut old = sums;
            for q in 0..COLUMNS {
                old[q] = F::vectors::<S>(&c[q * n..][..lanes]).0[0];
            }
            for q in 0..COLUMNS {
                let new = F::first_of(simd, rows, scaled(sums[q], old[q]), old[q]);
                F::vectors_mut::<S>(&mut c[q * n..][..lanes]).0[0] = new;
            }
        } else {
            // At the end of C there is no room for whole vectors.
            for (c, sum) in c.chunks_mut(n).zip(sums) {
                let mut part = [F::zero(); MOST_LANES];
                part.iter_mut().zip(&c[..rows]).for_each(|(part, &c)| *part = c);
                let part_of_c = &mut F::vectors_mut::<S>(&mut part).0[0];
                *part_of_c = scaled(sum, *part_of_c);
                c[..rows].iter_mut().zip(&part).for_each(|(c, &part)| *c = part);
            }
        }
    }
}
