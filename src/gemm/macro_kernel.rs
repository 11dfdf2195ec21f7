//! A product of matrices in blocks that fit into the caches (chapter 12).
//!
//! Three places of different size and speed are used, each for what it holds best. A tile of C stays in the registers until its sums
//! are done ([`tiles`](crate::tiles)). A few columns of B are in the nearest cache while they meet a whole block of A. And a block of
//! A, copied in the order in which the tiles read it, is in the next cache while it meets all columns of B. The method is that of
//! Goto and van de Geijn (2008).

use crate::Real;
use crate::gemm::epilogue::{Onto, Target};
use crate::gemm::micro_kernel::{Columns, Panel, Rows, Single, Source, Tile, apart};
use crate::gemm::packing::{copy_panels, copy_strips};
use crate::simd::lanes::MOST_LANES;
use pulp::{Arch, Simd, WithSimd};

/// The longest sums that are made at once; longer ones are made in parts.
const DEPTH: usize = 256;
/// Vectors that stand above each other in a strip of A, and in a tile of C.
pub(crate) const HIGH: usize = 2;
/// Strips of A in a block. So many, `DEPTH` columns long, fill a part of the second cache.
const STRIPS: usize = 8;
/// Columns of a tile, if it is so high or only a vector: as many sums as there are registers for, and as the processor needs to have
/// under way to be busy.
pub(crate) const WIDE: usize = 6;
const WIDE_OF_LOW: usize = 8;
/// Vectors above each other in a tile of a single column.
const HIGH_OF_SINGLE: usize = 8;
/// Columns of B in a block, where they are copied.
const WIDTH: usize = 512;
/// Rows of B so far apart, in numbers, share few places of the nearest cache: it finds a place by the last digits of an address.
const CROWDED: usize = 128;

/// C = α A B, added to something, with a: (n, k), b: (k, m) and c: (n, m), column after column. None of n, k and m is 0.
pub struct Product<'a, F> {
    pub alpha: F,
    pub a: Factor<'a, F>,
    pub b: Factor<'a, F>,
    pub onto: Onto<'a, F>,
    pub c: &'a mut [F],
    /// (n, k, m)
    pub shape: (usize, usize, usize),
}

/// A matrix whose numbers stand without gaps, column after column or row after row; and how many numbers each of those has.
#[derive(Clone, Copy)]
pub enum Factor<'a, F> {
    ByColumns(&'a [F], usize),
    ByRows(&'a [F], usize),
}

impl<'a, F> Factor<'a, F> {
    /// The matrix without its first columns.
    pub(crate) fn skip_columns(self, first: usize) -> Self {
        self.skip(0, first)
    }

    /// The matrix without its first rows and columns.
    fn skip(self, rows: usize, columns: usize) -> Self {
        match self {
            Factor::ByColumns(numbers, length) => Factor::ByColumns(&numbers[columns * length + rows..], length),
            Factor::ByRows(numbers, length) => Factor::ByRows(&numbers[rows * length + columns..], length),
        }
    }

    pub(crate) fn transposed(self) -> Self {
        match self {
            Factor::ByColumns(numbers, length) => Factor::ByRows(numbers, length),
            Factor::ByRows(numbers, length) => Factor::ByColumns(numbers, length),
        }
    }
}

/// A product, and the place for copies.
struct Work<'a, F>(Product<'a, F>, &'a mut [F]);

impl<F: Real> Product<'_, F> {
    /// Does it, in the widest vectors that this processor has.
    pub(crate) fn run(self) {
        F::with_scratch(self.scratch(), |scratch| Arch::new().dispatch(Work(self, scratch)));
    }

    /// How many numbers the copies take.
    fn scratch(&self) -> usize {
        let (n, _, m) = self.shape;
        // Two strips more, since the last one of n rows need not be full.
        let of_a = (n.min(HIGH * STRIPS * MOST_LANES) + HIGH * MOST_LANES) * self.depth();
        let of_b = if self.copies_b() { WIDTH.min(m) * self.depth() } else { 0 };
        of_a + of_b + self.of_bias()
    }

    /// How many numbers the bias takes, if there is one: with as many behind it as a tile may read beyond it.
    fn of_bias(&self) -> usize {
        if matches!(self.onto, Onto::Bias(_)) { self.shape.0 + HIGH_OF_SINGLE * MOST_LANES } else { 0 }
    }

    /// How long the sums are that are made at once: k in parts as equal as can be. It is up to k alone, and so is each result.
    fn depth(&self) -> usize {
        let k = self.shape.1;
        if k <= DEPTH { k } else { k.div_ceil(k.div_ceil(DEPTH)) }
    }

    /// Whether columns of B are copied together: if they are used often, and crowd each other out of the cache where they are.
    fn copies_b(&self) -> bool {
        let (n, ..) = self.shape;
        matches!(self.b, Factor::ByRows(_, length) if n > 4 * MOST_LANES && length.is_multiple_of(CROWDED))
    }
}

