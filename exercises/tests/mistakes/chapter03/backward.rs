use crate::{Mistake, mistake};
use ann::plain::Matrix;
use ann::plain::backward::Gradient;
use ann::plain::network::Network;
use exercises::chapter03 as graders;
use ndarray::Axis;

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

fn gradient_right(a_before: &Matrix, dz: &Matrix) -> Gradient {
    let m = dz.ncols() as f64;
    Gradient { dw: dz.dot(&a_before.t()) / m, db: dz.sum_axis(Axis(1)).insert_axis(Axis(1)) / m }
}

pub const MISTAKES: &[Mistake] = &[
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
