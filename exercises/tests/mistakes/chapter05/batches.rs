#![allow(clippy::needless_range_loop, reason = "as a reader writes it")]

use crate::{Mistake, mistake};
use ann::Rng;
use exercises::chapter05 as graders;
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

fn batches_without_last_sample(m: usize, batch_size: usize, rng: &mut Rng) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..m - 1).collect();
    order.shuffle(rng);
    order.chunks(batch_size).map(<[usize]>::to_vec).collect()
}

fn batches_of_windows(m: usize, batch_size: usize, rng: &mut Rng) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..m).collect();
    order.shuffle(rng);
    order.windows(batch_size).map(<[usize]>::to_vec).collect()
}

fn batches_one_larger(m: usize, batch_size: usize, rng: &mut Rng) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..m).collect();
    order.shuffle(rng);
    order.chunks(batch_size + 1).map(<[usize]>::to_vec).collect()
}

fn batches_of_one_growing_list(m: usize, batch_size: usize, rng: &mut Rng) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..m).collect();
    order.shuffle(rng);
    let (mut batches, mut batch) = (Vec::new(), Vec::new());
    for sample in order {
        batch.push(sample);
        if batch.len() == batch_size {
            batches.push(batch.clone());
        }
    }
    batches
}

fn batches_dealt_like_cards(m: usize, batch_size: usize, rng: &mut Rng) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..m).collect();
    order.shuffle(rng);
    let count = m.div_ceil(batch_size);
    let mut batches = vec![Vec::new(); count];
    for (i, sample) in order.into_iter().enumerate() {
        batches[i % count].push(sample);
    }
    batches
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
    mistake("the last sample has no number", "Sample 7 is in no batch", || {
        graders::check_batches(batches_without_last_sample)
    }),
    mistake("windows that overlap", "overlap", || graders::check_batches(batches_of_windows)),
    mistake("one sample more", "one sample more", || graders::check_batches(batches_one_larger)),
    mistake("the list never emptied", "never emptied", || graders::check_batches(batches_of_one_growing_list)),
    mistake("batches of one size", "equally large", || graders::check_batches(batches_dealt_like_cards)),
];
