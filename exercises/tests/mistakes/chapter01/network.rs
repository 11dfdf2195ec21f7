use super::normal;
use crate::{Mistake, mistake};
use ann::Rng;
use ann::plain::Matrix;
use ann::plain::network::{Activation, Layer, Network};
use exercises::chapter01 as graders;

fn he(n_in: usize) -> f64 {
    (2.0 / n_in as f64).sqrt()
}

fn xavier(n_in: usize, n_out: usize) -> f64 {
    (2.0 / (n_in + n_out) as f64).sqrt()
}

fn network_without_last_layer(sizes: &[usize], rng: &mut Rng) -> Network {
    let mut layers = Vec::new();
    for l in 1..sizes.len() - 1 {
        let w = he(sizes[l - 1]) * normal(sizes[l], sizes[l - 1], rng);
        layers.push(Layer { w, b: Matrix::zeros((sizes[l], 1)), g: Activation::Relu });
    }
    Network { layers }
}

fn network_relu_everywhere(sizes: &[usize], rng: &mut Rng) -> Network {
    let mut layers = Vec::new();
    for pair in sizes.windows(2) {
        let w = he(pair[0]) * normal(pair[1], pair[0], rng);
        layers.push(Layer { w, b: Matrix::zeros((pair[1], 1)), g: Activation::Relu });
    }
    Network { layers }
}

fn network_softmax_everywhere(sizes: &[usize], rng: &mut Rng) -> Network {
    let mut layers = Vec::new();
    for l in 1..sizes.len() {
        let w = xavier(sizes[l - 1], sizes[l]) * normal(sizes[l], sizes[l - 1], rng);
        layers.push(Layer { w, b: Matrix::zeros((sizes[l], 1)), g: Activation::Softmax });
    }
    Network { layers }
}

fn network_he_in_last_layer(sizes: &[usize], rng: &mut Rng) -> Network {
    let mut layers = Vec::new();
    for l in 1..sizes.len() {
        let w = he(sizes[l - 1]) * normal(sizes[l], sizes[l - 1], rng);
        let g = if l == sizes.len() - 1 { Activation::Softmax } else { Activation::Relu };
        layers.push(Layer { w, b: Matrix::zeros((sizes[l], 1)), g });
    }
    Network { layers }
}

fn network_xavier_in_hidden_layers(sizes: &[usize], rng: &mut Rng) -> Network {
    let mut layers = Vec::new();
    for l in 1..sizes.len() {
        let w = xavier(sizes[l - 1], sizes[l]) * normal(sizes[l], sizes[l - 1], rng);
        let g = if l + 1 < sizes.len() { Activation::Relu } else { Activation::Softmax };
        layers.push(Layer { w, b: Matrix::zeros((sizes[l], 1)), g });
    }
    Network { layers }
}

fn network_transposed(sizes: &[usize], rng: &mut Rng) -> Network {
    let mut layers = Vec::new();
    for l in 1..sizes.len() {
        let (n_in, n_out) = (sizes[l - 1], sizes[l]);
        let (sigma, g) = if l == sizes.len() - 1 {
            (xavier(n_in, n_out), Activation::Softmax)
        } else {
            (he(n_in), Activation::Relu)
        };
        layers.push(Layer { w: sigma * normal(n_in, n_out, rng), b: Matrix::zeros((n_out, 1)), g });
    }
    Network { layers }
}

fn network_random_biases(sizes: &[usize], rng: &mut Rng) -> Network {
    let mut layers = Vec::new();
    for l in 1..sizes.len() {
        let (n_in, n_out) = (sizes[l - 1], sizes[l]);
        let (sigma, g) = if l == sizes.len() - 1 {
            (xavier(n_in, n_out), Activation::Softmax)
        } else {
            (he(n_in), Activation::Relu)
        };
        layers.push(Layer { w: sigma * normal(n_out, n_in, rng), b: sigma * normal(n_out, 1, rng), g });
    }
    Network { layers }
}

fn network_biases_in_a_row(sizes: &[usize], rng: &mut Rng) -> Network {
    let mut layers = Vec::new();
    for l in 1..sizes.len() {
        let (n_in, n_out) = (sizes[l - 1], sizes[l]);
        let last = l == sizes.len() - 1;
        let sigma = if last { xavier(n_in, n_out) } else { he(n_in) };
        let w = sigma * normal(n_out, n_in, rng);
        let g = if last { Activation::Softmax } else { Activation::Relu };
        layers.push(Layer { w, b: Matrix::zeros((1, n_out)), g });
    }
    Network { layers }
}

fn network_all_zero(sizes: &[usize], _: &mut Rng) -> Network {
    let mut layers = Vec::new();
    for l in 1..sizes.len() {
        let g = if l == sizes.len() - 1 { Activation::Softmax } else { Activation::Relu };
        let (w, b) = (Matrix::zeros((sizes[l], sizes[l - 1])), Matrix::zeros((sizes[l], 1)));
        layers.push(Layer { w, b, g });
    }
    Network { layers }
}

fn network_last_layer_first(sizes: &[usize], rng: &mut Rng) -> Network {
    let mut layers = Vec::new();
    for l in (1..sizes.len()).rev() {
        let (n_in, n_out) = (sizes[l - 1], sizes[l]);
        let (sigma, g) = if l == sizes.len() - 1 {
            (xavier(n_in, n_out), Activation::Softmax)
        } else {
            (he(n_in), Activation::Relu)
        };
        layers.push(Layer { w: sigma * normal(n_out, n_in, rng), b: Matrix::zeros((n_out, 1)), g });
    }
    Network { layers }
}

pub const MISTAKES: &[Mistake] = &[
    mistake("the last layer is missing", "its end", || graders::check_network(network_without_last_layer)),
    mistake("ReLU in the last layer", "last layer", || graders::check_network(network_relu_everywhere)),
    mistake("softmax in the hidden layers", "hidden", || graders::check_network(network_softmax_everywhere)),
    mistake("He in the last layer", "(1.4)", || graders::check_network(network_he_in_last_layer)),
    mistake("Xavier in the hidden layers", "(1.3)", || graders::check_network(network_xavier_in_hidden_layers)),
    mistake("every W lies on its side", "exchanged", || graders::check_network(network_transposed)),
    mistake("biases drawn at random", "is not 0", || graders::check_network(network_random_biases)),
    mistake("b is a row", "column", || graders::check_network(network_biases_in_a_row)),
    mistake("all weights are zero", "0 everywhere", || graders::check_network(network_all_zero)),
    mistake("the last layer comes first", "order", || graders::check_network(network_last_layer_first)),
];
