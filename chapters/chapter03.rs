//! Chapter 3, backpropagation: the gradient by the chain rule, and by measuring.

mod talk;

use ann::{
    Activation, Cache, Cost, Dropout, Gradients, Init, Loss, Network, Rng, ShapeTable, backward, data,
    figure::{self, Lines, Scale},
    forward, gradient_check, rng,
};
use ndarray::{Array2, Axis, array};
use talk::{draw, drawn, step, title};

/// Prints the gradients of a network of two layers, in the order in which they are computed.
fn show(gradients: &Gradients<f64>) {
    for l in [2, 1] {
        println!("dZ{l} =\n{:10.6}", gradients.dz(l));
        println!("dW{l} =\n{:10.6}", gradients.dw(l));
        println!("db{l} =\n{:10.6}", gradients.db(l));
    }
}

/// J of the network with one weight of layer 1 moved by `step`.
fn cost_at(
    network: &Network<f64>,
    (place, step): ((usize, usize), f64),
    (x, y): (&Array2<f64>, &Array2<f64>),
    cost: &Cost,
) -> ann::Result<f64> {
    let (mut moved, mut cache) = (network.clone(), Cache::default());
    moved.layer_mut(1).w[place] += step;
    forward(&moved, x.view(), Dropout::Off, &mut cache)?;
    cost.value(&moved, &cache, y.view())
}

/// The length of a matrix taken as one long vector.
fn length(w: &Array2<f64>) -> f64 {
    w.mapv(|w| w * w).sum().sqrt()
}

/// Y for samples x: (2, m): 1 where the two inputs have the same sign.
fn same_sign(x: &Array2<f64>) -> Array2<f64> {
    Array2::from_shape_fn((1, x.ncols()), |(_, j)| f64::from(x[[0, j]] * x[[1, j]] > 0.0))
}

/// One step against the gradient, in every layer.
fn downhill(network: &mut Network<f64>, gradients: &Gradients<f64>, rate: f64) {
    for l in 1..=network.depth() {
        let layer = network.layer_mut(l);
        layer.w.scaled_add(-rate, gradients.dw(l)); // W ← W − rate · dW
        layer.b.scaled_add(-rate, gradients.db(l));
    }
}

/// A network of 6 layers takes steps downhill: the length of dW, (layers, steps), and J at the end.
fn descend(hidden: Activation, steps: usize) -> ann::Result<(Array2<f64>, f64)> {
    let mut random = rng(2);
    let x = Init::Normal { std: 1.0 }.weights(2, 200, &mut random)?;
    let y = same_sign(&x);
    let mut network = Network::new(&[2, 10, 10, 10, 10, 10, 1], hidden, Activation::Sigmoid, &mut random)?;
    let cost = Cost::from(Loss::BinaryCrossEntropy);
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    let mut lengths = Array2::zeros((network.depth(), steps));
    for t in 0..steps {
        forward(&network, x.view(), Dropout::Off, &mut cache)?;
        backward(&network, y.view(), &cost, &cache, &mut gradients)?;
        downhill(&mut network, &gradients, 0.05);
        for l in 1..=network.depth() {
            lengths[[l - 1, t]] = length(gradients.dw(l));
        }
    }
    forward(&network, x.view(), Dropout::Off, &mut cache)?;
    Ok((lengths, cost.value(&network, &cache, y.view())?))
}

