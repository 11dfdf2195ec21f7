//! Chapter 4, loss: what is minimised, and why cross-entropy for classes.

mod talk;

use ann::data::{Task, read_csv};
use ann::figure::{self, Lines, Scale};
use ann::plain::Matrix;
use ann::plain::backward::{activate_backward, backward, descend, error, gradient};
use ann::plain::cost::{add_penalty, cost};
use ann::plain::forward::forward;
use ann::plain::network::{Activation, Layer, Network};
use ann::{Architecture, Cache, Cost, Dropout, Loss, Model, Trainer, evaluate, rng};
use ndarray::array;
use talk::{draw, drawn, step, title};

/// A network of one layer that adds b to its inputs and does nothing else but g.
fn only(g: Activation, b: Matrix) -> Network {
    Network { layers: vec![Layer { w: Matrix::eye(b.nrows()), b, g }] }
}

/// dZ of a sigmoid layer that puts out a, for cross-entropy or for squared error.
fn signal(loss: Loss, a: &Matrix, y: &Matrix) -> Matrix {
    match loss {
        Loss::MeanSquaredError => activate_backward(Activation::Sigmoid, a, &(a - y)), // (4.7), (3.1)
        _ => error(Activation::Sigmoid, a, y),                                         // (3.5)
    }
}

/// The loss of a single sigmoid neuron at the logit z when it should say 1, and its dZ.
fn judged(loss: Loss, z: f64) -> (f64, f64) {
    let (neuron, y) = (only(Activation::Sigmoid, array![[0.0]]), array![[1.0]]);
    let a = forward(&neuron, &array![[z]]);
    let value = match loss {
        Loss::MeanSquaredError => (&a[1] - &y).pow2().sum() / 2.0, // (4.4)
        _ => cost(&neuron, &a, &y, 0.0),                           // (4.2)
    };
    (value, signal(loss, &a[1], &y)[[0, 0]])
}

/// A curve over the logits from −10 to 4: what `of` takes from the loss and its dZ.
fn curve(loss: Loss, of: fn((f64, f64)) -> f64) -> Vec<(f64, f64)> {
    let logits = (-40..=16).map(|quarter| f64::from(quarter) / 4.0);
    logits.map(|z| (z, of(judged(loss, z)))).collect()
}

/// A sigmoid neuron starts at z = −8 and takes steps of rate 1 until it says 0.9: its answer after each.
fn recovers(loss: Loss) -> Vec<(f64, f64)> {
    let (x, y) = (array![[1.0]], array![[1.0]]);
    let mut neuron = only(Activation::Sigmoid, array![[-9.0]]); // w = 1 and b = −9, so z = −8
    let mut answers = Vec::new();
    for t in 1..=10_000 {
        let a = forward(&neuron, &x);
        answers.push((f64::from(t), a[1][[0, 0]]));
        if a[1][[0, 0]] >= 0.9 {
            break;
        }
        let dz = signal(loss, &a[1], &y);
        descend(&mut neuron, &[gradient(&a[0], &dz)], 1.0);
    }
    answers
}

