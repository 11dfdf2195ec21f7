//! Chapter 3, backpropagation. Write the functions, one after the other, and let `cargo exercise 3` judge them.

use ann::plain::Matrix;
use ann::plain::backward::Gradient;
use ann::plain::network::Network;
use ndarray::Axis;

/// dZ = dA ⊙ g′(Z) of a layer with ReLU, by (3.1) and (2.8).
///
/// A and dA: (n, m), as dZ. Where A is 0, the neuron was silent.
pub fn relu_backward(a: &Matrix, da: &Matrix) -> Matrix {
    todo!()
}

/// dZ = dA ⊙ g′(Z) of a layer with tanh, by (3.1) and (2.10).
///
/// A and dA: (n, m), as dZ.
pub fn tanh_backward(a: &Matrix, da: &Matrix) -> Matrix {
    todo!()
}

/// dW and db of one layer, by (3.2) and (3.3).
///
/// What the layer has read, `a_before`: (`n_in`, m). dZ: (`n_out`, m). dW: (`n_out`, `n_in`). db: (`n_out`, 1).
/// `sum_axis` gives a list; `.insert_axis(Axis(1))` makes it a column.
pub fn gradient(a_before: &Matrix, dz: &Matrix) -> Gradient {
    todo!()
}

/// dA of the layer before, by (3.4).
///
/// W: (`n_out`, `n_in`). dZ: (`n_out`, m). dA: (`n_in`, m).
pub fn backpropagate(w: &Matrix, dz: &Matrix) -> Matrix {
    todo!()
}

/// The gradients of all layers, first layer first, by (3.1) to (3.5).
///
/// The hidden layers have tanh, the last the sigmoid, with the loss that suits it, (3.5). `a` is what `forward` returned: X, then A of each
/// layer. Y: (`n_y`, m). There may be any number of layers, also one. Layer l has `network.layers[l].w`, `.b` and `.g`.
pub fn backward(network: &Network, a: &[Matrix], y: &Matrix) -> Vec<Gradient> {
    todo!()
}

/// The slope of a function at `x`, measured from both sides by (3.6) with ε = 1e-5.
///
/// `f` is any function of one number; it is called as any other, `f(x)`.
pub fn slope(f: &dyn Fn(f64) -> f64, x: f64) -> f64 {
    todo!()
}

/// dZ of layer normalisation, by exercise 7; try it before you open its solution.
///
/// A is ẑ in the text, and dA its dẑ, the error of A. In each column A = (Z − mean) / deviation, with the mean and the deviation of its n
/// numbers, and nothing added to the deviation. Z, dA and dZ: (n, m).
pub fn normalise_backward(z: &Matrix, da: &Matrix) -> Matrix {
    todo!()
}
