//! Chapter 4, loss: values at the edges, where a naive formula gives NaN or infinity. Ordinary values are compared with
//! PyTorch's in chapter 3.

use crate::common::message;
use ann::{Activation, Cache, Cost, Dropout, Gradients, Layer, Loss, Network, Real, backward, forward, rng};
use ndarray::{Array2, array};

/// A network that does nothing but its output activation, so that its input is the logit.
fn logits_to<F: Real>(output: Activation, n: usize) -> Network<F> {
    let layer = Layer { w: Array2::eye(n), b: Array2::zeros((n, 1)), activation: output, keep_prob: 1.0 };
    Network::from_layers(vec![layer]).unwrap()
}

fn cost_of<F: Real>(output: Activation, loss: Loss, z: Array2<f64>, y: Array2<f64>) -> f64 {
    let network = logits_to::<F>(output, z.nrows());
    let mut cache = Cache::default();
    forward(&network, z.mapv(F::from_f64).view(), Dropout::Off, &mut cache).unwrap();
    Cost::from(loss).value(&network, &cache, y.mapv(F::from_f64).view()).unwrap()
}

#[test]
fn cross_entropy_is_exact_where_the_probability_rounds_to_zero() {
    let (binary, categorical) = (Loss::BinaryCrossEntropy, Loss::CategoricalCrossEntropy);
    for cost in [cost_of::<f32>, cost_of::<f64>] {
        // (4.5): −log σ(−1000) = 1000, though σ(−1000) = 0 even in f64.
        assert_eq!(cost(Activation::Sigmoid, binary, array![[-1000.0]], array![[1.0]]), 1000.0);
        assert_eq!(cost(Activation::Sigmoid, binary, array![[1000.0]], array![[0.0]]), 1000.0);
        assert_eq!(cost(Activation::Sigmoid, binary, array![[1000.0]], array![[1.0]]), 0.0);
        // (4.6): the same for softmax.
        let z = array![[1000.0], [-1000.0], [0.0]];
        assert_eq!(cost(Activation::Softmax, categorical, z.clone(), array![[0.0], [1.0], [0.0]]), 2000.0);
        assert_eq!(cost(Activation::Softmax, categorical, z.clone(), array![[1.0], [0.0], [0.0]]), 0.0);
        // (4.2) with softmax: 1 − a of the first class is e⁻⁴⁰, and of the second 1.
        let z40 = array![[40.0], [0.0]];
        assert!((cost(Activation::Softmax, binary, z40, array![[0.0], [1.0]]) - 80.0).abs() < 1e-4);
        for (output, loss) in [(Activation::Softmax, binary), (Activation::Sigmoid, categorical)] {
            assert!(cost(output, loss, z.clone(), array![[0.0], [1.0], [0.0]]).is_finite(), "{output} {loss}");
        }
    }
}

#[test]
fn known_values() {
    let cost = cost_of::<f64>;
    let ln = f64::ln;
    // (4.2)
    assert!(
        (cost(Activation::Sigmoid, Loss::BinaryCrossEntropy, array![[0.0]], array![[1.0]]) - ln(2.0)).abs() < 1e-15
    );
    let even = cost(
        Activation::Softmax,
        Loss::CategoricalCrossEntropy,
        array![[3.0], [3.0], [3.0]],
        array![[0.0], [1.0], [0.0]],
    );
    assert!((even - ln(3.0)).abs() < 1e-15); // (4.3)
    // ½ (3² + 4²) for one sample and 0 for the other, so the mean is 6.25. (4.4), and the mean of (4.1)
    let z = array![[3.0, 1.0], [4.0, 1.0]];
    assert_eq!(cost(Activation::Identity, Loss::MeanSquaredError, z, array![[0.0, 1.0], [0.0, 1.0]]), 6.25);
}

#[test]
fn the_penalty_counts_weights_and_not_biases() {
    let mut network = logits_to::<f64>(Activation::Identity, 2);
    network.layer_mut(1).b.fill(100.0);
    let cost = Cost { loss: Loss::MeanSquaredError, weight_decay: 0.5 };
    assert_eq!(cost.penalty(&network), 0.5 / 2.0 * 2.0); // (4.1)
}

