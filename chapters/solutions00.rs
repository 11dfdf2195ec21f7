//! Solutions to the exercises of chapter 0.

mod talk;

use ann::data::{Task, read_csv};
use talk::{step, title};

/// The mean of feature k, and how far from it the samples are: the standard deviation.
fn mean_and_spread(samples: &[[f64; 2]], k: usize) -> (f64, f64) {
    let m = samples.len() as f64;
    let mean = samples.iter().map(|x| x[k]).sum::<f64>() / m;
    let variance = samples.iter().map(|x| (x[k] - mean).powi(2)).sum::<f64>() / m;
    (mean, variance.sqrt())
}

fn scaled(samples: &[[f64; 2]], mean: [f64; 2], spread: [f64; 2]) -> Vec<[f64; 2]> {
    samples.iter().map(|x| [(x[0] - mean[0]) / spread[0], (x[1] - mean[1]) / spread[1]]).collect()
}

fn sigma(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

fn answer(w: [f64; 2], b: f64, x: [f64; 2]) -> f64 {
    sigma(w[0] * x[0] + w[1] * x[1] + b)
}

fn downhill(w: [f64; 2], b: f64, x: &[[f64; 2]], y: &[f64], alpha: f64) -> ([f64; 2], f64) {
    let m = y.len() as f64;
    let (mut dw, mut db) = ([0.0, 0.0], 0.0);
    for (&x, y) in x.iter().zip(y) {
        let error = answer(w, b, x) - y;
        dw[0] += error * x[0] / m;
        dw[1] += error * x[1] / m;
        db += error / m;
    }
    ([w[0] - alpha * dw[0], w[1] - alpha * dw[1]], b - alpha * db)
}

fn cost(w: [f64; 2], b: f64, x: &[[f64; 2]], y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (&x, &y) in x.iter().zip(y) {
        let a = answer(w, b, x);
        sum -= if y == 1.0 { a.ln() } else { (1.0 - a).ln() };
    }
    sum / y.len() as f64
}

fn right(w: [f64; 2], b: f64, x: &[[f64; 2]], y: &[f64]) -> usize {
    let mut right = 0;
    for (&x, &y) in x.iter().zip(y) {
        if (answer(w, b, x) >= 0.5) == (y == 1.0) {
            right += 1;
        }
    }
    right
}

fn main() -> ann::Result<()> {
    title(0, "One neuron: solutions");

    step("Exercise 1", "The first step of the linear neuron on two wines, from weight 0 and bias 0.");
    // ANCHOR: exercise-1
    let (mut w, mut b, mut dw, mut db) = (0.0, 0.0, 0.0, 0.0);
    for (x, y) in [(1.0, 1.0), (3.0, 2.0)] {
        let error = w * x + b - y;
        dw += error * x / 2.0;
        db += error / 2.0;
    }
    w -= 0.2 * dw;
    b -= 0.2 * db;
    println!("slopes {dw} and {db}, then w {w:.2} and b {b:.2}");
    // ANCHOR_END: exercise-1

    step("Exercise 2", "The marks of the logistic neuron, with another third of the wines put away each time.");
    // ANCHOR: exercise-2
    let wine = read_csv("data/wine.csv", "cultivar", Task::Auto)?;
    println!("put away       training           test");
    for third in 0..3 {
        let (mut train, mut test, mut y, mut y_test) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for i in 0..130 {
            let sample = [wine.x[[0, i]], wine.x[[12, i]]];
            let is_first = if i < 59 { 1.0 } else { 0.0 };
            if i % 3 == third {
                test.push(sample);
                y_test.push(is_first);
            } else {
                train.push(sample);
                y.push(is_first);
            }
        }
        let (alcohol, proline) = (mean_and_spread(&train, 0), mean_and_spread(&train, 1));
        let (mean, spread) = ([alcohol.0, proline.0], [alcohol.1, proline.1]);
        let (x, x_test) = (scaled(&train, mean, spread), scaled(&test, mean, spread));
        let (mut w, mut b) = ([0.0, 0.0], 0.0);
        for _ in 0..10_000 {
            (w, b) = downhill(w, b, &x, &y, 0.5);
        }
        let (known, new) = (right(w, b, &x, &y), right(w, b, &x_test, &y_test));
        let [share, share_new] = [(known, y.len()), (new, y_test.len())].map(|(n, m)| n as f64 / m as f64);
        println!("third {third}   {known} of {}: {share:.3}   {new} of {}: {share_new:.3}", y.len(), y_test.len());
    }
    // ANCHOR_END: exercise-2

    step("Exercise 3", "The slope in the first weight by the formula, and by a nudge.");
    // ANCHOR: exercise-3
    let (x, y) = ([[1.0, 2.0], [-1.0, 0.5]], [1.0, 0.0]);
    let (w, b) = ([0.3, -0.2], 0.1);
    let (moved, _) = downhill(w, b, &x, &y, 1.0);
    let nudge = 1e-5;
    let (up, down) = (cost([w[0] + nudge, w[1]], b, &x, &y), cost([w[0] - nudge, w[1]], b, &x, &y));
    println!("by the formula {:.6}", w[0] - moved[0]);
    println!("by a nudge     {:.6}", (up - down) / (2.0 * nudge));
    // ANCHOR_END: exercise-3

    step("Exercise 4", "Three neurons: one says or, one says not both, and the third asks for both of these.");
    // ANCHOR: exercise-4
    for x in [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]] {
        let one = answer([20.0, 20.0], -10.0, x);
        let not_both = answer([-20.0, -20.0], 30.0, x);
        let differ = answer([20.0, 20.0], -30.0, [one, not_both]);
        println!("{x:?}   or {one:.3}   not both {not_both:.3}   xor {differ:.3}");
    }
    // ANCHOR_END: exercise-4

    Ok(())
}
