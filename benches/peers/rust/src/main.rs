//! The work of benches/throughput.rs, done by other libraries in Rust, each in the way that suits it best.
//!
//! `peers PEER WORKLOAD [SECONDS]` prints one JSON object with the median, smallest and largest number of samples a second over
//! rounds. PEER is burn or candle. WORKLOAD is a name as benches/throughput.rs prints it, without the part about threads. Adam,
//! softmax cross-entropy, ReLU, batches drawn anew every epoch; after a warm-up.

mod burn_peer;
mod candle_peer;

use anyhow::{Context, Result, bail};
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use std::time::{Duration, Instant};

/// A network and what is to be done with it.
struct Work {
    sizes: &'static [usize],
    /// Samples of an epoch, or of a prediction.
    samples: usize,
    /// Samples of a batch; none to predict.
    batch: Option<usize>,
    keep_prob: f64,
    /// Numbers of 64 bits and not 32.
    double: bool,
}

/// Does the work once: an epoch, or a prediction.
type Run = Box<dyn FnMut() -> Result<()>>;

const MNIST: &[usize] = &[784, 256, 128, 10];

impl Work {
    fn named(name: &str) -> Result<Self> {
        let (samples, sizes, batch): (usize, &[usize], _) = match name {
            "wine-f32" => (178, &[13, 16, 8, 3], Some(32)),
            "digits-f32" => (1797, &[64, 64, 32, 10], Some(64)),
            "mnist-f32" | "mnist-dropout-f32" | "mnist-f64" => (20_000, MNIST, Some(128)),
            "large-f32" => (10_000, &[784, 1024, 1024, 10], Some(256)),
            "predict-1-f32" => (1, MNIST, None),
            "predict-1000-f32" => (1000, MNIST, None),
            _ => bail!("no workload is called `{name}`"),
        };
        let keep_prob = if name == "mnist-dropout-f32" { 0.8 } else { 1.0 };
        Ok(Work { sizes, samples, batch, keep_prob, double: name.ends_with("f64") })
    }

    fn n_in(&self) -> usize {
        self.sizes[0]
    }

    /// X, sample after sample, and the classes.
    fn data(&self) -> (Vec<f32>, Vec<u32>) {
        let (mut rng, classes) = (StdRng::seed_from_u64(0), self.sizes[self.sizes.len() - 1] as u32);
        let x = (0..self.samples * self.n_in()).map(|_| rng.random_range(-1.0..1.0)).collect();
        (x, (0..self.samples).map(|_| rng.random_range(0..classes)).collect())
    }
}

/// The samples in a new order, as batches.
fn shuffled(order: &mut [u32], rng: &mut StdRng, batch: usize) -> Vec<Vec<u32>> {
    order.shuffle(rng);
    order.chunks(batch).map(<[u32]>::to_vec).collect()
}

fn measure(run: &mut Run, samples: usize, seconds: f64) -> Result<Vec<f64>> {
    run()?;
    run()?;
    let (mut rates, begin) = (Vec::new(), Instant::now());
    let (all, round) = (Duration::from_secs_f64(seconds), Duration::from_secs_f64(seconds / 10.0));
    while rates.len() < 5 || begin.elapsed() < all {
        let (start, mut times) = (Instant::now(), 0);
        while times == 0 || start.elapsed() < round {
            run()?;
            times += 1;
        }
        rates.push((samples * times) as f64 / start.elapsed().as_secs_f64());
    }
    rates.sort_by(f64::total_cmp);
    Ok(rates)
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [peer, workload, ..] = &arguments[..] else { bail!("usage: peers PEER WORKLOAD [SECONDS]") };
    let seconds = arguments.get(2).map_or(Ok(1.5), |given| given.parse()).context("SECONDS must be a number")?;
    let work = Work::named(workload)?;
    let mut run = match peer.as_str() {
        "burn" => burn_peer::prepare(&work)?,
        "candle" => candle_peer::prepare(&work)?,
        _ => bail!("no peer is called `{peer}`"),
    };
    let rates = measure(&mut run, work.samples, seconds)?;
    let (median, min, max) = (rates[rates.len() / 2], rates[0], rates[rates.len() - 1]);
    println!(r#"{{"peer":"{peer}","name":"{workload}","median":{median:.0},"min":{min:.0},"max":{max:.0}}}"#);
    Ok(())
}
