//! Backpropagation against central differences (chapter 3), each array by itself: dW and db of every layer, for every activation, loss,
//! penalty, dropout, depth and size of batch.
//!
//! One norm over all parameters hides a mistake in an array of small numbers: the bias of the first layer beside the weights of the
//! last. So here a mistake in one array is the error of that array.
//!
//! # How exact a difference is
//!
//! D(h) = (J(θ + h) − J(θ − h)) / 2h is ∂J/∂θ + h² J‴ / 6 + h⁴ J⁽⁵⁾ / 120 + …, so (4 D(h/2) − D(h)) / 3 (Richardson's extrapolation) has no
//! term in h², and that in h⁴ is −h⁴ J⁽⁵⁾ / 480. A computed J has an error of some u |J|, u = 1.1e-16; the extrapolation makes of it at most
//! (4 · 2 + 1) / 3 · u |J| / h = 3 u |J| / h for each of them.
//!
//! For a smooth network h = 2⁻¹⁰ ≈ 1e-3: the first error is about 2e-15 J⁽⁵⁾ and the second 3e-13 |J|. Both are far below 1e-7 of a gradient,
//! unless the gradient is next to nothing: an array shorter than [`RESOLUTION`] of J says nothing about relative errors, and is held to
//! the absolute error that belongs to that length. These arrays are counted.
//!
//! # Kinks
//!
//! At 0 a ReLU has no derivative, and a difference across 0 is the slope of neither side. How far a parameter that moves by h can move
//! every z is bounded by theory ([`reach`]): from layer to layer by |W| and by the Lipschitz constant of the activation. A parameter
//! whose bound includes the 0 of some ReLU is left out; every other difference lies within one smooth piece of J. What is left out is
//! counted, and must be little: so the step of networks with kinks is 2⁻¹⁴ ≈ 6e-5; for what lies between two kinks is hardly
//! curved.

use ann::{Activation, Cache, Cost, Dropout, Gradients, Init, Loss, Network, backward, forward, rng};
use ndarray::{Array2, ArrayView1, Axis};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use rand::RngExt;
use std::cell::Cell;

/// The largest relative error of an array, ‖g − ĝ‖ / (‖g‖ + ‖ĝ‖).
const TOLERANCE: f64 = 1e-7;

/// The length of an array, ‖g‖ + ‖ĝ‖ for each number in it and in units of |J| / h, below which its relative error is not measured: what an
/// error of 4 u in J makes of a difference is then more than the tolerance.
const RESOLUTION: f64 = 3.0 * 4.0 * (f64::EPSILON / 2.0) / TOLERANCE;

/// Every output that a loss can judge.
const PAIRS: [(Activation, Loss); 10] = [
    (Activation::Sigmoid, Loss::BinaryCrossEntropy),
    (Activation::Softmax, Loss::BinaryCrossEntropy),
    (Activation::Sigmoid, Loss::CategoricalCrossEntropy),
    (Activation::Softmax, Loss::CategoricalCrossEntropy),
    (Activation::Relu, Loss::MeanSquaredError),
    (Activation::LEAKY_RELU, Loss::MeanSquaredError),
    (Activation::Tanh, Loss::MeanSquaredError),
    (Activation::Sigmoid, Loss::MeanSquaredError),
    (Activation::Softmax, Loss::MeanSquaredError),
    (Activation::Identity, Loss::MeanSquaredError),
];

#[derive(Debug, Clone)]
struct Case {
    /// The input, then every layer.
    sizes: Vec<usize>,
    hidden: Activation,
    output: Activation,
    cost: Cost,
    keep_prob: f64,
    m: usize,
    seed: u64,
}

fn cases() -> impl Strategy<Value = Case> {
    let functions = (prop::sample::select(Activation::ALL.to_vec()), prop::sample::select(PAIRS.to_vec()));
    let settings = (prop_oneof![Just(0.0), Just(0.3)], prop_oneof![Just(1.0), Just(0.6)]);
    let shape = (prop::collection::vec(2_usize..=5, 2..=5), prop::sample::select(vec![1, 2, 7, 64]));
    (functions, settings, shape, any::<u64>()).prop_map(
        |((hidden, (output, loss)), (l2, keep_prob), (sizes, m), seed)| Case {
            sizes,
            hidden,
            output,
            cost: Cost { loss, weight_decay: l2 },
            keep_prob,
            m,
            seed,
        },
    )
}

/// A network, its samples, and what they should be.
struct Problem {
    network: Network<f64>,
    x: Array2<f64>,
    y: Array2<f64>,
    /// A pass with the masks of every pass to come.
    cache: Cache<f64>,
    frozen: bool,
}

