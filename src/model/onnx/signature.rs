//! What goes into a model in an ONNX file and what comes out, for those who call it.

use std::fmt;

/// The inputs and the outputs of a model in an ONNX file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// What it is to be given.
    pub inputs: Vec<Port>,
    /// What it answers.
    pub outputs: Vec<Port>,
}

/// An input or an output: a tensor with a row for each sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    /// Its name.
    pub name: String,
    /// The type of its elements.
    pub element: Element,
    /// How many columns it has; none if it is a vector with one element for each sample.
    pub width: Option<usize>,
    /// What stands in it, in words.
    pub meaning: String,
}

/// The type of the elements of a tensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Element {
    /// Numbers of 32 bits, ONNX's `float`.
    F32,
    /// Numbers of 64 bits, ONNX's `double`.
    F64,
    /// Whole numbers, ONNX's `int64`.
    I64,
    /// ONNX's `string`.
    Text,
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Element::F32 => "float",
            Element::F64 => "double",
            Element::I64 => "int64",
            Element::Text => "string",
        })
    }
}

/// As ONNX's tools write it: `X: double[N, 13]`.
impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}[N", self.name, self.element)?;
        self.width.map_or(Ok(()), |width| write!(f, ", {width}"))?;
        f.write_str("]")
    }
}
