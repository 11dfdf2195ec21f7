//! Chapter 14, beyond one machine: the weights do not depend on the number of ranks, but for rounding, and all ranks have the same bits.
#![cfg(feature = "threads")]

use crate::common::message;
use ann::data::{self, synthetic};
use ann::training::AllReduce;
use ann::{
    Activation, Checkpoint, ClassWeights, Cost, EarlyStopping, Error, History, Init, Loss, Network, Optimizer, Ranks,
    Real, Rng, Samples, Schedule, Trainer, TrainingLoop, TrainingRun, rng, with_threads,
};
use ndarray::Array2;
use rand::RngExt;

const RANKS: [usize; 4] = [1, 2, 3, 4];
const OPTIMIZERS: [Optimizer; 6] =
    [Optimizer::Sgd, Optimizer::MOMENTUM, Optimizer::NESTEROV, Optimizer::RMSPROP, Optimizer::ADAM, Optimizer::ADAMW];

/// As far apart as weights may be after an epoch.
fn bound<F: Real>() -> f64 {
    if F::NAME == "f32" { 1e-6 } else { 1e-12 }
}

/// The largest difference of two networks in a weight or a bias.
fn difference<F: Real>(a: &Network<F>, b: &Network<F>) -> f64 {
    let apart = |(a, b): (&F, &F)| (*a - *b).into_f64().abs();
    // NaN is as far as can be.
    let of = |a: &Array2<F>, b: &Array2<F>| {
        a.iter().zip(b).map(apart).map(|d| if d.is_nan() { f64::INFINITY } else { d }).fold(0.0, f64::max)
    };
    a.layers().iter().zip(b.layers()).map(|(a, b)| of(&a.w, &b.w).max(of(&a.b, &b.b))).fold(0.0, f64::max)
}

/// A network, and m samples with their targets.
fn some<F: Real>(keep_prob: f64, m: usize) -> (Network<F>, Array2<F>, Array2<F>) {
    let mut rng = rng(14);
    let network = Network::new(&[7, 12, 9, 4], Activation::Tanh, Activation::Softmax, &mut rng).unwrap();
    let x = Init::Normal { std: 1.0 }.weights(7, m, &mut rng).unwrap();
    let y = data::one_hot(&(0..m).map(|j| j * j % 7 % 4).collect::<Vec<_>>(), 4);
    (network.with_keep_prob(keep_prob).unwrap(), x, y)
}

/// One epoch on so many ranks: what each of them ends with.
fn epoch<F: Real>(
    ranks: usize,
    keep_prob: f64,
    (m, batch): (usize, usize),
    l2: f64,
    optimizer: Optimizer,
) -> Vec<(Network<F>, Rng)> {
    let cost = Cost { loss: Loss::CategoricalCrossEntropy, weight_decay: l2 };
    Ranks::in_threads(ranks, |ranks| {
        let ((mut network, x, y), mut random) = (some::<F>(keep_prob, m), rng(3));
        let mine = Samples { x: x.view(), y: y.view() }.part(ranks);
        let mut training = TrainingLoop::on_ranks(ranks, &network, mine.x.ncols(), batch, cost, optimizer)?;
        training.epoch(&mut network, mine.x, mine.y, |_| 0.01, &mut random)?;
        Ok((network, random))
    })
    .unwrap()
}

/// Batches that do not divide among the ranks, the last of a single sample; ranks without any sample.
fn weights_agree<F: Real>() {
    let mut largest = 0.0_f64;
    for (m, batch) in [(97, 24), (3, 2)] {
        for keep_prob in [1.0, 0.7] {
            for l2 in [0.0, 0.02] {
                for optimizer in OPTIMIZERS {
                    let alone = &epoch::<F>(1, keep_prob, (m, batch), l2, optimizer)[0];
                    for ranks in RANKS {
                        let all = epoch::<F>(ranks, keep_prob, (m, batch), l2, optimizer);
                        let what = format!("{} {optimizer} keep_prob {keep_prob} l2 {l2}, {m} samples", F::NAME);
                        for (rank, (network, random)) in all.iter().enumerate() {
                            assert!(network == &all[0].0, "{what}: rank {rank} of {ranks} has other bits than rank 0");
                            assert!(random == &alone.1, "{what}: the generator of rank {rank} of {ranks}");
                        }
                        let apart = difference(&all[0].0, &alone.0);
                        assert!(apart <= bound::<F>(), "{what}: {apart:e} apart on {ranks} ranks");
                        largest = largest.max(apart);
                    }
                }
            }
        }
    }
    println!("{}: at most {largest:e} apart", F::NAME);
}

