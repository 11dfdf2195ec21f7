//! A trained network with everything needed to use it on raw numbers (chapter 11): scalers, class names, column names.

use crate::data::{Dataset, Scaler, Target, one_hot};
use crate::history::{Epoch, History};
use crate::metrics::class_of;
use crate::trainer::{Samples, Trainer};
use crate::{Activation, Error, Loss, Network, Real, Result, Rng};
use ndarray::{Array2, ArrayView2, Axis};
use std::ops::ControlFlow;

/// A network that takes measurements in their own units and answers in the target's.
///
/// ```
/// use ann::{Model, Trainer, data::synthetic};
/// let mut rng = ann::rng(0);
/// let [train, test] = synthetic::moons(400, 0.1, &mut rng)?.split([0.75, 0.25], &mut rng)?;
/// let (model, history) = Model::<f32>::fit(&Trainer { epochs: 50, ..Trainer::default() }, &train, &mut rng)?;
/// assert_eq!(history.epochs.len(), 50);
/// assert!(model.score(&test)? > 0.95);
/// # Ok::<(), ann::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Model<F> {
    /// The network, which reads scaled features.
    pub network: Network<F>,
    /// How features are scaled, n_x of them.
    pub scaler: Scaler,
    /// The names of the n_x features, in order.
    pub features: Vec<String>,
    /// The name of the target.
    pub target_name: String,
    /// What the outputs mean.
    pub answer: Answer,
}

/// What the outputs of a model mean.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// The probabilities of these classes.
    Classes(Vec<String>),
    /// Numbers scaled by this.
    Values(Scaler),
}

impl Answer {
    /// The loss that fits: categorical cross-entropy or mean squared error.
    pub fn loss(&self) -> Loss {
        match self {
            Answer::Classes(_) => Loss::CategoricalCrossEntropy,
            Answer::Values(_) => Loss::MeanSquaredError,
        }
    }

    /// The activation of the last layer that makes the gradient a − y: softmax or identity.
    fn activation(&self) -> Activation {
        match self {
            Answer::Classes(_) => Activation::Softmax,
            Answer::Values(_) => Activation::Identity,
        }
    }
}

impl<F: Real> Model<F> {
    /// Trains a network on the samples of `dataset`. With early stopping, a part of them is set aside for validation.
    ///
    /// # Errors
    ///
    /// As [`Trainer::train`]; [`Error::Data`] too if there are too few samples.
    pub fn fit(trainer: &Trainer, dataset: &Dataset, rng: &mut Rng) -> Result<(Self, History)> {
        Self::fit_with(trainer, dataset, rng, |_, _| ControlFlow::Continue(()))
    }

    /// The same, calling `on_epoch` after every epoch.
    ///
    /// # Errors
    ///
    /// As [`Model::fit`].
    pub fn fit_with(
        trainer: &Trainer,
        dataset: &Dataset,
        rng: &mut Rng,
        on_epoch: impl FnMut(&Epoch, &Network<F>) -> ControlFlow<()>,
    ) -> Result<(Self, History)> {
        match trainer.early_stopping {
            None => Self::fit_parts(trainer, dataset, None, rng, on_epoch),
            Some(stopping) => {
                let fraction = stopping.validation_fraction;
                let [train, validation] = dataset.split([1.0 - fraction, fraction], rng)?;
                Self::fit_parts(trainer, &train, Some(&validation), rng, on_epoch)
            }
        }
    }

    /// The same with validation samples of the caller's choice; `trainer` then sets none aside.
    ///
    /// Scalers are fitted on `train` alone.
    ///
    /// # Errors
    ///
    /// As [`Model::fit`].
    pub fn fit_parts(
        trainer: &Trainer,
        train: &Dataset,
        validation: Option<&Dataset>,
        rng: &mut Rng,
        on_epoch: impl FnMut(&Epoch, &Network<F>) -> ControlFlow<()>,
    ) -> Result<(Self, History)> {
        let scaler = Scaler::standard(train.x.view())?;
        let answer = match &train.target {
            Target::Classes { names, .. } => Answer::Classes(names.clone()),
            Target::Values(y) => Answer::Values(Scaler::standard(y.view())?),
        };
        let network = trainer.network(train.x.nrows(), answer.activation(), train.target.outputs(), rng)?;
        let mut model = Model {
            network,
            scaler,
            features: train.features.clone(),
            target_name: train.target_name.clone(),
            answer,
        };

        let (x, y) = model.scaled(train)?;
        let validation = validation.map(|dataset| model.scaled(dataset)).transpose()?;
        let history = trainer.train(
            &mut model.network,
            model.answer.loss(),
            Samples { x: x.view(), y: y.view() },
            validation.as_ref().map(|(x, y)| Samples { x: x.view(), y: y.view() }),
            rng,
            on_epoch,
        )?;
        Ok((model, history))
    }

    /// X: (n_x, m) and Y: (n_y, m) of `dataset` as the network reads them: scaled, classes one-hot.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] or [`Error::Data`] if the samples are not of the kind that the model was trained on.
    pub fn scaled(&self, dataset: &Dataset) -> Result<(Array2<F>, Array2<F>)> {
        let x = self.scaler.transform(dataset.x.view())?;
        let y = match (&self.answer, &dataset.target) {
            (Answer::Classes(names), Target::Classes { labels, names: theirs }) if names == theirs => {
                one_hot(labels, names.len())
            }
            (Answer::Values(scaler), Target::Values(y)) => scaler.transform(y.view())?,
            _ => return Err(Error::data("the target is not of the kind, or has not the classes, that the model learnt")),
        };
        Ok((x, y))
    }

    /// The answers for measurements x: (n_x, m): the probability of each class, or the values in the target's units, as
    /// (n_y, m).
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] if x does not have n_x rows.
    pub fn predict(&self, x: ArrayView2<f64>) -> Result<Array2<f64>> {
        let a = self.network.predict(self.scaler.transform::<F>(x)?.view())?;
        match &self.answer {
            Answer::Classes(_) => Ok(a.mapv(F::f64)),
            Answer::Values(scaler) => scaler.inverse(a.view()),
        }
    }

    /// The most probable class for each column of x: (n_x, m).
    ///
    /// # Errors
    ///
    /// As [`Model::predict`]; [`Error::Data`] if the model predicts numbers.
    pub fn predict_classes(&self, x: ArrayView2<f64>) -> Result<Vec<usize>> {
        match &self.answer {
            Answer::Classes(_) => Ok(self.predict(x)?.axis_iter(Axis(1)).map(class_of).collect()),
            Answer::Values(_) => Err(Error::data("this model predicts numbers, not classes")),
        }
    }

    /// Accuracy or R² on `dataset`.
    ///
    /// # Errors
    ///
    /// As [`Model::scaled`].
    pub fn score(&self, dataset: &Dataset) -> Result<f64> {
        match (&self.answer, &dataset.target) {
            (Answer::Classes(_), Target::Classes { labels, .. }) => {
                crate::metrics::accuracy(&self.predict_classes(dataset.x.view())?, labels)
            }
            (Answer::Values(_), Target::Values(y)) => {
                crate::metrics::r2(self.predict(dataset.x.view())?.view(), y.view())
            }
            _ => Err(Error::data("the target is not of the kind that the model learnt")),
        }
    }
}
