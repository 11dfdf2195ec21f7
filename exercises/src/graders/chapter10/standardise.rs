//! Features that are scaled to mean 0 and deviation 1.

use crate::compare::compare;
use crate::graders::inputs::normal;
use crate::report::{Finding, Report};
use crate::run::grade;
use ann::plain::Matrix;
use ndarray::{Axis, array, concatenate};

/// `standardise(train, test)`: both, with μ and σ of train; (n, m) and (n, another m).
pub fn check_standardise(mine: fn(&Matrix, &Matrix) -> (Matrix, Matrix)) -> Report {
    grade(10, "standardise", "(10.1)", move || {
        let mut rng = ann::rng(101);
        // The first is square twice, so that the wrong axis is a wrong number and no panic.
        for (n, m, m_test) in [(3, 3, 3), (2, 6, 3), (4, 5, 1)] {
            let units = Matrix::from_shape_fn((n, 1), |(i, _)| [3.0, 0.2, 50.0, 1.5][i]);
            let mut samples = |m: usize, shift: f64| (normal(n, m, &mut rng) + shift) * &units;
            let (train, test) = (samples(m, 2.0), samples(m_test, 2.5));
            let right = standardised(&train, &test);
            let (mean, deviation) = (mean(&train), deviation(&train));
            let of_both = |f: &dyn Fn(&Matrix) -> Matrix| (f(&train), f(&test));
            let all = concatenate![Axis(1), train, test];
            let by_sample = |x: &Matrix, of: &Matrix| {
                let of = of.t().to_owned();
                (x - &self::mean(&of).t()) / self::deviation(&of).t()
            };
            let unbiased = (m as f64 / (m as f64 - 1.0)).sqrt();
            let mut comparison = compare("train, test", &mine(&train, &test), &right)
                .mistake(
                    &of_both(&|x| standardised(&all, x).1),
                    "μ and σ are those of all samples, so the test has told something. Fit on the training part alone.",
                )
                .mistake(
                    &of_both(&|x| standardised(x, x).1),
                    "The test has a μ and a σ of its own. It is scaled with those of the training part.",
                )
                .mistake(
                    &of_both(&|x| standardised(&test, x).1),
                    "μ and σ are those of the test. They must come from the training part.",
                )
                .mistake(&(right.0.clone(), test.clone()), "The test comes back as it was. It has to be scaled, too.")
                .mistake(&(right.1.clone(), right.0.clone()), "The two are exchanged: the training part comes first.")
                .mistake(
                    &of_both(&|x| (x - &mean) / deviation.pow2()),
                    "It is divided by the variance σ². The root is missing.",
                )
                .mistake(&of_both(&|x| x / &deviation), "The mean is not taken off: it must be 0 in the end.")
                .mistake(&of_both(&|x| x - &mean), "The division by σ is missing.")
                .mistake(
                    &of_both(&|x| x - &mean / &deviation),
                    "Only μ is divided by σ: x − μ / σ needs brackets, (x − μ) / σ.",
                )
                .mistake(
                    &of_both(&|x| (x - &mean) / (&deviation * unbiased)),
                    "σ is the one with m − 1. In (10.1) the squares are divided by m.",
                )
                .mistake(
                    &of_both(&|x| (x - &mean) / (&deviation * (m as f64).sqrt())),
                    "σ is too large by the root of m: the sum of the squares is not divided by m.",
                )
                .mistake(
                    &of_both(&|x| (x - &mean) / self::mean(&train.pow2()).sqrt()),
                    "σ is made of the squares of x, and not of x − μ.",
                )
                .mistake(
                    &of_both(&|x| (x - &mean) / (&deviation + 1e-8)),
                    "A small number is added to σ. Leave it out, and ask for features of one value instead.",
                )
                .mistake(&of_both(&|x| min_max(&train, x)), "This is min–max, (10.2), from 0 to 1.")
                .mistake(
                    &of_both(&|x| {
                        let (mean, square) = (train.mean().unwrap_or(0.0), train.pow2().mean().unwrap_or(0.0));
                        (x - mean) / (square - mean * mean).sqrt()
                    }),
                    "There is one μ and one σ for the whole table. Every feature, a row, has its own.",
                )
                .mistake(
                    &of_both(&|x| by_sample(x, x)),
                    "The mean goes over the features of a sample. It goes over the samples, along each row.",
                );
            if n == m {
                comparison = comparison
                    .mistake(
                        &of_both(&|x| by_sample(x, &train)),
                        "The axis is wrong: each column, which is a sample, has a μ and a σ. A feature is a row.",
                    )
                    .mistake(
                        &of_both(&|x| (x - &mean.t()) / deviation.t()),
                        "μ and σ lie as a row, and so act on the columns. `insert_axis(Axis(1))` makes them (n, 1).",
                    );
            }
            comparison.end()?;
        }
        constant_features(mine)
    })
}

