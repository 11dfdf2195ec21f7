//! The penalty and its slope.

use crate::compare::compare;
use crate::graders::inputs::{network, normal};
use crate::report::Report;
use crate::run::grade;
use ann::plain::Matrix;
use ann::plain::backward::Gradient;
use ann::plain::network::{Activation, Layer, Network};
use ndarray::array;

/// `penalty(network, weight_decay)`: what the penalty adds to J.
pub fn check_penalty(mine: fn(&Network, f64) -> f64) -> Report {
    grade(4, "penalty", "(4.1)", move || {
        let mut rng = ann::rng(45);
        for (sizes, weight_decay) in [(&[4, 5, 3, 2][..], 0.3), (&[2, 3], 0.1), (&[1, 1], 0.2), (&[2, 2], 0.0)] {
            let network = network(sizes, Activation::Tanh, Activation::Sigmoid, &mut rng);
            let layers = &network.layers;
            let sum = |of: &dyn Fn(&Layer) -> f64| layers.iter().map(of).sum::<f64>();
            let squares = sum(&|layer| layer.w.pow2().sum());
            let all = sum(&|layer| layer.w.pow2().sum() + layer.b.pow2().sum());
            let of_mean = sum(&|layer| layer.w.pow2().mean().unwrap_or(0.0));
            let total = sum(&|layer| layer.w.sum());
            let half = weight_decay / 2.0;
            compare("the penalty", &mine(&network, weight_decay), &(half * squares))
                .mistake(
                    &(weight_decay * squares),
                    "The penalty is twice too large: it is weight_decay / 2 times the squares.",
                )
                .mistake(&(squares / 2.0), "weight_decay does not occur in it.")
                .mistake(&squares, "This is the sum of the squares alone. What of λ/2m?")
                .mistake(&(half * all), "The biases are penalised, too. Only the weights are.")
                .mistake(&(weight_decay * all), "The biases are penalised, too, and the ½ is missing.")
                .mistake(&(half * layers[layers.len() - 1].w.pow2().sum()), "Only the last layer is penalised.")
                .mistake(&(half * layers[0].w.pow2().sum()), "Only the first layer is penalised.")
                .mistake(
                    &(half * sum(&|layer| layer.w.mapv(f64::abs).sum())),
                    "The weights are not squared, only made positive.",
                )
                .mistake(&(half * total), "The weights are not squared: those above and below 0 cancel.")
                .mistake(&(half * total * total), "The sum is squared. Every weight must be squared, before the sum.")
                .mistake(&(half * sum(&|layer| layer.w.pow2().sum().sqrt())), "‖W‖ stands in it without its square.")
                .mistake(&(half * squares.sqrt()), "There is a root in it: ‖W‖² has none.")
                .mistake(
                    &(weight_decay * sum(&|layer| layer.w.mapv(f64::abs).sum())),
                    "These are absolute values, without the ½: an L1 penalty. The weights are squared here.",
                )
                .mistake(
                    &(half * sum(&|layer| layer.w.sum().powi(2))),
                    "The sum of each layer is squared. Every weight must be squared, before the sum.",
                )
                .mistake(
                    &(half * sum(&|layer| layer.w.dot(&layer.w.t()).sum())),
                    "W is multiplied by Wᵀ as a matrix. ‖W‖² is the sum of the squares of its numbers.",
                )
                .mistake(&(half * weight_decay * squares), "weight_decay is squared. Only the weights are.")
                .mistake(
                    &(half * (all - squares)),
                    "These are the biases. The weights are penalised, and not the biases.",
                )
                .mistake(
                    &(2.0 * weight_decay * squares),
                    "It is twice weight_decay times the squares. It is half of it, weight_decay / 2.",
                )
                .mistake(&(squares / (2.0 * weight_decay)), "weight_decay stands below the line. It multiplies.")
                .mistake(
                    &(half * squares / layers.len() as f64),
                    "It is divided by the number of layers. The penalties of the layers are added.",
                )
                .terms("layer", layers.len(), |k, _| {
                    half * layers[k].iter().map(|layer| layer.w.pow2().sum()).sum::<f64>()
                })
                .mistake(&(half * of_mean), "It is the mean of the squares of each layer, not their sum.")
                .mistake(&(-half * squares), "The penalty is negative; it must make J larger.")
                .end()?;
        }
        Ok(())
    })
}

