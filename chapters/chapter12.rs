//! Chapter 12, going fast: where the time goes, and how to get it back.

mod talk;

use ann::figure::{self, Lines, Scale};
use ann::{Activation, Cache, Cost, Descent, Dropout, Gradients, Loss, Network, Optimizer, OptimizerState};
use ann::{Init, backward, forward, matmul, rng};
use multiversion::multiversion;
use ndarray::{Array2, Axis, ShapeBuilder};
use std::hint::black_box;
use std::time::{Duration, Instant};
use talk::{draw, drawn, step, title};

/// How often a piece of work is done a second: the best of several rounds, as everything that disturbs makes it slower.
fn per_second(mut work: impl FnMut()) -> f64 {
    work();
    let (start, mut best) = (Instant::now(), 0.0_f64);
    while start.elapsed() < Duration::from_millis(600) {
        let (round, mut times) = (Instant::now(), 0.0);
        while round.elapsed() < Duration::from_millis(60) {
            work();
            times += 1.0;
        }
        best = best.max(times / round.elapsed().as_secs_f64());
    }
    best
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

/// Rows and columns of a tile of C: as many numbers as fit into the registers of the processor.
const ROWS: usize = 32;
const COLUMNS: usize = 8;

/// C = A B, a tile of C at a time, which stays in registers until it is done. The sizes of C are multiples of a tile's.
#[multiversion(targets("x86_64+avx512f+avx512vl+fma", "x86_64+avx2+fma"))]
fn by_tiles(a: &[f32], b: &[f32], c: &mut [f32], n: usize, k: usize) {
    for (b, c) in b.chunks_exact(COLUMNS * k).zip(c.chunks_exact_mut(COLUMNS * n)) {
        for i in (0..n).step_by(ROWS) {
            let mut tile = [[0.0; ROWS]; COLUMNS];
            for (k0, a) in a.chunks_exact(n).enumerate() {
                let a = &a[i..i + ROWS];
                for j in 0..COLUMNS {
                    let b = b[j * k + k0];
                    for r in 0..ROWS {
                        tile[j][r] = a[r].mul_add(b, tile[j][r]);
                    }
                }
            }
            for (c, tile) in c.chunks_exact_mut(n).zip(&tile) {
                c[i..i + ROWS].copy_from_slice(tile);
            }
        }
    }
}

/// A step of Adam without bias correction and with a learning rate of 0.001, as the equations say.
#[multiversion(targets("x86_64+avx512f+avx512vl+fma", "x86_64+avx2+fma"))]
fn adam_as_written(theta: &mut [f32], g: &[f32], v: &mut [f32], s: &mut [f32]) {
    for (((theta, &g), v), s) in theta.iter_mut().zip(g).zip(v).zip(s) {
        *v = 0.9 * *v + 0.1 * g;
        *s = 0.999 * *s + 0.001 * g * g;
        *theta -= 0.001 * *v / (s.sqrt() + 1e-8);
    }
}

/// to ← to + from, in the widest vectors: three numbers moved for each addition.
#[multiversion(targets("x86_64+avx512f+avx512vl+fma", "x86_64+avx2+fma"))]
fn add(to: &mut [f32], from: &[f32]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += from;
    }
}

/// Keeps a speed for the figure, and prints it beside the first one.
fn tell(speeds: &mut Vec<(String, f64)>, name: &str, speed: f64) {
    speeds.push((name.to_owned(), speed));
    println!("{name:<28} {speed:>8.2} GF/s  {:>6.1} times the first", speed / speeds[0].1);
}

