use crate::{Mistake, mistake};
use ann::plain::Matrix;
use ann::plain::forward::largest;
use exercises::chapter04 as graders;
use ndarray::Axis;

fn log_softmax_of_probabilities(z: &Matrix) -> Matrix {
    let e = (z - largest(z)).exp();
    (&e / e.sum_axis(Axis(0))).ln()
}

fn log_softmax_without_shift(z: &Matrix) -> Matrix {
    z - z.exp().sum_axis(Axis(0)).ln()
}

fn log_softmax_over_rows(z: &Matrix) -> Matrix {
    let most = z.map_axis(Axis(1), |row| row.fold(f64::NEG_INFINITY, |most, z| z.max(most)));
    let shifted = z - most.insert_axis(Axis(1));
    &shifted - shifted.exp().sum_axis(Axis(1)).insert_axis(Axis(1)).ln()
}

fn log_softmax_with_loss_sign(z: &Matrix) -> Matrix {
    let shifted = z - largest(z);
    shifted.exp().sum_axis(Axis(0)).ln() - shifted
}

fn log_softmax_over_everything(z: &Matrix) -> Matrix {
    let shifted = z - largest(z);
    let log_sum = shifted.exp().sum().ln();
    shifted - log_sum
}

fn log_softmax_is_softmax(z: &Matrix) -> Matrix {
    let e = (z - largest(z)).exp();
    &e / e.sum_axis(Axis(0))
}

fn log_softmax_shift_not_undone(z: &Matrix) -> Matrix {
    let e = (z - largest(z)).exp();
    z - e.sum_axis(Axis(0)).ln()
}

fn log_softmax_minus_plain_sum(z: &Matrix) -> Matrix {
    let shifted = z - largest(z);
    &shifted - shifted.exp().sum_axis(Axis(0))
}

fn log_softmax_only_shifted(z: &Matrix) -> Matrix {
    z - largest(z)
}

fn log_softmax_to_base_ten(z: &Matrix) -> Matrix {
    let e = (z - largest(z)).exp();
    (&e / e.sum_axis(Axis(0))).log10()
}

fn log_softmax_sum_to_base_ten(z: &Matrix) -> Matrix {
    let z = z - largest(z);
    &z - z.exp().sum_axis(Axis(0)).log10()
}

fn log_softmax_search_from_zero(z: &Matrix) -> Matrix {
    let largest = z.map_axis(Axis(0), |column| column.fold(0.0, |most: f64, z| z.max(most)));
    let z = z - largest;
    &z - z.exp().sum_axis(Axis(0)).ln()
}

fn log_softmax_plus_sum(z: &Matrix) -> Matrix {
    let z = z - largest(z);
    &z + z.exp().sum_axis(Axis(0)).ln()
}

fn log_softmax_plus_largest(z: &Matrix) -> Matrix {
    z + largest(z) - (z - largest(z)).exp().sum_axis(Axis(0)).ln()
}

fn log_softmax_of_plain_sum(z: &Matrix) -> Matrix {
    let z = z - largest(z);
    &z - z.sum_axis(Axis(0))
}

pub const MISTAKES: &[Mistake] = &[
    mistake("the logarithm of a rounded a", "rounded", || graders::check_log_softmax(log_softmax_of_probabilities)),
    mistake("the largest not taken off", "take M off", || graders::check_log_softmax(log_softmax_without_shift)),
    mistake("a softmax of each row", "over the samples", || graders::check_log_softmax(log_softmax_over_rows)),
    mistake("minus the logarithm", "sign", || graders::check_log_softmax(log_softmax_with_loss_sign)),
    mistake("one sum for all columns", "one sum", || graders::check_log_softmax(log_softmax_over_everything)),
    mistake("softmax without the logarithm", "logarithm", || graders::check_log_softmax(log_softmax_is_softmax)),
    mistake("the shift is not undone", "not taken off", || graders::check_log_softmax(log_softmax_shift_not_undone)),
    mistake("the sum without its logarithm", "logarithm", || graders::check_log_softmax(log_softmax_minus_plain_sum)),
    mistake("the sum is left out", "sum", || graders::check_log_softmax(log_softmax_only_shifted)),
    mistake("the logarithm to base 10", "to base 10", || graders::check_log_softmax(log_softmax_to_base_ten)),
    mistake("the logarithm of the sum to base 10", "sum has the base 10", || {
        graders::check_log_softmax(log_softmax_sum_to_base_ten)
    }),
    mistake("the search begins at 0", "begin at 0", || graders::check_log_softmax(log_softmax_search_from_zero)),
    mistake("the logarithm added", "is added", || graders::check_log_softmax(log_softmax_plus_sum)),
    mistake("M added", "M is added", || graders::check_log_softmax(log_softmax_plus_largest)),
    mistake("the sum of the logits", "added up", || graders::check_log_softmax(log_softmax_of_plain_sum)),
];
