//! The eigenvalues and eigenvectors of a symmetric matrix (chapter 9).
//!
//! The classic way, in two parts (Golub and Van Loan, *Matrix Computations*, 4th edition, section 8.3). A finite number of
//! reflections makes the matrix tridiagonal: nothing is left but the diagonal and the entries beside it. Rotations of two
//! neighbouring axes then make the entries beside the diagonal smaller, sweep after sweep, until they are rounding errors; what
//! stands on the diagonal are the eigenvalues. Both turn the axes only, so lengths and angles stay, and errors do not grow.

use crate::{Error, Result};
use ndarray::{Array1, Array2, ArrayView2, Axis, Zip, s};

/// Where the largest entry is 1, this is far below its rounding error. Squares of smaller numbers would lose digits near the smallest
/// number there is, and what is made of them would be neither a mirror nor a rotation.
const TINY: f64 = 1e-140;

/// What a symmetric matrix C does: it stretches along each of its eigenvectors u by the eigenvalue λ, C u = λ u.
#[derive(Debug, Clone, PartialEq)]
pub struct Eigen {
    /// The eigenvalues, the largest first: (n).
    pub values: Array1<f64>,
    /// The eigenvector of each, as a row, orthonormal: (n, n). Of which sign is an accident.
    pub vectors: Array2<f64>,
}

impl Eigen {
    /// The eigenvalues and eigenvectors of the symmetric matrix c: (n, n). Its lower triangle is not read.
    ///
    /// The entries of C u − λ u are of the size of rounding errors in the largest entry of C.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] if c is not square; [`Error::Data`] if a number of its upper triangle is not finite, or so large that an
    /// eigenvalue is not.
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
        // Divided by its largest entry, so that no square overflows, and none vanishes that matters.
        let largest = symmetric.fold(0.0, |largest: f64, c| largest.max(c.abs()));
        let scale = if largest > 0.0 { largest } else { 1.0 };

        let mut tridiagonal = Tridiagonal::of(symmetric / scale);
        tridiagonal.diagonalise();
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

/// A symmetric matrix as its diagonal and the entries beside it, seen along new axes.
struct Tridiagonal {
    /// (n)
    diagonal: Array1<f64>,
    /// beside[i] couples axis i to axis i + 1; the last is 0: (n).
    beside: Array1<f64>,
    /// The axes, a unit vector in each row: (n, n).
    rows: Array2<f64>,
}

impl Tridiagonal {
    /// Reflects all but the first i + 1 axes so that row i ends beside its diagonal, for i = 0, 1, … (Householder, 1958).
    ///
    /// The mirror is H = I − 2 v vᵀ with a unit vector v, and H A H = A − v wᵀ − w vᵀ, where p = 2 A v and w = p − (vᵀ p) v.
    fn of(mut a: Array2<f64>) -> Self {
        let n = a.nrows();
        let mut beside = Array1::zeros(n);
        for i in 0..n.saturating_sub(1) {
            let (mut upper, mut lower) = a.view_mut().split_at(Axis(0), i + 1);
            let mut v = upper.slice_mut(s![i, i + 1..]); // the row to be cleared; v is kept in its place
            let norm = v.dot(&v).sqrt();
            if norm < TINY {
                v.fill(0.0);
                continue;
            }
            beside[i] = -norm.copysign(v[0]); // of the sign that lets nothing cancel in the next line
            v[0] -= beside[i];
            v /= v.dot(&v).sqrt();

            let mut rest = lower.slice_mut(s![.., i + 1..]);
            let p = 2.0 * rest.dot(&v);
            let w = &p - &(&v * v.dot(&p));
            for ((mut row, &v_of_row), &w_of_row) in rest.rows_mut().into_iter().zip(&v).zip(&w) {
                row.scaled_add(-v_of_row, &w);
                row.scaled_add(-w_of_row, &v);
            }
        }
        // All mirrors together, the last one first: then only the lower right corner changes each time.
        let mut rows = Array2::eye(n);
        for i in (0..n.saturating_sub(1)).rev() {
            let v = a.slice(s![i, i + 1..]);
            for mut row in rows.slice_mut(s![i + 1.., i + 1..]).rows_mut() {
                let along = row.dot(&v);
                row.scaled_add(-2.0 * along, &v);
            }
        }
        Tridiagonal { diagonal: a.into_diag(), beside, rows }
    }

    /// Sweeps until nothing is left beside the diagonal.
    fn diagonalise(&mut self) {
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
            self.sweep(start, end);
        }
    }

    /// Whether what couples axis i to axis i + 1 is a rounding error.
    fn is_cut(&self, i: usize) -> bool {
        let beside = self.diagonal[i].abs() + self.diagonal[i + 1].abs();
        self.beside[i].abs() <= f64::EPSILON * beside + TINY
    }

    /// One sweep of rotations over the axes from start to end, which hang together: an implicit QR step with Wilkinson's shift.
    /// In the end the lowest coupling shrinks with the third power (Wilkinson, 1968).
    fn sweep(&mut self, start: usize, end: usize) {
        let Tridiagonal { diagonal, beside, rows } = self;
        // The shift: the eigenvalue of the last two axes that is next to the last entry.
        let half = (diagonal[end - 1] - diagonal[end]) / 2.0;
        let last = beside[end - 1];
        let shift = diagonal[end] - last * (last / (half + half.hypot(last).copysign(half)));

        // The first rotation puts an entry two beside the diagonal, where none belongs.
        // Each next one pushes it one further down.
        let (mut keeps, mut stray) = (diagonal[start] - shift, beside[start]);
        for i in start..end {
            let norm = keeps.hypot(stray);
            let (cos, sin) = if norm > 0.0 { (keeps / norm, stray / norm) } else { (1.0, 0.0) };
            if i > start {
                beside[i - 1] = norm;
            }
            let (above, coupling, below) = (diagonal[i], beside[i], diagonal[i + 1]);
            let both = 2.0 * cos * sin * coupling;
            diagonal[i] = cos * cos * above + both + sin * sin * below;
            diagonal[i + 1] = sin * sin * above - both + cos * cos * below;
            beside[i] = cos * sin * (below - above) + (cos * cos - sin * sin) * coupling;
            if i + 1 < end {
                (keeps, stray) = (beside[i], sin * beside[i + 1]);
                beside[i + 1] *= cos;
            }
            let (one, other) = rows.multi_slice_mut((s![i, ..], s![i + 1, ..]));
            Zip::from(one).and(other).for_each(|one, other| {
                (*one, *other) = (cos * *one + sin * *other, cos * *other - sin * *one);
            });
        }
    }
}
