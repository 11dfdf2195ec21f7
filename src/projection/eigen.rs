//! The eigenvalues and eigenvectors of a symmetric matrix (chapter 9).
//!
//! Two steps (Golub and Van Loan, *Matrix Computations*, 4th edition 2013, section 8.3). Householder reflections make the matrix
//! tridiagonal: all entries are 0 but those on the diagonal and next to it, the off-diagonal. Implicit QR steps, which are sequences of
//! Givens rotations of neighbouring axes, then reduce the off-diagonal entries to rounding errors; the diagonal holds the eigenvalues.
//! Reflections and rotations are orthogonal, so rounding errors do not grow.

use crate::{Error, Result};
use ndarray::{Array1, Array2, ArrayView2, Axis, Zip, s};

/// What counts as 0 in a matrix whose largest entry is 1. Squares of smaller numbers would be subnormal and lose digits, and reflections
/// and rotations made of them would not be orthogonal.
const TINY: f64 = 1e-140;

/// QR steps at most, for each eigenvalue: as in LAPACK (`MAXIT` of `dsteqr`). About two are needed.
const MAX_SWEEPS: usize = 30;

/// The eigenvalues λ and eigenvectors u of a symmetric matrix C, C u = λ u.
#[derive(Debug, Clone, PartialEq)]
pub struct Eigen {
    /// The eigenvalues, largest first: (n).
    pub values: Array1<f64>,
    /// The eigenvector of each, as a row: (n, n). The rows are orthonormal; the sign of each is arbitrary.
    pub vectors: Array2<f64>,
}

impl Eigen {
    /// The eigenvalues and eigenvectors of the symmetric matrix c: (n, n), in O(n³). Its lower triangle is not read.
    ///
    /// The entries of C u − λ u are of the size of rounding errors in the largest entry of C.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] if c is not square; [`Error::Data`] if a number of its upper triangle is not finite, or so large that an
    /// eigenvalue is not, or if the iteration does not converge within 30 QR steps per eigenvalue.
    ///
    /// ```
    /// use ann::projection::Eigen;
    /// use ndarray::array;
    /// let eigen = Eigen::of(array![[3.0, 1.5], [1.5, 3.0]].view())?;
    /// assert!((eigen.values - array![4.5, 1.5]).iter().all(|error| error.abs() < 1e-12));
    /// assert!((eigen.vectors[[0, 0]] - eigen.vectors[[0, 1]]).abs() < 1e-12); // along (1, 1)
    /// # Ok::<(), ann::Error>(())
    /// ```
    pub fn of(c: ArrayView2<f64>) -> Result<Self> {
        let n = c.nrows();
        Error::check_shape(format_args!("C"), c.dim(), (n, n), format_args!("a symmetric matrix is square"))?;
        let symmetric = Array2::from_shape_fn((n, n), |(i, j)| c[[i.min(j), i.max(j)]]);
        if let Some(((i, j), value)) = symmetric.indexed_iter().find(|(_, value)| !value.is_finite()) {
            return Err(Error::data(format!("entry ({i}, {j}) of C is {value}; eigenvalues need finite numbers")));
        }
        // Divided by its largest entry, so that no square overflows, and only negligible ones underflow.
        let largest = symmetric.fold(0.0, |largest: f64, c| largest.max(c.abs()));
        let scale = if largest > 0.0 { largest } else { 1.0 };

        let mut tridiagonal = Tridiagonal::of(symmetric / scale);
        tridiagonal.diagonalise(MAX_SWEEPS * n)?;
        let Tridiagonal { diagonal, rows, .. } = tridiagonal;
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|&a, &b| diagonal[b].total_cmp(&diagonal[a]));
        let values = diagonal.select(Axis(0), &order) * scale;
        if values.iter().any(|value| !value.is_finite()) {
            return Err(Error::data("the entries of C are too large for its eigenvalues to be finite numbers"));
        }
        Ok(Eigen { values, vectors: rows.select(Axis(0), &order) })
    }
}

/// A symmetric matrix C = Qᵀ T Q with a tridiagonal T and an orthogonal Q.
struct Tridiagonal {
    /// The diagonal of T: (n).
    diagonal: Array1<f64>,
    /// The entries of T next to the diagonal: off_diagonal[i] is T[i, i + 1] = T[i + 1, i], and the last is 0: (n).
    off_diagonal: Array1<f64>,
    /// Q: (n, n), orthonormal rows.
    rows: Array2<f64>,
}

