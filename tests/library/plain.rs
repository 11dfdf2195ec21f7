//! The plain network of chapters 1 to 8 and the library are the same network, and both are PyTorch's.

use crate::common::{GradientCase, assert_close, fixture, matrix};
use ann::plain::backward::{Gradient, backward, descend, nudge};
use ann::plain::cost::{add_penalty, cost, losses};
use ann::plain::forward::{activate, forward};
use ann::plain::network::{Activation as G, Layer, Network};
use ann::plain::optimizer::{Optimizer, Rule};
use ann::plain::{Matrix, batches, cache, dropout};
use ann::{Activation, Cache, Cost, Dropout, Gradients, Init, Loss, OptimizerState, Rng, data, rng};
use ndarray::array;
use proptest::prelude::*;
use std::path::Path;

const ACTIVATIONS: [(G, Activation); 6] = [
    (G::Relu, Activation::Relu),
    (G::LeakyRelu, Activation::LEAKY_RELU),
    (G::Tanh, Activation::Tanh),
    (G::Sigmoid, Activation::Sigmoid),
    (G::Softmax, Activation::Softmax),
    (G::Identity, Activation::Identity),
];

/// The loss that the plain network takes for a function of the last layer.
fn loss(output: G) -> Loss {
    match output {
        G::Sigmoid => Loss::BinaryCrossEntropy,
        G::Softmax => Loss::CategoricalCrossEntropy,
        _ => Loss::MeanSquaredError,
    }
}

/// A batch: inputs around 0, and a class for each.
fn batch(sizes: &[usize], m: usize, rng: &mut Rng) -> (Matrix, Matrix) {
    let x = Init::Normal { std: 1.0 }.weights(sizes[0], m, rng).unwrap();
    let n_y = sizes[sizes.len() - 1];
    (x, data::one_hot(&(0..m).map(|j| (j * j + m) % n_y).collect::<Vec<_>>(), n_y))
}

/// One way to train, and a place to start from.
#[derive(Debug, Clone)]
struct Case {
    sizes: Vec<usize>,
    hidden: G,
    output: G,
    m: usize,
    keep_prob: f64,
    l2: f64,
    rule: Option<Rule>,
    seed: u64,
}

/// Ten steps with both; costs, gradients and parameters must agree to 1e-12.
fn ten_steps(case: &Case) {
    let mut random = rng(case.seed);
    let mut plain = Network::new(&case.sizes, case.hidden, case.output, &mut random);
    let mut fast = ann::Network::try_from(&plain).unwrap().with_keep_prob(case.keep_prob).unwrap();
    let optimizer = match case.rule {
        None => ann::Optimizer::Sgd,
        Some(Rule::Momentum { beta }) => ann::Optimizer::Momentum { beta },
        Some(Rule::RmsProp { beta }) => ann::Optimizer::RmsProp { beta, epsilon: 1e-8 },
        Some(Rule::Adam { beta1, beta2 }) => {
            ann::Optimizer::Adam { beta1, beta2, epsilon: 1e-8, bias_correction: true }
        }
    };
    let mut state = OptimizerState::new(optimizer, &fast).unwrap();
    let mut rule = case.rule.map(|rule| Optimizer::new(rule, &plain));
    let (mut buffers, mut gradients) = (Cache::default(), Gradients::default());
    let fast_cost = Cost { loss: loss(case.output), weight_decay: case.l2 };
    for t in 1..=10 {
        let what = format!("step {t} of {case:?}");
        let (x, y) = batch(&case.sizes, case.m, &mut random);
        ann::forward(&fast, x.view(), Dropout::Draw(&mut random), &mut buffers).unwrap();
        ann::backward(&fast, y.view(), &fast_cost, &buffers, &mut gradients).unwrap();

        // The library's masks, as the plain network has them: D / p.
        let masks: Vec<Matrix> = (0..plain.layers.len())
            .map(|l| match (l > 0).then(|| buffers.mask(l)).flatten() {
                Some(mask) => mask.mapv(|keep| if keep { 1.0 / case.keep_prob } else { 0.0 }),
                _ => Matrix::ones((case.sizes[l], case.m)),
            })
            .collect();
        let a = dropout::masked_forward(&plain, &x, &masks);
        let mut slopes = dropout::masked_backward(&plain, &a, &masks, &y);
        if case.keep_prob == 1.0 {
            let without = forward(&plain, &x);
            for (one, other) in without.iter().zip(&a) {
                assert_close(one.view(), other.view(), 1e-13, &what);
            }
            for (one, other) in backward(&plain, &without, &y).iter().zip(&slopes) {
                assert_close(one.dw.view(), other.dw.view(), 1e-13, &what);
                assert_close(one.db.view(), other.db.view(), 1e-13, &what);
            }
            let found = cost(&plain, &without, &y, case.l2);
            let expected = fast_cost.value(&fast, &buffers, y.view()).unwrap();
            assert!((found - expected).abs() <= 1e-12 * expected.max(1.0), "{what}: {found} and {expected}"); // (4.1)
        }
        add_penalty(&plain, &mut slopes, case.l2);
        if slopes.iter().any(|slope| slope.dw.iter().any(|dw| dw.abs() > 100.0)) {
            return; // it diverges, and every rounding with it
        }
        match &mut rule {
            Some(rule) => rule.step(&mut plain, &slopes, 0.01),
            None => descend(&mut plain, &slopes, 0.01),
        }
        state.step(&mut fast, &gradients, 0.01).unwrap();
        for (l, (layer, Gradient { dw, db })) in (1..).zip(plain.layers.iter().zip(&slopes)) {
            assert_close(a[l].view(), buffers.before_dropout(l), 1e-12, &what);
            assert_close(dw.view(), gradients.dw(l).view(), 1e-12, &what);
            assert_close(db.view(), gradients.db(l).view(), 1e-12, &what);
            assert_close(layer.w.view(), fast.layer(l).w.view(), 1e-12, &what);
            assert_close(layer.b.view(), fast.layer(l).b.view(), 1e-12, &what);
        }
    }
}

