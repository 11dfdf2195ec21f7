//! Whether values are the same but for rounding.

use ann::plain::Matrix;

/// Whether two matrices have one shape and the same values but for rounding: 1e-9 of the largest. What is no number is where the other
/// has none.
#[must_use]
pub fn is_close(a: &Matrix, b: &Matrix) -> bool {
    let largest = b.iter().filter(|b| b.is_finite()).fold(1e-3, |largest: f64, b| largest.max(b.abs()));
    let near = |a: f64, b: f64| a == b || a.is_nan() && b.is_nan() || (a - b).abs() <= 1e-9 * largest;
    a.dim() == b.dim() && a.iter().zip(b).all(|(a, b)| near(*a, *b))
}

/// The same for each of a list.
pub(super) fn are_close(a: &[(String, Matrix)], b: &[(String, Matrix)]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|((_, a), (_, b))| is_close(a, b))
}
