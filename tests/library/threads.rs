//! Chapter 12, going fast: on any number of threads everything has the same bits, and a step allocates nothing.
#![cfg(feature = "threads")]

use crate::common::allocator::ALLOCATIONS;
use crate::common::message;
use ann::projection::{Affinities, Repulsion, Tsne};
use ann::{
    Activation, Batches, Cache, Cost, Dropout, Gradients, Init, Loss, Network, Optimizer, OptimizerState, Real, Rng,
    TrainingLoop, backward, data, evaluate, forward, rng, threads, with_threads,
};
use ndarray::{Array2, Axis, ShapeBuilder, s};
use rand::RngExt;

/// The numbers of threads that are compared; this machine need not have as many cores.
const THREADS: [usize; 6] = [1, 2, 3, 4, 8, 16];

/// A network that drops neurons of two layers, if any, and m samples of it with their targets: enough work for 16 threads.
fn large<F: Real>(keep_prob: f64, m: usize) -> (Network<F>, Array2<F>, Array2<F>) {
    let mut rng = rng(12);
    let network = Network::new(&[300, 90, 70, 10], Activation::Tanh, Activation::Softmax, &mut rng).unwrap();
    let x = Init::Normal { std: 1.0 }.weights(300, m, &mut rng).unwrap();
    let y = data::one_hot(&(0..m).map(|j| j * j % 10).collect::<Vec<_>>(), 10);
    (network.with_keep_prob(keep_prob).unwrap(), x, y)
}

fn cost() -> Cost {
    Cost { loss: Loss::CategoricalCrossEntropy, weight_decay: 0.001 }
}

/// What a training leaves: the network, the moments, and the generator's next number.
type Trained<F> = (Network<F>, OptimizerState<F>, u64);

/// Trains for two epochs with the library's loop.
fn train<F: Real>(
    (mut network, x, y): (Network<F>, Array2<F>, Array2<F>),
    batch: usize,
    optimizer: Optimizer,
) -> Trained<F> {
    let mut training = TrainingLoop::new(&network, x.ncols(), batch, cost(), optimizer).unwrap();
    assert_eq!(training.groups() > 1, threads() > 1, "cut otherwise than this test believes");
    let mut random = rng(3);
    for _ in 0..2 {
        training.epoch(&mut network, x.view(), y.view(), |_| 0.01, &mut random).unwrap();
    }
    let state = training.checkpoint(&network, &random, 2).optimizer;
    (network, state, random.random())
}

/// The same on one thread, as chapters 3 to 7 have it: gather, forward, backward, step.
fn train_plainly<F: Real>(
    (mut network, x, y): (Network<F>, Array2<F>, Array2<F>),
    batch: usize,
    optimizer: Optimizer,
) -> Trained<F> {
    let mut state = OptimizerState::new(optimizer, &network).unwrap();
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    let mut batches = Batches::new(x.ncols(), batch).unwrap();
    let mut random = rng(3);
    for _ in 0..2 {
        batches.shuffle(&mut random);
        for batch in batches.iter() {
            forward(&network, x.select(Axis(1), batch).view(), Dropout::Draw(&mut random), &mut cache).unwrap();
            backward(&network, y.select(Axis(1), batch).view(), &cost(), &cache, &mut gradients).unwrap();
            state.step(&mut network, &gradients, 0.01).unwrap();
        }
    }
    (network, state, random.random())
}

/// Batches that cannot be cut evenly, with a smaller one at the end; and one whose products are summed in parts.
fn training_has_the_bits_of_one_thread<F: Real>(keep_prob: f64, optimizer: Optimizer) {
    for (m, batch) in [(350, 101), (300, 300)] {
        let plain = with_threads(1, || train_plainly(large::<F>(keep_prob, m), batch, optimizer)).unwrap();
        for threads in THREADS {
            let (network, state, next) =
                with_threads(threads, || train(large::<F>(keep_prob, m), batch, optimizer)).unwrap();
            let what = format!("{} {optimizer} keep_prob {keep_prob}, batches of {batch}, {threads} threads", F::NAME);
            for l in 1..=3 {
                // NaN would be unequal, and zeros of either sign are told apart below.
                assert!(network.layer(l) == plain.0.layer(l), "layer {l}, {what}");
                let negative = |network: &Network<F>| network.layer(l).w.mapv(F::is_sign_negative);
                assert!(negative(&network) == negative(&plain.0), "signs of layer {l}, {what}");
            }
            assert!(state == plain.1, "the moments, {what}");
            assert_eq!(next, plain.2, "the generator, {what}");
        }
    }
}

#[test]
fn training_has_the_bits_of_one_thread_in_f32() {
    training_has_the_bits_of_one_thread::<f32>(1.0, Optimizer::ADAM);
    training_has_the_bits_of_one_thread::<f32>(0.8, Optimizer::ADAM);
    training_has_the_bits_of_one_thread::<f32>(0.5, Optimizer::Sgd);
}

#[test]
fn training_has_the_bits_of_one_thread_in_f64() {
    training_has_the_bits_of_one_thread::<f64>(1.0, Optimizer::MOMENTUM);
    training_has_the_bits_of_one_thread::<f64>(0.8, Optimizer::RMSPROP);
}

