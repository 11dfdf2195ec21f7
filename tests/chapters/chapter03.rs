//! Chapter 3, backpropagation: the gradient against PyTorch's and against central differences, for every combination.

use crate::common::{GradientCase, assert_close, distance, fixture, matrix, message, network};
use ann::{
    Activation, Cache, Cost, Dropout, Gradients, Init, Layer, Loss, Network, backward, data::one_hot, forward,
    gradient_check, rng,
};
use ndarray::{Array2, array};
use proptest::prelude::*;

/// Every output that a loss can judge.
fn pairs() -> Vec<(Activation, Loss)> {
    let probabilities = [Activation::Sigmoid, Activation::Softmax];
    let cross_entropies = [Loss::BinaryCrossEntropy, Loss::CategoricalCrossEntropy];
    let with_logarithm = probabilities.into_iter().flat_map(|a| cross_entropies.map(|loss| (a, loss)));
    with_logarithm.chain(Activation::ALL.map(|a| (a, Loss::MeanSquaredError))).collect()
}

#[test]
fn forward_cost_and_gradients_agree_with_pytorch() {
    let cases: Vec<GradientCase> = fixture("gradients");
    assert_eq!(cases.len(), Activation::ALL.len() * pairs().len());
    for case in cases {
        let what = format!("{} {} {} λ = {}", case.hidden, case.output, case.loss(), case.l2);
        let network = network(&case.theta, case.hidden.parse().unwrap(), case.output.parse().unwrap());
        let cost = Cost { loss: case.loss(), weight_decay: case.l2 };
        let (x, y) = (matrix(&case.x), matrix(&case.y));
        let mut cache = Cache::default();
        let answer = forward(&network, x.view(), Dropout::Off, &mut cache).unwrap();
        assert_close(answer, matrix(&case.answer).view(), 1e-10, &what);
        let value = cost.value(&network, &cache, y.view()).unwrap();
        assert!((value - case.cost).abs() < 1e-10, "{what}: cost {value}, PyTorch {}", case.cost); // (4.1)–(4.4)

        let mut gradients = Gradients::default();
        backward(&network, y.view(), &cost, &cache, &mut gradients).unwrap();
        for l in 1..=2 {
            assert_close(gradients.dw(l).view(), matrix(&case.gradients[2 * l - 2]).view(), 1e-9, &what); // (3.2)
            assert_close(gradients.db(l).view(), matrix(&case.gradients[2 * l - 1]).view(), 1e-9, &what); // (3.3)
        }
    }
}

#[test]
fn gradients_agree_with_differences_for_every_combination() {
    let mut checked = 0;
    for hidden in Activation::ALL {
        for (output, loss) in pairs() {
            for l2 in [0.0, 0.3] {
                for keep_prob in [1.0, 0.6] {
                    let mut rng = rng(checked);
                    let network = Network::new(&[3, 5, 4, 3], hidden, output, &mut rng).unwrap();
                    let mut network = network.with_keep_prob(keep_prob).unwrap();
                    for l in 1..=3 {
                        // With biases of zero, a neuron whose inputs are all dropped sits exactly on a ReLU's kink.
                        let n = network.layer(l).n_out();
                        network.layer_mut(l).b = Init::Normal { std: 0.5 }.weights(n, 1, &mut rng).unwrap();
                    }
                    let x = Init::Normal { std: 1.0 }.weights(3, 7, &mut rng).unwrap();
                    let y = one_hot(&[0, 1, 2, 2, 1, 0, 1], 3);
                    let dropout = if keep_prob < 1.0 { Dropout::Draw(&mut rng) } else { Dropout::Off };
                    let cost = Cost { loss, weight_decay: l2 };
                    let check =
                        gradient_check(&network, x.view(), y.view(), &cost, dropout, &mut Cache::default()).unwrap();
                    // (3.6), (3.7)
                    assert!(
                        check.relative_error <= 1e-7,
                        "{hidden} {output} {loss} λ = {l2} p = {keep_prob}: {check:?}"
                    );
                    checked += 1;
                }
            }
        }
    }
    assert_eq!(checked, 6 * 10 * 2 * 2);
}

#[test]
fn the_check_notices_a_kink_and_names_the_worst_parameter() {
    // Two ReLU neurons whose sums are exactly 0: their slope is 0 on one side and 1 on the other, so no number is right.
    let mut network = Network::new(&[1, 2, 1], Activation::Relu, Activation::Identity, &mut rng(0)).unwrap();
    network.layer_mut(1).w.fill(0.0);
    network.layer_mut(2).w = array![[3.0, 0.001]];
    let (x, y) = (array![[1.0]], array![[1.0]]);
    let cost = Loss::MeanSquaredError.into();
    let check = gradient_check(&network, x.view(), y.view(), &cost, Dropout::Off, &mut Cache::default()).unwrap();
    assert!(check.relative_error > 0.1, "{check:?}");
    assert!(["W1[0, 0]", "b1[0]"].contains(&check.worst.name.as_str()), "{check:?}");
}

#[test]
fn canonical_pairs_give_a_minus_y() {
    for (output, loss) in pairs() {
        let a = array![[0.7, 0.0], [0.3, 1.0]]; // a ReLU at 0 has no slope, so it shows too
        let y = array![[1.0, 1.0], [0.0, 0.0]];
        let mut dz = Array2::zeros((2, 2));
        let z = a.mapv(f64::ln); // used by a softmax only
        loss.backward(output, a.view(), z.view(), y.view(), dz.view_mut());
        assert_eq!(dz == &a - &y, loss.is_canonical(output), "{output} {loss}"); // (3.5)
    }
    let canonical = pairs().into_iter().filter(|(output, loss)| loss.is_canonical(*output)).count();
    assert_eq!(canonical, 3);
}

