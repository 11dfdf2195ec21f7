//! Solutions to the exercises of chapter 5.

mod talk;

use ann::data::{Task, read_csv};
use ann::{Activation, Architecture, Batches, Cache, Cost, Dropout, Gradients, Layer, Loss, Model, Network};
use ann::{Optimizer, OptimizerState, Rng, TrainingLoop, backward, evaluate, forward, rng};
use ndarray::{Axis, array};
use rand::RngExt;
use talk::{step, title};

fn main() -> ann::Result<()> {
    title(5, "Mini-batch gradient descent: solutions");

    step("Exercise 1", "133 wines in batches of 32.");
    // ANCHOR: exercise-1
    let batches = Batches::new(133, 32)?;
    let sizes: Vec<usize> = batches.iter().map(<[usize]>::len).collect();
    let last = sizes[sizes.len() - 1];
    println!("sizes {sizes:?}: {} steps an epoch, {} in 100 epochs", sizes.len(), 100 * sizes.len());
    println!("weight of a sample of the last batch: {:.2} times that of another", 32.0 / last as f64);
    // ANCHOR_END: exercise-1

    step("Exercise 2", "A full-batch step on 40 wines, and on the same 40 wines each taken three times.");
    // ANCHOR: exercise-2
    let wine = read_csv("data/wine.csv", "cultivar", Task::Auto)?;
    let model = Model::<f64>::new(&Architecture::default(), &wine, &mut rng(0))?;
    let (x, y) = model.scaled(&wine)?;
    let cost = Cost::from(Loss::CategoricalCrossEntropy);
    let once: Vec<usize> = (0..178).step_by(4).take(40).collect();
    let thrice = [once.as_slice(), once.as_slice(), once.as_slice()].concat();
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    let mut found = Vec::new();
    for samples in [&once, &thrice] {
        forward(&model.network, x.select(Axis(1), samples).view(), Dropout::Off, &mut cache)?;
        backward(&model.network, y.select(Axis(1), samples).view(), &cost, &cache, &mut gradients)?;
        println!("{:>3} samples: length of the gradient {:.6}", samples.len(), gradients.norm());
        found.push(gradients.dw(1).clone());
    }
    let apart = (&found[0] - &found[1]).iter().fold(0.0_f64, |largest, d| largest.max(d.abs()));
    println!("dW1 differs by less than 1e-12: {}", apart < 1e-12);
    for samples in [&once, &thrice] {
        println!("{:>3} samples in batches of 20: {} steps an epoch", samples.len(), samples.len().div_ceil(20));
    }
    // ANCHOR_END: exercise-2

    step("Exercise 3", "Five gradients 1, 2, 4, 7, 11: the variance of the mean of every batch without repeats.");
    // ANCHOR: exercise-3
    let g = [1.0, 2.0, 4.0, 7.0, 11.0_f64];
    let mean = g.iter().sum::<f64>() / 5.0;
    let variance = g.iter().map(|g| (g - mean).powi(2)).sum::<f64>() / 5.0;
    println!("mean {mean}, variance {variance}");
    println!("{:>10}  {:>8}  {:>10}  {:>8}", "batch size", "batches", "enumerated", "formula");
    for size in 1..=5 {
        let (mut count, mut total) = (0, 0.0);
        for chosen in 0_u32..32 {
            if chosen.count_ones() == size {
                let of_batch: f64 = (0..5).filter(|i| chosen >> i & 1 == 1).map(|i| g[i]).sum();
                total += (of_batch / f64::from(size) - mean).powi(2);
                count += 1;
            }
        }
        let formula = variance / f64::from(size) * f64::from(5 - size) / 4.0;
        println!("{size:>10}  {count:>8}  {:>10.4}  {formula:>8.4}", total / f64::from(count));
    }
    // ANCHOR_END: exercise-3

    step(
        "Exercise 4",
        "Digits, plain descent, 5 epochs: the training loss for each batch size and rate, mean of 3 seeds.",
    );
    // ANCHOR: exercise-4
    let cost = Cost::from(Loss::CategoricalCrossEntropy);
    let digits = read_csv("data/digits.csv", "digit", Task::Auto)?;
    let rates = [0.0125, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6];
    print!("{:>5}", "batch");
    rates.iter().for_each(|rate| print!("  {rate:>6}"));
    println!("  {:>6}", "best");
    for batch_size in [4, 16, 64, 256] {
        print!("{batch_size:>5}");
        let mut best = (f64::INFINITY, 0.0);
        for rate in rates {
            let mut mean = 0.0;
            for seed in 0..3 {
                let mut model = Model::<f32>::new(&Architecture::default(), &digits, &mut rng(seed))?;
                let (x, y) = model.scaled(&digits)?;
                let mut descent = TrainingLoop::new(&model.network, x.ncols(), batch_size, cost, Optimizer::Sgd)?;
                let mut random = rng(seed + 10);
                for _ in 0..5 {
                    descent.epoch(&mut model.network, x.view(), y.view(), |_| rate, &mut random)?;
                }
                mean += evaluate(&model.network, x.view(), y.view(), cost.loss, &mut Cache::default())?.loss / 3.0;
            }
            print!("  {mean:>6.3}");
            if mean < best.0 {
                best = (mean, rate);
            }
        }
        println!("  {:>6}", best.1);
    }
    // ANCHOR_END: exercise-4

    step(
        "Exercise 5",
        "One weight learns the mean of 1000 numbers of variance 1, one drawn at random a step. The mean \
         square of its distance from the best place over 100 000 steps, and that of its averages over 1000 steps.",
    );
    // ANCHOR: exercise-5
    let mut random: Rng = rng(3);
    let mut numbers: Vec<f64> = (0..1000).map(|_| random.random::<f64>()).collect();
    let mean = numbers.iter().sum::<f64>() / 1000.0;
    let std = (numbers.iter().map(|y| (y - mean).powi(2)).sum::<f64>() / 1000.0).sqrt();
    numbers.iter_mut().for_each(|y| *y = (*y - mean) / std); // so the best w is 0, and σ² is 1
    let squared = Cost::from(Loss::MeanSquaredError);
    println!("{:>5}  {:>8}  {:>8}  {:>8}", "rate", "measured", "formula", "averaged");
    for rate in [0.4, 0.2, 0.1, 0.05] {
        let layer = Layer { w: array![[0.0]], b: array![[0.0]], activation: Activation::Identity, keep_prob: 1.0 };
        let mut network = Network::from_layers(vec![layer])?;
        let mut state = OptimizerState::new(Optimizer::Sgd, &network)?;
        let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
        let (mut squares, mut squares_of_averages) = (0.0, 0.0);
        for window in 0..101 {
            let mut average = 0.0;
            for _ in 0..1000 {
                let y = array![[numbers[random.random_range(0..1000)]]];
                forward(&network, array![[1.0]].view(), Dropout::Off, &mut cache)?; // a = w, so dW = w − y
                backward(&network, y.view(), &squared, &cache, &mut gradients)?;
                state.step(&mut network, &gradients, rate)?;
                network.layer_mut(1).b.fill(0.0);
                let w = network.layer(1).w[[0, 0]];
                average += w / 1e3;
                squares += if window > 0 { w * w / 1e5 } else { 0.0 }; // the first window is for settling
            }
            squares_of_averages += if window > 0 { average * average / 100.0 } else { 0.0 };
        }
        println!("{rate:>5}  {squares:>8.4}  {:>8.4}  {squares_of_averages:>8.4}", rate / (2.0 - rate));
    }
    // ANCHOR_END: exercise-5
    Ok(())
}
