//! Models in files (chapter 11): `safetensors`, named and laid out as PyTorch's `Linear` layers.
//!
//! `layers.0.weight` is W of layer 1, (n_out, n_in) row by row; `layers.0.bias` is its b, (n_out). What the numbers mean
//! (activations, scalers, names of columns and classes) stands as JSON in the file's metadata, under the key `ann`, with a
//! checksum, so that a file damaged on its way is noticed and not believed.

use crate::data::Scaler;
use crate::{Error, Layer, Model, Network, OutputKind, Real, Result};
use ndarray::{Array2, ShapeBuilder};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::io::Write;
use std::path::Path;

/// The metadata's key, and the version of what stands under it.
const KEY: &str = "ann";
const VERSION: u32 = 1;

/// What stands in the metadata.
#[derive(Serialize, Deserialize)]
struct Envelope {
    version: u32,
    /// CRC-32 of the description, then of W and b of every layer, as they stand in the file.
    checksum: u32,
    description: Description,
}

#[derive(Serialize, Deserialize)]
struct Description {
    layers: Vec<LayerDescription>,
    features: Vec<String>,
    scaler: ScalerDescription,
    target_name: String,
    answer: AnswerDescription,
}

#[derive(Serialize, Deserialize)]
struct LayerDescription {
    activation: String,
    keep_prob: f64,
}

#[derive(Serialize, Deserialize)]
struct ScalerDescription {
    shift: Vec<f64>,
    scale: Vec<f64>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum AnswerDescription {
    Classes(Vec<String>),
    Values(ScalerDescription),
}

/// The two tensors of a layer as bytes: W row by row, then b.
type LayerBytes = [Vec<u8>; 2];

impl<F: Real> Model<F> {
    /// Writes the model to `path`, replacing what is there only when everything is safely on the disk.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] if the model could not be loaded again, such as after a training that diverged; [`Error::Io`] if the file
    /// cannot be written. What was there before is then still there.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        // A link stays a link: what it points to is replaced.
        let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let failed = |source: std::io::Error| Error::Io { action: "write", path: path.to_owned(), source };
        let unfit =
            |problem| Error::data(format!("the model cannot be kept, as it could not be used again: {problem}"));
        let bytes = self.to_bytes().map_err(unfit)?;
        Self::from_bytes(&bytes).map_err(unfit)?;

        let folder = match target.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        #[cfg(unix)] // The new name is safe only when the folder is, too; other systems cannot open a folder.
        let open_folder = std::fs::File::open(folder).map_err(failed)?;
        let mut file = temporary_file(folder).map_err(failed)?;
        file.write_all(&bytes).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
        file.persist(&target).map_err(|error| failed(error.error))?;
        #[cfg(unix)]
        open_folder.sync_all().map_err(failed)?;
        Ok(())
    }

    /// Reads a model that [`Model::save`] wrote.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if the file cannot be read; [`Error::ModelFile`] if it is truncated, damaged, of another program, of a
    /// later version, or of another number type.
    pub fn load(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let bytes =
            std::fs::read(path).map_err(|source| Error::Io { action: "read", path: path.to_owned(), source })?;
        Self::from_bytes(&bytes).map_err(|problem| Error::ModelFile { path: path.to_owned(), problem })
    }

    fn to_bytes(&self) -> Result<Vec<u8>, String> {
        let layers: Vec<LayerBytes> =
            self.network.layers().iter().map(|layer| [to_bytes(&layer.w), to_bytes(&layer.b)]).collect();
        let description = self.describe();
        let checksum = checksum(&description, &layers)?;
        let envelope = Envelope { version: VERSION, checksum, description };
        let json = serde_json::to_string(&envelope).map_err(|error| error.to_string())?;

        let mut tensors = Vec::new();
        for (i, (layer, [w, b])) in self.network.layers().iter().zip(&layers).enumerate() {
            let view = |shape, data| TensorView::new(dtype::<F>(), shape, data).map_err(|error| error.to_string());
            tensors.push((format!("layers.{i}.weight"), view(vec![layer.n_out(), layer.n_in()], w)?));
            tensors.push((format!("layers.{i}.bias"), view(vec![layer.n_out()], b)?));
        }
        let metadata = HashMap::from([(KEY.to_owned(), json)]);
        safetensors::serialize(tensors, Some(metadata)).map_err(|error| error.to_string())
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        let (_, header) = SafeTensors::read_metadata(bytes)
            .map_err(|error| format!("it is damaged, cut short or not in the safetensors format ({error})"))?;
        let tensors = SafeTensors::deserialize(bytes).map_err(|error| format!("it is damaged ({error})"))?;
        let json = header.metadata().as_ref().and_then(|metadata| metadata.get(KEY));
        let json = json.ok_or("its metadata do not describe a model of `ann`; write one with `ann train --model`")?;
        let envelope: Envelope =
            serde_json::from_str(json).map_err(|error| format!("its description cannot be read ({error})"))?;
        if envelope.version != VERSION {
            return Err(format!("it has version {}, but this program reads version {VERSION}", envelope.version));
        }

        let description = envelope.description;
        let mut layers = Vec::new();
        let mut layer_bytes: Vec<LayerBytes> = Vec::new();
        for (i, layer) in description.layers.iter().enumerate() {
            let w = tensor::<F>(&tensors, &format!("layers.{i}.weight"))?;
            let b = tensor::<F>(&tensors, &format!("layers.{i}.bias"))?;
            layers.push(Layer {
                w: from_bytes(&w)?,
                b: from_bytes(&b)?,
                activation: layer.activation.parse().map_err(|error: Error| error.to_string())?,
                keep_prob: layer.keep_prob,
            });
            layer_bytes.push([w.data().to_vec(), b.data().to_vec()]);
        }
        if checksum(&description, &layer_bytes)? != envelope.checksum {
            return Err("it is damaged: its checksum does not fit its contents".to_owned());
        }
        description.into_model(layers).map_err(|error| error.to_string())
    }

