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

fn take_without_last(x: &Matrix, y: &Matrix, batch: &[usize]) -> (Matrix, Matrix) {
    let batch = &batch[..batch.len() - usize::from(batch.len() > 1)];
    (x.select(Axis(1), batch), y.select(Axis(1), batch))
}

fn take_first_again(x: &Matrix, y: &Matrix, batch: &[usize]) -> (Matrix, Matrix) {
    let first = vec![batch[0]; batch.len()];
    (x.select(Axis(1), &first), y.select(Axis(1), &first))
}

fn take_x_twice(x: &Matrix, _: &Matrix, batch: &[usize]) -> (Matrix, Matrix) {
    (x.select(Axis(1), batch), x.select(Axis(1), batch))
}

fn take_masked(x: &Matrix, y: &Matrix, batch: &[usize]) -> (Matrix, Matrix) {
    let (mut of_x, mut of_y) = (Matrix::zeros(x.dim()), Matrix::zeros(y.dim()));
    for &sample in batch {
        of_x.column_mut(sample).assign(&x.column(sample));
        of_y.column_mut(sample).assign(&y.column(sample));
    }
    (of_x, of_y)
}

fn take_others(x: &Matrix, y: &Matrix, batch: &[usize]) -> (Matrix, Matrix) {
    let others: Vec<usize> = (0..x.ncols()).filter(|sample| !batch.contains(sample)).collect();
    (x.select(Axis(1), &others), y.select(Axis(1), &others))
}

pub const MISTAKES: &[Mistake] = &[
    mistake("rows taken for samples", "rows", || graders::check_take(take_rows)),
    mistake("the first columns, whatever the batch", "first", || graders::check_take(take_the_first)),
    mistake("Y is not cut", "Y", || graders::check_take(take_all_of_y)),
    mistake("targets of other samples", "gets another's", || graders::check_take(take_other_targets)),
    mistake("right columns in ascending order", "order", || graders::check_take(take_in_old_order)),
    mistake("samples became rows", "transpose", || graders::check_take(take_samples_as_rows)),
    mistake("a run of neighbours", "neighbours", || graders::check_take(take_neighbours)),
    mistake("the last column left out", "first 2 columns", || graders::check_take(take_without_last)),
    mistake("the first column again and again", "index stand still", || graders::check_take(take_first_again)),
    mistake("X twice", "what X must be", || graders::check_take(take_x_twice)),
    mistake("the others left as 0", "still there", || graders::check_take(take_masked)),
    mistake("those not in the batch", "not in the batch", || graders::check_take(take_others)),
];
