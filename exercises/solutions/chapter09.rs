//! Chapter 9, seeing: the book's solutions.

use ann::plain::Matrix;
use ndarray::Axis;

pub fn principal_direction(x: &Matrix) -> (f64, f64) {
    let m = x.ncols() as f64;
    let mean = x.sum_axis(Axis(1)).insert_axis(Axis(1)) / m;
    let centred = x - mean;
    let c = centred.dot(&centred.t()) / (m - 1.0); // (9.2)
    let angle = f64::atan2(2.0 * c[[0, 1]], c[[0, 0]] - c[[1, 1]]) / 2.0;
    (angle.cos(), angle.sin())
}

pub fn silhouette(x: &Matrix, labels: &[usize]) -> f64 {
    let m = labels.len();
    let classes = labels.iter().max().unwrap() + 1;
    let mut total = 0.0;
    for i in 0..m {
        let (mut sums, mut sizes) = (vec![0.0; classes], vec![0.0; classes]);
        for j in 0..m {
            if j != i {
                sums[labels[j]] += (&x.column(j) - &x.column(i)).pow2().sum().sqrt();
                sizes[labels[j]] += 1.0;
            }
        }
        let own = labels[i];
        if sizes[own] > 0.0 {
            let a = sums[own] / sizes[own];
            let others = (0..classes).filter(|&class| class != own);
            let b = others.map(|class| sums[class] / sizes[class]).fold(f64::INFINITY, f64::min);
            total += (b - a) / f64::max(a, b); // (9.1)
        }
    }
    total / m as f64
}
