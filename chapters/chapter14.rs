//! Chapter 14, beyond one machine: the gradient of a batch from its shards, the ring, and how large a batch may be.
// PROGRAM ONLY: what it is about, several processes that find each other, begins at a terminal.

mod talk;

use ann::data::{Target, Task, read_csv, synthetic};
use ann::figure::{self, Lines, Scale};
use ann::metrics::mean_and_error;
use ann::plain::Matrix;
use ann::plain::backward::{Gradient, backward, descend};
use ann::plain::batches::batches;
use ann::plain::cost::cost;
use ann::plain::forward::forward;
use ann::plain::network::{Activation, Layer, Network};
use ann::shards::{gradient_of_shards, noise, on_a_ring, pass_on, through_one, worth};
use ann::{
    Architecture, Batches, Cache, Dropout, Error, Gradients, Loss, Model, Optimizer, OptimizerState, Ranks, Samples,
    Trainer, rng,
};
use ndarray::{Array2, Axis, array, s};
use rand::RngExt;
use talk::{draw, drawn, step, title};

/// The layers of chapter 5, for the digits.
const SIZES: [usize; 4] = [64, 32, 16, 10];

/// Digits, scaled: x: (64, m), y: (10, m).
struct Digits {
    x: Matrix,
    y: Matrix,
}

impl Digits {
    fn read() -> ann::Result<Digits> {
        let data = read_csv("data/digits.csv", "digit", Task::Auto)?;
        let (x, y) = Model::<f64>::new(&Architecture::default(), &data, &mut rng(0))?.scaled(&data)?;
        Ok(Digits { x, y })
    }

    fn select(&self, samples: &[usize]) -> (Matrix, Matrix) {
        (self.x.select(Axis(1), samples), self.y.select(Axis(1), samples))
    }
}

/// A network for the digits, the same for the same seed.
fn fresh(seed: u64) -> Network {
    Network::new(&SIZES, Activation::Relu, Activation::Softmax, &mut rng(seed))
}

/// The square of the length of a gradient.
fn squares(gradients: &[Gradient]) -> f64 {
    gradients.iter().map(|g| g.dw.pow2().sum() + g.db.pow2().sum()).sum()
}

/// The training loss after some epochs with batches of m samples, whole ones only; `rate` is told how many epochs are over.
fn loss_after(epochs: usize, digits: &Digits, m: usize, seed: u64, rate: impl Fn(f64) -> f64) -> f64 {
    let (mut network, mut random) = (fresh(seed), rng(seed));
    for epoch in 0..epochs {
        let dealt = batches(digits.x.ncols(), m, &mut random);
        for (k, batch) in dealt.iter().enumerate().filter(|(_, batch)| batch.len() == m) {
            let (x, y) = digits.select(batch);
            let gradients = backward(&network, &forward(&network, &x), &y);
            descend(&mut network, &gradients, rate(epoch as f64 + k as f64 / dealt.len() as f64));
        }
    }
    cost(&network, &forward(&network, &digits.x), &digits.y, 0.0)
}

/// How far the weights of two networks are from each other.
fn apart(one: &Network, other: &Network) -> f64 {
    let squares = |(one, other): (&Layer, &Layer)| (&one.w - &other.w).pow2().sum();
    one.layers.iter().zip(&other.layers).map(squares).sum::<f64>().sqrt()
}

/// How many of the digits judge a network on its way.
const JUDGES: usize = 500;
/// The loss at which a training has arrived.
const GOAL: f64 = 0.1;

