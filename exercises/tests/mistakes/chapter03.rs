use super::{Mistake, mistake};
use ann::plain::Matrix;
use ann::plain::backward::Gradient;
use ann::plain::network::Network;
use exercises::chapter03 as graders;
use ndarray::Axis;

// relu_backward

fn relu_backward_without_slope(_: &Matrix, da: &Matrix) -> Matrix {
    da.clone()
}

fn relu_backward_times_a(a: &Matrix, da: &Matrix) -> Matrix {
    da * a
}

fn relu_backward_where_da_is_positive(_: &Matrix, da: &Matrix) -> Matrix {
    da.mapv(|da| da.max(0.0))
}

fn relu_backward_slope_only(a: &Matrix, _: &Matrix) -> Matrix {
    a.mapv(|a| if a > 0.0 { 1.0 } else { 0.0 })
}

fn relu_backward_leaky(a: &Matrix, da: &Matrix) -> Matrix {
    da * a.mapv(|a| if a > 0.0 { 1.0 } else { 0.01 })
}

fn relu_backward_of_silent_neurons(a: &Matrix, da: &Matrix) -> Matrix {
    da * a.mapv(|a| if a > 0.0 { 0.0 } else { 1.0 })
}

fn relu_backward_with_tanh(a: &Matrix, da: &Matrix) -> Matrix {
    da * (1.0 - a * a)
}

// tanh_backward

fn tanh_backward_without_slope(_: &Matrix, da: &Matrix) -> Matrix {
    da.clone()
}

fn tanh_backward_without_square(a: &Matrix, da: &Matrix) -> Matrix {
    da * (1.0 - a)
}

fn tanh_backward_with_sigmoid(a: &Matrix, da: &Matrix) -> Matrix {
    da * (a * (1.0 - a))
}

fn tanh_backward_wrong_way_round(a: &Matrix, da: &Matrix) -> Matrix {
    da * (a * a - 1.0)
}

fn tanh_backward_tanh_again(a: &Matrix, da: &Matrix) -> Matrix {
    da * a.mapv(|a| 1.0 - a.tanh().powi(2))
}

fn tanh_backward_slope_only(a: &Matrix, _: &Matrix) -> Matrix {
    1.0 - a * a
}

fn tanh_backward_without_brackets(a: &Matrix, da: &Matrix) -> Matrix {
    da - a * a
}

// gradient

fn gradient_without_mean(a_before: &Matrix, dz: &Matrix) -> Gradient {
    Gradient { dw: dz.dot(&a_before.t()), db: dz.sum_axis(Axis(1)).insert_axis(Axis(1)) }
}

fn gradient_divided_by_neurons(a_before: &Matrix, dz: &Matrix) -> Gradient {
    let m = dz.nrows() as f64;
    let dw = dz.dot(&a_before.t()) / m;
    let db = dz.sum_axis(Axis(1)).insert_axis(Axis(1)) / m;
    Gradient { dw, db }
}

fn gradient_db_summed(a_before: &Matrix, dz: &Matrix) -> Gradient {
    let m = dz.ncols() as f64;
    let dw = dz.dot(&a_before.t()) / m;
    let db = dz.sum_axis(Axis(1)).insert_axis(Axis(1));
    Gradient { dw, db }
}

fn gradient_dw_summed(a_before: &Matrix, dz: &Matrix) -> Gradient {
    let dw = dz.dot(&a_before.t());
    let db = dz.mean_axis(Axis(1)).unwrap().insert_axis(Axis(1));
    Gradient { dw, db }
}

fn gradient_dw_transposed(a_before: &Matrix, dz: &Matrix) -> Gradient {
    let m = dz.ncols() as f64;
    let dw = a_before.dot(&dz.t()) / m;
    let db = dz.sum_axis(Axis(1)).insert_axis(Axis(1)) / m;
    Gradient { dw, db }
}

