//! The silhouette: how well classes are separated (chapter 9; Rousseeuw 1987).

use super::distance;
use crate::{Error, Result};
use ndarray::{ArrayView2, Axis};

/// The mean silhouette of the samples x: (n, m) with `labels`, one of any value for each sample; in [−1, 1]. Takes O(n m²).
///
/// For one sample, let a be its mean Euclidean distance to the others of its class and b the smallest mean distance to another class.
/// Its silhouette is (b − a) / max(a, b): near 1 if its class is close and all others far, near 0 halfway between two classes, negative
/// if another class is closer. It is 0 for the only sample of a class, and where a = b = 0.
///
/// # Errors
///
/// [`Error::Data`] if there is not one label per sample, or there are fewer than two classes, or a number is not finite, or the samples
/// are so far apart (about 1e150) or so close together (1e-150) that squares of distances overflow or underflow.
///
/// ```
/// use ndarray::array;
/// let x = array![[0.0, 0.1, 5.0, 5.1]]; // four samples on a line
/// let good = ann::projection::silhouette(x.view(), &[0, 0, 1, 1])?;
/// let bad = ann::projection::silhouette(x.view(), &[0, 1, 0, 1])?;
/// assert!(good > 0.95 && bad < 0.0);
/// # Ok::<(), ann::Error>(())
/// ```
pub fn silhouette(x: ArrayView2<f64>, labels: &[usize]) -> Result<f64> {
    let m = x.ncols();
    if labels.len() != m || m == 0 {
        return Err(Error::data(format!("a silhouette needs a label per sample; there are {} for {m}", labels.len())));
    }
    distance::check("X", x)?;
    // Labels renumbered from 0 without gaps.
    let mut known = labels.to_vec();
    known.sort_unstable();
    known.dedup();
    let labels: Vec<usize> = labels.iter().map(|label| known.partition_point(|other| other < label)).collect();
    let classes = known.len();
    let mut sizes = vec![0_usize; classes];
    labels.iter().for_each(|&label| sizes[label] += 1);
    if classes < 2 {
        return Err(Error::data("a silhouette compares classes; at least two are needed"));
    }

    let mut total = 0.0;
    let mut sums = vec![0.0; classes];
    for (i, of_i) in x.axis_iter(Axis(1)).enumerate() {
        sums.fill(0.0);
        for (of_j, &label) in x.axis_iter(Axis(1)).zip(&labels) {
            sums[label] += distance::squared(of_i, of_j).sqrt();
        }
        let own = labels[i];
        if sizes[own] == 1 {
            continue;
        }
        let a = sums[own] / (sizes[own] - 1) as f64;
        let others = (0..classes).filter(|&class| class != own);
        let b = others.map(|class| sums[class] / sizes[class] as f64).fold(f64::INFINITY, f64::min);
        if a.max(b) > 0.0 {
            total += (b - a) / a.max(b); // (9.1)
        }
    }
    Ok(total / m as f64)
}
