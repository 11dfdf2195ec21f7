//! t-SNE of all of MNIST (chapter 9), beside openTSNE: 70 000 images as 50 principal components, 750 steps.
//!
//! `cargo xtask bench --tsne` brings MNIST and openTSNE and starts this: `cargo bench --bench tsne -- FOLDER [PYTHON] [SAMPLES]` reads
//! the IDX files from a folder; a Python that has `benches/peers/requirements.txt` takes turns with us on the same samples, on as many
//! threads. Of each map it prints the seconds in all and those for the affinities, KL(P‖Q) with our P, and the trustworthiness of 5000
//! samples among themselves.

mod machine;

use ann::data::idx;
use ann::projection::tsne::{kl_divergence, start};
use ann::projection::{Affinities, Pca, Tsne, trustworthiness};
use ndarray::{Array2, Axis, concatenate, s};
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// The principal components that are kept, and the steps of the descent, the early ones among them.
const COMPONENTS: usize = 50;
const STEPS: usize = 750;
/// How often both take a turn.
const ROUNDS: usize = 2;
/// The samples of which the trustworthiness is taken, and the neighbours that count for it.
const JUDGED: usize = 5000;
const NEAR: usize = 12;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let Some(folder) = arguments.first() else {
        eprintln!("`cargo bench --bench tsne -- FOLDER [PYTHON] [SAMPLES]` needs the folder with the files of MNIST");
        return Ok(());
    };
    let x = components(Path::new(folder))?;
    let m = arguments.get(2).map_or(Ok(x.ncols()), |number| number.parse())?.min(x.ncols());
    let x = x.slice(s![.., ..m]).to_owned();
    println!("{}; {m} samples of {COMPONENTS} features, {STEPS} steps\n", machine::processor());
    println!("{:<10}  {:>7}  {:>10}  {:>6}  {:>15}", "", "seconds", "affinities", "KL", "trustworthiness");
    for round in 1..=ROUNDS {
        let (affinities, turn) = ours(&x)?;
        print(&format!("ours {round}"), &turn, &x, &affinities)?;
        if let Some(python) = arguments.get(1) {
            print(&format!("openTSNE {round}"), &theirs(&x, python)?, &x, &affinities)?;
        }
    }
    Ok(())
}

/// The images, those for training first, along their principal components: (50, m).
fn components(folder: &Path) -> Result<Array2<f64>> {
    let read = |name: &str| -> Result<Array2<f64>> {
        let images = idx::read(folder.join(name))?.to_f64();
        let m = images.shape()[0];
        let pixels = images.len() / m.max(1);
        Ok(images.into_shape_with_order((m, pixels))?)
    };
    let images = concatenate![Axis(0), read("train-images-idx3-ubyte")?, read("t10k-images-idx3-ubyte")?];
    Ok(Pca::fit(images.t(), COMPONENTS)?.transform(images.t())?)
}

/// A map, and the seconds that it took.
struct Turn {
    y: Array2<f64>,
    seconds: f64,
    /// Of these, for the affinities.
    affinities: f64,
}

fn ours(x: &Array2<f64>) -> Result<(Affinities, Turn)> {
    let tsne = Tsne { iterations: STEPS, ..Tsne::default() };
    let begin = Instant::now();
    let affinities = Affinities::new(x.view(), tsne.perplexity)?;
    let near = begin.elapsed().as_secs_f64();
    let y = tsne.descend(&affinities, &start(x.view())?)?.y;
    Ok((affinities, Turn { y, seconds: begin.elapsed().as_secs_f64(), affinities: near }))
}

fn theirs(x: &Array2<f64>, python: &str) -> Result<Turn> {
    let folder = tempfile::tempdir()?;
    let (samples, places) = (folder.path().join("samples"), folder.path().join("places"));
    std::fs::write(&samples, x.t().iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>())?;
    let mut command = Command::new(python);
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/tsne_peer.py"));
    command.arg(&samples).arg(x.nrows().to_string()).arg(&places).arg(STEPS.to_string());
    let output = command.env("PEER_THREADS", ann::threads().to_string()).stderr(Stdio::inherit()).output()?;
    let answer: Value = serde_json::from_slice(&output.stdout)?;
    let number = |name: &str| answer[name].as_f64().ok_or_else(|| format!("no `{name}` was told"));
    let numbers = std::fs::read(&places)?.as_chunks().0.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect();
    let y = Array2::from_shape_vec((x.ncols(), 2), numbers)?.reversed_axes();
    Ok(Turn { y, seconds: number("seconds")?, affinities: number("affinities")? })
}

/// Prints how long a map took, and what it is worth.
fn print(name: &str, turn: &Turn, x: &Array2<f64>, affinities: &Affinities) -> Result<()> {
    let Turn { y, seconds, affinities: near } = turn;
    let step = (x.ncols() / JUDGED).max(1) as isize;
    let (samples, places) = (x.slice(s![.., ..;step]), y.slice(s![.., ..;step]));
    let (kl, _) = kl_divergence(affinities, y.view());
    let true_neighbours = trustworthiness(samples, places, NEAR)?;
    println!("{name:<10}  {seconds:>7.1}  {near:>10.1}  {kl:>6.4}  {true_neighbours:>15.4}");
    Ok(())
}
