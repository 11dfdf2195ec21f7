//! The macro-kernel: a matrix product in blocks that fit the caches (chapter 12).
//!
//! Five loops, as in BLIS (Van Zee and van de Geijn, 2015), whose numbers they carry here. Loop 5 takes NC columns of B
//! and C at a time, loop 4 kc columns of A and rows of B, loop 3 MC rows of A and C, loop 2 NR columns and loop 1 MR
//! vectors of rows. The tile of C inside is the work of the micro-kernel, in the registers; the NR columns of B stay in
//! the first-level cache during loop 1, the packed block of A in the second-level cache during loops 2 and 1. Loop 4 is
//! outside of loop 5 here, because B is seldom packed.

use crate::gemm::blocking::{CONFLICT_STRIDE, FEW_WIDTHS, MC, MR, MR_GEMV, NC, NR, NR_ONE_VECTOR, kc, nr};
use crate::gemm::epilogue::{Epilogue, OutputTile};
use crate::gemm::micro_kernel::{ColMajorB, GemvTile, MicroKernel, PackedB, PanelB, RowMajorB, outlined};
use crate::gemm::operand::Operand;
use crate::gemm::packing::{micro_panel, pack_a, pack_b};
use crate::simd::lanes::{MAX_LANES, SimdFloat};
use pulp::{Arch, Simd, WithSimd};
use std::cell::RefCell;

/// The number types for which the product is compiled. It is compiled here, and not in every program that trains.
pub trait Gemm: SimdFloat {
    /// C = α A B with an [epilogue](Epilogue), in the widest vectors of this processor.
    fn gemm(args: GemmArgs<'_, Self>);
}

/// The arguments of a product, A: (m, k), B: (k, n), C: (m, n), none of m, n and k being 0.
#[derive(Debug)]
pub struct GemmArgs<'a, F> {
    pub alpha: F,
    pub a: Operand<'a, F>,
    pub b: Operand<'a, F>,
    pub epilogue: Epilogue<'a, F>,
    /// C, column-major without gaps.
    pub c: &'a mut [F],
    /// (m, n, k), in the order of BLAS.
    pub shape: (usize, usize, usize),
}

macro_rules! impl_gemm {
    ($($float:ty),*) => {$(
        impl Gemm for $float {
            fn gemm(args: GemmArgs<'_, Self>) {
                thread_local! {
                    // Kept from one product to the next, so that nothing is allocated once it is large enough.
                    static BUFFER: RefCell<Vec<$float>> = const { RefCell::new(Vec::new()) };
                }
                BUFFER.with_borrow_mut(|buffer| {
                    let buffer = aligned(buffer, args.buffer_len());
                    processor().dispatch(Dispatched { args, buffer });
                });
            }
        }
    )*};
}

impl_gemm!(f32, f64);

/// The widest instruction set of this processor.
#[inline]
fn processor() -> Arch {
    let arch = Arch::new();
    // WebAssembly with vectors does not start where there are none. Said here, half of all kernels need not be there.
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    assert!(!matches!(arch, Arch::Scalar), "this was compiled for vectors of 128 bits");
    arch
}

/// Bytes in a line of the cache. A vector that begins at a multiple of this lies in one line.
const LINE: usize = 64;

/// `len` numbers of a buffer, which grows if it must, from the beginning of a cache line on.
fn aligned<F: SimdFloat>(buffer: &mut Vec<F>, len: usize) -> &mut [F] {
    let with_start = len + LINE / size_of::<F>();
    if buffer.len() < with_start {
        buffer.resize(with_start, F::zero());
    }
    let start = buffer.as_ptr().align_offset(LINE).min(with_start - len);
    &mut buffer[start..][..len]
}

/// A product and a buffer for what is packed, to be run with one of the processor's instruction sets.
struct Dispatched<'a, F> {
    args: GemmArgs<'a, F>,
    buffer: &'a mut [F],
}

impl<F: SimdFloat> WithSimd for Dispatched<'_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Dispatched { mut args, buffer } = self;
        let (buffer, bias) = buffer.split_at_mut(buffer.len() - args.bias_len());
        if let Epilogue::Bias(b) = args.epilogue {
            bias[..b.len()].copy_from_slice(b);
            args.epilogue = Epilogue::Bias(bias);
        }
        let (_, _, k) = args.shape;
        let kc = kc(k);
        let mut p = 0;
        // Loop 4. All parts but the first are added to what stands in C.
        while p < k {
            args.part(simd, (p, kc.min(k - p)), buffer);
            args.epilogue = Epilogue::Beta(F::one());
            p += kc;
        }
    }
}

