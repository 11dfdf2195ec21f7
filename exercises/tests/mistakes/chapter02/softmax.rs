use crate::{Mistake, mistake};
use ann::plain::Matrix;
use ann::plain::forward::largest;
use exercises::chapter02 as graders;
use ndarray::Axis;

fn softmax_without_shift(z: &Matrix) -> Matrix {
    let e = z.exp();
    &e / e.sum_axis(Axis(0))
}

fn softmax_over_rows(z: &Matrix) -> Matrix {
    let largest = z.map_axis(Axis(1), |row| row.fold(f64::NEG_INFINITY, |most, z| z.max(most)));
    let e = (z - largest.insert_axis(Axis(1))).exp();
    &e / e.sum_axis(Axis(1)).insert_axis(Axis(1))
}

fn softmax_over_everything(z: &Matrix) -> Matrix {
    let e = (z - largest(z)).exp();
    let sum = e.sum();
    e / sum
}

fn softmax_one_shift_for_all(z: &Matrix) -> Matrix {
    let largest = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let e = (z - largest).exp();
    &e / e.sum_axis(Axis(0))
}

fn softmax_without_division(z: &Matrix) -> Matrix {
    (z - largest(z)).exp()
}

fn softmax_without_exponential(z: &Matrix) -> Matrix {
    z / z.sum_axis(Axis(0))
}

fn softmax_logarithm(z: &Matrix) -> Matrix {
    let z = z - largest(z);
    &z - z.exp().sum_axis(Axis(0)).ln()
}

fn softmax_of_minus_z(z: &Matrix) -> Matrix {
    let z = -z;
    let e = (&z - largest(&z)).exp();
    &e / e.sum_axis(Axis(0))
}

fn softmax_is_sigmoid(z: &Matrix) -> Matrix {
    1.0 / (1.0 + (-z).exp())
}

fn softmax_divided_by_largest(z: &Matrix) -> Matrix {
    let e = (z / largest(z)).exp();
    &e / e.sum_axis(Axis(0))
}

fn softmax_sum_not_shifted(z: &Matrix) -> Matrix {
    (z - largest(z)).exp() / z.exp().sum_axis(Axis(0))
}

fn softmax_search_from_zero(z: &Matrix) -> Matrix {
    let largest = z.map_axis(Axis(0), |column| column.fold(0.0, |most: f64, z| z.max(most)));
    let e = (z - largest).exp();
    &e / e.sum_axis(Axis(0))
}

fn softmax_largest_of_rows(z: &Matrix) -> Matrix {
    let largest = z.map_axis(Axis(1), |row| row.fold(f64::NEG_INFINITY, |most, z| z.max(most)));
    let e = (z - largest).exp();
    &e / e.sum_axis(Axis(0))
}

fn softmax_by_number(z: &Matrix) -> Matrix {
    (z - largest(z)).exp() / z.nrows() as f64
}

fn softmax_sums_upright(z: &Matrix) -> Matrix {
    let e = (z - largest(z)).exp();
    &e / e.sum_axis(Axis(0)).insert_axis(Axis(1))
}

fn softmax_with_tiny_number(z: &Matrix) -> Matrix {
    let e = (z - largest(z)).exp();
    &e / (e.sum_axis(Axis(0)) + 1e-6)
}

pub const MISTAKES: &[Mistake] = &[
    mistake("the largest not taken off", "largest first", || graders::check_softmax(softmax_without_shift)),
    mistake("each row adds up to 1", "Axis(0)", || graders::check_softmax(softmax_over_rows)),
    mistake("all columns share one whole", "its own sum", || graders::check_softmax(softmax_over_everything)),
    mistake("one shift for all columns", "largest", || graders::check_softmax(softmax_one_shift_for_all)),
    mistake("not divided by the sum", "divided", || graders::check_softmax(softmax_without_division)),
    mistake("shares of the logits themselves", "exponential", || graders::check_softmax(softmax_without_exponential)),
    mistake("the logarithm of softmax", "logarithm", || graders::check_softmax(softmax_logarithm)),
    mistake("e to the minus z", "not −z", || graders::check_softmax(softmax_of_minus_z)),
    mistake("sigmoid for softmax", "sigmoid", || graders::check_softmax(softmax_is_sigmoid)),
    mistake("divided by the largest", "divided by the largest", || graders::check_softmax(softmax_divided_by_largest)),
    mistake("a sum of what was not shifted", "not in the sum", || graders::check_softmax(softmax_sum_not_shifted)),
    mistake("the search begins at 0", "begin at 0", || graders::check_softmax(softmax_search_from_zero)),
    mistake("the largest of the rows", "largest of each row", || graders::check_softmax(softmax_largest_of_rows)),
    mistake("divided by the number of classes", "by their number", || graders::check_softmax(softmax_by_number)),
    mistake("sums stand upright", "divides row j", || graders::check_softmax(softmax_sums_upright)),
    mistake("a tiny number in the sum", "1e-6", || graders::check_softmax(softmax_with_tiny_number)),
];
