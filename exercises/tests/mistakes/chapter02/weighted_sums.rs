use crate::{Mistake, mistake};
use ann::plain::Matrix;
use exercises::chapter02 as graders;
use ndarray::Axis;

fn weighted_sums_without_bias(w: &Matrix, _: &Matrix, a: &Matrix) -> Matrix {
    w.dot(a)
}

fn weighted_sums_bias_for_first_sample(w: &Matrix, b: &Matrix, a: &Matrix) -> Matrix {
    let mut z = w.dot(a);
    for i in 0..z.nrows() {
        z[[i, 0]] += b[[i, 0]];
    }
    z
}

fn weighted_sums_bias_of_first_neuron(w: &Matrix, b: &Matrix, a: &Matrix) -> Matrix {
    w.dot(a) + b[[0, 0]]
}

fn weighted_sums_minus_bias(w: &Matrix, b: &Matrix, a: &Matrix) -> Matrix {
    w.dot(a) - b
}

fn weighted_sums_bias_in_inner_loop(w: &Matrix, b: &Matrix, a: &Matrix) -> Matrix {
    let mut z = Matrix::zeros((w.nrows(), a.ncols()));
    for i in 0..w.nrows() {
        for j in 0..a.ncols() {
            for k in 0..w.ncols() {
                z[[i, j]] += w[[i, k]] * a[[k, j]] + b[[i, 0]];
            }
        }
    }
    z
}

fn weighted_sums_transposed(w: &Matrix, b: &Matrix, a: &Matrix) -> Matrix {
    a.t().dot(&w.t()) + b.t()
}

fn weighted_sums_with_w_transposed(w: &Matrix, b: &Matrix, a: &Matrix) -> Matrix {
    w.t().dot(a) + b
}

fn weighted_sums_through_relu(w: &Matrix, b: &Matrix, a: &Matrix) -> Matrix {
    (w.dot(a) + b).mapv(|z| z.max(0.0))
}

fn weighted_sums_replaced(w: &Matrix, b: &Matrix, a: &Matrix) -> Matrix {
    let mut z = Matrix::zeros((w.nrows(), a.ncols()));
    for ((i, j), z) in z.indexed_iter_mut() {
        for k in 0..w.ncols() {
            *z = w[[i, k]] * a[[k, j]];
        }
        *z += b[[i, 0]];
    }
    z
}

fn weighted_sums_without_last_input(w: &Matrix, b: &Matrix, a: &Matrix) -> Matrix {
    let mut z = Matrix::zeros((w.nrows(), a.ncols()));
    for ((i, j), z) in z.indexed_iter_mut() {
        for k in 0..w.ncols() - 1 {
            *z += w[[i, k]] * a[[k, j]];
        }
        *z += b[[i, 0]];
    }
    z
}

fn weighted_sums_bias_twice(w: &Matrix, b: &Matrix, a: &Matrix) -> Matrix {
    w.dot(a) + b + b
}

fn weighted_sums_of_first_sample(w: &Matrix, b: &Matrix, a: &Matrix) -> Matrix {
    w.dot(&a.column(0)).insert_axis(Axis(1)) + b
}

fn weighted_sums_times_bias(w: &Matrix, b: &Matrix, a: &Matrix) -> Matrix {
    w.dot(a) * b
}

pub const MISTAKES: &[Mistake] = &[
    mistake("the bias is forgotten", "bias", || graders::check_weighted_sums(weighted_sums_without_bias)),
    mistake("b for the first sample only", "column", || {
        graders::check_weighted_sums(weighted_sums_bias_for_first_sample)
    }),
    mistake("one bias for all neurons", "neuron", || graders::check_weighted_sums(weighted_sums_bias_of_first_neuron)),
    mistake("the bias is subtracted", "taken away", || graders::check_weighted_sums(weighted_sums_minus_bias)),
    mistake("b added with each product", "n_in times", || {
        graders::check_weighted_sums(weighted_sums_bias_in_inner_loop)
    }),
    mistake("Z lies on its side", "transpose", || graders::check_weighted_sums(weighted_sums_transposed)),
    mistake("a transpose too many", "W is transposed", || {
        graders::check_weighted_sums(weighted_sums_with_w_transposed)
    }),
    mistake("activated already", "comes later", || graders::check_weighted_sums(weighted_sums_through_relu)),
    mistake("= for +=", "last input alone", || graders::check_weighted_sums(weighted_sums_replaced)),
    mistake("the last input left out", "leaves out the last", || {
        graders::check_weighted_sums(weighted_sums_without_last_input)
    }),
    mistake("the bias twice", "added twice", || graders::check_weighted_sums(weighted_sums_bias_twice)),
    mistake("only the first sample", "first column alone", || {
        graders::check_weighted_sums(weighted_sums_of_first_sample)
    }),
    mistake("the bias as a factor", "multiplied by the bias", || {
        graders::check_weighted_sums(weighted_sums_times_bias)
    }),
];
