//! The block sizes of the matrix product, with the reason for each (chapter 12).
//!
//! C = A B with A: (m, k), B: (k, n), C: (m, n) is cut along k into parts of [`kc`], along n into panels of [`NC`]
//! columns, along m into blocks of [`MC`] vectors, and then into tiles of [`MR`] vectors × [`NR`] columns. The letters
//! are those of BLIS (Van Zee and van de Geijn, 2015). Sizes along m are counted in vectors of the processor, because
//! their length differs: 4 `f32` with 128 bits, 8 with 256, 16 with 512, and half as many `f64`. A size in bytes is
//! therefore the same for both number types.

/// Rows of a tile of C and of a micro-panel of A, in vectors.
///
/// Together with [`NR`] it is chosen for the registers. 3 vectors × 4 columns would be as many accumulators, but would
/// leave more rows of a tile empty where C has few.
pub(crate) const MR: usize = 2;

/// Columns of a tile of C that is [`MR`] vectors high.
///
/// 2 × 6 = 12 accumulators, 2 vectors of A and 1 number of B in every lane take 15 of the 16 vector registers of AVX2.
/// At least 8 accumulators are needed on most cores: two fused multiply-adds start per cycle, and a sum can be added to
/// again after 4 cycles.
pub(crate) const NR: usize = 6;

/// Columns of a tile of C that is a single vector high, where C has no more rows: 8 accumulators, the least that keep a
/// core busy.
pub(crate) const NR_ONE_VECTOR: usize = 8;

/// Rows of a tile of a matrix-vector product (n = 1), in vectors: 8 accumulators, the least that keep a core busy.
pub(crate) const MR_GEMV: usize = 8;

/// The most rank-1 updates of a tile between two loads of C.
///
/// A micro-panel of A then has at most 2 vectors × 256 = 16 KiB with AVX2 and 32 KiB with AVX-512; one of B has 6 × 256
/// numbers, 6 KiB of `f32`. Both are read from the first-level cache. For the gradient of a batch, dW = dZ Aᵀ, k is the
/// number of samples: up to 256 of them dW is written once.
const KC: usize = 256;

/// Rows of a packed block of A, in vectors: 8 micro-panels.
///
/// Such a block has at most 16 vectors × 256 = 128 KiB with AVX2 and 256 KiB with AVX-512, half or less of a
/// second-level cache, and stays there while all columns of B pass.
pub(crate) const MC: usize = 8 * MR;

/// Columns of a packed panel of B, where B is packed at all: at most 256 × 512 numbers, 512 KiB of `f32` and 1 MiB of
/// `f64`, which the third-level cache holds while all blocks of A pass.
pub(crate) const NC: usize = 512;

/// A row-major B is packed if its rows lie a multiple of this many numbers apart (512 bytes of `f32`, 1 KiB of `f64`).
///
/// A cache of 64 sets of 64-byte lines chooses the set by the address modulo 4 KiB. Rows 512 bytes apart begin in 8 of
/// the 64 sets and evict each other.
pub(crate) const CONFLICT_STRIDE: usize = 128;

/// Rank-1 updates per iteration of the innermost loop, so that counting is a small part of it.
pub(crate) const UNROLL: usize = 4;

/// Rank-1 updates between two loads of C: k in parts as equal as possible, of at most [`KC`] each.
///
/// It depends on k alone, not on m, n, the layout or the processor. So does the order in which each number of C is
/// summed.
pub(crate) fn kc(k: usize) -> usize {
    if k <= KC { k } else { k.div_ceil(k.div_ceil(KC)) }
}

/// Whether tiles have 4 columns or 1, and no other number of them. In WebAssembly: a page loads 20 kB less, and the products
/// are as fast within what can be measured, having vectors of 128 bits and no fused multiply-add.
pub(crate) const FEW_WIDTHS: bool = cfg!(target_arch = "wasm32");

/// Columns of the next tiles when `left` columns of C are left: 8, 6, 4, 2 or 1. `one_vector` says that C has no more
/// rows than a vector has numbers.
pub(crate) fn nr(left: usize, one_vector: bool) -> usize {
    match left {
        4.. if FEW_WIDTHS => 4,
        _ if FEW_WIDTHS => 1,
        NR_ONE_VECTOR.. if one_vector => NR_ONE_VECTOR,
        // Twice 4 columns have 8 accumulators each; of 6 and 2, the second tile would have only 4.
        8 => 4,
        NR.. if !one_vector => NR,
        4.. => 4,
        2.. => 2,
        _ => 1,
    }
}
