//! Chapter 0, one neuron: its slope, its line, its split and its scale, and that no straight cut does XOR.

use crate::common::data;
use ann::data::{Dataset, Target, Task, read_csv};

// The functions of the page. The first test compares them with those of the program.
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
// The end of the functions of the page.

const CORNERS: [[f64; 2]; 4] = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
const DIFFER: [f64; 4] = [0.0, 1.0, 1.0, 0.0];

/// Alcohol and proline of some samples with their classes: 1 for cultivar 1, 0 for cultivar 2.
struct Wines {
    x: Vec<[f64; 2]>,
    y: Vec<f64>,
}

/// The table, and its wines as the page divides them: to learn from, and put away.
fn divided() -> (Dataset, Wines, Wines) {
    let wine = read_csv(data("wine.csv"), "cultivar", Task::Auto).unwrap();
    let part = |test: bool| {
        let chosen: Vec<usize> = (0..130).filter(|i| (i % 3 == 2) == test).collect();
        Wines {
            x: chosen.iter().map(|&i| [wine.x[[0, i]], wine.x[[12, i]]]).collect(),
            y: chosen.iter().map(|&i| if i < 59 { 1.0 } else { 0.0 }).collect(),
        }
    };
    let (train, test) = (part(false), part(true));
    (wine, train, test)
}

fn trained(x: &[[f64; 2]], y: &[f64]) -> ([f64; 2], f64) {
    (0..10_000).fold(([0.0, 0.0], 0.0), |(w, b), _| downhill(w, b, x, y, 0.5))
}

#[test]
fn the_functions_tested_here_are_those_of_the_page() {
    let own = include_str!("chapter00.rs");
    let begin = own.find("fn mean_and_spread").unwrap();
    let end = own.find("// The end of the functions").unwrap();
    let functions: Vec<&str> = own[begin..end].trim().split("\n\n").collect();
    assert_eq!(functions.len(), 7);
    for program in [include_str!("../../chapters/chapter00.rs"), include_str!("../../chapters/solutions00.rs")] {
        for function in &functions {
            assert!(program.contains(function), "another function than\n{function}");
        }
    }
}

#[test]
fn the_columns_have_the_names_that_the_page_gives_them() {
    let (wine, train, test) = divided();
    assert_eq!([0, 5, 6, 12].map(|k| wine.features[k].as_str()), ["alcohol", "total_phenols", "flavanoids", "proline"]);
    assert_eq!(wine.samples(), 178);
    let Target::Classes { labels, names } = &wine.target else { panic!("classes were expected") };
    let names_of = |i: usize| names[labels[i]].as_str();
    assert!((0..59).all(|i| names_of(i) == "cultivar_1") && (59..130).all(|i| names_of(i) == "cultivar_2"));
    assert_eq!((130..178).filter(|&i| names_of(i) == "cultivar_3").count(), 48);
    assert_eq!((train.x.len(), test.x.len()), (87, 43));
}

#[test]
fn the_slope_of_the_logistic_neuron_is_what_a_nudge_finds() {
    let (_, train, _) = divided();
    let (mean, spread) = ([12.93, 787.1], [0.9, 363.5]);
    let (x, y) = (scaled(&train.x, mean, spread), train.y);
    for (w, b) in [([0.0, 0.0], 0.0), ([0.7, -1.3], 0.4), ([-2.0, 0.5], -1.0)] {
        // With α = 1, what is taken away is the slope.
        let (moved, moved_b) = downhill(w, b, &x, &y, 1.0);
        let h = 1e-5;
        let central = |up: f64, down: f64| (up - down) / (2.0 * h);
        let nudged = [
            central(cost([w[0] + h, w[1]], b, &x, &y), cost([w[0] - h, w[1]], b, &x, &y)),
            central(cost([w[0], w[1] + h], b, &x, &y), cost([w[0], w[1] - h], b, &x, &y)),
            central(cost(w, b + h, &x, &y), cost(w, b - h, &x, &y)),
        ];
        for (slope, nudged) in [w[0] - moved[0], w[1] - moved[1], b - moved_b].into_iter().zip(nudged) {
            assert!((slope - nudged).abs() < 1e-8, "{slope}, but {nudged}");
        }
    }
}

