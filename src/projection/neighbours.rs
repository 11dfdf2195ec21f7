//! The nearest others of every sample (chapter 9), exactly: all pairs are compared, but by products of matrices, and few are kept.
//!
//! ‖a − b‖² = ‖a‖² + ‖b‖² − 2 a·b, and the a·b of a block of samples with a block of others are one product that fits into the cache of a
//! core. What is further away than the k nearest so far is dropped at once, so the memory is linear in the number of samples. Up to
//! some hundred thousand samples this takes less time than an index that finds most of them.

use super::distance;
use crate::matmul;
use crate::parallel::{self, for_each_piece, in_pool};
use multiversion::multiversion;
use ndarray::{Array2, ArrayView2, ArrayViewMut1, ArrayViewMut2, Axis, ShapeBuilder, s};
use std::ops::Range;

/// Samples, and others, whose products are computed at a time: 1 MB of them.
const SAMPLES: usize = 256;
const OTHERS: usize = 512;
/// The part of ‖a‖² + ‖b‖² below which ‖a − b‖² has lost its digits: nearly all of the sum cancels.
const CANCELLED: f64 = 1e-6;
/// Others that are compared with the furthest of the nearest at a time.
const LANES: usize = 16;

/// Calls `work` with the k nearest others of each sample of x: (n, m), as (index, squared distance) in order of the index, and
/// with the sample's column of `results`, (any, m). Of equally near ones those of smaller index are taken. Takes O(n m²).
pub(super) fn for_each<T: Send>(
    x: ArrayView2<f64>,
    k: usize,
    results: ArrayViewMut2<T>,
    work: impl Fn(&[(usize, f64)], ArrayViewMut1<T>) + Sync,
) {
    let (n, m) = x.dim();
    let samples = Samples::new(x);
    let block = |mut results: ArrayViewMut2<T>, block: Range<usize>| {
        let mut products = Array2::zeros((OTHERS, SAMPLES).f());
        for first in block.clone().step_by(SAMPLES) {
            let range = first..(first + SAMPLES).min(block.end);
            let nearest = samples.nearest(range.clone(), k, &mut products);
            let mut results = results.slice_mut(s![.., first - block.start..range.end - block.start]);
            for (nearest, result) in nearest.iter().zip(results.axis_iter_mut(Axis(1))) {
                work(nearest, result);
            }
        }
    };
    // To choose the nearest takes about as long as twenty multiplications for each other sample.
    let pieces = parallel::pieces(m, m * m * (n + 20));
    in_pool(pieces, || for_each_piece(results, 0..m, pieces, &block));
}

/// The samples around the origin, where the products are small, and their squares.
struct Samples {
    /// (n, m), a sample contiguous.
    x: Array2<f64>,
    /// ‖x‖²: (m).
    squares: Vec<f64>,
}

impl Samples {
    fn new(x: ArrayView2<f64>) -> Self {
        let centred = &x - &x.mean_axis(Axis(1)).unwrap_or_default().insert_axis(Axis(1));
        let squares = centred.axis_iter(Axis(1)).map(|column| column.dot(&column)).collect();
        let mut x = Array2::zeros(x.dim().f());
        x.assign(&centred);
        Samples { x, squares }
    }

    /// The k nearest others of each sample of a range, in order of the index. The products of a block come into `products`.
    fn nearest(&self, range: Range<usize>, k: usize, products: &mut Array2<f64>) -> Vec<Vec<(usize, f64)>> {
        let m = self.squares.len();
        let mut nearest = vec![Nearest::new(k); range.len()];
        let mut found = Vec::new();
        for first in (0..m).step_by(OTHERS) {
            let others = first..(first + OTHERS).min(m);
            let mut products = products.slice_mut(s![..others.len(), ..range.len()]);
            let x = &self.x;
            matmul(1.0, &x.slice(s![.., others.clone()]).t(), &x.slice(s![.., range.clone()]), 0.0, &mut products);
            for ((i, nearest), products) in range.clone().zip(&mut nearest).zip(products.axis_iter(Axis(1))) {
                let Some(products) = products.to_slice() else { continue }; // columns are contiguous
                within(nearest.limit, self.squares[i], &self.squares[others.clone()], products, &mut found);
                for j in found.drain(..) {
                    if first + j != i {
                        nearest.offer(first + j, self.distance(i, first + j, products[j]));
                    }
                }
            }
        }
        nearest.into_iter().map(Nearest::in_order).collect()
    }

