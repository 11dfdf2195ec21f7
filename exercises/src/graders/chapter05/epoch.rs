//! A step downhill, and an epoch of such steps.

use crate::compare::compare;
use crate::graders::inputs::{classes, network, normal};
use crate::report::Report;
use crate::run::grade;
use ann::Rng;
use ann::plain::Matrix;
use ann::plain::backward::{Gradient, backward, descend};
use ann::plain::batches::{batches, epoch};
use ann::plain::forward::forward;
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
                .mistake(&shrunk, "The parameters are multiplied by 1 − α: the gradients have no part in the step.")
                .mistake(&scaled, "The parameters are multiplied by 1 − α times the gradient. The step is taken off.")
                .end()?;
        }
        Ok(())
    })
}

/// `epoch(network, x, y, batch_size, alpha, rng)`: a step with each batch.
pub fn check_epoch(mine: fn(&mut Network, &Matrix, &Matrix, usize, f64, &mut Rng)) -> Report {
    grade(5, "epoch", "“In Rust”", move || {
        let (mut rng, alpha) = (ann::rng(56), 0.5);
        // In the first, targets that are not taken are wrong numbers and no panic; in the second, no slip gives by chance what another
        // order would.
        for (m, size) in [(4, 4), (10, 4), (8, 4), (3, 1), (3, 5), (1, 1)] {
            let before = network(&[3, 4, 2], Activation::Tanh, Activation::Softmax, &mut rng);
            let (x, y) = (normal(3, m, &mut rng), classes(2, m));
            let (mut draws, mut plain_draws) = (ann::rng(SEED), ann::rng(SEED));
            let (mut got, mut right) = (before.clone(), before.clone());
            mine(&mut got, &x, &y, size, alpha, &mut draws);
            epoch(&mut right, &x, &y, size, alpha, &mut plain_draws);
            let mut comparison = compare("", &got, &right);
            for (slip, says) in SLIPS.iter().filter(|_| m > 3) {
                comparison = comparison.mistake(&slipped(&before, &x, &y, size, alpha, *slip), says);
            }
            if m > size && m > 3 && is_only_dealt_otherwise(mine) {
                let says = "The steps are right, but in another order. Deal by one call of `deal(m, batch_size, rng)`.";
                comparison = comparison.mistake(&got, says);
            }
            comparison.end()?;

            // The second epoch goes on with the random numbers where the first has stopped.
            let (mut got, mut same) = (right.clone(), right.clone());
            mine(&mut got, &x, &y, size, alpha, &mut draws);
            epoch(&mut same, &x, &y, size, alpha, &mut ann::rng(SEED));
            epoch(&mut right, &x, &y, size, alpha, &mut plain_draws);
            compare("", &got, &right)
                .mistake(
                    &same,
                    "The second epoch deals the same batches as the first: `rng` must be used, not a copy of it.",
                )
                .end()?;
        }
        Ok(())
    })
}

/// Of the epochs.
const SEED: u64 = 57;

/// Whether an epoch has a right step for each sample, in whatever order: of three samples all orders can be tried.
fn is_only_dealt_otherwise(mine: fn(&mut Network, &Matrix, &Matrix, usize, f64, &mut Rng)) -> bool {
    let (mut rng, alpha) = (ann::rng(58), 0.5);
    let before = network(&[3, 4, 2], Activation::Tanh, Activation::Softmax, &mut rng);
    let (x, y) = (normal(3, 3, &mut rng), classes(2, 3));
    let mut got = before.clone();
    mine(&mut got, &x, &y, 1, alpha, &mut rng);
    ORDERS.iter().any(|order| {
        let mut network = before.clone();
        for sample in order {
            let gradients = gradients(&network, &x, &y, &[*sample], &[*sample]);
            descend(&mut network, &gradients, alpha);
        }
        compare("", &got, &network).end().is_ok()
    })
}

const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

/// What goes wrong in an epoch.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Slip {
    NoChange,
    Uphill,
    TargetsStay,
    NotShuffled,
    OneOfAll,
    AllEachTime,
    FirstOnly,
    LastOnly,
    LastDropped,
    FirstAgain,
    DealtAnew,
    DealtAnewFirst,
    OldWeights,
    AllOnce,
    ForwardOnce,
    SizesExchanged,
    RowsForColumns,
    Sum,
    RateByBatch,
    RateByShare,
    RateBySize,
    EachSample,
}

