//! A model as a graph of ONNX: columns of a table, scaler, network, and what its outputs mean.
//!
//! Samples are the columns of the book's matrices and the rows of ONNX's: Z = W A + b is `Gemm` of Aᵀ and W with `transB`, that is
//! Zᵀ = Aᵀ Wᵀ + bᵀ. So W has the layout that it has in the book and in PyTorch, (n_out, n_in) row by row, and nothing is transposed.

use super::columns;
use super::graph::{Graph, element, float, int};
use super::schema::{DOUBLE, IR_VERSION, ML, ModelProto, OPSET, OperatorSetIdProto, StringStringEntryProto};
use super::signature::{Element, Port, Signature};
use super::tensor::{doubles, texts, weights};
use crate::data::Scaler;
use crate::model::envelope::{MODEL, seal};
use crate::model::problem::{Problem, Result};
use crate::model::safetensors::of_layers;
use crate::{Activation, Layer, OutputKind, PreparedModel, Real};
use ndarray::Array1;

/// The model, and what goes into it and comes out.
pub(super) fn export<F: Real>(prepared: &PreparedModel<F>) -> Result<(ModelProto, Signature)> {
    let PreparedModel { model, preparation } = prepared;
    let mut graph = Graph::default();
    let features = columns::features(&mut graph, preparation)?;
    let scaled = scale(&mut graph, &features, &model.scaler);
    let input = cast::<F>(&mut graph, &scaled, "A0");
    match &model.answer {
        OutputKind::Classes(names) => {
            let a = layers(&mut graph, input, model.network.layers(), "probabilities");
            classes::<F>(&mut graph, a, names, &model.target_name);
        }
        OutputKind::Values(scaler) => {
            let a = layers(&mut graph, input, model.network.layers(), "A");
            values(&mut graph, &a, F::NAME == "f64", scaler, &model.target_name);
        }
    }
    let needs_ml = graph.needs_ml().then(|| (ML.0.to_owned(), ML.1));
    let opsets = [(String::new(), OPSET)].into_iter().chain(needs_ml);
    let (graph, inputs, outputs) = graph.finish("ann");
    let model = ModelProto {
        ir_version: IR_VERSION,
        producer_name: "ann".to_owned(),
        producer_version: env!("CARGO_PKG_VERSION").to_owned(),
        doc_string: format!("Predicts {}: a network with its preparation, trained by `ann`.", model.target_name),
        graph: Some(graph),
        opset_import: opsets.map(|(domain, version)| OperatorSetIdProto { domain, version }).collect(),
        metadata_props: metadata(prepared)?,
    };
    Ok((model, Signature { inputs, outputs }))
}

/// (x − shift) / scale, feature by feature, in 64 bits as the library does it.
fn scale(graph: &mut Graph, features: &str, scaler: &Scaler) -> String {
    let row = |name: &str, numbers: &Array1<f64>| doubles(name, &[1, numbers.len()], numbers.iter().copied());
    let shift = graph.constant(row("scaler.shift", scaler.shift()));
    let scale = graph.constant(row("scaler.scale", scaler.scale()));
    let shifted = graph.node("Sub", &[features, &shift], Vec::new(), "shifted");
    graph.node("Div", &[&shifted, &scale], Vec::new(), "scaled")
}

/// From 64 bits to the network's own type.
fn cast<F: Real>(graph: &mut Graph, tensor: &str, name: &str) -> String {
    if F::NAME == "f64" {
        return tensor.to_owned();
    }
    graph.node("Cast", &[tensor], vec![int("to", i64::from(element(of::<F>())))], name)
}

fn of<F: Real>() -> Element {
    if F::NAME == "f64" { Element::F64 } else { Element::F32 }
}

/// A = g(W A⁻ + b), layer by layer; `name` is that of the last A.
fn layers<F: Real>(graph: &mut Graph, input: String, layers: &[Layer<F>], name: &str) -> String {
    let tensors = of_layers("layers", layers);
    let mut parameters = tensors.into_iter().map(|tensor| weights(tensor, F::NAME == "f64"));
    let mut a = input;
    for (l, layer) in (1..).zip(layers) {
        let of_layer = |what: &str| if l == layers.len() { name.to_owned() } else { format!("{what}{l}") };
        let z_name = if layer.activation == Activation::Identity { of_layer("A") } else { format!("Z{l}") };
        let parameters: Vec<String> = parameters.by_ref().take(2).map(|tensor| graph.constant(tensor)).collect();
        let operands: Vec<&str> = [&a].into_iter().chain(&parameters).map(String::as_str).collect();
        let transposed = vec![int("transB", 1)];
        let z = match *operands {
            // tract multiplies b by the β of `Gemm`, a number of 32 bits, and refuses b of 64.
            [a, w, b] if F::NAME == "f64" => {
                let product = graph.node("Gemm", &[a, w], transposed, &format!("{z_name}.product"));
                graph.node("Add", &[&product, b], Vec::new(), &z_name)
            }
            _ => graph.node("Gemm", &operands, transposed, &z_name),
        };
        a = activation::<F>(graph, layer.activation, z, &of_layer("A"));
    }
    a
}

