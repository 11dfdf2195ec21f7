//! Chapter 3, backpropagation: the gradient by the chain rule, and by measuring.

mod talk;

use ann::data::{self, Dataset, Scaler, Target, synthetic};
use ann::figure::{self, Lines, Scale};
use ann::plain::Matrix;
use ann::plain::backward::{Gradient, activate_backward, backward, descend, error, gradient, nudge};
use ann::plain::cost::cost;
use ann::plain::forward::{activate, forward};
use ann::plain::network::{Activation, Layer, Network};
use ann::{Cache, Cost, Dropout, Gradients, Init, Loss, Model, OutputKind, Rng, ShapeTable, gradient_check, rng};
use ndarray::{Axis, array, concatenate};
use talk::{draw, drawn, step, title};

/// Prints what the way back makes in layer l.
fn show(l: usize, dz: &Matrix, gradient: &Gradient) {
    println!("dZ{l} =\n{:10.6}", dz + 0.0); // + 0 makes 0 of −0
    println!("dW{l} =\n{:10.6}", gradient.dw);
    println!("db{l} =\n{:10.6}", gradient.db);
}

/// J of the network with one weight of layer 1 moved by `step`; x: (n_x, m), y: (n_y, m).
fn cost_at(network: &Network, (place, step): ((usize, usize), f64), x: &Matrix, y: &Matrix) -> f64 {
    let mut moved = network.clone();
    moved.layers[0].w[place] += step;
    cost(&moved, &forward(&moved, x), y, 0.0)
}

/// The length of a matrix taken as one long vector.
fn length(w: &Matrix) -> f64 {
    w.pow2().sum().sqrt()
}

/// Y for samples x: (2, m): 1 where the two inputs have the same sign.
fn same_sign(x: &Matrix) -> Matrix {
    Matrix::from_shape_fn((1, x.ncols()), |(_, j)| f64::from(x[[0, j]] * x[[1, j]] > 0.0))
}

/// Every array of a pass of the library, forward and back.
fn ledger(network: &Network, x: &Matrix, y: &Matrix) -> ann::Result<ShapeTable> {
    let (network, cost) = (ann::Network::try_from(network)?, Cost::from(Loss::CategoricalCrossEntropy));
    let (mut cache, mut gradients) = (Cache::default(), Gradients::default());
    ann::forward(&network, x.view(), Dropout::Off, &mut cache)?;
    ann::backward(&network, y.view(), &cost, &cache, &mut gradients)?;
    ShapeTable::new(&network, &cache, &gradients)
}

/// A network of 6 layers takes steps downhill: the length of dW, (layers, steps), and J at the end.
fn six_layers(hidden: Activation, steps: usize) -> ann::Result<(Matrix, f64)> {
    let mut random: Rng = rng(2);
    let x = Init::Normal { std: 1.0 }.weights(2, 200, &mut random)?;
    let y = same_sign(&x);
    let mut network = Network::new(&[2, 10, 10, 10, 10, 10, 1], hidden, Activation::Sigmoid, &mut random);
    let mut lengths = Matrix::zeros((6, steps));
    for t in 0..steps {
        let a = forward(&network, &x);
        let gradients = backward(&network, &a, &y);
        descend(&mut network, &gradients, 0.05);
        for (l, gradient) in gradients.iter().enumerate() {
            lengths[[l, t]] = length(&gradient.dw);
        }
    }
    let a = forward(&network, &x);
    Ok((lengths, cost(&network, &a, &y, 0.0)))
}

/// J over 2000 steps of a network whose backward pass takes the slope of `slope` in its hidden layers; and its first dW1.
fn train_with(hidden: Activation, slope: Activation) -> ann::Result<(Vec<f64>, Matrix)> {
    let mut random: Rng = rng(5);
    let x = Init::Normal { std: 1.0 }.weights(2, 200, &mut random)?;
    let y = same_sign(&x);
    let mut network = Network::new(&[2, 16, 16, 1], hidden, Activation::Sigmoid, &mut random);
    let (mut curve, mut first) = (Vec::new(), Matrix::zeros((0, 0)));
    for t in 0..=2000 {
        let a = forward(&network, &x);
        curve.push(cost(&network, &a, &y, 0.0));
        let mut dz = error(Activation::Sigmoid, &a[3], &y);
        let mut gradients = vec![gradient(&a[2], &dz)];
        for l in [1, 0] {
            let da = network.layers[l + 1].w.t().dot(&dz);
            dz = activate_backward(slope, &a[l + 1], &da); // (3.1), with this slope
            gradients.insert(0, gradient(&a[l], &dz));
        }
        descend(&mut network, &gradients, 0.1);
        if t == 0 {
            first.clone_from(&gradients[0].dw);
        }
    }
    Ok((curve, first))
}

