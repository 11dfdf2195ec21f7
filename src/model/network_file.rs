//! Networks alone in files: with their activations, and from files that PyTorch wrote, which hold nothing but tensors.

use super::envelope::NETWORK;
use super::problem::Problem;
use super::safetensors::{File, LayerDescription, check_finite, describe, dtype, of_layers, open, to_file, to_matrix};
use crate::disk;
use crate::{Activation, Error, Layer, Network, Real, Result};
use ndarray::{Array2, ShapeBuilder};
use safetensors::tensor::{Dtype, SafeTensors};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::Path;

/// What a file of PyTorch's is called in messages.
const WHAT: &str = "file of PyTorch's Linear layers";

#[derive(Serialize, Deserialize)]
struct Description {
    layers: Vec<LayerDescription>,
}

impl<F: Real> Network<F> {
    /// Writes the network to `path` as safetensors, replacing what is there only when everything is safely on the disk.
    ///
    /// The tensors are named and laid out as those of PyTorch's `Linear` layers: `layers.0.weight`, (n_out, n_in) row by row, and
    /// `layers.0.bias`, (n_out), of layer 1, and so on. Activations and dropout stand in the metadata. Scalers and names are not
    /// part of a network: [`Model::save`](crate::Model::save) keeps them too.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] if the network could not be loaded again, such as after a training that diverged; [`Error::Io`] if the file
    /// cannot be written. What was there before is then still there.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let unfit = |problem: Problem| -> Error { problem.of_unkept("network") };
        let description = Description { layers: describe(self.layers()) };
        let bytes = to_file(NETWORK, description, &of_layers("layers", self.layers())).map_err(unfit)?;
        Self::from_bytes(&bytes).map_err(unfit)?;
        disk::replace_file(path.as_ref(), &bytes)
    }

    /// Reads a network that [`Network::save`] wrote.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if the file cannot be read; [`Error::File`] if it is truncated, damaged, of another program, of a later version,
    /// or of another number type.
    pub fn load(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        Self::from_bytes(&disk::read(path)?).map_err(|problem| problem.in_file(path, NETWORK.what))
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, Problem> {
        let (mut file, description): (_, Description) = File::open(NETWORK, bytes)?;
        let layers = file.layers("layers", &description.layers)?;
        file.close(&description)?;
        Ok(Network::from_layers(layers)?)
    }

    /// Reads the `Linear` layers of a safetensors file that PyTorch wrote, in the order of the numbers in their names: `fc1`, `fc2`,
    /// …, or `0`, `2`, … of a `Sequential`. Such a file does not say what is between the layers, so the activations are given:
    /// `hidden` for every layer but the last, `output` for the last.
    ///
    /// A layer without a bias gets a bias of zero. Numbers of type `F32` can be read into a `Network<f64>`, but not the reverse.
    ///
    /// ```no_run
    /// use ann::{Activation, Network};
    /// // In Python: safetensors.torch.save_file(module.state_dict(), "digits.safetensors")
    /// let network = Network::<f32>::load_pytorch("digits.safetensors", Activation::Relu, Activation::Softmax)?;
    /// # Ok::<(), ann::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if the file cannot be read; [`Error::File`] if it holds something else than weights and biases of `Linear`
    /// layers, if names that differ in more than a number leave the order open (see [`Network::load_pytorch_layers`]), if the layers
    /// do not fit on each other, or a number is not finite or of another type.
    pub fn load_pytorch(path: impl AsRef<Path>, hidden: Activation, output: Activation) -> Result<Self> {
        let path = path.as_ref();
        let bytes = disk::read(path)?;
        let read = || -> Result<Self, Problem> {
            let tensors = open(&bytes)?;
            let names = numbered_layers(&tensors)?;
            let last = names.len() - 1;
            let activation = |i: usize| if i == last { output } else { hidden };
            let layers = names.iter().enumerate().map(|(i, name)| linear(&tensors, name, activation(i)));
            Ok(Network::from_layers(layers.collect::<Result<_, _>>()?)?)
        };
        read().map_err(|problem| problem.in_file(path, WHAT))
    }

    /// As [`Network::load_pytorch`], with the name and the activation of each layer, from the first hidden one to the output. Other
    /// tensors of the file are left alone.
    ///
    /// ```no_run
    /// use ann::{Activation, Network};
    /// let layers = [("hidden", Activation::Relu), ("output", Activation::Softmax)];
    /// let network = Network::<f32>::load_pytorch_layers("digits.safetensors", &layers)?;
    /// # Ok::<(), ann::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Network::load_pytorch`]; [`Error::File`] too if there is no layer of a name.
    pub fn load_pytorch_layers(path: impl AsRef<Path>, layers: &[(&str, Activation)]) -> Result<Self> {
        let path = path.as_ref();
        let bytes = disk::read(path)?;
        let read = || -> Result<Self, Problem> {
            let tensors = open(&bytes)?;
            let layers = layers.iter().map(|(name, activation)| linear(&tensors, name, *activation));
            Ok(Network::from_layers(layers.collect::<Result<_, _>>()?)?)
        };
        read().map_err(|problem| problem.in_file(path, WHAT))
    }
}

