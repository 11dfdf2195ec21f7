//! A network with everything needed to use it on raw numbers (chapter 11): scalers, class names, column names.

use crate::data::{Dataset, Scaler, Target, one_hot};
use crate::training::history::{Epoch, History};
use crate::training::metrics::{self, class_of};
use crate::training::samples::Samples;
use crate::training::trainer::Trainer;
use crate::{Activation, Architecture, Error, Loss, Network, Real, Result, Rng, setting};
use ndarray::{Array2, ArrayView2, Axis};
use std::borrow::Cow;
use std::ops::ControlFlow;

/// A network that reads features in their own units and predicts the target in its units.
///
/// ```
/// use ann::{Architecture, Model, Trainer, data::synthetic};
/// let mut rng = ann::rng(0);
/// let [train, test] = synthetic::moons(400, 0.1, &mut rng)?.split([0.75, 0.25], &mut rng)?;
/// let trainer = Trainer { epochs: 50, ..Trainer::default() };
/// let (model, history) = Model::<f32>::fit(&Architecture::default(), &trainer, &train, &mut rng)?;
/// assert_eq!(history.epochs.len(), 50);
/// assert!(model.score(&test)? > 0.95);
///
/// let labels: Vec<usize> = model.predict_classes(test.x.view())?;
/// let probabilities = model.predict_proba(test.x.view())?;
/// assert_eq!((labels.len(), probabilities.dim()), (100, (2, 100)));
/// # Ok::<(), ann::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Model<F> {
    /// The network, which reads scaled features.
    pub network: Network<F>,
    /// How the n_x features are scaled.
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
    /// The loss that goes with it: categorical cross-entropy or mean squared error.
    #[must_use]
    pub fn loss(&self) -> Loss {
        match self {
            OutputKind::Classes(_) => Loss::CategoricalCrossEntropy,
            OutputKind::Values(_) => Loss::MeanSquaredError,
        }
    }

    /// Refuses fewer than two classes: there would be nothing to learn.
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

/// Why a model of numbers has no classes.
const NO_CLASSES: &str = "this model predicts numbers, not classes: `predict_values` gives them";
/// Why a model of classes has no values.
const NO_VALUES: &str =
    "this model predicts classes, not numbers: `predict_classes` gives them, `predict_proba` their probabilities";

impl<F: Real> Model<F> {
    /// Makes a model of this architecture and trains it on the samples of `dataset`. With early stopping,
    /// [`Trainer::set_aside`] keeps a part of them for validation; the scalers are fitted on the others.
    ///
    /// # Errors
    ///
    /// As [`Model::new`] and [`Trainer::train`]; [`Error::Data`] too if there are too few samples.
    pub fn fit(
        architecture: &Architecture,
        trainer: &Trainer,
        dataset: &Dataset,
        rng: &mut Rng,
    ) -> Result<(Self, History)> {
        let (train, validation) = trainer.set_aside(dataset, rng)?;
        let mut model = Self::new(architecture, &train, rng)?;
        let history = model.train(trainer, train, validation.as_ref(), rng)?;
        Ok((model, history))
    }

    /// A model of this architecture for samples like those of `dataset`, not trained yet: scalers fitted, weights drawn.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if a setting is out of range; [`Error::Data`] if the samples cannot be scaled, or there are fewer than
    /// two classes.
    pub fn new(architecture: &Architecture, dataset: &Dataset, rng: &mut Rng) -> Result<Self> {
        architecture.check()?;
        let answer = match &dataset.target {
            Target::Classes { names, .. } => OutputKind::Classes(names.clone()).checked()?,
            Target::Values(y) => OutputKind::Values(Scaler::standard(y.view())?),
        };
        Ok(Model {
            network: architecture.network(dataset.x.nrows(), answer.activation(), dataset.target.outputs(), rng)?,
            scaler: Scaler::standard(dataset.x.view())?,
            features: dataset.features.clone(),
            target_name: dataset.target_name.clone(),
            answer,
        })
    }

