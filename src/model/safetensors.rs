//! Tensors in files: the `safetensors` format, layers named and laid out as PyTorch's `Linear`, a description, a checksum.
//!
//! A file of this library is a safetensors file whose metadata has one key, which says what kind of file it is. What stands under it
//! is in `envelope`.

use super::envelope::{CHECKPOINT, Kind, MODEL, NETWORK, seal, unseal, verify};
use super::problem::{Problem, Result};
use crate::{Activation, Layer, Real};
use ndarray::{Array2, ShapeBuilder};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A tensor to be written.
pub(crate) struct Tensor {
    pub name: String,
    dtype: Dtype,
    pub shape: Vec<usize>,
    /// Its numbers row by row, little-endian.
    pub bytes: Vec<u8>,
}

impl Tensor {
    /// A matrix, (rows, columns), row by row.
    pub fn matrix<F: Real>(name: impl Into<String>, matrix: &Array2<F>) -> Self {
        Tensor { name: name.into(), dtype: dtype::<F>(), shape: matrix.shape().to_vec(), bytes: to_bytes(matrix) }
    }

    /// A matrix of one column as a vector.
    pub fn vector<F: Real>(name: impl Into<String>, column: &Array2<F>) -> Self {
        Tensor { name: name.into(), dtype: dtype::<F>(), shape: vec![column.len()], bytes: to_bytes(column) }
    }

    /// Whole numbers.
    pub fn indices(name: impl Into<String>, indices: &[usize]) -> Self {
        let bytes = indices.iter().flat_map(|&index| (index as u64).to_le_bytes()).collect();
        Tensor { name: name.into(), dtype: Dtype::U64, shape: vec![indices.len()], bytes }
    }
}

/// The tensors `PREFIX.0.weight`, `PREFIX.0.bias`, `PREFIX.1.weight`, … of these layers.
pub(crate) fn of_layers<F: Real>(prefix: &str, layers: &[Layer<F>]) -> Vec<Tensor> {
    let of_layer = |(i, layer): (usize, &Layer<F>)| {
        [
            Tensor::matrix(format!("{prefix}.{i}.weight"), &layer.w),
            Tensor::vector(format!("{prefix}.{i}.bias"), &layer.b),
        ]
    };
    layers.iter().enumerate().flat_map(of_layer).collect()
}

/// What a layer is besides its numbers.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct LayerDescription {
    activation: String,
    keep_prob: f64,
}

impl LayerDescription {
    /// The layer with these numbers.
    pub fn layer<F: Real>(&self, w: Array2<F>, b: Array2<F>) -> Result<Layer<F>> {
        Ok(Layer { w, b, activation: self.activation.parse::<Activation>()?, keep_prob: self.keep_prob })
    }
}

/// What these layers are besides their numbers.
pub(crate) fn describe<F: Real>(layers: &[Layer<F>]) -> Vec<LayerDescription> {
    let describe =
        |layer: &Layer<F>| LayerDescription { activation: layer.activation.to_string(), keep_prob: layer.keep_prob };
    layers.iter().map(describe).collect()
}

/// The bytes of a file of this kind. The checksum runs over the tensors in this order; whoever reads them keeps to it.
pub(crate) fn to_file<D: Serialize>(kind: Kind, description: D, tensors: &[Tensor]) -> Result<Vec<u8>> {
    let json = seal(kind, description, tensors.iter().map(|tensor| tensor.bytes.as_slice()))?;
    let mut views = Vec::new();
    for Tensor { name, dtype, shape, bytes } in tensors {
        let view = TensorView::new(*dtype, shape.clone(), bytes);
        views.push((name.as_str(), view.map_err(|error| Problem::caused(format!("tensor '{name}'"), error))?));
    }
    let metadata = HashMap::from([(kind.key.to_owned(), json)]);
    safetensors::serialize(views, Some(metadata)).map_err(|error| Problem::caused("it cannot be written", error))
}

/// A file of this library that is being read.
pub(crate) struct File<'a> {
    tensors: SafeTensors<'a>,
    checksum: u32,
    /// The bytes of the tensors that were read, in order.
    read: Vec<&'a [u8]>,
}

impl<'a> File<'a> {
    /// Opens a file of this kind: the tensors, and what they mean.
    pub fn open<D: DeserializeOwned>(kind: Kind, bytes: &'a [u8]) -> Result<(Self, D)> {
        let tensors = open(bytes)?;
        let (_, header) = SafeTensors::read_metadata(bytes).map_err(|error| Problem::caused(NOT_SAFETENSORS, error))?;
        let metadata = header.metadata().clone().unwrap_or_default();
        let Some(json) = metadata.get(kind.key) else {
            let other = [MODEL, NETWORK, CHECKPOINT].into_iter().find(|other| metadata.contains_key(other.key));
            return Err(other.map_or_else(
                || format!("its metadata do not describe {}", kind.holds).into(),
                |other| format!("it is {}, which `{}` reads", other.holds, other.reader).into(),
            ));
        };
        let (description, checksum) = unseal(kind, json)?;
        Ok((File { tensors, checksum, read: Vec::new() }, description))
    }

