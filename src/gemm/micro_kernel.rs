//! A tile of a product of matrices, which stays in the processor's registers until it is done (chapter 12).

#![expect(
    clippy::needless_range_loop,
    reason = "loops to a constant are unrolled, and arrays so indexed stay in registers"
)]

use crate::Real;
use crate::gemm::epilogue::Target;
use pulp::{Simd, WithSimd};
use std::array;

/// A tile of C: HIGH vectors high and WIDE columns wide.
pub(crate) struct Tile<'a, 'c, F, B, const HIGH: usize, const WIDE: usize> {
    /// The rows of A that the tile is made of: as many numbers of the first column, then as many of the second.
    pub strip: &'a [F],
    pub b: B,
    pub c: &'a mut Target<'c, F>,
    /// The tile's first row and column, in C; the column also in B.
    pub at: (usize, usize),
    /// Rows of C from there on; of the last tile there may be fewer than it has place for.
    pub rows: usize,
}

impl<F: Real, B: Source<F>, const HIGH: usize, const WIDE: usize> WithSimd for Tile<'_, '_, F, B, HIGH, WIDE> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Tile { strip, b, c, at: (i, j), rows } = self;
        let sums = c.from(i, j).start::<S, HIGH, WIDE>(simd, rows);
        let sums = b.add_products(simd, F::vectors::<S>(strip).0.as_chunks().0, sums, j);
        c.from(i, j).write(simd, sums, rows);
    }
}

/// As many rows of C, which is a single column, as so many vectors hold: A times b.
pub(crate) struct Single<'a, 'c, F, const HIGH: usize> {
    /// A from the first of the rows on, column after column, and how many numbers a column has.
    pub a: (&'a [F], usize),
    pub b: &'a [F],
    pub c: Target<'c, F>,
}

impl<F: Real, const HIGH: usize> WithSimd for Single<'_, '_, F, HIGH> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Single { a: (a, length), b, c } = self;
        let rows = HIGH * F::lanes::<S>();
        let mut sums = c.start::<S, HIGH, 1>(simd, rows);
        for (column, &b) in a.chunks(length).zip(b) {
            let Some(column) = F::vectors::<S>(column).0.first_chunk() else { break };
            meet(simd, &mut sums, column, |_| b);
        }
        c.write(simd, sums, rows);
    }
}

/// Does a tile in a function of its own. Among others, in one large function, its inner loop would not find enough registers free.
#[inline(never)]
pub(crate) fn apart<S: Simd>(simd: S, tile: impl WithSimd<Output = ()>) {
    simd.vectorize(tile);
}

/// Columns of B, wherever they are.
pub(crate) trait Source<F: Real>: Copy {
    /// Whether as many columns as a tile is wide have been copied together.
    const COPIED: bool = false;

    /// Adds to the sums of a tile what a strip of A gives with WIDE columns of B, from column j on. In the strip is one column of A
    /// after the other.
    fn add_products<S: Simd, const HIGH: usize, const WIDE: usize>(
        self,
        simd: S,
        strip: &[[F::Vector<S>; HIGH]],
        sums: [[F::Vector<S>; HIGH]; WIDE],
        j: usize,
    ) -> [[F::Vector<S>; HIGH]; WIDE];
}

/// Columns that stand one after the other, so many numbers each.
#[derive(Clone, Copy)]
pub(crate) struct Columns<'a, F>(pub &'a [F], pub usize);
/// Rows that stand one after the other, so many numbers each.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'a, F>(pub &'a [F], pub usize);
/// Copies of WIDE columns together, row after row, so many rows each.
#[derive(Clone, Copy)]
pub(crate) struct Panel<'a, F>(pub &'a [F], pub usize);

/// So many columns of A are taken at a time, so that counting them takes little of it.
const ROUND: usize = 4;

/// Each number of a column of A meets each number of a row of B.
#[inline(always)]
fn meet<F: Real, S: Simd, const HIGH: usize, const WIDE: usize>(
    simd: S,
    sums: &mut [[F::Vector<S>; HIGH]; WIDE],
    a: &[F::Vector<S>; HIGH],
    b: impl Fn(usize) -> F,
) {
    for q in 0..WIDE {
        let b = F::splat(simd, b(q));
        for r in 0..HIGH {
            sums[q][r] = F::multiply_add(simd, a[r], b, sums[q][r]);
        }
    }
}

impl<F: Real> Source<F> for Columns<'_, F> {
    #[inline(always)]
    fn add_products<S: Simd, const HIGH: usize, const WIDE: usize>(
        self,
        simd: S,
        strip: &[[F::Vector<S>; HIGH]],
        mut sums: [[F::Vector<S>; HIGH]; WIDE],
        j: usize,
    ) -> [[F::Vector<S>; HIGH]; WIDE] {
        let Columns(numbers, length) = self;
        let columns: [_; WIDE] = array::from_fn(|q| numbers[(j + q) * length..][..strip.len()].as_chunks::<ROUND>());
        let (strip, rest) = strip.as_chunks::<ROUND>();
        for (p, a) in strip.iter().enumerate() {
            for t in 0..ROUND {
                meet(simd, &mut sums, &a[t], |q| columns[q].0[p][t]);
            }
        }
        for (p, a) in rest.iter().enumerate() {
            meet(simd, &mut sums, a, |q| columns[q].1[p]);
        }
        sums
    }
}

impl<F: Real> Source<F> for Rows<'_, F> {
    #[inline(always)]
    fn add_products<S: Simd, const HIGH: usize, const WIDE: usize>(
        self,
        simd: S,
        strip: &[[F::Vector<S>; HIGH]],
        mut sums: [[F::Vector<S>; HIGH]; WIDE],
        j: usize,
    ) -> [[F::Vector<S>; HIGH]; WIDE] {
        let Rows(numbers, length) = self;
        for (a, row) in strip.iter().zip(numbers[j..].chunks(length)) {
            let Some(row) = row.first_chunk::<WIDE>() else { break };
            meet(simd, &mut sums, a, |q| row[q]);
        }
        sums
    }
}

impl<F: Real> Source<F> for Panel<'_, F> {
    const COPIED: bool = true;

    #[inline(always)]
    fn add_products<S: Simd, const HIGH: usize, const WIDE: usize>(
        self,
        simd: S,
        strip: &[[F::Vector<S>; HIGH]],
        mut sums: [[F::Vector<S>; HIGH]; WIDE],
        j: usize,
    ) -> [[F::Vector<S>; HIGH]; WIDE] {
        let Panel(numbers, rows) = self;
        let rows = numbers[j * rows..].as_chunks::<WIDE>().0;
        let ((strip, rest), (rows, others)) = (strip.as_chunks::<ROUND>(), rows[..strip.len()].as_chunks::<ROUND>());
        for (a, rows) in strip.iter().zip(rows) {
            for t in 0..ROUND {
                meet(simd, &mut sums, &a[t], |q| rows[t][q]);
            }
        }
        for (a, row) in rest.iter().zip(others) {
            meet(simd, &mut sums, a, |q| row[q]);
        }
        sums
    }
}
