//! Chapter 6, Adam. Write the functions, one after the other, and let `cargo exercise 6` judge them.

use ann::plain::Matrix;
use ann::plain::backward::Gradient;

/// θ and m after a step with momentum, by (6.1) and (6.2).
///
/// θ, its gradient g and the velocity m of before: all of one shape. `alpha` is the learning rate, `beta` the part of the velocity that
/// stays. A matrix m of your own is used up in `alpha * m`; `alpha * &m` lends it, and keeps it.
pub fn momentum(theta: &Matrix, g: &Matrix, m: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    todo!()
}

/// θ and v after a step of `RMSProp`, by (6.4) and (6.5) with ε = 1e-8.
///
/// θ, its gradient g and the mean v of the squares before: all of one shape.
pub fn rms_prop(theta: &Matrix, g: &Matrix, v: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    todo!()
}

/// θ, m and v after step t of Adam, by (6.6) to (6.8) with β₁ = 0.9, β₂ = 0.999 and ε = 1e-8.
///
/// θ, g, m and v: all of one shape; m and v are those of before the step. The first step has t = 1.
pub fn adam(theta: &Matrix, g: &Matrix, m: &Matrix, v: &Matrix, t: i32, alpha: f64) -> [Matrix; 3] {
    todo!()
}

/// The gradients of all layers, shortened to `limit` if all of them together are longer ("Clipping: no step over the cliff").
///
/// dW and db of all layers count as one column, and its length is the root of the sum of all squares. The page's `clip` changes the
/// gradients in place; this one returns new ones, each a `Gradient { dw, db }`.
pub fn clip(gradients: &[Gradient], limit: f64) -> Vec<Gradient> {
    todo!()
}
