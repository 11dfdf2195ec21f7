//! Solutions to the exercises of chapter 12.

mod talk;

use ann::data::{Target, Task, one_hot, read_csv};
use ann::metrics::{accuracy, class_of};
use ann::random::stream;
use ann::{Activation, Batches, Cache, Dropout, Gradients, Loss, Network, Optimizer, OptimizerState};
use ann::{Rng, backward, forward, rng};
use ndarray::Axis;
use rand::RngExt;
use std::collections::VecDeque;
use talk::{step, title};

/// Multiplications and additions for each byte of a product (n, k) times (k, m) in 32 bits, if each number is moved once.
fn intensity(n: usize, k: usize, m: usize) -> f64 {
    (2 * n * k * m) as f64 / (4 * (n * k + k * m + n * m)) as f64
}

/// Rows and columns of the matrices whose way into the cache is counted.
const SIDE: usize = 128;

/// How many lines of 64 bytes a cache of 32 kB has to fetch for C = A B, if the entries are visited in this order of (i, j, p).
/// A line has its place in one of 64 sets; a set holds 8 lines and gives up the one that has not been used for longest.
fn fetched(order: impl Iterator<Item = (usize, usize, usize)>) -> usize {
    let mut sets = vec![VecDeque::new(); 64];
    let mut count = 0;
    for (i, j, p) in order {
        for (matrix, row, column) in [(0, i, p), (1, p, j), (2, i, j)] {
            let line = (matrix * SIDE * SIDE + column * SIDE + row) * 4 / 64;
            let set: &mut VecDeque<usize> = &mut sets[line % 64];
            match set.iter().position(|&other| other == line) {
                Some(place) => {
                    set.remove(place);
                }
                None => count += 1,
            }
            set.push_front(line);
            set.truncate(8);
        }
    }
    count
}

/// All (i, j, p), the first range outermost.
fn all() -> impl Iterator<Item = (usize, usize, usize)> {
    (0..SIDE * SIDE * SIDE).map(|x| (x / (SIDE * SIDE), x / SIDE % SIDE, x % SIDE))
}

/// Whether x ← x − c · (x of `delay` steps ago) comes to rest.
fn rests(c: f64, delay: usize) -> bool {
    let mut past = VecDeque::from(vec![1.0; delay + 1]);
    for _ in 0..20_000 {
        let next = past[delay] - c * past[0];
        past.push_back(next);
        past.pop_front();
    }
    past.iter().all(|x| x.abs() < 1.0)
}

/// The classes of the samples.
fn labels(target: &Target) -> Vec<usize> {
    match target {
        Target::Classes { labels, .. } => labels.clone(),
        Target::Values(_) => Vec::new(),
    }
}

