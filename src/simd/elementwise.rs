//! Elementwise loops over matrices, in the widest vectors of the processor (chapter 12).
//!
//! A program for x86-64 may use vectors of 4 `f32` (SSE2) without asking; processors with 8 (AVX2) or 16 (AVX-512) are
//! common. So each loop is compiled for all three, and the version for this processor is chosen at run time. The
//! results are the same to the bit: each number is computed from its own operands, by the same operations.
//!
//! Matrices that lie in memory without gaps and in the same order are passed through as slices; others take a slower
//! loop.

use ndarray::{ArrayView2, ArrayViewMut2, Axis, NdFloat, Zip};

/// Numbers that are computed into a buffer and then copied back. Written in place, a closure that leaves some numbers
/// unchanged (such as ReLU) would be compiled to masked stores, which take some processors ten times as long as whole
/// ones.
const BUFFER: usize = 128;
/// WebAssembly has no masked stores, so there the numbers are written in place.
const IN_PLACE: bool = cfg!(target_arch = "wasm32");

/// `#[multiversion]` with the vectors of AVX-512, of AVX2, and of the oldest processor.
macro_rules! multiversioned {
    ($($function:item)*) => {
        $(#[multiversion::multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw+fma", "x86_64+avx2+fma"))]
        $function)*
    };
}

