//! Copies of parts of matrices, in the order in which the tiles of a product read them (chapter 12).

use crate::Real;
use crate::gemm::macro_kernel::{Factor, HIGH, WIDE, tile_width};
use pulp::Simd;

/// Copies a block of A, (height, depth), in strips as high as a tile, of each strip a column after the other. A last strip of few
/// rows is a vector high; below the last row of A stands anything.
#[inline(always)]
pub(crate) fn copy_strips<F: Real, S: Simd>(a: Factor<F>, strips: &mut [F], (height, depth): (usize, usize)) {
    let lanes = F::lanes::<S>();
    match a {
        // Through memory in its order: all strips of a column, then the next column.
        Factor::ByColumns(a, length) => {
            let (high, whole) = (HIGH * lanes, height / (HIGH * lanes));
            let (strips, last) = strips.split_at_mut(whole * high * depth);
            for p in 0..depth {
                let column = &a[p * length..];
                for s in 0..whole {
                    strips[(s * depth + p) * high..][..high].copy_from_slice(&column[s * high..][..high]);
                }
                let i = whole * high;
                if i + lanes < height {
                    copy_part(&column[i..], &mut last[p * high..][..high], height - i);
                } else if i < height {
                    copy_part(&column[i..], &mut last[p * lanes..][..lanes], height - i);
                }
            }
        }
        Factor::ByRows(a, length) => {
            let mut i = 0;
            while i < height {
                let high = if height - i > lanes { HIGH * lanes } else { lanes };
                let strip = &mut strips[i * depth..][..high * depth];
                copy_rows(&a[i * length..], length, strip, (high.min(height - i), high));
                i += high;
            }
        }
    }
}

/// Copies the first numbers of a column, and whatever stands behind them if there is enough.
#[inline(always)]
fn copy_part<F: Real>(from: &[F], to: &mut [F], rows: usize) {
    match from.get(..to.len()) {
        Some(from) => to.copy_from_slice(from),
        None => to.iter_mut().zip(&from[..rows]).for_each(|(to, &from)| *to = from),
    }
}

/// Copies rows, of which each has `length` numbers, into a strip that is so high, column after column. Four rows go together: what
/// stands together in the strip can then be written together.
#[inline(always)]
fn copy_rows<F: Real>(a: &[F], length: usize, strip: &mut [F], (rows, high): (usize, usize)) {
    let depth = strip.len() / high;
    let row = |r: usize| &a[r * length..][..depth];
    let mut r = 0;
    while r + 4 <= rows {
        let [a, b, c, d] = [row(r), row(r + 1), row(r + 2), row(r + 3)];
        for ((((to, &a), &b), &c), &d) in strip.chunks_exact_mut(high).zip(a).zip(b).zip(c).zip(d) {
            if let Some(to) = to.get_mut(r..r + 4) {
                to.copy_from_slice(&[a, b, c, d]);
            }
        }
        r += 4;
    }
    while r < rows {
        strip.chunks_exact_mut(high).zip(row(r)).for_each(|(to, &a)| to[r] = a);
        r += 1;
    }
}

/// Copies columns of B in panels as wide as the tiles that read them, of each panel a row after the other.
#[inline(always)]
pub(crate) fn copy_panels<F: Real>(b: Factor<F>, panels: &mut [F], depth: usize) {
    let Factor::ByRows(b, length) = b else { return };
    let width = panels.len() / depth;
    let mut of_wide = 0;
    while tile_width(width - of_wide, false) == WIDE {
        of_wide += WIDE;
    }
    let (wide, narrow) = panels.split_at_mut(of_wide * depth);
    for p in 0..depth {
        let (row, mut rest) = b[p * length..][..width].split_at(of_wide);
        for (to, from) in wide.chunks_exact_mut(WIDE * depth).zip(row.as_chunks::<WIDE>().0) {
            to[p * WIDE..][..WIDE].copy_from_slice(from);
        }
        let mut j = 0;
        while !rest.is_empty() {
            let (from, others) = rest.split_at(tile_width(rest.len(), false));
            narrow[j * depth + p * from.len()..][..from.len()].copy_from_slice(from);
            (j, rest) = (j + from.len(), others);
        }
    }
}
