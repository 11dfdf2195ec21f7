use super::{Mistake, mistake};
use ann::plain::Matrix;
use ann::plain::backward::Gradient;
use ann::plain::forward::largest;
use ann::plain::network::Network;
use exercises::chapter04 as graders;
use ndarray::Axis;

// squared_error

fn squared_error_without_half(a: &Matrix, y: &Matrix) -> f64 {
    (a - y).pow2().sum() / y.ncols() as f64
}

fn squared_error_mean_over_all_numbers(a: &Matrix, y: &Matrix) -> f64 {
    (a - y).pow2().mean().unwrap() / 2.0
}

fn squared_error_summed(a: &Matrix, y: &Matrix) -> f64 {
    (a - y).mapv(|d| d * d).sum() / 2.0
}

fn squared_error_root(a: &Matrix, y: &Matrix) -> f64 {
    let m = y.ncols() as f64;
    ((a - y).pow2().sum() / (2.0 * m)).sqrt()
}

fn squared_error_is_absolute(a: &Matrix, y: &Matrix) -> f64 {
    (a - y).abs().sum() / (2.0 * y.ncols() as f64)
}

fn squared_error_without_square(a: &Matrix, y: &Matrix) -> f64 {
    (a - y).sum() / (2.0 * y.ncols() as f64)
}

fn squared_error_divided_by_rows(a: &Matrix, y: &Matrix) -> f64 {
    (a - y).pow2().sum() / 2.0 / y.nrows() as f64
}

// binary_cross_entropy

fn softplus(z: &Matrix) -> Matrix {
    z.mapv(|z| z.max(0.0) + (-z.abs()).exp().ln_1p())
}

fn binary_cross_entropy_of_probabilities(z: &Matrix, y: &Matrix) -> f64 {
    let a = 1.0 / (1.0 + (-z).exp());
    let losses = -(y * a.ln() + (1.0 - y) * (1.0 - &a).ln());
    losses.sum() / y.ncols() as f64
}

fn binary_cross_entropy_without_absolute_value(z: &Matrix, y: &Matrix) -> f64 {
    let softplus = |z: f64| z.max(0.0) + (-z).exp().ln_1p();
    (y * z.mapv(|z| softplus(-z)) + (1.0 - y) * z.mapv(softplus)).sum() / z.ncols() as f64
}

fn binary_cross_entropy_clipped(z: &Matrix, y: &Matrix) -> f64 {
    let a = z.mapv(|z| (1.0 / (1.0 + (-z).exp())).clamp(1e-7, 1.0 - 1e-7));
    let losses = -(y * a.ln() + (1.0 - y) * (1.0 - &a).ln());
    losses.sum() / y.ncols() as f64
}

fn binary_cross_entropy_without_sigmoid(z: &Matrix, y: &Matrix) -> f64 {
    let losses = -(y * z.ln() + (1.0 - y) * (1.0 - z).ln());
    losses.sum() / y.ncols() as f64
}

fn binary_cross_entropy_yes_and_no_exchanged(z: &Matrix, y: &Matrix) -> f64 {
    let losses = y * softplus(z) + (1.0 - y) * softplus(&-z);
    losses.sum() / y.ncols() as f64
}

fn binary_cross_entropy_of_yes_only(z: &Matrix, y: &Matrix) -> f64 {
    (y * softplus(&-z)).sum() / y.ncols() as f64
}

fn binary_cross_entropy_mean_over_all_numbers(z: &Matrix, y: &Matrix) -> f64 {
    (y * softplus(&-z) + (1.0 - y) * softplus(z)).mean().unwrap()
}

fn binary_cross_entropy_summed(z: &Matrix, y: &Matrix) -> f64 {
    (y * softplus(&-z) + (1.0 - y) * softplus(z)).sum()
}

fn binary_cross_entropy_without_minus(z: &Matrix, y: &Matrix) -> f64 {
    let (log_a, log_not_a) = (-softplus(&-z), -softplus(z));
    (y * log_a + (1.0 - y) * log_not_a).sum() / y.ncols() as f64
}

