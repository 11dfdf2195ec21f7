//! The whole thing without the library: chapters 1 to 7 in one file. Numbers in parentheses are those of the equations.
use ndarray::{Array2, Axis};
use rand::{RngExt, SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng as Rng;
use rand_distr::StandardNormal;
type Matrix = Array2<f64>; // samples are its columns
// Chapter 1: a network is a list of layers, and starts with random weights.
#[derive(Clone, Copy, PartialEq)]
enum Activation {
    Relu,
    Sigmoid,
}
struct Layer {
    w: Matrix, // (n_out, n_in)
    b: Matrix, // (n_out, 1)
    g: Activation,
}
struct Network {
    layers: Vec<Layer>,
}
impl Layer {
    fn new(n_in: usize, n_out: usize, g: Activation, rng: &mut Rng) -> Layer {
        let sigma = (2.0 / (if g == Activation::Relu { n_in } else { n_in + n_out }) as f64).sqrt(); // (1.3), (1.4)
        let w = Matrix::from_shape_simple_fn((n_out, n_in), || sigma * rng.sample::<f64, _>(StandardNormal)); // (1.1)
        Layer { w, b: Matrix::zeros((n_out, 1)), g } // (1.2)
    }
}
impl Network {
    fn new(sizes: &[usize], hidden: Activation, output: Activation, rng: &mut Rng) -> Network {
        let mut layers = Vec::new();
        for l in 1..sizes.len() {
            let g = if l == sizes.len() - 1 { output } else { hidden };
            layers.push(Layer::new(sizes[l - 1], sizes[l], g, rng));
        }
        Network { layers }
    }
}

// Chapter 7: D / p for X and every hidden layer. With keep_prob = 1 everybody comes.
fn masks(network: &Network, m: usize, keep_prob: f64, rng: &mut Rng) -> Vec<Matrix> {
    let mut masks = vec![Matrix::ones((network.layers[0].w.ncols(), m))];
    for layer in &network.layers[1..] {
        let coin = || if rng.random_bool(keep_prob) { 1.0 } else { 0.0 }; // (7.1)
        masks.push(Matrix::from_shape_simple_fn((layer.w.ncols(), m), coin) / keep_prob);
    }
    masks
}

// Chapter 2: from X to the answer, X and the activations of every layer.
fn activate(g: Activation, z: &Matrix) -> Matrix {
    match g {
        Activation::Relu => z.mapv(|z| z.max(0.0)),      // (2.3)
        Activation::Sigmoid => 1.0 / (1.0 + (-z).exp()), // (2.6)
    }
}
fn forward(network: &Network, x: &Matrix, masks: &[Matrix]) -> Vec<Matrix> {
    let mut a = vec![x.clone()];
    for (l, layer) in network.layers.iter().enumerate() {
        let dropped = &a[l] * &masks[l]; // (7.2)
        a.push(activate(layer.g, &(layer.w.dot(&dropped) + &layer.b))); // (2.1), (2.2)
    }
    a
}

// Chapter 3: the way back.
struct Gradient {
    dw: Matrix, // (n_out, n_in)
    db: Matrix, // (n_out, 1)
}
fn activate_backward(g: Activation, a: &Matrix, da: &Matrix) -> Matrix {
    match g {
        Activation::Relu => da * a.mapv(|a| if a > 0.0 { 1.0 } else { 0.0 }), // (2.8)
        Activation::Sigmoid => da * a * (1.0 - a),                            // (2.11)
    }
}
fn gradient(a_before: &Matrix, dz: &Matrix) -> Gradient {
    let m = dz.ncols() as f64;
    let dw = dz.dot(&a_before.t()) / m; // (3.2)
    Gradient { dw, db: dz.sum_axis(Axis(1)).insert_axis(Axis(1)) / m } // (3.3)
}
fn backward(network: &Network, a: &[Matrix], masks: &[Matrix], y: &Matrix) -> Vec<Gradient> {
    let dropped: Vec<_> = a.iter().zip(masks).map(|(a, d)| a * d).collect(); // (7.2)
    let last = network.layers.len() - 1;
    let mut dz = &a[last + 1] - y; // (3.5): sigmoid, and the loss of chapter 4 that suits it
    let mut gradients = vec![gradient(&dropped[last], &dz)];
    for l in (0..last).rev() {
        let da = network.layers[l + 1].w.t().dot(&dz) * &masks[l + 1]; // (3.4), (7.3)
        dz = activate_backward(network.layers[l].g, &a[l + 1], &da); // (3.1)
        gradients.insert(0, gradient(&dropped[l], &dz));
    }
    gradients
}

// Chapter 6: Adam. θ, m and v of a parameter after step t.
fn step(t: i32, alpha: f64, theta: &Matrix, gradient: &Matrix, m: &Matrix, v: &Matrix) -> [Matrix; 3] {
    let m = 0.9 * m + 0.1 * gradient; // (6.6)
    let v = 0.999 * v + 0.001 * gradient.pow2(); // (6.7)
    let (m_hat, v_hat) = (&m / (1.0 - 0.9_f64.powi(t)), &v / (1.0 - 0.999_f64.powi(t)));
    [theta - alpha * m_hat / (v_hat.sqrt() + 1e-8), m, v] // (6.8)
}

// Chapter 5: the numbers of m samples in random order, cut into batches.
fn batches(m: usize, batch_size: usize, rng: &mut Rng) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..m).collect();
    order.shuffle(rng);
    order.chunks(batch_size).map(<[usize]>::to_vec).collect()
}

