//! Chapter 11, the trainer: real data to real accuracy, early stopping, metrics, divergence, model files.

use crate::common::{Rows, data, fixture, matrix, message};
use ann::data::{Dataset, ReadOptions, Scaler, Table, Target, Task, read_csv, synthetic};
use ann::metrics::{Calibration, ConfusionMatrix, accuracy, class_of, r2, rmse};
use ann::model::{L2Search, choose_l2};
use ann::random::stream;
use ann::{
    Activation, Architecture, Cache, Decay, EarlyStopping, Error, Layer, Loss, Metric, Model, Network, Optimizer,
    OutputKind, Samples, Schedule, Trainer, TrainingRun, evaluate, rng,
};
use ndarray::{Array1, Array2, Axis, array, s};
use proptest::prelude::*;
use rand_distr::{Distribution, StandardNormal};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// Test scores of the default trainer over seeds, as `ann train` computes them.
fn scores(dataset: &Dataset, seeds: std::ops::Range<u64>) -> Vec<f64> {
    let mut scores: Vec<f64> = seeds
        .map(|seed| {
            let [train, test] = dataset.split([0.75, 0.25], &mut stream(seed, 0)).unwrap();
            Model::<f32>::fit(&Architecture::default(), &Trainer::default(), &train, &mut stream(seed, 1))
                .unwrap()
                .0
                .score(&test)
                .unwrap()
        })
        .collect();
    scores.sort_by(f64::total_cmp);
    scores
}

fn median(sorted: &[f64]) -> f64 {
    (sorted[(sorted.len() - 1) / 2] + sorted[sorted.len() / 2]) / 2.0
}

#[test]
fn wine_is_told_apart() {
    let wine = read_csv(data("wine.csv"), "cultivar", Task::Auto).unwrap();
    let scores = scores(&wine, 0..10);
    let mean = scores.iter().sum::<f64>() / 10.0;
    assert!(median(&scores) >= 0.98 && mean >= 0.975, "{scores:?}");
}

#[test]
fn digits_are_read() {
    let digits = read_csv(data("digits.csv"), "digit", Task::Auto).unwrap();
    let scores = scores(&digits, 0..3);
    assert!(median(&scores) >= 0.97, "{scores:?}");
}

#[test]
fn a_curve_is_learnt() {
    let sine = synthetic::curve(200, -3.0, 3.0, f64::sin, 0.1, &mut rng(0)).unwrap();
    let scores = scores(&sine, 0..3);
    // The noise has variance 0.01 and the sine 0.48, so no model can be expected to pass 0.98.
    assert!(median(&scores) > 0.95, "{scores:?}");
}

#[test]
fn the_history_of_a_regression_has_r2() {
    let line = synthetic::curve(300, 0.0, 1.0, |x| 40.0 * x, 2.0, &mut rng(0)).unwrap();
    let (model, history) =
        Model::<f64>::fit(&Architecture::default(), &Trainer { epochs: 5, ..Trainer::default() }, &line, &mut rng(0))
            .unwrap();
    let Metric::R2(last) = history.kept().unwrap().train.metric else { panic!("numbers are judged by R²") };
    assert!((last - model.score(&line).unwrap()).abs() < 1e-9, "R² does not depend on the units");
}

#[test]
fn answers_that_are_no_numbers_are_errors() {
    let line = synthetic::curve(50, 0.0, 1.0, |x| x, 0.0, &mut rng(0)).unwrap();
    let (values, _) =
        Model::<f32>::fit(&Architecture::default(), &Trainer { epochs: 3, ..Trainer::default() }, &line, &mut rng(0))
            .unwrap();
    let told = message(values.predict_values(array![[1e300, 0.0]].view()));
    assert!(told.starts_with("sample 1: feature 'x1' is 1e300, so far from the training data"), "{told}");
    let (classes, _) = models();
    assert!(message(classes.predict_classes(array![[0.0, 1e300], [0.0, 0.0]].view())).starts_with("sample 2: "));
}

#[test]
fn confusion_matrices_fit_a_terminal() {
    for classes in [3, 10, 12, 100] {
        let names: Vec<String> = (0..classes).map(|class| format!("a rather long class name {class}")).collect();
        let actual: Vec<usize> = (0..2000).map(|i| i % classes).collect();
        let predicted: Vec<usize> = (0..2000).map(|i| (i + usize::from(i % 9 == 0)) % classes).collect();
        let table = ConfusionMatrix::new(&predicted, &actual, &names).unwrap().to_string();
        assert!(table.lines().all(|line| line.chars().count() <= 80), "{table}");
        assert_eq!(table.contains("taken for"), classes > 10);
    }
}

#[test]
fn the_same_seed_gives_the_same_bits() {
    let moons = synthetic::moons(200, 0.2, &mut rng(0)).unwrap();
    let architecture = Architecture { keep_prob: 0.8, ..Architecture::default() };
    let trainer = Trainer { epochs: 20, ..Trainer::default() };
    let fit = |seed| Model::<f32>::fit(&architecture, &trainer, &moons, &mut rng(seed)).unwrap();
    assert_eq!(fit(1), fit(1));
    assert_ne!(fit(1).0.network, fit(2).0.network);
}

