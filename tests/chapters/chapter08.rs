//! Chapter 8, the cache: what it holds, and that a training step allocates nothing.

use crate::common::allocator::{ALLOCATIONS, IN_USE};
use crate::common::message;
use ann::{
    Activation, Cache, Cost, Dropout, Gradients, Loss, Network, Optimizer, OptimizerState, ShapeTable, TrainingLoop,
    backward, data, forward, gradient_check, rng,
};
use ndarray::{Array2, ShapeBuilder, s};

/// How often `work` allocates, and by how many bytes it leaves more memory in use.
fn allocations(work: impl FnOnce()) -> (usize, isize) {
    let before = (ALLOCATIONS.get(), IN_USE.get());
    work();
    (ALLOCATIONS.get() - before.0, IN_USE.get() - before.1)
}

/// Trains for four epochs; how often each of the last three allocates, and how many bytes it leaves in use.
fn allocations_of_training(sizes: &[usize], optimizer: Optimizer) -> [(usize, isize); 3] {
    let mut rng = rng(0);
    let m = 150;
    let x = Array2::from_shape_fn((sizes[0], m).f(), |(i, j)| (i * j % 7) as f32 / 7.0);
    let y = data::one_hot(&(0..m).map(|i| i % 3).collect::<Vec<_>>(), 3);
    let network = Network::new(sizes, Activation::Relu, Activation::Softmax, &mut rng).unwrap();
    let mut network = network.with_keep_prob(0.8).unwrap();
    let cost = Cost { loss: Loss::CategoricalCrossEntropy, weight_decay: 0.01 };
    let mut descent = TrainingLoop::new(&network, m, 32, cost, optimizer).unwrap();
    assert_eq!(descent.groups(), 1, "what another thread allocates is not counted");
    let mut epoch = || {
        allocations(|| {
            descent.epoch(&mut network, x.view(), y.view(), |_| 0.01, &mut rng).unwrap();
        })
    };
    // The first product of a thread makes the place for copies.
    epoch();
    [epoch(), epoch(), epoch()]
}

#[test]
fn a_training_step_allocates_nothing() {
    for optimizer in Optimizer::ALL {
        for sizes in [[13, 32, 16, 3], [130, 40, 20, 3]] {
            assert_eq!(allocations_of_training(&sizes, optimizer), [(0, 0); 3], "{optimizer}, {sizes:?}");
        }
    }
}

#[test]
fn buffers_grow_to_the_largest_batch_and_stay() {
    let mut rng = rng(0);
    let network = Network::<f32>::new(&[3, 4, 2], Activation::Relu, Activation::Softmax, &mut rng).unwrap();
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    let y = data::one_hot(&[0; 20], 2);
    let mut run = |m: usize| {
        let x = Array2::<f32>::ones((3, m).f());
        let cost = Loss::CategoricalCrossEntropy.into();
        forward(&network, x.view(), Dropout::Off, &mut cache).unwrap();
        backward(&network, y.slice(s![.., ..m]), &cost, &cache, &mut gradients).unwrap();
        assert_eq!((cache.samples(), cache.output().dim(), gradients.dz(1).dim()), (m, (2, m), (4, m)));
        (cache.bytes(), gradients.bytes())
    };
    let ten = run(10);
    assert_eq!(run(3), ten);
    let twenty = run(20);
    assert_eq!(twenty.0, 2 * ten.0);
    assert_eq!(run(10), twenty);
}

#[test]
fn the_cache_holds_what_backward_needs_and_no_more() {
    let mut rng = rng(0);
    let m = 5;
    let plain = Network::<f32>::new(&[3, 4, 2], Activation::Relu, Activation::Softmax, &mut rng).unwrap();
    // (8.1): X, A of both layers and the last Z, four bytes each.
    assert_eq!(Cache::new(&plain, m).bytes(), (3 + 4 + 2 + 2) * m * 4);
    let dropping = plain.clone().with_keep_prob(0.5).unwrap();
    // With dropout also Ã, and a byte for each coin.
    assert_eq!(Cache::new(&dropping, m).bytes(), (3 + 4 + 2 + 2 + 4) * m * 4 + 4 * m);
}

