//! Chapter 12, going fast: what is done faster must be the same.

use crate::common::assert_close;
use ann::{
    Activation, Cache, Dropout, Gradients, Init, Layer, Loss, Network, Optimizer, OptimizerState, Real, backward,
    dropout, forward, matmul, rng,
};
use ndarray::{Array2, ShapeBuilder, array, s};
use proptest::prelude::*;
use rand::RngExt;

/// The product as it is defined, A: (m, k), B: (k, n), in the letters of BLAS.
fn by_definition(a: &Array2<f32>, b: &Array2<f32>) -> Array2<f64> {
    let entry = |(i, j)| (0..a.ncols()).map(|p| f64::from(a[[i, p]]) * f64::from(b[[p, j]])).sum();
    Array2::from_shape_fn((a.nrows(), b.ncols()), entry)
}

/// Sizes around those of vectors, tiles, micro-panels and blocks.
fn size() -> impl Strategy<Value = usize> {
    prop_oneof![4 => 1_usize..70, 1 => 120_usize..300, 1 => 511_usize..530]
}

#[test]
fn the_product_is_right_where_b_is_packed() {
    // Rows of B that are a multiple of 128 numbers long, so that they would evict each other from the cache; 128, 256 and 640 are no
    // multiples of a tile. Of 130 or 258 rows of A the last ones are a block of their own, which is only a vector high.
    let mut rng = rng(7);
    for (m, n) in [(70, 128), (130, 128), (258, 256), (130, 640)] {
        let a = Init::Normal { std: 1.0 }.weights(m, 40, &mut rng).unwrap();
        let b = Init::Normal { std: 1.0 }.weights(n, 40, &mut rng).unwrap().reversed_axes();
        let mut c = Array2::<f32>::zeros((m, n).f());
        matmul(1.0, &a, &b, 0.0, &mut c);
        assert_close(c.mapv(f64::from).view(), by_definition(&a, &b).view(), 1e-5, &format!("{m} rows, {n} columns"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_product_is_right_in_32_bits_and_in_every_layout(
        m in size(), k in size(), n in size(), seed: u64,
        transposed in any::<[bool; 3]>(), steps in [1_usize..4, 1_usize..4, 1_usize..4], without_gaps: bool,
        alpha in -2.0_f32..2.0, beta in prop_oneof![Just(0.0_f32), Just(1.0), -1.0_f32..1.0],
    ) {
        let steps = if without_gaps { [1; 3] } else { steps };
        let mut rng = rng(seed);
        let mut draw = |rows: usize, columns: usize, which: usize| {
            let (rows, columns) = (rows * steps[which], columns * steps[which]);
            let shape = if transposed[which] { (rows, columns).set_f(false) } else { (rows, columns).f() };
            Array2::<f32>::from_shape_simple_fn(shape, || rng.random_range(-1.0..1.0))
        };
        let (a, b, mut c) = (draw(m, k, 0), draw(k, n, 1), draw(m, n, 2));
        // Every second or third row and column of a larger matrix: neither rows nor columns lie without gaps.
        let (a, b) = (a.slice(s![..;steps[0], ..;steps[0]]), b.slice(s![..;steps[1], ..;steps[1]]));
        if beta == 0.0 {
            c.fill(f32::NAN);
        }
        let untouched = c.clone();
        let mut part = c.slice_mut(s![..;steps[2], ..;steps[2]]);
        matmul(alpha, &a, &b, beta, &mut part);
        let product = by_definition(&a.to_owned(), &b.to_owned());
        for ((i, j), found) in part.indexed_iter() {
            let before = f64::from(untouched[[i * steps[2], j * steps[2]]]);
            let right = f64::from(alpha) * product[[i, j]] + if beta == 0.0 { 0.0 } else { f64::from(beta) * before };
            prop_assert!((f64::from(*found) - right).abs() < 5e-4, "{found} and not {right} in row {i}, column {j}");
        }
        for ((i, j), found) in c.indexed_iter() {
            let outside = i % steps[2] != 0 || j % steps[2] != 0;
            prop_assert!(!outside || found.to_bits() == untouched[[i, j]].to_bits(), "written outside of C");
        }
    }

    #[test]
    fn wide_loops_give_the_bits_of_plain_ones(rows in 1_usize..50, columns in 1_usize..50, seed: u64) {
        the_same_bits::<f32>(rows, columns, seed)?;
        the_same_bits::<f64>(rows, columns, seed)?;
    }
}

/// Activations and dropout, over memory in one piece and over every second row of a larger array, against the equations number
/// by number.
fn the_same_bits<F: Real>(rows: usize, columns: usize, seed: u64) -> Result<(), TestCaseError> {
    let mut rng = rng(seed);
    let mut draw =
        || Array2::<F>::from_shape_simple_fn((2 * rows, columns).f(), || F::from_f64(rng.random_range(-2.0..2.0)));
    let (z, da) = (draw(), draw());
    let mut mask = Array2::from_elem(z.raw_dim().f(), false);
    dropout::draw(mask.view_mut(), 0.7, &mut rng);
    let (zero, slope, scale) = (F::zero(), F::from_f64(0.01), F::from_f64(1.0 / 0.7));
    for step in [1, 2] {
        let part = s![..;step, ..];
        for activation in [Activation::Relu, Activation::LEAKY_RELU] {
            let below = if activation == Activation::Relu { zero } else { slope };
            let mut a = z.clone();
            activation.apply(a.slice_mut(part));
            let mut dz = da.clone();
            activation.backward(a.slice(part), dz.slice_mut(part));
            for (((z, da), a), dz) in z.slice(part).iter().zip(da.slice(part)).zip(a.slice(part)).zip(dz.slice(part)) {
                prop_assert_eq!(*a, if *z < zero { below * *z } else { *z });
                prop_assert_eq!(*dz, if *z > zero { *da } else { *da * below });
            }
        }
        let (mut dropped, mut da_through) = (z.clone(), da.clone());
        dropout::apply(z.slice(part), mask.slice(part), 0.7, dropped.slice_mut(part));
        dropout::backward(mask.slice(part), 0.7, da_through.slice_mut(part));
        for ((z, keep), dropped) in z.slice(part).iter().zip(mask.slice(part)).zip(dropped.slice(part)) {
            prop_assert_eq!(*dropped, if *keep { *z * scale } else { zero });
        }
        for ((da, keep), through) in da.slice(part).iter().zip(mask.slice(part)).zip(da_through.slice(part)) {
            prop_assert_eq!(*through, if *keep { *da * scale } else { zero });
        }
    }
    Ok(())
}

/// A layer whose dW is dZ xᵀ of one sample, and that gradient: a gradient of any shape and size.
fn gradient_of<F: Real>(network: &Network<F>, x: &Array2<F>, y: &Array2<F>) -> Gradients<F> {
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    forward(network, x.view(), Dropout::Off, &mut cache).unwrap();
    backward(network, y.view(), &Loss::MeanSquaredError.into(), &cache, &mut gradients).unwrap();
    gradients
}

#[test]
fn adam_in_wide_vectors_and_threads_gives_the_bits_of_the_plain_loop() {
    // 257 × 131 = 33 667 weights: enough to be cut, and no multiple of a vector.
    let identity = Activation::Identity;
    let mut random = rng(6);
    let mut network = Network::<f32>::new(&[131, 257], identity, identity, &mut random).unwrap();
    let mut state = OptimizerState::new(Optimizer::ADAM, &network).unwrap();
    let (mut v, mut s) = (Array2::<f32>::zeros((257, 131)), Array2::<f32>::zeros((257, 131)));
    for t in 1..=4 {
        let x: Array2<f32> = Init::Normal { std: 1.0 }.weights(131, 1, &mut random).unwrap();
        let y: Array2<f32> = Init::Normal { std: 1.0 }.weights(257, 1, &mut random).unwrap();
        let gradients = gradient_of(&network, &x, &y);
        let mut theta = network.layer(1).w.clone();
        let alpha = (0.01 / (1.0 - 0.9_f64.powi(t))) as f32;
        let root = (1.0 / (1.0 - 0.999_f64.powi(t)).sqrt()) as f32;
        ndarray::azip!((theta in &mut theta, &g in gradients.dw(1), v in &mut v, s in &mut s) {
            *v = 0.9_f32 * *v + (1.0 - 0.9_f64) as f32 * g; // (6.6)
            *s = 0.999_f32 * *s + (1.0 - 0.999_f64) as f32 * g * g; // (6.7)
            *theta -= alpha * *v / (s.sqrt() * root + 1e-8); // (6.8)
        });
        state.step(&mut network, &gradients, 0.01).unwrap();
        let differing = network.layer(1).w.iter().zip(&theta).filter(|(a, b)| a.to_bits() != b.to_bits()).count();
        assert_eq!(differing, 0, "step {t}");
    }
}

/// The numbers in the text that `{:?}` makes of something.
fn numbers(text: &str) -> Vec<f32> {
    let no_number = |c: char| !(c.is_ascii_digit() || ".e-".contains(c));
    text.split(no_number).filter(|word| word.contains(char::is_numeric)).filter_map(|word| word.parse().ok()).collect()
}

#[test]
fn no_number_that_adam_keeps_is_subnormal() {
    // Squares of 1e-20 are subnormal at once; after the gradient has gone, v = 0.9 v would be after 800 steps.
    let layer = Layer { w: array![[0.0_f32, 0.0]], b: array![[0.0]], activation: Activation::Identity, keep_prob: 1.0 };
    let mut network = Network::from_layers(vec![layer]).unwrap();
    for optimizer in [Optimizer::ADAM, Optimizer::ADAMW] {
        for (size, steps) in [(1e-20, 1), (1e-3, 2000)] {
            let mut state = OptimizerState::new(optimizer, &network).unwrap();
            let gradients = gradient_of(&network, &array![[1.0], [1.0]], &array![[-size]]);
            state.step(&mut network, &gradients, 0.0).unwrap();
            let nothing = gradient_of(&network, &array![[0.0], [0.0]], &array![[0.0]]);
            for _ in 1..steps {
                state.step(&mut network, &nothing, 0.0).unwrap();
                let text = format!("{state:?}");
                assert!(!numbers(&text).iter().any(|number| number.is_subnormal()), "{optimizer}: {text}");
            }
            let text = format!("{state:?}");
            let kept = numbers(&text);
            assert!(kept.len() > 6 && !kept.iter().any(|number| number.is_subnormal()), "{optimizer}: {text}");
        }
    }
}

#[test]
fn a_product_of_no_terms_is_beta_times_what_stood_there() {
    let (a, b) = (Array2::<f64>::zeros((2, 0)), Array2::zeros((0, 3)));
    let mut c = array![[1.0, -2.0, 3.0], [f64::INFINITY, 0.5, 0.0]];
    matmul(7.0, &a, &b, 0.5, &mut c);
    assert_eq!(c, array![[0.5, -1.0, 1.5], [f64::INFINITY, 0.25, 0.0]]);
    c[[0, 0]] = f64::NAN;
    matmul(7.0, &a, &b, 0.0, &mut c);
    assert_eq!(c, Array2::<f64>::zeros((2, 3)), "what stood there is not read");
}
