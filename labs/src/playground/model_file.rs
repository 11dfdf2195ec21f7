//! Models in files: the network of the playground as `ann predict` reads it, and such models back in the playground.
//!
//! A file has the columns of a table, not the coordinates of the window, so the two scalers lie between; where the coordinates are
//! principal components, these are a first layer without an activation. One sigmoid says of two classes what a softmax says of the sums
//! 0 and z.

use super::data::Feature;
use super::setup::{LAYERS, NEURONS};
use super::view::View;
use super::{Playground, format};
use ann::data::Scaler;
use ann::{Activation, Error, Layer, Model, Network, OutputKind, Result};
use ndarray::{Array2, ShapeBuilder, s};

/// How far the weights of a layer of components may be apart to be the same.
const SAME: f32 = 1e-5;

impl Playground {
    /// The trained network as the bytes of a model file.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] if it reads what is no column of a table.
    pub fn model_file(&self) -> Result<Vec<u8>> {
        let columns: Option<Vec<usize>> = self.setup.features.iter().map(|feature| column(*feature)).collect();
        let columns = columns.ok_or_else(|| Error::Data {
            problem:
                "a model file reads the columns of a table, x₁ and x₂: choose no other features before you save it"
                    .into(),
        })?;
        if self.weights().iter().any(|w| !w.is_finite()) {
            let problem = "the model cannot be kept, as it could not be used again: a weight is not a finite number";
            return Err(Error::Data { problem: problem.to_owned() });
        }
        let View { scaler, target_name, answer, .. } = &self.view;
        let mut layers = self.network.layers().to_vec();
        let (names, scaler) = match self.view.layer() {
            Some(Layer { w, b, activation, keep_prob }) => {
                let (w, b) = (chosen(&w, &columns), chosen(&b, &columns));
                layers.insert(0, Layer { w, b, activation, keep_prob });
                (self.view.columns.clone(), scaler.clone())
            }
            None => {
                let of = |numbers: &ndarray::Array1<f64>| columns.iter().map(|&column| numbers[column]).collect();
                let names = columns.iter().map(|&column| self.view.columns[column].clone()).collect();
                (names, Scaler::from_parts(of(scaler.shift()), of(scaler.scale()))?)
            }
        };
        if let (OutputKind::Classes(_), Some(last)) = (answer, layers.last_mut()) {
            let below = |numbers: &Array2<f32>| {
                let with_zero = |(i, j): (usize, usize)| if i == 0 { 0.0 } else { numbers[[0, j]] };
                Array2::from_shape_fn((2, numbers.ncols()).f(), with_zero)
            };
            *last = Layer { w: below(&last.w), b: below(&last.b), activation: Activation::Softmax, keep_prob: 1.0 };
        }
        let (target_name, answer) = (target_name.clone(), answer.clone());
        let network = Network::from_layers(layers)?;
        Ok(format::write(&Model { network, scaler, features: names, target_name, answer }))
    }

    /// Goes on with the network of a model file, on the samples that are there; `name` is what messages call the file.
    ///
    /// # Errors
    ///
    /// Those of a file that is no model of the library; [`Error::File`] if the playground cannot show such a network, or its samples are of another kind.
    pub fn open_model(&mut self, bytes: &[u8], name: &str) -> Result<()> {
        let unfit = |problem: String| Error::File {
            path: name.into(),
            what: "model for the playground",
            problem,
            source: None,
        };
        let model = format::read(bytes, name)?;
        let mut layers = self.in_window(&model).map_err(unfit)?;
        let output = layers.pop().ok_or_else(|| unfit("it has no layers".to_owned()))?;
        layers.push(self.answering(&model, output).map_err(unfit)?);
        let hidden = &layers[..layers.len() - 1];
        if hidden.len() > LAYERS || hidden.iter().any(|layer| layer.n_out() > NEURONS) {
            let sizes: Vec<String> = hidden.iter().map(|layer| layer.n_out().to_string()).collect();
            let room = "the playground shows up to 6 hidden layers of up to 12 neurons";
            return Err(unfit(format!("its hidden layers have {} neurons, and {room}", sizes.join(", "))));
        }
        if hidden.iter().any(|layer| layer.activation == Activation::Softmax) {
            return Err(unfit("a hidden layer has a softmax, which the playground does not show".to_owned()));
        }
        let mut setup = self.setup.clone();
        setup.features = vec![Feature::X1, Feature::X2];
        setup.layers = hidden.iter().map(|layer| (layer.n_out(), layer.activation)).collect();
        for layer in &mut layers {
            layer.keep_prob = 1.0;
        }
        let network = Network::from_layers(layers)?.with_keep_prob(setup.keep)?;
        *self = Self::of(setup, self.table.take(), Some(network))?;
        Ok(())
    }

