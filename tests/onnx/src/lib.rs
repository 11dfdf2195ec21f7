//! What `ann` writes as ONNX, run by tract, an engine in Rust that knows nothing of it. A package of its own, as it compiles for long:
//! `cargo test --release -p onnx-engine`.

use std::path::Path;
use tract_onnx::prelude::tract_ndarray::Array2;
use tract_onnx::prelude::{Datum, Framework, InferenceModelExt, IntoRunnable, Tensor, TractResult, tvec};

/// What a model is given: a matrix with a row for each sample.
#[derive(Debug, Clone)]
pub enum Input {
    /// Of 64-bit numbers, row by row.
    Numbers(Vec<f64>),
    /// Of texts, row by row.
    Texts(Vec<String>),
}

/// What a model answers, row by row.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// Numbers of any type.
    Numbers(Vec<f64>),
    /// Texts.
    Texts(Vec<String>),
}

/// The answers of the model in this file to so many samples; inputs and outputs in the order of the file.
///
/// # Errors
///
/// What tract says, if it does not read the file or cannot run it.
pub fn answers(path: &Path, samples: usize, inputs: &[Input]) -> TractResult<Vec<Output>> {
    let model = tract_onnx::onnx().model_for_path(path)?.into_optimized()?.into_runnable()?;
    let mut tensors = tvec!();
    for input in inputs {
        let tensor = match input {
            Input::Numbers(numbers) => matrix(samples, numbers)?,
            Input::Texts(texts) => matrix(samples, texts)?,
        };
        tensors.push(tensor.into());
    }
    let outputs = model.run(tensors)?;
    outputs.iter().map(|output| output_of(output)).collect()
}

/// A tensor of so many rows.
fn matrix<T: Datum>(rows: usize, elements: &[T]) -> TractResult<Tensor> {
    Ok(Array2::from_shape_vec((rows, elements.len() / rows), elements.to_vec())?.into())
}

fn output_of(tensor: &Tensor) -> TractResult<Output> {
    if tensor.datum_type() == String::datum_type() {
        return Ok(Output::Texts(tensor.to_plain_array_view::<String>()?.iter().cloned().collect()));
    }
    let numbers = tensor.cast_to::<f64>()?;
    Ok(Output::Numbers(numbers.to_plain_array_view::<f64>()?.iter().copied().collect()))
}
