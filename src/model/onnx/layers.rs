//! From the nodes of a dense network to its layers, and the standardisation in front of them.
//!
//! A layer is a `Gemm`, or a `MatMul` and an `Add`. A sample is a row there, Zᵀ = Aᵀ Wᵀ + bᵀ, so W is the transpose of what a `MatMul`
//! is given. Constants that are added or multiplied in front of the first layer are a scaler; right behind a layer they become part of
//! its W and b.

use super::chain::{Chain, Step, transposed};
use super::node::{activation, float, floats, int, wrong};
use super::schema::{DOUBLE, FLOAT, ML, NodeProto};
use super::tensor::Numbers;
use crate::data::Scaler;
use crate::model::problem::Result;
use crate::model::safetensors::check_finite;
use crate::{Activation, Layer, Real};
use ndarray::{Array2, ShapeBuilder};

/// What is read, for the message about what is not.
const READ: &str = "is not read: of ONNX's operators a dense network is made of Gemm, MatMul and Add, with Relu, LeakyRelu, Tanh, \
                    Sigmoid or Softmax behind them, and with Sub, Div, Mul, Add or ai.onnx.ml's Scaler in front";

/// Multiplied, or divided.
#[derive(Clone, Copy, PartialEq)]
enum Stretch {
    Times,
    Over,
}

impl Stretch {
    fn apply(self, x: f64, c: f64) -> f64 {
        if self == Stretch::Times { x * c } else { x / c }
    }

    fn reversed(self) -> Self {
        if self == Stretch::Times { Stretch::Over } else { Stretch::Times }
    }
}

/// A dense network in the making.
pub(super) struct Dense<F> {
    pub layers: Vec<Layer<F>>,
    /// What is subtracted in front of the layers, and by what is then divided: a number for each feature, or one for all.
    shift: Vec<f64>,
    scale: Vec<f64>,
}

impl<F: Real> Dense<F> {
    /// The network of these nodes.
    pub fn read(chain: &Chain, steps: &[Step]) -> Result<Self> {
        let mut dense = Dense { layers: Vec::new(), shift: vec![0.0], scale: vec![1.0] };
        for step in steps {
            dense.step(chain, step)?;
        }
        for (l, layer) in (1..).zip(&dense.layers) {
            check_finite(&format!("W of layer {l}"), &layer.w)?;
            check_finite(&format!("b of layer {l}"), &layer.b)?;
        }
        match dense.layers.is_empty() {
            true => Err("there is no layer in it: a Gemm or a MatMul is needed".into()),
            false => Ok(dense),
        }
    }

    /// What is in front of the layers.
    pub fn scaler(&self) -> Result<Scaler> {
        let n_in = self.layers.first().map_or(0, Layer::n_in);
        let wide = |numbers: &[f64]| if numbers.len() == 1 { vec![numbers[0]; n_in] } else { numbers.to_vec() };
        let (shift, scale) = (wide(&self.shift), wide(&self.scale));
        if shift.len() != n_in || scale.len() != n_in {
            let found = if shift.len() == n_in { scale.len() } else { shift.len() };
            return Err(format!("what scales its input has {found} numbers, and its first layer {n_in} inputs").into());
        }
        Ok(Scaler::from_parts(shift, scale)?)
    }

    fn step(&mut self, chain: &Chain, step: &Step) -> Result<()> {
        let node = step.node;
        let operand =
            |i: usize| node.input.get(i).filter(|name| !name.is_empty()).map(|name| chain.constant(name)).transpose();
        let needed = |i: usize| operand(i)?.ok_or_else(|| wrong(node, "has too few inputs"));
        let other = || row(node, needed(1 - step.place)?);
        match (&*node.domain, &*node.op_type) {
            (domain, "Scaler") if domain == ML.0 => {
                self.add(node, &floats(node, "offset"), -1.0)?;
                self.stretch(node, &floats(node, "scale"), Stretch::Times)
            }
            (domain, _) if !domain.is_empty() && domain != "ai.onnx" => Err(wrong(node, READ)),
            (_, "Gemm" | "MatMul") if step.place != 0 => {
                Err(wrong(node, "multiplies from the left; a sample must be a row: X Wᵀ"))
            }
            (_, "Gemm") => self.gemm(node, needed(1)?, operand(2)?),
            (_, "MatMul") => self.push(node, transposed(needed(1)?)),
            (_, "Sub" | "Div") if step.place != 0 => Err(wrong(node, "has the constant on the left, not on the right")),
            (_, "Add") => self.add(node, &other()?, 1.0),
            (_, "Sub") => self.add(node, &other()?, -1.0),
            (_, "Mul") => self.stretch(node, &other()?, Stretch::Times),
            (_, "Div") => self.stretch(node, &other()?, Stretch::Over),
            (_, "Identity" | "Dropout") => Ok(()),
            (_, "Cast") if [FLOAT, DOUBLE].map(i64::from).contains(&int(node, "to", 0)) => Ok(()),
            (_, "Flatten") if int(node, "axis", 1) == 1 => Ok(()),
            _ => self.activate(node, activation(node).ok_or_else(|| wrong(node, READ))?),
        }
    }

