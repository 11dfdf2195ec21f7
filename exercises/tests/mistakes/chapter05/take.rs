use crate::{Mistake, mistake};
use ann::plain::Matrix;
use exercises::chapter05 as graders;
use ndarray::{Axis, s};

fn take_rows(x: &Matrix, y: &Matrix, batch: &[usize]) -> (Matrix, Matrix) {
    (x.select(Axis(0), batch), y.select(Axis(0), batch))
}

fn take_the_first(x: &Matrix, y: &Matrix, batch: &[usize]) -> (Matrix, Matrix) {
    let size = batch.len();
    (x.slice(s![.., ..size]).to_owned(), y.slice(s![.., ..size]).to_owned())
}

fn take_all_of_y(x: &Matrix, y: &Matrix, batch: &[usize]) -> (Matrix, Matrix) {
    (x.select(Axis(1), batch), y.clone())
}

fn take_other_targets(x: &Matrix, y: &Matrix, batch: &[usize]) -> (Matrix, Matrix) {
    let mut x_batch = Matrix::zeros((x.nrows(), batch.len()));
    let mut y_batch = Matrix::zeros((y.nrows(), batch.len()));
    for (k, &j) in batch.iter().enumerate() {
        x_batch.column_mut(k).assign(&x.column(j));
        y_batch.column_mut(k).assign(&y.column(k));
    }
    (x_batch, y_batch)
}

fn take_in_old_order(x: &Matrix, y: &Matrix, batch: &[usize]) -> (Matrix, Matrix) {
    let samples: Vec<usize> = (0..x.ncols()).filter(|j| batch.contains(j)).collect();
    (x.select(Axis(1), &samples), y.select(Axis(1), &samples))
}

fn take_samples_as_rows(x: &Matrix, y: &Matrix, batch: &[usize]) -> (Matrix, Matrix) {
    (x.select(Axis(1), batch).t().to_owned(), y.select(Axis(1), batch).t().to_owned())
}

fn take_neighbours(x: &Matrix, y: &Matrix, batch: &[usize]) -> (Matrix, Matrix) {
    let run = s![.., batch[0]..batch[0] + batch.len()];
    (x.slice(run).to_owned(), y.slice(run).to_owned())
}

pub const MISTAKES: &[Mistake] = &[
    mistake("rows taken for samples", "rows", || graders::check_take(take_rows)),
    mistake("the first columns, whatever the batch", "first", || graders::check_take(take_the_first)),
    mistake("Y is not cut", "Y", || graders::check_take(take_all_of_y)),
    mistake("targets of other samples", "gets another's", || graders::check_take(take_other_targets)),
    mistake("right columns in ascending order", "order", || graders::check_take(take_in_old_order)),
    mistake("samples became rows", "transpose", || graders::check_take(take_samples_as_rows)),
    mistake("a run of neighbours", "neighbours", || graders::check_take(take_neighbours)),
];
