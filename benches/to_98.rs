//! How long the digits of MNIST take until 98 of 100 test digits are right, here and with PyTorch and JAX (chapter 13).
//!
//! `cargo xtask bench --mnist` installs the others and starts this: `cargo bench --bench to_98 -- PYTHON`. Everybody trains
//! 784-256-128-10 with Adam, the rate 0.001 and batches of 128 on the 60 000 digits, until at most 200 of the 10 000 others are wrong
//! after an epoch. Only the training is timed, not the counting, nor what is compiled before it. All take turns, seed after seed, and the
//! mean of the seeds stands beside its standard error.

mod machine;

use ann::data::Target;
use ann::data::idx::{self, Numbers};
use ann::metrics::{class_of, mean_and_error};
use ann::{Activation, Loss, Network, Optimizer, TrainingLoop, rng};
use ndarray::Array2;
use serde_json::Value;
use std::error::Error;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// So many wrong answers are two in a hundred.
const WRONG: usize = 200;
const SEEDS: u64 = 15;
/// Who has not arrived by then does not arrive.
const MOST_EPOCHS: usize = 40;

/// Seconds of training, and epochs.
type Run = (f64, usize);

fn main() -> Result<()> {
    let Some(python) = std::env::args().skip(1).find(|argument| !argument.starts_with("--")) else {
        eprintln!("`cargo xtask bench --mnist` names the Python that has the peers");
        return Ok(());
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/cache/mnist");
    let (train, test) = (read(&folder, "train")?, read(&folder, "t10k")?);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/to_98.py");
    let mut runs: [Vec<Run>; 3] = Default::default();
    for seed in 0..SEEDS {
        runs[0].push(ours(&train, &test, seed)?);
        for (runs, peer) in runs[1..].iter_mut().zip(["pytorch", "jax"]) {
            let mut command = Command::new(&python);
            let output = command.arg(&script).args([peer, &seed.to_string()]).arg(&folder).output()?;
            let told = String::from_utf8_lossy(&output.stderr);
            let answer: Value = serde_json::from_slice(&output.stdout).map_err(|_| format!("{peer}: {told}"))?;
            let (seconds, epochs) = (answer["seconds"].as_f64(), answer["epochs"].as_u64());
            let (seconds, epochs) = seconds.zip(epochs).ok_or_else(|| format!("{peer} printed {answer}"))?;
            runs.push((seconds, usize::try_from(epochs)?));
        }
    }
    println!("{}; seconds of training until 98 of 100 are right, {SEEDS} seeds\n", machine::processor());
    println!(
        "{:<8}  {:>7}  {:>5}  {:>8}  {:>7}  {:>6}  {:>8}",
        "", "seconds", "±", "shortest", "longest", "epochs", "an epoch"
    );
    for (name, runs) in ["ours", "PyTorch", "JAX"].into_iter().zip(runs) {
        let seconds: Vec<f64> = runs.iter().map(|run| run.0).collect();
        let (mean, error) = mean_and_error(&seconds);
        let epochs = runs.iter().map(|run| run.1).sum::<usize>() as f64 / runs.len() as f64;
        let (shortest, longest) = seconds.iter().fold((f64::MAX, 0.0_f64), |(a, b), &s| (a.min(s), b.max(s)));
        print!("{name:<8}  {mean:>7.2}  {error:>5.2}  {shortest:>8.2}  {longest:>7.2}");
        println!("  {epochs:>6.1}  {:>8.2}", mean / epochs);
    }
    Ok(())
}

/// Pictures from 0 to 1 in columns, and their digits.
fn read(folder: &Path, part: &str) -> Result<(Array2<f32>, Vec<usize>)> {
    let file = |name: &str| -> ann::Result<Numbers> { idx::read(folder.join(format!("{part}-{name}"))) };
    let data = idx::dataset(&file("images-idx3-ubyte")?, &file("labels-idx1-ubyte")?)?;
    let Target::Classes { labels, .. } = data.target else { return Err("no classes".into()) };
    Ok((data.x.mapv(|pixel| (pixel / 255.0) as f32), labels))
}

fn ours(train: &(Array2<f32>, Vec<usize>), test: &(Array2<f32>, Vec<usize>), seed: u64) -> Result<Run> {
    let (x, y) = (train.0.view(), ann::data::one_hot(&train.1, 10));
    let mut rng = rng(seed);
    let sizes = [784, 256, 128, 10];
    let mut network = Network::<f32>::new(&sizes, Activation::Relu, Activation::Softmax, &mut rng)?;
    let cost = Loss::CategoricalCrossEntropy.into();
    let mut training = TrainingLoop::new(&network, x.ncols(), 128, cost, Optimizer::ADAM)?;
    let mut seconds = 0.0;
    for epoch in 1..=MOST_EPOCHS {
        let start = Instant::now();
        training.epoch(&mut network, x, y.view(), |_| 1e-3, &mut rng)?;
        seconds += start.elapsed().as_secs_f64();
        let answers = network.predict(test.0.view())?;
        let wrong = answers.columns().into_iter().zip(&test.1).filter(|(a, digit)| class_of(*a) != **digit).count();
        if wrong <= WRONG {
            return Ok((seconds, epoch));
        }
    }
    Err(format!("more than {WRONG} wrong after {MOST_EPOCHS} epochs").into())
}
