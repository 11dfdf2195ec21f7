//! Chapter 2: forward propagation.

use super::inputs::{network, normal};
use crate::compare::{Comparison, compare};
use crate::report::{Finding, Report};
use crate::run::grade;
use ann::plain::Matrix;
use ann::plain::forward::{self, activate, largest};
use ann::plain::network::{Activation, Layer, Network};
use ndarray::{Axis, array};

/// `weighted_sums(w, b, a)`: Z of a layer; w: (`n_out`, `n_in`), b: (`n_out`, 1), a: (`n_in`, m).
pub fn check_weighted_sums(mine: fn(&Matrix, &Matrix, &Matrix) -> Matrix) -> Report {
    grade(2, "weighted_sums", "(2.1)", move || {
        let mut rng = ann::rng(21);
        // All square, so that a slip in the shapes is a wrong number and no panic.
        let [w, a] = [0, 1].map(|_| normal(3, 3, &mut rng));
        let b = normal(3, 1, &mut rng);
        let (product, z) = (w.dot(&a), w.dot(&a) + &b);
        let mut first = product.clone();
        first.column_mut(0).scaled_add(1.0, &b.column(0));
        compare("Z", &mine(&w, &b, &a), &z)
            .mistake(&product, "The bias is forgotten: Z is W A alone.")
            .mistake(&(&product - &b), "The bias is taken away. It is added.")
            .mistake(
                &(&product + &b.t()),
                "The biases go along the rows: entry i of b belongs to row i, neuron i, in every column.",
            )
            .mistake(
                &(&product + b.sum()),
                "The sum of all biases is added to every number. Neuron i has its own, b_i.",
            )
            .mistake(&(&product + b[[0, 0]]), "Every neuron gets the bias of the first.")
            .mistake(&first, "Only the first sample gets the biases. b is added to every column.")
            .mistake(&(w.t().dot(&a) + &b), "W is transposed. Row i of W holds the weights of neuron i as it is.")
            .mistake(&(a.dot(&w) + &b), "The factors are exchanged: it is W A, not A W.")
            .mistake(&(w.dot(&a.t()) + &b), "A is transposed. Its columns are the samples already.")
            .mistake(&(&w * &a + &b), "W and A are multiplied number by number. `w.dot(a)` takes rows times columns.")
            .mistake(
                &(&product + 3.0 * &b),
                "The bias is added with every product, n_in times. It is added once, after their sum.",
            )
            .mistake(&w.dot(&(&a + &b)), "The bias is added to A, before the product. It comes after it.")
            .mistake(&z.t().to_owned(), "Z is right, but transposed.")
            .mistake(&(&z / 3.0), "Z is divided by m. There is no mean in the way forward.")
            .mistake(&activate(Activation::Relu, &z), "The negative sums are gone: ReLU comes later, in (2.2).")
            .mistake(&activate(Activation::Sigmoid, &z), "This is σ(Z). The function g comes later, in (2.2).")
            .end()?;
        for (n_in, n_out, m) in [(4, 2, 5), (3, 2, 1), (1, 1, 2)] {
            let (w, b, a) = (normal(n_out, n_in, &mut rng), normal(n_out, 1, &mut rng), normal(n_in, m, &mut rng));
            compare("Z", &mine(&w, &b, &a), &(w.dot(&a) + &b)).end()?;
        }
        Ok(())
    })
}

/// `relu(z)`: A of a layer with ReLU.
pub fn check_relu(mine: fn(&Matrix) -> Matrix) -> Report {
    grade(2, "relu", "(2.3)", move || {
        let mut rng = ann::rng(22);
        for (n, m) in [(3, 5), (4, 1)] {
            let z = 2.0 * normal(n, m, &mut rng);
            compare("A", &mine(&z), &activate(Activation::Relu, &z))
                .mistake(&z, "This is Z itself: nothing becomes 0.")
                .mistake(
                    &z.mapv(|z| z.min(0.0)),
                    "The wrong half is kept: the larger of z and 0 is wanted, not the smaller.",
                )
                .mistake(&z.mapv(f64::abs), "Below 0 the sign is turned. There, ReLU says 0.")
                .mistake(
                    &z.mapv(|z| f64::from(z > 0.0)),
                    "This is 1 or 0, the slope of ReLU. Above 0, ReLU passes z on.",
                )
                .mistake(
                    &activate(Activation::LeakyRelu, &z),
                    "This is the leaky ReLU: a little comes through below 0.",
                )
                .mistake(&z.mapv(|z| z.clamp(0.0, 1.0)), "What is above 1 is cut off. ReLU has no upper end.")
                .mistake(&z.mapv(|z| z.max(1.0)), "This is the larger of z and 1. It is the larger of z and 0.")
                .mistake(&z.mapv(|z| (-z).max(0.0)), "The sign of z is turned first: this is relu(−z).")
                .mistake(&z.mapv(|z| z.exp().ln_1p()), "This is ln (1 + eᶻ), a ReLU with a round corner.")
                .end()?;
        }
        // On both sides of the corner, close to it.
        let z = array![[0.0, 0.001, -0.001], [0.2, -0.2, 0.4], [-0.4, 0.7, -0.7]];
        let a = mine(&z);
        if let Some((z, _)) = z.iter().zip(&a).find(|(z, a)| **z > 0.0 && **a == 0.0) {
            return Err(Finding::new(format!("z = {z} becomes 0. ReLU passes on all that is above 0.")));
        }
        compare("A", &a, &activate(Activation::Relu, &z)).end()?;
        let z = array![[0.0, -1000.0, 1000.0]];
        compare("A", &mine(&z), &array![[0.0, 0.0, 1000.0]]).end()
    })
}

