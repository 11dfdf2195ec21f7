//! Chapter 10, data. Write the functions, one after the other, and let `cargo exercise 10` judge them.

use ann::Rng;
use ann::plain::Matrix;

/// The samples for training and those for the test, standardised by (10.1).
///
/// `train`: (`n_x`, m). `test`: (`n_x`, another m). Both come back in their shapes. μ and σ of each feature, a row, are
/// those of the training part, and serve both. A feature that has one value for all samples becomes 0.
pub fn standardise(train: &Matrix, test: &Matrix) -> (Matrix, Matrix) {
    todo!()
}

/// The numbers of the samples to train on, and of those for the test, with every class in its proportion, as in
/// “Dividing the samples”.
///
/// `labels`: the class of each sample, 0, 1, 2 and so on. Of each class the test gets `test_share` times its samples,
/// rounded to a whole number by `round`, and drawn by `rng`; the others are for training. Every number from 0 to m − 1
/// occurs once, in either list; the order does not count. With `use rand::seq::SliceRandom;` a list has the method
/// `shuffle(rng)`.
pub fn stratified_split(labels: &[usize], test_share: f64, rng: &mut Rng) -> (Vec<usize>, Vec<usize>) {
    todo!()
}
