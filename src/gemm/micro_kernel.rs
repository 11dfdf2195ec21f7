//! The micro-kernel: one tile of C, whose sums stay in registers until they are done (chapter 12).
//!
//! A tile is a sum of rank-1 updates: for each p from 0 to kc, column p of a micro-panel of A times row p of a
//! micro-panel of B.

#![expect(
    clippy::needless_range_loop,
    reason = "loops to a constant are unrolled, and arrays so indexed stay in registers"
)]

use crate::gemm::blocking::UNROLL;
use crate::gemm::epilogue::{Accumulators, OutputTile};
use crate::simd::lanes::SimdFloat;
use pulp::{Simd, WithSimd};
use std::array;

/// The micro-kernel for tiles of MR vectors × NR columns.
pub(crate) struct MicroKernel<'a, 'c, F, B, const MR: usize, const NR: usize> {
    /// MR vectors × kc, packed.
    pub a_panel: &'a [F],
    pub b: B,
    pub c: &'a mut OutputTile<'c, F>,
    /// First row and column of the tile in `c`; the column is also that in `b`.
    pub at: (usize, usize),
    /// Rows of `c` from there on. If they are fewer than MR vectors, the tile's other rows are not stored.
    pub rows: usize,
}

impl<F: SimdFloat, B: PanelB<F>, const MR: usize, const NR: usize> WithSimd for MicroKernel<'_, '_, F, B, MR, NR> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let MicroKernel { a_panel, b, c, at: (i, j), rows } = self;
        let acc = c.at(i, j).initial::<S, MR, NR>(simd, rows);
        let acc = b.rank_k_update(simd, F::as_vectors::<S>(a_panel).0.as_chunks().0, acc, j);
        c.at(i, j).store(simd, acc, rows);
    }
}

/// A tile of a matrix-vector product (GEMV, n = 1): MR vectors of C. A is column-major and not packed, since each of
/// its numbers is used once.
pub(crate) struct GemvTile<'a, 'c, F, const MR: usize> {
    /// A from the tile's first row on.
    pub a: &'a [F],
    pub lda: usize,
    /// (kc, 1)
    pub b: &'a [F],
    pub c: OutputTile<'c, F>,
}

impl<F: SimdFloat, const MR: usize> WithSimd for GemvTile<'_, '_, F, MR> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let GemvTile { a, lda, b, c } = self;
        let rows = MR * F::lanes::<S>();
        let mut acc = c.initial::<S, MR, 1>(simd, rows);
        for (column, &b) in a.chunks(lda).zip(b) {
            let Some(column) = F::as_vectors::<S>(column).0.first_chunk() else { break };
            rank1_update(simd, &mut acc, column, |_| b);
        }
        c.store(simd, acc, rows);
    }
}

/// Runs a kernel in a function of its own. Inlined together with others into one large function, its innermost loop
/// would not keep all accumulators in registers.
#[inline(never)]
pub(crate) fn outlined<S: Simd>(simd: S, kernel: impl WithSimd<Output = ()>) {
    simd.vectorize(kernel);
}

/// acc ← acc + a bᵀ: each number of a column of A, (MR vectors, 1), times each number of a row of B, (1, NR).
#[inline(always)]
fn rank1_update<F: SimdFloat, S: Simd, const MR: usize, const NR: usize>(
    simd: S,
    acc: &mut Accumulators<F, S, MR, NR>,
    a: &[F::Vector<S>; MR],
    b: impl Fn(usize) -> F,
) {
    for q in 0..NR {
        let b = F::splat(simd, b(q));
        for r in 0..MR {
            acc[q][r] = F::multiply_add(simd, a[r], b, acc[q][r]);
        }
    }
}

/// Columns of B as the micro-kernel finds them in memory.
pub(crate) trait PanelB<F: SimdFloat>: Copy {
    /// Whether they are packed in micro-panels as wide as the tiles.
    const PACKED: bool = false;

