//! Chapter 12: going fast.

use crate::compare::{compare, is_close};
use crate::report::{Finding, Report};
use crate::run::grade;
use ann::Rng;
use ann::plain::Matrix;
use ndarray::s;
use rand::RngExt;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// n, k and m of the products that are timed.
const SIZE: usize = 512;

/// `product(a, b)`: A B, in blocks.
pub fn check_product(mine: fn(&Matrix, &Matrix) -> Matrix) -> Report {
    grade(12, "product", "“Blocks in the cache”", move || {
        let mut rng = ann::rng(121);
        // The first is square, so that exchanged factors are a wrong number and no panic. No block divides the last.
        for (n, k, m) in [(4, 4, 4), (2, 5, 3), (1, 1, 1), (1, 7, 1), (67, 73, 71), (263, 271, 269)] {
            let (a, b) = (numbers(n, k, &mut rng), numbers(k, m, &mut rng));
            let got = mine(&a, &b);
            let right = a.dot(&b);
            if is_close(&got, &right) {
                continue;
            }
            is_written(mine, &got, &a, &b)?;
            remainder(&got, &a, &b)?;
            first_block(&got, &a, &b)?;
            let mut comparison = compare("C", &got, &right);
            if n == k && k == m {
                comparison = comparison
                    .mistake(&b.dot(&a), "The factors are exchanged: this is B A.")
                    .mistake(
                        &a.t().dot(&b),
                        "A is read the wrong way round, by columns: number (i, p) lies at i * k + p.",
                    )
                    .mistake(
                        &a.dot(&b.t()),
                        "B is read the wrong way round, by columns: number (p, j) lies at p * m + j.",
                    )
                    .mistake(&right.t().to_owned(), "C is transposed: the row is that of A, the column that of B.")
                    .mistake(
                        &(&a * &b),
                        "The numbers are multiplied one by one, place by place. An entry of C is a sum of products.",
                    );
            }
            comparison.end()?;
        }
        let (a, b) = (numbers(SIZE, SIZE, &mut rng), numbers(SIZE, SIZE, &mut rng));
        fast_enough(&|| mine(black_box(&a), black_box(&b)), &|| by_definition(black_box(&a), black_box(&b)))
    })
}

/// Numbers from −1 to 1 that lie in memory row after row.
fn numbers(rows: usize, columns: usize, rng: &mut Rng) -> Matrix {
    Matrix::from_shape_simple_fn((rows, columns), || rng.random_range(-1.0..1.0))
}

/// Whether something is in C, and if not, whether it is where every block is whole.
fn is_written(mine: fn(&Matrix, &Matrix) -> Matrix, got: &Matrix, a: &Matrix, b: &Matrix) -> Result<(), Finding> {
    let is_zero = |c: &Matrix| c.iter().all(|c| *c == 0.0);
    let ones = Matrix::ones((SIZE, SIZE));
    if got.dim() != (a.nrows(), b.ncols()) || !is_zero(got) {
        return Ok(());
    }
    Err(Finding::new(match is_zero(&mine(&ones, &ones)) {
        true => "C is 0 everywhere, for matrices of any size. Do the sums go into a copy of C? Write into C itself."
            .to_owned(),
        false => format!(
            "C is 0 everywhere. Here A is {:?} and B is {:?}. No whole block fits in, and what is left over is dropped.",
            a.dim(),
            b.dim()
        ),
    }))
}

