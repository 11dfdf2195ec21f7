//! Solutions to the exercises of chapter 9.

mod talk;

use ann::data::{Dataset, Scaler, Target, Task, read_csv};
use ann::projection::{Pca, Tsne, silhouette, trustworthiness};
use ann::{Architecture, Init, Model, Trainer, rng};
use ndarray::{Array2, ArrayView1, Axis, array};
use std::ops::ControlFlow;
use talk::{step, title};

/// The labels of a data set of classes.
fn labels_of(dataset: &Dataset) -> &[usize] {
    match &dataset.target {
        Target::Classes { labels, .. } => labels,
        Target::Values(_) => &[],
    }
}

/// The mean distance of a point of the map to its nearest, as a part of that to all others.
fn clumping(y: &Array2<f64>) -> f64 {
    let (mut nearest, mut mean) = (0.0, 0.0);
    for (i, a) in y.columns().into_iter().enumerate() {
        let distance = |b: ArrayView1<f64>| (&a - &b).mapv(|d| d * d).sum().sqrt();
        let others = y.columns().into_iter().enumerate().filter(|(j, _)| *j != i);
        let distances: Vec<f64> = others.map(|(_, b)| distance(b)).collect();
        nearest += distances.iter().copied().fold(f64::INFINITY, f64::min);
        mean += distances.iter().sum::<f64>() / distances.len() as f64;
    }
    nearest / mean
}

fn main() -> ann::Result<()> {
    title(9, "Seeing: solutions");

    step("Exercise 1", "The silhouette of four points on a line.");
    // ANCHOR: exercise-1
    let line = array![[0.0, 1.0, 4.0, 6.0]];
    println!("{:.6}", silhouette(line.view(), &[0, 0, 1, 1])?);
    // ANCHOR_END: exercise-1

    step("Exercise 2", "PCA of Wine as it is and standardised: the first ratio, the first component's peak, the map.");
    // ANCHOR: exercise-2
    let wine = read_csv("data/wine.csv", "cultivar", Task::Auto)?;
    let standardised: Array2<f64> = Scaler::standard(wine.x.view())?.transform(wine.x.view())?;
    println!("{:<13}  {:>11}  {:<20}  {:>10}", "", "first ratio", "largest entry", "silhouette");
    for (name, x) in [("as it is", &wine.x), ("standardised", &standardised)] {
        let pca = Pca::fit(x.view(), 2)?;
        let first = pca.components.row(0);
        let peak = (0..13).fold(0, |peak, i| if first[i].abs() > first[peak].abs() { i } else { peak });
        let apart = silhouette(pca.transform(x.view())?.view(), labels_of(&wine))?;
        let told = format!("{} {:.4}", wine.features[peak], first[peak]);
        println!("{name:<13}  {:>11.4}  {told:<20}  {apart:>10.3}", pca.ratios[0]);
    }
    // ANCHOR_END: exercise-2

    step("Exercise 3", "Digits rebuilt from k scores: the squared error of an image, and the variances left out.");
    // ANCHOR: exercise-3
    let digits = read_csv("data/digits.csv", "digit", Task::Auto)?;
    let all = Pca::fit(digits.x.view(), 64)?;
    let m = digits.samples() as f64;
    println!("{:>2}  {:>6}  {:>13}  {:>18}", "k", "kept", "squared error", "variances left out");
    for k in [2, 10, 30] {
        let pca = Pca::fit(digits.x.view(), k)?;
        let rebuilt = pca.components.t().dot(&pca.transform(digits.x.view())?) + pca.mean.view().insert_axis(Axis(1));
        let error = (&digits.x - &rebuilt).mapv(|d| d * d).sum() / m;
        let left_out = all.variances.iter().skip(k).sum::<f64>() * (m - 1.0) / m;
        println!("{k:>2}  {:>6.3}  {error:>13.4}  {left_out:>18.4}", pca.ratios.sum());
    }
    // ANCHOR_END: exercise-3

    step(
        "Exercise 4",
        "Noise, 300 samples of 20 features: how far the nearest is on the map, and what can be trusted.",
    );
    // ANCHOR: exercise-4
    let noise = Init::Normal { std: 1.0 }.weights::<f64>(20, 300, &mut rng(1))?;
    println!("{:<16}  {:>12}  {:>15}", "", "nearest/mean", "trustworthiness");
    for perplexity in [2.0, 5.0, 30.0, 100.0] {
        let y = Tsne { perplexity, ..Tsne::default() }.fit(noise.view())?.y;
        let trust = trustworthiness(noise.view(), y.view(), 12)?;
        println!("{:<16}  {:>12.3}  {trust:>15.3}", format!("perplexity {perplexity}"), clumping(&y));
    }
    let y = Pca::fit(noise.view(), 2)?.transform(noise.view())?;
    println!("{:<16}  {:>12.3}  {:>15.3}", "PCA", clumping(&y), trustworthiness(noise.view(), y.view(), 12)?);
    // ANCHOR_END: exercise-4

    step(
        "Exercise 5",
        "Digits, half to learn from: accuracy and the silhouette of the last hidden layer for both halves while the \
         network learns, without a penalty and with one.",
    );
    // ANCHOR: exercise-5
    let digits = read_csv("data/digits.csv", "digit", Task::Auto)?;
    let [train, test] = digits.split([0.5, 0.5], &mut rng(0))?;
    println!(
        "{:<9}  {:>14}  {:>13}  {:>11}  {:>10}",
        "l2, epoch", "train accuracy", "test accuracy", "train apart", "test apart"
    );
    for l2 in [0.0, 1.0] {
        let trainer = Trainer { l2, ..Trainer::default() };
        let mut model = Model::<f64>::new(&Architecture::default(), &train, &mut rng(1))?;
        let scaled = [model.scaled(&train)?.0, model.scaled(&test)?.0];
        let mut told = Vec::new();
        model.train_with(&trainer, &train, Some(&test), &mut rng(2), |epoch, network| {
            if [1, 5, 20, 50, 200].contains(&epoch.epoch) {
                told.push((*epoch, network.clone()));
            }
            ControlFlow::Continue(())
        })?;
        for (epoch, network) in told {
            let accuracy = epoch.validation.map_or(f64::NAN, |validation| validation.metric.value());
            print!("{l2}, {:<6}  {:>14.3}  {accuracy:>13.3}", epoch.epoch, epoch.train.metric.value());
            for (width, x, part) in [(11, &scaled[0], &train), (10, &scaled[1], &test)] {
                print!("  {:>width$.3}", silhouette(network.activations(2, x.view())?.view(), labels_of(part))?);
            }
            println!();
        }
    }
    // ANCHOR_END: exercise-5
    Ok(())
}
