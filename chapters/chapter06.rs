//! Chapter 6, Adam: from plain descent to an optimiser that chooses every weight's step itself.

mod talk;

use ann::data::{Task, read_csv};
use ann::figure::{self, Lines, Path, Scale, Series};
use ann::plain::Matrix;
use ann::plain::backward::{Gradient, backward, descend};
use ann::plain::batches::batches;
use ann::plain::cost::cost;
use ann::plain::forward::forward;
use ann::plain::network::{Activation, Layer, Network};
use ann::plain::optimizer::{Optimizer, Rule};
use ann::{Architecture, Cache, Cost, Decay, Dropout, Gradients, Loss, Model, OptimizerState, Schedule, rng};
use ndarray::{Array1, ArrayView1, Axis, array};
use talk::{draw, drawn, step, title};

/// X and Y of a valley whose bottom is at w = (1, −1), and a neuron on its upper left.
fn steep_valley() -> (Matrix, Matrix, Network) {
    // Each sample has its mirror image, so that the gradient of the bias is 0 and the bias stays 0.
    let x = array![[8.0, -8.0, -0.6, 0.6], [6.0, -6.0, 0.8, -0.8]];
    let y = array![[2.0, -2.0, -1.4, 1.4]];
    (x, y, Network { layers: vec![Layer { w: array![[-1.5, 1.5]], b: array![[0.0]], g: Activation::Identity }] })
}

/// A walk in the valley: w1, w2 and J before every step, until J < `enough` or the steps are used up.
fn walk(steps: usize, enough: f64, mut go: impl FnMut(&mut Network, &[Gradient])) -> Vec<[f64; 3]> {
    let (x, y, mut network) = steep_valley();
    let mut way = Vec::new();
    loop {
        let a = forward(&network, &x);
        let (w, j) = (&network.layers[0].w, cost(&network, &a, &y, 0.0));
        way.push([w[[0, 0]], w[[0, 1]], j]);
        if way.len() > steps || j < enough {
            return way;
        }
        let gradients = backward(&network, &a, &y);
        go(&mut network, &gradients);
    }
}

/// Of 65 rates the one that needs the fewest steps until J < `enough`, and its walk. `None` if none arrives within 2000.
fn best_walk(rule: Rule, enough: f64) -> Option<(f64, Vec<[f64; 3]>)> {
    let walk_at = |rate| {
        let mut optimizer = Optimizer::new(rule, &steep_valley().2);
        (rate, walk(2000, enough, |network, gradients| optimizer.step(network, gradients, rate)))
    };
    let walks = (-48..=16).map(|k| walk_at(10_f64.powf(f64::from(k) / 16.0)));
    walks.filter(|(_, way)| way[way.len() - 1][2] < enough).min_by_key(|(_, way)| way.len())
}

/// The places of a walk, for its map.
fn path(name: &str, way: &[[f64; 3]]) -> Path {
    Path { name: name.to_owned(), points: way.iter().map(|[w1, w2, _]| (*w1, *w2)).collect() }
}

/// J of the same valley at any place, for its contours.
fn height(w1: f64, w2: f64) -> f64 {
    let (across, along) = (0.8 * (w1 - 1.0) + 0.6 * (w2 + 1.0), -0.6 * (w1 - 1.0) + 0.8 * (w2 + 1.0));
    (50.0 * across * across + 0.5 * along * along) / 2.0
}

/// The network of chapter 5 learns in batches of 32; alpha: the rate of step t. Returns it, and the cost after each epoch.
fn learn(
    x: &Matrix,
    y: &Matrix,
    rule: Rule,
    alpha: impl Fn(i32) -> f64,
    epochs: usize,
    seed: u64,
) -> (Network, Vec<f64>) {
    let mut random = rng(seed);
    let mut network = Network::new(&[64, 32, 16, 10], Activation::Relu, Activation::Softmax, &mut random);
    let mut optimizer = Optimizer::new(rule, &network);
    let mut costs = Vec::new();
    for _ in 1..=epochs {
        for batch in batches(x.ncols(), 32, &mut random) {
            let (x, y) = (x.select(Axis(1), &batch), y.select(Axis(1), &batch));
            let a = forward(&network, &x);
            let gradients = backward(&network, &a, &y);
            let rate = alpha(optimizer.t + 1);
            optimizer.step(&mut network, &gradients, rate);
        }
        costs.push(cost(&network, &forward(&network, x), y, 0.0));
    }
    (network, costs)
}

