//! Models in files of ONNX: read, asked, written, read again.

use super::bounded;
use super::model::{answers, resealed};
use ann::model::onnx::Names;
use ann::{PreparedModel, Real};
use std::path::Path;

/// Reads the file as a model of 32 and of 64 bits; if only its checksum is wrong, once more with the right one.
pub fn onnx(bytes: &[u8]) {
    let wrong = bounded(bytes, |path| [read::<f32>(path), read::<f64>(path)]);
    for message in wrong.into_iter().flatten() {
        if let Some(resealed) = resealed(bytes, &message) {
            bounded(&resealed, |path| (read::<f32>(path), read::<f64>(path)));
        }
    }
}

/// Why it cannot be read.
fn read<F: Real>(path: &Path) -> Option<String> {
    let two = Names { classes: Some(["no", "yes"].map(str::to_owned).to_vec()), ..Names::default() };
    let _ = PreparedModel::<F>::load_onnx(path, &two);
    let model = match PreparedModel::<F>::load_onnx(path, &Names::default()) {
        Ok(model) => model,
        Err(error) => return Some(error.with_causes()),
    };
    answers(&model.model);
    let folder = tempfile::tempdir().expect("a folder can be made");
    let copy = folder.path().join("copy.onnx");
    // What another program wrote may have two features of one name, which this one does not write.
    if model.save_onnx(&copy).is_ok() {
        let again = PreparedModel::<F>::load_onnx(&copy, &Names::default()).expect("it can be read again");
        assert_eq!(again.model, model.model);
    }
    None
}
