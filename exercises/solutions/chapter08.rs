//! Chapter 8, the cache: the book's solutions.

use ann::plain::Matrix;
use ann::plain::forward::forward;
use ann::plain::network::Network;
use ndarray::{Axis, concatenate, s};

pub fn bytes(a: &[Matrix]) -> usize {
    a.iter().map(|a| 8 * a.nrows() * a.ncols()).sum() // (8.1)
}

pub fn in_pieces(pass: &dyn Fn(&Matrix) -> Vec<Matrix>, x: &Matrix, size: usize) -> Matrix {
    let m = x.ncols();
    let mut answers = Vec::new();
    for from in (0..m).step_by(size) {
        let to = usize::min(from + size, m);
        let a = pass(&x.slice(s![.., from..to]).to_owned());
        answers.push(a[a.len() - 1].clone());
    }
    let views: Vec<_> = answers.iter().map(Matrix::view).collect();
    concatenate(Axis(1), &views).unwrap() // all have n_y rows
}

pub fn recompute(network: &Network, kept: &[Matrix], every: usize) -> Vec<Matrix> {
    let mut all = vec![kept[0].clone()];
    for (beginning, layers) in kept.iter().zip(network.layers.chunks(every)) {
        let stretch = Network { layers: layers.to_vec() };
        all.extend_from_slice(&forward(&stretch, beginning)[1..]);
    }
    all
}
