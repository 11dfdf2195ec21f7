//! A model back from the ONNX file that it was written to: what the graph cannot say stands in the file's metadata.

use super::export::export;
use super::schema::{GraphProto, ModelProto, NodeProto, TensorProto};
use super::tensor::Numbers;
use crate::model::envelope::{MODEL, unseal, verify};
use crate::model::model_file::Description;
use crate::model::problem::Result;
use crate::model::safetensors::{LayerDescription, of_layers};
use crate::{Layer, PreparedModel, Real};
use ndarray::Array2;
use std::path::Path;

/// The model, if it was written by this library.
pub(super) fn read<F: Real>(file: &ModelProto, graph: &GraphProto) -> Result<Option<PreparedModel<F>>> {
    let Some(entry) = file.metadata_props.iter().find(|entry| entry.key == MODEL.key) else { return Ok(None) };
    let (mut description, sum): (Description, u32) = unseal(MODEL, &entry.value)?;
    let layers: Vec<Layer<F>> = layers(graph, &description)?;
    let tensors = of_layers("layers", &layers);
    verify(&description, tensors.iter().map(|tensor| tensor.bytes.as_slice()), sum)?;
    let preparation = description.preparation.take().ok_or("its metadata have no preparation")?;
    let model = description.into_model(layers)?;
    if preparation.features() != model.features || !preparation.is_sound() {
        return Err("its preparation makes other features than its network reads".into());
    }
    // An engine believes the graph, and this program the metadata: they have to say the same.
    let prepared = PreparedModel { model, preparation };
    let (written, _) = export(&prepared)?;
    let is_same = written.graph.is_some_and(|ours| ours.node == graph.node && ours.initializer == graph.initializer);
    match is_same {
        true => Ok(Some(prepared)),
        false => {
            Err("its graph does not do what its metadata say: it was changed since `ann` wrote it, or written by \
                      another version; export it again"
                .into())
        }
    }
}

/// The layers: each has a `Gemm` with W, and b is the next tensor.
fn layers<F: Real>(graph: &GraphProto, description: &Description) -> Result<Vec<Layer<F>>> {
    let products: Vec<_> = graph.node.iter().filter(|node| node.op_type == "Gemm").collect();
    if products.len() != description.layers.len() {
        let (found, needed) = (products.len(), description.layers.len());
        return Err(format!("its graph has {found} layers (Gemm), and its metadata describe {needed}").into());
    }
    let matrix = |tensor: Option<&TensorProto>| -> Result<Array2<F>> {
        let tensor = tensor.ok_or("it has not all weights of its layers")?;
        let (name, numbers) = (&*tensor.name, Numbers::read(tensor, Path::new(""))?);
        match F::NAME == "f64" && !numbers.is_double {
            true => Err("its numbers are f32, but f64 was asked for".into()),
            false => numbers.matrix(name),
        }
    };
    let layer = |(node, layer): (&NodeProto, &LayerDescription)| {
        let is_w = |tensor: &&TensorProto| Some(&tensor.name) == node.input.get(1);
        let mut tensors = graph.initializer.iter().skip_while(|tensor| !is_w(tensor));
        layer.layer(matrix(tensors.next())?, matrix(tensors.next())?)
    };
    products.into_iter().zip(&description.layers).map(layer).collect()
}