/// J over 2000 steps of a network whose backward pass takes the slope of `slope` in its hidden layers; and its first dW1.
fn train_with(hidden: Activation, slope: Activation) -> ann::Result<(Vec<f64>, Array2<f64>)> {
    let mut random = rng(5);
    let x = Init::Normal { std: 1.0 }.weights(2, 200, &mut random)?;
    let y = same_sign(&x);
    let mut network = Network::new(&[2, 16, 16, 1], hidden, Activation::Sigmoid, &mut random)?;
    let cost = Cost::from(Loss::BinaryCrossEntropy);
    let (mut cache, mut gradients) = (Cache::default(), Gradients::new(&network, 200));
    let (mut curve, mut first) = (Vec::new(), Array2::default((0, 0)));
    for t in 0..=2000 {
        forward(&network, x.view(), Dropout::Off, &mut cache)?;
        curve.push(cost.value(&network, &cache, y.view())?);
        let mut dz = &cache.a(3) - &y; // (3.5)
        for l in (1..=3).rev() {
            gradients.dw_mut(l).assign(&(dz.dot(&cache.a(l - 1).t()) / 200.0)); // (3.2)
            gradients.db_mut(l).assign(&(dz.sum_axis(Axis(1)).insert_axis(Axis(1)) / 200.0)); // (3.3)
            if l > 1 {
                dz = network.layer(l).w.t().dot(&dz); // (3.4)
                slope.backward(cache.a(l - 1), dz.view_mut()); // (3.1), with this slope
            }
        }
        downhill(&mut network, &gradients, 0.1);
        if t == 0 {
            first = gradients.dw(1).clone();
        }
    }
    Ok((curve, first))
}

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
    println!("a = {:.6}", cache.output()[[0, 0]]);
    println!("J = {:.6}", cost.value(&network, &cache, y.view())?);
    show(&gradients);
    draw("network", figure::network_diagram(&network, &["x₁", "x₂"], &["a"])?)?;
    let mut blame = network.clone();
    blame.layer_mut(1).w = gradients.dw(1).clone();
    blame.layer_mut(2).w = gradients.dw(2).clone();
    draw("blame", figure::network_diagram(&blame, &["x₁", "x₂"], &["a"])?)?;
    // ANCHOR_END: by-hand

    step("A batch of two", "A second sample, whose answer should be 0, in a second column.");
    // ANCHOR: batch
    let x = array![[2.0, -1.0], [1.0, 1.0]];
    let y = array![[1.0, 0.0]];
    forward(&network, x.view(), Dropout::Off, &mut cache)?;
    backward(&network, y.view(), &cost, &cache, &mut gradients)?;
    println!("A1 =\n{:10.6}", cache.a(1));
    println!("A2 =\n{:10.6}", cache.a(2));
    show(&gradients);
    // ANCHOR_END: batch

    step("Measured", "(J(θ + ε) − J(θ − ε)) / 2ε for every weight and bias, against backpropagation.");
    // ANCHOR: measured
    let check = gradient_check(&network, x.view(), y.view(), &cost, Dropout::Off, &mut cache)?;
    println!("relative error below 1e-9: {}", check.relative_error < 1e-9);
    println!(
        "worst parameter: {}, computed {:.6}, measured {:.6}",
        check.worst.name, check.worst.computed, check.worst.measured
    );
    // ANCHOR_END: measured

    step("The shape ledger", "Every array of one pass forward and back: four inputs, six neurons, three classes.");
    // ANCHOR: shapes
    let mut random: Rng = rng(1);
    let network = Network::<f64>::new(&[4, 6, 3], Activation::Tanh, Activation::Softmax, &mut random)?;
    let x: Array2<f64> = Init::Normal { std: 1.0 }.weights(4, 10, &mut random)?;
    let y = data::one_hot::<f64>(&[0, 1, 2, 0, 1, 2, 0, 1, 2, 0], 3);
    let cost = Cost::from(Loss::CategoricalCrossEntropy);
    forward(&network, x.view(), Dropout::Off, &mut cache)?;
    backward(&network, y.view(), &cost, &cache, &mut gradients)?;
    println!("{}", ShapeTable::new(&network, &cache, &gradients)?);
    // ANCHOR_END: shapes

    step(
        "How small a step?",
        "The error of the central difference, root mean square over W1, to the nearest power of ten: first it falls with ε, then it rises.",
    );
    // ANCHOR: step-size
    let mut errors = Vec::new();
    for quarter in 4..=48 {
        let e = 10_f64.powf(-f64::from(quarter) / 4.0);
        let mut squares = 0.0;
        for (place, computed) in gradients.dw(1).indexed_iter() {
            let up = cost_at(&network, (place, e), (&x, &y), &cost)?;
            let down = cost_at(&network, (place, -e), (&x, &y), &cost)?;
            squares += ((up - down) / (2.0 * e) - computed).powi(2);
        }
        errors.push((e, (squares / gradients.dw(1).len() as f64).sqrt()));
    }
    println!("{:>6}  {:>6}", "ε", "error");
    for (e, error) in errors.iter().step_by(4) {
        println!("{e:>6.0e}  {:>6}", format!("1e{:.0}", error.log10()));
    }
    let falls: Vec<(f64, f64)> = errors.iter().filter(|(e, _)| *e > 3e-7).map(|&(e, _)| (e, 0.06 * e * e)).collect();
    let rises: Vec<(f64, f64)> =
        errors.iter().filter(|(e, _)| *e < 3e-4).map(|&(e, _)| (e, f64::EPSILON / 2.0 / e)).collect();
    draw(
        "step-size",
        figure::lines(&Lines {
            x: "step ε",
            y: "error of the measured slope",
            x_scale: Scale::Logarithmic,
            y_scale: Scale::Logarithmic,
            marks: false,
            series: vec![("measured".to_owned(), errors), ("0.06 ε²".to_owned(), falls), ("u / ε".to_owned(), rises)],
        })?,
    )?;
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

    step("Vanishing", "The length of dW in each of 6 layers, at the first of 600 steps and at the last; J after them.");
    // ANCHOR: vanishing
    let (sigmoid, sigmoid_cost) = descend(Activation::Sigmoid, 600)?;
    let (relu, relu_cost) = descend(Activation::Relu, 600)?;
    println!("{:>5}  {:>21}  {:>21}", "", "sigmoid", "relu");
    println!("{:>5}  {:>10} {:>10}  {:>10} {:>10}", "layer", "step 1", "step 600", "step 1", "step 600");
    for l in 1..=6 {
        print!("{l:>5}");
        for lengths in [&sigmoid, &relu] {
            print!("  {:>10.1e} {:>10.1e}", lengths[[l - 1, 0]], lengths[[l - 1, 599]]);
        }
        println!();
    }
    println!("{:>5}  {sigmoid_cost:>21.4}  {relu_cost:>21.4}", "J");
    draw("gradients-sigmoid", figure::gradient_norms(sigmoid.view(), "step")?)?;
    draw("gradients-relu", figure::gradient_norms(relu.view(), "step")?)?;
    // ANCHOR_END: vanishing

    step(
        "Break it: forget the slope",
        "dZ = dA instead of dZ = dA ⊙ g′(Z): the network runs forward as it is, and backward as if its hidden layers were linear. J after so many steps.",
    );
    // ANCHOR: forgotten
    let mut series = Vec::new();
    for hidden in [Activation::Relu, Activation::Tanh] {
        let (kept, right) = train_with(hidden, hidden)?;
        let (forgotten, wrong) = train_with(hidden, Identity)?;
        let error = length(&(&wrong - &right)) / (length(&wrong) + length(&right));
        println!("{hidden}: relative error of dW1 at the first step {error:.4}");
        for (name, curve) in [("kept", kept), ("forgotten", forgotten)] {
            let points: Vec<(f64, f64)> = (0..).map(f64::from).zip(curve).collect();
            series.push((format!("{hidden}, slope {name}"), points));
        }
    }
    println!("{:>6}  {:>20}  {:>20}", "", "relu", "tanh");
    println!("{:>6}  {:>9}  {:>9}  {:>9}  {:>9}", "steps", "kept", "forgotten", "kept", "forgotten");
    for t in [0, 10, 100, 500, 2000] {
        print!("{t:>6}");
        series.iter().for_each(|(_, curve)| print!("  {:>9.4}", curve[t].1));
        println!();
    }
    draw(
        "forgotten",
        figure::lines(&Lines {
            x: "step",
            y: "J",
            x_scale: Scale::Linear,
            y_scale: Scale::Logarithmic,
            marks: false,
            series,
        })?,
    )?;
    // ANCHOR_END: forgotten

    drawn(&["network", "blame", "step-size", "gradients-sigmoid", "gradients-relu", "forgotten"]);
    Ok(())
}
