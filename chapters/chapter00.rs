//! Chapter 0, one neuron: what a single neuron learns, and what it cannot.

mod talk;

use ann::data::{Dataset, Scaler, Target, Task, read_csv};
use ann::figure::{decision_boundary, fitted_curve};
use ann::plain::forward::forward;
use ann::plain::network::{Activation, Layer, Network};
use ann::{Architecture, Figure, Model, rng};
use ndarray::array;
use talk::{draw, drawn, step, title};

/// How far the line is from the answers: the root of the mean square.
fn typical_error(w: f64, b: f64, wines: &[(f64, f64)]) -> f64 {
    let squares = wines.iter().map(|(x, y)| (w * x + b - y).powi(2));
    (squares.sum::<f64>() / wines.len() as f64).sqrt()
}

/// The wines, and the line over them.
fn line_over(wines: &[(f64, f64)], w: f64, b: f64) -> ann::Result<Figure> {
    let y = Target::from_values(wines.iter().map(|(_, y)| *y));
    let data = Dataset::from_rows(wines.iter().map(|(x, _)| [*x]), y)?.named(["phenols"], "flavanoids")?;
    fitted_curve(&data, &[("the neuron".to_owned(), vec![(1.0, w + b), (4.0, 4.0 * w + b)])])
}

/// The mean of feature k, and how far from it the samples are: the standard deviation.
fn mean_and_spread(samples: &[[f64; 2]], k: usize) -> (f64, f64) {
    let m = samples.len() as f64;
    let mean = samples.iter().map(|x| x[k]).sum::<f64>() / m;
    let variance = samples.iter().map(|x| (x[k] - mean).powi(2)).sum::<f64>() / m;
    (mean, variance.sqrt())
}

fn scaled(samples: &[[f64; 2]], mean: [f64; 2], spread: [f64; 2]) -> Vec<[f64; 2]> {
    samples.iter().map(|x| [(x[0] - mean[0]) / spread[0], (x[1] - mean[1]) / spread[1]]).collect()
}