// Two half circles that reach into each other: every second point lies on the other one, and each is moved a little at random.
fn moons(m: usize, noise: f64, rng: &mut Rng) -> (Matrix, Matrix) {
    let x = Matrix::from_shape_fn((2, m), |(i, j)| {
        let (sin, cos) = (std::f64::consts::PI * j as f64 / m as f64).sin_cos();
        let place = if j % 2 == 0 { [cos, sin] } else { [1.0 - cos, 0.5 - sin] };
        place[i] + noise * rng.sample::<f64, _>(StandardNormal)
    });
    (x, Matrix::from_shape_fn((1, m), |(_, j)| (j % 2) as f64))
}

// Learns, and returns which part it has right: of the samples for training, and of those for the test.
pub(crate) fn learn(sizes: &[usize], keep_prob: f64, noise: f64) -> [f64; 2] {
    let mut rng = Rng::seed_from_u64(1);
    let (x, y) = moons(400, noise, &mut rng);
    let parts = batches(400, 300, &mut rng); // 300 to learn from, and 100 to test
    let [train, test] = [0, 1].map(|part| (x.select(Axis(1), &parts[part]), y.select(Axis(1), &parts[part])));
    let mut network = Network::new(sizes, Activation::Relu, Activation::Sigmoid, &mut rng);
    let zeros = network.layers.iter().map(|layer| Gradient { dw: 0.0 * &layer.w, db: 0.0 * &layer.b });
    let (mut m, mut v, mut t): (Vec<_>, Vec<_>, _) = (zeros.clone().collect(), zeros.collect(), 0);
    for _ in 0..100 {
        for batch in batches(300, 32, &mut rng) {
            let (x, y) = (train.0.select(Axis(1), &batch), train.1.select(Axis(1), &batch));
            let d = masks(&network, batch.len(), keep_prob, &mut rng);
            let gradients = backward(&network, &forward(&network, &x, &d), &d, &y);
            t += 1;
            for (l, layer) in network.layers.iter_mut().enumerate() {
                let (gradient, m, v) = (&gradients[l], &mut m[l], &mut v[l]);
                [layer.w, m.dw, v.dw] = step(t, 0.01, &layer.w, &gradient.dw, &m.dw, &v.dw);
                [layer.b, m.db, v.db] = step(t, 0.01, &layer.b, &gradient.db, &m.db, &v.db);
            }
        }
    }
    [train, test].map(|(x, y)| {
        let a = forward(&network, &x, &masks(&network, x.ncols(), 1.0, &mut rng)); // 1: dropout off
        let right = a[network.layers.len()].iter().zip(&y).filter(|(a, y)| a.round() == **y).count();
        right as f64 / y.len() as f64
    })
}
fn main() {
    let [train, test] = learn(&[2, 32, 32, 1], 0.8, 0.2);
    println!("training accuracy: {train:.2}\ntest accuracy: {test:.2}");
}