#[test]
fn the_linear_neuron_ends_on_the_line_of_least_squares() {
    let (wine, ..) = divided();
    let pairs: Vec<(f64, f64)> = (0..178).filter(|i| i % 3 != 2).map(|i| (wine.x[[5, i]], wine.x[[6, i]])).collect();
    let m = pairs.len() as f64;
    let slopes = |w: f64, b: f64| {
        let errors = pairs.iter().map(|(x, y)| (x, w * x + b - y));
        errors.fold((0.0, 0.0), |(dw, db), (x, error)| (dw + error * x / m, db + error / m))
    };
    // The slope against a nudge, with the cost ½ (a − y)², averaged.
    let cost = |w: f64, b: f64| pairs.iter().map(|(x, y)| (w * x + b - y).powi(2) / 2.0).sum::<f64>() / m;
    let ((dw, db), h) = (slopes(0.3, -0.5), 1e-5);
    assert!((dw - (cost(0.3 + h, -0.5) - cost(0.3 - h, -0.5)) / (2.0 * h)).abs() < 1e-8);
    assert!((db - (cost(0.3, -0.5 + h) - cost(0.3, -0.5 - h)) / (2.0 * h)).abs() < 1e-8);

    let (mut w, mut b) = (0.0, 0.0);
    for _ in 0..1000 {
        let (dw, db) = slopes(w, b);
        (w, b) = (w - 0.2 * dw, b - 0.2 * db);
    }
    let (x_mean, y_mean) = pairs.iter().fold((0.0, 0.0), |(sx, sy), (x, y)| (sx + x / m, sy + y / m));
    let best = pairs.iter().map(|(x, y)| (x - x_mean) * (y - y_mean)).sum::<f64>()
        / pairs.iter().map(|(x, _)| (x - x_mean).powi(2)).sum::<f64>();
    assert!((w - best).abs() < 1e-4, "{w}, but {best}");
    assert!((b - (y_mean - best * x_mean)).abs() < 1e-4);
}

#[test]
fn the_scale_is_that_of_the_training_part_only() {
    let (_, train, test) = divided();
    let (first, second) = (mean_and_spread(&train.x, 0), mean_and_spread(&train.x, 1));
    let (mean, spread) = ([first.0, second.0], [first.1, second.1]);
    let (x, x_test) = (scaled(&train.x, mean, spread), scaled(&test.x, mean, spread));
    for k in 0..2 {
        let (mean, spread) = mean_and_spread(&x, k);
        assert!(mean.abs() < 1e-12 && (spread - 1.0).abs() < 1e-12);
        // The test part has the scale of others, so not mean 0 and spread 1.
        let (mean, spread) = mean_and_spread(&x_test, k);
        assert!(mean.abs() > 1e-3 || (spread - 1.0).abs() > 1e-3);
    }
    // The program takes its numbers from the wines to learn from.
    let program = include_str!("../../chapters/chapter00.rs");
    assert_eq!(program.matches("mean_and_spread(&wines, ").count(), 2);
    assert_eq!(program.matches("mean_and_spread(&").count(), 2);

    // It has arrived: the ground is flat there.
    let (w, b) = trained(&x, &train.y);
    let (further, further_b) = downhill(w, b, &x, &train.y, 1.0);
    assert!([w[0] - further[0], w[1] - further[1], b - further_b].iter().all(|slope| slope.abs() < 1e-5));

    // On wines never seen it is right far more often than one who always names the more frequent cultivar.
    assert!(right(w, b, &x_test, &test.y) >= 39);
    // Its claims about five of them: four are promised, two are so.
    let sure = |x: &[f64; 2]| (0.8..0.95).contains(&answer(w, b, *x));
    let claims: Vec<(f64, f64)> =
        x_test.iter().zip(&test.y).filter(|(x, _)| sure(x)).map(|(&x, &y)| (answer(w, b, x), y)).collect();
    let (promised, found) = claims.iter().fold((0.0, 0.0), |(a_sum, y_sum), (a, y)| (a_sum + a, y_sum + y));
    assert_eq!((claims.len(), promised.round(), found), (5, 4.0, 2.0));
    let frequent = test.y.iter().filter(|y| **y == 0.0).count();
    assert!(frequent < 30);
}

