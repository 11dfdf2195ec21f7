//! Questions of chapters 7 and 8: dropout, and the cache.

use super::draw::Draw;
use super::question::{Question, n, shown, signed};
use ann::plain::Matrix;
use ann::plain::cache;
use ann::plain::dropout::{masked_backward, masked_forward};
use ann::plain::forward::forward;
use ann::plain::network::{Activation, Layer, Network};
use ndarray::{Array2, array};

/// What a layer `w` makes of hidden activations `a` under the mask `d`, each survivor multiplied by `scale`, and the gradients that its
/// error `dz` gives: Ã and z; dW and da.
fn dropped(a: &Matrix, d: &Matrix, scale: f64, (w, b): (&Matrix, f64), dz: f64) -> (Vec<f64>, Vec<f64>) {
    let n = a.nrows();
    let silent = Layer { w: Array2::eye(n), b: Matrix::zeros((n, 1)), g: Activation::Identity };
    let network = Network { layers: vec![silent, Layer { w: w.clone(), b: array![[b]], g: Activation::Identity }] };
    let masks = [Matrix::ones((n, 1)), d * scale];
    let passed = masked_forward(&network, a, &masks);
    let gradients = masked_backward(&network, &passed, &masks, &(&passed[2] - dz));
    let kept = (&passed[1] * &masks[1]).into_iter().chain(passed[2].iter().copied());
    (kept.collect(), gradients[1].dw.iter().chain(&gradients[0].db).copied().collect())
}

/// A mask with at least one coin of each kind.
fn mask(draw: &mut Draw, n: usize) -> Matrix {
    let coins = draw.count(1, (1 << n) - 2);
    Matrix::from_shape_fn((n, 1), |(i, _)| (coins >> i & 1) as f64)
}

/// 7.1: a pass with a mask.
pub(super) fn pass(draw: &mut Draw) -> Question {
    let (a, d, p) = (draw.matrix((3, 1), 6, 2).abs(), mask(draw, 3), draw.one_of(&[0.8, 0.4, 0.25]));
    let (w, b) = (draw.matrix((1, 3), 4, 2), draw.number(4, 2));
    let of = |d: &Matrix, scale: f64| dropped(&a, d, scale, (&w, b), 0.0).0;
    let text = format!(
        "The hidden activations a have met the mask d, with p = {p}. Compute what goes on, ã, and the sum z of the \
        neuron with the weights W and the bias b = {b} that reads it.{}",
        shown(&[("a", &a), ("d", &d), ("W", &w)])
    );
    let right = of(&d, 1.0 / p);
    Question::new("(7.2), (2.1)", text)
        .working(format!(
            "A survivor is multiplied by 1 / {p} = {}; z = W ã + {} = {}.",
            n(1.0 / p),
            signed(b),
            n(right[3])
        ))
        .slip(of(&d, 1.0), "The survivors are not scaled: they are divided by p.")
        .slip(of(&d, p), "The survivors are multiplied by p. They are divided by it.")
        .slip(of(&d, 1.0 / (1.0 - p)), "The survivors are divided by 1 − p. It is p, the probability to be kept.")
        .slip(of(&d, 1.0 - p), "The survivors are multiplied by 1 − p. They are divided by p.")
        .slip(of(&(1.0 - &d), 1.0 / p), "The mask is reversed: 1 is kept, 0 is dropped.")
        .slip([&right[..3], &[right[3] - b]].concat(), "b is missing in z.")
        .ask(3, &["ã₁", "ã₂", "ã₃", "z"], right)
}

/// 7.2: the way back through the mask.
pub(super) fn way_back(draw: &mut Draw) -> Question {
    let (a, d, p) = (draw.matrix((2, 1), 6, 2).abs(), mask(draw, 2), draw.one_of(&[0.8, 0.4, 0.25]));
    let (w, dz) = (draw.matrix((1, 2), 4, 2), draw.number(4, 2));
    let ones = Matrix::ones((2, 1));
    let of = |d: &Matrix, scale: f64| dropped(&a, d, scale, (&w, 0.0), dz).1;
    let (right, whole) = (of(&d, 1.0 / p), of(&ones, 1.0));
    let text = format!(
        "Two hidden activations a have met the mask d, with p = {p}. One neuron with the weights W has read what was \
        left, and its error is dz = {dz}. Compute dW and da for this one sample.{}",
        shown(&[("a", &a), ("d", &d), ("W", &w)])
    );
    Question::new("(3.2), (3.4), (7.3)", text)
        .working(format!(
            "d / p is ({}, {}); dW = dz ãᵀ with ã = a ⊙ d / p, and da = Wᵀ dz ⊙ d / p.",
            n(d[[0, 0]] / p),
            n(d[[1, 0]] / p)
        ))
        .slip(whole.clone(), "The mask is missing.")
        .slip([&right[..2], &whole[2..]].concat(), "The mask is missing in da.")
        .slip([&whole[..2], &right[2..]].concat(), "dW is made of what the neuron has read: of ã, not of a.")
        .slip(of(&d, 1.0), "1 / p is missing: in dW as part of ã, in da as part of the way back.")
        .slip([&right[..2], &of(&d, 1.0)[2..]].concat(), "1 / p is missing in da: the way back has it, too.")
        .slip(of(&d, 1.0 / (1.0 - p)), "It is 1 / p, not 1 / (1 − p).")
        .ask(3, &["dW₁", "dW₂", "da₁", "da₂"], right)
}