fn activation<F: Real>(graph: &mut Graph, activation: Activation, z: String, name: &str) -> String {
    let mut node = |op: &str, attributes| graph.node(op, &[&z], attributes, name);
    match activation {
        Activation::Identity => z,
        Activation::Relu => node("Relu", Vec::new()),
        Activation::Tanh => node("Tanh", Vec::new()),
        Activation::Sigmoid => node("Sigmoid", Vec::new()),
        Activation::Softmax => node("Softmax", vec![int("axis", 1)]), // over the neurons of each sample
        Activation::LeakyRelu { slope } if F::NAME == "f32" => node("LeakyRelu", vec![float("alpha", slope)]),
        // ONNX's slope has 32 bits, and ONNX Runtime has no LeakyRelu of 64. The larger of z and slope · z is the same.
        Activation::LeakyRelu { slope } => {
            let slope = graph.constant(doubles(&format!("{name}.slope"), &[], [slope]));
            let below = graph.node("Mul", &[&z, &slope], Vec::new(), &format!("{name}.below"));
            graph.node("Max", &[&z, &below], Vec::new(), name)
        }
    }
}

/// The most probable class of each sample, by name and by index, and the probabilities of all.
fn classes<F: Real>(graph: &mut Graph, probabilities: String, names: &[String], target: &str) {
    let first_largest = vec![int("axis", 1), int("keepdims", 0)];
    let class = graph.node("ArgMax", &[&probabilities], first_largest, "class");
    let all = graph.constant(texts("classes", names));
    let label = graph.node("Gather", &[&all, &class], vec![int("axis", 0)], "label");
    let port = |name, element, width, meaning| Port { name, element, width, meaning };
    let listed = names.join(", ");
    graph.output(port(label, Element::Text, None, format!("the most probable class of {target}")));
    let meaning = format!("the probability of each class: {listed}, in this order");
    graph.output(port(probabilities, of::<F>(), Some(names.len()), meaning));
    graph.output(port(class, Element::I64, None, "the index of the most probable class, from 0".to_owned()));
}

/// The outputs in the units of the target.
fn values(graph: &mut Graph, a: &str, is_double: bool, scaler: &Scaler, target: &str) {
    let row = |name: &str, numbers: &Array1<f64>| doubles(name, &[1, numbers.len()], numbers.iter().copied());
    let a = match is_double {
        true => a.to_owned(),
        false => graph.node("Cast", &[a], vec![int("to", i64::from(DOUBLE))], "A.double"),
    };
    let scale = graph.constant(row("target.scale", scaler.scale()));
    let shift = graph.constant(row("target.shift", scaler.shift()));
    let stretched = graph.node("Mul", &[&a, &scale], Vec::new(), "stretched");
    let name = graph.node("Add", &[&stretched, &shift], Vec::new(), "value");
    let width = Some(scaler.shift().len());
    graph.output(Port { name, element: Element::F64, width, meaning: format!("the predicted {target}") });
}

/// The model's description, by which it comes back whole, and the names that a caller may want.
fn metadata<F: Real>(prepared: &PreparedModel<F>) -> Result<Vec<StringStringEntryProto>> {
    let PreparedModel { model, preparation } = prepared;
    let mut description = model.describe();
    description.preparation = Some(preparation.clone());
    let tensors = of_layers("layers", model.network.layers());
    let sealed = seal(MODEL, description, tensors.iter().map(|tensor| tensor.bytes.as_slice()))?;
    let json = |names: &[&str]| {
        serde_json::to_string(names).map_err(|error| Problem::caused("its names cannot be written", error))
    };
    let columns: Vec<&str> = preparation.columns().map(|(name, _)| name).collect();
    let mut entries = vec![("columns", json(&columns)?), ("target", model.target_name.clone())];
    if let OutputKind::Classes(names) = &model.answer {
        entries.push(("classes", json(&names.iter().map(String::as_str).collect::<Vec<_>>())?));
    }
    entries.push((MODEL.key, sealed));
    Ok(entries.into_iter().map(|(key, value)| StringStringEntryProto { key: key.to_owned(), value }).collect())
}