    /// The tensor of this name as a matrix of numbers of type F, all finite; a vector becomes a matrix of one column.
    pub fn weights<F: Real>(&mut self, name: &str) -> Result<Array2<F>> {
        let numbers = self.matrix(name)?;
        check_finite(name, &numbers)?;
        Ok(numbers)
    }

    /// The same with numbers that need not be finite.
    pub fn matrix<F: Real>(&mut self, name: &str) -> Result<Array2<F>> {
        let tensor = self.tensor(name, dtype::<F>(), F::NAME)?;
        self.read.push(tensor.data());
        to_matrix(name, &tensor)
    }

    /// The tensor of this name as a matrix of 64-bit numbers, whatever the type of the weights.
    pub fn table(&mut self, name: &str) -> Result<Array2<f64>> {
        self.matrix(name)
    }

    /// The tensor of this name as whole numbers.
    pub fn indices(&mut self, name: &str) -> Result<Vec<usize>> {
        let tensor = self.tensor(name, Dtype::U64, "u64")?;
        self.read.push(tensor.data());
        let indices = tensor.data().as_chunks().0.iter().map(|bytes| usize::try_from(u64::from_le_bytes(*bytes)));
        indices.collect::<std::result::Result<_, _>>().map_err(|error| Problem::caused("an index is too large", error))
    }

    /// The layers that [`of_layers`] wrote.
    pub fn layers<F: Real>(&mut self, prefix: &str, descriptions: &[LayerDescription]) -> Result<Vec<Layer<F>>> {
        let mut layers = Vec::new();
        for (i, layer) in descriptions.iter().enumerate() {
            let w = self.weights(&format!("{prefix}.{i}.weight"))?;
            layers.push(layer.layer(w, self.weights(&format!("{prefix}.{i}.bias"))?)?);
        }
        Ok(layers)
    }

    /// When every tensor was read: checks that the checksum is that of the description and of what was read.
    pub fn close(self, description: &impl Serialize) -> Result<()> {
        verify(description, self.read.into_iter(), self.checksum)
    }

    fn tensor(&self, name: &str, dtype: Dtype, asked: &str) -> Result<TensorView<'a>> {
        let tensor = self.tensors.tensor(name).map_err(|_| format!("it has no tensor '{name}'"))?;
        if tensor.dtype() != dtype {
            return Err(format!("its numbers are {:?}, but {asked} was asked for", tensor.dtype()).into());
        }
        Ok(tensor)
    }
}

const NOT_SAFETENSORS: &str = "it is damaged, cut short or not in the safetensors format";

/// The tensors of any safetensors file.
pub(crate) fn open(bytes: &[u8]) -> Result<SafeTensors<'_>> {
    SafeTensors::deserialize(bytes).map_err(|error| Problem::caused(NOT_SAFETENSORS, error))
}

pub(crate) fn dtype<F: Real>() -> Dtype {
    if size_of::<F>() == 4 { Dtype::F32 } else { Dtype::F64 }
}

/// The numbers row by row, little-endian, as the format wants them.
fn to_bytes<F: Real>(matrix: &Array2<F>) -> Vec<u8> {
    match dtype::<F>() {
        Dtype::F32 => matrix.iter().flat_map(|x| (x.into_f64() as f32).to_le_bytes()).collect(),
        _ => matrix.iter().flat_map(|x| x.into_f64().to_le_bytes()).collect(),
    }
}

/// The numbers of a tensor of type `F32` or `F64`.
fn numbers<'a, F: Real>(tensor: &TensorView<'a>) -> impl Iterator<Item = F> + use<'a, F> {
    let size = if tensor.dtype() == Dtype::F32 { 4 } else { 8 };
    tensor.data().chunks_exact(size).map(|bytes| match bytes {
        [a, b, c, d] => F::from_f64(f64::from(f32::from_le_bytes([*a, *b, *c, *d]))),
        [a, b, c, d, e, f, g, h] => F::from_f64(f64::from_le_bytes([*a, *b, *c, *d, *e, *f, *g, *h])),
        _ => F::nan(),
    })
}

/// A tensor of type `F32` or `F64` as a matrix, or a vector as a matrix of one column, stored column by column.
pub(crate) fn to_matrix<F: Real>(name: &str, tensor: &TensorView<'_>) -> Result<Array2<F>> {
    let (rows, columns) = match *tensor.shape() {
        [rows, columns] => (rows, columns),
        [rows] => (rows, 1),
        _ => return Err(no_matrix(name, tensor)),
    };
    if rows == 0 || columns == 0 {
        return Err(format!("tensor '{name}' has shape {:?}: there are no numbers in it", tensor.shape()).into());
    }
    // The format's reader has compared the number of bytes with the shape.
    let mut matrix = Array2::zeros((rows, columns).f());
    matrix.iter_mut().zip(numbers(tensor)).for_each(|(x, number)| *x = number);
    Ok(matrix)
}

/// Refuses weights that are not finite.
pub(crate) fn check_finite<F: Real>(name: &str, weights: &Array2<F>) -> Result<()> {
    if weights.iter().all(|w| w.is_finite()) {
        return Ok(());
    }
    Err(format!("a weight is not a finite number, in tensor '{name}'").into())
}

fn no_matrix(name: &str, tensor: &TensorView<'_>) -> Problem {
    format!("tensor '{name}' has shape {:?}, which is no matrix", tensor.shape()).into()
}