#[test]
fn unscaled_it_says_the_same_to_every_wine() {
    let (_, train, _) = divided();
    for (steps, says) in [(10, 1.0), (1000, 0.0)] {
        let (w, b) = (0..steps).fold(([0.0, 0.0], 0.0), |(w, b), _| downhill(w, b, &train.x, &train.y, 0.5));
        assert!(train.x.iter().all(|&x| (answer(w, b, x) - says).abs() < 1e-9));
    }
}

#[test]
fn the_boundary_is_straight() {
    // Halfway between two places where the answer is ½ it is ½ again.
    let (w, b) = ([4.7, 3.5], -0.2);
    let on = |x: f64| [x, -(w[0] * x + b) / w[1]];
    let (p, q) = (on(-1.0), on(2.0));
    for x in [p, q, [(p[0] + q[0]) / 2.0, (p[1] + q[1]) / 2.0]] {
        assert!((answer(w, b, x) - 0.5).abs() < 1e-12);
    }
}

#[test]
fn no_straight_cut_gets_xor_right() {
    let mut best = 0;
    for i in -20..=20 {
        for j in -20..=20 {
            for k in -40..40 {
                let w = [f64::from(i) / 10.0, f64::from(j) / 10.0];
                best = best.max(right(w, f64::from(k) / 10.0 + 0.05, &CORNERS, &DIFFER));
            }
        }
    }
    assert_eq!(best, 3);
}

#[test]
fn the_program_to_type_prints_what_the_page_says() {
    let x = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
    let (mut w, mut b) = ([0.0, 0.0], 0.0);
    for _ in 0..1000 {
        (w, b) = downhill(w, b, &x, &[0.0, 1.0, 1.0, 1.0], 0.5);
    }
    let told = format!("two weights of {:.4} and a bias of −{:.4}", w[0], -b);
    assert!(w[0] == w[1] && include_str!("../../book/src/00-one-neuron.md").contains(&told), "{told}");
    assert!(answer(w, b, x[0]) < 0.5 && x[1..].iter().all(|&x| answer(w, b, x) > 0.5));
}

#[test]
fn taught_xor_the_neuron_ends_at_one_half_from_every_start() {
    for start in [([1.0, -0.5], 0.25), ([-3.0, 2.0], 1.0), ([4.0, 4.0], -2.0)] {
        let (w, b) = (0..20_000).fold(start, |(w, b), _| downhill(w, b, &CORNERS, &DIFFER, 0.5));
        assert!(CORNERS.iter().all(|&x| (answer(w, b, x) - 0.5).abs() < 1e-9));
        assert!((cost(w, b, &CORNERS, &DIFFER) - 2.0_f64.ln()).abs() < 1e-12);
    }
    // From zero it does not move at all.
    assert_eq!(downhill([0.0, 0.0], 0.0, &CORNERS, &DIFFER, 0.5), ([0.0, 0.0], 0.0));
}

#[test]
fn three_neurons_do_xor() {
    for (x, y) in CORNERS.into_iter().zip(DIFFER) {
        let (one, not_both) = (answer([20.0, 20.0], -10.0, x), answer([-20.0, -20.0], 30.0, x));
        assert!((answer([20.0, 20.0], -30.0, [one, not_both]) - y).abs() < 0.001);
    }
}

#[test]
fn sigma_turns_sums_into_probabilities() {
    for z in [-700.0, -4.0, -0.3, 0.0, 0.3, 4.0, 30.0] {
        let a = sigma(z);
        assert!((0.0..=1.0).contains(&a) && (a + sigma(-z) - 1.0).abs() < 1e-15);
        let h = 1e-6;
        assert!(((sigma(z + h) - sigma(z - h)) / (2.0 * h) - a * (1.0 - a)).abs() < 1e-9);
    }
}
