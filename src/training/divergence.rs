//! A loss that is not finite (chapter 11): the likely cause, and what the error says of it.

use crate::{Error, Real};
use ndarray::ArrayView2;

/// A guess at why a training on x: (n_x, m) and y: (n_y, m) diverged, and what to try.
pub(super) fn cause<F: Real>(x: ArrayView2<F>, y: ArrayView2<F>, learning_rate: f64, l2: f64) -> String {
    let is_finite = |numbers: &ArrayView2<F>| numbers.iter().all(|x| x.is_finite());
    let largest = |numbers: &ArrayView2<F>| numbers.iter().fold(0.0, |largest: f64, x| largest.max(x.into_f64().abs()));
    let (largest_x, largest_y) = (largest(&x), largest(&y));
    let shrinks = learning_rate * l2 / x.ncols() as f64;
    if !is_finite(&x) || !is_finite(&y) {
        "a feature or a target is not a finite number".to_owned()
    } else if shrinks > 1.0 && l2 > 10.0 {
        format!("the penalty l2 = {l2} is too large: try a hundredth of it")
    } else if largest_x > 100.0 {
        format!("a feature reaches {largest_x:.4}: scale the features before training")
    } else if largest_y > 100.0 {
        format!("a target reaches {largest_y:.4}: scale the targets before training")
    } else {
        format!("the learning rate {learning_rate} is probably too large: try a tenth of it")
    }
}

/// The error, with the remark that the network has the weights of epoch `epoch` again.
pub(super) fn restored(error: Error, epoch: usize) -> Error {
    let told = format!("; the network has the weights of epoch {epoch} again, the best on the validation samples");
    match error {
        Error::Diverged { epoch, loss, cause } => Error::Diverged { epoch, loss, cause: cause + &told },
        Error::Data { problem } => Error::Data { problem: problem + &told },
        other => other,
    }
}
