//! Tensors as ONNX has them: made of matrices, and read into numbers.

use super::schema::{DOUBLE, EXTERNAL, FLOAT, INT64, STRING, TensorProto};
use crate::Real;
use crate::model::problem::{Problem, Result};
use crate::model::safetensors::{Tensor, check_finite};
use ndarray::{Array2, ShapeBuilder};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Component, Path};

/// A tensor of 64-bit numbers, given row by row.
pub(super) fn doubles(name: &str, shape: &[usize], numbers: impl IntoIterator<Item = f64>) -> TensorProto {
    let bytes = numbers.into_iter().flat_map(f64::to_le_bytes).collect::<Vec<u8>>();
    TensorProto { name: name.to_owned(), dims: dims(shape), data_type: DOUBLE, raw_data: bytes.into(), ..empty() }
}

/// A vector of whole numbers.
pub(super) fn indices(name: &str, indices: &[usize]) -> TensorProto {
    let bytes = indices.iter().flat_map(|&index| (index as i64).to_le_bytes()).collect::<Vec<u8>>();
    let dims = dims(&[indices.len()]);
    TensorProto { name: name.to_owned(), dims, data_type: INT64, raw_data: bytes.into(), ..empty() }
}

/// A vector of texts.
pub(super) fn texts(name: &str, texts: &[String]) -> TensorProto {
    let string_data = texts.iter().map(|text| text.clone().into_bytes()).collect();
    TensorProto { name: name.to_owned(), dims: dims(&[texts.len()]), data_type: STRING, string_data, ..empty() }
}

/// A tensor of the weights or the biases of a layer.
pub(super) fn weights(tensor: Tensor, is_double: bool) -> TensorProto {
    let data_type = if is_double { DOUBLE } else { FLOAT };
    TensorProto { name: tensor.name, dims: dims(&tensor.shape), data_type, raw_data: tensor.bytes.into(), ..empty() }
}

fn empty() -> TensorProto {
    TensorProto::default()
}

fn dims(shape: &[usize]) -> Vec<i64> {
    shape.iter().map(|&n| n as i64).collect()
}

/// The numbers of a tensor of type float or double, row by row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Numbers {
    pub shape: Vec<usize>,
    pub values: Vec<f64>,
    pub is_double: bool,
}

impl Numbers {
    /// The numbers of a tensor of a file in this folder. What the file says of its size is believed when there are as many numbers.
    pub fn read(tensor: &TensorProto, folder: &Path) -> Result<Self> {
        let wrong = |problem: String| Problem::from(format!("tensor '{}' {problem}", tensor.name));
        let (size, is_double) = match tensor.data_type {
            FLOAT => (4, false),
            DOUBLE => (8, true),
            other => {
                let needed = "numbers of type float (1) or double (11) are needed";
                return Err(wrong(format!("has elements of type {other}; {needed}")));
            }
        };
        let shape: Option<Vec<usize>> = tensor.dims.iter().map(|&n| usize::try_from(n).ok()).collect();
        let count = |shape: &Vec<usize>| shape.iter().try_fold(size, |bytes: usize, &n| bytes.checked_mul(n));
        let Some((shape, bytes)) = shape.and_then(|shape| count(&shape).map(|bytes| (shape, bytes))) else {
            return Err(wrong(format!("has the impossible shape {:?}", tensor.dims)));
        };
        if bytes == 0 {
            return Err(wrong(format!("has shape {shape:?}: there are no numbers in it")));
        }
        let values: Vec<f64> = if tensor.data_location == EXTERNAL {
            numbers(&external(tensor, bytes, folder).map_err(|problem| wrong(problem.to_string()))?, is_double)
        } else if !tensor.raw_data.is_empty() {
            numbers(&tensor.raw_data, is_double)
        } else if is_double {
            tensor.double_data.clone()
        } else {
            tensor.float_data.iter().map(|&x| f64::from(x)).collect()
        };
        if values.len() * size != bytes {
            return Err(wrong(format!("has the shape {shape:?}, but {} numbers", values.len())));
        }
        Ok(Numbers { shape, values, is_double })
    }

    /// As a matrix, or a vector as a matrix of one column, stored column by column: all finite, and no more exact than F is.
    pub fn matrix<F: Real>(&self, name: &str) -> Result<Array2<F>> {
        let shape = &self.shape;
        let (rows, columns) = match **shape {
            [rows, columns] => (rows, columns),
            [rows] => (rows, 1),
            _ => return Err(format!("tensor '{name}' has shape {shape:?}, which is no matrix").into()),
        };
        if self.is_double && F::NAME == "f32" {
            let remedy = "write it with numbers of 32 bits, in PyTorch after `module.float()`";
            return Err(format!("the numbers of tensor '{name}' are f64, but f32 was asked for; {remedy}").into());
        }
        let mut matrix = Array2::zeros((rows, columns).f());
        matrix.iter_mut().zip(&self.values).for_each(|(x, number)| *x = F::from_f64(*number));
        check_finite(name, &matrix)?;
        Ok(matrix)
    }
}

fn numbers(bytes: &[u8], is_double: bool) -> Vec<f64> {
    match is_double {
        true => bytes.as_chunks().0.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect(),
        false => bytes.as_chunks().0.iter().map(|bytes| f64::from(f32::from_le_bytes(*bytes))).collect(),
    }
}

/// The bytes of a tensor that lie in a file of their own beside the model, as PyTorch puts them.
fn external(tensor: &TensorProto, bytes: usize, folder: &Path) -> Result<Vec<u8>> {
    let entry = |key: &str| tensor.external_data.iter().find(|entry| entry.key == key).map(|entry| &*entry.value);
    let name = Path::new(entry("location").unwrap_or_default());
    // Only beside the model: a model from elsewhere must not make this program read any file of the disk.
    let is_plain = name.components().count() == 1 && matches!(name.components().next(), Some(Component::Normal(_)));
    if !is_plain {
        return Err(format!("is said to lie in the file '{}', which is not beside the model", name.display()).into());
    }
    let offset = match entry("offset").map(str::parse::<u64>) {
        None => 0,
        Some(Ok(offset)) => offset,
        Some(Err(error)) => return Err(Problem::caused("has no usable offset", error)),
    };
    let read = || -> std::io::Result<Vec<u8>> {
        let mut file = File::open(folder.join(name))?;
        let there = file.metadata()?.len().saturating_sub(offset);
        if there < bytes as u64 {
            return Err(std::io::Error::other(format!("{there} bytes are there, and {bytes} are needed")));
        }
        file.seek(SeekFrom::Start(offset))?;
        let mut content = vec![0; bytes];
        file.read_exact(&mut content)?;
        Ok(content)
    };
    read().map_err(|error| Problem::caused(format!("cannot be read from '{}' beside the model", name.display()), error))
}
