//! The trainer as a linfa algorithm, driven by linfa's own datasets, cross-validation and metrics.

use crate::common::data;
use ann::data::{Target, Task, read_csv};
use ann::linfa::{Classifier, Regressor};
use ann::{Architecture, Error, Trainer};
use linfa::prelude::*;
use ndarray::{Array1, Array2, Axis};

/// Wine as linfa has it: a sample a row.
fn wine() -> linfa::Dataset<f64, usize, ndarray::Ix1> {
    let wine = read_csv(data("wine.csv"), "cultivar", Task::Auto).unwrap();
    let Target::Classes { labels, .. } = wine.target else { panic!("wine has classes") };
    let records = wine.x.t().as_standard_layout().into_owned();
    // Labels that are not 0, 1, 2 must come back as they went in.
    linfa::Dataset::new(records, Array1::from(labels).mapv(|label| 10 + 5 * label)).with_feature_names(wine.features)
}

#[test]
fn a_classifier_works_with_linfas_datasets_and_confusion_matrix() {
    // The rows are sorted by class: every fourth one is for the test.
    let wine = wine();
    let rows = |test: bool| (0..wine.nsamples()).filter(|i| (i % 4 == 0) == test).collect::<Vec<_>>();
    let part = |rows: Vec<usize>| {
        let (records, targets) = (wine.records.select(Axis(0), &rows), wine.targets.select(Axis(0), &rows));
        linfa::Dataset::new(records, targets).with_feature_names(wine.feature_names().to_vec())
    };
    let (train, test) = (part(rows(false)), part(rows(true)));
    let model = Classifier::default().fit(&train).unwrap();
    assert_eq!(model.labels, [10, 15, 20]);
    assert_eq!(model.model.features[0], "alcohol");
    let predicted: Array1<usize> = model.predict(&test);
    let accuracy = predicted.confusion_matrix(&test).unwrap().accuracy();
    assert!(accuracy > 0.9, "{accuracy}");
}

#[test]
fn cross_validation_compares_regressors() {
    let x = Array2::from_shape_fn((120, 2), |(i, j)| ((i * (j + 3)) as f64).sin());
    let y = x.map_axis(Axis(1), |row| row[0] * row[1] + row[0]);
    let mut dataset = linfa::Dataset::new(x, y);
    let linear =
        Regressor { architecture: Architecture { hidden: vec![], ..Architecture::default() }, ..Regressor::default() };
    let candidates = [Regressor::default(), linear];
    let r2 = dataset.cross_validate_single(4, &candidates, |predicted, truth| predicted.r2(truth)).unwrap();
    assert!(r2[0] > 0.9 && r2[0] > r2[1] + 0.1, "{r2}");
}

#[test]
fn text_labels_are_classes_too() {
    let x = Array2::from_shape_fn((40, 1), |(i, _)| if i < 20 { i as f64 } else { 100.0 + i as f64 });
    let y = Array1::from_shape_fn(40, |i| if i < 20 { "low" } else { "high" });
    let dataset = linfa::Dataset::new(x, y);
    let model = Classifier { seed: 3, ..Classifier::default() }.fit(&dataset).unwrap();
    assert_eq!(model.predict(&dataset), dataset.targets);
}

#[test]
fn errors_of_both_libraries_pass_through() {
    let one_class = linfa::Dataset::new(Array2::<f64>::zeros((5, 2)), Array1::<usize>::zeros(5));
    assert!(matches!(Classifier::default().fit(&one_class), Err(Error::Data { .. })));
    let bad = Regressor { trainer: Trainer { epochs: 0, ..Trainer::default() }, ..Regressor::default() };
    let numbers = linfa::Dataset::new(Array2::<f64>::eye(5), Array1::<f64>::ones(5));
    assert!(matches!(bad.fit(&numbers), Err(Error::Setting { .. })));
    let theirs = linfa::Error::NotEnoughSamples.to_string();
    assert_eq!(Error::from(linfa::Error::NotEnoughSamples).to_string(), theirs, "as linfa says it, once");
}
