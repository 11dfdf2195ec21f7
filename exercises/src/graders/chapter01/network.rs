//! The layers of a network, and how many numbers they have.

use super::weights::{Rule, drawn, shape};
use crate::compare::compare;
use crate::report::{Finding, Report};
use crate::run::grade;
use ann::Rng;
use ann::plain::Matrix;
use ann::plain::network::{Activation, Network};

/// `network(sizes, rng)`: ReLU in the hidden layers, softmax in the last.
pub fn check_network(mine: fn(&[usize], &mut Rng) -> Network) -> Report {
    grade(1, "network", "(1.1) to (1.4)", move || {
        let mut rng = ann::rng(13);
        for sizes in [&[4, 5, 2, 3][..], &[2, 3], &[1, 1, 1]] {
            built(&mine(sizes, &mut rng), sizes)?;
        }
        let sizes = [80, 120, 50, 150];
        let network = mine(&sizes, &mut rng);
        built(&network, &sizes)?;
        for (l, layer) in network.layers.iter().enumerate() {
            let rule = if l == sizes.len() - 2 { Rule::Xavier } else { Rule::He };
            drawn(&format!("W of layer {}", l + 1), &layer.w, rule, sizes[l], sizes[l + 1])?;
        }
        let square = mine(&[6, 6, 6, 6], &mut rng);
        built(&square, &[6, 6, 6, 6])?;
        if square.layers[0].w == square.layers[1].w {
            return Err(
                Finding::new("Layers of one size have the same weights. Draw anew for every layer.").see("(1.1)")
            );
        }
        if mine(&[6, 6, 6, 6], &mut rng).layers.first().is_some_and(|layer| layer.w == square.layers[0].w) {
            return Err(
                Finding::new("Two networks have the same weights. Draw from the `rng` that you are lent.").see("(1.1)")
            );
        }
        Ok(())
    })
}

/// The number of layers, their shapes, biases and functions.
fn built(network: &Network, sizes: &[usize]) -> Result<(), Finding> {
    let last = sizes.len() - 1;
    let says = format!("Sizes {sizes:?} make {last} layers, and you make {}", network.layers.len());
    if network.layers.is_empty() {
        return Err(Finding::new("The network has no layers. Is each put into the list with `push`?"));
    }
    let reads = |l: usize| network.layers[l - 1].w.dim() == (sizes[l + 1], sizes[l]);
    if network.layers.len() + 1 == last && (1..last).all(reads) {
        return Err(Finding::new(format!("{says}: the first is missing, which reads the input.")));
    }
    compare(&format!("The number of layers for {sizes:?}"), &network.layers.len(), &last)
        .mistake(&sizes.len(), format!("{says}: the first size is that of the input, which is no layer."))
        .mistake(&(last - 1), format!("{says}: does the loop leave out its end?"))
        .end()?;
    let backwards =
        network.layers.iter().zip((0..last).rev()).all(|(layer, l)| layer.w.dim() == (sizes[l + 1], sizes[l]));
    if backwards && sizes.windows(2).any(|pair| pair[0] != pair[1]) && last > 1 {
        return Err(Finding::new("The layers are in the wrong order: layers[0] reads the input.").see("(1.1)"));
    }
    for (l, layer) in network.layers.iter().enumerate() {
        let (n_in, n_out, number) = (sizes[l], sizes[l + 1], l + 1);
        if l > 0 && n_in != sizes[0] && layer.w.dim() == (n_out, sizes[0]) {
            let what = format!("W of layer {number} reads the input of the network. It reads what layer {l} says.");
            return Err(Finding::new(what).see("(1.1)"));
        }
        shape(&format!("W of layer {number}"), &layer.w, n_in, n_out)?;
        let b = &layer.b;
        if b.dim() == (n_out, 1) && b.iter().any(|b| *b != 0.0) {
            return Err(Finding::new(format!("b of layer {number} is not 0. Only the weights are drawn.")).see("(1.2)"));
        }
        compare(&format!("b of layer {number}"), b, &Matrix::zeros((n_out, 1)))
            .mistake(
                &Matrix::zeros((1, 1)),
                format!("b of layer {number} is one number. Every neuron has its own, here {n_out}."),
            )
            .mistake(&Matrix::zeros((1, n_out)), format!("b of layer {number} is a row. It is a column, ({n_out}, 1)."))
            .mistake(
                &Matrix::zeros((n_in, 1)),
                format!("b of layer {number} has a number for each input. It has one for each neuron, here {n_out}."),
            )
            .mistake(
                &Matrix::zeros((n_out, n_in)),
                format!("b of layer {number} has the shape of W. A neuron has one bias."),
            )
            .see("(1.2)")
            .end()?;
        let (right, layers) = match number == last {
            true => (Activation::Softmax, "The last layer"),
            false => (Activation::Relu, "A hidden layer"),
        };
        if layer.g != right {
            let what = format!("{layers}, {number} of {last}, has the function {:?} and must have {right:?}.", layer.g);
            return Err(Finding::new(what).see("“Making a layer and a network”"));
        }
    }
    Ok(())
}

