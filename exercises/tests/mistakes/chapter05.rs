#![allow(clippy::needless_range_loop, reason = "as a reader writes it")]

use super::{Mistake, mistake};
use ann::Rng;
use ann::plain::Matrix;
use ann::plain::backward::{Gradient, backward};
use ann::plain::forward::forward;
use ann::plain::network::Network;
use exercises::chapter05 as graders;
use ndarray::{Axis, s};
use rand::RngExt;
use rand::seq::SliceRandom;

fn batches_without_shuffling(m: usize, batch_size: usize, _rng: &mut Rng) -> Vec<Vec<usize>> {
    let order: Vec<usize> = (0..m).collect();
    order.chunks(batch_size).map(<[usize]>::to_vec).collect()
}

fn batches_without_the_last(m: usize, batch_size: usize, rng: &mut Rng) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..m).collect();
    order.shuffle(rng);
    let mut batches = Vec::new();
    for k in 0..m / batch_size {
        batches.push(order[k * batch_size..(k + 1) * batch_size].to_vec());
    }
    batches
}

fn batches_with_repeats(m: usize, batch_size: usize, rng: &mut Rng) -> Vec<Vec<usize>> {
    let mut batches = Vec::new();
    let mut left = m;
    while left > 0 {
        let size = batch_size.min(left);
        batches.push((0..size).map(|_| rng.random_range(0..m)).collect());
        left -= size;
    }
    batches
}

fn batches_from_one(m: usize, batch_size: usize, rng: &mut Rng) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (1..=m).collect();
    order.shuffle(rng);
    order.chunks(batch_size).map(<[usize]>::to_vec).collect()
}

fn batches_as_many_as_their_size(m: usize, batch_size: usize, rng: &mut Rng) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..m).collect();
    order.shuffle(rng);
    let length = m.div_ceil(batch_size);
    order.chunks(length).map(<[usize]>::to_vec).collect()
}

fn batches_shuffled_inside(m: usize, batch_size: usize, rng: &mut Rng) -> Vec<Vec<usize>> {
    let order: Vec<usize> = (0..m).collect();
    let mut batches: Vec<Vec<usize>> = order.chunks(batch_size).map(<[usize]>::to_vec).collect();
    for batch in &mut batches {
        batch.shuffle(rng);
    }
    batches
}

fn batches_of_neighbours(m: usize, batch_size: usize, rng: &mut Rng) -> Vec<Vec<usize>> {
    let order: Vec<usize> = (0..m).collect();
    let mut batches: Vec<Vec<usize>> = order.chunks(batch_size).map(<[usize]>::to_vec).collect();
    batches.shuffle(rng);
    batches
}

fn batches_with_an_empty_one(m: usize, batch_size: usize, rng: &mut Rng) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..m).collect();
    order.shuffle(rng);
    let mut batches = Vec::new();
    for k in 0..=m / batch_size {
        let (from, to) = (k * batch_size, usize::min((k + 1) * batch_size, m));
        batches.push(order[from..to].to_vec());
    }
    batches
}

fn batches_from_a_fixed_seed(m: usize, batch_size: usize, _rng: &mut Rng) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..m).collect();
    order.shuffle(&mut ann::rng(0));
    order.chunks(batch_size).map(<[usize]>::to_vec).collect()
}

fn take_rows(x: &Matrix, y: &Matrix, batch: &[usize]) -> (Matrix, Matrix) {
    (x.select(Axis(0), batch), y.select(Axis(0), batch))
}

fn take_the_first(x: &Matrix, y: &Matrix, batch: &[usize]) -> (Matrix, Matrix) {
    let size = batch.len();
    (x.slice(s![.., ..size]).to_owned(), y.slice(s![.., ..size]).to_owned())
}

fn take_all_of_y(x: &Matrix, y: &Matrix, batch: &[usize]) -> (Matrix, Matrix) {
    (x.select(Axis(1), batch), y.clone())
}

fn take_other_targets(x: &Matrix, y: &Matrix, batch: &[usize]) -> (Matrix, Matrix) {
    let mut x_batch = Matrix::zeros((x.nrows(), batch.len()));
    let mut y_batch = Matrix::zeros((y.nrows(), batch.len()));
    for (k, &j) in batch.iter().enumerate() {
        x_batch.column_mut(k).assign(&x.column(j));
        y_batch.column_mut(k).assign(&y.column(k));
    }
    (x_batch, y_batch)
}

fn take_in_old_order(x: &Matrix, y: &Matrix, batch: &[usize]) -> (Matrix, Matrix) {
    let samples: Vec<usize> = (0..x.ncols()).filter(|j| batch.contains(j)).collect();
    (x.select(Axis(1), &samples), y.select(Axis(1), &samples))
}