    /// Trains the model on `train`, and evaluates it on `validation` too, if there is any. If `train` is given away, it takes no
    /// memory during the training.
    ///
    /// # Errors
    ///
    /// As [`Trainer::train`] and [`Model::scaled`].
    pub fn train<'d>(
        &mut self,
        trainer: &Trainer,
        train: impl Into<Cow<'d, Dataset>>,
        validation: Option<&Dataset>,
        rng: &mut Rng,
    ) -> Result<History> {
        self.train_with(trainer, train, validation, rng, |_, _| ControlFlow::Continue(()))
    }

    /// As [`Model::train`], with a callback as in [`Trainer::train_with`].
    ///
    /// # Errors
    ///
    /// As [`Model::train`].
    pub fn train_with<'d>(
        &mut self,
        trainer: &Trainer,
        train: impl Into<Cow<'d, Dataset>>,
        validation: Option<&Dataset>,
        rng: &mut Rng,
        on_epoch: impl FnMut(&Epoch, &Network<F>) -> ControlFlow<()>,
    ) -> Result<History> {
        let (x, y) = self.scaled(train)?;
        let validation = validation.map(|dataset| self.scaled(dataset)).transpose()?;
        trainer.train_with(
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

    /// The predictions for features x: (n_x, m), of the kind of [`Dataset::target`]: the most probable class of each sample, or
    /// its values (n_y, m) in the target's units.
    ///
    /// [`Model::predict_classes`] and [`Model::predict_values`] give the same without the enum, [`Model::predict_proba`] the
    /// probabilities of the classes.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] if x does not have n_x rows; [`Error::Data`] if a number of x is not finite, or so far from the training
    /// data that an output is not.
    pub fn predict(&self, x: ArrayView2<f64>) -> Result<Target> {
        Ok(match &self.answer {
            OutputKind::Classes(names) => Target::Classes { labels: self.predict_classes(x)?, names: names.clone() },
            OutputKind::Values(_) => Target::Values(self.predict_values(x)?),
        })
    }

    /// The probability of each class for features x: (n_x, m), as (classes, m); each column sums to 1.
    ///
    /// # Errors
    ///
    /// As [`Model::predict`]; [`Error::Data`] if the model predicts numbers.
    pub fn predict_proba(&self, x: ArrayView2<f64>) -> Result<Array2<f64>> {
        match &self.answer {
            OutputKind::Classes(_) => Ok(self.outputs(x)?.mapv(F::into_f64)),
            OutputKind::Values(_) => Err(Error::data(NO_CLASSES)),
        }
    }

    /// The most probable class of each column of x: (n_x, m), an index into the names of the classes.
    ///
    /// # Errors
    ///
    /// As [`Model::predict`]; [`Error::Data`] if the model predicts numbers.
    pub fn predict_classes(&self, x: ArrayView2<f64>) -> Result<Vec<usize>> {
        match &self.answer {
            OutputKind::Classes(_) => Ok(self.outputs(x)?.axis_iter(Axis(1)).map(class_of).collect()),
            OutputKind::Values(_) => Err(Error::data(NO_CLASSES)),
        }
    }

    /// The predicted values for features x: (n_x, m) in the target's units, (n_y, m).
    ///
    /// # Errors
    ///
    /// As [`Model::predict`]; [`Error::Data`] if the model predicts classes.
    pub fn predict_values(&self, x: ArrayView2<f64>) -> Result<Array2<f64>> {
        match &self.answer {
            OutputKind::Classes(_) => Err(Error::data(NO_VALUES)),
            OutputKind::Values(scaler) => scaler.inverse(self.outputs(x)?.view()),
        }
    }

    /// A of the last layer for features x: (n_x, m), every number finite.
    fn outputs(&self, x: ArrayView2<f64>) -> Result<Array2<F>> {
        let scaled = self.scaler.transform::<F>(x)?;
        let tell = |(i, j): (usize, usize), problem: &str| {
            let feature = self.features.get(i).map_or("", String::as_str);
            Error::data(format!("sample {}: feature '{feature}' is {}{problem}", j + 1, setting::short(x[(i, j)])))
        };
        if let Some((place, _)) = x.indexed_iter().find(|(_, x)| !x.is_finite()) {
            return Err(tell(place, "; it must be a finite number"));
        }
        let a = self.network.predict(scaled.view())?;
        if let Some(((_, j), _)) = a.indexed_iter().find(|(_, a)| !a.is_finite()) {
            let distance = |&i: &usize| scaled[(i, j)].into_f64().abs();
            let farthest = (0..x.nrows()).max_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or(0);
            let problem = ", so far from the training data that the answer is not a finite number";
            return Err(tell((farthest, j), problem));
        }
        Ok(a)
    }

    /// The accuracy of [`Model::predict_classes`] on `dataset`, as [`metrics::accuracy`] defines it, or R² of
    /// [`Model::predict_values`], as [`metrics::r2`] does.
    ///
    /// # Errors
    ///
    /// As [`Model::scaled`] and [`Model::predict`].
    pub fn score(&self, dataset: &Dataset) -> Result<f64> {
        match (&self.answer, &dataset.target) {
            (OutputKind::Classes(names), Target::Classes { labels, names: theirs }) if names == theirs => {
                metrics::accuracy(&self.predict_classes(dataset.x.view())?, labels)
            }
            (OutputKind::Values(_), Target::Values(y)) => {
                metrics::r2(self.predict_values(dataset.x.view())?.view(), y.view())
            }
            _ => Err(self.other_target()),
        }
    }
}
