//! Chapter 5, mini-batch gradient descent: what a batch is, and what a step does.

use crate::common::{assert_close, message};
use ann::{
    Activation, Batches, Cache, Cost, Dropout, Gradients, Loss, Network, Optimizer, OptimizerState, TrainingLoop,
    backward, data, evaluate, forward, rng,
};
use ndarray::{Array2, array};
use proptest::prelude::*;

proptest! {
    #[test]
    fn every_sample_is_in_exactly_one_batch(m in 1_usize..200, batch_size in 1_usize..250, seed: u64) {
        let mut batches = Batches::new(m, batch_size).unwrap();
        batches.shuffle(&mut rng(seed));
        let sizes: Vec<usize> = batches.iter().map(<[usize]>::len).collect();
        let (last, others) = sizes.split_last().unwrap();
        prop_assert!(others.iter().all(|&size| size == batch_size) && *last <= batch_size);
        prop_assert_eq!(sizes.len(), m.div_ceil(batch_size));
        let mut seen: Vec<usize> = batches.iter().flatten().copied().collect();
        seen.sort_unstable();
        prop_assert_eq!(seen, (0..m).collect::<Vec<_>>());
    }
}

#[test]
fn shuffling_is_fair_and_repeatable() {
    let mut first = [0; 6];
    let mut rng_a = rng(0);
    for _ in 0..6000 {
        let mut batches = Batches::new(6, 6).unwrap();
        batches.shuffle(&mut rng_a);
        first[batches.iter().next().unwrap()[0]] += 1;
    }
    // 1000 expected each, standard deviation 29.
    assert!(first.iter().all(|count| (850..1150).contains(count)), "{first:?}");

    let order = |seed| {
        let mut batches = Batches::new(50, 7).unwrap();
        batches.shuffle(&mut rng(seed));
        batches.iter().flatten().copied().collect::<Vec<_>>()
    };
    assert_eq!(order(3), order(3));
    assert_ne!(order(3), order(4));
}

fn problem() -> (Network<f64>, Array2<f64>, Array2<f64>) {
    let mut rng = rng(5);
    let x = ann::Init::Normal { std: 1.0 }.weights(3, 10, &mut rng).unwrap();
    let y = data::one_hot(&[0, 1, 0, 1, 1, 0, 0, 1, 1, 0], 2);
    let network = Network::new(&[3, 4, 2], Activation::Tanh, Activation::Softmax, &mut rng).unwrap();
    (network, x, y)
}

#[test]
fn a_full_batch_step_is_the_equation() {
    let (mut network, x, y) = problem();
    let cost = Cost { loss: Loss::CategoricalCrossEntropy, weight_decay: 0.01 };
    let mut expected = network.clone();
    let mut cache = Cache::default();
    forward(&network, x.view(), Dropout::Off, &mut cache).unwrap();
    let mut gradients = Gradients::default();
    backward(&network, y.view(), &cost, &cache, &mut gradients).unwrap();
    for l in 1..=2 {
        let layer = expected.layer_mut(l);
        layer.w = &layer.w - &(gradients.dw(l) * 0.5); // (5.1)
        layer.b = &layer.b - &(gradients.db(l) * 0.5);
    }

    let mut descent = TrainingLoop::new(&network, 10, 10, cost, Optimizer::Sgd).unwrap();
    assert_eq!(descent.steps_per_epoch(), 1);
    descent.epoch(&mut network, x.view(), y.view(), |_| 0.5, &mut rng(0)).unwrap();
    for l in 1..=2 {
        // The shuffled batch adds the same numbers in another order.
        assert_close(network.layer(l).w.view(), expected.layer(l).w.view(), 1e-14, "W");
        assert_close(network.layer(l).b.view(), expected.layer(l).b.view(), 1e-14, "b");
    }
}

#[test]
fn every_batch_size_learns_and_a_batch_larger_than_the_data_is_the_data() {
    let (start, x, y) = problem();
    let after = |batch_size| {
        let mut network = start.clone();
        let cost = Loss::CategoricalCrossEntropy.into();
        let mut descent = TrainingLoop::new(&network, 10, batch_size, cost, Optimizer::Sgd).unwrap();
        let mut rng = rng(1);
        for _ in 0..300 {
            descent.epoch(&mut network, x.view(), y.view(), |_| 0.2, &mut rng).unwrap();
        }
        let mut cache = Cache::default();
        (evaluate(&network, x.view(), y.view(), Loss::CategoricalCrossEntropy, &mut cache).unwrap().loss, network)
    };
    let mut cache = Cache::default();
    let before = evaluate(&start, x.view(), y.view(), Loss::CategoricalCrossEntropy, &mut cache).unwrap().loss;
    for batch_size in [1, 4, 10] {
        assert!(after(batch_size).0 < before / 2.0, "batch size {batch_size}");
    }
    assert_eq!(after(10).1, after(1000).1);
}

#[test]
fn the_rate_is_asked_at_every_step() {
    let (mut network, x, y) = problem();
    let mut descent = TrainingLoop::new(&network, 10, 4, Loss::CategoricalCrossEntropy.into(), Optimizer::Sgd).unwrap();
    let asked = std::sync::Mutex::new(Vec::new());
    let rate = |done: f64| {
        asked.lock().unwrap().push(done);
        0.1
    };
    descent.epoch(&mut network, x.view(), y.view(), rate, &mut rng(0)).unwrap();
    assert_eq!(asked.into_inner().unwrap(), [0.0, 0.4, 0.8]);
}

#[test]
fn what_cannot_be_trained_is_refused() {
    assert!(message(Batches::new(10, 0)).contains("batch_size is 0"));
    assert!(message(Batches::new(0, 1)).contains("at least one sample"));
    let (mut network, x, y) = problem();
    let cost = Loss::CategoricalCrossEntropy.into();
    let mut descent = TrainingLoop::new(&network, 9, 4, cost, Optimizer::Sgd).unwrap();
    let short = descent.epoch(&mut network, x.view(), y.view(), |_| 0.1, &mut rng(0));
    assert!(message(short).contains("9 samples"));
    let mut descent = TrainingLoop::new(&network, 10, 4, cost, Optimizer::Sgd).unwrap();
    let wrong_y = descent.epoch(&mut network, x.view(), array![[1.0]].view(), |_| 0.1, &mut rng(0));
    assert!(message(wrong_y).starts_with("Y has shape (1, 1)"));
    let deeper = Network::<f64>::new(&[3, 4, 4, 2], Activation::Tanh, Activation::Softmax, &mut rng(0)).unwrap();
    let other = descent.epoch(&mut deeper.clone(), x.view(), y.view(), |_| 0.1, &mut rng(0));
    assert!(message(other).contains("another shape"));
    let before = network.clone();
    let rate = descent.epoch(&mut network, x.view(), y.view(), |_| f64::NAN, &mut rng(0));
    assert!(message(rate).contains("learning_rate is NaN"));
    assert_eq!(network, before);

    let other = Network::<f64>::new(&[3, 9, 2], Activation::Tanh, Activation::Softmax, &mut rng(0)).unwrap();
    let mut state = OptimizerState::new(Optimizer::ADAM, &other).unwrap();
    assert!(message(state.step(&mut network, &Gradients::default(), 0.1)).contains("another shape"));
}
