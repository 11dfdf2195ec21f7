//! Chapter 12, on another processor: the bits of AVX-512 are those of AVX2, and without fused multiply-adds only the last digits differ.
//!
//! The other processors are emulated by QEMU (`qemu-user`), which runs this test program again. Without it, or on another architecture,
//! nothing is compared.
#![cfg(target_arch = "x86_64")]

use ann::{Activation, Cost, Init, Loss, Network, Optimizer, Real, TrainingLoop, data, matmul, rng, with_threads};
use ndarray::{Array2, ShapeBuilder};
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::process::Command;

/// What something computes, as the bits of its numbers.
type Computed = BTreeMap<String, Vec<u64>>;

/// A training of two epochs with dropout, and what the network then answers.
fn training<F: Real>(hidden: Activation, optimizer: Optimizer, computed: &mut Computed) {
    let mut random = rng(12);
    let network = Network::<F>::new(&[19, 33, 18, 5], hidden, Activation::Softmax, &mut random).unwrap();
    let mut network = network.with_keep_prob(0.8).unwrap();
    let m = 70;
    let x: Array2<F> = Init::Normal { std: 1.0 }.weights(19, m, &mut random).unwrap();
    let y = data::one_hot(&(0..m).map(|j| j * j % 5).collect::<Vec<_>>(), 5);
    let cost = Cost { loss: Loss::CategoricalCrossEntropy, weight_decay: 0.001 };
    let mut training = TrainingLoop::new(&network, m, 32, cost, optimizer).unwrap();
    for _ in 0..2 {
        training.epoch(&mut network, x.view(), y.view(), |_| 0.01, &mut random).unwrap();
    }
    let mut numbers: Vec<u64> = network.predict(x.view()).unwrap().iter().map(|p| p.into_f64().to_bits()).collect();
    for layer in network.layers() {
        numbers.extend(layer.w.iter().chain(&layer.b).map(|w| w.into_f64().to_bits()));
    }
    computed.insert(format!("{} {hidden} {optimizer}", F::NAME), numbers);
}

/// Products of matrices that no vector divides.
fn products<F: Real>(computed: &mut Computed) {
    for (m, k, n) in [(1, 1, 1), (37, 41, 23), (5, 700, 3)] {
        let draw = |rows, columns| Init::Normal { std: 1.0 }.weights::<F>(rows, columns, &mut rng(4)).unwrap();
        let mut c = Array2::zeros((m, n).f());
        matmul(F::one(), &draw(m, k), &draw(k, n), F::zero(), &mut c);
        let bits = c.iter().map(|c| c.into_f64().to_bits()).collect();
        computed.insert(format!("{} product of {m} × {k} and {k} × {n}", F::NAME), bits);
    }
}

fn everything() -> Computed {
    let mut computed = Computed::new();
    let slope = Activation::LeakyRelu { slope: 0.1 };
    for (hidden, optimizer) in [
        (Activation::Relu, Optimizer::ADAM),
        (Activation::Tanh, Optimizer::MOMENTUM),
        (Activation::Sigmoid, Optimizer::RMSPROP),
        (slope, Optimizer::Sgd),
    ] {
        training::<f32>(hidden, optimizer, &mut computed);
        training::<f64>(hidden, optimizer, &mut computed);
    }
    products::<f32>(&mut computed);
    products::<f64>(&mut computed);
    computed
}

/// Prints everything for [`computed`], which runs this in another process.
#[test]
#[ignore = "a part of another test"]
fn print() {
    for (what, numbers) in with_threads(1, everything).unwrap() {
        let numbers: Vec<String> = numbers.iter().map(|bits| format!("{bits:x}")).collect();
        println!("\ncomputed: {what}: {}", numbers.join(" "));
    }
}

/// What [`print`] says that runs this test program once more; none if the program of the command is not there.
fn computed(command: &mut Command) -> Option<Computed> {
    let output = match command.args(["--exact", "print", "--ignored", "--nocapture"]).output() {
        Ok(output) => output,
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        Err(error) => panic!("{command:?}: {error}"),
    };
    let (told, error) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}: {told}{error}");
    let mut computed = Computed::new();
    for line in told.lines().filter_map(|line| line.strip_prefix("computed: ")) {
        let (what, numbers) = line.split_once(": ").unwrap();
        let bits = numbers.split(' ').map(|bits| u64::from_str_radix(bits, 16).unwrap());
        computed.insert(what.to_owned(), bits.collect());
    }
    assert!(!computed.is_empty(), "{command:?}: {told}");
    Some(computed)
}

/// Everything as this kind of processor computes it; none if it cannot be emulated.
fn on(processor: &str) -> Option<Computed> {
    let mut qemu = Command::new("qemu-x86_64");
    let computed = computed(qemu.args(["-cpu", processor]).arg(std::env::current_exe().unwrap()));
    if computed.is_none() {
        eprintln!("not compared: there is no `qemu-x86_64` (Debian's package qemu-user)");
    }
    computed
}

/// The library promises bits, whatever the compiler makes of it: nothing is added in another order where it optimises.
#[test]
#[ignore = "compiles the library once more, without optimisation"]
fn a_debug_build_gives_the_same_bits() {
    if cfg!(debug_assertions) {
        panic!("this compares with a release build: `cargo test --release`");
    }
    let mut debug = Command::new(env!("CARGO"));
    debug.args(["test", "--quiet", "--locked", "--package", "ann", "--test", "bits", "--"]);
    debug.env("CARGO_PROFILE_DEV_OPT_LEVEL", "0");
    let (debug, release) = (computed(&mut debug).unwrap(), with_threads(1, everything).unwrap());
    assert_eq!(debug.keys().collect::<Vec<_>>(), release.keys().collect::<Vec<_>>());
    for (what, numbers) in &release {
        assert_eq!(numbers, &debug[what], "{what}");
    }
}

#[test]
fn other_vectors_give_the_same_bits() {
    let here = with_threads(1, everything).unwrap();
    // AVX2 with fused multiply-adds.
    let Some(avx2) = on("Haswell") else { return };
    let is_fused = is_x86_feature_detected!("fma");
    if is_fused {
        for (what, numbers) in &here {
            assert_eq!(numbers, &avx2[what], "{what}");
        }
    }
    // SSE 4.2 and no fused multiply-adds: each product is rounded before it is added.
    let sse = on("Nehalem").unwrap();
    for (what, numbers) in &avx2 {
        let limit = if what.starts_with("f32") { 4e-5 } else { 1e-13 };
        let apart = numbers.iter().zip(&sse[what]).map(|(&a, &b)| (f64::from_bits(a) - f64::from_bits(b)).abs());
        let apart = apart.map(|apart| if apart.is_nan() { f64::INFINITY } else { apart }).fold(0.0, f64::max);
        println!("{what}: {apart:e}");
        assert!(apart < limit, "{what}: {apart:e}");
    }
    // If nothing differed, it would not be another processor.
    assert!(avx2 != sse, "QEMU emulates one and the same processor");
}