#[test]
fn history_tells_what_happened() {
    let mut rng = rng(0);
    let [train, validation] = synthetic::moons(300, 0.2, &mut rng).unwrap().split([0.7, 0.3], &mut rng).unwrap();
    let trainer = Trainer { epochs: 30, schedule: Schedule::COSINE, ..Trainer::default() };
    let mut model = Model::<f64>::new(&Architecture::default(), &train, &mut rng).unwrap();
    let mut seen = Vec::new();
    let history = model
        .train_with(&trainer, &train, Some(&validation), &mut rng, |epoch, network| {
            assert_eq!(network.n_out(), 2);
            seen.push(epoch.epoch);
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(seen, (1..=30).collect::<Vec<_>>());
    assert_eq!((history.epochs.len(), history.kept_epoch), (30, 30));
    assert!(history.epochs[0].learning_rate == 0.01 && history.epochs[29].learning_rate < 1e-3);
    assert!(history.train_loss()[29] < history.train_loss()[0]);
    assert_eq!(history.validation_loss().len(), 30);

    // The last epoch is the network that came out.
    let (x, y) = model.scaled(&validation).unwrap();
    let loss = Loss::CategoricalCrossEntropy;
    let now = evaluate(&model.network, x.view(), y.view(), loss, &mut Default::default()).unwrap();
    assert_eq!(history.kept().unwrap().validation, Some(now));
    assert_eq!(now.metric, Metric::Accuracy(model.score(&validation).unwrap()));
}

#[test]
fn early_stopping_goes_back_to_the_best_weights() {
    let mut rng = rng(3);
    let noisy = synthetic::moons(120, 0.5, &mut rng).unwrap();
    let [train, validation] = noisy.split([0.5, 0.5], &mut rng).unwrap();
    let stopping = EarlyStopping { patience: 8, validation_fraction: 0.2 };
    let trainer = Trainer { l2: 0.0, epochs: 500, early_stopping: Some(stopping), ..Trainer::default() };
    let mut model = Model::<f64>::new(&Architecture::default(), &train, &mut rng).unwrap();
    let history = model.train(&trainer, &train, Some(&validation), &mut rng).unwrap();

    let losses = history.validation_loss();
    let smallest = losses.iter().copied().fold(f64::INFINITY, f64::min);
    assert!(history.epochs.len() < 500, "noise is soon learnt by heart");
    assert_eq!(history.epochs.len(), history.kept_epoch + 8);
    assert_eq!(losses[history.kept_epoch - 1], smallest);
    let (x, y) = model.scaled(&validation).unwrap();
    let loss = Loss::CategoricalCrossEntropy;
    let restored = evaluate(&model.network, x.view(), y.view(), loss, &mut Default::default()).unwrap();
    assert_eq!(restored.loss, smallest);
}

#[test]
fn a_callback_can_end_the_training() {
    let moons = synthetic::moons(50, 0.2, &mut rng(0)).unwrap();
    let trainer = Trainer::default();
    let mut model = Model::<f32>::new(&Architecture::default(), &moons, &mut rng(0)).unwrap();
    let until_5 = |epoch: &ann::Epoch, _: &Network<f32>| {
        if epoch.epoch == 5 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let history = model.train_with(&trainer, &moons, None, &mut rng(0), until_5).unwrap();
    assert_eq!((history.epochs.len(), history.kept_epoch), (5, 5));
}

#[test]
fn divergence_is_an_error_that_names_the_epoch_and_the_cause() {
    let line = synthetic::curve(50, -1.0, 1.0, |x| x, 0.0, &mut rng(0)).unwrap();
    let too_fast = Trainer { optimizer: Optimizer::Sgd, learning_rate: 1e6, ..Trainer::default() };
    match Model::<f32>::fit(&Architecture::default(), &too_fast, &line, &mut rng(0)) {
        Err(Error::Diverged { epoch, loss, cause }) => {
            assert!(epoch >= 1 && !loss.is_finite());
            assert!(cause.contains("learning rate 1000000 is probably too large"), "{cause}");
        }
        other => panic!("{other:?}"),
    }

    let mut network = Network::<f32>::new(&[1, 8, 1], Activation::Relu, Activation::Identity, &mut rng(0)).unwrap();
    let (x, y) = (array![[1e5_f32, 2e5, -3e5]], array![[1.0_f32, 2.0, 3.0]]);
    let samples = Samples { x: x.view(), y: y.view() };
    let unscaled = Trainer { optimizer: Optimizer::Sgd, ..Trainer::default() };
    let result = unscaled.train(&mut network, Loss::MeanSquaredError, samples, None, &mut rng(0));
    assert!(message(result).contains("scale the features"));
}

#[test]
fn one_epoch_is_the_one_of_the_pencil() {
    let mut network = Network::<f64>::new(&[2, 2, 1], Activation::Relu, Activation::Sigmoid, &mut rng(0)).unwrap();
    network.layer_mut(1).w = array![[0.5, -1.0], [1.0, 0.5]];
    network.layer_mut(1).b = array![[0.5], [-0.5]];
    network.layer_mut(2).w = array![[1.0, -2.0]];
    network.layer_mut(2).b = array![[1.0]];
    let (x, y) = (array![[2.0, -1.0], [1.0, 1.0]], array![[1.0, 0.0]]);
    let sigma = |z: f64| 1.0 / (1.0 + (-z).exp());
    let (dz1, dz2) = (sigma(-2.5) - 1.0, sigma(1.0));
    // λ/m with λ = 1 and m = 2 samples is ½, the weight of W in its own gradient. (11.1)
    let dw1 = array![[dz1 * 2.0, dz1], [-2.0 * dz1 * 2.0, -2.0 * dz1]] / 2.0 + 0.5 * &network.layer(1).w;
    let dw2 = array![[dz1 * 0.5, dz1 * 2.0]] / 2.0 + 0.5 * &network.layer(2).w;
    let (w1, w2) = (&network.layer(1).w - 0.1 * dw1, &network.layer(2).w - 0.1 * dw2);
    let b2 = 1.0 - 0.1 * (dz1 + dz2) / 2.0;

    let trainer =
        Trainer { optimizer: Optimizer::Sgd, learning_rate: 0.1, batch_size: 2, epochs: 1, ..Trainer::default() };
    let samples = Samples { x: x.view(), y: y.view() };
    let loss = Loss::BinaryCrossEntropy;
    trainer.train(&mut network, loss, samples, None, &mut rng(0)).unwrap();
    let close = |a: &Array2<f64>, b: &Array2<f64>| assert!((a - b).iter().all(|d| d.abs() < 1e-12), "{a} {b}");
    close(&network.layer(1).w, &w1);
    close(&network.layer(2).w, &w2);
    close(&network.layer(2).b, &array![[b2]]);
}

#[test]
fn settings_out_of_range_are_refused_before_anything_happens() {
    let bad = |trainer: Trainer| message(trainer.check());
    let default = Trainer::default;
    assert!(bad(Trainer { epochs: 0, ..default() }).contains("epochs is 0"));
    assert!(bad(Trainer { batch_size: 0, ..default() }).contains("batch_size is 0"));
    assert!(bad(Trainer { learning_rate: -0.1, ..default() }).contains("learning_rate is -0.1"));
    assert!(bad(Trainer { l2: f64::NAN, ..default() }).contains("l2 is NaN"));
    assert!(bad(Trainer { evaluate_every: 0, ..default() }).contains("evaluate_every is 0"));
    let both = bad(Trainer { optimizer: Optimizer::ADAMW, ..default() });
    assert_eq!(
        both,
        "l2 is 1, but it must be 0 with adamw, whose weight decay shrinks the weights already; or take adam, which has none"
    );
    Trainer { optimizer: Optimizer::ADAMW, l2: 0.0, ..default() }.check().unwrap();
    let bad_layers = |architecture: Architecture| message(architecture.check());
    assert!(bad_layers(Architecture { keep_prob: 0.0, ..Architecture::default() }).contains("keep_prob is 0"));
    assert!(bad_layers(Architecture { hidden: vec![4, 0], ..Architecture::default() }).contains("layer size is 0"));
    let stopping = |patience, validation_fraction| Some(EarlyStopping { patience, validation_fraction });
    assert!(bad(Trainer { early_stopping: stopping(0, 0.2), ..default() }).contains("patience is 0"));
    assert!(bad(Trainer { early_stopping: stopping(5, 1.0), ..default() }).contains("validation_fraction is 1"));
    let (x, y, mut network) = (Array2::ones((1, 3)), Array2::ones((1, 3)), only(Activation::Sigmoid, 1));
    let (trainer, samples) =
        (Trainer { early_stopping: stopping(5, 0.2), ..default() }, Samples { x: x.view(), y: y.view() });
    let alone = trainer.train(&mut network, Loss::BinaryCrossEntropy, samples, None, &mut rng(0));
    let expected = "early_stopping is on, but it must be off, or validation samples given to stop by";
    assert_eq!(message(alone), expected);
    default().check().unwrap();
}

#[derive(Deserialize)]
struct Metrics {
    actual: Vec<usize>,
    predicted: Vec<usize>,
    accuracy: f64,
    confusion: Vec<Vec<usize>>,
    precision: Vec<f64>,
    recall: Vec<f64>,
    f1: Vec<f64>,
    y: Vec<f64>,
    guess: Vec<f64>,
    rmse: f64,
    r2: f64,
    ys: Rows,
    guesses: Rows,
    rmse_of_several: f64,
    r2_of_several: f64,
    r2_of_three: f64,
    yes: Rows,
    logits: Rows,
    subset_accuracy: f64,
}

/// What scikit-learn's trees did on the splits of the chapter's program.
#[derive(Deserialize)]
struct Trees {
    test: Vec<String>,
    #[serde(rename = "GradientBoosting")]
    boosted: Vec<f64>,
    #[serde(rename = "HistGradientBoosting")]
    histogram: Vec<f64>,
}

/// The samples of a part as bits, four to a hexadecimal digit, the first sample lowest.
fn bits(part: &[usize], m: usize) -> String {
    let digit = |first: usize| (0..4).map(|k| usize::from(part.contains(&(first + k))) << k).sum::<usize>();
    (0..m).step_by(4).map(|first| format!("{:x}", digit(first))).collect()
}

#[test]
fn the_trees_saw_the_splits_of_the_program() {
    let mut splits = BTreeMap::new();
    for (name, target) in
        [("wine", "cultivar"), ("penguins", "species"), ("digits", "digit"), ("diabetes", "progression")]
    {
        let table = Table::read(data(&format!("{name}.csv")), &ReadOptions::with_target(target)).unwrap();
        let deal = |seed| table.deal([0.75, 0.25], &mut stream(seed, 0)).unwrap();
        splits.insert(name, (0..10).map(|seed| bits(&deal(seed)[1], table.rows())).collect::<Vec<_>>());
    }
    // Numbers are dealt whatever they are: here are 400, which say their own indices.
    let values = Target::from_values((0..400).map(f64::from));
    let numbers = Dataset::new(Array2::from_shape_fn((1, 400), |(_, j)| j as f64), values).unwrap();
    let deal = |seed| {
        let [_, test] = numbers.split([0.75, 0.25], &mut stream(seed, 0)).unwrap();
        bits(&test.x.iter().map(|x| *x as usize).collect::<Vec<_>>(), 400)
    };
    splits.insert("stairs", (0..10).map(deal).collect());
    if let Some(path) = std::env::var_os("ANN_SPLITS") {
        std::fs::write(path, serde_json::to_string(&splits).unwrap()).unwrap();
        return;
    }
    let fixture: BTreeMap<String, serde_json::Value> = fixture("trees");
    for (name, splits) in splits {
        let trees: Trees = serde_json::from_value(fixture[name].clone()).unwrap();
        assert!(trees.test == splits, "the splits of {name} are others");
        assert_eq!((trees.boosted.len(), trees.histogram.len()), (10, 10));
    }
}

#[test]
fn without_hidden_layers_5000_steps_end_at_the_minimum() {
    let wine = read_csv(data("wine.csv"), "cultivar", Task::Auto).unwrap();
    let [train, _] = wine.split([0.75, 0.25], &mut stream(0, 0)).unwrap();
    let (straight, m) = (Architecture { hidden: vec![], ..Architecture::default() }, train.samples());
    let cost = |trainer: &Trainer| {
        let (model, _) = Model::<f64>::fit(&straight, trainer, &train, &mut stream(0, 1)).unwrap();
        let (x, y) = model.scaled(&train).unwrap();
        let loss = model.answer.loss();
        let judged = evaluate(&model.network, x.view(), y.view(), loss, &mut Default::default()).unwrap();
        judged.loss + trainer.l2 / (2.0 * m as f64) * model.network.layer(1).w.pow2().sum()
    };
    let usual = Trainer::default();
    // All samples in every step: no noise keeps it from the minimum.
    let whole = Trainer { batch_size: m, learning_rate: 0.02, ..usual.clone() };
    let minimum = cost(&whole.with_steps(10_000, m));
    let [short, long] = [&usual, &usual.with_steps(5000, m)].map(cost);
    assert!(short - minimum > 1e-3 && (long - minimum).abs() < 1e-4, "{short} {long} {minimum}");
}

#[test]
fn a_longer_training_has_the_same_schedule() {
    let schedule = Schedule { warm_up: 10.0, decay: Decay::Step { every: 60.0, factor: 0.1 } };
    let trainer = Trainer { schedule, ..Trainer::default() };
    let longer = trainer.with_steps(5000, 100);
    assert_eq!(longer.epochs, 1250);
    for epoch in [0.0, 5.0, 50.0, 75.0, 199.0] {
        assert_eq!(longer.schedule.factor(6.25 * epoch, 1250.0), schedule.factor(epoch, 200.0));
    }
    assert_eq!(trainer.with_steps(800, 100), trainer, "200 epochs of 4 steps");
    assert_eq!(trainer.with_steps(801, 100).epochs, 201);
    assert_eq!(Trainer { batch_size: 1000, ..trainer }.with_steps(300, 100).epochs, 300, "a step an epoch");
}

#[test]
fn each_fold_is_judged_by_a_model_of_the_others() {
    let moons = synthetic::moons(60, 0.2, &mut rng(0)).unwrap();
    let (architecture, trainer) = (Architecture::default(), Trainer { epochs: 5, ..Trainer::default() });
    let search = L2Search { grid: &[0.1, 1.0, 100.0], folds: 4, judged: 4 };
    let choice = choose_l2::<f64>(&architecture, &trainer, &moons, search, 7, || ()).unwrap();
    let parts = moons.folds(4, &mut stream(7, 0)).unwrap();
    let mean = |l2: f64| {
        let loss = |fold: usize| {
            let others: Vec<usize> = (0..60).filter(|index| !parts[fold].contains(index)).collect();
            let [test, train] = moons.clone().parts([parts[fold].clone(), others]).unwrap();
            let trainer = Trainer { l2, ..trainer.clone() };
            let (model, _) =
                Model::<f64>::fit(&architecture, &trainer, &train, &mut stream(7, 1 + fold as u64)).unwrap();
            let (x, y) = model.scaled(&test).unwrap();
            evaluate(&model.network, x.view(), y.view(), model.answer.loss(), &mut Default::default()).unwrap().loss
        };
        (0..4).map(loss).sum::<f64>() / 4.0 // (11.8)
    };
    for (l2, folds) in &choice.tried {
        assert!((folds.iter().map(|fold| fold.loss).sum::<f64>() / 4.0 - mean(*l2)).abs() < 1e-12);
    }
    let best = choice.tried.iter().map(|(l2, _)| *l2).min_by(|a, b| mean(*a).total_cmp(&mean(*b))).unwrap();
    assert!(choice.l2 >= best, "{} {best}", choice.l2);
}

#[test]
fn a_shared_luck_is_not_seen_in_the_spread() {
    // n numbers of variance 1 of which each two have the correlation ρ = m_test / (m_test + m_train): a shared part and an own one.
    let (n, ratio, mut random) = (10, 1.0 / 3.0, rng(0));
    let rho: f64 = ratio / (1.0 + ratio);
    let mut normal = || -> f64 { StandardNormal.sample(&mut random) };
    let (mut naive, mut corrected, mut variance) = (0.0, 0.0, 0.0);
    let repetitions = 40_000;
    for _ in 0..repetitions {
        let shared = rho.sqrt() * normal();
        let numbers: Array1<f64> = (0..n).map(|_| shared + (1.0 - rho).sqrt() * normal()).collect();
        let spread = numbers.var(1.0);
        naive += spread / f64::from(n) / f64::from(repetitions);
        corrected += (1.0 / f64::from(n) + ratio) * spread / f64::from(repetitions); // (11.9)
        variance += numbers.mean().unwrap().powi(2) / f64::from(repetitions);
    }
    assert!((corrected / variance - 1.0).abs() < 0.03, "{corrected} {variance}");
    assert!(naive < 0.25 * variance, "{naive} {variance}");
}

#[test]
fn the_calibration_error_of_ten_answers() {
    // Six answers at 0.9, of which 4 are right, and four at 0.6, of which 3 are.
    let sure: Vec<f64> = [0.9; 6].into_iter().chain([0.6; 4]).collect();
    let right = [true, true, false, true, true, false, true, true, true, false];
    let error = 0.6 * (4.0 / 6.0 - 0.9_f64).abs() + 0.4 * (0.75 - 0.6_f64).abs(); // (11.10)
    assert!((Calibration::new(&sure, &right, 10).unwrap().expected_error() - error).abs() < 1e-12);
}

#[test]
fn metrics_agree_with_scikit_learn() {
    let fixture: Metrics = fixture("metrics");
    let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} {b}");
    close(accuracy(&fixture.predicted, &fixture.actual).unwrap(), fixture.accuracy); // (11.2)
    let names: Vec<String> = (0..4).map(|class| class.to_string()).collect();
    let matrix = ConfusionMatrix::new(&fixture.predicted, &fixture.actual, &names).unwrap();
    for class in 0..4 {
        assert_eq!(matrix.counts.row(class).to_vec(), fixture.confusion[class]);
        close(matrix.precision(class).unwrap(), fixture.precision[class]); // (11.3)
        close(matrix.recall(class).unwrap(), fixture.recall[class]); // (11.4)
        close(matrix.f1(class).unwrap(), fixture.f1[class]); // (11.5)
    }
    close(matrix.accuracy().unwrap(), fixture.accuracy);
    let row = |values: &[f64]| Array2::from_shape_vec((1, values.len()), values.to_vec()).unwrap();
    let (guess, y) = (row(&fixture.guess), row(&fixture.y));
    close(rmse(guess.view(), y.view()).unwrap(), fixture.rmse); // (11.6)
    close(r2(guess.view(), y.view()).unwrap(), fixture.r2); // (11.7)
}

/// A layer of n neurons with W = I and b = 0: it applies `activation` and nothing else.
fn only(activation: Activation, n: usize) -> Network<f64> {
    let layer = Layer { w: Array2::eye(n), b: Array2::zeros((n, 1)), activation, keep_prob: 1.0 };
    Network::from_layers(vec![layer]).unwrap()
}

#[test]
fn metrics_of_several_outputs_are_those_of_scikit_learn() {
    let fixture: Metrics = fixture("metrics");
    let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} {b}");
    // Four outputs in units of their own, the last one constant: "uniform_average", "force_finite".
    let (guess, y) = (matrix(&fixture.guesses), matrix(&fixture.ys));
    close(rmse(guess.view(), y.view()).unwrap(), fixture.rmse_of_several); // (11.6)
    close(r2(guess.view(), y.view()).unwrap(), fixture.r2_of_several); // (11.7)
    let judged = |network: &Network<f64>, x: &Array2<f64>, y: &Array2<f64>, loss| {
        evaluate(network, x.view(), y.view(), loss, &mut Default::default()).unwrap().metric
    };
    let found = judged(&only(Activation::Identity, 4), &guess, &y, Loss::MeanSquaredError);
    assert!(matches!(found, Metric::R2(_)));
    close(found.value(), fixture.r2_of_several);

    // R² does not depend on the units of an output: standardised, as in a history, it is the same.
    let three = |rows: &Array2<f64>| rows.slice(s![..3, ..]).to_owned();
    let scaler = Scaler::standard(three(&y).view()).unwrap();
    let scaled = |rows: &Array2<f64>| scaler.transform::<f64>(three(rows).view()).unwrap();
    close(
        judged(&only(Activation::Identity, 3), &scaled(&guess), &scaled(&y), Loss::MeanSquaredError).value(),
        fixture.r2_of_three,
    );

    // Questions of yes or no: a sample is right if all of its answers are.
    let (logits, yes) = (matrix(&fixture.logits), matrix(&fixture.yes));
    let accuracy = |loss| judged(&only(Activation::Sigmoid, 3), &logits, &yes, loss);
    assert_eq!(accuracy(Loss::BinaryCrossEntropy), Metric::Accuracy(fixture.subset_accuracy));
    // Classes: the largest output counts.
    let largest = |matrix: &Array2<f64>, j: usize| class_of(matrix.column(j));
    let same = (0..50).filter(|&j| largest(&logits, j) == largest(&yes, j)).count();
    assert_eq!(accuracy(Loss::CategoricalCrossEntropy), Metric::Accuracy(same as f64 / 50.0));
}

#[test]
fn the_history_and_the_score_of_several_outputs_agree() {
    let line = synthetic::curve(200, 0.0, 1.0, |x| x, 0.1, &mut rng(0)).unwrap();
    let Target::Values(first) = &line.target else { panic!("a curve has values") };
    let second = 1e4 * first * first;
    let y = ndarray::concatenate![Axis(0), first.view(), second.view()];
    let two = Dataset::new(line.x.clone(), Target::Values(y)).unwrap();
    let trainer = Trainer { epochs: 3, ..Trainer::default() };
    let (model, history) = Model::<f64>::fit(&Architecture::default(), &trainer, &two, &mut rng(0)).unwrap();
    let last = history.kept().unwrap().train.metric.value();
    assert!((last - model.score(&two).unwrap()).abs() < 1e-9, "{last}");
}

#[test]
fn metrics_of_degenerate_answers_are_defined() {
    let names = ["a".to_owned(), "b".to_owned()];
    let never = ConfusionMatrix::new(&[0, 0], &[0, 0], &names).unwrap();
    assert_eq!((never.precision(1), never.recall(1), never.f1(1)), (None, None, None));
    assert!(never.to_string().contains('–'));
    assert!(message(ConfusionMatrix::new(&[2], &[0], &names)).contains("below 2"));
    assert!(message(accuracy(&[], &[])).contains("no sample"));
    let constant = array![[2.0, 2.0]];
    assert_eq!(r2(constant.view(), constant.view()).unwrap(), 1.0);
    assert_eq!(r2(array![[2.0, 3.0]].view(), constant.view()).unwrap(), 0.0);
    assert!(message(rmse(constant.view(), array![[1.0]].view())).contains("the predictions"));
    assert_eq!(
        [class_of(array![0.4].view()), class_of(array![0.5].view()), class_of(array![0.1, 0.7, 0.2].view())],
        [0, 1, 1]
    );
}

/// A model of classes and one of numbers, trained a little.
fn models() -> (Model<f32>, Model<f64>) {
    let trainer = Trainer { epochs: 3, ..Trainer::default() };
    let relu = Architecture { hidden: vec![5, 4], keep_prob: 0.9, ..Architecture::default() };
    let blobs = synthetic::blobs(60, 3, 0.7, &mut rng(0)).unwrap();
    let leaky = Architecture { activation: Activation::LeakyRelu { slope: 0.2 }, ..relu.clone() };
    let curve = synthetic::curve(60, 0.0, 7.0, f64::cos, 0.1, &mut rng(0)).unwrap();
    let (classes, _) = Model::fit(&leaky, &trainer, &blobs, &mut rng(1)).unwrap();
    let (values, _) = Model::fit(&relu, &trainer, &curve, &mut rng(1)).unwrap();
    (classes, values)
}

#[test]
fn a_model_comes_back_from_its_file_to_the_bit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.safetensors");
    let (classes, values) = models();
    classes.save(&path).unwrap();
    assert_eq!(Model::load(&path).unwrap(), classes);
    let first = std::fs::read(&path).unwrap();
    classes.save(&path).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), first, "the same model makes the same file");
    values.save(&path).unwrap();
    assert_eq!(Model::load(&path).unwrap(), values);
    assert_eq!(folder.path().read_dir().unwrap().count(), 1, "no temporary file is left");
    assert!(message(Model::<f32>::load(&path)).contains("its numbers are F64, but f32 was asked for"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn every_architecture_comes_back_from_its_file(hidden in prop::collection::vec(1_usize..9, 0..4), seed: u64, kind in 0_usize..6) {
        let architecture = Architecture { hidden, activation: Activation::ALL[kind], ..Architecture::default() };
        let blobs = synthetic::blobs(12, 3, 0.7, &mut rng(seed)).unwrap();
        let model = Model::<f64>::new(&architecture, &blobs, &mut rng(seed)).unwrap();
        let folder = tempfile::tempdir().unwrap();
        model.save(folder.path().join("model")).unwrap();
        prop_assert_eq!(Model::load(folder.path().join("model")).unwrap(), model);
    }
}

#[test]
fn tensors_are_named_and_laid_out_as_pytorch_has_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.safetensors");
    let (model, _) = models();
    model.save(&path).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let tensors = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    assert_eq!(tensors.len(), 6);
    for l in 1..=3 {
        let (layer, i) = (model.network.layer(l), l - 1);
        let weight = tensors.tensor(&format!("layers.{i}.weight")).unwrap();
        assert_eq!(weight.shape(), [layer.n_out(), layer.n_in()]);
        let second = f32::from_le_bytes(weight.data()[4..8].try_into().unwrap());
        assert_eq!(second, layer.w[[0, 1]], "row by row");
        assert_eq!(tensors.tensor(&format!("layers.{i}.bias")).unwrap().shape(), [layer.n_out()]);
    }
}

