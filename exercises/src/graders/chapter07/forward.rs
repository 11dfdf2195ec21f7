//! Forward passes: with masks in training, and without in use.

use crate::compare::compare;
use crate::graders::inputs::{network, normal};
use crate::report::Report;
use crate::run::grade;
use ann::plain::Matrix;
use ann::plain::dropout::{self, masks};
use ann::plain::forward::{activate, forward};
use ann::plain::network::{Activation, Layer, Network};

/// `masked_forward(network, x, masks)`: X and A of each layer, with masks as `ann::plain::dropout::masks` returns them.
pub fn check_masked_forward(mine: fn(&Network, &Matrix, &[Matrix]) -> Vec<Matrix>) -> Report {
    grade(7, "masked_forward", "(7.2), (2.1), (2.2)", move || {
        let mut rng = ann::rng(74);
        // The first is square, so that another layer's mask gives a wrong number and no panic.
        for (sizes, hidden, m) in [
            (&[3, 3, 3, 3][..], Activation::Tanh, 4),
            (&[4, 6, 5, 2], Activation::Relu, 3),
            (&[2, 4, 1], Activation::Tanh, 1),
            (&[3, 2], Activation::Tanh, 5),
        ] {
            let network = network(sizes, hidden, Activation::Sigmoid, &mut rng);
            let x = normal(sizes[0], m, &mut rng);
            let d = masks(&network, m, 0.5, &mut rng);
            let ones = |mask: &Matrix| mask.mapv(|d| if d > 0.0 { 1.0 } else { 0.0 });
            let passed = |dropped: &dyn Fn(usize, &Matrix) -> Matrix| pass(&network, &x, dropped, &|_, z| z);
            let right = dropout::masked_forward(&network, &x, &d);
            let dropped: Vec<Matrix> = right.iter().zip(&d).map(|(a, d)| a * d).chain(right.last().cloned()).collect();
            let sloped = changed(&network, &|layer| layer.g = Activation::Identity);
            let unbiased = changed(&network, &|layer| layer.b.fill(0.0));
            let alike = changed(&network, &|layer| layer.g = hidden);
            let mut last_sloped = network.clone();
            last_sloped.layers.iter_mut().rev().take(1).for_each(|layer| layer.g = Activation::Identity);
            let turned = changed(&network, &|layer| layer.w = layer.w.t().to_owned());
            let is_square = network.layers.iter().all(|layer| layer.w.is_square() && layer.w.nrows() == sizes[0]);
            let transposed = if is_square { dropout::masked_forward(&turned, &x, &d) } else { right.clone() };
            let mut comparison = compare("A", &mine(&network, &x, &d), &right)
                .mistake(
                    &forward(&network, &x),
                    "No neuron is missing: A has to be multiplied by its mask before the next layer reads it.",
                )
                .mistake(
                    &dropped,
                    "The list holds the masked A. Keep A as it was before: the slope on the way back is that of A.",
                )
                .mistake(
                    &forward(&network, &x)
                        .iter()
                        .zip(&d)
                        .map(|(a, d)| a * d)
                        .chain(forward(&network, &x).pop())
                        .collect::<Vec<_>>(),
                    "The mask is only in the list. It is what the next layer reads that has to be masked.",
                )
                .mistake(
                    &passed(&|l, a| a * ones(&d[l])),
                    "What is kept is not divided by p. The mask holds D / p: multiply by it as it is.",
                )
                .mistake(
                    &passed(&|l, a| a * &d[l] * &d[l]),
                    "A is multiplied by the mask twice, and so divided by p twice.",
                )
                .mistake(
                    &passed(&|l, a| a * ones(&d[l]) / 2.0),
                    "A is multiplied by p. It must be divided by p, and in the mask it is.",
                )
                .mistake(
                    &pass(&network, &x, &|_, a| a.clone(), &|l, z| if l + 1 < d.len() { z * &d[l + 1] } else { z }),
                    "Z is masked and then goes through g. The mask is for A = g(Z).",
                )
                .mistake(
                    &passed(&|l, a| if l == 0 || a.dim() != d[l - 1].dim() { a.clone() } else { a * &d[l - 1] }),
                    "The mask is that of the layer before. `masks[l]` belongs to `a[l]`.",
                )
                .mistake(
                    &passed(&|l, a| {
                        if l + 1 == d.len() || a.dim() != d[l + 1].dim() { a.clone() } else { a * &d[l + 1] }
                    }),
                    "The mask is that of the layer after, and X is masked with it. `masks[l]` belongs to `a[l]`.",
                )
                .mistake(
                    &passed(&|l, a| if l + 1 == d.len() { a * &d[l] } else { a.clone() }),
                    "Only the last hidden layer is masked. Every hidden layer has a mask.",
                )
                .mistake(&passed(&|l, a| a / &d[l]), "A is divided by the mask, and by 0. It is multiplied by it.")
                .mistake(&passed(&|l, a| a + &d[l]), "The mask is added to A. It is multiplied by it.")
                .mistake(
                    &passed(&|l, a| if l == 0 { a.clone() } else { a * (1.0 - &d[l]) }),
                    "The mask is taken from 1. A is multiplied by the mask as it is.",
                )
                .mistake(
                    &passed(&|l, a| if l == 0 || a.dim() != d[1].dim() { a * &d[l] } else { a * &d[1] }),
                    "Every layer has the mask of the first hidden one. `masks[l]` belongs to `a[l]`.",
                )
                .mistake(
                    &dropout::masked_forward(&last_sloped, &x, &d),
                    "The last layer has a function, too: its A is g(Z).",
                )
                .mistake(&transposed, "W is transposed. It has a column for each number of A already.")
                .mistake(&dropout::masked_forward(&sloped, &x, &d), "The functions g are forgotten: A = g(Z).")
                .mistake(
                    &dropout::masked_forward(&alike, &x, &d),
                    "The last layer has the function of the hidden ones. Every layer has its own g.",
                )
                .mistake(&dropout::masked_forward(&unbiased, &x, &d), "b is forgotten: Z = W Ã + b.")
                .mistake(&right[1..].to_vec(), "X is missing in the list: it is A⁰, and the way back needs it.")
                .mistake(
                    &right[right.len() - 1..].to_vec(),
                    "Only the answers are returned. The way back needs every A, from X on.",
                );
            if d.len() > 2 {
                comparison = comparison.mistake(
                    &passed(&|l, a| if l == 1 { a * &d[l] } else { a.clone() }),
                    "Only the first hidden layer is masked. Every hidden layer has a mask.",
                );
            }
            comparison.end()?;
        }
        Ok(())
    })
}

