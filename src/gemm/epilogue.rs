//! The epilogue: what is done with the sums of a tile before they are written to C (chapter 12).
//!
//! The scale α and the addition of β C or of a bias happen while the sums are in registers, so they cost no further
//! pass over C.

#![expect(
    clippy::needless_range_loop,
    clippy::manual_memcpy,
    reason = "loops to a constant are unrolled, and arrays so indexed stay in registers"
)]

use crate::simd::lanes::{MAX_LANES, SimdFloat};
use pulp::Simd;

/// The sums of a tile, MR vectors high and NR columns wide.
pub(crate) type Accumulators<F, S, const MR: usize, const NR: usize> = [[<F as SimdFloat>::Vector<S>; MR]; NR];

/// What the product α A B is combined with.
#[derive(Debug, Clone, Copy)]
pub enum Epilogue<'a, F> {
    /// C = α A B + β C, as BLAS has it. With β = 0 the old numbers of C are not read, so they may be NaN.
    Beta(F),
    /// C = α (C + A B): the sums continue those that an earlier product with α = 1 left in C, rounded as if both had
    /// been one product.
    Accumulate,
    /// C = α A B + b, with b: (m, 1) added to every column. The slice must reach as far beyond row m as a tile
    /// does.
    Bias(&'a [F]),
}

/// C, column-major, from the first element of a tile on; with what is to be done there.
pub(crate) struct OutputTile<'a, F> {
    pub c: &'a mut [F],
    /// Leading dimension: numbers from one column of C to the next.
    pub ldc: usize,
    pub alpha: F,
    pub epilogue: Epilogue<'a, F>,
}

impl<F: Copy> OutputTile<'_, F> {
    /// The tile that begins `i` rows and `j` columns further on.
    #[inline(always)]
    pub fn at(&mut self, i: usize, j: usize) -> OutputTile<'_, F> {
        let epilogue = match self.epilogue {
            Epilogue::Bias(b) => Epilogue::Bias(&b[i..]),
            epilogue => epilogue,
        };
        OutputTile { c: &mut self.c[j * self.ldc + i..], epilogue, ..*self }
    }
}