fn gradient_db_over_neurons(a_before: &Matrix, dz: &Matrix) -> Gradient {
    let m = dz.ncols() as f64;
    let dw = dz.dot(&a_before.t()) / m;
    let db = dz.sum_axis(Axis(0)).insert_axis(Axis(1)) / m;
    Gradient { dw, db }
}

fn gradient_db_in_a_row(a_before: &Matrix, dz: &Matrix) -> Gradient {
    let m = dz.ncols() as f64;
    let dw = dz.dot(&a_before.t()) / m;
    let db = dz.sum_axis(Axis(1)).insert_axis(Axis(0)) / m;
    Gradient { dw, db }
}

fn gradient_divided_twice(a_before: &Matrix, dz: &Matrix) -> Gradient {
    let m = dz.ncols() as f64;
    let dz = dz / m;
    let dw = dz.dot(&a_before.t()) / m;
    let db = dz.sum_axis(Axis(1)).insert_axis(Axis(1)) / m;
    Gradient { dw, db }
}

fn gradient_downhill(a_before: &Matrix, dz: &Matrix) -> Gradient {
    let m = dz.ncols() as f64;
    let dw = -dz.dot(&a_before.t()) / m;
    let db = -dz.sum_axis(Axis(1)).insert_axis(Axis(1)) / m;
    Gradient { dw, db }
}

// backpropagate

fn backpropagate_without_transpose(w: &Matrix, dz: &Matrix) -> Matrix {
    w.dot(dz)
}

fn backpropagate_result_transposed(w: &Matrix, dz: &Matrix) -> Matrix {
    dz.t().dot(w)
}

fn backpropagate_divided_by_m(w: &Matrix, dz: &Matrix) -> Matrix {
    w.t().dot(dz) / dz.ncols() as f64
}

fn backpropagate_mean_over_neurons(w: &Matrix, dz: &Matrix) -> Matrix {
    w.t().dot(dz) / w.nrows() as f64
}

fn backpropagate_last_neuron_only(w: &Matrix, dz: &Matrix) -> Matrix {
    let mut da = Matrix::zeros((w.ncols(), dz.ncols()));
    for j in 0..dz.ncols() {
        for k in 0..w.ncols() {
            for i in 0..w.nrows() {
                da[[k, j]] = w[[i, k]] * dz[[i, j]];
            }
        }
    }
    da
}

fn backpropagate_without_weights(w: &Matrix, dz: &Matrix) -> Matrix {
    let sums = dz.sum_axis(Axis(0));
    Matrix::from_shape_fn((w.ncols(), dz.ncols()), |(_, j)| sums[j])
}

fn backpropagate_negative(w: &Matrix, dz: &Matrix) -> Matrix {
    -w.t().dot(dz)
}

// backward

/// The right gradient of one layer.
fn gradient(a_before: &Matrix, dz: &Matrix) -> Gradient {
    let m = dz.ncols() as f64;
    let dw = dz.dot(&a_before.t()) / m;
    let db = dz.sum_axis(Axis(1)).insert_axis(Axis(1)) / m;
    Gradient { dw, db }
}

fn backward_right_minus_answer(network: &Network, a: &[Matrix], y: &Matrix) -> Vec<Gradient> {
    let last = network.layers.len() - 1;
    let mut dz = y - &a[last + 1];
    let mut gradients = vec![gradient(&a[last], &dz)];
    for l in (0..last).rev() {
        let da = network.layers[l + 1].w.t().dot(&dz);
        dz = da * (1.0 - &a[l + 1] * &a[l + 1]);
        gradients.insert(0, gradient(&a[l], &dz));
    }
    gradients
}

fn backward_with_slope_of_sigmoid(network: &Network, a: &[Matrix], y: &Matrix) -> Vec<Gradient> {
    let last = network.layers.len() - 1;
    let answer = &a[last + 1];
    let mut dz = (answer - y) * answer * (1.0 - answer);
    let mut gradients = vec![gradient(&a[last], &dz)];
    for l in (0..last).rev() {
        let da = network.layers[l + 1].w.t().dot(&dz);
        dz = da * (1.0 - &a[l + 1] * &a[l + 1]);
        gradients.insert(0, gradient(&a[l], &dz));
    }
    gradients
}