fn take_samples_as_rows(x: &Matrix, y: &Matrix, batch: &[usize]) -> (Matrix, Matrix) {
    (x.select(Axis(1), batch).t().to_owned(), y.select(Axis(1), batch).t().to_owned())
}

fn descend_uphill(network: &mut Network, gradients: &[Gradient], alpha: f64) {
    for (layer, gradient) in network.layers.iter_mut().zip(gradients) {
        layer.w = &layer.w + alpha * &gradient.dw;
        layer.b = &layer.b + alpha * &gradient.db;
    }
}

fn descend_without_biases(network: &mut Network, gradients: &[Gradient], alpha: f64) {
    for (layer, gradient) in network.layers.iter_mut().zip(gradients) {
        layer.w.scaled_add(-alpha, &gradient.dw);
    }
}

fn descend_without_rate(network: &mut Network, gradients: &[Gradient], _alpha: f64) {
    for (layer, gradient) in network.layers.iter_mut().zip(gradients) {
        layer.w -= &gradient.dw;
        layer.b -= &gradient.db;
    }
}

fn descend_biases_without_rate(network: &mut Network, gradients: &[Gradient], alpha: f64) {
    for l in 0..network.layers.len() {
        network.layers[l].w = &network.layers[l].w - alpha * &gradients[l].dw;
        network.layers[l].b = &network.layers[l].b - &gradients[l].db;
    }
}

fn descend_without_what_was(network: &mut Network, gradients: &[Gradient], alpha: f64) {
    for (layer, gradient) in network.layers.iter_mut().zip(gradients) {
        layer.w = -alpha * &gradient.dw;
        layer.b = -alpha * &gradient.db;
    }
}

fn descend_without_last_layer(network: &mut Network, gradients: &[Gradient], alpha: f64) {
    for l in 0..network.layers.len() - 1 {
        network.layers[l].w.scaled_add(-alpha, &gradients[l].dw);
        network.layers[l].b.scaled_add(-alpha, &gradients[l].db);
    }
}

fn descend_a_copy(network: &mut Network, gradients: &[Gradient], alpha: f64) {
    for (mut layer, gradient) in network.layers.clone().into_iter().zip(gradients) {
        layer.w -= &(alpha * &gradient.dw);
        layer.b -= &(alpha * &gradient.db);
    }
}

fn descend_last_layer_first(network: &mut Network, gradients: &[Gradient], alpha: f64) {
    for (layer, gradient) in network.layers.iter_mut().zip(gradients.iter().rev()) {
        layer.w = &layer.w - alpha * &gradient.dw;
        layer.b = &layer.b - alpha * &gradient.db;
    }
}

fn deal(x: &Matrix, batch_size: usize, rng: &mut Rng) -> Vec<Vec<usize>> {
    ann::plain::batches::batches(x.ncols(), batch_size, rng)
}

fn down(network: &mut Network, gradients: &[Gradient], alpha: f64) {
    for (layer, gradient) in network.layers.iter_mut().zip(gradients) {
        layer.w.scaled_add(-alpha, &gradient.dw);
        layer.b.scaled_add(-alpha, &gradient.db);
    }
}

fn epoch_with_all_samples(network: &mut Network, x: &Matrix, y: &Matrix, batch_size: usize, alpha: f64, rng: &mut Rng) {
    for _batch in deal(x, batch_size, rng) {
        let a = forward(network, x);
        let gradients = backward(network, &a, y);
        down(network, &gradients, alpha);
    }
}

fn epoch_with_old_weights(network: &mut Network, x: &Matrix, y: &Matrix, batch_size: usize, alpha: f64, rng: &mut Rng) {
    let start = network.clone();
    for batch in deal(x, batch_size, rng) {
        let (x, y) = (x.select(Axis(1), &batch), y.select(Axis(1), &batch));
        let gradients = backward(&start, &forward(&start, &x), &y);
        down(network, &gradients, alpha);
    }
}

fn epoch_with_other_targets(
    network: &mut Network,
    x: &Matrix,
    y: &Matrix,
    batch_size: usize,
    alpha: f64,
    rng: &mut Rng,
) {
    let mut from = 0;
    for batch in deal(x, batch_size, rng) {
        let to = from + batch.len();
        let (x, y) = (x.select(Axis(1), &batch), y.slice(s![.., from..to]).to_owned());
        let gradients = backward(network, &forward(network, &x), &y);
        down(network, &gradients, alpha);
        from = to;
    }
}

fn epoch_without_last_batch(
    network: &mut Network,
    x: &Matrix,
    y: &Matrix,
    batch_size: usize,
    alpha: f64,
    rng: &mut Rng,
) {
    for batch in deal(x, batch_size, rng) {
        if batch.len() < batch_size {
            continue;
        }
        let (x, y) = (x.select(Axis(1), &batch), y.select(Axis(1), &batch));
        let gradients = backward(network, &forward(network, &x), &y);
        down(network, &gradients, alpha);
    }
}

