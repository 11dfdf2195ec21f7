//! Chapter 5, mini-batch gradient descent: how many samples to look at before each step.

mod talk;

use ann::data::{Task, read_csv};
use ann::figure::{self, Lines, Scale};
use ann::{Activation, Architecture, Batches, Cache, Cost, Dropout, Figure, Gradients, Loss, Model, Network};
use ann::{Optimizer, OptimizerState, Rng, TrainingLoop, backward, evaluate, forward, rng};
use ndarray::{Array2, Axis, array};
use rand::seq::SliceRandom;
use talk::{draw, drawn, step, title};

/// dW1 of the mean loss over these samples alone.
fn dw1(network: &Network<f64>, x: &Array2<f64>, y: &Array2<f64>, samples: &[usize]) -> ann::Result<Array2<f64>> {
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    forward(network, x.select(Axis(1), samples).view(), Dropout::Off, &mut cache)?;
    let y = y.select(Axis(1), samples);
    backward(network, y.view(), &Loss::CategoricalCrossEntropy.into(), &cache, &mut gradients)?;
    Ok(gradients.dw(1).clone())
}

/// The sum of the squares of all entries.
fn squares(w: &Array2<f64>) -> f64 {
    w.iter().map(|w| w * w).sum()
}

/// Curves over a logarithmic height; epochs are counted evenly, everything else logarithmically.
fn logarithmic(x: &str, y: &str, marks: bool, series: Vec<(String, Vec<(f64, f64)>)>) -> ann::Result<Figure> {
    let x_scale = if x == "epoch" { Scale::Linear } else { Scale::Logarithmic };
    figure::lines(&Lines { x, y, x_scale, y_scale: Scale::Logarithmic, marks, series })
}