fn backward_without_slope_of_tanh(network: &Network, a: &[Matrix], y: &Matrix) -> Vec<Gradient> {
    let last = network.layers.len() - 1;
    let mut dz = &a[last + 1] - y;
    let mut gradients = vec![gradient(&a[last], &dz)];
    for l in (0..last).rev() {
        dz = network.layers[l + 1].w.t().dot(&dz);
        gradients.insert(0, gradient(&a[l], &dz));
    }
    gradients
}

fn backward_last_layer_first(network: &Network, a: &[Matrix], y: &Matrix) -> Vec<Gradient> {
    let last = network.layers.len() - 1;
    let mut dz = &a[last + 1] - y;
    let mut gradients = vec![gradient(&a[last], &dz)];
    for l in (0..last).rev() {
        let da = network.layers[l + 1].w.t().dot(&dz);
        dz = da * (1.0 - &a[l + 1] * &a[l + 1]);
        gradients.push(gradient(&a[l], &dz));
    }
    gradients
}

fn backward_with_slope_of_relu(network: &Network, a: &[Matrix], y: &Matrix) -> Vec<Gradient> {
    let last = network.layers.len() - 1;
    let mut dz = &a[last + 1] - y;
    let mut gradients = vec![gradient(&a[last], &dz)];
    for l in (0..last).rev() {
        let da = network.layers[l + 1].w.t().dot(&dz);
        dz = da * a[l + 1].mapv(|a| if a > 0.0 { 1.0 } else { 0.0 });
        gradients.insert(0, gradient(&a[l], &dz));
    }
    gradients
}

fn backward_divided_twice(network: &Network, a: &[Matrix], y: &Matrix) -> Vec<Gradient> {
    let last = network.layers.len() - 1;
    let mut dz = (&a[last + 1] - y) / y.ncols() as f64;
    let mut gradients = vec![gradient(&a[last], &dz)];
    for l in (0..last).rev() {
        let da = network.layers[l + 1].w.t().dot(&dz);
        dz = da * (1.0 - &a[l + 1] * &a[l + 1]);
        gradients.insert(0, gradient(&a[l], &dz));
    }
    gradients
}

fn backward_summed(network: &Network, a: &[Matrix], y: &Matrix) -> Vec<Gradient> {
    let last = network.layers.len() - 1;
    let mut dz = &a[last + 1] - y;
    let mut gradients = Vec::new();
    for l in (0..=last).rev() {
        if l < last {
            dz = network.layers[l + 1].w.t().dot(&dz) * (1.0 - a[l + 1].pow2());
        }
        let db = dz.sum_axis(Axis(1)).insert_axis(Axis(1));
        gradients.push(Gradient { dw: dz.dot(&a[l].t()), db });
    }
    gradients.reverse();
    gradients
}

fn backward_with_own_output(network: &Network, a: &[Matrix], y: &Matrix) -> Vec<Gradient> {
    let last = network.layers.len() - 1;
    let mut dz = &a[last + 1] - y;
    let mut gradients = vec![gradient(&a[last + 1], &dz)];
    for l in (0..last).rev() {
        let da = network.layers[l + 1].w.t().dot(&dz);
        dz = da * (1.0 - &a[l + 1] * &a[l + 1]);
        gradients.insert(0, gradient(&a[l + 1], &dz));
    }
    gradients
}

fn backward_from_the_first_layer(network: &Network, a: &[Matrix], y: &Matrix) -> Vec<Gradient> {
    let last = network.layers.len() - 1;
    let mut dz = &a[last + 1] - y;
    let mut gradients = vec![gradient(&a[last], &dz)];
    for l in 0..last {
        let da = network.layers[l + 1].w.t().dot(&dz);
        dz = da * (1.0 - &a[l + 1] * &a[l + 1]);
        gradients.insert(0, gradient(&a[l], &dz));
    }
    gradients
}

