#![allow(clippy::needless_range_loop, reason = "as a reader writes it")]

use super::{Mistake, mistake};
use ann::Rng;
use ann::plain::Matrix;
use ann::plain::backward::{Gradient, activate_backward, error, gradient};
use ann::plain::forward::activate;
use ann::plain::network::Network;
use exercises::chapter07 as graders;
use rand::RngExt;

fn mask_not_divided(n: usize, m: usize, keep_prob: f64, rng: &mut Rng) -> Matrix {
    Matrix::from_shape_simple_fn((n, m), || if rng.random_bool(keep_prob) { 1.0 } else { 0.0 })
}

fn mask_of_the_dropped(n: usize, m: usize, keep_prob: f64, rng: &mut Rng) -> Matrix {
    let coin = || if rng.random_bool(keep_prob) { 0.0 } else { 1.0 };
    Matrix::from_shape_simple_fn((n, m), coin) / keep_prob
}

fn mask_alike_for_all_samples(n: usize, m: usize, keep_prob: f64, rng: &mut Rng) -> Matrix {
    let mut mask = Matrix::zeros((n, m));
    for mut neuron in mask.rows_mut() {
        if rng.random_bool(keep_prob) {
            neuron.fill(1.0 / keep_prob);
        }
    }
    mask
}

fn mask_alike_for_all_neurons(n: usize, m: usize, keep_prob: f64, rng: &mut Rng) -> Matrix {
    let mut mask = Matrix::zeros((n, m));
    for mut sample in mask.columns_mut() {
        if rng.random_bool(keep_prob) {
            sample.fill(1.0 / keep_prob);
        }
    }
    mask
}

fn mask_divided_by_the_other_share(n: usize, m: usize, keep_prob: f64, rng: &mut Rng) -> Matrix {
    let coin = || if rng.random_bool(keep_prob) { 1.0 } else { 0.0 };
    Matrix::from_shape_simple_fn((n, m), coin) / (1.0 - keep_prob)
}

fn mask_multiplied(n: usize, m: usize, keep_prob: f64, rng: &mut Rng) -> Matrix {
    keep_prob * Matrix::from_shape_simple_fn((n, m), || f64::from(u8::from(rng.random_bool(keep_prob))))
}

fn mask_of_samples_by_neurons(n: usize, m: usize, keep_prob: f64, rng: &mut Rng) -> Matrix {
    let coin = || if rng.random_bool(keep_prob) { 1.0 / keep_prob } else { 0.0 };
    Matrix::from_shape_simple_fn((m, n), coin)
}

fn mask_from_a_fixed_seed(n: usize, m: usize, keep_prob: f64, _rng: &mut Rng) -> Matrix {
    let mut rng = ann::rng(42);
    Matrix::from_shape_simple_fn((n, m), || if rng.random_bool(keep_prob) { 1.0 / keep_prob } else { 0.0 })
}

fn forward_keeps_the_masked(network: &Network, x: &Matrix, masks: &[Matrix]) -> Vec<Matrix> {
    let mut list = vec![x * &masks[0]];
    for (l, layer) in network.layers.iter().enumerate() {
        let mut a = activate(layer.g, &(layer.w.dot(&list[l]) + &layer.b));
        if l + 1 < masks.len() {
            a *= &masks[l + 1];
        }
        list.push(a);
    }
    list
}

fn forward_without_masks(network: &Network, x: &Matrix, _masks: &[Matrix]) -> Vec<Matrix> {
    let mut a = vec![x.clone()];
    for (l, layer) in network.layers.iter().enumerate() {
        let z = layer.w.dot(&a[l]) + &layer.b;
        a.push(activate(layer.g, &z));
    }
    a
}

fn forward_without_bias(network: &Network, x: &Matrix, masks: &[Matrix]) -> Vec<Matrix> {
    let mut a = vec![x.clone()];
    for (l, layer) in network.layers.iter().enumerate() {
        let z = layer.w.dot(&(&a[l] * &masks[l]));
        a.push(activate(layer.g, &z));
    }
    a
}

fn forward_without_x(network: &Network, x: &Matrix, masks: &[Matrix]) -> Vec<Matrix> {
    let mut list = Vec::new();
    let mut a = x.clone();
    for (layer, mask) in network.layers.iter().zip(masks) {
        let z = layer.w.dot(&(&a * mask)) + &layer.b;
        a = activate(layer.g, &z);
        list.push(a.clone());
    }
    list
}

