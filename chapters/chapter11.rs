//! Chapter 11, the trainer: real data, from a CSV file to a confusion matrix, and how far to believe it.

mod talk;

use ann::data::{Dataset, Preparation, ReadOptions, Scaler, Table, Target, Task, one_hot, read_csv, synthetic};
use ann::figure::{self, Lines, Scale};
use ann::metrics::{Calibration, ConfusionMatrix, accuracy, class_of, r2, rmse, roc_auc};
use ann::model::{L2Search, choose_l2};
use ann::plain::network as plain;
use ann::plain::{Matrix, backward::backward, backward::nudge, batches, cost::cost, forward::forward};
use ann::random::stream;
use ann::{
    Activation, Architecture, EarlyStopping, Error, Evaluation, History, Loss, Model, Network, Optimizer, Rng, Samples,
    Schedule, Trainer, evaluate, rng,
};
use ndarray::{Axis, array, s};
use rand::RngExt;
use std::path::PathBuf;
use talk::{draw, drawn, progress, step, title};

/// The labels of a data set of classes.
fn labels(dataset: &Dataset) -> &[usize] {
    match &dataset.target {
        Target::Classes { labels, .. } => labels,
        Target::Values(_) => &[],
    }
}

/// Loss and metric of a model on samples in their own units.
fn judge(model: &Model<f32>, dataset: &Dataset) -> ann::Result<Evaluation> {
    let (x, y) = model.scaled(dataset)?;
    evaluate(&model.network, x.view(), y.view(), model.answer.loss(), &mut Default::default())
}

/// Mean and standard deviation.
fn mean_and_spread(scores: &[f64]) -> (f64, f64) {
    let scores = ndarray::aview1(scores);
    (scores.mean().unwrap_or(f64::NAN), scores.std(1.0))
}

/// 400 samples of ten features. The target is a stair of the first feature, another of the second, and noise of standard deviation 0.14;
/// the other eight say nothing. The numbers are those of the oldest of generators, so that Python can draw them, too.
fn stairs() -> ann::Result<Dataset> {
    let mut state = 1_u64;
    let mut uniform = || {
        state = state * 48_271 % 2_147_483_647;
        state as f64 / 2_147_483_647.0
    };
    let heights: [[f64; 10]; 2] = [(); 2].map(|()| [(); 10].map(|()| uniform()));
    let (mut rows, mut y) = (Vec::new(), Vec::new());
    for _ in 0..400 {
        let x: [f64; 10] = [(); 10].map(|()| uniform());
        let steps = heights[0][(10.0 * x[0]) as usize] + heights[1][(10.0 * x[1]) as usize];
        y.push(steps + 0.5 * (uniform() - 0.5));
        rows.push(x);
    }
    Dataset::from_rows(&rows, Target::from_values(y))
}

/// A table in three quarters to learn from and one to test on, prepared as the first of them say.
fn quarter(name: &str, seed: u64) -> ann::Result<[Dataset; 2]> {
    let target = match name {
        "wine" => "cultivar",
        "penguins" => "species",
        "digits" => "digit",
        "diabetes" => "progression",
        _ => return stairs()?.split([0.75, 0.25], &mut stream(seed, 0)),
    };
    let table = Table::read(format!("data/{name}.csv"), &ReadOptions::with_target(target))?;
    let parts = table.deal([0.75, 0.25], &mut stream(seed, 0))?;
    Preparation::fit(&table, &parts[0])?.dataset(table)?.parts(parts)
}

/// The score of who has seen the training targets alone, and answers the most frequent class or the mean.
fn without_features(train: &Dataset, test: &Dataset) -> ann::Result<f64> {
    match (&train.target, &test.target) {
        (Target::Values(of_train), Target::Values(y)) => {
            let constant = y.mapv(|_| of_train.mean().unwrap_or(0.0));
            r2(constant.view(), y.view())
        }
        _ => {
            let times = |class: &usize| labels(train).iter().filter(|label| *label == class).count();
            let most = labels(train).iter().copied().max_by_key(times).unwrap_or(0);
            accuracy(&vec![most; test.samples()], labels(test))
        }
    }
}

/// What scikit-learn's boosted trees did on the same splits: `tests/fixtures/make_trees.py` asked them.
fn read_trees() -> ann::Result<serde_json::Value> {
    let path = PathBuf::from("tests/fixtures/trees.json");
    let text = std::fs::read_to_string(&path).map_err(|source| Error::Io { action: "read", path, source })?;
    serde_json::from_str(&text).map_err(|error| Error::Data { problem: error.to_string() })
}

/// The confidence of each answer, and whether it is right.
fn confidences(model: &Model<f32>, test: &Dataset) -> ann::Result<(Vec<f64>, Vec<bool>)> {
    let probabilities = model.predict_proba(test.x.view())?;
    let largest = probabilities.axis_iter(Axis(1)).map(|p| p.iter().copied().fold(0.0, f64::max));
    let answers = model.predict_classes(test.x.view())?;
    Ok((largest.collect(), answers.iter().zip(labels(test)).map(|(answer, label)| answer == label).collect()))
}