#[test]
fn costs_that_make_no_sense_are_refused() {
    let network = logits_to::<f64>(Activation::Relu, 1);
    let mut cache = Cache::default();
    forward(&network, array![[1.0]].view(), Dropout::Off, &mut cache).unwrap();
    let y = array![[1.0]];
    let refused = Cost::from(Loss::CategoricalCrossEntropy).value(&network, &cache, y.view());
    assert!(message(refused).contains("activation of the output layer is relu, but it must be sigmoid or softmax"));
    let negative = Cost { loss: Loss::MeanSquaredError, weight_decay: -1.0 };
    assert!(message(negative.value(&network, &cache, y.view())).contains("weight_decay is -1"));
    let single = logits_to::<f32>(Activation::Identity, 1);
    let mut single_cache = Cache::default();
    forward(&single, array![[1.0]].view(), Dropout::Off, &mut single_cache).unwrap();
    let huge = Cost { loss: Loss::MeanSquaredError, weight_decay: 1e39 };
    let huge = message(huge.value(&single, &single_cache, array![[1.0]].view()));
    assert!(huge.contains("weight_decay is 1e39 (inf in f32)"), "{huge}");
    let shape = Cost::from(Loss::MeanSquaredError).value(&network, &cache, array![[1.0, 2.0]].view());
    assert!(message(shape).starts_with("Y has shape (1, 2)"));

    forward(&network, Array2::zeros((1, 0)).view(), Dropout::Off, &mut cache).unwrap();
    let nothing = Cost::from(Loss::MeanSquaredError).value(&network, &cache, Array2::zeros((1, 0)).view());
    assert!(message(nothing).contains("at least one sample"));
}

#[test]
fn gradients_are_those_of_the_page() {
    let a = array![[0.7, 0.2], [0.1, 0.3], [0.2, 0.5]]; // each column sums to 1
    let y = array![[1.0, 0.0], [0.0, 0.0], [0.0, 1.0]];
    let dz = |output: Activation, loss: Loss| {
        let mut dz = Array2::zeros(a.dim());
        let z = a.mapv(f64::ln); // used by a softmax only, of which these are logits
        loss.backward(output, a.view(), z.view(), y.view(), dz.view_mut());
        dz
    };
    let close = |found: Array2<f64>, expected: Array2<f64>| (found - expected).iter().all(|d| d.abs() < 1e-15);

    let (binary, categorical) = (Loss::BinaryCrossEntropy, Loss::CategoricalCrossEntropy);
    assert!(close(dz(Activation::Sigmoid, categorical), -&y * (1.0 - &a))); // (4.8)
    let t = (&a - &y) / (1.0 - &a);
    let others = t.sum_axis(ndarray::Axis(0)) - &t;
    assert!(close(dz(Activation::Softmax, binary), &a - &y - &a * others)); // (4.9)
    assert!(close(dz(Activation::Sigmoid, Loss::MeanSquaredError), (&a - &y) * &a * (1.0 - &a))); // (4.7)
}

#[test]
fn the_gradient_of_the_penalty_is_the_weight_itself() {
    let network = Network::<f64>::new(&[2, 3, 1], Activation::Tanh, Activation::Identity, &mut rng(0)).unwrap();
    let mut cache = Cache::default();
    forward(&network, array![[0.5, -1.0], [2.0, 0.3]].view(), Dropout::Off, &mut cache).unwrap();
    let y = array![[1.0, 0.0]];
    let gradients = |l2: f64| {
        let mut gradients = Gradients::default();
        let cost = Cost { loss: Loss::MeanSquaredError, weight_decay: l2 };
        backward(&network, y.view(), &cost, &cache, &mut gradients).unwrap();
        gradients
    };
    let (plain, priced) = (gradients(0.0), gradients(0.1));
    for l in 1..=2 {
        let difference = priced.dw(l) - plain.dw(l) - 0.1 * &network.layer(l).w; // (4.10)
        assert!(difference.iter().all(|d| d.abs() < 1e-15), "layer {l}");
        assert_eq!(priced.db(l), plain.db(l), "biases are free");
    }
}

#[test]
fn the_softmax_of_one_output_is_no_answer_to_yes_or_no() {
    let network = Network::<f64>::new(&[1, 1], Activation::Relu, Activation::Softmax, &mut rng(0)).unwrap();
    let mut cache = Cache::default();
    forward(&network, array![[1.0]].view(), Dropout::Off, &mut cache).unwrap();
    let cost = Cost::from(Loss::BinaryCrossEntropy).value(&network, &cache, array![[1.0]].view());
    assert!(message(cost).contains("activation of the output layer is softmax, but it must be sigmoid"));
}

#[test]
fn a_pair_that_a_cost_refuses_has_no_gradient() {
    let (a, y) = (array![[0.5, -2.0]], array![[1.0, 0.0]]);
    for loss in [Loss::BinaryCrossEntropy, Loss::CategoricalCrossEntropy] {
        let mut dz = Array2::<f64>::zeros((1, 2));
        loss.backward(Activation::Identity, a.view(), a.view(), y.view(), dz.view_mut());
        assert!(dz.iter().all(|dz| dz.is_nan()), "{loss}: {dz}");
    }
}