#[test]
fn the_gradient_of_the_page_by_hand() {
    let mut network = Network::<f64>::new(&[2, 2, 1], Activation::Relu, Activation::Sigmoid, &mut rng(0)).unwrap();
    network.layer_mut(1).w = array![[0.5, -1.0], [1.0, 0.5]];
    network.layer_mut(1).b = array![[0.5], [-0.5]];
    network.layer_mut(2).w = array![[1.0, -2.0]];
    network.layer_mut(2).b = array![[1.0]];
    let (x, y) = (array![[2.0], [1.0]], array![[1.0]]);
    let mut cache = Cache::default();
    let a = forward(&network, x.view(), Dropout::Off, &mut cache).unwrap()[[0, 0]];
    let mut gradients = Gradients::default();
    backward(&network, y.view(), &Loss::BinaryCrossEntropy.into(), &cache, &mut gradients).unwrap();

    let dz2 = a - 1.0; // (3.5)
    assert_eq!(gradients.dz(2), array![[dz2]]);
    assert_eq!(gradients.dw(2), array![[0.5 * dz2, 2.0 * dz2]]); // (3.2): A1 = [0.5, 2]
    assert_eq!(gradients.db(2), array![[dz2]]); // (3.3)
    assert_eq!(gradients.dz(1), array![[dz2], [-2.0 * dz2]]); // (3.4), (3.1): both neurons are active
    assert_eq!(gradients.dw(1), array![[2.0 * dz2, dz2], [-4.0 * dz2, -2.0 * dz2]]);
}

proptest! {
    #[test]
    fn the_gradient_of_a_batch_is_the_mean_over_its_samples(m in 1_usize..12, seed: u64) {
        let mut rng = rng(seed);
        let network = Network::<f64>::new(&[3, 4, 2], Activation::Tanh, Activation::Softmax, &mut rng).unwrap();
        let x = Init::Normal { std: 1.0 }.weights(3, m, &mut rng).unwrap();
        let y = one_hot(&(0..m).map(|i| i % 2).collect::<Vec<_>>(), 2);
        let cost = Loss::CategoricalCrossEntropy.into();
        let gradient = |columns: &[usize]| {
            let mut cache = Cache::default();
            forward(&network, x.select(ndarray::Axis(1), columns).view(), Dropout::Off, &mut cache).unwrap();
            let mut gradients = Gradients::default();
            backward(&network, y.select(ndarray::Axis(1), columns).view(), &cost, &cache, &mut gradients).unwrap();
            gradients.dw(1).clone()
        };
        let together = gradient(&(0..m).collect::<Vec<_>>());
        let mean = (0..m).map(|i| gradient(&[i])).fold(Array2::zeros((4, 3)), |sum, g| sum + g) / m as f64;
        prop_assert!(distance(together.view(), mean.view()) < 1e-13);
    }
}

#[test]
fn backward_refuses_what_does_not_fit() {
    let network = Network::<f64>::new(&[2, 3, 1], Activation::Tanh, Activation::Identity, &mut rng(0)).unwrap();
    let mut cache = Cache::default();
    let mut gradients = Gradients::default();
    let y = Array2::zeros((1, 4));
    let squared = Loss::MeanSquaredError.into();
    assert!(message(backward(&network, y.view(), &squared, &cache, &mut gradients)).contains("call forward first"));

    forward(&network, Array2::zeros((2, 3)).view(), Dropout::Off, &mut cache).unwrap();
    assert!(message(backward(&network, y.view(), &squared, &cache, &mut gradients)).starts_with("Y has shape (1, 4)"));
    let logarithm = Loss::BinaryCrossEntropy.into();
    let y = Array2::zeros((1, 3));
    assert!(message(backward(&network, y.view(), &logarithm, &cache, &mut gradients)).contains("sigmoid or softmax"));

    let other = Network::<f64>::new(&[2, 4, 1], Activation::Tanh, Activation::Identity, &mut rng(0)).unwrap();
    assert!(message(backward(&other, y.view(), &squared, &cache, &mut gradients)).contains("call forward first"));
}

#[test]
fn gradients_stay_right_where_probabilities_round_to_0_or_1() {
    // One layer that passes its input on, so that x is the logit; b has the gradient dz.
    let check = |output, loss, z: Array2<f64>, y: Array2<f64>| {
        let layer =
            Layer { w: Array2::eye(z.nrows()), b: Array2::zeros((z.nrows(), 1)), activation: output, keep_prob: 1.0 };
        let network = Network::from_layers(vec![layer]).unwrap();
        let mut cache = Cache::default();
        let cost = Cost::from(loss);
        let check = gradient_check(&network, z.view(), y.view(), &cost, Dropout::Off, &mut cache).unwrap();
        assert!(check.relative_error < 1e-6 || check.worst.difference() < 1e-9, "{output} {loss} {z}: {check:?}");
    };
    for z in [-40.0, -20.0, 20.0, 40.0] {
        for y in [0.0, 1.0] {
            for loss in [Loss::BinaryCrossEntropy, Loss::CategoricalCrossEntropy] {
                check(Activation::Sigmoid, loss, array![[z]], array![[y]]);
                check(Activation::Softmax, loss, array![[z], [0.5]], array![[y], [1.0 - y]]); // (4.8), (4.9)
            }
        }
    }
}
