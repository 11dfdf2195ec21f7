#![allow(clippy::needless_range_loop, reason = "as a reader writes it")]

use crate::{Mistake, mistake};
use ann::plain::backward::Gradient;
use ann::plain::network::Network;
use exercises::chapter05 as graders;
use ndarray::Axis;

fn descend_uphill(network: &mut Network, gradients: &[Gradient], alpha: f64) {
    for (layer, gradient) in network.layers.iter_mut().zip(gradients) {
        layer.w = &layer.w + alpha * &gradient.dw;
        layer.b = &layer.b + alpha * &gradient.db;
    }
}

fn descend_without_biases(network: &mut Network, gradients: &[Gradient], alpha: f64) {
    for (layer, gradient) in network.layers.iter_mut().zip(gradients) {
        layer.w.scaled_add(-alpha, &gradient.dw);
    }
}

fn descend_without_rate(network: &mut Network, gradients: &[Gradient], _alpha: f64) {
    for (layer, gradient) in network.layers.iter_mut().zip(gradients) {
        layer.w -= &gradient.dw;
        layer.b -= &gradient.db;
    }
}

fn descend_biases_without_rate(network: &mut Network, gradients: &[Gradient], alpha: f64) {
    for l in 0..network.layers.len() {
        network.layers[l].w = &network.layers[l].w - alpha * &gradients[l].dw;
        network.layers[l].b = &network.layers[l].b - &gradients[l].db;
    }
}

fn descend_without_what_was(network: &mut Network, gradients: &[Gradient], alpha: f64) {
    for (layer, gradient) in network.layers.iter_mut().zip(gradients) {
        layer.w = -alpha * &gradient.dw;
        layer.b = -alpha * &gradient.db;
    }
}

fn descend_without_last_layer(network: &mut Network, gradients: &[Gradient], alpha: f64) {
    for l in 0..network.layers.len() - 1 {
        network.layers[l].w.scaled_add(-alpha, &gradients[l].dw);
        network.layers[l].b.scaled_add(-alpha, &gradients[l].db);
    }
}

fn descend_a_copy(network: &mut Network, gradients: &[Gradient], alpha: f64) {
    for (mut layer, gradient) in network.layers.clone().into_iter().zip(gradients) {
        layer.w -= &(alpha * &gradient.dw);
        layer.b -= &(alpha * &gradient.db);
    }
}

fn descend_last_layer_first(network: &mut Network, gradients: &[Gradient], alpha: f64) {
    for (layer, gradient) in network.layers.iter_mut().zip(gradients.iter().rev()) {
        layer.w = &layer.w - alpha * &gradient.dw;
        layer.b = &layer.b - alpha * &gradient.db;
    }
}

fn descend_by_shrinking(network: &mut Network, _: &[Gradient], alpha: f64) {
    for layer in &mut network.layers {
        layer.w = (1.0 - alpha) * &layer.w;
        layer.b = (1.0 - alpha) * &layer.b;
    }
}

fn descend_by_alpha_squared(network: &mut Network, gradients: &[Gradient], alpha: f64) {
    for (layer, g) in network.layers.iter_mut().zip(gradients) {
        layer.w -= &(alpha * alpha * &g.dw);
        layer.b -= &(alpha * alpha * &g.db);
    }
}

fn descend_divided_by_alpha(network: &mut Network, gradients: &[Gradient], alpha: f64) {
    for (layer, g) in network.layers.iter_mut().zip(gradients) {
        layer.w -= &(&g.dw / alpha);
        layer.b -= &(&g.db / alpha);
    }
}

fn descend_alpha_at_the_weights(network: &mut Network, gradients: &[Gradient], alpha: f64) {
    for (layer, g) in network.layers.iter_mut().zip(gradients) {
        layer.w = alpha * &layer.w - &g.dw;
        layer.b = alpha * &layer.b - &g.db;
    }
}

fn descend_biases_by_dw(network: &mut Network, gradients: &[Gradient], alpha: f64) {
    for (layer, g) in network.layers.iter_mut().zip(gradients) {
        layer.w -= &(alpha * &g.dw);
        layer.b -= &(alpha * g.dw.sum_axis(Axis(1)).insert_axis(Axis(1)));
    }
}

fn descend_by_alpha_alone(network: &mut Network, _: &[Gradient], alpha: f64) {
    for layer in &mut network.layers {
        layer.w -= alpha;
        layer.b -= alpha;
    }
}

pub const MISTAKES: &[Mistake] = &[
    mistake("added instead of subtracted", "uphill", || graders::check_descend(descend_uphill)),
    mistake("biases are forgotten", "bias", || graders::check_descend(descend_without_biases)),
    mistake("learning rate is forgotten", "learning rate", || graders::check_descend(descend_without_rate)),
    mistake("learning rate forgotten for biases", "bias", || graders::check_descend(descend_biases_without_rate)),
    mistake("step without the old weights", "replaced by the step", || {
        graders::check_descend(descend_without_what_was)
    }),
    mistake("last layer takes no step", "last layer", || graders::check_descend(descend_without_last_layer)),
    mistake("only a copy is changed", "change", || graders::check_descend(descend_a_copy)),
    mistake("gradients taken last layer first", "gradients of others", || {
        graders::check_descend(descend_last_layer_first)
    }),
    mistake("the parameters shrink", "have no part", || graders::check_descend(descend_by_shrinking)),
    mistake("α squared", "taken twice", || graders::check_descend(descend_by_alpha_squared)),
    mistake("divided by α", "divided by α", || graders::check_descend(descend_divided_by_alpha)),
    mistake("the parameters fade", "multiplies the parameters", || {
        graders::check_descend(descend_alpha_at_the_weights)
    }),
    mistake("biases by dW", "sums of dW", || graders::check_descend(descend_biases_by_dw)),
    mistake("α alone", "α alone", || graders::check_descend(descend_by_alpha_alone)),
];
