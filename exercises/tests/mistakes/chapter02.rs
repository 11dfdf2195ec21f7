use super::{Mistake, mistake};
use ann::plain::Matrix;
use ann::plain::forward::{activate, largest};
use ann::plain::network::{Activation, Network};
use exercises::chapter02 as graders;
use ndarray::Axis;

// weighted_sums

fn weighted_sums_without_bias(w: &Matrix, _: &Matrix, a: &Matrix) -> Matrix {
    w.dot(a)
}

fn weighted_sums_bias_for_first_sample(w: &Matrix, b: &Matrix, a: &Matrix) -> Matrix {
    let mut z = w.dot(a);
    for i in 0..z.nrows() {
        z[[i, 0]] += b[[i, 0]];
    }
    z
}

fn weighted_sums_bias_of_first_neuron(w: &Matrix, b: &Matrix, a: &Matrix) -> Matrix {
    w.dot(a) + b[[0, 0]]
}

fn weighted_sums_minus_bias(w: &Matrix, b: &Matrix, a: &Matrix) -> Matrix {
    w.dot(a) - b
}

fn weighted_sums_bias_in_inner_loop(w: &Matrix, b: &Matrix, a: &Matrix) -> Matrix {
    let mut z = Matrix::zeros((w.nrows(), a.ncols()));
    for i in 0..w.nrows() {
        for j in 0..a.ncols() {
            for k in 0..w.ncols() {
                z[[i, j]] += w[[i, k]] * a[[k, j]] + b[[i, 0]];
            }
        }
    }
    z
}

fn weighted_sums_transposed(w: &Matrix, b: &Matrix, a: &Matrix) -> Matrix {
    a.t().dot(&w.t()) + b.t()
}

fn weighted_sums_with_w_transposed(w: &Matrix, b: &Matrix, a: &Matrix) -> Matrix {
    w.t().dot(a) + b
}

fn weighted_sums_through_relu(w: &Matrix, b: &Matrix, a: &Matrix) -> Matrix {
    (w.dot(a) + b).mapv(|z| z.max(0.0))
}

// relu

fn relu_is_absolute(z: &Matrix) -> Matrix {
    z.abs()
}

fn relu_is_leaky(z: &Matrix) -> Matrix {
    z.mapv(|z| if z > 0.0 { z } else { 0.01 * z })
}

fn relu_is_minimum(z: &Matrix) -> Matrix {
    z.mapv(|z| z.min(0.0))
}

fn relu_slope(z: &Matrix) -> Matrix {
    z.mapv(|z| if z > 0.0 { 1.0 } else { 0.0 })
}

fn relu_from_a_half_on(z: &Matrix) -> Matrix {
    z.mapv(|z| if z >= 0.5 { z } else { 0.0 })
}

fn relu_at_most_one(z: &Matrix) -> Matrix {
    z.mapv(|z| z.clamp(0.0, 1.0))
}

fn relu_is_softplus(z: &Matrix) -> Matrix {
    z.mapv(|z| z.max(0.0) + (-z.abs()).exp().ln_1p())
}

// sigmoid

fn sigmoid_without_minus(z: &Matrix) -> Matrix {
    1.0 / (1.0 + z.exp())
}

fn sigmoid_overflows(z: &Matrix) -> Matrix {
    z.mapv(|z| z.exp() / (1.0 + z.exp()))
}

fn sigmoid_is_tanh(z: &Matrix) -> Matrix {
    z.mapv(f64::tanh)
}

fn sigmoid_is_softmax(z: &Matrix) -> Matrix {
    let e = (z - largest(z)).exp();
    &e / e.sum_axis(Axis(0))
}

fn sigmoid_slope(z: &Matrix) -> Matrix {
    let a = 1.0 / (1.0 + (-z).exp());
    &a * (1.0 - &a)
}

#[allow(clippy::eq_op, reason = "brackets forgotten")]
fn sigmoid_without_brackets(z: &Matrix) -> Matrix {
    z.mapv(|z| 1.0 / 1.0 + (-z).exp())
}

fn sigmoid_rounded(z: &Matrix) -> Matrix {
    z.mapv(|z| if z >= 0.0 { 1.0 } else { 0.0 })
}

// softmax

fn softmax_without_shift(z: &Matrix) -> Matrix {
    let e = z.exp();
    &e / e.sum_axis(Axis(0))
}

fn softmax_over_rows(z: &Matrix) -> Matrix {
    let largest = z.map_axis(Axis(1), |row| row.fold(f64::NEG_INFINITY, |most, z| z.max(most)));
    let e = (z - largest.insert_axis(Axis(1))).exp();
    &e / e.sum_axis(Axis(1)).insert_axis(Axis(1))
}

fn softmax_over_everything(z: &Matrix) -> Matrix {
    let e = (z - largest(z)).exp();
    let sum = e.sum();
    e / sum
}

fn softmax_one_shift_for_all(z: &Matrix) -> Matrix {
    let largest = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let e = (z - largest).exp();
    &e / e.sum_axis(Axis(0))
}

fn softmax_without_division(z: &Matrix) -> Matrix {
    (z - largest(z)).exp()
}

fn softmax_without_exponential(z: &Matrix) -> Matrix {
    z / z.sum_axis(Axis(0))
}

fn softmax_logarithm(z: &Matrix) -> Matrix {
    let z = z - largest(z);
    &z - z.exp().sum_axis(Axis(0)).ln()
}

fn softmax_of_minus_z(z: &Matrix) -> Matrix {
    let z = -z;
    let e = (&z - largest(&z)).exp();
    &e / e.sum_axis(Axis(0))
}

