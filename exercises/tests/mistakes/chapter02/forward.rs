use crate::{Mistake, mistake};
use ann::plain::Matrix;
use ann::plain::forward::activate;
use ann::plain::network::{Activation, Network};
use exercises::chapter02 as graders;

fn forward_without_x(network: &Network, x: &Matrix) -> Vec<Matrix> {
    let mut list = Vec::new();
    let mut a = x.clone();
    for layer in &network.layers {
        a = activate(layer.g, &(layer.w.dot(&a) + &layer.b));
        list.push(a.clone());
    }
    list
}

fn forward_answer_only(network: &Network, x: &Matrix) -> Vec<Matrix> {
    let mut a = x.clone();
    for layer in &network.layers {
        let z = layer.w.dot(&a) + &layer.b;
        a = activate(layer.g, &z);
    }
    vec![a]
}

fn forward_keeps_z(network: &Network, x: &Matrix) -> Vec<Matrix> {
    let mut list = vec![x.clone()];
    let mut a = x.clone();
    for layer in &network.layers {
        let z = layer.w.dot(&a) + &layer.b;
        a = activate(layer.g, &z);
        list.push(z);
    }
    list
}

fn forward_keeps_z_and_a(network: &Network, x: &Matrix) -> Vec<Matrix> {
    let mut list = vec![x.clone()];
    for layer in &network.layers {
        let z = layer.w.dot(&list[list.len() - 1]) + &layer.b;
        list.push(z.clone());
        list.push(activate(layer.g, &z));
    }
    list
}

fn forward_without_activation(network: &Network, x: &Matrix) -> Vec<Matrix> {
    let mut a = vec![x.clone()];
    for (l, layer) in network.layers.iter().enumerate() {
        let z = layer.w.dot(&a[l]) + &layer.b;
        a.push(z);
    }
    a
}

fn forward_relu_everywhere(network: &Network, x: &Matrix) -> Vec<Matrix> {
    let mut a = vec![x.clone()];
    for (l, layer) in network.layers.iter().enumerate() {
        let z = layer.w.dot(&a[l]) + &layer.b;
        a.push(activate(Activation::Relu, &z));
    }
    a
}

fn forward_without_bias(network: &Network, x: &Matrix) -> Vec<Matrix> {
    let mut a = vec![x.clone()];
    for layer in &network.layers {
        let z = layer.w.dot(&a[a.len() - 1]);
        a.push(activate(layer.g, &z));
    }
    a
}

fn forward_without_last_layer(network: &Network, x: &Matrix) -> Vec<Matrix> {
    let mut a = vec![x.clone()];
    for l in 0..network.layers.len() - 1 {
        let layer = &network.layers[l];
        let z = layer.w.dot(&a[l]) + &layer.b;
        a.push(activate(layer.g, &z));
    }
    a
}

fn forward_answer_first(network: &Network, x: &Matrix) -> Vec<Matrix> {
    let mut a = vec![x.clone()];
    for layer in &network.layers {
        let z = layer.w.dot(&a[0]) + &layer.b;
        a.insert(0, activate(layer.g, &z));
    }
    a
}

fn forward_logits_at_the_end(network: &Network, x: &Matrix) -> Vec<Matrix> {
    let mut a = vec![x.clone()];
    for (l, layer) in network.layers.iter().enumerate() {
        let z = layer.w.dot(&a[l]) + &layer.b;
        if l == network.layers.len() - 1 {
            a.push(z);
        } else {
            a.push(activate(layer.g, &z));
        }
    }
    a
}

fn forward_minus_bias(network: &Network, x: &Matrix) -> Vec<Matrix> {
    let mut a = vec![x.clone()];
    for (l, layer) in network.layers.iter().enumerate() {
        a.push(activate(layer.g, &(layer.w.dot(&a[l]) - &layer.b)));
    }
    a
}

fn forward_activated_twice(network: &Network, x: &Matrix) -> Vec<Matrix> {
    let mut a = vec![x.clone()];
    for (l, layer) in network.layers.iter().enumerate() {
        let z = activate(layer.g, &(layer.w.dot(&a[l]) + &layer.b));
        a.push(activate(layer.g, &z));
    }
    a
}

fn forward_without_hidden(network: &Network, x: &Matrix) -> Vec<Matrix> {
    let mut a = x.clone();
    for layer in &network.layers {
        a = activate(layer.g, &(layer.w.dot(&a) + &layer.b));
    }
    vec![x.clone(), a]
}

fn forward_passes_z(network: &Network, x: &Matrix) -> Vec<Matrix> {
    let (mut a, mut z) = (vec![x.clone()], x.clone());
    for layer in &network.layers {
        z = layer.w.dot(&z) + &layer.b;
        a.push(activate(layer.g, &z));
    }
    a
}

fn forward_bias_after_function(network: &Network, x: &Matrix) -> Vec<Matrix> {
    let mut a = vec![x.clone()];
    for (l, layer) in network.layers.iter().enumerate() {
        a.push(activate(layer.g, &layer.w.dot(&a[l])) + &layer.b);
    }
    a
}

fn forward_function_of_last(network: &Network, x: &Matrix) -> Vec<Matrix> {
    let g = network.layers[network.layers.len() - 1].g;
    let mut a = vec![x.clone()];
    for (l, layer) in network.layers.iter().enumerate() {
        a.push(activate(g, &(layer.w.dot(&a[l]) + &layer.b)));
    }
    a
}

fn forward_x_twice(network: &Network, x: &Matrix) -> Vec<Matrix> {
    let (mut list, mut a) = (vec![x.clone()], x.clone());
    for layer in &network.layers {
        list.push(a.clone());
        a = activate(layer.g, &(layer.w.dot(&a) + &layer.b));
    }
    list
}

pub const MISTAKES: &[Mistake] = &[
    mistake("the biases are subtracted", "taken away", || graders::check_forward(forward_minus_bias)),
    mistake("activated twice", "taken twice", || graders::check_forward(forward_activated_twice)),
    mistake("X is not in the list", "X", || graders::check_forward(forward_without_x)),
    mistake("the answer alone", "answer alone", || graders::check_forward(forward_answer_only)),
    mistake("Z kept instead of A", "Z", || graders::check_forward(forward_keeps_z)),
    mistake("Z and A kept", "without the Z", || graders::check_forward(forward_keeps_z_and_a)),
    mistake("no activation at all", "functions g", || graders::check_forward(forward_without_activation)),
    mistake("ReLU whatever the layer says", "ReLU", || graders::check_forward(forward_relu_everywhere)),
    mistake("the biases are forgotten", "bias", || graders::check_forward(forward_without_bias)),
    mistake("the last layer is missing", "last layer", || graders::check_forward(forward_without_last_layer)),
    mistake("the answer stands first", "backwards", || graders::check_forward(forward_answer_first)),
    mistake("the logits for the answer", "last", || graders::check_forward(forward_logits_at_the_end)),
    mistake("X and the answer alone", "A1 and A2 are missing", || graders::check_forward(forward_without_hidden)),
    mistake("the next layer reads Z", "reads Z", || graders::check_forward(forward_passes_z)),
    mistake("the bias after g", "after g", || graders::check_forward(forward_bias_after_function)),
    mistake("the last layer's function", "function of the last", || graders::check_forward(forward_function_of_last)),
    mistake("X twice", "A0 is there twice", || graders::check_forward(forward_x_twice)),
];
