//! Chapter 13, at full size: how sure a count is, and pictures that are moved.

use ann::data::Distortion;
use ann::metrics::rate_error;
use ann::random::stream;
use ndarray::{Array2, Axis, s};

#[test]
fn the_error_of_a_rate_is_that_of_the_binomial_distribution() {
    // The variance of k / n, from the probability of each k.
    for (rate, n) in [(0.3, 12), (0.01, 400), (0.5, 1)] {
        let mut probability = (1.0_f64 - rate).powi(n);
        let mut variance = 0.0;
        for k in 0..=n {
            variance += probability * (f64::from(k) / f64::from(n) - rate).powi(2);
            probability *= f64::from(n - k) / f64::from(k + 1) * rate / (1.0 - rate);
        }
        assert!((rate_error(rate, n as usize) - variance.sqrt()).abs() < 1e-12); // (13.1)
    }
    assert!(rate_error(1.5, 10).is_nan() && !rate_error(0.5, 0).is_finite());
}

/// A picture of 20 × 20 whose brightness rises by `down` from row to row and by `right` from column to column.
fn slope(down: f64, right: f64, m: usize) -> Array2<f64> {
    Array2::from_shape_fn((400, m), |(i, _)| down * (i / 20) as f64 + right * (i % 20) as f64)
}

fn copies(distortion: Distortion, x: &Array2<f64>) -> Array2<f64> {
    let mut copies = Array2::zeros(x.dim());
    distortion.apply(x.view(), (20, 20), copies.view_mut(), &mut stream(3, 0)).unwrap();
    copies
}

#[test]
fn a_mean_of_four_pixels_is_exact_where_brightness_is_linear() {
    // (13.2) is exact for what is linear in r and c, and an affine map of the places leaves it linear.
    let distortion = Distortion { shift: 2.0, rotation: 20.0, stretch: 0.2, slant: 0.2 };
    for copy in copies(distortion, &slope(0.7, -0.3, 100)).axis_iter(Axis(1)) {
        let picture = copy.to_shape((20, 20)).unwrap();
        let inner = picture.slice(s![7..13, 7..13]);
        let down = &inner.slice(s![1.., ..]) - &inner.slice(s![..-1, ..]);
        let right = &inner.slice(s![.., 1..]) - &inner.slice(s![.., ..-1]);
        for differences in [down, right] {
            assert!(differences.iter().all(|d| (d - differences[[0, 0]]).abs() < 1e-9), "{differences}");
        }
    }
}

#[test]
fn a_shift_moves_every_pixel_by_the_same() {
    let x = slope(1.0, 0.0, 200);
    let distortion = Distortion { shift: 1.5, ..Distortion::NONE };
    let shifts: Vec<f64> = copies(distortion, &x).axis_iter(Axis(1)).map(|copy| x[[210, 0]] - copy[210]).collect();
    let (least, most) = shifts.iter().fold((0.0_f64, 0.0_f64), |(a, b), shift| (a.min(*shift), b.max(*shift)));
    assert!((-1.5..-1.4).contains(&least) && (1.4..1.5).contains(&most), "{least} {most}");
    // Drawn evenly: the mean is 0 within four of its standard errors, 1.5 / √3 / √200.
    assert!((shifts.iter().sum::<f64>() / 200.0).abs() < 4.0 * 1.5 / 600_f64.sqrt());
}

#[test]
fn copies_do_not_depend_on_the_number_of_threads() {
    let x = Array2::from_shape_fn((784, 3000), |(i, j)| ((i * 31 + j * 17) % 97) as f32);
    let distortion = Distortion { shift: 1.0, rotation: 10.0, stretch: 0.1, slant: 0.1 };
    let apply = || {
        let mut copies = Array2::zeros(x.dim());
        distortion.apply(x.view(), (28, 28), copies.view_mut(), &mut stream(1, 0)).map(|()| copies)
    };
    let one = ann::with_threads(1, apply).unwrap().unwrap();
    for threads in [2, 3, 8] {
        assert_eq!(ann::with_threads(threads, apply).unwrap().unwrap(), one);
    }
}

#[test]
fn without_a_change_the_copies_are_the_pictures_and_nothing_is_drawn() {
    let x = slope(1.0, -2.0, 3);
    let (mut copies, mut random) = (Array2::zeros(x.dim()), stream(1, 0));
    Distortion::NONE.apply(x.view(), (20, 20), copies.view_mut(), &mut random).unwrap();
    assert_eq!((copies, random), (x, stream(1, 0)));
}
