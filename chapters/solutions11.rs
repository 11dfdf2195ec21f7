//! Solutions to the exercises of chapter 11.

mod talk;

use ann::data::{Dataset, Target, Task, read_csv, synthetic};
use ann::metrics::{Calibration, ConfusionMatrix, accuracy, class_of, r2, rmse};
use ann::random::stream;
use ann::{Architecture, Model, Rng, Trainer, rng};
use ndarray::{Array2, Axis, array};
use std::ops::ControlFlow;
use talk::{step, title};

/// The labels of a data set of classes.
fn labels(dataset: &Dataset) -> &[usize] {
    match &dataset.target {
        Target::Classes { labels, .. } => labels,
        Target::Values(_) => &[],
    }
}

/// The samples with these indices, in this order; an index may occur more than once.
fn pick(dataset: &Dataset, indices: &[usize]) -> ann::Result<Dataset> {
    let names = match &dataset.target {
        Target::Classes { names, .. } => names.clone(),
        Target::Values(_) => Vec::new(),
    };
    let labels = indices.iter().map(|&i| labels(dataset)[i]).collect();
    Dataset::new(dataset.x.select(Axis(1), indices), Target::Classes { labels, names })
}

/// m points of one moon and m / 20 of the other.
fn uneven_moons(m: usize, random: &mut Rng) -> ann::Result<Dataset> {
    let moons = synthetic::moons(2 * m, 0.3, random)?;
    let kept: Vec<usize> = (0..2 * m).filter(|i| labels(&moons)[*i] == 0 || i % 40 == 1).collect();
    pick(&moons, &kept)
}

/// The mean of −log of the probability given to the right class.
fn cross_entropy(probabilities: &Array2<f64>, labels: &[usize]) -> f64 {
    labels.iter().enumerate().map(|(i, &label)| -probabilities[[label, i]].ln()).sum::<f64>() / labels.len() as f64
}

