//! Solutions to the exercises of chapter 3.

mod talk;

use ann::plain::{self, Matrix, backward::nudge, network::Activation as G};
use ann::{Activation, Cache, Cost, Dropout, Gradients, Init, Loss, Network, Real, Rng, backward, data, forward, rng};
use ndarray::{Array2, Axis, array, concatenate};
use talk::{step, title};

/// The 2-2-1 network of the chapter, with this function in its hidden layer.
fn by_hand(hidden: Activation) -> ann::Result<Network<f64>> {
    let mut network = Network::new(&[2, 2, 1], hidden, Activation::Sigmoid, &mut rng(0))?;
    network.layer_mut(1).w = array![[0.5, -1.0], [1.0, 0.5]];
    network.layer_mut(1).b = array![[0.5], [-0.5]];
    network.layer_mut(2).w = array![[1.0, -2.0]];
    network.layer_mut(2).b = array![[1.0]];
    Ok(network)
}

/// The gradient of its cross-entropy, for samples x with the answers y.
fn gradients_of(network: &Network<f64>, x: &Array2<f64>, y: &Array2<f64>) -> ann::Result<Gradients<f64>> {
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    forward(network, x.view(), Dropout::Off, &mut cache)?;
    backward(network, y.view(), &Loss::BinaryCrossEntropy.into(), &cache, &mut gradients)?;
    Ok(gradients)
}

/// The error of the measured slopes of W1, root mean square, in the number type F: by two sides, and by one.
fn errors<F: Real>(e: f64) -> ann::Result<[f64; 2]> {
    let mut random: Rng = rng(1);
    let mut network = Network::<F>::new(&[4, 6, 3], Activation::Tanh, Activation::Softmax, &mut random)?;
    let x: Array2<F> = Init::Normal { std: 1.0 }.weights(4, 10, &mut random)?;
    let y = data::one_hot(&[0, 1, 2, 0, 1, 2, 0, 1, 2, 0], 3);
    let cost = Cost::from(Loss::CategoricalCrossEntropy);
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    forward(&network, x.view(), Dropout::Off, &mut cache)?;
    backward(&network, y.view(), &cost, &cache, &mut gradients)?;
    let mut squares = [0.0; 2];
    for (place, computed) in gradients.dw(1).indexed_iter() {
        let value = network.layer(1).w[place];
        let [up, here, down] = [e, 0.0, -e].map(|step| {
            network.layer_mut(1).w[place] = value + F::from_f64(step);
            forward(&network, x.view(), Dropout::Off, &mut cache)?;
            cost.value(&network, &cache, y.view())
        });
        network.layer_mut(1).w[place] = value;
        let (up, here, down) = (up?, here?, down?);
        squares[0] += ((up - down) / (2.0 * e) - computed.into_f64()).powi(2);
        squares[1] += ((up - here) / e - computed.into_f64()).powi(2);
    }
    Ok(squares.map(|sum| (sum / gradients.dw(1).len() as f64).sqrt()))
}

/// Every column less its mean, divided by its standard deviation; z: (n, m).
fn normalise(z: &Matrix) -> Matrix {
    let centred = z - z.sum_axis(Axis(0)) / z.nrows() as f64;
    let s = (centred.pow2().sum_axis(Axis(0)) / z.nrows() as f64).sqrt();
    centred / s
}

/// dZ of `normalise`; d: the error of what it puts out.
fn normalise_backward(z: &Matrix, d: &Matrix) -> Matrix {
    let (z_hat, n) = (normalise(z), z.nrows() as f64);
    let s = ((z - z.sum_axis(Axis(0)) / n).pow2().sum_axis(Axis(0)) / n).sqrt();
    (d - d.sum_axis(Axis(0)) / n - &z_hat * ((d * &z_hat).sum_axis(Axis(0)) / n)) / s
}

/// The numbers of a computation in the order in which they were made: for each its value, and its parents with the slope in each.
#[derive(Default)]
struct Tape {
    values: Vec<f64>,
    parents: Vec<Vec<(usize, f64)>>,
}

impl Tape {
    fn number(&mut self, value: f64, parents: Vec<(usize, f64)>) -> usize {
        self.values.push(value);
        self.parents.push(parents);
        self.values.len() - 1
    }

    fn add(&mut self, q: usize, v: usize) -> usize {
        self.number(self.values[q] + self.values[v], vec![(q, 1.0), (v, 1.0)])
    }

    fn mul(&mut self, q: usize, v: usize) -> usize {
        let (a, b) = (self.values[q], self.values[v]);
        self.number(a * b, vec![(q, b), (v, a)])
    }

