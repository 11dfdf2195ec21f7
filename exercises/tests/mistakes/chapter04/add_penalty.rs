use crate::{Mistake, mistake};
use ann::plain::backward::Gradient;
use ann::plain::network::Network;
use exercises::chapter04 as graders;

fn add_penalty_to_biases(network: &Network, gradients: &mut [Gradient], weight_decay: f64) {
    for (layer, gradient) in network.layers.iter().zip(gradients) {
        gradient.dw = &gradient.dw + weight_decay * &layer.w;
        gradient.db = &gradient.db + weight_decay * &layer.b;
    }
}

fn add_penalty_in_place_of_data(network: &Network, gradients: &mut [Gradient], weight_decay: f64) {
    for (layer, gradient) in network.layers.iter().zip(gradients) {
        gradient.dw = weight_decay * &layer.w;
    }
}

fn add_penalty_subtracted(network: &Network, gradients: &mut [Gradient], weight_decay: f64) {
    for (layer, gradient) in network.layers.iter().zip(gradients) {
        gradient.dw = &gradient.dw - weight_decay * &layer.w;
    }
}

fn add_penalty_twice(network: &Network, gradients: &mut [Gradient], weight_decay: f64) {
    for (layer, gradient) in network.layers.iter().zip(gradients) {
        gradient.dw += &(2.0 * weight_decay * &layer.w);
    }
}

fn add_penalty_half(network: &Network, gradients: &mut [Gradient], weight_decay: f64) {
    for (layer, gradient) in network.layers.iter().zip(gradients) {
        gradient.dw += &(weight_decay / 2.0 * &layer.w);
    }
}

fn add_penalty_itself(network: &Network, gradients: &mut [Gradient], weight_decay: f64) {
    for (layer, gradient) in network.layers.iter().zip(gradients) {
        gradient.dw += weight_decay / 2.0 * layer.w.pow2().sum();
    }
}

fn add_penalty_of_gradient(_: &Network, gradients: &mut [Gradient], weight_decay: f64) {
    for gradient in gradients {
        gradient.dw = (1.0 + weight_decay) * &gradient.dw;
    }
}

fn add_penalty_of_signs(network: &Network, gradients: &mut [Gradient], weight_decay: f64) {
    for (layer, gradient) in network.layers.iter().zip(gradients) {
        gradient.dw = &gradient.dw + weight_decay * layer.w.signum();
    }
}

fn add_penalty_to_first_layer(network: &Network, gradients: &mut [Gradient], weight_decay: f64) {
    gradients[0].dw = &gradients[0].dw + weight_decay * &network.layers[0].w;
}

fn add_penalty_to_copies(network: &Network, gradients: &mut [Gradient], weight_decay: f64) {
    let mut copies = gradients.to_vec();
    for (layer, gradient) in network.layers.iter().zip(&mut copies) {
        gradient.dw = &gradient.dw + weight_decay * &layer.w;
    }
}

pub const MISTAKES: &[Mistake] = &[
    mistake("the biases shrink too", "bias", || graders::check_add_penalty(add_penalty_to_biases)),
    mistake("the data's gradient is lost", "data", || graders::check_add_penalty(add_penalty_in_place_of_data)),
    mistake("taken off instead of added", "taken off", || graders::check_add_penalty(add_penalty_subtracted)),
    mistake("the derivative of a whole square", "twice", || graders::check_add_penalty(add_penalty_twice)),
    mistake("the half kept in the derivative", "belongs to J", || graders::check_add_penalty(add_penalty_half)),
    mistake("the penalty for its slope", "penalty itself", || graders::check_add_penalty(add_penalty_itself)),
    mistake("dW for W", "dW", || graders::check_add_penalty(add_penalty_of_gradient)),
    mistake("the slope of absolute values", "sign of each weight", || graders::check_add_penalty(add_penalty_of_signs)),
    mistake("the first layer only", "first layer", || graders::check_add_penalty(add_penalty_to_first_layer)),
    mistake("changes are made to copies", "as they were", || graders::check_add_penalty(add_penalty_to_copies)),
];
