//! One scale for two lists.

use crate::compare::compare;
use crate::report::Report;
use crate::run::grade;

/// `scale(train, other)`: `other`, scaled as `train` says.
pub fn check_scale(mine: fn(&[f64], &[f64]) -> Vec<f64>) -> Report {
    grade(0, "scale", "“One scale for both”", move || {
        let train = [1.0, 2.0, 4.0, 7.0, 12.5];
        let m = train.len() as f64;
        let (mean, s) = mean_and_spread(&train);
        let root_mean_square = (train.iter().map(|x| x * x).sum::<f64>() / m).sqrt();
        let spread_about = |middle: f64| (train.iter().map(|x| (x - middle).powi(2)).sum::<f64>() / m).sqrt();
        let distance = train.iter().map(|x| (x - mean).abs()).sum::<f64>() / m;
        for other in [&[3.0, 8.0, 20.0][..], &[5.5], &[3.0, 8.0, 20.0, -1.0, 6.0, 2.0, 5.0], &train] {
            let (own, own_s) = mean_and_spread(if other.len() > 1 { other } else { &train });
            let (mean_of_both, s_of_both) = mean_and_spread(&[&train[..], other].concat());
            let of = |f: &dyn Fn(f64) -> f64| other.iter().map(|x| f(*x)).collect::<Vec<f64>>();
            let of_length = train.iter().sum::<f64>() / other.len() as f64;
            let spread_of_length =
                (train.iter().map(|x| (x - of_length).powi(2)).sum::<f64>() / other.len() as f64).sqrt();
            let itself: Vec<f64> = train.iter().map(|x| (x - mean) / s).collect();
            let mistakes = [
                (of(&|x| (x - own) / own_s), "`other` is scaled by its own mean and deviation. Take those of `train`."),
                (of(&|x| (x - mean) / own_s), "The standard deviation is that of `other`. Take it from `train`."),
                (of(&|x| (x - own) / s), "The mean is that of `other`. Take it from `train`."),
                (of(&|x| (x - mean_of_both) / s_of_both), "Mean and deviation are of both lists. Take `train` alone."),
                (itself, "This is `train`, scaled. What is asked for is `other`."),
                (of(&|x| (x - mean) / (s * s)), "It is divided by the variance: its square root is missing."),
                (of(&|x| x / s), "The mean is not subtracted."),
                (of(&|x| x - mean), "The mean is subtracted, but nothing is divided by the standard deviation."),
                (of(&|x| (x - mean) * s), "It is multiplied by the standard deviation, not divided."),
                (of(&|x| (mean - x) / s), "The sign is wrong: the mean is subtracted from the number."),
                (of(&|x| (x - mean) / (s * (m / (m - 1.0)).sqrt())), "The squares are divided by m − 1. Divide by m."),
                (of(&|x| (x - mean) / (s * m.sqrt())), "The squares are added up and not divided by m."),
                (of(&|x| (x - mean) / root_mean_square), "Square the distances from the mean, not the numbers."),
                (other.to_vec(), "This is `other` as it was."),
                (of(&|x| (x - mean) / mean), "It is divided by the mean. Divide by the standard deviation."),
                (of(&|x| (x - 4.0) / s), "The number in the middle is subtracted. The mean is the sum divided by m."),
                (
                    of(&|x| (x - mean.trunc()) / spread_about(mean.trunc())),
                    "The mean is rounded: it was made of whole numbers.",
                ),
                (of(&|x| (x - mean.trunc()) / s), "The mean is rounded: it was made of whole numbers."),
                (
                    of(&|x| (x - of_length) / spread_of_length),
                    "The sums are divided by the length of `other`. They are those of `train`.",
                ),
                (
                    of(&|x| (x - mean) / (root_mean_square.powi(2) - mean).sqrt()),
                    "The mean of the squares less the mean is no variance: take off the square of the mean.",
                ),
                (
                    of(&|x| (x - mean) / (s * s * m)),
                    "It is divided by the sum of the squares: neither the mean nor the root is taken.",
                ),
                (
                    other.iter().zip(&train).map(|(x, _)| (x - mean) / s).collect(),
                    "It stops where `train` stops. Every number of `other` is scaled.",
                ),
                (
                    [&train[..], other].concat().iter().map(|x| (x - mean) / s).collect(),
                    "`train` is returned, too. Only `other` is asked for.",
                ),
                (of(&|x| (x - mean) / distance), "It is divided by the mean distance. The deviation squares first."),
                (of(&|x| x - mean / s), "The parentheses are missing: x − mean has to be divided as a whole."),
                (of(&|x| x / s - mean), "It is divided first. Subtract the mean, then divide."),
                (of(&|x| (x - 1.0) / 11.5), "This goes from the least to the largest number. Use mean and deviation."),
            ];
            let comparison = compare("the scaled list", &mine(&train, other), &of(&|x| (x - mean) / s));
            mistakes.iter().fold(comparison, |c, (value, says)| c.mistake(value, says)).end()?;
        }
        Ok(())
    })
}

/// The mean and the standard deviation.
fn mean_and_spread(values: &[f64]) -> (f64, f64) {
    let m = values.len() as f64;
    let mean = values.iter().sum::<f64>() / m;
    (mean, (values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / m).sqrt())
}