fn backward_with_the_slope_after(network: &Network, a: &[Matrix], y: &Matrix) -> Vec<Gradient> {
    let mut dz = &a[network.layers.len()] - y;
    let mut gradients = Vec::new();
    for (l, layer) in network.layers.iter().enumerate().rev() {
        gradients.insert(0, gradient(&a[l], &dz));
        if l > 0 {
            dz = layer.w.t().dot(&dz) * (1.0 - a[l + 1].pow2());
        }
    }
    gradients
}

fn backward_without_the_first_layer(network: &Network, a: &[Matrix], y: &Matrix) -> Vec<Gradient> {
    let last = network.layers.len() - 1;
    let mut dz = &a[last + 1] - y;
    let mut gradients = vec![gradient(&a[last], &dz)];
    for l in (1..last).rev() {
        let da = network.layers[l + 1].w.t().dot(&dz);
        dz = da * (1.0 - &a[l + 1] * &a[l + 1]);
        gradients.insert(0, gradient(&a[l], &dz));
    }
    gradients
}

fn backward_of_square_without_half(network: &Network, a: &[Matrix], y: &Matrix) -> Vec<Gradient> {
    let last = network.layers.len() - 1;
    let mut dz = 2.0 * (&a[last + 1] - y);
    let mut gradients = vec![gradient(&a[last], &dz)];
    for l in (0..last).rev() {
        let da = network.layers[l + 1].w.t().dot(&dz);
        dz = da * (1.0 - &a[l + 1] * &a[l + 1]);
        gradients.insert(0, gradient(&a[l], &dz));
    }
    gradients
}

// slope

fn slope_from_one_side(f: &dyn Fn(f64) -> f64, x: f64) -> f64 {
    let epsilon = 1e-5;
    (f(x + epsilon) - f(x)) / epsilon
}

fn slope_by_one_epsilon(f: &dyn Fn(f64) -> f64, x: f64) -> f64 {
    let epsilon = 1e-5;
    (f(x + epsilon) - f(x - epsilon)) / epsilon
}

fn slope_right_to_left(f: &dyn Fn(f64) -> f64, x: f64) -> f64 {
    let epsilon = 1e-5;
    (f(x - epsilon) - f(x + epsilon)) / (2.0 * epsilon)
}

fn slope_with_large_epsilon(f: &dyn Fn(f64) -> f64, x: f64) -> f64 {
    let epsilon = 0.1;
    (f(x + epsilon) - f(x - epsilon)) / (2.0 * epsilon)
}

fn slope_with_tiny_epsilon(f: &dyn Fn(f64) -> f64, x: f64) -> f64 {
    let e = 1e-10; // its error is about that of 1e-3
    (f(x + e) - f(x - e)) / (2.0 * e)
}

fn slope_without_brackets_above(f: &dyn Fn(f64) -> f64, x: f64) -> f64 {
    let epsilon = 1e-5;
    f(x + epsilon) - f(x - epsilon) / (2.0 * epsilon)
}

fn slope_without_brackets(f: &dyn Fn(f64) -> f64, x: f64) -> f64 {
    let epsilon = 1e-5;
    (f(x + epsilon) - f(x - epsilon)) / 2.0 * epsilon
}

fn slope_without_division(f: &dyn Fn(f64) -> f64, x: f64) -> f64 {
    let epsilon = 1e-5;
    f(x + epsilon) - f(x - epsilon)
}

// normalise_backward

fn normalise_backward_straight_through(z: &Matrix, da: &Matrix) -> Matrix {
    let n = z.nrows() as f64;
    let centred = z - z.sum_axis(Axis(0)) / n;
    let s = (centred.pow2().sum_axis(Axis(0)) / n).sqrt();
    da / s
}

