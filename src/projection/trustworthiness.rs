//! Trustworthiness: are neighbours on the map neighbours among the samples, too? (Venna and Kaski 2001)

use crate::{Error, Result};
use ndarray::{ArrayView2, Axis, Zip};

/// The trustworthiness of the places y: (d, m) of samples x: (n, m), over k neighbours; 1 is perfect.
///
/// Every sample that is among the k nearest on the map but not among the k nearest in truth costs by how far it is down the
/// true order. Ties go to the sample with the smaller index.
///
/// # Errors
///
/// [`Error::Shape`] if there is not one place per sample; [`Error::Setting`] if k is 0 or not below m / 2; [`Error::Data`] if a
/// number is not finite.
pub fn trustworthiness(x: ArrayView2<f64>, y: ArrayView2<f64>, k: usize) -> Result<f64> {
    let m = x.ncols();
    Error::check_shape(format_args!("Y"), y.dim(), (y.nrows(), m), format_args!("X has {m} samples"))?;
    if k == 0 || 2 * k >= m {
        return Err(Error::setting("k", k, "at least 1 and below half the number of samples"));
    }
    if x.iter().chain(y.iter()).any(|number| !number.is_finite()) {
        return Err(Error::data("a number of the samples or of their places is not finite"));
    }
    let mut penalty = 0_usize;
    let mut rank = vec![0; m];
    for i in 0..m {
        for (position, j) in order_around(x, i).into_iter().enumerate() {
            rank[j] = position + 1;
        }
        let on_map = order_around(y, i);
        penalty += on_map[..k].iter().map(|&j| rank[j].saturating_sub(k)).sum::<usize>();
    }
    let (m, k) = (m as f64, k as f64);
    Ok(1.0 - penalty as f64 * 2.0 / (m * k * (2.0 * m - 3.0 * k - 1.0))) // (9.9)
}

/// The other samples, nearest to sample i first.
fn order_around(x: ArrayView2<f64>, i: usize) -> Vec<usize> {
    let centre = x.column(i);
    let distance =
        |column: ndarray::ArrayView1<f64>| Zip::from(column).and(centre).fold(0.0, |sum, a, b| sum + (a - b) * (a - b));
    let distances: Vec<f64> = x.axis_iter(Axis(1)).map(distance).collect();
    let mut order: Vec<usize> = (0..x.ncols()).filter(|&j| j != i).collect();
    order.sort_by(|&a, &b| distances[a].total_cmp(&distances[b]));
    order
}
