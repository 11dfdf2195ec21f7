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
    assert_eq!((certain.tried.len(), certain.folds().len()), (7, 5));
}

/// The differences of the losses of two λ, fold by fold: their mean and its standard error.
fn difference(a: &[ann::Evaluation], b: &[ann::Evaluation]) -> (f64, f64) {
    let (n, each) = (a.len() as f64, a.iter().zip(b).map(|(a, b)| a.loss - b.loss).collect::<Vec<_>>());
    let mean = each.iter().sum::<f64>() / n;
    (mean, (each.iter().map(|one| (one - mean).powi(2)).sum::<f64>() / (n - 1.0) / n).sqrt())
}

#[test]
fn of_penalties_that_cannot_be_told_apart_the_largest_is_chosen() {
    let mut larger_than_the_best = 0;
    for seed in 0..4 {
        let choose = |search| choose_l2::<f64>(&linear(), &quick(200), &noisy(60, 2.0), search, seed, || ()).unwrap();
        let choice = choose(L2Search::default());
        let loss = |folds: &[ann::Evaluation]| folds.iter().map(|fold| fold.loss).sum::<f64>();
        let best = choice.tried.iter().min_by(|a, b| loss(&a.1).total_cmp(&loss(&b.1))).unwrap();
        for (l2, folds) in &choice.tried {
            let (mean, error) = difference(folds, &best.1);
            assert!(*l2 <= choice.l2 || mean > error, "{l2} is as good as {} and larger", choice.l2);
        }
        larger_than_the_best += usize::from(choice.l2 > best.0);

        // Of one fold there is no error: the smallest loss decides.
        let one = choose(L2Search { judged: 1, ..L2Search::default() });
        let losses: Vec<f64> = one.tried.iter().map(|(_, folds)| folds[0].loss).collect();
        assert!(one.tried.iter().all(|(_, folds)| folds.len() == 1));
        assert!(losses.iter().all(|loss| *loss >= one.folds()[0].loss));
        // They are the losses on the first of the five folds.
        assert!(one.tried.iter().zip(&choice.tried).all(|(one, five)| one.1[0] == five.1[0]));
    }
    assert!(larger_than_the_best > 0);
    let none = L2Search { judged: 0, ..L2Search::default() };
    assert!(message(choose_l2::<f64>(&linear(), &quick(5), &noisy(60, 2.0), none, 0, || ())).contains("judged is 0"));
    let six = L2Search { judged: 6, ..L2Search::default() };
    assert!(message(choose_l2::<f64>(&linear(), &quick(5), &noisy(60, 2.0), six, 0, || ())).contains("judged is 6"));
}
