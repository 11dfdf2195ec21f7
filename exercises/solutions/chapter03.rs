//! Chapter 3, backpropagation: the book's solutions.

use ann::plain::Matrix;
use ann::plain::backward::Gradient;
use ann::plain::network::Network;
use ndarray::Axis;

pub fn relu_backward(a: &Matrix, da: &Matrix) -> Matrix {
    da * a.mapv(|a| if a > 0.0 { 1.0 } else { 0.0 })
}

pub fn tanh_backward(a: &Matrix, da: &Matrix) -> Matrix {
    da * (1.0 - a * a)
}

pub fn gradient(a_before: &Matrix, dz: &Matrix) -> Gradient {
    let m = dz.ncols() as f64;
    let dw = dz.dot(&a_before.t()) / m;
    let db = dz.sum_axis(Axis(1)).insert_axis(Axis(1)) / m;
    Gradient { dw, db }
}

pub fn backpropagate(w: &Matrix, dz: &Matrix) -> Matrix {
    w.t().dot(dz)
}

pub fn backward(network: &Network, a: &[Matrix], y: &Matrix) -> Vec<Gradient> {
    let last = network.layers.len() - 1;
    let mut dz = &a[last + 1] - y;
    let mut gradients = vec![gradient(&a[last], &dz)];
    for l in (0..last).rev() {
        let da = backpropagate(&network.layers[l + 1].w, &dz);
        dz = tanh_backward(&a[l + 1], &da);
        gradients.insert(0, gradient(&a[l], &dz));
    }
    gradients
}

pub fn slope(f: &dyn Fn(f64) -> f64, x: f64) -> f64 {
    let epsilon = 1e-5;
    (f(x + epsilon) - f(x - epsilon)) / (2.0 * epsilon)
}

pub fn normalise_backward(z: &Matrix, da: &Matrix) -> Matrix {
    let n = z.nrows() as f64;
    let centred = z - z.sum_axis(Axis(0)) / n;
    let s = (centred.pow2().sum_axis(Axis(0)) / n).sqrt();
    let a = centred / &s;
    (da - da.sum_axis(Axis(0)) / n - &a * ((da * &a).sum_axis(Axis(0)) / n)) / s
}
