//! Trains the network that reads the digits of chapter 13's page: `cargo run --release -p labs --example train_drawing`.
//!
//! It writes `labs/weights/drawing.bin.gz`, the network in 8 bits, and `data/mnist200-images.idx.gz` and `data/mnist200-labels.idx.gz`,
//! the first 200 of MNIST's test digits, and prints what the 8 bits cost. MNIST is brought by `cargo xtask data mnist`.

use ann::data::idx::{self, Numbers};
use ann::data::{Distortion, one_hot};
use ann::metrics::{accuracy, class_of};
use ann::random::stream;
use ann::{Activation, Cost, Error, Loss, Network, Optimizer, Result, Schedule, TrainingLoop};
use flate2::{Compression, write::GzEncoder};
use labs::weights;
use ndarray::{Array2, ArrayView2, Axis, Slice};
use std::fs;
use std::io::Write;
use std::path::Path;

const MNIST: &str = "data/cache/mnist";
const WEIGHTS: &str = "labs/weights/drawing.bin.gz";
/// So many of the test digits are kept with the book.
const KEPT: usize = 200;

const SIZES: [usize; 4] = [784, 256, 64, 10];
const EPOCHS: usize = 60;
const LEARNING_RATE: f64 = 0.001;
/// More than in the chapter: who draws with a mouse writes less evenly than the writers of MNIST.
const DISTORTION: Distortion = Distortion { shift: 2.0, rotation: 20.0, stretch: 0.2, slant: 0.3 };

/// The array of a file, and that of its first 200 samples.
fn numbers(name: &str) -> Result<[Numbers; 2]> {
    let path = Path::new(MNIST).join(name);
    let Numbers::U8(all) = idx::read(&path)? else {
        return Err(Error::Data { problem: format!("{} holds no bytes", path.display()) });
    };
    let kept = all.slice_axis(Axis(0), Slice::from(..KEPT)).to_owned();
    Ok([all, kept].map(Numbers::U8))
}

/// X: (784, m), from 0 for paper to 1 for ink, and the digits.
fn read(part: &str) -> Result<(Array2<f32>, Vec<usize>)> {
    let [images, _] = numbers(&format!("{part}-images-idx3-ubyte"))?;
    let [labels, _] = numbers(&format!("{part}-labels-idx1-ubyte"))?;
    let x = idx::dataset(&images, &labels)?.x.mapv(|pixel| (pixel / 255.0) as f32);
    Ok((x, labels.to_f64().iter().map(|digit| *digit as usize).collect()))
}

fn train(x: ArrayView2<f32>, labels: &[usize]) -> Result<Network<f32>> {
    let (y, mut rng, mut distorted) = (one_hot(labels, 10), stream(0, 0), stream(0, 1));
    let mut network = Network::new(&SIZES, Activation::Relu, Activation::Softmax, &mut rng)?;
    let cost: Cost = Loss::CategoricalCrossEntropy.into();
    let mut training = TrainingLoop::new(&network, x.ncols(), 128, cost, Optimizer::ADAM)?;
    let mut copies = x.to_owned();
    for epoch in 0..EPOCHS {
        DISTORTION.apply(x, (28, 28), copies.view_mut(), &mut distorted)?;
        let rate = |part: f64| LEARNING_RATE * Schedule::COSINE.factor(epoch as f64 + part, EPOCHS as f64);
        training.epoch(&mut network, copies.view(), y.view(), rate, &mut rng)?;
        if epoch % 10 == 9 {
            println!("epoch {:>2}: {:.2} % of the training digits are wrong", epoch + 1, wrong(&network, x, labels)?);
        }
    }
    Ok(network)
}

/// The part of the answers that is wrong, in per cent.
fn wrong(network: &Network<f32>, x: ArrayView2<f32>, labels: &[usize]) -> Result<f64> {
    let answers: Vec<usize> = network.predict(x)?.columns().into_iter().map(class_of).collect();
    Ok(100.0 * (1.0 - accuracy(&answers, labels)?))
}

fn main() -> Result<()> {
    for (file, kept) in [("images-idx3", "images"), ("labels-idx1", "labels")] {
        let [_, first] = numbers(&format!("t10k-{file}-ubyte"))?;
        idx::write(format!("data/mnist{KEPT}-{kept}.idx.gz"), &first)?;
    }
    let (x, labels) = read("train")?;
    let network = train(x.view(), &labels)?;
    let bytes = weights::write(&network);
    let io = |source| Error::Io { action: "write", path: WEIGHTS.into(), source };
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    let packed = packed.write_all(&bytes).and_then(|()| packed.finish()).map_err(io)?;
    fs::write(WEIGHTS, &packed).map_err(io)?;

    let (x, labels) = read("t10k")?;
    let rounded = weights::read(&bytes)?;
    println!("wrong of the 10 000 test digits, in 32 bits: {:.2} %", wrong(&network, x.view(), &labels)?);
    println!("wrong of the 10 000 test digits, in  8 bits: {:.2} %", wrong(&rounded, x.view(), &labels)?);
    println!("{WEIGHTS}: {} bytes, packed {}", bytes.len(), packed.len());
    Ok(())
}