fn main() -> ann::Result<()> {
    title(11, "The trainer: solutions");

    step("Exercise 1", "Forty bottles from three cellars, and the accuracy put together from the recalls.");
    // ANCHOR: exercise-1
    let names = ["north", "middle", "south"].map(str::to_owned);
    let counts = array![[9, 1, 0], [2, 14, 4], [0, 1, 9]];
    let matrix = ConfusionMatrix { counts, names: names.to_vec() };
    println!("{matrix}\n");
    let mut together = 0.0;
    for class in 0..3 {
        let share = matrix.counts.row(class).sum() as f64 / matrix.counts.sum() as f64;
        together += share * matrix.recall(class).unwrap_or(0.0);
    }
    println!("accuracy {:.6}, from the recalls {together:.6}", matrix.accuracy().unwrap_or(f64::NAN));
    // ANCHOR_END: exercise-1

    step(
        "Exercise 2",
        "One wavy curve in metres and in millimetres, and the training mean as the answer to everything.",
    );
    // ANCHOR: exercise-2
    let curve = synthetic::curve(400, -4.0, 4.0, |x| (2.0 * x).sin() + x / 2.0, 0.1, &mut rng(1))?;
    let [train, test] = curve.split([0.75, 0.25], &mut rng(2))?;
    let (model, _) = Model::<f64>::fit(&Architecture::default(), &Trainer::default(), &train, &mut rng(3))?;
    if let (Target::Values(of_train), Target::Values(y)) = (&train.target, &test.target) {
        let guess = model.predict_values(test.x.view())?;
        let (large_guess, large_y) = (1000.0 * &guess, 1000.0 * y);
        println!("{:<17}  {:>9}  {:>9}", "", "rmse", "R²");
        println!("{:<17}  {:>9.4}  {:>9.6}", "metres", rmse(guess.view(), y.view())?, r2(guess.view(), y.view())?);
        let (large, same) = (rmse(large_guess.view(), large_y.view())?, r2(large_guess.view(), large_y.view())?);
        println!("{:<17}  {large:>9.1}  {same:>9.6}", "millimetres");
        let mean = of_train.mean().unwrap_or(0.0);
        let constant = Array2::from_elem(y.dim(), mean);
        let (off, measured) = (rmse(constant.view(), y.view())?, r2(constant.view(), y.view())?);
        println!("{:<17}  {off:>9.4}  {measured:>9.6}", "the training mean");
        let own = y.mean().unwrap_or(0.0);
        let spread = y.mapv(|y| (y - own).powi(2)).sum();
        println!("{:<17}  {:>9}  {:>9.6}", "the formula", "", -(y.len() as f64) * (mean - own).powi(2) / spread);
    }
    // ANCHOR_END: exercise-2

    step(
        "Exercise 3",
        "Wine, seeds 0 to 9: all 200 epochs, or until every training wine has been right for 10 epochs.",
    );
    // ANCHOR: exercise-3
    let wine = read_csv("data/wine.csv", "cultivar", Task::Auto)?;
    println!("{:<14}  {:>6}  {:>13}", "", "epochs", "test accuracy");
    for (name, wait) in [("to the end", usize::MAX), ("right for 10", 10)] {
        let (mut epochs, mut score) = (0, 0.0);
        for seed in 0..10 {
            let [train, test] = wine.split([0.75, 0.25], &mut stream(seed, 0))?;
            let mut random = stream(seed, 1);
            let mut model = Model::<f32>::new(&Architecture::default(), &train, &mut random)?;
            let mut right = 0;
            let history = model.train_with(&Trainer::default(), &train, None, &mut random, |epoch, _| {
                right = if epoch.train.metric.value() == 1.0 { right + 1 } else { 0 };
                if right >= wait { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })?;
            epochs += history.epochs.len();
            score += model.score(&test)? / 10.0;
        }
        println!("{name:<14}  {:>6}  {score:>13.4}", epochs / 10);
    }
    // ANCHOR_END: exercise-3

    step("Exercise 4", "Digits: the error on 449 test digits after learning from so many. Mean of 3 seeds.");
    // ANCHOR: exercise-4
    let digits = read_csv("data/digits.csv", "digit", Task::Auto)?;
    let [learning, test] = digits.split([0.75, 0.25], &mut stream(0, 0))?;
    println!("{:>5}  {:>5}  {:>10}", "m", "error", "test loss");
    for halvings in [5, 4, 3, 2, 1, 0] {
        let part = 0.5_f64.powi(halvings);
        let (mut m, mut error, mut loss) = (0, 0.0, 0.0);
        for seed in 1..=3 {
            let mut random = stream(0, seed);
            let some = if halvings > 0 {
                let [some, _] = learning.split([part, 1.0 - part], &mut random)?;
                some
            } else {
                learning.clone()
            };
            let (model, _) = Model::<f32>::fit(&Architecture::default(), &Trainer::default(), &some, &mut random)?;
            m = some.samples();
            error += (1.0 - model.score(&test)?) / 3.0;
            loss += cross_entropy(&model.predict_proba(test.x.view())?, labels(&test)) / 3.0;
        }
        println!("{m:>5}  {error:>5.3}  {loss:>10.3}");
    }
    // ANCHOR_END: exercise-4

    step(
        "Exercise 5",
        "Two moons, 20 : 1. The rare class as it comes, repeated 20 times while learning, and with a lower threshold.",
    );
    // ANCHOR: exercise-5
    let (train, test) = (uneven_moons(400, &mut rng(1))?, uneven_moons(20_000, &mut rng(2))?);
    let everyone: Vec<usize> = (0..train.samples()).collect();
    let rare: Vec<usize> = everyone.iter().copied().filter(|&i| labels(&train)[i] == 1).collect();
    let repeated = pick(&train, &[everyone, rare.repeat(19)].concat())?;
    println!("{:<16}  {:>8}  {:>9}  {:>6}  {:>5}", "", "accuracy", "precision", "recall", "F1");
    for (name, learnt, threshold) in
        [("as it comes", &train, 0.5), ("repeated", &repeated, 0.5), ("threshold 1/21", &train, 1.0 / 21.0)]
    {
        let (model, _) = Model::<f32>::fit(&Architecture::default(), &Trainer::default(), learnt, &mut rng(3))?;
        let probability = model.predict_proba(test.x.view())?;
        let predicted: Vec<usize> = probability.row(1).iter().map(|p| usize::from(*p >= threshold)).collect();
        let matrix = ConfusionMatrix::new(&predicted, labels(&test), &["common".to_owned(), "rare".to_owned()])?;
        let [precision, recall, f1] = [matrix.precision(1), matrix.recall(1), matrix.f1(1)].map(|s| s.unwrap_or(0.0));
        let right = matrix.accuracy().unwrap_or(0.0);
        println!("{name:<16}  {right:>8.3}  {precision:>9.3}  {recall:>6.3}  {f1:>5.3}");
    }
    // ANCHOR_END: exercise-5

    step("Exercise 6", "The calibration of ten answers, and five differences with their two standard errors.");
    // ANCHOR: exercise-6
    let sure = [0.6, 0.6, 0.6, 0.6, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9];
    let right = [true, true, true, false, true, true, true, true, false, false];
    println!("calibration error {:.4}", Calibration::new(&sure, &right, 10)?.expected_error());
    println!("four or fewer of six: {:.4}", 1.0 - 0.9_f64.powi(6) - 6.0 * 0.9_f64.powi(5) * 0.1);
    let differences = array![0.02, 0.00, 0.03, 0.01, 0.04];
    let (middle, spread) = (differences.mean().unwrap_or(0.0), differences.std(1.0));
    println!("mean {middle:.4}, s {spread:.4}");
    for (name, factor) in [("naive", 1.0 / 5.0), ("corrected", 1.0 / 5.0 + 1.0 / 4.0), ("corrected, many", 1.0 / 4.0)] {
        let error = spread * f64::sqrt(factor);
        println!("{name:<15}  error {error:.4}, the mean is {:.2} of it", middle / error);
    }
    // ANCHOR_END: exercise-6

    step(
        "Exercise 7",
        "449 digits to learn from, 1348 to test: networks that differ in their seed, alone and with their probabilities \
         averaged; with the usual penalty, and with none.",
    );
    // ANCHOR: exercise-7
    let digits = read_csv("data/digits.csv", "digit", Task::Auto)?;
    let [train, test] = digits.split([0.25, 0.75], &mut stream(1, 0))?;
    println!("{:<13}  {:^17}  {:^17}", "", "alone", "together");
    println!("{:<13}  {:>8}  {:>7}  {:>8}  {:>7}", "", "accuracy", "loss", "accuracy", "loss");
    for l2 in [1.0, 0.0] {
        let (mut sum, mut alone, mut alone_loss) = (Array2::<f64>::zeros((10, test.samples())), 0.0, 0.0);
        for k in 1..=10_u8 {
            let trainer = Trainer { l2, ..Trainer::default() };
            let (model, _) =
                Model::<f32>::fit(&Architecture::default(), &trainer, &train, &mut stream(1, u64::from(k)))?;
            let probability = model.predict_proba(test.x.view())?;
            alone += model.score(&test)?;
            alone_loss += cross_entropy(&probability, labels(&test));
            sum += &probability;
            if [1, 2, 3, 5, 10].contains(&k) {
                let (n, together) = (f64::from(k), &sum / f64::from(k));
                let classes: Vec<usize> = together.axis_iter(Axis(1)).map(class_of).collect();
                let (right, loss) = (accuracy(&classes, labels(&test))?, cross_entropy(&together, labels(&test)));
                print!("{:<13}  {:>8.4}  {:>7.3}", format!("{k} with λ = {l2}"), alone / n, alone_loss / n);
                println!("  {right:>8.4}  {loss:>7.3}");
            }
        }
    }
    // ANCHOR_END: exercise-7
    Ok(())
}