fn binary_cross_entropy_of_one_plus(z: &Matrix, y: &Matrix) -> f64 {
    let softplus = |z: f64| z.max(0.0) + (1.0 + (-z.abs()).exp()).ln();
    (y * z.mapv(|z| softplus(-z)) + (1.0 - y) * z.mapv(softplus)).sum() / z.ncols() as f64
}

fn binary_cross_entropy_that_cancels(z: &Matrix, y: &Matrix) -> f64 {
    let losses = softplus(z) - y * z;
    losses.sum() / y.ncols() as f64
}

fn binary_cross_entropy_overflows(z: &Matrix, y: &Matrix) -> f64 {
    let losses = y * (1.0 + (-z).exp()).ln() + (1.0 - y) * (1.0 + z.exp()).ln();
    losses.sum() / y.ncols() as f64
}

// log_softmax

fn log_softmax_of_probabilities(z: &Matrix) -> Matrix {
    let e = (z - largest(z)).exp();
    (&e / e.sum_axis(Axis(0))).ln()
}

fn log_softmax_without_shift(z: &Matrix) -> Matrix {
    z - z.exp().sum_axis(Axis(0)).ln()
}

fn log_softmax_over_rows(z: &Matrix) -> Matrix {
    let most = z.map_axis(Axis(1), |row| row.fold(f64::NEG_INFINITY, |most, z| z.max(most)));
    let shifted = z - most.insert_axis(Axis(1));
    &shifted - shifted.exp().sum_axis(Axis(1)).insert_axis(Axis(1)).ln()
}

fn log_softmax_with_loss_sign(z: &Matrix) -> Matrix {
    let shifted = z - largest(z);
    shifted.exp().sum_axis(Axis(0)).ln() - shifted
}

fn log_softmax_over_everything(z: &Matrix) -> Matrix {
    let shifted = z - largest(z);
    let log_sum = shifted.exp().sum().ln();
    shifted - log_sum
}

fn log_softmax_is_softmax(z: &Matrix) -> Matrix {
    let e = (z - largest(z)).exp();
    &e / e.sum_axis(Axis(0))
}

fn log_softmax_shift_not_undone(z: &Matrix) -> Matrix {
    let e = (z - largest(z)).exp();
    z - e.sum_axis(Axis(0)).ln()
}

fn log_softmax_minus_plain_sum(z: &Matrix) -> Matrix {
    let shifted = z - largest(z);
    &shifted - shifted.exp().sum_axis(Axis(0))
}

fn log_softmax_only_shifted(z: &Matrix) -> Matrix {
    z - largest(z)
}

// categorical_cross_entropy

/// The right logarithms.
fn log_softmax(z: &Matrix) -> Matrix {
    let z = z - largest(z);
    &z - z.exp().sum_axis(Axis(0)).ln()
}

fn categorical_cross_entropy_summed(z: &Matrix, y: &Matrix) -> f64 {
    -(y * log_softmax(z)).sum()
}

fn categorical_cross_entropy_mean_over_all_numbers(z: &Matrix, y: &Matrix) -> f64 {
    -(y * log_softmax(z)).mean().unwrap()
}

fn categorical_cross_entropy_without_minus(z: &Matrix, y: &Matrix) -> f64 {
    (y * log_softmax(z)).sum() / y.ncols() as f64
}

fn categorical_cross_entropy_without_softmax(z: &Matrix, y: &Matrix) -> f64 {
    -(y * z.ln()).sum() / y.ncols() as f64
}

fn categorical_cross_entropy_is_binary(z: &Matrix, y: &Matrix) -> f64 {
    let losses = y * softplus(&-z) + (1.0 - y) * softplus(z);
    losses.sum() / y.ncols() as f64
}

fn categorical_cross_entropy_of_probabilities(z: &Matrix, y: &Matrix) -> f64 {
    let e = (z - largest(z)).exp();
    let a = &e / e.sum_axis(Axis(0));
    -(y * a.ln()).sum() / y.ncols() as f64
}

