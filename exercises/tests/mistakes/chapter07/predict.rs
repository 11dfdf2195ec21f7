use crate::{Mistake, mistake};
use ann::plain::Matrix;
use ann::plain::forward::activate;
use ann::plain::network::Network;
use exercises::chapter07 as graders;
use rand::RngExt;

fn predict_times_p(network: &Network, x: &Matrix, keep_prob: f64) -> Matrix {
    let last = network.layers.len() - 1;
    let mut a = x.clone();
    for (l, layer) in network.layers.iter().enumerate() {
        a = activate(layer.g, &(layer.w.dot(&a) + &layer.b));
        if l < last {
            a *= keep_prob;
        }
    }
    a
}

fn predict_divided_by_p(network: &Network, x: &Matrix, keep_prob: f64) -> Matrix {
    let last = network.layers.len() - 1;
    let mut a = x.clone();
    for (l, layer) in network.layers.iter().enumerate() {
        a = activate(layer.g, &(layer.w.dot(&a) + &layer.b));
        if l < last {
            a /= keep_prob;
        }
    }
    a
}

fn predict_with_dropout(network: &Network, x: &Matrix, keep_prob: f64) -> Matrix {
    let mut rng = ann::rng(0);
    let mut a = activate(network.layers[0].g, &(network.layers[0].w.dot(x) + &network.layers[0].b));
    for layer in &network.layers[1..] {
        a.mapv_inplace(|a| if rng.random_bool(keep_prob) { a / keep_prob } else { 0.0 });
        a = activate(layer.g, &(layer.w.dot(&a) + &layer.b));
    }
    a
}

fn predict_with_all_weights_times_p(network: &Network, x: &Matrix, keep_prob: f64) -> Matrix {
    let mut a = x.clone();
    for layer in &network.layers {
        let w = keep_prob * &layer.w;
        a = activate(layer.g, &(w.dot(&a) + &layer.b));
    }
    a
}

fn predict_answers_times_p(network: &Network, x: &Matrix, keep_prob: f64) -> Matrix {
    let mut a = x.clone();
    for layer in &network.layers {
        a = activate(layer.g, &(layer.w.dot(&a) + &layer.b));
    }
    keep_prob * a
}

fn predict_without_last_function(network: &Network, x: &Matrix, _keep_prob: f64) -> Matrix {
    let (last, hidden) = network.layers.split_last().unwrap();
    let mut a = x.clone();
    for layer in hidden {
        a = activate(layer.g, &(layer.w.dot(&a) + &layer.b));
    }
    last.w.dot(&a) + &last.b
}

fn predict_without_bias(network: &Network, x: &Matrix, _keep_prob: f64) -> Matrix {
    let mut a = x.clone();
    for layer in &network.layers {
        a = activate(layer.g, &layer.w.dot(&a));
    }
    a
}

fn predict_of(network: &Network, x: &Matrix, read: &dyn Fn(usize, Matrix) -> Matrix) -> Matrix {
    let mut a = x.clone();
    for (l, layer) in network.layers.iter().enumerate() {
        a = activate(layer.g, &(layer.w.dot(&read(l, a)) + &layer.b));
    }
    a
}

fn predict_x_times_p(network: &Network, x: &Matrix, keep_prob: f64) -> Matrix {
    predict_of(network, &(keep_prob * x), &|_, a| a)
}

fn predict_last_input_times_p(network: &Network, x: &Matrix, keep_prob: f64) -> Matrix {
    let last = network.layers.len() - 1;
    predict_of(network, x, &|l, a| if l == last { keep_prob * a } else { a })
}

fn predict_with_relu(network: &Network, x: &Matrix, _: f64) -> Matrix {
    let mut a = x.clone();
    for layer in &network.layers {
        a = (layer.w.dot(&a) + &layer.b).mapv(|z| z.max(0.0));
    }
    a
}

pub const MISTAKES: &[Mistake] = &[
    mistake("hidden A multiplied by p", "by p", || graders::check_predict(predict_times_p)),
    mistake("hidden A divided by p", "divide", || graders::check_predict(predict_divided_by_p)),
    mistake("dropout is left on", "left to chance", || graders::check_predict(predict_with_dropout)),
    mistake("weights multiplied by p", "in its weights", || graders::check_predict(predict_with_all_weights_times_p)),
    mistake("answers multiplied by p", "answers", || graders::check_predict(predict_answers_times_p)),
    mistake("function of last layer forgotten", "last layer", || graders::check_predict(predict_without_last_function)),
    mistake("bias is forgotten", "b is forgotten", || graders::check_predict(predict_without_bias)),
    mistake("X times p", "X is multiplied", || graders::check_predict(predict_x_times_p)),
    mistake("the last layer's input times p", "What the last layer reads", || {
        graders::check_predict(predict_last_input_times_p)
    }),
    mistake("ReLU everywhere", "ReLU here", || graders::check_predict(predict_with_relu)),
];
