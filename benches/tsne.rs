//! t-SNE of all of MNIST (chapter 9), beside openTSNE: 70 000 images as 50 principal components, 750 steps.
//!
//! `cargo bench --bench tsne -- FOLDER [PYTHON] [SAMPLES]` reads the IDX files of MNIST from a folder (`data/cache/mnist`, once
//! `cargo xtask data mnist` has brought them); a Python that has `benches/peers/requirements.txt` takes turns with us on the same
//! samples, on as many threads. Of each map it prints the seconds for the affinities and in all, KL(P‖Q) with our P, and the
//! trustworthiness of 5000 samples among themselves.

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
    println!("{m} samples of {COMPONENTS} features, {STEPS} steps, {} threads", ann::threads());
    for _ in 0..ROUNDS {
        let (affinities, y) = ours(&x)?;
        judge(&x, &y, &affinities)?;
        if let Some(python) = arguments.get(1) {
            judge(&x, &theirs(&x, python)?, &affinities)?;
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

fn ours(x: &Array2<f64>) -> Result<(Affinities, Array2<f64>)> {
    let tsne = Tsne { iterations: STEPS, ..Tsne::default() };
    let begin = Instant::now();
    let affinities = Affinities::new(x.view(), tsne.perplexity)?;
    let near = begin.elapsed().as_secs_f64();
    let map = tsne.descend(&affinities, &start(x.view())?)?;
    print("ours", near, begin.elapsed().as_secs_f64(), map.kl_divergence);
    Ok((affinities, map.y))
}

fn theirs(x: &Array2<f64>, python: &str) -> Result<Array2<f64>> {
    let folder = tempfile::tempdir()?;
    let (samples, places) = (folder.path().join("samples"), folder.path().join("places"));
    std::fs::write(&samples, x.t().iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>())?;
    let mut command = Command::new(python);
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/tsne_peer.py"));
    command.arg(&samples).arg(x.nrows().to_string()).arg(&places).arg(STEPS.to_string());
    let output = command.env("PEER_THREADS", ann::threads().to_string()).stderr(Stdio::inherit()).output()?;
    let answer: Value = serde_json::from_slice(&output.stdout)?;
    let number = |name: &str| answer[name].as_f64().ok_or_else(|| format!("no `{name}` was told"));
    print("openTSNE", number("affinities")?, number("seconds")?, number("kl")?);
    let numbers = std::fs::read(&places)?.as_chunks().0.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect();
    Ok(Array2::from_shape_vec((x.ncols(), 2), numbers)?.reversed_axes())
}

fn print(name: &str, near: f64, seconds: f64, kl: f64) {
    println!("{name:<9} {seconds:>7.1} s, {near:.1} s of it for the affinities; it tells a KL of {kl:.4}");
}

/// Prints what a map is worth.
fn judge(x: &Array2<f64>, y: &Array2<f64>, affinities: &Affinities) -> Result<()> {
    let step = (x.ncols() / JUDGED).max(1) as isize;
    let (samples, places) = (x.slice(s![.., ..;step]), y.slice(s![.., ..;step]));
    let (kl, _) = kl_divergence(affinities, y.view());
    println!("{:<9} KL {kl:.4}, trustworthiness {:.4}", "", trustworthiness(samples, places, NEAR)?);
    Ok(())
}
