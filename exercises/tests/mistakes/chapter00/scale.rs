#![allow(clippy::needless_range_loop, reason = "as a reader writes it")]

use crate::{Mistake, mistake};
use exercises::chapter00 as graders;

fn mean_and_variance(list: &[f64]) -> (f64, f64) {
    let m = list.len() as f64;
    let mean = list.iter().sum::<f64>() / m;
    (mean, list.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / m)
}

fn scale_by_itself(_: &[f64], other: &[f64]) -> Vec<f64> {
    let (mean, variance) = mean_and_variance(other);
    other.iter().map(|x| (x - mean) / variance.sqrt()).collect()
}

fn scale_by_both_together(train: &[f64], other: &[f64]) -> Vec<f64> {
    let (mean, variance) = mean_and_variance(&[train, other].concat());
    other.iter().map(|x| (x - mean) / variance.sqrt()).collect()
}

fn scale_by_m_minus_one(train: &[f64], other: &[f64]) -> Vec<f64> {
    let m = train.len() as f64;
    let mean = train.iter().sum::<f64>() / m;
    let squares: f64 = train.iter().map(|x| (x - mean) * (x - mean)).sum();
    let deviation = (squares / (m - 1.0)).sqrt();
    other.iter().map(|x| (x - mean) / deviation).collect()
}

fn scale_by_variance(train: &[f64], other: &[f64]) -> Vec<f64> {
    let (mean, variance) = mean_and_variance(train);
    other.iter().map(|x| (x - mean) / variance).collect()
}

fn scale_mean_stays(train: &[f64], other: &[f64]) -> Vec<f64> {
    let (_, variance) = mean_and_variance(train);
    let deviation = variance.sqrt();
    other.iter().map(|x| x / deviation).collect()
}

fn scale_only_centred(train: &[f64], other: &[f64]) -> Vec<f64> {
    let mean = train.iter().sum::<f64>() / train.len() as f64;
    other.iter().map(|x| x - mean).collect()
}

fn scale_to_zero_and_one(train: &[f64], other: &[f64]) -> Vec<f64> {
    let smallest = train.iter().copied().fold(f64::INFINITY, f64::min);
    let largest = train.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    other.iter().map(|x| (x - smallest) / (largest - smallest)).collect()
}

fn scale_without_brackets(train: &[f64], other: &[f64]) -> Vec<f64> {
    let (mean, variance) = mean_and_variance(train);
    other.iter().map(|x| x - mean / variance.sqrt()).collect()
}

fn scale_with_zip(train: &[f64], other: &[f64]) -> Vec<f64> {
    let (mean, variance) = mean_and_variance(train);
    let mut scaled = Vec::new();
    for i in 0..train.len().min(other.len()) {
        scaled.push((other[i] - mean) / variance.sqrt());
    }
    scaled
}

fn scale_nothing(_: &[f64], other: &[f64]) -> Vec<f64> {
    other.to_vec()
}

fn scale_by_whole_mean(train: &[f64], other: &[f64]) -> Vec<f64> {
    let mean = (train.iter().sum::<f64>() as i64 / train.len() as i64) as f64;
    let variance = train.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / train.len() as f64;
    other.iter().map(|x| (x - mean) / variance.sqrt()).collect()
}

fn scale_by_median(train: &[f64], other: &[f64]) -> Vec<f64> {
    let (_, variance) = mean_and_variance(train);
    other.iter().map(|x| (x - train[train.len() / 2]) / variance.sqrt()).collect()
}

fn scale_by_other_length(train: &[f64], other: &[f64]) -> Vec<f64> {
    let m = other.len() as f64;
    let mean = train.iter().sum::<f64>() / m;
    let variance = train.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / m;
    other.iter().map(|x| (x - mean) / variance.sqrt()).collect()
}

pub const MISTAKES: &[Mistake] = &[
    mistake("scaled by its own mean", "its own", || graders::check_scale(scale_by_itself)),
    mistake("scaled by both lists together", "train", || graders::check_scale(scale_by_both_together)),
    mistake("m − 1 for m", "− 1", || graders::check_scale(scale_by_m_minus_one)),
    mistake("the variance for its root", "root", || graders::check_scale(scale_by_variance)),
    mistake("the mean is not subtracted", "mean", || graders::check_scale(scale_mean_stays)),
    mistake("no division by the deviation", "divided", || graders::check_scale(scale_only_centred)),
    mistake("between smallest and largest", "least", || graders::check_scale(scale_to_zero_and_one)),
    mistake("brackets forgotten", "parentheses", || graders::check_scale(scale_without_brackets)),
    mistake("as long as `train` at most", "stops where `train`", || graders::check_scale(scale_with_zip)),
    mistake("nothing changed", "as it was", || graders::check_scale(scale_nothing)),
    mistake("a rounded mean", "mean is rounded", || graders::check_scale(scale_by_whole_mean)),
    mistake("the median", "in the middle", || graders::check_scale(scale_by_median)),
    mistake("the wrong length", "length of `other`", || graders::check_scale(scale_by_other_length)),
];