const SLIPS: [(Slip, &str); 22] = [
    (Slip::NoChange, "The network is as it was before. It must be changed in place, through `&mut`."),
    (Slip::Uphill, "All steps go uphill."),
    (
        Slip::TargetsStay,
        "The samples are shuffled without their targets: X is taken by the batch, Y stays in the order of the data.",
    ),
    (Slip::NotShuffled, "The batches are cut from the samples in their order: nothing is shuffled."),
    (Slip::OneOfAll, "There is one step with all samples. Each batch must have its own step."),
    (
        Slip::AllEachTime,
        "There is a step for each batch, but its gradients are those of all samples. Take the batch's columns.",
    ),
    (Slip::FirstOnly, "Only the first batch has a step. Does the loop end too early?"),
    (Slip::LastOnly, "Only the last batch has a step. Is the step behind the loop, and not in it?"),
    (Slip::LastDropped, "The last batch is dropped. It is smaller than the others, but it has a step, too."),
    (Slip::FirstAgain, "Every step is made with the first batch again. The others are never seen."),
    (Slip::DealtAnew, "The samples are dealt anew for every step: some are seen twice, others not at all."),
    (Slip::DealtAnewFirst, "Every step takes the first batch of a new deal. Deal once, and go through all batches."),
    (
        Slip::OldWeights,
        "All gradients belong to the weights that the epoch began with. After each step, go forward and backward again.",
    ),
    (
        Slip::AllOnce,
        "Every step has the same gradients, those of all samples before the first step. Each batch needs its own, from the \
        weights of the moment: `forward` and `backward` belong into the loop.",
    ),
    (
        Slip::ForwardOnce,
        "`forward` stands before the loop: its A is that of all samples, and of the weights that the epoch began with.",
    ),
    (
        Slip::SizesExchanged,
        "m and the batch size are exchanged: it is `deal(m, batch_size, rng)`, and m is the number of samples.",
    ),
    (Slip::RowsForColumns, "m is the number of rows of X here. A sample is a column: m is `x.ncols()`."),
    (Slip::Sum, "Each step is as many times too long as its batch has samples: the gradient is a mean, not a sum."),
    (
        Slip::RateByBatch,
        "The learning rate is divided by the number of samples in the batch. The mean is in the gradients already.",
    ),
    (
        Slip::RateByShare,
        "A batch's gradient is divided by all m samples. In its step, the batch counts as all there is.",
    ),
    (Slip::RateBySize, "The smaller last batch has a shorter step. It has the same rate as the others."),
    (Slip::EachSample, "There is a step after each sample. A batch has one step, with the mean of its gradients."),
];

/// The network after an epoch with one slip in it.
fn slipped(before: &Network, x: &Matrix, y: &Matrix, size: usize, alpha: f64, slip: Slip) -> Network {
    let (mut network, mut draws, m) = (before.clone(), ann::rng(SEED), x.ncols());
    let dealt = match slip {
        Slip::SizesExchanged => batches(size, m, &mut draws),
        Slip::RowsForColumns => batches(x.nrows(), size, &mut draws),
        _ => batches(m, size, &mut draws),
    };
    let first = forward(before, x);
    let mut dealt_anew = dealt.clone();
    for (k, batch) in dealt.iter().enumerate() {
        let (from, len) = (k * size, batch.len());
        let skipped = match slip {
            Slip::NoChange => true,
            Slip::FirstOnly | Slip::OneOfAll => k > 0,
            Slip::LastOnly => k + 1 < dealt.len(),
            Slip::LastDropped => len < size,
            _ => false,
        };
        if skipped {
            continue;
        }
        let samples = match slip {
            Slip::NotShuffled => (from..from + len).collect(),
            Slip::OneOfAll | Slip::AllEachTime => (0..m).collect(),
            Slip::FirstAgain => dealt[0].clone(),
            Slip::DealtAnew => dealt_anew[k].clone(),
            Slip::DealtAnewFirst => dealt_anew[0].clone(),
            _ => batch.clone(),
        };
        let targets = match slip {
            Slip::TargetsStay => (from..from + len).collect(),
            _ => samples.clone(),
        };
        if slip == Slip::EachSample {
            for sample in samples {
                let gradients = gradients(&network, x, y, &[sample], &[sample]);
                descend(&mut network, &gradients, alpha);
            }
            continue;
        }
        let rate = match slip {
            Slip::Uphill => -alpha,
            Slip::Sum => alpha * len as f64,
            Slip::RateByBatch => alpha / len as f64,
            Slip::RateByShare => alpha * len as f64 / m as f64,
            Slip::RateBySize => alpha * len as f64 / size as f64,
            _ => alpha,
        };
        let gradients = match slip {
            Slip::OldWeights => gradients(before, x, y, &samples, &targets),
            Slip::AllOnce => backward(before, &first, y),
            Slip::ForwardOnce => backward(&network, &first, y),
            _ => gradients(&network, x, y, &samples, &targets),
        };
        descend(&mut network, &gradients, rate);
        dealt_anew = batches(m, size, &mut draws);
    }
    network
}

/// The gradients of a batch; the targets may be those of others.
fn gradients(network: &Network, x: &Matrix, y: &Matrix, samples: &[usize], targets: &[usize]) -> Vec<Gradient> {
    let a = forward(network, &x.select(Axis(1), samples));
    backward(network, &a, &y.select(Axis(1), targets))
}
