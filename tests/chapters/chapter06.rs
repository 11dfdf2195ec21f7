//! Chapter 6, optimisers: ten steps of each against PyTorch, the published formulas, and the schedules.

use crate::common::{Rows, assert_close, fixture, matrix, message, network};
use ann::{
    Activation, Cache, Cost, Decay, Dropout, Gradients, Layer, Loss, Network, Optimizer, OptimizerState, Schedule,
    backward, forward, rng,
};
use ndarray::{Array2, array};
use serde::Deserialize;

#[derive(Deserialize)]
struct Fixture {
    x: Rows,
    y: Rows,
    theta: Vec<Rows>,
    runs: Vec<Run>,
}

#[derive(Deserialize)]
struct Run {
    optimizer: String,
    learning_rate: f64,
    steps: Vec<Vec<Rows>>,
}

#[test]
fn ten_steps_of_every_optimizer_agree_with_pytorch() {
    let fixture: Fixture = fixture("optimizers");
    let (x, y) = (matrix(&fixture.x), matrix(&fixture.y));
    assert_eq!(fixture.runs.len(), Optimizer::ALL.len());
    for run in &fixture.runs {
        let mut network = network(&fixture.theta, Activation::Tanh, Activation::Softmax);
        let mut state = OptimizerState::new(run.optimizer.parse().unwrap(), &network).unwrap();
        let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
        for (t, expected) in run.steps.iter().enumerate() {
            forward(&network, x.view(), Dropout::Off, &mut cache).unwrap();
            backward(&network, y.view(), &Loss::CategoricalCrossEntropy.into(), &cache, &mut gradients).unwrap();
            state.step(&mut network, &gradients, run.learning_rate).unwrap();
            for l in 1..=2 {
                let what = format!("{} after step {}", run.optimizer, t + 1);
                assert_close(network.layer(l).w.view(), matrix(&expected[2 * l - 2]).view(), 1e-9, &what);
                assert_close(network.layer(l).b.view(), matrix(&expected[2 * l - 1]).view(), 1e-9, &what);
            }
        }
        assert_eq!(state.steps(), 10);
    }
}

/// One weight w with cost ½ (w − y)², so that its gradient is w − y.
struct OneWeight {
    network: Network<f64>,
    state: OptimizerState<f64>,
    y: f64,
}

impl OneWeight {
    fn new(optimizer: Optimizer, w: f64, y: f64) -> Self {
        let layer = Layer { w: array![[w]], b: array![[0.0]], activation: Activation::Identity, keep_prob: 1.0 };
        let network = Network::from_layers(vec![layer]).unwrap();
        let state = OptimizerState::new(optimizer, &network).unwrap();
        OneWeight { network, state, y }
    }

    /// The weight after a step, its bias held at zero.
    fn step(&mut self, learning_rate: f64) -> f64 {
        let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
        forward(&self.network, array![[1.0]].view(), Dropout::Off, &mut cache).unwrap();
        let y = array![[self.y]];
        backward(&self.network, y.view(), &Loss::MeanSquaredError.into(), &cache, &mut gradients).unwrap();
        self.state.step(&mut self.network, &gradients, learning_rate).unwrap();
        self.network.layer_mut(1).b.fill(0.0);
        self.network.layer(1).w[[0, 0]]
    }
}

#[test]
fn two_steps_by_hand() {
    // w = 2, y = 1: g = 1, then whatever w − 1 is. α = 0.1.
    let steps = |optimizer| {
        let mut one = OneWeight::new(optimizer, 2.0, 1.0);
        [one.step(0.1), one.step(0.1)]
    };
    let close = |found: [f64; 2], expected: [f64; 2]| {
        assert!(found.iter().zip(expected).all(|(f, e)| (f - e).abs() < 1e-7), "{found:?} {expected:?}");
    };
    close(steps(Optimizer::Sgd), [1.9, 1.81]); // (5.1)
    close(steps(Optimizer::MOMENTUM), [1.9, 1.72]); // (6.1), (6.2): m = 1, then 0.9 + 0.9
    close(steps(Optimizer::NESTEROV), [1.81, 1.5751]); // (6.3): 0.1 (1 + 0.9), then m = 1.71, 0.1 (0.81 + 1.539)
    let root = |v: f64| v.sqrt();
    let first = 2.0 - 0.1 / root(0.1); // (6.4), (6.5): v = 0.1
    let g = first - 1.0;
    close(steps(Optimizer::RMSPROP), [first, first - 0.1 * g / root(0.09 + 0.1 * g * g)]);
    // (6.6), (6.7), (6.8): the first corrected step is α, whatever the gradient.
    let g: f64 = 0.9;
    let (m, v): (f64, f64) = ((0.09 + 0.1 * g) / 0.19, (0.000999 + 0.001 * g * g) / 0.001999);
    close(steps(Optimizer::ADAM), [1.9, 1.9 - 0.1 * m / root(v)]);
    // Without correction it is α 0.1 / √0.001, three times as long.
    let raw = Optimizer::Adam { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, bias_correction: false };
    assert!((steps(raw)[0] - (2.0 - 0.1 * 0.1 / root(0.001))).abs() < 1e-6);
    // (6.9): AdamW first shrinks w by 1 − α · 0.01.
    close([steps(Optimizer::ADAMW)[0], 0.0], [2.0 * 0.999 - 0.1, 0.0]);
}

