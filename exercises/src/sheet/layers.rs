//! Questions of chapters 2, 3 and 4: a layer forward and back, and the loss.

use super::draw::Draw;
use super::question::{Question, n, shown, signed};
use ann::plain::Matrix;
use ann::plain::backward::{backward, error, gradient};
use ann::plain::cost::cost;
use ann::plain::forward::{activate, forward};
use ann::plain::network::{Activation, Layer, Network};
use ndarray::{Array2, array};

fn layer(w: &Matrix, b: &Matrix, g: Activation) -> Layer {
    Layer { w: w.clone(), b: b.clone(), g }
}

/// The numbers of matrices one after the other, row by row.
fn listed(matrices: &[&Matrix]) -> Vec<f64> {
    matrices.iter().flat_map(|matrix| matrix.iter().copied()).collect()
}

/// 2.1: a layer of two neurons, one of which is silent.
pub(super) fn relu(draw: &mut Draw) -> Question {
    let (w, b, a_before) = (draw.matrix((2, 2), 4, 2), draw.matrix((2, 1), 4, 2), draw.matrix((2, 1), 3, 1));
    let through = |w: &Matrix, b: &Matrix, g| forward(&Network { layers: vec![layer(w, b, g)] }, &a_before).remove(1);
    let of = |w: &Matrix, b: &Matrix| {
        let (z, a) = (through(w, b, Activation::Identity), through(w, b, Activation::Relu));
        listed(&[&z, &a])
    };
    let right = of(&w, &b);
    let (z1, z2) = (right[0], right[1]);
    let text = format!(
        "A layer of two neurons with ReLU reads a⁻. Compute z and a of both.{}",
        shown(&[("W", &w), ("b", &b), ("a⁻", &a_before)])
    );
    let product = |i: usize| {
        let [w1, a1, w2, a2, b] = [w[[i, 0]], a_before[[0, 0]], w[[i, 1]], a_before[[1, 0]], b[[i, 0]]].map(signed);
        format!("{w1} · {a1} + {w2} · {a2} + {b}")
    };
    Question::new("(2.1), (2.2), (2.3)", text)
        .working(format!("z₁ = {} = {z1}, z₂ = {} = {z2}; a = max(0, z).", product(0), product(1)))
        .slip(of(&w, &(0.0 * &b)), "b is missing.")
        .slip(of(&w.t().to_owned(), &b), "Row i of W belongs to neuron i: you took its columns.")
        .slip(vec![z1, z2, z1, z2], "ReLU is missing: a = max(0, z).")
        .slip(vec![z1, z2, z1.abs(), z2.abs()], "ReLU makes 0 of what is below 0, not a positive number.")
        .trivial_if(z1 * z2 >= 0.0)
        .ask(2, &["z₁", "z₂", "a₁", "a₂"], right)
}

/// Three different logits, as a column.
fn logits(draw: &mut Draw) -> Matrix {
    draw.matrix((3, 1), 5, 2)
}

fn all_differ(z: &Matrix) -> bool {
    z[[0, 0]] != z[[1, 0]] && z[[1, 0]] != z[[2, 0]] && z[[0, 0]] != z[[2, 0]]
}

fn exponentials(z: &Matrix) -> String {
    let e = z.exp();
    format!("eᶻ is {}, {}, {}, their sum {}", n(e[[0, 0]]), n(e[[1, 0]]), n(e[[2, 0]]), n(e.sum()))
}

/// 2.2: a softmax.
pub(super) fn softmax(draw: &mut Draw) -> Question {
    let z = logits(draw);
    let a = activate(Activation::Softmax, &z);
    let text = format!("The last layer has the logits z. Compute a = softmax(z).{}", shown(&[("z", &z)]));
    Question::new("(2.7)", text)
        .ask(3, &["a₁", "a₂", "a₃"], listed(&[&a]))
        .working(format!("{}.", exponentials(&z)))
        .slip(listed(&[&z.exp()]), "Each exponential has to be divided by the sum of the three.")
        .slip(listed(&[&activate(Activation::Sigmoid, &z)]), "This is the sigmoid of each. Softmax divides by the sum.")
        .slip(listed(&[&activate(Activation::Softmax, &-&z)]), "The exponent is z, not −z.")
        .slip(listed(&[&(&z / z.sum().abs().max(0.1))]), "The exponentials are missing.")
        .trivial_if(!all_differ(&z) || z.sum() == 0.0)
}

