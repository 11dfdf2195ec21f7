//! Chapter 1, architecture: what a network is made of, and how its weights should start.

mod talk;

use ann::data::{Dataset, Task, read_csv, synthetic};
use ann::figure::{Lines, Scale, Signals, decision_boundaries, lines, network_diagram, pre_activations};
use ann::{Activation, Architecture, Init, Layer, Model, Network, Rng, Trainer, rng};
use ndarray::{Array2, array};
use talk::{draw, drawn, step, title};

/// The names of the features, as a figure wants them.
fn names_of(dataset: &Dataset) -> Vec<&str> {
    dataset.features.iter().map(String::as_str).collect()
}

/// Models with their names, as a figure wants them.
fn panels(models: &[(String, Model<f64>)]) -> Vec<(String, &Model<f64>)> {
    models.iter().map(|(name, model)| (name.clone(), model)).collect()
}

/// A number with four digits, as a power of ten where it is very small or large.
fn short(x: f64) -> String {
    match x {
        0.1..1.0 => format!("{x:.4}"),
        1.0..10.0 => format!("{x:.3}"),
        _ => format!("{x:.3e}"),
    }
}

fn main() -> ann::Result<()> {
    title(1, "Architecture");

    step("Thirteen numbers and a name", "Three of the 178 wines, one from each cultivar. A wine is a column.");
    // ANCHOR: table
    let wine = read_csv("data/wine.csv", "cultivar", Task::Auto)?;
    println!("{:<21}{:>12}{:>12}{:>12}", "column of X", 0, 59, 130);
    for (name, row) in wine.features.iter().zip(wine.x.rows()) {
        println!("{name:<21}{:>12}{:>12}{:>12}", row[0], row[59], row[130]);
    }
    // ANCHOR_END: table

    step("One layer", "A layer with two inputs and three neurons: a matrix, a column and a function.");
    // ANCHOR: one-layer
    let layer = Layer::<f64>::new(2, 3, Activation::Relu, Init::HeNormal, &mut rng(0))?;
    println!("W =\n{:7.4}", layer.w);
    println!("b =\n{:7.4}", layer.b);
    println!("g = {}", layer.activation);
    // ANCHOR_END: one-layer

    step(
        "A network for pencil and paper",
        "Two inputs, two hidden neurons, one output, with round numbers for weights.",
    );
    // ANCHOR: small
    let mut small = Network::<f64>::new(&[2, 2, 1], Activation::Relu, Activation::Sigmoid, &mut rng(0))?;
    small.layer_mut(1).w = array![[0.5, -1.0], [1.0, 0.5]];
    small.layer_mut(1).b = array![[0.5], [-0.5]];
    small.layer_mut(2).w = array![[1.0, -2.0]];
    small.layer_mut(2).b = array![[1.0]];
    println!("{small}");
    draw("network", network_diagram(&small, &["x1", "x2"], &["a"])?)?;
    // ANCHOR_END: small

    step("A stack of layers", "For Wine: 13 measurements in, 3 cultivars out, two hidden layers between.");
    // ANCHOR: stack
    let network = Network::<f64>::new(&[13, 32, 16, 3], Activation::Relu, Activation::Softmax, &mut rng(0))?;
    println!("{network}");
    let outputs = ["cultivar 1", "cultivar 2", "cultivar 3"];
    draw("wine", network_diagram(&network, &names_of(&wine), &outputs)?)?;
    // ANCHOR_END: stack

    step(
        "By hand: four falls of two coins",
        "One neuron reads (2, 1); each of its weights is +1 or −1. All that can happen.",
    );
    // ANCHOR: coins
    let (mut sum, mut sum_after_relu) = (0.0, 0.0);
    println!("{:>4} {:>4}  {:>4}  {:>5}  {:>9}", "w1", "w2", "z", "z²", "relu(z)²");
    for (w1, w2) in [(1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0)] {
        let z: f64 = w1 * 2.0 + w2 * 1.0;
        let a = z.max(0.0);
        println!("{w1:>4} {w2:>4}  {z:>4}  {:>5}  {:>9}", z * z, a * a);
        sum += z * z;
        sum_after_relu += a * a;
    }
    println!("mean {:>19} {:>10}", sum / 4.0, sum_after_relu / 4.0);
    // ANCHOR_END: coins

    step(
        "Where a signal goes",
        "Standard deviation of the activations of 20 ReLU layers of 100 neurons, for 500 inputs \
         of standard deviation 1, under four ways to draw the weights.",
    );
    // ANCHOR: signal
    let inputs: Array2<f64> = Init::Normal { std: 1.0 }.weights(100, 500, &mut rng(1))?;
    let names = ["normal 0.01", "normal 1", "Xavier", "He"];
    let rules = [Init::Normal { std: 0.01 }, Init::Normal { std: 1.0 }, Init::XavierNormal, Init::HeNormal];
    let (mut deep, mut series) = (Vec::new(), Vec::new());
    for (name, rule) in names.iter().zip(rules) {
        let relu = Activation::Relu;
        let network = Network::<f64>::with_init(&[100; 21], relu, relu, rule, &mut rng(2))?;
        let mut sizes = Vec::new();
        for l in 1..=20 {
            sizes.push((l as f64, network.activations(l, inputs.view())?.std(0.0)));
        }
        series.push((name.to_string(), sizes));
        deep.push(network);
    }
    println!("{:>5}  {:>11}  {:>11}  {:>11}  {:>11}", "layer", names[0], names[1], names[2], names[3]);
    for l in [1, 2, 5, 10, 20] {
        print!("{l:>5}");
        series.iter().for_each(|(_, sizes)| print!("  {:>11}", short(sizes[l - 1].1)));
        println!();
    }
    let (x_scale, y_scale) = (Scale::Linear, Scale::Logarithmic);
    let fading = Lines { x: "layer", y: "standard deviation of A", x_scale, y_scale, marks: true, series };
    draw("fading", lines(&fading)?)?;
    // ANCHOR_END: signal

    step("What reaches the neurons", "Standard deviation of the sums z in three of the layers.");
    // ANCHOR: sums
    let mut signals = Vec::new();
    for (name, network) in names.iter().zip(&deep) {
        let mut layers = Vec::new();
        print!("{name:<12}");
        for l in [1, 5, 20] {
            let z = network.layer(l).w.dot(&network.activations(l - 1, inputs.view())?);
            print!("  layer {l:>2} {:>9}", short(z.std(0.0)));
            layers.push((l, z));
        }
        println!();
        signals.push(Signals { name: name.to_string(), layers });
    }
    draw("signal", pre_activations(&signals)?)?;
    // ANCHOR_END: sums

    step(
        "Break it: all weights zero",
        "Two moons, 100 epochs. Neurons that start equal receive equal gradients, for ever.",
    );
    // ANCHOR: zeros
    let mut random: Rng = rng(3);
    let [train, test] = synthetic::moons(400, 0.15, &mut random)?.split([0.5, 0.5], &mut random)?;
    let (tanh, softmax) = (Activation::Tanh, Activation::Softmax);
    let architecture = Architecture { hidden: vec![8], activation: tanh, ..Architecture::default() };
    let trainer = Trainer { epochs: 100, ..Trainer::default() };
    println!("{:<20}  {:>13}  {:>15}", "weights at the start", "test accuracy", "distinct neurons");
    let mut models = Vec::new();
    for (name, init) in [("zero", Init::Zeros), ("Xavier", Init::XavierNormal)] {
        let mut model = Model::<f64>::new(&architecture, &train, &mut random)?;
        model.network = Network::with_init(&[2, 8, 2], tanh, softmax, init, &mut random)?;
        model.train(&trainer, &train, None, &mut random)?;
        let w = &model.network.layer(1).w;
        let mut neurons: Vec<String> = w.rows().into_iter().map(|row| format!("{row:.6}")).collect();
        neurons.sort();
        neurons.dedup();
        println!("{name:<20}  {:>13.3}  {:>15}", model.score(&test)?, neurons.len());
        models.push((format!("{name} at first"), model));
    }
    draw("zeros", decision_boundaries(&panels(&models), &test)?)?;
    // ANCHOR_END: zeros

    drawn(&["network", "wine", "fading", "signal", "zeros"]);
    Ok(())
}
