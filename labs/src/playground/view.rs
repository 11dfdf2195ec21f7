//! How the columns of a table become the two coordinates of the window, and what the answer means.

use super::data::WINDOW;
use ann::data::{Dataset, Scaler, Target};
use ann::projection::Pca;
use ann::{Error, Layer, OutputKind, Result};
use ndarray::{Array2, ArrayView2, ShapeBuilder};

/// Two coordinates of the columns, learnt from the samples for training alone.
#[derive(Debug, Clone)]
pub struct View {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// What is to be answered.
    pub target_name: String,
    /// Of the columns.
    pub scaler: Scaler,
    /// Of more than two columns, the first two principal components, and their scales.
    pub components: Option<(Pca, Scaler)>,
    /// The two classes, or the scale of the numbers.
    pub answer: OutputKind,
    /// Of more than two classes, the one that is told from all others.
    class: usize,
    /// All classes of the table.
    pub classes: Vec<String>,
}

impl View {
    /// That of the playground's own samples: they are in the window as they are.
    #[must_use]
    pub fn of_window(train: &Dataset) -> Self {
        let answer = match &train.target {
            Target::Classes { .. } => OutputKind::Classes(vec!["0".to_owned(), "1".to_owned()]),
            Target::Values(_) => OutputKind::Values(Scaler::identity(1)),
        };
        let (columns, target_name) = (train.features.clone(), train.target_name.clone());
        let (scaler, classes) = (Scaler::identity(2), Vec::new());
        View { columns, target_name, scaler, components: None, answer, class: 1, classes }
    }

    /// That of a table, from its samples for training. Of classes, the one of this number, from 1, is to be answered with 1.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if there is no such class; those of the library.
    pub fn fit(train: &Dataset, class: usize) -> Result<Self> {
        let scaler = Scaler::standard(train.x.view())?;
        let components = (train.x.nrows() > 2).then(|| {
            let x = scaler.transform(train.x.view())?;
            let pca = Pca::fit(x.view(), 2)?;
            let scales = Scaler::standard(pca.transform(x.view())?.view())?;
            Ok::<_, Error>((pca, scales))
        });
        let (answer, classes) = match &train.target {
            Target::Classes { names, .. } => {
                let requirement = "the number of a class of the table, counted from 1";
                let wrong = || Error::Setting { name: "class", value: class.to_string(), requirement };
                let yes = class.checked_sub(1).and_then(|class| names.get(class)).ok_or_else(wrong)?;
                let no = if names.len() == 2 { names[2 - class].clone() } else { format!("not {yes}") };
                (OutputKind::Classes(vec![no, yes.clone()]), names.clone())
            }
            Target::Values(y) => (OutputKind::Values(Scaler::standard(y.view())?), Vec::new()),
        };
        Ok(View {
            columns: train.features.clone(),
            target_name: train.target_name.clone(),
            scaler,
            components: components.transpose()?,
            answer,
            class: class.saturating_sub(1),
            classes,
        })
    }

    /// The coordinates of samples x: (columns, m), as (2, m).
    ///
    /// # Errors
    ///
    /// Those of the library.
    pub fn places(&self, x: ArrayView2<f64>) -> Result<Array2<f64>> {
        let x = self.scaler.transform(x)?;
        match &self.components {
            None => Ok(x),
            Some((pca, scales)) => scales.transform(pca.transform(x.view())?.view()),
        }
    }

    /// What the network should answer for each sample.
    ///
    /// # Errors
    ///
    /// Those of the library.
    pub fn answers(&self, target: &Target) -> Result<Vec<f64>> {
        match (target, &self.answer) {
            (Target::Values(y), OutputKind::Values(scaler)) => {
                Ok(scaler.transform(y.view())?.iter().copied().collect())
            }
            (Target::Values(y), OutputKind::Classes(_)) => Ok(y.iter().copied().collect()),
            (Target::Classes { labels, .. }, _) => {
                Ok(labels.iter().map(|label| f64::from(u8::from(*label == self.class))).collect())
            }
        }
    }

    /// The components as a layer without an activation: it reads the scaled columns and gives the coordinates.
    #[must_use]
    pub fn layer(&self) -> Option<Layer<f32>> {
        self.components.as_ref().map(|(pca, scales)| {
            let weight = |(k, i): (usize, usize)| pca.components[[k, i]] / scales.scale()[k];
            let bias = |k: usize| -(pca.components.row(k).dot(&pca.mean) + scales.shift()[k]) / scales.scale()[k];
            let w = Array2::from_shape_fn(pca.components.dim().f(), |at| weight(at) as f32);
            let b = Array2::from_shape_fn((2, 1).f(), |(k, _)| bias(k) as f32);
            Layer { w, b, activation: ann::Activation::Identity, keep_prob: 1.0 }
        })
    }

    /// What is drawn, in sentences; `places` are those of all samples: (2, m).
    pub fn told<'p>(&self, places: impl Iterator<Item = &'p Array2<f64>>) -> String {
        let (mut rows, mut outside) = (0, 0);
        for places in places {
            rows += places.ncols();
            outside += places.columns().into_iter().filter(|x| x.iter().any(|x| x.abs() > WINDOW)).count();
        }
        let columns = match &self.components {
            None => format!("x₁ is '{}' and x₂ is '{}'", self.columns[0], self.columns[1]),
            Some((pca, _)) => format!(
                "x₁ and x₂ are the first two principal components of {} columns, with {:.1} % of their variance",
                self.columns.len(),
                100.0 * pca.ratios.sum()
            ),
        };
        let answer = match &self.answer {
            OutputKind::Classes(names) => format!("1 is '{}', 0 is '{}'", names[1], names[0]),
            OutputKind::Values(scaler) => format!(
                "the answer is '{}', 0 for {:.4} and 1 for {:.4}",
                self.target_name,
                scaler.shift()[0],
                scaler.shift()[0] + scaler.scale()[0]
            ),
        };
        let edge = match outside {
            0 => String::new(),
            _ => format!(" {outside} of them lie outside of the window, and are drawn at its edge."),
        };
        format!("{rows} rows: {columns}, both standardised on the samples for training; {answer}.{edge}")
    }
}
