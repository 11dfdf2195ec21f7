//! The silhouette: one number for how well separated classes are (Rousseeuw 1987).

use crate::{Error, Result};
use ndarray::{ArrayView2, Axis, Zip};

/// The mean silhouette of samples x: (n, m) under their labels, in [−1, 1].
///
/// For one sample, let a be its mean distance to the others of its class and b the smallest mean distance to another class.
/// Its silhouette is (b − a) / max(a, b): 1 if its own class is close and all others far, 0 on a border, negative if it
/// sits among another class. A sample that is alone in its class counts 0.
///
/// # Errors
///
/// [`Error::Data`] if there is not one label per sample, or fewer than two classes, or a number is not finite.
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
    if x.iter().any(|number| !number.is_finite()) {
        return Err(Error::data("a number of the samples is not finite"));
    }
    // Numbered anew, without gaps: a label may be any number.
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
            sums[label] += Zip::from(&of_i).and(&of_j).fold(0.0, |sum, a, b| sum + (a - b) * (a - b)).sqrt();
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
