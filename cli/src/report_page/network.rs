//! The network and its training.

use super::after::After;
use super::layout::{figure, table};
use super::text::{count, cut, grouped, significant};
use ann::data::Target;
use ann::figure::{Scale, loss_curve, network_diagram};
use ann::{History, Network};
use maud::{Markup, html};

/// A larger network is a grey cloud as a diagram.
const DRAWN: usize = 5_000;
/// And one of more layers does not fit.
const LAYERS: usize = 7;
/// Characters of the names of its inputs and outputs, so that the layers have room between them.
const NAMES: [usize; 2] = [16, 11];
/// Points of a curve; a picture has no more places.
const EPOCHS: usize = 500;
/// Losses that differ by this factor are spaced by their logarithm.
const WIDE: f64 = 20.0;

/// Sizes, parameters, the diagram if it says something, and the loss over the epochs.
pub fn section(after: &After<'_>) -> Markup {
    let network = &after.model().network;
    let shape = network.sizes().iter().map(usize::to_string).collect::<Vec<_>>().join("-");
    let is_drawn = network.parameters() <= DRAWN && network.sizes().len() <= LAYERS;
    html! {
        p {
            "The network has the sizes " (shape) " and "
            (count(network.parameters(), "parameter")) ". "
            @if after.chosen_by.linear_was_chosen {
                "It has no hidden layer: in cross-validation on the training samples that did better than hidden ones. "
            }
            (training(after))
        }
        div.pair {
            div {
                (curve(after.history))
                (table("Layers", &["layer", "activation", "neurons", "weights", "biases"], 1, &layers(network)))
                @if !is_drawn { p.note { "The network is too large for a diagram." } }
            }
            @if is_drawn { (diagram(after, network)) }
        }
    }
}

fn layers(network: &Network<f32>) -> Vec<Vec<Markup>> {
    let row = |l: usize| {
        let layer = network.layer(l);
        vec![
            html! { (l) },
            html! { (layer.activation) },
            html! { (grouped(layer.w.nrows())) },
            html! { (grouped(layer.w.len())) },
            html! { (grouped(layer.b.len())) },
        ]
    };
    (1..=network.depth()).map(row).collect()
}

/// What is to be said of the training, in a few sentences.
fn training(after: &After<'_>) -> Markup {
    let history = after.history;
    let epochs = history.epochs_run();
    html! {
        "It was trained for " (count(epochs, "epoch")) " in " (time(after.seconds))
        @if history.kept_epoch < epochs { " and has the weights of epoch " (history.kept_epoch) }
        ". "
        @if let Some(kept) = history.kept() {
            "Its loss on the training samples is " (significant(kept.train.loss))
            @if let Some(validation) = kept.validation { ", on those for validation " (significant(validation.loss)) }
            ". "
        }
        @if after.chosen_by.l2 > 0.0 {
            "The penalty on weights is λ = " (after.chosen_by.l2)
            @if after.chosen_by.l2_was_chosen { ", chosen by cross-validation on the training samples" }
            "."
        }
    }
}

fn time(seconds: f64) -> String {
    if seconds < 0.1 { "less than 0.1 s".to_owned() } else { format!("{seconds:.1} s") }
}

fn curve(history: &History) -> Markup {
    let thinned = thin(history);
    let losses = || thinned.epochs.iter().flat_map(|epoch| [Some(epoch.train), epoch.validation]).flatten();
    let (low, high) = losses().fold((f64::INFINITY, 0.0_f64), |(a, b), one| (a.min(one.loss), b.max(one.loss)));
    let scale = if low > 0.0 && high > WIDE * low { Scale::Logarithmic } else { Scale::Linear };
    let is_validated = thinned.epochs.iter().any(|epoch| epoch.validation.is_some());
    let caption = html! {
        "The loss after each epoch, without the penalty"
        @if scale == Scale::Logarithmic { ", on a logarithmic axis" }
        ". "
        @if is_validated { "Where the two curves part, the network begins to learn the training samples by heart; the mark is the best epoch." }
        @else { "A curve that still falls at its end asks for more epochs." }
    };
    figure(loss_curve(&thinned, scale), caption)
}

/// At most about [`EPOCHS`] epochs, the last, the kept and the best ones among them.
fn thin(history: &History) -> History {
    let step = history.epochs.len().div_ceil(EPOCHS).max(1);
    let validated = history.epochs.iter().filter_map(|epoch| Some((epoch.validation?.loss, epoch.epoch)));
    let best = validated.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, epoch)| epoch);
    let last = history.epochs.len().saturating_sub(1);
    let epochs = history.epochs.iter().enumerate().filter(|(i, epoch)| {
        i % step == 0 || *i == last || epoch.epoch == history.kept_epoch || Some(epoch.epoch) == best
    });
    History { epochs: epochs.map(|(_, epoch)| *epoch).collect(), kept_epoch: history.kept_epoch }
}

fn diagram(after: &After<'_>, network: &Network<f32>) -> Markup {
    let inputs: Vec<String> = after.model().features.iter().map(|name| cut(name, NAMES[0])).collect();
    let outputs: Vec<String> = match &after.test.target {
        Target::Classes { names, .. } => names.iter().map(|name| cut(name, NAMES[1])).collect(),
        Target::Values(_) => vec![cut(&after.model().target_name, NAMES[1])],
    };
    let [inputs, outputs] = [&inputs, &outputs].map(|names| names.iter().map(String::as_str).collect::<Vec<_>>());
    let drawn = network_diagram(network, &inputs, &outputs);
    figure(
        drawn,
        html! { "The wider a line, the larger the size of its weight between these two layers. Biases are not drawn." },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use ann::{Epoch, Evaluation, Metric};

    #[test]
    fn a_long_training_is_drawn_by_some_of_its_epochs() {
        let epoch = |epoch: usize| {
            let judged = |loss| Evaluation { loss, metric: Metric::Accuracy(0.5) };
            let validation = Some(judged(if epoch == 1234 { 0.1 } else { 1.0 }));
            Epoch { epoch, learning_rate: 0.1, train: judged(1.0), validation }
        };
        let history = History { epochs: (1..=100_000).map(epoch).collect(), kept_epoch: 4321 };
        let thinned = thin(&history);
        assert!(thinned.epochs.len() <= EPOCHS + 3 && thinned.kept_epoch == 4321);
        for kept in [1, 1234, 4321, 100_000] {
            assert!(thinned.epochs.iter().any(|epoch| epoch.epoch == kept), "{kept}");
        }
        let short = History { epochs: (1..=20).map(epoch).collect(), kept_epoch: 20 };
        assert_eq!(thin(&short), short);
    }
}
