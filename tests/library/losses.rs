//! Every loss and its gradient against arithmetic of 200 bits (chapter 4; the bounds are those in the docs of `ann::network::loss`).

use ann::{Activation, Cache, Cost, Dropout, Gradients, Layer, Loss, Network, Real, Rng, backward, forward, rng};
use dashu_float::FBig;
use dashu_float::round::mode::HalfEven;
use ndarray::{Array2, ArrayView1};
use rand::{RngExt, seq::SliceRandom};

type Big = FBig<HalfEven, 2>;

fn big(x: f64) -> Big {
    Big::try_from(x).unwrap().with_precision(200).value()
}

/// log(1 + x) for x ≥ 0.
fn ln_1p(x: Big) -> Big {
    if x < big(0.5) { x.ln_1p() } else { (big(1.0) + x).ln() }
}

/// What is compared with: for each output, 1 / odds = (1 − a) / a, from the logits.
fn inverse_odds(output: Activation, z: &[f64], k: usize) -> Big {
    match output {
        Activation::Sigmoid => big(-z[k]).exp(),
        _ => (0..z.len()).filter(|j| *j != k).fold(big(0.0), |sum, j| sum + (big(z[j]) - big(z[k])).exp()),
    }
}

struct Reference {
    loss: Big,
    gradient: Vec<Big>,
}

fn reference(output: Activation, loss: Loss, z: &[f64], y: &[f64]) -> Reference {
    let n = z.len();
    let one = || big(1.0);
    if output == Activation::Identity {
        let gradient: Vec<Big> = z.iter().zip(y).map(|(&z, &y)| big(z) - big(y)).collect();
        let loss = gradient.iter().fold(big(0.0), |sum, e| sum + e * e) / big(2.0);
        return Reference { loss, gradient };
    }
    let inverse: Vec<Big> = (0..n).map(|k| inverse_odds(output, z, k)).collect();
    let a: Vec<Big> = inverse.iter().map(|i| one() / (one() + i)).collect();
    let not_a: Vec<Big> = inverse.iter().map(|i| i / (one() + i)).collect();
    // a − y, without cancellation for y = 1.
    let error: Vec<Big> =
        (0..n).map(|k| if y[k] > 0.5 { big(1.0 - y[k]) - &not_a[k] } else { &a[k] - big(y[k]) }).collect();
    let sum = |terms: &dyn Fn(usize) -> Big| (0..n).fold(big(0.0), |sum, k| sum + terms(k));
    let minus_log_a = |k: usize| ln_1p(inverse[k].clone());
    let minus_log_not_a = |k: usize| ln_1p(one() / &inverse[k]);
    let total = match loss {
        Loss::BinaryCrossEntropy => sum(&|k| big(y[k]) * minus_log_a(k) + (one() - big(y[k])) * minus_log_not_a(k)),
        Loss::CategoricalCrossEntropy => sum(&|k| big(y[k]) * minus_log_a(k)),
        Loss::MeanSquaredError => sum(&|k| &error[k] * &error[k]) / big(2.0),
        _ => panic!("no reference for {loss}"),
    };
    // Σₖ ∂L/∂aₖ ∂aₖ/∂zᵢ, with ∂L/∂aₖ · aₖ (1 − aₖ) in `slope`, so that nothing is divided by 0.
    let slope = |k: usize| match loss {
        Loss::BinaryCrossEntropy => error[k].clone(),
        Loss::CategoricalCrossEntropy => -big(y[k]) * &not_a[k],
        Loss::MeanSquaredError => &error[k] * &a[k] * &not_a[k],
        _ => panic!("no reference for {loss}"),
    };
    let gradient = (0..n).map(|i| match output {
        Activation::Sigmoid => slope(i),
        // ∂aₖ/∂zᵢ = −aₖ aᵢ for k ≠ i, so the term is −slope · aᵢ / (1 − aₖ).
        _ => (0..n).fold(big(0.0), |sum, k| sum + if k == i { slope(i) } else { -slope(k) * &a[i] / &not_a[k] }),
    });
    Reference { loss: total, gradient: gradient.collect() }
}

