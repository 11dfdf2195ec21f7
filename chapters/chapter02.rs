//! Chapter 2, forward propagation: Z = W A + b, A = g(Z), layer after layer.

mod talk;

use ann::data::{Task, read_csv, synthetic};
use ann::figure::{Lines, Scale, activation_functions, decision_boundaries, lines};
use ann::plain::Matrix;
use ann::plain::forward::{activate, forward};
use ann::plain::network::{Activation, Layer, Network};
use ann::{Architecture, Figure, Init, Model, Rng, Trainer, rng};
use ndarray::{Array1, Array2, Axis, array};
use std::f64::consts::TAU;
use talk::{draw, drawn, step, title};

/// Models with their names, as a figure wants them.
fn panels(models: &[(String, Model<f64>)]) -> Vec<(String, &Model<f64>)> {
    models.iter().map(|(name, model)| (name.clone(), model)).collect()
}

/// The curve that the bumps follow, from 0 to 1.
fn curve(x: f64) -> f64 {
    (1.0 + x) * (TAU * x).sin()
}

/// Four ReLU neurons that make a bump: their biases, and their weights in the sum.
fn bump(middle: f64, width: f64, height: f64, ramp: f64) -> ([f64; 4], [f64; 4]) {
    let (left, right) = (middle - width / 2.0, middle + width / 2.0);
    let (half, slope) = (ramp / 2.0, height / ramp);
    ([half - left, -half - left, half - right, -half - right], [slope, -slope, -slope, slope])
}

/// n bumps side by side, as high as the curve in their middles; ramp: in which part of its width a bump rises.
fn follower(n: usize, ramp: f64) -> Network {
    let width = 1.0 / (n + 1) as f64;
    let (mut biases, mut weights) = (Vec::new(), Vec::new());
    for i in 1..=n {
        let middle = i as f64 * width;
        let (b, w) = bump(middle, width, curve(middle), ramp * width);
        biases.extend(b);
        weights.extend(w);
    }
    let (b, w) = (Array1::from(biases).insert_axis(Axis(1)), Array1::from(weights).insert_axis(Axis(0)));
    let hidden = Layer { w: Matrix::ones((4 * n, 1)), b, g: Activation::Relu };
    let output = Layer { w, b: array![[0.0]], g: Activation::Identity };
    Network { layers: vec![hidden, output] }
}

/// The curve, ten bumps that follow it with steep and with slanted sides, and one bump.
fn followed(places: &Matrix) -> ann::Result<Figure> {
    let (b, w) = bump(3.0 / 11.0, 1.0 / 11.0, curve(3.0 / 11.0), 0.05 / 11.0);
    let relu = |x: f64, b: f64| (x + b).max(0.0);
    let one = places.mapv(|x| (0..4).map(|k| w[k] * relu(x, b[k])).sum());
    let [steep, slanted] = [0.05, 1.0].map(|ramp| forward(&follower(10, ramp), places)[2].clone());
    let curves = [("curve", places.mapv(curve)), ("steep", steep), ("slanted", slanted), ("one bump", one)];
    let points = |y: &Matrix| places.iter().copied().zip(y.iter().copied()).collect();
    let series = curves.iter().map(|(name, y)| (name.to_string(), points(y))).collect();
    let scale = Scale::Linear;
    lines(&Lines { x: "x", y: "answer", x_scale: scale, y_scale: scale, marks: false, series })
}

