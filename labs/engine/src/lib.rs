//! What the live figures repeat most: the library's functions of `f32`, compiled for speed.
//!
//! A generic function is compiled in the crate that calls it, and as that crate is. The labs are compiled for size, because a page loads
//! them, so they call these. Their code is the library's own, and stands in the script once.

use ann::{
    Cache, Cost, Dropout, Epoch, Evaluation, Gradients, Loss, Model, Network, OptimizerState, Result, TrainingRun,
};
use ndarray::{Array2, ArrayView2};

/// [`ann::forward()`].
///
/// # Errors
///
/// Those of the library.
#[inline(never)]
pub fn forward<'c>(
    network: &Network<f32>,
    x: ArrayView2<f32>,
    dropout: Dropout<'_>,
    cache: &'c mut Cache<f32>,
) -> Result<ArrayView2<'c, f32>> {
    ann::forward(network, x, dropout, cache)
}

/// [`ann::backward()`].
///
/// # Errors
///
/// Those of the library.
#[inline(never)]
pub fn backward(
    network: &Network<f32>,
    y: ArrayView2<f32>,
    cost: &Cost,
    cache: &Cache<f32>,
    gradients: &mut Gradients<f32>,
) -> Result<()> {
    ann::backward(network, y, cost, cache, gradients)
}

/// [`OptimizerState::step`].
///
/// # Errors
///
/// Those of the library.
#[inline(never)]
pub fn step(
    optimizer: &mut OptimizerState<f32>,
    network: &mut Network<f32>,
    gradients: &Gradients<f32>,
    learning_rate: f64,
) -> Result<()> {
    optimizer.step(network, gradients, learning_rate)
}

/// [`ann::evaluate`].
///
/// # Errors
///
/// Those of the library.
#[inline(never)]
pub fn evaluate(
    network: &Network<f32>,
    x: ArrayView2<f32>,
    y: ArrayView2<f32>,
    loss: Loss,
    cache: &mut Cache<f32>,
) -> Result<Evaluation> {
    ann::evaluate(network, x, y, loss, cache)
}

/// [`TrainingRun::epoch`].
///
/// # Errors
///
/// Those of the library.
#[inline(never)]
pub fn epoch(run: &mut TrainingRun<'_, f32>) -> Result<Option<Epoch>> {
    run.epoch()
}

/// [`Network::predict`].
///
/// # Errors
///
/// Those of the library.
#[inline(never)]
pub fn predict(network: &Network<f32>, x: ArrayView2<f32>) -> Result<Array2<f32>> {
    network.predict(x)
}

/// [`Model::predict_proba`].
///
/// # Errors
///
/// Those of the library.
#[inline(never)]
pub fn predict_proba(model: &Model<f32>, x: ArrayView2<f64>) -> Result<Array2<f64>> {
    model.predict_proba(x)
}
