//! Chapter 5, mini-batch gradient descent: how many samples to look at before each step.

mod talk;

use ann::data::{Task, read_csv};
use ann::figure::{self, Lines, Scale};
use ann::plain::Matrix;
use ann::plain::backward::{backward, descend};
use ann::plain::batches::{batches, epoch};
use ann::plain::cost::cost;
use ann::plain::forward::{forward, largest};
use ann::plain::network::{Activation, Layer, Network};
use ann::{Architecture, Cache, Cost, Dropout, Figure, Gradients, Loss, Model, Optimizer, OptimizerState, Rng, rng};
use ndarray::{Array1, Axis, array};
use rand::seq::SliceRandom;
use talk::{draw, drawn, step, title};

/// dW1 of the mean loss over these samples alone.
fn dw1(network: &Network, x: &Matrix, y: &Matrix, samples: &[usize]) -> Matrix {
    let (x, y) = (x.select(Axis(1), samples), y.select(Axis(1), samples));
    let a = forward(network, &x);
    backward(network, &a, &y)[0].dw.clone()
}

/// The sum of the squares of all entries.
fn squares(w: &Matrix) -> f64 {
    w.iter().map(|w| w * w).sum()
}

/// The network of this chapter learns for 20 epochs. What comes back is the cost after each.
fn twenty_epochs(x: &Matrix, y: &Matrix, batch_size: usize, alpha: f64, seed: u64) -> Array1<f64> {
    let mut random = rng(seed);
    let mut network = Network::new(&[64, 32, 16, 10], Activation::Relu, Activation::Softmax, &mut random);
    let mut costs = Array1::zeros(20);
    for e in 0..20 {
        epoch(&mut network, x, y, batch_size, alpha, &mut random);
        costs[e] = cost(&network, &forward(&network, x), y, 0.0);
    }
    costs
}

/// A line of a table: what happens after epochs 1, 3, 10 and 20.
fn line(name: &str, costs: &Array1<f64>, digits: usize) {
    print!("{name:<24}");
    [1, 3, 10, 20].iter().for_each(|e| print!("  {:>8.digits$}", costs[e - 1]));
    println!();
}

/// The part of the samples whose right class has the largest answer.
fn accuracy(network: &Network, x: &Matrix, y: &Matrix) -> f64 {
    let a = forward(network, x);
    let answer = &a[a.len() - 1];
    let of_right_class = (answer * y).sum_axis(Axis(0));
    let right = of_right_class.iter().zip(&largest(answer)).filter(|(right, largest)| right >= largest).count();
    right as f64 / y.ncols() as f64
}

/// Curves over a logarithmic height; epochs are counted evenly, everything else logarithmically.
fn logarithmic(x: &str, y: &str, marks: bool, series: Vec<(String, Vec<(f64, f64)>)>) -> ann::Result<Figure> {
    let x_scale = if x == "epoch" { Scale::Linear } else { Scale::Logarithmic };
    figure::lines(&Lines { x, y, x_scale, y_scale: Scale::Logarithmic, marks, series })
}

