//! Chapter 3, backpropagation: the gradient by the chain rule, and by measuring.

mod talk;

use ann::{
    Activation, Cache, Cost, Dropout, Gradients, Init, Loss, Network, backward, data, forward, gradient_check, rng,
};
use ndarray::{Array2, array};
use talk::{step, title};

fn main() -> ann::Result<()> {
    title(3, "Backpropagation");

    step("By hand", "The 2-2-1 network of chapter 2 on one sample whose answer should be 1.");
    // ANCHOR: by-hand
    let mut network = Network::<f64>::new(&[2, 2, 1], Activation::Relu, Activation::Sigmoid, &mut rng(0))?;
    network.layer_mut(1).w = array![[0.5, -1.0], [1.0, 0.5]];
    network.layer_mut(1).b = array![[0.5], [-0.5]];
    network.layer_mut(2).w = array![[1.0, -2.0]];
    network.layer_mut(2).b = array![[1.0]];
    let (x, y) = (array![[2.0], [1.0]], array![[1.0]]);
    let cost = Cost::from(Loss::BinaryCrossEntropy);

    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    forward(&network, x.view(), Dropout::Off, &mut cache)?;
    backward(&network, y.view(), &cost, &cache, &mut gradients)?;
    println!("A2  = {:8.4}   J = {:.4}", cache.output(), cost.value(&network, &cache, y.view())?);
    for l in [2, 1] {
        println!("dZ{l} =\n{:8.4}", gradients.dz(l));
        println!("dW{l} =\n{:8.4}", gradients.dw(l));
        println!("db{l} =\n{:8.4}", gradients.db(l));
    }
    // ANCHOR_END: by-hand

    step("Measured", "(J(θ + ε) − J(θ − ε)) / 2ε for every weight and bias, against backpropagation.");
    // ANCHOR: measured
    let check = gradient_check(&network, x.view(), y.view(), &cost, Dropout::Off, &mut cache)?;
    println!("relative error below 1e-9: {}", check.relative_error < 1e-9);
    println!(
        "worst parameter: {}, computed {:.6}, measured {:.6}",
        check.worst.name, check.worst.computed, check.worst.measured
    );
    // ANCHOR_END: measured

    step(
        "How small a step?",
        "The error of the central difference, root mean square over W1, to the nearest power of ten: first it falls with ε, then it rises.",
    );
    // ANCHOR: step-size
    let mut random = rng(1);
    let network = Network::<f64>::new(&[4, 6, 3], Activation::Tanh, Activation::Softmax, &mut random)?;
    let x: Array2<f64> = Init::Normal { std: 1.0 }.weights(4, 10, &mut random)?;
    let y = data::one_hot(&[0, 1, 2, 0, 1, 2, 0, 1, 2, 0], 3);
    let cost = Cost::from(Loss::CategoricalCrossEntropy);
    forward(&network, x.view(), Dropout::Off, &mut cache)?;
    backward(&network, y.view(), &cost, &cache, &mut gradients)?;
    let cost_at = |place: (usize, usize), step: f64, cache: &mut Cache<f64>| {
        let mut moved = network.clone();
        moved.layer_mut(1).w[place] += step;
        forward(&moved, x.view(), Dropout::Off, cache)?;
        cost.value(&moved, cache, y.view())
    };
    println!("{:>6}  {:>6}", "ε", "error");
    for exponent in [1, 2, 3, 4, 5, 6, 8, 10, 12] {
        let e = 10_f64.powi(-exponent);
        let mut squares = 0.0;
        for (place, computed) in gradients.dw(1).indexed_iter() {
            let measured = (cost_at(place, e, &mut cache)? - cost_at(place, -e, &mut cache)?) / (2.0 * e);
            squares += (measured - computed).powi(2) / gradients.dw(1).len() as f64;
        }
        println!("{:>6}  {:>6}", format!("1e-{exponent}"), format!("1e{:.0}", squares.sqrt().log10()));
    }
    // ANCHOR_END: step-size

    step("Every combination", "The largest relative error over all hidden activations, for each output and loss.");
    // ANCHOR: combinations
    use Activation::{Identity, Sigmoid, Softmax};
    use Loss::{BinaryCrossEntropy, CategoricalCrossEntropy, MeanSquaredError};
    let outputs = [
        (Sigmoid, BinaryCrossEntropy),
        (Softmax, CategoricalCrossEntropy),
        (Identity, MeanSquaredError),
        (Softmax, BinaryCrossEntropy),
        (Sigmoid, CategoricalCrossEntropy),
        (Softmax, MeanSquaredError),
    ];
    println!("{:<9} {:<26} {:>8}  {:>11}", "output", "loss", "dZ=A−Y", "below 1e-7");
    for (output, loss) in outputs {
        let mut largest = 0.0_f64;
        for hidden in Activation::ALL {
            let network = Network::new(&[4, 6, 3], hidden, output, &mut random)?;
            let cost = Cost { loss, l2: 0.1 };
            let check = gradient_check(&network, x.view(), y.view(), &cost, Dropout::Off, &mut cache)?;
            largest = largest.max(check.relative_error);
        }
        let short = if loss.is_canonical(output) { "yes" } else { "" };
        println!("{output:<9} {loss:<26} {short:>8}  {:>11}", largest < 1e-7);
    }
    // ANCHOR_END: combinations

    step(
        "Break it: forget the slope",
        "dZ = dA instead of dZ = dA ⊙ g′(Z): the same forward pass, sent back through a hidden\n\
         layer that is said to be linear. It looks plausible and trains badly; measuring shows it.",
    );
    // ANCHOR: forgotten
    forward(&network, x.view(), Dropout::Off, &mut cache)?;
    backward(&network, y.view(), &cost, &cache, &mut gradients)?;
    let right = gradients.dw(1).clone();
    let mut forgetful = network.clone();
    forgetful.layer_mut(1).activation = Identity;
    backward(&forgetful, y.view(), &cost, &cache, &mut gradients)?;
    let wrong = gradients.dw(1).clone();
    let norm = |w: &Array2<f64>| w.mapv(|w| w * w).sum().sqrt();
    println!("relative error of dW1: {:.4}", norm(&(&wrong - &right)) / (norm(&wrong) + norm(&right)));
    println!("cosine of the angle between the two: {:.4}", (&wrong * &right).sum() / (norm(&wrong) * norm(&right)));
    // ANCHOR_END: forgotten
    Ok(())
}