const RULES: [Option<Rule>; 4] = [
    None,
    Some(Rule::Momentum { beta: 0.9 }),
    Some(Rule::RmsProp { beta: 0.9 }),
    Some(Rule::Adam { beta1: 0.9, beta2: 0.999 }),
];

#[test]
fn ten_steps_agree_for_every_activation_output_rule_depth_and_for_dropout() {
    let mut cases = 0;
    for (hidden, _) in ACTIVATIONS {
        for (output, _) in ACTIVATIONS {
            for rule in RULES {
                for keep_prob in [1.0, 0.8] {
                    for depth in 1..=4 {
                        let sizes = [5, 4, 6, 4, 3][4 - depth..].to_vec();
                        let m = [1, 7, 32, 64][(depth + cases) % 4];
                        let l2 = [0.0, 0.02][cases % 2];
                        ten_steps(&Case { sizes, hidden, output, m, keep_prob, l2, rule, seed: cases as u64 });
                        cases += 1;
                    }
                }
            }
        }
    }
    assert_eq!(cases, 6 * 6 * 4 * 2 * 4);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn ten_steps_agree_for_any_shape_and_seed(
        sizes in prop::collection::vec(2_usize..=20, 2..=5),
        (hidden, output, rule) in (0_usize..6, 0_usize..6, 0_usize..4),
        m in 1_usize..=64,
        (keep_prob, l2) in (0.3..1.0, 0.0..0.1),
        seed: u64,
    ) {
        let (hidden, output) = (ACTIVATIONS[hidden].0, ACTIVATIONS[output].0);
        ten_steps(&Case { sizes, hidden, output, m, keep_prob, l2, rule: RULES[rule], seed });
    }
}

#[test]
fn one_seed_gives_both_the_same_deviation_and_the_same_start() {
    for ((g, activation), (output, of_output)) in ACTIVATIONS.into_iter().zip(ACTIVATIONS.into_iter().rev()) {
        let plain = Network::new(&[4, 7, 3], g, output, &mut rng(5));
        let fast = ann::Network::new(&[4, 7, 3], activation, of_output, &mut rng(5)).unwrap();
        assert_eq!(ann::Network::try_from(&plain).unwrap(), fast);
    }
    for (n_in, n_out, g, sigma) in [(200, 300, G::Relu, 0.1), (200, 600, G::Tanh, 0.05)] {
        let layer = Layer::new(n_in, n_out, g, &mut rng(3));
        assert!((layer.w.std(0.0) / sigma - 1.0).abs() < 0.02, "{g:?}: {}", layer.w.std(0.0)); // (1.1), (1.3), (1.4)
        assert_eq!(layer.b, Matrix::zeros((n_out, 1))); // (1.2)
    }
}

#[test]
fn the_slopes_are_those_of_a_nudge() {
    for (output, _) in ACTIVATIONS {
        let mut random = rng(7);
        let network = Network::new(&[3, 4, 3], G::Tanh, output, &mut random);
        let (x, y) = batch(&[3, 4, 3], 6, &mut random);
        let slopes = backward(&network, &forward(&network, &x), &y);
        for (l, slope) in slopes.iter().enumerate() {
            for ((i, k), expected) in slope.dw.indexed_iter() {
                let found = nudge(&network, l, (i, k), |nudged| cost(nudged, &forward(nudged, &x), &y, 0.0));
                assert!((found - expected).abs() < 1e-8, "{output:?} {l} {i} {k}: {found} and {expected}"); // (3.6)
            }
        }
    }
}