/// The costs of five runs of `learn`: a row for each seed, a column for each of 20 epochs.
fn five_runs(x: &Matrix, y: &Matrix, rule: Rule, alpha: impl Fn(i32) -> f64) -> Matrix {
    let mut costs = Matrix::zeros((5, 20));
    for (seed, mut of_seed) in (0..5).zip(costs.rows_mut()) {
        of_seed.assign(&Array1::from(learn(x, y, rule, &alpha, 20, seed).1));
    }
    costs
}

/// Of seven rates the one that ends lowest, and its runs.
fn best(x: &Matrix, y: &Matrix, rule: Rule) -> (f64, Matrix) {
    let (mut best_rate, mut best) = (0.0, Matrix::from_elem((5, 20), f64::INFINITY));
    for rate in [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0] {
        let costs = five_runs(x, y, rule, |_| rate);
        if costs.column(19).sum() < best.column(19).sum() {
            (best_rate, best) = (rate, costs);
        }
    }
    (best_rate, best)
}

/// The mean over the seeds and its standard error.
fn mean_and_error(of_seeds: ArrayView1<f64>, digits: usize) -> String {
    let n = of_seeds.len() as f64;
    format!("{:>8.digits$} ± {:.digits$}", of_seeds.sum() / n, of_seeds.std(1.0) / n.sqrt())
}

/// The gradients, made shorter if together they are longer than c.
fn clip(gradients: &mut [Gradient], c: f64) {
    let squares: f64 = gradients.iter().map(|layer| layer.dw.pow2().sum() + layer.db.pow2().sum()).sum();
    let factor = f64::min(1.0, c / squares.sqrt());
    for layer in gradients {
        layer.dw = factor * &layer.dw;
        layer.db = factor * &layer.db;
    }
}

/// How many times too long step t of Adam is without the bias correction, if the gradient is constant.
fn too_long(t: i32) -> f64 {
    (1.0 - 0.9_f64.powi(t)) / (1.0 - 0.999_f64.powi(t)).sqrt()
}