fn categorical_cross_entropy_of_all_classes(z: &Matrix, y: &Matrix) -> f64 {
    -log_softmax(z).sum() / y.ncols() as f64
}

fn categorical_cross_entropy_of_likeliest_class(z: &Matrix, y: &Matrix) -> f64 {
    -largest(&log_softmax(z)).sum() / y.ncols() as f64
}

// penalty

fn penalty_without_half(network: &Network, l2: f64) -> f64 {
    let mut sum = 0.0;
    for layer in &network.layers {
        sum += layer.w.pow2().sum();
    }
    l2 * sum
}

fn penalty_on_biases(network: &Network, l2: f64) -> f64 {
    let squares: f64 = network.layers.iter().map(|layer| layer.w.pow2().sum() + layer.b.pow2().sum()).sum();
    l2 / 2.0 * squares
}

fn penalty_of_norms(network: &Network, l2: f64) -> f64 {
    let norms: f64 = network.layers.iter().map(|layer| layer.w.pow2().sum().sqrt()).sum();
    l2 / 2.0 * norms
}

fn penalty_of_absolute_values(network: &Network, l2: f64) -> f64 {
    let sizes: f64 = network.layers.iter().map(|layer| layer.w.abs().sum()).sum();
    l2 / 2.0 * sizes
}

fn penalty_of_means(network: &Network, l2: f64) -> f64 {
    let means: f64 = network.layers.iter().map(|layer| layer.w.pow2().mean().unwrap()).sum();
    l2 / 2.0 * means
}

fn penalty_of_last_layer(network: &Network, l2: f64) -> f64 {
    let mut squares = 0.0;
    for layer in &network.layers {
        squares = layer.w.mapv(|w| w * w).sum();
    }
    l2 / 2.0 * squares
}

fn penalty_without_l2(network: &Network, _: f64) -> f64 {
    network.layers.iter().map(|layer| layer.w.pow2().sum() / 2.0).sum()
}

// add_penalty

fn add_penalty_to_biases(network: &Network, gradients: &mut [Gradient], l2: f64) {
    for (layer, gradient) in network.layers.iter().zip(gradients) {
        gradient.dw = &gradient.dw + l2 * &layer.w;
        gradient.db = &gradient.db + l2 * &layer.b;
    }
}

fn add_penalty_in_place_of_data(network: &Network, gradients: &mut [Gradient], l2: f64) {
    for (layer, gradient) in network.layers.iter().zip(gradients) {
        gradient.dw = l2 * &layer.w;
    }
}

fn add_penalty_subtracted(network: &Network, gradients: &mut [Gradient], l2: f64) {
    for (layer, gradient) in network.layers.iter().zip(gradients) {
        gradient.dw = &gradient.dw - l2 * &layer.w;
    }
}

fn add_penalty_twice(network: &Network, gradients: &mut [Gradient], l2: f64) {
    for (layer, gradient) in network.layers.iter().zip(gradients) {
        gradient.dw += &(2.0 * l2 * &layer.w);
    }
}

fn add_penalty_half(network: &Network, gradients: &mut [Gradient], l2: f64) {
    for (layer, gradient) in network.layers.iter().zip(gradients) {
        gradient.dw += &(l2 / 2.0 * &layer.w);
    }
}

fn add_penalty_itself(network: &Network, gradients: &mut [Gradient], l2: f64) {
    for (layer, gradient) in network.layers.iter().zip(gradients) {
        gradient.dw += l2 / 2.0 * layer.w.pow2().sum();
    }
}

fn add_penalty_of_gradient(_: &Network, gradients: &mut [Gradient], l2: f64) {
    for gradient in gradients {
        gradient.dw = (1.0 + l2) * &gradient.dw;
    }
}

fn add_penalty_of_signs(network: &Network, gradients: &mut [Gradient], l2: f64) {
    for (layer, gradient) in network.layers.iter().zip(gradients) {
        gradient.dw = &gradient.dw + l2 * layer.w.signum();
    }
}

