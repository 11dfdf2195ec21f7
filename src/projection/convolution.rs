//! The convolution of charges on a grid with the kernels of t-SNE's repulsion (chapter 9), by the fast Fourier transform.
//!
//! For charges ρ at N × N nodes it gives the field at every node g and the energy of all, with sums over all nodes h:
//!
//! | | kernel, of the difference v of two nodes |
//! |---|---|
//! | φ(g) = Σ_h F(g − h) ρ(h) | F(v) = (v_x + i v_y) w(v)²: the two components of a force as one complex number |
//! | E = Σ_g Σ_h ρ(g) w(g − h) ρ(h) | w(v) = 1 / (1 + ‖v‖²) |
//!
//! A convolution is a product of spectra. A spectrum belongs to a grid that repeats itself, so the charges are padded with zeros to
//! twice the side, M = 2N, where a repetition is further away than any node: the kernel is embedded in a circulant matrix. This takes
//! O(N² log N). The energy needs no transform back: by Parseval's identity it is Σ_k |ρ̂(k)|² ŵ(k) / M².
//!
//! What is given is the value of a kernel at the nodes; what is used are the coefficients of the cubic B-splines that pass through these
//! values, in either place of a pair. A B-spline is 4/6 at its node and 1/6 at the two beside it, which has the spectrum
//! (4 + 2 cos θ) / 6; so the spectra of the kernels are divided by the square of that, once for each axis.

use crate::Real;
use crate::parallel::{self, for_each_piece};
use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis, ShapeBuilder, s};
use rustfft::num_complex::Complex;
use rustfft::{Fft, FftNum, FftPlanner};
use std::cmp::Ordering;
use std::f64::consts::TAU;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Lines that are gathered at a time: their numbers lie side by side.
const TILE: usize = 8;

/// Transforms of length M, the spectra of the kernels, and the buffers for grids of N × N.
#[derive(Clone)]
pub(super) struct Convolution<F> {
    forward: Arc<dyn Fft<F>>,
    inverse: Arc<dyn Fft<F>>,
    /// ŵ / M², real because w is even: (M, M), as (k_y, k_x).
    energy: Array2<F>,
    /// F̂ / M²: (M, M), as (k_y, k_x).
    force: Array2<Complex<F>>,
    /// The charges, transformed along x: (M, N), as (k_x, y).
    rows: Array2<Complex<F>>,
    /// The field, still transformed along x, as (y, k_x), and in one more row the energy of each k_x: (N + 1, M).
    columns: Array2<Complex<F>>,
    /// The field φ at each node: (N, N), as (x, y).
    pub field: Array2<Complex<F>>,
}

impl<F: Real + FftNum> Convolution<F> {
    /// For `side` × `side` nodes, `spacing` apart.
    pub fn new(side: usize, spacing: f64) -> Self {
        let length = 2 * side;
        let mut planner = FftPlanner::new();
        let forward = planner.plan_fft_forward(length);
        // The difference of two nodes that an index stands for. No two are N apart, and that would be its own opposite.
        let difference = |i: usize| match i.cmp(&side) {
            Ordering::Less => i as f64 * spacing,
            Ordering::Equal => 0.0,
            Ordering::Greater => -((length - i) as f64 * spacing),
        };
        let spline = |k: usize| (4.0 + 2.0 * (TAU * k as f64 / length as f64).cos()) / 6.0;
        let spectrum = |kernel: &dyn Fn(f64, f64) -> Complex<f64>| {
            let kernel = Array2::from_shape_fn((length, length).f(), |(x, y)| {
                let value = kernel(difference(x), difference(y)) / (length * length) as f64;
                Complex::new(number(value.re), number(value.im))
            });
            let mut rows = Array2::zeros((length, length).f());
            for_each_line(length, kernel.t(), &mut rows, &|_, line, row| {
                forward.process(line);
                row.copy_from_slice(line);
            });
            let mut spectrum = kernel;
            for_each_line(length, rows.view(), &mut spectrum, &|x, line, column| {
                forward.process(line);
                for (y, (out, value)) in column.iter_mut().zip(line).enumerate() {
                    *out = *value / number::<F>((spline(x) * spline(y)).powi(2));
                }
            });
            spectrum
        };
        let w = |x: f64, y: f64| 1.0 / (1.0 + x * x + y * y);
        Convolution {
            energy: spectrum(&|x, y| Complex::from(w(x, y))).mapv(|value| value.re),
            force: spectrum(&|x, y| Complex::new(x, y) * w(x, y).powi(2)),
            inverse: planner.plan_fft_inverse(length),
            forward,
            rows: Array2::zeros((length, side).f()),
            columns: Array2::zeros((side + 1, length).f()),
            field: Array2::zeros((side, side).f()),
        }
    }

