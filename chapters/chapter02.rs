//! Chapter 2, forward propagation: Z = W A + b, A = g(Z), layer after layer.

mod talk;

use ann::{Activation, Cache, Dropout, Init, Network, forward, rng};
use ndarray::{Array2, Axis, array};
use talk::{step, title};

fn main() -> ann::Result<()> {
    title(2, "Forward propagation");

    step("Five functions of one number", "Each activation g(z), at six places.");
    // ANCHOR: activations
    let places = array![[-1000.0, -2.0, -0.5, 0.5, 2.0, 1000.0]];
    print!("{:<10}", "z");
    places.iter().for_each(|z| print!("{z:>11}"));
    println!();
    for activation in Activation::ALL {
        if activation != Activation::Softmax {
            let mut a = places.clone();
            activation.apply(a.view_mut());
            print!("{activation:<10}");
            a.iter().for_each(|a| print!("{a:>11.4}"));
            println!();
        }
    }
    // ANCHOR_END: activations

    step("One function of several", "Softmax of three logits while the first one rises from −2 to 4.");
    // ANCHOR: softmax
    println!("{:>5}  {:>7}  {:>7}  {:>7}", "z1", "a1", "a2", "a3");
    for z1 in [-2.0, 0.0, 1.0, 2.0, 4.0] {
        let mut a = array![[z1], [1.0], [0.0]];
        Activation::Softmax.apply(a.view_mut());
        println!("{z1:>5}  {:>7.4}  {:>7.4}  {:>7.4}", a[[0, 0]], a[[1, 0]], a[[2, 0]]);
    }
    // ANCHOR_END: softmax

    step("By hand", "A 2-2-1 network with round numbers. Follow it with a pencil.");
    // ANCHOR: by-hand
    let mut network = Network::<f64>::new(&[2, 2, 1], Activation::Relu, Activation::Sigmoid, &mut rng(0))?;
    network.layer_mut(1).w = array![[0.5, -1.0], [1.0, 0.5]];
    network.layer_mut(1).b = array![[0.5], [-0.5]];
    network.layer_mut(2).w = array![[1.0, -2.0]];
    network.layer_mut(2).b = array![[1.0]];

    let x = array![[2.0, -1.0], [1.0, 1.0]]; // two samples, a column each
    let mut cache = Cache::default();
    forward(&network, x.view(), Dropout::Off, &mut cache)?;
    for l in 1..=2 {
        println!("Z{l} =\n{:8.4}", network.pre_activation(l, &cache)?);
        println!("A{l} =\n{:8.4}", cache.a(l));
    }
    // ANCHOR_END: by-hand

    step("Many samples at once", "1000 samples in one product of matrices, and one by one.");
    // ANCHOR: batch
    let wide = Network::<f64>::new(&[20, 50, 10], Activation::Tanh, Activation::Softmax, &mut rng(1))?;
    let x: Array2<f64> = Init::Normal { std: 1.0 }.weights(20, 1000, &mut rng(2))?;
    let together = wide.predict(x.view())?;
    let mut difference = 0.0_f64;
    for (sample, answer) in x.axis_iter(Axis(1)).zip(together.axis_iter(Axis(1))) {
        let alone = wide.predict(sample.insert_axis(Axis(1)))?;
        difference = alone.iter().zip(answer).map(|(a, b)| (a - b).abs()).fold(difference, f64::max);
    }
    println!("answers {:?}, largest difference below 1e-15: {}", together.dim(), difference < 1e-15);
    // ANCHOR_END: batch

    step(
        "A linear output",
        "With the identity as its last function, a network answers with numbers of any sign and size.",
    );
    // ANCHOR: linear
    let regression = Network::<f64>::new(&[1, 16, 1], Activation::Relu, Activation::Identity, &mut rng(4))?;
    let x = array![[-1000.0, -1.0, 0.0, 1.0, 1000.0]];
    println!("x = {:10.4}", x.row(0));
    println!("a = {:10.4}", regression.predict(x.view())?.row(0));
    // ANCHOR_END: linear

    step("Break it: softmax as it is written", "eᶻ / Σ eᶻ in 64 bits, where e⁷¹⁰ is already infinite.");
    // ANCHOR: overflow
    println!("{:>27}  {:>23}  {:>23}", "logits", "as written", "largest taken off");
    for z in [[1.0, 2.0, 3.0], [1001.0, 1002.0, 1003.0], [-1001.0, -1002.0, -1003.0]] {
        let e = z.map(f64::exp);
        let as_written = e.map(|e_i| e_i / e.iter().sum::<f64>());
        let mut safe = Array2::from_shape_fn((3, 1), |(i, _)| z[i]);
        Activation::Softmax.apply(safe.view_mut());
        let show = |a: [f64; 3]| a.map(|a| format!("{a:7.4}")).join(" ");
        println!(
            "{:>27}  {:>23}  {:>23}",
            format!("{z:?}"),
            show(as_written),
            show([safe[[0, 0]], safe[[1, 0]], safe[[2, 0]]])
        );
    }
    // ANCHOR_END: overflow
    Ok(())
}
