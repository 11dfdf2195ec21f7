//! The direction of the largest variance.

use crate::compare::compare;
use crate::graders::inputs::normal;
use crate::report::{Finding, Report};
use crate::run::grade;
use ann::plain::Matrix;
use ndarray::{Axis, array};

/// `principal_direction(x)`: u of the largest variance of samples with two features.
pub fn check_principal_direction(mine: fn(&Matrix) -> (f64, f64)) -> Report {
    grade(9, "principal_direction", "“The direction of largest variance”", move || {
        let mut rng = ann::rng(91);
        let mut cloud = |u: (f64, f64), mean: (f64, f64), m: usize| {
            let (along, across) = (normal(1, m, &mut rng) * 2.0, normal(1, m, &mut rng) * 0.7);
            let place = |i, j| match i {
                0 => mean.0 + along[[0, j]] * u.0 - across[[0, j]] * u.1,
                _ => mean.1 + along[[0, j]] * u.1 + across[[0, j]] * u.0,
            };
            Matrix::from_shape_fn((2, m), |(i, j)| place(i, j))
        };
        // The last lies so far away that the squares of its numbers have lost what tells them apart.
        for x in [
            cloud((0.8, 0.6), (4.0, -3.0), 30),
            cloud((0.6, -0.8), (1.0, 2.0), 30),
            array![[0.0, 3.0, 0.0], [0.0, 3.0, 3.0]],
            array![[1.0, 4.0], [2.0, 1.0]],
            array![[-2.0, 2.0, 0.0, 0.0], [0.0, 0.0, 1.0, -1.0]],
            array![[1.0, -1.0, 0.0, 0.0], [0.0, 0.0, 2.0, -2.0]],
            cloud((0.6, 0.8), (1e6, -2e6), 30),
        ] {
            compare_direction(mine(&x), &x)?;
        }
        Ok(())
    })
}

/// Compares a direction with the right one of these samples, and with wrong ones of the same length.
fn compare_direction(got: (f64, f64), x: &Matrix) -> Result<(), Finding> {
    let mean = x.sum_axis(Axis(1)).insert_axis(Axis(1)) / x.ncols() as f64;
    let c = covariance(&(x - &mean));
    let (c11, c12, c22) = (c[[0, 0]], c[[0, 1]], c[[1, 1]]);
    if c12 == 0.0 && !(got.0.is_finite() && got.1.is_finite()) {
        return Err(Finding::new(
            "You got NaN for two features that do not rise together. C₁₂ is 0 then, and 0 is divided by 0: \
             the direction is that of the feature with the larger variance.",
        ));
    }
    let right = widest(&c);
    let sign = if right.0 * got.0 + right.1 * got.1 < 0.0 { -1.0 } else { 1.0 };
    let right = (sign * right.0, sign * right.1);
    let length = got.0.hypot(got.1);
    // The same direction with the length and the sign of the reader's: both signs are right.
    let as_long = |u: (f64, f64)| {
        let factor = length / u.0.hypot(u.1);
        let factor = if u.0 * got.0 + u.1 * got.1 < 0.0 { -factor } else { factor };
        (u.0 * factor, u.1 * factor)
    };
    let half_sum = (c11 + c22) / 2.0;
    let root = ((c11 - c22) / 2.0).hypot(c12);
    let mut comparison = compare("u.0, u.1", &got, &right)
        .mistake(&(0.0, 0.0), "u is 0 and points nowhere. It must have the length 1.")
        .mistake(
            &as_long(right),
            format!("The direction is right, but its length is {length:.4}. Divide both numbers by the length."),
        )
        .mistake(
            &as_long((-right.1, right.0)),
            match c11 < c22 {
                // The first samples have a larger C₁₁: there it was right.
                true => {
                    "Right where feature 1 varies more, but here, where feature 2 does, at a right angle to the one asked \
                     for. `atan` knows only half of the directions: take `atan2`."
                }
                false => {
                    "This is the direction of the least variance, at a right angle to the one asked for: take the \
                     larger λ."
                }
            },
        )
        .mistake(
            &as_long(widest(&covariance(x))),
            "The samples are not centred: your direction leads towards the mean. Take the mean off each feature first.",
        )
        .mistake(&as_long((mean[[0, 0]], mean[[1, 0]])), "This is the direction of the mean, and not of the variance.")
        .mistake(
            &as_long((right.1, right.0)),
            "The two features are exchanged: the first number belongs to the first row.",
        )
        .mistake(
            &as_long((right.0, -right.1)),
            "One of the two numbers has the wrong sign. Both may change it, not one.",
        )
        .mistake(
            &as_long((half_sum + root, half_sum - root)),
            "You return the two eigenvalues. Asked for is the eigenvector.",
        )
        .mistake(&as_long((c11, c22)), "These are the variances of the two features. u is the eigenvector of C.")
        .mistake(
            &as_long((c11, c12)),
            "This is the first column of C, the line of the regression of feature 2 on feature 1. u is an eigenvector.",
        )
        .mistake(&as_long((c12, c22)), "This is the second column of C. u is an eigenvector: C only stretches it.")
        .mistake(
            &as_long((c11.sqrt(), c22.sqrt().copysign(c12))),
            "These are the standard deviations of the two features. u need not follow them.",
        )
        .mistake(
            &as_long((1.0, c12.signum())),
            "The features are standardised first, and then the direction is always a diagonal. Take them as they are.",
        )
        .mistake(
            &as_long((1.0, -1.0)),
            "The mean is taken over the two features of a sample. It goes over the samples, one mean for each row.",
        )
        .mistake(&as_long((c11 - c22, 2.0 * c12)), "The angle is twice too large: the arc tangent gives 2φ.")
        .mistake(&as_long(towards(c12, c11 - c22)), "The first argument of `atan2` lacks its 2: it is 2 C₁₂.")
        .mistake(
            &as_long(towards(c11 - c22, 2.0 * c12)),
            "The arguments of `atan2` are exchanged: first 2 C₁₂, then C₁₁ − C₂₂.",
        );
    let error = (got.0 - right.0).hypot(got.1 - right.1);
    if error < 0.1 && (length - 1.0).abs() < 1e-9 {
        comparison = comparison.mistake(
            &got,
            match mean[[0, 0]].abs() > 1e5 {
                true => {
                    "Nearly right, for samples far from 0. The mean of the squares less the square of the mean loses \
                     digits there: take the mean off first, and then square."
                }
                false => "Nearly right, but not exact. If you go towards u step by step, take more steps.",
            },
        );
    }
    comparison.end()
}

/// C of samples that are centred.
fn covariance(x: &Matrix) -> Matrix {
    x.dot(&x.t()) / (x.ncols() as f64 - 1.0)
}

/// The eigenvector of the larger eigenvalue of a symmetric matrix (2, 2).
fn widest(c: &Matrix) -> (f64, f64) {
    towards(2.0 * c[[0, 1]], c[[0, 0]] - c[[1, 1]])
}

/// The direction at half the angle that the arc tangent gives.
fn towards(y: f64, x: f64) -> (f64, f64) {
    let angle = f64::atan2(y, x) / 2.0;
    (angle.cos(), angle.sin())
}