#[test]
fn every_pass_of_a_batch_can_be_seen_whole() {
    let (mut network, x, y) = large::<f32>(0.8, 101);
    let mut training = TrainingLoop::new(&network, 101, 101, cost(), Optimizer::Sgd).unwrap();
    with_threads(4, || training.epoch(&mut network, x.view(), y.view(), |_| 0.0, &mut rng(4)).unwrap()).unwrap();
    let (cache, gradients) = (training.cache(), training.gradients());
    assert_eq!((cache.samples(), gradients.dz(1).ncols()), (101, 101));
    // Samples of different groups have different masks.
    let mask = cache.mask(1).unwrap();
    let alike = |i: usize, j: usize| mask.column(i).iter().zip(mask.column(j)).filter(|(a, b)| a == b).count();
    assert!((0..101).all(|i| (i + 1..101).all(|j| alike(i, j) < 88)), "two samples have one mask");
}

#[test]
fn predictions_and_evaluations_have_the_bits_of_one_thread() {
    fn check<F: Real>(loss: Loss) {
        for m in [700, 3000] {
            let (network, x, y) = large::<F>(0.8, m);
            let all = |x: &Array2<F>, y: &Array2<F>| {
                let answers = network.predict(x.view()).unwrap();
                (answers, evaluate(&network, x.view(), y.view(), loss, &mut Cache::default()).unwrap())
            };
            let one = with_threads(1, || all(&x, &y)).unwrap();
            for threads in THREADS {
                assert!(
                    with_threads(threads, || all(&x, &y)).unwrap() == one,
                    "{}, {threads} threads, {m} samples",
                    F::NAME
                );
            }
            // Rows that do not lie together, and samples one by one.
            let wider = Array2::from_shape_fn((600, m), |(i, j)| if i % 2 == 0 { x[[i / 2, j]] } else { F::nan() });
            assert!(with_threads(4, || network.predict(wider.slice(s![..;2, ..])).unwrap()).unwrap() == one.0);
            for j in [0, 300, m - 1] {
                assert_eq!(network.predict(x.slice(s![.., j..=j])).unwrap(), one.0.slice(s![.., j..=j]));
            }
        }
    }
    check::<f32>(Loss::CategoricalCrossEntropy);
    check::<f64>(Loss::MeanSquaredError);
    let (network, x, _) = large::<f32>(1.0, 1);
    assert_eq!(network.predict(x.slice(s![.., ..0])).unwrap().dim(), (10, 0));
}

#[test]
fn an_embedding_has_the_bits_of_one_thread() {
    let x = Array2::from_shape_fn((5, 700).f(), |(i, j)| ((i + 1) * (j * j + 3 * j) % 97) as f64);
    for repulsion in [Repulsion::Exact, Repulsion::Interpolated] {
        let tsne = Tsne { iterations: 60, early_iterations: 30, repulsion: Some(repulsion), ..Tsne::default() };
        let all = || (Affinities::new(x.view(), 30.0).unwrap(), tsne.fit(x.view()).unwrap());
        let one = with_threads(1, all).unwrap();
        for threads in THREADS {
            assert!(with_threads(threads, all).unwrap() == one, "{repulsion:?}, {threads} threads");
        }
    }
}

/// How often the threads of this pool have allocated, all together.
fn allocations() -> usize {
    rayon::broadcast(|_| ALLOCATIONS.get()).iter().sum()
}

#[test]
fn a_step_on_several_threads_allocates_nothing() {
    for (sizes, m, batch) in [(&[64, 64, 32, 10][..], 1797, 64), (&[300, 90, 70, 10], 350, 101)] {
        let mut random: Rng = rng(0);
        let network = Network::<f32>::new(sizes, Activation::Relu, Activation::Softmax, &mut random).unwrap();
        let mut network = network.with_keep_prob(0.8).unwrap();
        let x = Init::Normal { std: 1.0 }.weights(sizes[0], m, &mut random).unwrap();
        let y = data::one_hot(&(0..m).map(|j| j % 10).collect::<Vec<_>>(), 10);
        with_threads(2, || {
            let mut training = TrainingLoop::new(&network, m, batch, cost(), Optimizer::ADAM).unwrap();
            assert!(training.groups() > 1, "not cut");
            let mut epochs = |count: usize| {
                for _ in 0..count {
                    training.epoch(&mut network, x.view(), y.view(), |_| 0.01, &mut random).unwrap();
                }
            };
            let counting = allocations();
            let counting = allocations() - counting;
            let tries = [(); 12].map(|()| {
                let before = allocations();
                epochs(3);
                allocations() - before - counting
            });
            // A thread that takes a larger piece than any before makes a larger place for copies; whether and when it takes one is
            // chance. Were it the steps that allocate, every try would.
            assert!(tries.iter().filter(|&&count| count == 0).count() >= 6, "{sizes:?}: {tries:?}");
        })
        .unwrap();
    }
}

#[test]
fn the_number_of_threads_is_the_one_asked_for() {
    assert_eq!(with_threads(3, threads).unwrap(), 3);
    assert_eq!(with_threads(3, || with_threads(2, threads).unwrap()).unwrap(), 2);
    assert!(message(with_threads(0, || ())).contains("at least 1"));
}