fn main() -> ann::Result<()> {
    title(5, "Mini-batch gradient descent");

    step("By hand", "The 2-2-1 network of chapter 3 takes one step of learning rate 0.1 on its one sample.");
    // ANCHOR: by-hand
    let mut network = Network::<f64>::new(&[2, 2, 1], Activation::Relu, Activation::Sigmoid, &mut rng(0))?;
    network.layer_mut(1).w = array![[0.5, -1.0], [1.0, 0.5]];
    network.layer_mut(1).b = array![[0.5], [-0.5]];
    network.layer_mut(2).w = array![[1.0, -2.0]];
    network.layer_mut(2).b = array![[1.0]];
    let before = network.clone();
    let (x, y) = (array![[2.0], [1.0]], array![[1.0]]);
    let by_hand = Cost::from(Loss::BinaryCrossEntropy);
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());

    forward(&network, x.view(), Dropout::Off, &mut cache)?;
    println!("J before = {:.6}", by_hand.value(&network, &cache, y.view())?);
    backward(&network, y.view(), &by_hand, &cache, &mut gradients)?;
    let alpha = 0.1;
    println!("promised = {:.6}", alpha * gradients.norm().powi(2));
    OptimizerState::new(Optimizer::Sgd, &network)?.step(&mut network, &gradients, alpha)?;
    for l in [1, 2] {
        println!("W{l} =\n{:9.6}\nb{l} =\n{:9.6}", network.layer(l).w, network.layer(l).b);
    }
    forward(&network, x.view(), Dropout::Off, &mut cache)?;
    println!("J after  = {:.6}", by_hand.value(&network, &cache, y.view())?);
    // ANCHOR_END: by-hand

    step("A batch of two", "The same start, a second sample: dW2 and db2 of each alone, and of both as one batch.");
    // ANCHOR: two
    let two_x = array![[2.0, 0.0], [1.0, 2.0]];
    let two_y = array![[1.0, 0.0]];
    println!("{:<12}  {:>21}  {:>9}", "samples", "dW2", "db2");
    for (name, samples) in [("first", vec![0]), ("second", vec![1]), ("both", vec![0, 1])] {
        let (x, y) = (two_x.select(Axis(1), &samples), two_y.select(Axis(1), &samples));
        forward(&before, x.view(), Dropout::Off, &mut cache)?;
        backward(&before, y.view(), &by_hand, &cache, &mut gradients)?;
        let (dw, db) = (gradients.dw(2), gradients.db(2));
        println!("{name:<12}  {:>10.6} {:>10.6}  {:>9.6}", dw[[0, 0]], dw[[0, 1]], db[[0, 0]]);
    }
    // ANCHOR_END: two

    step(
        "How wrong is the gradient of a batch?",
        "Digits: the distance of dW1 of a batch from dW1 of all samples, relative to the length of \
         the latter, root mean square over 200 batches; and what two formulas say it should be.",
    );
    // ANCHOR: noise
    let digits = read_csv("data/digits.csv", "digit", Task::Auto)?;
    let m = digits.samples();
    let model = Model::<f64>::new(&Architecture::default(), &digits, &mut rng(0))?;
    let (x, y) = model.scaled(&digits)?;
    let mut order: Vec<usize> = (0..m).collect();
    let all = dw1(&model.network, &x, &y, &order)?;
    let mut variance = 0.0; // σ², in units of the squared length of the full gradient
    for sample in 0..m {
        let alone = dw1(&model.network, &x, &y, &[sample])?;
        variance += squares(&(alone - &all)) / squares(&all) / m as f64;
    }

    let mut random: Rng = rng(1);
    let mut curves = ["measured", "σ/√B", "no repeats"].map(|name| (name.to_owned(), vec![]));
    println!("{:>10}  {:>8}  {:>8}  {:>10}", "batch size", "measured", "σ/√B", "no repeats");
    for size in [1, 4, 16, 64, 256, 1024] {
        let mut total = 0.0;
        for _ in 0..200 {
            order.shuffle(&mut random);
            let of_batch = dw1(&model.network, &x, &y, &order[..size])?;
            total += squares(&(of_batch - &all)) / squares(&all);
        }
        let measured = (total / 200.0_f64).sqrt();
        let law = (variance / size as f64).sqrt();
        let no_repeats = law * ((m - size) as f64 / (m - 1) as f64).sqrt();
        println!("{size:>10}  {measured:>8.3}  {law:>8.3}  {no_repeats:>10.3}");
        for (curve, error) in curves.iter_mut().zip([measured, law, no_repeats]) {
            curve.1.push((size as f64, error));
        }
    }
    draw("noise", logarithmic("batch size", "relative error", true, curves.to_vec())?)?;
    // ANCHOR_END: noise

    step("Batches", "Ten samples in batches of four, in two epochs: a new order each time.");
    // ANCHOR: batches
    let mut random: Rng = rng(0);
    let mut batches = Batches::new(10, 4)?;
    for epoch in 1..=2 {
        batches.shuffle(&mut random);
        let cut: Vec<String> = batches.iter().map(|batch| format!("{batch:?}")).collect();
        println!("epoch {epoch}: {}", cut.join(" "));
    }
    // ANCHOR_END: batches

    step("The ends of the scale", "A batch larger than the data is the data; the last batch may be smaller.");
    // ANCHOR: ends
    for batch_size in [1, 32, 64, 1797, 5000] {
        let batches = Batches::new(m, batch_size)?;
        let last = batches.iter().last().map_or(0, <[usize]>::len);
        println!("batch size {batch_size:>4}: {:>4} steps an epoch, the last of {last} samples", batches.iter().len());
    }
    // ANCHOR_END: ends

    step(
        "Three ways down",
        "Digits, plain descent: training loss after so many epochs with one sample, 32 and all 1797 \
         a step, each at the best of the rates 0.003, 0.01, 0.03, 0.1, 0.3, 1 and 3.",
    );
    // ANCHOR: three-ways
    let cost = Cost::from(Loss::CategoricalCrossEntropy);
    let mut by_steps = Vec::new();
    let mut by_epochs = Vec::new();
    println!("{:>10}  {:>5}  {:>5}  {:>31}", "batch size", "rate", "steps", "loss after 1, 3, 10, 20 epochs");
    for (batch_size, name) in [(1, "one a step"), (32, "32 a step"), (m, "all a step")] {
        let (mut best, mut best_rate) = (vec![f64::INFINITY; 20], 0.0);
        for rate in [0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0] {
            let (mut network, mut random) = (model.network.clone(), rng(5));
            let mut descent = TrainingLoop::new(&network, m, batch_size, cost, Optimizer::Sgd)?;
            let mut losses = Vec::new();
            for _ in 1..=20 {
                descent.epoch(&mut network, x.view(), y.view(), |_| rate, &mut random)?;
                losses.push(evaluate(&network, x.view(), y.view(), cost.loss, &mut cache)?.loss);
            }
            if losses[19] < best[19] {
                (best, best_rate) = (losses, rate);
            }
        }
        let steps = m.div_ceil(batch_size);
        print!("{batch_size:>10}  {best_rate:>5}  {steps:>5}");
        [1, 3, 10, 20].iter().for_each(|epoch| print!("  {:>6.4}", best[epoch - 1]));
        println!();
        let epochs = (1..=20).map(f64::from).zip(best);
        by_steps.push((name.to_owned(), epochs.clone().map(|(e, j)| (e * steps as f64, j)).collect()));
        by_epochs.push((name.to_owned(), epochs.collect()));
    }
    draw("three-ways", logarithmic("epoch", "training loss", false, by_epochs)?)?;
    draw("three-ways-steps", logarithmic("step", "training loss", false, by_steps)?)?;
    // ANCHOR_END: three-ways

    step(
        "Break it: do not shuffle",
        "The digits sorted, all 0 first and all 9 last. The same steps of 32 samples, plain descent \
         at rate 0.1, in that order and shuffled: which part of all, of the 0 and of the 9 is right.",
    );
    // ANCHOR: unshuffled
    let digit: Vec<Option<usize>> = (0..m).map(|j| (0..10).find(|&k| y[[k, j]] == 1.0)).collect();
    let mut sorted: Vec<usize> = (0..m).collect();
    sorted.sort_by_key(|&j| digit[j]);
    println!("{:<9}  {:>5}  {:>6}  {:>6}  {:>6}", "order", "epoch", "all", "0", "9");
    for (name, shuffled) in [("sorted", false), ("shuffled", true)] {
        let (mut network, mut random, mut order) = (model.network.clone(), rng(6), sorted.clone());
        let mut optimizer = OptimizerState::new(Optimizer::Sgd, &network)?;
        for epoch in 1..=3 {
            if shuffled {
                order.shuffle(&mut random);
            }
            for batch in order.chunks(32) {
                let (x, y) = (x.select(Axis(1), batch), y.select(Axis(1), batch));
                forward(&network, x.view(), Dropout::Off, &mut cache)?;
                backward(&network, y.view(), &cost, &cache, &mut gradients)?;
                optimizer.step(&mut network, &gradients, 0.1)?;
            }
            print!("{name:<9}  {epoch:>5}");
            for only in [None, Some(0), Some(9)] {
                let chosen: Vec<usize> = (0..m).filter(|&j| only.is_none() || digit[j] == only).collect();
                let (x, y) = (x.select(Axis(1), &chosen), y.select(Axis(1), &chosen));
                print!("  {:>6.3}", evaluate(&network, x.view(), y.view(), cost.loss, &mut cache)?.metric.value());
            }
            println!();
        }
    }
    // ANCHOR_END: unshuffled

    drawn(&["noise", "three-ways", "three-ways-steps"]);
    Ok(())
}