/// Features that have one value for all samples.
fn constant_features(mine: fn(&Matrix, &Matrix) -> (Matrix, Matrix)) -> Result<(), Finding> {
    // The mean of 23 times 0.1 is another number than 0.1, in whichever order it is added up.
    let many = Matrix::from_shape_fn((2, 23), |(i, j)| if i == 0 { 0.1 } else { j as f64 });
    let pairs = [
        (array![[1.0, 2.0, 6.0], [7.0, 7.0, 7.0]], array![[4.0, 0.0], [7.0, 7.0]]),
        (many, array![[0.1], [3.0]]),
        (array![[2.0], [-1.0]], array![[2.0, 2.0], [-1.0, -1.0]]),
    ];
    for (train, test) in pairs {
        let (got, right) = (mine(&train, &test), standardised(&train, &test));
        let has_shapes = got.0.dim() == train.dim() && got.1.dim() == test.dim();
        if has_shapes && got.0.iter().chain(&got.1).any(|x| !x.is_finite()) {
            return Err(Finding::new(
                "You got NaN for a feature that has one value for all samples: σ is 0. Such a feature must become 0.",
            ));
        }
        let says = match has_shapes && train.ncols() == 23 {
            true => format!(
                "23 times 0.1 became {:.1} and not 0. Rounding makes their mean another number than 0.1, and σ tiny \
                 and not 0. Ask if all values are equal; then take off this value, and divide by 1.",
                got.0[[0, 0]]
            ),
            false => "A feature that has one value for all samples does not become 0.".to_owned(),
        };
        compare("train, test", &got, &right).mistake(&got, says).end()?;
    }
    Ok(())
}

/// Both parts by (10.1), with μ and σ of the first; a feature of one value with this value and 1.
fn standardised(train: &Matrix, test: &Matrix) -> (Matrix, Matrix) {
    let (mut mean, mut deviation) = (mean(train), deviation(train));
    for (i, feature) in train.rows().into_iter().enumerate() {
        if feature.iter().all(|x| *x == feature[0]) {
            (mean[[i, 0]], deviation[[i, 0]]) = (feature[0], 1.0);
        }
    }
    ((train - &mean) / &deviation, (test - &mean) / &deviation)
}

/// The mean of each row: (n, 1).
fn mean(x: &Matrix) -> Matrix {
    x.sum_axis(Axis(1)).insert_axis(Axis(1)) / x.ncols() as f64
}

/// The standard deviation of each row: (n, 1).
fn deviation(x: &Matrix) -> Matrix {
    mean(&(x - mean(x)).pow2()).sqrt()
}

/// x scaled from 0 at the smallest of a row of `train` to 1 at the largest.
fn min_max(train: &Matrix, x: &Matrix) -> Matrix {
    let least = train.fold_axis(Axis(1), f64::INFINITY, |a, b| a.min(*b)).insert_axis(Axis(1));
    let most = train.fold_axis(Axis(1), f64::NEG_INFINITY, |a, b| a.max(*b)).insert_axis(Axis(1));
    (x - &least) / (most - &least)
}
