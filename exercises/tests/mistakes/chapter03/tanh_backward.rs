use crate::{Mistake, mistake};
use ann::plain::Matrix;
use exercises::chapter03 as graders;

fn tanh_backward_without_slope(_: &Matrix, da: &Matrix) -> Matrix {
    da.clone()
}

fn tanh_backward_without_square(a: &Matrix, da: &Matrix) -> Matrix {
    da * (1.0 - a)
}

fn tanh_backward_with_sigmoid(a: &Matrix, da: &Matrix) -> Matrix {
    da * (a * (1.0 - a))
}

fn tanh_backward_wrong_way_round(a: &Matrix, da: &Matrix) -> Matrix {
    da * (a * a - 1.0)
}

fn tanh_backward_tanh_again(a: &Matrix, da: &Matrix) -> Matrix {
    da * a.mapv(|a| 1.0 - a.tanh().powi(2))
}

fn tanh_backward_slope_only(a: &Matrix, _: &Matrix) -> Matrix {
    1.0 - a * a
}

fn tanh_backward_without_brackets(a: &Matrix, da: &Matrix) -> Matrix {
    da - a * a
}

fn tanh_backward_square_of_all(a: &Matrix, da: &Matrix) -> Matrix {
    da * (1.0 - a).pow2()
}

fn tanh_backward_with_factor_two(a: &Matrix, da: &Matrix) -> Matrix {
    da * (1.0 - 2.0 * a)
}

fn tanh_backward_exchanged(a: &Matrix, da: &Matrix) -> Matrix {
    a * (1.0 - da * da)
}

fn tanh_backward_divided(a: &Matrix, da: &Matrix) -> Matrix {
    da / (1.0 - a * a)
}

pub const MISTAKES: &[Mistake] = &[
    mistake("the slope is forgotten", "slope", || graders::check_tanh_backward(tanh_backward_without_slope)),
    mistake("1 − a without the square", "not 1 − A", || graders::check_tanh_backward(tanh_backward_without_square)),
    mistake("the slope of the sigmoid", "sigmoid", || graders::check_tanh_backward(tanh_backward_with_sigmoid)),
    mistake("a² − 1 for 1 − a²", "sign", || graders::check_tanh_backward(tanh_backward_wrong_way_round)),
    mistake("A taken for Z", "second time", || graders::check_tanh_backward(tanh_backward_tanh_again)),
    mistake("the slope without dA", "dA", || graders::check_tanh_backward(tanh_backward_slope_only)),
    mistake("brackets forgotten", "parentheses", || graders::check_tanh_backward(tanh_backward_without_brackets)),
    mistake("the square of 1 − A", "(1 − A)²", || graders::check_tanh_backward(tanh_backward_square_of_all)),
    mistake("one minus twice A", "2 A", || graders::check_tanh_backward(tanh_backward_with_factor_two)),
    mistake("A and dA exchanged", "exchanged", || graders::check_tanh_backward(tanh_backward_exchanged)),
    mistake("divided by the slope", "divided by the slope", || graders::check_tanh_backward(tanh_backward_divided)),
];
