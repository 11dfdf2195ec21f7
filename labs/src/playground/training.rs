//! The training of the playground, a step at a time: as the library's own loop trains.

use super::samples::Samples;
use super::setup::Setup;
use ann::{
    Activation, Batches, Cache, Cost, Dropout, Gradients, Init, Layer, Loss, Network, OptimizerState, Result, Rng,
};
use labs_engine::{backward, forward, step};
use ndarray::{Array2, ArrayView2, ShapeBuilder, s};

/// The network of these settings: each layer with the rule of initialisation that suits its activation.
pub fn network(setup: &Setup, rng: &mut Rng) -> Result<Network<f32>> {
    let output = match setup.data.loss() {
        Loss::MeanSquaredError => Activation::Identity,
        _ => Activation::Sigmoid,
    };
    let (mut layers, mut n_in) = (Vec::new(), setup.features.len());
    for &(size, activation) in setup.layers.iter().chain(&[(1, output)]) {
        layers.push(Layer::new(n_in, size, activation, Init::for_activation(activation), rng)?);
        n_in = size;
    }
    Network::from_layers(layers)?.with_keep_prob(setup.keep)
}

/// Adds the slope of the penalty `l1` · Σ |w|: it pulls each weight towards 0 with the same strength, and a small one all the way.
fn penalise(l1: f32, network: &Network<f32>, gradients: &mut Gradients<f32>) {
    let sign = |w: f32| if w == 0.0 { 0.0 } else { w.signum() };
    for (l, layer) in (1..).zip(network.layers()) {
        gradients.dw_mut(l).zip_mut_with(&layer.w, |dw, &w| *dw += l1 * sign(w));
    }
}

/// The first m columns of a buffer. A full one is taken as it is, as the library does.
fn columns(buffer: &Array2<f32>, m: usize) -> ArrayView2<'_, f32> {
    if m == buffer.ncols() { buffer.view() } else { buffer.slice(s![.., ..m]) }
}

/// What the steps need, made once.
#[derive(Debug)]
pub struct Training {
    pub optimizer: OptimizerState<f32>,
    pub batches: Batches,
    /// How many batches of this epoch are done.
    pub done: usize,
    /// One batch, X: (n_x, B) and Y: (1, B).
    x: Array2<f32>,
    y: Array2<f32>,
    cache: Cache<f32>,
    gradients: Gradients<f32>,
}

impl Training {
    /// For m samples.
    pub fn new(setup: &Setup, network: &Network<f32>, m: usize) -> Result<Self> {
        let size = setup.batch.min(m);
        Ok(Training {
            optimizer: OptimizerState::new(setup.rule, network)?,
            batches: Batches::new(m, size)?,
            done: 0,
            x: Array2::zeros((network.n_in(), size).f()),
            y: Array2::zeros((1, size).f()),
            cache: Cache::new(network, size),
            gradients: Gradients::new(network, size),
        })
    }

    /// One step: a batch, forward, backward, and what the rule makes of the gradient. True if it was the last of an epoch.
    pub fn step(
        &mut self,
        setup: &Setup,
        samples: &Samples,
        network: &mut Network<f32>,
        rng: &mut Rng,
    ) -> Result<bool> {
        let Training { optimizer, batches, done, x, y, cache, gradients } = self;
        if *done == 0 {
            batches.shuffle(rng);
        }
        let batch = batches.iter().nth(*done).unwrap_or_default();
        for (to, &from) in batch.iter().enumerate() {
            // A number at a time: for columns so short, views cost more than they hold.
            for i in 0..x.nrows() {
                x[[i, to]] = samples.x[[i, from]];
            }
            y[[0, to]] = samples.y[[0, from]];
        }
        let (x, y) = (columns(x, batch.len()), columns(y, batch.len()));
        let cost = Cost { loss: setup.data.loss(), weight_decay: setup.l2 / samples.x.ncols() as f64 };
        forward(network, x, Dropout::Draw(rng), cache)?;
        backward(network, y, &cost, cache, gradients)?;
        if setup.l1 > 0.0 {
            penalise((setup.l1 / samples.x.ncols() as f64) as f32, network, gradients);
        }
        step(optimizer, network, gradients, setup.rate)?;
        *done += 1;
        let is_last = *done == batches.iter().len();
        if is_last {
            *done = 0;
        }
        Ok(is_last)
    }
}