/// `sigmoid(z)`: A of a layer with the sigmoid.
pub fn check_sigmoid(mine: fn(&Matrix) -> Matrix) -> Report {
    grade(2, "sigmoid", "(2.6)", move || {
        let mut rng = ann::rng(23);
        for (n, m) in [(3, 5), (2, 1)] {
            let z = normal(n, m, &mut rng);
            let (a, e) = (activate(Activation::Sigmoid, &z), (-&z).exp());
            compare("A", &mine(&z), &a)
                .mistake(&(1.0 - &a), "A falls where Z rises: the exponent is −z, not z.")
                .mistake(&(1.0 + &e), "1.0 / 1.0 + … divides first: the denominator 1 + e⁻ᶻ needs parentheses.")
                .mistake(&(1.0 / (1.0 - &e)), "The denominator is 1 + e⁻ᶻ, not 1 − e⁻ᶻ.")
                .mistake(&(1.0 / &e), "The 1 in the denominator is missing.")
                .mistake(&e, "This is e⁻ᶻ alone. Add 1, then divide 1 by it.")
                .mistake(&(&a * (1.0 - &a)), "This is the slope A (1 − A), of (2.11).")
                .mistake(&z.mapv(f64::tanh), "This is tanh, which goes from −1 to 1.")
                .mistake(&activate(Activation::Softmax, &z), "This is softmax. The sigmoid looks at each number alone.")
                .mistake(&z, "This is Z itself, which is no probability.")
                .mistake(&a.mapv(f64::round), "A is rounded to 0 or 1. The probability in between is the answer.")
                .end()?;
        }
        // Where a logit that is kept between two ends shows.
        let clipped = |mut comparison: Comparison, z: &Matrix| {
            for end in [5.0, 6.0, 8.0, 10.0, 15.0, 16.0, 20.0] {
                let a = activate(Activation::Sigmoid, &z.mapv(|z| z.clamp(-end, end)));
                comparison = comparison.mistake(&a, format!("z is cut off at ±{end}. σ takes every number as it is."));
            }
            comparison
        };
        let z = array![[0.0, 0.001, -0.001], [0.2, -0.2, 5.0], [-5.0, 12.0, -12.0]];
        clipped(compare("A", &mine(&z), &activate(Activation::Sigmoid, &z)), &z).end()?;
        let z = array![[0.0, 1000.0, -1000.0]];
        let a = mine(&z);
        if a.dim() == z.dim() && a.iter().any(|a| a.is_nan()) {
            return Err(Finding::new("You got NaN at z = 1000 or −1000: with eᶻ above and below, ∞ is divided by ∞."));
        }
        clipped(compare("A", &a, &activate(Activation::Sigmoid, &z)), &z).end()
    })
}

