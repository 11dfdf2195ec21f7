//! The playground: any small network on samples of the plane, step by step.
//!
//! Read [`data`] (where samples come from, and the features), [`setup`] (what can be chosen), [`mod@samples`], `code` (the same in Rust),
//! and this file (the training).

mod code;
pub mod data;
pub mod samples;
pub mod setup;

use ann::{
    Activation, Batches, Cache, Cost, Dropout, Error, Gradients, Init, Layer, Loss, Network, OptimizerState, Result,
    Rng, backward, evaluate, forward,
};
use ndarray::{Array2, ShapeBuilder, s};
use samples::{Samples, samples};
use setup::Setup;

/// A network, its samples, and its training under way.
#[derive(Debug)]
pub struct Playground {
    setup: Setup,
    train: Samples,
    test: Samples,
    network: Network<f32>,
    training: Training,
    /// Of the order of the samples, and of the masks.
    rng: Rng,
    /// How many whole epochs are done.
    epoch: usize,
    /// For evaluations and planes.
    cache: Cache<f32>,
    /// The features of the middles of size × size squares, for each size that was asked for.
    grids: Vec<(usize, Array2<f32>)>,
}

/// What the steps need, made once.
#[derive(Debug)]
struct Training {
    optimizer: OptimizerState<f32>,
    batches: Batches,
    /// How many batches of this epoch are done.
    done: usize,
    /// One batch, X: (n_x, B) and Y: (1, B).
    x: Array2<f32>,
    y: Array2<f32>,
    cache: Cache<f32>,
    gradients: Gradients<f32>,
}

impl Playground {
    /// A fresh network for these settings.
    ///
    /// # Errors
    ///
    /// What is wrong with the settings.
    pub fn new(settings: &str) -> Result<Self> {
        Self::of(Setup::parse(settings)?)
    }

    fn of(setup: Setup) -> Result<Self> {
        let [train, test] = samples(&setup)?;
        let mut rng = ann::rng(setup.seed);
        let network = network(&setup, &mut rng)?;
        let training = Training::new(&setup, &network, train.x.ncols())?;
        let (cache, grids) = (Cache::default(), Vec::new());
        Ok(Playground { setup, train, test, network, training, rng, epoch: 0, cache, grids })
    }

    /// Goes on with other settings. The weights stay where that can be: with another rate, rule, penalty, batch, dropout or end.
    /// True if they stayed.
    ///
    /// # Errors
    ///
    /// What is wrong with the settings; nothing has changed then.
    pub fn change(&mut self, settings: &str) -> Result<bool> {
        let setup = Setup::parse(settings)?;
        if !setup.continues(&self.setup) {
            *self = Self::of(setup)?;
            return Ok(false);
        }
        if setup.rule != self.setup.rule {
            self.training.optimizer = OptimizerState::new(setup.rule, &self.network)?;
        }
        if setup.batch != self.setup.batch {
            let optimizer = self.training.optimizer.clone();
            self.training = Training { optimizer, ..Training::new(&setup, &self.network, self.train.x.ncols())? };
        }
        for l in 1..self.network.depth() {
            self.network.layer_mut(l).keep_prob = setup.keep;
        }
        self.setup = setup;
        Ok(true)
    }

    /// Up to n steps, as many as there are before the end that is set. How many there were.
    ///
    /// # Errors
    ///
    /// [`Error::Diverged`] if the loss is no number any more.
    pub fn step(&mut self, n: usize) -> Result<usize> {
        let mut taken = 0;
        while taken < n && !self.is_over() {
            self.one()?;
            taken += 1;
        }
        Ok(taken)
    }

