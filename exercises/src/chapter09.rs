//! Chapter 9, seeing. Write the functions, one after the other, and let `cargo exercise 9` judge them.

use ann::plain::Matrix;

/// The direction of largest variance of samples with two features: the first principal component, by (9.2) and Cu = λu.
///
/// X: (2, m), m ≥ 2. What is returned has the length 1; u and −u are both right. For two features the eigenvector can
/// be found with a pencil: put u = (cos φ, sin φ) into uᵀCu, and the slope for φ is 0 where
/// tan 2φ = 2 C₁₂ / (C₁₁ − C₂₂). Two directions do that, at a right angle to each other; half of
/// `f64::atan2(2 C₁₂, C₁₁ − C₂₂)` is the angle of the larger variance.
pub fn principal_direction(x: &Matrix) -> (f64, f64) {
    todo!()
}

/// The mean silhouette S of all samples, by (9.1).
///
/// X: (n, m). `labels`: the class of each sample, 0, 1, 2 and so on without gaps, at least two of them. A sample that
/// is alone in its class has no a; its silhouette counts as 0.
pub fn silhouette(x: &Matrix, labels: &[usize]) -> f64 {
    todo!()
}
