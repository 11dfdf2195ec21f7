//! Chapter 8, the cache: what forward must remember for backward, and what it costs.

mod talk;

use ann::figure::{Lines, Scale, lines};
use ann::plain;
use ann::plain::backward::activate_backward;
use ann::plain::forward::activate;
use ann::plain::network::Activation as G;
use ann::{
    Activation, Cache, Cost, Dropout, Figure, Gradients, Init, Loss, Network, Optimizer, OptimizerState, Rng,
    ShapeTable,
};
use ann::{backward, data, evaluate, forward, matmul, rng};
use ndarray::{Array2, array};
use talk::{draw, drawn, step, title};

/// What a backward pass found, and what it took.
struct Pass {
    /// dW of every layer, the last one first.
    dw: Vec<Array2<f64>>,
    /// The most bytes of activations that were kept at a time.
    bytes: usize,
    /// How many layers were computed forward.
    forwards: usize,
}

/// Backpropagation that keeps the activations between stretches of so many layers and computes those inside again.
fn checkpointed(
    network: &Network<f64>,
    x: &Array2<f64>,
    y: &Array2<f64>,
    cost: &Cost,
    stretch: usize,
) -> ann::Result<Pass> {
    let parts = network.layers().chunks(stretch).map(|layers| Network::from_layers(layers.to_vec()));
    let parts = parts.collect::<ann::Result<Vec<_>>>()?;
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    let mut pass = Pass { dw: Vec::new(), bytes: 0, forwards: network.depth() };

    let mut kept = vec![x.clone()];
    for (k, part) in parts.iter().enumerate() {
        let a = forward(part, kept[k].view(), Dropout::Off, &mut cache)?.to_owned();
        if k + 1 < parts.len() {
            kept.push(a);
        }
    }

    let mut da: Option<Array2<f64>> = None;
    for part in parts.iter().rev() {
        match &da {
            // The last stretch is still in the cache.
            None => backward(part, y.view(), cost, &cache, &mut gradients)?,
            Some(da) => {
                forward(part, kept[kept.len() - 1].view(), Dropout::Off, &mut cache)?;
                pass.forwards += part.depth();
                // ½ (a − t)² has the slope a − t, which is dA.
                let (target, squared) = (&cache.output() - da, Loss::MeanSquaredError.into());
                backward(part, target.view(), &squared, &cache, &mut gradients)?;
            }
        }
        let numbers: usize = kept.iter().map(Array2::len).sum();
        pass.bytes = pass.bytes.max(cache.bytes() + 8 * numbers);
        pass.dw.extend((1..=part.depth()).rev().map(|l| gradients.dw(l).clone()));
        let mut below = Array2::zeros((part.n_in(), x.ncols()));
        matmul(1.0, &part.layer(1).w.t(), &gradients.dz(1), 0.0, &mut below);
        da = Some(below);
        kept.pop();
    }
    Ok(pass)
}

/// Curves with their points marked, both axes on the same scale.
fn plot(x: &str, y: &str, scale: Scale, series: &[(String, Vec<(f64, f64)>)]) -> ann::Result<Figure> {
    lines(&Lines { x, y, x_scale: scale, y_scale: scale, marks: true, series: series.to_vec() })
}

fn kilobytes(bytes: usize) -> f64 {
    bytes as f64 / 1000.0
}

/// ‖W‖
fn norm(w: &Array2<f64>) -> f64 {
    w.mapv(|w| w * w).sum().sqrt()
}

