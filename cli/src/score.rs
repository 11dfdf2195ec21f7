//! How well a model does on samples that it has not seen.

use ann::data::{Dataset, Target};
use ann::metrics::{Calibration, ConfusionMatrix, accuracy, class_of, rmse, roc_auc};
use ann::{Error, Model, OutputKind};
use ndarray::ArrayView2;
use serde::Serialize;

/// Bins of a reliability diagram.
const BINS: usize = 10;

/// How the network does on the test samples.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Test {
    Classes {
        test_accuracy: f64,
        /// The mean recall of the classes.
        test_balanced_accuracy: f64,
        /// The area under the ROC curve, of two classes that both occur.
        test_auc: Option<f64>,
        /// The expected calibration error of the probabilities.
        calibration_error: f64,
        #[serde(skip)]
        calibration: Calibration,
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
                let probabilities = model.predict_proba(test.x.view())?;
                let predicted: Vec<usize> = probabilities.columns().into_iter().map(class_of).collect();
                let matrix = ConfusionMatrix::new(&predicted, labels, names)?;
                let calibration = calibration(probabilities.view(), labels)?;
                Ok(Test::Classes {
                    test_accuracy: accuracy(&predicted, labels)?,
                    test_balanced_accuracy: matrix.balanced_accuracy().unwrap_or(f64::NAN),
                    test_auc: auc(probabilities.view(), labels),
                    calibration_error: calibration.expected_error(),
                    calibration,
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

/// AUC of the second class, of two that both occur.
fn auc(probabilities: ArrayView2<f64>, labels: &[usize]) -> Option<f64> {
    let is_second: Vec<bool> = labels.iter().map(|label| *label == 1).collect();
    if probabilities.nrows() != 2 {
        return None;
    }
    roc_auc(&probabilities.row(1).to_vec(), &is_second).ok()
}

/// How far the probabilities, (classes, m), can be believed.
fn calibration(probabilities: ArrayView2<f64>, labels: &[usize]) -> Result<Calibration, Error> {
    let answers = probabilities.columns().into_iter().zip(labels);
    let sure = answers.map(|(a, label)| (a[class_of(a)], class_of(a) == *label));
    let (confidences, is_correct): (Vec<f64>, Vec<bool>) = sure.unzip();
    Calibration::new(&confidences, &is_correct, BINS)
}

/// The accuracy or R² of `model` on samples that it has not seen; `None` where R² means nothing.
pub fn score(model: &Model<f32>, test: &Dataset) -> Result<Option<f64>, Error> {
    (!is_flat(&test.target)).then(|| model.score(test)).transpose()
}

/// Whether these are numbers that are all the same: R² compares with their mean.
pub fn is_flat(target: &Target) -> bool {
    matches!(target, Target::Values(y) if y.iter().all(|value| *value == y[[0, 0]]))
}