fn normalise_backward_deviation_constant(z: &Matrix, da: &Matrix) -> Matrix {
    let n = z.nrows() as f64;
    let centred = z - z.sum_axis(Axis(0)) / n;
    let s = (centred.pow2().sum_axis(Axis(0)) / n).sqrt();
    (da - da.sum_axis(Axis(0)) / n) / s
}

fn normalise_backward_mean_constant(z: &Matrix, da: &Matrix) -> Matrix {
    let n = z.nrows() as f64;
    let centred = z - z.sum_axis(Axis(0)) / n;
    let s = (centred.pow2().sum_axis(Axis(0)) / n).sqrt();
    let a = centred / &s;
    (da - &a * ((da * &a).sum_axis(Axis(0)) / n)) / s
}

fn normalise_backward_without_division(z: &Matrix, da: &Matrix) -> Matrix {
    let n = z.nrows() as f64;
    let centred = z - z.sum_axis(Axis(0)) / n;
    let s = (centred.pow2().sum_axis(Axis(0)) / n).sqrt();
    let a = centred / s;
    da - da.sum_axis(Axis(0)) / n - &a * ((da * &a).sum_axis(Axis(0)) / n)
}

fn normalise_backward_over_samples(z: &Matrix, da: &Matrix) -> Matrix {
    let m = z.ncols() as f64;
    let mean = |x: &Matrix| x.sum_axis(Axis(1)).insert_axis(Axis(1)) / m;
    let centred = z - mean(z);
    let s = mean(&centred.pow2()).sqrt();
    let a = centred / &s;
    (da - mean(da) - &a * mean(&(da * &a))) / s
}

fn normalise_backward_with_z(z: &Matrix, da: &Matrix) -> Matrix {
    let n = z.nrows() as f64;
    let centred = z - z.sum_axis(Axis(0)) / n;
    let s = (centred.pow2().sum_axis(Axis(0)) / n).sqrt();
    (da - da.sum_axis(Axis(0)) / n - z * ((da * z).sum_axis(Axis(0)) / n)) / s
}

fn normalise_backward_summed(z: &Matrix, da: &Matrix) -> Matrix {
    let n = z.nrows() as f64;
    let centred = z - z.sum_axis(Axis(0)) / n;
    let s = (centred.pow2().sum_axis(Axis(0)) / n).sqrt();
    let a = centred / &s;
    (da - da.sum_axis(Axis(0)) - &a * (da * &a).sum_axis(Axis(0))) / s
}

fn normalise_backward_by_n_minus_one(z: &Matrix, da: &Matrix) -> Matrix {
    let n = z.nrows() as f64;
    let centred = z - z.sum_axis(Axis(0)) / n;
    let s = (centred.pow2().sum_axis(Axis(0)) / (n - 1.0)).sqrt();
    let a = centred / &s;
    (da - da.sum_axis(Axis(0)) / n - &a * ((da * &a).sum_axis(Axis(0)) / n)) / s
}

fn normalise_backward_by_variance(z: &Matrix, da: &Matrix) -> Matrix {
    let n = z.nrows() as f64;
    let centred = z - z.sum_axis(Axis(0)) / n;
    let s = centred.pow2().sum_axis(Axis(0)) / n;
    let a = centred / &s;
    (da - da.sum_axis(Axis(0)) / n - &a * ((da * &a).sum_axis(Axis(0)) / n)) / s
}

fn normalise_backward_last_term_summed(z: &Matrix, da: &Matrix) -> Matrix {
    let n = z.nrows() as f64;
    let centred = z - z.sum_axis(Axis(0)) / n;
    let s = (centred.pow2().sum_axis(Axis(0)) / n).sqrt();
    let a = centred / &s;
    (da - da.sum_axis(Axis(0)) / n - &a * (da * &a).sum_axis(Axis(0))) / s
}