fn main() -> ann::Result<()> {
    title(12, "Going fast: solutions");

    step(
        "Exercise 1",
        "Flop per byte of (256, 784) times (784, m), and of the digits' first layer, (64, 64) times (64, m).",
    );
    // ANCHOR: exercise-1
    println!("{:>7}  {:>13}  {:>12}", "m", "256 × 784", "64 × 64");
    for m in [1, 10, 11, 14, 15, 64, 128, 100_000] {
        println!("{m:>7}  {:>13.3}  {:>12.3}", intensity(256, 784, m), intensity(64, 64, m));
    }
    // ANCHOR_END: exercise-1

    step(
        "Exercise 2",
        "Matrices of 128 × 128 numbers, column after column: cache lines fetched for a product, in thousands.",
    );
    // ANCHOR: exercise-2
    let orders = [
        ("an entry of C at a time", fetched(all())),
        ("a row of A by a row of B", fetched(all().map(|(i, p, j)| (i, j, p)))),
        ("a column of C at a time", fetched(all().map(|(j, p, i)| (i, j, p)))),
        (
            "tiles of 32 × 8",
            fetched((0..SIDE * SIDE * SIDE).map(|x| {
                let (tile, inside) = (x / (SIDE * 256), x % (SIDE * 256));
                (tile % 4 * 32 + inside % 32, tile / 4 * 8 + inside / 32 % 8, inside / 256)
            })),
        ),
    ];
    println!("each of the three matrices has {} lines", SIDE * SIDE * 4 / 64);
    println!("{:<26} {:>16}", "thousand lines fetched", "for a product");
    for (name, lines) in orders {
        println!("{name:<26} {:>16.1}", lines as f64 / 1000.0);
    }
    // ANCHOR_END: exercise-2

    step("Exercise 3", "Of 100 000 random triples of numbers, how many have a sum that depends on the order.");
    // ANCHOR: exercise-3
    fn add(a: f32, b: f32) -> f32 {
        a + b
    }
    let mut random: Rng = rng(3);
    let (mut swapped, mut grouped) = (0, 0);
    for _ in 0..100_000 {
        let [a, b, c]: [f32; 3] = std::array::from_fn(|_| random.random_range(0.0_f32..1.0).sqrt());
        swapped += usize::from(add(a, b) != add(b, a));
        grouped += usize::from(add(add(a, b), c) != add(a, add(b, c)));
    }
    println!("a + b and b + a              {swapped:>6}");
    println!("(a + b) + c and a + (b + c)  {grouped:>6}");
    // ANCHOR_END: exercise-3

    step("Exercise 4", "Adam's memory after the last gradient: steps until it is subnormal, and where it stays.");
    // ANCHOR: exercise-4
    println!("{:>5}  {:>7}  {:>9}  {:>9}  {:>9}  {:>7}", "β", "start", "formula", "counted", "stays at", "in units");
    for (beta, start) in [(0.9_f32, 1e-3_f32), (0.999, 1e-6)] {
        let formula = (f64::from(f32::MIN_POSITIVE) / f64::from(start)).ln() / f64::from(beta).ln();
        let (mut memory, mut steps) = (start, 0);
        while memory.is_normal() {
            memory *= beta;
            steps += 1;
        }
        while memory * beta != memory {
            memory *= beta;
        }
        println!("{beta:>5}  {start:>7.0e}  {formula:>9.0}  {steps:>9}  {memory:>9.1e}  {:>7}", memory.to_bits());
    }
    // ANCHOR_END: exercise-4

    step(
        "Exercise 5",
        "Digits, 64-32-10, 10 epochs of batches of 32: accuracy on the test set when each step takes the gradient of so many \
         steps ago; and the bound below which a bowl of curvature λ is descended.",
    );
    // ANCHOR: exercise-5
    let digits = read_csv("data/digits.csv", "digit", Task::Auto)?;
    let [train, test] = digits.split([0.75, 0.25], &mut stream(0, 0))?;
    let (x, x_test) = (train.x.mapv(|x| x / 16.0), test.x.mapv(|x| x / 16.0));
    let (y, answers) = (one_hot::<f64>(&labels(&train.target), 10), labels(&test.target));
    println!(
        "{:>5}  {:>12}  {:>7}  {:>11} {:>5} {:>5}  {:>9}",
        "delay", "α λ below", "it is", "descent 0.5", "0.1", "0.02", "Adam 0.01"
    );
    for delay in [0, 1, 2, 4, 8, 16, 32] {
        let mut reached = Vec::new();
        for (optimizer, rate) in
            [(Optimizer::Sgd, 0.5), (Optimizer::Sgd, 0.1), (Optimizer::Sgd, 0.02), (Optimizer::ADAM, 0.01)]
        {
            let mut random = rng(1);
            let mut network = Network::<f64>::new(&[64, 32, 10], Activation::Relu, Activation::Softmax, &mut random)?;
            let mut state = OptimizerState::new(optimizer, &network)?;
            let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
            let mut batches = Batches::new(x.ncols(), 32)?;
            let mut waiting = VecDeque::new();
            for _ in 0..10 {
                batches.shuffle(&mut random);
                for batch in batches.iter() {
                    let (x, y) = (x.select(Axis(1), batch), y.select(Axis(1), batch));
                    forward(&network, x.view(), Dropout::Off, &mut cache)?;
                    backward(&network, y.view(), &Loss::CategoricalCrossEntropy.into(), &cache, &mut gradients)?;
                    waiting.push_back(gradients.clone());
                    if waiting.len() > delay {
                        state.step(&mut network, &waiting[0], rate)?;
                        waiting.pop_front();
                    }
                }
            }
            let found = network.predict(x_test.view())?;
            let found: Vec<usize> = found.columns().into_iter().map(class_of).collect();
            reached.push(accuracy(&found, &answers)?);
        }
        let bound = 2.0 * (std::f64::consts::PI / (4 * delay + 2) as f64).sin();
        let it_is = rests(0.99 * bound, delay) && !rests(1.01 * bound, delay);
        let [a, b, c, d] = [0, 1, 2, 3].map(|k: usize| reached[k]);
        println!("{delay:>5}  {bound:>12.3}  {it_is:>7}  {a:>11.3} {b:>5.3} {c:>5.3}  {d:>9.3}");
    }
    // ANCHOR_END: exercise-5
    Ok(())
}
