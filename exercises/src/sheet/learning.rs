//! Questions of chapters 5 and 6: batches, and better steps.

use super::draw::Draw;
use super::question::{Question, n, shown, signed};
use ann::plain::backward::{Gradient, descend};
use ann::plain::batches;
use ann::plain::network::{Activation, Layer, Network};
use ann::plain::optimizer::{Optimizer, Rule};
use ndarray::array;

/// 5.1: the steps of an epoch.
pub(super) fn epochs(draw: &mut Draw) -> Question {
    let (m, size, epochs) = (draw.count(50, 250), draw.one_of(&[8, 12, 16, 20, 32]), draw.count(3, 20));
    let batches = batches::batches(m, size, &mut ann::rng(0));
    let (steps, last) = (batches.len(), batches[batches.len() - 1].len());
    let of = |steps: usize, last: usize| vec![steps as f64, last as f64, (epochs * steps) as f64];
    let text = format!(
        "You train on {m} samples in batches of {size}, for {epochs} epochs. How many steps has an epoch, how many \
        samples has its last batch, and how many steps are there altogether?"
    );
    Question::new("“Epochs, and the art of shuffling”", text)
        .ask(0, &["the steps of an epoch", "the samples of its last batch", "all steps"], of(steps, last))
        .working(format!(
            "{m} / {size} is {}, rounded up {steps}; {m} - {} · {size} = {last}; {epochs} · {steps}.",
            n(m as f64 / size as f64),
            steps - 1
        ))
        .slip(of(steps - 1, last), "The last batch is smaller, but it is a step, too: m / B is rounded up.")
        .slip(of(steps - 1, size), "The last batch is smaller, but it is a step, too: m / B is rounded up.")
        .slip(of(steps, size - last), "This is what the last batch lacks. It has the samples that are left.")
        .slip(of(steps, size), "The last batch has the samples that are left.")
        .trivial_if(last == size || 2 * last == size)
}

/// 5.2: one step of gradient descent.
pub(super) fn step(draw: &mut Draw) -> Question {
    let (w, b, alpha) = (draw.matrix((1, 2), 6, 2), draw.matrix((1, 1), 4, 2), draw.one_of(&[0.1, 0.2, 0.5]));
    let (dw, db) = (draw.matrix((1, 2), 19, 10), draw.matrix((1, 1), 19, 10));
    let moved = |alpha: f64| {
        let mut network = Network { layers: vec![Layer { w: w.clone(), b: b.clone(), g: Activation::Identity }] };
        descend(&mut network, &[Gradient { dw: dw.clone(), db: db.clone() }], alpha);
        let layer = &network.layers[0];
        vec![layer.w[[0, 0]], layer.w[[0, 1]], layer.b[[0, 0]]]
    };
    let right = moved(alpha);
    let text = format!(
        "Take one step of gradient descent with α = {alpha}. What are W and b afterwards?{}",
        shown(&[("W", &w), ("dW", &dw), ("b", &b), ("db", &db)])
    );
    Question::new("(5.1)", text)
        .working(format!(
            "w₁ = {} - {alpha} · {} = {}, w₂ = {} - {alpha} · {} = {}, b likewise.",
            w[[0, 0]],
            signed(dw[[0, 0]]),
            n(right[0]),
            w[[0, 1]],
            signed(dw[[0, 1]]),
            n(right[1])
        ))
        .slip(moved(-alpha), "The step goes uphill: α times the gradient is taken away.")
        .slip(moved(1.0), "α is missing.")
        .slip(vec![right[0], right[1], b[[0, 0]]], "b takes a step, too.")
        .ask(2, &["w₁", "w₂", "b"], right)
}

/// θ after each of two steps of a rule from `theta`, and the first moment after them.
fn two_steps(rule: Rule, theta: f64, gradients: [f64; 2], alpha: f64) -> ([f64; 2], f64) {
    let layer = Layer { w: array![[theta]], b: array![[0.0]], g: Activation::Identity };
    let mut network = Network { layers: vec![layer] };
    let mut optimizer = Optimizer::new(rule, &network);
    let after = gradients.map(|g| {
        optimizer.step(&mut network, &[Gradient { dw: array![[g]], db: array![[0.0]] }], alpha);
        network.layers[0].w[[0, 0]]
    });
    (after, optimizer.m[0].dw[[0, 0]])
}

