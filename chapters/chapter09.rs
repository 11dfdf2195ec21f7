//! Chapter 9, seeing: what the layers of a network make of their input.

mod talk;

use ann::data::{Dataset, Target, Task, read_csv, synthetic};
use ann::figure::{self, Projection, Scale};
use ann::metrics::ConfusionMatrix;
use ann::projection::{Pca, Tsne, silhouette, trustworthiness};
use ann::{Activation, Cache, Model, Network, Optimizer, Trainer, evaluate, rng};
use ndarray::{Array2, Axis};
use std::ops::ControlFlow;
use talk::{draw, drawn, step, title};

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
        "Two moons, 300 points: the plane as the network divides it after 1, 10 and 100 epochs, and how many points are \
         on their side.",
    );
    // ANCHOR: boundary
    let moons = synthetic::moons(300, 0.15, &mut rng(2))?;
    let trainer = Trainer { epochs: 100, ..Trainer::default() };
    let mut model = Model::<f64>::new(&trainer, &moons, &mut rng(3))?;
    let untrained = model.clone();
    let mut at_epochs = Vec::new();
    let history = model.train(&trainer, &moons, None, &mut rng(4), |epoch, network| {
        if [1, 10, 100].contains(&epoch.epoch) {
            at_epochs.push((epoch.epoch, Model { network: network.clone(), ..untrained.clone() }));
        }
        ControlFlow::Continue(())
    })?;
    for (epoch, then) in &at_epochs {
        println!("epoch {epoch:>3}: {:.3}", then.score(&moons)?);
        draw(&format!("boundary-{epoch}"), figure::decision_boundary(then, &moons, None)?)?;
    }
    draw("loss", figure::loss_curve(&history, Scale::Linear)?)?;
    // ANCHOR_END: boundary

    step(
        "Maps",
        "The test digits on the plane, by PCA and by t-SNE, from the pixels and from the last hidden layer: the part \
         of the variance or the divergence that is left, the trustworthiness over 12 neighbours, and the silhouette.",
    );
    // ANCHOR: maps
    let digits = read_csv("data/digits.csv", "digit", Task::Auto)?;
    let [train, test] = digits.split([0.75, 0.25], &mut rng(6))?;
    let (model, _) = Model::<f64>::fit(&Trainer::default(), &train, &mut rng(7))?;
    let hidden = model.network.activations(2, model.scaled(&test)?.0.view())?;
    println!("{:<16}  {:>14}  {:>15}  {:>10}", "", "", "trustworthiness", "silhouette");
    let mut maps = Vec::new();
    for (name, x) in [("pixels", &test.x), ("hidden layer", &hidden)] {
        let pca = Pca::fit(x.view(), 2)?;
        let map = Tsne::default().fit(x.view())?;
        let kept = format!("{:.0} % kept", 100.0 * pca.ratios.sum());
        let left = format!("KL {:.2}", map.kl_divergence);
        for (method, y, told) in [("PCA", pca.transform(x.view())?, kept), ("t-SNE", map.y, left)] {
            let trust = trustworthiness(x.view(), y.view(), 12)?;
            let apart = silhouette(y.view(), labels(&test))?;
            println!("{:<19}  {told:>11}  {trust:>15.3}  {apart:>10.3}", format!("{method}, {name}"));
            maps.push((format!("{method}, {name}"), y));
        }
    }
    let panels: Vec<Projection<'_>> = maps.iter().map(|(name, y)| Projection { name, y: y.view() }).collect();
    let names: Vec<String> = (0..10).map(|digit| digit.to_string()).collect();
    draw("maps", figure::projections(&panels, labels(&test), &names)?)?;
    draw("hidden-layer", figure::layer_activations(hidden.view(), labels(&test), &names)?)?;
    let confusion = ConfusionMatrix::new(&model.predict_classes(test.x.view())?, labels(&test), &names)?;
    draw("confusion", figure::confusion_matrix(&confusion)?)?;
    draw("activations", figure::activation_functions()?)?;
    // ANCHOR_END: maps

    step(
        "Break it: kill the ReLUs",
        "Digits, plain descent, 10 epochs: a rate too high pushes neurons below zero for every sample. \
         There a ReLU has slope 0 and its weights get no gradient; a leaky ReLU's do. The part of the \
         neurons that are never above 0, and the training accuracy.",
    );
    // ANCHOR: dead
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

    drawn(&["boundary-1", "boundary-10", "boundary-100", "loss", "maps", "hidden-layer", "confusion", "activations"]);
    Ok(())
}