#[test]
fn damaged_truncated_and_foreign_files_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.safetensors");
    let (model, _) = models();
    model.save(&path).unwrap();
    let whole = std::fs::read(&path).unwrap();
    let refused = |bytes: &[u8], why: &str| {
        std::fs::write(&path, bytes).unwrap();
        let error = Model::<f32>::load(&path).unwrap_err();
        let text = error.with_causes();
        // Our message does not repeat what caused it, and the whole chain says it once.
        if let Some(cause) = std::error::Error::source(&error).map(ToString::to_string) {
            assert!(!error.to_string().contains(&cause) && text.matches(&cause).count() == 1, "{text}");
        }
        assert!(text.contains("not a usable model file") && text.contains(why), "{text}");
    };
    for length in [0, 5, 8, 100, whole.len() - 1] {
        refused(&whole[..length], "");
    }
    // Every single damaged byte is noticed, in the header or in the numbers.
    for position in (0..whole.len()).step_by(7) {
        let mut damaged = whole.clone();
        damaged[position] ^= 0x10;
        refused(&damaged, "");
    }
    refused(b"alcohol,cultivar\n1,2\n", "safetensors");
    let foreign: Vec<(String, safetensors::tensor::TensorView<'_>)> = Vec::new();
    refused(&safetensors::serialize(foreign, None).unwrap(), "do not describe a model of `ann`");
    assert!(message(Model::<f32>::load(folder.path().join("none"))).starts_with("cannot read"));
}

