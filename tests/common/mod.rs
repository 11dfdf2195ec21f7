//! What the tests of several chapters share: fixtures from PyTorch and scikit-learn, and how to compare with them.
#![allow(dead_code, reason = "each test program uses its own part")]

pub mod allocator;
pub mod onnx;

use ann::{Activation, Layer, Loss, Network};
use ndarray::{Array2, ArrayView2, ShapeBuilder};
use serde::{Deserialize, de::DeserializeOwned};
use std::path::Path;

/// A matrix as a fixture has it: a list of rows.
pub type Rows = Vec<Vec<f64>>;

/// Reads `tests/fixtures/NAME.json`.
pub fn fixture<T: DeserializeOwned>(name: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name).with_extension("json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A case of `gradients.json`: what PyTorch says of a network with one hidden layer.
#[derive(Deserialize)]
pub struct GradientCase {
    pub hidden: String,
    pub output: String,
    loss: String,
    pub l2: f64,
    pub x: Rows,
    pub y: Rows,
    pub theta: Vec<Rows>,
    pub answer: Rows,
    pub cost: f64,
    pub gradients: Vec<Rows>,
}

impl GradientCase {
    pub fn loss(&self) -> Loss {
        match self.loss.as_str() {
            "binary" => Loss::BinaryCrossEntropy,
            "categorical" => Loss::CategoricalCrossEntropy,
            _ => Loss::MeanSquaredError,
        }
    }
}

/// The path of a file in `data/`.
pub fn data(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name)
}

pub fn matrix(rows: &Rows) -> Array2<f64> {
    let columns = rows.first().map_or(0, Vec::len);
    let mut matrix = Array2::zeros((rows.len(), columns).f());
    for (i, row) in rows.iter().enumerate() {
        for (j, &x) in row.iter().enumerate() {
            matrix[[i, j]] = x;
        }
    }
    matrix
}

/// A network of the parameters W, b, W, b, … of a fixture.
pub fn network(theta: &[Rows], hidden: Activation, output: Activation) -> Network<f64> {
    let depth = theta.len() / 2;
    let layers = theta.chunks(2).enumerate().map(|(l, pair)| Layer {
        w: matrix(&pair[0]),
        b: matrix(&pair[1]),
        activation: if l + 1 == depth { output } else { hidden },
        keep_prob: 1.0,
    });
    Network::from_layers(layers.collect()).expect("the fixture's shapes fit")
}

/// The largest |a − b| / max(1, |b|). It is infinite where that is no number, which `max` would pass over.
pub fn distance(a: ArrayView2<f64>, b: ArrayView2<f64>) -> f64 {
    assert_eq!(a.dim(), b.dim());
    let apart = a.iter().zip(b).map(|(a, b)| (a - b).abs() / b.abs().max(1.0));
    apart.map(|apart| if apart.is_nan() { f64::INFINITY } else { apart }).fold(0.0, f64::max)
}

#[track_caller]
pub fn assert_close(a: ArrayView2<f64>, b: ArrayView2<f64>, tolerance: f64, what: &str) {
    let distance = distance(a, b);
    assert!(distance <= tolerance, "{what}: off by {distance:e}\nfound\n{a}\nexpected\n{b}");
}

/// The message of an error, which must be one.
#[track_caller]
pub fn message<T>(result: ann::Result<T>) -> String {
    match result {
        Ok(_) => panic!("this should have been refused"),
        Err(error) => error.to_string(),
    }
}