fn epoch_of_one_step(network: &mut Network, x: &Matrix, y: &Matrix, batch_size: usize, alpha: f64, rng: &mut Rng) {
    let mut gradients = Vec::new();
    for batch in deal(x, batch_size, rng) {
        let (x, y) = (x.select(Axis(1), &batch), y.select(Axis(1), &batch));
        let a = forward(network, &x);
        gradients = backward(network, &a, &y);
    }
    down(network, &gradients, alpha);
}

fn epoch_with_mean_twice(network: &mut Network, x: &Matrix, y: &Matrix, batch_size: usize, alpha: f64, rng: &mut Rng) {
    for batch in deal(x, batch_size, rng) {
        let (x, y) = (x.select(Axis(1), &batch), y.select(Axis(1), &batch));
        let gradients = backward(network, &forward(network, &x), &y);
        down(network, &gradients, alpha / batch.len() as f64);
    }
}

fn epoch_dealt_anew(network: &mut Network, x: &Matrix, y: &Matrix, batch_size: usize, alpha: f64, rng: &mut Rng) {
    let count = x.ncols().div_ceil(batch_size);
    for k in 0..count {
        let batch = &deal(x, batch_size, rng)[k];
        let (x, y) = (x.select(Axis(1), batch), y.select(Axis(1), batch));
        let gradients = backward(network, &forward(network, &x), &y);
        down(network, &gradients, alpha);
    }
}

fn epoch_by_samples(network: &mut Network, x: &Matrix, y: &Matrix, batch_size: usize, alpha: f64, rng: &mut Rng) {
    for batch in deal(x, batch_size, rng) {
        for sample in batch {
            let a = forward(network, &x.select(Axis(1), &[sample]));
            let gradients = backward(network, &a, &y.select(Axis(1), &[sample]));
            down(network, &gradients, alpha);
        }
    }
}

fn epoch_in_old_order(network: &mut Network, x: &Matrix, y: &Matrix, batch_size: usize, alpha: f64, _: &mut Rng) {
    let m = x.ncols();
    for from in (0..m).step_by(batch_size) {
        let to = usize::min(from + batch_size, m);
        let (x, y) = (x.slice(s![.., from..to]).to_owned(), y.slice(s![.., from..to]).to_owned());
        let gradients = backward(network, &forward(network, &x), &y);
        down(network, &gradients, alpha);
    }
}

fn take_neighbours(x: &Matrix, y: &Matrix, batch: &[usize]) -> (Matrix, Matrix) {
    let run = s![.., batch[0]..batch[0] + batch.len()];
    (x.slice(run).to_owned(), y.slice(run).to_owned())
}

fn descend_by_shrinking(network: &mut Network, _: &[Gradient], alpha: f64) {
    for layer in &mut network.layers {
        layer.w = (1.0 - alpha) * &layer.w;
        layer.b = (1.0 - alpha) * &layer.b;
    }
}

fn epoch_all_before_the_loop(
    network: &mut Network,
    x: &Matrix,
    y: &Matrix,
    batch_size: usize,
    alpha: f64,
    rng: &mut Rng,
) {
    let gradients = backward(network, &forward(network, x), y);
    for _ in deal(x, batch_size, rng) {
        down(network, &gradients, alpha);
    }
}

fn epoch_forward_before_the_loop(
    network: &mut Network,
    x: &Matrix,
    y: &Matrix,
    batch_size: usize,
    alpha: f64,
    rng: &mut Rng,
) {
    let a = forward(network, x);
    for _ in deal(x, batch_size, rng) {
        let gradients = backward(network, &a, y);
        down(network, &gradients, alpha);
    }
}

fn epoch_of_batches(network: &mut Network, x: &Matrix, y: &Matrix, dealt: Vec<Vec<usize>>, alpha: f64) {
    for batch in dealt {
        let (x, y) = (x.select(Axis(1), &batch), y.select(Axis(1), &batch));
        let gradients = backward(network, &forward(network, &x), &y);
        down(network, &gradients, alpha);
    }
}

fn epoch_with_sizes_exchanged(
    network: &mut Network,
    x: &Matrix,
    y: &Matrix,
    batch_size: usize,
    alpha: f64,
    rng: &mut Rng,
) {
    let dealt = ann::plain::batches::batches(batch_size, x.ncols(), rng);
    epoch_of_batches(network, x, y, dealt, alpha);
}

