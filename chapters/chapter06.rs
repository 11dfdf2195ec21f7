//! Chapter 6, Adam: from plain descent to an optimiser that chooses every weight's step itself.

mod talk;

use ann::data::{Dataset, Task, read_csv};
use ann::{Activation, Cache, Cost, Decay, Descent, Dropout, Gradients, Layer, Loss, Model, Network, Optimizer};
use ann::{OptimizerState, Schedule, Trainer, backward, evaluate, forward, rng};
use ndarray::{Array2, array};
use talk::{progress, step, title};

/// A neuron with two weights, at (1.7, 1), whose best place is (1, −1), in a valley that runs askew to both.
fn valley() -> ann::Result<(Network<f64>, Array2<f64>, Array2<f64>)> {
    let w = array![[1.7, 1.0]];
    let layer = Layer { w, b: array![[0.0]], activation: Activation::Identity, keep_prob: 1.0 };
    Ok((Network::from_layers(vec![layer])?, array![[8.0, -0.6], [6.0, 0.8]], array![[2.0, -1.4]]))
}

/// The training losses of a network on `train` after these epochs.
fn digits_loss(
    train: &Dataset,
    optimizer: Optimizer,
    learning_rate: f64,
    epochs: &[usize],
    seed: u64,
) -> ann::Result<Vec<f64>> {
    let mut random = rng(seed);
    let mut model = Model::<f32>::new(&Trainer::default(), train, &mut random)?;
    let (x, y) = model.scaled(train)?;
    let cost = Cost::from(Loss::CategoricalCrossEntropy);
    let mut descent = Descent::new(&model.network, train.samples(), 32, cost, optimizer)?;
    let (mut cache, mut losses) = (Cache::default(), Vec::new());
    for epoch in 1..=epochs.last().copied().unwrap_or(0) {
        descent.epoch(&mut model.network, x.view(), y.view(), |_| learning_rate, &mut random)?;
        if epochs.contains(&epoch) {
            losses.push(evaluate(&model.network, x.view(), y.view(), cost.loss, &mut cache)?.loss);
        }
    }
    Ok(losses)
}