/// 6.1: two steps of momentum.
pub(super) fn momentum(draw: &mut Draw) -> Question {
    let (theta, beta, alpha) = (draw.number(6, 2), draw.one_of(&[0.5, 0.8, 0.9]), draw.one_of(&[0.1, 0.2]));
    let (first, second) = (draw.number(8, 2), draw.number(8, 2));
    let ([theta1, theta2], m2) = two_steps(Rule::Momentum { beta }, theta, [first, second], alpha);
    let of = |m1: f64, m2: f64| vec![theta - alpha * m1, m2, theta - alpha * m1 - alpha * m2];
    let mean = 1.0 - beta;
    let text = format!(
        "A parameter θ = {theta} has the gradient g = {first} in step 1 and g = {second} in step 2. Gradient descent \
        with momentum, β = {beta} and α = {alpha}, begins with m = 0. What is θ after step 1, and what are m and θ \
        after step 2?"
    );
    Question::new("(6.1), (6.2)", text)
        .ask(3, &["θ after step 1", "m after step 2", "θ after step 2"], vec![theta1, m2, theta2])
        .working(format!(
            "m = {first}, θ = {}; m = {beta} · {} + {} = {}, θ = {}.",
            n(theta1),
            signed(first),
            signed(second),
            n(m2),
            n(theta2)
        ))
        .slip(
            of(mean * first, beta * mean * first + mean * second),
            "g counts whole here: m ← β m + g. With 1 − β it is Adam's mean.",
        )
        .slip(of(first, second), "The second step has no memory: m ← β m + g.")
        .slip(of(first, first + second), "β is missing: m ← β m + g.")
        .slip(of(-first, -beta * first - second), "The steps go uphill, and the sign of m is wrong.")
        .slip(vec![theta1, m2, theta - alpha * m2], "The second step begins where the first has ended.")
        .slip(of(first + beta * first, second + beta * (second + beta * first)), "This is Nesterov's step, (6.3).")
        .trivial_if(first == second)
}

/// 6.2: two steps of Adam.
pub(super) fn adam(draw: &mut Draw) -> Question {
    let (theta, alpha) = (draw.number(6, 2), draw.one_of(&[0.1, 0.2]));
    let (beta1, beta2) = (draw.one_of(&[0.8, 0.9]), draw.one_of(&[0.5, 0.75]));
    let (first, second) = (draw.number(8, 2), draw.number(8, 2));
    let (right, _) = two_steps(Rule::Adam { beta1, beta2 }, theta, [first, second], alpha);
    // The moments with what each of two steps divides them by.
    let of = |beta1: f64, beta2: f64, by: [(f64, f64); 2], power: f64| {
        let (mut theta, mut m, mut v) = (theta, 0.0, 0.0);
        let step = |(g, (m_by, v_by)): (f64, (f64, f64))| {
            m = beta1 * m + (1.0 - beta1) * g;
            v = beta2 * v + (1.0 - beta2) * g * g;
            theta -= alpha * (m / m_by) / (v / v_by).powf(power);
            theta
        };
        [first, second].into_iter().zip(by).map(step).collect::<Vec<f64>>()
    };
    let once = (1.0 - beta1, 1.0 - beta2);
    let twice = (1.0 - beta1 * beta1, 1.0 - beta2 * beta2);
    let (m2, v2) = (
        beta1 * (1.0 - beta1) * first + (1.0 - beta1) * second,
        beta2 * (1.0 - beta2) * first * first + (1.0 - beta2) * second * second,
    );
    let text = format!(
        "A parameter θ = {theta} has the gradient g = {first} in step 1 and g = {second} in step 2. Adam has α = {alpha}, \
        β₁ = {beta1} and β₂ = {beta2}, smaller than usual, and begins with m = v = 0; its ε is too small to be seen. \
        What is θ after each step?"
    );
    Question::new("(6.6), (6.7), (6.8)", text)
        .ask(3, &["θ after step 1", "θ after step 2"], right.to_vec())
        .working(format!(
            "Step 1 is α sign(g). Then m = {}, v = {}, m̂ = m / {} = {}, v̂ = v / {} = {}.",
            n(m2),
            n(v2),
            n(twice.0),
            n(m2 / twice.0),
            n(twice.1),
            n(v2 / twice.1)
        ))
        .slip(
            of(beta1, beta2, [(1.0, 1.0); 2], 0.5),
            "The correction of the bias is missing: m̂ and v̂ instead of m and v.",
        )
        .slip(of(beta1, beta2, [once; 2], 0.5), "In step 2 the corrections have β² in them: t counts the steps.")
        .slip(of(beta1, beta2, [once, twice], 1.0), "The root of v̂ is missing.")
        .slip(of(beta2, beta1, [(once.1, once.0), (twice.1, twice.0)], 0.5), "β₁ and β₂ are exchanged.")
        .trivial_if(first.abs() == second.abs())
}
