//! Chapter 7, dropout: a different half of the team every day.

mod talk;

use ann::data::{Target, Task, read_csv};
use ann::{Activation, Cache, Dropout, Model, Network, Trainer, dropout, forward, rng};
use ndarray::{Array1, Array2, array};
use rand::RngExt;
use talk::{progress, step, title};

fn main() -> ann::Result<()> {
    title(7, "Dropout");

    step("Coins", "Three neurons, two samples, p = 0.8: the activations, the coins, and what is passed on.");
    // ANCHOR: coins
    let a = array![[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]];
    let mut mask = Array2::from_elem((3, 2), true);
    dropout::draw(mask.view_mut(), 0.8, &mut rng(1));
    let mut dropped = Array2::zeros((3, 2));
    dropout::apply(a.view(), mask.view(), 0.8, dropped.view_mut());
    println!("A =\n{a:6.2}");
    println!("D =\n{:6}", mask.mapv(u8::from));
    println!("Ã = A ⊙ D / p =\n{dropped:6.2}");
    // ANCHOR_END: coins

    step(
        "What dropout does not change, and what it does",
        "One activation a = 2 under 100 000 coins: its mean, and its standard deviation beside\n\
         a √((1 − p) / p).",
    );
    // ANCHOR: moments
    println!("{:>4}  {:>7}  {:>18}  {:>7}", "p", "mean", "standard deviation", "theory");
    for p in [0.9, 0.8, 0.5, 0.2] {
        let a = Array2::from_elem((1, 100_000), 2.0);
        let mut mask = Array2::from_elem((1, 100_000), true);
        dropout::draw(mask.view_mut(), p, &mut rng(2));
        let mut dropped = Array2::zeros((1, 100_000));
        dropout::apply(a.view(), mask.view(), p, dropped.view_mut());
        let theory = 2.0 * ((1.0 - p) / p).sqrt();
        println!("{p:>4}  {:>7.3}  {:>18.3}  {theory:>7.3}", dropped.mean().unwrap_or(f64::NAN), dropped.std(0.0));
    }
    // ANCHOR_END: moments

    step(
        "Learnt by heart, or understood",
        "300 digits to learn from, a fifth of them with a wrong label, and 1497 to test. Two hidden\n\
         layers of 64, no penalty. Accuracy, mean of 10 seeds, and the standard error of the test's.",
    );
    // ANCHOR: gap
    let digits = read_csv("data/digits.csv", "digit", Task::Auto)?;
    let bar = progress(40, "training");
    let mut rows = Vec::new();
    for keep_prob in [1.0, 0.8, 0.6, 0.4] {
        let trainer = Trainer { hidden: vec![64, 64], keep_prob, l2: 0.0, epochs: 100, ..Trainer::default() };
        let (mut seen, mut unseen) = (Vec::new(), Vec::new());
        for seed in 0..10 {
            let mut random = rng(seed);
            let [mut train, test] = digits.split([300.0 / 1797.0, 1497.0 / 1797.0], &mut random)?;
            if let Target::Classes { labels, names } = &mut train.target {
                for label in labels.iter_mut().step_by(5) {
                    *label = (*label + random.random_range(1..names.len())) % names.len();
                }
            }
            let (model, _) = Model::<f32>::fit(&trainer, &train, &mut random)?;
            seen.push(model.score(&train)?);
            unseen.push(model.score(&test)?);
            bar.inc(1);
        }
        rows.push((keep_prob, Array1::from(seen), Array1::from(unseen)));
    }
    bar.finish_and_clear();
    println!("{:>9}  {:>7}  {:>7}  {:>7}  {:>7}", "keep_prob", "train", "test", "gap", "±");
    for (keep_prob, seen, unseen) in rows {
        let error = unseen.std(1.0) / (unseen.len() as f64).sqrt();
        let (seen, unseen) = (seen.sum() / seen.len() as f64, unseen.sum() / unseen.len() as f64);
        println!("{keep_prob:>9}  {seen:>7.4}  {unseen:>7.4}  {:>7.4}  {error:>7.4}", seen - unseen);
    }
    // ANCHOR_END: gap

    step("Off when it counts", "The same network asked twice while training, and twice when used.");
    // ANCHOR: inference
    let network =
        Network::<f64>::new(&[2, 20, 1], Activation::Relu, Activation::Sigmoid, &mut rng(3))?.with_keep_prob(0.5)?;
    let (x, mut cache, mut random) = (array![[1.0], [-1.0]], Cache::default(), rng(4));
    for _ in 0..2 {
        let training = forward(&network, x.view(), Dropout::Draw(&mut random), &mut cache)?[[0, 0]];
        println!("training {training:.4}   used {:.4}", network.predict(x.view())?[[0, 0]]);
    }
    // ANCHOR_END: inference

    step(
        "Break it: forget to divide by p",
        "Without the division the next layer gets used to inputs smaller by p. When all neurons come\n\
         back, its inputs are 1/p too large: the same as dividing its weights by p. Test accuracy and loss.",
    );
    // ANCHOR: unscaled
    println!("{:>9}  {:>17}  {:>17}", "keep_prob", "divided", "not divided");
    for keep_prob in [0.9, 0.6, 0.3] {
        let trainer = Trainer { hidden: vec![64, 64, 64], keep_prob, l2: 0.0, epochs: 100, ..Trainer::default() };
        let mut random = rng(5);
        let [train, test] = digits.split([0.75, 0.25], &mut random)?;
        let (model, _) = Model::<f32>::fit(&trainer, &train, &mut random)?;
        let mut forgetful = model.clone();
        for l in 2..=model.network.depth() {
            forgetful.network.layer_mut(l).w /= keep_prob as f32;
        }
        print!("{keep_prob:>9}");
        for model in [&model, &forgetful] {
            let (x, y) = model.scaled(&test)?;
            let judged = ann::evaluate(&model.network, x.view(), y.view(), model.answer.loss(), &mut Cache::default())?;
            print!("  {:>8.4} {:>8.4}", judged.metric, judged.loss);
        }
        println!();
    }
    // ANCHOR_END: unscaled
    Ok(())
}
