//! A node of a graph that is being read: its attributes, the activation that it is, and what may be wrong with it.

use super::schema::{AttributeProto, NodeProto};
use crate::Activation;
use crate::error::excerpt;
use crate::model::problem::Problem;

/// The activation that the operator of a node is, if it is one that the library has.
pub(super) fn activation(node: &NodeProto) -> Option<Activation> {
    Some(match &*node.op_type {
        "Relu" => Activation::Relu,
        "LeakyRelu" => Activation::LeakyRelu { slope: float(node, "alpha", 0.01) },
        "Tanh" => Activation::Tanh,
        "Sigmoid" => Activation::Sigmoid,
        "Softmax" if [-1, 1].contains(&int(node, "axis", -1)) => Activation::Softmax, // over the columns, which are neurons
        _ => return None,
    })
}

pub(super) fn int(node: &NodeProto, name: &str, default: i64) -> i64 {
    attribute(node, name).and_then(|attribute| attribute.i).unwrap_or(default)
}

/// A number of 32 bits as the shortest decimal number that is the same: 0.01 and not 0.009999999776.
pub(super) fn float(node: &NodeProto, name: &str, default: f64) -> f64 {
    let given = attribute(node, name).and_then(|attribute| attribute.f);
    given.and_then(|f| f.to_string().parse().ok()).unwrap_or(default)
}

pub(super) fn floats(node: &NodeProto, name: &str) -> Vec<f64> {
    attribute(node, name).map_or_else(Vec::new, |attribute| attribute.floats.iter().map(|&f| f64::from(f)).collect())
}

fn attribute<'n>(node: &'n NodeProto, name: &str) -> Option<&'n AttributeProto> {
    node.attribute.iter().find(|attribute| attribute.name == name)
}

/// What is wrong with a node, by its name and its operator.
pub(super) fn wrong(node: &NodeProto, problem: &str) -> Problem {
    let name = if node.name.is_empty() { node.output.first() } else { Some(&node.name) };
    let domain = if node.domain.is_empty() { String::new() } else { format!(" of {}", excerpt(&node.domain)) };
    let name = excerpt(name.map_or("", String::as_str));
    format!("node '{name}' ({}{domain}) {problem}", excerpt(&node.op_type)).into()
}