fn add_penalty_to_first_layer(network: &Network, gradients: &mut [Gradient], l2: f64) {
    gradients[0].dw = &gradients[0].dw + l2 * &network.layers[0].w;
}

fn add_penalty_to_copies(network: &Network, gradients: &mut [Gradient], l2: f64) {
    let mut copies = gradients.to_vec();
    for (layer, gradient) in network.layers.iter().zip(&mut copies) {
        gradient.dw = &gradient.dw + l2 * &layer.w;
    }
}

fn log_softmax_to_base_ten(z: &Matrix) -> Matrix {
    let e = (z - largest(z)).exp();
    (&e / e.sum_axis(Axis(0))).log10()
}

fn log_softmax_sum_to_base_ten(z: &Matrix) -> Matrix {
    let z = z - largest(z);
    &z - z.exp().sum_axis(Axis(0)).log10()
}

fn log_softmax_search_from_zero(z: &Matrix) -> Matrix {
    let largest = z.map_axis(Axis(0), |column| column.fold(0.0, |most: f64, z| z.max(most)));
    let z = z - largest;
    &z - z.exp().sum_axis(Axis(0)).ln()
}

pub const MISTAKES: &[Mistake] = &[
    mistake("the half is forgotten", "twice", || graders::check_squared_error(squared_error_without_half)),
    mistake("a mean over the outputs too", "number of outputs", || {
        graders::check_squared_error(squared_error_mean_over_all_numbers)
    }),
    mistake("a sum, no mean", "m times", || graders::check_squared_error(squared_error_summed)),
    mistake("the root of the cost", "root of J", || graders::check_squared_error(squared_error_root)),
    mistake("the absolute error", "made positive", || graders::check_squared_error(squared_error_is_absolute)),
    mistake("the square is forgotten", "cancel", || graders::check_squared_error(squared_error_without_square)),
    mistake("divided by the outputs", "instead of the samples", || {
        graders::check_squared_error(squared_error_divided_by_rows)
    }),
    mistake("the logarithm of a rounded a", "logit", || {
        graders::check_binary_cross_entropy(binary_cross_entropy_of_probabilities)
    }),
    mistake("no absolute value in softplus", "forgotten", || {
        graders::check_binary_cross_entropy(binary_cross_entropy_without_absolute_value)
    }),
    mistake("a is clipped", "keeps a away", || graders::check_binary_cross_entropy(binary_cross_entropy_clipped)),
    mistake("Z taken for A", "no probabilities", || {
        graders::check_binary_cross_entropy(binary_cross_entropy_without_sigmoid)
    }),
    mistake("yes and no exchanged", "exchanged", || {
        graders::check_binary_cross_entropy(binary_cross_entropy_yes_and_no_exchanged)
    }),
    mistake("only y = 1 costs", "y = 0", || graders::check_binary_cross_entropy(binary_cross_entropy_of_yes_only)),
    mistake("a mean over the outputs too", "mean over the outputs", || {
        graders::check_binary_cross_entropy(binary_cross_entropy_mean_over_all_numbers)
    }),
    mistake("a sum, no mean", "m times", || graders::check_binary_cross_entropy(binary_cross_entropy_summed)),
    mistake("the minus is forgotten", "sign", || {
        graders::check_binary_cross_entropy(binary_cross_entropy_without_minus)
    }),
    mistake("softplus as it is written", "softplus", || {
        graders::check_binary_cross_entropy(binary_cross_entropy_overflows)
    }),
    mistake("1 is added before the logarithm", "`x.ln_1p()` is log (1 + x)", || {
        graders::check_binary_cross_entropy(binary_cross_entropy_of_one_plus)
    }),
    mistake("z is added and taken off again", "added and taken off again", || {
        graders::check_binary_cross_entropy(binary_cross_entropy_that_cancels)
    }),
    mistake("the logarithm of a rounded a", "rounded", || graders::check_log_softmax(log_softmax_of_probabilities)),
    mistake("the largest not taken off", "take M off", || graders::check_log_softmax(log_softmax_without_shift)),
    mistake("a softmax of each row", "over the samples", || graders::check_log_softmax(log_softmax_over_rows)),
    mistake("minus the logarithm", "sign", || graders::check_log_softmax(log_softmax_with_loss_sign)),
    mistake("one sum for all columns", "one sum", || graders::check_log_softmax(log_softmax_over_everything)),
    mistake("softmax without the logarithm", "logarithm", || graders::check_log_softmax(log_softmax_is_softmax)),
    mistake("the shift is not undone", "not taken off", || graders::check_log_softmax(log_softmax_shift_not_undone)),
    mistake("the sum without its logarithm", "logarithm", || graders::check_log_softmax(log_softmax_minus_plain_sum)),
    mistake("the sum is left out", "sum", || graders::check_log_softmax(log_softmax_only_shifted)),
    mistake("the logarithm to base 10", "to base 10", || graders::check_log_softmax(log_softmax_to_base_ten)),
    mistake("the logarithm of the sum to base 10", "sum has the base 10", || {
        graders::check_log_softmax(log_softmax_sum_to_base_ten)
    }),
    mistake("the search begins at 0", "begin at 0", || graders::check_log_softmax(log_softmax_search_from_zero)),
    mistake("a sum, no mean", "m times", || graders::check_categorical_cross_entropy(categorical_cross_entropy_summed)),
    mistake("a mean over the classes too", "mean over the classes", || {
        graders::check_categorical_cross_entropy(categorical_cross_entropy_mean_over_all_numbers)
    }),
    mistake("the minus is forgotten", "negative", || {
        graders::check_categorical_cross_entropy(categorical_cross_entropy_without_minus)
    }),
    mistake("Z taken for A", "softmax", || {
        graders::check_categorical_cross_entropy(categorical_cross_entropy_without_softmax)
    }),
    mistake("the loss of a sigmoid", "yes or no", || {
        graders::check_categorical_cross_entropy(categorical_cross_entropy_is_binary)
    }),
    mistake("the logarithm of a rounded a", "rounded", || {
        graders::check_categorical_cross_entropy(categorical_cross_entropy_of_probabilities)
    }),
    mistake("Y is forgotten", "right class", || {
        graders::check_categorical_cross_entropy(categorical_cross_entropy_of_all_classes)
    }),
    mistake("the likeliest for the right class", "most probable", || {
        graders::check_categorical_cross_entropy(categorical_cross_entropy_of_likeliest_class)
    }),
    mistake("the half is forgotten", "twice", || graders::check_penalty(penalty_without_half)),
    mistake("the biases pay too", "bias", || graders::check_penalty(penalty_on_biases)),
    mistake("norms, not their squares", "square", || graders::check_penalty(penalty_of_norms)),
    mistake("absolute values for squares", "made positive", || graders::check_penalty(penalty_of_absolute_values)),
    mistake("means for sums", "mean", || graders::check_penalty(penalty_of_means)),
    mistake("= instead of +=", "last layer", || graders::check_penalty(penalty_of_last_layer)),
    mistake("l2 is forgotten", "l2", || graders::check_penalty(penalty_without_l2)),
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
    mistake("the ½ is squared, too", "½ taken twice", || {
        graders::check_squared_error(|a, y| (0.5 * (a - y)).pow2().sum() / a.ncols() as f64)
    }),
    mistake("divided by m twice", "m twice", || {
        graders::check_squared_error(|a, y| 0.5 * (a - y).pow2().sum() / a.ncols().pow(2) as f64)
    }),
    mistake("1 / 2 of whole numbers", "whole numbers", || {
        graders::check_squared_error(|a, y| f64::from(1 / 2) * (a - y).pow2().sum() / a.ncols() as f64)
    }),
    mistake("the sum for the difference", "are added", || {
        graders::check_squared_error(|a, y| 0.5 * (a + y).pow2().sum() / a.ncols() as f64)
    }),
];