fn main() -> ann::Result<()> {
    title(8, "The cache");

    step(
        "The shape ledger",
        "Every array of one training step: four inputs, three hidden neurons with dropout, two classes.",
    );
    // ANCHOR: ledger
    let mut random: Rng = rng(0);
    let network = Network::<f32>::new(&[4, 3, 2], Activation::Relu, Activation::Softmax, &mut random)?;
    let network = network.with_keep_prob(0.8)?;
    let x: Array2<f32> = Init::Normal { std: 1.0 }.weights(4, 5, &mut random)?;
    let y = data::one_hot(&[0, 1, 0, 1, 1], 2);
    let cost = Loss::CategoricalCrossEntropy.into();
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    forward(&network, x.view(), Dropout::Draw(&mut random), &mut cache)?;
    backward(&network, y.view(), &cost, &cache, &mut gradients)?;
    println!("{}", ShapeTable::new(&network, &cache, &gradients)?);
    // ANCHOR_END: ledger

    step(
        "Z need not be kept",
        "ReLU, tanh and sigmoid know their slope from A alone. So the cache keeps A and not Z,\nand Z can be had again from what is there.",
    );
    // ANCHOR: recompute
    let random_layer =
        Network::<f64>::new(&[2, 2, 1], Activation::Tanh, Activation::Sigmoid, &mut rng(1))?.layer(1).clone();
    let z1 = random_layer.w.dot(&array![[0.5], [-1.0]]) + &random_layer.b;
    let a1 = activate(G::Tanh, &z1);
    println!("Z1       = {:8.4}", z1.column(0));
    println!("A1       = {:8.4}", a1.column(0));
    println!("tanh Z1  = {:8.4}", z1.mapv(f64::tanh).column(0));
    println!("slope from A1, 1 − A²       = {:8.4}", activate_backward(G::Tanh, &a1, &array![[1.0], [1.0]]).column(0));
    println!("slope from Z1, 1 / cosh² Z  = {:8.4}", z1.mapv(|z| z.cosh().powi(-2)).column(0));
    // ANCHOR_END: recompute

    step("What it costs", "A network 784-256-128-10 in f32: kilobytes for a batch of m samples.");
    // ANCHOR: cost
    let large = Network::<f32>::new(&[784, 256, 128, 10], Activation::Relu, Activation::Softmax, &mut rng(2))?;
    let dropping = large.clone().with_keep_prob(0.8)?;
    let weights = kilobytes(large.parameters() * 4);
    println!("weights and biases: {weights:.1} kB");
    println!("{:>5}  {:>9}  {:>13}  {:>17}", "m", "cache", "if it kept Z", "cache, keep 0.8");
    let mut series = ["weights and biases", "cache", "cache, keep 0.8"].map(|name| (name.to_owned(), Vec::new()));
    for m in [1, 4, 16, 32, 128, 256, 1024] {
        let with_z: usize = large.layers().iter().take(large.depth() - 1).map(|layer| layer.n_out() * m * 4).sum();
        let bytes = Cache::new(&large, m).bytes();
        let row = [bytes, bytes + with_z, Cache::new(&dropping, m).bytes()].map(kilobytes);
        println!("{m:>5}  {:>9.1}  {:>13.1}  {:>17.1}", row[0], row[1], row[2]);
        for (curve, kilobytes) in series.iter_mut().zip([weights, row[0], row[2]]) {
            curve.1.push((m as f64, kilobytes));
        }
    }
    draw("memory", plot("batch size m", "kilobytes", Scale::Logarithmic, &series)?)?;
    // ANCHOR_END: cost

    step("The same", "A pass of the plain network 4-3-2 with five samples and one of the library: what is kept.");
    // ANCHOR: same
    let start = plain::network::Network::new(&[4, 3, 2], G::Relu, G::Softmax, &mut rng(6));
    let samples: plain::Matrix = Init::Normal { std: 1.0 }.weights(4, 5, &mut rng(7))?;
    let kept = plain::forward::forward(&start, &samples);
    let mut library = Cache::default();
    forward(&Network::try_from(&start)?, samples.view(), Dropout::Off, &mut library)?;
    let same = kept.iter().enumerate().all(|(l, a)| (a - &library.a(l)).iter().all(|apart| apart.abs() < 1e-12));
    println!("X, A1 and A2 differ by less than 1e-12: {same}");
    let (bytes, last_z) = (plain::cache::bytes(&kept), 8 * 2 * 5);
    println!("plain: {bytes} bytes; library: {} bytes", library.bytes());
    println!("the same but for the last Z: {}", bytes + last_z == library.bytes());
    // ANCHOR_END: same

    step("Made once", "The buffers grow to the largest batch and stay: bytes after batches of several sizes.");
    // ANCHOR: once
    let mut grown = Cache::default();
    for m in [32, 8, 32, 64, 1] {
        let x: Array2<f32> = Init::Normal { std: 1.0 }.weights(784, m, &mut rng(3))?;
        forward(&large, x.view(), Dropout::Off, &mut grown)?;
        let (answer, kb) = (grown.output().dim(), kilobytes(grown.bytes()));
        println!("batch of {m:>2}: answer {answer:?}, cache {kb:.1} kB");
    }
    // ANCHOR_END: once

    step(
        "Keep a few, compute the rest again",
        "36 layers of 16 neurons, 32 samples, f64. Keeping only what lies between stretches of so many layers: the memory, the \
         layers computed forward, and the work of a step against keeping all.",
    );
    // ANCHOR: checkpoint
    let deep = Network::<f64>::new(&[16; 37], Activation::Tanh, Activation::Softmax, &mut rng(1))?;
    let x: Array2<f64> = Init::Normal { std: 1.0 }.weights(16, 32, &mut rng(4))?;
    let y = data::one_hot(&(0..32).map(|i| i % 16).collect::<Vec<_>>(), 16);
    let cost = Cost::from(Loss::CategoricalCrossEntropy);
    let (mut whole, mut gradients) = (Cache::default(), Gradients::default());
    forward(&deep, x.view(), Dropout::Off, &mut whole)?;
    backward(&deep, y.view(), &cost, &whole, &mut gradients)?;
    println!("every layer kept, in one pass: {:.1} kB", kilobytes(whole.bytes()));
    let mut series = [("memory".to_owned(), Vec::new()), ("work".to_owned(), Vec::new())];
    println!(
        "{:>7}  {:>9}  {:>9}  {:>8}  {:>5}  {:>13}",
        "layers", "stretches", "kilobytes", "forwards", "work", "same gradient"
    );
    for stretch in [36, 18, 12, 9, 6, 4, 3, 2, 1] {
        let pass = checkpointed(&deep, &x, &y, &cost, stretch)?;
        let right = (1..=36).rev().map(|l| gradients.dw(l));
        let same = pass.dw.iter().zip(right).all(|(dw, right)| norm(&(dw - right)) < 1e-10 * norm(right));
        let (stretches, work) = (36 / stretch, (pass.forwards + 2 * 36) as f64 / (3.0 * 36.0));
        let kb = kilobytes(pass.bytes);
        println!("{stretch:>7}  {stretches:>9}  {kb:>9.1}  {:>8}  {work:>5.2}  {same:>13}", pass.forwards);
        series[0].1.push((stretches as f64, pass.bytes as f64 / whole.bytes() as f64));
        series[1].1.push((stretches as f64, work));
    }
    draw("checkpoint", plot("stretches", "times that of keeping all", Scale::Linear, &series)?)?;
    // ANCHOR_END: checkpoint

    step("What is refused", "A gradient from an empty cache, from another network's, for targets of another batch.");
    // ANCHOR: refused
    let y = data::one_hot(&[0, 1, 2], 10);
    let cost = Loss::CategoricalCrossEntropy.into();
    let narrow = Network::<f32>::new(&[784, 100, 10], Activation::Relu, Activation::Softmax, &mut rng(5))?;
    let mut gradients = Gradients::default();
    let attempts = [
        backward(&large, y.view(), &cost, &Cache::default(), &mut gradients),
        backward(&narrow, y.view(), &cost, &grown, &mut gradients),
        backward(&large, y.view(), &cost, &grown, &mut gradients),
    ];
    for refused in attempts.into_iter().filter_map(Result::err) {
        println!("→ {refused}");
    }
    // ANCHOR_END: refused

    step(
        "Break it: a stale cache",
        "The gradient of one batch, 32 points of two moons, from caches of the right shape that hold something else: \
         distance from the right dW1, relative to its length, and the cosine between the two, where it is not refused.",
    );
    // ANCHOR: stale
    let moons = data::synthetic::moons(64, 0.1, &mut rng(2))?;
    let [batch, other] = moons.split([0.5, 0.5], &mut rng(2))?;
    let mut y: Array2<f64> = Array2::zeros((1, 32));
    if let data::Target::Classes { labels, .. } = &batch.target {
        y.iter_mut().zip(labels).for_each(|(y, &label)| *y = label as f64);
    }
    let cost = Cost::from(Loss::BinaryCrossEntropy);
    let network = Network::<f64>::new(&[2, 8, 1], Activation::Tanh, Activation::Sigmoid, &mut rng(3))?;
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    forward(&network, batch.x.view(), Dropout::Off, &mut cache)?;
    backward(&network, y.view(), &cost, &cache, &mut gradients)?;
    let mut moved = network.clone();
    OptimizerState::new(Optimizer::Sgd, &network)?.step(&mut moved, &gradients, 1.0)?;

    forward(&moved, batch.x.view(), Dropout::Off, &mut cache)?;
    backward(&moved, y.view(), &cost, &cache, &mut gradients)?;
    let right = gradients.dw(1).clone();
    println!("{:<42}  {:>8}  {:>6}", "what the cache holds", "distance", "cosine");
    for (what, pass_of, input) in [
        ("this batch, these weights", &moved, &batch),
        ("this batch, the weights a step ago", &network, &batch),
        ("another batch, these weights", &moved, &other),
    ] {
        forward(pass_of, input.x.view(), Dropout::Off, &mut cache)?;
        if let Err(refused) = backward(&moved, y.view(), &cost, &cache, &mut gradients) {
            println!("{what}\n→ {refused}");
            continue;
        }
        let stale = gradients.dw(1);
        let cosine = (stale * &right).sum() / (norm(stale) * norm(&right));
        let distance = norm(&(stale - &right)) / norm(&right);
        println!("{what:<42}  {distance:>8.4}  {cosine:>6.4}");
    }
    // ANCHOR_END: stale

    step(
        "What comes of it",
        "Loss and accuracy on the batch after 500 steps, with a cache of its own and with a shared one.",
    );
    // ANCHOR: shared
    for validates in [false, true] {
        let mut learner = network.clone();
        let mut optimizer = OptimizerState::new(Optimizer::Sgd, &learner)?;
        for _ in 0..500 {
            forward(&learner, batch.x.view(), Dropout::Off, &mut cache)?;
            if validates {
                forward(&learner, other.x.view(), Dropout::Off, &mut cache)?;
            }
            backward(&learner, y.view(), &cost, &cache, &mut gradients)?;
            optimizer.step(&mut learner, &gradients, 0.5)?;
        }
        let judged = evaluate(&learner, batch.x.view(), y.view(), cost.loss, &mut cache)?;
        let how = if validates { "forward, validate, backward, step" } else { "forward, backward, step" };
        println!("{how:<42}  {:>8.4}  {:>6.4}", judged.loss, judged.metric.value());
    }
    // ANCHOR_END: shared

    drawn(&["memory", "checkpoint"]);
    Ok(())
}