    /// Whether the epochs are done after which it shall stop.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.setup.stop > 0 && self.epoch >= self.setup.stop
    }

    /// How many steps are left of this epoch; after the last, those of a whole one.
    #[must_use]
    pub fn steps_left(&self) -> usize {
        self.training.batches.iter().len() - self.training.done
    }

    /// One step: a batch, forward, backward, and what the rule makes of the gradient.
    fn one(&mut self) -> Result<()> {
        let Training { optimizer, batches, done, x, y, cache, gradients } = &mut self.training;
        if *done == 0 {
            batches.shuffle(&mut self.rng);
        }
        let samples = batches.iter().nth(*done).unwrap_or_default();
        for (to, &from) in samples.iter().enumerate() {
            x.column_mut(to).assign(&self.train.x.column(from));
            y[[0, to]] = self.train.y[[0, from]];
        }
        let (x, y) = (x.slice(s![.., ..samples.len()]), y.slice(s![.., ..samples.len()]));
        let cost = Cost { loss: self.setup.data.loss(), l2: self.setup.l2 / self.train.x.ncols() as f64 };
        forward(&self.network, x, Dropout::Draw(&mut self.rng), cache)?;
        backward(&self.network, y, &cost, cache, gradients)?;
        optimizer.step(&mut self.network, gradients, self.setup.rate)?;
        *done += 1;
        if *done == batches.iter().len() {
            (*done, self.epoch) = (0, self.epoch + 1);
        }
        Ok(())
    }

    /// The epochs that are done, with the part of this one; the loss and the accuracy or R² on the training samples, then both on the
    /// test samples; the number of parameters.
    ///
    /// # Errors
    ///
    /// [`Error::Diverged`] if a loss is no number any more.
    pub fn numbers(&mut self) -> Result<Vec<f64>> {
        let part = self.training.done as f64 / self.training.batches.iter().len() as f64;
        let mut numbers = vec![self.epoch as f64 + part];
        for Samples { x, y, .. } in [&self.train, &self.test] {
            let judged = evaluate(&self.network, x.view(), y.view(), self.setup.data.loss(), &mut self.cache)?;
            if !judged.loss.is_finite() {
                let cause = format!("the learning rate {} is probably too large: try a tenth of it", self.setup.rate);
                return Err(Error::Diverged { epoch: self.epoch, loss: judged.loss, cause });
            }
            numbers.extend([judged.loss, judged.metric.value()]);
        }
        numbers.push(self.network.parameters() as f64);
        Ok(numbers)
    }

    /// What every neuron answers at the middles of size × size squares of the window, layer after layer, the features first; each
    /// neuron's squares row by row from above.
    ///
    /// # Errors
    ///
    /// Those of the library.
    pub fn planes(&mut self, size: usize) -> Result<Vec<f32>> {
        self.look(size)?;
        let mut planes = Vec::with_capacity(size * size * self.network.sizes().iter().sum::<usize>());
        (0..=self.network.depth()).for_each(|l| planes.extend(self.cache.a(l).rows().into_iter().flatten()));
        Ok(planes)
    }

    /// The same of neuron i of layer l alone; layer 0 are the features.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if there is no such neuron.
    pub fn plane(&mut self, l: usize, i: usize, size: usize) -> Result<Vec<f32>> {
        self.check(l, i)?;
        self.look(size)?;
        Ok(self.cache.a(l).row(i).to_vec())
    }

    /// The answer at one place of the window.
    ///
    /// # Errors
    ///
    /// Those of the library.
    pub fn answer(&self, x1: f64, x2: f64) -> Result<f32> {
        let x = data::features(&self.setup.features, std::iter::once([x1, x2]));
        Ok(self.network.predict(x.view())?[[0, 0]])
    }

    /// The sizes of the layers, the features first.
    #[must_use]
    pub fn sizes(&self) -> Vec<usize> {
        self.network.sizes()
    }

    /// Of every layer its weights, neuron after neuron, and behind those of a neuron its bias.
    #[must_use]
    pub fn weights(&self) -> Vec<f32> {
        let of_layer = |layer: &Layer<f32>| {
            let neurons = layer.w.rows().into_iter().zip(&layer.b);
            neurons.flat_map(|(w, b)| w.iter().copied().chain([*b]).collect::<Vec<_>>()).collect::<Vec<_>>()
        };
        self.network.layers().iter().flat_map(of_layer).collect()
    }

    /// Writes the weight of neuron i of layer l on neuron j of the layer before, or with j behind the last, its bias.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if there is no such weight, or the number is not finite.
    pub fn set_weight(&mut self, l: usize, i: usize, j: usize, value: f32) -> Result<()> {
        self.check(l, i)?;
        let inputs = if l == 0 { 0 } else { self.network.layer(l).n_in() };
        if l == 0 || j > inputs || !value.is_finite() {
            let requirement = "a finite number, for a weight that the layer has";
            return Err(Error::Setting { name: "weight", value: value.to_string(), requirement });
        }
        let layer = self.network.layer_mut(l);
        if j == inputs {
            layer.b[[i, 0]] = value;
        } else {
            layer.w[[i, j]] = value;
        }
        Ok(())
    }

    /// x₁, x₂ and y of each training sample, then of each test sample.
    #[must_use]
    pub fn points(&self, is_test: bool) -> Vec<f32> {
        if is_test { self.test.drawn.clone() } else { self.train.drawn.clone() }
    }

    /// The settings, whole.
    #[must_use]
    pub fn settings(&self) -> String {
        self.setup.to_string()
    }

    /// A program that trains this network on these samples.
    #[must_use]
    pub fn code(&self) -> String {
        code::program(&self.setup)
    }

    fn check(&self, l: usize, i: usize) -> Result<()> {
        if self.network.sizes().get(l).is_some_and(|size| i < *size) {
            return Ok(());
        }
        let requirement = "one of this network";
        Err(Error::Setting { name: "neuron", value: format!("{} of layer {l}", i + 1), requirement })
    }

    /// A forward pass over the middles of size × size squares of the window, into the cache.
    fn look(&mut self, size: usize) -> Result<()> {
        let known = self.grids.iter().position(|(of, _)| *of == size);
        let at = known.unwrap_or_else(|| {
            self.grids.push((size, data::features(&self.setup.features, data::grid(size))));
            self.grids.len() - 1
        });
        forward(&self.network, self.grids[at].1.view(), Dropout::Off, &mut self.cache).map(|_| ())
    }
}

/// The network of these settings: each layer with the rule of initialisation that suits its activation.
fn network(setup: &Setup, rng: &mut Rng) -> Result<Network<f32>> {
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

impl Training {
    /// For m samples.
    fn new(setup: &Setup, network: &Network<f32>, m: usize) -> Result<Self> {
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
}

#[cfg(test)]
mod tests;