/// After how many steps with batches of m samples the loss has come down to the goal, unless it takes more than `most`.
fn steps_to_goal(digits: &Digits, m: usize, rate: f64, seed: u64, most: f64) -> ann::Result<Option<f64>> {
    let mut network = ann::Network::<f64>::try_from(&fresh(seed))?;
    let loss = Loss::CategoricalCrossEntropy;
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    let (mut of_judges, mut sgd) = (Cache::default(), OptimizerState::new(Optimizer::Sgd, &network)?);
    let (judges, answers) = (digits.x.slice(s![.., ..JUDGES]), digits.y.slice(s![.., ..JUDGES]));
    let (mut random, mut dealt) = (rng(seed), Batches::new(digits.x.ncols(), m)?);
    let (mut steps, mut check, mut before) = (0.0, 8.0, (0.0, f64::INFINITY));
    while steps < most {
        dealt.shuffle(&mut random);
        for samples in dealt.iter().filter(|samples| samples.len() == m) {
            let (x, y) = digits.select(samples);
            ann::forward(&network, x.view(), Dropout::Off, &mut cache)?;
            ann::backward(&network, y.view(), &loss.into(), &cache, &mut gradients)?;
            sgd.step(&mut network, &gradients, rate)?;
            steps += 1.0;
            if steps >= check {
                let now = ann::evaluate(&network, judges, answers, loss, &mut of_judges)?.loss;
                if now <= GOAL {
                    // Between the last two looks the loss is taken to be a straight line.
                    let part = if before.1.is_finite() { (before.1 - GOAL) / (before.1 - now) } else { 1.0 };
                    return Ok(Some(before.0 + part * (steps - before.0)));
                }
                (check, before) = ((steps * 1.08).ceil(), (steps, now));
            }
        }
    }
    Ok(None)
}

/// S_min and m_c of the curve S = S_min (1 + m_c / m) that has the least relative errors: a straight line in 1 / m.
fn fitted(points: &[(f64, f64)]) -> (f64, f64) {
    let sum = |f: fn(f64) -> f64, power: i32| points.iter().map(|(m, s)| f(*m) / s.powi(power)).sum::<f64>();
    let [one, inverse, square] = [sum(|_| 1.0, 2), sum(|m| 1.0 / m, 2), sum(|m| 1.0 / m / m, 2)];
    let (of_one, of_inverse) = (sum(|_| 1.0, 1), sum(|m| 1.0 / m, 1));
    let determinant = one * square - inverse * inverse;
    let least = (of_one * square - of_inverse * inverse) / determinant;
    (least, (one * of_inverse - inverse * of_one) / determinant / least)
}

/// Seconds until any message is through, and bytes a second: 10-gigabit Ethernet, and InfiniBand with 200 gigabits a second.
const ETHERNET: (f64, f64) = (50e-6, 1.25e9);
const INFINIBAND: (f64, f64) = (1.2e-6, 25e9);
/// What `cargo xtask bench --ranks` printed.
const MEASURED: &str = "book/bench/ranks.txt";

fn read(path: &str) -> ann::Result<String> {
    std::fs::read_to_string(path).map_err(|source| Error::Io { action: "read", path: path.into(), source })
}

/// The last number of the first line that begins so.
fn number_in(text: &str, beginning: &str) -> ann::Result<f64> {
    let line = text.lines().find(|line| line.starts_with(beginning));
    let number = line.and_then(|line| line.split_whitespace().last()?.parse().ok());
    number.ok_or_else(|| Error::Data { problem: format!("{MEASURED} has no number in a line '{beginning}…'") })
}

