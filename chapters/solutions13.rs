//! Solutions to the exercises of chapter 13.

mod talk;

use ann::data::{Dataset, Distortion, Target, Task, one_hot, read_csv};
use ann::metrics::{accuracy, class_of, mean_and_error, rate_error};
use ann::random::stream;
use ann::{Activation, Loss, Network, Optimizer, Schedule, TrainingLoop};
use ndarray::{Array2, ArrayView2, Axis};
use rand::seq::SliceRandom;
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

/// Wrong answers in per cent on the other half of the small digits, their pixels in this order, for the seeds 0 to 4.
fn of_halves(digits: &Dataset, order: &[usize], distortion: Distortion) -> ann::Result<Vec<f64>> {
    let wrong = |seed| {
        let halves = digits.split([0.5, 0.5], &mut stream(seed, 2))?;
        let x = [0, 1].map(|half| halves[half].x.select(Axis(0), order).mapv(|ink| (ink / 16.0) as f32));
        wrong_after(distortion, [x[0].view(), x[1].view()], [labels(&halves[0]), labels(&halves[1])], seed)
    };
    (0..5).map(wrong).collect()
}

/// A row: the mean, and the difference to the plain network, seed by seed, with its standard error.
fn tell(name: &str, wrong: &[f64], plain: &[f64]) {
    let difference: Vec<f64> = wrong.iter().zip(plain).map(|(wrong, plain)| wrong - plain).collect();
    let (less, error) = mean_and_error(&difference);
    println!("{name:<20}  {:>5.3}  difference {less:>6.3} ± {error:.3}", mean_and_error(wrong).0);
}

fn main() -> ann::Result<()> {
    title(13, "At full size: solutions");

    step("Exercise 1", "So many digits tell 1.6 per cent from 1.4.");
    // ANCHOR: exercise-1
    let variance = 0.016 * 0.984 + 0.014 * 0.986;
    let n = (variance / 0.001_f64.powi(2)).round();
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
    let in_order: Vec<usize> = (0..64).collect();
    let plain = of_halves(&digits, &in_order, Distortion::NONE)?;
    let distorted = of_halves(&digits, &in_order, distortion)?;
    tell("plain", &plain, &plain);
    tell("distorted", &distorted, &plain);
    // ANCHOR_END: exercise-3

    step("Exercise 4", "The same, with the pixels in another order, the same for all pictures.");
    // ANCHOR: exercise-4
    let mut order = in_order.clone();
    order.shuffle(&mut stream(0, 3));
    tell("plain", &plain, &plain);
    tell("plain, shuffled", &of_halves(&digits, &order, Distortion::NONE)?, &plain);
    tell("distorted, shuffled", &of_halves(&digits, &order, distortion)?, &plain);
    // ANCHOR_END: exercise-4
    Ok(())
}
