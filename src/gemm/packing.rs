//! Packing: blocks of A and panels of B copied into the order in which the micro-kernel reads them (chapter 12).
//!
//! The method is that of Goto and van de Geijn (2008). A packed block of A is a sequence of micro-panels, each as high
//! as a tile; in a micro-panel one column follows the other. A packed panel of B is a sequence of micro-panels, each as
//! wide as a tile; in a micro-panel one row follows the other. The micro-kernel then reads both from start to end.

use crate::gemm::blocking::{MR, NR, nr};
use crate::gemm::operand::Operand;
use crate::simd::lanes::SimdFloat;
use pulp::Simd;

/// Copies a block of A, (mc, kc), into `packed`: micro-panels of [`MR`] vectors × kc numbers.
///
/// If at most a vector's numbers are left at the end, the last micro-panel is one vector high. What stands in it below
/// row mc is unspecified.
#[inline(always)]
pub(crate) fn pack_a<F: SimdFloat, S: Simd>(a: Operand<F>, packed: &mut [F], (mc, kc): (usize, usize)) {
    let lanes = F::lanes::<S>();
    match a {
        // In the order of memory: column p of all micro-panels, then column p + 1.
        Operand::ColMajor(a, lda) => {
            let (mr, whole) = (MR * lanes, mc / (MR * lanes));
            let (packed, last) = packed.split_at_mut(whole * mr * kc);
            for p in 0..kc {
                let column = &a[p * lda..];
                for s in 0..whole {
                    packed[(s * kc + p) * mr..][..mr].copy_from_slice(&column[s * mr..][..mr]);
                }
                let i = whole * mr;
                if i + lanes < mc {
                    copy_part(&column[i..], &mut last[p * mr..][..mr], mc - i);
                } else if i < mc {
                    copy_part(&column[i..], &mut last[p * lanes..][..lanes], mc - i);
                }
            }
        }
        Operand::RowMajor(a, lda) => {
            let mut i = 0;
            while i < mc {
                let mr = if mc - i > lanes { MR * lanes } else { lanes };
                let panel = &mut packed[i * kc..][..mr * kc];
                transpose_rows(&a[i * lda..], lda, panel, (mr.min(mc - i), mr));
                i += mr;
            }
        }
    }
}

/// A block of A, (mc, kc), that lies in memory as it would be packed: a single micro-panel, as the weights and the deltas
/// of a layer are that has as many neurons as a tile has rows.
#[inline(always)]
pub(crate) fn micro_panel<'a, F: SimdFloat, S: Simd>(a: Operand<'a, F>, (mc, kc): (usize, usize)) -> Option<&'a [F]> {
    let lanes = F::lanes::<S>();
    match a {
        Operand::ColMajor(a, lda) if mc == lda && (mc == lanes || mc == MR * lanes) => a.get(..mc * kc),
        _ => None,
    }
}

/// Copies the first `rows` numbers of a column; where there are enough behind them, copies all of `to`, which is
/// faster.
#[inline(always)]
fn copy_part<F: SimdFloat>(from: &[F], to: &mut [F], rows: usize) {
    match from.get(..to.len()) {
        Some(from) => to.copy_from_slice(from),
        None => to.iter_mut().zip(&from[..rows]).for_each(|(to, &from)| *to = from),
    }
}

/// Copies `rows` rows of a row-major matrix into a micro-panel of mr rows, column after column. Four rows are read at a
/// time, so that four neighbouring numbers of the micro-panel are written at once.
#[inline(always)]
fn transpose_rows<F: SimdFloat>(a: &[F], lda: usize, panel: &mut [F], (rows, mr): (usize, usize)) {
    let kc = panel.len() / mr;
    let row = |r: usize| &a[r * lda..][..kc];
    let mut r = 0;
    while r + 4 <= rows {
        let [a, b, c, d] = [row(r), row(r + 1), row(r + 2), row(r + 3)];
        for ((((to, &a), &b), &c), &d) in panel.chunks_exact_mut(mr).zip(a).zip(b).zip(c).zip(d) {
            if let Some(to) = to.get_mut(r..r + 4) {
                to.copy_from_slice(&[a, b, c, d]);
            }
        }
        r += 4;
    }
    while r < rows {
        panel.chunks_exact_mut(mr).zip(row(r)).for_each(|(to, &a)| to[r] = a);
        r += 1;
    }
}

/// Copies kc rows and `packed.len() / kc` columns of a row-major B into micro-panels of kc rows, each as wide as the
/// tile that reads it. A column-major B is never packed: its columns are read in the order of memory anyway.
#[inline(always)]
pub(crate) fn pack_b<F: SimdFloat>(b: Operand<F>, packed: &mut [F], kc: usize) {
    let Operand::RowMajor(b, ldb) = b else { return };
    let nc = packed.len() / kc;
    let mut wide = 0; // columns in micro-panels of NR
    while nr(nc - wide, false) == NR {
        wide += NR;
    }
    let (packed, narrow) = packed.split_at_mut(wide * kc);
    for p in 0..kc {
        let (row, mut rest) = b[p * ldb..][..nc].split_at(wide);
        for (to, from) in packed.chunks_exact_mut(NR * kc).zip(row.as_chunks::<NR>().0) {
            to[p * NR..][..NR].copy_from_slice(from);
        }
        let mut j = 0;
        while !rest.is_empty() {
            let (from, others) = rest.split_at(nr(rest.len(), false));
            narrow[j * kc + p * from.len()..][..from.len()].copy_from_slice(from);
            (j, rest) = (j + from.len(), others);
        }
    }
}