    /// ‖x_i − x_j‖² from the product of the two.
    fn distance(&self, i: usize, j: usize, product: f64) -> f64 {
        let sum = self.squares[i] + self.squares[j];
        let distance = sum - 2.0 * product;
        if distance > CANCELLED * sum { distance } else { distance::squared(self.x.column(i), self.x.column(j)) }
    }
}

/// Those that may be among the k nearest of one sample, as (index, squared distance).
#[derive(Clone)]
struct Nearest {
    k: usize,
    candidates: Vec<(usize, f64)>,
    /// None further away is one of the k nearest.
    limit: f64,
}

impl Nearest {
    fn new(k: usize) -> Self {
        Nearest { k, candidates: Vec::new(), limit: f64::INFINITY }
    }

    fn offer(&mut self, j: usize, distance: f64) {
        if distance <= self.limit {
            self.candidates.push((j, distance));
            if self.candidates.len() >= 4 * self.k {
                self.choose();
            }
        }
    }

    /// Drops all candidates but the k nearest.
    fn choose(&mut self) {
        let k = self.k;
        if k < self.candidates.len() {
            let (_, furthest, _) =
                self.candidates.select_nth_unstable_by(k - 1, |a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
            self.limit = furthest.1;
            self.candidates.truncate(k);
        }
    }

    fn in_order(mut self) -> Vec<(usize, f64)> {
        self.choose();
        self.candidates.sort_unstable_by_key(|&(j, _)| j);
        self.candidates
    }
}

/// Appends to `found` which others may be within a limit of a sample, some that are not among them, given the squares of all and the
/// products with it.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw+fma", "x86_64+avx2+fma"))]
fn within(limit: f64, square: f64, squares: &[f64], products: &[f64], found: &mut Vec<usize>) {
    let (squares, rest) = squares.as_chunks::<LANES>();
    let (products, _) = products.as_chunks::<LANES>();
    for (chunk, (squares, products)) in squares.iter().zip(products).enumerate() {
        let mut near = [false; LANES];
        for lane in 0..LANES {
            let sum = square + squares[lane];
            let distance = sum - 2.0 * products[lane];
            near[lane] = (distance <= limit) | (distance <= CANCELLED * sum);
        }
        if near.contains(&true) {
            found.extend((0..LANES).filter(|&lane| near[lane]).map(|lane| LANES * chunk + lane));
        }
    }
    let whole = LANES * squares.len();
    found.extend(whole..whole + rest.len());
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The k nearest others of each sample.
    fn found(x: &Array2<f64>, k: usize) -> Array2<(usize, f64)> {
        let mut found = Array2::from_elem((k, x.ncols()).f(), (0, 0.0));
        for_each(x.view(), k, found.view_mut(), |nearest, mut column| {
            assert_eq!(nearest.len(), k);
            column.iter_mut().zip(nearest).for_each(|(column, nearest)| *column = *nearest);
        });
        found
    }

    #[test]
    fn none_of_the_nearest_is_missed() {
        // Several blocks and a rest; many distances are equal, and samples coincide, far from the origin.
        let m = 2 * OTHERS + 77;
        let x = Array2::from_shape_fn((3, m).f(), |(i, j)| 1e6 + (j * j / (i + 1) % 11) as f64);
        let y = Array2::from_shape_fn((40, m), |(i, j)| ((i * j * j + 7 * j) as f64).sin()); // rows are contiguous
        for (x, k) in [(&x, 1), (&x, 30), (&y, 90), (&y, m - 1)] {
            let found = found(x, k);
            for (i, nearest) in found.axis_iter(Axis(1)).enumerate().step_by(13) {
                let mut all: Vec<f64> = (0..m).map(|j| distance::squared(x.column(i), x.column(j))).collect();
                for (position, &(j, distance)) in nearest.iter().enumerate() {
                    assert!(j != i && (position == 0 || nearest[position - 1].0 < j), "in order, and not itself");
                    assert!((distance - all[j]).abs() <= 1e-9 * all[j].max(1.0), "{i} {j}: {distance} {}", all[j]);
                }
                let furthest = nearest.iter().map(|(_, distance)| *distance).fold(0.0, f64::max);
                all.remove(i);
                all.sort_by(f64::total_cmp);
                assert!((furthest - all[k - 1]).abs() <= 1e-9 * furthest.max(1.0), "{i}: recall below 1");
            }
        }
    }
}
