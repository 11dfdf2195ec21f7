//! Chapter 7, dropout: why a network that fits its samples may fail on others, and what can be done.

mod talk;

use ann::data::{Dataset, Scaler, Target, Task, one_hot, read_csv};
use ann::figure::{Lines, Scale, dropout_masks, lines, loss_curve};
use ann::plain::dropout::{masked_backward, masked_forward, masks};
use ann::plain::forward::{forward, largest};
use ann::plain::network::{Activation, Layer, Network};
use ann::plain::{Matrix, backward::nudge, cost::cost};
use ann::{Architecture, Cache, Dropout, Figure, Gradients, Init, Loss, Model, Rng, Trainer, evaluate, rng};
use ndarray::{Array1, Array2, Axis, array, s};
use rand::RngExt;
use talk::{draw, drawn, step, title};

/// 300 digits to learn from and 1497 to test. Where there are `slips`, every fifth label to learn from is a wrong one.
fn lesson(digits: &Dataset, slips: bool, random: &mut Rng) -> ann::Result<[Dataset; 2]> {
    let [mut train, test] = digits.split([300.0 / 1797.0, 1497.0 / 1797.0], random)?;
    if let Target::Classes { labels, names } = &mut train.target
        && slips
    {
        for label in labels.iter_mut().step_by(5) {
            *label = (*label + random.random_range(1..names.len())) % names.len();
        }
    }
    Ok([train, test])
}

/// What the samples of the first experiment follow, apart from their noise; x: (5, m).
fn truth(x: &Matrix) -> Matrix {
    Matrix::from_shape_fn((1, x.ncols()), |(_, j)| x[[0, j]].sin() + x[[1, j]] * x[[2, j]] / 2.0)
}

/// K⁻¹ C by elimination; K is symmetric with eigenvalues above 0, so no pivot is 0.
fn solve(mut k: Matrix, mut c: Matrix) -> Matrix {
    for i in 0..k.nrows() {
        let (row, right) = (k.slice(s![i, i..]).to_owned(), c.row(i).to_owned());
        for j in (0..k.nrows()).filter(|&j| j != i) {
            let factor = k[[j, i]] / k[[i, i]];
            k.slice_mut(s![j, i..]).scaled_add(-factor, &row);
            c.row_mut(j).scaled_add(-factor, &right);
        }
    }
    c / k.diag().insert_axis(Axis(1))
}

/// A network whose first layer stays at random, and whose last minimises ‖WA − Y‖² + Σ qⱼ‖wⱼ‖²; `l2` is λ.
fn solved(width: usize, x: &Matrix, y: &Matrix, l2: f64, keep_prob: f64, rng: &mut Rng) -> Network {
    let mut network = Network::new(&[x.nrows(), width, y.nrows()], Activation::Relu, Activation::Identity, rng);
    let a = &forward(&network, x)[1];
    let strength = a.pow2().sum_axis(Axis(1)).insert_axis(Axis(1));
    let q = l2 + (1.0 - keep_prob) / keep_prob * strength; // (width, 1)
    let b = a / &q.sqrt();
    let c = solve(b.t().dot(&b) + Matrix::eye(x.ncols()), y.t().to_owned()); // (m, n_y)
    network.layers[1].w = (b / q.sqrt()).dot(&c).t().to_owned();
    network
}

/// Of 200 networks: the squared errors on their own 40 samples and on test samples; squared bias and variance.
fn fits(width: usize, l2: f64) -> ann::Result<([Vec<f64>; 2], [f64; 2])> {
    let normal = Init::Normal { std: 1.0 };
    let x_test: Matrix = normal.weights(5, 300, &mut rng(0))?;
    let (mut train, mut test, mut answers) = (Vec::new(), Vec::new(), Vec::new());
    for seed in 1..=200 {
        let mut random = rng(seed);
        let x: Matrix = normal.weights(5, 40, &mut random)?;
        let y: Matrix = truth(&x) + 0.3 * normal.weights(1, 40, &mut random)?;
        let y_test: Matrix = truth(&x_test) + 0.3 * normal.weights(1, 300, &mut random)?;
        let network = solved(width, &x, &y, l2, 1.0, &mut random);
        let answer = forward(&network, &x_test)[2].clone();
        train.push((&forward(&network, &x)[2] - &y).pow2().sum() / 40.0);
        test.push((&answer - &y_test).pow2().sum() / 300.0);
        answers.push(answer);
    }
    let mean = answers.iter().fold(Matrix::zeros((1, 300)), |sum, answer| sum + answer) / 200.0;
    let variance = answers.iter().map(|answer| (answer - &mean).pow2().sum() / 300.0).sum::<f64>() / 199.0;
    let squared_bias = (&mean - truth(&x_test)).pow2().sum() / 300.0 - variance / 200.0;
    Ok(([train, test], [squared_bias, variance]))
}