/// 3.1: the error goes back through weights and a ReLU.
pub(super) fn relu_backward(draw: &mut Draw) -> Question {
    let (w, dz, z) = (draw.matrix((2, 2), 4, 2), draw.matrix((2, 1), 4, 2), draw.matrix((2, 1), 4, 2));
    let none = Matrix::zeros((2, 1));
    let back = |w: &Matrix, g| {
        let layers = vec![layer(&Array2::eye(2), &none, g), layer(w, &none, Activation::Identity)];
        let network = Network { layers };
        let a = forward(&network, &z);
        let y = &a[2] - &dz; // where the error is dz
        backward(&network, &a, &y).remove(0).db
    };
    let of = |w: &Matrix| listed(&[&back(w, Activation::Identity), &back(w, Activation::Relu)]);
    let right = of(&w);
    let (da1, da2) = (right[0], right[1]);
    let text = format!(
        "A hidden layer with ReLU had the sums z⁻. The layer after it has the weights W, and its error dz is known. \
        Compute da⁻ and dz⁻ of the hidden layer.{}",
        shown(&[("z⁻", &z), ("W", &w), ("dz", &dz)])
    );
    Question::new("(3.4), (3.1), (2.8)", text)
        .working(format!("da⁻ = Wᵀ dz = ({da1}, {da2}); the slope of ReLU is 1 where z⁻ > 0, otherwise 0."))
        .slip(of(&w.t().to_owned()), "W is not transposed: da⁻ₖ is the sum over column k of W.")
        .slip(vec![da1, da2, da1, da2], "g′ is missing: dz⁻ is 0 where ReLU was silent.")
        .slip(
            vec![da1, da2, da1 * z[[0, 0]].max(0.0), da2 * z[[1, 0]].max(0.0)],
            "This is da⁻ times a⁻. It is da⁻ times the slope, 1 or 0.",
        )
        .slip(
            vec![da1, da2, da1 - right[2], da2 - right[3]],
            "The slope is 1 where z⁻ > 0, and 0 below: you have the reverse.",
        )
        .trivial_if(z[[0, 0]] * z[[1, 0]] > 0.0 || da1 == 0.0 || da2 == 0.0)
        .ask(2, &["da⁻₁", "da⁻₂", "dz⁻₁", "dz⁻₂"], right)
}

/// 3.2: the gradient of one neuron and two samples.
pub(super) fn gradients(draw: &mut Draw) -> Question {
    let (dz, a) = (draw.matrix((1, 2), 4, 2), draw.matrix((2, 2), 4, 1));
    let right = gradient(&a, &dz);
    let of_transposed = gradient(&a.t().to_owned(), &dz);
    let (dw, db) = (&right.dw, &right.db);
    let text = format!(
        "A layer of one neuron has read two samples, the columns of A⁻. Its errors are dZ. Compute dW and db.{}",
        shown(&[("A⁻", &a), ("dZ", &dz)])
    );
    Question::new("(3.2), (3.3)", text)
        .ask(2, &["dW₁", "dW₂", "db"], listed(&[dw, db]))
        .working(format!(
            "dW₁ = ½ ({} · {} + {} · {}), dW₂ likewise with row 2, db = ½ ({} + {}).",
            signed(dz[[0, 0]]),
            signed(a[[0, 0]]),
            signed(dz[[0, 1]]),
            signed(a[[0, 1]]),
            dz[[0, 0]],
            signed(dz[[0, 1]])
        ))
        .slip(listed(&[&(2.0 * dw), &(2.0 * db)]), "1/m is missing: there are two samples.")
        .slip(listed(&[dw, &(2.0 * db)]), "1/m is missing in db.")
        .slip(listed(&[&(2.0 * dw), db]), "1/m is missing in dW.")
        .slip(listed(&[&of_transposed.dw, db]), "A⁻ is not transposed: dW₁ belongs to the first row of A⁻, an input.")
}

