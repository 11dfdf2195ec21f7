//! Chapter 6, Adam: from plain descent to an optimiser that chooses every weight's step itself.

mod talk;

use ann::data::{Dataset, Task, read_csv};
use ann::figure::{self, Lines, Path, Scale, Series};
use ann::plain::Matrix;
use ann::plain::backward::{Gradient, backward, descend};
use ann::plain::cost::cost;
use ann::plain::forward::forward;
use ann::plain::network::{Activation, Layer, Network};
use ann::plain::optimizer::{Optimizer, Rule};
use ann::{Architecture, Cache, Cost, Decay, Dropout, Gradients, Loss, Model, OptimizerState, Schedule, Trainer};
use ann::{TrainingLoop, evaluate, rng};
use ndarray::{Array1, Array2, Axis, array};
use talk::{draw, drawn, progress, step, title};

/// A way down: the places w and the costs J, those of the start first.
struct Walk {
    places: Vec<(f64, f64)>,
    costs: Vec<f64>,
}

/// X, Y and the first W of a valley whose bottom is at w = (1, −1).
fn valley() -> (Matrix, Matrix, Matrix) {
    // Each sample has its mirror image, so that the gradient of the bias is 0 and the bias stays 0.
    let x = array![[8.0, -8.0, -0.6, 0.6], [6.0, -6.0, 0.8, -0.8]];
    let y = array![[2.0, -2.0, -1.4, 1.4]];
    (x, y, array![[-1.5, 1.5]])
}

/// Plain descent in the valley, so many steps.
fn walk(rate: f64, steps: usize) -> Walk {
    let (x, y, w) = valley();
    let mut network = Network { layers: vec![Layer { w, b: array![[0.0]], g: Activation::Identity }] };
    let mut way = Walk { places: Vec::new(), costs: Vec::new() };
    for _ in 0..=steps {
        let a = forward(&network, &x);
        let w = &network.layers[0].w;
        way.places.push((w[[0, 0]], w[[0, 1]]));
        way.costs.push(cost(&network, &a, &y, 0.0));
        let gradients = backward(&network, &a, &y);
        descend(&mut network, &gradients, rate);
    }
    way
}

/// One neuron of the library without activation, with these weights.
fn one_neuron(w: Array2<f64>) -> ann::Result<ann::Network<f64>> {
    let activation = ann::Activation::Identity;
    ann::Network::from_layers(vec![ann::Layer { w, b: array![[0.0]], activation, keep_prob: 1.0 }])
}

/// The same walk with any rule of the library, until J < `enough` or the steps are used up.
fn walk_with(optimizer: ann::Optimizer, rate: f64, enough: f64, steps: usize) -> ann::Result<Walk> {
    let (x, y, w) = valley();
    let squared = Cost::from(Loss::MeanSquaredError);
    let mut network = one_neuron(w)?;
    let mut state = OptimizerState::new(optimizer, &network)?;
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    let mut way = Walk { places: Vec::new(), costs: Vec::new() };
    loop {
        ann::forward(&network, x.view(), Dropout::Off, &mut cache)?;
        let (w, j) = (&network.layer(1).w, squared.value(&network, &cache, y.view())?);
        way.places.push((w[[0, 0]], w[[0, 1]]));
        way.costs.push(j);
        if way.costs.len() > steps || j < enough {
            return Ok(way);
        }
        ann::backward(&network, y.view(), &squared, &cache, &mut gradients)?;
        state.step(&mut network, &gradients, rate)?;
    }
}

/// J of the same valley at any place, for its contours.
fn height(w1: f64, w2: f64) -> f64 {
    let (across, along) = (0.8 * (w1 - 1.0) + 0.6 * (w2 + 1.0), -0.6 * (w1 - 1.0) + 0.8 * (w2 + 1.0));
    (50.0 * across * across + 0.5 * along * along) / 2.0
}

/// The training loss of a network on `train` after each epoch.
fn losses(train: &Dataset, optimizer: ann::Optimizer, rate: f64, epochs: usize, seed: u64) -> ann::Result<Vec<f64>> {
    let mut random = rng(seed);
    let mut model = Model::<f32>::new(&Architecture::default(), train, &mut random)?;
    let (x, y) = model.scaled(train)?;
    let entropy = Cost::from(Loss::CategoricalCrossEntropy);
    let mut descent = TrainingLoop::new(&model.network, train.samples(), 32, entropy, optimizer)?;
    let (mut cache, mut losses) = (Cache::default(), Vec::new());
    for _ in 0..epochs {
        descent.epoch(&mut model.network, x.view(), y.view(), |_| rate, &mut random)?;
        losses.push(evaluate(&model.network, x.view(), y.view(), entropy.loss, &mut cache)?.loss);
    }
    Ok(losses)
}

