use super::{Mistake, mistake};
use ann::plain::Matrix;
use ann::plain::network::{Activation, Layer, Network};
use ann::{Init, Rng};
use exercises::chapter01 as graders;
use rand::RngExt;

fn normal(rows: usize, columns: usize, rng: &mut Rng) -> Matrix {
    Init::Normal { std: 1.0 }.weights(rows, columns, rng).unwrap()
}

// he

fn he_without_root(n_in: usize) -> f64 {
    2.0 / n_in as f64
}

fn he_without_two(n_in: usize) -> f64 {
    (1.0 / n_in as f64).sqrt()
}

fn he_uniform(n_in: usize) -> f64 {
    (6.0 / n_in as f64).sqrt()
}

fn he_integer_division(n_in: usize) -> f64 {
    ((2 / n_in) as f64).sqrt()
}

fn he_two_outside_root(n_in: usize) -> f64 {
    2.0 / (n_in as f64).sqrt()
}

fn he_upside_down(n_in: usize) -> f64 {
    (n_in as f64 / 2.0).sqrt()
}

// xavier

fn xavier_of_inputs(n_in: usize, _: usize) -> f64 {
    (1.0 / n_in as f64).sqrt()
}

fn xavier_is_he(n_in: usize, _: usize) -> f64 {
    (2.0 / n_in as f64).sqrt()
}

fn xavier_without_root(n_in: usize, n_out: usize) -> f64 {
    2.0 / (n_in + n_out) as f64
}

fn xavier_without_two(n_in: usize, n_out: usize) -> f64 {
    1.0 / ((n_in + n_out) as f64).sqrt()
}

fn xavier_uniform(n_in: usize, n_out: usize) -> f64 {
    (6.0 / (n_in + n_out) as f64).sqrt()
}

fn xavier_without_brackets(n_in: usize, n_out: usize) -> f64 {
    (2.0 / n_in as f64 + n_out as f64).sqrt()
}

fn xavier_of_product(n_in: usize, n_out: usize) -> f64 {
    (2.0 / (n_in * n_out) as f64).sqrt()
}

// weights

fn weights_transposed(n_in: usize, n_out: usize, rng: &mut Rng) -> Matrix {
    (2.0 / n_in as f64).sqrt() * normal(n_in, n_out, rng)
}

fn weights_zero(n_in: usize, n_out: usize, _: &mut Rng) -> Matrix {
    Matrix::zeros((n_out, n_in))
}

fn weights_drawn_once(n_in: usize, n_out: usize, rng: &mut Rng) -> Matrix {
    let w = (2.0 / n_in as f64).sqrt() * normal(1, 1, rng)[[0, 0]];
    Matrix::from_elem((n_out, n_in), w)
}

fn weights_of_outputs(n_in: usize, n_out: usize, rng: &mut Rng) -> Matrix {
    (2.0 / n_out as f64).sqrt() * normal(n_out, n_in, rng)
}

fn weights_of_variance(n_in: usize, n_out: usize, rng: &mut Rng) -> Matrix {
    let variance = 2.0 / n_in as f64;
    normal(n_out, n_in, rng) * variance
}

fn weights_without_sigma(n_in: usize, n_out: usize, rng: &mut Rng) -> Matrix {
    normal(n_out, n_in, rng)
}

fn weights_uniform(n_in: usize, n_out: usize, rng: &mut Rng) -> Matrix {
    let sigma = (2.0 / n_in as f64).sqrt();
    Matrix::from_shape_simple_fn((n_out, n_in), || sigma * (2.0 * rng.random::<f64>() - 1.0))
}

fn weights_positive(n_in: usize, n_out: usize, rng: &mut Rng) -> Matrix {
    (2.0 / n_in as f64).sqrt() * normal(n_out, n_in, rng).abs()
}

fn weights_sigma_added(n_in: usize, n_out: usize, rng: &mut Rng) -> Matrix {
    normal(n_out, n_in, rng) + (2.0 / n_in as f64).sqrt()
}

fn weights_same_for_each_neuron(n_in: usize, n_out: usize, rng: &mut Rng) -> Matrix {
    let row = (2.0 / n_in as f64).sqrt() * normal(1, n_in, rng);
    Matrix::from_shape_fn((n_out, n_in), |(_, k)| row[[0, k]])
}

// network

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

// parameters

fn parameters_without_biases(sizes: &[usize]) -> usize {
    sizes.windows(2).map(|pair| pair[0] * pair[1]).sum()
}

fn parameters_are_neurons(sizes: &[usize]) -> usize {
    sizes[1..].iter().sum()
}

