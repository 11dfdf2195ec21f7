//! Samples of training and of prediction a second, for networks of several sizes (chapter 12).
//!
//! `cargo bench --bench throughput` prints a line for each workload; `-- --json` one JSON object a line; `-- digits` only the
//! workloads whose name contains that word. Each is run for a second at least, after a warm-up, and told by its median and
//! range over rounds.

use ann::{Activation, Cost, Descent, Loss, Network, Optimizer, Real, matmul, rng};
use ndarray::{Array2, ShapeBuilder};
use rand::RngExt;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Work to be measured: Adam on softmax cross-entropy behind ReLUs, batches drawn anew every epoch.
struct Training {
    name: &'static str,
    samples: usize,
    sizes: &'static [usize],
    batch: usize,
    keep_prob: f64,
}

const TRAININGS: [Training; 5] = [
    Training { name: "wine", samples: 178, sizes: &[13, 16, 8, 3], batch: 32, keep_prob: 1.0 },
    Training { name: "digits", samples: 1797, sizes: &[64, 64, 32, 10], batch: 64, keep_prob: 1.0 },
    Training { name: "mnist", samples: 20_000, sizes: &[784, 256, 128, 10], batch: 128, keep_prob: 1.0 },
    Training { name: "mnist-dropout", samples: 20_000, sizes: &[784, 256, 128, 10], batch: 128, keep_prob: 0.8 },
    Training { name: "large", samples: 10_000, sizes: &[784, 1024, 1024, 10], batch: 256, keep_prob: 1.0 },
];

/// How long each workload is measured, and into how many rounds that is cut at least.
const LONG: Duration = Duration::from_millis(1500);
const ROUNDS: usize = 5;

fn main() -> ann::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let json = arguments.iter().any(|argument| argument == "--json");
    let only = arguments.iter().find(|argument| !argument.starts_with("--"));
    let wanted = |name: &str| only.is_none_or(|only| name.contains(only.as_str()));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);

    for training in &TRAININGS {
        let name = format!("{}-f32-{threads}threads", training.name);
        if wanted(&name) {
            report(&name, &train::<f32>(training)?, training.flops(), json);
        }
    }
    let name = format!("mnist-f64-{threads}threads");
    if wanted(&name) {
        report(&name, &train::<f64>(&TRAININGS[2])?, TRAININGS[2].flops(), json);
    }
    for batch in [1, 1000] {
        let name = format!("predict-{batch}-f32-{threads}threads");
        if wanted(&name) {
            report(&name, &predict(TRAININGS[2].sizes, batch)?, TRAININGS[2].weights() * 2, json);
        }
    }
    if wanted("peak") {
        peaks(json);
    }
    Ok(())
}

impl Training {
    fn weights(&self) -> usize {
        self.sizes.windows(2).map(|n| n[0] * n[1]).sum()
    }

    /// Additions and multiplications in the products for one sample: forward, dW, and dA in all layers but the first.
    fn flops(&self) -> usize {
        6 * self.weights() - 2 * self.sizes[0] * self.sizes[1]
    }
}

/// Random samples and classes: (n_x, m) and one-hot (n_y, m).
fn data<F: Real>(sizes: &[usize], m: usize) -> (Array2<F>, Array2<F>) {
    let mut random = rng(0);
    let n_y = sizes[sizes.len() - 1];
    let x = Array2::from_shape_simple_fn((sizes[0], m).f(), || F::of(random.random_range(-1.0..1.0)));
    let labels: Vec<usize> = (0..m).map(|_| random.random_range(0..n_y)).collect();
    (x, ann::data::one_hot(&labels, n_y))
}

/// Samples a second in each round.
fn train<F: Real>(training: &Training) -> ann::Result<Vec<f64>> {
    let (x, y) = data::<F>(training.sizes, training.samples);
    let mut random = rng(1);
    let mut network = Network::<F>::new(training.sizes, Activation::Relu, Activation::Softmax, &mut random)?
        .with_keep_prob(training.keep_prob)?;
    let cost = Cost::from(Loss::CategoricalCrossEntropy);
    let mut descent = Descent::new(&network, training.samples, training.batch, cost, Optimizer::ADAM)?;
    let mut failure = Ok(());
    let rates = rounds(training.samples, || {
        let epoch = descent.epoch(&mut network, x.view(), y.view(), |_| 1e-3, &mut random);
        failure = std::mem::replace(&mut failure, Ok(())).and(epoch);
    });
    failure.map(|()| rates)
}

fn predict(sizes: &[usize], batch: usize) -> ann::Result<Vec<f64>> {
    let (x, _) = data::<f32>(sizes, batch);
    let network = Network::<f32>::new(sizes, Activation::Relu, Activation::Softmax, &mut rng(1))?;
    let mut failure = Ok(());
    let rates = rounds(batch, || {
        let answer = network.predict(x.view()).map(|a| drop(black_box(a)));
        failure = std::mem::replace(&mut failure, Ok(())).and(answer);
    });
    failure.map(|()| rates)
}

/// Runs the work again and again, and tells for each round how many of its samples were done a second.
fn rounds(samples: usize, mut work: impl FnMut()) -> Vec<f64> {
    work();
    let (start, mut rates) = (Instant::now(), Vec::new());
    while rates.len() < ROUNDS || start.elapsed() < LONG {
        let round = Instant::now();
        let mut times = 0;
        while round.elapsed() < LONG / (2 * ROUNDS as u32) {
            work();
            times += 1;
        }
        rates.push((times * samples) as f64 / round.elapsed().as_secs_f64());
    }
    rates.sort_by(f64::total_cmp);
    rates
}

fn report(name: &str, rates: &[f64], flops: usize, json: bool) {
    let (least, median, most) = (rates[0], rates[rates.len() / 2], rates[rates.len() - 1]);
    let speed = median * flops as f64 / 1e9;
    if json {
        println!(r#"{{"name":"{name}","median":{median:.0},"min":{least:.0},"max":{most:.0},"gflops":{speed:.2}}}"#);
    } else {
        println!("{name:<28} {median:>10.0} samples/s  ({least:.0} to {most:.0})  {speed:>6.1} GF/s");
    }
}

/// What the machine can do at best on one core: the largest speed of a product that stays in the caches, and of adding two long
/// arrays that do not.
fn peaks(json: bool) {
    let n = 768;
    let (a, b) = (Array2::<f32>::ones((n, n).f()), Array2::<f32>::ones((n, n).f()));
    let mut c = Array2::<f32>::zeros((n, n).f());
    let rates = rounds(1, || matmul(1.0, &a, &b, 0.0, black_box(&mut c)));
    let product = rates[rates.len() - 1] * 2.0 * (n as f64).powi(3) / 1e9;
    let long = 1 << 25;
    let (mut from, mut to) = (vec![1.0_f32; long], vec![0.0_f32; long]);
    let rates = rounds(1, || {
        for (to, from) in black_box(&mut to).iter_mut().zip(black_box(&mut from).iter()) {
            *to += from;
        }
    });
    let memory = rates[rates.len() - 1] * (3 * 4 * long) as f64 / 1e9;
    if json {
        println!(r#"{{"name":"peak","gflops":{product:.1},"gbytes":{memory:.1}}}"#);
    } else {
        println!("peak of one core             {product:>10.1} GF/s, {memory:.1} GB/s");
    }
}