const RATE: f64 = 0.02; // the patient's learning rate

/// A network, samples and their targets, and three faults.
fn faulty(samples: &Dataset) -> (plain::Network, Matrix, Matrix) {
    let (hidden, output) = (plain::Activation::Relu, plain::Activation::Softmax);
    let mut network = plain::Network::new(&[64, 32, 16, 10], hidden, output, &mut rng(0));
    network.layers[1].b.fill(-100.0);
    let order = batches::batches(samples.samples(), samples.samples(), &mut rng(7)).concat();
    (network, samples.x.clone(), one_hot(labels(samples), 10).select(Axis(1), &order))
}

/// The length of a matrix taken as one long vector.
fn length(w: &Matrix) -> f64 {
    w.pow2().sum().sqrt()
}

/// Checks a to e, on one batch of m samples; x: (64, m), y: (10, m).
fn checks(network: &plain::Network, x: &Matrix, y: &Matrix) {
    let loss = |network: &plain::Network| cost(network, &forward(network, x), y, 0.0);
    let mut taught = network.clone();
    (0..2000).for_each(|_| batches::epoch(&mut taught, x, y, x.ncols(), RATE, &mut rng(0)));
    println!("a  first loss  {:.4}\nb  one batch   {:.4}", loss(network), loss(&taught));
    println!("layer  c  gradient  d  update/weight  e  dead neurons");
    let a = forward(network, x);
    let gradients = backward(network, &a, y);
    for (l, (layer, gradient)) in network.layers.iter().zip(&gradients).enumerate() {
        let measured = Matrix::from_shape_fn(layer.w.dim(), |place| nudge(network, l, place, loss));
        let error = length(&(&measured - &gradient.dw)) / (length(&measured) + length(&gradient.dw)); // (3.7)
        let update = RATE * length(&gradient.dw) / length(&layer.w);
        let dead = a[l + 1].rows().into_iter().filter(|neuron| neuron.iter().all(|a| *a == 0.0)).count();
        println!("{:>5}  {error:>11.7}  {update:>16.5}  {dead:>9} of {}", l + 1, layer.b.len());
    }
}

/// All checks; f is the accuracy after 100 epochs, on what was learnt from and on other samples.
fn examine(network: &plain::Network, [x, y]: [&Matrix; 2], [other_x, other_y]: [&Matrix; 2]) {
    checks(network, &x.slice(s![.., ..32]).to_owned(), &y.slice(s![.., ..32]).to_owned());
    let (mut network, mut random) = (network.clone(), rng(0));
    (0..100).for_each(|_| batches::epoch(&mut network, x, y, 32, RATE, &mut random));
    let accuracy = |x: &Matrix, y: &Matrix| {
        let a = forward(&network, x).pop().unwrap_or_default();
        let right = a.columns().into_iter().zip(y.columns()).filter(|(a, y)| class_of(*a) == class_of(*y));
        right.count() as f64 / y.ncols() as f64
    };
    println!("f  accuracy    {:.3}, of others {:.3}", accuracy(x, y), accuracy(other_x, other_y));
}

