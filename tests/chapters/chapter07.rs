//! Chapter 7, dropout: masks, expectation, and that nothing is dropped when the network is used.

use crate::common::message;
use ann::plain::dropout::{masked_backward, masked_forward, masks};
use ann::plain::network::Activation as G;
use ann::{Activation, Cache, Dropout, Init, Network, dropout, forward, plain, rng};
use ndarray::{Array2, Axis, array};

fn network(keep_prob: f64) -> Network<f64> {
    let network = Network::new(&[3, 50, 40, 2], Activation::Relu, Activation::Softmax, &mut rng(0)).unwrap();
    network.with_keep_prob(keep_prob).unwrap()
}

#[test]
fn a_mask_keeps_the_right_part_and_is_reproducible() {
    for keep_prob in [0.1, 0.5, 0.8, 1.0] {
        let draw = |seed| {
            let mut mask = Array2::from_elem((200, 500), false);
            dropout::draw(mask.view_mut(), keep_prob, &mut rng(seed));
            mask
        };
        let kept = draw(1).iter().filter(|keep| **keep).count() as f64 / 100_000.0;
        // (7.1): the standard deviation is at most 0.0016.
        assert!((kept - keep_prob).abs() < 0.008, "{keep_prob}: kept {kept}");
        assert_eq!(draw(1), draw(1));
        assert_eq!(draw(1) == draw(2), keep_prob == 1.0);
    }
}

#[test]
fn survivors_are_scaled_forward_and_backward() {
    let (a, mask) = (array![[1.0, 2.0], [3.0, 4.0]], array![[true, false], [true, true]]);
    let mut dropped = Array2::zeros((2, 2));
    dropout::apply(a.view(), mask.view(), 0.8, dropped.view_mut());
    assert_eq!(dropped, array![[1.25, 0.0], [3.75, 5.0]]); // (7.2)
    let mut da = Array2::<f64>::ones((2, 2));
    dropout::backward(mask.view(), 0.8, da.view_mut());
    assert_eq!(da, array![[1.25, 0.0], [1.25, 1.25]]); // (7.3)
}

#[test]
fn the_expectation_is_what_dropout_does_not_change() {
    let network = network(0.7);
    let x = array![[0.5], [-1.0], [2.0]];
    let mut cache = Cache::default();
    let mut rng = rng(3);
    let runs = 20_000;
    let mut mean = Array2::<f64>::zeros((50, 1));
    for _ in 0..runs {
        forward(&network, x.view(), Dropout::Draw(&mut rng), &mut cache).unwrap();
        mean = mean + cache.a(1);
    }
    mean /= f64::from(runs);
    let without = cache.before_dropout(1);
    // The standard deviation of a mean is a √((1 − p) / p) / √runs = 0.0046 a.
    assert!(mean.iter().zip(without).all(|(mean, a)| (mean - a).abs() <= 0.025 * a));
}

#[test]
fn dropout_before_a_linear_output_is_on_average_a_penalty() {
    let p = 0.8;
    let mut random = rng(1);
    let network = plain::network::Network::new(&[3, 6, 1], G::Relu, G::Identity, &mut random);
    let normal = Init::Normal { std: 1.0 };
    let x: Array2<f64> = normal.weights(3, 12, &mut random).unwrap();
    let y: Array2<f64> = normal.weights(1, 12, &mut random).unwrap();
    let (w, a) = (&network.layers[1].w, &plain::forward::forward(&network, &x)[1]);
    let q = (1.0 - p) / p * a.pow2().sum_axis(Axis(1)); // qᵢ of the page
    let expected: Array2<f64> = ((w.dot(a) - &y).dot(&a.t()) + w * &q) / 12.0;
    let mut mean = Array2::<f64>::zeros(w.dim());
    for _ in 0..20_000 {
        let coins = masks(&network, 12, p, &mut random);
        mean = mean + &masked_backward(&network, &masked_forward(&network, &x, &coins), &coins, &y)[1].dw / 20_000.0;
    }
    assert!((&mean - &expected).iter().all(|apart| apart.abs() < 0.02), "{mean} and {expected}");
    let without: Array2<f64> = (w.dot(a) - &y).dot(&a.t()) / 12.0;
    assert!((&without - &expected).iter().any(|apart| apart.abs() > 0.1), "the penalty can be seen");
}

#[test]
fn every_sample_and_layer_has_a_mask_of_its_own_and_the_output_has_none() {
    let network = network(0.5);
    let x = Array2::ones((3, 8));
    let mut cache = Cache::default();
    forward(&network, x.view(), Dropout::Draw(&mut rng(1)), &mut cache).unwrap();
    let mask = cache.mask(1).unwrap();
    assert_eq!(mask.dim(), (50, 8));
    assert_ne!(mask.column(0), mask.column(1));
    assert_eq!(cache.mask(2).unwrap().dim(), (40, 8));
    assert!(cache.mask(3).is_none());
}

#[test]
fn inference_drops_nothing() {
    let x = Array2::ones((3, 4));
    let plain = network(1.0).predict(x.view()).unwrap();
    assert_eq!(network(0.5).predict(x.view()).unwrap(), plain);

    // Nor does a training pass with keep_prob 1, and it draws no random numbers.
    let (mut used, mut cache) = (rng(9), Cache::default());
    assert_eq!(forward(&network(1.0), x.view(), Dropout::Draw(&mut used), &mut cache).unwrap(), plain);
    assert_eq!(used, rng(9));
}

#[test]
fn frozen_masks_are_the_masks_that_were_drawn() {
    let network = network(0.5);
    let x = Array2::ones((3, 6));
    let mut cache = Cache::default();
    assert!(message(forward(&network, x.view(), Dropout::Frozen, &mut cache)).contains("no masks to be frozen"));
    let drawn = forward(&network, x.view(), Dropout::Draw(&mut rng(4)), &mut cache).unwrap().to_owned();
    assert_eq!(forward(&network, x.view(), Dropout::Frozen, &mut cache).unwrap(), drawn);
    let other = forward(&network, x.view(), Dropout::Draw(&mut rng(5)), &mut cache).unwrap();
    assert_ne!(other, drawn);
}

#[test]
fn probabilities_that_are_none_are_refused() {
    let build = || Network::<f64>::new(&[2, 3, 1], Activation::Relu, Activation::Identity, &mut rng(0)).unwrap();
    for keep_prob in [0.0, -0.5, 1.5, f64::NAN, 1e-10, 1e-50] {
        assert!(message(build().with_keep_prob(keep_prob)).contains("above 0 and at most 1"));
    }
    let mut network = build();
    network.layer_mut(2).keep_prob = 0.5;
    assert!(message(network.predict(Array2::zeros((2, 1)).view())).contains("an answer may not be dropped"));
}

#[test]
fn a_pass_that_is_refused_leaves_the_cache_as_it_was() {
    let network = network(0.5);
    let mut cache = Cache::default();
    let x = Array2::ones((3, 6));
    forward(&network, x.view(), Dropout::Off, &mut cache).unwrap();
    let before = cache.clone();
    let other = Array2::zeros((3, 4));
    assert!(message(forward(&network, other.view(), Dropout::Frozen, &mut cache)).contains("no masks to be frozen"));
    assert_eq!((cache.a(0), cache.output()), (before.a(0), before.output()));
}
