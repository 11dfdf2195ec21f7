//! Loops over many numbers, in the widest vectors of the processor (chapter 12).
//!
//! A program is compiled for the oldest processor that it may meet, whose vectors hold four `f32`. The processor that it does
//! meet may have eight or sixteen in a vector. So each loop here is compiled several times, and when the program runs the widest
//! version that the processor knows is taken. No result depends on it: each number is computed in the same way, for itself.

use ndarray::{ArrayView2, ArrayViewMut2, Zip};

/// `#[multiversion]` with the vectors of AVX-512, of AVX2, and of the oldest processor.
macro_rules! in_wide_vectors {
    ($($function:item)*) => {
        $(#[multiversion::multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw+fma", "x86_64+avx2+fma"))]
        $function)*
    };
}

in_wide_vectors! {
    fn each_of_one<A: Copy>(x: &mut [A], f: impl Fn(A) -> A) {
        for x in x {
            *x = f(*x);
        }
    }

    fn each_of_two<A: Copy, B: Copy>(x: &mut [A], y: &[B], f: impl Fn(A, B) -> A) {
        for (x, &y) in x.iter_mut().zip(y) {
            *x = f(*x, y);
        }
    }

    fn each_of_three<A: Copy, B: Copy>(x: &mut [A], y: &[A], z: &[B], f: impl Fn(A, B) -> A) {
        for ((x, &y), &z) in x.iter_mut().zip(y).zip(z) {
            *x = f(y, z);
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
    let together = x.strides() == y.strides();
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
    let together = x.strides() == y.strides() && x.strides() == z.strides();
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
