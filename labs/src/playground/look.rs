//! What the page sees of the network: the answers of its neurons on the plane, and its weights, which it can write.

use super::{Playground, data};
use ann::{Dropout, Error, Layer, Result};
use labs_engine::{forward, predict};

impl Playground {
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
        Ok(predict(&self.network, x.view())?[[0, 0]])
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
