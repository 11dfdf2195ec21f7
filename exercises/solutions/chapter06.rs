//! Chapter 6, Adam: the book's solutions.

use ann::plain::Matrix;
use ann::plain::backward::Gradient;

pub fn momentum(theta: &Matrix, g: &Matrix, m: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let m = beta * m + g; // (6.1)
    (theta - alpha * &m, m) // (6.2)
}

pub fn rms_prop(theta: &Matrix, g: &Matrix, v: &Matrix, alpha: f64, beta: f64) -> (Matrix, Matrix) {
    let epsilon = 1e-8;
    let v = beta * v + (1.0 - beta) * g.pow2(); // (6.4)
    (theta - alpha * g / (v.sqrt() + epsilon), v) // (6.5)
}

pub fn adam(theta: &Matrix, g: &Matrix, m: &Matrix, v: &Matrix, t: i32, alpha: f64) -> [Matrix; 3] {
    let (beta1, beta2, epsilon) = (0.9_f64, 0.999_f64, 1e-8);
    let m = beta1 * m + (1.0 - beta1) * g; // (6.6)
    let v = beta2 * v + (1.0 - beta2) * g.pow2(); // (6.7)
    let m_hat = &m / (1.0 - beta1.powi(t));
    let v_hat = &v / (1.0 - beta2.powi(t));
    [theta - alpha * m_hat / (v_hat.sqrt() + epsilon), m, v] // (6.8)
}

pub fn clip(gradients: &[Gradient], limit: f64) -> Vec<Gradient> {
    let squares: f64 = gradients.iter().map(|g| g.dw.pow2().sum() + g.db.pow2().sum()).sum();
    let factor = f64::min(1.0, limit / squares.sqrt());
    gradients.iter().map(|g| Gradient { dw: factor * &g.dw, db: factor * &g.db }).collect()
}
