//! Models, networks and checkpoints in files of safetensors: read, asked, written, read again.

use super::bounded;
use ann::{Activation, Checkpoint, Model, Network, OutputKind, PreparedModel, Real};
use ndarray::Array2;
use std::path::Path;

/// Reads the file as everything that it may be; if only its checksum is wrong, once more with the right one.
pub fn model(bytes: &[u8]) {
    let wrong = bounded(bytes, |path| [read::<f32>(path, bytes), read::<f64>(path, bytes)].concat());
    for message in wrong {
        if let Some(resealed) = resealed(bytes, &message) {
            bounded(&resealed, |path| (read::<f32>(path, &resealed), read::<f64>(path, &resealed)));
        }
    }
}

/// Why it cannot be read as a model, a network, a checkpoint.
fn read<F: Real>(path: &Path, bytes: &[u8]) -> Vec<String> {
    let (mut wrong, folder) = (Vec::new(), tempfile::tempdir().expect("a folder can be made"));
    let copy = folder.path().join("copy");
    match PreparedModel::<F>::load(path) {
        Err(error) => wrong.push(error.with_causes()),
        Ok(model) => {
            answers(&model.model);
            model.save(&copy).expect("it can be written");
            let again = PreparedModel::<F>::load(&copy).expect("it can be read again");
            assert_eq!((again.model, again.preparation), (model.model, model.preparation));
        }
    }
    match Network::<F>::load(path) {
        Err(error) => wrong.push(error.with_causes()),
        Ok(network) => {
            network.save(&copy).expect("it can be written");
            assert_eq!(Network::<F>::load(&copy).expect("it can be read again"), network);
        }
    }
    match Checkpoint::<F>::from_bytes(bytes) {
        Err(error) => wrong.push(error.with_causes()),
        Ok(checkpoint) => {
            // Compared as bytes: the history may hold NaN, which is not equal to itself.
            let written = checkpoint.to_bytes().expect("it can be written");
            let again = Checkpoint::<F>::from_bytes(&written).expect("it can be read again");
            assert_eq!(again.to_bytes().expect("it can be written again"), written);
        }
    }
    if let Ok(network) = Network::<F>::load_pytorch(path, Activation::Relu, Activation::Softmax) {
        network.predict(Array2::zeros((network.n_in(), 1)).view()).expect("it answers");
    }
    wrong
}

/// Asks a model for three samples, in every way that there is.
pub fn answers<F: Real>(model: &Model<F>) {
    let x = Array2::from_shape_fn((model.network.n_in(), 3), |(i, j)| i as f64 - 2.0 * j as f64);
    let (classes, probabilities) = (model.predict_classes(x.view()), model.predict_proba(x.view()));
    let (values, _answers) = (model.predict_values(x.view()), model.predict(x.view()));
    let has_classes = matches!(model.answer, OutputKind::Classes(_));
    assert!(has_classes || classes.is_err() && probabilities.is_err());
    assert!(!has_classes || values.is_err());
}

/// The file with the checksum that fits its contents, if this message says that it has another one; else nothing.
pub fn resealed(bytes: &[u8], message: &str) -> Option<Vec<u8>> {
    let (_, sums) = message.split_once("its checksum does not fit its contents: ")?;
    let (says, is) = sums.split_once(" instead of ")?;
    let is: String = is.chars().take_while(char::is_ascii_digit).collect();
    let old = format!(":{says},");
    let at = bytes.windows(old.len()).position(|window| window == old.as_bytes())?;
    // As long as before, so that no length of the format changes.
    let new = format!(":{is:>width$},", width = says.len());
    (new.len() == old.len()).then(|| [&bytes[..at], new.as_bytes(), &bytes[at + old.len()..]].concat())
}
