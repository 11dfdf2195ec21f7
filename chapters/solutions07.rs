//! Solutions to the exercises of chapter 7.

mod talk;

use ann::data::{Task, read_csv};
use ann::{Activation, Architecture, Cache, Cost, Dropout, Gradients, Loss, Model, Network, Trainer};
use ann::{Rng, backward, dropout, evaluate, forward, rng};
use ndarray::{Array2, array};
use rand::seq::SliceRandom;
use talk::{step, title};

fn main() -> ann::Result<()> {
    title(7, "Dropout: solutions");

    step(
        "Exercise 1",
        "Activations 2, 4, 6, 8 under the coins 1, 0, 1, 1 at p = 0.75: forward, and a gradient of ones back.",
    );
    // ANCHOR: exercise-1
    let (a, mask) = (array![[2.0], [4.0], [6.0], [8.0]], array![[true], [false], [true], [true]]);
    let mut dropped = Array2::zeros((4, 1));
    dropout::apply(a.view(), mask.view(), 0.75, dropped.view_mut());
    let mut da = Array2::<f64>::ones((4, 1));
    dropout::backward(mask.view(), 0.75, da.view_mut());
    println!("Ã  = {:6.4}", dropped.column(0));
    println!("dA = {:6.4}", da.column(0));
    println!("probability of three and one: {:.4}", 4.0 * 0.75_f64.powi(3) * 0.25);
    // ANCHOR_END: exercise-1

    step("Exercise 2", "The 2-2-1 network of this chapter when the first hidden neuron sits out.");
    // ANCHOR: exercise-2
    let network = Network::<f64>::new(&[2, 2, 1], Activation::Relu, Activation::Sigmoid, &mut rng(0))?;
    let mut network = network.with_keep_prob(0.5)?;
    network.layer_mut(1).w = array![[0.5, -1.0], [1.0, 0.5]];
    network.layer_mut(1).b = array![[0.5], [-0.5]];
    network.layer_mut(2).w = array![[1.0, -2.0]];
    network.layer_mut(2).b = array![[1.0]];
    let (x, y) = (array![[2.0], [1.0]], array![[1.0]]);
    let cost = Cost::from(Loss::BinaryCrossEntropy);
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    forward(&network, x.view(), Dropout::Draw(&mut rng(1)), &mut cache)?; // Seed 1: tails, heads.
    backward(&network, y.view(), &cost, &cache, &mut gradients)?;
    println!("Ã1  = {:9.6}", cache.a(1).column(0));
    println!("Z2  = {:9.6}", cache.logits().column(0));
    println!("dZ2 = {:9.6}", gradients.dz(2).column(0));
    println!("dW1 =\n{:9.6}", gradients.dw(1));
    // ANCHOR_END: exercise-2

    step(
        "Exercise 3",
        "The squared error of one linear neuron, averaged over all 16 masks of its 4 inputs, and the formula.",
    );
    // ANCHOR: exercise-3
    let (w, a, b, y) = ([0.5, -1.0, 2.0, 0.25], [1.0, 2.0, -0.5, 4.0], 0.1, 1.0);
    let products = [0, 1, 2, 3].map(|i| w[i] * a[i]);
    println!("{:>4}  {:>10}  {:>10}", "p", "16 masks", "formula");
    for p in [0.9_f64, 0.5, 0.2] {
        let mut mean = 0.0;
        for mask in 0..16_u32 {
            let kept = (0..4).filter(|i| mask >> i & 1 == 1);
            let z = b + kept.map(|i| products[i] / p).sum::<f64>();
            let heads = mask.count_ones() as i32;
            mean += p.powi(heads) * (1.0 - p).powi(4 - heads) * (z - y).powi(2) / 2.0;
        }
        let z = b + products.iter().sum::<f64>();
        let penalty = (1.0 - p) / p * products.iter().map(|product| product * product).sum::<f64>() / 2.0;
        println!("{p:>4}  {mean:>10.6}  {:>10.6}", (z - y).powi(2) / 2.0 + penalty);
    }
    // ANCHOR_END: exercise-3

    step(
        "Exercise 4",
        "Digits, p = 0.5: the mean answer of several thinned networks, against the whole network. Test loss.",
    );
    // ANCHOR: exercise-4
    let digits = read_csv("data/digits.csv", "digit", Task::Auto)?;
    let mut random: Rng = rng(1);
    let [train, test] = digits.split([300.0 / 1797.0, 1497.0 / 1797.0], &mut random)?;
    let architecture = Architecture { hidden: vec![64, 64], keep_prob: 0.5, ..Architecture::default() };
    let trainer = Trainer { l2: 0.0, epochs: 60, ..Trainer::default() };
    let (model, _) = Model::<f32>::fit(&architecture, &trainer, &train, &mut random)?;
    let (x, y) = model.scaled(&test)?;
    let (mut total, mut cache) = (Array2::<f32>::zeros(y.dim()), Cache::default());
    println!("{:>9}  {:>9}  {:>7}", "networks", "accuracy", "loss");
    for drawn in 1..=100 {
        total += &forward(&model.network, x.view(), Dropout::Draw(&mut random), &mut cache)?;
        if [1, 3, 10, 30, 100].contains(&drawn) {
            let mean = &total / drawn as f32;
            let loss = -(&y * &mean.mapv(|a| a.max(1e-30).ln())).sum() / y.ncols() as f32;
            let is_right = |j: &usize| (0..10).all(|k| mean[[k, *j]] <= (&mean * &y).column(*j).sum());
            let right = (0..y.ncols()).filter(is_right).count();
            println!("{drawn:>9}  {:>9.4}  {loss:>7.4}", right as f64 / y.ncols() as f64);
        }
    }
    let whole = evaluate(&model.network, x.view(), y.view(), Loss::CategoricalCrossEntropy, &mut cache)?;
    println!("{:>9}  {:>9.4}  {:>7.4}", "whole", whole.metric.value(), whole.loss);
    // ANCHOR_END: exercise-4

    step(
        "Exercise 5",
        "Test accuracy when so many of the 64 neurons of the first layer fall silent for good, mean of 20 choices.",
    );
    // ANCHOR: exercise-5
    let digits = read_csv("data/digits.csv", "digit", Task::Auto)?;
    let mut random: Rng = rng(1);
    let [train, test] = digits.split([300.0 / 1797.0, 1497.0 / 1797.0], &mut random)?;
    println!("{:>9}  {:>7}  {:>7}  {:>7}  {:>7}  {:>7}", "keep_prob", "0", "8", "16", "32", "48");
    let trainer = Trainer { l2: 0.0, epochs: 60, ..Trainer::default() };
    for keep_prob in [1.0, 0.8, 0.5] {
        let architecture = Architecture { hidden: vec![64, 64], keep_prob, ..Architecture::default() };
        let (model, _) = Model::<f32>::fit(&architecture, &trainer, &train, &mut rng(2))?;
        let mut order: Vec<usize> = (0..64).collect();
        print!("{keep_prob:>9}");
        for silent in [0, 8, 16, 32, 48] {
            let mut accuracy = 0.0;
            for _ in 0..20 {
                order.shuffle(&mut random);
                let mut injured = model.clone();
                for &neuron in &order[..silent] {
                    injured.network.layer_mut(2).w.column_mut(neuron).fill(0.0);
                }
                accuracy += injured.score(&test)? / 20.0;
            }
            print!("  {accuracy:>7.4}");
        }
        println!();
    }
    // ANCHOR_END: exercise-5
    Ok(())
}
