//! Chapter 5, mini-batch gradient descent: how many samples to look at before each step.

mod talk;

use ann::data::{Task, read_csv};
use ann::{Batches, Cache, Cost, Descent, Dropout, Gradients, Loss, Model, Optimizer, OptimizerState};
use ann::{Trainer, backward, evaluate, forward, rng};
use ndarray::{Array2, Axis};
use rand::seq::SliceRandom;
use talk::{progress, step, title};

fn main() -> ann::Result<()> {
    title(5, "Mini-batch gradient descent");

    step("Batches", "Ten samples in batches of four, in two epochs: a new order each time.");
    // ANCHOR: batches
    let mut random = rng(0);
    let mut batches = Batches::new(10, 4)?;
    for epoch in 1..=2 {
        batches.shuffle(&mut random);
        let cut: Vec<String> = batches.iter().map(|batch| format!("{batch:?}")).collect();
        println!("epoch {epoch}: {}", cut.join(" "));
    }
    // ANCHOR_END: batches

    step(
        "How wrong is the gradient of a batch?",
        "Digits: the distance of dW1 of a batch from dW1 of all samples, relative to its length,\n\
         root mean square over 200 batches. Four times the samples, half the error.",
    );
    // ANCHOR: noise
    let digits = read_csv("data/digits.csv", "digit", Task::Auto)?;
    let trainer = Trainer::default();
    let model = Model::<f64>::new(&trainer, &digits, &mut random)?;
    let (x, y) = model.scaled(&digits)?;
    let cost = Cost::from(Loss::CategoricalCrossEntropy);
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    let mut gradient_of = |samples: &[usize]| -> ann::Result<Array2<f64>> {
        forward(&model.network, x.select(Axis(1), samples).view(), Dropout::Off, &mut cache)?;
        backward(&model.network, y.select(Axis(1), samples).view(), &cost, &cache, &mut gradients)?;
        Ok(gradients.dw(1).clone())
    };
    let mut order: Vec<usize> = (0..digits.samples()).collect();
    let all = gradient_of(&order)?;
    let squares = |w: &Array2<f64>| w.mapv(|w| w * w).sum();
    println!("{:>10}  {:>14}  {:>20}", "batch size", "relative error", "error × √batch size");
    for size in [1, 4, 16, 64, 256] {
        let mut total = 0.0;
        for _ in 0..200 {
            order.shuffle(&mut random);
            total += squares(&(gradient_of(&order[..size])? - &all)) / squares(&all);
        }
        let error = (total / 200.0).sqrt();
        println!("{size:>10}  {error:>14.3}  {:>20.2}", error * (size as f64).sqrt());
    }
    // ANCHOR_END: noise

    step(
        "Three ways down",
        "Digits, plain descent: training loss after so many epochs with one sample, 32 and all 1797\n\
         a step, each at the best of the rates 0.003, 0.01, 0.03, 0.1, 0.3, 1 and 3.",
    );
    // ANCHOR: three-ways
    let checkpoints = [1, 3, 10, 20];
    let bar = progress(21, "descending");
    let mut table = Vec::new();
    for batch_size in [1, 32, digits.samples()] {
        let mut best: Option<(f64, Vec<f64>)> = None;
        for rate in [0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0] {
            let (mut network, mut random) = (model.network.clone(), rng(5));
            let mut descent = Descent::new(&network, digits.samples(), batch_size, cost, Optimizer::Sgd)?;
            let mut losses = Vec::new();
            for epoch in 1..=20 {
                descent.epoch(&mut network, x.view(), y.view(), |_| rate, &mut random)?;
                if checkpoints.contains(&epoch) {
                    losses.push(evaluate(&network, x.view(), y.view(), cost.loss, &mut cache)?.loss);
                }
            }
            if best.as_ref().is_none_or(|(_, smallest)| losses[3] < smallest[3]) {
                best = Some((rate, losses));
            }
            bar.inc(1);
        }
        table.extend(best.map(|(rate, losses)| (batch_size, rate, losses)));
    }
    bar.finish_and_clear();
    println!(
        "{:>10}  {:>5}  {:>14}  {:>8}  {:>8}  {:>8}  {:>8}",
        "batch size", "rate", "steps an epoch", "1", "3", "10", "20"
    );
    for (batch_size, rate, losses) in table {
        print!("{batch_size:>10}  {rate:>5}  {:>14}", digits.samples().div_ceil(batch_size));
        losses.iter().for_each(|loss| print!("  {loss:>8.4}"));
        println!();
    }
    // ANCHOR_END: three-ways

    step("The ends of the scale", "A batch larger than the data is the data; the last batch may be smaller.");
    // ANCHOR: ends
    for batch_size in [1, 64, 1797, 5000] {
        let batches = Batches::new(digits.samples(), batch_size)?;
        let last = batches.iter().last().map_or(0, <[usize]>::len);
        println!("batch size {batch_size:>4}: {:>4} steps an epoch, the last of {last} samples", batches.iter().len());
    }
    // ANCHOR_END: ends

    step(
        "Break it: do not shuffle",
        "The digits sorted, all 0 first and all 9 last. The same steps of 32 samples, plain descent\n\
         at rate 0.1, in that order and shuffled: which part of all, of the 0 and of the 9 is right.",
    );
    // ANCHOR: unshuffled
    let digit = |j: usize| (0..10).find(|&k| y[[k, j]] == 1.0);
    let mut sorted: Vec<usize> = (0..digits.samples()).collect();
    sorted.sort_by_key(|&j| digit(j));
    println!("{:<9}  {:>5}  {:>6}  {:>6}  {:>6}", "order", "epoch", "all", "0", "9");
    for shuffled in [false, true] {
        let (mut network, mut random, mut order) = (model.network.clone(), rng(6), sorted.clone());
        let mut optimizer = OptimizerState::new(Optimizer::Sgd, &network)?;
        for epoch in 1..=3 {
            if shuffled {
                order.shuffle(&mut random);
            }
            for batch in order.chunks(32) {
                forward(&network, x.select(Axis(1), batch).view(), Dropout::Off, &mut cache)?;
                backward(&network, y.select(Axis(1), batch).view(), &cost, &cache, &mut gradients)?;
                optimizer.step(&mut network, &gradients, 0.1)?;
            }
            print!("{:<9}  {epoch:>5}", if shuffled { "shuffled" } else { "sorted" });
            for only in [None, Some(0), Some(9)] {
                let chosen: Vec<usize> =
                    sorted.iter().copied().filter(|&j| only.is_none() || digit(j) == only).collect();
                let (x, y) = (x.select(Axis(1), &chosen), y.select(Axis(1), &chosen));
                print!("  {:>6.3}", evaluate(&network, x.view(), y.view(), cost.loss, &mut cache)?.metric);
            }
            println!();
        }
    }
    // ANCHOR_END: unshuffled
    Ok(())
}
