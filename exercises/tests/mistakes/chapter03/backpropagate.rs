use crate::{Mistake, mistake};
use ann::plain::Matrix;
use exercises::chapter03 as graders;
use ndarray::Axis;

fn backpropagate_without_transpose(w: &Matrix, dz: &Matrix) -> Matrix {
    w.dot(dz)
}

fn backpropagate_result_transposed(w: &Matrix, dz: &Matrix) -> Matrix {
    dz.t().dot(w)
}

fn backpropagate_divided_by_m(w: &Matrix, dz: &Matrix) -> Matrix {
    w.t().dot(dz) / dz.ncols() as f64
}

fn backpropagate_mean_over_neurons(w: &Matrix, dz: &Matrix) -> Matrix {
    w.t().dot(dz) / w.nrows() as f64
}

fn backpropagate_last_neuron_only(w: &Matrix, dz: &Matrix) -> Matrix {
    let mut da = Matrix::zeros((w.ncols(), dz.ncols()));
    for j in 0..dz.ncols() {
        for k in 0..w.ncols() {
            for i in 0..w.nrows() {
                da[[k, j]] = w[[i, k]] * dz[[i, j]];
            }
        }
    }
    da
}

fn backpropagate_without_weights(w: &Matrix, dz: &Matrix) -> Matrix {
    let sums = dz.sum_axis(Axis(0));
    Matrix::from_shape_fn((w.ncols(), dz.ncols()), |(_, j)| sums[j])
}

fn backpropagate_negative(w: &Matrix, dz: &Matrix) -> Matrix {
    -w.t().dot(dz)
}

fn backpropagate_without_last_neuron(w: &Matrix, dz: &Matrix) -> Matrix {
    let mut da = Matrix::zeros((w.ncols(), dz.ncols()));
    for ((i, j), da) in da.indexed_iter_mut() {
        for k in 0..w.nrows() - 1 {
            *da += w[[k, i]] * dz[[k, j]];
        }
    }
    da
}

fn backpropagate_squared(w: &Matrix, dz: &Matrix) -> Matrix {
    w.t().dot(&dz.pow2())
}

fn backpropagate_with_relu(w: &Matrix, dz: &Matrix) -> Matrix {
    w.t().dot(dz).mapv(|da| da.max(0.0))
}

pub const MISTAKES: &[Mistake] = &[
    mistake("W without its transpose", "not transposed", || {
        graders::check_backpropagate(backpropagate_without_transpose)
    }),
    mistake("dA lies on its side", "transpose", || graders::check_backpropagate(backpropagate_result_transposed)),
    mistake("divided by m here too", "by m", || graders::check_backpropagate(backpropagate_divided_by_m)),
    mistake("a mean over the neurons", "n_out", || graders::check_backpropagate(backpropagate_mean_over_neurons)),
    mistake("= instead of +=", "last neuron", || graders::check_backpropagate(backpropagate_last_neuron_only)),
    mistake("the weights are left out", "forgotten", || graders::check_backpropagate(backpropagate_without_weights)),
    mistake("a minus too many", "sign", || graders::check_backpropagate(backpropagate_negative)),
    mistake("the last neuron left out", "leaves out the last", || {
        graders::check_backpropagate(backpropagate_without_last_neuron)
    }),
    mistake("dZ squared", "squared", || graders::check_backpropagate(backpropagate_squared)),
    mistake("cut off below 0", "cut off", || graders::check_backpropagate(backpropagate_with_relu)),
];