fn main() -> ann::Result<()> {
    title(5, "Mini-batch gradient descent");

    step("By hand", "The 2-2-1 network of chapter 3 takes one step of learning rate 0.1 on its one sample.");
    // ANCHOR: by-hand
    let mut network = Network {
        layers: vec![
            Layer { w: array![[0.5, -1.0], [1.0, 0.5]], b: array![[0.5], [-0.5]], g: Activation::Relu },
            Layer { w: array![[1.0, -2.0]], b: array![[1.0]], g: Activation::Sigmoid },
        ],
    };
    let before = network.clone();
    let (x, y) = (array![[2.0], [1.0]], array![[1.0]]);

    let a = forward(&network, &x);
    println!("J before = {:.6}", cost(&network, &a, &y, 0.0));
    let gradients = backward(&network, &a, &y);
    let alpha = 0.1;
    let length_squared: f64 = gradients.iter().map(|gradient| squares(&gradient.dw) + squares(&gradient.db)).sum();
    println!("promised = {:.6}", alpha * length_squared);
    descend(&mut network, &gradients, alpha);
    for (l, layer) in (1..).zip(&network.layers) {
        println!("W{l} =\n{:9.6}\nb{l} =\n{:9.6}", layer.w, layer.b);
    }
    println!("J after  = {:.6}", cost(&network, &forward(&network, &x), &y, 0.0));
    // ANCHOR_END: by-hand

    step("A batch of two", "The same start, a second sample: dW2 and db2 of each alone, and of both as one batch.");
    // ANCHOR: two
    let two_x = array![[2.0, 0.0], [1.0, 2.0]];
    let two_y = array![[1.0, 0.0]];
    println!("{:<12}  {:>21}  {:>9}", "samples", "dW2", "db2");
    for (name, samples) in [("first", vec![0]), ("second", vec![1]), ("both", vec![0, 1])] {
        let (x, y) = (two_x.select(Axis(1), &samples), two_y.select(Axis(1), &samples));
        let a = forward(&before, &x);
        let last = backward(&before, &a, &y).remove(1);
        let (dw, db) = (last.dw, last.db);
        println!("{name:<12}  {:>10.6} {:>10.6}  {:>9.6}", dw[[0, 0]], dw[[0, 1]], db[[0, 0]]);
    }
    // ANCHOR_END: two

    step(
        "How wrong is the gradient of a batch?",
        "Digits: the distance of dW1 of a batch from dW1 of all samples, relative to the length of \
         the latter, root mean square over 200 batches; and what two formulas say it should be.",
    );
    // ANCHOR: noise
    let digits = read_csv("data/digits.csv", "digit", Task::Auto)?;
    let m = digits.samples();
    let (x, y) = Model::<f64>::new(&Architecture::default(), &digits, &mut rng(0))?.scaled(&digits)?;
    let start = Network::new(&[64, 32, 16, 10], Activation::Relu, Activation::Softmax, &mut rng(0));
    let mut order: Vec<usize> = (0..m).collect();
    let all = dw1(&start, &x, &y, &order);
    let mut variance = 0.0; // σ², in units of the squared length of the full gradient
    for sample in 0..m {
        let alone = dw1(&start, &x, &y, &[sample]);
        variance += squares(&(alone - &all)) / squares(&all) / m as f64;
    }

    let mut random: Rng = rng(1);
    let mut curves = ["measured", "σ/√B", "no repeats"].map(|name| (name.to_owned(), vec![]));
    println!("{:>10}  {:>8}  {:>8}  {:>10}", "batch size", "measured", "σ/√B", "no repeats");
    for size in [1, 4, 16, 64, 256, 1024] {
        let mut total = 0.0;
        for _ in 0..200 {
            order.shuffle(&mut random);
            let of_batch = dw1(&start, &x, &y, &order[..size]);
            total += squares(&(of_batch - &all)) / squares(&all);
        }
        let measured = (total / 200.0_f64).sqrt();
        let law = (variance / size as f64).sqrt();
        let no_repeats = law * ((m - size) as f64 / (m - 1) as f64).sqrt();
        println!("{size:>10}  {measured:>8.3}  {law:>8.3}  {no_repeats:>10.3}");
        for (curve, error) in curves.iter_mut().zip([measured, law, no_repeats]) {
            curve.1.push((size as f64, error));
        }
    }
    // ANCHOR_END: noise
    draw("noise", logarithmic("batch size", "relative error", true, curves.to_vec())?)?;

    step("Batches", "Ten samples in batches of four, in two epochs: a new order each time.");
    // ANCHOR: batches
    let mut random: Rng = rng(0);
    for e in 1..=2 {
        let dealt = batches(10, 4, &mut random);
        println!("epoch {e}: {dealt:?}");
    }
    // ANCHOR_END: batches

    step("The ends of the scale", "A batch larger than the data is the data; the last batch may be smaller.");
    // ANCHOR: ends
    for batch_size in [1, 32, 64, 1797, 5000] {
        let dealt = batches(m, batch_size, &mut random);
        let (steps, last) = (dealt.len(), dealt[dealt.len() - 1].len());
        println!("batch size {batch_size:>4}: {steps:>4} steps an epoch, the last of {last} samples");
    }
    // ANCHOR_END: ends

    step("The same in the library", "An epoch of our loop, and its batches once more with the parts of the library.");
    // ANCHOR: same
    let mut ours = start.clone();
    epoch(&mut ours, &x, &y, 32, 0.1, &mut rng(2));

    let entropy = Cost::from(Loss::CategoricalCrossEntropy);
    let mut theirs = ann::Network::<f64>::try_from(&start)?;
    let mut sgd = OptimizerState::new(Optimizer::Sgd, &theirs)?;
    let mut cache: Cache<f64> = Cache::default();
    let mut slopes: Gradients<f64> = Gradients::default();
    for batch in batches(m, 32, &mut rng(2)) {
        let (x, y) = (x.select(Axis(1), &batch), y.select(Axis(1), &batch));
        ann::forward(&theirs, x.view(), Dropout::Off, &mut cache)?;
        ann::backward(&theirs, y.view(), &entropy, &cache, &mut slopes)?;
        sgd.step(&mut theirs, &slopes, 0.1)?;
    }
    let mut apart = 0.0;
    for (our, their) in ours.layers.iter().zip(theirs.layers()) {
        apart += squares(&(&our.w - &their.w)) + squares(&(&our.b - &their.b));
    }
    println!("weights and biases agree to 1e-12: {}", apart.sqrt() < 1e-12);
    // ANCHOR_END: same

    step(
        "Three ways down",
        "Digits, plain descent: training loss after so many epochs with one sample, 32 and all 1797 \
         a step, mean of 10 seeds, at that of the rates 0.003, 0.01, 0.03, 0.1, 0.3, 1 and 3 \
         which is best for the first seed.",
    );
    // ANCHOR: three-ways
    let mut runs: Vec<Matrix> = Vec::new();
    println!("{:>10}  {:>5}  {:>5}  loss after 1, 3, 10 and 20 epochs", "batch size", "rate", "steps");
    for batch_size in [1, 32, m] {
        let (mut best, mut lowest) = (0.0, f64::INFINITY);
        for alpha in [0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0] {
            let last = twenty_epochs(&x, &y, batch_size, alpha, 0)[19];
            if last < lowest {
                (best, lowest) = (alpha, last);
            }
        }
        let mut costs = Matrix::zeros((10, 20));
        for (seed, mut of_seed) in (0..10).zip(costs.rows_mut()) {
            of_seed.assign(&twenty_epochs(&x, &y, batch_size, best, seed));
        }
        let steps = m.div_ceil(batch_size);
        line(&format!("{batch_size:>10}  {best:>5}  {steps:>5}"), &(costs.sum_axis(Axis(0)) / 10.0), 4);
        runs.push(costs);
    }
    // ANCHOR_END: three-ways
    let (mut by_steps, mut by_epochs) = (Vec::new(), Vec::new());
    for ((name, steps), costs) in [("one a step", m), ("32 a step", 57), ("all a step", 1)].into_iter().zip(&runs) {
        let epochs = (1..=20).map(f64::from).zip((costs.sum_axis(Axis(0)) / 10.0).to_vec());
        by_steps.push((name.to_owned(), epochs.clone().map(|(e, j)| (e * steps as f64, j)).collect()));
        by_epochs.push((name.to_owned(), epochs.collect()));
    }
    draw("three-ways", logarithmic("epoch", "training loss", false, by_epochs)?)?;
    draw("three-ways-steps", logarithmic("step", "training loss", false, by_steps)?)?;

    step(
        "Luck, or a difference?",
        "For each of the 10 seeds, how far the loss lies above that of 32 a step: the mean, and its standard error.",
    );
    // ANCHOR: paired
    for (name, costs) in [("one a step", &runs[0]), ("all a step", &runs[2])] {
        let above = costs - &runs[1];
        line(name, &(above.sum_axis(Axis(0)) / 10.0), 5);
        line(&format!("± ({name})"), &(above.std_axis(Axis(0), 1.0) / 10.0_f64.sqrt()), 5);
    }
    // ANCHOR_END: paired

    step(
        "Break it: do not shuffle",
        "The digits sorted, all 0 first and all 9 last. The same steps of 32 samples, plain descent \
         at rate 0.1, in that order and shuffled: which part of all, of the 0 and of the 9 is right.",
    );
    // ANCHOR: unshuffled
    let digit: Vec<Option<usize>> = (0..m).map(|j| (0..10).find(|&k| y[[k, j]] == 1.0)).collect();
    let mut sorted: Vec<usize> = (0..m).collect();
    sorted.sort_by_key(|&j| digit[j]);
    println!("{:<9}  {:>5}  {:>6}  {:>6}  {:>6}", "order", "epoch", "all", "0", "9");
    for (name, shuffled) in [("sorted", false), ("shuffled", true)] {
        let (mut network, mut random, mut order) = (start.clone(), rng(6), sorted.clone());
        for e in 1..=3 {
            if shuffled {
                order.shuffle(&mut random);
            }
            for batch in order.chunks(32) {
                let (x, y) = (x.select(Axis(1), batch), y.select(Axis(1), batch));
                let a = forward(&network, &x);
                let gradients = backward(&network, &a, &y);
                descend(&mut network, &gradients, 0.1);
            }
            print!("{name:<9}  {e:>5}");
            for only in [None, Some(0), Some(9)] {
                let chosen: Vec<usize> = (0..m).filter(|&j| only.is_none() || digit[j] == only).collect();
                let (x, y) = (x.select(Axis(1), &chosen), y.select(Axis(1), &chosen));
                print!("  {:>6.3}", accuracy(&network, &x, &y));
            }
            println!();
        }
    }
    // ANCHOR_END: unshuffled

    drawn(&["noise", "three-ways", "three-ways-steps"]);
    Ok(())
}
