//! What goes wrong in an epoch, and what comes of it.

use ann::plain::Matrix;
use ann::plain::backward::{Gradient, backward, descend};
use ann::plain::batches::batches;
use ann::plain::forward::forward;
use ann::plain::network::Network;
use ndarray::Axis;

/// Of the epochs.
pub(super) const SEED: u64 = 57;

/// What goes wrong in an epoch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Slip {
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
    FirstDropped,
    TargetsAnew,
    TwoSteps,
    TwiceTheStep,
    NoRate,
    RateByCount,
    MeanOfAll,
    WeightsOnly,
    LastLayerOnly,
    ForwardOnAll,
}

pub(super) const SLIPS: [(Slip, &str); 32] = [
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
    (Slip::FirstDropped, "The first batch has no step. Does the loop begin one too late?"),
    (Slip::TargetsAnew, "X and Y are taken by two deals. Deal once, and take both by the same batch."),
    (Slip::TwoSteps, "Each batch has two steps. It has one in an epoch."),
    (Slip::TwiceTheStep, "Each step is taken twice, with the same gradients."),
    (Slip::NoRate, "The learning rate is forgotten: `alpha` is the third argument of `descend`."),
    (Slip::RateByCount, "The learning rate is divided by the number of batches. Each step has the whole of it."),
    (Slip::MeanOfAll, "There is one step with the mean of all batches' gradients. Each batch must have its own step."),
    (Slip::WeightsOnly, "The biases have not moved. They have gradients, too."),
    (Slip::LastLayerOnly, "Only the last layer has moved. Every layer has a gradient."),
    (
        Slip::ForwardOnAll,
        "Every A is that of the weights that the epoch began with. After each step, go forward again.",
    ),
    (Slip::EachSample, "There is a step after each sample. A batch has one step, with the mean of its gradients."),
];

/// The network after an epoch with one slip in it.
pub(super) fn slipped(before: &Network, x: &Matrix, y: &Matrix, size: usize, alpha: f64, slip: Slip) -> Network {
    let (mut network, mut draws, m) = (before.clone(), ann::rng(SEED), x.ncols());
    let dealt = match slip {
        Slip::SizesExchanged => batches(size, m, &mut draws),
        Slip::RowsForColumns => batches(x.nrows(), size, &mut draws),
        _ => batches(m, size, &mut draws),
    };
    let second = if slip == Slip::TargetsAnew { batches(m, size, &mut draws) } else { dealt.clone() };
    let first = forward(before, x);
    let mut dealt_anew = dealt.clone();
    for (k, batch) in dealt.iter().enumerate() {
        let (from, len) = (k * size, batch.len());
        let skipped = match slip {
            Slip::NoChange => true,
            Slip::FirstOnly | Slip::OneOfAll => k > 0,
            Slip::LastOnly => k + 1 < dealt.len(),
            Slip::LastDropped => k + 1 == dealt.len() && dealt.len() > 1,
            Slip::FirstDropped => k == 0 && dealt.len() > 1,
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
            Slip::TargetsAnew => second[k].clone(),
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
            Slip::NoRate => 1.0,
            Slip::TwiceTheStep => 2.0 * alpha,
            Slip::RateByCount | Slip::MeanOfAll => alpha / dealt.len() as f64,
            Slip::RateByBatch => alpha / len as f64,
            Slip::RateByShare => alpha * len as f64 / m as f64,
            Slip::RateBySize => alpha * len as f64 / size as f64,
            _ => alpha,
        };
        let gradients = match slip {
            Slip::OldWeights | Slip::MeanOfAll => gradients(before, x, y, &samples, &targets),
            Slip::ForwardOnAll => {
                let a: Vec<Matrix> = first.iter().map(|a| a.select(Axis(1), &samples)).collect();
                backward(&network, &a, &y.select(Axis(1), &targets))
            }
            Slip::AllOnce => backward(before, &first, y),
            Slip::ForwardOnce => backward(&network, &first, y),
            _ => gradients(&network, x, y, &samples, &targets),
        };
        let old = network.clone();
        descend(&mut network, &gradients, rate);
        if slip == Slip::TwoSteps {
            let again = self::gradients(&network, x, y, &samples, &targets);
            descend(&mut network, &again, rate);
        }
        let last = network.layers.len() - 1;
        for (l, (layer, old)) in network.layers.iter_mut().zip(&old.layers).enumerate() {
            if slip == Slip::WeightsOnly {
                layer.b.clone_from(&old.b);
            } else if slip == Slip::LastLayerOnly && l < last {
                layer.clone_from(old);
            }
        }
        dealt_anew = batches(m, size, &mut draws);
    }
    network
}

/// The gradients of a batch; the targets may be those of others.
pub(super) fn gradients(
    network: &Network,
    x: &Matrix,
    y: &Matrix,
    samples: &[usize],
    targets: &[usize],
) -> Vec<Gradient> {
    let a = forward(network, &x.select(Axis(1), samples));
    backward(network, &a, &y.select(Axis(1), targets))
}
