#![allow(clippy::needless_range_loop, reason = "as a reader writes it")]

use crate::{Mistake, mistake};
use ann::plain::Matrix;
use ann::plain::forward::activate;
use ann::plain::network::Network;
use exercises::chapter07 as graders;

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

fn forward_of(network: &Network, x: &Matrix, read: &dyn Fn(usize, &Matrix) -> Matrix) -> Vec<Matrix> {
    let mut a = vec![x.clone()];
    for (l, layer) in network.layers.iter().enumerate() {
        let z = layer.w.dot(&read(l, &a[l])) + &layer.b;
        a.push(activate(layer.g, &z));
    }
    a
}

fn forward_last_mask_only(network: &Network, x: &Matrix, masks: &[Matrix]) -> Vec<Matrix> {
    let last = masks.len() - 1;
    forward_of(network, x, &|l, a| if l == last { a * &masks[l] } else { a.clone() })
}

fn forward_mask_added(network: &Network, x: &Matrix, masks: &[Matrix]) -> Vec<Matrix> {
    forward_of(network, x, &|l, a| a + &masks[l])
}

fn forward_first_mask(network: &Network, x: &Matrix, masks: &[Matrix]) -> Vec<Matrix> {
    forward_of(network, x, &|l, a| a * &masks[l.min(1)])
}

fn forward_without_last_function(network: &Network, x: &Matrix, masks: &[Matrix]) -> Vec<Matrix> {
    let mut a = vec![x.clone()];
    for (l, layer) in network.layers.iter().enumerate() {
        let z = layer.w.dot(&(&a[l] * &masks[l])) + &layer.b;
        let is_last = l + 1 == network.layers.len();
        a.push(if is_last { z } else { activate(layer.g, &z) });
    }
    a
}

pub const MISTAKES: &[Mistake] = &[
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
    mistake("the last hidden layer alone", "Only the last hidden", || {
        graders::check_masked_forward(forward_last_mask_only)
    }),
    mistake("the mask added", "mask is added", || graders::check_masked_forward(forward_mask_added)),
    mistake("one mask for all", "mask of the first hidden", || graders::check_masked_forward(forward_first_mask)),
    mistake("no function in the last layer", "last layer has a function", || {
        graders::check_masked_forward(forward_without_last_function)
    }),
];
