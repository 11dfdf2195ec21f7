//! Chapter 8, the cache: what it holds, and that a training step allocates nothing.

mod common;

use ann::{
    Activation, Cache, Cost, Descent, Dropout, Gradients, Loss, Network, Optimizer, backward, data, forward, matmul,
    rng,
};
use ndarray::{Array2, ShapeBuilder, s};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// Counts what this thread allocates; tests run in threads of their own.
struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
    static IN_USE: Cell<isize> = const { Cell::new(0) };
}

// SAFETY: every call goes to the system's allocator unchanged; the counters are thread-local cells that allocate nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        IN_USE.set(IN_USE.get() + layout.size() as isize);
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        IN_USE.set(IN_USE.get() - layout.size() as isize);
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// How often `work` allocates, and by how many bytes it leaves more memory in use.
fn allocations(work: impl FnOnce()) -> (usize, isize) {
    let before = (ALLOCATIONS.get(), IN_USE.get());
    work();
    (ALLOCATIONS.get() - before.0, IN_USE.get() - before.1)
}

/// How often the kernel allocates, for its own scratch, in the products of one step of m samples.
fn products(network: &Network<f32>, m: usize) -> usize {
    let buffer = |rows: usize, columns: usize| Array2::<f32>::zeros((rows, columns).f());
    let mut count = 0;
    for l in 1..=network.depth() {
        let layer = network.layer(l);
        let (n_out, n_in) = layer.w.dim();
        let (a, mut z) = (buffer(n_in, m), buffer(n_out, m));
        let (mut da, mut dw) = (buffer(n_in, m), buffer(n_out, n_in));
        count += allocations(|| matmul(1.0, &layer.w, &a, 1.0, &mut z)).0; // forward
        count += allocations(|| matmul(1.0, &z, &a.t(), 0.0, &mut dw)).0; // backward
        if l > 1 {
            count += allocations(|| matmul(1.0, &layer.w.t(), &z, 0.0, &mut da)).0; // (3.4)
        }
    }
    count
}

/// Trains for three epochs, which must allocate as often as the kernel does for its scratch in these products alone: so often an
/// epoch.
fn allocations_of_training(sizes: &[usize], optimizer: Optimizer) -> usize {
    let mut rng = rng(0);
    let m = 150;
    let x = Array2::from_shape_fn((sizes[0], m).f(), |(i, j)| (i * j % 7) as f32 / 7.0);
    let y = data::one_hot(&(0..m).map(|i| i % 3).collect::<Vec<_>>(), 3);
    let network = Network::new(sizes, Activation::Relu, Activation::Softmax, &mut rng).unwrap();
    let mut network = network.with_keep_prob(0.8).unwrap();
    let cost = Cost { loss: Loss::CategoricalCrossEntropy, l2: 0.01 };
    let mut descent = Descent::new(&network, m, 32, cost, optimizer).unwrap();

    products(&network, 32); // The first product of a thread makes the kernel's own lasting buffer.
    let of_kernel = 4 * products(&network, 32) + products(&network, 22); // Four full batches and one of 22.
    for epoch in 1..=3 {
        let (count, left) = allocations(|| {
            descent.epoch(&mut network, x.view(), y.view(), |_| 0.01, &mut rng).unwrap();
        });
        assert_eq!(count, of_kernel, "{optimizer}, epoch {epoch}: only the kernel allocates, for its products");
        assert_eq!(left, 0, "{optimizer}, epoch {epoch}: and it gives everything back");
    }
    of_kernel
}

#[test]
fn a_training_step_allocates_nothing_of_its_own() {
    for optimizer in Optimizer::ALL {
        assert_eq!(allocations_of_training(&[13, 32, 16, 3], optimizer), 0, "small products are done in tiles");
        assert!(allocations_of_training(&[130, 200, 3], optimizer) > 0, "the large ones by the kernel");
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