    fn relu(&mut self, q: usize) -> usize {
        let a = self.values[q];
        self.number(a.max(0.0), vec![(q, if a > 0.0 { 1.0 } else { 0.0 })])
    }

    /// How much the loss rises with each number, if it rises by `d` for each unit of the number `end`.
    fn backward(&self, end: usize, d: f64) -> Vec<f64> {
        let mut slopes = vec![0.0; self.values.len()];
        slopes[end] = d;
        for node in (0..=end).rev() {
            for &(parent, slope) in &self.parents[node] {
                slopes[parent] += slopes[node] * slope;
            }
        }
        slopes
    }
}

/// A number to the nearest power of ten.
fn power(x: f64) -> String {
    format!("1e{:.0}", x.log10())
}

fn main() -> ann::Result<()> {
    title(3, "Backpropagation: solutions");

    step("Exercise 1", "The same sample, with the other answer.");
    // ANCHOR: exercise-1
    let network = by_hand(Activation::Relu)?;
    let x = array![[2.0], [1.0]];
    let to_one = gradients_of(&network, &x, &array![[1.0]])?;
    let to_zero = gradients_of(&network, &x, &array![[0.0]])?;
    println!("dZ2 for y = 1: {:9.6}", to_one.dz(2)[[0, 0]]);
    println!("dZ2 for y = 0: {:9.6}", to_zero.dz(2)[[0, 0]]);
    println!("dW1 for y = 0, divided by dW1 for y = 1:");
    println!("{:9.6}", to_zero.dw(1) / to_one.dw(1));
    // ANCHOR_END: exercise-1

    step("Exercise 2", "The second sample through a leaky ReLU.");
    // ANCHOR: exercise-2
    let leaky = by_hand(Activation::LEAKY_RELU)?;
    let x = array![[-1.0], [1.0]];
    let gradients = gradients_of(&leaky, &x, &array![[0.0]])?;
    println!("a   = {:9.6}", leaky.predict(x.view())?[[0, 0]]);
    println!("dZ2 =\n{:9.6}", gradients.dz(2));
    println!("dZ1 =\n{:9.6}", gradients.dz(1));
    println!("dW1 =\n{:9.6}", gradients.dw(1));
    // ANCHOR_END: exercise-2

    step("Exercise 3", "The batch of two, once, twice and four times over: one number of dW1, as mean and as sum.");
    // ANCHOR: exercise-3
    let network = by_hand(Activation::Relu)?;
    let mut x = array![[2.0, -1.0], [1.0, 1.0]];
    let mut y = array![[1.0, 0.0]];
    println!("{:>7}  {:>9}  {:>9}", "samples", "mean", "sum");
    for _ in 0..3 {
        let mean = gradients_of(&network, &x, &y)?.dw(1)[[0, 0]];
        println!("{:>7}  {mean:>9.6}  {:>9.6}", x.ncols(), mean * x.ncols() as f64);
        x = concatenate![ndarray::Axis(1), x, x];
        y = concatenate![ndarray::Axis(1), y, y];
    }
    // ANCHOR_END: exercise-3

    step("Exercise 4", "The error of the measured slope, in f64, to the nearest power of ten.");
    // ANCHOR: exercise-4
    println!("{:>6}  {:>9}  {:>9}", "ε", "two sides", "one side");
    for exponent in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] {
        let e = 10_f64.powi(-exponent);
        let [two, one] = errors::<f64>(e)?.map(power);
        println!("{e:>6.0e}  {two:>9}  {one:>9}");
    }
    // ANCHOR_END: exercise-4

    step("Exercise 5", "The same in f32, where a number has seven digits instead of sixteen.");
    // ANCHOR: exercise-5
    println!("{:>6}  {:>9}  {:>9}", "ε", "f64", "f32");
    for exponent in [0, 1, 2, 3, 4, 5, 6] {
        let e = 10_f64.powi(-exponent);
        println!("{e:>6.0e}  {:>9}  {:>9}", power(errors::<f64>(e)?[0]), power(errors::<f32>(e)?[0]));
    }
    // ANCHOR_END: exercise-5

    step(
        "Exercise 6",
        "How dZ changes on its way back through one layer: the mean factor over 18 layers of 100 neurons, for weights of standard deviation c / √100; and the share of sigmoid neurons of layer 10 with a between 0.1 and 0.9.",
    );
    // ANCHOR: exercise-6
    println!("{:>5}  {:>9}  {:>9}  {:>9}  {:>13}", "c", "sigmoid", "tanh", "relu", "sigmoid awake");
    for c in [0.5, 1.0, 1.4, 2.0, 4.0, 8.0, 16.0] {
        print!("{c:>5}");
        let mut awake = 0.0;
        for hidden in [Activation::Sigmoid, Activation::Tanh, Activation::Relu] {
            let mut random = rng(6);
            let mut sizes = [100; 21];
            sizes[20] = 1;
            let init = Init::Normal { std: c / 10.0 };
            let network = Network::with_init(&sizes, hidden, Activation::Sigmoid, init, &mut random)?;
            let x: Array2<f64> = Init::Normal { std: 1.0 }.weights(100, 50, &mut random)?;
            let y = Array2::from_shape_fn((1, 50), |(_, j)| (j % 2) as f64);
            let gradients = gradients_of(&network, &x, &y)?;
            let [first, last] = [1, 19].map(|l| gradients.dz(l).mapv(|d| d * d).sum().sqrt());
            print!("  {:>9.2}", (first / last).powf(1.0 / 18.0));
            if hidden == Activation::Sigmoid {
                awake =
                    network.activations(10, x.view())?.mapv(|a| f64::from(a > 0.1 && a < 0.9)).mean().unwrap_or(0.0);
            }
        }
        println!("  {awake:>13.2}");
    }
    // ANCHOR_END: exercise-6

    step("Exercise 7", "Layer normalisation: dW by the formula, and measured.");
    // ANCHOR: exercise-7
    let mut random: Rng = rng(7);
    let neurons = plain::network::Network::new(&[3, 4], G::Identity, G::Identity, &mut random);
    let [x, y] = [3, 4].map(|n| Init::Normal { std: 1.0 }.weights(n, 5, &mut random));
    let (x, y): (Matrix, Matrix) = (x?, y?);
    let z = |network: &plain::network::Network| network.layers[0].w.dot(&x) + &network.layers[0].b;
    let cost = |network: &plain::network::Network| (normalise(&z(network)) - &y).pow2().sum() / 2.0 / 5.0;

    let d = normalise(&z(&neurons)) - &y; // (4.7)
    let computed = plain::backward::gradient(&x, &normalise_backward(&z(&neurons), &d)).dw;
    let mut measured = computed.clone();
    for (place, slope) in measured.indexed_iter_mut() {
        *slope = nudge(&neurons, 0, place, cost);
    }
    println!("dW computed =\n{computed:9.6}");
    println!("dW measured =\n{measured:9.6}");
    // ANCHOR_END: exercise-7

    step("Exercise 8", "The gradient of the 2-2-1 network from a tape of single numbers, and from backward.");
    // ANCHOR: exercise-8
    let hidden = plain::network::Layer { w: array![[0.5, -1.0], [1.0, 0.5]], b: array![[0.5], [-0.5]], g: G::Relu };
    let output = plain::network::Layer { w: array![[1.0, -2.0]], b: array![[1.0]], g: G::Sigmoid };
    let network = plain::network::Network { layers: vec![hidden, output] };
    let x = array![[2.0], [1.0]];
    let gradients = plain::backward::backward(&network, &plain::forward::forward(&network, &x), &array![[1.0]]);

    let mut tape = Tape::default();
    let mut list = |numbers: &Matrix| numbers.iter().map(|v| tape.number(*v, vec![])).collect::<Vec<usize>>();
    let (x, last) = (list(&x), &network.layers[1]);
    let (w1, b1, w2, b2) = (list(&network.layers[0].w), list(&network.layers[0].b), list(&last.w), list(&last.b));
    let mut z = b2[0];
    for i in 0..2 {
        let products = [0, 1].map(|k| tape.mul(w1[2 * i + k], x[k]));
        let sum = tape.add(products[0], products[1]);
        let z1 = tape.add(sum, b1[i]);
        let a1 = tape.relu(z1);
        let product = tape.mul(w2[i], a1);
        z = tape.add(z, product);
    }
    let slopes = tape.backward(z, 1.0 / (1.0 + (-tape.values[z]).exp()) - 1.0); // (3.5)

    for (name, numbers, gradient) in [
        ("dW1", w1, &gradients[0].dw),
        ("db1", b1, &gradients[0].db),
        ("dW2", w2, &gradients[1].dw),
        ("db2", b2, &gradients[1].db),
    ] {
        let by_tape: Vec<f64> = numbers.iter().map(|node| slopes[*node]).collect();
        let equal = by_tape.iter().eq(gradient);
        println!("{name}: {by_tape:9.6?}, equal: {equal}");
    }
    // ANCHOR_END: exercise-8
    Ok(())
}
