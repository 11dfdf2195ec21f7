//! How far predicted numbers are off.

use crate::report::significant;
use ndarray::Array2;
use serde::Serialize;
use std::io::Write;

/// As many of the largest are told.
const LARGEST: usize = 5;

/// What is left of the targets when the predictions are taken off: y − ŷ, in the units of the target.
#[derive(Debug, Serialize)]
pub struct Residuals {
    /// Above 0 where the predictions are too small on average.
    mean: f64,
    /// The smallest, the quartiles with the median between them, and the largest.
    quantiles: [f64; 5],
    rmse: f64,
    largest: Vec<Residual>,
    /// The mean residual of the samples with the smallest fifth of the predictions, of the next, …: far from 0, the model bends where the
    /// target does not, or the other way round.
    by_prediction: Vec<f64>,
}

/// One sample.
#[derive(Debug, Serialize)]
struct Residual {
    /// Among the rows that have a target, from 1.
    row: usize,
    actual: f64,
    predicted: f64,
}

impl Residuals {
    /// Of a target of one number, both (1, m) with m at least 1.
    pub fn of(predicted: &Array2<f64>, y: &Array2<f64>) -> Self {
        let (predicted, y) = (predicted.row(0), y.row(0));
        let residuals = &y - &predicted;
        let m = residuals.len();
        let mut sorted = residuals.to_vec();
        sorted.sort_by(f64::total_cmp);
        let mut order: Vec<usize> = (0..m).collect();
        order.sort_by(|&a, &b| residuals[b].abs().total_cmp(&residuals[a].abs()));
        let told = |&i: &usize| Residual { row: i + 1, actual: y[i], predicted: predicted[i] };
        let largest = order.iter().take(LARGEST).map(told).collect();
        order.sort_by(|&a, &b| predicted[a].total_cmp(&predicted[b]));
        let fifth = |samples: &[usize]| samples.iter().map(|&i| residuals[i]).sum::<f64>() / samples.len() as f64;
        Residuals {
            mean: residuals.sum() / m as f64,
            quantiles: [0.0, 0.25, 0.5, 0.75, 1.0].map(|part| quantile(&sorted, part)),
            rmse: (residuals.dot(&residuals) / m as f64).sqrt(),
            largest,
            by_prediction: (0..5)
                .map(|k| &order[k * m / 5..(k + 1) * m / 5])
                .filter(|part| !part.is_empty())
                .map(fifth)
                .collect(),
        }
    }

    /// The lines of the summary.
    pub fn print(&self, out: &mut impl Write) -> std::io::Result<()> {
        let joined = |numbers: &[f64]| numbers.iter().map(|n| significant(*n)).collect::<Vec<_>>().join("  ");
        writeln!(out, "\nresiduals, target less prediction")?;
        writeln!(out, "  rmse {}, mean {}", significant(self.rmse), significant(self.mean))?;
        writeln!(out, "  smallest, quartiles, largest:  {}", joined(&self.quantiles))?;
        writeln!(out, "  mean by fifths of the prediction:  {}", joined(&self.by_prediction))?;
        writeln!(out, "the largest, of the rows that have a target")?;
        for Residual { row, actual, predicted } in &self.largest {
            writeln!(out, "  row {row}: {} predicted as {}", significant(*actual), significant(*predicted))?;
        }
        Ok(())
    }
}

/// A quantile of rising numbers, between neighbours by their distance; NaN of none.
pub fn quantile(sorted: &[f64], part: f64) -> f64 {
    let place = part * sorted.len().saturating_sub(1) as f64;
    match (sorted.get(place.floor() as usize), sorted.get(place.ceil() as usize)) {
        (Some(below), Some(above)) => below + (above - below) * place.fract(),
        _ => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_numpys() {
        let sorted = [1.0, 2.0, 4.0, 8.0];
        assert_eq!([0.0, 0.25, 0.5, 1.0].map(|part| quantile(&sorted, part)), [1.0, 1.75, 3.0, 8.0]);
        assert!(quantile(&[], 0.5).is_nan());
    }
}