impl<F: Real> WithSimd for Work<'_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Work(mut product, scratch) = self;
        let (scratch, bias) = scratch.split_at_mut(scratch.len() - product.of_bias());
        if let Onto::Bias(b) = product.onto {
            bias[..b.len()].copy_from_slice(b);
            product.onto = Onto::Bias(bias);
        }
        let (k, depth) = (product.shape.1, product.depth());
        let mut p = 0;
        while p < k {
            product.part(simd, (p, depth.min(k - p)), scratch);
            product.onto = Onto::Scaled(F::one());
            p += depth;
        }
    }
}

impl<F: Real> Product<'_, F> {
    /// The products of columns p, p + 1, … of A, `depth` of them, and those rows of B.
    #[inline(always)]
    fn part<S: Simd>(&mut self, simd: S, (p, depth): (usize, usize), scratch: &mut [F]) {
        let ((n, _, m), lanes, copies_b) = (self.shape, F::lanes::<S>(), self.copies_b());
        let first = if m == 1 { self.single_column(simd, (p, depth)) } else { 0 };
        let height = (HIGH * STRIPS * lanes).min((n - first).next_multiple_of(lanes));
        let (strips, panels) = scratch.split_at_mut(height * depth);
        let width = if copies_b { WIDTH } else { m };
        let mut j = 0;
        while j < m {
            let width = width.min(m - j);
            let b = self.b.skip(p, j);
            if copies_b {
                copy_panels(b, &mut panels[..width * depth], depth);
            }
            let mut i = first;
            while i < n {
                let height = height.min(n - i);
                copy_strips::<F, S>(self.a.skip(i, p), strips, (height, depth));
                let mut c = self.target();
                let block = Block { strips, depth, height, width, c: c.from(i, j) };
                match b {
                    _ if copies_b => block.run(simd, Panel(panels, depth)),
                    Factor::ByColumns(b, length) => block.run(simd, Columns(b, length)),
                    Factor::ByRows(b, length) => block.run(simd, Rows(b, length)),
                }
                i += height;
            }
            j += width;
        }
    }

    /// A times a single column uses each number of A once, so a copy would only cost. Does as many rows as fill tall tiles, and tells
    /// how many these are: none, if A is not there column after column.
    #[inline(always)]
    fn single_column<S: Simd>(&mut self, simd: S, (p, depth): (usize, usize)) -> usize {
        let high = HIGH_OF_SINGLE * F::lanes::<S>();
        let mut i = 0;
        while i + high <= self.shape.0
            && let Factor::ByColumns(a, length) = self.a.skip(i, p)
            && let Factor::ByColumns(b, _) = self.b.skip(p, 0)
        {
            let mut c = self.target();
            let c = c.from(i, 0);
            apart(simd, Single::<F, HIGH_OF_SINGLE> { a: (a, length), b: &b[..depth], c });
            i += high;
        }
        i
    }

    fn target(&mut self) -> Target<'_, F> {
        Target { numbers: self.c, n: self.shape.0, alpha: self.alpha, onto: self.onto }
    }
}

/// A block of A and the part of C that its rows are.
struct Block<'a, F> {
    /// The block, strip after strip.
    strips: &'a [F],
    depth: usize,
    height: usize,
    /// Columns of C.
    width: usize,
    c: Target<'a, F>,
}

