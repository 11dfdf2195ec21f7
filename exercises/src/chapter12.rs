//! Chapter 12, going fast. Write the function, and let `cargo exercise 12` judge it.

use ann::plain::Matrix;

/// The product A B without `dot`, at least twice as fast as three loops in the order of the definition: “In the order
/// of memory” and “Blocks in the cache”.
///
/// A: (n, k). B: (k, m). The product C: (n, m). By definition `c[[i, j]]` is the sum of `a[[i, p]] * b[[p, j]]` over p.
/// Unlike the matrices on the page, these lie in memory row after row, and `as_slice` gives all their numbers as one
/// list: `b[[p, j]]` is number `p * m + j` of it. So let the innermost loop go through j, along a row of B and a row of
/// C, with slices instead of indices.
///
/// A block is a part of A or B with so few rows and columns, 64 or 128, that it stays in the cache until its numbers
/// have met all their partners. Cut the loops over p and j into steps of that length (`step_by`), and let the loops
/// inside go through one block. A block holds only some of the p, so what it gives is added to C. The last block of a
/// row or column may be smaller. The time is taken for matrices of 512 × 512; there the order of the loops brings the
/// most, and blocks help when B is larger than the caches.
pub fn product(a: &Matrix, b: &Matrix) -> Matrix {
    todo!()
}
