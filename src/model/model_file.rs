//! Models in files (chapter 11): `safetensors`, named and laid out as PyTorch's `Linear` layers.
//!
//! `layers.0.weight` is W of layer 1, (n_out, n_in) row by row; `layers.0.bias` is its b, (n_out). What the numbers mean
//! (activations, scalers, names of columns and classes) stands as JSON in the file's metadata, under the key `ann`.

use super::envelope::MODEL;
use super::problem::Problem;
use super::safetensors::{File, LayerDescription, describe, of_layers, to_file};
use crate::data::{Preparation, Scaler};
use crate::disk;
use crate::{Error, Layer, Model, Network, OutputKind, Real, Result};
use serde::{Deserialize, Serialize};
use std::path::Path;

#[derive(Serialize, Deserialize)]
pub(super) struct Description {
    /// How the columns of a table become features; nothing for a model of plain numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preparation: Option<Preparation>,
    pub layers: Vec<LayerDescription>,
    features: Vec<String>,
    scaler: ScalerDescription,
    target_name: String,
    answer: AnswerDescription,
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

impl<F: Real> Model<F> {
    /// Writes the model to `path`, replacing what is there only when everything is safely on the disk.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] if the model could not be loaded again, such as after a training that diverged; [`Error::Io`] if the file
    /// cannot be written. What was there before is then still there.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        self.save_with(path.as_ref(), None)
    }

    /// Reads a model that [`Model::save`] wrote.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if the file cannot be read; [`Error::File`] if it is truncated, damaged, of another program, of a later version,
    /// or of another number type.
    pub fn load(path: impl AsRef<Path>) -> Result<Self> {
        Ok(Self::load_with(path.as_ref())?.0)
    }

    /// As [`Model::save`], with how the columns of a table become features.
    pub(super) fn save_with(&self, path: &Path, preparation: Option<&Preparation>) -> Result<()> {
        let unfit = |problem: Problem| problem.of_unkept("model");
        let description = Description { preparation: preparation.cloned(), ..self.describe() };
        let bytes = to_file(MODEL, description, &of_layers("layers", self.network.layers())).map_err(unfit)?;
        Self::from_bytes(&bytes).map_err(unfit)?;
        disk::replace_file(path, &bytes)
    }

    /// As [`Model::load`], with how the columns of a table become features, if the file tells it.
    pub(super) fn load_with(path: &Path) -> Result<(Self, Option<Preparation>)> {
        Self::from_bytes(&disk::read(path)?).map_err(|problem| problem.in_file(path, MODEL.what))
    }

    fn from_bytes(bytes: &[u8]) -> Result<(Self, Option<Preparation>), Problem> {
        let (mut file, mut description): (_, Description) = File::open(MODEL, bytes)?;
        let layers = file.layers("layers", &description.layers)?;
        file.close(&description)?;
        let preparation = description.preparation.take();
        let model: Self = description.into_model(layers)?;
        let fits = |made: &Preparation| made.features() == model.features && made.is_sound();
        if preparation.as_ref().is_some_and(|preparation| !fits(preparation)) {
            return Err("its preparation makes other features than its network reads".into());
        }
        Ok((model, preparation))
    }

    pub(super) fn describe(&self) -> Description {
        Description {
            preparation: None,
            layers: describe(self.network.layers()),
            features: self.features.clone(),
            scaler: describe_scaler(&self.scaler),
            target_name: self.target_name.clone(),
            answer: match &self.answer {
                OutputKind::Classes(names) => AnswerDescription::Classes(names.clone()),
                OutputKind::Values(scaler) => AnswerDescription::Values(describe_scaler(scaler)),
            },
        }
    }
}

impl Description {
    /// The model of these layers.
    pub fn into_model<F: Real>(self, layers: Vec<Layer<F>>) -> Result<Model<F>> {
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

fn describe_scaler(scaler: &Scaler) -> ScalerDescription {
    ScalerDescription { shift: scaler.shift().to_vec(), scale: scaler.scale().to_vec() }
}