#[test]
fn a_cache_serves_another_network_after_it() {
    let mut rng = rng(0);
    let mut cache = Cache::default();
    for (sizes, keep_prob) in [([3, 4, 2], 1.0), ([5, 1, 3], 0.5), ([3, 4, 2], 1.0), ([3, 4, 2], 0.5), ([3, 4, 2], 1.0)]
    {
        let network = Network::<f64>::new(&sizes, Activation::Tanh, Activation::Softmax, &mut rng).unwrap();
        let network = network.with_keep_prob(keep_prob).unwrap();
        let x = Array2::ones((sizes[0], 6));
        forward(&network, x.view(), Dropout::Draw(&mut rng), &mut cache).unwrap();
        assert_eq!(cache.mask(1).is_some(), keep_prob < 1.0);
        let answer = forward(&network, x.view(), Dropout::Off, &mut cache).unwrap();
        assert_eq!(answer, network.predict(x.view()).unwrap());
    }
}

#[test]
fn a_cache_that_was_only_made_holds_no_pass() {
    let network = Network::<f64>::new(&[2, 3, 1], Activation::Tanh, Activation::Sigmoid, &mut rng(0)).unwrap();
    let cost = Cost::from(Loss::BinaryCrossEntropy);
    let (cache, mut gradients) = (Cache::new(&network, 4), Gradients::default());
    let y = Array2::ones((1, 4));
    assert!(message(backward(&network, y.view(), &cost, &cache, &mut gradients)).contains("call forward first"));
    assert!(message(cost.value(&network, &cache, y.view())).contains("call forward first"));
    assert!(message(network.pre_activation(1, &cache)).contains("call forward first"));
    let other = Network::<f64>::new(&[2, 1], Activation::Tanh, Activation::Sigmoid, &mut rng(0)).unwrap();
    let mut cache = Cache::default();
    forward(&network, Array2::ones((2, 4)).view(), Dropout::Off, &mut cache).unwrap();
    assert!(message(cost.value(&other, &cache, y.view())).contains("no forward pass of this network"));
}

#[test]
fn a_cache_of_other_weights_is_refused() {
    let mut network = Network::<f64>::new(&[2, 3, 1], Activation::Tanh, Activation::Sigmoid, &mut rng(0)).unwrap();
    let (x, y) = (Array2::ones((2, 4)), Array2::ones((1, 4)));
    let cost = Cost::from(Loss::BinaryCrossEntropy);
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    let mut optimizer = OptimizerState::new(Optimizer::Sgd, &network).unwrap();

    // Forward, step, backward.
    forward(&network, x.view(), Dropout::Off, &mut cache).unwrap();
    backward(&network, y.view(), &cost, &cache, &mut gradients).unwrap();
    backward(&network, y.view(), &cost, &cache, &mut gradients).unwrap();
    optimizer.step(&mut network, &gradients, 0.1).unwrap();
    assert!(message(backward(&network, y.view(), &cost, &cache, &mut gradients)).contains("call forward again"));
    assert!(message(cost.value(&network, &cache, y.view())).contains("the cache is stale"));
    assert!(message(network.pre_activation(1, &cache)).contains("the cache is stale"));
    forward(&network, x.view(), Dropout::Off, &mut cache).unwrap();
    backward(&network, y.view(), &cost, &cache, &mut gradients).unwrap();

    // A clone has the same weights, until one of the two is changed; another network of these sizes has not.
    let mut clone = network.clone();
    backward(&clone, y.view(), &cost, &cache, &mut gradients).unwrap();
    clone.layer_mut(1).w[[0, 0]] += 1.0;
    assert!(message(backward(&clone, y.view(), &cost, &cache, &mut gradients)).contains("the cache is stale"));
    network.layer_mut(2).w[[0, 0]] += 1.0;
    assert!(message(backward(&network, y.view(), &cost, &cache, &mut gradients)).contains("the cache is stale"));
    let other = Network::<f64>::new(&[2, 3, 1], Activation::Tanh, Activation::Sigmoid, &mut rng(1)).unwrap();
    assert!(message(backward(&other, y.view(), &cost, &cache, &mut gradients)).contains("the cache is stale"));
    // Equality is that of the weights, not of their history.
    network.layer_mut(1);
    assert_eq!(network, Network::from_layers(network.layers().to_vec()).unwrap());

    // After an epoch of the training loop its last pass is one of weights that are no more.
    let mut training = TrainingLoop::new(&network, 4, 2, cost, Optimizer::Sgd).unwrap();
    training.epoch(&mut network, x.view(), y.view(), |_| 0.1, &mut rng(2)).unwrap();
    let y = y.slice(s![.., ..2]);
    assert!(message(backward(&network, y, &cost, training.cache(), &mut gradients)).contains("the cache is stale"));
}

