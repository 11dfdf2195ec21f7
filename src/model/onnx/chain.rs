//! The nodes of a graph in the order in which numbers go through them, from the only input to the only output of numbers.

use super::node::wrong;
use super::schema::{AttributeProto, DOUBLE, FLOAT, GraphProto, NodeProto, TensorProto, ValueInfoProto};
use super::tensor::Numbers;
use crate::error::{excerpt, listed};
use crate::model::problem::Result;
use std::collections::HashMap;
use std::path::Path;

/// As many nodes in a row may pass a constant on.
const MOST_DETOURS: usize = 8;

pub(super) struct Chain<'a> {
    graph: &'a GraphProto,
    initializers: HashMap<&'a str, &'a TensorProto>,
    /// The node that makes a tensor.
    makers: HashMap<&'a str, &'a NodeProto>,
    /// Where tensors lie that are not in the file.
    folder: &'a Path,
}

/// A node that the numbers go through.
pub(super) struct Step<'a> {
    pub node: &'a NodeProto,
    /// Which of its inputs they are; the others are constants.
    pub place: usize,
}

impl<'a> Chain<'a> {
    pub fn new(graph: &'a GraphProto, folder: &'a Path) -> Self {
        let initializers = graph.initializer.iter().map(|tensor| (&*tensor.name, tensor)).collect();
        let made = |node: &'a NodeProto| node.output.iter().map(move |output| (output.as_str(), node));
        Chain { graph, initializers, makers: graph.node.iter().flat_map(made).collect(), folder }
    }

    /// The nodes between the input and the output, and the name of the output.
    pub fn steps(&self) -> Result<(Vec<Step<'a>>, &'a str)> {
        let [input] = *self.inputs() else {
            let listed = listed(self.inputs().iter().map(|input| input.name.as_str()));
            return Err(format!("its graph has the inputs {listed}; one is needed, a matrix of numbers").into());
        };
        let outputs: Vec<&ValueInfoProto> = self.graph.output.iter().filter(|output| has_numbers(output)).collect();
        let [output] = *outputs else {
            let listed = listed(outputs.iter().map(|output| output.name.as_str()));
            return Err(format!("its graph has the outputs of numbers {listed}; one is needed").into());
        };
        let (mut name, mut steps) = (output.name.as_str(), Vec::new());
        while name != input.name {
            let node = *self.makers.get(name).ok_or_else(|| format!("nothing makes tensor '{}'", excerpt(name)))?;
            let places: Vec<usize> = (0..node.input.len()).filter(|&i| !self.is_constant(&node.input[i])).collect();
            let [place] = *places else {
                let problem = format!("has {} inputs that are computed", places.len());
                return Err(wrong(
                    node,
                    &format!("{problem}; a dense network has one way from its input to its output"),
                ));
            };
            // A node that is met again is on a circle.
            if steps.len() == self.graph.node.len() {
                return Err(wrong(node, "leads back to itself"));
            }
            name = &node.input[place];
            steps.push(Step { node, place });
        }
        steps.reverse();
        Ok((steps, &output.name))
    }

    /// The inputs that a caller gives: older files list constants among them.
    fn inputs(&self) -> Vec<&'a ValueInfoProto> {
        self.graph.input.iter().filter(|input| !self.initializers.contains_key(&*input.name)).collect()
    }

    /// Whether a tensor is a constant, or an optional input that is not given.
    fn is_constant(&self, name: &str) -> bool {
        name.is_empty() || self.source(name).is_some()
    }

    /// The numbers of a constant.
    pub fn constant(&self, name: &str) -> Result<Numbers> {
        let (source, is_turned) =
            self.source(name).ok_or_else(|| format!("tensor '{}' is no constant", excerpt(name)))?;
        let flat = |shape, values: &[f32]| Numbers {
            shape,
            values: values.iter().map(|&x| f64::from(x)).collect(),
            is_double: false,
        };
        let numbers = match source {
            Source::Tensor(tensor) => Numbers::read(tensor, self.folder)?,
            Source::Attribute(AttributeProto { t: Some(tensor), .. }) => Numbers::read(tensor, self.folder)?,
            Source::Attribute(AttributeProto { f: Some(f), .. }) => flat(Vec::new(), &[*f]),
            Source::Attribute(AttributeProto { floats, .. }) => flat(vec![floats.len()], floats),
        };
        Ok(if is_turned { transposed(numbers) } else { numbers })
    }

    /// Where the numbers of a constant stand, and whether rows and columns are exchanged on the way from there.
    fn source(&self, name: &str) -> Option<(Source<'a>, bool)> {
        let (mut name, mut is_turned) = (name, false);
        for _ in 0..=MOST_DETOURS {
            if let Some(tensor) = self.initializers.get(name) {
                return Some((Source::Tensor(tensor), is_turned));
            }
            let node = self.makers.get(name)?;
            match &*node.op_type {
                "Constant" => return node.attribute.first().map(|value| (Source::Attribute(value), is_turned)),
                "Transpose" if node.attribute.iter().all(|attribute| attribute.ints == [1, 0]) => {
                    is_turned = !is_turned;
                }
                "Cast" | "Identity" => {}
                _ => return None,
            }
            name = node.input.first()?;
        }
        None
    }
}

/// Where the numbers of a constant stand.
enum Source<'a> {
    Tensor(&'a TensorProto),
    /// Of a node `Constant`.
    Attribute(&'a AttributeProto),
}

/// Rows for columns; what is no matrix stays as it is.
pub(super) fn transposed(numbers: Numbers) -> Numbers {
    let [rows, columns] = *numbers.shape else { return numbers };
    let values =
        (0..columns).flat_map(|j| (0..rows).map(move |i| i * columns + j)).map(|i| numbers.values[i]).collect();
    Numbers { shape: vec![columns, rows], values, ..numbers }
}

fn has_numbers(value: &ValueInfoProto) -> bool {
    let tensor = value.r#type.as_ref().and_then(|value| value.tensor_type.as_ref());
    tensor.is_none_or(|tensor| [FLOAT, DOUBLE, 0].contains(&tensor.elem_type))
}