/// Accuracy on the lesson and in the examination for 8 seeds, of networks whose last layer is solved for.
fn solved_digits(digits: &Dataset, width: usize, l2: f64, keep_prob: f64) -> ann::Result<[Vec<f64>; 2]> {
    let mut judged = [const { Vec::new() }; 2];
    for seed in 1..=8 {
        let mut random = rng(seed);
        let parts = lesson(digits, true, &mut random)?;
        let scaler = Scaler::standard(parts[0].x.view())?;
        let mut network = None;
        for (part, judged) in parts.iter().zip(&mut judged) {
            let Target::Classes { labels, .. } = &part.target else { continue };
            let (x, y) = (scaler.transform(part.x.view())?, one_hot(labels, 10));
            let network = network.get_or_insert_with(|| solved(width, &x, &y, l2, keep_prob, &mut random));
            let a = &forward(network, &x)[2];
            let of_label = (a * &y).sum_axis(Axis(0));
            let right = largest(a).iter().zip(&of_label).filter(|(largest, a)| largest == a).count();
            judged.push(right as f64 / labels.len() as f64);
        }
    }
    Ok(judged)
}

/// Accuracy on the lesson and in the examination, and how many wrong labels are repeated, of networks trained with 8 seeds.
fn trained(architecture: &Architecture, l2: f64, digits: &Dataset, slips: bool) -> ann::Result<[Vec<f64>; 3]> {
    let trainer = Trainer { l2, epochs: 60, ..Trainer::default() };
    let mut judged = [const { Vec::new() }; 3];
    for seed in 1..=8 {
        let mut random = rng(seed);
        let [train, test] = lesson(digits, slips, &mut random)?;
        let (model, _) = Model::<f32>::fit(architecture, &trainer, &train, &mut random)?;
        judged[0].push(model.score(&train)?);
        judged[1].push(model.score(&test)?);
        judged[2].push(repeated(&model, &train)? as f64);
    }
    Ok(judged)
}

/// The mean of the numbers, and its standard error.
fn mean(numbers: &[f64]) -> (f64, f64) {
    let numbers = Array1::from(numbers.to_vec());
    (numbers.sum() / numbers.len() as f64, numbers.std(1.0) / (numbers.len() as f64).sqrt())
}

/// By how much the numbers are above their partners: the mean, and its standard error.
fn gain(numbers: &[f64], partners: &[f64]) -> (f64, f64) {
    mean(&numbers.iter().zip(partners).map(|(number, partner)| number - partner).collect::<Vec<_>>())
}

/// How many of the wrong labels, every fifth, the model gives back as it was taught.
fn repeated(model: &Model<f32>, train: &Dataset) -> ann::Result<usize> {
    let Target::Classes { labels, .. } = &train.target else { return Ok(0) };
    let answers = model.predict_classes(train.x.view())?;
    Ok(answers.iter().zip(labels).step_by(5).filter(|(answer, label)| answer == label).count())
}

/// J of a pass with these masks; a layer reads what is left of the activations before it.
fn dropped_cost(network: &Network, x: &Matrix, masks: &[Matrix], y: &Matrix) -> f64 {
    let mut a = masked_forward(network, x, masks);
    for (a, mask) in a.iter_mut().zip(masks) {
        *a *= mask;
    }
    cost(network, &a, y, 0.0)
}

