#![allow(clippy::needless_range_loop, reason = "as a reader writes it")]

use crate::{Mistake, mistake};
use ann::Rng;
use ann::plain::Matrix;
use ann::plain::backward::{Gradient, backward};
use ann::plain::forward::forward;
use ann::plain::network::Network;
use exercises::chapter05 as graders;
use ndarray::{Axis, s};
use rand::RngExt;

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

fn step(network: &mut Network, x: &Matrix, y: &Matrix, batch: &[usize], alpha: f64) {
    let (x, y) = (x.select(Axis(1), batch), y.select(Axis(1), batch));
    let gradients = backward(network, &forward(network, &x), &y);
    down(network, &gradients, alpha);
}

fn epoch_without_first_batch(
    network: &mut Network,
    x: &Matrix,
    y: &Matrix,
    batch_size: usize,
    alpha: f64,
    rng: &mut Rng,
) {
    for batch in &deal(x, batch_size, rng)[1..] {
        step(network, x, y, batch, alpha);
    }
}

fn epoch_of_two_steps(network: &mut Network, x: &Matrix, y: &Matrix, batch_size: usize, alpha: f64, rng: &mut Rng) {
    for batch in deal(x, batch_size, rng) {
        step(network, x, y, &batch, alpha);
        step(network, x, y, &batch, alpha);
    }
}

fn epoch_without_rate(network: &mut Network, x: &Matrix, y: &Matrix, batch_size: usize, _: f64, rng: &mut Rng) {
    for batch in deal(x, batch_size, rng) {
        step(network, x, y, &batch, 1.0);
    }
}

fn epoch_by_number_of_batches(
    network: &mut Network,
    x: &Matrix,
    y: &Matrix,
    batch_size: usize,
    alpha: f64,
    rng: &mut Rng,
) {
    let batches = deal(x, batch_size, rng);
    for batch in &batches {
        step(network, x, y, batch, alpha / batches.len() as f64);
    }
}

fn epoch_of_two_deals(network: &mut Network, x: &Matrix, y: &Matrix, batch_size: usize, alpha: f64, rng: &mut Rng) {
    let (first, second) = (deal(x, batch_size, rng), deal(x, batch_size, rng));
    for (of_x, of_y) in first.iter().zip(&second) {
        let (x, y) = (x.select(Axis(1), of_x), y.select(Axis(1), of_y));
        let gradients = backward(network, &forward(network, &x), &y);
        down(network, &gradients, alpha);
    }
}

fn epoch_of_last_layer(network: &mut Network, x: &Matrix, y: &Matrix, batch_size: usize, alpha: f64, rng: &mut Rng) {
    let last = network.layers.len() - 1;
    for batch in deal(x, batch_size, rng) {
        let before = network.clone();
        step(network, x, y, &batch, alpha);
        network.layers[..last].clone_from_slice(&before.layers[..last]);
    }
}

pub const MISTAKES: &[Mistake] = &[
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
    mistake("the first batch left out", "first batch has no step", || graders::check_epoch(epoch_without_first_batch)),
    mistake("two steps a batch", "has two steps", || graders::check_epoch(epoch_of_two_steps)),
    mistake("the learning rate forgotten", "third argument", || graders::check_epoch(epoch_without_rate)),
    mistake("the rate by the batches", "number of batches", || graders::check_epoch(epoch_by_number_of_batches)),
    mistake("X and Y of two deals", "two deals", || graders::check_epoch(epoch_of_two_deals)),
    mistake("the last layer alone", "Only the last layer", || graders::check_epoch(epoch_of_last_layer)),
];
