//! Solutions to the exercises of chapter 2.

mod talk;

use ann::{Activation, Init, Layer, Network, rng};
use ndarray::{Array2, ArrayView2, array};
use talk::{step, title};

/// How many straight pieces a network of one input and one output draws between 0 and 1, and its lowest and highest value.
fn pieces(network: &Network<f64>) -> ann::Result<(usize, f64, f64)> {
    let x = Array2::from_shape_fn((1, 4097), |(_, j)| j as f64 / 4096.0);
    let a = network.predict(x.view())?;
    let slopes: Vec<f64> = (0..4096).map(|j| (a[[0, j + 1]] - a[[0, j]]) * 4096.0).collect();
    let bends: Vec<bool> = slopes.windows(2).map(|pair| (pair[1] - pair[0]).abs() > 1e-6).collect();
    // A kink between two places bends the line at both: it counts once.
    let kinks =
        bends.iter().zip(std::iter::once(&false).chain(&bends)).filter(|(now, before)| **now && !**before).count();
    let (low, high) = a.iter().fold((f64::MAX, f64::MIN), |(low, high), &a| (low.min(a), high.max(a)));
    Ok((kinks + 1, low, high))
}

/// A layer with these numbers.
fn layer(w: Array2<f64>, b: Array2<f64>, activation: Activation) -> Layer<f64> {
    Layer { w, b, activation, keep_prob: 1.0 }
}

/// g(z) for every number.
fn g(activation: Activation, z: ArrayView2<f64>) -> Array2<f64> {
    let mut a = z.to_owned();
    activation.apply(a.view_mut());
    a
}

fn main() -> ann::Result<()> {
    title(2, "Forward propagation: solutions");

    step("Exercise 1", "The sample (0, 2) through the 2-2-1 network.");
    // ANCHOR: exercise-1
    let network = Network::from_layers(vec![
        layer(array![[0.5, -1.0], [1.0, 0.5]], array![[0.5], [-0.5]], Activation::Relu),
        layer(array![[1.0, -2.0]], array![[1.0]], Activation::Sigmoid),
    ])?;
    let x = array![[0.0], [2.0]];
    println!("A1 = {:.6}", network.activations(1, x.view())?.column(0));
    println!("A2 = {:.6}", network.activations(2, x.view())?.column(0));
    // ANCHOR_END: exercise-1

    step("Exercise 2", "tanh z and 2 σ(2z) − 1; σ(z) and the first of softmax(z, 0).");
    // ANCHOR: exercise-2
    println!("{:>5}  {:>10}  {:>10}  {:>10}  {:>10}", "z", "tanh", "2σ(2z)−1", "σ", "softmax");
    for z in [-3.0, -0.5, 0.0, 2.0] {
        let at = |activation: Activation, z: Array2<f64>| g(activation, z.view())[[0, 0]];
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
        let a = g(Activation::Softmax, (&logits / temperature).view());
        println!("{temperature:>6}  {:>8.4}  {:>8.4}  {:>8.4}", a[[0, 0]], a[[1, 0]], a[[2, 0]]);
    }
    // ANCHOR_END: exercise-3

    step("Exercise 4", "1 − σ(z) as it is written, and σ(−z), which is the same number on paper.");
    // ANCHOR: exercise-4
    println!("{:>4}  {:>11}  {:>11}", "z", "1 - σ(z)", "σ(-z)");
    for z in [1.0, 20.0, 35.0, 40.0, 700.0] {
        let written = 1.0 - g(Activation::Sigmoid, array![[z]].view())[[0, 0]];
        let safe = g(Activation::Sigmoid, array![[-z]].view())[[0, 0]];
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
            let mut network = Network::<f64>::new(&[1, n, 1], Activation::Relu, Activation::Identity, &mut random)?;
            network.layer_mut(1).b = Init::Normal { std: 0.5 }.weights(n, 1, &mut random)?;
            most = most.max(pieces(&network)?.0);
        }
        println!("{n:>3} neurons: at most {most} pieces in 50 draws");
    }
    println!("a tent of 2 neurons, layer upon layer:");
    for depth in 1..=6 {
        let corners = array![[0.0], [-0.5]];
        let mut layers = vec![layer(array![[1.0], [1.0]], corners.clone(), Activation::Relu)];
        for _ in 1..depth {
            layers.push(layer(array![[2.0, -4.0], [2.0, -4.0]], corners.clone(), Activation::Relu));
        }
        layers.push(layer(array![[2.0, -4.0]], array![[0.0]], Activation::Identity));
        let (count, low, high) = pieces(&Network::from_layers(layers)?)?;
        println!("{:>3} neurons: {count} pieces between {low} and {high}", 2 * depth);
    }
    // ANCHOR_END: exercise-5
    Ok(())
}