#[test]
fn the_weights_after_an_epoch_agree_in_f32() {
    weights_agree::<f32>();
}

#[test]
fn the_weights_after_an_epoch_agree_in_f64() {
    weights_agree::<f64>();
}

#[test]
fn the_threads_of_a_rank_do_not_show_in_the_bits() {
    fn train(threads: usize) -> Network<f32> {
        let cost = Cost { loss: Loss::MeanSquaredError, weight_decay: 0.01 };
        let work = || {
            Ranks::in_threads(2, |ranks| {
                let mut random = rng(12);
                let sizes = [200, 90, 10];
                let network = Network::<f32>::new(&sizes, Activation::Relu, Activation::Identity, &mut random)?;
                let mut network = network.with_keep_prob(0.8)?;
                let x = Init::Normal { std: 1.0 }.weights(200, 600, &mut random)?;
                let y = Init::Normal { std: 1.0 }.weights(10, 600, &mut random)?;
                let mine = Samples { x: x.view(), y: y.view() }.part(ranks);
                let mut training = TrainingLoop::on_ranks(ranks, &network, 300, 250, cost, Optimizer::ADAM)?;
                assert_eq!(training.groups() > 1, threads > 2, "cut otherwise than this test believes");
                training.epoch(&mut network, mine.x, mine.y, |_| 0.01, &mut random)?;
                Ok(network)
            })
        };
        with_threads(threads, work).unwrap().unwrap().swap_remove(0)
    }
    let one_each = train(2);
    assert!(train(4) == one_each && train(16) == one_each);
}

/// Samples to train on and for validation.
type Sets<F> = [(Array2<F>, Array2<F>); 2];

/// A training with everything that is summed over samples: on so many ranks, with the network and the history of each.
fn train<F: Real>(ranks: usize, trainer: &Trainer, loss: Loss, sets: &Sets<F>) -> Vec<(Network<F>, History)> {
    Ranks::in_threads(ranks, |ranks| {
        let (mut network, [train, validation]) = (network(loss, sets)?, samples(sets, ranks));
        let history = trainer.train_on_ranks(ranks, &mut network, loss, train, Some(validation), &mut rng(5))?;
        Ok((network, history))
    })
    .unwrap()
}

fn network<F: Real>(loss: Loss, sets: &Sets<F>) -> Result<Network<F>, Error> {
    let output = if loss == Loss::MeanSquaredError { Activation::Identity } else { Activation::Softmax };
    let (x, y) = &sets[0];
    Network::new(&[x.nrows(), 8, y.nrows()], Activation::Tanh, output, &mut rng(1))?.with_keep_prob(0.9)
}

fn samples<'s, F: Real>(sets: &'s Sets<F>, ranks: &Ranks) -> [Samples<'s, F>; 2] {
    sets.each_ref().map(|(x, y)| Samples { x: x.view(), y: y.view() }.part(ranks))
}

/// Classes of which one is rare, and numbers, of which one is constant.
fn sets(loss: Loss) -> Sets<f64> {
    [(0, 53), (1, 22)].map(|(seed, m)| {
        let clouds = synthetic::blobs(m, 3, 1.5, &mut rng(seed)).unwrap();
        let data::Target::Classes { labels, .. } = &clouds.target else { unreachable!() };
        let rare = |(j, label): (usize, &usize)| if j % 5 == 0 { *label } else { label % 2 };
        let y = match loss {
            Loss::MeanSquaredError => {
                ndarray::stack![
                    ndarray::Axis(0),
                    &clouds.x.row(0) * &clouds.x.row(1),
                    ndarray::Array1::from_elem(m, 0.1)
                ]
            }
            _ => data::one_hot(&labels.iter().enumerate().map(rare).collect::<Vec<_>>(), 3),
        };
        (clouds.x, y)
    })
}

