//! Questions of chapters 0 and 1: one neuron, and the sizes of a network.

use super::draw::Draw;
use super::question::{Question, n, signed};
use ann::plain::backward::{backward, descend};
use ann::plain::cost::cost;
use ann::plain::forward::forward;
use ann::plain::network::{Activation, Layer, Network};
use ndarray::array;

/// A network of one neuron that answers with its sum.
fn neuron(w: f64, b: f64) -> Network {
    Network { layers: vec![Layer { w: array![[w]], b: array![[b]], g: Activation::Identity }] }
}

/// 0.1: the answer of a line, and what it costs.
pub(super) fn answer(draw: &mut Draw) -> Question {
    let (w, b) = (draw.number(6, 2), draw.number(7, 4));
    let (x, y) = (draw.number(4, 1), draw.number(5, 1));
    let neuron = neuron(w, b);
    let a = forward(&neuron, &array![[x]]);
    let j = cost(&neuron, &a, &array![[y]], 0.0);
    let a = a[1][[0, 0]];
    let of = |a: f64| (a - y).powi(2) / 2.0;
    let text = format!(
        "A linear neuron has the weight w = {w} and the bias b = {b}. What does it answer to x = {x}, and what does \
        this cost, if y = {y} was right? J of one sample is half of the square of its error."
    );
    Question::new("“A neuron learns a line”", text)
        .ask(3, &["a", "J"], vec![a, j])
        .working(format!(
            "a = {w} · {} + {} = {}, J = ½ · ({} - {})² = {}.",
            signed(x),
            signed(b),
            n(a),
            n(a),
            signed(y),
            n(j)
        ))
        .slip(vec![a, 2.0 * j], "The half in J is missing.")
        .slip(vec![w * x, of(w * x)], "The bias is missing.")
        .slip(vec![w * x - b, of(w * x - b)], "The bias is taken away. It is added.")
        .slip(vec![a, (a - y).abs() / 2.0], "The error has to be squared.")
        .slip(vec![a, a - y], "This is the error. J is half of its square.")
}

/// 0.2: the slopes of two samples, and one step.
pub(super) fn step(draw: &mut Draw) -> Question {
    let (w, b, alpha) = (draw.number(4, 2), draw.number(4, 2), draw.one_of(&[0.1, 0.2]));
    let (x1, y1) = (draw.number(4, 1), draw.number(4, 1));
    let (x2, y2) = (draw.number(4, 1), draw.number(4, 1));
    let mut moved = neuron(w, b);
    let a = forward(&moved, &array![[x1, x2]]);
    let gradients = backward(&moved, &a, &array![[y1, y2]]);
    descend(&mut moved, &gradients, alpha);
    let (dw, db) = (gradients[0].dw[[0, 0]], gradients[0].db[[0, 0]]);
    let (e1, e2) = (a[1][[0, 0]] - y1, a[1][[0, 1]] - y2);
    let (new_w, new_b) = (moved.layers[0].w[[0, 0]], moved.layers[0].b[[0, 0]]);
    let of = |dw: f64, db: f64, alpha: f64| vec![dw, db, w - alpha * dw, b - alpha * db];
    let text = format!(
        "A linear neuron with w = {w}, b = {b} has seen two samples: x = {x1} with y = {y1}, and x = {x2} with \
        y = {y2}. Compute both slopes of J, and w and b after one step with α = {alpha}."
    );
    Question::new("“A neuron learns a line”", text)
        .ask(3, &["∂J/∂w", "∂J/∂b", "w", "b"], vec![dw, db, new_w, new_b])
        .working(format!(
            "The errors are {e1} and {e2}; ∂J/∂w = ½ ({e1} · {} + {} · {}), ∂J/∂b = ½ ({e1} + {}).",
            signed(x1),
            signed(e2),
            signed(x2),
            signed(e2)
        ))
        .slip(of(2.0 * dw, 2.0 * db, alpha), "1/m is missing: the slopes are means over the two samples.")
        .slip(of(dw, db, -alpha), "The step goes uphill. It goes against the slope.")
        .slip(of(dw, db, 1.0), "α is missing in the step.")
        .slip(of(-dw, -db, alpha), "The error is a − y, not y − a.")
        .slip(of((e1 + e2) / 2.0, db, alpha), "∂J/∂w needs each error times its input.")
        .trivial_if(e1 == 0.0 || e2 == 0.0 || e1 == e2 || x1 == x2)
}

/// 1.1: what a network learns, counted.
pub(super) fn parameters(draw: &mut Draw) -> Question {
    let sizes = [draw.count(3, 12), draw.count(3, 12), draw.count(3, 9), draw.count(2, 5)];
    let network = Network::new(&sizes, Activation::Relu, Activation::Softmax, &mut ann::rng(0));
    let sum = |of: fn(&Layer) -> usize| network.layers.iter().map(of).sum::<usize>() as f64;
    let (weights, all) = (sum(|layer| layer.w.len()), sum(|layer| layer.w.len() + layer.b.len()));
    let [inputs, first, second, outputs] = sizes;
    let text = format!(
        "A network has {inputs} inputs, hidden layers of {first} and of {second} neurons, and {outputs} outputs. How \
        many numbers does it learn?"
    );
    Question::new("“One neuron, one layer, one stack”", text)
        .ask(0, &["the number of parameters"], vec![all])
        .working(format!(
            "({first} · {inputs} + {first}) + ({second} · {first} + {second}) + ({outputs} · {second} + {outputs}) = {all}."
        ))
        .slip(vec![weights], "These are the weights alone. Every neuron has a bias, too.")
        .slip(vec![all + inputs as f64], "The inputs are no neurons: they have no biases.")
        .slip(vec![all - weights], "These are the biases alone.")
        .slip(vec![all - (outputs * second + outputs) as f64], "The parameters of the last layer are missing.")
}

/// 1.2: how large weights are at the start.
pub(super) fn sizes(draw: &mut Draw) -> Question {
    let (n_in, n_out) = (draw.count(3, 40), draw.count(2, 20));
    // The first number that a layer draws is σ times the one that a layer with σ = 1 draws.
    let first = |n_in, n_out, g| Layer::new(n_in, n_out, g, &mut ann::rng(1)).w[[0, 0]];
    let unit: f64 = first(2, 1, Activation::Relu);
    let (he, xavier) = (first(n_in, n_out, Activation::Relu) / unit, first(n_in, n_out, Activation::Tanh) / unit);
    let root = |n: usize| (1.0 / n as f64).sqrt();
    let text = format!(
        "A layer of {n_out} neurons reads {n_in} numbers. Which standard deviation σ do its weights have at the \
        start by the rule of He, and which by that of Xavier?"
    );
    Question::new("(1.3), (1.4)", text)
        .ask(3, &["σ of He", "σ of Xavier"], vec![he, xavier])
        .working(format!("√(2 / {n_in}) = {}, √(2 / ({n_in} + {n_out})) = {}.", n(he), n(xavier)))
        .slip(vec![he * he, xavier * xavier], "These are the variances σ². The root is missing.")
        .slip(vec![root(n_in), root(n_in + n_out)], "The 2 above the line is missing.")
        .slip(vec![(2.0 / n_out as f64).sqrt(), xavier], "He's rule has the number of inputs below the line.")
        .slip(vec![he, root(n_in + n_out) * 2.0], "In Xavier's rule, 2 is divided by the sum, not by the mean.")
        .slip(vec![xavier, he], "The two rules are exchanged.")
}
