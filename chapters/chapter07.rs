//! Chapter 7, dropout: a different half of the team every day.

mod talk;

use ann::data::{Dataset, Target, Task, read_csv};
use ann::figure::{Lines, Scale, dropout_masks, lines, loss_curve};
use ann::plain::Matrix;
use ann::plain::backward::nudge;
use ann::plain::cost::cost;
use ann::plain::dropout;
use ann::plain::forward::forward;
use ann::plain::network::{Activation, Layer, Network};
use ann::{Architecture, Cache, Dropout, Figure, History, Loss, Model, Rng, Trainer, evaluate, rng};
use ndarray::{Array1, Array2, array};
use rand::RngExt;
use talk::{draw, drawn, progress, step, title};

/// 300 digits to learn from and 1497 to test. Where there are `slips`, every fifth label to learn from is a wrong one.
fn lesson(digits: &Dataset, slips: bool, random: &mut Rng) -> ann::Result<[Dataset; 2]> {
    let [mut train, test] = digits.split([300.0 / 1797.0, 1497.0 / 1797.0], random)?;
    if let Target::Classes { labels, names } = &mut train.target
        && slips
    {
        for label in labels.iter_mut().step_by(5) {
            *label = (*label + random.random_range(1..names.len())) % names.len();
        }
    }
    Ok([train, test])
}

/// A model trained on the lesson of this seed, evaluated on the examination after every epoch, and the lesson.
fn watched(
    architecture: &Architecture,
    trainer: &Trainer,
    digits: &Dataset,
    seed: u64,
) -> ann::Result<(Model<f32>, Dataset, History)> {
    let mut random = rng(seed);
    let [train, test] = lesson(digits, true, &mut random)?;
    let mut model = Model::new(architecture, &train, &mut random)?;
    let history = model.train(trainer, &train, Some(&test), &mut random)?;
    Ok((model, train, history))
}

/// How many of the wrong labels, every fifth, the model gives back as it was taught.
fn repeated(model: &Model<f32>, train: &Dataset) -> ann::Result<usize> {
    let Target::Classes { labels, .. } = &train.target else { return Ok(0) };
    let answers = model.predict_classes(train.x.view())?;
    Ok(answers.iter().zip(labels).step_by(5).filter(|(answer, label)| answer == label).count())
}

/// J of a pass with these masks; a layer reads what is left of the activations before it.
fn dropped_cost(network: &Network, x: &Matrix, masks: &[Matrix], y: &Matrix) -> f64 {
    let mut a = dropout::forward(network, x, masks);
    for (a, mask) in a.iter_mut().zip(masks) {
        *a *= mask;
    }
    cost(network, &a, y, 0.0)
}

/// Curves over even axes.
fn plot(x: &str, y: &str, marks: bool, series: &[(String, Vec<(f64, f64)>)]) -> ann::Result<Figure> {
    let (x_scale, y_scale, series) = (Scale::Linear, Scale::Linear, series.to_vec());
    lines(&Lines { x, y, x_scale, y_scale, marks, series })
}

