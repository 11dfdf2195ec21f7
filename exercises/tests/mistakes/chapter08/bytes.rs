#![allow(clippy::needless_range_loop, reason = "as a reader writes it")]

use crate::{Mistake, mistake};
use ann::plain::Matrix;
use exercises::chapter08 as graders;

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

fn bytes_of_largest(a: &[Matrix]) -> usize {
    a.iter().map(|a| 8 * a.len()).max().unwrap_or(0)
}

fn bytes_plus_eight(a: &[Matrix]) -> usize {
    a.iter().map(|a| 8 + a.len()).sum()
}

fn bytes_of_awake(a: &[Matrix]) -> usize {
    8 * a.iter().flatten().filter(|number| **number != 0.0).count()
}

pub const MISTAKES: &[Mistake] = &[
    mistake("X is not counted", "X", || graders::check_bytes(bytes_without_x)),
    mistake("four bytes a number", "f32", || graders::check_bytes(bytes_of_f32)),
    mistake("numbers instead of bytes", "numbers", || graders::check_bytes(bytes_as_numbers)),
    mistake("one sample instead of all", "sample", || graders::check_bytes(bytes_of_one_sample)),
    mistake("last A is not counted", "last", || graders::check_bytes(bytes_without_the_answers)),
    mistake("bits instead of bytes", "bits", || graders::check_bytes(bytes_as_bits)),
    mistake("size of the structs only", "size_of_val", || graders::check_bytes(bytes_of_the_structs)),
    mistake("the largest A", "largest A", || graders::check_bytes(bytes_of_largest)),
    mistake("8 added", "8 is added", || graders::check_bytes(bytes_plus_eight)),
    mistake("zeros not counted", "that are 0", || graders::check_bytes(bytes_of_awake)),
];
