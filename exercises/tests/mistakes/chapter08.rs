#![allow(clippy::needless_range_loop, reason = "as a reader writes it")]

use super::{Mistake, mistake, unnamed};
use ann::plain::Matrix;
use ann::plain::forward::{activate, forward};
use ann::plain::network::Network;
use exercises::chapter08 as graders;
use ndarray::{Axis, concatenate, s};

fn bytes_without_x(a: &[Matrix]) -> usize {
    a[1..].iter().map(|a| 8 * a.len()).sum()
}

fn bytes_of_f32(a: &[Matrix]) -> usize {
    let numbers: usize = a.iter().map(Matrix::len).sum();
    4 * numbers
}

fn bytes_as_numbers(a: &[Matrix]) -> usize {
    let mut count = 0;
    for a in a {
        count += a.nrows() * a.ncols();
    }
    count
}

fn bytes_of_one_sample(a: &[Matrix]) -> usize {
    let neurons: usize = a.iter().map(Matrix::nrows).sum();
    8 * neurons
}

fn bytes_without_the_answers(a: &[Matrix]) -> usize {
    let mut total = 0;
    for l in 0..a.len() - 1 {
        total += 8 * a[l].len();
    }
    total
}

fn bytes_as_bits(a: &[Matrix]) -> usize {
    a.iter().map(|a| 64 * a.len()).sum()
}

fn bytes_of_the_structs(a: &[Matrix]) -> usize {
    size_of_val(a)
}

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

fn recompute_checkpoints_twice(network: &Network, kept: &[Matrix], every: usize) -> Vec<Matrix> {
    let mut all = Vec::new();
    for (beginning, layers) in kept.iter().zip(network.layers.chunks(every)) {
        all.extend(forward(&Network { layers: layers.to_vec() }, beginning));
    }
    all
}

fn recompute_without_x(network: &Network, kept: &[Matrix], every: usize) -> Vec<Matrix> {
    let mut all = Vec::new();
    for (beginning, layers) in kept.iter().zip(network.layers.chunks(every)) {
        let mut a = beginning.clone();
        for layer in layers {
            a = activate(layer.g, &(layer.w.dot(&a) + &layer.b));
            all.push(a.clone());
        }
    }
    all
}

fn recompute_without_last_stretch(network: &Network, kept: &[Matrix], every: usize) -> Vec<Matrix> {
    let mut all = vec![kept[0].clone()];
    for k in 0..network.layers.len() / every {
        let stretch = Network { layers: network.layers[k * every..(k + 1) * every].to_vec() };
        all.extend_from_slice(&forward(&stretch, &kept[k])[1..]);
    }
    all
}

fn recompute_only_the_ends(network: &Network, kept: &[Matrix], every: usize) -> Vec<Matrix> {
    let mut all = vec![kept[0].clone()];
    for (beginning, layers) in kept.iter().zip(network.layers.chunks(every)) {
        let stretch = Network { layers: layers.to_vec() };
        all.push(forward(&stretch, beginning).pop().unwrap());
    }
    all
}

fn recompute_without_the_answers(network: &Network, kept: &[Matrix], every: usize) -> Vec<Matrix> {
    let mut all = Vec::new();
    for (k, beginning) in kept.iter().enumerate() {
        let to = network.layers.len().min((k + 1) * every);
        let stretch = Network { layers: network.layers[k * every..to].to_vec() };
        let mut a = forward(&stretch, beginning);
        a.pop(); // it is the next beginning
        all.append(&mut a);
    }
    all
}

fn recompute_last_stretch_first(network: &Network, kept: &[Matrix], every: usize) -> Vec<Matrix> {
    let mut all = vec![kept[0].clone()];
    for k in (0..kept.len()).rev() {
        let to = network.layers.len().min((k + 1) * every);
        let stretch = Network { layers: network.layers[k * every..to].to_vec() };
        all.extend_from_slice(&forward(&stretch, &kept[k])[1..]);
    }
    all
}

fn recompute_without_bias(network: &Network, kept: &[Matrix], every: usize) -> Vec<Matrix> {
    let mut all = vec![kept[0].clone()];
    for (l, layer) in network.layers.iter().enumerate() {
        let a = if l.is_multiple_of(every) { &kept[l / every] } else { &all[l] };
        let next = activate(layer.g, &layer.w.dot(a));
        all.push(next);
    }
    all
}

pub const MISTAKES: &[Mistake] = &[
    mistake("X is not counted", "X", || graders::check_bytes(bytes_without_x)),
    mistake("four bytes a number", "f32", || graders::check_bytes(bytes_of_f32)),
    mistake("numbers instead of bytes", "numbers", || graders::check_bytes(bytes_as_numbers)),
    mistake("one sample instead of all", "sample", || graders::check_bytes(bytes_of_one_sample)),
    mistake("last A is not counted", "last", || graders::check_bytes(bytes_without_the_answers)),
    mistake("bits instead of bytes", "bits", || graders::check_bytes(bytes_as_bits)),
    mistake("size of the structs only", "size_of_val", || graders::check_bytes(bytes_of_the_structs)),
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
    mistake("checkpoints stand twice", "twice", || graders::check_recompute(recompute_checkpoints_twice)),
    mistake("list begins without X", "X", || graders::check_recompute(recompute_without_x)),
    mistake("shorter last stretch left out", "last stretch", || {
        graders::check_recompute(recompute_without_last_stretch)
    }),
    mistake("only the ends of stretches", "between", || graders::check_recompute(recompute_only_the_ends)),
    mistake("A of the last layer missing", "last layer", || graders::check_recompute(recompute_without_the_answers)),
    mistake("last stretch comes first", "order", || graders::check_recompute(recompute_last_stretch_first)),
    mistake("bias is forgotten", "b is forgotten", || graders::check_recompute(recompute_without_bias)),
];