fn main() -> ann::Result<()> {
    title(6, "Adam");

    step(
        "How long may a step be?",
        "Plain descent in a valley of curvatures 50 and 0.5: the cost after so many steps.",
    );
    // ANCHOR: edge
    println!("{:>6}  {:>8}  {:>8}  {:>8}  {:>8}", "rate", 0, 1, 10, 100);
    for rate in [0.004, 0.02, 0.039, 0.04, 0.041] {
        let way = walk(100, 0.0, |network, gradients| descend(network, gradients, rate));
        print!("{rate:>6}");
        [0, 1, 10, 100].iter().for_each(|&t| print!("  {:>8.3}", way[t][2]));
        println!();
    }
    // ANCHOR_END: edge
    let both = [0.004, 0.039].map(|r| path(&format!("rate {r}"), &walk(40, 0.0, |n, g| descend(n, g, r))));
    let window = [(-2.0, 2.0), (-1.6, 2.4)];
    draw("zigzag", figure::descent_paths(&height, window, ("w1", "w2"), &both)?)?;

    step("By hand", "One weight, J = (w − 1)²/2, from w = 2 with rate 0.1: two steps of every optimiser.");
    // ANCHOR: by-hand
    let (x, y) = (array![[1.0, -1.0]], array![[1.0, -1.0]]); // with its mirror image
    let squared = Cost::from(Loss::MeanSquaredError);
    println!("{:<10}  {:>9}  {:>9}", "", "w after 1", "after 2");
    for optimizer in ann::Optimizer::ALL {
        let layers = vec![Layer { w: array![[2.0]], b: array![[0.0]], g: Activation::Identity }];
        let mut network = ann::Network::try_from(&Network { layers })?;
        let (mut cache, mut slopes) = (Cache::default(), Gradients::default());
        let mut state = OptimizerState::new(optimizer, &network)?;
        print!("{optimizer:<10}");
        for _ in 1..=2 {
            ann::forward(&network, x.view(), Dropout::Off, &mut cache)?;
            ann::backward(&network, y.view(), &squared, &cache, &mut slopes)?;
            state.step(&mut network, &slopes, 0.1)?;
            print!("  {:>9.6}", network.layer(1).w[[0, 0]]);
        }
        println!();
    }
    // ANCHOR_END: by-hand

    step("The length of a step", "The first step of one weight for gradients of three sizes, learning rate 0.1.");
    // ANCHOR: step-length
    println!("{:<10}  {:>10}  {:>10}  {:>10}", "gradient", "0.001", "1", "1000");
    let sgd = Rule::Momentum { beta: 0.0 }; // without memory, momentum is plain descent
    let rmsprop = Rule::RmsProp { beta: 0.9 };
    let adam = Rule::Adam { beta1: 0.9, beta2: 0.999 };
    for (name, rule) in [("sgd", sgd), ("rmsprop", rmsprop), ("adam", adam)] {
        print!("{name:<10}");
        for slope in [0.001, 1.0, 1000.0] {
            let (w, b) = (array![[0.0]], array![[0.0]]);
            let mut network = Network { layers: vec![Layer { w, b, g: Activation::Identity }] };
            let gradients = [Gradient { dw: array![[slope]], db: array![[0.0]] }];
            Optimizer::new(rule, &network).step(&mut network, &gradients, 0.1);
            print!("  {:>10.4}", -network.layers[0].w[[0, 0]]);
        }
        println!();
    }
    // ANCHOR_END: step-length

    step("The same in the library", "Ten steps of Adam for XOR, 2-4-1 with tanh and sigmoid, with both networks.");
    // ANCHOR: same
    let x = array![[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]];
    let y = array![[0.0, 1.0, 1.0, 0.0]];
    let mut ours = Network::new(&[2, 4, 1], Activation::Tanh, Activation::Sigmoid, &mut rng(0));
    let mut theirs = ann::Network::<f64>::try_from(&ours)?;
    let mut optimizer = Optimizer::new(adam, &ours);
    let mut state = OptimizerState::new(ann::Optimizer::ADAM, &theirs)?;
    let mut cache: Cache<f64> = Cache::default();
    let mut slopes: Gradients<f64> = Gradients::default();
    for _ in 1..=10 {
        let gradients = backward(&ours, &forward(&ours, &x), &y);
        optimizer.step(&mut ours, &gradients, 0.1);
        ann::forward(&theirs, x.view(), Dropout::Off, &mut cache)?;
        ann::backward(&theirs, y.view(), &Cost::from(Loss::BinaryCrossEntropy), &cache, &mut slopes)?;
        state.step(&mut theirs, &slopes, 0.1)?;
    }
    let mut apart = 0.0;
    for (our, their) in ours.layers.iter().zip(theirs.layers()) {
        apart += (&our.w - &their.w).pow2().sum() + (&our.b - &their.b).pow2().sum();
    }
    println!("weights and biases agree to 1e-12: {}", f64::sqrt(apart) < 1e-12);
    // ANCHOR_END: same

    step(
        "Across a steep valley",
        "The valley of the first step: steps until J < 0.01 and until J < 1e-6, each rule at the \
         best of 65 rates from 0.001 to 10 for that aim; – is not within 2000 steps.",
    );
    // ANCHOR: valley
    let rules = [("sgd", sgd), ("momentum", Rule::Momentum { beta: 0.9 }), ("rmsprop", rmsprop), ("adam", adam)];
    println!("{:<10}  {:>6}  {:>8}  {:>6}  {:>8}", "", "rate", "J < 0.01", "rate", "J < 1e-6");
    for (name, rule) in rules {
        print!("{name:<10}");
        for enough in [0.01, 1e-6] {
            match best_walk(rule, enough) {
                Some((rate, way)) => print!("  {rate:>6.3}  {:>8}", way.len() - 1),
                None => print!("  {:>6}  {:>8}", "–", "–"),
            }
        }
        println!();
    }
    // ANCHOR_END: valley
    let walks = rules.map(|(name, rule)| (name, best_walk(rule, 0.01).map_or(Vec::new(), |(_, way)| way)));
    let paths = walks.map(|(name, way)| path(name, &way[..way.len().min(41)]));
    draw("valley", figure::descent_paths(&height, window, ("w1", "w2"), &paths)?)?;

    step(
        "The race",
        "Digits, 32 a step: training loss after 1, 5 and 20 epochs, mean of 5 seeds, each rule at \
         the best of the rates 0.001, 0.003, 0.01, 0.03, 0.1, 0.3 and 1.",
    );
    // ANCHOR: race
    let digits = read_csv("data/digits.csv", "digit", Task::Auto)?;
    let [train, test] = digits.split([0.75, 0.25], &mut rng(0))?;
    let mut model = Model::<f64>::new(&Architecture::default(), &train, &mut rng(0))?;
    let (x, y) = model.scaled(&train)?;
    let mut race: Vec<Series> = Vec::new();
    println!("{:<10}  {:>5}  {:>8}  {:>8}  {:>8}", "epochs", "rate", 1, 5, 20);
    for (name, rule) in rules {
        let (rate, costs) = best(&x, &y, rule);
        let mean = costs.sum_axis(Axis(0)) / 5.0;
        println!("{name:<10}  {rate:>5}  {:>8.4}  {:>8.4}  {:>8.5}", mean[0], mean[4], mean[19]);
        race.push(Series { name: name.to_owned(), losses: costs });
    }
    // ANCHOR_END: race
    draw("race", figure::optimizer_race(&race)?)?;

    step("Luck, or a difference?", "Two rules with the same seed: the mean of 5 differences, and its standard error.");
    // ANCHOR: paired-race
    println!("{:<18}  {:>18}  {:>18}  {:>18}", "epochs", 1, 5, 20);
    for (of, than) in [(0, 3), (2, 3), (1, 0)] {
        let above = &race[of].losses - &race[than].losses;
        print!("{:<18}", format!("{} less {}", race[of].name, race[than].name));
        [0, 4, 19].iter().for_each(|&e| print!("  {}", mean_and_error(above.column(e), 5)));
        println!();
    }
    // ANCHOR_END: paired-race

    step(
        "Too slow, right, too fast",
        "Digits: training loss after 20 epochs, mean of 5 seeds, against the learning rate.",
    );
    // ANCHOR: rates
    let mut points: Vec<(f64, f64)> = Vec::new();
    println!("{:>7}  {:>8}  {:>8}", "rate", "sgd", "adam");
    for rate in [1e-5, 1e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1.0, 2.0] {
        let [of_sgd, of_adam] = [sgd, adam].map(|rule| five_runs(&x, &y, rule, |_| rate).column(19).sum() / 5.0);
        println!("{rate:>7}  {of_sgd:>8.4}  {of_adam:>8.4}");
        points.push((rate, of_adam));
    }
    // ANCHOR_END: rates
    draw("rates", figure::learning_rates(&points)?)?;
    let curves = [0.001, 0.01, 0.1, 2.0].map(|rate| (rate, learn(&x, &y, sgd, |_| rate, 20, 0).1));
    draw("rate-curves", figure::rate_curves(&curves)?)?;

    step("Schedules", "Adam, 30 epochs, rate 0.03, 10 seeds: training loss, mean and worst, and mean test accuracy.");
    // ANCHOR: schedules
    let schedules = [
        ("constant", Schedule::CONSTANT),
        ("steps", Schedule { warm_up: 0.0, decay: Decay::Step { every: 10.0, factor: 0.2 } }),
        ("cosine", Schedule::COSINE),
        ("warm-up, cosine", Schedule { warm_up: 3.0, ..Schedule::COSINE }),
    ];
    let mut of_schedules: Vec<[Array1<f64>; 2]> = Vec::new();
    println!("{:<16}  {:>10}  {:>6}  {:>13}", "", "train loss", "worst", "test accuracy");
    for (name, schedule) in schedules {
        let (mut losses, mut right) = (Array1::zeros(10), Array1::zeros(10));
        for seed in 0..10 {
            let alpha = |t| 0.03 * schedule.factor(f64::from(t) / 43.0, 30.0); // 43 steps an epoch
            let (network, costs) = learn(&x, &y, adam, alpha, 30, seed as u64);
            model.network = (&network).try_into()?;
            (losses[seed], right[seed]) = (costs[29], model.score(&test)?);
        }
        let worst = losses.iter().copied().fold(0.0, f64::max);
        println!("{name:<16}  {:>10.4}  {worst:>6.4}  {:>13.4}", losses.sum() / 10.0, right.sum() / 10.0);
        of_schedules.push([losses, right]);
    }
    // ANCHOR_END: schedules
    let mut series = Vec::new();
    for (name, schedule) in schedules {
        let times = (0..=300).map(|tenth| f64::from(tenth) / 10.0);
        series.push((name.to_owned(), times.map(|epoch| (epoch, 0.03 * schedule.factor(epoch, 30.0))).collect()));
    }
    let (x_scale, y_scale) = (Scale::Linear, Scale::Linear);
    draw("schedules", figure::lines(&Lines { x: "epoch", y: "rate", x_scale, y_scale, marks: false, series })?)?;

    step("Luck, or a difference?", "What a schedule changes: mean of 10 differences, one a seed, and its error.");
    // ANCHOR: paired-schedules
    println!("{:<32}  {:>17}  {:>17}", "", "train loss", "test accuracy");
    for (of, than) in [(1, 0), (2, 0), (3, 0), (3, 2)] {
        let ([losses, right], [than_losses, than_right]) = (&of_schedules[of], &of_schedules[than]);
        let (loss, accuracy) = (losses - than_losses, right - than_right);
        print!("{:<32}", format!("{} less {}", schedules[of].0, schedules[than].0));
        println!("  {}  {}", mean_and_error(loss.view(), 4), mean_and_error(accuracy.view(), 4));
    }
    // ANCHOR_END: paired-schedules

    step("Clipping", "Ten layers of one neuron, all weights 1.5, x = y = 1, rate 0.01: the cost after so many steps.");
    // ANCHOR: clipping
    let one = array![[1.0]];
    println!("{:<14}  {:>8}  {:>8}  {:>8}  {:>8}  {:>8}", "", 0, 1, 2, 100, 1000);
    for (name, c) in [("as it is", f64::INFINITY), ("clipped at 1", 1.0)] {
        let mut network = Network::new(&[1; 11], Activation::Identity, Activation::Identity, &mut rng(0));
        network.layers.iter_mut().for_each(|layer| layer.w.fill(1.5));
        print!("{name:<14}");
        for t in 0..=1000 {
            let a = forward(&network, &one);
            if [0, 1, 2, 100, 1000].contains(&t) {
                print!("  {:>8.1e}", cost(&network, &a, &one, 0.0));
            }
            let mut gradients = backward(&network, &a, &one);
            clip(&mut gradients, c);
            descend(&mut network, &gradients, 0.01);
        }
        println!();
    }
    // ANCHOR_END: clipping

    step(
        "Break it: Adam without bias correction",
        "One weight, gradient always 1, learning rate 0.1: how far each step goes. It should be 0.1.",
    );
    // ANCHOR: uncorrected
    let (mut m, mut v) = (0.0, 0.0_f64);
    let mut with: Vec<(f64, f64)> = Vec::new();
    let mut without: Vec<(f64, f64)> = Vec::new();
    println!("{:>4}  {:>9}  {:>11}", "step", "corrected", "uncorrected");
    for t in 1..=1000 {
        m = 0.9 * m + 0.1; // (6.6) with g = 1
        v = 0.999 * v + 0.001; // (6.7)
        let corrected = 0.1 * (m / (1.0 - 0.9_f64.powi(t))) / (v / (1.0 - 0.999_f64.powi(t))).sqrt(); // (6.8)
        let uncorrected = 0.1 * m / v.sqrt();
        if [1, 2, 10, 100, 1000].contains(&t) {
            println!("{t:>4}  {corrected:>9.4}  {uncorrected:>11.4}");
        }
        with.push((f64::from(t), corrected));
        without.push((f64::from(t), uncorrected));
    }
    // ANCHOR_END: uncorrected
    let series = vec![("corrected".to_owned(), with), ("uncorrected".to_owned(), without)];
    let (x_scale, y_scale) = (Scale::Logarithmic, Scale::Linear);
    draw(
        "uncorrected",
        figure::lines(&Lines { x: "step", y: "length of the step", x_scale, y_scale, marks: false, series })?,
    )?;

    step(
        "What it costs",
        "Digits, Adam: training loss after 1, 2, 5, 20 epochs, mean of 5 seeds; how much higher without.",
    );
    // ANCHOR: cost-of-bias
    println!("{:<12}  {:>5}  {:>7}  {:>7}  {:>7}  {:>7}", "", "rate", 1, 2, 5, 20);
    for rate in [0.003, 0.01, 0.03] {
        let corrected = five_runs(&x, &y, adam, |_| rate);
        let uncorrected = five_runs(&x, &y, adam, |t| rate * too_long(t));
        for (name, costs) in [("corrected", &corrected), ("uncorrected", &uncorrected)] {
            print!("{name:<12}  {rate:>5}");
            [1, 2, 5, 20].iter().for_each(|e| print!("  {:>7.4}", costs.column(e - 1).sum() / 5.0));
            println!();
        }
        println!("{:<12}  {rate:>5}  {}", "higher by", mean_and_error((uncorrected - corrected).column(19), 4));
    }
    // ANCHOR_END: cost-of-bias

    drawn(&["zigzag", "valley", "race", "rates", "rate-curves", "schedules", "uncorrected"]);
    Ok(())
}
