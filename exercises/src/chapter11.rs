//! Chapter 11, the trainer. Write the functions, one after the other, and let `cargo exercise 11` judge them.

use ann::Rng;
use ann::plain::Matrix;

/// The epoch, counted from 0, whose weights are kept, as in “When to stop”.
///
/// `losses`: the validation loss after each epoch, to the end of the training, at least one. Training stops as soon as
/// `patience` epochs in a row have brought no loss below the best so far, and the best so far is kept. What would have
/// come after the stop does not count. `patience` is at least 1.
pub fn early_stopping(losses: &[f64], patience: usize) -> usize {
    todo!()
}

/// How much the accuracy (11.2) falls when the values of one feature are shuffled among the samples: the permutation
/// importance.
///
/// The shuffled feature has the same values, but each belongs to another sample; so it tells nothing any more. What the
/// accuracy loses is what the feature has told. `answer` takes all samples, X: (n, m), and gives the class of each; it
/// is a trained network, for example. `labels`: the right classes. `feature`: its row in X. Shuffle once, by `rng`
/// (`use rand::seq::SliceRandom;`). What is returned is the accuracy before less the accuracy after.
pub fn permutation_importance(
    answer: &dyn Fn(&Matrix) -> Vec<usize>,
    x: &Matrix,
    labels: &[usize],
    feature: usize,
    rng: &mut Rng,
) -> f64 {
    todo!()
}