fn parameters_with_biases_of_input(sizes: &[usize]) -> usize {
    let weights: usize = sizes.windows(2).map(|pair| pair[0] * pair[1]).sum();
    weights + sizes.iter().sum::<usize>()
}

fn parameters_without_last_layer(sizes: &[usize]) -> usize {
    let mut sum = 0;
    for l in 1..sizes.len() - 1 {
        sum += (sizes[l - 1] + 1) * sizes[l];
    }
    sum
}

fn parameters_one_bias_a_layer(sizes: &[usize]) -> usize {
    let mut sum = 0;
    for l in 1..sizes.len() {
        sum += sizes[l] * sizes[l - 1] + 1;
    }
    sum
}

fn parameters_bias_for_each_input(sizes: &[usize]) -> usize {
    let mut sum = 0;
    for l in 0..sizes.len() - 1 {
        sum += sizes[l] * sizes[l + 1] + sizes[l];
    }
    sum
}

fn xavier_of_two_fractions(n_in: usize, n_out: usize) -> f64 {
    (2.0 / n_in as f64 + 2.0 / n_out as f64).sqrt()
}

fn parameters_of_last_layer(sizes: &[usize]) -> usize {
    let mut n = 0;
    for l in 1..sizes.len() {
        n = sizes[l] * sizes[l - 1] + sizes[l];
    }
    n
}

fn parameters_of_first_layer(sizes: &[usize]) -> usize {
    if sizes.len() < 2 { 0 } else { sizes[1] * sizes[0] + sizes[1] }
}

pub const MISTAKES: &[Mistake] = &[
    mistake("the variance for its root", "root", || graders::check_he(he_without_root)),
    mistake("1 for the 2", "half", || graders::check_he(he_without_two)),
    mistake("the limit of a uniform rule", "drawn evenly", || graders::check_he(he_uniform)),
    mistake("a division of whole numbers", "whole number", || graders::check_he(he_integer_division)),
    mistake("the 2 outside the root", "root", || graders::check_he(he_two_outside_root)),
    mistake("the fraction upside down", "upside down", || graders::check_he(he_upside_down)),
    mistake("n_out is forgotten", "way forward", || graders::check_xavier(xavier_of_inputs)),
    mistake("the rule for ReLU", "He", || graders::check_xavier(xavier_is_he)),
    mistake("the variance for its root", "root", || graders::check_xavier(xavier_without_root)),
    mistake("1 for the 2", "2 is missing", || graders::check_xavier(xavier_without_two)),
    mistake("the limit of a uniform rule", "drawn evenly", || graders::check_xavier(xavier_uniform)),
    mistake("brackets forgotten below the line", "parentheses", || graders::check_xavier(xavier_without_brackets)),
    mistake("a product for the sum", "multiplied", || graders::check_xavier(xavier_of_product)),
    mistake("two fractions for one", "two fractions", || graders::check_xavier(xavier_of_two_fractions)),
    mistake("W lies on its side", "exchanged", || graders::check_weights(weights_transposed)),
    mistake("all weights are zero", "0 everywhere", || graders::check_weights(weights_zero)),
    mistake("one draw for all weights", "same", || graders::check_weights(weights_drawn_once)),
    mistake("n_out for n_in", "n_out", || graders::check_weights(weights_of_outputs)),
    mistake("the variance for its root", "root", || graders::check_weights(weights_of_variance)),
    mistake("the deviation stays 1", "σ", || graders::check_weights(weights_without_sigma)),
    mistake("uniform, not normal", "drawn evenly", || graders::check_weights(weights_uniform)),
    mistake("no weight below zero", "below 0", || graders::check_weights(weights_positive)),
    mistake("σ added, not multiplied", "σ is added", || graders::check_weights(weights_sigma_added)),
    mistake("all neurons get one row", "neuron", || graders::check_weights(weights_same_for_each_neuron)),
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
    mistake("the biases are not counted", "bias", || graders::check_parameters(parameters_without_biases)),
    mistake("only the biases are counted", "weights", || graders::check_parameters(parameters_are_neurons)),
    mistake("biases for the input too", "input", || graders::check_parameters(parameters_with_biases_of_input)),
    mistake("the last layer is missing", "last layer", || graders::check_parameters(parameters_without_last_layer)),
    mistake("= instead of +=", "+=", || graders::check_parameters(parameters_of_last_layer)),
    mistake("the first layer alone", "Only the first", || graders::check_parameters(parameters_of_first_layer)),
    mistake("one bias in each layer", "neuron", || graders::check_parameters(parameters_one_bias_a_layer)),
    mistake("a bias for each input", "each input", || graders::check_parameters(parameters_bias_for_each_input)),
];