fn forward_with_coins_only(network: &Network, x: &Matrix, masks: &[Matrix]) -> Vec<Matrix> {
    let mut a = vec![x.clone()];
    for (l, layer) in network.layers.iter().enumerate() {
        let mut kept = a[l].clone();
        kept.zip_mut_with(&masks[l], |a, &d| {
            if d == 0.0 {
                *a = 0.0;
            }
        });
        let z = layer.w.dot(&kept) + &layer.b;
        a.push(activate(layer.g, &z));
    }
    a
}

fn forward_masked_twice(network: &Network, x: &Matrix, masks: &[Matrix]) -> Vec<Matrix> {
    let mut a = vec![x.clone()];
    let mut passed_on = x * &masks[0];
    for (l, layer) in network.layers.iter().enumerate() {
        let z = layer.w.dot(&(&passed_on * &masks[l])) + &layer.b;
        let next = activate(layer.g, &z);
        if l + 1 < masks.len() {
            passed_on = &next * &masks[l + 1];
        }
        a.push(next);
    }
    a
}

fn forward_with_masked_sums(network: &Network, x: &Matrix, masks: &[Matrix]) -> Vec<Matrix> {
    let mut a = vec![x.clone()];
    for (l, layer) in network.layers.iter().enumerate() {
        let mut z = layer.w.dot(&a[l]) + &layer.b;
        if l + 1 < masks.len() {
            z *= &masks[l + 1];
        }
        a.push(activate(layer.g, &z));
    }
    a
}

fn forward_with_first_function(network: &Network, x: &Matrix, masks: &[Matrix]) -> Vec<Matrix> {
    let g = network.layers[0].g;
    let mut a = vec![x.clone()];
    for l in 0..network.layers.len() {
        let z = network.layers[l].w.dot(&(&a[l] * &masks[l])) + &network.layers[l].b;
        a.push(activate(g, &z));
    }
    a
}

fn backward_without_mask(network: &Network, a: &[Matrix], masks: &[Matrix], y: &Matrix) -> Vec<Gradient> {
    let last = network.layers.len() - 1;
    let mut dz = error(network.layers[last].g, &a[last + 1], y);
    let mut gradients = vec![gradient(&(&a[last] * &masks[last]), &dz)];
    for l in (0..last).rev() {
        let da = network.layers[l + 1].w.t().dot(&dz);
        dz = activate_backward(network.layers[l].g, &a[l + 1], &da);
        gradients.insert(0, gradient(&(&a[l] * &masks[l]), &dz));
    }
    gradients
}

fn backward_with_whole_activations(network: &Network, a: &[Matrix], masks: &[Matrix], y: &Matrix) -> Vec<Gradient> {
    let last = network.layers.len() - 1;
    let mut dz = error(network.layers[last].g, &a[last + 1], y);
    let mut gradients = vec![gradient(&a[last], &dz)];
    for l in (0..last).rev() {
        let da = network.layers[l + 1].w.t().dot(&dz) * &masks[l + 1];
        dz = activate_backward(network.layers[l].g, &a[l + 1], &da);
        gradients.insert(0, gradient(&a[l], &dz));
    }
    gradients
}

fn backward_without_slope(network: &Network, a: &[Matrix], masks: &[Matrix], y: &Matrix) -> Vec<Gradient> {
    let last = network.layers.len() - 1;
    let mut dz = error(network.layers[last].g, &a[last + 1], y);
    let mut gradients = vec![gradient(&(&a[last] * &masks[last]), &dz)];
    for l in (0..last).rev() {
        dz = network.layers[l + 1].w.t().dot(&dz) * &masks[l + 1];
        gradients.insert(0, gradient(&(&a[l] * &masks[l]), &dz));
    }
    gradients
}

fn backward_last_layer_first(network: &Network, a: &[Matrix], masks: &[Matrix], y: &Matrix) -> Vec<Gradient> {
    let last = network.layers.len() - 1;
    let mut dz = error(network.layers[last].g, &a[last + 1], y);
    let mut gradients = vec![gradient(&(&a[last] * &masks[last]), &dz)];
    for l in (0..last).rev() {
        let da = network.layers[l + 1].w.t().dot(&dz) * &masks[l + 1];
        dz = activate_backward(network.layers[l].g, &a[l + 1], &da);
        gradients.push(gradient(&(&a[l] * &masks[l]), &dz));
    }
    gradients
}