fn sigma(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

fn answer(w: [f64; 2], b: f64, x: [f64; 2]) -> f64 {
    sigma(w[0] * x[0] + w[1] * x[1] + b)
}

fn downhill(w: [f64; 2], b: f64, x: &[[f64; 2]], y: &[f64], alpha: f64) -> ([f64; 2], f64) {
    let m = y.len() as f64;
    let (mut dw, mut db) = ([0.0, 0.0], 0.0);
    for (&x, y) in x.iter().zip(y) {
        let error = answer(w, b, x) - y;
        dw[0] += error * x[0] / m;
        dw[1] += error * x[1] / m;
        db += error / m;
    }
    ([w[0] - alpha * dw[0], w[1] - alpha * dw[1]], b - alpha * db)
}

fn cost(w: [f64; 2], b: f64, x: &[[f64; 2]], y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (&x, &y) in x.iter().zip(y) {
        let a = answer(w, b, x);
        sum -= if y == 1.0 { a.ln() } else { (1.0 - a).ln() };
    }
    sum / y.len() as f64
}

fn right(w: [f64; 2], b: f64, x: &[[f64; 2]], y: &[f64]) -> usize {
    let mut right = 0;
    for (&x, &y) in x.iter().zip(y) {
        if (answer(w, b, x) >= 0.5) == (y == 1.0) {
            right += 1;
        }
    }
    right
}

/// Samples for a figure; the first name is that of yes.
fn samples(x: &[[f64; 2]], y: &[f64], features: [&str; 2], names: [&str; 2]) -> ann::Result<Dataset> {
    let labels = y.iter().map(|&y| if y == 1.0 { 0 } else { 1 }).collect();
    let target = Target::Classes { labels, names: names.map(str::to_owned).to_vec() };
    Dataset::from_rows(x, target)?.named(features, "class")
}

/// The plane as a neuron divides it. It reads what the scaler makes of the samples.
fn plane(w: [f64; 2], b: f64, scaler: Scaler, train: &Dataset, test: Option<&Dataset>) -> ann::Result<Figure> {
    let one_layer = Architecture { hidden: Vec::new(), ..Architecture::default() };
    let mut model = Model::<f64>::new(&one_layer, train, &mut rng(0))?;
    // The softmax of z and 0 is σ(z) and 1 − σ(z).
    model.network.layer_mut(1).w = array![[w[0], w[1]], [0.0, 0.0]];
    model.network.layer_mut(1).b = array![[b], [0.0]];
    model.scaler = scaler;
    decision_boundary(&model, train, test)
}

fn main() -> ann::Result<()> {
    title(0, "One neuron");

    step("Two measurements of a wine", "The phenols and the flavanoids of 178 wines; every third wine is put away.");
    // ANCHOR: table
    let wine = read_csv("data/wine.csv", "cultivar", Task::Auto)?;
    let mut train: Vec<(f64, f64)> = Vec::new();
    let mut test: Vec<(f64, f64)> = Vec::new();
    for i in 0..178 {
        let pair = (wine.x[[5, i]], wine.x[[6, i]]);
        if i % 3 == 2 {
            test.push(pair);
        } else {
            train.push(pair);
        }
    }
    println!("{:<16}{:>10}{:>12}", "", "phenols", "flavanoids");
    for (phenols, flavanoids) in &train[..3] {
        println!("{:<16}{phenols:>10}{flavanoids:>12}", "a training wine");
    }
    println!("to learn from: {}\nput away: {}", train.len(), test.len());
    // ANCHOR_END: table

    step("A neuron learns a line", "Weight, bias and typical error on the training wines, step by step.");
    // ANCHOR: line
    let alpha = 0.2;
    let m = train.len() as f64;
    let (mut w, mut b) = (0.0, 0.0);
    for t in 1..=1000 {
        let (mut dw, mut db) = (0.0, 0.0);
        for (x, y) in &train {
            let error = w * x + b - y;
            dw += error * x / m;
            db += error / m;
        }
        w -= alpha * dw;
        b -= alpha * db;
        if [1, 10, 100, 500, 1000].contains(&t) {
            println!("step {t:<6} w {w:>7.4}   b {b:>7.4}   error {:.4}", typical_error(w, b, &train));
        }
    }
    // ANCHOR_END: line

    step("Wines that it has not seen", "Typical errors of the line, and of somebody who always says the mean.");
    // ANCHOR: line-test
    let mean_answer = train.iter().map(|(_, y)| y).sum::<f64>() / m;
    println!("{:<16}{:>10}{:>10}", "typical error", "training", "test");
    for (name, w, b) in [("the neuron", w, b), ("always the mean", 0.0, mean_answer)] {
        println!("{name:<16}{:>10.4}{:>10.4}", typical_error(w, b, &train), typical_error(w, b, &test));
    }
    draw("line", line_over(&test, w, b)?)?;
    // ANCHOR_END: line-test

    step("From any number to a probability", "The function σ at a few places.");
    // ANCHOR: curve
    for z in [-4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 4.0] {
        println!("z {z:>4}   σ(z) {:.3}", sigma(z));
    }
    // ANCHOR_END: curve

    step("Two cultivars", "Alcohol and proline of the wines of cultivars 1 and 2, brought to one scale.");
    // ANCHOR: scale
    let (mut wines, mut y): (Vec<[f64; 2]>, Vec<f64>) = (Vec::new(), Vec::new());
    let (mut wines_test, mut y_test): (Vec<[f64; 2]>, Vec<f64>) = (Vec::new(), Vec::new());
    for i in 0..130 {
        let sample = [wine.x[[0, i]], wine.x[[12, i]]];
        let is_first = if i < 59 { 1.0 } else { 0.0 };
        if i % 3 == 2 {
            wines_test.push(sample);
            y_test.push(is_first);
        } else {
            wines.push(sample);
            y.push(is_first);
        }
    }
    let (alcohol, alcohol_spread) = mean_and_spread(&wines, 0);
    let (proline, proline_spread) = mean_and_spread(&wines, 1);
    let (mean, spread) = ([alcohol, proline], [alcohol_spread, proline_spread]);
    let x = scaled(&wines, mean, spread);
    let x_test = scaled(&wines_test, mean, spread);
    println!("to learn from: {}\nput away: {}", x.len(), x_test.len());
    println!("alcohol: mean {alcohol:.2}, standard deviation {alcohol_spread:.2}");
    println!("proline: mean {proline:.1}, standard deviation {proline_spread:.1}");
    println!("first wine: {} and {}, scaled {:.2} and {:.2}", wines[0][0], wines[0][1], x[0][0], x[0][1]);
    // ANCHOR_END: scale

    step("A neuron learns a cut", "The same loop with σ: cost, and how many of the training wines are right.");
    // ANCHOR: neuron
    let (mut weights, mut bias) = ([0.0, 0.0], 0.0);
    for t in 1..=10_000 {
        (weights, bias) = downhill(weights, bias, &x, &y, 0.5);
        if [1, 10, 100, 1000, 10_000].contains(&t) {
            let (j, hits) = (cost(weights, bias, &x, &y), right(weights, bias, &x, &y));
            println!("step {t:<6} cost {j:.4}   right {hits} of {}", x.len());
        }
    }
    println!("weights {:.3} and {:.3}, bias {bias:.3}", weights[0], weights[1]);
    // ANCHOR_END: neuron

    step("The mark", "Right answers on the wines that it learnt from, and on those put away.");
    // ANCHOR: marks
    for (name, x, y) in [("training", &x, &y), ("test", &x_test, &y_test)] {
        let hits = right(weights, bias, x, y);
        println!("{name:<9}{hits:>3} of {:>2} right: {:.3}", y.len(), hits as f64 / y.len() as f64);
    }
    println!("\nunsure of   it says   it is");
    for (i, (&x, y)) in x_test.iter().zip(&y_test).enumerate() {
        let a = answer(weights, bias, x);
        if a > 0.05 && a < 0.95 {
            println!("wine {i:>4}{a:>10.2}{y:>8}");
        }
    }
    let (features, cultivars) = (["alcohol", "proline"], ["cultivar_1", "cultivar_2"]);
    let seen = samples(&wines, &y, features, cultivars)?;
    let unseen = samples(&wines_test, &y_test, features, cultivars)?;
    let scaler = Scaler::from_parts(mean.to_vec(), spread.to_vec())?;
    draw("cut", plane(weights, bias, scaler, &seen, Some(&unseen))?)?;
    // ANCHOR_END: marks

    step("The neuron as a network", "The plain network of the next chapters, with one layer of one neuron.");
    // ANCHOR: same
    let layer = Layer { w: array![[weights[0], weights[1]]], b: array![[bias]], g: Activation::Sigmoid };
    let one_neuron = Network { layers: vec![layer] };
    let mut alike = 0;
    for &[x1, x2] in &x_test {
        let a = forward(&one_neuron, &array![[x1], [x2]]);
        if (a[1][[0, 0]] - answer(weights, bias, [x1, x2])).abs() < 1e-12 {
            alike += 1;
        }
    }
    println!("the same answer to {alike} of {} test wines", x_test.len());
    // ANCHOR_END: same

    step(
        "Break it: features as they are read",
        "The same neuron and the same wines with and without scaling: how many of the training wines are right.",
    );
    // ANCHOR: unscaled
    println!("{:<16}{:>9}{:>11}{:>12}{:>15}", "features", "α", "10 steps", "1000 steps", "100 000 steps");
    for (name, x, alpha) in [("as read", &wines, 0.5), ("as read, slowly", &wines, 1e-6), ("scaled", &x, 0.5)] {
        let (mut w, mut b) = ([0.0, 0.0], 0.0);
        print!("{name:<16}{alpha:>9}");
        for t in 1..=100_000 {
            (w, b) = downhill(w, b, x, &y, alpha);
            if [10, 1000, 100_000].contains(&t) {
                print!("{:>11}", right(w, b, x, &y));
            }
        }
        println!();
    }
    // ANCHOR_END: unscaled

    step("One or the other, but not both", "The neuron is taught XOR; what it says to (0,0), (0,1), (1,0) and (1,1).");
    // ANCHOR: xor
    let corners = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
    let differ = [0.0, 1.0, 1.0, 0.0];
    let (mut weights_xor, mut bias_xor) = ([1.0, -0.5], 0.25);
    for t in 1..=2000 {
        (weights_xor, bias_xor) = downhill(weights_xor, bias_xor, &corners, &differ, 0.5);
        if [1, 10, 100, 2000].contains(&t) {
            let a = corners.map(|x| answer(weights_xor, bias_xor, x));
            let j = cost(weights_xor, bias_xor, &corners, &differ);
            println!("step {t:<6}{:>7.3}{:>7.3}{:>7.3}{:>7.3}   cost {j:.4}", a[0], a[1], a[2], a[3]);
        }
    }
    // ANCHOR_END: xor

    step("Every straight cut", "A fine grid of weights and biases: how many cuts get so many of the four right.");
    // ANCHOR: cuts
    let mut cuts = [0; 5];
    for i in -20..=20 {
        for j in -20..=20 {
            for k in -40..40 {
                let w = [f64::from(i) / 10.0, f64::from(j) / 10.0];
                let b = f64::from(k) / 10.0 + 0.05;
                cuts[right(w, b, &corners, &differ)] += 1;
            }
        }
    }
    for (n, count) in cuts.iter().enumerate() {
        println!("{n} of 4 right: {count:>6} cuts");
    }
    let four = samples(&corners, &differ, ["x1", "x2"], ["1", "0"])?;
    draw("xor", plane([4.0, 4.0], -2.0, Scaler::identity(2), &four, None)?)?;
    // ANCHOR_END: cuts

    drawn(&["line", "cut", "xor"]);
    Ok(())
}