fn main() -> ann::Result<()> {
    title(11, "The trainer");

    step("One epoch by hand", "The 2-2-1 network of chapter 2, two samples, one step: rate 0.1, λ = 1.");
    // ANCHOR: by-hand
    let mut network = Network::<f64>::new(&[2, 2, 1], Activation::Relu, Activation::Sigmoid, &mut rng(0))?;
    network.layer_mut(1).w = array![[0.5, -1.0], [1.0, 0.5]];
    network.layer_mut(1).b = array![[0.5], [-0.5]];
    network.layer_mut(2).w = array![[1.0, -2.0]];
    network.layer_mut(2).b = array![[1.0]];
    let (x, y) = (array![[2.0, -1.0], [1.0, 1.0]], array![[1.0, 0.0]]);
    let loss = Loss::BinaryCrossEntropy;

    let one_epoch =
        Trainer { optimizer: Optimizer::Sgd, learning_rate: 0.1, batch_size: 2, epochs: 1, ..Trainer::default() };
    let before = evaluate(&network, x.view(), y.view(), loss, &mut Default::default())?;
    let answers = network.predict(x.view())?;
    println!("before  a = {answers:9.6}  loss {:.6}  accuracy {}", before.loss, before.metric.value());
    let history = one_epoch.train(&mut network, loss, Samples { x: x.view(), y: y.view() }, None, &mut rng(0))?;
    let after = history.epochs[0].train;
    let answers = network.predict(x.view())?;
    println!("after   a = {answers:9.6}  loss {:.6}  accuracy {}", after.loss, after.metric.value());
    for l in 1..=2 {
        println!("W{l} =\n{:9.6}\nb{l} =\n{:9.6}", network.layer(l).w, network.layer(l).b);
    }
    // ANCHOR_END: by-hand

    step("Two tasters", "Eight good bottles and two corked ones, judged by two tasters.");
    // ANCHOR: two-tasters
    let names = ["good".to_owned(), "corked".to_owned()];
    let actual = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1];
    let tasters = [("the first taster", [0; 10]), ("the second taster", [0, 0, 0, 0, 0, 0, 0, 1, 1, 0])];
    for (taster, predicted) in tasters {
        let matrix = ConfusionMatrix::new(&predicted, &actual, &names)?;
        println!("{taster}: accuracy {:.3}\n{matrix}", matrix.accuracy().unwrap_or(f64::NAN));
        println!("balanced accuracy of {taster} {:.4}\n", matrix.balanced_accuracy().unwrap_or(f64::NAN));
    }
    let marks = [0.1, 0.2, 0.1, 0.3, 0.2, 0.1, 0.4, 0.6, 0.7, 0.5]; // the second taster's, before yes or no
    println!("marks of the second taster {marks:?}");
    println!("AUC of the second taster {:.4}", roc_auc(&marks, &actual.map(|class| class == 1))?);
    // ANCHOR_END: two-tasters

    step("Four numbers", "y = 1, 2, 3, 6, answered with a network's guesses, with the mean 3, and with nonsense.");
    // ANCHOR: four-numbers
    let y = array![[1.0, 2.0, 3.0, 6.0]];
    for guess in [[1.5, 2.0, 2.5, 5.0], [3.0; 4], [6.0, 3.0, 2.0, 1.0]] {
        let guess = array![guess];
        println!("{guess:3.1}  rmse {:.6}  R² {:9.6}", rmse(guess.view(), y.view())?, r2(guess.view(), y.view())?);
    }
    // ANCHOR_END: four-numbers

    step("Wine", "Seeds 0 to 9: a split, a network and a training each, with the default settings.");
    // ANCHOR: wine
    let wine = read_csv("data/wine.csv", "cultivar", Task::Auto)?;
    let (mut predicted, mut actual, mut scores) = (Vec::new(), Vec::new(), Vec::new());
    for seed in 0..10 {
        let [train, test] = wine.split([0.75, 0.25], &mut stream(seed, 0))?;
        let (model, _) =
            Model::<f32>::fit(&Architecture::default(), &Trainer::default(), &train, &mut stream(seed, 1))?;
        scores.push(model.score(&test)?);
        predicted.extend(model.predict_classes(test.x.view())?);
        actual.extend(labels(&test));
    }
    println!("accuracy  {}", scores.iter().map(|score| format!("{score:.3}")).collect::<Vec<_>>().join("  "));
    scores.sort_by(f64::total_cmp);
    println!("median {:.4}, mean {:.4}\n", (scores[4] + scores[5]) / 2.0, mean_and_spread(&scores).0);
    let names: Vec<String> = (1..=3).map(|cultivar| format!("cultivar_{cultivar}")).collect();
    let matrix = ConfusionMatrix::new(&predicted, &actual, &names)?;
    println!("{matrix}");
    draw("confusion-wine", figure::confusion_matrix(&matrix)?)?;
    // ANCHOR_END: wine

    step("What the seed decides", "Wine, 40 trainings each: another split each time, or another network.");
    // ANCHOR: seeds
    let mut lines = vec![format!("{:<24}  {:>6}  {:>7}  {:>8}  {:>7}", "", "mean", "spread", "smallest", "largest")];
    let bar = progress(3 * 40, "training");
    let mut series = Vec::new();
    for (name, split) in [("another split every time", None), ("split 0", Some(0)), ("split 2", Some(2))] {
        let mut scores = Vec::new();
        for seed in 0..40 {
            let [train, test] = wine.split([0.75, 0.25], &mut stream(split.unwrap_or(seed), 0))?;
            let (model, _) =
                Model::<f32>::fit(&Architecture::default(), &Trainer::default(), &train, &mut stream(seed, 1))?;
            scores.push(model.score(&test)?);
            bar.inc(1);
        }
        let (mean, spread) = mean_and_spread(&scores);
        scores.sort_by(f64::total_cmp);
        lines.push(format!("{name:<24}  {mean:>6.4}  {spread:>7.4}  {:>8.4}  {:>7.4}", scores[0], scores[39]));
        series.push((name.to_owned(), (1..).map(f64::from).zip(scores).collect::<Vec<_>>()));
    }
    bar.finish_and_clear();
    println!("{}", lines.join("\n"));
    let (x, y, linear) = ("rank of the training", "accuracy", Scale::Linear);
    draw("seeds", figure::lines(&Lines { x, y, x_scale: linear, y_scale: linear, marks: true, series })?)?;
    // ANCHOR_END: seeds

    step(
        "Why these defaults",
        "One setting changed at a time; s.e. is that of the loss less the first row's, split by split.",
    );
    // ANCHOR: defaults
    let digits = read_csv("data/digits.csv", "digit", Task::Auto)?;
    let wavy = synthetic::curve(400, -4.0, 4.0, |x| (2.0 * x).sin() + x / 2.0, 0.1, &mut rng(1))?;
    let (layers, usual) = (Architecture::default(), Trainer::default());
    let linear = Architecture { hidden: vec![], ..layers.clone() };
    let stronger = Optimizer::AdamW { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weight_decay: 0.3 };
    let settings = [
        ("the defaults", layers.clone(), usual.clone()),
        ("no penalty", layers.clone(), Trainer { l2: 0.0, ..usual.clone() }),
        ("ten times the penalty", layers.clone(), Trainer { l2: 10.0, ..usual.clone() }),
        ("constant learning rate", layers.clone(), Trainer { schedule: Schedule::CONSTANT, ..usual.clone() }),
        ("plain descent, same rate", layers.clone(), Trainer { optimizer: Optimizer::Sgd, ..usual.clone() }),
        ("AdamW, decay 0.01", layers.clone(), Trainer { optimizer: Optimizer::ADAMW, l2: 0.0, ..usual.clone() }),
        ("AdamW, decay 0.3", layers.clone(), Trainer { optimizer: stronger, l2: 0.0, ..usual.clone() }),
        ("no hidden layer", linear, usual.clone()),
    ];
    let mut lines = vec![
        format!("{:<24}  {:^19}  {:^19}  {:^6}", "", "wine", "digits", "curve"),
        format!("{:<24}   acc.   loss   s.e.   acc.   loss   s.e.      R²", ""),
    ];
    let mut of_defaults: Vec<Vec<f64>> = Vec::new();
    let bar = progress(8 * 16, "training");
    for (name, architecture, trainer) in &settings {
        let mut line = format!("{name:<24}");
        for (k, (dataset, part, seeds)) in
            [(&wine, 0.75, 10), (&digits, 0.25, 3), (&wavy, 0.75, 3)].into_iter().enumerate()
        {
            let (mut metric, mut losses) = (0.0, Vec::new());
            for seed in 0..seeds {
                let [train, test] = dataset.split([part, 1.0 - part], &mut stream(seed, 0))?;
                let steps = if architecture.hidden.is_empty() { 5000 } else { 0 };
                let trainer = trainer.with_steps(steps, train.samples());
                let (model, _) = Model::<f32>::fit(architecture, &trainer, &train, &mut stream(seed, 1))?;
                let judged = judge(&model, &test)?;
                metric += judged.metric.value() / seeds as f64;
                losses.push(judged.loss);
                bar.inc(1);
            }
            of_defaults.extend((name == &"the defaults").then(|| losses.clone()));
            let above: Vec<f64> = losses.iter().zip(&of_defaults[k]).map(|(loss, usual)| loss - usual).collect();
            let (loss, error) = (mean_and_spread(&losses).0, mean_and_spread(&above).1 / (seeds as f64).sqrt());
            line += &match &dataset.target {
                Target::Classes { .. } => format!("  {metric:>5.3}  {loss:>5.3}  {error:>5.3}"),
                Target::Values(_) => format!("  {metric:>6.3}"),
            };
        }
        lines.push(line);
    }
    bar.finish_and_clear();
    println!("{}", lines.join("\n"));
    // ANCHOR_END: defaults

    step("Choose, without looking at the test", "449 digits locked away; 1348 teach and choose.");
    // ANCHOR: choose
    let [learning, test] = digits.split([0.75, 0.25], &mut stream(0, 0))?;
    let [train, validation] = learning.split([0.8, 0.2], &mut stream(0, 1))?;
    println!("{:<14}  {:>10}  {:>15}  {:>19}", "hidden layers", "train loss", "validation loss", "validation accuracy");
    let trainer = Trainer { epochs: 100, ..Trainer::default() };
    let mut chosen: Option<(f64, Architecture, History)> = None;
    for (hidden, keep_prob) in
        [(vec![], 1.0), (vec![32, 16], 1.0), (vec![64, 32], 1.0), (vec![64, 32], 0.9), (vec![64, 32], 0.7)]
    {
        let architecture = Architecture { hidden, keep_prob, ..Architecture::default() };
        let mut random = stream(0, 2);
        let mut model = Model::<f32>::new(&architecture, &train, &mut random)?;
        let history = model.train(&trainer, &train, Some(&validation), &mut random)?;
        let Some((last, judged)) = history.kept().and_then(|last| Some((last.train.loss, last.validation?))) else {
            continue;
        };
        let name = format!("{:?} p={keep_prob}", architecture.hidden);
        println!("{name:<14}  {last:>10.4}  {:>15.4}  {:>19.4}", judged.loss, judged.metric.value());
        if chosen.as_ref().is_none_or(|(smallest, ..)| judged.loss < *smallest) {
            chosen = Some((judged.loss, architecture, history));
        }
    }
    let (_, architecture, watched) = chosen.ok_or_else(|| Error::Data { problem: "nothing was chosen".to_owned() })?;
    draw("loss", figure::loss_curve(&watched, Scale::Logarithmic)?)?;
    // ANCHOR_END: choose

    step("A jump, and its cause", "The largest factor by which the training loss rises within five epochs.");
    // ANCHOR: jump
    let large_epsilon = Optimizer::Adam { beta1: 0.9, beta2: 0.999, epsilon: 1e-3, bias_correction: true };
    for (name, optimizer, l2) in [
        ("as it was", Optimizer::ADAM, 1.0),
        ("epsilon 0.001", large_epsilon, 1.0),
        ("no penalty", Optimizer::ADAM, 0.0),
    ] {
        let mut random = stream(0, 2);
        let changed = Trainer { optimizer, l2, ..trainer.clone() };
        let (_, history) = Model::<f32>::fit(&architecture, &changed, &train, &mut random)?;
        let smallest = |losses: &[f64]| losses.iter().copied().fold(f64::INFINITY, f64::min);
        let rises = history.train_loss().windows(6).map(|w| w[5] / smallest(&w[..5])).fold(0.0, f64::max);
        println!("{name:<13}  {rises:>4.1}");
    }
    // ANCHOR_END: jump

    step("Digits", "The chosen network taught by all 1348, and asked about the 449 it has never seen: once.");
    // ANCHOR: digits
    let (model, history) = Model::<f32>::fit(&architecture, &trainer, &learning, &mut stream(0, 3))?;
    println!("{}\n", model.network);
    println!("{:>5}  {:>13}  {:>10}  {:>14}", "epoch", "learning rate", "train loss", "train accuracy");
    for epoch in history.epochs.iter().filter(|epoch| [1, 2, 5, 10, 30, 100].contains(&epoch.epoch)) {
        let (loss, accuracy) = (epoch.train.loss, epoch.train.metric.value());
        println!("{:>5}  {:>13.5}  {loss:>10.4}  {accuracy:>14.4}", epoch.epoch, epoch.learning_rate);
    }
    let names: Vec<String> = (0..10).map(|digit| digit.to_string()).collect();
    let matrix = ConfusionMatrix::new(&model.predict_classes(test.x.view())?, labels(&test), &names)?;
    println!("\n{matrix}\n\ntest accuracy: {:.4}", model.score(&test)?);
    draw("confusion-digits", figure::confusion_matrix(&matrix)?)?;
    // ANCHOR_END: digits

    step("A penalty by five folds", "Diabetes, 331 of 442 patients: the loss on the fold that was left out.");
    // ANCHOR: folds
    let [known, locked] = quarter("diabetes", 0)?;
    let choice = choose_l2::<f32>(&layers, &usual, &known, L2Search::default(), 0, || ())?;
    for (l2, folds) in &choice.tried {
        let (mean, spread) = mean_and_spread(&folds.iter().map(|fold| fold.loss).collect::<Vec<_>>()); // (11.8)
        println!("λ {l2:<4}  loss {mean:.4} ± {:.4}", spread / 5.0_f64.sqrt());
    }
    println!("chosen: λ = {}", choice.l2);
    for (name, l2) in [("λ = 1", 1.0), ("the chosen λ", choice.l2)] {
        let penalised = Trainer { l2, ..usual.clone() };
        let (fitted, _) = Model::<f32>::fit(&layers, &penalised, &known, &mut stream(0, 1))?;
        println!("the locked 111 with {name}: R² {:.3}", fitted.score(&locked)?);
    }
    // ANCHOR_END: folds

    step(
        "Nine on a grid, or nine at random",
        "Diabetes, λ from 0.1 to 100 and α from 0.001 to 0.1, 50 epochs. The loss of the best of nine on its validation \
         samples, and the same network's on the test; means of ten repetitions.",
    );
    // ANCHOR: search
    let thirds = [1.0 / 6.0, 0.5, 5.0 / 6.0];
    let mut found: [Vec<[f64; 2]>; 2] = Default::default();
    for repetition in 0..10 {
        let [known, test] = quarter("diabetes", repetition)?;
        let [train, validation] = known.split([0.75, 0.25], &mut stream(repetition, 2))?;
        let mut random = stream(repetition, 3);
        let grid: Vec<[f64; 2]> = thirds.iter().flat_map(|&u| thirds.map(|v| [u, v])).collect();
        let drawn: Vec<[f64; 2]> = (0..9).map(|_| [random.random(), random.random()]).collect();
        for (found, points) in found.iter_mut().zip([grid, drawn]) {
            let mut best = [f64::INFINITY; 2];
            for [u, v] in points {
                let (l2, learning_rate) = (0.1 * 1000_f64.powf(u), 0.001 * 100_f64.powf(v));
                let trainer = Trainer { l2, learning_rate, epochs: 50, ..usual.clone() };
                let (model, _) = Model::<f32>::fit(&layers, &trainer, &train, &mut stream(repetition, 1))?;
                let loss = judge(&model, &validation)?.loss;
                if loss < best[0] {
                    best = [loss, judge(&model, &test)?.loss];
                }
            }
            found.push(best);
        }
    }
    for (name, best) in [("grid", &found[0]), ("random", &found[1])] {
        let [validation, test] = [0, 1].map(|k| best.iter().map(|losses| losses[k]).sum::<f64>() / 10.0);
        println!("{name:<7}  validation {validation:.4}  test {test:.4}");
    }
    let grid_less: Vec<f64> = found[0].iter().zip(&found[1]).map(|(grid, drawn)| grid[1] - drawn[1]).collect();
    let (less, spread) = mean_and_spread(&grid_less);
    println!("the grid's test loss less the other: {less:.4} ± {:.4}", spread * (0.1_f64 + 1.0 / 3.0).sqrt());
    // ANCHOR_END: search

    step(
        "Long enough?",
        "Wine, split 0, no hidden layer: the cost with its penalty after a training of so many steps.",
    );
    // ANCHOR: enough
    let straight = Architecture { hidden: vec![], ..Architecture::default() };
    let [train, _] = quarter("wine", 0)?;
    println!("{:>5}  {:>6}  {:>6}  {:>7}", "steps", "epochs", "λ = 1", "λ = 0.1");
    for steps in [1000, 2500, 5000, 10_000, 20_000] {
        let longer = usual.with_steps(steps, train.samples());
        print!("{steps:>5}  {:>6}", longer.epochs);
        for (l2, width) in [(1.0, 6), (0.1, 7)] {
            let trainer = Trainer { l2, ..longer.clone() };
            let (model, _) = Model::<f32>::fit(&straight, &trainer, &train, &mut stream(0, 1))?;
            let squares = model.network.layer(1).w.iter().map(|w| f64::from(*w).powi(2)).sum::<f64>();
            let cost = judge(&model, &train)?.loss + l2 / (2.0 * train.samples() as f64) * squares; // (11.1)
            print!("  {cost:>width$.4}");
        }
        println!();
    }
    // ANCHOR_END: enough

    step(
        "The simplest thing first",
        "Test accuracy, or R² for numbers, mean of ten splits: the most frequent class or the mean; no hidden layer; the \
         default network; of numbers, with a λ chosen by folds; boosted trees, scikit-learn's GradientBoosting and \
         HistGradientBoosting.",
    );
    // ANCHOR: baselines
    let trees = read_trees()?;
    let mut lines = vec![format!(
        "{:<8}  {:>8}  {:>8}  {:>8}  {:>8}  {:>8}  {:>10}",
        "", "constant", "linear", "default", "chosen λ", "boosting", "histograms"
    )];
    let mut scores: Vec<(String, [Vec<f64>; 6])> = Vec::new();
    let bar = progress(5 * 10, "splits");
    for name in ["wine", "penguins", "digits", "diabetes", "stairs"] {
        let mut of_table: [Vec<f64>; 6] = Default::default();
        for seed in 0..10 {
            let [train, test] = quarter(name, seed)?;
            let fit = |architecture: &Architecture, trainer: &Trainer| -> ann::Result<f64> {
                Model::<f32>::fit(architecture, trainer, &train, &mut stream(seed, 1))?.0.score(&test)
            };
            let default = fit(&layers, &usual)?;
            let chosen = match &train.target {
                Target::Classes { .. } => default,
                Target::Values(_) => {
                    let l2 = choose_l2::<f32>(&layers, &usual, &train, L2Search::default(), seed, || ())?.l2;
                    fit(&layers, &Trainer { l2, ..usual.clone() })?
                }
            };
            let asked = |model: &str| trees[name][model][seed as usize].as_f64().unwrap_or(f64::NAN);
            let [boosted, histograms] = ["GradientBoosting", "HistGradientBoosting"].map(asked);
            let constant = without_features(&train, &test)?;
            let linear = fit(&straight, &usual.with_steps(5000, train.samples()))?;
            let found = [constant, linear, default, chosen, boosted, histograms];
            of_table.iter_mut().zip(found).for_each(|(scores, score)| scores.push(score));
            bar.inc(1);
        }
        let [constant, linear, default, chosen, boosted, histograms] =
            of_table.each_ref().map(|s| mean_and_spread(s).0);
        lines.push(format!(
            "{name:<8}  {constant:>8.3}  {linear:>8.3}  {default:>8.3}  {chosen:>8.3}  {boosted:>8.3}  {histograms:>10.3}"
        ));
        scores.push((name.to_owned(), of_table));
    }
    bar.finish_and_clear();
    println!("{}", lines.join("\n"));
    // ANCHOR_END: baselines

    step(
        "Split by split",
        "The score of the network (of numbers, with the chosen λ) less that of another, split by split: the mean, its \
         standard error as if the splits were independent, the corrected one, and the ratio of the mean to each.",
    );
    // ANCHOR: paired
    println!("{:<22}  {:>8}  {:>8}  {:>5}  {:>9}  {:>5}", "", "mean", "naive", "ratio", "corrected", "ratio");
    for (name, of_table) in &scores {
        for (rival, other) in [("linear", 1), ("boosting", 4), ("histograms", 5)] {
            let less: Vec<f64> = of_table[3].iter().zip(&of_table[other]).map(|(ours, other)| ours - other).collect();
            let (n, (mean, s)) = (less.len() as f64, mean_and_spread(&less));
            let (naive, corrected) = (s * (1.0 / n).sqrt(), s * (1.0 / n + 0.25 / 0.75).sqrt()); // (11.9)
            // Two that always have the same score have no ratio.
            let ratio = |error: f64| if s > 0.0 { format!("{:.1}", mean.abs() / error) } else { "–".to_owned() };
            print!("{:<22}  {mean:>8.4}  {naive:>8.4}  {:>5}", format!("{name}, {rival}"), ratio(naive));
            println!("  {corrected:>9.4}  {:>5}", ratio(corrected));
        }
    }
    // ANCHOR_END: paired

    step("A curve", "y = sin 2x + x/2 with noise of standard deviation 0.1: what is left should be about that.");
    // ANCHOR: curve
    let [train, test] = wavy.split([0.75, 0.25], &mut rng(2))?;
    let mut fits = Vec::new();
    println!("{:<6}  {:>9}  {:>8}  {:>8}  {:>18}", "", "test rmse", "test R²", "train R²", "1 − 2 · train loss");
    for l2 in [10.0, 1.0, 0.1, 0.01] {
        let trainer = Trainer { l2, ..Trainer::default() };
        let (fitted, history) = Model::<f64>::fit(&Architecture::default(), &trainer, &train, &mut rng(3))?;
        if let (Target::Values(y), Some(last)) = (&test.target, history.kept()) {
            let rmse = rmse(fitted.predict_values(test.x.view())?.view(), y.view())?;
            print!("{:<6}  {rmse:>9.3}  {:>8.4}", format!("λ {l2}"), fitted.score(&test)?);
            println!("  {:>8.4}  {:>18.4}", last.train.metric.value(), 1.0 - 2.0 * last.train.loss);
        }
        let answers = fitted.predict_values(wavy.x.view())?;
        if [10.0, 0.1].contains(&l2) {
            fits.push((format!("λ = {l2}"), wavy.x.iter().copied().zip(answers.iter().copied()).collect::<Vec<_>>()));
        }
    }
    draw("curve", figure::fitted_curve(&train, &fits)?)?;
    // ANCHOR_END: curve

    step(
        "As sure as it is right?",
        "449 digits to learn from, 1348 to ask about: the mean confidence, the accuracy, the calibration error, and \
         what the error would be by luck if every confidence were true, of all answers and of the first 100.",
    );
    // ANCHOR: calibration
    let [few, many] = digits.split([0.25, 0.75], &mut stream(0, 0))?;
    println!("{:<5}  {:>10}  {:>8}  {:>7}  {:>7}  {:>9}", "", "confidence", "accuracy", "error", "luck", "luck, 100");
    let mut calibrations = Vec::new();
    for l2 in [0.0, 1.0] {
        let penalised = Trainer { l2, ..usual.clone() };
        let (answering, _) = Model::<f32>::fit(&layers, &penalised, &few, &mut stream(0, 1))?;
        let (sure, right) = confidences(&answering, &many)?;
        let calibration = Calibration::new(&sure, &right, 10)?;
        let mut luck = [0.0; 2];
        let mut random: Rng = rng(8);
        for _ in 0..100 {
            let drawn: Vec<bool> = sure.iter().map(|p| random.random::<f64>() < *p).collect();
            luck[0] += Calibration::new(&sure, &drawn, 10)?.expected_error() / 100.0;
            luck[1] += Calibration::new(&sure[..100], &drawn[..100], 10)?.expected_error() / 100.0;
        }
        let (mean, accuracy) = (mean_and_spread(&sure).0, answering.score(&many)?);
        let error = calibration.expected_error();
        let name = format!("λ = {l2}");
        println!("{name:<5}  {mean:>10.4}  {accuracy:>8.4}  {error:>7.4}  {:>7.4}  {:>9.4}", luck[0], luck[1]);
        calibrations.push((name, calibration));
    }
    {
        let named: Vec<_> = calibrations.iter().map(|(name, calibration)| (name.as_str(), calibration)).collect();
        draw("reliability", figure::reliability(&named)?)?;
    }
    for (name, calibration) in &calibrations {
        println!("\n{name}: confidence  accuracy  answers");
        for bin in &calibration.bins {
            println!("{:>17.3}  {:>8.3}  {:>7}", bin.confidence, bin.accuracy, bin.samples);
        }
    }
    // ANCHOR_END: calibration

    step("Stop in time", "30 noisy points, a large network without penalty, watched on 30 others, tested on 400.");
    // ANCHOR: early-stopping
    let mut random: Rng = rng(4);
    let noisy = synthetic::curve(460, -3.0, 3.0, f64::sin, 0.6, &mut random)?;
    let [train, validation, test] = noisy.split([30.0 / 460.0, 30.0 / 460.0, 400.0 / 460.0], &mut random)?;
    let large = Architecture { hidden: vec![64, 64], ..Architecture::default() };
    let plain = Trainer { l2: 0.0, epochs: 1000, schedule: Schedule::CONSTANT, ..Trainer::default() };
    let patient = EarlyStopping { patience: 50, validation_fraction: 0.2 };
    println!(
        "{:<15}  {:>6}  {:>4}  {:>10}  {:>15}  {:>7}",
        "", "epochs", "kept", "train loss", "validation loss", "test R²"
    );
    for (name, early_stopping) in [("to the end", None), ("early stopping", Some(patient))] {
        let trainer = Trainer { early_stopping, ..plain.clone() };
        let mut model = Model::<f64>::new(&large, &train, &mut rng(5))?;
        let history = model.train(&trainer, &train, Some(&validation), &mut rng(6))?;
        if let Some((kept, validated)) = history.kept().and_then(|kept| Some((kept, kept.validation?))) {
            print!("{name:<15}  {:>6}  {:>4}", history.epochs.len(), history.kept_epoch);
            println!("  {:>10.4}  {:>15.4}  {:>7.3}", kept.train.loss, validated.loss, model.score(&test)?);
        }
        if early_stopping.is_some() {
            draw("early-stopping", figure::loss_curve(&history, Scale::Logarithmic)?)?;
        }
    }
    // ANCHOR_END: early-stopping

    step("A patient", "A network that learns nothing from one part of the digits: what do the checks say?");
    // ANCHOR: patient
    let [lessons, others] = digits.split([0.5, 0.5], &mut stream(1, 0))?;
    let (mut sick, mut pixels, mut classes) = faulty(&lessons);
    let (mut other_pixels, other_classes) = (others.x.clone(), one_hot(labels(&others), 10));
    examine(&sick, [&pixels, &classes], [&other_pixels, &other_classes]);
    // ANCHOR_END: patient

    step("First cure", "Layer 2 starts with biases of 0.");
    // ANCHOR: cure-1
    sick.layers[1].b.fill(0.0);
    examine(&sick, [&pixels, &classes], [&other_pixels, &other_classes]);
    // ANCHOR_END: cure-1

    step("Second cure", "The pixels are standardised.");
    // ANCHOR: cure-2
    let scaler = Scaler::standard(pixels.view())?;
    (pixels, other_pixels) = (scaler.transform(pixels.view())?, scaler.transform(other_pixels.view())?);
    examine(&sick, [&pixels, &classes], [&other_pixels, &other_classes]);
    // ANCHOR_END: cure-2

    step("Third cure", "Each sample has its own label again.");
    // ANCHOR: cure-3
    classes = one_hot(labels(&lessons), 10);
    examine(&sick, [&pixels, &classes], [&other_pixels, &other_classes]);
    // ANCHOR_END: cure-3

    step("Keep it", "The digits' network written to a file, and read back.");
    // ANCHOR: file
    let path = std::env::temp_dir().join(format!("ann-chapter11-{}.safetensors", std::process::id()));
    model.save(&path)?;
    let again = Model::<f32>::load(&path)?;
    println!("the same model: {}", again == model);
    std::fs::remove_file(&path).map_err(|source| Error::Io { action: "remove", path, source })?;
    // ANCHOR_END: file

    step(
        "Break it: choose by the test set",
        "Two classes that nothing can tell apart: their centres are 6 apart, the points stray by 1000. Of 100 networks, \
         each taught by 60 points, the one that does best on 40 test points. Means over 20 repetitions.",
    );
    // ANCHOR: peek
    let (mut all, mut best_claims, mut best_honest) = (Vec::new(), Vec::new(), Vec::new());
    let five_epochs = Trainer { epochs: 5, ..Trainer::default() };
    let fresh = synthetic::blobs(10_000, 2, 1000.0, &mut rng(99))?;
    let bar = progress(20, "repeating");
    for repetition in 0..20 {
        let mut random = rng(repetition);
        let [train, small_test] = synthetic::blobs(100, 2, 1000.0, &mut random)?.split([0.6, 0.4], &mut random)?;
        let mut best: Option<(f64, Model<f32>)> = None;
        for _ in 0..100 {
            let (model, _) = Model::<f32>::fit(&Architecture::default(), &five_epochs, &train, &mut random)?;
            let claim = model.score(&small_test)?;
            all.push(claim);
            if best.as_ref().is_none_or(|(largest, _)| claim > *largest) {
                best = Some((claim, model));
            }
        }
        if let Some((claim, model)) = best {
            best_claims.push(claim);
            best_honest.push(model.score(&fresh)?);
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    println!("{:<29}  {:.3}", "all 100, 40 test points", mean_and_spread(&all).0);
    println!("{:<29}  {:.3}", "the best, the same 40 points", mean_and_spread(&best_claims).0);
    println!("{:<29}  {:.3}", "the best, 10 000 new points", mean_and_spread(&best_honest).0);
    // ANCHOR_END: peek

    step("Break it: too fast", "Plain descent on the curve with a learning rate of 1000.");
    // ANCHOR: diverged
    let reckless = Trainer { optimizer: Optimizer::Sgd, learning_rate: 1000.0, ..Trainer::default() };
    if let Err(error) = Model::<f64>::fit(&Architecture::default(), &reckless, &wavy, &mut rng(7)) {
        println!("→ {error}");
    }
    // ANCHOR_END: diverged

    drawn(&["confusion-wine", "seeds", "loss", "confusion-digits", "curve", "reliability", "early-stopping"]);
    Ok(())
}