#[test]
fn a_file_that_cannot_be_written_leaves_the_old_one() {
    let folder = tempfile::tempdir().unwrap();
    let (model, _) = models();
    let taken = folder.path().join("a folder");
    std::fs::create_dir(&taken).unwrap();
    std::fs::write(taken.join("inside"), "kept").unwrap();
    assert!(message(model.save(&taken)).starts_with("cannot write"));
    assert_eq!(std::fs::read_to_string(taken.join("inside")).unwrap(), "kept");
    assert_eq!(folder.path().read_dir().unwrap().count(), 1, "no temporary file is left");
    assert!(message(model.save(folder.path().join("no/such/model"))).starts_with("cannot write"));
}

#[test]
fn a_model_answers_in_the_units_of_its_target() {
    let linear = Architecture { hidden: vec![], ..Architecture::default() };
    let trainer = Trainer { epochs: 300, l2: 0.0, ..Trainer::default() };
    let line = synthetic::curve(50, 0.0, 10.0, |x| 1000.0 + 50.0 * x, 0.0, &mut rng(0)).unwrap();
    let (model, _) = Model::<f64>::fit(&linear, &trainer, &line, &mut rng(0)).unwrap();
    let x = array![[3.0]];
    let answer = model.predict_values(x.view()).unwrap();
    assert!((answer[[0, 0]] - 1150.0).abs() < 1.0, "{answer}");
    assert_eq!(model.predict(x.view()).unwrap(), Target::Values(answer));
    assert!(message(model.predict_classes(x.view())).contains("numbers, not classes"));
    assert!(message(model.predict_proba(x.view())).contains("numbers, not classes"));
    let moons = synthetic::moons(10, 0.1, &mut rng(0)).unwrap();
    assert!(model.score(&moons).is_err());

    let (classes, _) = models();
    let x = array![[1.0, -2.0], [0.5, 0.5]];
    let probabilities = classes.predict_proba(x.view()).unwrap();
    assert!(probabilities.sum_axis(Axis(0)).iter().all(|sum| (sum - 1.0).abs() < 1e-6));
    let labels: Vec<usize> = probabilities.columns().into_iter().map(class_of).collect();
    assert_eq!(classes.predict_classes(x.view()).unwrap(), labels);
    let OutputKind::Classes(names) = classes.answer.clone() else { panic!("blobs are classes") };
    assert_eq!(classes.predict(x.view()).unwrap(), Target::Classes { labels, names });
    assert!(message(classes.predict_values(x.view())).contains("classes, not numbers"));
    let other = Target::Classes { labels: vec![0, 1], names: vec!["u".into(), "v".into()] };
    let other = Dataset::new(array![[1.0, 2.0], [1.0, 2.0]], other).unwrap();
    assert!(message(classes.scaled(&other)).contains("the classes"));
}