fn backward_with_slope_of_the_masked(network: &Network, a: &[Matrix], masks: &[Matrix], y: &Matrix) -> Vec<Gradient> {
    let last = network.layers.len() - 1;
    let dropped: Vec<Matrix> = a.iter().zip(masks).map(|(a, mask)| a * mask).collect();
    let mut dz = error(network.layers[last].g, &a[last + 1], y);
    let mut gradients = vec![gradient(&dropped[last], &dz)];
    for l in (0..last).rev() {
        let da = network.layers[l + 1].w.t().dot(&dz) * &masks[l + 1];
        dz = activate_backward(network.layers[l].g, &dropped[l + 1], &da);
        gradients.insert(0, gradient(&dropped[l], &dz));
    }
    gradients
}

fn backward_with_wrong_sign(network: &Network, a: &[Matrix], masks: &[Matrix], y: &Matrix) -> Vec<Gradient> {
    let last = network.layers.len() - 1;
    let mut dz = y - &a[last + 1];
    let mut gradients = vec![gradient(&(&a[last] * &masks[last]), &dz)];
    for l in (0..last).rev() {
        let da = network.layers[l + 1].w.t().dot(&dz) * &masks[l + 1];
        dz = activate_backward(network.layers[l].g, &a[l + 1], &da);
        gradients.insert(0, gradient(&(&a[l] * &masks[l]), &dz));
    }
    gradients
}

fn backward_with_coins_only(network: &Network, a: &[Matrix], masks: &[Matrix], y: &Matrix) -> Vec<Gradient> {
    let last = network.layers.len() - 1;
    let mut dz = error(network.layers[last].g, &a[last + 1], y);
    let mut gradients = vec![gradient(&(&a[last] * &masks[last]), &dz)];
    for l in (0..last).rev() {
        let coins = masks[l + 1].mapv(|d| if d > 0.0 { 1.0 } else { 0.0 });
        let da = network.layers[l + 1].w.t().dot(&dz) * coins;
        dz = activate_backward(network.layers[l].g, &a[l + 1], &da);
        gradients.insert(0, gradient(&(&a[l] * &masks[l]), &dz));
    }
    gradients
}

fn backward_with_mean_in_the_error(network: &Network, a: &[Matrix], masks: &[Matrix], y: &Matrix) -> Vec<Gradient> {
    let last = network.layers.len() - 1;
    let mut dz = error(network.layers[last].g, &a[last + 1], y) / y.ncols() as f64;
    let mut gradients = vec![gradient(&(&a[last] * &masks[last]), &dz)];
    for l in (0..last).rev() {
        let da = network.layers[l + 1].w.t().dot(&dz) * &masks[l + 1];
        dz = activate_backward(network.layers[l].g, &a[l + 1], &da);
        gradients.insert(0, gradient(&(&a[l] * &masks[l]), &dz));
    }
    gradients
}

fn predict_times_p(network: &Network, x: &Matrix, keep_prob: f64) -> Matrix {
    let last = network.layers.len() - 1;
    let mut a = x.clone();
    for (l, layer) in network.layers.iter().enumerate() {
        a = activate(layer.g, &(layer.w.dot(&a) + &layer.b));
        if l < last {
            a *= keep_prob;
        }
    }
    a
}

fn predict_divided_by_p(network: &Network, x: &Matrix, keep_prob: f64) -> Matrix {
    let last = network.layers.len() - 1;
    let mut a = x.clone();
    for (l, layer) in network.layers.iter().enumerate() {
        a = activate(layer.g, &(layer.w.dot(&a) + &layer.b));
        if l < last {
            a /= keep_prob;
        }
    }
    a
}

fn predict_with_dropout(network: &Network, x: &Matrix, keep_prob: f64) -> Matrix {
    let mut rng = ann::rng(0);
    let mut a = activate(network.layers[0].g, &(network.layers[0].w.dot(x) + &network.layers[0].b));
    for layer in &network.layers[1..] {
        a.mapv_inplace(|a| if rng.random_bool(keep_prob) { a / keep_prob } else { 0.0 });
        a = activate(layer.g, &(layer.w.dot(&a) + &layer.b));
    }
    a
}

fn predict_with_all_weights_times_p(network: &Network, x: &Matrix, keep_prob: f64) -> Matrix {
    let mut a = x.clone();
    for layer in &network.layers {
        let w = keep_prob * &layer.w;
        a = activate(layer.g, &(w.dot(&a) + &layer.b));
    }
    a
}

