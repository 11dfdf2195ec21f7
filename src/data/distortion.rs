//! Pictures moved, turned and stretched a little (chapter 13): more samples from those that there are.
//!
//! A digit that is shifted by a pixel is the same digit, and nothing in a fully connected network knows that: to it, every pixel is a
//! feature like any other. Distorted copies tell it (Simard, Steinkraus and Platt 2003).

use crate::parallel::{for_each_piece, in_pool, pieces};
use crate::{Error, Real, Result, Rng};
use ndarray::{ArrayView1, ArrayView2, ArrayViewMut1, ArrayViewMut2, Axis};
use rand::RngExt;

/// How far a random copy of a picture may be from it. Every change is drawn evenly between its limits, for each picture anew.
///
/// ```
/// use ann::data::Distortion;
/// use ndarray::{Array2, array};
///
/// // One picture of 2 × 2 pixels, row after row, as a sample is: a column.
/// let x = array![[1.0], [2.0], [3.0], [4.0]];
/// let mut copy = Array2::zeros((4, 1));
/// Distortion::NONE.apply(x.view(), (2, 2), copy.view_mut(), &mut ann::rng(0))?;
/// assert_eq!(copy, x);
/// # Ok::<(), ann::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Distortion {
    /// The furthest shift along each axis, in pixels; finite, not negative.
    pub shift: f64,
    /// The furthest turn about the middle, either way, in degrees; from 0 to 180.
    pub rotation: f64,
    /// The largest part by which width and height, each by itself, grow or shrink; from 0 to below 1.
    pub stretch: f64,
    /// The furthest that the top row slides against the middle one, and the bottom row the other way, as a part of half the height;
    /// finite, not negative.
    pub slant: f64,
}

impl Distortion {
    /// No change at all.
    pub const NONE: Self = Distortion { shift: 0.0, rotation: 0.0, stretch: 0.0, slant: 0.0 };

    /// Writes a distorted copy of each of the pictures x: (height · width, m) to `copies`, of the same shape. The pixels of a picture
    /// stand row after row. What comes in from beyond its edge is 0.
    ///
    /// A pixel of the copy is the mean of the four pixels around the place that it came from, weighted by how near they are
    /// (bilinear interpolation). Five numbers are drawn for each picture in turn, so the copies do not depend on the number of
    /// threads; none are drawn for [`Distortion::NONE`].
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if a limit is out of range; [`Error::Shape`] if x has not height · width rows, or `copies` another shape
    /// than x.
    pub fn apply<F: Real>(
        &self,
        x: ArrayView2<F>,
        (height, width): (usize, usize),
        mut copies: ArrayViewMut2<F>,
        rng: &mut Rng,
    ) -> Result<()> {
        self.check()?;
        let rows = (height * width, x.ncols());
        Error::check_shape(format_args!("X"), x.dim(), rows, format_args!("a row per pixel of {height} × {width}"))?;
        Error::check_shape(format_args!("copies"), copies.dim(), x.dim(), format_args!("a column per picture of X"))?;
        if *self == Self::NONE {
            copies.assign(&x);
            return Ok(());
        }
        let maps: Vec<Map<F>> = (0..x.ncols()).map(|_| self.draw((height, width), rng)).collect();
        // Eight multiplications a pixel and some more for the place.
        let parts = pieces(x.ncols(), 16 * x.len());
        in_pool(parts, || {
            for_each_piece(copies, 0..x.ncols(), parts, &|mut copies, samples| {
                for (copy, j) in copies.axis_iter_mut(Axis(1)).zip(samples) {
                    maps[j].apply(x.column(j), (height, width), copy);
                }
            });
        });
        Ok(())
    }

    fn check(&self) -> Result<()> {
        let Distortion { shift, rotation, stretch, slant } = *self;
        for (name, value) in [("shift", shift), ("slant", slant)] {
            if !(value.is_finite() && value >= 0.0) {
                return Err(Error::setting(name, value, "finite and not negative"));
            }
        }
        if !(0.0..=180.0).contains(&rotation) {
            return Err(Error::setting("rotation", rotation, "from 0 to 180 degrees"));
        }
        if !(0.0..1.0).contains(&stretch) {
            return Err(Error::setting("stretch", stretch, "from 0 to below 1"));
        }
        Ok(())
    }