fn normalise_backward_plus_stretch(z: &Matrix, da: &Matrix) -> Matrix {
    let n = z.nrows() as f64;
    let centred = z - z.sum_axis(Axis(0)) / n;
    let s = (centred.pow2().sum_axis(Axis(0)) / n).sqrt();
    let a = centred / &s;
    (da - da.sum_axis(Axis(0)) / n + &a * ((da * &a).sum_axis(Axis(0)) / n)) / s
}

fn tanh_backward_square_of_all(a: &Matrix, da: &Matrix) -> Matrix {
    da * (1.0 - a).pow2()
}

fn gradient_one_db_for_all(a_before: &Matrix, dz: &Matrix) -> Gradient {
    let m = dz.ncols() as f64;
    Gradient { dw: dz.dot(&a_before.t()) / m, db: Matrix::from_elem((dz.nrows(), 1), dz.sum() / m) }
}

fn backward_with_tanh_in_last_layer(network: &Network, a: &[Matrix], y: &Matrix) -> Vec<Gradient> {
    let n = network.layers.len();
    let mut da = &a[n] - y;
    let mut gradients = Vec::new();
    for l in (0..n).rev() {
        let dz = da * (1.0 - a[l + 1].pow2());
        gradients.insert(0, gradient(&a[l], &dz));
        da = network.layers[l].w.t().dot(&dz);
    }
    gradients
}

fn normalise_backward_times_deviation(z: &Matrix, da: &Matrix) -> Matrix {
    let n = z.nrows() as f64;
    let centred = z - z.sum_axis(Axis(0)) / n;
    let s = (centred.pow2().sum_axis(Axis(0)) / n).sqrt();
    let a = centred / &s;
    (da - da.sum_axis(Axis(0)) / n - &a * ((da * &a).sum_axis(Axis(0)) / n)) * s
}

fn gradient_right(a_before: &Matrix, dz: &Matrix) -> Gradient {
    let m = dz.ncols() as f64;
    Gradient { dw: dz.dot(&a_before.t()) / m, db: dz.sum_axis(Axis(1)).insert_axis(Axis(1)) / m }
}