    /// Computes the field of charges: (N, N), as (x, y), and returns their energy.
    pub fn apply(&mut self, charges: ArrayView2<Complex<F>>) -> f64 {
        let (side, length) = (charges.nrows(), 2 * charges.nrows());
        for_each_line(length, charges.t(), &mut self.rows, &|_, line, row| {
            self.forward.process(line);
            row.copy_from_slice(line);
        });
        for_each_line(length, self.rows.view(), &mut self.columns, &|k, line, column| {
            self.forward.process(line);
            let mut sum = 0.0;
            for ((charge, w), force) in line.iter_mut().zip(self.energy.column(k)).zip(self.force.column(k)) {
                sum += (charge.norm_sqr() * *w).into_f64();
                *charge *= *force; // (9.10)
            }
            self.inverse.process(line);
            column[..side].copy_from_slice(&line[..side]);
            column[side] = Complex::new(number(sum), F::zero());
        });
        for_each_line(length, self.columns.slice(s![..side, ..]), &mut self.field, &|_, line, row| {
            self.inverse.process(line);
            row.copy_from_slice(&line[..side]);
        });
        self.columns.row(side).iter().map(|sum| sum.re.into_f64()).sum()
    }
}

impl<F> fmt::Debug for Convolution<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Convolution").field("side", &self.field.nrows()).finish_non_exhaustive()
    }
}

/// Calls `work` for each row of `input`, (lines, up to `length`): with its index, a copy of it that is padded with zeros to `length`, and
/// the column of `output`, (any, lines), with the same index.
fn for_each_line<F: Real + FftNum>(
    length: usize,
    input: ArrayView2<Complex<F>>,
    output: &mut Array2<Complex<F>>,
    work: &(impl Fn(usize, &mut [Complex<F>], &mut [Complex<F>]) + Sync),
) {
    let (lines, given) = input.dim();
    let piece = |mut output: ArrayViewMut2<Complex<F>>, range: Range<usize>| {
        let mut tile = Array2::zeros((length, TILE).f());
        for (first, mut output) in range.step_by(TILE).zip(output.axis_chunks_iter_mut(Axis(1), TILE)) {
            let count = output.ncols();
            tile.slice_mut(s![..given, ..count]).assign(&input.slice(s![first..first + count, ..]).t());
            tile.slice_mut(s![given.., ..count]).fill(Complex::default());
            let lines = tile.axis_iter_mut(Axis(1)).zip(output.axis_iter_mut(Axis(1)));
            for (line, (mut values, mut output)) in (first..).zip(lines) {
                if let (Some(values), Some(output)) = (values.as_slice_mut(), output.as_slice_mut()) {
                    work(line, values, output); // always: both are contiguous
                }
            }
        }
    };
    // A transform takes about as long as sixteen multiplications in a product of matrices for each of its numbers.
    let pieces = parallel::pieces(lines, lines * length * 16);
    for_each_piece(output.view_mut(), 0..lines, pieces, &piece);
}

/// The nearest value of F: [`Real::from_f64`], of which [`FftNum`] has a namesake.
pub(super) fn number<F: Real>(value: f64) -> F {
    F::from_f64(value)
}
