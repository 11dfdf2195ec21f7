//! Bringing features to one scale (chapter 10), with numbers taken from the training part only.
//!
//! Proline in wine runs to 1680, hue to 1.7: unscaled, the first drowns the second. What the scaler learns must come from
//! the training samples alone; taken from all, the test samples would have told the network something about themselves.

use crate::{Error, Real, Result};
use ndarray::{Array1, Array2, ArrayView2, Axis, ShapeBuilder, Zip};

/// x′ = (x − shift) / scale, feature by feature.
#[derive(Debug, Clone, PartialEq)]
pub struct Scaler {
    shift: Array1<f64>,
    scale: Array1<f64>,
}

impl Scaler {
    /// Standardisation: mean 0 and standard deviation 1 over the samples x: (n_x, m).
    ///
    /// The standard deviation is that of the samples themselves (divisor m). A feature that is constant, or differs by no more than
    /// the rounding of its numbers, becomes 0.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] if there are no samples, or a number is not finite, or so large that the distance to others is not.
    ///
    /// ```
    /// use ann::data::Scaler;
    /// use ndarray::array;
    /// let x = array![[1.0, 3.0], [5.0, 5.0]]; // two features, two samples
    /// let scaler = Scaler::standard(x.view())?;
    /// assert_eq!(scaler.transform::<f64>(x.view())?, array![[-1.0, 1.0], [0.0, 0.0]]);
    /// # Ok::<(), ann::Error>(())
    /// ```
    pub fn standard(x: ArrayView2<f64>) -> Result<Self> {
        let m = x.ncols() as f64;
        let mut mean = Array1::zeros(x.nrows());
        for column in x.axis_iter(Axis(1)) {
            mean.scaled_add(1.0 / m, &column);
        }
        let mut variance = Array1::zeros(x.nrows());
        for column in x.axis_iter(Axis(1)) {
            Zip::from(&mut variance).and(&column).and(&mean).for_each(|v, &x, &mean| *v += (x - mean).powi(2) / m);
        }
        let mut std = variance.mapv(f64::sqrt);
        // 0.3 and 0.1 + 0.2 are one measurement: what differs by rounding is not to be blown up to unit variance.
        Zip::from(&mut std).and(&variance).and(&mean).for_each(|std, &variance, &mean| {
            if variance.is_normal() && is_constant(mean, variance, x.ncols()) {
                *std = 0.0;
            }
        });
        for (i, std) in std.iter_mut().enumerate().filter(|(i, _)| !variance[*i].is_normal()) {
            // Squares of very small or very large numbers are 0 or infinite: scaled by the largest of them they are not.
            let largest = x.row(i).fold(0.0, |largest: f64, x| largest.max((x - mean[i]).abs()));
            if largest > 0.0 {
                *std = largest * x.row(i).fold(0.0, |sum, x| sum + ((x - mean[i]) / largest).powi(2) / m).sqrt();
            }
        }
        Self::checked(x, mean, std) // (10.1)
    }

    /// Min–max scaling: from 0 at the smallest of the samples x: (n_x, m) to 1 at the largest.
    ///
    /// # Errors
    ///
    /// As [`Scaler::standard`].
    pub fn min_max(x: ArrayView2<f64>) -> Result<Self> {
        if let Some(((i, j), value)) = x.indexed_iter().find(|(_, x)| !x.is_finite()) {
            let problem =
                format!("row {} of the data is {value} at sample {}; every number must be finite", i + 1, j + 1);
            return Err(Error::data(problem));
        }
        let (smallest, largest) = range(x);
        let width = &largest - &smallest;
        Self::checked(x, smallest, width) // (10.2)
    }

    /// A scaler that changes nothing, for `features` features.
    #[must_use]
    pub fn identity(features: usize) -> Self {
        Scaler { shift: Array1::zeros(features), scale: Array1::ones(features) }
    }

    /// A scaler with these numbers, one of each per feature.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] if there are not as many shifts as scales, one is not finite, or a scale is not above 0.
    pub fn from_parts(shift: Vec<f64>, scale: Vec<f64>) -> Result<Self> {
        let usable = shift.iter().all(|shift| shift.is_finite()) && scale.iter().all(|s| s.is_finite() && *s > 0.0);
        if shift.len() != scale.len() || !usable {
            return Err(Error::data("a scaler needs a finite shift and a finite scale above 0 for every feature"));
        }
        Ok(Scaler { shift: shift.into(), scale: scale.into() })
    }

