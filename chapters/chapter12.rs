//! Chapter 12, going fast: where the time goes, and how to get it back.
// MEASURES TIME: what this program prints differs from run to run and from machine to machine.

mod talk;

use ann::figure::{self, Lines, Scale};
use ann::{Activation, Cache, Cost, Dropout, Gradients, Init, Loss, Network, Optimizer, OptimizerState, TrainingLoop};
use ann::{Rng, backward, forward, matmul, rng};
use multiversion::multiversion;
use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2, Axis, ShapeBuilder, array, s};
use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use talk::{draw, drawn, step, title};

/// How often a piece of work is done a second: the best of several rounds, as everything that disturbs makes it slower.
fn per_second(mut work: impl FnMut()) -> f64 {
    work();
    let (start, mut best) = (Instant::now(), 0.0_f64);
    while start.elapsed() < Duration::from_millis(300) {
        let (round, mut times) = (Instant::now(), 0.0);
        while round.elapsed() < Duration::from_millis(20) {
            work();
            times += 1.0;
        }
        best = best.max(times / round.elapsed().as_secs_f64());
    }
    best
}

/// How many microseconds a piece of work takes, if it does not fail.
fn microseconds(mut work: impl FnMut() -> ann::Result<()>) -> ann::Result<f64> {
    let mut done = Ok(());
    let rate = per_second(|| done = std::mem::replace(&mut done, Ok(())).and_then(|()| work()));
    done.map(|()| 1e6 / rate)
}

/// How many numbers of 32 bits the processor computes with at once.
fn numbers_in_a_vector() -> usize {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx512f") {
        return 16;
    } else if is_x86_feature_detected!("avx2") {
        return 8;
    }
    4
}

/// to ← to + A B as it is defined, and the multiplications and additions that it took.
fn counted(a: ArrayView2<f64>, b: ArrayView2<f64>, to: &mut Array2<f64>) -> usize {
    let mut flops = 0;
    for ((i, j), to) in to.indexed_iter_mut() {
        for (a, b) in a.row(i).iter().zip(b.column(j)) {
            *to += a * b;
            flops += 2;
        }
    }
    flops
}

/// Multiplications and additions in the products of a training step, for each sample: forward, dW, and dA in all layers but the
/// first.
fn flops(sizes: &[usize]) -> usize {
    let weights: usize = sizes.windows(2).map(|n| n[0] * n[1]).sum();
    6 * weights - 2 * sizes[0] * sizes[1]
}

/// C = A B as it is defined: an entry at a time.
fn by_definition(a: &Array2<f32>, b: &Array2<f32>, c: &mut Array2<f32>) {
    for i in 0..a.nrows() {
        for j in 0..b.ncols() {
            c[[i, j]] = 0.0;
            for k in 0..a.ncols() {
                c[[i, j]] += a[[i, k]] * b[[k, j]];
            }
        }
    }
}

/// C = A B, a column at a time: column j of C is the sum of the columns of A, each times an entry of column j of B. Of the
/// matrices, (n, k), (k, m) and (n, m), the numbers stand column after column.
#[inline(always)]
fn by_columns(a: &[f32], b: &[f32], c: &mut [f32], n: usize, k: usize) {
    for (b, c) in b.chunks(k).zip(c.chunks_mut(n)) {
        c.fill(0.0);
        for (&b, a) in b.iter().zip(a.chunks(n)) {
            for (c, &a) in c.iter_mut().zip(a) {
                *c += a * b;
            }
        }
    }
}

/// The same, compiled for the vectors of three generations of processors; the program takes the widest that it finds.
#[multiversion(targets("x86_64+avx512f+avx512vl+fma", "x86_64+avx2+fma"))]
fn by_columns_wide(a: &[f32], b: &[f32], c: &mut [f32], n: usize, k: usize) {
    by_columns(a, b, c, n, k);
}

/// Rows and columns of a tile of C, MR and NR in the papers: as many numbers as fit into the registers of the processor.
const ROWS: usize = 16;
const COLUMNS: usize = 4;

/// A tile of C = A B, in registers until it is done: a sum of rank-1 updates. `a` gives the tile's rows of A, a column of A
/// after the other; b are the tile's columns of B, of k numbers each.
#[inline(always)]
fn tile<'a>(a: impl Iterator<Item = &'a [f32; ROWS]>, b: &[f32], k: usize) -> [[f32; ROWS]; COLUMNS] {
    let mut tile = [[0.0; ROWS]; COLUMNS];
    for (p, a) in a.enumerate() {
        for j in 0..COLUMNS {
            let b = b[j * k + p];
            for r in 0..ROWS {
                tile[j][r] = a[r].mul_add(b, tile[j][r]);
            }
        }
    }
    tile
}

