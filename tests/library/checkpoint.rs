//! Checkpoints: a training that goes on from one takes the same steps, to the bit, as one that was never interrupted.

use crate::common::message;
use ann::data::{Target, synthetic};
use ann::{
    Activation, Checkpoint, Cost, Decay, EarlyStopping, History, Loss, Network, Optimizer, Ranks, Real, Samples,
    Schedule, Trainer, TrainingLoop, TrainingRun, rng,
};
use ndarray::Array2;
use rand::Rng as _;

/// Three clouds to train on and three to validate with, as the network reads them.
fn clouds<F: Real>() -> [Array2<F>; 4] {
    let [x, y, vx, vy] = [0, 1]
        .map(|seed| {
            let clouds = synthetic::blobs(if seed == 0 { 60 } else { 30 }, 3, 1.0, &mut rng(seed)).unwrap();
            let Target::Classes { labels, .. } = &clouds.target else { unreachable!() };
            [clouds.x.mapv(F::from_f64), ann::data::one_hot(labels, 3)]
        })
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .try_into()
        .unwrap();
    [x, y, vx, vy]
}

fn network<F: Real>(keep_prob: f64) -> Network<F> {
    let network = Network::new(&[2, 7, 5, 3], Activation::Tanh, Activation::Softmax, &mut rng(3)).unwrap();
    network.with_keep_prob(keep_prob).unwrap()
}

/// Trains without interruption, and with one after `stop` epochs, through a file; both must be equal, to the bit.
fn assert_same<F: Real>(trainer: &Trainer, keep_prob: f64, stop: usize) -> History {
    let [x, y, vx, vy] = clouds::<F>();
    let (train, validation) = (Samples { x: x.view(), y: y.view() }, Some(Samples { x: vx.view(), y: vy.view() }));
    let loss = Loss::CategoricalCrossEntropy;
    let (mut whole, mut random) = (network::<F>(keep_prob), rng(5));
    random.set_stream(2);
    let history = trainer.train(&mut whole, loss, train, validation, &mut random).unwrap();

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("checkpoint");
    let (mut first, mut begun) = (network::<F>(keep_prob), rng(5));
    begun.set_stream(2);
    let mut run = TrainingRun::new(trainer, &mut first, loss, train, validation, &mut begun).unwrap();
    for _ in 0..stop {
        run.epoch().unwrap();
    }
    let checkpoint = run.checkpoint();
    checkpoint.save(&path).unwrap();
    assert_eq!(Checkpoint::load(&path).unwrap(), checkpoint);

    let (mut second, mut other) = (network::<F>(keep_prob), rng(99));
    second.layer_mut(1).w.fill(F::zero());
    let loaded = Checkpoint::load(&path).unwrap();
    let mut run = TrainingRun::resume(trainer, loaded, &mut second, loss, train, validation, &mut other).unwrap();
    assert_eq!(run.epochs_done(), stop.min(history.epochs_run()));
    while !run.is_over() {
        run.epoch().unwrap();
    }
    assert_eq!(run.finish(), history, "{trainer:?}");
    assert_eq!(second, whole, "{trainer:?}");
    assert_eq!(other, random, "the generators are in one state");
    assert_eq!(other.next_u64(), random.next_u64());
    history
}

#[test]
fn every_optimiser_goes_on_to_the_same_bits() {
    for optimizer in Optimizer::ALL {
        for schedule in [
            Schedule { warm_up: 2.5, decay: Decay::Cosine { floor: 0.1 } },
            Schedule { warm_up: 0.0, decay: Decay::Step { every: 3.0, factor: 0.3 } },
        ] {
            let l2 = if matches!(optimizer, Optimizer::AdamW { .. }) { 0.0 } else { 0.5 };
            let trainer = Trainer {
                optimizer,
                schedule,
                l2,
                learning_rate: 0.02,
                batch_size: 8,
                epochs: 9,
                ..Trainer::default()
            };
            for keep_prob in [1.0, 0.7] {
                assert_same::<f64>(&trainer, keep_prob, 4);
                assert_same::<f32>(&trainer, keep_prob, 4);
            }
        }
    }
}

