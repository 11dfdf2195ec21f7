//! Class weights: a class of few samples counts as much as one of many.

use crate::common::message;
use ann::data::{Dataset, Target, synthetic};
use ann::metrics::ConfusionMatrix;
use ann::{
    Activation, Architecture, Cache, ClassWeights, Dropout, Loss, Model, Network, Optimizer, Samples, Schedule,
    Trainer, gradient_check, rng,
};
use ndarray::{Array2, Axis, array, concatenate};

fn network() -> Network<f64> {
    Network::new(&[2, 5, 2], Activation::Tanh, Activation::Softmax, &mut rng(1)).unwrap()
}

/// Eight samples, two of them of the second class.
fn few() -> (Array2<f64>, Array2<f64>) {
    let x = Array2::from_shape_fn((2, 8), |(i, j)| ((3 * i + 5 * j) as f64).sin());
    (x, Array2::from_shape_fn((2, 8), |(i, j)| if (i == 1) == (j >= 6) { 1.0 } else { 0.0 }))
}

#[test]
fn targets_that_sum_to_a_weight_have_the_gradient_of_their_loss() {
    let (x, y) = few();
    let weights = array![[0.3, 1.0, 2.5, 1.0, 1.0, 0.7, 4.0, 0.0]];
    let (cost, y) = (Loss::CategoricalCrossEntropy.into(), &y * &weights);
    let check = gradient_check(&network(), x.view(), y.view(), &cost, Dropout::Off, &mut Cache::default()).unwrap();
    assert!(check.relative_error < 1e-7, "{check:?}");
}

#[test]
fn balanced_weights_do_what_copies_of_the_rare_samples_do() {
    let (x, y) = few();
    let rare = |a: &Array2<f64>| a.slice(ndarray::s![.., 6..]).to_owned();
    let copies = |a: &Array2<f64>| concatenate![Axis(1), *a, rare(a), rare(a)];
    let trainer = Trainer {
        optimizer: Optimizer::Sgd,
        schedule: Schedule::CONSTANT,
        l2: 0.0,
        batch_size: 100,
        epochs: 20,
        ..Trainer::default()
    };
    let balanced = Trainer { class_weights: ClassWeights::Balanced, ..trainer.clone() };
    let train = |trainer: &Trainer, x: &Array2<f64>, y: &Array2<f64>| {
        let mut network = network();
        let samples = Samples { x: x.view(), y: y.view() };
        let history =
            trainer.train(&mut network, Loss::CategoricalCrossEntropy, samples, Some(samples), &mut rng(2)).unwrap();
        (network, history.epochs[19])
    };
    let (weighted, last) = train(&balanced, &x, &y);
    let (copied, expected) = train(&trainer, &copies(&x), &copies(&y));
    for (a, b) in weighted.layers().iter().zip(copied.layers()) {
        assert!((&a.w - &b.w).iter().chain(&(&a.b - &b.b)).all(|difference| difference.abs() < 1e-12));
    }
    assert!((last.train.loss - expected.train.loss).abs() < 1e-12);
    assert_eq!(last.validation, Some(last.train));
    assert!((&weighted.layer(1).w - &train(&trainer, &x, &y).0.layer(1).w).iter().any(|w| w.abs() > 1e-3));
}

#[test]
fn a_rare_class_is_found_more_often() {
    // Two clouds that overlap, one of 20 samples and one of 400.
    let blobs = synthetic::blobs(840, 2, 1.5, &mut rng(3)).unwrap();
    let Target::Classes { labels, names } = &blobs.target else { panic!("classes were expected") };
    let mut rare = (0..840).filter(|&i| labels[i] == 1);
    let kept: Vec<usize> = (0..840).filter(|&i| labels[i] == 0).chain(rare.by_ref().take(20)).collect();
    let target = Target::Classes { labels: kept.iter().map(|&i| labels[i]).collect(), names: names.clone() };
    let few = Dataset::new(blobs.x.select(Axis(1), &kept), target).unwrap();
    let score = |class_weights| {
        let trainer = Trainer { class_weights, epochs: 50, ..Trainer::default() };
        let (model, _) = Model::<f64>::fit(&Architecture::default(), &trainer, &few, &mut rng(4)).unwrap();
        let matrix = ConfusionMatrix::new(&model.predict_classes(blobs.x.view()).unwrap(), labels, names).unwrap();
        (matrix.recall(1).unwrap(), matrix.balanced_accuracy().unwrap())
    };
    let (equal, balanced) = (score(ClassWeights::Equal), score(ClassWeights::Balanced));
    assert!(balanced.0 > equal.0 + 0.05 && balanced.1 > equal.1 + 0.02, "{equal:?}, {balanced:?}");
}

#[test]
fn numbers_have_no_classes_to_weigh() {
    let curve = synthetic::curve(30, 0.0, 1.0, |x| x, 0.1, &mut rng(5)).unwrap();
    let trainer = Trainer { class_weights: ClassWeights::Balanced, ..Trainer::default() };
    let fitted = Model::<f64>::fit(&Architecture::default(), &trainer, &curve, &mut rng(6));
    assert!(message(fitted.map(|_| ())).contains("class_weights is balanced, but it must be equal"));
}
