//! Chapter 14, beyond one machine: shards, the ring, and what a larger batch is worth.

use crate::common::assert_close;
use ann::plain::Matrix;
use ann::plain::backward::{Gradient, backward};
use ann::plain::forward::forward;
use ann::plain::network::{Activation, Network};
use ann::rng;
use ann::shards::{all_reduce, gradient_of_shards, noise, on_a_ring, pass_on, through_one, worth};
use ndarray::{Array1, Axis, array, s};
use proptest::prelude::*;
use rand::RngExt;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn shards_of_any_size_have_the_gradient_of_the_batch(
        sizes in prop::collection::vec(1_usize..9, 1..6), seed: u64, softmax: bool,
    ) {
        let (m, mut random) = (sizes.iter().sum(), rng(seed));
        let last = if softmax { Activation::Softmax } else { Activation::Identity };
        let network = Network::new(&[3, 5, 2], Activation::Tanh, last, &mut random);
        let mut draw = |rows| Matrix::from_shape_simple_fn((rows, m), || random.random_range(-1.0..1.0));
        let (x, y) = (draw(3), draw(2));
        let mut end = 0;
        let shards: Vec<_> = sizes.iter().map(|size| {
            let own = end..end + size;
            end += size;
            (x.slice(s![.., own.clone()]).to_owned(), y.slice(s![.., own]).to_owned())
        }).collect();
        let whole = backward(&network, &forward(&network, &x), &y);
        for (whole, of_shards) in whole.iter().zip(gradient_of_shards(&network, &shards)) {
            assert_close(of_shards.dw.view(), whole.dw.view(), 1e-13, "dW"); // (14.1)
            assert_close(of_shards.db.view(), whole.db.view(), 1e-13, "db"); // (14.1)
        }
    }
}

#[test]
fn a_mean_of_means_is_the_gradient_of_something_else() {
    let network = Network::new(&[1, 1], Activation::Relu, Activation::Identity, &mut rng(0));
    let of = |x: &Matrix, y: &Matrix| backward(&network, &forward(&network, x), y).remove(0);
    let (x, y) = (array![[1.0, 2.0, 3.0, 4.0]], array![[0.0, 3.0, 2.0, 6.0]]);
    let part = |m: &Matrix, own: std::ops::Range<usize>| m.slice(s![.., own]).to_owned();
    let plain = (of(&part(&x, 0..3), &part(&y, 0..3)).dw + of(&part(&x, 3..4), &part(&y, 3..4)).dw) / 2.0;
    assert!((plain - of(&x, &y).dw)[[0, 0]].abs() > 0.1);
}

/// What rank r of so many has at the beginning: a chunk for each rank, of three numbers.
fn lists(ranks: usize) -> Vec<Vec<Matrix>> {
    let mut random = rng(ranks as u64);
    let mut chunk = || Matrix::from_shape_simple_fn((1, 3), || random.random_range(-1.0..1.0));
    (0..ranks).map(|_| (0..ranks).map(|_| chunk()).collect()).collect()
}

#[test]
fn after_a_ring_all_ranks_have_the_sums_and_the_same_bits() {
    for size in 1..=7 {
        let mut ranks = lists(size);
        let sum = |k: usize| ranks.iter().fold(Matrix::zeros((1, 3)), |sum, own| sum + &own[k]);
        let sums: Vec<Matrix> = (0..size).map(sum).collect();
        all_reduce(&mut ranks); // (14.3)
        for own in &ranks {
            assert_eq!(own, &ranks[0]);
            for (chunk, sum) in own.iter().zip(&sums) {
                assert_close(chunk.view(), sum.view(), 1e-14, &format!("{size} ranks"));
            }
        }
    }
}

#[test]
fn half_way_each_rank_has_one_whole_chunk() {
    for size in 2..=6 {
        let mut ranks = vec![vec![Matrix::ones((1, 1)); size]; size];
        for s in 0..size - 1 {
            pass_on(&mut ranks, s); // (14.3)
        }
        for (r, own) in ranks.iter().enumerate() {
            let whole: Vec<usize> = (0..size).filter(|k| own[*k][[0, 0]] == size as f64).collect();
            assert_eq!(whole, [(r + 1) % size], "rank {r} of {size}");
        }
    }
}

