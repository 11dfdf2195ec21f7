use crate::{Mistake, mistake};
use ann::plain::network::Network;
use exercises::chapter04 as graders;

fn penalty_without_half(network: &Network, weight_decay: f64) -> f64 {
    let mut sum = 0.0;
    for layer in &network.layers {
        sum += layer.w.pow2().sum();
    }
    weight_decay * sum
}

fn penalty_on_biases(network: &Network, weight_decay: f64) -> f64 {
    let squares: f64 = network.layers.iter().map(|layer| layer.w.pow2().sum() + layer.b.pow2().sum()).sum();
    weight_decay / 2.0 * squares
}

fn penalty_of_norms(network: &Network, weight_decay: f64) -> f64 {
    let norms: f64 = network.layers.iter().map(|layer| layer.w.pow2().sum().sqrt()).sum();
    weight_decay / 2.0 * norms
}

fn penalty_of_absolute_values(network: &Network, weight_decay: f64) -> f64 {
    let sizes: f64 = network.layers.iter().map(|layer| layer.w.abs().sum()).sum();
    weight_decay / 2.0 * sizes
}

fn penalty_of_means(network: &Network, weight_decay: f64) -> f64 {
    let means: f64 = network.layers.iter().map(|layer| layer.w.pow2().mean().unwrap()).sum();
    weight_decay / 2.0 * means
}

fn penalty_of_last_layer(network: &Network, weight_decay: f64) -> f64 {
    let mut squares = 0.0;
    for layer in &network.layers {
        squares = layer.w.mapv(|w| w * w).sum();
    }
    weight_decay / 2.0 * squares
}

fn penalty_without_l2(network: &Network, _: f64) -> f64 {
    network.layers.iter().map(|layer| layer.w.pow2().sum() / 2.0).sum()
}

fn penalty_l2_squared(network: &Network, weight_decay: f64) -> f64 {
    weight_decay * weight_decay / 2.0 * network.layers.iter().map(|layer| layer.w.pow2().sum()).sum::<f64>()
}

fn penalty_of_biases(network: &Network, weight_decay: f64) -> f64 {
    weight_decay / 2.0 * network.layers.iter().map(|layer| layer.b.pow2().sum()).sum::<f64>()
}

fn penalty_mean_of_layers(network: &Network, weight_decay: f64) -> f64 {
    let sum: f64 = network.layers.iter().map(|layer| layer.w.pow2().sum()).sum();
    weight_decay / 2.0 * sum / network.layers.len() as f64
}

fn penalty_by_whole_half(network: &Network, weight_decay: f64) -> f64 {
    let half = 1 / 2;
    f64::from(half) * weight_decay * network.layers.iter().map(|layer| layer.w.pow2().sum()).sum::<f64>()
}

pub const MISTAKES: &[Mistake] = &[
    mistake("the half is forgotten", "twice", || graders::check_penalty(penalty_without_half)),
    mistake("the biases pay too", "bias", || graders::check_penalty(penalty_on_biases)),
    mistake("norms, not their squares", "square", || graders::check_penalty(penalty_of_norms)),
    mistake("absolute values for squares", "made positive", || graders::check_penalty(penalty_of_absolute_values)),
    mistake("means for sums", "mean", || graders::check_penalty(penalty_of_means)),
    mistake("= instead of +=", "last layer", || graders::check_penalty(penalty_of_last_layer)),
    mistake("weight_decay is forgotten", "weight_decay", || graders::check_penalty(penalty_without_l2)),
    mistake("weight_decay squared", "weight_decay is squared", || graders::check_penalty(penalty_l2_squared)),
    mistake("only the biases", "These are the biases", || graders::check_penalty(penalty_of_biases)),
    mistake("a mean over the layers", "number of layers", || graders::check_penalty(penalty_mean_of_layers)),
    mistake("whole numbers divided", "whole numbers", || graders::check_penalty(penalty_by_whole_half)),
];
