//! Chapter 0, one neuron. Write the functions, one after the other, and let `cargo exercise 0` judge them.

/// a = w x + b, the answer of a neuron with one input, of “A neuron learns a line”.
///
/// It is not the `answer` further down the page, which has two inputs and goes through σ.
pub fn answer(w: f64, b: f64, x: f64) -> f64 {
    todo!()
}

/// ∂J/∂w and ∂J/∂b, in this order, of “A neuron learns a line”.
///
/// A sample is a pair (x, y): the input and the right answer. There is at least one.
pub fn slopes(w: f64, b: f64, samples: &[(f64, f64)]) -> (f64, f64) {
    todo!()
}

/// w and b after `steps` steps with the learning rate α, of “A neuron learns a line”.
///
/// Both start at 0. In each step, both slopes are taken before either number is changed.
pub fn fit(samples: &[(f64, f64)], alpha: f64, steps: usize) -> (f64, f64) {
    todo!()
}

/// σ(z), of “From a number to a probability”.
///
/// z may be 1000 or −1000.
pub fn sigmoid(z: f64) -> f64 {
    todo!()
}

/// The cost J: the mean of −ln a where y is 1 and of −ln (1 − a) where y is 0, of “From a number to a probability”.
///
/// a and y are equally long: the answers, which are given here, and the truth, 1 or 0. An answer may be exactly 0 or 1.
pub fn cost(a: &[f64], y: &[f64]) -> f64 {
    todo!()
}

/// `other`, scaled with the mean and the standard deviation of `train`, of “One scale for both”.
///
/// The square of the standard deviation is the mean of the squares (x − mean)²: their sum divided by m, not by m − 1. The numbers of
/// `train` are not all the same. The result is as long as `other`.
pub fn scale(train: &[f64], other: &[f64]) -> Vec<f64> {
    todo!()
}