multiversioned! {
    fn map_slice<A: Copy>(x: &mut [A], f: &impl Fn(A) -> A) {
        if IN_PLACE {
            // Two numbers in a turn of the loop: V8 makes the vectors of a formula's constants anew in every turn.
            let half = x.len() / 2;
            let (first, rest) = x.split_at_mut(half);
            let (second, rest) = rest.split_at_mut(half);
            first.iter_mut().zip(second).for_each(|(x, y)| (*x, *y) = (f(*x), f(*y)));
            return rest.iter_mut().for_each(|x| *x = f(*x));
        }
        for x in x.chunks_mut(BUFFER) {
            let mut buffer = [x[0]; BUFFER];
            for (new, &x) in buffer.iter_mut().zip(&*x) {
                *new = f(x);
            }
            x.copy_from_slice(&buffer[..x.len()]);
        }
    }

    fn zip_slice<A: Copy, B: Copy>(x: &mut [A], y: &[B], f: impl Fn(A, B) -> A) {
        if IN_PLACE {
            return x.iter_mut().zip(y).for_each(|(x, &y)| *x = f(*x, y));
        }
        for (x, y) in x.chunks_mut(BUFFER).zip(y.chunks(BUFFER)) {
            let mut buffer = [x[0]; BUFFER];
            for ((new, &x), &y) in buffer.iter_mut().zip(&*x).zip(y) {
                *new = f(x, y);
            }
            x.copy_from_slice(&buffer[..x.len()]);
        }
    }

    fn zip_into_slice<A: Copy, B: Copy>(x: &mut [A], y: &[A], z: &[B], f: impl Fn(A, B) -> A) {
        for ((x, &y), &z) in x.iter_mut().zip(y).zip(z) {
            *x = f(y, z);
        }
    }

    /// ROWS are summed at a time: their sums stay in registers.
    fn add_columns_of_slice<A: NdFloat, const ROWS: usize>(sum: &mut [A], factor: A, x: &[A]) {
        let n = sum.len();
        for (i, sum) in (0..n).step_by(ROWS).zip(sum.chunks_mut(ROWS)) {
            // Always ROWS numbers, so that the inner loop has a constant length: if n is smaller, those of the next
            // column are summed in vain.
            let mut sums = [A::zero(); ROWS];
            sums.iter_mut().zip(&*sum).for_each(|(sums, &sum)| *sums = sum);
            let mut rest = &x[i..];
            while let Some(column) = rest.first_chunk::<ROWS>() {
                for r in 0..ROWS {
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

    fn zip3_slices<A: Copy>(x: &mut [A], y: &[A], u: &mut [A], f: impl Fn(&mut A, A, &mut A)) {
        for ((x, &y), u) in x.iter_mut().zip(y).zip(u) {
            f(x, y, u);
        }
    }

    fn zip4_slices<A: Copy>(x: &mut [A], y: &[A], u: &mut [A], v: &mut [A], f: impl Fn(&mut A, A, &mut A, &mut A)) {
        for (((x, &y), u), v) in x.iter_mut().zip(y).zip(u).zip(v) {
            f(x, y, u, v);
        }
    }
}

/// x ← f(x) for every element of x: (n, m).
pub(crate) fn map_inplace<A: Copy>(mut x: ArrayViewMut2<A>, f: impl Fn(A) -> A) {
    match x.as_slice_memory_order_mut() {
        Some(x) => map_slice(x, &f),
        None => for_each_column(x, |_, x| map_slice(x, &f)),
    }
}

/// x ← f(x, y) for the elements of x and y: (n, m) at the same places.
pub(crate) fn zip_inplace<A: Copy, B: Copy>(mut x: ArrayViewMut2<A>, y: ArrayView2<B>, f: impl Fn(A, B) -> A) {
    let together = x.dim() == y.dim() && x.strides() == y.strides();
    match (x.as_slice_memory_order_mut(), y.as_slice_memory_order()) {
        (Some(x), Some(y)) if together => zip_slice(x, y, f),
        _ => Zip::from(x).and(y).for_each(|x, &y| *x = f(*x, y)),
    }
}

/// x ← f(y, z) for the elements of x, y and z: (n, m) at the same places.
pub(crate) fn zip_into<A: Copy, B: Copy>(
    mut x: ArrayViewMut2<A>,
    y: ArrayView2<A>,
    z: ArrayView2<B>,
    f: impl Fn(A, B) -> A,
) {
    let together = [y.dim(), z.dim()] == [x.dim(); 2] && x.strides() == y.strides() && x.strides() == z.strides();
    match (x.as_slice_memory_order_mut(), y.as_slice_memory_order(), z.as_slice_memory_order()) {
        (Some(x), Some(y), Some(z)) if together => zip_into_slice(x, y, z, f),
        _ => Zip::from(x).and(y).and(z).for_each(|x, &y, &z| *x = f(y, z)),
    }
}

/// f(x, y, u), which may change x and u, for the elements at the same places; all are (n, m).
pub(crate) fn zip3<A: Copy>(
    mut x: ArrayViewMut2<A>,
    y: ArrayView2<A>,
    mut u: ArrayViewMut2<A>,
    f: impl Fn(&mut A, A, &mut A),
) {
    let together = x.strides() == y.strides() && x.strides() == u.strides();
    match (x.as_slice_memory_order_mut(), y.as_slice_memory_order(), u.as_slice_memory_order_mut()) {
        (Some(x), Some(y), Some(u)) if together => zip3_slices(x, y, u, f),
        _ => Zip::from(x).and(y).and(u).for_each(|x, &y, u| f(x, y, u)),
    }
}

/// f(x, y, u, v), which may change x, u and v, for the elements at the same places; all are (n, m).
pub(crate) fn zip4<A: Copy>(
    mut x: ArrayViewMut2<A>,
    y: ArrayView2<A>,
    mut u: ArrayViewMut2<A>,
    mut v: ArrayViewMut2<A>,
    f: impl Fn(&mut A, A, &mut A, &mut A),
) {
    let together = [y.strides(), u.strides(), v.strides()].iter().all(|strides| *strides == x.strides());
    let slices = (
        x.as_slice_memory_order_mut(),
        y.as_slice_memory_order(),
        u.as_slice_memory_order_mut(),
        v.as_slice_memory_order_mut(),
    );
    match slices {
        (Some(x), Some(y), Some(u), Some(v)) if together => zip4_slices(x, y, u, v, f),
        _ => Zip::from(x).and(y).and(u).and(v).for_each(|x, &y, u, v| f(x, y, u, v)),
    }
}

/// f(j, column) for every column of x: (n, m), j from 0.
pub(crate) fn for_each_column<A: Copy>(mut x: ArrayViewMut2<A>, f: impl Fn(usize, &mut [A])) {
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
pub(crate) fn add_columns<A: NdFloat>(mut sum: ArrayViewMut2<A>, factor: A, x: ArrayView2<A>) {
    match (sum.as_slice_memory_order_mut(), x.t().to_slice()) {
        (Some(sum), Some(x)) => match sum.len() {
            0 => {}
            1 => add_columns_of_slice::<A, 1>(sum, factor, x),
            2..=8 => add_columns_of_slice::<A, 8>(sum, factor, x),
            _ => add_columns_of_slice::<A, 16>(sum, factor, x),
        },
        _ => x.axis_iter(Axis(1)).for_each(|x| sum.column_mut(0).scaled_add(factor, &x)),
    }
}
