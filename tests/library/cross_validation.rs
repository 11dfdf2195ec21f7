//! Chapter 11, cross-validation: every sample is judged once, by a model that has not seen it, and the better penalty is chosen.

use crate::common::message;
use ann::data::{Dataset, Target, synthetic};
use ann::model::{L2Search, choose_l2, cross_validate};
use ann::random::stream;
use ann::{Architecture, Model, Trainer, rng, with_threads};
use ndarray::Array2;
use rand::RngExt;

fn quick(epochs: usize) -> Trainer {
    Trainer { epochs, ..Trainer::default() }
}

fn linear() -> Architecture {
    Architecture { hidden: vec![], ..Architecture::default() }
}

#[test]
fn the_folds_are_parts_of_one_size_with_every_class() {
    let blobs = synthetic::blobs(103, 3, 0.5, &mut rng(0)).unwrap();
    let folds = blobs.folds(5, &mut rng(1)).unwrap();
    let mut all: Vec<usize> = folds.concat();
    all.sort_unstable();
    assert!(all.into_iter().eq(0..103));
    let Target::Classes { labels, .. } = &blobs.target else { panic!("classes were expected") };
    for fold in &folds {
        assert!((20..=22).contains(&fold.len()));
        assert!((0..3).all(|class| fold.iter().filter(|&&index| labels[index] == class).count() >= 5));
    }
    assert!(message(blobs.folds(1, &mut rng(1))).contains("at least 2"));
    assert!(message(blobs.folds(104, &mut rng(1))).contains("too few"));
}

#[test]
fn a_fold_is_judged_by_a_model_of_the_others() {
    let moons = synthetic::moons(90, 0.2, &mut rng(0)).unwrap();
    let (architecture, trainer, seed) = (Architecture::default(), quick(20), 7);
    let judged = cross_validate::<f64>(&architecture, &trainer, &moons, 3, seed).unwrap();
    let folds = moons.folds(3, &mut stream(seed, 0)).unwrap();
    for (k, judged) in judged.iter().enumerate() {
        let mut others = [folds[(k + 1) % 3].clone(), folds[(k + 2) % 3].clone()].concat();
        others.sort_unstable();
        let [train, test] = moons.clone().parts([others, folds[k].clone()]).unwrap();
        let (model, _) = Model::<f64>::fit(&architecture, &trainer, &train, &mut stream(seed, 1 + k as u64)).unwrap();
        assert_eq!(judged.metric.value(), model.score(&test).unwrap());
    }
    let one = with_threads(1, || cross_validate::<f64>(&architecture, &trainer, &moons, 3, seed)).unwrap().unwrap();
    assert_eq!(one, judged, "on one thread");
}

/// y = x₁ and noise, among features that say nothing.
fn noisy(samples: usize, noise: f64) -> Dataset {
    let mut random = rng(3);
    let x = Array2::from_shape_simple_fn((20, samples), || random.random_range(-1.0..1.0));
    let y: Vec<f64> = x.row(0).iter().map(|x| x + noise * random.random_range(-1.0..1.0)).collect();
    Dataset::new(x, Target::from_values(y)).unwrap()
}

#[test]
fn noise_asks_for_a_large_penalty_and_certainty_for_a_small_one() {
    let choose =
        |dataset: &Dataset| choose_l2::<f64>(&linear(), &quick(400), dataset, L2Search::default(), 0, || ()).unwrap();
    assert!(choose(&noisy(40, 3.0)).l2 >= 10.0);
    let certain = choose(&noisy(40, 0.0));
    assert!(certain.l2 <= 3.0, "{}", certain.l2);
    let loss = |(_, folds): &(f64, Vec<ann::Evaluation>)| folds.iter().map(|fold| fold.loss).sum::<f64>();
    let best = certain.tried.iter().min_by(|a, b| loss(a).total_cmp(&loss(b))).unwrap();
    assert_eq!((certain.tried.len(), best.0, best.1.len()), (7, certain.l2, 5));
}
