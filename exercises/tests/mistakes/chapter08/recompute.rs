#![allow(clippy::needless_range_loop, reason = "as a reader writes it")]

use crate::{Mistake, mistake};
use ann::plain::Matrix;
use ann::plain::forward::{activate, forward};
use ann::plain::network::Network;
use exercises::chapter08 as graders;

fn recompute_checkpoints_twice(network: &Network, kept: &[Matrix], every: usize) -> Vec<Matrix> {
    let mut all = Vec::new();
    for (beginning, layers) in kept.iter().zip(network.layers.chunks(every)) {
        all.extend(forward(&Network { layers: layers.to_vec() }, beginning));
    }
    all
}

fn recompute_without_x(network: &Network, kept: &[Matrix], every: usize) -> Vec<Matrix> {
    let mut all = Vec::new();
    for (beginning, layers) in kept.iter().zip(network.layers.chunks(every)) {
        let mut a = beginning.clone();
        for layer in layers {
            a = activate(layer.g, &(layer.w.dot(&a) + &layer.b));
            all.push(a.clone());
        }
    }
    all
}

fn recompute_without_last_stretch(network: &Network, kept: &[Matrix], every: usize) -> Vec<Matrix> {
    let mut all = vec![kept[0].clone()];
    for k in 0..network.layers.len() / every {
        let stretch = Network { layers: network.layers[k * every..(k + 1) * every].to_vec() };
        all.extend_from_slice(&forward(&stretch, &kept[k])[1..]);
    }
    all
}

fn recompute_only_the_ends(network: &Network, kept: &[Matrix], every: usize) -> Vec<Matrix> {
    let mut all = vec![kept[0].clone()];
    for (beginning, layers) in kept.iter().zip(network.layers.chunks(every)) {
        let stretch = Network { layers: layers.to_vec() };
        all.push(forward(&stretch, beginning).pop().unwrap());
    }
    all
}

fn recompute_without_the_answers(network: &Network, kept: &[Matrix], every: usize) -> Vec<Matrix> {
    let mut all = Vec::new();
    for (k, beginning) in kept.iter().enumerate() {
        let to = network.layers.len().min((k + 1) * every);
        let stretch = Network { layers: network.layers[k * every..to].to_vec() };
        let mut a = forward(&stretch, beginning);
        a.pop(); // it is the next beginning
        all.append(&mut a);
    }
    all
}

fn recompute_last_stretch_first(network: &Network, kept: &[Matrix], every: usize) -> Vec<Matrix> {
    let mut all = vec![kept[0].clone()];
    for k in (0..kept.len()).rev() {
        let to = network.layers.len().min((k + 1) * every);
        let stretch = Network { layers: network.layers[k * every..to].to_vec() };
        all.extend_from_slice(&forward(&stretch, &kept[k])[1..]);
    }
    all
}

fn recompute_without_bias(network: &Network, kept: &[Matrix], every: usize) -> Vec<Matrix> {
    let mut all = vec![kept[0].clone()];
    for (l, layer) in network.layers.iter().enumerate() {
        let a = if l.is_multiple_of(every) { &kept[l / every] } else { &all[l] };
        let next = activate(layer.g, &layer.w.dot(a));
        all.push(next);
    }
    all
}

pub const MISTAKES: &[Mistake] = &[
    mistake("checkpoints stand twice", "twice", || graders::check_recompute(recompute_checkpoints_twice)),
    mistake("list begins without X", "X", || graders::check_recompute(recompute_without_x)),
    mistake("shorter last stretch left out", "last stretch", || {
        graders::check_recompute(recompute_without_last_stretch)
    }),
    mistake("only the ends of stretches", "between", || graders::check_recompute(recompute_only_the_ends)),
    mistake("A of the last layer missing", "last layer", || graders::check_recompute(recompute_without_the_answers)),
    mistake("last stretch comes first", "order", || graders::check_recompute(recompute_last_stretch_first)),
    mistake("bias is forgotten", "b is forgotten", || graders::check_recompute(recompute_without_bias)),
];