/// A forward pass in which a layer reads `dropped` of A, and `z` is made of its Z.
fn pass(
    network: &Network,
    x: &Matrix,
    dropped: &dyn Fn(usize, &Matrix) -> Matrix,
    z: &dyn Fn(usize, Matrix) -> Matrix,
) -> Vec<Matrix> {
    let mut a = vec![x.clone()];
    for (l, layer) in network.layers.iter().enumerate() {
        a.push(activate(layer.g, &z(l, layer.w.dot(&dropped(l, &a[l])) + &layer.b)));
    }
    a
}

fn changed(network: &Network, change: &dyn Fn(&mut Layer)) -> Network {
    let mut network = network.clone();
    network.layers.iter_mut().for_each(change);
    network
}

/// `predict(network, x, keep_prob)`: the answers of a network that was trained with dropout.
pub fn check_predict(mine: fn(&Network, &Matrix, f64) -> Matrix) -> Report {
    grade(7, "predict", "“Off when it counts”", move || {
        let mut rng = ann::rng(76);
        // The first has few neurons and one sample, so that every mask can be tried.
        for (sizes, output, m, p) in [
            (&[3, 3, 2, 3][..], Activation::Softmax, 1, 0.6),
            (&[4, 5, 1], Activation::Sigmoid, 6, 0.5),
            (&[2, 1], Activation::Identity, 2, 0.9),
        ] {
            let network = network(sizes, Activation::Tanh, output, &mut rng);
            let x = normal(sizes[0], m, &mut rng);
            let answers = |x: &Matrix, factor: f64| {
                let scaled = |l: usize, a: &Matrix| if l == 0 { a.clone() } else { a * factor };
                pass(&network, x, &scaled, &|_, z| z).pop().unwrap_or_default()
            };
            let all = |factor: f64| answers(&(&x * factor), factor);
            let a = forward(&network, &x);
            let (right, before) = (&a[a.len() - 1], &a[a.len() - 2]);
            let layer = &network.layers[a.len() - 2];
            let z = layer.w.dot(before) + &layer.b;
            let largest = Matrix::from_shape_fn(right.dim(), |(i, j)| {
                let column = right.column(j);
                if column.iter().all(|a| *a <= right[[i, j]]) { 1.0 } else { 0.0 }
            });
            let unbiased = forward(&changed(&network, &|layer| layer.b.fill(0.0)), &x).pop().unwrap_or_default();
            let with = |g: Activation| forward(&changed(&network, &|layer| layer.g = g), &x).pop().unwrap_or_default();
            let mut comparison = compare("A", &mine(&network, &x, p), right)
                .mistake(
                    &answers(&x, p),
                    "A is multiplied by p in use. That is the older form of dropout; here the masks have been divided \
                    by p in training, and nothing is left to do.",
                )
                .mistake(
                    &answers(&x, 1.0 / p),
                    "A is divided by p in use, where nobody is missing. That belongs to the training alone.",
                )
                .mistake(
                    &all(p),
                    "p is in every layer, the first too: in its weights, or in what it reads. Nothing is multiplied in use.",
                )
                .mistake(
                    &all(1.0 / p),
                    "1/p is in every layer, the first too: in its weights, or in what it reads. Nothing is divided in use.",
                )
                .mistake(&answers(&x, 1.0 - p), "A is multiplied by 1 − p in use, and must stay as it is.")
                .mistake(&(right * p), "The answers are multiplied by p, and must stay as they are.")
                .mistake(&(right / p), "The answers are divided by p, and must stay as they are.")
                .mistake(before, "This is the A of the last hidden layer. The answers are the A of the layer after it.")
                .mistake(&x, "This is X. The answers are the A of the last layer.")
                .mistake(&z, "This is the last Z: the last layer has a function, too.")
                .mistake(&unbiased, "b is forgotten: Z = W A + b.")
                .mistake(&answers(&(&x * p), 1.0), "X is multiplied by p. Nothing is multiplied in use.")
                .mistake(
                    &pass(&network, &x, &|_, a| a.clone(), &|_, z| z * p).pop().unwrap_or_default(),
                    "Z is multiplied by p in every layer. Nothing is multiplied in use.",
                )
                .mistake(
                    &pass(&network, &x, &|l, a| if l + 1 == sizes.len() - 1 { a * p } else { a.clone() }, &|_, z| z)
                        .pop()
                        .unwrap_or_default(),
                    "What the last layer reads is multiplied by p. Nothing is multiplied in use.",
                )
                .mistake(&with(Activation::Relu), "Every layer has ReLU here, whatever `layer.g` says.")
                .mistake(&with(Activation::Identity), "The functions g are forgotten: A = g(Z).")
                .mistake(&a[1], "This is the A of the first layer. The answers are those of the last.")
                .mistake(
                    &largest,
                    "These are classes, 1 and 0. What is wanted are the answers themselves, A of the last layer.",
                );
            let hidden: usize = sizes[1..sizes.len() - 1].iter().sum();
            for coins in 0..1_u32 << if m == 1 { hidden } else { 0 } {
                for value in [1.0 / p, 1.0] {
                    let dropped = |l: usize, a: &Matrix| {
                        let before: usize = sizes[1..sizes.len() - 1].iter().take(l.saturating_sub(1)).sum();
                        let coin = |(i, _)| if l == 0 { 1.0 } else { f64::from(coins >> (before + i) & 1) * value };
                        a * Matrix::from_shape_fn(a.dim(), coin)
                    };
                    let missing = pass(&network, &x, &dropped, &|_, z| z).pop().unwrap_or_default();
                    comparison = comparison.mistake(
                        &missing,
                        "Neurons are missing, so the answer is left to chance. In use every neuron comes: no masks.",
                    );
                }
            }
            comparison.end()?;
        }
        Ok(())
    })
}
