#![allow(clippy::needless_range_loop, reason = "as a reader writes it")]

use crate::{Mistake, mistake, unnamed};
use ann::plain::Matrix;
use exercises::chapter08 as graders;
use ndarray::{Axis, concatenate, s};

type Pass<'a> = &'a dyn Fn(&Matrix) -> Vec<Matrix>;

/// How many numbers an answer has, and where it stands in the list.
fn sizes(pass: Pass, x: &Matrix) -> (usize, usize) {
    let a = pass(&x.slice(s![.., ..1]).to_owned());
    (a[a.len() - 1].nrows(), a.len() - 1)
}

fn pieces_without_the_last(pass: Pass, x: &Matrix, size: usize) -> Matrix {
    let (n, last) = sizes(pass, x);
    let mut answers = Matrix::zeros((n, x.ncols()));
    for k in 0..x.ncols() / size {
        let (from, to) = (k * size, (k + 1) * size);
        let a = pass(&x.slice(s![.., from..to]).to_owned());
        answers.slice_mut(s![.., from..to]).assign(&a[last]);
    }
    answers
}

fn pieces_in_reverse(pass: Pass, x: &Matrix, size: usize) -> Matrix {
    let mut answers = Matrix::zeros((sizes(pass, x).0, 0));
    for from in (0..x.ncols()).step_by(size) {
        let to = x.ncols().min(from + size);
        let a = pass(&x.slice(s![.., from..to]).to_owned());
        answers = concatenate(Axis(1), &[a.last().unwrap().view(), answers.view()]).unwrap();
    }
    answers
}

fn pieces_of_the_hidden_layer(pass: Pass, x: &Matrix, size: usize) -> Matrix {
    let mut pieces = Vec::new();
    for from in (0..x.ncols()).step_by(size) {
        let to = x.ncols().min(from + size);
        let a = pass(&x.slice(s![.., from..to]).to_owned());
        pieces.push(a[a.len() - 2].clone());
    }
    let views: Vec<_> = pieces.iter().map(Matrix::view).collect();
    concatenate(Axis(1), &views).unwrap()
}

fn pieces_that_overlap(pass: Pass, x: &Matrix, size: usize) -> Matrix {
    let m = x.ncols();
    let mut pieces = Vec::new();
    for from in (0..m).step_by(size) {
        let to = usize::min(from + size, m - 1);
        let mut a = pass(&x.slice(s![.., from..=to]).to_owned());
        pieces.push(a.pop().unwrap());
    }
    let views: Vec<_> = pieces.iter().map(Matrix::view).collect();
    concatenate(Axis(1), &views).unwrap()
}

fn pieces_all_the_first(pass: Pass, x: &Matrix, size: usize) -> Matrix {
    let (m, (n, last)) = (x.ncols(), sizes(pass, x));
    let mut answers = Matrix::zeros((n, m));
    for from in (0..m).step_by(size) {
        let to = usize::min(from + size, m);
        let piece = x.slice(s![.., ..to - from]).to_owned();
        answers.slice_mut(s![.., from..to]).assign(&pass(&piece)[last]);
    }
    answers
}

fn pieces_filled_up(pass: Pass, x: &Matrix, size: usize) -> Matrix {
    let (n, m) = x.dim();
    let mut pieces = Vec::new();
    for from in (0..m).step_by(size) {
        let mut piece = Matrix::zeros((n, size));
        for j in from..usize::min(from + size, m) {
            piece.column_mut(j - from).assign(&x.column(j));
        }
        pieces.push(pass(&piece).pop().unwrap());
    }
    let views: Vec<_> = pieces.iter().map(Matrix::view).collect();
    concatenate(Axis(1), &views).unwrap()
}

fn pieces_as_rows(pass: Pass, x: &Matrix, size: usize) -> Matrix {
    let (m, (n, last)) = (x.ncols(), sizes(pass, x));
    let mut answers = Matrix::zeros((m, n));
    for from in (0..m).step_by(size) {
        let to = usize::min(from + size, m);
        let a = pass(&x.slice(s![.., from..to]).to_owned());
        answers.slice_mut(s![from..to, ..]).assign(&a[last].t());
    }
    answers
}

fn pieces_in_one_pass(pass: Pass, x: &Matrix, _: usize) -> Matrix {
    pass(x).pop().unwrap()
}

fn pieces_after_one_pass(pass: Pass, x: &Matrix, size: usize) -> Matrix {
    let mut answers = Matrix::zeros(pass(x).last().unwrap().dim());
    for from in (0..x.ncols()).step_by(size) {
        let to = x.ncols().min(from + size);
        let a = pass(&x.slice(s![.., from..to]).to_owned());
        answers.slice_mut(s![.., from..to]).assign(a.last().unwrap());
    }
    answers
}

fn pieces_with_their_neighbour(pass: Pass, x: &Matrix, size: usize) -> Matrix {
    let mut answers = Matrix::zeros((sizes(pass, x).0, x.ncols()));
    for from in (0..x.ncols()).step_by(size) {
        let to = x.ncols().min(from + size);
        let wide = x.ncols().min(to + 1);
        let a = pass(&x.slice(s![.., from..wide]).to_owned());
        answers.slice_mut(s![.., from..to]).assign(&a.last().unwrap().slice(s![.., ..to - from]));
    }
    answers
}

fn pieces_of_one_sample(pass: Pass, x: &Matrix, _: usize) -> Matrix {
    let answers: Vec<Matrix> =
        (0..x.ncols()).map(|j| pass(&x.slice(s![.., j..=j]).to_owned()).pop().unwrap()).collect();
    let views: Vec<_> = answers.iter().map(Matrix::view).collect();
    concatenate(Axis(1), &views).unwrap()
}

pub const MISTAKES: &[Mistake] = &[
    mistake("smaller last piece left out", "last piece", || graders::check_in_pieces(pieces_without_the_last)),
    mistake("last piece comes first", "order", || graders::check_in_pieces(pieces_in_reverse)),
    mistake("hidden layer instead of answers", "last layer", || graders::check_in_pieces(pieces_of_the_hidden_layer)),
    mistake("pieces overlap by a sample", "twice", || graders::check_in_pieces(pieces_that_overlap)),
    mistake("first piece for every piece", "first", || graders::check_in_pieces(pieces_all_the_first)),
    mistake("last piece filled with zeros", "filled up with zeros", || graders::check_in_pieces(pieces_filled_up)),
    mistake("answers lie in rows", "transpose", || graders::check_in_pieces(pieces_as_rows)),
    mistake("all in one pass", "in one pass, and so its cache has 6 columns", || {
        graders::check_in_pieces(pieces_in_one_pass)
    }),
    unnamed("pieces, after one pass with all", || graders::check_in_pieces(pieces_after_one_pass)),
    mistake("pieces read a column too many", "a pass has 4 columns", || {
        graders::check_in_pieces(pieces_with_their_neighbour)
    }),
    mistake("one sample at a time", "6 passes for 6 samples", || graders::check_in_pieces(pieces_of_one_sample)),
];
