//! Classes that do not count the same (chapter 11): the weight of each in the loss.

use crate::training::samples::Samples;
use crate::{Error, Loss, Ranks, Real, Result};
use ndarray::{Array2, ArrayView2, Axis};
use std::fmt;
use std::str::FromStr;

/// How much the samples of each class count in the loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "files", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum ClassWeights {
    /// Each sample counts once.
    #[default]
    Equal,
    /// Each class counts the same, however rare it is: a sample of a class with mₖ of the m training samples weighs m / (K mₖ), where K
    /// classes occur; one of a class that does not occur weighs 1. The mean weight of the training samples is 1. scikit-learn's `class_weight="balanced"`.
    Balanced,
}

impl ClassWeights {
    /// The weight of each class, from the number of training samples of each.
    fn of_counts(self, counts: &[usize]) -> Vec<f64> {
        let m: usize = counts.iter().sum();
        let occurring = counts.iter().filter(|count| **count > 0).count();
        let weight = |&count: &usize| match (self, count) {
            (ClassWeights::Equal, _) | (_, 0) => 1.0,
            (ClassWeights::Balanced, count) => m as f64 / (occurring as f64 * count as f64),
        };
        counts.iter().map(weight).collect()
    }

    /// Checks that the loss can be weighted: by its target, whose one stands for the class of a sample.
    fn check(self, loss: Loss) -> Result<()> {
        if self != ClassWeights::Equal && loss != Loss::CategoricalCrossEntropy {
            let requirement = "equal: only a categorical cross-entropy tells which class a sample is of";
            return Err(Error::setting("class_weights", self, requirement));
        }
        Ok(())
    }
}

/// The targets of a training with the weights of their classes: w y in place of the one-hot y, so that −Σ w yₖ log aₖ is w times the loss.
#[derive(Debug)]
pub(super) struct Weighted<F> {
    /// None where every class counts the same.
    train: Option<Array2<F>>,
    validation: Option<Array2<F>>,
}

impl<F: Real> Weighted<F> {
    /// The weights are those of the samples to train on, of all ranks, also for validation.
    pub fn new(
        weights: ClassWeights,
        loss: Loss,
        train: Samples<'_, F>,
        validation: Option<Samples<'_, F>>,
        ranks: &Ranks,
    ) -> Result<Self> {
        weights.check(loss)?;
        if weights == ClassWeights::Equal {
            return Ok(Weighted { train: None, validation: None });
        }
        let mut counts: Vec<f64> =
            train.y.axis_iter(Axis(0)).map(|row| row.iter().map(|y| y.into_f64()).sum()).collect();
        ranks.sum(&mut counts)?;
        let counts: Vec<usize> = counts.into_iter().map(|count| count.round() as usize).collect();
        let weights = weights.of_counts(&counts);
        let weigh = |y: ArrayView2<F>| {
            let mut weighted = y.to_owned();
            weighted.axis_iter_mut(Axis(0)).zip(&weights).for_each(|(mut row, &weight)| row *= F::from_f64(weight));
            weighted
        };
        Ok(Weighted { train: Some(weigh(train.y)), validation: validation.map(|samples| weigh(samples.y)) })
    }

    /// The samples with the weights of their classes.
    pub fn samples<'a>(
        &'a self,
        train: Samples<'a, F>,
        validation: Option<Samples<'a, F>>,
    ) -> (Samples<'a, F>, Option<Samples<'a, F>>) {
        let weighted = |samples: Samples<'a, F>, y: &'a Option<Array2<F>>| Samples {
            x: samples.x,
            y: y.as_ref().map_or(samples.y, Array2::view),
        };
        (weighted(train, &self.train), validation.map(|samples| weighted(samples, &self.validation)))
    }
}

impl fmt::Display for ClassWeights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            ClassWeights::Equal => "equal",
            ClassWeights::Balanced => "balanced",
        })
    }
}

/// Reads what [`Display`](fmt::Display) writes.
impl FromStr for ClassWeights {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let all = [ClassWeights::Equal, ClassWeights::Balanced];
        all.into_iter().find(|weights| weights.to_string() == name).ok_or_else(|| Error::Choice {
            what: "class weights",
            given: name.to_owned(),
            choices: "equal, balanced".to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn balanced_classes_weigh_the_same_and_samples_one_on_average() {
        let weights = ClassWeights::Balanced.of_counts(&[6, 0, 3, 1]);
        assert_eq!(weights, [10.0 / 18.0, 1.0, 10.0 / 9.0, 10.0 / 3.0]);
        assert_eq!(ClassWeights::Equal.of_counts(&[6, 0, 3]), [1.0, 1.0, 1.0]);
        assert_eq!("balanced".parse::<ClassWeights>().unwrap(), ClassWeights::Balanced);
        assert!("fair".parse::<ClassWeights>().unwrap_err().to_string().contains("equal, balanced"));
    }

    #[test]
    fn targets_get_the_weights_of_the_training_samples() {
        let (x, y) = (array![[0.0, 0.0, 0.0, 0.0]], array![[1.0, 1.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]]);
        let samples = Samples { x: x.view(), y: y.view() };
        let other = array![[0.0, 1.0], [1.0, 0.0]];
        let validation = Samples { x: x.view(), y: other.view() };
        let balanced = |loss| Weighted::new(ClassWeights::Balanced, loss, samples, Some(validation), &Ranks::alone());
        let weighted = balanced(Loss::CategoricalCrossEntropy).unwrap();
        let (train, validation) = weighted.samples(samples, Some(validation));
        assert_eq!(train.y, array![[2.0 / 3.0, 2.0 / 3.0, 2.0 / 3.0, 0.0], [0.0, 0.0, 0.0, 2.0]]);
        assert_eq!(validation.unwrap().y, array![[0.0, 2.0 / 3.0], [2.0, 0.0]]);
        assert!(balanced(Loss::MeanSquaredError).unwrap_err().to_string().contains("class_weights is balanced"));
    }
}