#[test]
fn losses_metrics_and_early_stopping_are_those_of_all_samples() {
    let stopping = Trainer {
        epochs: 300,
        learning_rate: 0.05,
        schedule: Schedule::CONSTANT,
        batch_size: 10,
        early_stopping: Some(EarlyStopping { patience: 3, validation_fraction: 0.3 }),
        ..Trainer::default()
    };
    let balanced = Trainer { class_weights: ClassWeights::Balanced, early_stopping: None, epochs: 5, ..stopping };
    for (trainer, loss) in [
        (&stopping, Loss::CategoricalCrossEntropy),
        (&balanced, Loss::CategoricalCrossEntropy),
        (&stopping, Loss::MeanSquaredError),
    ] {
        let sets = sets(loss);
        let (network, history) = train(1, trainer, loss, &sets).swap_remove(0);
        assert_eq!(trainer.early_stopping.is_some(), history.epochs.len() < trainer.epochs, "it stops early");
        for ranks in RANKS {
            let all = train(ranks, trainer, loss, &sets);
            assert!(all.iter().all(|(network, history)| (network, history) == (&all[0].0, &all[0].1)));
            assert_eq!(all[0].1.kept_epoch, history.kept_epoch, "{loss} on {ranks} ranks");
            assert!(difference(&all[0].0, &network) < 1e-11, "{loss} on {ranks} ranks");
            for (one, several) in history.epochs.iter().zip(&all[0].1.epochs) {
                let numbers = |epoch: &ann::Epoch| {
                    let of = |evaluation: ann::Evaluation| [evaluation.loss, evaluation.metric.value()];
                    [of(epoch.train), epoch.validation.map_or([0.0; 2], of)].concat()
                };
                assert_eq!(one.epoch, several.epoch);
                for (one, several) in numbers(one).into_iter().zip(numbers(several)) {
                    assert!((one - several).abs() < 1e-11, "{loss} on {ranks} ranks: {one} and {several}");
                }
            }
        }
    }
}

/// Trains up to epoch `stop` on so many ranks, from a checkpoint if there is one; its state then, and the network.
fn go_on(
    ranks: usize,
    trainer: &Trainer,
    from: Option<&Checkpoint<f64>>,
    stop: usize,
) -> Result<(Checkpoint<f64>, Network<f64>), Error> {
    let loss = Loss::CategoricalCrossEntropy;
    let sets = sets(loss);
    let mut all = Ranks::in_threads(ranks, |ranks| {
        let (mut network, mut random, [train, validation]) = (network(loss, &sets)?, rng(5), samples(&sets, ranks));
        let (net, sets) = (&mut network, (train, Some(validation)));
        let mut run = match from {
            None => TrainingRun::on_ranks(ranks, trainer, net, loss, sets, &mut random)?,
            Some(from) => TrainingRun::resume_on_ranks(ranks, trainer, from.clone(), net, loss, sets, &mut random)?,
        };
        while run.epochs_done() < stop {
            run.epoch()?;
        }
        let checkpoint = run.checkpoint();
        Ok((checkpoint, network))
    })?;
    Ok(all.swap_remove(0))
}

#[test]
fn a_checkpoint_goes_on_with_another_number_of_ranks() {
    let trainer = Trainer { epochs: 9, batch_size: 10, ..Trainer::default() };
    let whole = go_on(1, &trainer, None, 9).unwrap().1;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("checkpoint");
    for [first, second, third] in [[1, 3, 2], [4, 1, 3], [2, 2, 2]] {
        let (checkpoint, _) = go_on(first, &trainer, None, 3).unwrap();
        checkpoint.save(&path).unwrap();
        let loaded = Checkpoint::load(&path).unwrap();
        assert_eq!(Checkpoint::from_bytes(&loaded.to_bytes().unwrap()).unwrap(), checkpoint);
        let (checkpoint, _) = go_on(second, &trainer, Some(&loaded), 6).unwrap();
        let (_, network) = go_on(third, &trainer, Some(&checkpoint), 9).unwrap();
        assert!(difference(&network, &whole) < 1e-11, "{first}, {second}, {third} ranks");
    }
    // The same number of ranks, the same bits.
    let (checkpoint, _) = go_on(3, &trainer, None, 4).unwrap();
    assert!(go_on(3, &trainer, Some(&checkpoint), 9).unwrap().1 == go_on(3, &trainer, None, 9).unwrap().1);
    let other = Trainer { learning_rate: 0.02, ..trainer };
    assert!(message(go_on(2, &other, Some(&checkpoint), 9)).contains("learning_rate 0.01, and now it is 0.02"));
}

/// What one rank does to its settings, its network and its generator.
type Change<'c> = dyn Fn(usize, &mut Trainer, &mut Network<f64>, &mut Rng) + Sync + 'c;