#[test]
fn a_model_judges_only_the_classes_that_it_learnt() {
    let trainer = Trainer { epochs: 1, ..Trainer::default() };
    let mut moons = synthetic::moons(40, 0.1, &mut rng(0)).unwrap();
    let (model, _) = Model::<f64>::fit(&Architecture::default(), &trainer, &moons, &mut rng(0)).unwrap();
    if let Target::Classes { labels, .. } = &mut moons.target {
        labels[3] = 7;
    }
    assert_eq!(message(model.scaled(&moons)), "a sample has class 7, but there are only 2");
    if let Target::Classes { names, .. } = &mut moons.target {
        names.reverse();
    }
    assert!(message(model.score(&moons)).contains("has not the classes that the model learnt"));

    moons.target = Target::Classes { labels: vec![0; 40], names: vec!["all".into()] };
    assert!(
        message(Model::<f64>::fit(&Architecture::default(), &trainer, &moons, &mut rng(0)))
            .contains("at least two to tell apart")
    );
}

#[test]
fn early_stopping_does_not_stop_by_a_loss_that_is_no_number() {
    let trainer = Trainer {
        early_stopping: Some(EarlyStopping { validation_fraction: 0.5, patience: 2 }),
        epochs: 3,
        ..Trainer::default()
    };
    let mut network = Network::<f32>::new(&[1, 4, 1], Activation::Relu, Activation::Identity, &mut rng(0)).unwrap();
    let (x, y) = (array![[0.0_f32, 1.0]], array![[0.0_f32, 1.0]]);
    let far = array![[f32::INFINITY, 1.0]];
    let train = Samples { x: x.view(), y: y.view() };
    let validation = Some(Samples { x: far.view(), y: y.view() });
    let trained = trainer.train(&mut network, Loss::MeanSquaredError, train, validation, &mut rng(0));
    assert!(message(trained).contains("on the validation samples"));

    // Without early stopping they are watched only.
    let watching = Trainer { early_stopping: None, ..trainer.clone() };
    let history = watching.train(&mut network, Loss::MeanSquaredError, train, validation, &mut rng(0)).unwrap();
    assert_eq!(history.epochs.len(), 3);

    let broken = Trainer { early_stopping: Some(EarlyStopping { validation_fraction: 1.5, patience: 1 }), ..trainer };
    let moons = synthetic::moons(20, 0.1, &mut rng(0)).unwrap();
    assert!(message(broken.set_aside(&moons, &mut rng(0))).contains("validation_fraction is 1.5"));
}