impl<F: SimdFloat> OutputTile<'_, F> {
    /// What the accumulators of a tile begin with: 0, or with [`Epilogue::Accumulate`] the tile of C. Of a tile at the
    /// lower end of C only the first `rows` rows are in it.
    #[inline(always)]
    pub fn initial<S: Simd, const MR: usize, const NR: usize>(
        &self,
        simd: S,
        rows: usize,
    ) -> Accumulators<F, S, MR, NR> {
        match self.epilogue {
            Epilogue::Accumulate => self.load(simd, rows),
            _ => [[F::splat(simd, F::zero()); MR]; NR],
        }
    }

    /// The tile of C, of which only the first `rows` rows are in it; what is loaded for the others is unspecified.
    #[inline(always)]
    fn load<S: Simd, const MR: usize, const NR: usize>(&self, simd: S, rows: usize) -> Accumulators<F, S, MR, NR> {
        let mut loaded = [[F::splat(simd, F::zero()); MR]; NR];
        if let Some(c) = self.c.get(..(NR - 1) * self.ldc + MR * F::lanes::<S>()) {
            for q in 0..NR {
                let c = F::as_vectors::<S>(&c[q * self.ldc..]).0;
                for r in 0..MR {
                    loaded[q][r] = c[r];
                }
            }
        } else {
            let mut copy = loaded;
            self.load_by_element::<S, MR>(&mut copy, rows);
            loaded = copy;
        }
        loaded
    }

    /// Applies the epilogue to the accumulators and writes them to the first `rows` rows of the tile.
    #[inline(always)]
    pub fn store<S: Simd, const MR: usize, const NR: usize>(
        mut self,
        simd: S,
        mut acc: Accumulators<F, S, MR, NR>,
        rows: usize,
    ) {
        let (ldc, lanes) = (self.ldc, F::lanes::<S>());
        let (alpha, one) = (F::splat(simd, self.alpha), F::splat(simd, F::one()));
        for q in 0..NR {
            for r in 0..MR {
                acc[q][r] = F::multiply(simd, alpha, acc[q][r]);
            }
        }
        match self.epilogue {
            // C is not read: 0 times NaN would be NaN.
            Epilogue::Beta(beta) if beta == F::zero() => {}
            Epilogue::Beta(beta) => {
                let beta = F::splat(simd, beta);
                if rows >= MR * lanes {
                    for q in 0..NR {
                        let c = F::as_vectors::<S>(&self.c[q * ldc..][..MR * lanes]).0;
                        for r in 0..MR {
                            acc[q][r] = F::multiply_add(simd, beta, c[r], acc[q][r]);
                        }
                    }
                } else {
                    let old = self.load::<S, MR, NR>(simd, rows);
                    for q in 0..NR {
                        for r in 0..MR {
                            acc[q][r] = F::multiply_add(simd, beta, old[q][r], acc[q][r]);
                        }
                    }
                }
            }
            Epilogue::Accumulate => {}
            Epilogue::Bias(b) => {
                let b = F::as_vectors::<S>(&b[..MR * lanes]).0;
                for q in 0..NR {
                    for r in 0..MR {
                        acc[q][r] = F::multiply_add(simd, one, b[r], acc[q][r]);
                    }
                }
            }
        }
        if rows >= MR * lanes {
            for q in 0..NR {
                let c = F::as_vectors_mut::<S>(&mut self.c[q * ldc..][..MR * lanes]).0;
                for r in 0..MR {
                    c[r] = acc[q][r];
                }
            }
        } else if self.c.len() >= (NR - 1) * ldc + MR * lanes {
            // The last vector reaches beyond its column into the next one, whose numbers must be written back
            // unchanged. All vectors are loaded before the first is stored, so that no load waits for a store to
            // overlapping addresses.
            let old = self.load::<S, MR, NR>(simd, rows);
            let in_last = rows - (MR - 1) * lanes;
            for q in 0..NR {
                let c = F::as_vectors_mut::<S>(&mut self.c[q * ldc..][..MR * lanes]).0;
                for r in 0..MR - 1 {
                    c[r] = acc[q][r];
                }
                c[MR - 1] = F::select_first(simd, in_last, acc[q][MR - 1], old[q][MR - 1]);
            }
        } else {
            // A copy, so that only it is in memory and the accumulators stay in registers.
            let copy = acc;
            self.store_by_element::<S, MR>(&copy, rows);
        }
    }

    /// As [`load`](Self::load), at the end of the slice, where whole vectors do not fit.
    #[cold]
    #[inline(never)]
    fn load_by_element<S: Simd, const MR: usize>(&self, loaded: &mut [[F::Vector<S>; MR]], rows: usize) {
        let mut column = [[F::zero(); MAX_LANES]; MR];
        for (q, loaded) in loaded.iter_mut().enumerate() {
            let column = column.as_flattened_mut();
            column.iter_mut().zip(&self.c[q * self.ldc..][..rows]).for_each(|(to, &from)| *to = from);
            loaded.copy_from_slice(&F::as_vectors::<S>(column).0[..MR]);
        }
    }

    /// As [`store`](Self::store), at the end of the slice.
    #[cold]
    #[inline(never)]
    fn store_by_element<S: Simd, const MR: usize>(&mut self, acc: &[[F::Vector<S>; MR]], rows: usize) {
        let mut column = [[F::zero(); MAX_LANES]; MR];
        for (q, acc) in acc.iter().enumerate() {
            let column = column.as_flattened_mut();
            F::as_vectors_mut::<S>(column).0[..MR].copy_from_slice(acc);
            self.c[q * self.ldc..][..rows].iter_mut().zip(&*column).for_each(|(to, &from)| *to = from);
        }
    }
}