    /// Adds to the accumulators the product of a micro-panel of A, given column by column, and NR columns of B from
    /// column j on: a rank-1 update for each column of the micro-panel.
    fn rank_k_update<S: Simd, const MR: usize, const NR: usize>(
        self,
        simd: S,
        a_panel: &[[F::Vector<S>; MR]],
        acc: Accumulators<F, S, MR, NR>,
        j: usize,
    ) -> Accumulators<F, S, MR, NR>;
}

/// Column after column, and the leading dimension.
#[derive(Clone, Copy)]
pub(crate) struct ColMajorB<'a, F>(pub &'a [F], pub usize);
/// Row after row, and the leading dimension.
#[derive(Clone, Copy)]
pub(crate) struct RowMajorB<'a, F>(pub &'a [F], pub usize);
/// Micro-panels of NR columns, each row after row, and the number of their rows, kc.
#[derive(Clone, Copy)]
pub(crate) struct PackedB<'a, F>(pub &'a [F], pub usize);

impl<F: SimdFloat> PanelB<F> for ColMajorB<'_, F> {
    #[inline(always)]
    fn rank_k_update<S: Simd, const MR: usize, const NR: usize>(
        self,
        simd: S,
        a_panel: &[[F::Vector<S>; MR]],
        mut acc: Accumulators<F, S, MR, NR>,
        j: usize,
    ) -> Accumulators<F, S, MR, NR> {
        let ColMajorB(b, ldb) = self;
        let columns: [_; NR] = array::from_fn(|q| b[(j + q) * ldb..][..a_panel.len()].as_chunks::<UNROLL>());
        let (a_panel, rest) = a_panel.as_chunks::<UNROLL>();
        for (p, a) in a_panel.iter().enumerate() {
            for t in 0..UNROLL {
                rank1_update(simd, &mut acc, &a[t], |q| columns[q].0[p][t]);
            }
        }
        for (p, a) in rest.iter().enumerate() {
            rank1_update(simd, &mut acc, a, |q| columns[q].1[p]);
        }
        acc
    }
}

impl<F: SimdFloat> PanelB<F> for RowMajorB<'_, F> {
    #[inline(always)]
    fn rank_k_update<S: Simd, const MR: usize, const NR: usize>(
        self,
        simd: S,
        a_panel: &[[F::Vector<S>; MR]],
        mut acc: Accumulators<F, S, MR, NR>,
        j: usize,
    ) -> Accumulators<F, S, MR, NR> {
        let RowMajorB(b, ldb) = self;
        for (a, row) in a_panel.iter().zip(b[j..].chunks(ldb)) {
            let Some(row) = row.first_chunk::<NR>() else { break };
            rank1_update(simd, &mut acc, a, |q| row[q]);
        }
        acc
    }
}

impl<F: SimdFloat> PanelB<F> for PackedB<'_, F> {
    const PACKED: bool = true;

    #[inline(always)]
    fn rank_k_update<S: Simd, const MR: usize, const NR: usize>(
        self,
        simd: S,
        a_panel: &[[F::Vector<S>; MR]],
        mut acc: Accumulators<F, S, MR, NR>,
        j: usize,
    ) -> Accumulators<F, S, MR, NR> {
        let PackedB(b, kc) = self;
        let rows = b[j * kc..].as_chunks::<NR>().0;
        let ((a_panel, rest), (rows, others)) =
            (a_panel.as_chunks::<UNROLL>(), rows[..a_panel.len()].as_chunks::<UNROLL>());
        for (a, rows) in a_panel.iter().zip(rows) {
            for t in 0..UNROLL {
                rank1_update(simd, &mut acc, &a[t], |q| rows[t][q]);
            }
        }
        for (a, row) in rest.iter().zip(others) {
            rank1_update(simd, &mut acc, a, |q| row[q]);
        }
        acc
    }
}
