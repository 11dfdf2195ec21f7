//! Chapter 2, forward propagation: every activation, and Z = W A + b.

use crate::common::{Rows, assert_close, distance, fixture, matrix, message};
use ann::{Activation, Cache, Dropout, Init, Network, Real, forward, matmul, rng};
use ndarray::{Array2, Axis, ShapeBuilder, array, concatenate, s};
use proptest::prelude::*;
use serde::Deserialize;
use std::collections::HashMap;

#[derive(Deserialize)]
struct Activations {
    z: Vec<f64>,
    values: HashMap<String, Vec<f64>>,
    logits: Rows,
    softmax: Rows,
}

/// g(z) for a row of numbers.
fn apply<F: Real>(activation: Activation, z: &[F]) -> Vec<F> {
    let mut a = Array2::from_shape_vec((1, z.len()), z.to_vec()).unwrap();
    activation.apply(a.view_mut());
    a.into_raw_vec_and_offset().0
}

#[test]
fn activations_agree_with_pytorch() {
    let fixture: Activations = fixture("activations");
    assert_eq!(fixture.values.len(), Activation::ALL.len() - 1, "one for each, and softmax apart");
    for (name, expected) in &fixture.values {
        let activation: Activation = name.parse().unwrap();
        for (found, expected) in apply(activation, &fixture.z).into_iter().zip(expected) {
            // (2.3) ReLU, (2.4) leaky ReLU, (2.5) tanh, (2.6) sigmoid
            assert!((found - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{name}: {found} {expected}");
        }
    }
    let mut a = matrix(&fixture.logits);
    Activation::Softmax.apply(a.view_mut());
    assert_close(a.view(), matrix(&fixture.softmax).view(), 1e-12, "softmax"); // (2.7)
}

/// Forward and backward stay finite wherever z is, at both precisions.
fn assert_safe<F: Real>() {
    for activation in Activation::ALL {
        for scale in [0.0, 1.0, 30.0, 1000.0] {
            let z = array![[1.0, -1.0, 0.0], [-1.0, 1.0, 0.5], [0.3, -0.2, -1.0]].mapv(|z: f64| F::from_f64(z * scale));
            let mut a = z.clone();
            activation.apply(a.view_mut());
            let mut dz = Array2::ones(a.dim());
            activation.backward(a.view(), dz.view_mut());
            assert!(a.iter().chain(&dz).all(|x| x.is_finite()), "{activation} at ±{scale} in {}", F::NAME);
            if activation == Activation::Softmax {
                let sums = a.sum_axis(Axis(0));
                assert!(sums.iter().all(|sum| (*sum - F::one()).abs() <= F::from_f64(4.0) * F::epsilon()), "{sums}");
            }
        }
    }
}

#[test]
fn activations_are_safe_far_out() {
    assert_safe::<f32>();
    assert_safe::<f64>();
}

#[test]
fn a_nan_is_not_hidden() {
    for activation in Activation::ALL {
        assert!(apply(activation, &[f64::NAN])[0].is_nan(), "{activation} hides a NaN");
    }
}

#[test]
fn slopes_agree_with_differences() {
    for activation in Activation::ALL {
        // A column of three neurons, so that softmax has neighbours; no value at a kink.
        let z = array![[0.7], [-1.3], [0.2]];
        let da = array![[1.0], [-0.5], [2.0]];
        let loss = |z: &Array2<f64>| {
            let mut a = z.clone();
            activation.apply(a.view_mut());
            (&a * &da).sum()
        };
        let mut a = z.clone();
        activation.apply(a.view_mut());
        let mut dz = da.clone();
        activation.backward(a.view(), dz.view_mut()); // (2.8), (2.9), (2.10), (2.11), (2.12)
        for i in 0..3 {
            let step = |h: f64| {
                let mut z = z.clone();
                z[[i, 0]] += h;
                loss(&z)
            };
            let measured = (step(1e-5) - step(-1e-5)) / 2e-5;
            assert!((dz[[i, 0]] - measured).abs() < 1e-9, "{activation}: {} {measured}", dz[[i, 0]]);
        }
    }
}

#[test]
fn names_are_read_as_they_are_written() {
    let steep = Activation::LeakyRelu { slope: 0.2 };
    for activation in Activation::ALL.into_iter().chain([steep]) {
        assert_eq!(activation.to_string().parse::<Activation>().unwrap(), activation);
    }
    assert!(message("swish".parse::<Activation>()).contains("choose one of: relu, leaky-relu, tanh"));
    assert!(message("leaky-relu(2)".parse::<Activation>()).contains("below 1"));
}

#[test]
fn the_network_of_the_page_by_hand() {
    // 2-2-1 with the numbers of the worked example; z = W a + b with a pencil.
    let mut network = Network::<f64>::new(&[2, 2, 1], Activation::Relu, Activation::Sigmoid, &mut rng(0)).unwrap();
    network.layer_mut(1).w = array![[0.5, -1.0], [1.0, 0.5]];
    network.layer_mut(1).b = array![[0.5], [-0.5]];
    network.layer_mut(2).w = array![[1.0, -2.0]];
    network.layer_mut(2).b = array![[1.0]];
    let x = array![[2.0], [1.0]];
    let mut cache = Cache::default();
    let answer = forward(&network, x.view(), Dropout::Off, &mut cache).unwrap().to_owned();

    // Z1 = [0.5·2 − 1·1 + 0.5, 1·2 + 0.5·1 − 0.5] = [0.5, 2], A1 the same, Z2 = 0.5 − 4 + 1 = −2.5
    assert_eq!(network.pre_activation(1, &cache).unwrap(), array![[0.5], [2.0]]); // (2.1)
    assert_eq!(cache.a(1), array![[0.5], [2.0]]); // (2.2)
    assert_eq!(cache.logits(), array![[-2.5]]);
    assert!((answer[[0, 0]] - 1.0 / (1.0 + 2.5_f64.exp())).abs() < 1e-15);
}

#[test]
fn two_relu_neurons_do_xor() {
    use ann::plain::forward::forward;
    use ann::plain::network::{Activation, Layer, Network};

    let hidden = Layer { w: Array2::ones((2, 2)), b: array![[0.0], [-1.0]], g: Activation::Relu };
    let output = Layer { w: array![[1.0, -2.0]], b: array![[0.0]], g: Activation::Identity };
    let corners = array![[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]];
    let a = forward(&Network { layers: vec![hidden, output] }, &corners);
    assert_eq!(a[2], array![[0.0, 1.0, 1.0, 0.0]]);
}

#[test]
fn four_relu_neurons_make_a_bump() {
    use ann::plain::forward::forward;
    use ann::plain::network::{Activation, Layer, Network};

    // From 2 to 3, with the height 0.7 and sides that rise within 0.1.
    let b = array![[0.05 - 2.0], [-0.05 - 2.0], [0.05 - 3.0], [-0.05 - 3.0]];
    let hidden = Layer { w: Array2::ones((4, 1)), b, g: Activation::Relu };
    let output = Layer { w: array![[7.0, -7.0, -7.0, 7.0]], b: array![[0.0]], g: Activation::Identity };
    let x = array![[-1000.0, 1.9, 2.0, 2.1, 2.9, 3.0, 3.1, 1000.0]];
    let a = forward(&Network { layers: vec![hidden, output] }, &x);
    let bump = array![[0.0, 0.0, 0.35, 0.7, 0.7, 0.35, 0.0, 0.0]];
    assert!((&a[2] - &bump).iter().all(|difference| difference.abs() < 1e-9));
}

proptest! {
    #[test]
    fn a_batch_gives_what_its_samples_give_alone(m in 1_usize..40, seed: u64) {
        let mut rng = rng(seed);
        let network = Network::<f64>::new(&[3, 5, 4], Activation::Tanh, Activation::Softmax, &mut rng).unwrap();
        let x = ann::Init::Normal { std: 1.0 }.weights(3, m, &mut rng).unwrap();
        let together = network.predict(x.view()).unwrap();
        prop_assert_eq!(together.dim(), (4, m));
        for (j, sample) in x.axis_iter(Axis(1)).enumerate() {
            let alone = network.predict(sample.insert_axis(Axis(1))).unwrap();
            prop_assert!(distance(alone.view(), together.slice(s![.., j..j + 1])) < 1e-14);
        }
    }

    #[test]
    fn the_product_agrees_with_the_definition(
        n in 1_usize..30, k in 1_usize..30, m in 1_usize..30, seed: u64, transposed in any::<[bool; 3]>(), beta in -1.0..1.0,
    ) {
        let mut rng = rng(seed);
        let mut draw = |rows: usize, columns: usize, transpose: bool| {
            let normal = ann::Init::Normal { std: 1.0 };
            let matrix: Array2<f64> = normal.weights(if transpose { columns } else { rows }, if transpose { rows } else { columns }, &mut rng).unwrap();
            if transpose { matrix.reversed_axes() } else { matrix }
        };
        let (a, b, c) = (draw(n, k, transposed[0]), draw(k, m, transposed[1]), draw(n, m, transposed[2]));
        let mut found = c.clone();
        matmul(0.5, &a, &b, beta, &mut found);
        for i in 0..n {
            for j in 0..m {
                let sum: f64 = (0..k).map(|p| a[[i, p]] * b[[p, j]]).sum();
                prop_assert!((found[[i, j]] - (0.5 * sum + beta * c[[i, j]])).abs() < 1e-12);
            }
        }
    }
}

#[test]
fn a_product_with_beta_zero_reads_nothing() {
    let mut c = Array2::from_elem((2, 2).f(), f64::NAN);
    matmul(1.0, &array![[1.0, 2.0], [3.0, 4.0]], &array![[1.0, 0.0], [0.0, 1.0]], 0.0, &mut c);
    assert_eq!(c, array![[1.0, 2.0], [3.0, 4.0]]);
}

#[test]
fn chunks_do_not_show() {
    let mut rng = rng(2);
    let network = Network::<f32>::new(&[2, 4, 2], Activation::Relu, Activation::Softmax, &mut rng).unwrap();
    let x = ann::Init::Normal { std: 1.0 }.weights::<f32>(2, 1000, &mut rng).unwrap();
    let halves = [network.predict(x.slice(s![.., ..500])).unwrap(), network.predict(x.slice(s![.., 500..])).unwrap()];
    let joined = concatenate(Axis(1), &[halves[0].view(), halves[1].view()]).unwrap();
    let whole = network.predict(x.view()).unwrap();
    assert!(whole.iter().zip(&joined).all(|(a, b)| (a - b).abs() < 1e-6));
}

#[test]
fn input_of_the_wrong_shape_is_refused() {
    let network = Network::<f64>::new(&[3, 2], Activation::Relu, Activation::Softmax, &mut rng(0)).unwrap();
    let x = Array2::zeros((2, 5));
    assert_eq!(
        message(network.predict(x.view())),
        "X has shape (2, 5), but (3, 5) is needed: layer 1 has 3 inputs, one for each row of X; a column is a sample"
    );
    assert!(message(network.pre_activation(1, &Cache::default())).contains("call forward first"));
    assert_eq!(network.predict(Array2::zeros((3, 0)).view()).unwrap().dim(), (2, 0));
}

#[test]
fn a_prediction_through_several_hidden_layers_is_the_forward_pass() {
    let mut rng = rng(5);
    let network = Network::<f64>::new(&[3, 7, 5, 6, 2], Activation::Tanh, Activation::Softmax, &mut rng).unwrap();
    // More samples than go through at a time, and no multiple of it.
    let x = ann::Init::Normal { std: 1.0 }.weights::<f64>(3, 601, &mut rng).unwrap();
    let mut cache = Cache::default();
    let answer = forward(&network, x.view(), Dropout::Off, &mut cache).unwrap();
    assert_eq!(network.predict(x.view()).unwrap(), answer);
}

#[test]
fn biases_count_in_the_order_that_their_indices_have() {
    let mut network = Network::<f64>::new(&[1, 3], Activation::Relu, Activation::Identity, &mut rng(0)).unwrap();
    let x = Array2::zeros((1, 4));
    network.layer_mut(1).b = array![[1.0], [2.0], [3.0]];
    network.layer_mut(1).b.invert_axis(Axis(0)); // 3, 2, 1; in memory they stand as before
    let expected = Array2::from_shape_fn((3, 4), |(i, _)| 3.0 - i as f64);
    assert_eq!(network.predict(x.view()).unwrap(), expected);
}

#[test]
fn a_network_of_no_layers_or_of_empty_ones_is_refused() {
    let build = |sizes: &[usize]| Network::<f64>::new(sizes, Activation::Relu, Activation::Identity, &mut rng(0));
    assert!(message(build(&[5])).contains("number of layer sizes is 1, but it must be at least 2"));
    assert!(message(Network::<f64>::from_layers(Vec::new())).contains("number of layers is 0"));
    let mut network = build(&[2, 2, 1]).unwrap();
    network.layer_mut(1).w = Array2::zeros((0, 2));
    network.layer_mut(1).b = Array2::zeros((0, 1));
    network.layer_mut(2).w = Array2::zeros((1, 0));
    assert!(message(network.predict(Array2::zeros((2, 3)).view())).contains("layer size is 0"));
    assert!(message(Init::HeNormal.weights::<f64>(1 << 40, 1 << 40, &mut rng(0))).contains("at most 2³¹ weights"));
}

#[test]
fn a_layer_alone_computes_what_it_computes_in_the_network() {
    for activation in Activation::ALL {
        let network = Network::<f64>::new(&[3, 5, 4], activation, Activation::Softmax, &mut rng(2)).unwrap();
        let x = Array2::from_shape_fn((3, 7), |(i, j)| (i * 7 + j) as f64 / 10.0 - 1.0); // row by row in memory
        let mut cache = Cache::default();
        forward(&network, x.view(), Dropout::Off, &mut cache).unwrap();
        let a = network.layer(1).forward(x.view()).unwrap();
        assert_eq!(a, cache.a(1));
        assert_eq!(network.layer(2).forward(a.view()).unwrap(), cache.output());
    }
    let network = Network::<f64>::new(&[3, 4], Activation::Relu, Activation::Softmax, &mut rng(2)).unwrap();
    let mut layer = network.layer(1).clone();
    let told = message(layer.forward(Array2::zeros((2, 5)).view()));
    assert!(told.starts_with("A has shape (2, 5), but (3, 5) is needed"), "{told}");
    layer.b = Array2::zeros((1, 1));
    assert!(message(layer.forward(Array2::zeros((3, 5)).view())).starts_with("b has shape (1, 1)"));
    layer.w = Array2::zeros((4, 0));
    assert!(message(layer.forward(Array2::zeros((0, 5)).view())).contains("layer size is 0"));
}