#[test]
fn ranks_that_begin_with_something_else_are_refused() {
    let (sets, loss) = (sets(Loss::CategoricalCrossEntropy), Loss::CategoricalCrossEntropy);
    let told = |change: &Change<'_>| {
        message(Ranks::in_threads(3, |ranks| {
            let (mut trainer, mut network, mut random) = (Trainer::default(), network(loss, &sets)?, rng(5));
            change(ranks.rank(), &mut trainer, &mut network, &mut random);
            let [train, _] = samples(&sets, ranks);
            trainer.train_on_ranks(ranks, &mut network, loss, train, None, &mut random)
        }))
    };
    let third = |rank: usize| rank == 2;
    let settings = told(&|rank, trainer, _, _| trainer.epochs += usize::from(third(rank)));
    assert_eq!(settings, "rank 2 begins with other settings than rank 0: all ranks must begin with the same");
    let network = told(&|rank, _, network, _| network.layer_mut(1).b[[0, 0]] += f64::from(u8::from(third(rank))));
    assert!(network.contains("rank 2 begins with another network"), "{network}");
    let generator = told(&|rank, _, _, random| {
        if third(rank) {
            random.random::<u32>();
        }
    });
    assert!(generator.contains("rank 2 begins with another generator"), "{generator}");
}

#[test]
fn nobody_waits_for_a_rank_that_has_gone() {
    let told = message(Ranks::in_threads(3, |ranks| match ranks.rank() {
        1 => Err(Error::Data { problem: "the disk is full".to_owned() }),
        _ => ranks.sum(&mut [1.0]),
    }));
    assert_eq!(told, "the disk is full", "the cause, and not that the others miss it");
    let told = message(Ranks::in_threads(2, |ranks| if ranks.is_first() { ranks.sum(&mut [1.0]) } else { Ok(()) }));
    assert_eq!(told, "rank 1 has left before the others were done");
    let told = message(Ranks::in_threads(2, |ranks| ranks.sum(&mut vec![1.0_f32; 2 * ranks.rank() + 1])));
    assert!(told.contains("rank 1 sends 16 bytes where rank 0 sends 8: all ranks must do the same"), "{told}");
    assert!(message(Ranks::in_threads(0, |_| Ok(()))).contains("ranks is 0"));
    let panics =
        || Ranks::in_threads(2, |ranks| if ranks.is_first() { ranks.sum(&mut [1.0]) } else { panic!("on purpose") });
    assert!(std::panic::catch_unwind(panics).is_err());
}

#[test]
fn sums_are_added_in_the_order_of_the_ranks() {
    // Numbers of very different sizes: another order gives other bits.
    let of_rank = |rank: usize, i: usize| 1e8_f32.powf(((7 * rank + i) % 4) as f32 / 3.0) * (i as f32).sin();
    let in_order = |size: usize, i: usize| (1..size).fold(of_rank(0, i), |sum, rank| sum + of_rank(rank, i));
    let backwards =
        |size: usize, i: usize| (0..size - 1).rev().fold(of_rank(size - 1, i), |sum, rank| sum + of_rank(rank, i));
    assert!((0..100).any(|i| in_order(4, i) != backwards(4, i)));
    for size in RANKS {
        for length in [0, 1, 3, 1000, (1 << 20) + 5] {
            let sums = Ranks::in_threads(size, |ranks| {
                let mut buffers = AllReduce::default();
                // Twice with the same buffers, the first time something longer.
                ranks.sum_with(&mut buffers, &mut vec![1.0_f32; length + 9])?;
                let mut numbers: Vec<f32> = (0..length).map(|i| of_rank(ranks.rank(), i)).collect();
                ranks.sum_with(&mut buffers, &mut numbers)?;
                Ok(numbers)
            });
            let expected: Vec<f32> = (0..length).map(|i| in_order(size, i)).collect();
            assert!(sums.unwrap().iter().all(|sums| *sums == expected), "{length} numbers on {size} ranks");
        }
    }
}

#[test]
fn samples_and_bytes_are_handed_out_by_rank_0() {
    for size in RANKS {
        // The last has columns of more than a mebibyte.
        for (n, m) in [(3, 10), (1, 2), (5, 0), (70_000, 7), (140_000, 3)] {
            let all = Array2::from_shape_fn((n, m), |(i, j)| (i * m + j) as f64);
            let parts = Ranks::in_threads(size, |ranks| {
                let given = if ranks.is_first() { all.clone() } else { Array2::zeros((0, 0)) };
                let mut bytes = if ranks.is_first() { vec![7; n] } else { vec![1; 2] };
                ranks.broadcast(&mut bytes)?;
                assert_eq!(bytes, vec![7; n]);
                Ok((ranks.part(m), ranks.scatter(given)?))
            });
            for (part, samples) in parts.unwrap() {
                assert!(samples == all.slice(ndarray::s![.., part]), "{n} × {m} on {size} ranks");
            }
        }
    }
}
