//! Chapter 1, architecture: shapes, and the size of the weights that a network starts with.

use crate::common::message;
use ann::{Activation, Error, Init, Layer, Network, rng};
use ndarray::Array2;
use proptest::prelude::*;

const ALL_INITS: [Init; 6] =
    [Init::Zeros, Init::Normal { std: 0.3 }, Init::XavierNormal, Init::XavierUniform, Init::HeNormal, Init::HeUniform];

proptest! {
    #[test]
    fn every_stack_of_sizes_gives_matrices_that_fit(sizes in prop::collection::vec(1_usize..20, 2..6), seed: u64) {
        let network = Network::<f32>::new(&sizes, Activation::Relu, Activation::Identity, &mut rng(seed)).unwrap();
        prop_assert_eq!(network.depth(), sizes.len() - 1);
        prop_assert_eq!(network.sizes(), sizes.clone());
        for l in 1..=network.depth() {
            prop_assert_eq!(network.layer(l).w.dim(), (sizes[l], sizes[l - 1])); // (1.1)
            prop_assert_eq!(network.layer(l).b.dim(), (sizes[l], 1)); // (1.2)
            prop_assert!(network.layer(l).b.iter().all(|b| *b == 0.0));
        }
        let parameters: usize = sizes.windows(2).map(|n| n[0] * n[1] + n[1]).sum();
        prop_assert_eq!(network.parameters(), parameters);
    }
}

#[test]
fn weights_have_the_variance_of_their_rule() {
    let (n_out, n_in) = (300, 200);
    let expected = [
        (Init::Normal { std: 0.3 }, 0.09),
        (Init::XavierNormal, 2.0 / 500.0), // (1.4)
        (Init::XavierUniform, 2.0 / 500.0),
        (Init::HeNormal, 2.0 / 200.0), // (1.3)
        (Init::HeUniform, 2.0 / 200.0),
    ];
    for (init, variance) in expected {
        let w: Array2<f64> = init.weights(n_out, n_in, &mut rng(1)).unwrap();
        let mean = w.mean().unwrap();
        let measured = w.mapv(|w| (w - mean).powi(2)).mean().unwrap();
        // 60 000 draws: the relative standard error of a variance is at most √(2 / 60 000) = 0.6 %.
        assert!((measured / variance - 1.0).abs() < 0.03, "{init:?}: variance {measured}, not {variance}");
        assert!(mean.abs() < 5.0 * (variance / 60_000.0).sqrt(), "{init:?}: mean {mean}");
        assert!((init.std(n_out, n_in).powi(2) / variance - 1.0).abs() < 1e-12);
    }
    let limit = (6.0_f64 / 200.0).sqrt();
    let uniform: Array2<f64> = Init::HeUniform.weights(n_out, n_in, &mut rng(1)).unwrap();
    assert!(uniform.iter().all(|w| w.abs() <= limit));
    assert!(uniform.iter().any(|w| w.abs() > 0.99 * limit));
    let zeros: Array2<f64> = Init::Zeros.weights(n_out, n_in, &mut rng(1)).unwrap();
    assert!(zeros.iter().all(|w| *w == 0.0));
}

#[test]
fn the_seed_decides_every_weight() {
    for init in ALL_INITS {
        let draw = |seed| init.weights::<f32>(4, 3, &mut rng(seed)).unwrap();
        assert_eq!(draw(3), draw(3));
        assert_eq!(draw(3) == draw(4), init == Init::Zeros);
    }
}

#[test]
fn samples_and_neurons_are_contiguous_in_memory() {
    let network = Network::<f32>::new(&[3, 4, 2], Activation::Tanh, Activation::Softmax, &mut rng(0)).unwrap();
    assert_eq!(network.layer(1).w.strides(), [1, 4]);
}

