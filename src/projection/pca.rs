//! Principal component analysis (chapter 9): the directions in which the data vary most.
//!
//! The covariance C = (1 / (m − 1)) X̄ X̄ᵀ of the centred data X̄: (n, m) is symmetric, so it has orthonormal eigenvectors. The variance
//! is largest along the first, and along each next one the largest of all directions at right angles to those before; the eigenvalues
//! are those variances (Pearson 1901; Hotelling 1933; Jolliffe, *Principal Component Analysis*, 2nd edition 2002, chapter 1).

use super::{Eigen, distance};
use crate::{Error, Result, matmul};
use ndarray::{Array1, Array2, ArrayView2, Axis, ShapeBuilder, s};

/// The principal components of a data set.
#[derive(Debug, Clone, PartialEq)]
pub struct Pca {
    /// The mean of each feature: (n).
    pub mean: Array1<f64>,
    /// A component in each row, orthonormal, largest variance first: (k, n). The entry of each that is largest in absolute
    /// value is positive.
    pub components: Array2<f64>,
    /// The variance along each component, with divisor m − 1: (k).
    pub variances: Array1<f64>,
    /// Each variance over the sum of the variances of all features: (k), in [0, 1]; 0 if that sum is 0.
    pub ratios: Array1<f64>,
}

impl Pca {
    /// The first k components of the samples x: (n, m), with k from 1 to min(n, m).
    ///
    /// With fewer samples than features the eigenvectors come from the smaller matrix X̄ᵀ X̄, which has the same eigenvalues.
    /// Components of variance 0 complete the orthonormal set; their directions are arbitrary.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if k is 0 or above min(n, m); [`Error::Data`] if a number is not finite, or the samples are so far apart (about
    /// 1e150) or so close together (1e-150) that a variance overflows or underflows.
    ///
    /// ```
    /// use ann::projection::Pca;
    /// use ndarray::array;
    /// let x = array![[0.0, 1.0, 2.0], [0.0, 1.0, 2.0]]; // three samples on a diagonal
    /// let pca = Pca::fit(x.view(), 1)?;
    /// assert!((pca.ratios[0] - 1.0).abs() < 1e-12);
    /// assert!((pca.components[[0, 0]] - 0.5_f64.sqrt()).abs() < 1e-12);
    /// # Ok::<(), ann::Error>(())
    /// ```
    pub fn fit(x: ArrayView2<f64>, k: usize) -> Result<Self> {
        let (n, m) = x.dim();
        if k == 0 || k > n.min(m) {
            return Err(Error::setting("k", k, "at least 1 and at most the number of features and of samples"));
        }
        distance::check("X", x)?;
        let mean = x.mean_axis(Axis(1)).unwrap_or_else(|| Array1::zeros(n));
        let centred = &x - &mean.view().insert_axis(Axis(1));
        let divisor = (m.max(2) - 1) as f64;

        // (9.2) C = (1 / (m − 1)) X̄ X̄ᵀ, or the smaller (1 / (m − 1)) X̄ᵀ X̄ of the same eigenvalues.
        let wide = n > m;
        let side = n.min(m);
        let mut small = Array2::zeros((side, side).f());
        let (left, right) = if wide { (centred.t(), centred.view()) } else { (centred.view(), centred.t()) };
        matmul(1.0 / divisor, &left, &right, 0.0, &mut small);
        let total = small.diag().sum();
        let Eigen { values, vectors } = Eigen::of(small.view())?;
        let variances = values.slice(s![..k]).mapv(|variance| variance.max(0.0)); // rounding can put a 0 below 0
        let vectors = vectors.slice_move(s![..k, ..]);

        let components = if wide { orthonormal_rows(&centred, &vectors) } else { vectors };
        let components = with_positive_peaks(components);
        let ratios = if total > 0.0 { &variances / total } else { Array1::zeros(k) }; // (9.3)
        Ok(Pca { mean, components, variances, ratios })
    }

    /// The coordinates of x: (n, m) along the components, (k, m): components · (x − mean).
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] if x has another number of features; [`Error::Data`] if a coordinate is not finite, because a number of x is not or
    /// is too large.
    pub fn transform(&self, x: ArrayView2<f64>) -> Result<Array2<f64>> {
        let (k, n) = self.components.dim();
        Error::check_shape(format_args!("X"), x.dim(), (n, x.ncols()), format_args!("PCA was fitted on {n} features"))?;
        let centred = &x - &self.mean.view().insert_axis(Axis(1));
        let mut scores = Array2::zeros((k, x.ncols()).f());
        matmul(1.0, &self.components, &centred, 0.0, &mut scores); // (9.4)
        if let Some(((i, j), score)) = scores.indexed_iter().find(|(_, score)| !score.is_finite()) {
            return Err(Error::data(format!(
                "coordinate {i} of sample {j} is {score}; X needs smaller, finite numbers"
            )));
        }
        Ok(scores)
    }
}

/// The components X̄ v of the eigenvectors v of X̄ᵀ X̄, made orthonormal one after the other by Gram–Schmidt, twice because of rounding
/// errors. A v of eigenvalue 0 is replaced by the next axis that is not in the span of the rows so far.
fn orthonormal_rows(centred: &Array2<f64>, vectors: &Array2<f64>) -> Array2<f64> {
    let (n, k) = (centred.nrows(), vectors.nrows());
    let mut rows = Array2::<f64>::zeros((k, n));
    let length = centred.mapv(|x| x * x).sum().sqrt();
    let mut axis = 0;
    for j in 0..k {
        let mut candidate = centred.dot(&vectors.row(j));
        let mut rounding = 1e-9 * length;
        loop {
            for _ in 0..2 {
                for i in 0..j {
                    let along = rows.row(i).dot(&candidate);
                    candidate.scaled_add(-along, &rows.row(i));
                }
            }
            let norm = candidate.dot(&candidate).sqrt();
            if norm > rounding {
                rows.slice_mut(s![j, ..]).assign(&(candidate / norm));
                break;
            }
            // j < n rows do not span all n axes, so one of them is found.
            candidate = Array1::zeros(n);
            candidate[axis] = 1.0;
            (axis, rounding) = (axis + 1, 1e-6);
        }
    }
    rows
}

/// Each row with the sign for which its entry of largest absolute value (of equal ones the first) is positive.
fn with_positive_peaks(mut components: Array2<f64>) -> Array2<f64> {
    for mut row in components.rows_mut() {
        let peak = row.fold(0.0, |peak: f64, &x| if x.abs() > peak.abs() * (1.0 + 1e-9) { x } else { peak });
        if peak < 0.0 {
            row.mapv_inplace(|x| -x);
        }
    }
    components
}
