//! Chapter 8, the cache: what forward must remember for backward, and what it costs.

mod talk;

use ann::{Activation, Cache, Dropout, Gradients, Init, Ledger, Loss, Network, backward, data, forward, rng};
use ndarray::{Array2, array};
use talk::{step, title};

fn main() -> ann::Result<()> {
    title(8, "The cache");

    step(
        "The shape ledger",
        "Every array of one training step: four inputs, three hidden neurons with dropout, two classes.",
    );
    // ANCHOR: ledger
    let mut random = rng(0);
    let network =
        Network::<f32>::new(&[4, 3, 2], Activation::Relu, Activation::Softmax, &mut random)?.with_keep_prob(0.8)?;
    let x: Array2<f32> = Init::Normal { std: 1.0 }.weights(4, 5, &mut random)?;
    let y = data::one_hot(&[0, 1, 0, 1, 1], 2);
    let cost = Loss::CategoricalCrossEntropy.into();
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    forward(&network, x.view(), Dropout::Draw(&mut random), &mut cache)?;
    backward(&network, y.view(), &cost, &cache, &mut gradients)?;
    println!("{}", Ledger::new(&network, &cache, &gradients));
    // ANCHOR_END: ledger

    step(
        "Z need not be kept",
        "ReLU, tanh and sigmoid know their slope from A alone. So the cache keeps A and not Z,\nand Z can be had again from what is there.",
    );
    // ANCHOR: recompute
    let by_hand = Network::<f64>::new(&[2, 2, 1], Activation::Tanh, Activation::Sigmoid, &mut random)?;
    let sample = array![[0.5], [-1.0]];
    let mut small = Cache::default();
    forward(&by_hand, sample.view(), Dropout::Off, &mut small)?;
    let z1 = by_hand.pre_activation(1, &small)?;
    println!("Z1       = {:8.4}", z1.column(0));
    println!("A1       = {:8.4}", small.a(1).column(0));
    println!("tanh Z1  = {:8.4}", z1.mapv(f64::tanh).column(0));
    println!("slope from A1, 1 − A²       = {:8.4}", small.a(1).mapv(|a| 1.0 - a * a).column(0));
    println!("slope from Z1, 1 / cosh² Z  = {:8.4}", z1.mapv(|z| z.cosh().powi(-2)).column(0));
    // ANCHOR_END: recompute

    step("What it costs", "A network 784-256-128-10 in f32: kilobytes for a batch of m samples.");
    // ANCHOR: cost
    let network = Network::<f32>::new(&[784, 256, 128, 10], Activation::Relu, Activation::Softmax, &mut random)?;
    let dropping = network.clone().with_keep_prob(0.8)?;
    let kilobytes = |bytes: usize| bytes as f64 / 1000.0;
    println!("weights and biases: {:.1} kB", kilobytes(network.parameters() * 4));
    println!("{:>5}  {:>9}  {:>13}  {:>17}", "m", "cache", "if it kept Z", "cache, keep 0.8");
    for m in [1, 32, 128, 1024] {
        let with_z: usize = network.layers().iter().take(2).map(|layer| layer.n_out() * m * 4).sum();
        let bytes = Cache::new(&network, m).bytes();
        let dropping = Cache::new(&dropping, m).bytes();
        println!(
            "{m:>5}  {:>9.1}  {:>13.1}  {:>17.1}",
            kilobytes(bytes),
            kilobytes(bytes + with_z),
            kilobytes(dropping)
        );
    }
    // ANCHOR_END: cost

    step("Made once", "The buffers grow to the largest batch and stay: bytes after batches of several sizes.");
    // ANCHOR: once
    let mut cache = Cache::default();
    for m in [32, 8, 32, 64, 1] {
        let x: Array2<f32> = Init::Normal { std: 1.0 }.weights(784, m, &mut random)?;
        forward(&network, x.view(), Dropout::Off, &mut cache)?;
        println!("batch of {m:>2}: answer {:?}, cache {:.1} kB", cache.output().dim(), kilobytes(cache.bytes()));
    }
    // ANCHOR_END: once

    step(
        "Break it: backward without forward",
        "A gradient from an empty cache, from another network's, for targets of another batch.",
    );
    // ANCHOR: refused
    let y = data::one_hot(&[0, 1, 2], 10);
    let cost = Loss::CategoricalCrossEntropy.into();
    let other = Network::<f32>::new(&[784, 100, 10], Activation::Relu, Activation::Softmax, &mut random)?;
    let mut gradients = Gradients::default();
    let attempts = [
        backward(&network, y.view(), &cost, &Cache::default(), &mut gradients),
        backward(&other, y.view(), &cost, &cache, &mut gradients),
        backward(&network, y.view(), &cost, &cache, &mut gradients),
    ];
    for refused in attempts.into_iter().filter_map(Result::err) {
        println!("→ {refused}");
    }
    // ANCHOR_END: refused
    Ok(())
}
