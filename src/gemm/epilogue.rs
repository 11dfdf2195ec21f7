//! Where the tiles of a product of matrices end: C, and what is to become of it (chapter 12).

#![expect(
    clippy::needless_range_loop,
    clippy::manual_memcpy,
    reason = "loops to a constant are unrolled, and arrays so indexed stay in registers"
)]

use crate::Real;
use crate::simd::lanes::MOST_LANES;
use pulp::Simd;

/// C, column after column, or what is left of it from some place on; and what is to become of it.
pub(crate) struct Target<'a, F> {
    pub numbers: &'a mut [F],
    /// Rows of the whole.
    pub n: usize,
    pub alpha: F,
    pub onto: Onto<'a, F>,
}

/// What a product α A B is added to.
#[derive(Clone, Copy)]
pub enum Onto<'a, F> {
    /// C = α A B + β C. With β = 0 what stood in C is not read.
    Scaled(F),
    /// C = α (C + A B): the sums go on where an earlier product left them, with the same rounding as if it had been one.
    Sums,
    /// C = α A B + b, with b: (n, 1) in every column. There must be more numbers behind it, as many as a tile is high.
    Bias(&'a [F]),
}

impl<F: Copy> Target<'_, F> {
    /// The same from a later place on.
    #[inline(always)]
    pub fn from(&mut self, i: usize, j: usize) -> Target<'_, F> {
        let onto = match self.onto {
            Onto::Bias(b) => Onto::Bias(&b[i..]),
            onto => onto,
        };
        Target { numbers: &mut self.numbers[j * self.n + i..], onto, ..*self }
    }
}

impl<F: Real> Target<'_, F> {
    /// What the sums of a tile begin with: nothing, or where an earlier product left them.
    #[inline(always)]
    pub fn start<S: Simd, const HIGH: usize, const WIDE: usize>(
        &self,
        simd: S,
        rows: usize,
    ) -> [[F::Vector<S>; HIGH]; WIDE] {
        match self.onto {
            Onto::Sums => self.read(simd, rows),
            _ => [[F::splat(simd, F::zero()); HIGH]; WIDE],
        }
    }

    /// What C holds in the place of a tile, of which it has so many rows; below them stands anything.
    #[inline(always)]
    fn read<S: Simd, const HIGH: usize, const WIDE: usize>(
        &self,
        simd: S,
        rows: usize,
    ) -> [[F::Vector<S>; HIGH]; WIDE] {
        let mut read = [[F::splat(simd, F::zero()); HIGH]; WIDE];
        if let Some(c) = self.numbers.get(..(WIDE - 1) * self.n + HIGH * F::lanes::<S>()) {
            for q in 0..WIDE {
                let c = F::vectors::<S>(&c[q * self.n..]).0;
                for r in 0..HIGH {
                    read[q][r] = c[r];
                }
            }
        } else {
            let mut copy = read;
            self.read_one_by_one::<S, HIGH>(&mut copy, rows);
            read = copy;
        }
        read
    }

    /// C ← α sums, added to what the product is to be added to, for a tile of which C has so many rows.
    #[inline(always)]
    pub fn write<S: Simd, const HIGH: usize, const WIDE: usize>(
        mut self,
        simd: S,
        mut sums: [[F::Vector<S>; HIGH]; WIDE],
        rows: usize,
    ) {
        let (n, lanes) = (self.n, F::lanes::<S>());
        let (alpha, one) = (F::splat(simd, self.alpha), F::splat(simd, F::one()));
        for q in 0..WIDE {
            for r in 0..HIGH {
                sums[q][r] = F::multiply(simd, alpha, sums[q][r]);
            }
        }
        match self.onto {
            // What stood in C may be anything, and 0 times NaN is NaN.
            Onto::Scaled(beta) if beta == F::zero() => {}
            Onto::Scaled(beta) => {
                let beta = F::splat(simd, beta);
                if rows >= HIGH * lanes {
                    for q in 0..WIDE {
                        let c = F::vectors::<S>(&self.numbers[q * n..][..HIGH * lanes]).0;
                        for r in 0..HIGH {
                            sums[q][r] = F::multiply_add(simd, beta, c[r], sums[q][r]);
                        }
                    }
                } else {
                    let old = self.read::<S, HIGH, WIDE>(simd, rows);
                    for q in 0..WIDE {
                        for r in 0..HIGH {
                            sums[q][r] = F::multiply_add(simd, beta, old[q][r], sums[q][r]);
                        }
                    }
                }
            }
            Onto::Sums => {}
            Onto::Bias(b) => {
                let b = F::vectors::<S>(&b[..HIGH * lanes]).0;
                for q in 0..WIDE {
                    for r in 0..HIGH {
                        sums[q][r] = F::multiply_add(simd, one, b[r], sums[q][r]);
                    }
                }
            }
        }
        if rows >= HIGH * lanes {
            for q in 0..WIDE {
                let c = F::vectors_mut::<S>(&mut self.numbers[q * n..][..HIGH * lanes]).0;
                for r in 0..HIGH {
                    c[r] = sums[q][r];
                }
            }
        } else if self.numbers.len() >= (WIDE - 1) * n + HIGH * lanes {
            // The last vector of a column reaches beyond it into the next ones, where C must stay as it is. All are read before the
            // first is written, so that no reading has to wait for a writing beside it.
            let old = self.read::<S, HIGH, WIDE>(simd, rows);
            let in_last = rows - (HIGH - 1) * lanes;
            for q in 0..WIDE {
                let c = F::vectors_mut::<S>(&mut self.numbers[q * n..][..HIGH * lanes]).0;
                for r in 0..HIGH - 1 {
                    c[r] = sums[q][r];
                }
                c[HIGH - 1] = F::first_of(simd, in_last, sums[q][HIGH - 1], old[q][HIGH - 1]);
            }
        } else {
            // A copy, so that the sums themselves need not be in memory.
            let copy = sums;
            self.write_one_by_one::<S, HIGH>(&copy, rows);
        }
    }

    /// As [`read`](Self::read), for the end of C, where there is no room for whole vectors.
    #[cold]
    #[inline(never)]
    fn read_one_by_one<S: Simd, const HIGH: usize>(&self, read: &mut [[F::Vector<S>; HIGH]], rows: usize) {
        let mut column = [[F::zero(); MOST_LANES]; HIGH];
        for (q, read) in read.iter_mut().enumerate() {
            let column = column.as_flattened_mut();
            column.iter_mut().zip(&self.numbers[q * self.n..][..rows]).for_each(|(to, &from)| *to = from);
            read.copy_from_slice(&F::vectors::<S>(column).0[..HIGH]);
        }
    }

    /// As [`write`](Self::write), for the end of C.
    #[cold]
    #[inline(never)]
    fn write_one_by_one<S: Simd, const HIGH: usize>(&mut self, sums: &[[F::Vector<S>; HIGH]], rows: usize) {
        let mut column = [[F::zero(); MOST_LANES]; HIGH];
        for (q, sums) in sums.iter().enumerate() {
            let column = column.as_flattened_mut();
            F::vectors_mut::<S>(column).0[..HIGH].copy_from_slice(sums);
            self.numbers[q * self.n..][..rows].iter_mut().zip(&*column).for_each(|(to, &from)| *to = from);
        }
    }
}