/// 8.1: the size of a cache.
pub(super) fn bytes(draw: &mut Draw) -> Question {
    let (sizes, m) = ([draw.count(2, 5), draw.count(2, 5), draw.count(1, 3)], draw.count(3, 9));
    let network = Network::new(&sizes, Activation::Relu, Activation::Identity, &mut ann::rng(0));
    let bytes = cache::bytes(&forward(&network, &Matrix::zeros((sizes[0], m)))) as f64;
    let [inputs, hidden, outputs] = sizes;
    let of = |numbers: usize| vec![numbers as f64, 8.0 * numbers as f64];
    let text = format!(
        "A plain network has {inputs} inputs, {hidden} hidden neurons and {outputs} outputs. How many numbers are in the \
        list that `forward` returns for a batch of {m}, and how many bytes is that, with 8 a number?"
    );
    Question::new("(8.1)", text)
        .ask(0, &["the numbers", "the bytes"], vec![bytes / 8.0, bytes])
        .working(format!("{m} · ({inputs} + {hidden} + {outputs}) = {}, times 8 is {bytes}.", bytes / 8.0))
        .slip(of(m * (hidden + outputs)), "X is missing. It is in the list, as A⁰.")
        .slip(of(m * (inputs + hidden)), "The answers are missing. They are in the list, too.")
        .slip(of(m * hidden), "Only the hidden layer is counted. X and the answers are in the list, too.")
        .slip(of(inputs + hidden + outputs), "The samples are missing: each has a column.")
        .slip(vec![bytes / 8.0, bytes / 2.0], "A number has 8 bytes, not 4.")
}

/// 8.2: what checkpoints keep, and what they cost.
pub(super) fn checkpoints(draw: &mut Draw) -> Question {
    let (depth, root, every): (usize, usize, usize) = draw.one_of(&[
        (16, 4, 2),
        (16, 4, 8),
        (36, 6, 2),
        (36, 6, 3),
        (36, 6, 4),
        (36, 6, 9),
        (36, 6, 12),
        (64, 8, 2),
        (64, 8, 4),
        (64, 8, 16),
        (64, 8, 32),
        (100, 10, 2),
        (100, 10, 4),
        (100, 10, 5),
        (100, 10, 20),
        (100, 10, 25),
        (144, 12, 6),
        (144, 12, 8),
        (144, 12, 9),
        (144, 12, 16),
        (144, 12, 18),
        (144, 12, 24),
    ]);
    let stretches = depth / every;
    let of = |memory: usize, layers: usize| vec![memory as f64, root as f64, layers as f64];
    let text = format!(
        "A network of {depth} layers, all as wide, is trained with checkpoints. It is cut into stretches of k = {every} layers, and \
        the last one is not computed again. How many layers' activations lie in memory at most, M(k)? \
        Which k would make them fewest? How many layers are computed forward in a step, with k = {every}?"
    );
    Question::new("“Remember or recompute”", text)
        .ask(0, &["M(k)", "the best k", "the layers computed forward"], of(stretches + every, 2 * depth - every))
        .working(format!(
            "{depth} / {every} + {every} = {}; √{depth} = {root}; {depth} + ({depth} - {every}).",
            stretches + every
        ))
        .slip(
            of(stretches + every, depth),
            "Forward goes through a network once, and through all stretches but the last again.",
        )
        .slip(of(stretches + every, 2 * depth), "The last stretch need not be computed again.")
        .slip(of(stretches + every, depth - every), "To the layers that are computed again, the first pass is added.")
        .slip(of(stretches, 2 * depth - every), "The activations of the stretch at work lie in memory, too.")
}
