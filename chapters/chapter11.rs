//! Chapter 11, the trainer: real data, from a CSV file to a confusion matrix.

mod talk;

use ann::data::{Target, Task, read_csv, synthetic};
use ann::metrics::{ConfusionMatrix, rmse};
use ann::random::stream;
use ann::{EarlyStopping, Error, Model, Optimizer, Schedule, Trainer, rng};
use std::ops::ControlFlow;
use talk::{progress, step, title};

fn main() -> ann::Result<()> {
    title(11, "The trainer");

    step("Wine", "Seeds 0 to 9: a split, a network and a training each, with the default settings.");
    // ANCHOR: wine
    let wine = read_csv("data/wine.csv", "cultivar", Task::Auto)?;
    let (mut predicted, mut actual, mut scores) = (Vec::new(), Vec::new(), Vec::new());
    for seed in 0..10 {
        let [train, test] = wine.split([0.75, 0.25], &mut stream(seed, 0))?;
        let (model, _) = Model::<f32>::fit(&Trainer::default(), &train, &mut stream(seed, 1))?;
        scores.push(model.score(&test)?);
        predicted.extend(model.predict_classes(test.x.view())?);
        if let Target::Classes { labels, .. } = &test.target {
            actual.extend(labels);
        }
    }
    println!("{}", scores.iter().map(|score| format!("{score:.3}")).collect::<Vec<_>>().join("  "));
    scores.sort_by(f64::total_cmp);
    println!("median {:.4}, mean {:.4}\n", (scores[4] + scores[5]) / 2.0, scores.iter().sum::<f64>() / 10.0);
    let names: Vec<String> = (1..=3).map(|cultivar| format!("cultivar_{cultivar}")).collect();
    println!("{}", ConfusionMatrix::new(&predicted, &actual, &names)?);
    // ANCHOR_END: wine

    step("Digits", "1348 digits of 8 × 8 pixels to learn from, 449 to test, with dropout and Adam.");
    // ANCHOR: digits
    let digits = read_csv("data/digits.csv", "digit", Task::Auto)?;
    let [train, test] = digits.split([0.75, 0.25], &mut stream(0, 0))?;
    let trainer = Trainer { hidden: vec![64, 32], keep_prob: 0.9, epochs: 100, ..Trainer::default() };
    let mut random = stream(0, 1);
    let mut model = Model::<f32>::new(&trainer, &train, &mut random)?;
    println!("{}\n", model.network);
    let bar = progress(100, "training");
    let history = model.train(&trainer, &train, None, &mut random, |_, _| {
        bar.inc(1);
        ControlFlow::Continue(())
    })?;
    bar.finish_and_clear();
    println!("{:>5}  {:>13}  {:>10}  {:>14}", "epoch", "learning rate", "train loss", "train accuracy");
    for epoch in history.epochs.iter().filter(|epoch| [1, 2, 5, 10, 30, 100].contains(&epoch.epoch)) {
        println!(
            "{:>5}  {:>13.5}  {:>10.4}  {:>14.4}",
            epoch.epoch, epoch.learning_rate, epoch.train.loss, epoch.train.metric
        );
    }
    if let Target::Classes { labels, names } = &test.target {
        println!("\n{}\n", ConfusionMatrix::new(&model.predict_classes(test.x.view())?, labels, names)?);
    }
    println!("test accuracy: {:.4}", model.score(&test)?);
    // ANCHOR_END: digits

    step("A curve", "y = sin 2x + x/2 with noise of standard deviation 0.1: what is left should be about that.");
    // ANCHOR: curve
    let curve = synthetic::curve(400, -4.0, 4.0, |x| (2.0 * x).sin() + x / 2.0, 0.1, &mut rng(1))?;
    let [train, test] = curve.split([0.75, 0.25], &mut rng(2))?;
    let (fitted, _) = Model::<f64>::fit(&Trainer { l2: 0.1, ..Trainer::default() }, &train, &mut rng(3))?;
    if let Target::Values(y) = &test.target {
        println!("test rmse: {:.3}", rmse(fitted.predict(test.x.view())?.view(), y.view())?);
    }
    println!("test r2:   {:.3}", fitted.score(&test)?);
    // ANCHOR_END: curve

    step(
        "Stop in time",
        "30 points of a sine under heavy noise, a large network without penalty, watched on 30 other\n\
         points with a patience of 50 epochs, tested on 400.",
    );
    // ANCHOR: early-stopping
    let mut random = rng(4);
    let noisy = synthetic::curve(460, -3.0, 3.0, f64::sin, 0.6, &mut random)?;
    let [train, validation, test] = noisy.split([30.0 / 460.0, 30.0 / 460.0, 400.0 / 460.0], &mut random)?;
    let plain =
        Trainer { hidden: vec![64, 64], l2: 0.0, epochs: 1000, schedule: Schedule::CONSTANT, ..Trainer::default() };
    let patient = EarlyStopping { patience: 50, validation_fraction: 0.2 };
    println!(
        "{:<15}  {:>6}  {:>4}  {:>10}  {:>15}  {:>7}",
        "", "epochs", "kept", "train loss", "validation loss", "test r2"
    );
    for (name, early_stopping) in [("to the end", None), ("early stopping", Some(patient))] {
        let trainer = Trainer { early_stopping, ..plain.clone() };
        let mut model = Model::<f64>::new(&trainer, &train, &mut rng(5))?;
        let history =
            model.train(&trainer, &train, Some(&validation), &mut rng(6), |_, _| ControlFlow::Continue(()))?;
        if let Some((best, validated)) = history.best().and_then(|best| Some((best, best.validation?))) {
            print!("{name:<15}  {:>6}  {:>4}", history.epochs.len(), history.best_epoch);
            println!("  {:>10.4}  {:>15.4}  {:>7.3}", best.train.loss, validated.loss, model.score(&test)?);
        }
    }
    // ANCHOR_END: early-stopping

    step("Keep it", "The digits' network written to a file, read back, and asked again.");
    // ANCHOR: file
    let path = std::env::temp_dir().join(format!("ann-chapter11-{}.safetensors", std::process::id()));
    model.save(&path)?;
    let again = Model::<f32>::load(&path)?;
    println!("the same model: {}", again == model);
    std::fs::remove_file(&path).map_err(|source| Error::Io { action: "remove", path, source })?;
    // ANCHOR_END: file

    step("Break it: too fast", "Plain descent on the curve with a learning rate of 1000.");
    // ANCHOR: diverged
    let reckless = Trainer { optimizer: Optimizer::Sgd, learning_rate: 1000.0, ..Trainer::default() };
    if let Err(error) = Model::<f64>::fit(&reckless, &curve, &mut rng(7)) {
        println!("→ {error}");
    }
    // ANCHOR_END: diverged
    Ok(())
}