impl Problem {
    fn new(case: &Case) -> Problem {
        let mut rng = rng(case.seed);
        let network = Network::new(&case.sizes, case.hidden, case.output, &mut rng).unwrap();
        let mut network = network.with_keep_prob(case.keep_prob).unwrap();
        let normal = |std, rows, columns, rng: &mut _| Init::Normal { std }.weights(rows, columns, rng).unwrap();
        for l in 1..=network.depth() {
            let n = network.layer(l).n_out();
            network.layer_mut(l).b = normal(0.5, n, 1, &mut rng); // at 0, a neuron whose inputs are all dropped sits on its kink
        }
        let x: Array2<f64> = normal(1.0, network.n_in(), case.m, &mut rng);
        let y = Array2::from_shape_simple_fn((network.n_out(), case.m), || rng.random());
        let frozen = case.keep_prob < 1.0;
        let mut cache = Cache::default();
        let dropout = if frozen { Dropout::Draw(&mut rng) } else { Dropout::Off };
        forward(&network, x.view(), dropout, &mut cache).unwrap();
        Problem { network, x, y, cache, frozen }
    }

    /// J of the network with a parameter moved.
    fn cost(&mut self, network: &Network<f64>, cost: &Cost) -> f64 {
        let dropout = if self.frozen { Dropout::Frozen } else { Dropout::Off };
        forward(network, self.x.view(), dropout, &mut self.cache).unwrap();
        cost.value(network, &self.cache, self.y.view()).unwrap()
    }
}

fn has_kink(activation: Activation) -> bool {
    matches!(activation, Activation::Relu | Activation::LeakyRelu { .. })
}

/// How far the activations of a layer can move at most, whose z move by at most `dz`: (n, m).
fn lipschitz(activation: Activation, dz: &Array2<f64>) -> Array2<f64> {
    match activation {
        Activation::Sigmoid => dz / 4.0,
        // Σⱼ |∂aᵢ/∂zⱼ| = 2 aᵢ (1 − aᵢ) ≤ ½
        Activation::Softmax => {
            let largest = dz.map_axis(Axis(0), |column| column.fold(0.0, |a: f64, b| a.max(*b)) / 2.0);
            largest.broadcast(dz.dim()).unwrap().to_owned()
        }
        _ => dz.clone(),
    }
}

/// Z, A before dropout, the factor of dropout, and |W|, of a pass.
struct Layer {
    activation: Activation,
    z: Array2<f64>,
    /// D / p: (n, m)
    mask: Array2<f64>,
    size: Array2<f64>,
}

impl Layer {
    fn all(problem: &Problem) -> Vec<Layer> {
        let Problem { network, cache, .. } = problem;
        let layer = |l: usize| {
            let layer = network.layer(l);
            let z = network.pre_activation(l, cache).unwrap();
            let mask = match cache.mask(l) {
                Some(mask) => mask.mapv(|keep| if keep { 1.0 / layer.keep_prob } else { 0.0 }),
                None => Array2::ones(z.dim()),
            };
            Layer { activation: layer.activation, z, mask, size: layer.w.mapv(f64::abs) }
        };
        (1..=network.depth()).map(layer).collect()
    }
}

/// Whether a kink may lie between θ − h and θ + h, for a parameter that moves row i of the z of the first of these layers by at most
/// h · `slope`, (m): from each layer to the next, |ΔA| ≤ L |ΔZ| ⊙ D / p and |ΔZ| ≤ |W| |ΔA|.
fn reach(layers: &[Layer], i: usize, slope: ArrayView1<f64>, h: f64) -> bool {
    let mut dz = Array2::zeros(layers[0].z.dim());
    dz.row_mut(i).assign(&slope.mapv(|slope| h * slope.abs()));
    for (k, layer) in layers.iter().enumerate() {
        if k > 0 {
            dz = layer.size.dot(&dz);
        }
        // A z that does not move at all stays on its side; a little more for rounding.
        let crosses = |(z, dz): (&f64, &f64)| *dz > 0.0 && z.abs() <= 1.001 * dz;
        if has_kink(layer.activation) && layer.z.iter().zip(&dz).any(crosses) {
            return true;
        }
        dz = lipschitz(layer.activation, &dz) * &layer.mask;
    }
    false
}

/// How many arrays and parameters were compared, and how many were not.
#[derive(Debug, Default)]
struct Count {
    arrays: Cell<usize>,
    /// Of them, those that are held to an absolute error.
    short: Cell<usize>,
    parameters: Cell<usize>,
    /// Of them, those within reach of a kink.
    kinks: Cell<usize>,
    worst: Cell<f64>,
}

