//! How well a model does on samples that it has not seen.

use ann::data::{Dataset, Target};
use ann::metrics::{ConfusionMatrix, rmse};
use ann::{Error, Model, OutputKind};
use serde::Serialize;

/// How the network does on the test samples.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Test {
    Classes {
        test_accuracy: f64,
        /// Samples of class i taken for class j, in row i and column j.
        confusion_matrix: Vec<Vec<usize>>,
        #[serde(skip)]
        matrix: ConfusionMatrix,
    },
    Values {
        /// None where the test part has a single value: R² compares with its mean.
        test_r2: Option<f64>,
        test_rmse: f64,
    },
}

impl Test {
    /// Judges `model` on samples that it has not seen.
    pub fn of(model: &Model<f32>, test: &Dataset) -> Result<Self, Error> {
        match (&model.answer, &test.target) {
            (OutputKind::Classes(names), Target::Classes { labels, .. }) => {
                let matrix = ConfusionMatrix::new(&model.predict_classes(test.x.view())?, labels, names)?;
                Ok(Test::Classes {
                    test_accuracy: model.score(test)?,
                    confusion_matrix: matrix.counts.rows().into_iter().map(|row| row.to_vec()).collect(),
                    matrix,
                })
            }
            (_, Target::Values(y)) => Ok(Test::Values {
                test_r2: score(model, test)?,
                test_rmse: rmse(model.predict_values(test.x.view())?.view(), y.view())?,
            }),
            (OutputKind::Values(_), Target::Classes { .. }) => {
                Err(Error::Data { problem: "the model learnt numbers, and the test part has classes".to_owned() })
            }
        }
    }
}

/// The accuracy or R² of `model` on samples that it has not seen; `None` where R² means nothing.
pub fn score(model: &Model<f32>, test: &Dataset) -> Result<Option<f64>, Error> {
    (!is_flat(&test.target)).then(|| model.score(test)).transpose()
}

/// Whether these are numbers that are all the same: R² compares with their mean.
pub fn is_flat(target: &Target) -> bool {
    matches!(target, Target::Values(y) if y.iter().all(|value| *value == y[[0, 0]]))
}