#[test]
fn early_stopping_and_rare_evaluations_go_on_too() {
    let early_stopping = Some(EarlyStopping { patience: 4, validation_fraction: 0.5 });
    let trainer = Trainer {
        early_stopping,
        schedule: Schedule::CONSTANT,
        learning_rate: 0.1,
        l2: 0.0,
        epochs: 200,
        batch_size: 16,
        ..Trainer::default()
    };
    let history = assert_same::<f32>(&trainer, 0.8, 3);
    let stopped = history.epochs_run();
    assert!(stopped < 200 && history.kept_epoch + 4 == stopped, "{} of {stopped}", history.kept_epoch);
    // Before and after the best epoch, and when all is over.
    for stop in [0, 1, history.kept_epoch, history.kept_epoch + 1, stopped - 1, stopped, stopped + 5] {
        assert_same::<f32>(&trainer, 0.8, stop);
    }
    let rare = Trainer { evaluate_every: 3, epochs: 10, early_stopping: None, ..trainer };
    for stop in [2, 3, 9, 10] {
        assert_same::<f64>(&rare, 0.8, stop);
    }
}

#[test]
fn a_loop_of_ones_own_goes_on_from_a_file() {
    let [x, y, ..] = clouds::<f64>();
    let cost = Cost { loss: Loss::CategoricalCrossEntropy, weight_decay: 0.01 };
    let (mut network, mut random) = (network::<f64>(0.7), rng(1));
    let mut training = TrainingLoop::new(&network, 60, 16, cost, Optimizer::ADAM).unwrap();
    let rate = |epoch: usize| move |done: f64| 0.05 / (1.0 + epoch as f64 + done);
    for epoch in 0..3 {
        training.epoch(&mut network, x.view(), y.view(), rate(epoch), &mut random).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("checkpoint");
    training.checkpoint(&network, &random, 3).save(&path).unwrap();
    let checkpoint = Checkpoint::<f64>::load(&path).unwrap();
    let mut again = TrainingLoop::resume(&checkpoint).unwrap();
    assert_eq!((checkpoint.epoch, checkpoint.optimizer.steps()), (3, 12));
    let (mut same, mut other) = (checkpoint.network.clone(), checkpoint.rng.clone());
    for epoch in 3..6 {
        training.epoch(&mut network, x.view(), y.view(), rate(epoch), &mut random).unwrap();
        again.epoch(&mut same, x.view(), y.view(), rate(epoch), &mut other).unwrap();
    }
    assert_eq!(same, network);

    // A trainer does not know what this loop did.
    let samples = Samples { x: x.view(), y: y.view() };
    let refused = TrainingRun::resume(&Trainer::default(), checkpoint, &mut same, cost.loss, samples, None, &mut other);
    assert!(message(refused).contains("which alone can continue it"));
}

#[test]
fn other_settings_samples_and_networks_are_refused() {
    let [x, y, vx, vy] = clouds::<f64>();
    let train = Samples { x: x.view(), y: y.view() };
    let trainer = Trainer { epochs: 4, ..Trainer::default() };
    let (loss, mut begun, mut random) = (Loss::CategoricalCrossEntropy, network::<f64>(1.0), rng(1));
    let mut run = TrainingRun::new(&trainer, &mut begun, loss, train, None, &mut random).unwrap();
    run.epoch().unwrap();
    let checkpoint = run.checkpoint();
    let resume = |trainer: &Trainer, network: &Network<f64>, loss, train, validation| {
        let (mut network, mut random) = (network.clone(), rng(0));
        let before = (network.clone(), random.clone());
        let told = message(TrainingRun::resume(
            trainer,
            checkpoint.clone(),
            &mut network,
            loss,
            train,
            validation,
            &mut random,
        ));
        assert_eq!((network, random), before, "unchanged");
        told
    };
    let same = network::<f64>(1.0);
    let told = resume(&Trainer { epochs: 5, ..trainer.clone() }, &same, loss, train, None);
    assert!(told.contains("made with epochs 4, and now it is 5"), "{told}");
    let told = resume(&Trainer { optimizer: Optimizer::Sgd, ..trainer.clone() }, &same, loss, train, None);
    assert!(told.contains("made with optimizer Adam"), "{told}");
    assert!(resume(&trainer, &same, Loss::BinaryCrossEntropy, train, None).contains("loss categorical cross-entropy"));
    assert!(resume(&trainer, &network::<f64>(0.5), loss, train, None).contains("a network of other layers"));
    let validation = Samples { x: vx.view(), y: vy.view() };
    assert!(resume(&trainer, &same, loss, train, Some(validation)).contains("other samples"));
    let mut changed = x.clone();
    changed[[1, 59]] += 1e-12;
    assert!(resume(&trainer, &same, loss, Samples { x: changed.view(), y: y.view() }, None).contains("other samples"));
    let mut swapped = x.clone();
    swapped.swap([0, 3], [0, 4]);
    assert!(resume(&trainer, &same, loss, Samples { x: swapped.view(), y: y.view() }, None).contains("other samples"));
}

#[test]
fn damaged_checkpoints_are_refused_and_good_ones_not_overwritten() {
    let [x, y, ..] = clouds::<f32>();
    let cost = Cost::from(Loss::CategoricalCrossEntropy);
    let (mut network, mut random) = (network::<f32>(1.0), rng(1));
    let mut training = TrainingLoop::new(&network, 60, 16, cost, Optimizer::ADAM).unwrap();
    training.epoch(&mut network, x.view(), y.view(), |_| 0.01, &mut random).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("checkpoint");
    let checkpoint = training.checkpoint(&network, &random, 1);
    checkpoint.save(&path).unwrap();
    let whole = std::fs::read(&path).unwrap();
    for position in (0..whole.len()).step_by(13) {
        let mut damaged = whole.clone();
        damaged[position] ^= 0x04;
        std::fs::write(&path, damaged).unwrap();
        assert!(message(Checkpoint::<f32>::load(&path)).contains("not a usable checkpoint"), "byte {position}");
    }
    checkpoint.save(&path).unwrap();
    assert!(message(Checkpoint::<f64>::load(&path)).contains("its numbers are F32, but f64 was asked for"));
    let mut diverged = checkpoint.clone();
    diverged.network.layer_mut(2).w[[0, 0]] = f32::INFINITY;
    assert!(message(diverged.save(&path)).contains("a weight is not a finite number"));
    assert_eq!(Checkpoint::load(&path).unwrap(), checkpoint);

    let fewer = message(TrainingLoop::resume_on_ranks(&Ranks::alone(), &checkpoint, 59));
    assert_eq!(fewer, "the checkpoint was made with 60 samples, and now there are 59");
    let mut other = checkpoint.clone();
    other.network = Network::new(&[2, 3], Activation::Tanh, Activation::Softmax, &mut rng(0)).unwrap();
    assert!(message(TrainingLoop::resume(&other)).contains("a network of another shape"));
    let told = message(other.save(&path));
    assert!(told.contains("the checkpoint cannot be kept, as it could not be used again"), "{told}");
    assert!(
        told.contains("'optimizer.0.weight.v' has shape (7, 2), but (3, 2) is needed")
            || told.contains("'optimizer.0.bias.v' has shape (7, 1), but (3, 1) is needed"),
        "{told}"
    );
    let mut none = checkpoint.clone();
    none.batch_size = 0;
    assert!(message(none.to_bytes()).contains("could not be used again"));
    assert_eq!(Checkpoint::load(&path).unwrap(), checkpoint, "what was there is still there");
}