    fn describe(&self) -> Description {
        Description {
            layers: (self.network.layers().iter())
                .map(|layer| LayerDescription { activation: layer.activation.to_string(), keep_prob: layer.keep_prob })
                .collect(),
            features: self.features.clone(),
            scaler: describe(&self.scaler),
            target_name: self.target_name.clone(),
            answer: match &self.answer {
                OutputKind::Classes(names) => AnswerDescription::Classes(names.clone()),
                OutputKind::Values(scaler) => AnswerDescription::Values(describe(scaler)),
            },
        }
    }
}

impl Description {
    fn into_model<F: Real>(self, layers: Vec<Layer<F>>) -> Result<Model<F>> {
        let network = Network::from_layers(layers)?;
        let scaler = Scaler::from_parts(self.scaler.shift, self.scaler.scale)?;
        let answer = match self.answer {
            AnswerDescription::Classes(names) => OutputKind::Classes(names).checked()?,
            AnswerDescription::Values(scaler) => OutputKind::Values(Scaler::from_parts(scaler.shift, scaler.scale)?),
        };
        let outputs = match &answer {
            OutputKind::Classes(names) => names.len(),
            OutputKind::Values(scaler) => scaler.shift().len(),
        };
        let (n_in, n_out) = (network.n_in(), network.n_out());
        if scaler.shift().len() != n_in || self.features.len() != n_in || outputs != n_out {
            return Err(Error::data("the network, its scalers and its names are of different sizes"));
        }
        Ok(Model { network, scaler, features: self.features, target_name: self.target_name, answer })
    }
}

fn describe(scaler: &Scaler) -> ScalerDescription {
    ScalerDescription { shift: scaler.shift().to_vec(), scale: scaler.scale().to_vec() }
}

fn checksum(description: &Description, layers: &[LayerBytes]) -> Result<u32, String> {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&serde_json::to_vec(description).map_err(|error| error.to_string())?);
    for bytes in layers.iter().flatten() {
        hasher.update(bytes);
    }
    Ok(hasher.finalize())
}

fn dtype<F: Real>() -> Dtype {
    if size_of::<F>() == 4 { Dtype::F32 } else { Dtype::F64 }
}

/// The numbers row by row, little-endian, as the format wants them.
fn to_bytes<F: Real>(matrix: &Array2<F>) -> Vec<u8> {
    match dtype::<F>() {
        Dtype::F32 => matrix.iter().flat_map(|x| (x.into_f64() as f32).to_le_bytes()).collect(),
        _ => matrix.iter().flat_map(|x| x.into_f64().to_le_bytes()).collect(),
    }
}

/// The tensor of this name, if it is of type F.
fn tensor<'a, F: Real>(tensors: &SafeTensors<'a>, name: &str) -> Result<TensorView<'a>, String> {
    let tensor = tensors.tensor(name).map_err(|_| format!("it has no tensor '{name}'"))?;
    if tensor.dtype() != dtype::<F>() {
        return Err(format!("its numbers are {:?}, but {} was asked for", tensor.dtype(), F::NAME));
    }
    Ok(tensor)
}

/// A matrix, or a vector as a matrix of one column, stored column by column.
fn from_bytes<F: Real>(tensor: &TensorView<'_>) -> Result<Array2<F>, String> {
    let (rows, columns) = match *tensor.shape() {
        [rows, columns] => (rows, columns),
        [rows] => (rows, 1),
        _ => return Err(format!("a tensor has shape {:?}, which is no matrix", tensor.shape())),
    };
    if rows == 0 || columns == 0 {
        return Err(format!("a tensor has shape {:?}: there are no numbers in it", tensor.shape()));
    }
    let mut numbers = tensor.data().chunks_exact(size_of::<F>()).map(|bytes| match bytes {
        [a, b, c, d] => F::from_f64(f64::from(f32::from_le_bytes([*a, *b, *c, *d]))),
        [a, b, c, d, e, f, g, h] => F::from_f64(f64::from_le_bytes([*a, *b, *c, *d, *e, *f, *g, *h])),
        _ => F::nan(),
    });
    let mut matrix = Array2::zeros((rows, columns).f());
    for x in &mut matrix {
        *x = numbers.next().filter(|x| x.is_finite()).ok_or("a weight is not a finite number")?;
    }
    Ok(matrix)
}

/// A file in the same folder, hence on the same disk, as the one that it is to replace.
fn temporary_file(folder: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)] // As any new file, not private as temporary files are; the process's umask still applies.
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.prefix(".ann-").tempfile_in(folder)
}