/// Curves with their points marked.
fn plot(x: (&str, Scale), y: (&str, Scale), series: &[(String, Vec<(f64, f64)>)]) -> ann::Result<Figure> {
    lines(&Lines { x: x.0, y: y.0, x_scale: x.1, y_scale: y.1, marks: true, series: series.to_vec() })
}

fn main() -> ann::Result<()> {
    title(7, "Generalisation and dropout");

    step(
        "Learnt by heart",
        "300 digits to learn from, 60 of them with a wrong label, and 1497 to test; layers 64, 64.",
    );
    // ANCHOR: heart
    let digits = read_csv("data/digits.csv", "digit", Task::Auto)?;
    let wide = Architecture { hidden: vec![64, 64], ..Architecture::default() };
    let trainer = Trainer { l2: 0.0, epochs: 60, ..Trainer::default() };
    let mut random: Rng = rng(1);
    let [train, test] = lesson(&digits, true, &mut random)?;
    let mut model = Model::<f32>::new(&wide, &train, &mut random)?;
    let history = model.train(&trainer, &train, Some(&test), &mut random)?;
    println!("{:>6}  {:>17}  {:>17}", "", "lesson", "examination");
    println!("{:>6}  {:>8} {:>8}  {:>8} {:>8}", "epoch", "accuracy", "loss", "accuracy", "loss");
    for epoch in [1, 5, 20, 60] {
        print!("{epoch:>6}");
        for judged in [Some(history.epochs[epoch - 1].train), history.epochs[epoch - 1].validation].iter().flatten() {
            print!("  {:>8.4} {:>8.4}", judged.metric.value(), judged.loss);
        }
        println!();
    }
    println!("parameters: {}", model.network.parameters());
    println!("wrong labels repeated: {} of 60", repeated(&model, &train)?);
    draw("heart", loss_curve(&history, Scale::Linear)?)?;
    // ANCHOR_END: heart

    step("Bias and variance", "200 training sets of 40 samples, a network fitted to each: mean squared errors.");
    // ANCHOR: bias
    let mut parts = ["test error", "bias²", "variance"].map(|name| (name.to_owned(), Vec::new()));
    let mut tests = Vec::new();
    println!("width   train    test       ±   bias²  variance  noise");
    for width in [2, 5, 10, 20, 30, 40, 50, 80, 160, 400] {
        let ([train, test], [squared_bias, variance]) = fits(width, 1e-3)?;
        let ((train, _), (mean, error)) = (mean(&train), mean(&test));
        print!("{width:>5}  {train:>6.3}  {mean:>6.3}  {error:>6.3}");
        println!("  {squared_bias:>6.3}  {variance:>8.3}  {:>5.2}", 0.3 * 0.3);
        for (curve, part) in parts.iter_mut().zip([mean, squared_bias, variance]) {
            curve.1.push((width as f64, part));
        }
        tests.push(test);
    }
    let (apart, error) = gain(&tests[9], &tests[3]);
    println!("test error at width 400 less that at 20: {apart:.3} ± {error:.3}");
    draw("bias", plot(("width", Scale::Logarithmic), ("squared error", Scale::Logarithmic), &parts)?)?;
    // ANCHOR_END: bias

    step("Double descent", "The lesson, the first layer at random, the last solved for. Accuracy, mean of 8 seeds.");
    // ANCHOR: width
    let mut alone = Vec::new();
    let mut climb = ["lesson", "examination"].map(|name| (name.to_owned(), Vec::new()));
    println!("width   train    test       ±");
    for width in [10, 30, 100, 200, 250, 300, 350, 400, 600, 1000, 2000] {
        let [seen, unseen] = solved_digits(&digits, width, 1e-3, 1.0)?;
        let ((train, _), (test, error)) = (mean(&seen), mean(&unseen));
        println!("{width:>5}  {train:>6.3}  {test:>6.3}  {error:>6.3}");
        climb[0].1.push((width as f64, train));
        climb[1].1.push((width as f64, test));
        alone.push((width, unseen));
    }
    let (apart, error) = gain(&alone[10].1, &alone[2].1);
    println!("test accuracy at width 2000 less that at 100: {apart:.3} ± {error:.3}");
    draw("width", plot(("width", Scale::Logarithmic), ("accuracy", Scale::Linear), &climb)?)?;
    // ANCHOR_END: width

    step("Who sits out", "Masks for 12 neurons and 30 samples: the part that comes to work, for two values of p.");
    // ANCHOR: masks
    let mut panels = Vec::new();
    for p in [0.8, 0.5] {
        let mut mask = Array2::from_elem((12, 30), true);
        ann::dropout::draw(mask.view_mut(), p, &mut rng(3));
        let kept = mask.iter().filter(|keep| **keep).count();
        println!("p = {p}: {kept} of {} at work", mask.len());
        panels.push((format!("p = {p}"), mask));
    }
    draw("masks", dropout_masks(&panels)?)?;
    // ANCHOR_END: masks

    step("By hand", "The 2-2-1 network of chapter 2, p = 0.5: the second hidden neuron sits out.");
    // ANCHOR: by-hand
    let network = Network {
        layers: vec![
            Layer { w: array![[0.5, -1.0], [1.0, 0.5]], b: array![[0.5], [-0.5]], g: Activation::Relu },
            Layer { w: array![[1.0, -2.0]], b: array![[1.0]], g: Activation::Sigmoid },
        ],
    };
    let (x, y) = (array![[2.0], [1.0]], array![[1.0]]);
    let d = masks(&network, 1, 0.5, &mut rng(5));

    let a = masked_forward(&network, &x, &d);
    let dropped = &a[1] * &d[1];
    let z2 = network.layers[1].w.dot(&dropped) + &network.layers[1].b;
    println!("A1  = {:9.6}", a[1].column(0));
    println!("D1  = {:9}", (&d[1] * 0.5).column(0));
    println!("Ã1  = {:9.6}", dropped.column(0));
    println!("Z2  = {:9.6}   A2 = {:9.6}", z2.column(0), a[2].column(0));
    println!("J   = {:9.6}", dropped_cost(&network, &x, &d, &y));
    let gradients = masked_backward(&network, &a, &d, &y);
    println!("dZ2 = {:9.6}", gradients[1].db.column(0)); // of a single sample, db = dZ
    println!("dW2 = {:9.6}", gradients[1].dw.row(0).mapv(|g| g + 0.0)); // −0 + 0 = 0
    println!("dZ1 = {:9.6}", gradients[0].db.column(0));
    println!("dW1 =\n{:9.6}", gradients[0].dw);
    // ANCHOR_END: by-hand

    step("The same", "The three functions with the library's coins, against the library: answers and gradients.");
    // ANCHOR: same
    let start = Network::new(&[4, 6, 3], Activation::Tanh, Activation::Softmax, &mut rng(6));
    let batch: Matrix = Init::Normal { std: 1.0 }.weights(4, 5, &mut rng(7))?;
    let target: Matrix = one_hot(&[0, 1, 2, 0, 1], 3);
    let library = ann::Network::try_from(&start)?.with_keep_prob(0.5)?;
    let (mut cache, mut slopes) = (Cache::default(), Gradients::default());
    ann::forward(&library, batch.view(), Dropout::Draw(&mut rng(8)), &mut cache)?;
    ann::backward(&library, target.view(), &Loss::CategoricalCrossEntropy.into(), &cache, &mut slopes)?;
    let mut taken = vec![Matrix::ones((4, 5))];
    taken.extend(cache.mask(1).map(|mask| mask.mapv(|keep| if keep { 2.0 } else { 0.0 })));
    let passed = masked_forward(&start, &batch, &taken);
    let mut differences = vec![&passed[2] - &cache.output()];
    for (l, gradient) in (1..).zip(masked_backward(&start, &passed, &taken, &target)) {
        differences.extend([gradient.dw - slopes.dw(l), gradient.db - slopes.db(l)]);
    }
    let same = differences.iter().flatten().all(|difference| difference.abs() < 1e-12);
    println!("answers and gradients differ by less than 1e-12: {same}");
    // ANCHOR_END: same

    step(
        "Hold the coins still",
        "Every derivative measured: with the coins frozen, and one with fresh coins each time.",
    );
    // ANCHOR: frozen
    let (mut apart, mut size) = (0.0, 0.0);
    for (l, gradient) in gradients.iter().enumerate() {
        for (place, dw) in gradient.dw.indexed_iter() {
            let measured = nudge(&network, l, place, |network| dropped_cost(network, &x, &d, &y));
            apart += (measured - dw).powi(2);
            size += dw.powi(2);
        }
    }
    println!("frozen: relative error below 1e-9: {}", (apart / size).sqrt() < 1e-9);
    let mut fresh: Rng = rng(5282);
    let j = [1e-5, -1e-5].map(|distance| {
        let mut moved = network.clone();
        moved.layers[1].w[[0, 0]] += distance;
        dropped_cost(&moved, &x, &masks(&moved, 1, 0.5, &mut fresh), &y)
    });
    println!("fresh: dW2[0, 0] measured as {:.3e}", (j[0] - j[1]) / 2e-5);
    // ANCHOR_END: frozen

    step("Four networks in one", "Every pattern of two coins at p = 0.5, and what the network answers under it.");
    // ANCHOR: four
    let whole = forward(&network, &x);
    let mut ensemble = 0.0;
    println!("{:>8}  {:>12}  {:>9}  {:>9}", "D1", "Ã1", "z2", "a2");
    for coins in [[1, 1], [1, 0], [0, 1], [0, 0]] {
        let [first, second] = coins.map(f64::from);
        let passed = &whole[1] * &array![[first], [second]] / 0.5;
        let z = (network.layers[1].w.dot(&passed) + &network.layers[1].b)[[0, 0]];
        ensemble += z / 4.0;
        let (coins, passed) = (format!("{coins:?}"), format!("{:?}", [passed[[0, 0]], passed[[1, 0]]]));
        println!("{coins:>8}  {passed:>12}  {z:>9.4}  {:>9.4}", 1.0 / (1.0 + (-z).exp()));
    }
    println!("mean z2 of the four  {ensemble:.4}");
    println!("z2 of the whole      {:.4}", (network.layers[1].w.dot(&whole[1]) + &network.layers[1].b)[[0, 0]]);
    // ANCHOR_END: four

    step(
        "Damped",
        "The same networks with a penalty, or dropout: accuracy in the examination, and the gain, seed by seed.",
    );
    // ANCHOR: damped
    let mut damped = vec![climb[1].clone()];
    damped[0].0 = "neither".to_owned();
    alone.retain(|(width, _)| [30, 100, 300, 2000].contains(width));
    println!("{:14}{}", "width", alone.iter().map(|(width, _)| format!("{width:>15}")).collect::<String>());
    for (name, l2, keep_prob) in [("λ = 100", 100.0, 1.0), ("p = 0.8", 1e-3, 0.8), ("p = 0.5", 1e-3, 0.5)] {
        let (mut line, mut gains, mut points) = (format!("{name:14}"), format!("gain, {name:8}"), Vec::new());
        for (width, alone) in &alone {
            let [_, unseen] = solved_digits(&digits, *width, l2, keep_prob)?;
            let ((test, _), (more, error)) = (mean(&unseen), gain(&unseen, alone));
            line += &format!("{test:>15.3}");
            gains += &format!(" {more:>6.3} ± {error:.3}");
            points.push((*width as f64, test));
        }
        println!("{line}\n{gains}");
        damped.push((name.to_owned(), points));
    }
    draw("damped", plot(("width", Scale::Logarithmic), ("test accuracy", Scale::Linear), &damped)?)?;
    // ANCHOR_END: damped

    step(
        "By heart, or understood",
        "The lesson for five values of p. Accuracy, the test's gain on p = 1, and lies repeated.",
    );
    // ANCHOR: gap
    let mut curves = ["train", "test"].map(|name| (name.to_owned(), Vec::new()));
    let mut undropped = Vec::new();
    println!("keep_prob   train    test    gain       ±  repeated");
    for keep_prob in [1.0, 0.8, 0.6, 0.4, 0.2] {
        let architecture = Architecture { keep_prob, ..wide.clone() };
        let [seen, unseen, slips] = trained(&architecture, 0.0, &digits, true)?;
        if keep_prob == 1.0 {
            undropped.clone_from(&unseen);
        }
        let [train, test, slips] = [&seen, &unseen, &slips].map(|numbers| mean(numbers).0);
        let (more, error) = gain(&unseen, &undropped);
        println!("{keep_prob:>9}  {train:>6.3}  {test:>6.3}  {more:>6.3}  {error:>6.3}  {slips:>8.1}");
        curves[0].1.push((keep_prob, train));
        curves[1].1.push((keep_prob, test));
    }
    draw("gap", plot(("keep_prob", Scale::Linear), ("accuracy", Scale::Linear), &curves)?)?;
    // ANCHOR_END: gap

    step(
        "When it helps, and when it does not",
        "Test accuracy, mean of 8 seeds, and its gain on neither, seed by seed.",
    );
    // ANCHOR: helps
    let lessons: [(Vec<usize>, bool); 3] = [(vec![64, 64], true), (vec![64, 64], false), (vec![8], false)];
    println!("{:14}{:>22}{:>22}{:>22}", "", "60 labels wrong", "all labels right", "hidden layer of 8");
    let mut without = Vec::new();
    for (l2, keep_prob) in [(0.0, 1.0), (1.0, 1.0), (10.0, 1.0), (0.0, 0.8), (0.0, 0.4)] {
        print!("{:14}", format!("λ = {l2}, p = {keep_prob}"));
        for (i, (hidden, slips)) in lessons.iter().enumerate() {
            let architecture = Architecture { hidden: hidden.clone(), keep_prob, ..Architecture::default() };
            let [_, unseen, _] = trained(&architecture, l2, &digits, *slips)?;
            if without.len() == i {
                without.push(unseen.clone());
            }
            let (more, error) = gain(&unseen, &without[i]);
            print!("  {:.3} {more:>6.3} ± {error:.3}", mean(&unseen).0);
        }
        println!();
    }
    // ANCHOR_END: helps

    step("Break it: forget to divide by p", "Weights of layers above the first divided by p, or not. Mean of 3 seeds.");
    // ANCHOR: unscaled
    let mut curves = ["divided by p", "not divided"].map(|name| (name.to_owned(), Vec::new()));
    println!("{:>9}  {:>17}  {:>17}", "keep_prob", "divided", "not divided");
    let trainer = Trainer { l2: 0.0, epochs: 30, ..Trainer::default() };
    for keep_prob in [1.0, 0.9, 0.7, 0.5, 0.3] {
        let architecture = Architecture { hidden: vec![64, 64, 64], keep_prob, ..Architecture::default() };
        let mut means = [0.0; 4];
        for seed in 1..=3 {
            let mut random = rng(seed);
            let [train, test] = digits.split([0.75, 0.25], &mut random)?;
            let (mut model, _) = Model::<f32>::fit(&architecture, &trainer, &train, &mut random)?;
            let (x, y) = model.scaled(&test)?;
            for i in [0, 2] {
                let loss = Loss::CategoricalCrossEntropy;
                let judged = evaluate(&model.network, x.view(), y.view(), loss, &mut Cache::default())?;
                means[i] += judged.metric.value() / 3.0;
                means[i + 1] += judged.loss / 3.0;
                (2..=4).for_each(|l| model.network.layer_mut(l).w /= keep_prob as f32); // forgotten, the second time
            }
        }
        let [accuracy, loss, forgetful_accuracy, forgetful_loss] = means;
        println!("{keep_prob:>9}  {accuracy:>8.4} {loss:>8.4}  {forgetful_accuracy:>8.4} {forgetful_loss:>8.4}");
        curves[0].1.push((keep_prob, loss));
        curves[1].1.push((keep_prob, forgetful_loss));
    }
    draw("unscaled", plot(("keep_prob", Scale::Linear), ("test loss", Scale::Linear), &curves)?)?;
    // ANCHOR_END: unscaled

    drawn(&["heart", "bias", "width", "masks", "damped", "gap", "unscaled"]);
    Ok(())
}
