//! Chapter 8, the cache: the book's solutions.

use ann::plain::Matrix;
use ann::plain::forward::forward;
use ann::plain::network::Network;
use ndarray::s;

pub fn bytes(a: &[Matrix]) -> usize {
    a.iter().map(|a| 8 * a.len()).sum() // (8.1)
}

pub fn in_pieces(network: &Network, x: &Matrix, size: usize) -> Matrix {
    let (m, last) = (x.ncols(), network.layers.len());
    let mut answers = Matrix::zeros((network.layers[last - 1].w.nrows(), m));
    for from in (0..m).step_by(size) {
        let to = usize::min(from + size, m);
        let a = forward(network, &x.slice(s![.., from..to]).to_owned());
        answers.slice_mut(s![.., from..to]).assign(&a[last]);
    }
    answers
}

pub fn recompute(network: &Network, kept: &[Matrix], every: usize) -> Vec<Matrix> {
    let mut all = vec![kept[0].clone()];
    for (beginning, layers) in kept.iter().zip(network.layers.chunks(every)) {
        let stretch = Network { layers: layers.to_vec() };
        all.extend_from_slice(&forward(&stretch, beginning)[1..]);
    }
    all
}