/// The losses after these epochs, side by side.
fn after(epochs: &[usize], losses: &[f64]) -> String {
    epochs.iter().map(|epoch| format!("  {:>8.4}", losses[epoch - 1])).collect()
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
        let costs = walk(rate, 100).costs;
        print!("{rate:>6}");
        [0, 1, 10, 100].iter().for_each(|&t| print!("  {:>8.3}", costs[t]));
        println!();
    }
    let mut paths = Vec::new();
    for rate in [0.004, 0.039] {
        let points = walk(rate, 40).places;
        paths.push(Path { name: format!("rate {rate}"), points });
    }
    let window = [(-2.0, 2.0), (-1.6, 2.4)];
    draw("zigzag", figure::descent_paths(&height, window, ("w1", "w2"), &paths)?)?;
    // ANCHOR_END: edge

    step("The length of a step", "The first step of one weight for gradients of three sizes, learning rate 0.1.");
    // ANCHOR: step-length
    println!("{:<10}  {:>10}  {:>10}  {:>10}", "gradient", "0.001", "1", "1000");
    let rmsprop = Some(Rule::RmsProp { beta: 0.9 });
    let adam = Some(Rule::Adam { beta1: 0.9, beta2: 0.999 });
    for (name, rule) in [("sgd", None), ("rmsprop", rmsprop), ("adam", adam)] {
        print!("{name:<10}");
        for g in [0.001, 1.0, 1000.0] {
            let (w, b) = (array![[0.0]], array![[0.0]]);
            let mut network = Network { layers: vec![Layer { w, b, g: Activation::Identity }] };
            let gradients = [Gradient { dw: array![[g]], db: array![[0.0]] }];
            match rule {
                None => descend(&mut network, &gradients, 0.1),
                Some(rule) => Optimizer::new(rule, &network).step(&mut network, &gradients, 0.1),
            }
            print!("  {:>10.4}", -network.layers[0].w[[0, 0]]);
        }
        println!();
    }
    // ANCHOR_END: step-length

    step(
        "2-2-1, one step of Adam",
        "The network of chapter 3, gradients from 0.46 to 3.7 in size, rate 0.1: W, b after one step.",
    );
    // ANCHOR: two-two-one
    let mut network = Network {
        layers: vec![
            Layer { w: array![[0.5, -1.0], [1.0, 0.5]], b: array![[0.5], [-0.5]], g: Activation::Relu },
            Layer { w: array![[1.0, -2.0]], b: array![[1.0]], g: Activation::Sigmoid },
        ],
    };
    let (x, y) = (array![[2.0], [1.0]], array![[1.0]]);
    let a = forward(&network, &x);
    let gradients = backward(&network, &a, &y);
    let mut optimizer = Optimizer::new(Rule::Adam { beta1: 0.9, beta2: 0.999 }, &network);
    optimizer.step(&mut network, &gradients, 0.1);
    for (l, (layer, gradient)) in (1..).zip(network.layers.iter().zip(&gradients)) {
        println!("dW{l} =\n{:9.6}", gradient.dw);
        println!("W{l} =\n{:9.6}\nb{l} =\n{:9.6}", layer.w, layer.b);
    }
    // ANCHOR_END: two-two-one

    step("By hand", "One weight, J = (w − 1)²/2, from w = 2 with rate 0.1: two steps of every optimiser.");
    // ANCHOR: by-hand
    let (x, y) = (array![[1.0, -1.0]], array![[1.0, -1.0]]); // with its mirror image
    let squared = Cost::from(Loss::MeanSquaredError);
    println!("{:<10}  {:>9}  {:>9}", "", "w after 1", "after 2");
    for optimizer in ann::Optimizer::ALL {
        let mut network = one_neuron(array![[2.0]])?;
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

    step(
        "Across a steep valley",
        "The valley of the first step: steps until J < 0.01 and until J < 1e-6, each optimiser at the \
         best of 65 rates from 0.001 to 10 for that aim; – is not within 2000 steps.",
    );
    // ANCHOR: valley
    let drawn_ones = [ann::Optimizer::Sgd, ann::Optimizer::MOMENTUM, ann::Optimizer::RMSPROP, ann::Optimizer::ADAM];
    let mut paths = Vec::new();
    println!("{:<10}  {:>6}  {:>8}  {:>6}  {:>8}", "", "rate", "J < 0.01", "rate", "J < 1e-6");
    for optimizer in ann::Optimizer::ALL {
        print!("{optimizer:<10}");
        for enough in [0.01, 1e-6] {
            let (mut fewest, mut best) = (2001, 0.0);
            for rate in (-48..=16).map(|k| 10_f64.powf(f64::from(k) / 16.0)) {
                let steps = walk_with(optimizer, rate, enough, fewest)?.costs.len() - 1;
                if steps < fewest {
                    (fewest, best) = (steps, rate);
                }
            }
            if fewest > 2000 {
                print!("  {:>6}  {:>8}", "–", "–");
                continue;
            }
            print!("  {best:>6.3}  {fewest:>8}");
            if enough == 0.01 && drawn_ones.contains(&optimizer) {
                let points = walk_with(optimizer, best, enough, 40)?.places;
                paths.push(Path { name: optimizer.to_string(), points });
            }
        }
        println!();
    }
    let window = [(-2.0, 2.0), (-1.6, 2.4)];
    draw("valley", figure::descent_paths(&height, window, ("w1", "w2"), &paths)?)?;
    // ANCHOR_END: valley

    step(
        "The race",
        "Digits, 32 a step: training loss after 1, 5 and 20 epochs, mean of 3 seeds, each optimiser at \
         the best of the rates 0.001, 0.003, 0.01, 0.03, 0.1, 0.3 and 1.",
    );
    // ANCHOR: race
    let digits = read_csv("data/digits.csv", "digit", Task::Auto)?;
    let [train, test] = digits.split([0.75, 0.25], &mut rng(0))?;
    let rates = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0];
    let bar = progress((ann::Optimizer::ALL.len() * rates.len()) as u64, "racing");
    let mut race = Vec::new();
    let mut lines = vec![format!("{:<10}  {:>5}  {:>8}  {:>8}  {:>8}", "epochs", "rate", 1, 5, 20)];
    for optimizer in ann::Optimizer::ALL {
        let (mut best, mut best_rate, mut lowest) = (Array2::zeros((3, 20)), 0.0, f64::INFINITY);
        for rate in rates {
            let mut seeds = Array2::zeros((3, 20));
            for (seed, mut row) in (0..3).zip(seeds.rows_mut()) {
                row.assign(&Array1::from(losses(&train, optimizer, rate, 20, seed)?));
            }
            let last = seeds.column(19).sum();
            if last < lowest {
                (best, best_rate, lowest) = (seeds, rate, last);
            }
            bar.inc(1);
        }
        let mean = best.sum_axis(Axis(0)) / 3.0;
        lines.push(format!("{optimizer:<10}  {best_rate:>5}{}", after(&[1, 5, 20], &mean.to_vec())));
        race.push(Series { name: optimizer.to_string(), losses: best });
    }
    bar.finish_and_clear();
    println!("{}", lines.join("\n"));
    draw("race", figure::optimizer_race(&race)?)?;
    // ANCHOR_END: race

    step("Too slow, right, too fast", "Digits: training loss after 10 epochs against the learning rate, sgd and adam.");
    // ANCHOR: rates
    let mut runs = Vec::new();
    println!("{:>7}  {:>8}  {:>8}", "rate", "sgd", "adam");
    for rate in [1e-5, 1e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1.0] {
        let sgd = losses(&train, ann::Optimizer::Sgd, rate, 10, 0)?[9];
        let adam = losses(&train, ann::Optimizer::ADAM, rate, 10, 0)?[9];
        println!("{rate:>7}  {sgd:>8.4}  {adam:>8.4}");
        runs.push((rate, adam));
    }
    draw("rates", figure::learning_rates(&runs)?)?;
    // ANCHOR_END: rates

    step("The same seen over time", "Digits, plain descent: training loss after 1, 3, 10 and 20 epochs at four rates.");
    // ANCHOR: rate-curves
    let mut curves = Vec::new();
    println!("{:>6}  {:>8}  {:>8}  {:>8}  {:>8}", "rate", 1, 3, 10, 20);
    for rate in [0.001, 0.01, 0.1, 2.0] {
        let losses = losses(&train, ann::Optimizer::Sgd, rate, 20, 0)?;
        println!("{rate:>6}{}", after(&[1, 3, 10, 20], &losses));
        curves.push((rate, losses));
    }
    draw("rate-curves", figure::rate_curves(&curves)?)?;
    // ANCHOR_END: rate-curves

    step("Schedules", "Adam, 30 epochs, rate 0.03: training loss, mean and worst of 5 seeds, and mean test accuracy.");
    // ANCHOR: schedules
    let schedules = [
        ("constant", Schedule::CONSTANT),
        ("step, a fifth every 10", Schedule { warm_up: 0.0, decay: Decay::Step { every: 10.0, factor: 0.2 } }),
        ("cosine", Schedule::COSINE),
        ("warm-up 3, cosine", Schedule { warm_up: 3.0, ..Schedule::COSINE }),
    ];
    let mut series = Vec::new();
    println!("{:<24}  {:>10}  {:>6}  {:>13}", "", "train loss", "worst", "test accuracy");
    for (name, schedule) in schedules {
        let (mut loss, mut worst, mut accuracy) = (0.0, 0.0_f64, 0.0);
        for seed in 0..5 {
            let trainer = Trainer { learning_rate: 0.03, l2: 0.0, epochs: 30, schedule, ..Trainer::default() };
            let (model, history) = Model::<f32>::fit(&Architecture::default(), &trainer, &train, &mut rng(seed))?;
            let last = history.kept().map_or(f64::NAN, |kept| kept.train.loss);
            loss += last / 5.0;
            worst = worst.max(last);
            accuracy += model.score(&test)? / 5.0;
        }
        println!("{name:<24}  {loss:>10.4}  {worst:>6.4}  {accuracy:>13.4}");
        let times = (0..=300).map(|tenth| f64::from(tenth) / 10.0);
        series.push((name.to_owned(), times.map(|epoch| (epoch, 0.03 * schedule.factor(epoch, 30.0))).collect()));
    }
    let (x_scale, y_scale) = (Scale::Linear, Scale::Linear);
    let (x, y) = ("epoch", "learning rate");
    draw("schedules", figure::lines(&Lines { x, y, x_scale, y_scale, marks: false, series })?)?;
    // ANCHOR_END: schedules

    step(
        "Break it: Adam without bias correction",
        "One weight, gradient always 1, learning rate 0.1: how far each step goes. It should be 0.1.",
    );
    // ANCHOR: uncorrected
    let mut series = Vec::new();
    println!("{:<12}  {:>7}  {:>7}  {:>7}  {:>7}  {:>7}", "step", "1", "2", "10", "100", "1000");
    for (name, bias_correction) in [("corrected", true), ("uncorrected", false)] {
        let optimizer = ann::Optimizer::Adam { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, bias_correction };
        let mut network = one_neuron(array![[0.0]])?;
        let (mut cache, mut slopes) = (Cache::default(), Gradients::default());
        let mut state = OptimizerState::new(optimizer, &network)?;
        let mut lengths = Vec::new();
        for t in 1..=1000 {
            let before = network.layer(1).w[[0, 0]];
            ann::forward(&network, array![[1.0]].view(), Dropout::Off, &mut cache)?;
            let y = cache.output().mapv(|a| a - 1.0); // a − y = 1
            ann::backward(&network, y.view(), &squared, &cache, &mut slopes)?;
            state.step(&mut network, &slopes, 0.1)?;
            lengths.push((f64::from(t), before - network.layer(1).w[[0, 0]]));
        }
        print!("{name:<12}");
        [1, 2, 10, 100, 1000].iter().for_each(|t| print!("  {:>7.4}", lengths[t - 1].1));
        println!();
        series.push((name.to_owned(), lengths));
    }
    let (x_scale, y_scale) = (Scale::Logarithmic, Scale::Linear);
    let (x, y) = ("step", "length of the step");
    draw("uncorrected", figure::lines(&Lines { x, y, x_scale, y_scale, marks: false, series })?)?;
    // ANCHOR_END: uncorrected

    step("What it costs", "Digits, Adam with and without the correction: training loss after 1, 2, 5 and 20 epochs.");
    // ANCHOR: cost-of-bias
    println!("{:<12}  {:>6}  {:>8}  {:>8}  {:>8}  {:>8}", "", "rate", 1, 2, 5, 20);
    for rate in [0.003, 0.01, 0.03] {
        for (name, bias_correction) in [("corrected", true), ("uncorrected", false)] {
            let optimizer = ann::Optimizer::Adam { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, bias_correction };
            let losses = losses(&train, optimizer, rate, 20, 0)?;
            println!("{name:<12}  {rate:>6}{}", after(&[1, 2, 5, 20], &losses));
        }
    }
    // ANCHOR_END: cost-of-bias

    drawn(&["zigzag", "valley", "race", "rates", "rate-curves", "schedules", "uncorrected"]);
    Ok(())
}
