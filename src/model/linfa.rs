//! The trainer as a linfa algorithm: linfa's datasets, cross-validation and metrics then work with it.
//!
//! linfa keeps a sample in a row; here it is a column. The transposed view of a matrix stored row by row is one stored column
//! by column, so the translation moves nothing.
//!
//! ```
//! use ann::linfa::Regressor;
//! use linfa::prelude::*;
//! use ndarray::{Array, Axis};
//!
//! let x = Array::linspace(-2.0, 2.0, 100).insert_axis(Axis(1)); // 100 samples in rows, one feature
//! let y = x.column(0).mapv(f64::sin);
//! let data = linfa::Dataset::new(x, y);
//! let model = Regressor::default().fit(&data)?;
//! assert!(model.predict(&data).r2(&data)? > 0.99);
//! # Ok::<(), ann::Error>(())
//! ```

use crate::data::{Dataset, Target};
use crate::{Architecture, Error, Model, Result, Trainer, rng};
use linfa::dataset::{AsSingleTargets, AsTargets, DatasetBase, Label};
use linfa::traits::{Fit, PredictInplace};
use ndarray::{Array1, Array2, ArrayBase, Axis, Data, Ix2};

/// Learns classes of any type that linfa takes for labels.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Classifier {
    /// The hidden layers of the network.
    pub architecture: Architecture,
    /// The settings of the training.
    pub trainer: Trainer,
    /// Where the random numbers start.
    pub seed: u64,
}

/// Learns numbers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Regressor {
    /// The hidden layers of the network.
    pub architecture: Architecture,
    /// The settings of the training.
    pub trainer: Trainer,
    /// Where the random numbers start.
    pub seed: u64,
}

/// A trained [`Classifier`].
#[derive(Debug, Clone)]
pub struct FittedClassifier<L> {
    /// The model; its class k is `labels[k]`.
    pub model: Model<f32>,
    /// The labels, sorted.
    pub labels: Vec<L>,
}

/// A trained [`Regressor`].
#[derive(Debug, Clone)]
pub struct FittedRegressor {
    /// The model.
    pub model: Model<f32>,
}

impl<D: Data<Elem = f64>, T: AsSingleTargets> Fit<ArrayBase<D, Ix2>, T, Error> for Classifier
where
    T::Elem: Label,
{
    type Object = FittedClassifier<T::Elem>;

    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<Self::Object> {
        let targets = dataset.targets.as_single_targets();
        let mut labels: Vec<T::Elem> = targets.to_vec();
        labels.sort();
        labels.dedup();
        if labels.len() < 2 {
            return Err(Error::data(format!("there are {} classes; at least two are needed", labels.len())));
        }
        // `labels` is sorted and holds every target, so each is found.
        let classes = targets.iter().map(|target| labels.partition_point(|label| label < target)).collect();
        let names = labels.iter().map(|label| format!("{label:?}")).collect();
        let samples = columns(dataset, Target::Classes { labels: classes, names })?;
        let (model, _) = Model::fit(&self.architecture, &self.trainer, &samples, &mut rng(self.seed))?;
        Ok(FittedClassifier { model, labels })
    }
}

impl<D: Data<Elem = f64>, T: AsSingleTargets<Elem = f64>> Fit<ArrayBase<D, Ix2>, T, Error> for Regressor {
    type Object = FittedRegressor;

    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<FittedRegressor> {
        let y: Array2<f64> = dataset.targets.as_single_targets().to_owned().insert_axis(Axis(0));
        let samples = columns(dataset, Target::Values(y))?;
        let (model, _) = Model::fit(&self.architecture, &self.trainer, &samples, &mut rng(self.seed))?;
        Ok(FittedRegressor { model })
    }
}

/// # Panics
///
/// If the records have another number of features than the model learnt from, or one is so large that the answer is not a
/// finite number; linfa's trait leaves no room for an error.
impl<D: Data<Elem = f64>, L: Label> PredictInplace<ArrayBase<D, Ix2>, Array1<L>> for FittedClassifier<L> {
    fn predict_inplace(&self, x: &ArrayBase<D, Ix2>, y: &mut Array1<L>) {
        let classes = answers(self.model.predict_classes(x.t()));
        y.iter_mut().zip(classes).for_each(|(y, class)| y.clone_from(&self.labels[class]));
    }

    fn default_target(&self, x: &ArrayBase<D, Ix2>) -> Array1<L> {
        Array1::default(x.nrows())
    }
}

/// # Panics
///
/// As for [`FittedClassifier`].
impl<D: Data<Elem = f64>> PredictInplace<ArrayBase<D, Ix2>, Array1<f64>> for FittedRegressor {
    fn predict_inplace(&self, x: &ArrayBase<D, Ix2>, y: &mut Array1<f64>) {
        let answers = answers(self.model.predict_values(x.t()));
        y.iter_mut().zip(answers).for_each(|(y, answer)| *y = answer);
    }

    fn default_target(&self, x: &ArrayBase<D, Ix2>) -> Array1<f64> {
        Array1::zeros(x.nrows())
    }
}

/// linfa's records, a sample a row, as our samples, a column each.
fn columns<D, T>(dataset: &DatasetBase<ArrayBase<D, Ix2>, T>, target: Target) -> Result<Dataset>
where
    D: Data<Elem = f64>,
    T: AsTargets,
{
    let x = dataset.records.t().to_owned();
    let names = dataset.feature_names();
    let target_name = dataset.target_names().first().cloned().unwrap_or_else(|| "target".to_owned());
    if names.len() == x.nrows() {
        Dataset::with_names(x, target, names.to_vec(), target_name)
    } else {
        Dataset::new(x, target)
    }
}

/// linfa's trait has no place for an error, so what cannot be answered ends here.
fn answers<T>(result: Result<T>) -> T {
    result.unwrap_or_else(|error| panic!("{}", error.with_causes()))
}