    /// One distortion within the limits: five numbers of `rng`.
    fn draw<F: Real>(&self, (height, width): (usize, usize), rng: &mut Rng) -> Map<F> {
        let mut within = |limit: f64| limit * rng.random_range(-1.0..=1.0);
        let (down, right) = (within(self.shift), within(self.shift));
        let angle = within(self.rotation).to_radians();
        let (tall, wide) = (1.0 / (1.0 + within(self.stretch)), 1.0 / (1.0 + within(self.stretch)));
        let slant = within(self.slant);
        let (sin, cos) = angle.sin_cos();
        // From a place of the copy, relative to the middle, back to the one of the picture: turn back, slide back, then stretch back.
        let of_row = [tall * cos, -tall * sin];
        let of_column = [wide * (sin - slant * cos), wide * (cos + slant * sin)];
        let middle = [(height as f64 - 1.0) / 2.0, (width as f64 - 1.0) / 2.0];
        let start = |of: [f64; 2], middle_of: f64| middle_of - of[0] * (middle[0] + down) - of[1] * (middle[1] + right);
        let entry = |of: [f64; 2], middle_of| [start(of, middle_of), of[0], of[1]].map(F::from_f64);
        Map { row: entry(of_row, middle[0]), column: entry(of_column, middle[1]) }
    }
}

/// The place that a pixel (r′, c′) of the copy has in the picture: each coordinate is k₀ + k₁ r′ + k₂ c′.
struct Map<F> {
    row: [F; 3],
    column: [F; 3],
}

