#![allow(clippy::needless_range_loop, reason = "as a reader writes it")]

use crate::{Mistake, mistake};
use exercises::chapter01 as graders;

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

fn parameters_biases_of_last(sizes: &[usize]) -> usize {
    let weights: usize = sizes.windows(2).map(|pair| pair[0] * pair[1]).sum();
    weights + sizes[sizes.len() - 1]
}

fn parameters_biases_twice(sizes: &[usize]) -> usize {
    sizes.windows(2).map(|pair| pair[0] * pair[1] + pair[1] + pair[1]).sum()
}

fn parameters_in_chunks(sizes: &[usize]) -> usize {
    sizes.chunks_exact(2).map(|pair| pair[0] * pair[1] + pair[1]).sum()
}

fn parameters_of_every_pair(sizes: &[usize]) -> usize {
    let mut sum = sizes[1..].iter().sum();
    for i in 0..sizes.len() {
        for j in 0..i {
            sum += sizes[i] * sizes[j];
        }
    }
    sum
}

pub const MISTAKES: &[Mistake] = &[
    mistake("the biases are not counted", "bias", || graders::check_parameters(parameters_without_biases)),
    mistake("only the biases are counted", "weights", || graders::check_parameters(parameters_are_neurons)),
    mistake("biases for the input too", "input", || graders::check_parameters(parameters_with_biases_of_input)),
    mistake("the last layer is missing", "last layer", || graders::check_parameters(parameters_without_last_layer)),
    mistake("= instead of +=", "+=", || graders::check_parameters(parameters_of_last_layer)),
    mistake("the first layer alone", "Only the first", || graders::check_parameters(parameters_of_first_layer)),
    mistake("one bias in each layer", "neuron", || graders::check_parameters(parameters_one_bias_a_layer)),
    mistake("a bias for each input", "each input", || graders::check_parameters(parameters_bias_for_each_input)),
    mistake("biases of the last layer only", "Only the biases of the last", || {
        graders::check_parameters(parameters_biases_of_last)
    }),
    mistake("biases counted twice", "counted twice", || graders::check_parameters(parameters_biases_twice)),
    mistake("pairs that do not overlap", "do not overlap", || graders::check_parameters(parameters_in_chunks)),
    mistake("every layer with every other", "Every pair", || graders::check_parameters(parameters_of_every_pair)),
];