fn predict_answers_times_p(network: &Network, x: &Matrix, keep_prob: f64) -> Matrix {
    let mut a = x.clone();
    for layer in &network.layers {
        a = activate(layer.g, &(layer.w.dot(&a) + &layer.b));
    }
    keep_prob * a
}

fn predict_without_last_function(network: &Network, x: &Matrix, _keep_prob: f64) -> Matrix {
    let (last, hidden) = network.layers.split_last().unwrap();
    let mut a = x.clone();
    for layer in hidden {
        a = activate(layer.g, &(layer.w.dot(&a) + &layer.b));
    }
    last.w.dot(&a) + &last.b
}

fn predict_without_bias(network: &Network, x: &Matrix, _keep_prob: f64) -> Matrix {
    let mut a = x.clone();
    for layer in &network.layers {
        a = activate(layer.g, &layer.w.dot(&a));
    }
    a
}

pub const MISTAKES: &[Mistake] = &[
    mistake("mask is not divided by p", "1/p", || graders::check_mask(mask_not_divided)),
    mistake("kept and dropped swapped", "kept", || graders::check_mask(mask_of_the_dropped)),
    mistake("one coin for all samples", "sample", || graders::check_mask(mask_alike_for_all_samples)),
    mistake("one coin for all neurons", "neuron", || graders::check_mask(mask_alike_for_all_neurons)),
    mistake("mask divided by 1 − p", "1 − p", || graders::check_mask(mask_divided_by_the_other_share)),
    mistake("mask multiplied by p", "divide", || graders::check_mask(mask_multiplied)),
    mistake("mask has the shape (m, n)", "neurons are rows", || graders::check_mask(mask_of_samples_by_neurons)),
    mistake("coins from a fixed seed", "rng", || graders::check_mask(mask_from_a_fixed_seed)),
    mistake("list holds the masked A", "masked", || graders::check_masked_forward(forward_keeps_the_masked)),
    mistake("no mask at all", "mask", || graders::check_masked_forward(forward_without_masks)),
    mistake("bias is forgotten", "b is forgotten", || graders::check_masked_forward(forward_without_bias)),
    mistake("list begins without X", "X", || graders::check_masked_forward(forward_without_x)),
    mistake("kept numbers are not scaled", "not divided by p", || {
        graders::check_masked_forward(forward_with_coins_only)
    }),
    mistake("mask applied twice", "twice", || graders::check_masked_forward(forward_masked_twice)),
    mistake("Z masked instead of A", "Z", || graders::check_masked_forward(forward_with_masked_sums)),
    mistake("last layer has another function", "last layer", || {
        graders::check_masked_forward(forward_with_first_function)
    }),
    mistake("dA is not masked", "dA", || graders::check_masked_backward(backward_without_mask)),
    mistake("dW of the unmasked A", "dW", || graders::check_masked_backward(backward_with_whole_activations)),
    mistake("the slope is forgotten", "g′ is forgotten", || graders::check_masked_backward(backward_without_slope)),
    mistake("gradients last layer first", "order", || graders::check_masked_backward(backward_last_layer_first)),
    mistake("slope of the masked A", "slope", || graders::check_masked_backward(backward_with_slope_of_the_masked)),
    mistake("Y − A instead of A − Y", "sign", || graders::check_masked_backward(backward_with_wrong_sign)),
    mistake("dA masked but not scaled", "not divided by p", || {
        graders::check_masked_backward(backward_with_coins_only)
    }),
    mistake("mean is taken twice", "by m twice", || graders::check_masked_backward(backward_with_mean_in_the_error)),
    mistake("hidden A multiplied by p", "by p", || graders::check_predict(predict_times_p)),
    mistake("hidden A divided by p", "divide", || graders::check_predict(predict_divided_by_p)),
    mistake("dropout is left on", "left to chance", || graders::check_predict(predict_with_dropout)),
    mistake("weights multiplied by p", "in its weights", || graders::check_predict(predict_with_all_weights_times_p)),
    mistake("answers multiplied by p", "answers", || graders::check_predict(predict_answers_times_p)),
    mistake("function of last layer forgotten", "last layer", || graders::check_predict(predict_without_last_function)),
    mistake("bias is forgotten", "b is forgotten", || graders::check_predict(predict_without_bias)),
];