    /// α X Wᵀ + β b.
    fn gemm(&mut self, node: &NodeProto, w: Numbers, b: Option<Numbers>) -> Result<()> {
        if int(node, "transA", 0) != 0 {
            return Err(wrong(node, "has transA; a sample must be a row: X Wᵀ"));
        }
        let mut w = if int(node, "transB", 0) == 0 { transposed(w) } else { w };
        let [alpha, beta] = ["alpha", "beta"].map(|name| float(node, name, 1.0));
        w.values.iter_mut().for_each(|w| *w *= alpha);
        self.push(node, w)?;
        b.map_or(Ok(()), |b| self.add(node, &row(node, b)?, beta))
    }

    /// A layer with this W, and b zero.
    fn push(&mut self, node: &NodeProto, w: Numbers) -> Result<()> {
        if w.shape.len() != 2 {
            return Err(wrong(node, &format!("has weights of shape {:?}, which is no matrix", w.shape)));
        }
        let w: Array2<F> = w.matrix(node.input.get(1).map_or("", String::as_str))?;
        let n_in = self.layers.last().map_or(w.ncols(), Layer::n_out);
        if w.ncols() != n_in {
            return Err(wrong(node, &format!("has {} inputs, and the layer before it {n_in} neurons", w.ncols())));
        }
        let b = Array2::zeros((w.nrows(), 1).f());
        self.layers.push(Layer { w, b, activation: Activation::Identity, keep_prob: 1.0 });
        Ok(())
    }

    /// Adds a constant times k.
    fn add(&mut self, node: &NodeProto, constant: &[f64], k: f64) -> Result<()> {
        if let Some(layer) = self.linear(node, constant)? {
            layer.b.iter_mut().enumerate().for_each(|(i, b)| *b += F::from_f64(k * at(constant, i)));
            return Ok(());
        }
        // (x − shift) / scale + c = (x − (shift − c · scale)) / scale
        let moved = each(node, constant, &self.scale, |c, scale| k * c * scale)?;
        self.shift = each(node, &self.shift, &moved, |shift, moved| shift - moved)?;
        Ok(())
    }

    /// Multiplies by a constant, or divides by it.
    fn stretch(&mut self, node: &NodeProto, constant: &[f64], how: Stretch) -> Result<()> {
        if let Some(layer) = self.linear(node, constant)? {
            let applied = |x: F, i: usize| F::from_f64(how.apply(x.into_f64(), at(constant, i)));
            layer.w.indexed_iter_mut().for_each(|((i, _), w)| *w = applied(*w, i));
            layer.b.indexed_iter_mut().for_each(|((i, _), b)| *b = applied(*b, i));
            return Ok(());
        }
        // What is divided by c has a scale c times larger.
        self.scale = each(node, &self.scale, constant, |scale, c| how.reversed().apply(scale, c))?;
        Ok(())
    }

    /// The layer that a constant becomes a part of; none in front of the first.
    fn linear(&mut self, node: &NodeProto, constant: &[f64]) -> Result<Option<&mut Layer<F>>> {
        let Some(layer) = self.layers.last_mut() else { return Ok(None) };
        if layer.activation != Activation::Identity {
            return Err(wrong(
                node,
                "stands behind an activation; only in front of the layers or right behind one it is read",
            ));
        }
        match layer.n_out() {
            n_out if constant.len() == 1 || constant.len() == n_out => Ok(Some(layer)),
            n_out => Err(wrong(node, &format!("has {} numbers, and its layer {n_out} neurons", constant.len()))),
        }
    }

    fn activate(&mut self, node: &NodeProto, activation: Activation) -> Result<()> {
        match self.layers.last_mut() {
            Some(layer) if layer.activation == Activation::Identity => layer.activation = activation,
            _ => return Err(wrong(node, "has no Gemm or MatMul in front of it")),
        }
        Ok(())
    }
}

/// The numbers of a constant that is added to every row, or multiplies it.
fn row(node: &NodeProto, constant: Numbers) -> Result<Vec<f64>> {
    let is_row = constant.shape.iter().rev().skip(1).all(|&n| n == 1);
    is_row.then_some(constant.values).ok_or_else(|| {
        wrong(
            node,
            &format!("has a constant of shape {:?}; a number is needed, or one for each column", constant.shape),
        )
    })
}

/// Number i of a constant, which may be one for all.
fn at(constant: &[f64], i: usize) -> f64 {
    constant[if constant.len() == 1 { 0 } else { i }]
}

/// A function of the numbers of two constants, each of which may be one for all.
fn each(node: &NodeProto, a: &[f64], b: &[f64], f: impl Fn(f64, f64) -> f64) -> Result<Vec<f64>> {
    let n = if a.len() == 1 { b.len() } else { a.len() };
    if [a, b].iter().any(|numbers| ![1, n].contains(&numbers.len())) {
        return Err(wrong(node, &format!("has a constant of {} numbers where {} are needed", a.len(), b.len())));
    }
    Ok((0..n).map(|i| f(at(a, i), at(b, i))).collect())
}