#[test]
fn a_shape_table_needs_a_pass_and_its_gradients() {
    let network = Network::<f64>::new(&[2, 3, 1], Activation::Tanh, Activation::Sigmoid, &mut rng(0)).unwrap();
    let (x, y) = (Array2::ones((2, 4)), Array2::ones((1, 4)));
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    assert!(message(ShapeTable::new(&network, &cache, &gradients)).contains("call forward first"));
    forward(&network, x.view(), Dropout::Off, &mut cache).unwrap();
    assert!(message(ShapeTable::new(&network, &cache, &gradients)).contains("call backward first"));
    backward(&network, y.view(), &Loss::BinaryCrossEntropy.into(), &cache, &mut gradients).unwrap();
    assert_eq!(ShapeTable::new(&network, &cache, &gradients).unwrap().entries.len(), 14);
    let wider = Network::<f64>::new(&[2, 5, 1], Activation::Tanh, Activation::Sigmoid, &mut rng(0)).unwrap();
    let of_wider = Gradients::new(&wider, 4);
    assert!(message(ShapeTable::new(&network, &cache, &of_wider)).contains("call backward first"));
    forward(&network, x.slice(s![.., ..2]), Dropout::Off, &mut cache).unwrap();
    assert!(message(ShapeTable::new(&network, &cache, &gradients)).contains("call backward first"));
    let other = Network::<f64>::new(&[2, 1], Activation::Tanh, Activation::Sigmoid, &mut rng(0)).unwrap();
    assert!(message(ShapeTable::new(&other, &cache, &gradients)).contains("no forward pass of this network"));
}

#[test]
fn a_gradient_check_leaves_the_pass_of_the_network_that_it_checked() {
    let network = Network::<f64>::new(&[2, 3, 1], Activation::Tanh, Activation::Sigmoid, &mut rng(0)).unwrap();
    let network = network.with_keep_prob(0.5).unwrap();
    let (x, y) = (Array2::from_shape_fn((2, 4), |(i, j)| (i + 2 * j) as f64 / 4.0), Array2::ones((1, 4)));
    let cost = Cost::from(Loss::BinaryCrossEntropy);
    let mut cache = Cache::default();
    gradient_check(&network, x.view(), y.view(), &cost, Dropout::Draw(&mut rng(3)), &mut cache).unwrap();
    let (mut after, mut right) = (Gradients::default(), Gradients::default());
    backward(&network, y.view(), &cost, &cache, &mut after).unwrap();
    forward(&network, x.view(), Dropout::Frozen, &mut cache).unwrap();
    backward(&network, y.view(), &cost, &cache, &mut right).unwrap();
    assert_eq!((after.dw(1), after.dw(2)), (right.dw(1), right.dw(2)));
}

#[test]
fn a_shape_table_has_a_row_for_every_array_and_those_of_dropout() {
    let network = Network::<f64>::new(&[2, 3, 1], Activation::Tanh, Activation::Sigmoid, &mut rng(0)).unwrap();
    let network = network.with_keep_prob(0.5).unwrap();
    let (x, y) = (Array2::ones((2, 4)), Array2::ones((1, 4)));
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    forward(&network, x.view(), Dropout::Draw(&mut rng(1)), &mut cache).unwrap();
    backward(&network, y.view(), &Loss::BinaryCrossEntropy.into(), &cache, &mut gradients).unwrap();
    let table = ShapeTable::new(&network, &cache, &gradients).unwrap();
    let of_first = table.entries.iter().filter(|entry| entry.layer == 1);
    let of_first: Vec<_> = of_first.map(|entry| (entry.name, entry.shape, entry.bytes)).collect();
    let expected = [
        ("W", (3, 2), 48),
        ("b", (3, 1), 24),
        ("A", (3, 4), 96),
        ("D", (3, 4), 12), // a byte for each coin
        ("Ã", (3, 4), 96),
        ("dZ", (3, 4), 96),
        ("dW", (3, 2), 48),
        ("db", (3, 1), 24),
    ];
    assert_eq!(of_first, expected);
    let text = table.to_string();
    let rows: Vec<&str> = text.lines().collect();
    assert_eq!(rows.len(), 1 + table.entries.len());
    assert_eq!(rows[0], "layer  array         shape     bytes");
    assert_eq!(rows[1], "0      X             2 × 4        64");
    assert_eq!(rows[5], "1      D             3 × 4        12");
}