/// 4.1: what two answers cost.
pub(super) fn cross_entropy(draw: &mut Draw) -> Question {
    let mut probability = || draw.one_of(&[0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9]);
    let (yes, no) = (probability(), probability());
    let judged = |a: &Matrix, y: &Matrix| {
        let network = Network { layers: vec![layer(&array![[1.0]], &array![[0.0]], Activation::Sigmoid)] };
        let logits = (a / (1.0 - a)).ln();
        cost(&network, &forward(&network, &logits), y, 0.0)
    };
    let (a, y) = (array![[yes, no]], array![[1.0, 0.0]]);
    let right = judged(&a, &y);
    let alone = |a: f64, y: f64| judged(&array![[a]], &array![[y]]);
    let text = format!(
        "A sigmoid neuron answers {yes} to a sample with y = 1, and {no} to one with y = 0. Compute the cost J of the \
        two, the mean of their cross-entropies, without a penalty. (log is the natural logarithm.)"
    );
    Question::new("(4.1), (4.2)", text)
        .ask(3, &["J"], vec![right])
        .working(format!(
            "L₁ = -log {yes} = {}, L₂ = -log {} = {}.",
            n(alone(yes, 1.0)),
            n(1.0 - no),
            n(alone(no, 0.0))
        ))
        .slip(vec![2.0 * right], "1/m is missing: J is the mean of the two losses.")
        .slip(vec![judged(&a, &(1.0 - &y))], "The cases are exchanged: y = 1 costs −log a, y = 0 costs −log (1 − a).")
        .slip(vec![judged(&a, &array![[1.0, 1.0]])], "The sample with y = 0 costs −log (1 − a), not −log a.")
        .slip(vec![right / 10.0_f64.ln()], "The logarithm is the natural one, `ln`, not that of base 10.")
        .slip(vec![(alone(yes, 1.0)) / 2.0], "The sample with y = 0 costs something, too: −log (1 − a).")
        .trivial_if(yes == no || yes + no == 1.0)
}

/// 4.2: the error of a softmax.
pub(super) fn softmax_error(draw: &mut Draw) -> Question {
    let (z, class) = (logits(draw), draw.count(1, 3));
    let y = Matrix::from_shape_fn((3, 1), |(i, _)| if i + 1 == class { 1.0 } else { 0.0 });
    let a = activate(Activation::Softmax, &z);
    let right = error(Activation::Softmax, &a, &y);
    let text = format!(
        "A softmax layer with the logits z should have said class {class} of 3, with the target y = ({}, {}, {}). \
        Compute dz, the slopes of the cross-entropy in the logits.{}",
        y[[0, 0]],
        y[[1, 0]],
        y[[2, 0]],
        shown(&[("z", &z)])
    );
    Question::new("“Why a − y, once more and in full”", text)
        .ask(3, &["dz₁", "dz₂", "dz₃"], listed(&[&right]))
        .working(format!(
            "{}; a = ({}, {}, {}), dz = a - y.",
            exponentials(&z),
            n(a[[0, 0]]),
            n(a[[1, 0]]),
            n(a[[2, 0]])
        ))
        .slip(listed(&[&a]), "y is missing: these are the answers a, and dz = a − y.")
        .slip(listed(&[&(&z - &y)]), "Softmax is missing: dz = a − y, not z − y.")
        .slip(listed(&[&(&right * &a * (1.0 - &a))]), "The slope of the activation is in a − y already.")
        .trivial_if(!all_differ(&z))
}