/// The length of dW in each of 20 layers of 10 neurons, for A = `skip` A⁻ + g(W A⁻ + b), when a random dA comes from behind.
fn twenty_layers(g: Activation, skip: f64) -> ann::Result<Vec<f64>> {
    let mut random: Rng = rng(7);
    let network = Network::new(&[10; 21], g, g, &mut random);
    let mut a = vec![Init::Normal { std: 1.0 }.weights(10, 200, &mut random)?];
    let mut branches = Vec::new();
    for (l, layer) in network.layers.iter().enumerate() {
        branches.push(activate(g, &(layer.w.dot(&a[l]) + &layer.b)));
        a.push(skip * &a[l] + &branches[l]);
    }
    let mut da: Matrix = Init::Normal { std: 1.0 }.weights(10, 200, &mut random)?;
    let mut lengths = Vec::new();
    for l in (0..20).rev() {
        let dz = activate_backward(g, &branches[l], &da); // (3.1)
        lengths.insert(0, length(&gradient(&a[l], &dz).dw));
        da = skip * &da + network.layers[l].w.t().dot(&dz); // (3.4), and the identity of the skip
    }
    Ok(lengths)
}

/// The classes 0 and 1 of points as the answers of a network with one output: (1, m).
fn answers(points: &Dataset) -> Matrix {
    match &points.target {
        Target::Classes { labels, .. } => Matrix::from_shape_fn((1, labels.len()), |(_, j)| labels[j] as f64),
        Target::Values(y) => y.clone(),
    }
}

/// What a network with one sigmoid at its end makes of the plane. The figure wants a probability for each class: those of z are
/// the softmax of 0 and z.
fn boundary(network: &Network, points: &Dataset) -> ann::Result<ann::Figure> {
    let mut two = network.clone();
    if let Some(last) = two.layers.last_mut() {
        last.w = concatenate![Axis(0), 0.0 * &last.w, last.w];
        last.b = concatenate![Axis(0), 0.0 * &last.b, last.b];
        last.g = Activation::Softmax;
    }
    let model = Model {
        network: (&two).try_into()?,
        scaler: Scaler::identity(2),
        features: points.features.clone(),
        target_name: points.target_name.clone(),
        answer: OutputKind::Classes(vec!["0".to_owned(), "1".to_owned()]),
    };
    figure::decision_boundary(&model, points, None)
}