fn main() -> ann::Result<()> {
    title(4, "Loss");

    step(
        "What would have made this likely?",
        "Ten tosses of a coin, seven heads: how likely, if heads come with probability a; and the mean cross-entropy.",
    );
    // ANCHOR: likelihood
    let y = array![[1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0]];
    println!("{:>4}  {:>10}  {:>7}", "a", "likelihood", "J");
    for a in [0.1_f64, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9] {
        let logit = (a / (1.0 - a)).ln();
        let coin = only(Activation::Sigmoid, array![[logit]]);
        let tosses = forward(&coin, &Matrix::zeros((1, 10)));
        println!("{a:>4}  {:>10.2e}  {:>7.4}", a.powi(7) * (1.0 - a).powi(3), cost(&coin, &tosses, &y, 0.0));
    }
    // ANCHOR_END: likelihood

    step("Numbers", "Squared error: of all constants, the mean of the targets has the smallest.");
    // ANCHOR: mean
    let targets = array![[1.0, 2.0, 6.0, 7.0]];
    for c in [2.0, 3.0, 4.0, 5.0] {
        let always = only(Activation::Identity, array![[c]]);
        let answers = forward(&always, &Matrix::zeros((1, 4)));
        println!("always {c}: J = {:.3}", cost(&always, &answers, &targets, 0.0));
    }
    // ANCHOR_END: mean

    step("Several classes", "Categorical cross-entropy of a softmax over three logits; the first class is right.");
    // ANCHOR: classes
    let softmax = only(Activation::Softmax, Matrix::zeros((3, 1)));
    let y = array![[1.0], [0.0], [0.0]];
    println!("{:>7}  {:>24}  {:>7}  {:>24}", "logits", "probabilities", "L", "dZ = A − Y");
    for z in [[0.0, 0.0, 0.0], [2.0, 0.0, 0.0], [5.0, 0.0, 0.0], [0.0, 5.0, 0.0]] {
        let a = forward(&softmax, &array![[z[0]], [z[1]], [z[2]]]);
        let dz = error(Activation::Softmax, &a[1], &y);
        let loss = cost(&softmax, &a, &y, 0.0);
        let logits = z.map(|z| z.to_string()).join(" ");
        println!("{logits:>7}  {:6.3}  {loss:>7.4}  {:6.3}", a[1].column(0), dz.column(0));
    }
    // ANCHOR_END: classes

    step("By hand", "The 2-2-1 network once more, two samples: its cost from the logits, and with a penalty.");
    // ANCHOR: by-hand
    let hidden = Layer { w: array![[0.5, -1.0], [1.0, 0.5]], b: array![[0.5], [-0.5]], g: Activation::Relu };
    let output = Layer { w: array![[1.0, -2.0]], b: array![[1.0]], g: Activation::Sigmoid };
    let network = Network { layers: vec![hidden, output] };
    let (x, y) = (array![[2.0, -1.0], [1.0, 1.0]], array![[1.0, 0.0]]);
    let a = forward(&network, &x);
    let z2 = network.layers[1].w.dot(&a[1]) + &network.layers[1].b;
    println!("Z2 = {:9.6}", z2.row(0));
    for weight_decay in [0.0, 0.1] {
        let mut gradients = backward(&network, &a, &y);
        add_penalty(&network, &mut gradients, weight_decay);
        let (data, all) = (cost(&network, &a, &y, 0.0), cost(&network, &a, &y, weight_decay));
        println!("λ/m = {weight_decay}: J = {all:.6}, of which penalty {:.6}", all - data);
        println!("dW2 = {:9.6}", gradients[1].dw.row(0));
    }
    // ANCHOR_END: by-hand

    step("The same as the library", "Our cost with a penalty, against that of the library, for the three pairs.");
    // ANCHOR: same
    let pairs = [
        (Activation::Sigmoid, Loss::BinaryCrossEntropy),
        (Activation::Softmax, Loss::CategoricalCrossEntropy),
        (Activation::Identity, Loss::MeanSquaredError),
    ];
    let x = array![[0.5, -1.0, 2.0, 0.1], [1.5, 0.3, -0.7, -2.0]];
    let y = array![[1.0, 0.0, 0.0, 1.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]];
    for (output, loss) in pairs {
        let network = Network::new(&[2, 5, 3], Activation::Tanh, output, &mut rng(3));
        let ours = cost(&network, &forward(&network, &x), &y, 0.1);
        let (library, mut cache) = (ann::Network::try_from(&network)?, Cache::default());
        ann::forward(&library, x.view(), Dropout::Off, &mut cache)?;
        let theirs = Cost { loss, weight_decay: 0.1 }.value(&library, &cache, y.view())?;
        println!("{loss:<26} apart by less than 1e-12: {}", (ours - theirs).abs() < 1e-12);
    }
    // ANCHOR_END: same

    step("Confidently wrong", "One sigmoid neuron that should say 1. Loss and dZ as its logit falls.");
    // ANCHOR: confidently-wrong
    let losses = [Loss::BinaryCrossEntropy, Loss::MeanSquaredError];
    println!("{:>6} {:>8}  {:>22}  {:>22}", "", "", "cross-entropy", "squared error");
    println!("{:>6} {:>8}  {:>11} {:>10}  {:>11} {:>10}", "z", "a", "L", "dZ", "L", "dZ");
    for z in [4.0, 0.0, -2.0, -5.0, -10.0, -20.0] {
        print!("{z:>6} {:>8.4}", 1.0 / (1.0 + f64::exp(-z)));
        for loss in losses {
            let (value, dz) = judged(loss, z);
            print!("  {value:>11.4} {dz:>10.1e}");
        }
        println!();
    }
    let (mut values, mut slopes) = (Vec::new(), Vec::new());
    for loss in losses {
        values.push((loss.to_string(), curve(loss, |(value, _)| value)));
        slopes.push((loss.to_string(), curve(loss, |(_, dz)| dz.abs())));
    }
    let (x_scale, y_scale, marks) = (Scale::Linear, Scale::Linear, false);
    draw(
        "confidently-wrong",
        figure::lines(&Lines { x: "logit z", y: "L", x_scale, y_scale, marks, series: values })?,
    )?;
    let y_scale = Scale::Logarithmic;
    draw("slopes", figure::lines(&Lines { x: "logit z", y: "|dZ|", x_scale, y_scale, marks, series: slopes })?)?;
    // ANCHOR_END: confidently-wrong

    step(
        "What that means for learning",
        "The neuron starts at z = −8 and should reach a = 0.9. Plain descent, rate 1.",
    );
    // ANCHOR: recovery
    let mut series = Vec::new();
    for loss in [Loss::BinaryCrossEntropy, Loss::MeanSquaredError] {
        let answers = recovers(loss);
        println!("{loss:<26} {:>6} steps", answers.len() - 1);
        series.push((loss.to_string(), answers));
    }
    let x_scale = Scale::Logarithmic;
    let y_scale = Scale::Linear;
    draw("recovery", figure::lines(&Lines { x: "step", y: "answer a", x_scale, y_scale, marks: false, series })?)?;
    // ANCHOR_END: recovery

    step(
        "A price on large weights",
        "150 digits to learn from, 1647 to test, five times; means for λ of the penalty (λ/2m) Σ W².",
    );
    // ANCHOR: penalty
    let mut cache = Cache::default();
    let digits = read_csv("data/digits.csv", "digit", Task::Auto)?;
    let (mut on_train, mut on_test) = (Vec::new(), Vec::new());
    println!("{:>5}  {:>10}  {:>9}  {:>13}  {:>7}", "λ", "train loss", "test loss", "test accuracy", "Σ W²");
    for l2 in [0.0, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0] {
        let mut sums = [0.0; 4];
        for seed in 0..5 {
            let [train, test] = digits.split([150.0 / 1797.0, 1647.0 / 1797.0], &mut rng(seed))?;
            let trainer = Trainer { l2, ..Trainer::default() };
            let (model, _) = Model::<f64>::fit(&Architecture::default(), &trainer, &train, &mut rng(seed))?;
            let loss = model.answer.loss();
            let (x, y) = model.scaled(&train)?;
            sums[0] += evaluate(&model.network, x.view(), y.view(), loss, &mut cache)?.loss;
            let (x, y) = model.scaled(&test)?;
            let on_test = evaluate(&model.network, x.view(), y.view(), loss, &mut cache)?;
            sums[1] += on_test.loss;
            sums[2] += on_test.metric.value();
            sums[3] += model.network.layers().iter().map(|layer| layer.w.pow2().sum()).sum::<f64>();
        }
        let [train, test, accuracy, squares] = sums.map(|sum| sum / 5.0);
        println!("{l2:>5}  {train:>10.4}  {test:>9.4}  {accuracy:>13.3}  {squares:>7.1}");
        if l2 > 0.0 {
            on_train.push((l2, train));
            on_test.push((l2, test));
        }
    }
    let series = vec![("150 training digits".to_owned(), on_train), ("1647 test digits".to_owned(), on_test)];
    let (x_scale, y_scale) = (Scale::Logarithmic, Scale::Logarithmic);
    draw("penalty", figure::lines(&Lines { x: "λ", y: "loss", x_scale, y_scale, marks: true, series })?)?;
    // ANCHOR_END: penalty

    step("Break it: log of a probability", "−log a and −log(1 − a) from a itself, and from the logit.");
    // ANCHOR: log-zero
    let neuron = only(Activation::Sigmoid, array![[0.0]]);
    println!("{:>6}  {:>14}  {:>14}  {:>14}  {:>14}", "z", "y=0 naive", "from logit", "y=1 naive", "from logit");
    for z in [10.0, 40.0, 800.0, -800.0] {
        let answer = forward(&neuron, &array![[z]]);
        let a = answer[1][[0, 0]];
        let naive = |y: f64| -(y * a.ln() + (1.0 - y) * (1.0 - a).ln());
        let exact = |y: f64| cost(&neuron, &answer, &array![[y]], 0.0);
        print!("{z:>6}  {:>14.4e}  {:>14.4e}", naive(0.0), exact(0.0));
        println!("  {:>14.4e}  {:>14.4e}", naive(1.0), exact(1.0));
    }
    // ANCHOR_END: log-zero

    drawn(&["confidently-wrong", "slopes", "recovery", "penalty"]);
    Ok(())
}
