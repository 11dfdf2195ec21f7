//! Solutions to the exercises of chapter 6.

mod talk;

use ann::data::{Task, read_csv};
use ann::plain::Matrix;
use ann::plain::backward::{Gradient, backward, descend};
use ann::plain::cost::cost;
use ann::plain::forward::forward;
use ann::plain::network::{Activation, Layer, Network};
use ann::plain::optimizer::{Optimizer, Rule};
use ann::{Architecture, Model, rng};
use ndarray::array;
use talk::{step, title};

/// Plain descent is momentum without memory.
const SGD: Rule = Rule::Momentum { beta: 0.0 };
const MOMENTUM: Rule = Rule::Momentum { beta: 0.9 };
const RMSPROP: Rule = Rule::RmsProp { beta: 0.9 };
const ADAM: Rule = Rule::Adam { beta1: 0.9, beta2: 0.999 };

/// One neuron without activation, with these weights.
fn neuron(w: Matrix) -> Network {
    Network { layers: vec![Layer { w, b: array![[0.0]], g: Activation::Identity }] }
}

/// A valley of curvatures 50 and 0.5: its two samples (each will get its mirror image), their answers, and where to start.
struct Valley {
    samples: [[f64; 2]; 2],
    answers: [f64; 2],
    start: [f64; 2],
}

/// The valley of the chapter.
const ASKEW: Valley = Valley { samples: [[8.0, 6.0], [-0.6, 0.8]], answers: [2.0, -1.4], start: [-1.5, 1.5] };
/// The same, turned until it runs along the second axis, with its bottom at the origin.
const ALONG_AXES: Valley = Valley { samples: [[10.0, 0.0], [0.0, 1.0]], answers: [0.0, 0.0], start: [-0.5, 3.5] };

/// Steps until J < `enough`; 3000 at most.
fn steps(rule: Rule, rate: f64, enough: f64, valley: &Valley) -> i32 {
    let ([[a1, a2], [b1, b2]], [ya, yb]) = (valley.samples, valley.answers);
    let (x, y) = (array![[a1, -a1, b1, -b1], [a2, -a2, b2, -b2]], array![[ya, -ya, yb, -yb]]);
    let mut network = neuron(array![valley.start]);
    let mut optimizer = Optimizer::new(rule, &network);
    loop {
        let a = forward(&network, &x);
        if optimizer.t == 3000 || cost(&network, &a, &y, 0.0) < enough {
            return optimizer.t;
        }
        let gradients = backward(&network, &a, &y);
        optimizer.step(&mut network, &gradients, rate);
    }
}

/// The largest curvature: multiply a direction by the second derivatives again and again, and see how much longer it gets.
fn curvature(network: &Network, x: &Matrix, y: &Matrix, direction: &mut [Gradient]) -> f64 {
    let mut length = 0.0;
    for _ in 0..20 {
        let (mut ahead, mut behind) = (network.clone(), network.clone());
        descend(&mut ahead, direction, -1e-4); // a step of this length along the direction
        descend(&mut behind, direction, 1e-4);
        let ahead = backward(&ahead, &forward(&ahead, x), y);
        let behind = backward(&behind, &forward(&behind, x), y);
        for (u, (ahead, behind)) in direction.iter_mut().zip(ahead.iter().zip(&behind)) {
            u.dw = (&ahead.dw - &behind.dw) / 2e-4;
            u.db = (&ahead.db - &behind.db) / 2e-4;
        }
        length = direction.iter().map(|u| u.dw.pow2().sum() + u.db.pow2().sum()).sum::<f64>().sqrt();
        for u in &mut *direction {
            u.dw = &u.dw / length;
            u.db = &u.db / length;
        }
    }
    length
}