#[test]
fn logits_of_a_thousand_make_no_number_too_large() {
    let logits = array![[1000.0], [999.0], [-1000.0]];
    let (p, q) = (1.0 / (1.0 + (-1.0_f64).exp()), 1.0 / (1.0 + 1.0_f64.exp()));
    let expected = array![[p], [q], [0.0]];
    assert_close(activate(G::Softmax, &logits).view(), expected.view(), 1e-15, "(2.7)"); // (2.7)

    // Of what the logits are: a layer whose biases they are.
    for (output, y, expected) in [
        (G::Softmax, [0.0, 0.0, 1.0], [0.0, 0.0, 2000.0 - p.ln()]), // (4.3), (4.6)
        (G::Sigmoid, [1.0, 0.0, 1.0], [0.0, 999.0, 1000.0]),        // (4.2), (4.5)
        (G::Identity, [999.0, 999.0, -998.0], [0.5, 0.0, 2.0]),     // (4.4)
    ] {
        let layer = Layer { w: Matrix::zeros((3, 1)), b: logits.clone(), g: output };
        let network = Network { layers: vec![layer] };
        let a = forward(&network, &Matrix::ones((1, 1)));
        let found = losses(&network, &a, &Matrix::from_shape_fn((3, 1), |(i, _)| y[i]));
        let expected = Matrix::from_shape_fn((3, 1), |(i, _)| expected[i]);
        assert_close(found.view(), expected.view(), 1e-12, &format!("{output:?}"));
    }
}

#[test]
fn every_sample_is_in_one_batch_and_masks_are_as_often_one_as_they_should() {
    let cut = batches::batches(10, 4, &mut rng(0));
    assert_eq!(cut.iter().map(Vec::len).collect::<Vec<_>>(), [4, 4, 2]);
    let mut all = cut.concat();
    all.sort_unstable();
    assert_eq!(all, (0..10).collect::<Vec<_>>());

    let network = Network::new(&[3, 100, 2], G::Relu, G::Softmax, &mut rng(0));
    let masks = dropout::masks(&network, 1000, 0.8, &mut rng(1));
    assert_eq!(masks[0], Matrix::ones((3, 1000)));
    assert!(masks[1].iter().all(|&d| d == 0.0 || d == 1.25));
    assert!((masks[1].mean().unwrap() - 1.0).abs() < 0.01); // (7.1)
    assert_eq!(cache::bytes(&masks), 8 * (3000 + 100_000)); // (8.1)
}

#[test]
fn an_epoch_of_the_plain_loop_learns_xor() {
    let (x, y) = (array![[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]], array![[0.0, 1.0, 1.0, 0.0]]);
    let mut random = rng(1);
    let mut network = Network::new(&[2, 8, 1], G::Tanh, G::Sigmoid, &mut random);
    for _ in 0..2000 {
        batches::epoch(&mut network, &x, &y, 2, 0.1, &mut random);
    }
    assert_eq!(forward(&network, &x)[2].mapv(f64::round), y);
}

#[test]
fn it_agrees_with_pytorch() {
    let plain_of = |name: &str| {
        let library: Activation = name.parse().unwrap();
        ACTIVATIONS.into_iter().find(|(_, activation)| *activation == library).unwrap().0
    };
    let mut compared = 0;
    for case in fixture::<Vec<GradientCase>>("gradients") {
        let (hidden, output) = (plain_of(&case.hidden), plain_of(&case.output));
        if case.loss() != loss(output) {
            continue; // the plain network has one loss for each output
        }
        let layers = case.theta.chunks(2).zip([hidden, output]);
        let layers = layers.map(|(pair, g)| Layer { w: matrix(&pair[0]), b: matrix(&pair[1]), g });
        let network = Network { layers: layers.collect() };
        let (x, y) = (matrix(&case.x), matrix(&case.y));
        let what = format!("{} {} {} λ = {}", case.hidden, case.output, case.loss(), case.l2);
        let a = forward(&network, &x);
        assert_close(a[2].view(), matrix(&case.answer).view(), 1e-10, &what);
        assert!((cost(&network, &a, &y, case.l2) - case.cost).abs() < 1e-10, "{what}"); // (4.1)–(4.4)
        let mut slopes = backward(&network, &a, &y);
        add_penalty(&network, &mut slopes, case.l2);
        for (l, Gradient { dw, db }) in slopes.iter().enumerate() {
            assert_close(dw.view(), matrix(&case.gradients[2 * l]).view(), 1e-9, &what); // (3.2)
            assert_close(db.view(), matrix(&case.gradients[2 * l + 1]).view(), 1e-9, &what); // (3.3)
        }
        compared += 1;
    }
    assert_eq!(compared, 6 * 6, "one loss for each output, and six hidden functions");
}

#[test]
fn it_is_short_enough_to_be_retyped() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/plain");
    let files = std::fs::read_dir(folder).unwrap().map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    let lines: usize = files.map(|text| text.lines().filter(|line| !line.trim().is_empty()).count()).sum();
    assert!(lines <= 300, "{lines} lines that are not empty");
}