/// Trains w and b of y = w x + b on the sample x = y = 1 with a rate that rises until it is far too large: the error, the network
/// afterwards, and the epoch with the smallest loss on the sample `validation` with the network as it was then.
fn rising_rate(validation: f32) -> (Error, Network<f32>, usize, Network<f32>) {
    let trainer = Trainer {
        optimizer: Optimizer::Sgd,
        learning_rate: 9.0,
        schedule: Schedule { warm_up: 30.0, ..Schedule::CONSTANT },
        l2: 0.0,
        early_stopping: Some(EarlyStopping { validation_fraction: 0.5, patience: 100 }),
        ..Trainer::default()
    };
    let linear = Architecture { hidden: vec![], ..Architecture::default() };
    let mut network = linear.network::<f32>(1, Activation::Identity, 1, &mut rng(0)).unwrap();
    let (one, other) = (array![[1.0_f32]], array![[validation]]);
    let [train, validation] = [&one, &other].map(|x| Samples { x: x.view(), y: x.view() });
    let mut best = (f64::INFINITY, 0, network.clone());
    let on_epoch = |epoch: &ann::Epoch, network: &Network<f32>| {
        let loss = epoch.validation.unwrap().loss;
        if loss < best.0 {
            best = (loss, epoch.epoch, network.clone());
        }
        ControlFlow::Continue(())
    };
    let result =
        trainer.train_with(&mut network, Loss::MeanSquaredError, train, Some(validation), &mut rng(0), on_epoch);
    (result.unwrap_err(), network, best.1, best.2)
}

