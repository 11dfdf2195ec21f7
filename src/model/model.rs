//! A trained network with everything needed to use it on raw numbers (chapter 11): scalers, class names, column names.

use crate::data::{Dataset, Scaler, Target, one_hot};
use crate::training::history::{Epoch, History};
use crate::training::metrics::class_of;
use crate::training::trainer::{Samples, Trainer};
use crate::{Activation, Error, Loss, Network, Real, Result, Rng};
use ndarray::{Array2, ArrayView2, Axis};
use std::borrow::Cow;
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
    pub answer: OutputKind,
}

/// What the outputs of a model mean.
#[derive(Debug, Clone, PartialEq)]
pub enum OutputKind {
    /// The probabilities of these classes.
    Classes(Vec<String>),
    /// Numbers scaled by this.
    Values(Scaler),
}

impl OutputKind {
    /// The loss that fits: categorical cross-entropy or mean squared error.
    pub fn loss(&self) -> Loss {
        match self {
            OutputKind::Classes(_) => Loss::CategoricalCrossEntropy,
            OutputKind::Values(_) => Loss::MeanSquaredError,
        }
    }

    /// Answers that can be wrong: of a single class there is nothing to learn.
    pub(crate) fn checked(self) -> Result<Self> {
        match &self {
            OutputKind::Classes(names) if names.len() < 2 => {
                Err(Error::data(format!("the classes are {names:?}; a model needs at least two to tell apart")))
            }
            _ => Ok(self),
        }
    }

    /// The activation of the last layer that makes the gradient a − y: softmax or identity.
    fn activation(&self) -> Activation {
        match self {
            OutputKind::Classes(_) => Activation::Softmax,
            OutputKind::Values(_) => Activation::Identity,
        }
    }
}

impl<F: Real> Model<F> {
    /// Trains a network on the samples of `dataset`. With early stopping, [`Trainer::set_aside`] keeps a part of them for
    /// validation; the scalers know nothing of it.
    ///
    /// # Errors
    ///
    /// As [`Model::new`] and [`Trainer::train`]; [`Error::Data`] too if there are too few samples.
    pub fn fit(trainer: &Trainer, dataset: &Dataset, rng: &mut Rng) -> Result<(Self, History)> {
        let (train, validation) = trainer.set_aside(dataset, rng)?;
        let mut model = Self::new(trainer, &train, rng)?;
        let history = model.train(trainer, train, validation.as_ref(), rng, |_, _| ControlFlow::Continue(()))?;
        Ok((model, history))
    }

    /// A model for samples like those of `dataset`, not trained yet: scalers fitted, weights drawn.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if a setting is out of range; [`Error::Data`] if the samples cannot be scaled, or there are fewer than two classes.
    pub fn new(trainer: &Trainer, dataset: &Dataset, rng: &mut Rng) -> Result<Self> {
        trainer.check()?;
        let answer = match &dataset.target {
            Target::Classes { names, .. } => OutputKind::Classes(names.clone()).checked()?,
            Target::Values(y) => OutputKind::Values(Scaler::standard(y.view())?),
        };
        Ok(Model {
            network: trainer.network(dataset.x.nrows(), answer.activation(), dataset.target.outputs(), rng)?,
            scaler: Scaler::standard(dataset.x.view())?,
            features: dataset.features.clone(),
            target_name: dataset.target_name.clone(),
            answer,
        })
    }