fn main() -> ann::Result<()> {
    title(12, "Going fast");

    step("The machine", "All numbers of this chapter depend on it. These were printed by:");
    // ANCHOR: machine
    let information = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = information.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("\t: unknown");
    println!("processor  {}", name.trim_start_matches(['\t', ':', ' ']));
    println!("threads    {}", std::thread::available_parallelism().map_or(1, usize::from));
    // ANCHOR_END: machine

    step(
        "By definition",
        "W A of the first layer of a network 784-256-128-10, for a batch of 128: 51 million \
         multiplications and additions, an entry of the product at a time.",
    );
    // ANCHOR: definition
    let (n, k, m) = (256, 784, 128);
    let flops = 2.0 * (n * k * m) as f64;
    let w: Array2<f32> = Init::HeNormal.weights(n, k, &mut rng(0))?;
    let x: Array2<f32> = Init::Normal { std: 1.0 }.weights(k, m, &mut rng(1))?;
    let mut z = Array2::<f32>::zeros((n, m).f());
    let mut speeds = Vec::new();
    let speed = per_second(|| by_definition(&w, &x, black_box(&mut z))) * flops / 1e9;
    tell(&mut speeds, "by definition", speed);
    let right = z.clone();
    // ANCHOR_END: definition

    step("By columns", "The same sums, in the order in which the numbers lie in memory.");
    // ANCHOR: columns
    let (from_w, from_x) = (w.t().iter().copied().collect::<Vec<_>>(), x.t().iter().copied().collect::<Vec<_>>());
    let mut to = vec![0.0; n * m];
    let speed = per_second(|| by_columns(&from_w, &from_x, black_box(&mut to), n, k)) * flops / 1e9;
    tell(&mut speeds, "by columns", speed);
    // ANCHOR_END: columns

    step("Wide vectors", "The same loop, compiled for the widest vectors that this processor has.");
    // ANCHOR: vectors
    let speed = per_second(|| by_columns_wide(&from_w, &from_x, black_box(&mut to), n, k)) * flops / 1e9;
    tell(&mut speeds, "by columns, wide vectors", speed);
    // ANCHOR_END: vectors

    step("Tiles", "A part of Z of 32 × 8 numbers stays in registers until it is done.");
    // ANCHOR: tiles
    let speed = per_second(|| by_tiles(&from_w, &from_x, black_box(&mut to), n, k)) * flops / 1e9;
    tell(&mut speeds, "by tiles", speed);
    let furthest = to.iter().zip(right.t().iter()).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    println!("the same numbers, to 1e-4: {}", furthest < 1e-4);
    // ANCHOR_END: tiles

    step("The kernel", "The crate gemm, which the library uses: tiles, and parts of W and A kept in the caches.");
    // ANCHOR: kernel
    let speed = per_second(|| matmul(1.0, &w, &x, 0.0, black_box(&mut z))) * flops / 1e9;
    tell(&mut speeds, "gemm", speed);
    // ANCHOR_END: kernel

    step("Two threads", "Half of the samples each.");
    // ANCHOR: threads
    let speed = per_second(|| {
        std::thread::scope(|scope| {
            for (x, mut z) in x.axis_chunks_iter(Axis(1), m / 2).zip(z.axis_chunks_iter_mut(Axis(1), m / 2)) {
                let w = &w;
                scope.spawn(move || (0..100).for_each(|_| matmul(1.0, w, &x, 0.0, black_box(&mut z))));
            }
        });
    });
    tell(&mut speeds, "gemm, two threads", 100.0 * speed * flops / 1e9);
    draw("products", figure::bars("GF/s", Scale::Logarithmic, &speeds)?)?;
    // ANCHOR_END: threads

    step("Where a step goes", "One step of Adam on that network and batch, in one thread: microseconds for each part.");
    // ANCHOR: anatomy
    let network = Network::<f32>::new(&[784, 256, 128, 10], Activation::Relu, Activation::Softmax, &mut rng(2))?;
    let y = ann::data::one_hot(&(0..m).map(|j| j % 10).collect::<Vec<_>>(), 10);
    let cost = Cost::from(Loss::CategoricalCrossEntropy);
    let (mut cache, mut gradients) = (Cache::new(&network, m), Gradients::new(&network, m));
    let mut learning = network.clone();
    let mut adam = OptimizerState::new(Optimizer::ADAM, &network)?;
    let mut failed = Ok(());
    let going = 1e6
        / per_second(|| {
            failed = forward(&network, x.view(), Dropout::Off, &mut cache).map(drop);
        });
    let coming = 1e6
        / per_second(|| {
            failed = backward(&network, y.view(), &cost, &cache, &mut gradients);
        });
    let stepping = 1e6
        / per_second(|| {
            failed = adam.step(&mut learning, &gradients, 1e-6);
        });
    failed?;
    let mut products = 0.0;
    for l in 1..=network.depth() {
        let (w, a, dz) = (&network.layer(l).w, cache.a(l - 1), gradients.dz(l));
        let (mut z, mut dw, mut da) =
            (Array2::zeros((w.nrows(), m).f()), Array2::zeros(w.dim().f()), Array2::zeros((w.ncols(), m).f()));
        products += 1e6 / per_second(|| matmul(1.0, w, &a, 0.0, black_box(&mut z)));
        products += 1e6 / per_second(|| matmul(1.0, &dz, &a.t(), 0.0, black_box(&mut dw)));
        if l > 1 {
            products += 1e6 / per_second(|| matmul(1.0, &w.t(), &dz, 0.0, black_box(&mut da)));
        }
    }
    let whole = going + coming + stepping;
    println!("{:<34} {:>7}  {:>5}", "", "µs", "%");
    for (name, time) in
        [("forward", going), ("backward", coming), ("Adam", stepping), ("of all that, the eight products", products)]
    {
        println!("{name:<34} {time:>7.0}  {:>5.1}", 100.0 * time / whole);
    }
    // ANCHOR_END: anatomy

    step(
        "The roof",
        "What this machine can do at best on one thread, and four pieces of work below that roof: multiplications and \
         additions for each byte that must be moved, and how many are done a second.",
    );
    // ANCHOR: roof
    let side = Array2::<f32>::ones((768, 768).f());
    let mut square = Array2::<f32>::zeros((768, 768).f());
    let peak = per_second(|| matmul(1.0, &side, &side, 0.0, black_box(&mut square))) * 2.0 * 768_f64.powi(3) / 1e9;
    let mut moved = [0.0; 2];
    for (moved, long) in moved.iter_mut().zip([1 << 25, 1 << 16]) {
        let (one, mut other) = (vec![1.0_f32; long], vec![0.0_f32; long]);
        let passes = per_second(|| add(black_box(&mut other), black_box(&one)));
        *moved = passes * 12.0 * long as f64 / 1e9;
    }
    let [memory, cache] = moved;
    println!("peak {peak:.0} GF/s; memory {memory:.1} GB/s, caches {cache:.1} GB/s\n");
    let parameters = network.parameters() as f64;
    let sample = x.slice(ndarray::s![.., ..1]);
    let alone = per_second(|| matmul(1.0, &w, &sample, 0.0, &mut black_box(&mut z).slice_mut(ndarray::s![.., ..1])));
    let negative = Array2::from_elem((n, m).f(), -1.0_f32);
    let relu = per_second(|| Activation::Relu.apply(black_box(&mut negative.clone()).view_mut()));
    let bytes = 4.0 * (n * k + k * m + n * m) as f64;
    let work = [
        ("product, batch of 128", flops / bytes, speeds[4].1),
        (
            "product, one sample",
            2.0 * (n * k) as f64 / (4.0 * (n * k + n + k) as f64),
            alone * 2.0 * (n * k) as f64 / 1e9,
        ),
        ("Adam", 14.0 / 28.0, 14.0 * parameters / stepping / 1e3),
        ("ReLU", 1.0 / 8.0, relu * (n * m) as f64 / 1e9),
    ];
    println!("{:<22}  {:>9}  {:>8}  {:>12}", "", "flop/byte", "GF/s", "of its roof");
    for (name, intensity, speed) in work {
        let roof = peak.min(intensity * cache);
        println!("{name:<22}  {intensity:>9.3}  {speed:>8.2}  {:>10.0} %", 100.0 * speed / roof);
    }
    let mut series = ["memory", "caches"]
        .iter()
        .zip(moved)
        .map(|(name, moved)| (format!("roof, {name}"), vec![(0.05, 0.05 * moved), (peak / moved, peak), (100.0, peak)]))
        .collect::<Vec<_>>();
    series.extend(work.map(|(name, intensity, speed)| (name.to_owned(), vec![(intensity, speed)])));
    draw(
        "roof",
        figure::lines(&Lines {
            x: "operations per byte",
            y: "GF/s",
            x_scale: Scale::Logarithmic,
            y_scale: Scale::Logarithmic,
            marks: true,
            series,
        })?,
    )?;
    // ANCHOR_END: roof

    step("How large a batch?", "Samples a second of training, one thread and shared between threads.");
    // ANCHOR: batches
    let mut random = rng(3);
    let many: Array2<f32> = Init::Normal { std: 1.0 }.weights(784, 4096, &mut random)?;
    let answers = ann::data::one_hot(&(0..4096).map(|j| j % 10).collect::<Vec<_>>(), 10);
    let mut curve = Vec::new();
    println!("{:>10}  {:>12}", "batch size", "samples/s");
    for batch_size in [1, 4, 16, 64, 256, 1024] {
        let mut learning = network.clone();
        let samples = (64 * batch_size).min(4096);
        let (x, y) = (many.slice(ndarray::s![.., ..samples]), answers.slice(ndarray::s![.., ..samples]));
        let mut descent = Descent::new(&learning, samples, batch_size, cost, Optimizer::ADAM)?;
        let mut failed = Ok(());
        let speed = per_second(|| failed = descent.epoch(&mut learning, x, y, |_| 1e-3, &mut random));
        failed?;
        println!("{batch_size:>10}  {:>12.0}", speed * samples as f64);
        curve.push((batch_size as f64, speed * samples as f64));
    }
    draw(
        "batches",
        figure::lines(&Lines {
            x: "batch size",
            y: "samples a second",
            x_scale: Scale::Logarithmic,
            y_scale: Scale::Logarithmic,
            marks: true,
            series: vec![("training".to_owned(), curve)],
        })?,
    )?;
    // ANCHOR_END: batches

    step(
        "Break it: numbers too small",
        "A step of Adam for 235 000 weights whose gradients are all of one size: as equations (6.6) to (6.8) say, and as the \
         library does it. Their squares are 1e-6, 1e-30 and 1e-40; the last is below the smallest normal number of 32 bits, \
         1.2e-38. Microseconds.",
    );
    // ANCHOR: subnormal
    println!("{:>10}  {:>16}  {:>11}", "gradient", "as equations say", "the library");
    for size in [1e-3_f32, 1e-15, 1e-20] {
        let g = vec![size; 784 * 300];
        let (mut theta, mut v, mut s) = (vec![1.0; g.len()], vec![0.0; g.len()], vec![0.0; g.len()]);
        let plain = per_second(|| adam_as_written(black_box(&mut theta), &g, &mut v, &mut s));

        // A linear layer that answers 0 where `-size` is asked for, to inputs of 1: then each number of dW is `size`.
        let mut linear =
            Network::with_init(&[784, 300], Activation::Identity, Activation::Identity, Init::Zeros, &mut random)?;
        let (ones, target) = (Array2::ones((784, 1)), Array2::from_elem((300, 1), -size));
        let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
        forward(&linear, ones.view(), Dropout::Off, &mut cache)?;
        backward(&linear, target.view(), &Loss::MeanSquaredError.into(), &cache, &mut gradients)?;
        let mut adam = OptimizerState::new(Optimizer::ADAM, &linear)?;
        let mut failed = Ok(());
        let library = per_second(|| failed = adam.step(&mut linear, &gradients, 0.0));
        failed?;
        println!("{size:>10.0e}  {:>16.0}  {:>11.0}", 1e6 / plain, 1e6 / library);
    }
    // ANCHOR_END: subnormal

    drawn(&["products", "roof", "batches"]);
    Ok(())
}
