#![allow(clippy::needless_range_loop, reason = "as a reader writes it")]

use crate::{Mistake, mistake};
use ann::plain::Matrix;
use ann::plain::backward::{Gradient, activate_backward, error, gradient};
use ann::plain::network::Network;
use exercises::chapter07 as graders;

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

type Read<'a> = &'a dyn Fn(usize) -> Matrix;

/// What a way back gives in which layer l has read `read(l)`, and the error of its A comes through the weights of layer l + `after`.
fn backward_of(
    network: &Network,
    a: &[Matrix],
    masks: &[Matrix],
    y: &Matrix,
    read: Read,
    after: usize,
) -> Vec<Gradient> {
    let last = network.layers.len() - 1;
    let mut dz = error(network.layers[last].g, &a[last + 1], y);
    let mut gradients = vec![gradient(&read(last), &dz)];
    for l in (0..last).rev() {
        let da = network.layers[l + after].w.t().dot(&dz) * &masks[l + 1];
        dz = activate_backward(network.layers[l].g, &a[l + 1], &da);
        gradients.insert(0, gradient(&read(l), &dz));
    }
    gradients
}

fn backward_without_mask_in_last(network: &Network, a: &[Matrix], masks: &[Matrix], y: &Matrix) -> Vec<Gradient> {
    let last = network.layers.len() - 1;
    let read = |l: usize| if l == last { a[l].clone() } else { &a[l] * &masks[l] };
    backward_of(network, a, masks, y, &read, 1)
}

fn backward_with_mask_in_last_only(network: &Network, a: &[Matrix], masks: &[Matrix], y: &Matrix) -> Vec<Gradient> {
    let last = network.layers.len() - 1;
    let read = |l: usize| if l == last { &a[l] * &masks[l] } else { a[l].clone() };
    backward_of(network, a, masks, y, &read, 1)
}

fn backward_with_own_weights(network: &Network, a: &[Matrix], masks: &[Matrix], y: &Matrix) -> Vec<Gradient> {
    backward_of(network, a, masks, y, &|l| &a[l] * &masks[l], 0)
}

pub const MISTAKES: &[Mistake] = &[
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
    mistake("the last dW without mask", "last dW is made with A", || {
        graders::check_masked_backward(backward_without_mask_in_last)
    }),
    mistake("the last dW alone with mask", "Only the last dW", || {
        graders::check_masked_backward(backward_with_mask_in_last_only)
    }),
    mistake("the weights of the same layer", "wrong layer", || {
        graders::check_masked_backward(backward_with_own_weights)
    }),
];