/// What goes wrong at the ends of blocks.
fn remainder(got: &Matrix, a: &Matrix, b: &Matrix) -> Result<(), Finding> {
    let ((n, k), m) = (a.dim(), b.ncols());
    if got.dim() != (n, m) {
        return Ok(());
    }
    let of = format!("Here A is ({n}, {k}) and B is ({k}, {m}).");
    let rows = (0..n).rev().take_while(|&i| got.row(i).iter().all(|c| *c == 0.0)).count();
    let columns = (0..m).rev().take_while(|&j| got.column(j).iter().all(|c| *c == 0.0)).count();
    if rows > 0 {
        return Err(Finding::new(format!(
            "The last {rows} rows of C are 0. {of} What is left over after whole blocks of rows is dropped."
        )));
    }
    if columns > 0 {
        return Err(Finding::new(format!(
            "The last {columns} columns of C are 0. {of} What is left over after whole blocks of columns is dropped."
        )));
    }
    // The sums over the first p; what is left of the whole are the sums over the others.
    let right = a.dot(b);
    let mut first = Matrix::zeros((n, m));
    for p in 1..k {
        let (column, row) = (a.column(p - 1), b.row(p - 1));
        for (mut first, &a) in first.rows_mut().into_iter().zip(column) {
            first.scaled_add(a, &row);
        }
        if is_close(got, &first) {
            return Err(Finding::new(format!(
                "The sums have only their first {p} of {k} products. {of} What is left over after whole blocks of p \
                 is dropped, or a block ends one too early, or no block after the first is added."
            )));
        }
        if is_close(got, &(&right - &first)) {
            return Err(Finding::new(format!(
                "The sums have only their last {} of {k} products: each block of p overwrites what the one before has \
                 put into C. Add with +=, and begin with 0 once.",
                k - p
            )));
        }
    }
    Ok(())
}

/// Whether every block of p is the first one again, by the first row of C.
fn first_block(got: &Matrix, a: &Matrix, b: &Matrix) -> Result<(), Finding> {
    let k = a.ncols();
    if got.dim() != (a.nrows(), b.ncols()) {
        return Ok(());
    }
    let sums = |p: usize| a.slice(s![..1, ..p]).dot(&b.slice(s![..p, ..]));
    let again = |length: usize| sums(length) * (k / length) as f64 + sums(k % length);
    match (1..k).find(|&length| is_close(&got.slice(s![..1, ..]).to_owned(), &again(length))) {
        Some(length) => Err(Finding::new(format!(
            "Every block of p adds the products of the first block, of {length}, again: of A and B it must read its own."
        ))),
        None => Ok(()),
    }
}

/// Whether the reader's product takes at most half the time of the definition's, by the shortest of several runs.
fn fast_enough(mine: &dyn Fn() -> Matrix, definition: &dyn Fn() -> Matrix) -> Result<(), Finding> {
    let (mut ours, mut other) = (Duration::MAX, Duration::MAX);
    let begin = Instant::now();
    for run in 1..=6 {
        ours = ours.min(time(mine));
        other = other.min(time(definition));
        let is_clear = ours > 2 * other || run >= 3 && 2 * ours <= other;
        if is_clear || begin.elapsed() > Duration::from_secs(4) {
            break;
        }
    }
    let times = (other.as_secs_f64() / ours.as_secs_f64() * 10.0).floor() / 10.0;
    let what = match times {
        2.0.. => return Ok(()),
        ..0.6 => "Does the innermost loop go along a column, or copy something, or make something anew?",
        _ => {
            "Does the innermost loop go along a row of B and a row of C, over slices and without indices? \
             Along a column every step is a jump in memory."
        }
    };
    Err(Finding::new(format!(
        "The numbers are right, but for matrices of {SIZE} × {SIZE} it is only {times:.1} times as fast as three loops \
         in the order of the definition. It must be 2 times as fast, or more. {what}"
    )))
}

fn time(product: &dyn Fn() -> Matrix) -> Duration {
    let begin = Instant::now();
    black_box(product());
    begin.elapsed()
}

/// The product in the order of the definition.
fn by_definition(a: &Matrix, b: &Matrix) -> Matrix {
    let mut c = Matrix::zeros((a.nrows(), b.ncols()));
    for i in 0..a.nrows() {
        for j in 0..b.ncols() {
            let mut sum = 0.0;
            for p in 0..a.ncols() {
                sum += a[[i, p]] * b[[p, j]];
            }
            c[[i, j]] = sum;
        }
    }
    c
}
