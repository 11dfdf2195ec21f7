//! Solutions to the exercises of chapter 14.

mod talk;

use ann::data::{Task, read_csv};
use ann::plain::Matrix;
use ann::plain::backward::{backward, descend};
use ann::plain::cost::cost;
use ann::plain::forward::forward;
use ann::plain::network::{Activation, Network};
use ann::shards::on_a_ring;
use ann::{Architecture, Model, Ranks, rng};
use ndarray::Axis;
use rand::seq::SliceRandom;
use talk::{step, title};

/// A network whose weights are the mean of those of others.
fn mean(networks: &[Network]) -> Network {
    let mut mean = networks[0].clone();
    for (l, layer) in mean.layers.iter_mut().enumerate() {
        let of = |matrix: fn(&ann::plain::network::Layer) -> &Matrix| {
            let sum = networks.iter().map(|network| matrix(&network.layers[l]).clone()).reduce(|sum, own| sum + own);
            sum.unwrap_or_default() / networks.len() as f64
        };
        (layer.w, layer.b) = (of(|layer| &layer.w), of(|layer| &layer.b));
    }
    mean
}

/// Five epochs on four ranks, which take `alone` steps of 16 of their own samples each before they take the mean of their weights.
fn steps_alone(alone: usize, x: &Matrix, y: &Matrix, mut parts: Vec<Vec<usize>>) -> (f64, usize) {
    let start = Network::new(&[64, 32, 16, 10], Activation::Relu, Activation::Softmax, &mut rng(0));
    let (mut networks, mut random, mut done, mut meetings) = (vec![start; 4], rng(0), 0, 0);
    let fewest = parts.iter().map(Vec::len).min().unwrap_or(0);
    for _ in 0..5 {
        parts.iter_mut().for_each(|part| part.shuffle(&mut random));
        for first in (0..=fewest - 16).step_by(16) {
            for (network, part) in networks.iter_mut().zip(&parts) {
                let (x, y) = (x.select(Axis(1), &part[first..first + 16]), y.select(Axis(1), &part[first..first + 16]));
                let gradients = backward(network, &forward(network, &x), &y);
                descend(network, &gradients, 0.2);
            }
            done += 1;
            if done % alone == 0 {
                networks = vec![mean(&networks); 4];
                meetings += 1;
            }
        }
    }
    let network = mean(&networks);
    (cost(&network, &forward(&network, x), y, 0.0), meetings)
}

fn main() -> ann::Result<()> {
    title(14, "Beyond one machine: solutions");

    step("Exercise 1", "The last five digits of 1797 in batches of 128, on four ranks and on eight.");
    // ANCHOR: exercise-1
    let left = 1797 % 128;
    for size in [4, 8] {
        let parts = Ranks::in_threads(size, |ranks| Ok(ranks.part(left).len()))?;
        let shares: Vec<String> = parts.iter().map(|part| format!("{:.1}", *part as f64 / left as f64)).collect();
        println!("{left} samples on {size} ranks: {parts:?}, weights {}", shares.join(" "));
    }
    // ANCHOR_END: exercise-1

    step(
        "Exercise 2",
        "The number of ranks with the shortest step, tried and by the formula: t1 = 1 s, c = 50 µs, B = 1.25 GB/s.",
    );
    // ANCHOR: exercise-2
    let (whole, latency, bandwidth) = (1.0, 50e-6, 1.25e9);
    println!("{:>6}  {:>5}  {:>7}  {:>8}", "MB", "tried", "formula", "step, ms");
    for megabytes in [0.1, 1.0, 10.0, 100.0] {
        let bytes = megabytes * 1e6;
        let time = |ranks: f64| whole / ranks + on_a_ring(ranks, bytes, latency, bandwidth);
        let tried = (1..2000).map(f64::from).min_by(|a, b| time(*a).total_cmp(&time(*b))).unwrap_or(1.0);
        let formula = ((whole - 2.0 * bytes / bandwidth) / (2.0 * latency)).sqrt();
        println!("{megabytes:>6}  {tried:>5}  {formula:>7.1}  {:>8.1}", 1e3 * time(tried));
    }
    // ANCHOR_END: exercise-2

    step(
        "Exercise 3",
        "From how many bytes on a ring is faster than doubling, in units of c B, and with c B = 62 500.",
    );
    // ANCHOR: exercise-3
    println!("{:>5}  {:>6}  {:>6}  {:>8}", "ranks", "rounds", "in c B", "kB");
    for ranks in [4.0_f64, 16.0, 64.0, 1024.0] {
        let rounds = ranks.log2();
        let bytes = (2.0 * (ranks - 1.0) - rounds) / (rounds - 2.0 * (ranks - 1.0) / ranks);
        println!("{ranks:>5}  {rounds:>6}  {bytes:>6.1}  {:>8.0}", 62.5 * bytes);
    }
    // ANCHOR_END: exercise-3

    step(
        "Exercise 4",
        "Digits on four ranks, batches of 16 on each, rate 0.2, five epochs: the loss of the mean, if the ranks meet after so many \
         steps; the digits dealt out by lot, and sorted.",
    );
    // ANCHOR: exercise-4
    let digits = read_csv("data/digits.csv", "digit", Task::Auto)?;
    let (x, y) = Model::<f64>::new(&Architecture::default(), &digits, &mut rng(0))?.scaled(&digits)?;
    let mut by_lot: Vec<usize> = (0..x.ncols()).collect();
    by_lot.shuffle(&mut rng(1));
    let mut sorted = by_lot.clone();
    sorted.sort_by_key(|&j| (0..10).find(|&k| y[[k, j]] == 1.0));
    let deal = |order: &[usize]| order.chunks(order.len().div_ceil(4)).map(<[usize]>::to_vec).collect::<Vec<_>>();
    println!("{:>5}  {:>8}  {:>6}  {:>6}", "steps", "meetings", "by lot", "sorted");
    for alone in [1, 3, 9, 27] {
        let (of_lot, meetings) = steps_alone(alone, &x, &y, deal(&by_lot));
        let (of_sorted, _) = steps_alone(alone, &x, &y, deal(&sorted));
        println!("{alone:>5}  {meetings:>8}  {of_lot:>6.3}  {of_sorted:>6.3}");
    }
    // ANCHOR_END: exercise-4
    Ok(())
}
