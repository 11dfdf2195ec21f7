use crate::{Mistake, mistake};
use ann::plain::Matrix;
use ann::plain::backward::Gradient;
use exercises::chapter03 as graders;
use ndarray::Axis;

fn gradient_without_mean(a_before: &Matrix, dz: &Matrix) -> Gradient {
    Gradient { dw: dz.dot(&a_before.t()), db: dz.sum_axis(Axis(1)).insert_axis(Axis(1)) }
}

fn gradient_divided_by_neurons(a_before: &Matrix, dz: &Matrix) -> Gradient {
    let m = dz.nrows() as f64;
    let dw = dz.dot(&a_before.t()) / m;
    let db = dz.sum_axis(Axis(1)).insert_axis(Axis(1)) / m;
    Gradient { dw, db }
}

fn gradient_db_summed(a_before: &Matrix, dz: &Matrix) -> Gradient {
    let m = dz.ncols() as f64;
    let dw = dz.dot(&a_before.t()) / m;
    let db = dz.sum_axis(Axis(1)).insert_axis(Axis(1));
    Gradient { dw, db }
}

fn gradient_dw_summed(a_before: &Matrix, dz: &Matrix) -> Gradient {
    let dw = dz.dot(&a_before.t());
    let db = dz.mean_axis(Axis(1)).unwrap().insert_axis(Axis(1));
    Gradient { dw, db }
}

fn gradient_dw_transposed(a_before: &Matrix, dz: &Matrix) -> Gradient {
    let m = dz.ncols() as f64;
    let dw = a_before.dot(&dz.t()) / m;
    let db = dz.sum_axis(Axis(1)).insert_axis(Axis(1)) / m;
    Gradient { dw, db }
}

fn gradient_db_over_neurons(a_before: &Matrix, dz: &Matrix) -> Gradient {
    let m = dz.ncols() as f64;
    let dw = dz.dot(&a_before.t()) / m;
    let db = dz.sum_axis(Axis(0)).insert_axis(Axis(1)) / m;
    Gradient { dw, db }
}

fn gradient_db_in_a_row(a_before: &Matrix, dz: &Matrix) -> Gradient {
    let m = dz.ncols() as f64;
    let dw = dz.dot(&a_before.t()) / m;
    let db = dz.sum_axis(Axis(1)).insert_axis(Axis(0)) / m;
    Gradient { dw, db }
}

fn gradient_divided_twice(a_before: &Matrix, dz: &Matrix) -> Gradient {
    let m = dz.ncols() as f64;
    let dz = dz / m;
    let dw = dz.dot(&a_before.t()) / m;
    let db = dz.sum_axis(Axis(1)).insert_axis(Axis(1)) / m;
    Gradient { dw, db }
}

fn gradient_downhill(a_before: &Matrix, dz: &Matrix) -> Gradient {
    let m = dz.ncols() as f64;
    let dw = -dz.dot(&a_before.t()) / m;
    let db = -dz.sum_axis(Axis(1)).insert_axis(Axis(1)) / m;
    Gradient { dw, db }
}

fn gradient_one_db_for_all(a_before: &Matrix, dz: &Matrix) -> Gradient {
    let m = dz.ncols() as f64;
    Gradient { dw: dz.dot(&a_before.t()) / m, db: Matrix::from_elem((dz.nrows(), 1), dz.sum() / m) }
}

fn gradient_divided_by_inputs(a_before: &Matrix, dz: &Matrix) -> Gradient {
    let n = a_before.nrows() as f64;
    Gradient { dw: dz.dot(&a_before.t()) / n, db: dz.sum_axis(Axis(1)).insert_axis(Axis(1)) / n }
}

fn gradient_divided_by_m_minus_one(a_before: &Matrix, dz: &Matrix) -> Gradient {
    let m = dz.ncols() as f64 - 1.0;
    Gradient { dw: dz.dot(&a_before.t()) / m, db: dz.sum_axis(Axis(1)).insert_axis(Axis(1)) / m }
}

fn gradient_db_of_dw(a_before: &Matrix, dz: &Matrix) -> Gradient {
    let dw = dz.dot(&a_before.t()) / dz.ncols() as f64;
    let db = dw.sum_axis(Axis(1)).insert_axis(Axis(1));
    Gradient { dw, db }
}

fn gradient_db_of_first_sample(a_before: &Matrix, dz: &Matrix) -> Gradient {
    let dw = dz.dot(&a_before.t()) / dz.ncols() as f64;
    Gradient { dw, db: dz.column(0).to_owned().insert_axis(Axis(1)) }
}

pub const MISTAKES: &[Mistake] = &[
    mistake("no mean", "in db", || graders::check_gradient(gradient_without_mean)),
    mistake("divided by the neurons", "n_out", || graders::check_gradient(gradient_divided_by_neurons)),
    mistake("db is a sum", "db", || graders::check_gradient(gradient_db_summed)),
    mistake("dW is a sum", "dW is m times", || graders::check_gradient(gradient_dw_summed)),
    mistake("dW lies on its side", "transpose", || graders::check_gradient(gradient_dw_transposed)),
    mistake("db summed over the neurons", "wrong axis", || graders::check_gradient(gradient_db_over_neurons)),
    mistake("db is a row", "transposed", || graders::check_gradient(gradient_db_in_a_row)),
    mistake("divided by m twice", "m twice", || graders::check_gradient(gradient_divided_twice)),
    mistake("the step for the slope", "sign", || graders::check_gradient(gradient_downhill)),
    mistake("one db for all neurons", "one sum over all", || graders::check_gradient(gradient_one_db_for_all)),
    mistake("divided by n_in", "divided by n_in", || graders::check_gradient(gradient_divided_by_inputs)),
    mistake("divided by m − 1", "m − 1", || graders::check_gradient(gradient_divided_by_m_minus_one)),
    mistake("db from dW", "sum of dW", || graders::check_gradient(gradient_db_of_dw)),
    mistake("db of the first sample", "first sample alone", || graders::check_gradient(gradient_db_of_first_sample)),
];
