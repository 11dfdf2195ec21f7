//! Solutions to the exercises of chapter 8.

mod talk;

use ann::{Activation, Cache, Cost, Dropout, Gradients, Init, Loss, Network, Rng, backward, data, forward, rng};
use ndarray::{Array2, array};
use talk::{step, title};

/// The fewest layers computed forward to go back over so many layers with so many places for activations besides the input.
fn fewest(layers: usize, places: usize) -> usize {
    let mut table = vec![vec![0; places + 1]; layers + 1];
    for l in 1..=layers {
        for c in 0..=places {
            table[l][c] = l * (l + 1) / 2;
            for k in 1..l {
                if c > 0 {
                    table[l][c] = table[l][c].min(k + table[l - k][c - 1] + table[k][c]);
                }
            }
        }
    }
    table[layers][places]
}

fn main() -> ann::Result<()> {
    title(8, "The cache: solutions");

    step("Exercise 1", "The cache of a network 64-64-32-10 in f32 for 32 samples, in bytes.");
    // ANCHOR: exercise-1
    let network = Network::<f32>::new(&[64, 64, 32, 10], Activation::Relu, Activation::Softmax, &mut rng(0))?;
    println!("without dropout {:>6}", Cache::new(&network, 32).bytes());
    println!("keep_prob 0.8   {:>6}", Cache::new(&network.with_keep_prob(0.8)?, 32).bytes());
    // ANCHOR_END: exercise-1

    step("Exercise 2", "dW1 of a tanh layer with dropout, by the library and from Ã alone, without A and without D.");
    // ANCHOR: exercise-2
    let mut random: Rng = rng(1);
    let p = 0.8;
    let network = Network::<f64>::new(&[4, 6, 3], Activation::Tanh, Activation::Softmax, &mut random)?;
    let network = network.with_keep_prob(p)?;
    let x: Array2<f64> = Init::Normal { std: 1.0 }.weights(4, 5, &mut random)?;
    let y = data::one_hot(&[0, 1, 2, 0, 1], 3);
    let cost = Cost::from(Loss::CategoricalCrossEntropy);
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    forward(&network, x.view(), Dropout::Draw(&mut random), &mut cache)?;
    backward(&network, y.view(), &cost, &cache, &mut gradients)?;

    let passed_on = cache.a(1).to_owned();
    let slope = passed_on.mapv(|a| if a == 0.0 { 0.0 } else { (1.0 - (p * a).powi(2)) / p });
    let dz1 = network.layer(2).w.t().dot(&gradients.dz(2)) * slope;
    let dw1 = dz1.dot(&x.t()) / 5.0;
    let difference = (&dw1 - gradients.dw(1)).iter().fold(0.0_f64, |largest, d| largest.max(d.abs()));
    println!("largest difference below 1e-15: {}", difference < 1e-15);
    println!("bytes a neuron and sample in f32: A, D and Ã {}, Ã alone {}", 4 + 1 + 4, 4);
    // ANCHOR_END: exercise-2

    step("Exercise 3", "Slopes in f32 from A, and the slope itself, where the activation saturates.");
    // ANCHOR: exercise-3
    println!("{:>5}  {:>10} {:>10}  {:>10} {:>10}", "z", "tanh: 1−a²", "itself", "σ: a(1−a)", "itself");
    for z in [1.0_f64, 4.0, 8.0, 10.0, 16.0, 18.0, -18.0] {
        let from_a = |activation: Activation| {
            let (mut a, mut da) = (array![[z as f32]], array![[1.0_f32]]);
            activation.apply(a.view_mut());
            activation.backward(a.view(), da.view_mut());
            da[[0, 0]]
        };
        let (tanh, sigmoid) = (z.cosh().powi(-2), 1.0 / ((1.0 + z.exp()) * (1.0 + (-z).exp())));
        print!("{z:>5}  {:>10.2e} {tanh:>10.2e}", from_a(Activation::Tanh));
        println!("  {:>10.2e} {sigmoid:>10.2e}", from_a(Activation::Sigmoid));
    }
    // ANCHOR_END: exercise-3

    step("Exercise 4", "Multiplications for one sample, in thousands, of 784-256-128-10 and of 36 layers of 16.");
    // ANCHOR: exercise-4
    println!("{:>15}  {:>8}  {:>8}  {:>18}", "", "forward", "backward", "forward, none kept");
    for (name, sizes) in [("784-256-128-10", vec![784, 256, 128, 10]), ("36 layers of 16", vec![16; 37])] {
        let products: Vec<usize> = sizes.windows(2).map(|n| n[0] * n[1]).collect();
        let once: usize = products.iter().sum();
        let back = 2 * once - products[0]; // dW of every layer, dA of all but the first.
        let again: usize = (1..=products.len()).map(|l| products[..l].iter().sum::<usize>()).sum();
        let thousands = |count: usize| count as f64 / 1000.0;
        println!("{name:>15}  {:>8.1}  {:>8.1}  {:>18.1}", thousands(once), thousands(back), thousands(again));
    }
    // ANCHOR_END: exercise-4

    step("Exercise 5", "The fewest layers computed forward for L layers, with c places to keep activations in.");
    // ANCHOR: exercise-5
    println!("{:>5}  {:>6}  {:>6}  {:>6}  {:>6}  {:>6}  {:>6}", "L", "c = 0", "1", "2", "3", "6", "12");
    for layers in [9, 36, 144, 576] {
        print!("{layers:>5}");
        [0, 1, 2, 3, 6, 12].iter().for_each(|&places| print!("  {:>6}", fewest(layers, places)));
        println!();
    }
    // ANCHOR_END: exercise-5
    Ok(())
}
