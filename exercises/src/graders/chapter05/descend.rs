//! A step downhill.

use crate::compare::compare;
use crate::graders::inputs::{network, normal};
use crate::report::Report;
use crate::run::grade;
use ann::plain::Matrix;
use ann::plain::backward::{Gradient, descend};
use ann::plain::network::{Activation, Network};
use ndarray::Axis;

/// `descend(network, gradients, alpha)`: a step downhill.
pub fn check_descend(mine: fn(&mut Network, &[Gradient], f64)) -> Report {
    grade(5, "descend", "(5.1)", move || {
        let (mut rng, alpha) = (ann::rng(55), 0.3);
        // The first is square, so that another layer's gradients are a wrong number and no panic.
        for sizes in [&[3, 3, 3, 3][..], &[2, 4, 1], &[1, 1]] {
            let before = network(sizes, Activation::Tanh, Activation::Sigmoid, &mut rng);
            let mut gradients = Vec::new();
            for layer in &before.layers {
                let dw = normal(layer.w.nrows(), layer.w.ncols(), &mut rng);
                gradients.push(Gradient { dw, db: normal(layer.w.nrows(), 1, &mut rng) });
            }
            let last = gradients.len() - 1;
            // With one rate for the weights and one for the biases of each layer.
            let stepped = |rates: &dyn Fn(usize) -> (f64, f64)| {
                let mut network = before.clone();
                for (l, (layer, gradient)) in network.layers.iter_mut().zip(&gradients).enumerate() {
                    let (of_w, of_b) = rates(l);
                    layer.w = &layer.w - of_w * &gradient.dw;
                    layer.b = &layer.b - of_b * &gradient.db;
                }
                network
            };
            let moved =
                |is_moved: &dyn Fn(usize) -> bool| stepped(&|l| if is_moved(l) { (alpha, alpha) } else { (0.0, 0.0) });
            let [mut replaced, mut scaled, mut shrunk, mut exchanged] = [(); 4].map(|()| before.clone());
            for (l, gradient) in gradients.iter().enumerate() {
                replaced.layers[l].w = -alpha * &gradient.dw;
                replaced.layers[l].b = -alpha * &gradient.db;
                shrunk.layers[l].w = &before.layers[l].w * (1.0 - alpha);
                shrunk.layers[l].b = &before.layers[l].b * (1.0 - alpha);
                scaled.layers[l].w = &before.layers[l].w * (1.0 - alpha * &gradient.dw);
                scaled.layers[l].b = &before.layers[l].b * (1.0 - alpha * &gradient.db);
            }
            if gradients.iter().all(|gradient| gradient.dw.dim() == gradients[0].dw.dim()) {
                let reversed: Vec<Gradient> = gradients.iter().rev().cloned().collect();
                descend(&mut exchanged, &reversed, alpha);
            }
            let each = |f: &dyn Fn(&Matrix, &Matrix) -> Matrix| {
                let mut network = before.clone();
                for (layer, gradient) in network.layers.iter_mut().zip(&gradients) {
                    (layer.w, layer.b) = (f(&layer.w, &gradient.dw), f(&layer.b, &gradient.db));
                }
                network
            };
            let of_layers = alpha / gradients.len() as f64;
            let (mut by_rows, mut by_first) = (stepped(&|_| (alpha, 0.0)), before.clone());
            for (layer, gradient) in by_rows.layers.iter_mut().zip(&gradients) {
                layer.b = &layer.b - alpha * gradient.dw.sum_axis(Axis(1)).insert_axis(Axis(1));
            }
            if gradients.iter().all(|gradient| gradient.dw.dim() == gradients[0].dw.dim()) {
                descend(&mut by_first, &vec![gradients[0].clone(); gradients.len()], alpha);
            }
            let mut got = before.clone();
            mine(&mut got, &gradients, alpha);
            compare("", &got, &stepped(&|_| (alpha, alpha)))
                .mistake(&before, "The network is as it was before. It must be changed in place, not a copy of it.")
                .mistake(&stepped(&|_| (-alpha, -alpha)), "The step goes uphill. It must go against the gradient: −.")
                .mistake(&stepped(&|_| (1.0, 1.0)), "The learning rate is forgotten: the step is the gradient itself.")
                .mistake(&stepped(&|_| (alpha, 0.0)), "The biases have not moved. They have gradients, too.")
                .mistake(&stepped(&|_| (0.0, alpha)), "The weights have not moved, only the biases.")
                .mistake(&stepped(&|_| (alpha, 1.0)), "The step of the biases lacks the learning rate.")
                .mistake(&stepped(&|_| (1.0, alpha)), "The step of the weights lacks the learning rate.")
                .mistake(&stepped(&|_| (alpha, -alpha)), "The weights go downhill, but the biases uphill.")
                .mistake(&stepped(&|_| (-alpha, alpha)), "The biases go downhill, but the weights uphill.")
                .mistake(&stepped(&|_| (2.0 * alpha, 2.0 * alpha)), "The step is taken twice.")
                .mistake(&moved(&|l| l == 0), "Only the first layer has moved.")
                .mistake(&moved(&|l| l == last), "Only the last layer has moved.")
                .mistake(&moved(&|l| l < last), "The last layer has not moved. Does the loop end one layer too early?")
                .mistake(&moved(&|l| l > 0), "The first layer has not moved. Does the loop begin one layer too late?")
                .mistake(
                    &exchanged,
                    "The layers move by the gradients of others: the first gradient is that of the first.",
                )
                .mistake(&replaced, "The parameters are replaced by the step. It must be added to them.")
                .mistake(
                    &stepped(&|_| (alpha * alpha, alpha * alpha)),
                    "α is taken twice: the step is α times the gradient.",
                )
                .mistake(
                    &stepped(&|_| (1.0 / alpha, 1.0 / alpha)),
                    "The gradient is divided by α. It is multiplied by it.",
                )
                .mistake(
                    &stepped(&|_| (of_layers, of_layers)),
                    "α is divided by the number of layers. Every layer has the whole of it.",
                )
                .mistake(&each(&|w, dw| alpha * w - dw), "α multiplies the parameters. It belongs to the gradient.")
                .mistake(
                    &each(&|w, dw| alpha * (w - dw)),
                    "α multiplies the parameters, too. It belongs to the gradient alone.",
                )
                .mistake(
                    &each(&|w, dw| alpha * dw - w),
                    "The parameters are taken off the step. The step is taken off the parameters.",
                )
                .mistake(
                    &each(&|w, dw| w - alpha * dw.sum()),
                    "The sum of the gradient is taken off every number. Each has its own slope.",
                )
                .mistake(&each(&|w, _| w - alpha), "α alone is taken off: the gradients have no part in the step.")
                .mistake(
                    &each(&|w, dw| w - alpha * dw.signum()),
                    "Only the sign of the gradient counts. The step is α times the gradient.",
                )
                .mistake(&by_rows, "The biases move by the sums of dW. They have gradients of their own, db.")
                .mistake(&by_first, "All layers move by the gradient of the first. Each has its own.")
                .mistake(&shrunk, "The parameters are multiplied by 1 − α: the gradients have no part in the step.")
                .mistake(&scaled, "The parameters are multiplied by 1 − α times the gradient. The step is taken off.")
                .end()?;
        }
        Ok(())
    })
}