impl Tridiagonal {
    /// For i = 0, 1, …, reflects all axes but the first i + 1 so that row i is 0 right of its off-diagonal entry (Householder 1958).
    ///
    /// The reflection is H = I − 2 v vᵀ with a unit vector v, and H A H = A − v wᵀ − w vᵀ, where p = 2 A v and w = p − (vᵀ p) v.
    fn of(mut a: Array2<f64>) -> Self {
        let n = a.nrows();
        let mut off_diagonal = Array1::zeros(n);
        for i in 0..n.saturating_sub(1) {
            let (mut upper, mut lower) = a.view_mut().split_at(Axis(0), i + 1);
            let mut v = upper.slice_mut(s![i, i + 1..]); // the row to be set to 0; v is stored in its place
            let norm = v.dot(&v).sqrt();
            if norm < TINY {
                v.fill(0.0);
                continue;
            }
            off_diagonal[i] = -norm.copysign(v[0]); // the sign for which nothing cancels in the next line
            v[0] -= off_diagonal[i];
            v /= v.dot(&v).sqrt();

            let mut rest = lower.slice_mut(s![.., i + 1..]);
            let p = 2.0 * rest.dot(&v);
            let w = &p - &(&v * v.dot(&p));
            for ((mut row, &v_of_row), &w_of_row) in rest.rows_mut().into_iter().zip(&v).zip(&w) {
                row.scaled_add(-v_of_row, &w);
                row.scaled_add(-w_of_row, &v);
            }
        }
        // The product of all reflections, from the last to the first: then each changes only the lower right corner.
        let mut rows = Array2::eye(n);
        for i in (0..n.saturating_sub(1)).rev() {
            let v = a.slice(s![i, i + 1..]);
            for mut row in rows.slice_mut(s![i + 1.., i + 1..]).rows_mut() {
                let along = row.dot(&v);
                row.scaled_add(-2.0 * along, &v);
            }
        }
        Tridiagonal { diagonal: a.into_diag(), off_diagonal, rows }
    }

    /// QR steps, `limit` at most, until the off-diagonal is 0 up to rounding errors.
    fn diagonalise(&mut self, limit: usize) -> Result<()> {
        let mut sweeps = 0;
        let mut end = self.diagonal.len().saturating_sub(1);
        while end > 0 {
            if self.is_cut(end - 1) {
                end -= 1;
                continue;
            }
            let mut start = end - 1;
            while start > 0 && !self.is_cut(start - 1) {
                start -= 1;
            }
            if sweeps == limit {
                return Err(Error::data(format!("the eigenvalues of C do not converge in {limit} QR steps")));
            }
            sweeps += 1;
            self.sweep(start, end);
        }
        Ok(())
    }

    /// Whether off-diagonal entry i is a rounding error of the two diagonal entries that it couples.
    fn is_cut(&self, i: usize) -> bool {
        let coupled = self.diagonal[i].abs() + self.diagonal[i + 1].abs();
        self.off_diagonal[i].abs() <= f64::EPSILON * coupled + TINY
    }

    /// One implicit QR step with Wilkinson's shift, on the block of axes from start to end, none of whose off-diagonal entries is 0. The
    /// last of them converges cubically (Wilkinson 1968).
    fn sweep(&mut self, start: usize, end: usize) {
        let Tridiagonal { diagonal, off_diagonal, rows } = self;
        // The shift: of the two eigenvalues of the last 2 × 2 block, the one closer to its last entry.
        let half = (diagonal[end - 1] - diagonal[end]) / 2.0;
        let last = off_diagonal[end - 1];
        let shift = diagonal[end] - last * (last / (half + half.hypot(last).copysign(half)));

        // The first rotation makes an entry two places off the diagonal, the bulge. Each next one moves it one row down.
        let (mut kept, mut bulge) = (diagonal[start] - shift, off_diagonal[start]);
        for i in start..end {
            let norm = kept.hypot(bulge);
            let (cos, sin) = if norm > 0.0 { (kept / norm, bulge / norm) } else { (1.0, 0.0) };
            if i > start {
                off_diagonal[i - 1] = norm;
            }
            let (above, coupling, below) = (diagonal[i], off_diagonal[i], diagonal[i + 1]);
            let both = 2.0 * cos * sin * coupling;
            diagonal[i] = cos * cos * above + both + sin * sin * below;
            diagonal[i + 1] = sin * sin * above - both + cos * cos * below;
            off_diagonal[i] = cos * sin * (below - above) + (cos * cos - sin * sin) * coupling;
            if i + 1 < end {
                (kept, bulge) = (off_diagonal[i], sin * off_diagonal[i + 1]);
                off_diagonal[i + 1] *= cos;
            }
            let (one, other) = rows.multi_slice_mut((s![i, ..], s![i + 1, ..]));
            Zip::from(one).and(other).for_each(|one, other| {
                (*one, *other) = (cos * *one + sin * *other, cos * *other - sin * *one);
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_number_of_qr_steps_is_limited() {
        let c = array![[4.0, 1.0, 0.5], [1.0, 3.0, 1.0], [0.5, 1.0, 2.0]];
        let refused = Tridiagonal::of(c.clone()).diagonalise(1).unwrap_err().to_string();
        assert!(refused.contains("do not converge in 1 QR steps"), "{refused}");
        Tridiagonal::of(c).diagonalise(MAX_SWEEPS * 3).unwrap();
    }
}
