//! Chapter 10, data: from a file to numbers that a network can read.

mod talk;

use ann::data::{Scaler, Target, Task, one_hot, read_csv, synthetic};
use ann::{Activation, Error, Loss, Model, Network, Samples, Trainer, evaluate, rng};
use ndarray::{Array2, array};
use std::ops::ControlFlow;
use talk::{step, title};

fn main() -> ann::Result<()> {
    title(10, "Data");

    step(
        "A table",
        "Wine: the range of every measurement. The mean of the last is two thousand times that of the eighth.",
    );
    // ANCHOR: table
    let wine = read_csv("data/wine.csv", "cultivar", Task::Auto)?;
    println!("{} samples, target '{}'", wine.samples(), wine.target_name);
    println!("{:<22}  {:>8}  {:>8}  {:>8}  {:>8}", "feature", "smallest", "largest", "mean", "std");
    for (name, row) in wine.features.iter().zip(wine.x.rows()) {
        let (smallest, largest) = row.iter().fold((f64::MAX, f64::MIN), |(a, b), &x| (a.min(x), b.max(x)));
        println!(
            "{name:<22}  {smallest:>8}  {largest:>8}  {:>8.2}  {:>8.2}",
            row.mean().unwrap_or(f64::NAN),
            row.std(0.0)
        );
    }
    // ANCHOR_END: table

    step("One-hot", "Three labels as three columns: the answers that a softmax should give.");
    // ANCHOR: one-hot
    println!("labels 0, 2, 1 →\n{}", one_hot::<f64>(&[0, 2, 1], 3));
    // ANCHOR_END: one-hot

    step("Parts", "A stratified split: every class in its proportion in every part.");
    // ANCHOR: split
    let [train, validation, test] = wine.split([0.6, 0.2, 0.2], &mut rng(0))?;
    println!("{:<11}  {:>10}  {:>10}  {:>10}  {:>5}", "", "cultivar_1", "cultivar_2", "cultivar_3", "all");
    for (name, part) in [("all", &wine), ("train", &train), ("validation", &validation), ("test", &test)] {
        if let Target::Classes { labels, .. } = &part.target {
            let count = |class: usize| labels.iter().filter(|&&label| label == class).count();
            println!("{name:<11}  {:>10}  {:>10}  {:>10}  {:>5}", count(0), count(1), count(2), part.samples());
        }
    }
    // ANCHOR_END: split

    step("Two ways to scale", "Three values, and a constant feature, standardised and min–max scaled.");
    // ANCHOR: scale
    let x = array![[1.0, 2.0, 6.0], [7.0, 7.0, 7.0]];
    println!("X =\n{x:8.4}");
    println!("standard =\n{:8.4}", Scaler::standard(x.view())?.transform::<f64>(x.view())?);
    println!("min–max =\n{:8.4}", Scaler::min_max(x.view())?.transform::<f64>(x.view())?);
    // ANCHOR_END: scale

    step("Problems made to order", "The default network on synthetic data: test accuracy, and R² for the curve.");
    // ANCHOR: synthetic
    let mut random = rng(1);
    let problems = [
        ("blobs", synthetic::blobs(300, 4, 0.8, &mut random)?),
        ("moons", synthetic::moons(300, 0.15, &mut random)?),
        ("circles", synthetic::circles(300, 0.1, &mut random)?),
        ("spirals", synthetic::spirals(300, 3, 0.03, &mut random)?),
        ("xor", synthetic::xor(300, 0.05, &mut random)?),
        ("curve", synthetic::curve(300, -4.0, 4.0, |x| (2.0 * x).sin() + x / 2.0, 0.1, &mut random)?),
    ];
    for (name, problem) in &problems {
        let [train, test] = problem.split([0.7, 0.3], &mut random)?;
        let (model, _) = Model::<f64>::fit(&Trainer::default(), &train, &mut random)?;
        println!("{name:<8}  {:.3}", model.score(&test)?);
    }
    // ANCHOR_END: synthetic

    step(
        "Break it: do not scale",
        "Wine, the same network and training, 20 seeds: mean test accuracy with the measurements as\n\
         they are, min–max scaled and standardised.",
    );
    // ANCHOR: unscaled
    let trainer = Trainer { epochs: 50, ..Trainer::default() };
    type Fit = fn(ndarray::ArrayView2<'_, f64>) -> ann::Result<Scaler>;
    let ways: [(&str, Fit); 3] = [
        ("as they are", |x| Ok(Scaler::identity(x.nrows()))),
        ("min–max", Scaler::min_max),
        ("standardised", Scaler::standard),
    ];
    for (name, fit) in ways {
        let mut total = 0.0;
        for seed in 0..20 {
            let mut random = rng(seed);
            let [train, test] = wine.split([0.75, 0.25], &mut random)?;
            let scaler = fit(train.x.view())?;
            let targets = |part: &ann::data::Dataset| -> Array2<f64> {
                match &part.target {
                    Target::Classes { labels, names } => one_hot(labels, names.len()),
                    Target::Values(y) => y.clone(),
                }
            };
            let (x, y) = (scaler.transform::<f64>(train.x.view())?, targets(&train));
            let mut network = Network::new(&[13, 32, 16, 3], Activation::Relu, Activation::Softmax, &mut random)?;
            let samples = Samples { x: x.view(), y: y.view() };
            let loss = Loss::CategoricalCrossEntropy;
            trainer.train(&mut network, loss, samples, None, &mut random, |_, _| ControlFlow::Continue(()))?;
            let (x, y) = (scaler.transform::<f64>(test.x.view())?, targets(&test));
            total += evaluate(&network, x.view(), y.view(), loss, &mut Default::default())?.metric / 20.0;
        }
        println!("{name:<13}  {total:.3}");
    }
    // ANCHOR_END: unscaled

    step("Break it: tables that are none", "What the reader says about files with a mistake in them.");
    // ANCHOR: broken
    let tables = [
        ("an empty file", ""),
        ("a ragged row", "width,height,kind\n1,2,a\n3,b\n"),
        ("a missing cell", "width,height,kind\n1,2,a\n3,,b\n"),
        ("a unit", "width,height,kind\n1,2,a\n3 cm,4,b\n"),
        ("not a number", "width,height,kind\n1,NaN,a\n3,4,b\n"),
        ("one class", "width,height,kind\n1,2,a\n3,4,a\n"),
        ("no target", "width,height\n1,2\n3,4\n"),
    ];
    let path = std::env::temp_dir().join(format!("ann-chapter10-{}.csv", std::process::id()));
    for (name, content) in tables {
        std::fs::write(&path, content).map_err(|source| Error::Io { action: "write", path: path.clone(), source })?;
        match read_csv(&path, "kind", Task::Auto) {
            Err(Error::Table { row, column, problem, .. }) => {
                let row = row.map(|(row, line)| format!(", row {row}, line {line}")).unwrap_or_default();
                let column = column.map(|column| format!(", {column}")).unwrap_or_default();
                println!("{name}{row}{column}\n  → {problem}");
            }
            other => println!("{name}: {:?}", other.map(|dataset| dataset.samples())),
        }
    }
    std::fs::remove_file(&path).map_err(|source| Error::Io { action: "remove", path, source })?;
    // ANCHOR_END: broken
    Ok(())
}