/// L and ∂L/∂Z as the library computes them: of a layer whose weights are the identity.
fn computed<F: Real>(output: Activation, loss: Loss, z: &[F], y: &[F]) -> (f64, Vec<f64>) {
    let n = z.len();
    let column = |of: &[F]| ArrayView1::from(of).to_owned().into_shape_with_order((n, 1)).unwrap();
    let layer = Layer { w: Array2::eye(n), b: Array2::zeros((n, 1)), activation: output, keep_prob: 1.0 };
    let network = Network::from_layers(vec![layer]).unwrap();
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    let cost = Cost::from(loss);
    forward(&network, column(z).view(), Dropout::Off, &mut cache).unwrap();
    backward(&network, column(y).view(), &cost, &cache, &mut gradients).unwrap();
    let value = cost.value(&network, &cache, column(y).view()).unwrap();
    (value, gradients.db(1).iter().map(|&d| d.into_f64()).collect()) // one sample, so db is dz
}

/// Logits of about this size: all alike, all different, in pairs of equals, or one far above the others.
fn logits<F: Real>(n: usize, size: f64, kind: usize, rng: &mut Rng) -> Vec<F> {
    let mut one = || F::from_f64(size * (2.0 * rng.random::<f64>() - 1.0));
    let tied = one();
    let mut z: Vec<F> = (0..n).map(|_| one()).collect();
    match kind {
        0 => z.fill(tied),
        1 => (0..n / 2).for_each(|k| z[2 * k + 1] = z[2 * k]),
        2 => z[0] = F::from_f64(size),
        _ => {}
    }
    z.shuffle(rng);
    z
}

/// The largest errors of L in its own ulp (for some targets in what an ulp of 1 in a − y makes), and of ∂L/∂Z in ε or, where an entry is
/// above 1, in ε times the largest.
fn worst<F: Real>(output: Activation, loss: Loss, targets: Targets) -> (f64, f64) {
    let mut rng = rng(4);
    let (mut of_loss, mut of_gradient) = (0.0_f64, 0.0_f64);
    // Where a − y may be next to nothing, it is right to a few ulp of 1.
    let in_differences =
        loss == Loss::MeanSquaredError && output != Activation::Identity && matches!(targets, Targets::Any { .. });
    let smallest = if output == Activation::Softmax { 2 } else { 1 };
    for size in [1e-6, 1e-3, 0.1, 1.0, 3.0, 10.0, 40.0, 100.0, 300.0, 700.0, 1e3, 1e5, 1e6] {
        for n in [smallest, 3, 5, 10] {
            for kind in 0..8 {
                let z = logits::<F>(n, size, kind, &mut rng);
                let y = targets.draw::<F>(n, &z, &mut rng);
                let exact = |of: &[F]| of.iter().map(|x| x.into_f64()).collect::<Vec<f64>>();
                let expected = reference(output, loss, &exact(&z), &exact(&y));
                let (value, gradient) = computed(output, loss, &z, &y);
                let rounded = expected.loss.to_f64().value();
                if rounded >= f64::MIN_POSITIVE {
                    // What an error of ε in each a − y would do: by Cauchy and Schwarz, Σ |a − y| ε ≤ ε √(2 n L).
                    let of_differences = f64::EPSILON * (2.0 * n as f64 * rounded).sqrt();
                    let ulp = f64::from_bits(rounded.to_bits() + 1) - rounded;
                    let unit = if in_differences { of_differences } else { ulp };
                    let error = ((big(value) - &expected.loss) / big(unit)).to_f64().value().abs();
                    of_loss = of_loss.max(error);
                }
                let expected: Vec<&Big> = expected.gradient.iter().collect();
                let size = |entry: &Big| entry.to_f64().value().abs();
                let largest = expected.iter().map(|entry| size(entry)).fold(1.0, f64::max);
                for (found, expected) in gradient.iter().zip(expected) {
                    let scale = if output == Activation::Identity { size(expected).max(1.0) } else { largest };
                    let error = (big(*found) - expected).to_f64().value().abs() / scale;
                    of_gradient = of_gradient.max(error / F::epsilon().into_f64());
                }
            }
        }
    }
    (of_loss, of_gradient)
}