#[test]
fn impossible_architectures_are_refused() {
    let build = |sizes: &[usize]| Network::<f64>::new(sizes, Activation::Relu, Activation::Softmax, &mut rng(0));
    assert!(message(build(&[])).contains("at least 2"));
    assert!(message(build(&[3])).contains("at least 2"));
    assert_eq!(message(build(&[3, 0, 2])), "layer size is 0, but it must be at least 1");

    assert!(message(build(&[3, usize::MAX, 2])).contains("at most 2³¹ weights"));

    let layer = |n_in, n_out| Layer::<f64>::new(n_in, n_out, Activation::Relu, Init::HeNormal, &mut rng(0)).unwrap();
    let misfit = Network::from_layers(vec![layer(3, 4), layer(5, 2)]);
    assert_eq!(message(misfit), "W of layer 2 has shape (2, 5), but (2, 4) is needed: layer 1 has 4 neurons");

    let mut crooked = layer(3, 4);
    crooked.b = Array2::zeros((3, 1));
    assert!(matches!(Network::from_layers(vec![crooked]), Err(Error::Shape { .. })));

    let negative = Init::Normal { std: -1.0 }.weights::<f64>(2, 2, &mut rng(0));
    assert!(message(negative).starts_with("std is -1"));
    // Both are numbers of 64 bits; as numbers of 32 bits all weights would be 0, or infinite.
    for (std, text) in [(1e-50, "1e-50"), (1e39, "1e39")] {
        let weights = Init::Normal { std }.weights::<f32>(2, 2, &mut rng(0));
        assert!(message(weights).starts_with(&format!("std is {text}, but it must be finite")));
        Init::Normal { std }.weights::<f64>(2, 2, &mut rng(0)).unwrap();
    }
    let steep = Layer::<f64>::new(2, 2, Activation::LeakyRelu { slope: 1.5 }, Init::HeNormal, &mut rng(0));
    assert!(message(steep).starts_with("slope is 1.5"));
    let slope = 1.0 - 1e-9;
    let steep = Layer::<f32>::new(2, 2, Activation::LeakyRelu { slope }, Init::HeNormal, &mut rng(0));
    assert!(message(steep).starts_with("slope is 0.999999999 (1 in f32), but"));
}

#[test]
fn neurons_that_start_equal_stay_equal() {
    // The symmetry argument: equal weights get equal gradients.
    let mut rng = rng(0);
    let moons = ann::data::synthetic::moons(100, 0.1, &mut rng).unwrap();
    let trainer = ann::Trainer { epochs: 5, ..Default::default() };
    let mut model = ann::Model::<f64>::new(&ann::Architecture::default(), &moons, &mut rng).unwrap();
    let sizes = model.network.sizes();
    model.network =
        Network::with_init(&sizes, Activation::Tanh, Activation::Softmax, Init::Normal { std: 0.0 }, &mut rng).unwrap();
    model.network.layer_mut(1).w.fill(0.1);
    model.train(&trainer, &moons, None, &mut rng).unwrap();
    let w = &model.network.layer(1).w;
    assert!(w.rows().into_iter().all(|row| row == w.row(0)));
}

#[test]
fn the_table_counts_every_parameter() {
    let network = Network::<f32>::new(&[13, 16, 3], Activation::Relu, Activation::Softmax, &mut rng(0)).unwrap();
    let table = network.to_string();
    assert!(table.contains("16 × 13") && table.contains("3 × 16"), "{table}");
    assert!(table.lines().last().unwrap().ends_with(&network.parameters().to_string()), "{table}");
    assert!(table.lines().all(|line| line.chars().count() <= 80));
    let dropping = network.with_keep_prob(0.75).unwrap().to_string();
    let row = "1      relu              16 × 13     16 × 1       0.75         224";
    assert_eq!(dropping.lines().nth(1), Some(row), "{dropping}");
}

#[test]
fn each_rule_has_its_standard_deviation() {
    let of_rules = ALL_INITS.map(|init| init.std(4, 8));
    let (xavier, he) = ((2.0_f64 / 12.0).sqrt(), 0.5); // (1.4), (1.3)
    assert_eq!(of_rules, [0.0, 0.3, xavier, xavier, he, he]);
}