impl<F: SimdFloat> GemmArgs<'_, F> {
    /// Numbers in the buffer: a packed block of A, a packed panel of B, the bias.
    fn buffer_len(&self) -> usize {
        let (m, n, k) = self.shape;
        // Two vectors more, since the last micro-panel need not be full.
        let packed_a = (m.min(MC * MAX_LANES) + MR * MAX_LANES) * kc(k);
        let packed_b = if self.packs_b() { NC.min(n) * kc(k) } else { 0 };
        packed_a + packed_b + self.bias_len()
    }

    /// Numbers that a copy of the bias takes, with as many behind it as the highest tile may read beyond it.
    fn bias_len(&self) -> usize {
        if matches!(self.epilogue, Epilogue::Bias(_)) { self.shape.0 + MR_GEMV * MAX_LANES } else { 0 }
    }

    /// Whether B is packed: if its rows evict each other from the cache, and more than 64 rows of A are multiplied by
    /// it. In WebAssembly never: a page that loads fewer kernels gains more than such products, which are rare, lose.
    #[inline(always)]
    fn packs_b(&self) -> bool {
        let (m, ..) = self.shape;
        !cfg!(target_arch = "wasm32")
            && matches!(self.b, Operand::RowMajor(_, ldb) if m > 4 * MAX_LANES && ldb.is_multiple_of(CONFLICT_STRIDE))
    }

    /// Columns p to p + kc of A times those rows of B: loops 5 and 3.
    #[inline(always)]
    fn part<S: Simd>(&mut self, simd: S, (p, kc): (usize, usize), buffer: &mut [F]) {
        let ((m, n, _), lanes, packs_b) = (self.shape, F::lanes::<S>(), self.packs_b());
        let first = if n == 1 { self.gemv(simd, (p, kc)) } else { 0 };
        let mc = (MC * lanes).min((m - first).next_multiple_of(lanes));
        let (a_packed, b_packed) = buffer.split_at_mut(mc * kc);
        let nc = if packs_b { NC } else { n };
        let mut j = 0;
        while j < n {
            let nc = nc.min(n - j);
            let b = self.b.skip(p, j);
            if packs_b {
                pack_b(b, &mut b_packed[..nc * kc], kc);
            }
            let mut i = first;
            while i < m {
                let mc = mc.min(m - i);
                let a_packed = match micro_panel::<F, S>(self.a.skip(i, p), (mc, kc)) {
                    Some(a) => a,
                    None => {
                        pack_a::<F, S>(self.a.skip(i, p), a_packed, (mc, kc));
                        &*a_packed
                    }
                };
                let mut c = self.output();
                let block = Block { a_packed, c: c.at(i, j), shape: (mc, nc, kc) };
                match b {
                    _ if packs_b => block.run(simd, PackedB(b_packed, kc)),
                    Operand::ColMajor(b, ldb) => block.run(simd, ColMajorB(b, ldb)),
                    Operand::RowMajor(b, ldb) => block.run(simd, RowMajorB(b, ldb)),
                }
                i += mc;
            }
            j += nc;
        }
    }

    /// A times a single column. Packing would only cost time, since each number of A is used once. Does the rows that
    /// fill tiles of [`MR_GEMV`] vectors and returns their number; 0 if A is row-major.
    #[inline(always)]
    fn gemv<S: Simd>(&mut self, simd: S, (p, kc): (usize, usize)) -> usize {
        let mr = MR_GEMV * F::lanes::<S>();
        let mut i = 0;
        while i + mr <= self.shape.0
            && let Operand::ColMajor(a, lda) = self.a.skip(i, p)
            && let Operand::ColMajor(b, _) = self.b.skip(p, 0)
        {
            let mut c = self.output();
            let c = c.at(i, 0);
            outlined(simd, GemvTile::<F, MR_GEMV> { a, lda, b: &b[..kc], c });
            i += mr;
        }
        i
    }

    fn output(&mut self) -> OutputTile<'_, F> {
        OutputTile { c: self.c, ldc: self.shape.0, alpha: self.alpha, epilogue: self.epilogue }
    }
}

/// A packed block of A and the part of C that its rows belong to.
struct Block<'a, F> {
    a_packed: &'a [F],
    c: OutputTile<'a, F>,
    /// (mc, nc, kc): rows of the block and of C, columns of C, columns of the block.
    shape: (usize, usize, usize),
}

