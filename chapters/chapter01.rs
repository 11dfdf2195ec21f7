//! Chapter 1, architecture: what a network is made of, and how its weights should start.

mod talk;

use ann::data::{Dataset, Task, read_csv, synthetic};
use ann::figure::{Lines, Scale, Signals, decision_boundaries, lines, network_diagram, pre_activations};
use ann::plain::Matrix;
use ann::plain::forward::forward;
use ann::plain::network::{Activation, Layer, Network};
use ann::{Architecture, Figure, Init, Model, Rng, Trainer, rng};
use ndarray::array;
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

/// Twenty layers of 100 neurons with the function g, their weights drawn by a rule.
fn twenty_layers(rule: Init, g: Activation) -> ann::Result<Network> {
    let (mut random, mut layers) = (rng(2), Vec::new());
    for _ in 0..20 {
        layers.push(Layer { w: rule.weights(100, 100, &mut random)?, b: Matrix::zeros((100, 1)), g });
    }
    Ok(Network { layers })
}

/// The size of the signal in each layer, a curve for each network.
fn sizes(names: &[&str], passes: &[Vec<Matrix>]) -> ann::Result<Figure> {
    let curve = |a: &Vec<Matrix>| (1..=20).map(|l| (l as f64, a[l].std(0.0))).collect();
    let series = names.iter().zip(passes).map(|(name, a)| (name.to_string(), curve(a))).collect();
    let (x_scale, y_scale) = (Scale::Linear, Scale::Logarithmic);
    lines(&Lines { x: "layer", y: "standard deviation of A", x_scale, y_scale, marks: true, series })
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

    step(
        "A network for pencil and paper",
        "Two inputs, two hidden neurons, one output, with round numbers for weights.",
    );
    // ANCHOR: small
    let hidden = Layer { w: array![[0.5, -1.0], [1.0, 0.5]], b: array![[0.5], [-0.5]], g: Activation::Relu };
    let output = Layer { w: array![[1.0, -2.0]], b: array![[1.0]], g: Activation::Sigmoid };
    let small = ann::Network::try_from(&Network { layers: vec![hidden, output] })?;
    println!("{small}");
    draw("network", network_diagram(&small, &["x₁", "x₂"], &["a"])?)?;
    // ANCHOR_END: small

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

    step("One layer", "A layer with two inputs and three neurons: a matrix, a column and a function.");
    // ANCHOR: one-layer
    let layer = Layer::new(2, 3, Activation::Relu, &mut rng(0));
    println!("W =\n{:7.4}", layer.w);
    println!("b =\n{:7.4}", layer.b);
    println!("g = {:?}", layer.g);
    // ANCHOR_END: one-layer

    step("A stack of layers", "For Wine: 13 measurements in, 3 cultivars out, two hidden layers between.");
    // ANCHOR: stack
    let stack = Network::new(&[13, 32, 16, 3], Activation::Relu, Activation::Softmax, &mut rng(0));
    let network = ann::Network::try_from(&stack)?;
    println!("{network}");
    let outputs = ["cultivar 1", "cultivar 2", "cultivar 3"];
    draw("wine", network_diagram(&network, &names_of(&wine), &outputs)?)?;
    // ANCHOR_END: stack

    step("Your network and the library's", "The same sizes and functions from the same seed.");
    // ANCHOR: same
    let mine = Network::new(&[4, 8, 3], Activation::Tanh, Activation::Softmax, &mut rng(7));
    let theirs = ann::Network::new(&[4, 8, 3], ann::Activation::Tanh, ann::Activation::Softmax, &mut rng(7))?;
    println!("the same weights: {}", ann::Network::try_from(&mine)? == theirs);
    // ANCHOR_END: same

    step(
        "Where a signal goes",
        "Standard deviation of the activations of 20 ReLU layers of 100 neurons, for 500 inputs \
         of standard deviation 1, under four ways to draw the weights.",
    );
    // ANCHOR: signal
    let inputs: Matrix = Init::Normal { std: 1.0 }.weights(100, 500, &mut rng(1))?;
    let names = ["normal 0.01", "normal 1", "Xavier", "He"];
    let rules = [Init::Normal { std: 0.01 }, Init::Normal { std: 1.0 }, Init::XavierNormal, Init::HeNormal];
    let relu = Activation::Relu;
    let (mut networks, mut passes) = (Vec::new(), Vec::new());
    for rule in rules {
        let network = twenty_layers(rule, relu)?;
        passes.push(forward(&network, &inputs));
        networks.push(network);
    }
    println!("{:>5}  {:>11}  {:>11}  {:>11}  {:>11}", "layer", names[0], names[1], names[2], names[3]);
    for l in [1, 2, 5, 10, 20] {
        print!("{l:>5}");
        for a in &passes {
            print!("  {:>11}", short(a[l].std(0.0)));
        }
        println!();
    }
    draw("fading", sizes(&names, &passes)?)?;
    // ANCHOR_END: signal

    step("What reaches the neurons", "Standard deviation of the sums z in three of the layers.");
    // ANCHOR: sums
    let mut signals = Vec::new();
    for k in 0..4 {
        let mut layers = Vec::new();
        print!("{:<12}", names[k]);
        for l in [1, 5, 20] {
            let z = networks[k].layers[l - 1].w.dot(&passes[k][l - 1]);
            print!("  layer {l:>2} {:>9}", short(z.std(0.0)));
            layers.push((l, z));
        }
        println!();
        signals.push(Signals { name: names[k].to_string(), layers });
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
    let (tanh, softmax) = (ann::Activation::Tanh, ann::Activation::Softmax);
    let architecture = Architecture { hidden: vec![8], activation: tanh, ..Architecture::default() };
    let trainer = Trainer { epochs: 100, ..Trainer::default() };
    println!("{:<20}  {:>13}  {:>15}", "weights at the start", "test accuracy", "distinct neurons");
    let mut models = Vec::new();
    for (name, init) in [("zero", Init::Zeros), ("Xavier", Init::XavierNormal)] {
        let mut model = Model::<f64>::new(&architecture, &train, &mut random)?;
        model.network = ann::Network::with_init(&[2, 8, 2], tanh, softmax, init, &mut random)?;
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
