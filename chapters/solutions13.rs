//! Solutions to the exercises of chapter 13.

mod talk;

use ann::data::{Dataset, Distortion, Target, Task, one_hot, read_csv};
use ann::metrics::{accuracy, class_of, mean_and_error, rate_error};
use ann::random::stream;
use ann::{Activation, Loss, Network, Optimizer, Schedule, TrainingLoop};
use ndarray::{Array2, ArrayView2, Axis};
use talk::{step, title};

/// The labels of a data set of classes.
fn labels(dataset: &Dataset) -> &[usize] {
    match &dataset.target {
        Target::Classes { labels, .. } => labels,
        Target::Values(_) => &[],
    }
}

/// The row shifted to the right by a part of a pixel, as (13.2) has it; paper to its left.
fn shifted(row: [f64; 6], part: f64) -> [f64; 6] {
    std::array::from_fn(|c| part * if c > 0 { row[c - 1] } else { 0.0 } + (1.0 - part) * row[c])
}

/// Wrong answers in per cent of a network 64-64-10 that saw distorted copies of x for 60 epochs.
fn wrong_after(
    distortion: Distortion,
    [x, other_x]: [ArrayView2<f32>; 2],
    [labels, others]: [&[usize]; 2],
    seed: u64,
) -> ann::Result<f64> {
    let (mut rng, mut distorted) = (stream(seed, 0), stream(seed, 1));
    let y = one_hot(labels, 10);
    let mut network = Network::new(&[64, 64, 10], Activation::Relu, Activation::Softmax, &mut rng)?;
    let cost = Loss::CategoricalCrossEntropy.into();
    let mut training = TrainingLoop::new(&network, x.ncols(), 32, cost, Optimizer::ADAM)?;
    let mut copies = Array2::zeros(x.dim());
    for epoch in 0..60 {
        distortion.apply(x, (8, 8), copies.view_mut(), &mut distorted)?;
        let rate = |part: f64| 0.005 * Schedule::COSINE.factor(f64::from(epoch) + part, 60.0);
        training.epoch(&mut network, copies.view(), y.view(), rate, &mut rng)?;
    }
    let answers: Vec<usize> = network.predict(other_x)?.columns().into_iter().map(class_of).collect();
    Ok(100.0 * (1.0 - accuracy(&answers, others)?))
}

fn main() -> ann::Result<()> {
    title(13, "At full size: solutions");

    step("Exercise 1", "So many digits tell 1.6 per cent from 1.4.");
    // ANCHOR: exercise-1
    let variance = 0.016 * 0.984 + 0.014 * 0.986;
    let n = (variance / 0.001_f64.powi(2)).ceil();
    println!("n = {n}");
    let error = rate_error(0.016, n as usize).hypot(rate_error(0.014, n as usize));
    println!("standard error of the difference, in points: {:.4}", 100.0 * error);
    // ANCHOR_END: exercise-1

    step("Exercise 2", "A row of pixels, half a pixel to the right, and again.");
    // ANCHOR: exercise-2
    let row = [0.0, 0.0, 8.0, 8.0, 0.0, 0.0];
    let once = shifted(row, 0.5);
    println!("half         {once:?}\ntwice half   {:?}\na whole one  {:?}", shifted(once, 0.5), shifted(row, 1.0));
    // ANCHOR_END: exercise-2

    step("Exercise 3", "Digits of 8 × 8: half to learn from, half to judge; wrong answers in per cent.");
    // ANCHOR: exercise-3
    let digits = read_csv("data/digits.csv", "digit", Task::Auto)?;
    let distortion = Distortion { shift: 0.5, rotation: 10.0, stretch: 0.1, slant: 0.1 };
    let mut rows = [Vec::new(), Vec::new()];
    for seed in 0..5 {
        let halves = digits.split([0.5, 0.5], &mut stream(seed, 2))?;
        let [x, other_x] = [0, 1].map(|half| halves[half].x.mapv(|ink| (ink / 16.0) as f32));
        let both = [labels(&halves[0]), labels(&halves[1])];
        for (row, distortion) in rows.iter_mut().zip([Distortion::NONE, distortion]) {
            row.push(wrong_after(distortion, [x.view(), other_x.view()], both, seed)?);
        }
    }
    let difference: Vec<f64> = rows[1].iter().zip(&rows[0]).map(|(copies, plain)| copies - plain).collect();
    for (name, values) in [("plain", &rows[0]), ("distorted", &rows[1]), ("difference", &difference)] {
        let (mean, error) = mean_and_error(values);
        println!("{name:<10}  {mean:>6.3} ± {error:.3}");
    }
    // ANCHOR_END: exercise-3

    step("Exercise 4", "The pixels of the small digits in another order, the same for all.");
    // ANCHOR: exercise-4
    let mut order: Vec<usize> = (0..64).collect();
    rand::seq::SliceRandom::shuffle(&mut order[..], &mut stream(0, 3));
    let halves = digits.split([0.5, 0.5], &mut stream(0, 2))?;
    let [x, other_x] = [0, 1].map(|half| halves[half].x.select(Axis(0), &order).mapv(|ink| (ink / 16.0) as f32));
    let both = [labels(&halves[0]), labels(&halves[1])];
    for (name, distortion) in [("plain", Distortion::NONE), ("distorted", distortion)] {
        println!("{name:<10}  {:>6.3}", wrong_after(distortion, [x.view(), other_x.view()], both, 0)?);
    }
    // ANCHOR_END: exercise-4
    Ok(())
}