fn main() -> ann::Result<()> {
    title(7, "Dropout");

    step(
        "Learnt by heart",
        "300 digits to learn from, 60 of them with a wrong label; 1497 others to test. Two hidden layers of 64.",
    );
    // ANCHOR: heart
    let digits = read_csv("data/digits.csv", "digit", Task::Auto)?;
    let wide = Architecture { hidden: vec![64, 64], ..Architecture::default() };
    let trainer = Trainer { l2: 0.0, epochs: 60, ..Trainer::default() };
    let (model, train, history) = watched(&wide, &trainer, &digits, 1)?;
    println!("{:>6}  {:>17}  {:>17}", "", "lesson", "examination");
    println!("{:>6}  {:>8} {:>8}  {:>8} {:>8}", "epoch", "accuracy", "loss", "accuracy", "loss");
    for epoch in [1, 5, 20, 60] {
        print!("{epoch:>6}");
        let judged = &history.epochs[epoch - 1];
        for judged in [Some(judged.train), judged.validation].into_iter().flatten() {
            print!("  {:>8.4} {:>8.4}", judged.metric.value(), judged.loss);
        }
        println!();
    }
    println!("parameters: {}", model.network.parameters());
    println!("wrong labels repeated: {} of 60", repeated(&model, &train)?);
    draw("heart", loss_curve(&history, Scale::Linear)?)?;
    // ANCHOR_END: heart

    step("Who sits out", "Masks for 12 neurons and 30 samples: the part that comes to work, for two values of p.");
    // ANCHOR: masks
    let mut panels = Vec::new();
    for p in [0.8, 0.5] {
        let mut mask = Array2::from_elem((12, 30), true);
        ann::dropout::draw(mask.view_mut(), p, &mut rng(3));
        let kept = mask.iter().filter(|keep| **keep).count();
        println!("p = {p}: {kept} of {} at work", mask.len());
        panels.push((format!("p = {p}"), mask));
    }
    draw("masks", dropout_masks(&panels)?)?;
    // ANCHOR_END: masks

    step("Coins", "Three neurons, two samples, p = 0.8: the activations, the coins, and what is passed on.");
    // ANCHOR: coins
    let activations = array![[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]];
    let mask = array![[1.0, 1.0], [1.0, 1.0], [0.0, 1.0]];
    println!("A =\n{activations:6.2}");
    println!("D =\n{mask:6}");
    println!("Ã = A ⊙ D / p =\n{:6.2}", &activations * &mask / 0.8);
    // ANCHOR_END: coins

    step(
        "What dropout does not change, and what it does",
        "One activation a = 2 under 100 000 coins: its mean, and its standard deviation beside a √((1 − p) / p).",
    );
    // ANCHOR: moments
    println!("{:>4}  {:>7}  {:>18}  {:>7}", "p", "mean", "standard deviation", "theory");
    for p in [0.9, 0.8, 0.5, 0.2] {
        let a = Array2::from_elem((1, 100_000), 2.0);
        let mut mask = Array2::from_elem((1, 100_000), true);
        ann::dropout::draw(mask.view_mut(), p, &mut rng(2));
        let mut dropped = Array2::zeros((1, 100_000));
        ann::dropout::apply(a.view(), mask.view(), p, dropped.view_mut());
        let theory = 2.0 * ((1.0 - p) / p).sqrt();
        let (mean, std) = (dropped.sum() / 100_000.0, dropped.std(0.0));
        println!("{p:>4}  {mean:>7.3}  {std:>18.3}  {theory:>7.3}");
    }
    // ANCHOR_END: moments

    step("By hand", "The 2-2-1 network of chapter 2, p = 0.5: the second hidden neuron sits out.");
    // ANCHOR: by-hand
    let network = Network {
        layers: vec![
            Layer { w: array![[0.5, -1.0], [1.0, 0.5]], b: array![[0.5], [-0.5]], g: Activation::Relu },
            Layer { w: array![[1.0, -2.0]], b: array![[1.0]], g: Activation::Sigmoid },
        ],
    };
    let (x, y) = (array![[2.0], [1.0]], array![[1.0]]);
    let masks = dropout::masks(&network, 1, 0.5, &mut rng(5));

    let a = dropout::forward(&network, &x, &masks);
    let dropped = &a[1] * &masks[1];
    let z2 = network.layers[1].w.dot(&dropped) + &network.layers[1].b;
    println!("A1  = {:9.6}", a[1].column(0));
    println!("D1  = {:9}", (&masks[1] * 0.5).column(0));
    println!("Ã1  = {:9.6}", dropped.column(0));
    println!("Z2  = {:9.6}   A2 = {:9.6}", z2.column(0), a[2].column(0));
    println!("J   = {:9.6}", dropped_cost(&network, &x, &masks, &y));
    let gradients = dropout::backward(&network, &a, &masks, &y);
    println!("dZ2 = {:9.6}", gradients[1].db.column(0)); // of a single sample, db = dZ
    println!("dW2 = {:9.6}", gradients[1].dw.row(0).mapv(|g| g + 0.0)); // −0 + 0 = 0
    println!("dZ1 = {:9.6}", gradients[0].db.column(0));
    println!("dW1 =\n{:9.6}", gradients[0].dw);
    // ANCHOR_END: by-hand

    step(
        "Hold the coins still",
        "The derivative measured for every weight: with the coins frozen, and with fresh coins in each evaluation.",
    );
    // ANCHOR: frozen
    let (mut apart, mut size) = (0.0, 0.0);
    for (l, gradient) in gradients.iter().enumerate() {
        for (place, dw) in gradient.dw.indexed_iter() {
            let measured = nudge(&network, l, place, |network| dropped_cost(network, &x, &masks, &y));
            apart += (measured - dw).powi(2);
            size += dw.powi(2);
        }
    }
    println!("frozen: relative error below 1e-9: {}", (apart / size).sqrt() < 1e-9);
    let mut coins: Rng = rng(5282);
    for attempt in 1..=3 {
        let mut j = [0.0; 2];
        for (j, distance) in j.iter_mut().zip([1e-5, -1e-5]) {
            let mut moved = network.clone();
            moved.layers[1].w[[0, 0]] += distance;
            *j = dropped_cost(&moved, &x, &dropout::masks(&moved, 1, 0.5, &mut coins), &y);
        }
        println!("fresh, attempt {attempt}: dW2[0, 0] measured as {:.3e}", (j[0] - j[1]) / 2e-5);
    }
    // ANCHOR_END: frozen

    step("Four networks in one", "Every pattern of two coins at p = 0.5, and what the network answers under it.");
    // ANCHOR: four
    let whole = forward(&network, &x);
    let mut ensemble = 0.0;
    println!("{:>8}  {:>12}  {:>9}  {:>9}", "D1", "Ã1", "z2", "a2");
    for coins in [[1, 1], [1, 0], [0, 1], [0, 0]] {
        let [first, second] = coins.map(f64::from);
        let passed = &whole[1] * &array![[first], [second]] / 0.5;
        let z = (network.layers[1].w.dot(&passed) + &network.layers[1].b)[[0, 0]];
        ensemble += z / 4.0;
        println!(
            "{:>8}  {:>12}  {z:>9.4}  {:>9.4}",
            format!("{coins:?}"),
            format!("{:?}", [passed[[0, 0]], passed[[1, 0]]]),
            1.0 / (1.0 + (-z).exp())
        );
    }
    println!("mean z2 of the four  {ensemble:.4}");
    println!("z2 of the whole      {:.4}", (network.layers[1].w.dot(&whole[1]) + &network.layers[1].b)[[0, 0]]);
    // ANCHOR_END: four

    step("Off when it counts", "The same network asked twice while training, and twice when used.");
    // ANCHOR: inference
    let half = ann::Network::<f64>::new(&[2, 20, 1], ann::Activation::Relu, ann::Activation::Sigmoid, &mut rng(3))?;
    let (half, question) = (half.with_keep_prob(0.5)?, array![[1.0], [-1.0]]);
    let mut coins: Rng = rng(4);
    let mut cache: Cache<f64> = Cache::default();
    for _ in 0..2 {
        let training = ann::forward(&half, question.view(), Dropout::Draw(&mut coins), &mut cache)?[[0, 0]];
        println!("training {training:.4}   used {:.4}", half.predict(question.view())?[[0, 0]]);
    }
    // ANCHOR_END: inference

    step(
        "By heart, or understood",
        "The lesson of the first step for five values of p. Accuracy and wrong labels repeated, mean of 8 seeds, and the \
         standard error of the test's.",
    );
    // ANCHOR: gap
    let bar = progress(40, "training");
    let mut curves = [("train".to_owned(), Vec::new()), ("test".to_owned(), Vec::new())];
    let mut lines = vec![format!("keep_prob  {:>7}  {:>7}  {:>7}  {:>7}  repeated", "train", "test", "gap", "±")];
    for keep_prob in [1.0, 0.8, 0.6, 0.4, 0.2] {
        let architecture = Architecture { keep_prob, ..wide.clone() };
        let (mut seen, mut unseen, mut slips) = (0.0, Vec::new(), 0);
        for seed in 1..=8 {
            let mut random = rng(seed);
            let [train, test] = lesson(&digits, true, &mut random)?;
            let (model, _) = Model::<f32>::fit(&architecture, &trainer, &train, &mut random)?;
            seen += model.score(&train)? / 8.0;
            unseen.push(model.score(&test)?);
            slips += repeated(&model, &train)?;
            bar.inc(1);
        }
        let unseen = Array1::from(unseen);
        let (error, unseen) = (unseen.std(1.0) / 8_f64.sqrt(), unseen.sum() / 8.0);
        let (gap, slips) = (seen - unseen, slips as f64 / 8.0);
        lines.push(format!("{keep_prob:>9}  {seen:>7.4}  {unseen:>7.4}  {gap:>7.4}  {error:>7.4}  {slips:>8.1}"));
        curves[0].1.push((keep_prob, seen));
        curves[1].1.push((keep_prob, unseen));
    }
    bar.finish_and_clear();
    println!("{}", lines.join("\n"));
    draw("gap", plot("keep_prob", "accuracy", true, &curves)?)?;
    // ANCHOR_END: gap

    step(
        "Two trainings",
        "One seed, epoch by epoch, without dropout and with p = 0.4: the losses, and the test accuracy at the end.",
    );
    // ANCHOR: curves
    let mut series = Vec::new();
    println!(
        "{:>9}  {:>10}  {:>9}  {:>18}  {:>8}",
        "keep_prob", "train loss", "test loss", "smallest, in epoch", "accuracy"
    );
    for keep_prob in [1.0, 0.4] {
        let (_, _, history) = watched(&Architecture { keep_prob, ..wide.clone() }, &trainer, &digits, 1)?;
        let (seen, unseen) = (history.train_loss(), history.validation_loss());
        let best = (0..60).min_by(|&a, &b| unseen[a].total_cmp(&unseen[b])).unwrap_or(0);
        print!("{keep_prob:>9}  {:>10.4}  {:>9.4}", seen[59], unseen[59]);
        let judged = history.epochs[59].validation.map_or(f64::NAN, |judged| judged.metric.value());
        println!("  {:>12.4} {:>5}  {judged:>8.4}", unseen[best], best + 1);
        for (name, losses) in [("train", seen), ("test", unseen)] {
            let points = (1..).zip(losses).map(|(epoch, loss)| (f64::from(epoch), loss)).collect();
            series.push((format!("{name}, p = {keep_prob}"), points));
        }
    }
    draw("curves", plot("epoch", "loss", false, &series)?)?;
    // ANCHOR_END: curves

    step(
        "When it helps, and when it does not",
        "Test accuracy, mean of 4 seeds, without anything, with the penalty of chapter 4, and with dropout.",
    );
    // ANCHOR: helps
    let settings = [
        ("nothing", 1.0, 0.0),
        ("l2 = 1", 1.0, 1.0),
        ("l2 = 10", 1.0, 10.0),
        ("p = 0.8", 0.8, 0.0),
        ("p = 0.4", 0.4, 0.0),
    ];
    let lessons = [
        ("300 digits, 60 labels wrong", vec![64, 64], true),
        ("300 digits, all labels right", vec![64, 64], false),
        ("the same, hidden layer of 8", vec![8], false),
    ];
    let bar = progress(60, "training");
    let mut lines = vec![format!("{:<29}", "") + &settings.map(|(name, ..)| format!("{name:>9}")).concat()];
    for (name, hidden, slips) in lessons {
        let mut line = format!("{name:<29}");
        for (_, keep_prob, l2) in settings {
            let architecture = Architecture { hidden: hidden.clone(), keep_prob, ..Architecture::default() };
            let trainer = Trainer { l2, ..trainer.clone() };
            let mut unseen = 0.0;
            for seed in 1..=4 {
                let mut random = rng(seed);
                let [train, test] = lesson(&digits, slips, &mut random)?;
                let (model, _) = Model::<f32>::fit(&architecture, &trainer, &train, &mut random)?;
                unseen += model.score(&test)? / 4.0;
                bar.inc(1);
            }
            line += &format!("{unseen:>9.4}");
        }
        lines.push(line);
    }
    bar.finish_and_clear();
    println!("{}", lines.join("\n"));
    // ANCHOR_END: helps

    step(
        "Break it: forget to divide by p",
        "Without the division the next layer gets used to inputs smaller by p. When all neurons come back, its inputs are \
         1/p too large: the same as dividing its weights by p. Test accuracy and loss, mean of 3 seeds.",
    );
    // ANCHOR: unscaled
    let mut curves = [("divided by p".to_owned(), Vec::new()), ("not divided".to_owned(), Vec::new())];
    println!("{:>9}  {:>17}  {:>17}", "keep_prob", "divided", "not divided");
    let trainer = Trainer { l2: 0.0, epochs: 30, ..Trainer::default() };
    for keep_prob in [1.0, 0.9, 0.7, 0.5, 0.3] {
        let architecture = Architecture { hidden: vec![64, 64, 64], keep_prob, ..Architecture::default() };
        let mut means = [[0.0; 2]; 2];
        for seed in 1..=3 {
            let mut random = rng(seed);
            let [train, test] = digits.split([0.75, 0.25], &mut random)?;
            let (model, _) = Model::<f32>::fit(&architecture, &trainer, &train, &mut random)?;
            let mut forgetful = model.network.clone();
            for l in 2..=forgetful.depth() {
                forgetful.layer_mut(l).w /= keep_prob as f32;
            }
            let (x, y) = model.scaled(&test)?;
            for (network, mean) in [&model.network, &forgetful].into_iter().zip(&mut means) {
                let loss = Loss::CategoricalCrossEntropy;
                let judged = evaluate(network, x.view(), y.view(), loss, &mut Cache::default())?;
                *mean = [mean[0] + judged.metric.value() / 3.0, mean[1] + judged.loss / 3.0];
            }
        }
        print!("{keep_prob:>9}");
        for ([accuracy, loss], curve) in means.into_iter().zip(&mut curves) {
            print!("  {accuracy:>8.4} {loss:>8.4}");
            curve.1.push((keep_prob, loss));
        }
        println!();
    }
    draw("unscaled", plot("keep_prob", "test loss", true, &curves)?)?;
    // ANCHOR_END: unscaled

    drawn(&["heart", "masks", "gap", "curves", "unscaled"]);
    Ok(())
}