fn epoch_of_rows(network: &mut Network, x: &Matrix, y: &Matrix, batch_size: usize, alpha: f64, rng: &mut Rng) {
    let dealt = ann::plain::batches::batches(x.nrows(), batch_size, rng);
    epoch_of_batches(network, x, y, dealt, alpha);
}

fn epoch_of_an_own_deal(network: &mut Network, x: &Matrix, y: &Matrix, batch_size: usize, alpha: f64, rng: &mut Rng) {
    let mut order: Vec<usize> = (0..x.ncols()).collect();
    for i in (1..order.len()).rev() {
        order.swap(i, rng.random_range(0..=i));
    }
    let dealt = order.chunks(batch_size).map(<[usize]>::to_vec).collect();
    epoch_of_batches(network, x, y, dealt, alpha);
}

pub const MISTAKES: &[Mistake] = &[
    mistake("batches are not shuffled", "order", || graders::check_batches(batches_without_shuffling)),
    mistake("last batch is left out", "last", || graders::check_batches(batches_without_the_last)),
    mistake("samples drawn with repeats", "draw each anew", || graders::check_batches(batches_with_repeats)),
    mistake("samples counted from 1", "counted from 0", || graders::check_batches(batches_from_one)),
    mistake("batch_size batches, not of batch_size", "number of batches", || {
        graders::check_batches(batches_as_many_as_their_size)
    }),
    mistake("cut first, then shuffled inside", "each batch", || graders::check_batches(batches_shuffled_inside)),
    mistake("batches shuffled, not the samples", "batches are in random order", || {
        graders::check_batches(batches_of_neighbours)
    }),
    mistake("an empty batch at the end", "empty", || graders::check_batches(batches_with_an_empty_one)),
    mistake("shuffled from a fixed seed", "rng", || graders::check_batches(batches_from_a_fixed_seed)),
    mistake("rows taken for samples", "rows", || graders::check_take(take_rows)),
    mistake("the first columns, whatever the batch", "first", || graders::check_take(take_the_first)),
    mistake("Y is not cut", "Y", || graders::check_take(take_all_of_y)),
    mistake("targets of other samples", "gets another's", || graders::check_take(take_other_targets)),
    mistake("right columns in ascending order", "order", || graders::check_take(take_in_old_order)),
    mistake("samples became rows", "transpose", || graders::check_take(take_samples_as_rows)),
    mistake("a run of neighbours", "neighbours", || graders::check_take(take_neighbours)),
    mistake("added instead of subtracted", "uphill", || graders::check_descend(descend_uphill)),
    mistake("biases are forgotten", "bias", || graders::check_descend(descend_without_biases)),
    mistake("learning rate is forgotten", "learning rate", || graders::check_descend(descend_without_rate)),
    mistake("learning rate forgotten for biases", "bias", || graders::check_descend(descend_biases_without_rate)),
    mistake("step without the old weights", "replaced by the step", || {
        graders::check_descend(descend_without_what_was)
    }),
    mistake("last layer takes no step", "last layer", || graders::check_descend(descend_without_last_layer)),
    mistake("only a copy is changed", "change", || graders::check_descend(descend_a_copy)),
    mistake("gradients taken last layer first", "gradients of others", || {
        graders::check_descend(descend_last_layer_first)
    }),
    mistake("the parameters shrink", "have no part", || graders::check_descend(descend_by_shrinking)),
    mistake("each step with all samples", "all samples", || graders::check_epoch(epoch_with_all_samples)),
    mistake("gradients at the old weights", "weights", || graders::check_epoch(epoch_with_old_weights)),
    mistake("samples shuffled without their targets", "Y", || graders::check_epoch(epoch_with_other_targets)),
    mistake("smaller last batch is skipped", "last batch", || graders::check_epoch(epoch_without_last_batch)),
    mistake("step after the loop only", "behind the loop", || graders::check_epoch(epoch_of_one_step)),
    mistake("mean over the batch twice", "in the gradients already", || graders::check_epoch(epoch_with_mean_twice)),
    mistake("dealt anew before each step", "dealt anew", || graders::check_epoch(epoch_dealt_anew)),
    mistake("a step for each sample", "after each sample", || graders::check_epoch(epoch_by_samples)),
    mistake("all is done before the loop", "belong into the loop", || graders::check_epoch(epoch_all_before_the_loop)),
    mistake("forward before the loop", "stands before", || graders::check_epoch(epoch_forward_before_the_loop)),
    mistake("m and batch_size exchanged", "are exchanged", || graders::check_epoch(epoch_with_sizes_exchanged)),
    mistake("as many samples as features", "`x.ncols()`", || graders::check_epoch(epoch_of_rows)),
    mistake("another way to shuffle", "another order", || graders::check_epoch(epoch_of_an_own_deal)),
    mistake("batches in the old order", "order", || graders::check_epoch(epoch_in_old_order)),
];