/// C = A B, a tile of C at a time. The sizes of C are multiples of a tile's.
#[multiversion(targets("x86_64+avx512f+avx512vl+fma", "x86_64+avx2+fma"))]
fn by_tiles(a: &[f32], b: &[f32], c: &mut [f32], n: usize, k: usize) {
    for (b, c) in b.chunks_exact(COLUMNS * k).zip(c.chunks_exact_mut(COLUMNS * n)) {
        for i in (0..n).step_by(ROWS) {
            let tile = tile(a.chunks_exact(n).filter_map(|a| a[i..].first_chunk()), b, k);
            for (c, tile) in c.chunks_exact_mut(n).zip(&tile) {
                c[i..i + ROWS].copy_from_slice(tile);
            }
        }
    }
}

/// Columns of A in a packed block, KC in the papers: `ROWS` × `KC` numbers, 12.5 kB, fit into the first-level cache.
const KC: usize = 196;

/// Numbers that begin where a line of the cache begins, so that no vector of them lies in two lines.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Row([f32; ROWS]);

/// The same, with a block of A packed first, in the order in which the tiles read it: `packed` holds `ROWS` × `KC` numbers.
#[multiversion(targets("x86_64+avx512f+avx512vl+fma", "x86_64+avx2+fma"))]
fn by_blocks(a: &[f32], b: &[f32], c: &mut [f32], n: usize, k: usize, packed: &mut [Row]) {
    c.fill(0.0);
    for (block, a) in a.chunks(n * KC).enumerate() {
        for i in (0..n).step_by(ROWS) {
            let kc = a.len() / n;
            for (packed, a) in packed.iter_mut().zip(a.chunks_exact(n)) {
                packed.0.copy_from_slice(&a[i..i + ROWS]);
            }
            for (b, c) in b.chunks_exact(COLUMNS * k).zip(c.chunks_exact_mut(COLUMNS * n)) {
                let tile = tile(packed[..kc].iter().map(|row| &row.0), &b[block * KC..], k);
                for (c, tile) in c.chunks_exact_mut(n).zip(&tile) {
                    for (c, sum) in c[i..i + ROWS].iter_mut().zip(tile) {
                        *c += sum;
                    }
                }
            }
        }
    }
}

/// How many products Z = W X a second two threads do, half of the samples each, that are started for so many products at a
/// time.
fn in_two_threads(products: usize, w: &Array2<f32>, x: &Array2<f32>, z: &mut Array2<f32>) -> f64 {
    let half = x.ncols() / 2;
    let rounds = per_second(|| {
        std::thread::scope(|scope| {
            for (x, mut z) in x.axis_chunks_iter(Axis(1), half).zip(z.axis_chunks_iter_mut(Axis(1), half)) {
                scope.spawn(move || (0..products).for_each(|_| matmul(1.0, w, &x, 0.0, black_box(&mut z))));
            }
        });
    });
    rounds * products as f64
}

/// A step of Adam without bias correction and with a learning rate of 0.001, an equation at a time: each operation goes over
/// whole arrays.
fn adam_by_arrays(theta: &mut Array2<f32>, g: &Array2<f32>, m: &mut Array2<f32>, v: &mut Array2<f32>) {
    *m = &*m * 0.9 + g * 0.1;
    *v = &*v * 0.999 + g * g * 0.001;
    *theta = &*theta - &*m / (v.sqrt() + 1e-8) * 0.001;
}

/// The step of `adam_by_arrays`, in one pass and in the widest vectors.
#[multiversion(targets("x86_64+avx512f+avx512vl+fma", "x86_64+avx2+fma"))]
fn adam_in_one_pass(theta: &mut [f32], g: &[f32], m: &mut [f32], v: &mut [f32]) {
    for (((theta, &g), m), v) in theta.iter_mut().zip(g).zip(m).zip(v) {
        *m = 0.9 * *m + 0.1 * g;
        *v = 0.999 * *v + 0.001 * g * g;
        *theta -= 0.001 * *m / (v.sqrt() + 1e-8);
    }
}

/// The relative error of a = tanh x, against 64 bits.
fn error_of_tanh(x: f32, a: f32) -> f64 {
    (f64::from(a) / f64::from(x).tanh() - 1.0).abs()
}

/// x ← −x, in the widest vectors: each number is read and written, and hardly anything is computed.
#[multiversion(targets("x86_64+avx512f+avx512vl+fma", "x86_64+avx2+fma"))]
fn negate(x: &mut [f32]) {
    for x in x {
        *x = -*x;
    }
}

/// The sum of numbers that are cut into so many parts: each part for itself, then the parts.
fn sum_in_parts(numbers: &[f32], parts: usize) -> f32 {
    numbers.chunks(numbers.len().div_ceil(parts)).map(|part| part.iter().sum::<f32>()).sum()
}

