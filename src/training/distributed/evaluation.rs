//! Loss and metric of samples that are spread over the ranks (chapter 14): the sums of each, summed.

use super::ranks::Ranks;
use crate::training::metrics::{Sums, sums_of, unit};
use crate::{Cache, Error, Evaluation, Loss, Network, Real, Result, evaluate};
use ndarray::{Array1, ArrayView1, ArrayView2, Axis};

impl Ranks {
    /// Evaluates `network` on all samples, of which this rank has x: (n_x, m_r) and y: (n_y, m_r); the same on every rank.
    pub(crate) fn evaluate<F: Real>(
        &self,
        network: &Network<F>,
        (x, y): (ArrayView2<F>, ArrayView2<F>),
        loss: Loss,
        cache: &mut Cache<F>,
    ) -> Result<Evaluation> {
        if self.size() == 1 {
            return evaluate(network, x, y, loss, cache);
        }
        let n_y = network.n_out();
        let squares = loss == Loss::MeanSquaredError;
        let units = if squares { self.units(y)? } else { Array1::ones(n_y) };
        let own = match x.ncols() {
            0 => Sums { squares: Array1::zeros(n_y), ..Sums::default() },
            _ => sums_of(network, (x, y), loss, &units, cache)?,
        };
        let mut sums = vec![x.ncols() as f64, own.loss, own.correct as f64];
        sums.extend(own.squares);
        self.sum(&mut sums)?;
        let [m, loss_sum, correct] = [sums[0], sums[1], sums[2]];
        if m == 0.0 {
            return Err(Error::data("there is no sample to evaluate"));
        }
        let all = Sums { loss: loss_sum, correct: correct as usize, squares: Array1::from(sums.split_off(3)) };
        let spread = if squares { self.spread(y, &units)? } else { Array1::zeros(0) };
        Ok(all.evaluation(loss, m as usize, &spread))
    }

    /// The unit of each output over all samples, (n_y), with y: (n_y, m_r) of this rank.
    fn units<F: Real>(&self, y: ArrayView2<F>) -> Result<Array1<f64>> {
        let largest = |row: ArrayView1<F>| row.iter().fold(0.0, |largest: f64, y| largest.max(y.into_f64().abs()));
        y.axis_iter(Axis(0)).map(|row| Ok(unit(std::iter::once(self.largest(largest(row))?)))).collect()
    }

    /// Σ (y − ȳ)² of each output over all samples in its unit, (n_y), with y: (n_y, m_r) of this rank.
    fn spread<F: Real>(&self, y: ArrayView2<F>, units: &Array1<f64>) -> Result<Array1<f64>> {
        let m = y.ncols() as f64;
        let sum = |(row, unit): (ArrayView1<F>, &f64)| -> f64 { row.iter().map(|y| y.into_f64() / unit).sum() };
        let mut means: Vec<f64> = y.axis_iter(Axis(0)).zip(units).map(sum).collect();
        means.push(m);
        self.sum(&mut means)?;
        let m = means.pop().unwrap_or(m);
        means.iter_mut().for_each(|sum| *sum /= m);
        let squares = |((row, unit), mean): ((ArrayView1<F>, &f64), &f64)| -> f64 {
            row.iter().map(|y| (y.into_f64() / unit - mean).powi(2)).sum()
        };
        let mut spread: Vec<f64> = y.axis_iter(Axis(0)).zip(units).zip(&means).map(squares).collect();
        self.sum(&mut spread)?;
        // Of equal numbers the mean may be rounded to another one.
        for (spread, row) in spread.iter_mut().zip(y.axis_iter(Axis(0))) {
            let ends = row.iter().fold([f64::INFINITY, f64::NEG_INFINITY], |[least, most], y| {
                [least.min(y.into_f64()), most.max(y.into_f64())]
            });
            let [least, most] =
                self.gather(ends)?.into_iter().fold(ends, |[least, most], [a, b]| [least.min(a), most.max(b)]);
            if least == most {
                *spread = 0.0;
            }
        }
        Ok(Array1::from(spread))
    }

    /// The largest of the ranks' numbers.
    pub(crate) fn largest(&self, number: f64) -> Result<f64> {
        Ok(self.gather(number)?.into_iter().fold(f64::NEG_INFINITY, f64::max))
    }
}
