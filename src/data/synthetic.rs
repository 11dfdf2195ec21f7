//! Data made to order (chapter 10): small pictures of hard problems, the same for the same generator state.

use super::{Dataset, Target};
use crate::{Error, Result, Rng};
use ndarray::{Array2, ShapeBuilder};
use rand::RngExt;
use rand_distr::StandardNormal;
use std::f64::consts::{PI, TAU};

/// m points in `classes` round clouds of standard deviation `std`, their centres evenly on the circle of radius 3.
///
/// # Errors
///
/// [`Error::Setting`] if there are fewer samples than classes, fewer than 2 classes, or `std` is negative or not finite.
pub fn blobs(m: usize, classes: usize, std: f64, rng: &mut Rng) -> Result<Dataset> {
    if !(std.is_finite() && std >= 0.0) {
        return Err(Error::setting("std", std, "finite and not negative"));
    }
    points(m, classes, std, rng, |class, _, _| {
        let angle = TAU * class as f64 / classes as f64;
        [3.0 * angle.cos(), 3.0 * angle.sin()]
    })
}

/// m points on two interleaved half circles of radius 1, each coordinate off by `noise` (standard deviation).
///
/// # Errors
///
/// [`Error::Setting`] if m is below 2 or `noise` is negative or not finite; so for all two-class generators.
pub fn moons(m: usize, noise: f64, rng: &mut Rng) -> Result<Dataset> {
    points(m, 2, noise, rng, |class, part, _| {
        let angle = PI * part;
        if class == 0 { [angle.cos(), angle.sin()] } else { [1.0 - angle.cos(), 0.5 - angle.sin()] }
    })
}

/// m points on two circles around the origin, of radius 1 and 0.5.
///
/// # Errors
///
/// As [`moons`].
pub fn circles(m: usize, noise: f64, rng: &mut Rng) -> Result<Dataset> {
    points(m, 2, noise, rng, |class, part, _| {
        let (radius, angle) = (if class == 0 { 1.0 } else { 0.5 }, TAU * part);
        [radius * angle.cos(), radius * angle.sin()]
    })
}

/// m points on `arms` spirals that turn once around the origin while they go from radius 0.1 to 1.
///
/// # Errors
///
/// [`Error::Setting`] if there are fewer samples than arms, fewer than 2 arms, or `noise` is negative or not finite.
pub fn spirals(m: usize, arms: usize, noise: f64, rng: &mut Rng) -> Result<Dataset> {
    if arms < 2 {
        return Err(Error::setting("arms", arms, "at least 2"));
    }
    points(m, arms, noise, rng, |class, part, _| {
        let (radius, angle) = (0.1 + 0.9 * part, TAU * (part + class as f64 / arms as f64));
        [radius * angle.cos(), radius * angle.sin()]
    })
}

/// m points in the square from −1 to 1; class 1 where exactly one coordinate is positive.
///
/// # Errors
///
/// As [`moons`].
pub fn xor(m: usize, noise: f64, rng: &mut Rng) -> Result<Dataset> {
    points(m, 2, noise, rng, |class, _, rng| {
        let (x1, x2) = (2.0 * rng.random::<f64>() - 1.0, rng.random::<f64>());
        let same_sign = class == 0;
        [x1, if (x1 > 0.0) == same_sign { x2 } else { -x2 }]
    })
}

/// m points of a curve y = f(x), with x evenly from `from` to `to` and y off by `noise` (standard deviation).
///
/// ```
/// let sine = ann::data::synthetic::curve(100, -3.0, 3.0, f64::sin, 0.1, &mut ann::rng(0))?;
/// assert_eq!(sine.x.dim(), (1, 100));
/// # Ok::<(), ann::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Setting`] if m is below 2, the range is empty or not finite, or `noise` is negative or not finite;
/// [`Error::Data`] if f is not finite somewhere.
pub fn curve(m: usize, from: f64, to: f64, f: impl Fn(f64) -> f64, noise: f64, rng: &mut Rng) -> Result<Dataset> {
    if m < 2 {
        return Err(Error::setting("m", m, "at least 2: the two ends"));
    }
    check(2, 2, noise)?;
    if !(from.is_finite() && to.is_finite() && from < to) {
        return Err(Error::setting("range", format!("{from} to {to}"), "finite, from a smaller to a larger number"));
    }
    let mut x = Array2::zeros((1, m).f());
    let mut y = Array2::zeros((1, m).f());
    for i in 0..m {
        x[[0, i]] = from + (to - from) * i as f64 / (m - 1) as f64;
        y[[0, i]] = f(x[[0, i]]) + noise * rng.sample::<f64, _>(StandardNormal);
    }
    Dataset::new(x, Target::Values(y))
}

/// m points of the plane, the classes in turn. `place` maps a class and the part in [0, 1) of the way along it to a point.
fn points(
    m: usize,
    classes: usize,
    noise: f64,
    rng: &mut Rng,
    place: impl Fn(usize, f64, &mut Rng) -> [f64; 2],
) -> Result<Dataset> {
    check(m, classes, noise)?;
    let mut x = Array2::zeros((2, m).f());
    let labels: Vec<usize> = (0..m).map(|i| i % classes).collect();
    for (i, &class) in labels.iter().enumerate() {
        let part = (i / classes) as f64 / m.div_ceil(classes) as f64;
        let point = place(class, part, rng);
        for (k, coordinate) in point.into_iter().enumerate() {
            x[[k, i]] = coordinate + noise * rng.sample::<f64, _>(StandardNormal);
        }
    }
    let names = (0..classes).map(|class| class.to_string()).collect();
    Dataset::new(x, Target::Classes { labels, names })
}

fn check(m: usize, classes: usize, noise: f64) -> Result<()> {
    if classes < 2 {
        return Err(Error::setting("classes", classes, "at least 2"));
    }
    if m < classes {
        return Err(Error::setting("m", m, "at least the number of classes"));
    }
    if !(noise.is_finite() && noise >= 0.0) {
        return Err(Error::setting("noise", noise, "finite and not negative"));
    }
    Ok(())
}