    /// Trains the model on `train`, judging it on `validation` too, if there is any, and calling `on_epoch` after every epoch.
    /// If `train` is given away, it takes no memory during the training.
    ///
    /// # Errors
    ///
    /// As [`Trainer::train`].
    pub fn train<'d>(
        &mut self,
        trainer: &Trainer,
        train: impl Into<Cow<'d, Dataset>>,
        validation: Option<&Dataset>,
        rng: &mut Rng,
        on_epoch: impl FnMut(&Epoch, &Network<F>) -> ControlFlow<()>,
    ) -> Result<History> {
        let (x, y) = self.scaled(train)?;
        let validation = validation.map(|dataset| self.scaled(dataset)).transpose()?;
        trainer.train(
            &mut self.network,
            self.answer.loss(),
            Samples { x: x.view(), y: y.view() },
            validation.as_ref().map(|(x, y)| Samples { x: x.view(), y: y.view() }),
            rng,
            on_epoch,
        )
    }

    /// X: (n_x, m) and Y: (n_y, m) of `dataset` as the network reads them: scaled, classes one-hot.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] or [`Error::Data`] if the samples are not of the kind that the model was trained on.
    pub fn scaled<'d>(&self, dataset: impl Into<Cow<'d, Dataset>>) -> Result<(Array2<F>, Array2<F>)> {
        let dataset = dataset.into();
        let x = self.scaler.transform(dataset.x.view())?;
        // The features as they were, if they are ours, are not needed any more.
        let target = match dataset {
            Cow::Borrowed(dataset) => Cow::Borrowed(&dataset.target),
            Cow::Owned(dataset) => Cow::Owned(dataset.target),
        };
        let y = match (&self.answer, target.as_ref()) {
            (OutputKind::Classes(names), Target::Classes { labels, names: theirs }) if names == theirs => {
                if let Some(label) = labels.iter().find(|&&label| label >= names.len()) {
                    return Err(Error::data(format!("a sample has class {label}, but there are only {}", names.len())));
                }
                one_hot(labels, names.len())
            }
            (OutputKind::Values(scaler), Target::Values(y)) => scaler.transform(y.view())?,
            _ => return Err(self.other_target()),
        };
        Ok((x, y))
    }

    fn other_target(&self) -> Error {
        match &self.answer {
            OutputKind::Classes(names) => {
                Error::data(format!("the target has not the classes that the model learnt, {names:?}"))
            }
            OutputKind::Values(_) => Error::data("the target is classes, but the model learnt numbers"),
        }
    }

    /// The answers for measurements x: (n_x, m): the probability of each class, or the values in the target's units, as
    /// (n_y, m).
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] if x does not have n_x rows; [`Error::Data`] if a number of x is not finite, or so far from the training
    /// data that an answer is not.
    pub fn predict(&self, x: ArrayView2<f64>) -> Result<Array2<f64>> {
        let scaled = self.scaler.transform::<F>(x)?;
        if let Some(((i, j), value)) = x.indexed_iter().find(|(_, x)| !x.is_finite()) {
            let feature = self.features.get(i).map_or("", String::as_str);
            let problem = format!("feature '{feature}' is {value}; it must be a finite number");
            return Err(Error::data(format!("sample {}: {problem}", j + 1)));
        }
        let a = self.network.predict(scaled.view())?;
        if let Some(((_, j), _)) = a.indexed_iter().find(|(_, a)| !a.is_finite()) {
            let problem = "a feature is so far from the training data that the answer is not a finite number";
            return Err(Error::data(format!("sample {}: {problem}", j + 1)));
        }
        match &self.answer {
            OutputKind::Classes(_) => Ok(a.mapv(F::into_f64)),
            OutputKind::Values(scaler) => scaler.inverse(a.view()),
        }
    }

    /// The most probable class for each column of x: (n_x, m).
    ///
    /// # Errors
    ///
    /// As [`Model::predict`]; [`Error::Data`] if the model predicts numbers.
    pub fn predict_classes(&self, x: ArrayView2<f64>) -> Result<Vec<usize>> {
        match &self.answer {
            OutputKind::Classes(_) => Ok(self.predict(x)?.axis_iter(Axis(1)).map(class_of).collect()),
            OutputKind::Values(_) => Err(Error::data("this model predicts numbers, not classes")),
        }
    }

    /// Accuracy or R² on `dataset`.
    ///
    /// # Errors
    ///
    /// As [`Model::scaled`].
    pub fn score(&self, dataset: &Dataset) -> Result<f64> {
        match (&self.answer, &dataset.target) {
            (OutputKind::Classes(names), Target::Classes { labels, names: theirs }) if names == theirs => {
                crate::training::metrics::accuracy(&self.predict_classes(dataset.x.view())?, labels)
            }
            (OutputKind::Values(_), Target::Values(y)) => {
                crate::training::metrics::r2(self.predict(dataset.x.view())?.view(), y.view())
            }
            _ => Err(self.other_target()),
        }
    }
}