#[test]
fn early_stopping_that_fails_goes_back_to_the_best_weights() {
    // The training loss is the first to be infinite; or that of a validation sample far away.
    for far in [1.0, 1e15] {
        let (error, network, epoch, best) = rising_rate(far);
        assert!(epoch > 1, "{epoch}");
        assert_eq!(matches!(error, Error::Diverged { .. }), far == 1.0, "{error}");
        let told = format!("; the network has the weights of epoch {epoch} again, the best on the validation samples");
        assert!(error.to_string().ends_with(&told), "{error}");
        assert_eq!(network, best);
    }
}

#[test]
fn a_network_can_be_evaluated_every_few_epochs() {
    let moons = synthetic::moons(60, 0.2, &mut rng(0)).unwrap();
    let train = |trainer: Trainer| {
        let mut seen = Vec::new();
        let mut model = Model::<f64>::new(&Architecture::default(), &moons, &mut rng(1)).unwrap();
        let watch = |epoch: &ann::Epoch, _: &Network<f64>| {
            seen.push(epoch.epoch);
            ControlFlow::Continue(())
        };
        let history = model.train_with(&trainer, &moons, Some(&moons), &mut rng(2), watch).unwrap();
        (seen, history, model)
    };
    let every = |evaluate_every| Trainer { epochs: 10, evaluate_every, ..Trainer::default() };
    let ((_, all, model), (seen, some, same)) = (train(every(1)), train(every(4)));
    assert_eq!(seen, [4, 8, 10]);
    assert_eq!(some.epochs, [all.epochs[3], all.epochs[7], all.epochs[9]]);
    assert_eq!(model, same, "evaluating changes nothing");
    assert_eq!((some.kept_epoch, some.epochs_run(), some.kept()), (10, 10, all.epochs.last()));
    assert_eq!(some.to_string().lines().count(), 2 + 3);

    // Patience is counted in epochs; the best epoch is one of those that were evaluated.
    let early_stopping = Some(EarlyStopping { patience: 5, validation_fraction: 0.5 });
    let still = Trainer { learning_rate: 0.0, early_stopping, epochs: 100, ..every(4) };
    let (seen, history, _) = train(still);
    assert_eq!((seen, history.kept_epoch), (vec![4, 8, 12], 4));
}