impl<F: Real> Block<'_, F> {
    /// All tiles: a few columns of B meet each strip of A before the next columns come.
    #[inline(always)]
    fn run<S: Simd, B: Source<F>>(mut self, simd: S, b: B) {
        // Copied columns stand as wide together as they do for all the blocks of A before.
        let low = self.height <= F::lanes::<S>() && !B::COPIED;
        let mut j = 0;
        while j < self.width {
            let width = tile_width(self.width - j, low);
            match width {
                WIDE_OF_LOW => self.tiles::<S, B, WIDE_OF_LOW>(simd, b, j),
                WIDE => self.tiles::<S, B, WIDE>(simd, b, j),
                4 => self.tiles::<S, B, 4>(simd, b, j),
                2 => self.tiles::<S, B, 2>(simd, b, j),
                _ => self.tiles::<S, B, 1>(simd, b, j),
            }
            j += width;
        }
    }

    /// The tiles that begin in column j.
    #[inline(always)]
    fn tiles<S: Simd, B: Source<F>, const WIDE: usize>(&mut self, simd: S, b: B, j: usize) {
        let Block { strips, depth, height, c, .. } = self;
        let lanes = F::lanes::<S>();
        let mut i = 0;
        while i < *height {
            let (rows, depth, at) = (*height - i, *depth, (i, j));
            if rows > lanes {
                let strip = &strips[i * depth..][..HIGH * lanes * depth];
                apart(simd, Tile::<F, B, HIGH, WIDE> { strip, b, c, at, rows });
            } else {
                let strip = &strips[i * depth..][..lanes * depth];
                apart(simd, Tile::<F, B, 1, WIDE> { strip, b, c, at, rows });
            }
            i += HIGH * lanes;
        }
    }
}

/// How wide the next tiles are, with so many columns left.
pub(crate) fn tile_width(left: usize, low: bool) -> usize {
    match left {
        WIDE_OF_LOW.. if low => WIDE_OF_LOW,
        // Twice 4 keep the processor busy, where after 6 the last 2 would not.
        8 => 4,
        WIDE.. if !low => WIDE,
        4.. => 4,
        2.. => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulp::{Scalar128b, Scalar256b, Scalar512b};
    use rand::RngExt;

    /// What becomes of C in vectors of S, and in those that this processor has.
    fn both<F: Real, S: Simd>(
        simd: S,
        [a, b, c, bias]: [&[F]; 4],
        (n, k, m): (usize, usize, usize),
        way: usize,
    ) -> [Vec<F>; 2] {
        let factor = |numbers, (rows, columns), by_rows| match by_rows {
            true => Factor::ByRows(numbers, columns),
            false => Factor::ByColumns(numbers, rows),
        };
        let onto = [Onto::Scaled(F::zero()), Onto::Scaled(F::from_f64(0.3)), Onto::Sums, Onto::Bias(bias)][way % 4];
        let (a, b) = (factor(a, (n, k), way & 4 != 0), factor(b, (k, m), way & 8 != 0));
        let [mut ours, mut theirs] = [c.to_vec(), c.to_vec()];
        let mut product = Product { alpha: F::from_f64(0.7), a, b, onto, c: &mut ours, shape: (n, k, m) };
        let mut scratch = vec![F::nan(); product.scratch()];
        Work(product, &mut scratch).with_simd(simd);
        product = Product { alpha: F::from_f64(0.7), a, b, onto, c: &mut theirs, shape: (n, k, m) };
        product.run();
        [ours, theirs]
    }

    fn the_same_bits<F: Real>() {
        let mut rng = crate::rng(12);
        // Parts of vectors, tiles and strips; several blocks, and copied columns of B; a single column.
        for (n, k, m) in [(3, 5, 7), (17, 30, 13), (41, 65, 9), (300, 20, 5), (70, 300, 128), (150, 40, 1), (1, 9, 20)]
        {
            let mut draw = |length| (0..length).map(|_| F::from_f64(rng.random_range(-1.0..1.0))).collect::<Vec<F>>();
            let (a, b, c, bias) = (draw(n * k), draw(k * m), draw(n * m), draw(n));
            let numbers = [&a[..], &b, &c, &bias];
            for way in 0..16 {
                let results = [
                    both(Scalar128b, numbers, (n, k, m), way),
                    both(Scalar256b, numbers, (n, k, m), way),
                    both(Scalar512b, numbers, (n, k, m), way),
                ];
                let bits = |numbers: &[F]| numbers.iter().map(|x| x.into_f64().to_bits()).collect::<Vec<_>>();
                let differing = results.iter().filter(|[ours, theirs]| bits(ours) != bits(theirs)).count();
                assert_eq!(differing, 0, "({n}, {k}) times ({k}, {m}), way {way}");
            }
        }
    }

    /// Three widths of vectors are imitated, number by number. A processor that cannot multiply and add in one instruction rounds twice.
    #[test]
    fn the_width_of_the_vectors_does_not_show_in_a_single_bit() {
        #[cfg(target_arch = "x86_64")]
        if !is_x86_feature_detected!("fma") {
            return;
        }
        the_same_bits::<f32>();
        the_same_bits::<f64>();
    }
}