#[test]
fn every_optimizer_finds_the_bottom() {
    for optimizer in Optimizer::ALL {
        let mut one = OneWeight::new(optimizer, 2.0, 1.0);
        for _ in 0..500 {
            one.step(0.01);
        }
        let w = one.step(0.01);
        assert!((w - 1.0).abs() < 0.02, "{optimizer}: {w}");
    }
}

#[test]
fn schedules_pass_through_known_points() {
    let constant = Schedule::CONSTANT;
    assert_eq!([constant.factor(0.0, 10.0), constant.factor(9.9, 10.0)], [1.0, 1.0]);
    let warm = Schedule { warm_up: 4.0, decay: Decay::Constant };
    assert_eq!([warm.factor(0.0, 10.0), warm.factor(1.0, 10.0), warm.factor(4.0, 10.0)], [0.0, 0.25, 1.0]); // (6.10)
    let step = Schedule { warm_up: 0.0, decay: Decay::Step { every: 3.0, factor: 0.5 } };
    assert_eq!([step.factor(2.9, 9.0), step.factor(3.0, 9.0), step.factor(6.5, 9.0)], [1.0, 0.5, 0.25]); // (6.11)
    let cosine = Schedule { warm_up: 0.0, decay: Decay::Cosine { floor: 0.2 } };
    for (epoch, factor) in [(0.0, 1.0), (5.0, 0.6), (10.0, 0.2), (12.0, 0.2)] {
        assert!((cosine.factor(epoch, 10.0) - factor).abs() < 1e-12); // (6.12)
    }
}

#[test]
fn the_first_step_of_a_warm_up_goes_somewhere() {
    let moons = ann::data::synthetic::moons(40, 0.1, &mut rng(0)).unwrap();
    let warm_up = Schedule { warm_up: 4.0, decay: Decay::Constant };
    let trainer = ann::Trainer { schedule: warm_up, batch_size: 100, epochs: 8, ..Default::default() };
    let (_, history) = ann::Model::<f64>::fit(&ann::Architecture::default(), &trainer, &moons, &mut rng(0)).unwrap();
    let rates: Vec<f64> = history.epochs.iter().map(|epoch| epoch.learning_rate).collect();
    assert_eq!(rates[..6], [0.0025, 0.005, 0.0075, 0.01, 0.01, 0.01]);
    let endless = ann::Trainer { epochs: 4, ..trainer };
    assert!(message(endless.check()).contains("below the number of epochs"));
}

#[test]
fn settings_out_of_range_are_refused() {
    let network = Network::<f64>::new(&[1, 1], Activation::Relu, Activation::Identity, &mut rng(0)).unwrap();
    let refused = |optimizer| message(OptimizerState::new(optimizer, &network));
    assert!(refused(Optimizer::Momentum { beta: 1.0 }).contains("at least 0 and below 1"));
    assert!(refused(Optimizer::RmsProp { beta: 0.9, epsilon: 0.0 }).contains("epsilon is 0"));
    let decay = Optimizer::AdamW { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weight_decay: -1.0 };
    assert!(refused(decay).contains("weight_decay is -1"));
    // In 64 bits all these are possible, in 32 they round to what is not.
    let single = Network::<f32>::new(&[1, 1], Activation::Relu, Activation::Identity, &mut rng(0)).unwrap();
    let adam = |beta1, beta2, epsilon| Optimizer::Adam { beta1, beta2, epsilon, bias_correction: true };
    for (optimizer, problem) in [
        (Optimizer::RmsProp { beta: 0.9, epsilon: 1e-50 }, "epsilon is 1e-50, but"),
        (adam(0.9, 0.999, 1e-30), "epsilon is 1e-30, but"),
        (adam(0.9, 0.999, 1e39), "epsilon is 1e39 (inf in f32)"),
        (Optimizer::Momentum { beta: 1.0 - 1e-9 }, "beta is 0.999999999 (1 in f32)"),
        (adam(1.0 - 1e-9, 0.999, 1e-8), "beta is 0.999999999 (1 in f32)"),
        (adam(0.9, 1.0 - 1e-9, 1e-8), "beta is 0.999999999 (1 in f32)"),
        (Optimizer::AdamW { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weight_decay: 1e39 }, "(inf in f32)"),
    ] {
        let message = message(OptimizerState::new(optimizer, &single));
        assert!(message.contains(problem), "{message}");
        if !problem.contains("but") {
            OptimizerState::new(optimizer, &network).unwrap();
        }
    }
    assert!(message("adamax".parse::<Optimizer>()).contains("choose one of: sgd, momentum"));
}