pub const MISTAKES: &[Mistake] = &[
    mistake("the slope is forgotten", "forgotten", || graders::check_relu_backward(relu_backward_without_slope)),
    mistake("A for the slope", "slope", || graders::check_relu_backward(relu_backward_times_a)),
    mistake("asks whether dA is positive", "dA", || graders::check_relu_backward(relu_backward_where_da_is_positive)),
    mistake("the slope without dA", "dA", || graders::check_relu_backward(relu_backward_slope_only)),
    mistake("a leak where it was silent", "leaky", || graders::check_relu_backward(relu_backward_leaky)),
    mistake("only silent neurons learn", "exchanged", || graders::check_relu_backward(relu_backward_of_silent_neurons)),
    mistake("the slope of tanh", "tanh", || graders::check_relu_backward(relu_backward_with_tanh)),
    mistake("the slope is forgotten", "slope", || graders::check_tanh_backward(tanh_backward_without_slope)),
    mistake("1 − a without the square", "not 1 − A", || graders::check_tanh_backward(tanh_backward_without_square)),
    mistake("the slope of the sigmoid", "sigmoid", || graders::check_tanh_backward(tanh_backward_with_sigmoid)),
    mistake("a² − 1 for 1 − a²", "sign", || graders::check_tanh_backward(tanh_backward_wrong_way_round)),
    mistake("A taken for Z", "second time", || graders::check_tanh_backward(tanh_backward_tanh_again)),
    mistake("the slope without dA", "dA", || graders::check_tanh_backward(tanh_backward_slope_only)),
    mistake("brackets forgotten", "parentheses", || graders::check_tanh_backward(tanh_backward_without_brackets)),
    mistake("the square of 1 − A", "(1 − A)²", || graders::check_tanh_backward(tanh_backward_square_of_all)),
    mistake("no mean", "in db", || graders::check_gradient(gradient_without_mean)),
    mistake("divided by the neurons", "n_out", || graders::check_gradient(gradient_divided_by_neurons)),
    mistake("db is a sum", "db", || graders::check_gradient(gradient_db_summed)),
    mistake("dW is a sum", "dW is m times", || graders::check_gradient(gradient_dw_summed)),
    mistake("dW lies on its side", "transpose", || graders::check_gradient(gradient_dw_transposed)),
    mistake("db summed over the neurons", "wrong axis", || graders::check_gradient(gradient_db_over_neurons)),
    mistake("db is a row", "transposed", || graders::check_gradient(gradient_db_in_a_row)),
    mistake("divided by m twice", "m twice", || graders::check_gradient(gradient_divided_twice)),
    mistake("the step for the slope", "sign", || graders::check_gradient(gradient_downhill)),
    mistake("one db for all neurons", "one sum over all", || graders::check_gradient(gradient_one_db_for_all)),
    mistake("W without its transpose", "not transposed", || {
        graders::check_backpropagate(backpropagate_without_transpose)
    }),
    mistake("dA lies on its side", "transpose", || graders::check_backpropagate(backpropagate_result_transposed)),
    mistake("divided by m here too", "by m", || graders::check_backpropagate(backpropagate_divided_by_m)),
    mistake("a mean over the neurons", "n_out", || graders::check_backpropagate(backpropagate_mean_over_neurons)),
    mistake("= instead of +=", "last neuron", || graders::check_backpropagate(backpropagate_last_neuron_only)),
    mistake("the weights are left out", "forgotten", || graders::check_backpropagate(backpropagate_without_weights)),
    mistake("a minus too many", "sign", || graders::check_backpropagate(backpropagate_negative)),
    mistake("the error is Y − A", "sign", || graders::check_backward(backward_right_minus_answer)),
    mistake("a slope in the last layer", "in it already", || graders::check_backward(backward_with_slope_of_sigmoid)),
    mistake("the slope of tanh in the last layer", "slope of tanh. Its", || {
        graders::check_backward(backward_with_tanh_in_last_layer)
    }),
    mistake("no slope in hidden layers", "g′ is forgotten", || {
        graders::check_backward(backward_without_slope_of_tanh)
    }),
    mistake("the last layer comes first", "way back", || graders::check_backward(backward_last_layer_first)),
    mistake("the slope of ReLU", "ReLU", || graders::check_backward(backward_with_slope_of_relu)),
    mistake("1/m in the error too", "m twice", || graders::check_backward(backward_divided_twice)),
    mistake("no mean", "m times too large", || graders::check_backward(backward_summed)),
    mistake("a layer reads its own A", "own A", || graders::check_backward(backward_with_own_output)),
    mistake("no .rev()", ".rev()", || graders::check_backward(backward_from_the_first_layer)),
    mistake("the slope of the layer after", "too large by one", || {
        graders::check_backward(backward_with_the_slope_after)
    }),
    mistake("the first layer is left out", "down to 0", || graders::check_backward(backward_without_the_first_layer)),
    mistake("2 (A − Y) for A − Y", "twice", || graders::check_backward(backward_of_square_without_half)),
    mistake("measured from one side", "side", || graders::check_slope(slope_from_one_side)),
    mistake("divided by ε alone", "2 ε apart", || graders::check_slope(slope_by_one_epsilon)),
    mistake("below minus above", "sign", || graders::check_slope(slope_right_to_left)),
    mistake("ε much too large", "bends too much", || graders::check_slope(slope_with_large_epsilon)),
    mistake("ε much too small", "digits", || graders::check_slope(slope_with_tiny_epsilon)),
    mistake("brackets forgotten below the line", "parentheses", || graders::check_slope(slope_without_brackets)),
    mistake("brackets forgotten above the line", "Only f(x − ε)", || {
        graders::check_slope(slope_without_brackets_above)
    }),
    mistake("a difference, not divided", "difference alone", || graders::check_slope(slope_without_division)),
    mistake("mean and deviation as constants", "Both means", || {
        graders::check_normalise_backward(normalise_backward_straight_through)
    }),
    mistake("the deviation as a constant", "deviation", || {
        graders::check_normalise_backward(normalise_backward_deviation_constant)
    }),
    mistake("the mean as a constant", "mean", || graders::check_normalise_backward(normalise_backward_mean_constant)),
    mistake("not divided by the deviation", "division", || {
        graders::check_normalise_backward(normalise_backward_without_division)
    }),
    mistake("normalised over the samples", "over the samples", || {
        graders::check_normalise_backward(normalise_backward_over_samples)
    }),
    mistake("Z for A", "Z", || graders::check_normalise_backward(normalise_backward_with_z)),
    mistake("sums for means", "n times", || graders::check_normalise_backward(normalise_backward_summed)),
    mistake("n − 1 for n", "− 1", || graders::check_normalise_backward(normalise_backward_by_n_minus_one)),
    mistake("the variance for its root", "root", || graders::check_normalise_backward(normalise_backward_by_variance)),
    mistake("a sum in the last term", "not by its sum", || {
        graders::check_normalise_backward(normalise_backward_last_term_summed)
    }),
    mistake("times the deviation", "multiplied by the deviation", || {
        graders::check_normalise_backward(normalise_backward_times_deviation)
    }),
    mistake("plus before the last term", "last term is added", || {
        graders::check_normalise_backward(normalise_backward_plus_stretch)
    }),
    mistake("divided by 2 alone", "divided by 2.", || graders::check_slope(|f, x| (f(x + 1e-5) - f(x - 1e-5)) / 2.0)),
    mistake("ε is 1e-3", "ε is 1e-3", || graders::check_slope(|f, x| (f(x + 1e-3) - f(x - 1e-3)) / 2e-3)),
    mistake("every layer reads X", "made with X", || {
        graders::check_backward(|network, a, y| {
            let (mut gradients, last) = (Vec::new(), network.layers.len() - 1);
            let mut dz = &a[last + 1] - y;
            for l in (0..=last).rev() {
                gradients.insert(0, gradient_right(&a[0], &dz));
                dz = network.layers[l].w.t().dot(&dz) * (1.0 - a[l].pow2());
            }
            gradients
        })
    }),
    mistake("Y is forgotten", "Y does not occur", || {
        graders::check_backward(|network, a, _| {
            let (mut gradients, last) = (Vec::new(), network.layers.len() - 1);
            let mut dz = a[last + 1].clone();
            for l in (0..=last).rev() {
                gradients.insert(0, gradient_right(&a[l], &dz));
                dz = network.layers[l].w.t().dot(&dz) * (1.0 - a[l].pow2());
            }
            gradients
        })
    }),
    mistake("the error of the last layer everywhere", "from the last one", || {
        graders::check_backward(|network, a, y| {
            let last = network.layers.len() - 1;
            let error = &a[last + 1] - y;
            let mut gradients = vec![gradient_right(&a[last], &error)];
            for l in (0..last).rev() {
                let dz = network.layers[l + 1].w.t().dot(&error) * (1.0 - a[l + 1].pow2());
                gradients.insert(0, gradient_right(&a[l], &dz));
            }
            gradients
        })
    }),
    mistake("db is a sum in every layer", "db is m times", || {
        graders::check_backward(|network, a, y| {
            let (mut gradients, last) = (Vec::new(), network.layers.len() - 1);
            let mut dz = &a[last + 1] - y;
            for l in (0..=last).rev() {
                let Gradient { dw, db } = gradient_right(&a[l], &dz);
                gradients.insert(0, Gradient { dw, db: db * y.ncols() as f64 });
                dz = network.layers[l].w.t().dot(&dz) * (1.0 - a[l].pow2());
            }
            gradients
        })
    }),
];