fn main() -> ann::Result<()> {
    title(14, "Beyond one machine");

    step("By hand", "One neuron, w = 1 and b = 0; three samples on rank 0, one on rank 1.");
    // ANCHOR: by-hand
    let neuron = Network { layers: vec![Layer { w: array![[1.0]], b: array![[0.0]], g: Activation::Identity }] };
    let (x, y) = (array![[1.0, 2.0, 3.0, 4.0]], array![[0.0, 3.0, 2.0, 6.0]]);
    let of = |x: &Matrix, y: &Matrix| backward(&neuron, &forward(&neuron, x), y);
    let parts = [0..3, 3..4].map(|own| (x.slice(s![.., own.clone()]).to_owned(), y.slice(s![.., own]).to_owned()));
    let tell = |name: &str, m: usize, g: &[Gradient]| {
        println!("{name:<14}  {m:>7}  {:>8.4}  {:>8.4}", g[0].dw[[0, 0]], g[0].db[[0, 0]]);
    };
    println!("{:<14}  {:>7}  {:>8}  {:>8}", "", "samples", "dw", "db");
    for (name, (x, y)) in ["rank 0", "rank 1"].into_iter().zip(&parts) {
        tell(name, x.ncols(), &of(x, y));
    }
    tell("weighted mean", 4, &gradient_of_shards(&neuron, &parts));
    tell("the batch", 4, &of(&x, &y));
    // ANCHOR_END: by-hand

    step("A ring of four", "What each rank has of each of its four chunks, after so many steps.");
    // ANCHOR: ring
    let mut ranks: Vec<Vec<Matrix>> = [1.0, 2.0, 4.0, 8.0].map(|own| vec![array![[own]]; 4]).to_vec();
    println!("{:<7}  {}", "", [0, 1, 2, 3].map(|r| format!("rank {r:<8}")).join("  "));
    for s in 0..=6 {
        let row = ranks.iter().map(|own| own.iter().map(|k| format!("{:>2} ", k[[0, 0]])).collect::<String>());
        println!("after {s}  {}", row.map(|cells| format!("{cells} ")).collect::<Vec<_>>().join("  ").trim_end());
        if s < 6 {
            pass_on(&mut ranks, s);
        }
    }
    // ANCHOR_END: ring
    let mut counts = vec![vec![Matrix::ones((1, 1)); 4]; 4];
    let seen = |ranks: &[Vec<Matrix>]| Array2::from_shape_fn((4, 4), |(r, k)| ranks[r][k][[0, 0]] as usize);
    let mut steps = vec![seen(&counts)];
    for s in 0..6 {
        pass_on(&mut counts, s);
        steps.push(seen(&counts));
    }
    draw("ring", figure::ring(&steps)?)?;

    let weights = 784 * 256 + 256 + 256 * 128 + 128 + 128 * 10 + 10;
    step(
        "Bytes and milliseconds",
        "An all-reduce of the gradient of 784-256-128-10 in 32 bits; c = 50 µs, B = 1.25 GB/s. In megabytes, what rank \
         0 receives where everything goes through it, and what each rank of a ring receives.",
    );
    // ANCHOR: bytes
    let (bytes, (latency, bandwidth)) = (4.0 * f64::from(weights), ETHERNET);
    println!("{weights} numbers, {:.3} MB", bytes / 1e6);
    println!("{:>5}  {:>11}  {:>8}  {:>15}  {:>12}", "ranks", "one, MB", "ring, MB", "one, ms", "ring, ms");
    for ranks in [2.0, 4.0, 16.0, 64.0, 256.0, 1024.0] {
        let (one, ring) = ((ranks - 1.0) * bytes, 2.0 * (ranks - 1.0) / ranks * bytes);
        let [slow, fast] = [through_one, on_a_ring].map(|time| 1e3 * time(ranks, bytes, latency, bandwidth));
        println!("{ranks:>5}  {:>11.2}  {:>8.3}  {slow:>15.2}  {fast:>12.2}", one / 1e6, ring / 1e6);
    }
    // ANCHOR_END: bytes

    step(
        "The order of a sum",
        "100 000 random numbers in 32 bits, each rank adds up its part, and the parts are added in the order of the ranks.",
    );
    // ANCHOR: order
    let mut random = rng(0);
    let numbers: Vec<f32> = (0..100_000).map(|_| random.random::<f32>()).collect();
    println!("ranks  sum          the same on all ranks");
    for size in [1, 2, 3, 4] {
        let sums = Ranks::in_threads(size, |ranks| {
            let mut sum = [numbers[ranks.part(numbers.len())].iter().sum::<f32>()];
            ranks.sum(&mut sum)?;
            Ok(sum[0])
        })?;
        println!("{size:>5}  {:<11}  {}", sums[0], sums.iter().all(|sum| sum.to_bits() == sums[0].to_bits()));
    }
    // ANCHOR_END: order

    let digits = Digits::read()?;
    step(
        "One training on several ranks",
        "Digits, 64-32-16-10 with Adam, dropout and a penalty, batches of 32, five epochs: the loss, and how the \
         weights differ.",
    );
    // ANCHOR: ranks
    let samples = Samples { x: digits.x.view(), y: digits.y.view() };
    let trainer = Trainer { epochs: 5, batch_size: 32, l2: 1.0, ..Trainer::default() };
    let mut alone = None;
    println!("ranks    loss  as on one rank to 1e-12  the same bits on all ranks");
    for size in [1, 2, 3, 4] {
        let networks = Ranks::in_threads(size, |ranks| {
            let mut network = ann::Network::<f64>::try_from(&fresh(0))?.with_keep_prob(0.9)?;
            let mine = samples.part(ranks);
            trainer.train_on_ranks(ranks, &mut network, Loss::CategoricalCrossEntropy, mine, None, &mut rng(0))?;
            Ok(network)
        })?;
        let first = alone.get_or_insert_with(|| networks[0].clone());
        let is_close = |(one, other): (&ann::Layer<f64>, &ann::Layer<f64>)| {
            (&one.w - &other.w).iter().all(|difference| difference.abs() < 1e-12)
        };
        let close = networks[0].layers().iter().zip(first.layers()).all(is_close);
        let loss =
            ann::evaluate(&networks[0], samples.x, samples.y, Loss::CategoricalCrossEntropy, &mut Cache::default())?;
        let same = networks.iter().all(|network| *network == networks[0]);
        println!("{size:>5}  {:>6.4}  {close:<24}  {same}", loss.loss);
    }
    // ANCHOR_END: ranks

    step(
        "A larger batch, and the rate",
        "Digits, plain descent, five epochs: the training loss, mean of ten seeds and its standard error. A batch of 8 \
         has the rate 0.05; larger ones the same, one in proportion, or one that grows to that in the first epoch.",
    );
    // ANCHOR: rate
    println!("batch  steps     the same rate     in proportion  after a warm-up");
    for m in [8, 16, 32, 64, 128, 256] {
        let full = 0.05 * m as f64 / 8.0;
        let warm_up = |epoch: f64| 0.05 + (full - 0.05) * epoch.min(1.0);
        let rates: [&dyn Fn(f64) -> f64; 3] = [&|_| 0.05, &|_| full, &warm_up];
        let told = rates.map(|rate| {
            let losses: Vec<f64> = (0..10).map(|seed| loss_after(5, &digits, m, seed, rate)).collect();
            let (mean, error) = mean_and_error(&losses);
            format!("{mean:.3} ± {error:.3}")
        });
        println!("{m:>5}  {:>5}  {}", 5 * (digits.x.ncols() / m), told.map(|loss| format!("{loss:>16}")).join("  "));
    }
    // ANCHOR_END: rate

    step(
        "How large a batch?",
        "Digits, plain descent: for each batch size the best of nine rates, the steps until the loss is 0.1 and the \
         samples that they take, mean of three seeds; and the steps that the fitted curve says.",
    );
    // ANCHOR: critical
    let mut found = Vec::new();
    for m in [4, 8, 16, 32, 64, 128, 256, 512, 1024] {
        let (mut best, mut fewest) = (0.0, f64::INFINITY);
        for rate in (0..9).map(|k| 0.0125 * f64::from(1 << k)) {
            let mut sum = 0.0;
            for seed in 0..3 {
                // What takes longer than the best rate so far is not waited for.
                let most = (3.0 * fewest - sum).min(12_000.0 / m as f64 + 60.0);
                sum += steps_to_goal(&digits, m, rate, seed, most)?.unwrap_or(f64::INFINITY);
            }
            if sum / 3.0 < fewest {
                (best, fewest) = (rate, sum / 3.0);
            }
        }
        found.push((m as f64, fewest, best));
    }
    let points: Vec<(f64, f64)> = found.iter().map(|(m, steps, _)| (*m, *steps)).collect();
    let (least, critical) = fitted(&points);
    println!("fitted: S_min = {least:.1}, m_c = {critical:.0}");
    println!("{:>5}  {:>6}  {:>6}  {:>7}  {:>6}", "batch", "rate", "steps", "samples", "fitted");
    for (m, steps, rate) in found {
        let curve = least / worth(m, critical);
        println!("{m:>5}  {rate:>6}  {steps:>6.0}  {:>7.0}  {curve:>6.0}", m * steps);
    }
    // ANCHOR_END: critical
    let curve = points.iter().map(|(m, _)| (*m, least / worth(*m, critical))).collect();
    draw(
        "critical",
        figure::lines(&Lines {
            x: "batch size",
            y: "steps to a loss of 0.1",
            x_scale: Scale::Logarithmic,
            y_scale: Scale::Logarithmic,
            marks: true,
            series: vec![("measured".to_owned(), points), ("fitted".to_owned(), curve)],
        })?,
    )?;

    step(
        "The noise, from four ranks",
        "Digits, batches of 64 on four ranks, rate 0.2: what the lengths of their gradients say of the gradient, of \
         its noise and of the critical batch size, mean over the steps of some epochs.",
    );
    // ANCHOR: noise
    let (mut network, mut random) = (fresh(0), rng(0));
    println!("{:>6}  {:>6}  {:>8}  {:>6}  {:>5}", "epochs", "loss", "‖g‖²", "σ²", "m_c");
    for (first, last) in [(1, 1), (2, 2), (3, 4), (5, 8), (9, 16)] {
        let (mut of_shards, mut of_batch, mut steps) = (0.0, 0.0, 0.0);
        for _ in first..=last {
            for batch in batches(digits.x.ncols(), 64, &mut random).iter().filter(|batch| batch.len() == 64) {
                let parts: Vec<_> = batch.chunks(16).map(|own| digits.select(own)).collect();
                let g = gradient_of_shards(&network, &parts);
                for (x, y) in &parts {
                    of_shards += squares(&backward(&network, &forward(&network, x), y)) / 4.0;
                }
                (of_batch, steps) = (of_batch + squares(&g), steps + 1.0);
                descend(&mut network, &g, 0.2);
            }
        }
        let (length, variance) = noise(4.0, 64.0, of_shards / steps, of_batch / steps);
        let loss = cost(&network, &forward(&network, &digits.x), &digits.y, 0.0);
        let epochs = if first == last { first.to_string() } else { format!("{first}-{last}") };
        println!("{epochs:>6}  {loss:>6.3}  {length:>8.4}  {variance:>6.2}  {:>5.0}", variance / length);
    }
    // ANCHOR_END: noise

    step(
        "To a thousand machines: a model",
        "Times as fast as one machine. Each has 1024 samples: samples a second on InfiniBand and on Ethernet, and how \
         much sooner the loss is reached if m_c = 4096. Then 16 384 samples for all machines together.",
    );
    // ANCHOR: model
    let measured = read(MEASURED)?; // what `cargo xtask bench --ranks` printed
    let a_second = number_in(&measured, "    1        2")?; // samples, on one rank with two threads, in batches of 1024
    let time = |samples: f64, machines: f64, (latency, bandwidth): (f64, f64)| {
        samples / a_second + on_a_ring(machines, bytes, latency, bandwidth)
    };
    println!("a step with 1024 samples on one machine takes {:.1} ms", 1e3 * 1024.0 / a_second);
    println!(
        "{:>8}  {:>10}  {:>8}  {:>9}  {:>18}  {:>8}",
        "", "InfiniBand", "Ethernet", "to a loss", "shared, InfiniBand", "Ethernet"
    );
    let names = ["ideal", "InfiniBand", "Ethernet", "to a loss", "shared, InfiniBand", "shared, Ethernet"];
    let mut curves = names.map(|name| (name.to_owned(), Vec::new()));
    for machines in (0..=10).map(|k| f64::from(1 << k)) {
        let more = |network| machines * time(1024.0, 1.0, network) / time(1024.0, machines, network);
        let [fast, slow] = [INFINIBAND, ETHERNET].map(more);
        let to_a_loss = fast / machines * worth(1024.0 * machines, 4096.0) / worth(1024.0, 4096.0);
        let shared = |network| time(16_384.0, 1.0, network) / time(16_384.0 / machines, machines, network);
        let [shared_fast, shared_slow] = [INFINIBAND, ETHERNET].map(shared);
        let row = [machines, fast, slow, to_a_loss, shared_fast, shared_slow];
        println!("{machines:>8}  {fast:>10.1}  {slow:>8.1}  {to_a_loss:>9.2}  {shared_fast:>18.1}  {shared_slow:>8.1}");
        curves.iter_mut().zip(row).for_each(|(curve, y)| curve.1.push((machines, y)));
    }
    // ANCHOR_END: model
    draw(
        "model",
        figure::lines(&Lines {
            x: "machines",
            y: "times as fast as one (a model)",
            x_scale: Scale::Logarithmic,
            y_scale: Scale::Logarithmic,
            marks: false,
            series: curves.to_vec(),
        })?,
    )?;

    step(
        "Break it: a mean of means",
        "34 points of a curve in the order of x, 32 on rank 0 and 2 on rank 1: the line that a neuron ends with, and its \
         cost over all points, with the weighted mean of the two gradients and with the plain one.",
    );
    // ANCHOR: mean-of-means
    let data = synthetic::curve(34, -1.0, 2.0, |x| x * x, 0.1, &mut rng(0))?;
    let Target::Values(y) = &data.target else { unreachable!("a curve has values") };
    let parts =
        [0..32, 32..34].map(|own| (data.x.slice(s![.., own.clone()]).to_owned(), y.slice(s![.., own]).to_owned()));
    let mut curves = Vec::new();
    println!("{:<8}  {:>6}  {:>6}  {:>6}", "mean", "w", "b", "cost");
    for (name, weighted) in [("weighted", true), ("plain", false)] {
        let mut line = neuron.clone();
        for _ in 0..2000 {
            if weighted {
                let g = gradient_of_shards(&line, &parts);
                descend(&mut line, &g, 0.1);
            } else {
                let own = parts.each_ref().map(|(x, y)| backward(&line, &forward(&line, x), y));
                own.iter().for_each(|own| descend(&mut line, own, 0.1 / 2.0));
            }
        }
        let (w, b) = (line.layers[0].w[[0, 0]], line.layers[0].b[[0, 0]]);
        println!("{name:<8}  {w:>6.3}  {b:>6.3}  {:>6.4}", cost(&line, &forward(&line, &data.x), y, 0.0));
        curves.push((name.to_owned(), vec![(-1.0, b - w), (2.0, b + 2.0 * w)]));
    }
    // ANCHOR_END: mean-of-means
    draw("mean-of-means", figure::fitted_curve(&data, &curves)?)?;

    step(
        "Break it: seeds",
        "Digits, batches of 64 on four ranks, rate 0.2, five epochs: the loss of rank 0 and how far its weights are \
         from those of rank 1, before and after, if all ranks begin with one seed and if each has its own.",
    );
    // ANCHOR: seeds
    println!("{:<12}  {:>5}  {:>14}  {:>13}", "first weights", "loss", "apart, before", "apart, after");
    for (name, seeds) in [("one seed", [0, 0, 0, 0]), ("own seeds", [0, 1, 2, 3])] {
        let mut networks = seeds.map(fresh);
        let before = apart(&networks[0], &networks[1]);
        let mut random = rng(0);
        for _ in 0..5 {
            for batch in batches(digits.x.ncols(), 64, &mut random).iter().filter(|batch| batch.len() == 64) {
                let own = |(network, own): (&Network, &[usize])| {
                    let (x, y) = digits.select(own);
                    backward(network, &forward(network, &x), &y)
                };
                let of_ranks: Vec<_> = networks.iter().zip(batch.chunks(16)).map(own).collect();
                for network in &mut networks {
                    of_ranks.iter().for_each(|own| descend(network, own, 0.2 / 4.0));
                }
            }
        }
        let loss = cost(&networks[0], &forward(&networks[0], &digits.x), &digits.y, 0.0);
        println!("{name:<12}  {loss:>5.3}  {before:>14.3}  {:>13.3}", apart(&networks[0], &networks[1]));
    }
    let mut seen = vec![0; digits.x.ncols()];
    for rank in 0..4 {
        for batch in batches(seen.len(), 64, &mut rng(rank as u64)) {
            batch.chunks(16).nth(rank).unwrap_or_default().iter().for_each(|&sample| seen[sample] += 1);
        }
    }
    let of = |times| seen.iter().filter(|seen| **seen == times).count();
    println!(
        "order of each rank's own seed: in an epoch, of {} samples {} never seen, {} once",
        seen.len(),
        of(0),
        of(1)
    );
    // ANCHOR_END: seeds

    step("What the library says", "The same mistake: each rank begins with weights of its own seed.");
    // ANCHOR: refused
    let refused = Ranks::in_threads(4, |ranks| {
        let mut network = ann::Network::<f64>::try_from(&fresh(ranks.rank() as u64))?;
        let mine = samples.part(ranks);
        trainer.train_on_ranks(ranks, &mut network, Loss::CategoricalCrossEntropy, mine, None, &mut rng(0))
    });
    println!("{}", refused.err().map_or_else(String::new, |error| error.to_string()));
    // ANCHOR_END: refused

    drawn(&["ring", "critical", "model", "mean-of-means"]);
    Ok(())
}