#[test]
fn a_learning_rate_that_overflows_is_refused() {
    let mut network = Network::<f32>::new(&[1, 1], Activation::Relu, Activation::Identity, &mut rng(0)).unwrap();
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    forward(&network, array![[1.0]].view(), Dropout::Off, &mut cache).unwrap();
    backward(&network, array![[1.0]].view(), &Loss::MeanSquaredError.into(), &cache, &mut gradients).unwrap();
    let before = network.clone();
    // 1e38 / (1 − 0.9) is no number of 32 bits.
    for (rate, problem) in [(1e39, "learning_rate is 1e39 (inf in f32)"), (1e38, "learning_rate is 1e38"), (-1.0, "-1")]
    {
        let mut state = OptimizerState::new(Optimizer::ADAM, &network).unwrap();
        let message = message(state.step(&mut network, &gradients, rate));
        assert!(message.contains(problem), "{message}");
        assert_eq!((&network, state.steps()), (&before, 0), "nothing has moved");
    }
}

#[test]
fn no_number_becomes_so_small_that_the_processor_slows_down() {
    // A penalty shrinks a weight that no sample needs for ever; gradients of 1e-20 have subnormal squares.
    for optimizer in [Optimizer::ADAM, Optimizer::ADAMW] {
        let layer =
            Layer { w: array![[1e-10_f32, 1e-36]], b: array![[0.0]], activation: Activation::Identity, keep_prob: 1.0 };
        let mut network = Network::from_layers(vec![layer]).unwrap();
        let mut state = OptimizerState::new(optimizer, &network).unwrap();
        let cost = Cost { loss: Loss::MeanSquaredError, weight_decay: 1.0 };
        let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
        for _ in 0..20_000 {
            forward(&network, array![[0.0], [0.0]].view(), Dropout::Off, &mut cache).unwrap();
            backward(&network, array![[0.0]].view(), &cost, &cache, &mut gradients).unwrap();
            state.step(&mut network, &gradients, 1e-8).unwrap();
            assert!(
                network.layer(1).w.iter().all(|w| *w == 0.0 || w.is_normal()),
                "{optimizer}: {}",
                network.layer(1).w
            );
        }
    }
}

#[test]
fn a_bias_of_another_shape_is_refused_before_anything_moves() {
    let mut network = Network::<f64>::new(&[2, 3, 1], Activation::Tanh, Activation::Identity, &mut rng(0)).unwrap();
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    forward(&network, array![[1.0], [2.0]].view(), Dropout::Off, &mut cache).unwrap();
    backward(&network, array![[1.0]].view(), &Loss::MeanSquaredError.into(), &cache, &mut gradients).unwrap();
    network.layer_mut(1).b = Array2::zeros((1, 1));
    let before = network.clone();
    let step = OptimizerState::new(Optimizer::Sgd, &network).unwrap().step(&mut network, &gradients, 0.1);
    assert!(message(step).contains("another shape"));
    assert_eq!(network, before);
}

#[test]
fn schedules_out_of_range_are_refused() {
    let check = |schedule| ann::Trainer { schedule, ..ann::Trainer::default() }.check();
    let refused = |warm_up, decay, expected: &str| {
        assert_eq!(message(check(Schedule { warm_up, decay })), expected);
    };
    refused(-0.5, Decay::Constant, "warm_up is -0.5, but it must be a number of epochs, not negative");
    refused(f64::NAN, Decay::Constant, "warm_up is NaN, but it must be a number of epochs, not negative");
    let step = |every, factor| Decay::Step { every, factor };
    refused(0.0, step(0.0, 0.5), "every is 0, but it must be a number of epochs above 0");
    refused(0.0, step(f64::INFINITY, 0.5), "every is inf, but it must be a number of epochs above 0");
    refused(0.0, step(1.0, 0.0), "factor is 0, but it must be above 0 and at most 1");
    refused(0.0, step(1.0, 1.5), "factor is 1.5, but it must be above 0 and at most 1");
    refused(0.0, Decay::Cosine { floor: -0.1 }, "floor is -0.1, but it must be at least 0 and at most 1");
    refused(0.0, Decay::Cosine { floor: f64::NAN }, "floor is NaN, but it must be at least 0 and at most 1");
    for decay in [step(0.5, 1.0), Decay::Cosine { floor: 0.0 }, Decay::Cosine { floor: 1.0 }] {
        check(Schedule { warm_up: 0.0, decay }).unwrap();
    }
}
