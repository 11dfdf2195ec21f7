//! Squared distances between samples, and the range of numbers for which they can be computed.

use crate::{Error, Result};
use ndarray::{ArrayView1, ArrayView2, Axis, Zip};

/// The sum of all squared distances from one sample must lie below this.
const MOST: f64 = 1e307;
/// The largest squared distance must lie above this, unless it is 0; squares are then normal numbers down to 10⁻⁷ of the largest.
const LEAST: f64 = 1e-300;

/// ‖a − b‖², with a and b: (n).
pub(super) fn squared(a: ArrayView1<f64>, b: ArrayView1<f64>) -> f64 {
    Zip::from(a).and(b).fold(0.0, |sum, a, b| sum + (a - b) * (a - b))
}

/// Checks that all numbers of `x`: (n, m), called `name`, are finite, and that the samples are neither so far apart nor, unless they are
/// all the same, so close together that squares of their distances overflow or underflow.
pub(super) fn check(name: &str, x: ArrayView2<f64>) -> Result<()> {
    if let Some(((i, j), value)) = x.indexed_iter().find(|(_, value)| !value.is_finite()) {
        return Err(Error::data(format!("feature {i} of sample {j} is {value}: a number of {name} is not finite")));
    }
    let range = |row: ArrayView1<f64>| row.fold(f64::MIN, |a, &b| a.max(b)) - row.fold(f64::MAX, |a, &b| a.min(b));
    let widest = x.axis_iter(Axis(0)).map(range).fold(0.0, f64::max);
    let bound = x.nrows() as f64 * widest * widest; // of the largest squared distance
    if bound * x.ncols() as f64 > MOST || (widest > 0.0 && bound < LEAST) {
        let problem = if bound * x.ncols() as f64 > MOST { "far apart" } else { "close together" };
        return Err(Error::data(format!(
            "the columns of {name} differ by up to {widest:e}, too {problem} for squares of distances; scale the numbers first"
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn numbers_whose_squares_leave_the_range_are_refused() {
        for x in [0.0, 1e-130, 1.0, 1e130] {
            assert!(check("X", array![[x, -x], [0.0, x]].view()).is_ok(), "{x:e}");
        }
        for (x, problem) in [(1e200, "far apart"), (f64::MAX, "far apart"), (1e-200, "close together")] {
            let message = check("X", array![[x, -x], [0.0, x]].view()).unwrap_err().to_string();
            assert!(message.contains(problem), "{message}");
        }
        let nan = check("Y", array![[0.0, f64::NAN]].view()).unwrap_err().to_string();
        assert!(nan.contains("feature 0 of sample 1 is NaN: a number of Y is not finite"), "{nan}");
        assert!(check("X", array![[1e300, 1e300]].view()).is_ok(), "the same number everywhere");
    }
}