/// The bits of all weights of a network after an epoch with dropout on so many threads, as one number.
fn fingerprint(threads: usize, network: &Network<f32>, x: &Array2<f32>, y: &Array2<f32>) -> ann::Result<u64> {
    let mut network = network.clone().with_keep_prob(0.8)?;
    ann::with_threads(threads, || {
        let cost = Loss::CategoricalCrossEntropy.into();
        let mut training = TrainingLoop::new(&network, x.ncols(), 128, cost, Optimizer::ADAM)?;
        training.epoch(&mut network, x.view(), y.view(), |_| 1e-3, &mut rng(4))
    })??;
    let bits = network.layers().iter().flat_map(|layer| &layer.w).map(|w| u64::from(w.to_bits()));
    Ok(bits.fold(0, |all, bits| all.rotate_left(5) ^ bits))
}

/// How many microseconds it takes to hand something to another thread and to see that it is done.
fn meeting() -> ann::Result<f64> {
    let rate = ann::with_threads(2, || {
        per_second(|| {
            let there = AtomicBool::new(false);
            let wait = || {
                while !there.load(Ordering::Acquire) {
                    std::hint::spin_loop();
                }
            };
            rayon::join(wait, || there.store(true, Ordering::Release));
        })
    })?;
    Ok(1e6 / rate)
}

/// m samples for a network of these sizes, and their answers.
fn samples<F: ann::Real>(sizes: &[usize], m: usize) -> ann::Result<(Array2<F>, Array2<F>)> {
    let x = Init::Normal { std: 1.0 }.weights(sizes[0], m, &mut rng(6))?;
    Ok((x, ann::data::one_hot(&(0..m).map(|j| j % 10).collect::<Vec<_>>(), 10)))
}

/// How many microseconds forward, backward and Adam of the plain network take for a batch of m samples.
fn plain_step(sizes: &[usize], m: usize) -> ann::Result<[f64; 3]> {
    use ann::plain::{self, network::Activation};
    let mut network = plain::network::Network::new(sizes, Activation::Relu, Activation::Softmax, &mut rng(6));
    let rule = plain::optimizer::Rule::Adam { beta1: 0.9, beta2: 0.999 };
    let mut adam = plain::optimizer::Optimizer::new(rule, &network);
    let (x, y) = samples::<f64>(sizes, m)?;
    let a = plain::forward::forward(&network, &x);
    let gradients = plain::backward::backward(&network, &a, &y);
    Ok([
        1e6 / per_second(|| drop(black_box(plain::forward::forward(&network, &x)))),
        1e6 / per_second(|| drop(black_box(plain::backward::backward(&network, &a, &y)))),
        1e6 / per_second(|| adam.step(&mut network, &gradients, 1e-6)),
    ])
}

/// How many microseconds a training step of the library takes on one thread, for a batch of m samples.
fn library_step<F: ann::Real>(sizes: &[usize], m: usize) -> ann::Result<f64> {
    let mut random = rng(6);
    let mut network = Network::<F>::new(sizes, Activation::Relu, Activation::Softmax, &mut random)?;
    let (x, y) = samples::<F>(sizes, m)?;
    let mut training = TrainingLoop::new(&network, m, m, Loss::CategoricalCrossEntropy.into(), Optimizer::ADAM)?;
    let mut epoch = || training.epoch(&mut network, x.view(), y.view(), |_| 1e-6, &mut random);
    ann::with_threads(1, || microseconds(&mut epoch))?
}

/// How many microseconds a training step of a network takes on so many threads.
fn step_on(threads: usize, sizes: &[usize], batch_size: usize) -> ann::Result<f64> {
    let mut random = rng(6);
    let m = 16 * batch_size;
    let mut network = Network::<f32>::new(sizes, Activation::Relu, Activation::Softmax, &mut random)?;
    let (x, y) = samples::<f32>(sizes, m)?;
    let cost = Loss::CategoricalCrossEntropy.into();
    let mut training = TrainingLoop::new(&network, m, batch_size, cost, Optimizer::ADAM)?;
    let mut epoch = || training.epoch(&mut network, x.view(), y.view(), |_| 1e-3, &mut random);
    Ok(ann::with_threads(threads, || microseconds(&mut epoch))?? / 16.0)
}

/// A step on p threads, by Amdahl's law with two meetings: a part of the time on one thread is not shared, the rest is.
fn modelled(one: f64, unshared: f64, meeting: f64, p: f64) -> f64 {
    one * (unshared + (1.0 - unshared) / p) + 2.0 * meeting * p.log2()
}

/// Keeps a speed for the figure, and prints it beside the first one.
fn tell(speeds: &mut Vec<(String, f64)>, name: &str, speed: f64) {
    speeds.push((name.to_owned(), speed));
    println!("{name:<26} {speed:>7.2} GF/s {:>6.1} times the first", speed / speeds[0].1);
}