impl<F: Real> Map<F> {
    fn apply(&self, picture: ArrayView1<F>, (height, width): (usize, usize), mut copy: ArrayViewMut1<F>) {
        let pixel = |r: isize, c: isize| match (usize::try_from(r), usize::try_from(c)) {
            (Ok(r), Ok(c)) if r < height && c < width => picture[r * width + c],
            _ => F::zero(),
        };
        for (at, to) in copy.iter_mut().enumerate() {
            let (to_row, to_column) = (F::from_f64((at / width) as f64), F::from_f64((at % width) as f64));
            let place = |k: [F; 3]| k[0] + k[1] * to_row + k[2] * to_column;
            let (row, column) = (place(self.row), place(self.column));
            let (r, c) = (row.floor().into_f64() as isize, column.floor().into_f64() as isize);
            let (u, v) = (row - row.floor(), column - column.floor());
            let upper = pixel(r, c) * (F::one() - v) + pixel(r, c + 1) * v;
            let lower = pixel(r + 1, c) * (F::one() - v) + pixel(r + 1, c + 1) * v;
            *to = upper * (F::one() - u) + lower * u; // (13.2)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    /// A bright pixel in a picture of 5 × 5.
    fn dot(r: usize, c: usize) -> Array2<f64> {
        let mut x = Array2::zeros((25, 1));
        x[[5 * r + c, 0]] = 1.0;
        x
    }

    fn copied(map: &Map<f64>, x: &Array2<f64>) -> Vec<f64> {
        let mut copy = Array2::zeros(x.dim());
        map.apply(x.column(0), (5, 5), copy.column_mut(0));
        copy.into_raw_vec_and_offset().0
    }

    /// The middle of what is bright: row and column, and how bright all of it is.
    fn middle(picture: &[f64]) -> [f64; 3] {
        let sum = |of: &dyn Fn(usize) -> f64| picture.iter().enumerate().map(|(i, p)| p * of(i)).sum::<f64>();
        let all = sum(&|_| 1.0);
        [sum(&|i| (i / 5) as f64) / all, sum(&|i| (i % 5) as f64) / all, all]
    }

    #[test]
    fn half_a_pixel_is_shared_by_two() {
        let down = Map { row: [-0.5, 1.0, 0.0], column: [0.0, 0.0, 1.0] };
        let copy = copied(&down, &dot(2, 2));
        assert_eq!((copy[12], copy[17], copy.iter().sum::<f64>()), (0.5, 0.5, 1.0));
    }

    #[test]
    fn what_leaves_the_picture_is_gone_and_what_comes_in_is_zero() {
        let down = Map { row: [-3.0, 1.0, 0.0], column: [0.0, 0.0, 1.0] };
        assert!(copied(&down, &dot(2, 2)).iter().all(|pixel| *pixel == 0.0));
        assert_eq!(copied(&down, &Array2::ones((25, 1))).iter().sum::<f64>(), 10.0);
    }

    #[test]
    fn no_copy_is_further_than_the_limits_and_some_are_nearly_as_far() {
        let limits = Distortion { shift: 1.5, ..Distortion::NONE };
        let x = Array2::from_shape_fn((25, 500), |(i, _)| f64::from(i == 12));
        let mut copies = Array2::zeros(x.dim());
        limits.apply(x.view(), (5, 5), copies.view_mut(), &mut crate::rng(1)).unwrap();
        let shifts = copies.columns().into_iter().map(|copy| middle(&copy.to_vec())[0] - 2.0);
        let furthest = shifts.map(f64::abs).fold(0.0, f64::max);
        assert!((1.45..=1.5 + 1e-12).contains(&furthest), "{furthest}");
    }

    #[test]
    fn a_turn_keeps_the_distance_from_the_middle_and_a_stretch_changes_it() {
        let mut rng = crate::rng(2);
        for _ in 0..50 {
            let turned = Distortion { rotation: 180.0, ..Distortion::NONE }.draw((5, 5), &mut rng);
            let [r, c, _] = middle(&copied(&turned, &dot(2, 3)));
            assert!(((r - 2.0).hypot(c - 2.0) - 1.0).abs() < 0.2, "{r} {c}");
            // A picture that grows by a fifth moves its outer pixels outwards: back from the copy's edge, 2 becomes 2 / 1.2.
            let stretched: Map<f64> = Distortion { stretch: 0.2, ..Distortion::NONE }.draw((5, 5), &mut rng);
            let place = stretched.row[0] + 4.0 * stretched.row[1] - 2.0;
            assert!((2.0 / 1.2 - 1e-12..=2.0 / 0.8 + 1e-12).contains(&place), "{place}");
        }
    }

    #[test]
    fn slant_slides_the_rows_and_leaves_the_middle_one() {
        let slanted: Map<f64> = Distortion { slant: 0.5, ..Distortion::NONE }.draw((5, 5), &mut crate::rng(3));
        let column = |r: f64| slanted.column[0] + slanted.column[1] * r + slanted.column[2] * 2.0;
        assert!((column(2.0) - 2.0).abs() < 1e-12);
        assert!((column(0.0) - 2.0).abs() > 0.01 && (column(0.0) + column(4.0) - 4.0).abs() < 1e-12);
    }

    #[test]
    fn limits_and_shapes_are_checked() {
        let (x, mut copies) = (Array2::<f32>::zeros((25, 2)), Array2::zeros((25, 2)));
        let mut apply = |distortion: Distortion, size| {
            distortion.apply(x.view(), size, copies.view_mut(), &mut crate::rng(0)).unwrap_err().to_string()
        };
        assert!(apply(Distortion { shift: f64::NAN, ..Distortion::NONE }, (5, 5)).contains("shift"));
        assert!(apply(Distortion { rotation: 200.0, ..Distortion::NONE }, (5, 5)).contains("rotation"));
        assert!(apply(Distortion { stretch: 1.0, ..Distortion::NONE }, (5, 5)).contains("stretch"));
        assert!(apply(Distortion { slant: -1.0, ..Distortion::NONE }, (5, 5)).contains("slant"));
        assert!(apply(Distortion::NONE, (5, 6)).contains("5 × 6"));
    }
}
