//! Chapter 4, loss: what is minimised, and why cross-entropy for classes.

mod talk;

use ann::data::{Task, read_csv};
use ann::{Activation, Cache, Cost, Descent, Dropout, Gradients, Layer, Loss, Model, Network, Optimizer, Trainer};
use ann::{backward, evaluate, forward, rng};
use ndarray::{Array2, array};
use talk::{step, title};

/// A single sigmoid neuron with weight 1, so that its input is its logit.
fn neuron() -> ann::Result<Network<f64>> {
    let layer = Layer { w: array![[1.0]], b: array![[0.0]], activation: Activation::Sigmoid, keep_prob: 1.0 };
    Network::from_layers(vec![layer])
}

fn main() -> ann::Result<()> {
    title(4, "Loss");

    step("Confidently wrong", "One sigmoid neuron that should say 1. Loss and dZ as its logit falls.");
    // ANCHOR: confidently-wrong
    let network = neuron()?;
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    let y = array![[1.0]];
    println!("{:>6} {:>8}  {:>22}  {:>22}", "", "", "cross-entropy", "squared error");
    println!("{:>6} {:>8}  {:>11} {:>10}  {:>11} {:>10}", "z", "a", "L", "dZ", "L", "dZ");
    for z in [4.0, 0.0, -2.0, -5.0, -10.0, -20.0] {
        forward(&network, array![[z]].view(), Dropout::Off, &mut cache)?;
        print!("{z:>6} {:>8.4}", cache.output()[[0, 0]]);
        for loss in [Loss::BinaryCrossEntropy, Loss::MeanSquaredError] {
            let cost = Cost::from(loss);
            backward(&network, y.view(), &cost, &cache, &mut gradients)?;
            print!("  {:>11.4} {:>10.1e}", cost.value(&network, &cache, y.view())?, gradients.dz(1)[[0, 0]]);
        }
        println!();
    }
    // ANCHOR_END: confidently-wrong

    step(
        "What that means for learning",
        "The neuron starts at z = −8 and should reach a = 0.9. Plain descent, rate 1.",
    );
    // ANCHOR: recovery
    for loss in [Loss::BinaryCrossEntropy, Loss::MeanSquaredError] {
        let mut network = neuron()?;
        network.layer_mut(1).b.fill(-9.0);
        let x = array![[1.0]];
        let mut descent = Descent::new(&network, 1, 1, loss.into(), Optimizer::Sgd)?;
        let mut steps = 0;
        while network.predict(x.view())?[[0, 0]] < 0.9 && steps < 100_000 {
            descent.epoch(&mut network, x.view(), y.view(), |_| 1.0, &mut rng(0))?;
            steps += 1;
        }
        println!("{loss:<26} {steps:>6} steps");
    }
    // ANCHOR_END: recovery

    step("Several classes", "Categorical cross-entropy of a softmax over three logits; the first class is right.");
    // ANCHOR: classes
    let layer = Layer { w: Array2::eye(3), b: Array2::zeros((3, 1)), activation: Activation::Softmax, keep_prob: 1.0 };
    let softmax = Network::from_layers(vec![layer])?;
    let cost = Cost::from(Loss::CategoricalCrossEntropy);
    let y = array![[1.0], [0.0], [0.0]];
    println!("{:>7}  {:>24}  {:>7}  {:>24}", "logits", "probabilities", "L", "dZ = A − Y");
    for z in [[0.0, 0.0, 0.0], [2.0, 0.0, 0.0], [5.0, 0.0, 0.0], [0.0, 5.0, 0.0]] {
        let logits = Array2::from_shape_fn((3, 1), |(i, _)| z[i]);
        forward(&softmax, logits.view(), Dropout::Off, &mut cache)?;
        backward(&softmax, y.view(), &cost, &cache, &mut gradients)?;
        let loss = cost.value(&softmax, &cache, y.view())?;
        println!(
            "{:>7}  {:6.3}  {loss:>7.4}  {:6.3}",
            z.map(|z| z.to_string()).join(" "),
            cache.output().column(0),
            gradients.dz(1).column(0)
        );
    }
    // ANCHOR_END: classes

    step("Numbers", "Squared error: of all constants, the mean of the targets has the smallest.");
    // ANCHOR: mean
    let targets = array![[1.0, 2.0, 6.0, 7.0]];
    let constant =
        |c: f64| Layer { w: array![[0.0]], b: array![[c]], activation: Activation::Identity, keep_prob: 1.0 };
    for c in [2.0, 3.0, 4.0, 5.0] {
        let network = Network::from_layers(vec![constant(c)])?;
        let loss =
            evaluate(&network, Array2::zeros((1, 4)).view(), targets.view(), Loss::MeanSquaredError, &mut cache)?;
        println!("always {c}: J = {:.3}", loss.loss);
    }
    // ANCHOR_END: mean

    step(
        "A price on large weights",
        "150 digits to learn from, 1647 to test: with λ of the penalty (λ/2m) Σ W², training loss rises, and accuracy too, up to a point.",
    );
    // ANCHOR: penalty
    let digits = read_csv("data/digits.csv", "digit", Task::Auto)?;
    let [train, test] = digits.split([150.0 / 1797.0, 1647.0 / 1797.0], &mut rng(2))?;
    println!("{:>5}  {:>10}  {:>13}  {:>7}", "λ", "train loss", "test accuracy", "Σ W²");
    for l2 in [0.0, 0.1, 1.0, 10.0, 100.0] {
        let trainer = Trainer { l2, ..Trainer::default() };
        let (model, history) = Model::<f64>::fit(&trainer, &train, &mut rng(3))?;
        let squares: f64 = model.network.layers().iter().flat_map(|layer| &layer.w).map(|w| w * w).sum();
        let loss = history.best().map_or(f64::NAN, |epoch| epoch.train.loss);
        println!("{l2:>5}  {loss:>10.4}  {:>13.3}  {squares:>7.1}", model.score(&test)?);
    }
    // ANCHOR_END: penalty

    step(
        "Break it: log of a probability",
        "−log a and −log(1 − a) from a itself, and from the logit. The answer should be 0, then 1.",
    );
    // ANCHOR: log-zero
    let network = neuron()?;
    println!("{:>6}  {:>14}  {:>14}  {:>14}  {:>14}", "z", "y=0 naive", "from logit", "y=1 naive", "from logit");
    for z in [10.0, 40.0, 800.0, -800.0] {
        forward(&network, array![[z]].view(), Dropout::Off, &mut cache)?;
        let a = cache.output()[[0, 0]];
        let exact = |y: f64| Cost::from(Loss::BinaryCrossEntropy).value(&network, &cache, array![[y]].view());
        let naive = |y: f64| -(y * a.ln() + (1.0 - y) * (1.0 - a).ln());
        println!(
            "{z:>6}  {:>14.4e}  {:>14.4e}  {:>14.4e}  {:>14.4e}",
            naive(0.0),
            exact(0.0)?,
            naive(1.0),
            exact(1.0)?
        );
    }
    // ANCHOR_END: log-zero
    Ok(())
}
