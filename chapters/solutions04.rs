//! Solutions to the exercises of chapter 4.

mod talk;

use ann::data::{Task, one_hot, read_csv};
use ann::{Activation, Architecture, Cache, Cost, Dropout, Gradients, Layer, Loss, Model, Network, Samples, Trainer};
use ann::{backward, forward, metrics::accuracy, metrics::class_of, rng};
use ndarray::{Array2, Axis, array};
use talk::{step, title};

/// The loss of one answer, and its dZ, when the last layer has these logits.
fn loss_and_gradient(
    output: Activation,
    loss: Loss,
    z: &Array2<f64>,
    y: &Array2<f64>,
) -> ann::Result<(f64, Array2<f64>)> {
    let n = z.nrows();
    let layer = Layer { w: Array2::eye(n), b: Array2::zeros((n, 1)), activation: output, keep_prob: 1.0 };
    let (network, cost) = (Network::from_layers(vec![layer])?, Cost::from(loss));
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    forward(&network, z.view(), Dropout::Off, &mut cache)?;
    backward(&network, y.view(), &cost, &cache, &mut gradients)?;
    Ok((cost.value(&network, &cache, y.view())?, gradients.dz(1).to_owned()))
}

fn main() -> ann::Result<()> {
    title(4, "Loss: solutions");

    step("Exercise 1", "The cross-entropy of the same probability for every one of K classes.");
    // ANCHOR: exercise-1
    println!("{:>3}  {:>7}  {:>7}", "K", "L", "ln K");
    for k in [2, 3, 10] {
        let y = one_hot(&[0], k);
        let (value, _) =
            loss_and_gradient(Activation::Softmax, Loss::CategoricalCrossEntropy, &Array2::zeros((k, 1)), &y)?;
        println!("{k:>3}  {value:>7.4}  {:>7.4}", (k as f64).ln());
    }
    // ANCHOR_END: exercise-1

    step("Exercise 2", "Softmax of two logits against sigmoid of their difference, where the first class is right.");
    // ANCHOR: exercise-2
    println!("{:>5} {:>5}  {:>9}  {:>9}  {:>9}  {:>9}", "z1", "z2", "softmax L", "sigmoid L", "dz1", "dz");
    for z in [[1.5, 0.25], [-2.0, 3.0], [0.0, 0.0]] {
        let (two, dz) = loss_and_gradient(
            Activation::Softmax,
            Loss::CategoricalCrossEntropy,
            &array![[z[0]], [z[1]]],
            &array![[1.0], [0.0]],
        )?;
        let (one, d) =
            loss_and_gradient(Activation::Sigmoid, Loss::BinaryCrossEntropy, &array![[z[0] - z[1]]], &array![[1.0]])?;
        println!("{:>5} {:>5}  {two:>9.6}  {one:>9.6}  {:>9.6}  {:>9.6}", z[0], z[1], dz[[0, 0]], d[[0, 0]]);
    }
    // ANCHOR_END: exercise-2

    step(
        "Exercise 3",
        "softplus z is the loss for y = 0, softplus −z the loss for y = 1: their difference, and the slope of the first, measured and computed.",
    );
    // ANCHOR: exercise-3
    println!("{:>5}  {:>10}  {:>10}  {:>10}", "z", "difference", "measured", "sigmoid z");
    for z in [-3.0, -0.5, 0.0, 2.0] {
        let softplus = |z: f64, y: f64| {
            loss_and_gradient(Activation::Sigmoid, Loss::BinaryCrossEntropy, &array![[z]], &array![[y]])
                .map(|(value, _)| value)
        };
        let slope = (softplus(z + 1e-5, 0.0)? - softplus(z - 1e-5, 0.0)?) / 2e-5;
        let difference = softplus(z, 0.0)? - softplus(z, 1.0)?;
        println!("{z:>5}  {difference:>10.6}  {slope:>10.6}  {:>10.6}", 1.0 / (1.0 + f64::exp(-z)));
    }
    // ANCHOR_END: exercise-3

    step("Exercise 4", "The constant with the smallest squared, and absolute, error; then with 7 misread as 70.");
    // ANCHOR: exercise-4
    println!("{:>14}  {:>8}  {:>8}", "targets", "squared", "absolute");
    for targets in [[1.0_f64, 2.0, 3.0, 6.0, 7.0], [1.0, 2.0, 3.0, 6.0, 70.0]] {
        let best = |loss: fn(f64) -> f64| {
            let sum = |c: f64| targets.iter().map(|y| loss(c - y)).sum::<f64>();
            let constants = (0..=1000).map(|tenths| f64::from(tenths) / 10.0);
            constants.min_by(|c, d| sum(*c).total_cmp(&sum(*d))).unwrap_or(f64::NAN)
        };
        let list = targets.map(|y| y.to_string()).join(" ");
        println!("{list:>14}  {:>8.1}  {:>8.1}", best(|d| d * d), best(f64::abs));
    }
    // ANCHOR_END: exercise-4

    step(
        "Exercise 5",
        "Three logits, steps of rate 1: by how much the right one leads, for hard and for smoothed targets.",
    );
    // ANCHOR: exercise-5
    println!("{:>6}  {:>17}  {:>17}", "", "hard", "smoothed");
    println!("{:>6}  {:>8} {:>8}  {:>8} {:>8}", "steps", "lead", "L", "lead", "L");
    let targets = [array![[1.0], [0.0], [0.0]], array![[0.9], [0.05], [0.05]]];
    let mut logits = [Array2::<f64>::zeros((3, 1)), Array2::zeros((3, 1))];
    for t in 0..=10_000 {
        let mut line = format!("{t:>6}");
        for (z, y) in logits.iter_mut().zip(&targets) {
            let (value, dz) = loss_and_gradient(Activation::Softmax, Loss::CategoricalCrossEntropy, z, y)?;
            line += &format!("  {:>8.4} {value:>8.4}", z[[0, 0]] - z[[1, 0]]);
            *z -= &dz;
        }
        if [0, 10, 100, 1000, 10_000].contains(&t) {
            println!("{line}");
        }
    }
    // ANCHOR_END: exercise-5

    step(
        "Exercise 6",
        "Test accuracy on digits, mean of five splits with 300 to learn from and 1497 to test, without a penalty and with one.",
    );
    // ANCHOR: exercise-6
    let digits = read_csv("data/digits.csv", "digit", Task::Auto)?;
    let pairs = [
        (Activation::Softmax, Loss::CategoricalCrossEntropy),
        (Activation::Sigmoid, Loss::BinaryCrossEntropy),
        (Activation::Identity, Loss::MeanSquaredError),
        (Activation::Softmax, Loss::MeanSquaredError),
    ];
    let columns = ["λ = 0", "train", "dead", "λ = 1", "train", "dead"].map(|title| format!("  {title:>5}")).concat();
    println!("{:<9} {:<26}{columns}", "output", "loss");
    for (output, loss) in pairs {
        print!("{output:<9} {loss:<26}");
        for l2 in [0.0, 1.0] {
            let mut sums = [0.0; 3];
            for seed in 0..5 {
                let mut random = rng(seed);
                let [train, test] = digits.split([300.0 / 1797.0, 1497.0 / 1797.0], &mut random)?;
                let trainer = Trainer { l2, epochs: 100, ..Trainer::default() };
                let architecture = Architecture::default();
                let scales = Model::<f64>::new(&architecture, &train, &mut random)?;
                let (x, y) = scales.scaled(&train)?;
                let mut network = architecture.network(64, output, 10, &mut random)?;
                let samples = Samples { x: x.view(), y: y.view() };
                trainer.train(&mut network, loss, samples, None, &mut random)?;
                for (sum, part) in sums.iter_mut().zip([&test, &train]) {
                    let (x, y) = scales.scaled(part)?;
                    let [said, right] = [&network.predict(x.view())?, &y]
                        .map(|columns| columns.axis_iter(Axis(1)).map(class_of).collect::<Vec<usize>>());
                    *sum += accuracy(&said, &right)?;
                }
                let mut cache = Cache::new(&network, x.ncols());
                forward(&network, x.view(), Dropout::Off, &mut cache)?;
                for l in 1..network.depth() {
                    let silent = cache.a(l).axis_iter(Axis(0)).filter(|a| a.iter().all(|&a| a == 0.0)).count();
                    sums[2] += silent as f64;
                }
            }
            let [test, train, dead] = sums.map(|sum| sum / 5.0);
            print!("  {test:>5.3}  {train:>5.3}  {dead:>5.1}");
        }
        println!();
    }
    // ANCHOR_END: exercise-6
    Ok(())
}
