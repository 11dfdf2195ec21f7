//! Solutions to the exercises of chapter 1.

mod talk;

use ann::data::synthetic;
use ann::plain::Matrix;
use ann::plain::forward::forward;
use ann::plain::network::{Activation, Layer, Network};
use ann::{Architecture, Init, Model, Rng, Trainer, rng};
use talk::{step, title};

fn main() -> ann::Result<()> {
    title(1, "Architecture: solutions");

    step("Exercise 1", "The table of a network for pictures of 28 × 28 pixels and ten digits.");
    // ANCHOR: exercise-1
    let pictures = Network::new(&[784, 256, 128, 10], Activation::Relu, Activation::Softmax, &mut rng(0));
    println!("{}", ann::Network::try_from(&pictures)?);
    // ANCHOR_END: exercise-1

    step("Exercise 2", "A million draws of the uniform He rule for 6 inputs, whose limit is 1.");
    // ANCHOR: exercise-2
    let w: Matrix = Init::HeUniform.weights(1_000_000 / 6, 6, &mut rng(1))?;
    println!("largest {:.3}, smallest {:.3}", w.fold(0.0, |a, &b| b.max(a)), w.fold(0.0, |a, &b| b.min(a)));
    println!("variance {:.3}, and 2 / n_in is {:.3}", w.var(0.0), 2.0 / 6.0);
    // ANCHOR_END: exercise-2

    step("Exercise 3", "Weights zero, but biases of the hidden layer drawn at random.");
    // ANCHOR: exercise-3
    let mut random: Rng = rng(3);
    let [train, test] = synthetic::moons(400, 0.15, &mut random)?.split([0.5, 0.5], &mut random)?;
    let (tanh, softmax) = (ann::Activation::Tanh, ann::Activation::Softmax);
    let architecture = Architecture { hidden: vec![8], activation: tanh, ..Architecture::default() };
    let trainer = Trainer { epochs: 100, ..Trainer::default() };
    let mut model = Model::<f64>::new(&architecture, &train, &mut random)?;
    model.network = ann::Network::with_init(&[2, 8, 2], tanh, softmax, Init::Zeros, &mut random)?;
    model.network.layer_mut(1).b = Init::Normal { std: 0.5 }.weights(8, 1, &mut random)?;
    model.train(&trainer, &train, None, &mut random)?;
    println!("test accuracy {:.3}", model.score(&test)?);
    println!("W1 =\n{:8.4}", model.network.layer(1).w);
    // ANCHOR_END: exercise-3

    step("Exercise 4", "Mean square of a 20th layer of leaky ReLUs with slope 0.3, over that of the input.");
    // ANCHOR: exercise-4
    let slope = 0.3;
    let inputs: Matrix = Init::Normal { std: 1.0 }.weights(100, 500, &mut rng(1))?;
    println!("{:<28}{:>12}", "variance of a weight", "mean square");
    let he = 2.0 / 100.0;
    let rules = [("2 / n_in", he), ("2 / ((1 + slope²) n_in)", he / (1.0 + slope * slope))];
    for (name, variance) in rules {
        let mut total = 0.0;
        for seed in 0..20 {
            let rule = Init::Normal { std: f64::sqrt(variance) };
            let leaky = ann::Activation::LeakyRelu { slope };
            let network = ann::Network::<f64>::with_init(&[100; 21], leaky, leaky, rule, &mut rng(seed))?;
            let a = network.activations(20, inputs.view())?;
            total += a.pow2().mean().unwrap_or(0.0) / inputs.pow2().mean().unwrap_or(1.0);
        }
        println!("{name:<28}{:>12.3}", total / 20.0);
    }
    // ANCHOR_END: exercise-4

    step("Exercise 5", "Twenty tanh layers: how wide the last one spreads, and how much of it is beyond ±0.99.");
    // ANCHOR: exercise-5
    let inputs: Matrix = Init::Normal { std: 1.0 }.weights(100, 500, &mut rng(1))?;
    println!("{:<14}{:>10}{:>16}", "rule", "std", "beyond ±0.99");
    let rules = [
        ("normal 0.01", Init::Normal { std: 0.01 }),
        ("Xavier", Init::XavierNormal),
        ("normal 1", Init::Normal { std: 1.0 }),
    ];
    for (name, rule) in rules {
        let (mut random, mut layers) = (rng(2), Vec::new());
        for _ in 0..20 {
            let w = rule.weights(100, 100, &mut random)?;
            layers.push(Layer { w, b: Matrix::zeros((100, 1)), g: Activation::Tanh });
        }
        let a = &forward(&Network { layers }, &inputs)[20];
        let beyond = a.iter().filter(|a| a.abs() > 0.99).count() as f64 / a.len() as f64;
        println!("{name:<14}{:>10.3e}{:>15.1}%", a.std(0.0), 100.0 * beyond);
    }
    // ANCHOR_END: exercise-5

    step("Exercise 6", "Spread of log (mean square out / in) over 100 He networks of 20 layers, by width.");
    // ANCHOR: exercise-6
    println!("{:>5}  {:>8}  {:>16}", "width", "spread", "spread · √width");
    for width in [20, 80, 320] {
        let inputs: Matrix = Init::Normal { std: 1.0 }.weights(width, 1, &mut rng(1))?;
        let mut logs = Vec::new();
        for seed in 0..100 {
            let network = Network::new(&[width; 21], Activation::Relu, Activation::Relu, &mut rng(seed));
            let a = &forward(&network, &inputs)[20];
            logs.push((a.pow2().sum() / inputs.pow2().sum()).ln());
        }
        let spread = ndarray::Array1::from(logs).std(0.0);
        println!("{width:>5}  {spread:>8.3}  {:>16.2}", spread * (width as f64).sqrt());
    }
    // ANCHOR_END: exercise-6
    Ok(())
}
