use crate::{Mistake, mistake};
use ann::plain::Matrix;
use exercises::chapter03 as graders;

fn relu_backward_without_slope(_: &Matrix, da: &Matrix) -> Matrix {
    da.clone()
}

fn relu_backward_times_a(a: &Matrix, da: &Matrix) -> Matrix {
    da * a
}

fn relu_backward_where_da_is_positive(_: &Matrix, da: &Matrix) -> Matrix {
    da.mapv(|da| da.max(0.0))
}

fn relu_backward_slope_only(a: &Matrix, _: &Matrix) -> Matrix {
    a.mapv(|a| if a > 0.0 { 1.0 } else { 0.0 })
}

fn relu_backward_leaky(a: &Matrix, da: &Matrix) -> Matrix {
    da * a.mapv(|a| if a > 0.0 { 1.0 } else { 0.01 })
}

fn relu_backward_of_silent_neurons(a: &Matrix, da: &Matrix) -> Matrix {
    da * a.mapv(|a| if a > 0.0 { 0.0 } else { 1.0 })
}

fn relu_backward_with_tanh(a: &Matrix, da: &Matrix) -> Matrix {
    da * (1.0 - a * a)
}

fn relu_backward_one_where_silent(a: &Matrix, da: &Matrix) -> Matrix {
    let mut dz = da.clone();
    dz.zip_mut_with(a, |dz, a| {
        if *a == 0.0 {
            *dz = 1.0;
        }
    });
    dz
}

fn relu_backward_plus_slope(a: &Matrix, da: &Matrix) -> Matrix {
    da + a.mapv(|a| if a > 0.0 { 1.0 } else { 0.0 })
}

fn relu_backward_divided_by_m(a: &Matrix, da: &Matrix) -> Matrix {
    da * a.mapv(|a| if a > 0.0 { 1.0 } else { 0.0 }) / a.ncols() as f64
}

pub const MISTAKES: &[Mistake] = &[
    mistake("the slope is forgotten", "forgotten", || graders::check_relu_backward(relu_backward_without_slope)),
    mistake("A for the slope", "slope", || graders::check_relu_backward(relu_backward_times_a)),
    mistake("asks whether dA is positive", "dA", || graders::check_relu_backward(relu_backward_where_da_is_positive)),
    mistake("the slope without dA", "dA", || graders::check_relu_backward(relu_backward_slope_only)),
    mistake("a leak where it was silent", "leaky", || graders::check_relu_backward(relu_backward_leaky)),
    mistake("only silent neurons learn", "exchanged", || graders::check_relu_backward(relu_backward_of_silent_neurons)),
    mistake("the slope of tanh", "tanh", || graders::check_relu_backward(relu_backward_with_tanh)),
    mistake("1 where silent", "dZ is 1", || graders::check_relu_backward(relu_backward_one_where_silent)),
    mistake("the slope added", "is added", || graders::check_relu_backward(relu_backward_plus_slope)),
    mistake("divided by m", "number of its columns", || graders::check_relu_backward(relu_backward_divided_by_m)),
];
