//! The whole way forward.

use crate::compare::compare;
use crate::graders::inputs::{network, normal};
use crate::report::Report;
use crate::run::grade;
use ann::plain::Matrix;
use ann::plain::forward::{self, activate};
use ann::plain::network::{Activation, Layer, Network};

/// `forward(network, x)`: X and the A of all layers.
pub fn check_forward(mine: fn(&Network, &Matrix) -> Vec<Matrix>) -> Report {
    grade(2, "forward", "(2.1), (2.2)", move || {
        let mut rng = ann::rng(25);
        // The first is square, so that a missing transpose is a wrong number and no panic.
        for (sizes, m, output) in [
            (&[3, 3, 3, 3][..], 3, Activation::Softmax),
            (&[2, 4, 5, 1], 4, Activation::Sigmoid),
            (&[3, 2], 1, Activation::Identity),
        ] {
            let network = network(sizes, Activation::Tanh, output, &mut rng);
            let x = normal(sizes[0], m, &mut rng);
            let right = forward::forward(&network, &x);
            let (l, a) = (network.layers.len(), mine(&network, &x));
            let says = format!("You return {} of {} matrices", a.len(), l + 1);
            let mut comparison = compare("A", &a, &right)
                .mistake(&right[1..].to_vec(), format!("{says}: X is missing. It comes first."))
                .mistake(&right[l..].to_vec(), format!("{says}: it is the answer alone. Keep A of every layer."))
                .mistake(&right[..l].to_vec(), format!("{says}: the last layer is missing."))
                .mistake(&right.iter().rev().cloned().collect::<Vec<_>>(), "The list is backwards: X comes first.")
                .mistake(
                    &with_sums(&network, &x),
                    format!(
                        "You return {} matrices, and must return {}: X and the A alone, without the Z.",
                        a.len(),
                        l + 1
                    ),
                )
                .mistake(&vec![x.clone(); l + 1], "X is there again and again: no layer has changed it.");
            for (slip, says) in SLIPS {
                if let Some(wrong) = slipped(&network, &x, slip) {
                    comparison = comparison.mistake(&wrong, says);
                }
            }
            comparison.end()?;
        }
        Ok(())
    })
}

/// X, and Z and A of each layer.
fn with_sums(network: &Network, x: &Matrix) -> Vec<Matrix> {
    let mut list = vec![x.clone()];
    for layer in &network.layers {
        let z = layer.w.dot(&list[list.len() - 1]) + &layer.b;
        let a = activate(layer.g, &z);
        list.extend([z, a]);
    }
    list
}

/// What goes wrong in a forward pass.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Slip {
    NoBias,
    MinusBias,
    NoFunction,
    FunctionTwice,
    NoLastFunction,
    OnlyLastFunction,
    OneFunction,
    FunctionOfLast,
    SumsPassedOn,
    BiasAfter,
    XThroughFunction,
    HiddenRelu,
    All(Activation),
    Sums,
    AlwaysX,
    AlwaysFirst,
    Transposed,
    TransposedX,
}

const SLIPS: [(Slip, &str); 19] = [
    (Slip::NoBias, "The biases are forgotten: Z is W A + b."),
    (Slip::MinusBias, "The biases are taken away. They are added: Z is W A + b."),
    (Slip::FunctionTwice, "The functions g are taken twice: A is g(Z), and not g of that again."),
    (Slip::NoFunction, "The functions g are forgotten: every A is Z."),
    (Slip::NoLastFunction, "The last layer has a function, too: its A is g(Z), and here it is Z."),
    (Slip::OnlyLastFunction, "The hidden layers have no function here: A is g(Z) in every layer."),
    (Slip::OneFunction, "All layers have the function of the first. Each has its own, `layer.g`."),
    (Slip::FunctionOfLast, "All layers have the function of the last. Each has its own, `layer.g`."),
    (Slip::SumsPassedOn, "The next layer reads Z. It has to read A = g(Z)."),
    (Slip::BiasAfter, "The bias is added after g. It belongs to the sum, before g."),
    (Slip::XThroughFunction, "X goes through a function g before the first layer. It is read as it is."),
    (Slip::HiddenRelu, "The hidden layers have ReLU here, whatever `layer.g` says."),
    (Slip::All(Activation::Relu), "All layers have ReLU here, whatever `layer.g` says."),
    (Slip::All(Activation::Sigmoid), "All layers have the sigmoid here, whatever `layer.g` says."),
    (Slip::Sums, "The list has the Z of the layers. Put their A into it."),
    (Slip::AlwaysX, "Every layer reads X. It has to read the A of the layer before."),
    (Slip::AlwaysFirst, "The W and b of layer 1 are used in every layer."),
    (Slip::Transposed, "W is transposed. It has a column for each number of A already."),
    (Slip::TransposedX, "X is transposed. A sample is a column."),
];

/// The forward pass with one slip in it; `None` where the shapes do not allow it.
fn slipped(network: &Network, x: &Matrix, slip: Slip) -> Option<Vec<Matrix>> {
    let x = if slip == Slip::TransposedX { x.t().to_owned() } else { x.clone() };
    let x = if slip == Slip::XThroughFunction { activate(network.layers[0].g, &x) } else { x };
    let (mut read, mut a, last) = (x.clone(), vec![x.clone()], network.layers.len() - 1);
    for (l, layer) in network.layers.iter().enumerate() {
        let Layer { w, b, .. } = if slip == Slip::AlwaysFirst { &network.layers[0] } else { layer };
        let w = if slip == Slip::Transposed { w.t().to_owned() } else { w.clone() };
        if w.ncols() != read.nrows() || w.nrows() != b.nrows() {
            return None;
        }
        let z = match slip {
            Slip::NoBias | Slip::BiasAfter => w.dot(&read),
            Slip::MinusBias => w.dot(&read) - b,
            _ => w.dot(&read) + b,
        };
        let g = match slip {
            Slip::NoFunction => Activation::Identity,
            Slip::NoLastFunction if l == last => Activation::Identity,
            Slip::OnlyLastFunction if l < last => Activation::Identity,
            Slip::OneFunction => network.layers[0].g,
            Slip::FunctionOfLast => network.layers[last].g,
            Slip::HiddenRelu if l < last => Activation::Relu,
            Slip::All(g) => g,
            _ => layer.g,
        };
        let spoken = activate(g, &z);
        let spoken = if slip == Slip::FunctionTwice { activate(g, &spoken) } else { spoken };
        let spoken = if slip == Slip::BiasAfter { spoken + b } else { spoken };
        a.push(if slip == Slip::Sums { z.clone() } else { spoken.clone() });
        let spoken = if slip == Slip::SumsPassedOn { z } else { spoken };
        if slip != Slip::AlwaysX {
            read = spoken;
        }
    }
    Some(a)
}
