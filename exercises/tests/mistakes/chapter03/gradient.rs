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
];
