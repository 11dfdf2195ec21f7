//! Solutions to the exercises of chapter 2.

mod talk;

use ann::plain::Matrix;
use ann::plain::forward::{activate, forward};
use ann::plain::network::{Activation, Layer, Network};
use ann::{Init, rng};
use ndarray::{Array2, array};
use talk::{step, title};

/// How many straight pieces a network of one input and one output draws between 0 and 1, and its lowest and highest value.
fn pieces(network: &Network) -> (usize, f64, f64) {
    let x = Array2::from_shape_fn((1, 4097), |(_, j)| j as f64 / 4096.0);
    let a = &forward(network, &x)[network.layers.len()];
    let slopes: Vec<f64> = (0..4096).map(|j| (a[[0, j + 1]] - a[[0, j]]) * 4096.0).collect();
    let bends: Vec<bool> = slopes.windows(2).map(|pair| (pair[1] - pair[0]).abs() > 1e-6).collect();
    // A kink between two places bends the line at both: it counts once.
    let kinks =
        bends.iter().zip(std::iter::once(&false).chain(&bends)).filter(|(now, before)| **now && !**before).count();
    let (low, high) = a.iter().fold((f64::MAX, f64::MIN), |(low, high), &a| (low.min(a), high.max(a)));
    (kinks + 1, low, high)
}

fn main() -> ann::Result<()> {
    title(2, "Forward propagation: solutions");

    step("Exercise 1", "The sample (0, 2) through the 2-2-1 network.");
    // ANCHOR: exercise-1
    let hidden = Layer { w: array![[0.5, -1.0], [1.0, 0.5]], b: array![[0.5], [-0.5]], g: Activation::Relu };
    let output = Layer { w: array![[1.0, -2.0]], b: array![[1.0]], g: Activation::Sigmoid };
    let a = forward(&Network { layers: vec![hidden, output] }, &array![[0.0], [2.0]]);
    println!("A1 = {:.6}", a[1].column(0));
    println!("A2 = {:.6}", a[2].column(0));
    // ANCHOR_END: exercise-1

    step("Exercise 2", "tanh z and 2 σ(2z) − 1; σ(z) and the first of softmax(z, 0).");
    // ANCHOR: exercise-2
    println!("{:>5}  {:>10}  {:>10}  {:>10}  {:>10}", "z", "tanh", "2σ(2z)−1", "σ", "softmax");
    for z in [-3.0, -0.5, 0.0, 2.0] {
        let at = |g: Activation, z: Matrix| activate(g, &z)[[0, 0]];
        println!(
            "{z:>5}  {:>10.6}  {:>10.6}  {:>10.6}  {:>10.6}",
            at(Activation::Tanh, array![[z]]),
            2.0 * at(Activation::Sigmoid, array![[2.0 * z]]) - 1.0,
            at(Activation::Sigmoid, array![[z]]),
            at(Activation::Softmax, array![[z], [0.0]])
        );
    }
    // ANCHOR_END: exercise-2

    step("Exercise 3", "Softmax of (2, 1, 0) divided by a temperature T.");
    // ANCHOR: exercise-3
    let logits = array![[2.0], [1.0], [0.0]];
    println!("{:>6}  {:>8}  {:>8}  {:>8}", "T", "a1", "a2", "a3");
    for temperature in [0.1, 0.5, 1.0, 2.0, 10.0, 1000.0] {
        let a = activate(Activation::Softmax, &(&logits / temperature));
        println!("{temperature:>6}  {:>8.4}  {:>8.4}  {:>8.4}", a[[0, 0]], a[[1, 0]], a[[2, 0]]);
    }
    // ANCHOR_END: exercise-3

    step("Exercise 4", "1 − σ(z) as it is written, and σ(−z), which is the same number on paper.");
    // ANCHOR: exercise-4
    println!("{:>4}  {:>11}  {:>11}", "z", "1 - σ(z)", "σ(-z)");
    for z in [1.0, 20.0, 35.0, 40.0, 700.0] {
        let written = 1.0 - activate(Activation::Sigmoid, &array![[z]])[[0, 0]];
        let safe = activate(Activation::Sigmoid, &array![[-z]])[[0, 0]];
        println!("{z:>4}  {written:>11.3e}  {safe:>11.3e}");
    }
    // ANCHOR_END: exercise-4

    step("Exercise 5", "How many pieces: random networks with one hidden layer, and tents upon tents.");
    // ANCHOR: exercise-5
    println!("one hidden layer, random:");
    for n in [2, 4, 8, 16] {
        let mut most = 0;
        for seed in 0..50 {
            let mut random = rng(seed);
            let mut network = Network::new(&[1, n, 1], Activation::Relu, Activation::Identity, &mut random);
            network.layers[0].b = Init::Normal { std: 0.5 }.weights(n, 1, &mut random)?;
            most = most.max(pieces(&network).0);
        }
        println!("{n:>3} neurons: at most {most} pieces in 50 draws");
    }
    println!("a tent of 2 neurons, layer upon layer:");
    for depth in 1..=6 {
        let corners = array![[0.0], [-0.5]];
        let mut layers = vec![Layer { w: array![[1.0], [1.0]], b: corners.clone(), g: Activation::Relu }];
        for _ in 1..depth {
            layers.push(Layer { w: array![[2.0, -4.0], [2.0, -4.0]], b: corners.clone(), g: Activation::Relu });
        }
        layers.push(Layer { w: array![[2.0, -4.0]], b: array![[0.0]], g: Activation::Identity });
        let (count, low, high) = pieces(&Network { layers });
        println!("{:>3} neurons: {count} pieces between {low} and {high}", 2 * depth);
    }
    // ANCHOR_END: exercise-5
    Ok(())
}