/// What the answer should have been.
#[derive(Debug, Clone, Copy)]
enum Targets {
    /// 0 and 1, one 1 where classes exclude each other; for half of the samples the likeliest answer.
    Certain { one_hot: bool },
    /// Numbers in [0, 1]; for (4.3) after a softmax, whose gradient is a − y only then, they sum to 1.
    Any { sum_is_1: bool },
}

impl Targets {
    fn draw<F: Real>(self, n: usize, z: &[F], rng: &mut Rng) -> Vec<F> {
        let right = rng.random::<bool>();
        match self {
            Targets::Certain { one_hot: true } => {
                let largest = (0..n).reduce(|best, k| if z[k] > z[best] { k } else { best }).unwrap_or(0);
                let class = if right { largest } else { rng.random_range(0..n) };
                (0..n).map(|k| if k == class { F::one() } else { F::zero() }).collect()
            }
            Targets::Certain { one_hot: false } => {
                let yes = |z: &F| if right { *z > F::zero() } else { rng.random() };
                z.iter().map(yes).map(|yes| if yes { F::one() } else { F::zero() }).collect()
            }
            Targets::Any { sum_is_1: false } => (0..n).map(|_| F::from_f64(rng.random())).collect(),
            Targets::Any { sum_is_1: true } => {
                let mut y = vec![0.0; n];
                (0..64).for_each(|_| y[rng.random_range(0..n)] += 1.0 / 64.0); // without rounding
                y.into_iter().map(F::from_f64).collect()
            }
        }
    }
}

const PAIRS: [(Activation, Loss, bool); 7] = [
    (Activation::Sigmoid, Loss::BinaryCrossEntropy, false),
    (Activation::Softmax, Loss::CategoricalCrossEntropy, true),
    (Activation::Identity, Loss::MeanSquaredError, false),
    (Activation::Softmax, Loss::BinaryCrossEntropy, true),
    (Activation::Sigmoid, Loss::CategoricalCrossEntropy, true),
    (Activation::Sigmoid, Loss::MeanSquaredError, false),
    (Activation::Softmax, Loss::MeanSquaredError, true),
];

fn within_bounds<F: Real>() {
    for (output, loss, one_hot) in PAIRS {
        let sum_is_1 = (output, loss) == (Activation::Softmax, Loss::CategoricalCrossEntropy);
        for targets in [Targets::Certain { one_hot }, Targets::Any { sum_is_1 }] {
            let (of_loss, of_gradient) = worst::<F>(output, loss, targets);
            let what = format!("{} {output}, {loss}, {targets:?}", F::NAME);
            println!("{what}: {of_loss:.2} ulp, gradient {of_gradient:.2} ε");
            assert!(of_loss <= 4.0, "{what}: {of_loss} ulp");
            let bound = if loss.is_canonical(output) { 2.0 } else { 4.0 };
            assert!(of_gradient <= bound, "{what}: gradient {of_gradient} ε");
        }
    }
}

#[test]
fn every_loss_and_gradient_is_within_its_bound_in_64_bits() {
    within_bounds::<f64>();
}

#[test]
fn every_loss_and_gradient_is_within_its_bound_in_32_bits() {
    within_bounds::<f32>();
}

#[test]
fn a_loss_is_called_what_it_is_and_keeps_to_its_column() {
    let called = [Loss::BinaryCrossEntropy, Loss::CategoricalCrossEntropy, Loss::MeanSquaredError];
    let called = called.map(|loss| format!("{loss:>25}|"));
    assert_eq!(called, ["     binary cross-entropy|", "categorical cross-entropy|", "       mean squared error|"]);
}
