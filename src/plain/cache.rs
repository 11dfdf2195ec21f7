//! Chapter 8: the cache is the list of activations that `forward` returns.

/// The bytes of a cache; a number has eight.
pub fn bytes(a: &[super::Matrix]) -> usize {
    a.iter().map(|a| 8 * a.nrows() * a.ncols()).sum() // (8.1)
}