impl<F: SimdFloat> Block<'_, F> {
    /// Loop 2: the next NR columns of C, all rows of the block, before the columns that follow.
    #[inline(always)]
    fn run<S: Simd, B: PanelB<F>>(mut self, simd: S, b: B) {
        let (mc, nc, _) = self.shape;
        // Packed columns lie in micro-panels of the widths that all blocks of A use.
        let one_vector = mc <= F::lanes::<S>() && !B::PACKED;
        let mut j = 0;
        while j < nc {
            let width = nr(nc - j, one_vector);
            match width {
                NR_ONE_VECTOR if !FEW_WIDTHS => self.tiles::<S, B, NR_ONE_VECTOR>(simd, b, j),
                NR if !FEW_WIDTHS => self.tiles::<S, B, NR>(simd, b, j),
                4 => self.tiles::<S, B, 4>(simd, b, j),
                2 if !FEW_WIDTHS => self.tiles::<S, B, 2>(simd, b, j),
                _ => self.tiles::<S, B, 1>(simd, b, j),
            }
            j += width;
        }
    }

    /// Loop 1: the tiles from column j on, one for each micro-panel of A.
    #[inline(always)]
    fn tiles<S: Simd, B: PanelB<F>, const NR: usize>(&mut self, simd: S, b: B, j: usize) {
        let Block { a_packed, c, shape: (mc, _, kc) } = self;
        let lanes = F::lanes::<S>();
        let mut i = 0;
        while i < *mc {
            let (rows, kc, at) = (*mc - i, *kc, (i, j));
            if rows > lanes {
                let a_panel = &a_packed[i * kc..][..MR * lanes * kc];
                outlined(simd, MicroKernel::<F, B, MR, NR> { a_panel, b, c, at, rows });
            } else {
                let a_panel = &a_packed[i * kc..][..lanes * kc];
                outlined(simd, MicroKernel::<F, B, 1, NR> { a_panel, b, c, at, rows });
            }
            i += MR * lanes;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulp::{Scalar128b, Scalar256b, Scalar512b};
    use rand::RngExt;

    /// C after a product in vectors of S, and after the same in those of this processor. `way` counts epilogues and
    /// layouts.
    fn both<F: Gemm, S: Simd>(
        simd: S,
        [a, b, c, bias]: [&[F]; 4],
        (m, n, k): (usize, usize, usize),
        way: usize,
    ) -> [Vec<F>; 2] {
        let [alpha, beta] = [0.7, 0.3].map(|number| F::from(number).unwrap());
        let epilogue =
            [Epilogue::Beta(F::zero()), Epilogue::Beta(beta), Epilogue::Accumulate, Epilogue::Bias(bias)][way % 4];
        let a = if way & 4 == 0 { Operand::ColMajor(a, m) } else { Operand::RowMajor(a, k) };
        let b = if way & 8 == 0 { Operand::ColMajor(b, k) } else { Operand::RowMajor(b, n) };
        let [mut ours, mut theirs] = [c.to_vec(), c.to_vec()];
        let args = GemmArgs { alpha, a, b, epilogue, c: &mut ours, shape: (m, n, k) };
        let mut buffer = vec![F::nan(); args.buffer_len()];
        Dispatched { args, buffer: &mut buffer }.with_simd(simd);
        F::gemm(GemmArgs { alpha, a, b, epilogue, c: &mut theirs, shape: (m, n, k) });
        [ours, theirs]
    }

    fn the_same_bits<F: Gemm>() {
        let mut rng = crate::random::rng(12);
        // Parts of vectors, tiles and micro-panels; several blocks, and a packed B; a single column.
        for (m, n, k) in [
            (3, 7, 5),
            (8, 6, 30),
            (16, 3, 5),
            (17, 13, 30),
            (41, 9, 65),
            (300, 5, 20),
            (70, 128, 300),
            (150, 1, 40),
            (1, 20, 9),
        ] {
            let mut draw = |len| (0..len).map(|_| F::from(rng.random_range(-1.0..1.0)).unwrap()).collect::<Vec<F>>();
            let (a, b, c, bias) = (draw(m * k), draw(k * n), draw(m * n), draw(m));
            let numbers = [&a[..], &b, &c, &bias];
            for way in 0..16 {
                let results = [
                    both(Scalar128b, numbers, (m, n, k), way),
                    both(Scalar256b, numbers, (m, n, k), way),
                    both(Scalar512b, numbers, (m, n, k), way),
                ];
                let bits = |numbers: &[F]| numbers.iter().map(|x| x.to_f64().map(f64::to_bits)).collect::<Vec<_>>();
                let differing = results.iter().filter(|[ours, theirs]| bits(ours) != bits(theirs)).count();
                assert_eq!(differing, 0, "({m}, {k}) times ({k}, {n}), way {way}");
            }
        }
    }

    /// Three widths of vectors are emulated, number by number. A processor without fused multiply-add rounds twice and
    /// differs.
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