fn softmax_is_sigmoid(z: &Matrix) -> Matrix {
    1.0 / (1.0 + (-z).exp())
}

// forward

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

fn sigmoid_clipped(z: &Matrix) -> Matrix {
    1.0 / (1.0 + (-z.clamp(-20.0, 20.0)).exp())
}

fn sigmoid_clipped_early(z: &Matrix) -> Matrix {
    z.mapv(|z| 1.0 / (1.0 + (-z.clamp(-10.0, 10.0)).exp()))
}

fn softmax_divided_by_largest(z: &Matrix) -> Matrix {
    let e = (z / largest(z)).exp();
    &e / e.sum_axis(Axis(0))
}

fn softmax_sum_not_shifted(z: &Matrix) -> Matrix {
    (z - largest(z)).exp() / z.exp().sum_axis(Axis(0))
}

fn softmax_search_from_zero(z: &Matrix) -> Matrix {
    let largest = z.map_axis(Axis(0), |column| column.fold(0.0, |most: f64, z| z.max(most)));
    let e = (z - largest).exp();
    &e / e.sum_axis(Axis(0))
}

fn softmax_largest_of_rows(z: &Matrix) -> Matrix {
    let largest = z.map_axis(Axis(1), |row| row.fold(f64::NEG_INFINITY, |most, z| z.max(most)));
    let e = (z - largest).exp();
    &e / e.sum_axis(Axis(0))
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

pub const MISTAKES: &[Mistake] = &[
    mistake("the bias is forgotten", "bias", || graders::check_weighted_sums(weighted_sums_without_bias)),
    mistake("b for the first sample only", "column", || {
        graders::check_weighted_sums(weighted_sums_bias_for_first_sample)
    }),
    mistake("one bias for all neurons", "neuron", || graders::check_weighted_sums(weighted_sums_bias_of_first_neuron)),
    mistake("the bias is subtracted", "taken away", || graders::check_weighted_sums(weighted_sums_minus_bias)),
    mistake("b added with each product", "n_in times", || {
        graders::check_weighted_sums(weighted_sums_bias_in_inner_loop)
    }),
    mistake("Z lies on its side", "transpose", || graders::check_weighted_sums(weighted_sums_transposed)),
    mistake("a transpose too many", "W is transposed", || {
        graders::check_weighted_sums(weighted_sums_with_w_transposed)
    }),
    mistake("activated already", "comes later", || graders::check_weighted_sums(weighted_sums_through_relu)),
    mistake("the absolute value", "sign is turned", || graders::check_relu(relu_is_absolute)),
    mistake("leaky below zero", "leaky", || graders::check_relu(relu_is_leaky)),
    mistake("the smaller for the larger", "smaller", || graders::check_relu(relu_is_minimum)),
    mistake("the slope of ReLU", "slope", || graders::check_relu(relu_slope)),
    mistake("cut off at 1", "above 1", || graders::check_relu(relu_at_most_one)),
    mistake("the corner is at a half", "above 0", || graders::check_relu(relu_from_a_half_on)),
    mistake("softplus for ReLU", "round corner", || graders::check_relu(relu_is_softplus)),
    mistake("e to the z", "exponent is −z", || graders::check_sigmoid(sigmoid_without_minus)),
    mistake("infinity by infinity", "∞ is divided", || graders::check_sigmoid(sigmoid_overflows)),
    mistake("tanh for the sigmoid", "tanh", || graders::check_sigmoid(sigmoid_is_tanh)),
    mistake("softmax for the sigmoid", "softmax", || graders::check_sigmoid(sigmoid_is_softmax)),
    mistake("the slope of the sigmoid", "slope", || graders::check_sigmoid(sigmoid_slope)),
    mistake("brackets forgotten below the line", "parentheses", || graders::check_sigmoid(sigmoid_without_brackets)),
    mistake("rounded to yes or no", "rounded", || graders::check_sigmoid(sigmoid_rounded)),
    mistake("logits are clipped", "±20", || graders::check_sigmoid(sigmoid_clipped)),
    mistake("logits are clipped early", "±10", || graders::check_sigmoid(sigmoid_clipped_early)),
    mistake("the largest not taken off", "largest first", || graders::check_softmax(softmax_without_shift)),
    mistake("each row adds up to 1", "Axis(0)", || graders::check_softmax(softmax_over_rows)),
    mistake("all columns share one whole", "its own sum", || graders::check_softmax(softmax_over_everything)),
    mistake("one shift for all columns", "largest", || graders::check_softmax(softmax_one_shift_for_all)),
    mistake("not divided by the sum", "divided", || graders::check_softmax(softmax_without_division)),
    mistake("shares of the logits themselves", "exponential", || graders::check_softmax(softmax_without_exponential)),
    mistake("the logarithm of softmax", "logarithm", || graders::check_softmax(softmax_logarithm)),
    mistake("e to the minus z", "not −z", || graders::check_softmax(softmax_of_minus_z)),
    mistake("sigmoid for softmax", "sigmoid", || graders::check_softmax(softmax_is_sigmoid)),
    mistake("divided by the largest", "divided by the largest", || graders::check_softmax(softmax_divided_by_largest)),
    mistake("a sum of what was not shifted", "not in the sum", || graders::check_softmax(softmax_sum_not_shifted)),
    mistake("the search begins at 0", "begin at 0", || graders::check_softmax(softmax_search_from_zero)),
    mistake("the largest of the rows", "largest of each row", || graders::check_softmax(softmax_largest_of_rows)),
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
];