fn add(to: &Cell<usize>, count: usize) {
    to.set(to.get() + count);
}

/// A weight or a bias: its layer, from 1, and its place in the array.
#[derive(Clone, Copy)]
struct Place {
    l: usize,
    is_weight: bool,
    at: (usize, usize),
}

impl Place {
    fn of(self, network: &mut Network<f64>) -> &mut f64 {
        let layer = network.layer_mut(self.l);
        if self.is_weight { &mut layer.w[self.at] } else { &mut layer.b[self.at] }
    }
}

/// ∂J/∂θ by differences with the steps h and h/2.
fn measured(problem: &mut Problem, network: &Network<f64>, cost: &Cost, place: Place, h: f64) -> f64 {
    let mut moved = network.clone();
    let theta = *place.of(&mut moved);
    let mut at = |step: f64| {
        *place.of(&mut moved) = theta + step;
        problem.cost(&moved, cost)
    };
    let mut central = |h: f64| (at(h) - at(-h)) / (2.0 * h); // (3.6)
    (4.0 * central(h / 2.0) - central(h)) / 3.0
}

/// Compares every array of a network; the name of the first that is wrong, with what was found.
fn check(case: &Case, count: &Count) -> Result<(), String> {
    let mut problem = Problem::new(case);
    let (network, cache) = (problem.network.clone(), problem.cache.clone());
    let mut gradients = Gradients::default();
    backward(&network, problem.y.view(), &case.cost, &cache, &mut gradients).unwrap();
    let j = case.cost.value(&network, &cache, problem.y.view()).unwrap();
    let layers = Layer::all(&problem);
    let h = if layers.iter().any(|layer| has_kink(layer.activation)) { 2_f64.powi(-14) } else { 2_f64.powi(-10) };
    for (l, is_weight) in (1..=network.depth()).flat_map(|l| [(l, true), (l, false)]) {
        let g = if is_weight { gradients.dw(l) } else { gradients.db(l) };
        // What z moves by if θ moves by 1: what a weight is multiplied with, and 1 for a bias.
        let a = if is_weight { cache.a(l - 1).to_owned() } else { Array2::ones((1, case.m)) };
        let mut pairs = Vec::new();
        for (at, &computed) in g.indexed_iter() {
            add(&count.parameters, 1);
            if reach(&layers[l - 1..], at.0, a.row(at.1), h) {
                add(&count.kinks, 1);
            } else {
                pairs.push((computed, measured(&mut problem, &network, &case.cost, Place { l, is_weight, at }, h)));
            }
        }
        if pairs.is_empty() {
            continue;
        }
        let norm = |of: fn(&(f64, f64)) -> f64| pairs.iter().map(|pair| of(pair).powi(2)).sum::<f64>().sqrt();
        let length = norm(|pair| pair.0) + norm(|pair| pair.1);
        let least = RESOLUTION * (j + 1.0) / h * (pairs.len() as f64).sqrt();
        let error = norm(|pair| pair.0 - pair.1) / length.max(least); // (3.7)
        add(&count.arrays, 1);
        add(&count.short, usize::from(length < least));
        count.worst.set(count.worst.get().max(error));
        if error > TOLERANCE {
            let name = if is_weight { "dW" } else { "db" };
            return Err(format!("{name} of layer {l}: relative error {error:.1e}, length {length:.1e}"));
        }
    }
    Ok(())
}

#[test]
fn every_array_agrees_with_differences() {
    let count = Count::default();
    let config = ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() };
    let found = TestRunner::new(config).run(&cases(), |case| check(&case, &count).map_err(TestCaseError::fail));
    println!("{count:?}");
    assert!(found.is_ok(), "{}", found.unwrap_err());
    let part = |few: &Cell<usize>, all: &Cell<usize>| few.get() as f64 / all.get() as f64;
    assert!(part(&count.kinks, &count.parameters) < 0.05, "too much is left out: {count:?}");
    assert!(part(&count.short, &count.arrays) < 0.05, "too many arrays are short: {count:?}");
}

#[test]
fn square_layers_are_told_from_their_transposes() {
    // In layers of other shapes a forgotten transpose does not fit, and is told at once.
    for hidden in Activation::ALL {
        let cost = Loss::CategoricalCrossEntropy.into();
        let (sizes, output) = (vec![4; 4], Activation::Softmax);
        let case = Case { sizes, hidden, output, cost, keep_prob: 1.0, m: 7, seed: 3 };
        if let Err(wrong) = check(&case, &Count::default()) {
            panic!("{hidden}: {wrong}");
        }
    }
}
