//! Trustworthiness: whether neighbours in a projection are neighbours among the samples (chapter 9; Venna and Kaski 2001).

use super::distance;
use crate::{Error, Result};
use ndarray::{ArrayView2, Axis};

/// The trustworthiness of the points y: (d, m) as a projection of the samples x: (n, m), over k neighbours: in [0, 1], and 1 if the k
/// nearest neighbours of every point are those of its sample. Takes O(m² (n + d + log m)).
///
/// Every sample that is among the k nearest in y but only the r-th nearest in x, r > k, costs r − k. Ties go to the sample with the
/// smaller index.
///
/// # Errors
///
/// [`Error::Shape`] if there is not one point per sample; [`Error::Setting`] if k is 0 or not below m / 2; [`Error::Data`] if a number is
/// not finite, or if samples or points are so far apart (about 1e150) or so close together (1e-150) that squares of distances overflow or
/// underflow.
pub fn trustworthiness(x: ArrayView2<f64>, y: ArrayView2<f64>, k: usize) -> Result<f64> {
    let m = x.ncols();
    Error::check_shape(format_args!("Y"), y.dim(), (y.nrows(), m), format_args!("X has {m} samples"))?;
    if k == 0 || 2 * k >= m {
        return Err(Error::setting("k", k, "at least 1 and below half the number of samples"));
    }
    distance::check("X", x)?;
    distance::check("Y", y)?;
    let mut penalty = 0_usize;
    let mut rank = vec![0; m];
    for i in 0..m {
        for (position, j) in order_around(x, i).into_iter().enumerate() {
            rank[j] = position + 1;
        }
        let projected = order_around(y, i);
        penalty += projected[..k].iter().map(|&j| rank[j].saturating_sub(k)).sum::<usize>();
    }
    let (m, k) = (m as f64, k as f64);
    Ok(1.0 - penalty as f64 * 2.0 / (m * k * (2.0 * m - 3.0 * k - 1.0))) // (9.11)
}

/// The other samples, nearest to sample i first.
fn order_around(x: ArrayView2<f64>, i: usize) -> Vec<usize> {
    let distances: Vec<f64> = x.axis_iter(Axis(1)).map(|column| distance::squared(column, x.column(i))).collect();
    let mut order: Vec<usize> = (0..x.ncols()).filter(|&j| j != i).collect();
    order.sort_by(|&a, &b| distances[a].total_cmp(&distances[b]));
    order
}