fn main() -> ann::Result<()> {
    title(2, "Forward propagation");

    step(
        "Three networks, one difference",
        "The same sizes, data and training; only the function g of the hidden layers differs.",
    );
    // ANCHOR: regions
    let mut random: Rng = rng(3);
    let [train, test] = synthetic::moons(400, 0.15, &mut random)?.split([0.5, 0.5], &mut random)?;
    println!("{:<10}{:>12}{:>15}", "g", "parameters", "test accuracy");
    let mut models = Vec::new();
    let trainer = Trainer { epochs: 100, ..Trainer::default() };
    for activation in [ann::Activation::Identity, ann::Activation::Relu, ann::Activation::Tanh] {
        let architecture = Architecture { hidden: vec![16, 16], activation, ..Architecture::default() };
        let (model, _) = Model::<f64>::fit(&architecture, &trainer, &train, &mut rng(4))?;
        println!("{activation:<10}{:>12}{:>15.3}", model.network.parameters(), model.score(&test)?);
        models.push((activation.to_string(), model));
    }
    draw("regions", decision_boundaries(&panels(&models), &test)?)?;
    // ANCHOR_END: regions

    step("Five functions of one number", "Each activation g(z), at six places.");
    // ANCHOR: activations
    let places = array![[-1000.0, -2.0, -0.5, 0.5, 2.0, 1000.0]];
    print!("{:<10}", "z");
    for z in &places {
        print!("{z:>11}");
    }
    println!();
    for (name, g) in [
        ("relu", Activation::Relu),
        ("leaky-relu", Activation::LeakyRelu),
        ("tanh", Activation::Tanh),
        ("sigmoid", Activation::Sigmoid),
        ("identity", Activation::Identity),
    ] {
        print!("{name:<10}");
        for a in &activate(g, &places) {
            print!("{a:>11.4}");
        }
        println!();
    }
    draw("activations", activation_functions()?)?;
    // ANCHOR_END: activations

    step("One function of several", "Softmax of three logits while the first one rises from −2 to 4.");
    // ANCHOR: softmax
    println!("{:>5}  {:>7}  {:>7}  {:>7}", "z1", "a1", "a2", "a3");
    for z1 in [-2.0, 0.0, 1.0, 2.0, 4.0] {
        let a = activate(Activation::Softmax, &array![[z1], [1.0], [0.0]]);
        println!("{z1:>5}  {:>7.4}  {:>7.4}  {:>7.4}", a[[0, 0]], a[[1, 0]], a[[2, 0]]);
    }
    // ANCHOR_END: softmax

    step("Only differences count", "Softmax of log 1, log 2 and log 5, and of the same logits with 100 added to each.");
    // ANCHOR: shift
    for shift in [0.0, 100.0] {
        let z = array![[1.0_f64], [2.0], [5.0]].ln() + shift;
        let a = activate(Activation::Softmax, &z);
        println!("shift {shift:>3}: a = {:.6}, sum {:.6}", a.column(0), a.sum());
    }
    // ANCHOR_END: shift

    step("By hand", "A 2-2-1 network with round numbers. Follow it with a pencil.");
    // ANCHOR: by-hand
    let hidden = Layer { w: array![[0.5, -1.0], [1.0, 0.5]], b: array![[0.5], [-0.5]], g: Activation::Relu };
    let output = Layer { w: array![[1.0, -2.0]], b: array![[1.0]], g: Activation::Sigmoid };
    let network = Network { layers: vec![hidden, output] };

    let x = array![[2.0, -1.0], [1.0, 1.0]]; // two samples, a column each
    let a = forward(&network, &x);
    for (l, layer) in network.layers.iter().enumerate() {
        println!("Z{} =\n{:10.6}", l + 1, layer.w.dot(&a[l]) + &layer.b);
        println!("A{} =\n{:10.6}", l + 1, a[l + 1]);
    }
    // ANCHOR_END: by-hand

    step(
        "Two linear layers are one",
        "The same weights with g(z) = z in the hidden layer, and the one layer that they amount to.",
    );
    // ANCHOR: collapse
    let (w1, b1) = (network.layers[0].w.clone(), network.layers[0].b.clone());
    let (w2, b2) = (network.layers[1].w.clone(), network.layers[1].b.clone());
    println!("W2 W1 = {:.4}   W2 b1 + b2 = {:.4}", w2.dot(&w1), w2.dot(&b1) + &b2);
    println!("two layers: {:.4}", w2.dot(&(w1.dot(&x) + &b1)) + &b2);
    println!("one layer:  {:.4}", w2.dot(&w1).dot(&x) + (w2.dot(&b1) + &b2));
    // ANCHOR_END: collapse

    step("Bumps that follow a curve", "Largest error of networks that were built, not trained, at 1001 places.");
    // ANCHOR: bumps
    let line = Array2::from_shape_fn((1, 1001), |(_, j)| j as f64 / 1000.0);
    println!("{:>5}{:>10}{:>15}{:>16}", "bumps", "neurons", "steep sides", "slanted sides");
    for n in [5, 10, 20, 40] {
        print!("{n:>5}{:>10}", 4 * n);
        for ramp in [0.05, 1.0] {
            let a = forward(&follower(n, ramp), &line);
            let errors = (&a[2] - line.mapv(curve)).abs();
            print!("{:>15.4}", errors.iter().copied().fold(0.0, f64::max));
        }
        println!();
    }
    draw("bumps", followed(&line)?)?;
    // ANCHOR_END: bumps

    step("Slopes from outputs", "g′(z) at ±0.7 from a = g(z) alone, and measured between z − h and z + h.");
    // ANCHOR: slopes
    println!("{:<10}  {:>5}  {:>9}  {:>9}  {:>9}", "g", "z", "a", "from a", "measured");
    for (name, g) in [
        ("relu", Activation::Relu),
        ("leaky-relu", Activation::LeakyRelu),
        ("tanh", Activation::Tanh),
        ("sigmoid", Activation::Sigmoid),
    ] {
        for z in [0.7, -0.7] {
            let h = 1e-5;
            let row = activate(g, &array![[z - h, z, z + h]]);
            let measured = (row[[0, 2]] - row[[0, 0]]) / (2.0 * h);
            let a = row[[0, 1]];
            let slope = match g {
                Activation::Tanh => 1.0 - a * a,
                Activation::Sigmoid => a * (1.0 - a),
                _ if a > 0.0 => 1.0,
                Activation::LeakyRelu => 0.01,
                _ => 0.0,
            };
            println!("{name:<10}  {z:>5}  {a:>9.6}  {slope:>9.6}  {measured:>9.6}");
        }
    }
    // ANCHOR_END: slopes

    step("Your network and the library's", "The same 1000 samples through both.");
    // ANCHOR: same
    let mine = Network::new(&[20, 50, 10], Activation::Tanh, Activation::Softmax, &mut rng(1));
    let many: Matrix = Init::Normal { std: 1.0 }.weights(20, 1000, &mut rng(2))?;
    let library = ann::Network::try_from(&mine)?;
    let together = library.predict(many.view())?;
    let differences = &forward(&mine, &many)[2] - &together;
    println!("less than 1e-12 apart: {}", differences.iter().all(|d| d.abs() < 1e-12));
    // ANCHOR_END: same

    step("Many samples at once", "1000 samples in one product of matrices, and one by one.");
    // ANCHOR: batch
    let mut difference = 0.0_f64;
    for (sample, answer) in many.axis_iter(Axis(1)).zip(together.axis_iter(Axis(1))) {
        let alone = library.predict(sample.insert_axis(Axis(1)))?;
        difference = alone.iter().zip(answer).map(|(a, b)| (a - b).abs()).fold(difference, f64::max);
    }
    println!("answers {:?}, largest difference {difference}", together.dim());
    // ANCHOR_END: batch

    step(
        "A linear output",
        "With the identity as its last function, a network answers with numbers of any sign and size.",
    );
    // ANCHOR: linear
    let regression = Network::new(&[1, 16, 1], Activation::Relu, Activation::Identity, &mut rng(4));
    let x = array![[-1000.0, -1.0, 0.0, 1.0, 1000.0]];
    println!("x = {:10.4}", x.row(0));
    println!("a = {:10.4}", forward(&regression, &x)[2].row(0));
    // ANCHOR_END: linear

    step("Break it: softmax as it is written", "eᶻ / Σ eᶻ in 64 bits, where e⁷¹⁰ is already infinite.");
    // ANCHOR: overflow
    println!("{:>27}  {:>23}  {:>23}", "logits", "as written", "largest taken off");
    for z in [[1.0, 2.0, 3.0], [1001.0, 1002.0, 1003.0], [-1001.0, -1002.0, -1003.0]] {
        let e = z.map(f64::exp);
        let as_written = e.map(|e_i| e_i / e.iter().sum::<f64>());
        let safe = activate(Activation::Softmax, &Array2::from_shape_fn((3, 1), |(i, _)| z[i]));
        let show = |a: [f64; 3]| a.map(|a| format!("{a:7.4}")).join(" ");
        let safe = show([safe[[0, 0]], safe[[1, 0]], safe[[2, 0]]]);
        println!("{:>27}  {:>23}  {safe:>23}", format!("{z:?}"), show(as_written));
    }
    let wines = read_csv("data/wine.csv", "cultivar", Task::Auto)?.x;
    let untrained = Network::new(&[13, 32, 16, 3], Activation::Relu, Activation::Softmax, &mut rng(0));
    let logits = untrained.layers[2].w.dot(&forward(&untrained, &wines)[2]) + &untrained.layers[2].b;
    println!("largest logit of the wine network before training: {:.0}", logits.iter().copied().fold(0.0, f64::max));
    // ANCHOR_END: overflow

    drawn(&["regions", "activations", "bumps"]);
    Ok(())
}
