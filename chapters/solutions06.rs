//! Solutions to the exercises of chapter 6.

mod talk;

use ann::data::{Task, read_csv};
use ann::{Activation, Architecture, Cache, Cost, Dropout, Gradients, Layer, Loss, Model, Network, Optimizer};
use ann::{OptimizerState, backward, forward, rng};
use ndarray::{Array2, ArrayView2, array};
use talk::{step, title};

/// One neuron without activation, with these weights.
fn neuron(w: Array2<f64>) -> ann::Result<Network<f64>> {
    let layer = Layer { w, b: array![[0.0]], activation: Activation::Identity, keep_prob: 1.0 };
    Network::from_layers(vec![layer])
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
fn steps(optimizer: Optimizer, rate: f64, enough: f64, valley: &Valley) -> ann::Result<usize> {
    let ([[a1, a2], [b1, b2]], [ya, yb]) = (valley.samples, valley.answers);
    let (x, y) = (array![[a1, -a1, b1, -b1], [a2, -a2, b2, -b2]], array![[ya, -ya, yb, -yb]]);
    let cost = Cost::from(Loss::MeanSquaredError);
    let mut network = neuron(array![valley.start])?;
    let mut state = OptimizerState::new(optimizer, &network)?;
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    loop {
        forward(&network, x.view(), Dropout::Off, &mut cache)?;
        if state.steps() == 3000 || cost.value(&network, &cache, y.view())? < enough {
            return Ok(state.steps());
        }
        backward(&network, y.view(), &cost, &cache, &mut gradients)?;
        state.step(&mut network, &gradients, rate)?;
    }
}

/// The gradient of the mean squared error, W and b of each layer in turn.
fn gradient(network: &Network<f64>, x: ArrayView2<f64>, y: ArrayView2<f64>) -> ann::Result<Vec<Array2<f64>>> {
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    forward(network, x, Dropout::Off, &mut cache)?;
    backward(network, y, &Loss::MeanSquaredError.into(), &cache, &mut gradients)?;
    Ok((1..=network.depth()).flat_map(|l| [gradients.dw(l).clone(), gradients.db(l).clone()]).collect())
}

/// The network after a move by `length` in `direction`.
fn moved(network: &Network<f64>, direction: &[Array2<f64>], length: f64) -> Network<f64> {
    let mut network = network.clone();
    for (l, direction) in (1..).zip(direction.chunks(2)) {
        network.layer_mut(l).w.scaled_add(length, &direction[0]);
        network.layer_mut(l).b.scaled_add(length, &direction[1]);
    }
    network
}

/// The largest curvature: multiply a direction by the second derivatives again and again, and see how much longer it gets.
fn curvature(
    network: &Network<f64>,
    x: ArrayView2<f64>,
    y: ArrayView2<f64>,
    direction: &mut Vec<Array2<f64>>,
) -> ann::Result<f64> {
    let mut length = 0.0;
    for _ in 0..20 {
        let ahead = gradient(&moved(network, direction, 1e-4), x, y)?;
        let behind = gradient(&moved(network, direction, -1e-4), x, y)?;
        let product: Vec<Array2<f64>> = ahead.iter().zip(&behind).map(|(a, b)| (a - b) / 2e-4).collect();
        length = product.iter().flatten().map(|g| g * g).sum::<f64>().sqrt();
        *direction = product.into_iter().map(|part| part / length).collect();
    }
    Ok(length)
}

fn main() -> ann::Result<()> {
    title(6, "Adam: solutions");

    step("Exercise 1", "Momentum, β = 0.9, rate 0.1: the length of each step while the gradient is 1, then 0.");
    // ANCHOR: exercise-1
    let mut network = neuron(array![[0.0]])?;
    let mut state = OptimizerState::new(Optimizer::MOMENTUM, &network)?;
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    for t in 1..=107 {
        let before = network.layer(1).w[[0, 0]];
        forward(&network, array![[1.0]].view(), Dropout::Off, &mut cache)?;
        let y = cache.output().mapv(|a| if t <= 100 { a - 1.0 } else { a }); // dW = a − y
        backward(&network, y.view(), &Loss::MeanSquaredError.into(), &cache, &mut gradients)?;
        state.step(&mut network, &gradients, 0.1)?;
        if [1, 2, 3, 100, 101, 107].contains(&t) {
            println!("step {t:>3}: {:.4}", before - network.layer(1).w[[0, 0]]);
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
    for optimizer in [Optimizer::Sgd, Optimizer::MOMENTUM, Optimizer::RMSPROP, Optimizer::ADAM] {
        let mut fewest = [usize::MAX; 2];
        for (valley, fewest) in [ASKEW, ALONG_AXES].iter().zip(&mut fewest) {
            for k in -48..=16 {
                *fewest = steps(optimizer, 10_f64.powf(f64::from(k) / 16.0), 0.01, valley)?.min(*fewest);
            }
        }
        println!("{optimizer:<10}  {:>6}  {:>10}", fewest[0], fewest[1]);
    }
    // ANCHOR_END: exercise-3

    step("Exercise 4", "The valley, curvatures 50 and 0.5: steps until J < 1e-6 at the calculated best settings.");
    // ANCHOR: exercise-4
    let (steep, flat) = (50.0_f64, 0.5_f64);
    let ratio = (steep.sqrt() - flat.sqrt()) / (steep.sqrt() + flat.sqrt());
    let descent = (Optimizer::Sgd, 2.0 / (steep + flat));
    let momentum = (Optimizer::Momentum { beta: ratio * ratio }, (1.0 + ratio).powi(2) / steep);
    println!("{:<10}  {:>6}  {:>6}  {:>6}", "", "β", "rate", "steps");
    for ((optimizer, rate), beta) in [(descent, 0.0), (momentum, ratio * ratio)] {
        println!("{optimizer:<10}  {beta:>6.3}  {rate:>6.4}  {:>6}", steps(optimizer, rate, 1e-6, &ASKEW)?);
    }
    // ANCHOR_END: exercise-4

    step(
        "Exercise 5",
        "A weight of 1 whose gradient is ±g in turn, 1000 steps of rate 0.01 and a decay of 0.1: what is left of it.",
    );
    // ANCHOR: exercise-5
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    println!("{:>22}  {:>9}  {:>9}", "", "g = 0.01", "g = 10");
    let adamw = Optimizer::AdamW { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weight_decay: 0.1 };
    for (name, optimizer, l2) in [("penalty, then adam", Optimizer::ADAM, 0.1), ("adamw", adamw, 0.0)] {
        print!("{name:>22}");
        for g in [0.01, 10.0] {
            let cost = Cost { loss: Loss::MeanSquaredError, l2 };
            let mut network = neuron(array![[1.0]])?;
            let mut state = OptimizerState::new(optimizer, &network)?;
            for t in 0..1000 {
                forward(&network, array![[1.0]].view(), Dropout::Off, &mut cache)?;
                let y = cache.output().mapv(|a| if t % 2 == 0 { a - g } else { a + g });
                backward(&network, y.view(), &cost, &cache, &mut gradients)?;
                state.step(&mut network, &gradients, 0.01)?;
            }
            print!("  {:>9.4}", network.layer(1).w[[0, 0]]);
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
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    let wine = read_csv("data/wine.csv", "cultivar", Task::Auto)?;
    let (x, y) = Model::<f64>::new(&Architecture::default(), &wine, &mut rng(0))?.scaled(&wine)?;
    let start = Network::new(&[13, 16, 3], Activation::Tanh, Activation::Identity, &mut rng(1))?;
    println!("{:>6}  {:>6} {:>6} {:>6} {:>6} {:>6}", "rate", 0, 50, 200, 1000, 4000);
    for rate in [0.05, 0.2, 0.4, 0.5, 0.7, 0.8] {
        let mut network = start.clone();
        let mut direction = gradient(&network, x.view(), y.view())?;
        let mut state = OptimizerState::new(Optimizer::Sgd, &network)?;
        print!("{rate:>6} ");
        for t in 0..=4000 {
            if [0, 50, 200, 1000, 4000].contains(&t) {
                print!(" {:>6.1}", rate * curvature(&network, x.view(), y.view(), &mut direction)?);
            }
            forward(&network, x.view(), Dropout::Off, &mut cache)?;
            backward(&network, y.view(), &Loss::MeanSquaredError.into(), &cache, &mut gradients)?;
            state.step(&mut network, &gradients, rate)?;
        }
        println!();
    }
    // ANCHOR_END: exercise-6
    Ok(())
}