    fn checked(x: ArrayView2<f64>, mut shift: Array1<f64>, mut scale: Array1<f64>) -> Result<Self> {
        if x.ncols() == 0 {
            return Err(Error::data("a scaler needs at least one sample, and there is none"));
        }
        let (smallest, largest) = range(x);
        // Rounding can make the mean of equal numbers another one, and their standard deviation tiny rather than zero; equality is exact.
        Zip::from(&mut shift).and(&mut scale).and(&smallest).and(&largest).for_each(|shift, scale, &a, &b| {
            if a == b {
                (*shift, *scale) = (a, 1.0);
            } else if *scale == 0.0 {
                *scale = 1.0;
            }
        });
        match scale.iter().zip(&shift).position(|(scale, shift)| !scale.is_finite() || !shift.is_finite()) {
            None => Ok(Scaler { shift, scale }),
            Some(i) => {
                let problem = "cannot be scaled: the distance between its values is not a finite number";
                Err(Error::data(format!("row {} of the data {problem}", i + 1)))
            }
        }
    }

    /// Scales x: (n_x, m) and converts it to the network's number type.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] if x has another number of features.
    pub fn transform<F: Real>(&self, x: ArrayView2<f64>) -> Result<Array2<F>> {
        self.check(x.dim())?;
        let mut scaled = Array2::zeros(x.dim().f());
        for (mut scaled, x) in scaled.axis_iter_mut(Axis(1)).zip(x.axis_iter(Axis(1))) {
            Zip::from(&mut scaled).and(&x).and(&self.shift).and(&self.scale).for_each(|scaled, &x, &shift, &scale| {
                *scaled = F::from_f64((x - shift) / scale); // (10.1), (10.2)
            });
        }
        Ok(scaled)
    }

    /// Undoes [`Scaler::transform`]: x′: (n_x, m) back to the original units.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] if x′ has another number of features.
    pub fn inverse<F: Real>(&self, scaled: ArrayView2<F>) -> Result<Array2<f64>> {
        self.check(scaled.dim())?;
        let mut x = Array2::zeros(scaled.dim().f());
        for (mut x, scaled) in x.axis_iter_mut(Axis(1)).zip(scaled.axis_iter(Axis(1))) {
            Zip::from(&mut x).and(&scaled).and(&self.shift).and(&self.scale).for_each(|x, &scaled, &shift, &scale| {
                *x = scaled.into_f64() * scale + shift;
            });
        }
        Ok(x)
    }

    /// What is subtracted from each feature.
    #[must_use]
    pub fn shift(&self) -> &Array1<f64> {
        &self.shift
    }

    /// By what each feature is then divided.
    #[must_use]
    pub fn scale(&self) -> &Array1<f64> {
        &self.scale
    }

    fn check(&self, found: (usize, usize)) -> Result<()> {
        let because = format_args!("the scaler was fitted on {} features", self.shift.len());
        Error::check_shape(format_args!("X"), found, (self.shift.len(), found.1), because)
    }
}

/// Whether m numbers of this mean and variance are the same but for rounding: the variance is at most m ε var + (m ε mean)², with ε the
/// distance from 1 to the next number. It is the bound by which scikit-learn's `StandardScaler` tells, after Chan, Golub and LeVeque,
/// Algorithms for Computing the Sample Variance (1983).
pub(crate) fn is_constant(mean: f64, variance: f64, m: usize) -> bool {
    let error = m as f64 * f64::EPSILON;
    variance <= error * variance + (error * mean).powi(2)
}

/// The smallest and the largest value of each feature of x: (n_x, m).
fn range(x: ArrayView2<f64>) -> (Array1<f64>, Array1<f64>) {
    let mut smallest = Array1::from_elem(x.nrows(), f64::INFINITY);
    let mut largest = Array1::from_elem(x.nrows(), f64::NEG_INFINITY);
    for column in x.axis_iter(Axis(1)) {
        Zip::from(&mut smallest).and(&mut largest).and(&column).for_each(|smallest, largest, &x| {
            *smallest = smallest.min(x);
            *largest = largest.max(x);
        });
    }
    (smallest, largest)
}