fn main() -> ann::Result<()> {
    title(12, "Going fast");

    step("The machine", "All times and speeds of this chapter depend on it. These were measured on:");
    // ANCHOR: machine
    let information = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = information.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("\t: unknown").to_owned();
    println!("processor            {}", name.trim_start_matches(['\t', ':', ' ']));
    println!("numbers in a vector  {}", numbers_in_a_vector());
    println!("threads              {}", std::thread::available_parallelism().map_or(1, usize::from));
    // ANCHOR_END: machine

    step(
        "The network of this book",
        "A training step with Adam: the plain network of chapters 1 to 8, and the library on one thread. Microseconds.",
    );
    // ANCHOR: plain
    println!("{:<34} {:>9}  {:>14}", "", "µs a step", "times as fast");
    for (sizes, m) in [(&[64, 64, 32, 10][..], 64), (&[784, 256, 128, 10], 128)] {
        let name = sizes.iter().map(usize::to_string).collect::<Vec<_>>().join("-");
        let [forward, backward, adam] = plain_step(sizes, m)?;
        let plain = forward + backward + adam;
        println!("{:<34} {plain:>9.0}", format!("{name} plain"));
        for (number, time) in [("f64", library_step::<f64>(sizes, m)?), ("f32", library_step::<f32>(sizes, m)?)] {
            println!("{:<34} {time:>9.0}  {:>14.1}", format!("{name} library, {number}"), plain / time);
        }
        for (part, time) in [("forward", forward), ("backward", backward), ("Adam", adam)] {
            println!("{:<34} {:>7.0} %", format!("{name} of plain, {part}"), 100.0 * time / plain);
        }
    }
    // ANCHOR_END: plain

    step(
        "By hand",
        "Multiplications and additions in the products of one training step of the 2-2-1 network, counted.",
    );
    // ANCHOR: by-hand
    let mut small = Network::<f64>::new(&[2, 2, 1], Activation::Relu, Activation::Sigmoid, &mut rng(0))?;
    small.layer_mut(1).w = array![[0.5, -1.0], [1.0, 0.5]];
    small.layer_mut(1).b = array![[0.5], [-0.5]];
    small.layer_mut(2).w = array![[1.0, -2.0]];
    small.layer_mut(2).b = array![[1.0]];
    let (input, answer) = (array![[2.0], [1.0]], array![[1.0]]);
    let [w1, w2] = [1, 2].map(|l| small.layer(l).w.clone());

    let (mut z1, mut z2) = (small.layer(1).b.clone(), small.layer(2).b.clone());
    let mut going = counted(w1.view(), input.view(), &mut z1);
    let a1 = z1.mapv(|z| z.max(0.0));
    going += counted(w2.view(), a1.view(), &mut z2);
    let dz2 = z2.mapv(|z| 1.0 / (1.0 + (-z).exp())) - &answer;

    let (mut dw1, mut dw2, mut da1) = (Array2::zeros((2, 2)), Array2::zeros((1, 2)), Array2::zeros((2, 1)));
    let mut of_weights = counted(dz2.view(), a1.t(), &mut dw2);
    let of_activations = counted(w2.t(), dz2.view(), &mut da1);
    let dz1 = da1 * a1.mapv(|a| if a > 0.0 { 1.0 } else { 0.0 });
    of_weights += counted(dz1.view(), input.t(), &mut dw1);
    println!("Z = W A + b  {going:>4}");
    println!("dW = dZ Aᵀ   {of_weights:>4}");
    println!("dA = Wᵀ dZ   {of_activations:>4}");
    println!("together     {:>4}", going + of_weights + of_activations);
    println!("formula      {:>4}", flops(&[2, 2, 1]));

    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    forward(&small, input.view(), Dropout::Off, &mut cache)?;
    backward(&small, answer.view(), &Loss::BinaryCrossEntropy.into(), &cache, &mut gradients)?;
    let same = [(1, &dw1), (2, &dw2)].iter().all(|(l, dw)| (gradients.dw(*l) - *dw).iter().all(|d| d.abs() < 1e-12));
    println!("the gradient of the library: {same}");
    println!("784-256-128-10, for each sample: {}", flops(&[784, 256, 128, 10]));
    // ANCHOR_END: by-hand

    step(
        "By definition",
        "W A of the first layer of a network 784-256-128-10, for a batch of 128: 51 million \
         multiplications and additions, an entry of the product at a time.",
    );
    // ANCHOR: definition
    let (n, k, m) = (256, 784, 128);
    let per_product = 2.0 * (n * k * m) as f64;
    let w: Array2<f32> = Init::HeNormal.weights(n, k, &mut rng(0))?;
    let x: Array2<f32> = Init::Normal { std: 1.0 }.weights(k, m, &mut rng(1))?;
    let mut z = Array2::<f32>::zeros((n, m).f());
    let mut speeds = Vec::new();
    let speed = per_second(|| by_definition(&w, &x, black_box(&mut z))) * per_product / 1e9;
    tell(&mut speeds, "by definition", speed);
    let right = z.clone();
    // ANCHOR_END: definition

    step("By columns", "The same sums, in the order in which the numbers lie in memory.");
    // ANCHOR: columns
    let (from_w, from_x) = (w.t().iter().copied().collect::<Vec<_>>(), x.t().iter().copied().collect::<Vec<_>>());
    let mut to = vec![0.0; n * m];
    let speed = per_second(|| by_columns(&from_w, &from_x, black_box(&mut to), n, k)) * per_product / 1e9;
    tell(&mut speeds, "by columns", speed);
    // ANCHOR_END: columns

    step("Wide vectors", "The same loop, compiled for the widest vectors that this processor has.");
    // ANCHOR: vectors
    let speed = per_second(|| by_columns_wide(&from_w, &from_x, black_box(&mut to), n, k)) * per_product / 1e9;
    tell(&mut speeds, "by columns, wide vectors", speed);
    // ANCHOR_END: vectors

    step("Tiles", "A part of Z of 16 × 4 numbers stays in registers until it is done.");
    // ANCHOR: tiles
    let speed = per_second(|| by_tiles(&from_w, &from_x, black_box(&mut to), n, k)) * per_product / 1e9;
    tell(&mut speeds, "by tiles", speed);
    // ANCHOR_END: tiles

    step(
        "Blocks",
        "16 × 196 numbers of W at a time are copied together, and used for all of X while they are in the cache.",
    );
    // ANCHOR: blocks
    let mut packed = vec![Row([0.0; ROWS]); KC];
    let speed = per_second(|| by_blocks(&from_w, &from_x, black_box(&mut to), n, k, &mut packed)) * per_product / 1e9;
    tell(&mut speeds, "by tiles in blocks", speed);
    let furthest = to.iter().zip(right.t().iter()).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    println!("the same numbers as by definition, to 1e-4: {}", furthest < 1e-4);
    // ANCHOR_END: blocks

    step("The library", "The product that the library uses, and, for comparison, that of the crate ndarray.");
    // ANCHOR: kernel
    let kernel = per_second(|| matmul(1.0, &w, &x, 0.0, black_box(&mut z))) * per_product / 1e9;
    tell(&mut speeds, "the library", kernel);
    let other = per_second(|| general_mat_mul(1.0, &w, &x, 0.0, black_box(&mut z))) * per_product / 1e9;
    tell(&mut speeds, "ndarray", other);
    // ANCHOR_END: kernel

    step(
        "Two threads",
        "Half of the samples each: two threads started for every product, and for a hundred at a time.",
    );
    // ANCHOR: threads
    tell(&mut speeds, "two threads, each product", in_two_threads(1, &w, &x, &mut z) * per_product / 1e9);
    tell(&mut speeds, "two threads, 100 products", in_two_threads(100, &w, &x, &mut z) * per_product / 1e9);
    draw("products", figure::dots("GF/s", Scale::Logarithmic, &speeds)?)?;
    // ANCHOR_END: threads

    step(
        "The roof",
        "What this machine can do at best on one thread, and four pieces of work below that roof: multiplications and \
         additions for each byte that must be moved, and how many are done a second.",
    );
    // ANCHOR: roof
    let side = Array2::<f32>::ones((768, 768).f());
    let mut square = Array2::<f32>::zeros((768, 768).f());
    let peak = per_second(|| matmul(1.0, &side, &side, 0.0, black_box(&mut square))) * 2.0 * 768_f64.powi(3) / 1e9;
    let moved = [1 << 25, 1 << 15].map(|long| {
        let mut numbers = vec![1.0_f32; long];
        per_second(|| negate(black_box(&mut numbers))) * 8.0 * long as f64 / 1e9
    });
    println!("peak {peak:.0} GF/s; memory {:.1} GB/s, caches {:.1} GB/s\n", moved[0], moved[1]);

    let one = s![.., ..1];
    let alone = per_second(|| matmul(1.0, &w, &x.slice(one), 0.0, &mut black_box(&mut z).slice_mut(one)));
    let (a, mut da) = (Array2::<f32>::zeros((n, m).f()), Array2::<f32>::ones((n, m).f()));
    let slope = per_second(|| Activation::Tanh.backward(a.view(), black_box(&mut da).view_mut()));
    let parameters = n * k;
    let [mut theta, mut mean, mut squares] = [1.0_f32, 0.0, 0.0].map(|number| vec![number; parameters]);
    let gradient = vec![1e-3; parameters];
    let adam = per_second(|| adam_in_one_pass(black_box(&mut theta), &gradient, &mut mean, &mut squares));
    let pieces = [
        ("product, batch of 128", per_product / (4 * (n * k + k * m + n * m)) as f64, kernel),
        ("product, one sample", (2 * n * k) as f64 / (4 * (n * k + k + n)) as f64, alone * (2 * n * k) as f64 / 1e9),
        ("Adam", 12.0 / 28.0, adam * 12.0 * parameters as f64 / 1e9),
        ("slope of tanh", 3.0 / 12.0, slope * 3.0 * (n * m) as f64 / 1e9),
    ];
    println!("{:<22}  {:>9}  {:>8}  {:>12}", "", "flop/byte", "GF/s", "of its roof");
    for (name, intensity, speed) in pieces {
        let roof = peak.min(intensity * moved[1]);
        println!("{name:<22}  {intensity:>9.3}  {speed:>8.2}  {:>10.0} %", 100.0 * speed / roof);
    }
    let mut series = Vec::new();
    for (name, moved) in [("roof, memory", moved[0]), ("roof, caches", moved[1])] {
        series.push((name.to_owned(), vec![(0.05, 0.05 * moved), (peak / moved, peak), (100.0, peak)]));
    }
    series.extend(pieces.map(|(name, intensity, speed)| (name.to_owned(), vec![(intensity, speed)])));
    let (x_scale, y_scale) = (Scale::Logarithmic, Scale::Logarithmic);
    let roofs = Lines { x: "flop per byte", y: "GF/s", x_scale, y_scale, marks: true, series };
    draw("roof", figure::lines(&roofs)?)?;
    // ANCHOR_END: roof

    step("Where a step goes", "One step of Adam on that network and batch, in one thread: microseconds for each part.");
    // ANCHOR: anatomy
    let sizes = [784, 256, 128, 10];
    let network = Network::<f32>::new(&sizes, Activation::Relu, Activation::Softmax, &mut rng(2))?;
    let y = ann::data::one_hot(&(0..m).map(|j| j % 10).collect::<Vec<_>>(), 10);
    let cost = Cost::from(Loss::CategoricalCrossEntropy);
    let (mut cache, mut gradients) = (Cache::new(&network, m), Gradients::new(&network, m));
    let (mut learning, mut adam) = (network.clone(), OptimizerState::new(Optimizer::ADAM, &network)?);
    let going = microseconds(|| forward(&network, x.view(), Dropout::Off, &mut cache).map(drop))?;
    let coming = microseconds(|| backward(&network, y.view(), &cost, &cache, &mut gradients))?;
    let stepping = ann::with_threads(1, || microseconds(|| adam.step(&mut learning, &gradients, 1e-6)))??;

    let mut zs: Vec<Array2<f32>> = network.layers().iter().map(|layer| layer.w.clone()).collect();
    let (mut dws, mut das) = (zs.clone(), zs.clone());
    for (l, layer) in (1..).zip(network.layers()) {
        (zs[l - 1], das[l - 1]) = (Array2::zeros((layer.n_out(), m).f()), Array2::zeros((layer.n_in(), m).f()));
    }
    let products = 1e6
        / per_second(|| {
            for (l, layer) in (1..).zip(network.layers()) {
                let (a, dz) = (cache.a(l - 1), gradients.dz(l));
                matmul(1.0, &layer.w, &a, 0.0, &mut zs[l - 1]);
                matmul(1.0, &dz, &a.t(), 0.0, &mut dws[l - 1]);
                if l > 1 {
                    matmul(1.0, &layer.w.t(), &dz, 0.0, &mut das[l - 1]);
                }
            }
        });
    let whole = going + coming + stepping;
    println!("{:<34} {:>7}  {:>5}", "", "µs", "%");
    for (name, time) in
        [("forward", going), ("backward", coming), ("Adam", stepping), ("of all that, the eight products", products)]
    {
        println!("{name:<34} {time:>7.0}  {:>5.1}", 100.0 * time / whole);
    }
    println!("these products at the first one's speed {:>5.0}", (flops(&sizes) * m) as f64 / kernel / 1e3);
    // ANCHOR_END: anatomy

    step(
        "Passes and buffers",
        "A step of Adam for the 200 704 weights of the first layer, and a forward pass with a cache that is made each time or \
         once: microseconds.",
    );
    // ANCHOR: passes
    let [mut theta, g, mut mean, mut squares] =
        [1.0_f32, 1e-3, 0.0, 0.0].map(|number| Array2::from_elem((n, k).f(), number));
    let by_arrays = 1e6 / per_second(|| adam_by_arrays(black_box(&mut theta), &g, &mut mean, &mut squares));
    let [mut theta, mut mean, mut squares] = [1.0_f32, 0.0, 0.0].map(|number| vec![number; n * k]);
    let one_pass = 1e6 / per_second(|| adam_in_one_pass(black_box(&mut theta), &gradient, &mut mean, &mut squares));
    println!("Adam, array by array     {by_arrays:>6.0}  {:>5.1} times one pass", by_arrays / one_pass);
    println!("Adam, in one pass        {one_pass:>6.0}");

    let each_time = microseconds(|| forward(&network, x.view(), Dropout::Off, &mut Cache::new(&network, m)).map(drop))?;
    let once = microseconds(|| forward(&network, x.view(), Dropout::Off, &mut cache).map(drop))?;
    println!("forward, cache each time {each_time:>6.0}  {:>5.2} times once", each_time / once);
    println!("forward, cache once      {once:>6.0}");
    // ANCHOR_END: passes

    step(
        "Small products",
        "Nanoseconds for the products of small layers and batches, by the crate ndarray and by the library.",
    );
    // ANCHOR: small
    println!("{:<22}  {:>7}  {:>7}  {:>5}", "", "ndarray", "library", "times");
    for (n, k, m) in [(16, 13, 32), (8, 16, 32), (10, 32, 64), (64, 64, 64)] {
        let w: Array2<f32> = Init::HeNormal.weights(n, k, &mut rng(0))?;
        let x: Array2<f32> = Init::Normal { std: 1.0 }.weights(k, m, &mut rng(1))?;
        let mut z = Array2::<f32>::zeros((n, m).f());
        let library = 1e9 / per_second(|| matmul(1.0, &w, &x, 0.0, black_box(&mut z)));
        let other = 1e9 / per_second(|| general_mat_mul(1.0, &w, &x, 0.0, black_box(&mut z)));
        let name = format!("({n}, {k}) times ({k}, {m})");
        println!("{name:<22}  {other:>7.0}  {library:>7.0}  {:>5.2}", other / library);
    }
    // ANCHOR_END: small

    step(
        "The hyperbolic tangent",
        "Nanoseconds a number for tanh of 32 768 of them, with a call for each and as the library computes it; and the largest \
         relative error, against 64 bits.",
    );
    // ANCHOR: tanh
    let before: Array2<f32> = Init::Normal { std: 2.0 }.weights(256, 128, &mut rng(6))?;
    let mut after = before.clone();
    let one_each = 1e9 / before.len() as f64;
    let called = one_each
        / per_second(|| {
            after.assign(&before);
            black_box(&mut after).mapv_inplace(f32::tanh);
        });
    let in_vectors = one_each
        / per_second(|| {
            after.assign(&before);
            Activation::Tanh.apply(black_box(&mut after).view_mut());
        });
    println!("a call for each  {called:>6.2} ns");
    println!("in wide vectors  {in_vectors:>6.2} ns {:>6.1} times as fast", called / in_vectors);
    let worst = before.iter().zip(&after).map(|(&x, &a)| error_of_tanh(x, a)).fold(0.0, f64::max);
    println!("largest error   {worst:>7.0e}");
    // ANCHOR_END: tanh

    step(
        "The same bits",
        "On one to four threads: a sum of 100 000 numbers cut into as many parts as there are threads, and the \
         bits of a network trained by the library.",
    );
    // ANCHOR: bits
    let many: Array2<f32> = Init::Normal { std: 1.0 }.weights(784, 4096, &mut rng(3))?;
    let answers = ann::data::one_hot(&(0..4096).map(|j| j % 10).collect::<Vec<_>>(), 10);
    let numbers: Vec<f32> = many.iter().take(100_000).map(|x| x * x).collect();
    println!("threads  sum, cut for the threads  network, cut always alike");
    for threads in 1..=4 {
        let bits = fingerprint(threads, &network, &many, &answers)?;
        println!("{threads:>7}  {:>24}  {bits:>25x}", sum_in_parts(&numbers, threads));
    }
    // ANCHOR_END: bits

    step(
        "How many threads?",
        "A training step on one thread and on two, four, … as far as this machine has cores; and the speed-up by Amdahl's law \
         with two meetings, whose unshared part is taken from the step on two threads.",
    );
    // ANCHOR: scaling
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let meeting = meeting()?;
    println!("cores    {cores:>7}");
    println!("meeting  {meeting:>7.2} µs\n");
    println!("{:<16} {:>7}  {:>9}  {:>8}  {:>5}", "", "threads", "µs a step", "speed-up", "model");
    let mut series: Vec<(String, Vec<(f64, f64)>)> = Vec::new();
    for (sizes, batch_size) in [(&[64, 64, 32, 10][..], 64), (&[784, 256, 128, 10], 128), (&[784, 1024, 1024, 10], 256)]
    {
        let name = sizes.iter().map(usize::to_string).collect::<Vec<_>>().join("-");
        let one = step_on(1, sizes, batch_size)?;
        let two = step_on(2, sizes, batch_size)?;
        let unshared = (2.0 * (two - 2.0 * meeting) / one - 1.0).clamp(0.0, 1.0);
        let (mut measured, mut model) = (Vec::new(), Vec::new());
        for p in [1, 2, 4, 8, 16] {
            let threads = p as f64;
            let by_model = one / modelled(one, unshared, meeting, threads);
            model.push((threads, by_model));
            let time = match p {
                1 => Some(one),
                2 => Some(two),
                _ if p <= cores => Some(step_on(p, sizes, batch_size)?),
                _ => None,
            };
            let shown = time.map_or("–".to_owned(), |time| format!("{time:.1}"));
            let speed_up = time.map_or("–".to_owned(), |time| format!("{:.2}", one / time));
            measured.extend(time.map(|time| (threads, one / time)));
            println!("{name:<16} {p:>7}  {shown:>9}  {speed_up:>8}  {by_model:>5.2}");
        }
        println!("{name:<16} unshared: {:.1} %", 100.0 * unshared);
        series.push((format!("{name}, model"), model));
        series.push((format!("{name}, measured"), measured));
    }
    let (x_scale, y_scale) = (Scale::Logarithmic, Scale::Logarithmic);
    let plot = Lines { x: "threads", y: "times as fast as one", x_scale, y_scale, marks: true, series };
    draw("scaling", figure::lines(&plot)?)?;
    // ANCHOR_END: scaling

    step(
        "How large a batch?",
        "Samples a second of training the network 784-256-128-10, threads as the library thinks fit.",
    );
    // ANCHOR: batches
    let mut random: Rng = rng(5);
    let mut curve: Vec<(f64, f64)> = Vec::new();
    println!("{:>10}  {:>9}  {:>15}", "batch size", "samples/s", "times the first");
    for batch_size in [1, 4, 16, 64, 256, 1024] {
        let mut learning = network.clone();
        let samples = (64 * batch_size).min(4096);
        let (x, y) = (many.slice(s![.., ..samples]), answers.slice(s![.., ..samples]));
        let mut descent = TrainingLoop::new(&learning, samples, batch_size, cost, Optimizer::ADAM)?;
        let epoch = microseconds(|| descent.epoch(&mut learning, x, y, |_| 1e-3, &mut random))?;
        let speed = 1e6 * samples as f64 / epoch;
        curve.push((batch_size as f64, speed));
        println!("{batch_size:>10}  {speed:>9.0}  {:>15.1}", speed / curve[0].1);
    }
    let series = vec![("training".to_owned(), curve)];
    let (x_scale, y_scale) = (Scale::Logarithmic, Scale::Logarithmic);
    let plot = Lines { x: "batch size", y: "samples a second", x_scale, y_scale, marks: true, series };
    draw("batches", figure::lines(&plot)?)?;
    // ANCHOR_END: batches

    step(
        "Break it: numbers too small",
        "A step of Adam for 235 200 weights whose gradients are all of one size: as equations (6.6) to (6.8) say, and as the \
         library does it. The squares are 1e-6, 1e-30 and 1e-40; the last is below the smallest normal number of 32 bits, \
         1.2e-38. Microseconds, and times the first line.",
    );
    // ANCHOR: subnormal
    let mut first = None;
    println!("{:>8}  {:>16} {:>6}  {:>11} {:>6}", "gradient", "as equations say", "times", "the library", "times");
    for size in [1e-3_f32, 1e-15, 1e-20] {
        let g = vec![size; 784 * 300];
        let [mut theta, mut mean, mut squares] = [1.0_f32, 0.0, 0.0].map(|number| vec![number; g.len()]);
        let plain = 1e6 / per_second(|| adam_in_one_pass(black_box(&mut theta), &g, &mut mean, &mut squares));

        // A linear layer that answers 0 where `-size` is asked for, to inputs of 1: then each number of dW is `size`.
        let identity = Activation::Identity;
        let mut linear = Network::with_init(&[784, 300], identity, identity, Init::Zeros, &mut random)?;
        let (ones, target) = (Array2::ones((784, 1)), Array2::from_elem((300, 1), -size));
        forward(&linear, ones.view(), Dropout::Off, &mut cache)?;
        backward(&linear, target.view(), &Loss::MeanSquaredError.into(), &cache, &mut gradients)?;
        let mut adam = OptimizerState::new(Optimizer::ADAM, &linear)?;
        let library = ann::with_threads(1, || microseconds(|| adam.step(&mut linear, &gradients, 0.0)))??;
        let (of_plain, of_library) = *first.get_or_insert((plain, library));
        let (slower, library_slower) = (plain / of_plain, library / of_library);
        println!("{size:>8.0e}  {plain:>16.0} {slower:>6.1}  {library:>11.0} {library_slower:>6.1}");
    }
    // ANCHOR_END: subnormal

    drawn(&["products", "roof", "scaling", "batches"]);
    Ok(())
}