fn main() -> ann::Result<()> {
    title(6, "Adam");

    step(
        "Across a steep valley",
        "Steps until J < 1e-6 in a valley a hundred times steeper one way than the other, each\n\
         optimiser at the best of 41 rates from 0.001 to 100.",
    );
    // ANCHOR: valley
    let (start, x, y) = valley()?;
    let cost = Cost::from(Loss::MeanSquaredError);
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    println!("{:<10}  {:>6}  {:>6}", "", "rate", "steps");
    for optimizer in Optimizer::ALL {
        let mut best = (usize::MAX, 0.0);
        for rate in (-24..=16).map(|k| 10_f64.powf(f64::from(k) / 8.0)) {
            let mut network = start.clone();
            let mut state = OptimizerState::new(optimizer, &network)?;
            forward(&network, x.view(), Dropout::Off, &mut cache)?;
            while cost.value(&network, &cache, y.view())? > 1e-6 && state.steps() < best.0 && state.steps() < 2000 {
                backward(&network, y.view(), &cost, &cache, &mut gradients)?;
                state.step(&mut network, &gradients, rate)?;
                forward(&network, x.view(), Dropout::Off, &mut cache)?;
            }
            if state.steps() < best.0 && cost.value(&network, &cache, y.view())? <= 1e-6 {
                best = (state.steps(), rate);
            }
        }
        println!("{optimizer:<10}  {:>6.3}  {:>6}", best.1, best.0);
    }
    // ANCHOR_END: valley

    step("The length of a step", "The first step of one weight for gradients of three sizes, learning rate 0.1.");
    // ANCHOR: step-length
    println!("{:<10}  {:>10}  {:>10}  {:>10}", "gradient", "0.001", "1", "1000");
    for optimizer in [Optimizer::Sgd, Optimizer::RMSPROP, Optimizer::ADAM] {
        print!("{optimizer:<10}");
        for g in [0.001, 1.0, 1000.0] {
            let layer = Layer { w: array![[g]], b: array![[0.0]], activation: Activation::Identity, keep_prob: 1.0 };
            let mut network = Network::from_layers(vec![layer])?;
            let mut state = OptimizerState::new(optimizer, &network)?;
            forward(&network, array![[1.0]].view(), Dropout::Off, &mut cache)?; // a = w = g and y = 0, so dW = g
            backward(&network, array![[0.0]].view(), &cost, &cache, &mut gradients)?;
            state.step(&mut network, &gradients, 0.1)?;
            print!("  {:>10.4}", g - network.layer(1).w[[0, 0]]);
        }
        println!();
    }
    // ANCHOR_END: step-length

    step(
        "The race",
        "Digits: training loss after 1, 5 and 20 epochs, mean of 3 seeds, each at the best rate of eight.",
    );
    // ANCHOR: race
    let digits = read_csv("data/digits.csv", "digit", Task::Auto)?;
    let [train, test] = digits.split([0.75, 0.25], &mut rng(0))?;
    let rates = [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0];
    let bar = progress((Optimizer::ALL.len() * rates.len()) as u64, "racing");
    let mut table = Vec::new();
    for optimizer in Optimizer::ALL {
        let mut best: Option<(f64, Vec<f64>)> = None;
        for rate in rates {
            let mut mean = vec![0.0; 3];
            for seed in 0..3 {
                let losses = digits_loss(&train, optimizer, rate, &[1, 5, 20], seed)?;
                mean.iter_mut().zip(losses).for_each(|(mean, loss)| *mean += loss / 3.0);
            }
            if best.as_ref().is_none_or(|(_, smallest)| mean[2] < smallest[2]) {
                best = Some((rate, mean));
            }
            bar.inc(1);
        }
        table.extend(best.map(|best| (optimizer, best)));
    }
    bar.finish_and_clear();
    println!("{:<10}  {:>7}  {:>8}  {:>8}  {:>9}", "", "rate", "1 epoch", "5 epochs", "20 epochs");
    for (optimizer, (rate, losses)) in table {
        println!("{optimizer:<10}  {rate:>7}  {:>8.4}  {:>8.4}  {:>9.4}", losses[0], losses[1], losses[2]);
    }
    // ANCHOR_END: race

    step("Too slow, right, too fast", "Adam on digits: training loss after 10 epochs against the learning rate.");
    // ANCHOR: rates
    for rate in [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0] {
        println!("{rate:>7}  {:>8.4}", digits_loss(&train, Optimizer::ADAM, rate, &[10], 0)?[0]);
    }
    // ANCHOR_END: rates

    step("Schedules", "Adam, 30 epochs, rate 0.03: loss on training and accuracy on test samples, mean of 5 seeds.");
    // ANCHOR: schedules
    let schedules = [
        ("constant", Schedule::CONSTANT),
        ("step, a fifth every 10", Schedule { warm_up: 0.0, decay: Decay::Step { every: 10.0, factor: 0.2 } }),
        ("cosine", Schedule::COSINE),
        ("warm-up 3, cosine", Schedule { warm_up: 3.0, ..Schedule::COSINE }),
    ];
    println!("{:<24}  {:>10}  {:>13}", "", "train loss", "test accuracy");
    for (name, schedule) in schedules {
        let (mut loss, mut accuracy) = (0.0, 0.0);
        for seed in 0..5 {
            let trainer = Trainer { learning_rate: 0.03, l2: 0.0, epochs: 30, schedule, ..Trainer::default() };
            let (model, history) = Model::<f32>::fit(&trainer, &train, &mut rng(seed))?;
            loss += history.best().map_or(f64::NAN, |best| best.train.loss) / 5.0;
            accuracy += model.score(&test)? / 5.0;
        }
        println!("{name:<24}  {loss:>10.4}  {accuracy:>13.4}");
    }
    // ANCHOR_END: schedules

    step(
        "Break it: Adam without bias correction",
        "One weight, gradient always 1, learning rate 0.1: how far each step goes. It should be 0.1.",
    );
    // ANCHOR: uncorrected
    println!("{:<12}  {:>7}  {:>7}  {:>7}  {:>7}  {:>7}", "step", "1", "2", "10", "100", "1000");
    for (name, bias_correction) in [("corrected", true), ("uncorrected", false)] {
        let optimizer = Optimizer::Adam { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, bias_correction };
        let layer = Layer { w: array![[0.0]], b: array![[0.0]], activation: Activation::Identity, keep_prob: 1.0 };
        let mut network = Network::from_layers(vec![layer])?;
        let mut state = OptimizerState::new(optimizer, &network)?;
        print!("{name:<12}");
        for t in 1..=1000 {
            let before = network.layer(1).w[[0, 0]];
            forward(&network, array![[1.0]].view(), Dropout::Off, &mut cache)?;
            let y = cache.output().mapv(|a| a - 1.0); // a − y = 1
            backward(&network, y.view(), &cost, &cache, &mut gradients)?;
            state.step(&mut network, &gradients, 0.1)?;
            if [1, 2, 10, 100, 1000].contains(&t) {
                print!("  {:>7.4}", before - network.layer(1).w[[0, 0]]);
            }
        }
        println!();
    }
    // ANCHOR_END: uncorrected
    Ok(())
}