/// `add_penalty(network, gradients, weight_decay)`: adds to the gradients what the penalty adds.
pub fn check_add_penalty(mine: fn(&Network, &mut [Gradient], f64)) -> Report {
    grade(4, "add_penalty", "(4.10)", move || {
        let (mut rng, weight_decay) = (ann::rng(46), 0.3);
        // The first is square, so that another layer's weights are a wrong number and no panic.
        for sizes in [&[3, 3, 3][..], &[2, 4, 1], &[1, 1]] {
            let network = network(sizes, Activation::Tanh, Activation::Sigmoid, &mut rng);
            let last = network.layers.len() - 1;
            let data: Vec<Gradient> = network
                .layers
                .iter()
                .map(|layer| {
                    let (n_out, n_in) = layer.w.dim();
                    Gradient { dw: normal(n_out, n_in, &mut rng), db: normal(n_out, 1, &mut rng) }
                })
                .collect();
            let with = |added: &dyn Fn(usize, &Layer) -> Matrix| -> Vec<Gradient> {
                let layers = data.iter().zip(&network.layers).enumerate();
                layers.map(|(l, (g, layer))| Gradient { dw: &g.dw + added(l, layer), db: g.db.clone() }).collect()
            };
            let right = with(&|_, layer| weight_decay * &layer.w);
            let mut biased = right.clone();
            let mut alone = right.clone();
            let mut scaled = data.clone();
            let [mut of_biases, mut both_times, mut exchanged_roles] = [(); 3].map(|()| data.clone());
            for (l, layer) in network.layers.iter().enumerate() {
                biased[l].db = &data[l].db + weight_decay * &layer.b;
                of_biases[l].db = biased[l].db.clone();
                both_times[l].dw = weight_decay * (&data[l].dw + &layer.w);
                exchanged_roles[l].dw = &layer.w + weight_decay * &data[l].dw;
                alone[l].dw = weight_decay * &layer.w;
                scaled[l].dw = &data[l].dw * (1.0 + weight_decay);
            }
            let only =
                |wanted: usize| with(&|l, layer| if l == wanted { weight_decay * &layer.w } else { 0.0 * &layer.w });
            let squares: f64 = network.layers.iter().map(|layer| layer.w.pow2().sum()).sum();
            let exchanged = with(&|l, layer| {
                let other = &network.layers[last - l].w;
                weight_decay * if other.dim() == layer.w.dim() { other } else { &layer.w }
            });
            let itself = "The penalty itself, one number, is added to all weights. Add its slope.";
            let mut got = data.clone();
            mine(&network, &mut got, weight_decay);
            compare("", &got, &right)
                .mistake(&data, "The gradients are as they were before. They must be changed in place, through `&mut`.")
                .mistake(
                    &alone,
                    "dW is weight_decay W alone: the gradient of the data is lost. The penalty must be added to it.",
                )
                .mistake(
                    &with(&|_, layer| weight_decay / 2.0 * &layer.w),
                    "weight_decay / 2 belongs to J. The derivative of w² / 2 is w.",
                )
                .mistake(
                    &with(&|_, layer| 2.0 * weight_decay * &layer.w),
                    "weight_decay W is added twice. The 2 of w² and the ½ cancel.",
                )
                .mistake(
                    &with(&|_, layer| -weight_decay * &layer.w),
                    "weight_decay W is taken off. It must be added: the step turns it.",
                )
                .mistake(&with(&|_, layer| layer.w.clone()), "W is added without weight_decay.")
                .mistake(&biased, "db is changed, too. The biases are left out, and db stays as it was.")
                .mistake(
                    &with(&|_, layer| weight_decay * layer.w.pow2()),
                    "W² is added. The gradient has w to the first power.",
                )
                .mistake(
                    &with(&|_, layer| weight_decay / 2.0 * layer.w.pow2()),
                    "This adds the penalty of each weight, not its slope.",
                )
                .mistake(
                    &with(&|_, layer| weight_decay * layer.w.mapv(f64::signum)),
                    "Only the sign of each weight is added.",
                )
                .mistake(
                    &of_biases,
                    "db is changed, and dW is not. It is the other way round: the biases are left out.",
                )
                .mistake(
                    &with(&|_, _| array![[weight_decay]]),
                    "weight_decay itself is added to every number. Add weight_decay W.",
                )
                .mistake(
                    &with(&|_, layer| array![[weight_decay * layer.w.sum()]]),
                    "The sum of the weights is added. Each weight gets its own weight_decay w.",
                )
                .mistake(
                    &with(&|_, layer| weight_decay / layer.w.len() as f64 * &layer.w),
                    "weight_decay W is divided by the number of weights. It is a sum, and no mean.",
                )
                .mistake(&both_times, "The gradient of the data is multiplied by weight_decay, too. Only W is.")
                .mistake(
                    &exchanged_roles,
                    "W and dW are exchanged: dW stays as it is, and weight_decay W is added to it.",
                )
                .mistake(&with(&|_, _| array![[weight_decay / 2.0 * squares]]), itself)
                .mistake(&with(&|_, layer| array![[weight_decay / 2.0 * layer.w.pow2().sum()]]), itself)
                .mistake(&only(last), "Only the last layer gets its penalty.")
                .mistake(&only(0), "Only the first layer gets its penalty.")
                .mistake(
                    &exchanged,
                    "The layers get the weights of others. The first gradient is that of the first layer.",
                )
                .mistake(&scaled, "dW is multiplied by 1 + weight_decay. It is W that is multiplied by weight_decay.")
                .end()?;
        }
        Ok(())
    })
}
