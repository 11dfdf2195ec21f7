//! How many parts a file has, counted before it is decoded.
//!
//! A part without content takes two bytes of a file, and up to 300 in memory. A file of nothing but such parts would take hundreds of
//! times its size. The messages here are those of the schema without their content; a list of [`Part`]s takes no memory at all.

use crate::model::problem::{Problem, Result};
use prost::Message;

/// As many parts every file may have, and one more for so many of its bytes. A node has 20 bytes and more, an attribute about 15, and
/// most bytes of a file are those of the weights.
const FREE: usize = 10_000;
const BYTES_EACH: usize = 16;

/// What is wrong with a file that cannot be decoded.
pub(super) const DAMAGED: &str = "it is damaged, cut short or not in the ONNX format";

/// Something of which nothing is kept.
#[derive(Clone, PartialEq, Message)]
struct Part {}

#[derive(Clone, PartialEq, Message)]
struct Model {
    #[prost(message, optional, tag = "7")]
    graph: Option<Graph>,
    #[prost(message, repeated, tag = "8")]
    opset_import: Vec<Part>,
    #[prost(message, repeated, tag = "14")]
    metadata_props: Vec<Part>,
}

#[derive(Clone, PartialEq, Message)]
struct Graph {
    #[prost(message, repeated, tag = "1")]
    node: Vec<Node>,
    #[prost(message, repeated, tag = "5")]
    initializer: Vec<Tensor>,
    #[prost(message, repeated, tag = "11")]
    input: Vec<Part>,
    #[prost(message, repeated, tag = "12")]
    output: Vec<Part>,
}

#[derive(Clone, PartialEq, Message)]
struct Node {
    #[prost(message, repeated, tag = "5")]
    attribute: Vec<Attribute>,
}

#[derive(Clone, PartialEq, Message)]
struct Attribute {
    #[prost(message, optional, tag = "5")]
    t: Option<Tensor>,
}

#[derive(Clone, PartialEq, Message)]
struct Tensor {
    #[prost(message, repeated, tag = "13")]
    external_data: Vec<Part>,
}

/// Refuses a file that has more parts than one of its size has.
pub(super) fn check(bytes: &[u8]) -> Result<()> {
    let model = Model::decode(bytes).map_err(|error| Problem::caused(DAMAGED, error))?;
    let (parts, most) = (model.parts(), FREE + bytes.len() / BYTES_EACH);
    match parts <= most {
        true => Ok(()),
        false => {
            Err(format!("it has {parts} parts, nearly all of them empty; a file of its size has {most} at most").into())
        }
    }
}

impl Model {
    fn parts(&self) -> usize {
        self.opset_import.len() + self.metadata_props.len() + self.graph.as_ref().map_or(0, Graph::parts)
    }
}

impl Graph {
    fn parts(&self) -> usize {
        let tensor = |tensor: &Tensor| 1 + tensor.external_data.len();
        let attribute = |attribute: &Attribute| 1 + attribute.t.as_ref().map_or(0, tensor);
        let node = |node: &Node| 1 + node.attribute.iter().map(attribute).sum::<usize>();
        let nodes: usize = self.node.iter().map(node).sum();
        let tensors: usize = self.initializer.iter().map(tensor).sum();
        nodes + tensors + self.input.len() + self.output.len()
    }
}
