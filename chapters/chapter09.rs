//! Chapter 9, seeing: what the layers of a network make of their input.

mod talk;

use ann::data::{Dataset, Target, Task, read_csv, synthetic};
use ann::projection::silhouette;
use ann::{Activation, Cache, Model, Network, Optimizer, Trainer, evaluate, rng};
use ndarray::{Array2, Axis};
use std::ops::ControlFlow;
use talk::{step, title};

/// The labels of a data set of classes.
fn labels(dataset: &Dataset) -> &[usize] {
    match &dataset.target {
        Target::Classes { labels, .. } => labels,
        Target::Values(_) => &[],
    }
}

/// The part of the neurons of layer l that are not above 0 for any column of x.
fn below_zero(network: &Network<f64>, l: usize, x: &Array2<f64>) -> ann::Result<f64> {
    let a = network.activations(l, x.view())?;
    let silent = a.axis_iter(Axis(0)).filter(|neuron| neuron.iter().all(|a| *a <= 0.0)).count();
    Ok(silent as f64 / a.nrows() as f64)
}

fn main() -> ann::Result<()> {
    title(9, "Seeing");

    step(
        "Classes come apart",
        "The silhouette (1: classes far apart, 0: they touch) of the test samples, as they are read\n\
         and in the last hidden layer, before training and after.",
    );
    // ANCHOR: silhouettes
    println!(
        "{:<7}  {:>8}  {:>17}  {:>15}  {:>13}",
        "", "features", "hidden, untrained", "hidden, trained", "test accuracy"
    );
    for (file, target) in [("wine", "cultivar"), ("digits", "digit")] {
        let mut random = rng(0);
        let dataset = read_csv(format!("data/{file}.csv"), target, Task::Auto)?;
        let [train, test] = dataset.split([0.75, 0.25], &mut random)?;
        let trainer = Trainer::default();
        let mut model = Model::<f64>::new(&trainer, &train, &mut random)?;
        let (x, _) = model.scaled(&test)?;
        let last_hidden = model.network.depth() - 1;
        let raw = silhouette(x.view(), labels(&test))?;
        let before = silhouette(model.network.activations(last_hidden, x.view())?.view(), labels(&test))?;
        model.train(&trainer, &train, None, &mut random, |_, _| ControlFlow::Continue(()))?;
        let after = silhouette(model.network.activations(last_hidden, x.view())?.view(), labels(&test))?;
        println!("{file:<7}  {raw:>8.3}  {before:>17.3}  {after:>15.3}  {:>13.3}", model.score(&test)?);
    }
    // ANCHOR_END: silhouettes

    step("What each neuron likes", "Wine, one hidden layer of 6: mean activation of each neuron for each cultivar.");
    // ANCHOR: neurons
    let wine = read_csv("data/wine.csv", "cultivar", Task::Auto)?;
    let (model, _) = Model::<f64>::fit(&Trainer { hidden: vec![6], ..Trainer::default() }, &wine, &mut rng(1))?;
    let a = model.network.activations(1, model.scaled(&wine)?.0.view())?;
    println!("{:<11} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7}", "neuron", 1, 2, 3, 4, 5, 6);
    for class in 0..3 {
        let members: Vec<usize> = (0..wine.samples()).filter(|&i| labels(&wine)[i] == class).collect();
        print!("cultivar_{}", class + 1);
        if let Some(means) = a.select(Axis(1), &members).mean_axis(Axis(1)) {
            means.iter().for_each(|mean| print!(" {mean:>7.2}"));
        }
        println!();
    }
    // ANCHOR_END: neurons

    step(
        "A boundary forms",
        "Two moons: which class the network gives to each place of the plane, after 1, 10 and 100 epochs.",
    );
    // ANCHOR: boundary
    let moons = synthetic::moons(300, 0.15, &mut rng(2))?;
    let trainer = Trainer { epochs: 100, ..Trainer::default() };
    let mut model = Model::<f64>::new(&trainer, &moons, &mut rng(3))?;
    let scaler = model.scaler.clone();
    let grid = Array2::from_shape_fn((2, 9 * 24), |(k, i)| {
        let (row, column) = (i / 24, i % 24);
        if k == 0 { -1.5 + 4.0 * column as f64 / 23.0 } else { 1.5 - 2.5 * row as f64 / 8.0 }
    });
    let mut pictures: Vec<Vec<String>> = Vec::new();
    model.train(&trainer, &moons, None, &mut rng(4), |epoch, network| {
        if [1, 10, 100].contains(&epoch.epoch) {
            let answer = scaler.transform::<f64>(grid.view()).and_then(|x| network.predict(x.view()));
            let shade = |p: f64| {
                if p < 0.1 {
                    '.'
                } else if p < 0.5 {
                    ':'
                } else if p < 0.9 {
                    'o'
                } else {
                    '#'
                }
            };
            let cells: Vec<char> = answer.iter().flat_map(|a| a.row(1).to_vec()).map(shade).collect();
            pictures.push(cells.chunks(24).map(|row| row.iter().collect()).collect());
        }
        ControlFlow::Continue(())
    })?;
    println!("{:<24}  {:<24}  {:<24}", "epoch 1", "epoch 10", "epoch 100");
    for row in 0..9 {
        println!("{}", pictures.iter().map(|picture| picture[row].as_str()).collect::<Vec<_>>().join("  "));
    }
    // ANCHOR_END: boundary

    step(
        "Break it: kill the ReLUs",
        "Digits, plain descent, 10 epochs: a rate too high pushes neurons below zero for every sample. \
         There a ReLU has slope 0 and its weights get no gradient; a leaky ReLU's do. The part of the \
         neurons that are never above 0, and the training accuracy.",
    );
    // ANCHOR: dead
    let digits = read_csv("data/digits.csv", "digit", Task::Auto)?;
    println!("{:<11} {:>5}  {:>16}  {:>16}  {:>8}", "", "rate", "below 0, layer 1", "below 0, layer 2", "accuracy");
    for activation in [Activation::Relu, Activation::LEAKY_RELU] {
        for learning_rate in [0.1, 0.5, 1.0] {
            let trainer = Trainer {
                activation,
                learning_rate,
                optimizer: Optimizer::Sgd,
                epochs: 10,
                l2: 0.0,
                ..Trainer::default()
            };
            let (model, _) = Model::<f64>::fit(&trainer, &digits, &mut rng(5))?;
            let (x, y) = model.scaled(&digits)?;
            let accuracy =
                evaluate(&model.network, x.view(), y.view(), model.answer.loss(), &mut Cache::default())?.metric;
            let silent = [below_zero(&model.network, 1, &x)?, below_zero(&model.network, 2, &x)?];
            println!("{activation:<11} {learning_rate:>5}  {:>16.2}  {:>16.2}  {accuracy:>8.3}", silent[0], silent[1]);
        }
    }
    // ANCHOR_END: dead
    Ok(())
}
