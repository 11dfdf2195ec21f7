//! Solutions to the exercises of chapter 5.

mod talk;

use ann::data::{Task, read_csv};
use ann::plain::Matrix;
use ann::plain::backward::{backward, descend};
use ann::plain::batches::{batches, epoch};
use ann::plain::cost::cost;
use ann::plain::forward::forward;
use ann::plain::network::{Activation, Layer, Network};
use ann::{Architecture, Model, Rng, rng};
use ndarray::{Axis, array};
use rand::RngExt;
use talk::{step, title};

fn main() -> ann::Result<()> {
    title(5, "Mini-batch gradient descent: solutions");

    step("Exercise 1", "140 wines in batches of 32.");
    // ANCHOR: exercise-1
    let sizes: Vec<usize> = batches(140, 32, &mut rng(0)).iter().map(Vec::len).collect();
    let last = sizes[sizes.len() - 1];
    println!("sizes {sizes:?}: {} steps an epoch, {} in 100 epochs", sizes.len(), 100 * sizes.len());
    println!("weight of a sample of the last batch: {:.2} times that of another", 32.0 / last as f64);
    // ANCHOR_END: exercise-1

    step("Exercise 2", "A full-batch step on 40 wines, and on the same 40 wines each taken three times.");
    // ANCHOR: exercise-2
    let wine = read_csv("data/wine.csv", "cultivar", Task::Auto)?;
    let (x, y) = Model::<f64>::new(&Architecture::default(), &wine, &mut rng(0))?.scaled(&wine)?;
    let network = Network::new(&[13, 32, 16, 3], Activation::Relu, Activation::Softmax, &mut rng(0));
    let once: Vec<usize> = (0..178).step_by(4).take(40).collect();
    let thrice = [once.as_slice(), once.as_slice(), once.as_slice()].concat();
    let mut found = Vec::new();
    for samples in [&once, &thrice] {
        let (x, y) = (x.select(Axis(1), samples), y.select(Axis(1), samples));
        let gradients = backward(&network, &forward(&network, &x), &y);
        let squares: f64 = gradients.iter().map(|layer| layer.dw.pow2().sum() + layer.db.pow2().sum()).sum();
        println!("{:>3} samples: length of the gradient {:.6}", samples.len(), squares.sqrt());
        found.push(gradients[0].dw.clone());
    }
    let apart = (&found[0] - &found[1]).pow2().sum().sqrt();
    println!("dW1 differs by less than 1e-12: {}", apart < 1e-12);
    for samples in [&once, &thrice] {
        println!("{:>3} samples in batches of 20: {} steps an epoch", samples.len(), samples.len().div_ceil(20));
    }
    // ANCHOR_END: exercise-2

    step("Exercise 3", "Five gradients 1, 2, 4, 7, 11: the variance of the mean of every batch without repeats.");
    // ANCHOR: exercise-3
    let gradients = [1.0, 2.0, 4.0, 7.0, 11.0_f64];
    let mean = gradients.iter().sum::<f64>() / 5.0;
    let variance = gradients.iter().map(|gradient| (gradient - mean).powi(2)).sum::<f64>() / 5.0;
    println!("mean {mean}, variance {variance}");
    println!("{:>10}  {:>8}  {:>10}  {:>8}", "batch size", "batches", "enumerated", "formula");
    for size in 1..=5 {
        let (mut count, mut total) = (0, 0.0);
        for chosen in 0_u32..32 {
            if chosen.count_ones() == size {
                let of_batch: f64 = (0..5).filter(|i| chosen >> i & 1 == 1).map(|i| gradients[i]).sum();
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
        "Digits, plain descent, 5 epochs: the training loss for each batch size and rate, mean of 5 seeds. \
         Then the best rate of each batch size, and how far above it the second best ends, paired by seed.",
    );
    // ANCHOR: exercise-4
    let digits = read_csv("data/digits.csv", "digit", Task::Auto)?;
    let (x, y) = Model::<f64>::new(&Architecture::default(), &digits, &mut rng(0))?.scaled(&digits)?;
    let rates = [0.0125, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6];
    print!("{:>5}", "batch");
    rates.iter().for_each(|rate| print!("  {rate:>6}"));
    println!();
    let mut lines = Vec::new();
    for batch_size in [4, 16, 64, 256] {
        print!("{batch_size:>5}");
        let mut losses = Matrix::zeros((8, 5));
        for (rate, mut of_rate) in rates.iter().zip(losses.rows_mut()) {
            for seed in 0..5 {
                let mut random = rng(seed as u64);
                let mut network = Network::new(&[64, 32, 16, 10], Activation::Relu, Activation::Softmax, &mut random);
                for _ in 0..5 {
                    epoch(&mut network, &x, &y, batch_size, *rate, &mut random);
                }
                of_rate[seed] = cost(&network, &forward(&network, &x), &y, 0.0);
            }
            print!("  {:>6.3}", of_rate.sum() / 5.0);
        }
        println!();
        let mut order: Vec<usize> = (0..8).collect();
        order.sort_by(|&i, &k| losses.row(i).sum().total_cmp(&losses.row(k).sum()));
        let above = &losses.row(order[1]) - &losses.row(order[0]);
        let (mean, error) = (above.sum() / 5.0, above.std(1.0) / 5.0_f64.sqrt());
        let [best, second] = [rates[order[0]], rates[order[1]]];
        lines.push(format!("best of {batch_size:>3}: {best:>6}  next {second:>6}  above it by {mean:.3} ± {error:.3}"));
    }
    println!("{}", lines.join("\n"));
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
    println!("{:>5}  {:>8}  {:>8}  {:>8}", "rate", "measured", "formula", "averaged");
    for rate in [0.4, 0.2, 0.1, 0.05] {
        let layer = Layer { w: array![[0.0]], b: array![[0.0]], g: Activation::Identity };
        let mut network = Network { layers: vec![layer] };
        let one = array![[1.0]];
        let (mut squares, mut squares_of_averages) = (0.0, 0.0);
        for window in 0..101 {
            let mut average = 0.0;
            for _ in 0..1000 {
                let y = array![[numbers[random.random_range(0..1000)]]];
                let gradients = backward(&network, &forward(&network, &one), &y); // a = w, so dW = w − y
                descend(&mut network, &gradients, rate);
                network.layers[0].b.fill(0.0);
                let w = network.layers[0].w[[0, 0]];
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