#[test]
fn the_times_are_those_of_messages_one_after_the_other() {
    let (bytes, latency, bandwidth) = (6e6, 3e-5, 2e9);
    let message = |bytes: f64| latency + bytes / bandwidth;
    for ranks in [2_usize, 3, 8, 100] {
        // Rank 0 takes a message of each other rank, and sends one to each.
        let alone: f64 = (1..ranks).map(|_| message(bytes)).sum::<f64>() * 2.0;
        let told = through_one(ranks as f64, bytes, latency, bandwidth); // (14.2)
        assert!((told / alone - 1.0).abs() < 1e-12, "{told} {alone}");
        // On the ring nobody can send on what has not come.
        let mut clocks = vec![0.0_f64; ranks];
        for _ in 0..2 * (ranks - 1) {
            let before = clocks.clone();
            for r in 0..ranks {
                clocks[r] = before[r].max(before[(r + ranks - 1) % ranks]) + message(bytes / ranks as f64);
            }
        }
        let told = on_a_ring(ranks as f64, bytes, latency, bandwidth); // (14.4)
        assert!(clocks.iter().all(|clock| (told / clock - 1.0).abs() < 1e-12), "{told} {clocks:?}");
    }
}

/// Every draw of so many of the four vectors, each equally likely and with repeats: the mean of each draw.
fn means(vectors: &Matrix, draws: u32) -> Vec<Array1<f64>> {
    let mean = |code: usize| {
        let chosen: Vec<usize> = (0..draws).map(|k| code / 4_usize.pow(k) % 4).collect();
        vectors.select(Axis(1), &chosen).mean_axis(Axis(1)).unwrap()
    };
    (0..4_usize.pow(draws)).map(mean).collect()
}

/// Gradients of four samples, the square of the length of their mean, and their variance.
fn four() -> (Matrix, f64, f64) {
    let vectors = array![[1.0, -0.5, 2.0, 0.25], [0.0, 1.5, -1.0, 0.5]];
    let mean = vectors.mean_axis(Axis(1)).unwrap();
    let variance = (&vectors - &mean.view().insert_axis(Axis(1))).pow2().sum() / 4.0;
    (vectors, mean.dot(&mean), variance)
}

#[test]
fn the_best_rate_and_its_gain_are_those_of_the_formula() {
    let (vectors, length, variance) = four();
    let (critical, h) = (variance / length, 1.7);
    let mean = vectors.mean_axis(Axis(1)).unwrap();
    for m in 1..=4 {
        let batches = means(&vectors, m);
        // The mean fall of the cost over all batches, on a bowl of curvature h.
        let fall = |rate: f64| {
            let of = |g: &Array1<f64>| rate * g.dot(&mean) - h / 2.0 * rate * rate * g.dot(g);
            batches.iter().map(of).sum::<f64>() / batches.len() as f64
        };
        let worth = worth(f64::from(m), critical);
        let (rate, gain) = (worth / h, length / (2.0 * h) * worth); // (14.5)
        assert!((fall(rate) - gain).abs() < 1e-12, "{m}: {} {gain}", fall(rate));
        assert!(fall(0.99 * rate) < gain && fall(1.01 * rate) < gain, "{m}: another rate is better");
    }
}

#[test]
fn two_lengths_tell_the_gradient_and_its_noise() {
    let (vectors, length, variance) = four();
    for (ranks, of_each) in [(2, 1), (2, 2), (3, 2), (5, 1)] {
        let mean_square = |draws| {
            let batches = means(&vectors, draws);
            batches.iter().map(|g| g.dot(g)).sum::<f64>() / batches.len() as f64
        };
        let m = ranks * of_each;
        let found = noise(f64::from(ranks), f64::from(m), mean_square(of_each), mean_square(m)); // (14.6)
        assert!((found.0 - length).abs() < 1e-10 && (found.1 - variance).abs() < 1e-10, "{found:?}");
    }
}

#[test]
fn ranks_that_begin_apart_stay_apart() {
    let mut random = rng(1);
    let mut networks =
        [0, 1].map(|seed| Network::new(&[3, 4, 2], Activation::Tanh, Activation::Softmax, &mut rng(seed)));
    let distance = |networks: &[Network; 2]| &networks[0].layers[0].w - &networks[1].layers[0].w;
    let before = distance(&networks);
    for _ in 0..50 {
        let x = Matrix::from_shape_simple_fn((3, 6), || random.random_range(-1.0..1.0));
        let y = Matrix::from_shape_fn((2, 6), |(i, j)| f64::from(u8::from((x[[0, j]] > 0.0) == (i == 0))));
        let own: Vec<Vec<Gradient>> = networks.iter().map(|n| backward(n, &forward(n, &x), &y)).collect();
        for network in &mut networks {
            own.iter().for_each(|own| ann::plain::backward::descend(network, own, 0.25));
        }
    }
    assert_close(distance(&networks).view(), before.view(), 1e-12, "a step that all take changes no difference");
}