/// `softmax(z)`: A of a layer with softmax.
pub fn check_softmax(mine: fn(&Matrix) -> Matrix) -> Report {
    grade(2, "softmax", "(2.7)", move || {
        let mut rng = ann::rng(24);
        // The first is square, so that a sum over the wrong axis is a wrong number and no panic.
        for (n, m) in [(3, 3), (4, 1), (2, 5), (1, 3)] {
            let z = normal(n, m, &mut rng);
            let (a, c) = (activate(Activation::Softmax, &z), largest(&z));
            let (e, shifted) = (z.exp(), (&z - &c).exp());
            let mut comparison = compare("A", &mine(&z), &a);
            if m == 1 {
                // The largest of each row, of which a list is broadcast along the one column.
                let of_rows = (&z - &z.column(0)).exp();
                comparison = comparison.mistake(
                    &(&of_rows / of_rows.sum_axis(Axis(0))),
                    format!(
                        "A is ({n}, {n}) and must be ({n}, 1): the largest of each row is taken. It goes over Axis(0)."
                    ),
                );
            }
            for e in [&e, &shifted] {
                let row_sums = e.sum_axis(Axis(1));
                comparison = comparison
                    .mistake(
                        &(e / &row_sums.view().insert_axis(Axis(1))),
                        "Each row adds up to 1. Each column must: Axis(0).",
                    )
                    .mistake(&(e / e.sum()), "All samples together add up to 1. Every column has its own sum.")
                    .mistake(e, "This is the exponential alone: nothing is divided by the sum.");
                if n == m {
                    let says = "Columns are divided by the sums of rows: the sum must go over Axis(0), not Axis(1).";
                    comparison = comparison.mistake(&(e / &row_sums), says);
                }
            }
            if n == m {
                let of_rows = largest(&z.t().to_owned()).t().to_owned();
                let wrong = (&z - &of_rows).exp();
                comparison = comparison.mistake(&a.t().to_owned(), "A is right, but transposed.").mistake(
                    &(&wrong / &wrong.sum_axis(Axis(0))),
                    "The largest logit of each row is taken off. It must be one number for a whole column.",
                );
            }
            comparison
                .mistake(&(&shifted / e.sum_axis(Axis(0))), "The largest is taken off above, but not in the sum below.")
                .mistake(&(&e / shifted.sum_axis(Axis(0))), "The largest is taken off in the sum below, but not above.")
                .mistake(
                    &activate(Activation::Softmax, &-&z),
                    "The largest logit gets the smallest probability: the exponent is z, not −z.",
                )
                .mistake(&a.mapv(f64::ln), "This is the logarithm of A.")
                .mistake(
                    &activate(Activation::Sigmoid, &z),
                    "This is the sigmoid of each number: the columns do not add up to 1.",
                )
                .mistake(&(&a * n as f64), "It is divided by the mean of the exponentials. Divide by their sum.")
                .mistake(
                    &activate(Activation::Softmax, &(&z / &c)),
                    "z is divided by the largest. The largest is taken off, z − M: only differences count.",
                )
                .mistake(&(&z / &z.sum_axis(Axis(0))), "The exponential is missing: z is divided by the sum of z.")
                .mistake(
                    &activate(Activation::Softmax, &(2.0_f64.ln() * &z)),
                    "The base is 2 (`exp2`). It is e (`exp`).",
                )
                .mistake(
                    &Matrix::from_shape_fn((n, m), |(i, j)| f64::from(z[[i, j]] == c[[0, j]])),
                    "The largest gets 1 and the others 0. Softmax shares the whole out.",
                )
                .end()?;
        }
        let large = array![[1000.0, -1000.0, 1000.0], [1001.0, -1001.0, -1000.0], [1002.0, -1002.0, 0.0]];
        for j in [0, 1, 2] {
            let z = large.select(Axis(1), &[j]);
            let a = mine(&z);
            if a.iter().any(|a| !a.is_finite()) {
                let logits = z.column(0);
                let says = match j {
                    1 => "Does the search for the largest begin at 0? All are below: begin at `f64::NEG_INFINITY`.",
                    _ => "Only differences count: take off the largest first.",
                };
                return Err(Finding::new(format!("You got NaN at the logits {logits}. {says}"))
                    .see("“Break it: softmax as it is written”"));
            }
            compare("A", &a, &activate(Activation::Softmax, &z)).end()?;
        }
        let a = mine(&large);
        if a.iter().any(|a| !a.is_finite()) {
            return Err(Finding::new(
                "You got NaN where one sample has logits of 1000, another of −1000. Take off the largest of each column.",
            )
            .see("“Break it: softmax as it is written”"));
        }
        compare("A", &a, &activate(Activation::Softmax, &large)).end()
    })
}

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
    HiddenRelu,
    All(Activation),
    Sums,
    AlwaysX,
    AlwaysFirst,
    Transposed,
    TransposedX,
}

const SLIPS: [(Slip, &str); 15] = [
    (Slip::NoBias, "The biases are forgotten: Z is W A + b."),
    (Slip::MinusBias, "The biases are taken away. They are added: Z is W A + b."),
    (Slip::FunctionTwice, "The functions g are taken twice: A is g(Z), and not g of that again."),
    (Slip::NoFunction, "The functions g are forgotten: every A is Z."),
    (Slip::NoLastFunction, "The last layer has a function, too: its A is g(Z), and here it is Z."),
    (Slip::OnlyLastFunction, "The hidden layers have no function here: A is g(Z) in every layer."),
    (Slip::OneFunction, "All layers have the function of the first. Each has its own, `layer.g`."),
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
    let (mut read, mut a, last) = (x.clone(), vec![x.clone()], network.layers.len() - 1);
    for (l, layer) in network.layers.iter().enumerate() {
        let Layer { w, b, .. } = if slip == Slip::AlwaysFirst { &network.layers[0] } else { layer };
        let w = if slip == Slip::Transposed { w.t().to_owned() } else { w.clone() };
        if w.ncols() != read.nrows() || w.nrows() != b.nrows() {
            return None;
        }
        let z = match slip {
            Slip::NoBias => w.dot(&read),
            Slip::MinusBias => w.dot(&read) - b,
            _ => w.dot(&read) + b,
        };
        let g = match slip {
            Slip::NoFunction => Activation::Identity,
            Slip::NoLastFunction if l == last => Activation::Identity,
            Slip::OnlyLastFunction if l < last => Activation::Identity,
            Slip::OneFunction => network.layers[0].g,
            Slip::HiddenRelu if l < last => Activation::Relu,
            Slip::All(g) => g,
            _ => layer.g,
        };
        let spoken = activate(g, &z);
        let spoken = if slip == Slip::FunctionTwice { activate(g, &spoken) } else { spoken };
        a.push(if slip == Slip::Sums { z } else { spoken.clone() });
        if slip != Slip::AlwaysX {
            read = spoken;
        }
    }
    Some(a)
}
