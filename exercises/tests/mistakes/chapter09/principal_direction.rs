use crate::{Mistake, mistake};
use ann::plain::Matrix;
use exercises::chapter09 as graders;
use ndarray::Axis;

fn direction_without_mean(x: &Matrix) -> (f64, f64) {
    let c = x.dot(&x.t()) / (x.ncols() as f64 - 1.0);
    let angle = f64::atan2(2.0 * c[[0, 1]], c[[0, 0]] - c[[1, 1]]) / 2.0;
    (angle.cos(), angle.sin())
}

fn covariance(x: &Matrix) -> Matrix {
    let m = x.ncols() as f64;
    let centred = x - &(x.sum_axis(Axis(1)) / m).insert_axis(Axis(1));
    centred.dot(&centred.t()) / (m - 1.0)
}

fn direction_of_smallest_variance(x: &Matrix) -> (f64, f64) {
    let c = covariance(x);
    let angle = f64::atan2(2.0 * c[[0, 1]], c[[0, 0]] - c[[1, 1]]) / 2.0;
    (-angle.sin(), angle.cos())
}

fn direction_with_whole_angle(x: &Matrix) -> (f64, f64) {
    let c = covariance(x);
    let angle = f64::atan2(2.0 * c[[0, 1]], c[[0, 0]] - c[[1, 1]]);
    (angle.cos(), angle.sin())
}

fn direction_with_atan(x: &Matrix) -> (f64, f64) {
    let c = covariance(x);
    let angle = 0.5 * (2.0 * c[[0, 1]] / (c[[0, 0]] - c[[1, 1]])).atan();
    (angle.cos(), angle.sin())
}

fn direction_without_the_two(x: &Matrix) -> (f64, f64) {
    let c = covariance(x);
    let angle = f64::atan2(c[[0, 1]], c[[0, 0]] - c[[1, 1]]) / 2.0;
    (angle.cos(), angle.sin())
}

fn direction_centred_by_sample(x: &Matrix) -> (f64, f64) {
    let centred = x - &x.mean_axis(Axis(0)).unwrap();
    let c = centred.dot(&centred.t()) / (x.ncols() as f64 - 1.0);
    let angle = f64::atan2(2.0 * c[[0, 1]], c[[0, 0]] - c[[1, 1]]) / 2.0;
    (angle.cos(), angle.sin())
}

fn direction_with_swapped_arguments(x: &Matrix) -> (f64, f64) {
    let c = covariance(x);
    let angle = (c[[0, 0]] - c[[1, 1]]).atan2(2.0 * c[[0, 1]]) / 2.0;
    (angle.cos(), angle.sin())
}

fn direction_sine_first(x: &Matrix) -> (f64, f64) {
    let c = covariance(x);
    let angle = f64::atan2(2.0 * c[[0, 1]], c[[0, 0]] - c[[1, 1]]) / 2.0;
    (angle.sin(), angle.cos())
}

fn direction_of_the_regression(x: &Matrix) -> (f64, f64) {
    let c = covariance(x);
    let angle = (c[[0, 1]] / c[[0, 0]]).atan();
    (angle.cos(), angle.sin())
}

fn direction_of_scaled_features(x: &Matrix) -> (f64, f64) {
    let mean = x.mean_axis(Axis(1)).unwrap().insert_axis(Axis(1));
    let deviation = x.std_axis(Axis(1), 1.0).insert_axis(Axis(1));
    let z = (x - &mean) / &deviation;
    let c = z.dot(&z.t()) / (x.ncols() as f64 - 1.0);
    let angle = f64::atan2(2.0 * c[[0, 1]], c[[0, 0]] - c[[1, 1]]) / 2.0;
    (angle.cos(), angle.sin())
}

pub const MISTAKES: &[Mistake] = &[
    mistake("the mean is not subtracted", "mean", || graders::check_principal_direction(direction_without_mean)),
    mistake("direction of smallest variance", "least variance", || {
        graders::check_principal_direction(direction_of_smallest_variance)
    }),
    mistake("angle is not halved", "twice too large", || {
        graders::check_principal_direction(direction_with_whole_angle)
    }),
    mistake("atan instead of atan2", "atan2", || graders::check_principal_direction(direction_with_atan)),
    mistake("C₁₂ is not doubled", "2 C₁₂", || graders::check_principal_direction(direction_without_the_two)),
    mistake("mean of each sample", "features of a sample", || {
        graders::check_principal_direction(direction_centred_by_sample)
    }),
    mistake("arguments of atan2 swapped", "arguments", || {
        graders::check_principal_direction(direction_with_swapped_arguments)
    }),
    mistake("sine before cosine", "exchanged", || graders::check_principal_direction(direction_sine_first)),
    mistake("line of the regression", "regression", || graders::check_principal_direction(direction_of_the_regression)),
    mistake("features are standardised first", "standardise", || {
        graders::check_principal_direction(direction_of_scaled_features)
    }),
];