fn main() -> ann::Result<()> {
    title(3, "Backpropagation");

    step("By hand", "The 2-2-1 network of chapter 2 on one sample whose answer should be 1.");
    // ANCHOR: by-hand
    let hidden = Layer { w: array![[0.5, -1.0], [1.0, 0.5]], b: array![[0.5], [-0.5]], g: Activation::Relu };
    let output = Layer { w: array![[1.0, -2.0]], b: array![[1.0]], g: Activation::Sigmoid };
    let network = Network { layers: vec![hidden, output] };
    let (x, y) = (array![[2.0], [1.0]], array![[1.0]]);

    let a = forward(&network, &x);
    let dz2 = error(Activation::Sigmoid, &a[2], &y); // (3.5)
    let gradient2 = gradient(&a[1], &dz2); // (3.2), (3.3)
    let da1 = network.layers[1].w.t().dot(&dz2); // (3.4)
    let dz1 = activate_backward(Activation::Relu, &a[1], &da1); // (3.1)
    let gradient1 = gradient(&a[0], &dz1); // (3.2), (3.3)

    println!("a = {:.6}", a[2][[0, 0]]);
    println!("J = {:.6}", cost(&network, &a, &y, 0.0));
    show(2, &dz2, &gradient2);
    show(1, &dz1, &gradient1);
    draw("network", figure::network_diagram(&(&network).try_into()?, &["x₁", "x₂"], &["a"])?)?;
    let mut blame = network.clone();
    blame.layers[0].w = gradient1.dw.clone();
    blame.layers[1].w = gradient2.dw.clone();
    draw("blame", figure::network_diagram(&(&blame).try_into()?, &["x₁", "x₂"], &["a"])?)?;
    // ANCHOR_END: by-hand

    step("A batch of two", "A second sample, whose answer should be 0, in a second column.");
    // ANCHOR: batch
    let x = array![[2.0, -1.0], [1.0, 1.0]];
    let y = array![[1.0, 0.0]];
    let a = forward(&network, &x);
    let dz2 = error(Activation::Sigmoid, &a[2], &y);
    let gradient2 = gradient(&a[1], &dz2);
    let da1 = network.layers[1].w.t().dot(&dz2);
    let dz1 = activate_backward(Activation::Relu, &a[1], &da1);
    let gradient1 = gradient(&a[0], &dz1);
    println!("A1 =\n{:10.6}", a[1]);
    println!("A2 =\n{:10.6}", a[2]);
    show(2, &dz2, &gradient2);
    show(1, &dz1, &gradient1);
    // ANCHOR_END: batch

    step("Measured", "(J(θ + ε) − J(θ − ε)) / 2ε for every weight, against backpropagation.");
    // ANCHOR: measured
    let gradients = backward(&network, &a, &y);
    for (l, gradient) in gradients.iter().enumerate() {
        let mut measured = gradient.dw.clone();
        for (place, slope) in measured.indexed_iter_mut() {
            *slope = nudge(&network, l, place, |moved| cost(moved, &forward(moved, &x), &y, 0.0));
        }
        let apart = length(&(&measured - &gradient.dw)) / (length(&measured) + length(&gradient.dw)); // (3.7)
        println!("dW{} measured =\n{measured:10.6}", l + 1);
        println!("relative error below 1e-9: {}", apart < 1e-9);
    }
    // ANCHOR_END: measured

    step("The shape ledger", "Every array of one pass forward and back: four inputs, six neurons, three classes.");
    // ANCHOR: shapes
    let mut random: Rng = rng(1);
    let network = Network::new(&[4, 6, 3], Activation::Tanh, Activation::Softmax, &mut random);
    let x: Matrix = Init::Normal { std: 1.0 }.weights(4, 10, &mut random)?;
    let y = data::one_hot::<f64>(&[0, 1, 2, 0, 1, 2, 0, 1, 2, 0], 3);
    println!("{}", ledger(&network, &x, &y)?);
    // ANCHOR_END: shapes

    step(
        "How small a step?",
        "The error of the central difference, root mean square over W1, to the nearest power of ten: first it falls with ε, then it rises.",
    );
    // ANCHOR: step-size
    let gradients = backward(&network, &forward(&network, &x), &y);
    let mut errors = Vec::new();
    for quarter in 4..=48 {
        let e = 10_f64.powf(-f64::from(quarter) / 4.0);
        let mut squares = 0.0;
        for (place, computed) in gradients[0].dw.indexed_iter() {
            let up = cost_at(&network, (place, e), &x, &y);
            let down = cost_at(&network, (place, -e), &x, &y);
            squares += ((up - down) / (2.0 * e) - computed).powi(2);
        }
        errors.push((e, (squares / gradients[0].dw.len() as f64).sqrt()));
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

    step("The network learns: XOR", "Four samples, 1000 steps downhill: the cost on the way, and the four answers.");
    // ANCHOR: xor
    let x = array![[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]];
    let y = array![[0.0, 1.0, 1.0, 0.0]];
    let mut learner = Network::new(&[2, 8, 1], Activation::Tanh, Activation::Sigmoid, &mut rng(0));
    println!("{:>4}  {:>6}", "step", "J");
    for t in 0..=1000 {
        let a = forward(&learner, &x);
        if [0, 10, 100, 1000].contains(&t) {
            println!("{t:>4}  {:>6.4}", cost(&learner, &a, &y, 0.0));
        }
        let gradients = backward(&learner, &a, &y);
        descend(&mut learner, &gradients, 0.5);
    }
    println!("answers {:.3}", forward(&learner, &x)[2].row(0));
    // ANCHOR_END: xor

    step(
        "The network learns: two moons",
        "200 points on two half circles: the cost, and the part of the points on the right side.",
    );
    // ANCHOR: moons
    let moons = synthetic::moons(200, 0.15, &mut rng(1))?;
    let (x, y) = (moons.x.clone(), answers(&moons));
    let mut learner = Network::new(&[2, 16, 1], Activation::Tanh, Activation::Sigmoid, &mut rng(0));
    println!("{:>4}  {:>6}  {:>8}", "step", "J", "accuracy");
    for t in 0..=5000 {
        let a = forward(&learner, &x);
        if [0, 10, 100, 1000, 5000].contains(&t) {
            let right = a[2].iter().zip(&y).filter(|(a, y)| (**a > 0.5) == (**y > 0.5)).count();
            println!("{t:>4}  {:>6.4}  {:>8.3}", cost(&learner, &a, &y, 0.0), right as f64 / 200.0);
        }
        let gradients = backward(&learner, &a, &y);
        descend(&mut learner, &gradients, 0.5);
    }
    draw("moons", boundary(&learner, &moons)?)?;
    // ANCHOR_END: moons

    step("Vanishing", "The length of dW in each of 6 layers, at the first of 600 steps and at the last; J after them.");
    // ANCHOR: vanishing
    let (sigmoid, sigmoid_cost) = six_layers(Activation::Sigmoid, 600)?;
    let (relu, relu_cost) = six_layers(Activation::Relu, 600)?;
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

    step("A skip around each layer", "The length of dW in layer 1, divided by that in layer 20.");
    // ANCHOR: skip
    println!("{:>8}  {:>9}  {:>9}", "", "without", "with");
    for (name, g) in [("sigmoid", Activation::Sigmoid), ("tanh", Activation::Tanh)] {
        let [without, with] = [twenty_layers(g, 0.0)?, twenty_layers(g, 1.0)?].map(|lengths| lengths[0] / lengths[19]);
        println!("{name:>8}  {without:>9.1e}  {with:>9.1e}");
    }
    // ANCHOR_END: skip

    step(
        "Break it: forget the slope",
        "dZ = dA instead of dZ = dA ⊙ g′(Z): the network runs forward as it is, and backward as if its hidden layers were linear. J after so many steps.",
    );
    // ANCHOR: forgotten
    let mut series = Vec::new();
    for (name, hidden) in [("relu", Activation::Relu), ("tanh", Activation::Tanh)] {
        let (kept, right) = train_with(hidden, hidden)?;
        let (forgotten, wrong) = train_with(hidden, Activation::Identity)?;
        let apart = length(&(&wrong - &right)) / (length(&wrong) + length(&right));
        println!("{name}: relative error of dW1 at the first step {apart:.4}");
        for (slope, curve) in [("kept", kept), ("forgotten", forgotten)] {
            let points: Vec<(f64, f64)> = (0..).map(f64::from).zip(curve).collect();
            series.push((format!("{name}, slope {slope}"), points));
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

    step("The same as the library", "Every dW and db of our backward, against those of the library's.");
    // ANCHOR: same
    let network = Network::new(&[4, 6, 5, 3], Activation::Tanh, Activation::Softmax, &mut rng(3));
    let x: Matrix = Init::Normal { std: 1.0 }.weights(4, 10, &mut rng(4))?;
    let y = data::one_hot::<f64>(&[0, 1, 2, 0, 1, 2, 0, 1, 2, 0], 3);
    let ours = backward(&network, &forward(&network, &x), &y);

    let library = ann::Network::try_from(&network)?;
    let (mut cache, mut theirs) = (Cache::default(), Gradients::default());
    ann::forward(&library, x.view(), Dropout::Off, &mut cache)?;
    ann::backward(&library, y.view(), &Cost::from(Loss::CategoricalCrossEntropy), &cache, &mut theirs)?;
    for (l, gradient) in ours.iter().enumerate() {
        let apart = length(&(&gradient.dw - theirs.dw(l + 1))) + length(&(&gradient.db - theirs.db(l + 1)));
        println!("layer {}: apart by less than 1e-12: {}", l + 1, apart < 1e-12);
    }
    // ANCHOR_END: same

    step("Every combination", "The largest relative error over all hidden activations, for each output and loss.");
    // ANCHOR: combinations
    use Loss::{BinaryCrossEntropy, CategoricalCrossEntropy, MeanSquaredError};
    use ann::Activation::{Identity, Sigmoid, Softmax};
    let mut random: Rng = rng(1);
    let x: Matrix = Init::Normal { std: 1.0 }.weights(4, 10, &mut random)?;
    let y = data::one_hot::<f64>(&[0, 1, 2, 0, 1, 2, 0, 1, 2, 0], 3);
    let mut cache = Cache::default();
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
        for hidden in ann::Activation::ALL {
            let network = ann::Network::<f64>::new(&[4, 6, 3], hidden, output, &mut random)?;
            let cost = Cost { loss, weight_decay: 0.1 };
            let check = gradient_check(&network, x.view(), y.view(), &cost, Dropout::Off, &mut cache)?;
            largest = largest.max(check.relative_error);
        }
        let short = if loss.is_canonical(output) { "yes" } else { "" };
        println!("{output:<9} {loss:<26} {short:>8}  {:>11}", largest < 1e-7);
    }
    // ANCHOR_END: combinations

    drawn(&["network", "blame", "step-size", "moons", "gradients-sigmoid", "gradients-relu", "forgotten"]);
    Ok(())
}
