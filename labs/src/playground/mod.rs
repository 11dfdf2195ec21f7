//! The playground: any small network on samples of the plane, step by step.
//!
//! | file | holds |
//! |---|---|
//! | [`data`] | where samples come from, and the features made of two coordinates |
//! | [`table`] | samples from a table of the reader's own; [`view`] brings them into the window |
//! | [`setup`] | what can be chosen |
//! | [`mod@samples`] | the samples of a setup |
//! | `training` | one step |
//! | `look` | what the page sees of the network |
//! | `model_file` | networks into files and out of them; `format` and `json` are the files |
//! | `code` | the same in Rust |

mod code;
pub mod data;
mod format;
mod json;
mod look;
mod model_file;
pub mod samples;
pub mod setup;
pub mod table;
mod training;
pub mod view;

use ann::data::{Dataset, Target};
use ann::{Cache, Error, Network, OptimizerState, Result, Rng};
use data::Source;
use labs_engine::evaluate;
use ndarray::Array2;
use samples::{Samples, samples};
use setup::Setup;
use std::rc::Rc;
use training::{Training, network};
use view::View;

/// A network, its samples, and its training under way.
#[derive(Debug)]
pub struct Playground {
    setup: Setup,
    /// That of the reader, with what it is called.
    table: Option<(Rc<Dataset>, String)>,
    view: View,
    train: Samples,
    test: Samples,
    network: Network<f32>,
    /// The network of a file, from which the training started.
    opened: Option<Network<f32>>,
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

impl Playground {
    /// A fresh network for these settings.
    ///
    /// # Errors
    ///
    /// What is wrong with the settings.
    pub fn new(settings: &str) -> Result<Self> {
        Self::of(Setup::parse(settings)?, None, None)
    }

    fn of(setup: Setup, table: Option<(Rc<Dataset>, String)>, opened: Option<Network<f32>>) -> Result<Self> {
        let (view, [train, test]) = samples(&setup, table.as_ref().map(|(table, _)| &**table))?;
        let mut rng = ann::rng(setup.seed);
        let network = opened.clone().map_or_else(|| network(&setup, &mut rng), Ok)?;
        let training = Training::new(&setup, &network, train.x.ncols())?;
        let (cache, grids) = (Cache::default(), Vec::new());
        Ok(Playground { setup, table, view, train, test, network, opened, training, rng, epoch: 0, cache, grids })
    }

    /// Starts again, from the same weights.
    ///
    /// # Errors
    ///
    /// Those of the library.
    pub fn again(&mut self) -> Result<()> {
        *self = Self::of(self.setup.clone(), self.table.clone(), self.opened.clone())?;
        Ok(())
    }

    /// Takes the samples of a table, as [`table::read`] does, and starts afresh; `name` is what messages call it.
    ///
    /// # Errors
    ///
    /// What is wrong with the table; nothing has changed then.
    pub fn load(&mut self, text: &str, name: &str) -> Result<()> {
        let table = table::read(text, name)?;
        let mut setup = self.setup.clone();
        (setup.data, setup.class) = match &table.target {
            Target::Classes { .. } => (Source::OwnClasses, 2),
            Target::Values(_) => (Source::OwnNumbers, 2),
        };
        *self = Self::of(setup, Some((Rc::new(table), name.to_owned())), None)?;
        Ok(())
    }

    /// What is drawn of the reader's table, in sentences.
    #[must_use]
    pub fn table(&self) -> String {
        if self.setup.data.is_own() {
            self.view.told([&self.train, &self.test].map(|part| &part.places).into_iter())
        } else {
            String::new()
        }
    }

    /// The classes of the reader's table, if these are more than two.
    #[must_use]
    pub fn classes(&self) -> Vec<String> {
        if self.view.classes.len() > 2 { self.view.classes.clone() } else { Vec::new() }
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
            *self = Self::of(setup, self.table.clone(), None)?;
            return Ok(false);
        }
        if setup.rule != self.setup.rule {
            self.training.optimizer = OptimizerState::new(setup.rule, &self.network)?;
        }
        if setup.batch != self.setup.batch {
            let training = Training::new(&setup, &self.network, self.train.x.ncols())?;
            let optimizer = std::mem::replace(&mut self.training, training).optimizer;
            self.training.optimizer = optimizer;
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
            let is_last = self.training.step(&self.setup, &self.train, &mut self.network, &mut self.rng)?;
            self.epoch += usize::from(is_last);
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

    /// x₁, x₂ and y of each training sample, then of each test sample.
    #[must_use]
    pub fn points(&self, is_test: bool) -> Vec<f32> {
        if is_test { self.test.drawn() } else { self.train.drawn() }
    }

    /// The settings, whole.
    #[must_use]
    pub fn settings(&self) -> String {
        self.setup.to_string()
    }

    /// A program that trains this network on these samples.
    #[must_use]
    pub fn code(&self) -> String {
        code::program(&self.setup, &self.view, self.table.as_ref().map_or("", |(_, name)| name))
    }
}

#[cfg(test)]
mod tests;
