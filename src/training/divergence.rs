//! A loss that is not finite (chapter 11): the likely cause, and what the error says of it.

use crate::{Error, Ranks, Real, Result};
use ndarray::ArrayView2;

/// A guess at why a training on x: (n_x, m) and y: (n_y, m) diverged, and what to try; m are all samples, of which each rank has some.
pub(super) fn cause<F: Real>(
    ranks: &Ranks,
    (x, y): (ArrayView2<F>, ArrayView2<F>),
    m: usize,
    learning_rate: f64,
    l2: f64,
) -> Result<String> {
    let largest = |numbers: ArrayView2<F>| {
        let size = |x: &F| if x.is_finite() { x.into_f64().abs() } else { f64::INFINITY };
        ranks.largest(numbers.iter().map(size).fold(0.0, f64::max))
    };
    let (largest_x, largest_y) = (largest(x)?, largest(y)?);
    let shrinks = learning_rate * l2 / m as f64;
    Ok(if largest_x.is_infinite() || largest_y.is_infinite() {
        "a feature or a target is not a finite number".to_owned()
    } else if shrinks > 1.0 && l2 > 10.0 {
        format!("the penalty l2 = {l2} is too large: try a hundredth of it")
    } else if largest_x > 100.0 {
        format!("a feature reaches {largest_x:.4}: scale the features before training")
    } else if largest_y > 100.0 {
        format!("a target reaches {largest_y:.4}: scale the targets before training")
    } else {
        format!("the learning rate {learning_rate} is probably too large: try a tenth of it")
    })
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