/// `parameters(sizes)`: the weights and biases.
pub fn check_parameters(mine: fn(&[usize]) -> usize) -> Report {
    grade(1, "parameters", "“One neuron, one layer, one stack”", move || {
        for sizes in [&[4, 9, 5, 2][..], &[13, 32, 16, 3], &[5, 3], &[4]] {
            let last = sizes.len() - 1;
            let weights: usize = sizes.windows(2).map(|pair| pair[0] * pair[1]).sum();
            let (all, inner): (usize, usize) = (sizes.iter().sum(), sizes[..last].iter().sum());
            let biases = all - sizes[0];
            let of = |l: usize| sizes[l] * sizes[l - 1] + sizes[l];
            let right = weights + biases;
            let with_ones = sizes.windows(2).map(|pair| (pair[0] + 1) * (pair[1] + 1)).sum::<usize>();
            let pairs = (0..=last).flat_map(|i| (0..i).map(move |j| (i, j)));
            let every_pair = pairs.map(|(i, j)| sizes[i] * sizes[j]).sum::<usize>() + biases;
            let chunks = sizes.chunks_exact(2).map(|pair| pair[0] * pair[1] + pair[1]).sum::<usize>();
            let mut comparison = compare(&format!("The number for {sizes:?}"), &mine(sizes), &right);
            if last > 1 {
                comparison = comparison
                    .mistake(&of(last), "Only the last layer is counted: add up with += and not with =.")
                    .mistake(&of(1), "Only the first layer is counted. Add up all of them.")
                    .mistake(&(right - of(last)), "The last layer is not counted: a loop over 1..n leaves out n.")
                    .mistake(
                        &(right - of(1)),
                        "The first layer is not counted. It reads the input, but its knobs are its own.",
                    );
            }
            comparison
                .mistake(&weights, "Only the weights are counted. Every neuron has a bias besides.")
                .mistake(&biases, "Only the biases are counted. A layer has n_l times n_(l−1) weights besides.")
                .mistake(&(weights + all), "The input has no biases: layer 0 has no neurons.")
                .mistake(
                    &(weights + inner),
                    "A bias is counted for each input of a layer. There is one for each neuron.",
                )
                .mistake(&(weights + last), "A single bias is counted for a layer. Every neuron has its own.")
                .mistake(&(right + biases), "The biases are counted twice.")
                .mistake(
                    &(weights + sizes[last]),
                    "Only the biases of the last layer are counted. Every layer has its own.",
                )
                .mistake(&(right - sizes[last] * usize::from(last > 0)), "The biases of the last layer are missing.")
                .mistake(
                    &with_ones,
                    "A 1 is added to both sizes. Only the inputs have one more, for the bias: n_l times (n_(l−1) + 1).",
                )
                .mistake(&every_pair, "Every pair of layers is connected. A layer reads only the one before it.")
                .mistake(
                    &chunks,
                    "The pairs of sizes do not overlap. Each size is with the one before, and with the one after.",
                )
                .mistake(&(2 * weights), "As many biases are counted as weights. A neuron has one.")
                .mistake(&(weights * biases), "Weights and biases are multiplied. Add them.")
                .mistake(&all, "These are the inputs and neurons. Count what lies between: weights, and the biases.")
                .mistake(&(inner + 2 * biases), "n_l and n_(l−1) are added. A layer has n_l times n_(l−1) weights.")
                .mistake(
                    &sizes.iter().product::<usize>(),
                    "All sizes are multiplied. Multiply only neighbours, and add up the layers.",
                )
                .mistake(
                    &sizes[1..].iter().map(|n| n * n + n).sum::<usize>(),
                    "A size is multiplied by itself. Multiply it by the one before.",
                )
                .end()?;
        }
        Ok(())
    })
}