#[test]
fn a_printout_says_which_metric_it_is() {
    let (accuracy, r2) = (Metric::Accuracy(0.97512), Metric::R2(-0.5));
    assert_eq!((accuracy.name(), accuracy.value(), r2.name(), r2.value()), ("accuracy", 0.97512, "R²", -0.5));
    assert_eq!(format!("{accuracy} {r2:.1}"), "accuracy 0.9751 R² -0.5");
    let line = synthetic::curve(20, 0.0, 1.0, |x| x, 0.1, &mut rng(0)).unwrap();
    let trainer = Trainer { epochs: 1, ..Trainer::default() };
    let (_, history) = Model::<f64>::fit(&Architecture::default(), &trainer, &line, &mut rng(0)).unwrap();
    assert!(history.to_string().contains("loss       R²"), "{history}");
}

#[test]
fn a_divergence_names_samples_that_cannot_be_learnt() {
    let trainer = Trainer { epochs: 1, ..Trainer::default() };
    let cause = |x: f64, y: f64| {
        let mut network = Network::<f64>::new(&[1, 1], Activation::Relu, Activation::Identity, &mut rng(0)).unwrap();
        let (x, y) = (array![[x]], array![[y]]);
        let samples = Samples { x: x.view(), y: y.view() };
        message(trainer.train(&mut network, Loss::MeanSquaredError, samples, None, &mut rng(0)))
    };
    assert!(cause(f64::NAN, 0.0).contains("a feature or a target is not a finite number"));
    assert!(cause(1.0, 1e200).contains("scale the targets"));
}

#[test]
fn a_model_that_could_not_be_loaded_is_not_written_over_one_that_can() {
    let moons = synthetic::moons(40, 0.1, &mut rng(0)).unwrap();
    let (mut model, _) =
        Model::<f64>::fit(&Architecture::default(), &Trainer { epochs: 1, ..Trainer::default() }, &moons, &mut rng(0))
            .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.safetensors");
    model.save(&path).unwrap();
    let good = model.clone();
    model.network.layer_mut(1).w[[0, 0]] = f64::NAN;
    assert!(message(model.save(&path)).contains("a weight is not a finite number"));
    let mut nameless = good.clone();
    nameless.features.pop();
    let told = message(nameless.save(&path));
    assert!(told.ends_with("the network, its scalers and its names are of different sizes"), "{told}");
    assert_eq!(Model::load(&path).unwrap(), good);
}

#[test]
fn a_measurement_that_is_no_number_is_named() {
    let moons = synthetic::moons(40, 0.1, &mut rng(0)).unwrap();
    let (model, _) =
        Model::<f64>::fit(&Architecture::default(), &Trainer { epochs: 1, ..Trainer::default() }, &moons, &mut rng(0))
            .unwrap();
    let told = message(model.predict(array![[0.0, 0.0], [0.0, f64::NAN]].view()));
    assert!(told.contains("sample 2: feature 'x2' is NaN"), "{told}");
}

#[test]
fn metrics_of_what_is_not_there() {
    let confusion = ConfusionMatrix::new(&[0], &[0], &["a".into(), "b".into()]).unwrap();
    assert_eq!([confusion.precision(2), confusion.recall(2), confusion.f1(2)], [None; 3]);
    // Equal numbers, whose mean in floating-point numbers is another one.
    assert_eq!(r2(array![[0.2, 0.2, 0.2]].view(), array![[0.1, 0.1, 0.1]].view()).unwrap(), 0.0);
}

#[test]
fn without_a_sample_there_is_nothing_to_judge() {
    let nothing = "there is no sample to evaluate";
    let (x, y) = (Array2::zeros((1, 0)), Array2::zeros((1, 0)));
    let network = only(Activation::Sigmoid, 1);
    let judged = evaluate(&network, x.view(), y.view(), Loss::BinaryCrossEntropy, &mut Cache::default());
    assert_eq!(message(judged), nothing);
    assert_eq!(message(rmse(y.view(), y.view())), nothing);
    assert_eq!(message(r2(y.view(), y.view())), nothing);
    assert_eq!(message(accuracy(&[], &[])), nothing);
    let told = message(accuracy(&[0, 1], &[0]));
    assert_eq!(told, "accuracy needs a prediction per label; there are 2 and 1");
}

#[test]
fn an_epoch_is_judged_once() {
    let (x, y, mut network) = (Array2::ones((1, 3)), Array2::ones((1, 3)), only(Activation::Sigmoid, 1));
    let (trainer, samples) =
        (Trainer { epochs: 4, evaluate_every: 3, ..Trainer::default() }, Samples { x: x.view(), y: y.view() });
    let mut random = rng(0);
    let loss = Loss::BinaryCrossEntropy;
    let mut run = TrainingRun::new(&trainer, &mut network, loss, samples, None, &mut random).unwrap();
    assert_eq!(run.evaluate().unwrap(), None, "no epoch yet");
    assert_eq!(run.epoch().unwrap(), None);
    let first = run.evaluate().unwrap().expect("it was not judged yet");
    assert_eq!((first.epoch, run.evaluate().unwrap()), (1, None));
    assert_eq!(run.history().epochs, [first]);
}
