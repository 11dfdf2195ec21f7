//! Loops over many numbers, in the widest vectors of the processor (chapter 12).
//!
//! A program is compiled for the oldest processor that it may meet, whose vectors hold four `f32`. The processor that it does
//! meet may have eight or sixteen in a vector. So each loop here is compiled several times, and when the program runs the widest
//! version that the processor knows is taken. No result depends on it: each number is computed in the same way, for itself.

use crate::Real;
use ndarray::{ArrayView2, ArrayViewMut2, Axis, Zip};

/// So many rows at a time are added up.
const STRIP: usize = 16;
/// So many numbers are changed beside their place, then put back together. In its place a number that stays the same would not be
/// written, and to leave out single numbers of a vector takes some processors ten times as long as to write it.
const BLOCK: usize = 128;

/// `#[multiversion]` with the vectors of AVX-512, of AVX2, and of the oldest processor.
macro_rules! in_wide_vectors {
    ($($function:item)*) => {
        $(#[multiversion::multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw+fma", "x86_64+avx2+fma"))]
        $function)*
    };
}

in_wide_vectors! {
    fn each_of_one<A: Copy>(x: &mut [A], f: impl Fn(A) -> A) {
        for x in x.chunks_mut(BLOCK) {
            let mut block = [x[0]; BLOCK];
            for (new, &x) in block.iter_mut().zip(&*x) {
                *new = f(x);
            }
            x.copy_from_slice(&block[..x.len()]);
        }
    }

    fn each_of_two<A: Copy, B: Copy>(x: &mut [A], y: &[B], f: impl Fn(A, B) -> A) {
        for (x, y) in x.chunks_mut(BLOCK).zip(y.chunks(BLOCK)) {
            let mut block = [x[0]; BLOCK];
            for ((new, &x), &y) in block.iter_mut().zip(&*x).zip(y) {
                *new = f(x, y);
            }
            x.copy_from_slice(&block[..x.len()]);
        }
    }

    fn each_of_three<A: Copy, B: Copy>(x: &mut [A], y: &[A], z: &[B], f: impl Fn(A, B) -> A) {
        for ((x, &y), &z) in x.iter_mut().zip(y).zip(z) {
            *x = f(y, z);
        }
    }

    fn add_chunks<A: Real>(sum: &mut [A], factor: A, x: &[A]) {
        let n = sum.len();
        for (i, sum) in (0..n).step_by(STRIP).zip(sum.chunks_mut(STRIP)) {
            // So many numbers at a time whatever n is: in a narrow matrix that reaches into the next column, for nothing.
            let mut sums = [A::zero(); STRIP];
            sums.iter_mut().zip(&*sum).for_each(|(sums, &sum)| *sums = sum);
            let mut rest = &x[i..];
            while let Some(column) = rest.first_chunk::<STRIP>() {
                for r in 0..STRIP {
                    sums[r] += factor * column[r];
                }
                rest = rest.get(n..).unwrap_or_default();
            }
            while !rest.is_empty() {
                sums.iter_mut().zip(rest).for_each(|(sum, &x)| *sum += factor * x);
                rest = rest.get(n..).unwrap_or_default();
            }
            sum.iter_mut().zip(sums).for_each(|(sum, sums)| *sum = sums);
        }
    }

    fn each_of_four<A: Copy>(x: &mut [A], y: &[A], v: &mut [A], s: &mut [A], f: impl Fn(&mut A, A, &mut A, &mut A)) {
        for (((x, &y), v), s) in x.iter_mut().zip(y).zip(v).zip(s) {
            f(x, y, v, s);
        }
    }
}

/// x ← f(x) for every number of x.
pub(crate) fn each<A: Copy>(mut x: ArrayViewMut2<A>, f: impl Fn(A) -> A) {
    match x.as_slice_memory_order_mut() {
        Some(x) => each_of_one(x, f),
        None => x.mapv_inplace(f),
    }
}

/// x ← f(x, y) for the numbers of x and y at the same places.
pub(crate) fn each_with<A: Copy, B: Copy>(mut x: ArrayViewMut2<A>, y: ArrayView2<B>, f: impl Fn(A, B) -> A) {
    let together = x.dim() == y.dim() && x.strides() == y.strides();
    match (x.as_slice_memory_order_mut(), y.as_slice_memory_order()) {
        (Some(x), Some(y)) if together => each_of_two(x, y, f),
        _ => Zip::from(x).and(y).for_each(|x, &y| *x = f(*x, y)),
    }
}

/// x ← f(y, z) for the numbers at the same places.
pub(crate) fn each_from<A: Copy, B: Copy>(
    mut x: ArrayViewMut2<A>,
    y: ArrayView2<A>,
    z: ArrayView2<B>,
    f: impl Fn(A, B) -> A,
) {
    let together = [y.dim(), z.dim()] == [x.dim(); 2] && x.strides() == y.strides() && x.strides() == z.strides();
    match (x.as_slice_memory_order_mut(), y.as_slice_memory_order(), z.as_slice_memory_order()) {
        (Some(x), Some(y), Some(z)) if together => each_of_three(x, y, z, f),
        _ => Zip::from(x).and(y).and(z).for_each(|x, &y, &z| *x = f(y, z)),
    }
}

/// f(x, y, v, s), which may change x, v and s, for the numbers at the same places.
pub(crate) fn each_remembering<A: Copy>(
    mut x: ArrayViewMut2<A>,
    y: ArrayView2<A>,
    mut v: ArrayViewMut2<A>,
    mut s: ArrayViewMut2<A>,
    f: impl Fn(&mut A, A, &mut A, &mut A),
) {
    let together = [y.strides(), v.strides(), s.strides()].iter().all(|strides| *strides == x.strides());
    let slices = (
        x.as_slice_memory_order_mut(),
        y.as_slice_memory_order(),
        v.as_slice_memory_order_mut(),
        s.as_slice_memory_order_mut(),
    );
    match slices {
        (Some(x), Some(y), Some(v), Some(s)) if together => each_of_four(x, y, v, s, f),
        _ => Zip::from(x).and(y).and(v).and(s).for_each(|x, &y, v, s| f(x, y, v, s)),
    }
}

/// f for every column of x, with its number from 0.
pub(crate) fn each_column<A: Copy>(mut x: ArrayViewMut2<A>, f: impl Fn(usize, &mut [A])) {
    let n = x.nrows();
    match x.view_mut().reversed_axes().into_slice() {
        Some(x) if n > 0 => x.chunks_exact_mut(n).enumerate().for_each(|(j, column)| f(j, column)),
        _ => {
            for (j, mut column) in x.axis_iter_mut(Axis(1)).enumerate() {
                let mut own = column.to_vec();
                f(j, &mut own);
                column.iter_mut().zip(own).for_each(|(x, own)| *x = own);
            }
        }
    }
}

/// sum ← sum + factor · x for each column of x: (n, m), with sum: (n, 1).
pub(crate) fn add_columns<A: Real>(mut sum: ArrayViewMut2<A>, factor: A, x: ArrayView2<A>) {
    match (sum.as_slice_memory_order_mut(), x.t().to_slice()) {
        (Some(sum), Some(x)) if !sum.is_empty() => add_chunks(sum, factor, x),
        _ => x.axis_iter(Axis(1)).for_each(|x| sum.column_mut(0).scaled_add(factor, &x)),
    }
}
