//! Which features say nearly the same: Pearson's correlation.

use super::Dataset;
use crate::{Result, matmul};
use ndarray::{Array2, Axis};

impl Dataset {
    /// The pairs of features i < j whose correlation r over the samples has at least this size, from the largest |r| down. A constant
    /// feature is in none.
    ///
    /// ```
    /// use ann::data::{Dataset, Target};
    /// let x = ndarray::array![[1.0, 2.0, 3.0], [6.0, 4.0, 2.0], [1.0, 0.0, 1.0]];
    /// let data = Dataset::new(x, Target::from_values([0.0, 0.0, 0.0]))?;
    /// let pairs = data.correlated_features(0.9)?;
    /// assert_eq!(pairs.len(), 1);
    /// assert!(pairs[0].0 == 0 && pairs[0].1 == 1 && (pairs[0].2 + 1.0).abs() < 1e-12);
    /// # Ok::<(), ann::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Data`](crate::Error::Data) if the data set breaks a promise of [`Dataset::new`].
    pub fn correlated_features(&self, least: f64) -> Result<Vec<(usize, usize, f64)>> {
        self.check()?;
        let mut z = self.x.clone();
        for mut row in z.axis_iter_mut(Axis(0)) {
            let (first, mean) = (row[0], row.mean().unwrap_or(0.0));
            if row.iter().all(|x| *x == first) {
                row.fill(0.0);
                continue;
            }
            // Divided by the largest first: the squares of what is very large or small would not be finite.
            row -= mean;
            let largest = row.fold(0.0_f64, |largest, x| largest.max(x.abs()));
            row /= largest;
            let length = row.dot(&row).sqrt();
            row /= length;
        }
        let mut r = Array2::zeros((z.nrows(), z.nrows()));
        matmul(1.0, &z, &z.t(), 0.0, &mut r);
        let pairs = r
            .indexed_iter()
            .filter(|((i, j), r)| i < j && r.abs() >= least)
            .map(|((i, j), r)| (i, j, r.clamp(-1.0, 1.0)));
        let mut pairs: Vec<(usize, usize, f64)> = pairs.collect();
        pairs.sort_by(|a, b| b.2.abs().total_cmp(&a.2.abs()));
        Ok(pairs)
    }
}