/// The layer of the tensors `NAME.weight` and, if it is there, `NAME.bias`.
fn linear<F: Real>(tensors: &SafeTensors<'_>, name: &str, activation: Activation) -> Result<Layer<F>, Problem> {
    let matrix = |name: &str| -> Result<Option<Array2<F>>, Problem> {
        let Ok(tensor) = tensors.tensor(name) else { return Ok(None) };
        let fits = tensor.dtype() == dtype::<F>() || tensor.dtype() == Dtype::F32;
        if !fits {
            return Err(
                format!("the numbers of '{name}' are {:?}, but {} was asked for", tensor.dtype(), F::NAME).into()
            );
        }
        let matrix = to_matrix(name, &tensor)?;
        check_finite(name, &matrix)?;
        Ok(Some(matrix))
    };
    let (weight, bias) = (of_layer(name, "weight"), of_layer(name, "bias"));
    let w = matrix(&weight)?.ok_or_else(|| format!("it has no tensor '{weight}'"))?;
    let b = matrix(&bias)?.unwrap_or_else(|| Array2::zeros((w.nrows(), 1).f()));
    Ok(Layer { w, b, activation, keep_prob: 1.0 })
}

/// The name of a tensor of the layer `layer`.
fn of_layer(layer: &str, tensor: &str) -> String {
    if layer.is_empty() { tensor.to_owned() } else { format!("{layer}.{tensor}") }
}

/// The names of the layers, `NAME` of `NAME.weight`, in the order of their numbers.
fn numbered_layers(tensors: &SafeTensors<'_>) -> Result<Vec<String>, Problem> {
    let mut layers = BTreeSet::new();
    let mut texts = Vec::new();
    for (tensor, view) in tensors.iter() {
        // A `Linear` by itself has no name: its tensors are `weight` and `bias`.
        let (name, kind) = tensor.rsplit_once('.').unwrap_or(("", tensor));
        let is_linear = match kind {
            "weight" => view.shape().len() == 2,
            "bias" => view.shape().len() == 1 && tensors.tensor(&of_layer(name, "weight")).is_ok(),
            _ => false,
        };
        if !is_linear {
            let shape = view.shape();
            return Err(format!("tensor '{tensor}' of shape {shape:?} is no weight or bias of a Linear layer").into());
        }
        let (text, numbers) = apart(name);
        texts.push(text);
        layers.insert((numbers, name.to_owned()));
    }
    texts.sort_unstable();
    texts.dedup();
    match texts.as_slice() {
        [] => Err("there is no tensor in it".into()),
        [_] => Ok(layers.into_iter().map(|(_, name)| name).collect()),
        _ => Err(format!(
            "the names of its layers do not say in which order they come ({}): name them with `load_pytorch_layers`",
            layers.into_iter().map(|(_, name)| name).collect::<Vec<_>>().join(", ")
        )
        .into()),
    }
}

/// A name as its text without the numbers, and the numbers: `block1.fc12` is (`block#.fc#`, [1, 12]).
fn apart(name: &str) -> (String, Vec<u64>) {
    let (mut text, mut numbers, mut digits) = (String::new(), Vec::new(), String::new());
    for c in name.chars().chain(['\0']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if !digits.is_empty() {
            text.push('#');
            numbers.push(digits.parse().unwrap_or(u64::MAX));
            digits.clear();
        }
        text.push(c);
    }
    (text, numbers)
}