    /// The layers of a model, of which the first reads the coordinates of the window.
    fn in_window(&self, model: &Model<f32>) -> Result<Vec<Layer<f32>>, String> {
        let View { columns, scaler, .. } = &self.view;
        let mut layers = model.network.layers().to_vec();
        let place = |name: &String| columns.iter().position(|column| column == name);
        let places: Option<Vec<usize>> = model.features.iter().map(place).collect();
        if let (Some(own), Some(first)) = (self.view.layer(), layers.first()) {
            // Columns in another order would be another layer.
            let is_same = model.features == *columns && is_near(&own.w, &first.w) && is_near(&own.b, &first.b);
            if is_same && first.activation == Activation::Identity && model.scaler == *scaler {
                layers.remove(0);
                return Ok(layers);
            }
            return Err("it does not read the principal components that the playground shows of this table".to_owned());
        }
        let reads = model.features.iter().map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ");
        let order = match places {
            Some(places) => places,
            None if !self.setup.data.is_own() => (0..model.features.len()).collect(),
            None => return Err(format!("it reads {reads}, and the table has '{}' and '{}'", columns[0], columns[1])),
        };
        if order.len() != 2 || order[0] == order[1] {
            return Err(format!("it reads {} columns, and the playground shows two: {reads:.200}", order.len()));
        }
        let first = &mut layers[0];
        let (w, mut b) = (first.w.clone(), first.b.mapv(f64::from));
        for (from, &to) in order.iter().enumerate() {
            // (x − shift) / scale of the model, for x = u · scale + shift of the window.
            let factor = scaler.scale()[to] / model.scaler.scale()[from];
            let offset = (scaler.shift()[to] - model.scaler.shift()[from]) / model.scaler.scale()[from];
            b.scaled_add(offset, &w.slice(s![.., from..=from]).mapv(f64::from));
            first.w.column_mut(to).assign(&w.column(from).mapv(|w| (f64::from(w) * factor) as f32));
        }
        first.b = b.mapv(|b| b as f32);
        Ok(layers)
    }

    /// The last layer of a model as the playground has it: one sigmoid, or one number on the scale of the samples.
    fn answering(&self, model: &Model<f32>, last: Layer<f32>) -> Result<Layer<f32>, String> {
        match (&self.view.answer, &model.answer) {
            (OutputKind::Classes(own), OutputKind::Classes(names)) => {
                if names.len() != 2 || last.activation != Activation::Softmax {
                    return Err(format!("it tells {} classes apart, and the playground two", names.len()));
                }
                let yes = match names.iter().position(|name| *name == own[1]) {
                    Some(yes) if names[1 - yes] == own[0] => yes,
                    _ if !self.setup.data.is_own() => 1,
                    _ => {
                        let [no, yes] = [&own[0], &own[1]];
                        return Err(format!(
                            "it tells '{}' from '{}', and the table '{no}' from '{yes}'",
                            names[0], names[1]
                        ));
                    }
                };
                let apart = |of: &Array2<f32>| {
                    Array2::from_shape_fn((1, of.ncols()).f(), |(_, j)| of[[yes, j]] - of[[1 - yes, j]])
                };
                Ok(Layer { w: apart(&last.w), b: apart(&last.b), activation: Activation::Sigmoid, keep_prob: 1.0 })
            }
            (OutputKind::Values(own), OutputKind::Values(scaler)) => {
                if last.n_out() != 1 || last.activation != Activation::Identity {
                    return Err(format!("it answers with {} numbers, and the playground with one", last.n_out()));
                }
                let factor = scaler.scale()[0] / own.scale()[0];
                let offset = (scaler.shift()[0] - own.shift()[0]) / own.scale()[0];
                let w = last.w.mapv(|w| (f64::from(w) * factor) as f32);
                let b = last.b.mapv(|b| (f64::from(b) * factor + offset) as f32);
                Ok(Layer { w, b, ..last })
            }
            (OutputKind::Classes(_), _) => {
                Err("it answers with a number, and the samples here have classes".to_owned())
            }
            _ => Err("it answers with a class, and the samples here have numbers".to_owned()),
        }
    }
}

/// The column that a feature is, if it is one.
fn column(feature: Feature) -> Option<usize> {
    [Feature::X1, Feature::X2].iter().position(|column| *column == feature)
}

/// These rows.
fn chosen(of: &Array2<f32>, rows: &[usize]) -> Array2<f32> {
    Array2::from_shape_fn((rows.len(), of.ncols()).f(), |(i, j)| of[[rows[i], j]])
}

fn is_near(a: &Array2<f32>, b: &Array2<f32>) -> bool {
    a.dim() == b.dim() && a.iter().zip(b).all(|(a, b)| (a - b).abs() <= SAME)
}