fn main() -> ann::Result<()> {
    title(6, "Adam: solutions");

    step("Exercise 1", "Momentum, β = 0.9, rate 0.1: the length of each step while the gradient is 1, then 0.");
    // ANCHOR: exercise-1
    let mut network = neuron(array![[0.0]]);
    let mut optimizer = Optimizer::new(MOMENTUM, &network);
    for t in 1..=107 {
        let before = network.layers[0].w[[0, 0]];
        let slope = if t <= 100 { 1.0 } else { 0.0 };
        optimizer.step(&mut network, &[Gradient { dw: array![[slope]], db: array![[0.0]] }], 0.1);
        if [1, 2, 3, 100, 101, 107].contains(&t) {
            println!("step {t:>3}: {:.4}", before - network.layers[0].w[[0, 0]]);
        }
    }
    // ANCHOR_END: exercise-1

    step("Exercise 2", "Uncorrected Adam with a constant gradient: the step, in units of the rate.");
    // ANCHOR: exercise-2
    println!("{:>6}  {:>12}  {:>12}  {:>12}", "β2", "first step", "second step", "longest step");
    for beta2 in [0.9, 0.99, 0.999, 0.9999] {
        let length = |t: i32| (1.0 - 0.9_f64.powi(t)) / (1.0 - f64::powi(beta2, t)).sqrt();
        let longest = (1..1000).max_by(|&s, &t| length(s).total_cmp(&length(t))).unwrap_or(1);
        let [first, second, longest_of_all] = [1, 2, longest].map(length);
        println!("{beta2:>6}  {first:>12.2}  {second:>12.2}  {longest_of_all:>6.2} (t = {longest})");
    }
    // ANCHOR_END: exercise-2

    step("Exercise 3", "The valley askew and along the axes: steps until J < 0.01, each at its best rate of 65.");
    // ANCHOR: exercise-3
    println!("{:<10}  {:>6}  {:>10}", "", "askew", "along axes");
    for (name, rule) in [("sgd", SGD), ("momentum", MOMENTUM), ("rmsprop", RMSPROP), ("adam", ADAM)] {
        let mut fewest = [i32::MAX; 2];
        for (valley, fewest) in [ASKEW, ALONG_AXES].iter().zip(&mut fewest) {
            for k in -48..=16 {
                *fewest = steps(rule, 10_f64.powf(f64::from(k) / 16.0), 0.01, valley).min(*fewest);
            }
        }
        println!("{name:<10}  {:>6}  {:>10}", fewest[0], fewest[1]);
    }
    // ANCHOR_END: exercise-3

    step("Exercise 4", "The valley, curvatures 50 and 0.5: steps until J < 1e-6 at the calculated best settings.");
    // ANCHOR: exercise-4
    let (steep, flat) = (50.0_f64, 0.5_f64);
    let ratio = (steep.sqrt() - flat.sqrt()) / (steep.sqrt() + flat.sqrt());
    println!("{:<10}  {:>6}  {:>6}  {:>6}", "", "β", "rate", "steps");
    let best = (1.0 + ratio).powi(2) / steep;
    for (name, beta, rate) in [("sgd", 0.0, 2.0 / (steep + flat)), ("momentum", ratio * ratio, best)] {
        let count = steps(Rule::Momentum { beta }, rate, 1e-6, &ASKEW);
        println!("{name:<10}  {beta:>6.3}  {rate:>6.4}  {count:>6}");
    }
    // ANCHOR_END: exercise-4

    step(
        "Exercise 5",
        "A weight of 1 whose gradient is ±g in turn, 1000 steps of rate 0.01 and a decay of 0.1: what is left of it.",
    );
    // ANCHOR: exercise-5
    println!("{:>22}  {:>9}  {:>9}", "", "g = 0.01", "g = 10");
    for (name, penalty, decay) in [("penalty, then adam", 0.1, 0.0), ("adamw", 0.0, 0.1)] {
        print!("{name:>22}");
        for size in [0.01, 10.0] {
            let mut network = neuron(array![[1.0]]);
            let mut optimizer = Optimizer::new(ADAM, &network);
            for t in 0..1000 {
                let noise = if t % 2 == 0 { size } else { -size };
                let dw = noise + penalty * &network.layers[0].w;
                network.layers[0].w = (1.0 - 0.01 * decay) * &network.layers[0].w; // (6.9)
                optimizer.step(&mut network, &[Gradient { dw, db: array![[0.0]] }], 0.01);
            }
            print!("  {:>9.4}", network.layers[0].w[[0, 0]]);
        }
        println!();
    }
    // ANCHOR_END: exercise-5

    step(
        "Exercise 6",
        "Wine, 13-16-3 with tanh, squared error, all samples a step: the largest curvature after \
         so many steps, times the learning rate. 2 is the edge.",
    );
    // ANCHOR: exercise-6
    let wine = read_csv("data/wine.csv", "cultivar", Task::Auto)?;
    let (x, y) = Model::<f64>::new(&Architecture::default(), &wine, &mut rng(0))?.scaled(&wine)?;
    let start = Network::new(&[13, 16, 3], Activation::Tanh, Activation::Identity, &mut rng(1));
    println!("{:>6}  {:>6} {:>6} {:>6} {:>6} {:>6}", "rate", 0, 50, 200, 1000, 4000);
    for rate in [0.05, 0.2, 0.4, 0.5, 0.7, 0.8] {
        let mut network = start.clone();
        let mut direction = backward(&network, &forward(&network, &x), &y);
        print!("{rate:>6} ");
        for t in 0..=4000 {
            if [0, 50, 200, 1000, 4000].contains(&t) {
                print!(" {:>6.1}", rate * curvature(&network, &x, &y, &mut direction));
            }
            let gradients = backward(&network, &forward(&network, &x), &y);
            descend(&mut network, &gradients, rate);
        }
        println!();
    }
    // ANCHOR_END: exercise-6
    Ok(())
}
