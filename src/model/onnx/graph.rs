//! A graph that is being made: inputs, constants and nodes, each with a name of its own.

use super::schema::{
    AttributeProto, DOUBLE, DimensionProto, FLOAT, GraphProto, INT64, ML, NodeProto, STRING, TYPE_FLOAT, TYPE_INT,
    TYPE_INTS, TYPE_STRINGS, TensorProto, TensorShapeProto, TensorTypeProto, TypeProto, ValueInfoProto,
};
use super::signature::{Element, Port};
use std::collections::HashSet;

/// The name of the first dimension, which may be any number: that of the samples. (They are the columns of the book's matrices, and
/// the rows of ONNX's.)
const SAMPLES: &str = "N";

#[derive(Debug, Default)]
pub(super) struct Graph {
    nodes: Vec<NodeProto>,
    constants: Vec<TensorProto>,
    inputs: Vec<Port>,
    outputs: Vec<Port>,
    /// The names of all tensors: no two may have the same.
    taken: HashSet<String>,
}

impl Graph {
    /// An input; its name, that of the port unless this is taken.
    pub fn input(&mut self, mut port: Port) -> String {
        port.name = self.free(&port.name);
        let name = port.name.clone();
        self.inputs.push(port);
        name
    }

    /// The tensor that is called as the port becomes an output.
    pub fn output(&mut self, port: Port) {
        self.outputs.push(port);
    }

    /// Its name.
    pub fn constant(&mut self, mut tensor: TensorProto) -> String {
        tensor.name = self.free(&tensor.name);
        let name = tensor.name.clone();
        self.constants.push(tensor);
        name
    }

    /// A node and the tensor that it makes, which has its name.
    pub fn node(&mut self, op: &str, inputs: &[&str], attributes: Vec<AttributeProto>, name: &str) -> String {
        let name = self.free(name);
        self.nodes.push(NodeProto {
            op_type: op.to_owned(),
            domain: if op == "CategoryMapper" { ML.0.to_owned() } else { String::new() },
            input: inputs.iter().map(|&input| input.to_owned()).collect(),
            output: vec![name.clone()],
            attribute: attributes,
            name: name.clone(),
        });
        name
    }

    /// Whether it has an operator that is not one of ONNX itself.
    pub fn needs_ml(&self) -> bool {
        self.nodes.iter().any(|node| !node.domain.is_empty())
    }

    pub fn finish(self, name: &str) -> (GraphProto, Vec<Port>, Vec<Port>) {
        let graph = GraphProto {
            node: self.nodes,
            name: name.to_owned(),
            initializer: self.constants,
            input: self.inputs.iter().map(value_info).collect(),
            output: self.outputs.iter().map(value_info).collect(),
        };
        (graph, self.inputs, self.outputs)
    }

    /// This name, or one like it that no tensor has.
    fn free(&mut self, name: &str) -> String {
        let mut free = name.to_owned();
        while free.is_empty() || self.taken.contains(&free) {
            free.push('_');
        }
        self.taken.insert(free.clone());
        free
    }
}

fn value_info(port: &Port) -> ValueInfoProto {
    let samples = DimensionProto { dim_param: Some(SAMPLES.to_owned()), ..DimensionProto::default() };
    let width = port.width.map(|width| DimensionProto { dim_value: Some(width as i64), ..DimensionProto::default() });
    let shape = TensorShapeProto { dim: [samples].into_iter().chain(width).collect() };
    let tensor_type = TensorTypeProto { elem_type: element(port.element), shape: Some(shape) };
    ValueInfoProto {
        name: port.name.clone(),
        r#type: Some(TypeProto { tensor_type: Some(tensor_type) }),
        doc_string: port.meaning.clone(),
    }
}

/// The number by which the schema knows a type.
pub(super) fn element(element: Element) -> i32 {
    match element {
        Element::F32 => FLOAT,
        Element::F64 => DOUBLE,
        Element::I64 => INT64,
        Element::Text => STRING,
    }
}

pub(super) fn float(name: &str, f: f64) -> AttributeProto {
    AttributeProto { f: Some(f as f32), ..attribute(name, TYPE_FLOAT) }
}

pub(super) fn int(name: &str, i: i64) -> AttributeProto {
    AttributeProto { i: Some(i), ..attribute(name, TYPE_INT) }
}

pub(super) fn ints(name: &str, ints: impl Iterator<Item = i64>) -> AttributeProto {
    AttributeProto { ints: ints.collect(), ..attribute(name, TYPE_INTS) }
}

pub(super) fn strings<'s>(name: &str, strings: impl Iterator<Item = &'s str>) -> AttributeProto {
    AttributeProto { strings: strings.map(|text| text.as_bytes().to_vec()).collect(), ..attribute(name, TYPE_STRINGS) }
}

fn attribute(name: &str, r#type: i32) -> AttributeProto {
    AttributeProto { name: name.to_owned(), r#type, ..AttributeProto::default() }
}
