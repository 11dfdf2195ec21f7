//! Solutions to the exercises of chapter 3.

mod talk;

use ann::{Activation, Cache, Cost, Dropout, Gradients, Init, Loss, Network, Real, Rng, backward, data, forward, rng};
use ndarray::{Array2, array, concatenate};
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
fn gradient(network: &Network<f64>, x: &Array2<f64>, y: &Array2<f64>) -> ann::Result<Gradients<f64>> {
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
    let to_one = gradient(&network, &x, &array![[1.0]])?;
    let to_zero = gradient(&network, &x, &array![[0.0]])?;
    println!("dZ2 for y = 1: {:9.6}", to_one.dz(2)[[0, 0]]);
    println!("dZ2 for y = 0: {:9.6}", to_zero.dz(2)[[0, 0]]);
    println!("dW1 for y = 0, divided by dW1 for y = 1:");
    println!("{:9.6}", to_zero.dw(1) / to_one.dw(1));
    // ANCHOR_END: exercise-1

    step("Exercise 2", "The second sample through a leaky ReLU.");
    // ANCHOR: exercise-2
    let leaky = by_hand(Activation::LEAKY_RELU)?;
    let x = array![[-1.0], [1.0]];
    let gradients = gradient(&leaky, &x, &array![[0.0]])?;
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
        let mean = gradient(&network, &x, &y)?.dw(1)[[0, 0]];
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
        "How dZ changes on its way back through one layer: the mean factor over 18 layers of 100 neurons, for weights of standard deviation g / √100; and the share of sigmoid neurons of layer 10 with a between 0.1 and 0.9.",
    );
    // ANCHOR: exercise-6
    println!("{:>5}  {:>9}  {:>9}  {:>9}  {:>13}", "g", "sigmoid", "tanh", "relu", "sigmoid awake");
    for g in [0.5, 1.0, 1.4, 2.0, 4.0, 8.0, 16.0] {
        print!("{g:>5}");
        let mut awake = 0.0;
        for hidden in [Activation::Sigmoid, Activation::Tanh, Activation::Relu] {
            let mut random = rng(6);
            let mut sizes = [100; 21];
            sizes[20] = 1;
            let init = Init::Normal { std: g / 10.0 };
            let network = Network::with_init(&sizes, hidden, Activation::Sigmoid, init, &mut random)?;
            let x: Array2<f64> = Init::Normal { std: 1.0 }.weights(100, 50, &mut random)?;
            let y = Array2::from_shape_fn((1, 50), |(_, j)| (j % 2) as f64);
            let gradients = gradient(&network, &x, &y)?;
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
    Ok(())
}
