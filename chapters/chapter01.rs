//! Chapter 1, architecture: what a network is made of, and how its weights should start.

mod talk;

use ann::data::synthetic;
use ann::{Activation, Init, Layer, Model, Network, Trainer, rng};
use ndarray::Array2;
use talk::{step, title};

fn main() -> ann::Result<()> {
    title(1, "Architecture");

    step("One layer", "A layer with two inputs and three neurons: a matrix, a column and a function.");
    // ANCHOR: one-layer
    let layer = Layer::<f64>::new(2, 3, Activation::Relu, Init::HeNormal, &mut rng(0))?;
    println!("W =\n{:7.4}", layer.w);
    println!("b =\n{:7.4}", layer.b);
    println!("g = {}", layer.activation);
    // ANCHOR_END: one-layer

    step("A stack of layers", "For Wine: 13 measurements in, 3 cultivars out, two hidden layers between.");
    // ANCHOR: stack
    let network = Network::<f64>::new(&[13, 32, 16, 3], Activation::Relu, Activation::Softmax, &mut rng(0))?;
    println!("{network}");
    // ANCHOR_END: stack

    step(
        "Where a signal goes",
        "Standard deviation of the activations of 20 ReLU layers of 100 neurons, for 500 inputs\n\
         of standard deviation 1, under four ways to draw the weights.",
    );
    // ANCHOR: signal
    let inputs: Array2<f64> = Init::Normal { std: 1.0 }.weights(100, 500, &mut rng(1))?;
    let rules = [Init::Normal { std: 0.01 }, Init::Normal { std: 1.0 }, Init::XavierNormal, Init::HeNormal];
    println!("{:>5}  {:>11}  {:>11}  {:>11}  {:>11}", "layer", "normal 0.01", "normal 1", "Xavier", "He");
    let deep: Vec<Network<f64>> = rules
        .iter()
        .map(|&rule| Network::with_init(&[100; 21], Activation::Relu, Activation::Relu, rule, &mut rng(2)))
        .collect::<Result<_, _>>()?;
    for l in [1, 2, 5, 10, 20] {
        print!("{l:>5}");
        for network in &deep {
            print!("  {:>11.3e}", network.activations(l, inputs.view())?.std(0.0));
        }
        println!();
    }
    // ANCHOR_END: signal

    step(
        "Break it: all weights zero",
        "Two moons, 100 epochs. Neurons that start equal receive equal gradients, for ever.",
    );
    // ANCHOR: zeros
    let mut random = rng(3);
    let [train, test] = synthetic::moons(400, 0.15, &mut random)?.split([0.5, 0.5], &mut random)?;
    let trainer = Trainer { hidden: vec![8], activation: Activation::Tanh, epochs: 100, ..Trainer::default() };
    println!("{:<20}  {:>13}  {:>15}", "weights at the start", "test accuracy", "distinct neurons");
    for (name, init) in [("zero", Init::Zeros), ("Xavier", Init::XavierNormal)] {
        let mut model = Model::<f64>::new(&trainer, &train, &mut random)?;
        model.network = Network::with_init(&[2, 8, 2], Activation::Tanh, Activation::Softmax, init, &mut random)?;
        model.train(&trainer, &train, None, &mut random, |_, _| std::ops::ControlFlow::Continue(()))?;
        let w = &model.network.layer(1).w;
        let mut neurons: Vec<String> = w.rows().into_iter().map(|row| format!("{row:.6}")).collect();
        neurons.sort();
        neurons.dedup();
        println!("{name:<20}  {:>13.3}  {:>15}", model.score(&test)?, neurons.len());
    }
    // ANCHOR_END: zeros
    Ok(())
}
