//! The repulsion of t-SNE between many samples, by interpolation on a grid (chapter 9; Linderman, Rachh, Hoskins, Steinerberger and
//! Kluger 2019): O(m + N² log N) for m samples and N × N nodes, instead of O(m²).
//!
//! w(y_i − y_j) is a smooth function, so it is known nearly everywhere if it is known on a grid of nodes: with the polynomials L_a
//! through the p × p nodes a near a place y, f(y) ≈ Σ_a L_a(y) f(a). Both places of a pair are treated so:
//!
//! Σⱼ f(y_i − y_j) ≈ Σ_a L_a(y_i) Σ_b f(a − b) q_b, with the charge q_b = Σⱼ L_b(y_j) of each node.
//!
//! | step | takes |
//! |---|---|
//! | the charges: each sample adds L_b to p² nodes | O(p² m) |
//! | the field, Σ_b f(a − b) q_b, by a [convolution](super::convolution) | O(N² log N) |
//! | the field at each sample, from p² nodes | O(p² m) |
//!
//! The paper divides the map into boxes of p nodes each. Here the p = 3 nodes nearest to a place are used, so that a place is never
//! more than half a node from the middle one; the error is a third of that with boxes. The paper has three kernels of a charge and its place;
//! the force is a difference of two of those. Here the force itself is interpolated, so that nothing cancels.

use super::convolution::{Convolution, number};
use crate::Real;
use ndarray::{Array2, ShapeBuilder};
use rustfft::FftNum;
use rustfft::num_complex::Complex;

/// The distance between two nodes on a map of any size: w changes little over it.
const SPACING: f64 = 1.0 / 3.0;
/// A map that is so narrow that these nodes cover it has them closer together.
const LEAST_NODES: f64 = 128.0;
/// A map that is so wide that it needs more nodes has them further apart.
const MOST_NODES: f64 = 2048.0;
/// They are not brought closer together than this part of `SPACING`.
const CLOSEST: f64 = 1.0 / (1_u64 << 40) as f64;
/// The nodes that a place is interpolated from, along each axis.
const P: usize = 4;

/// A grid of N × N nodes over the map.
#[derive(Debug, Clone)]
pub(super) struct Interpolation<F> {
    spacing: f64,
    /// The place of node (0, 0).
    corner: [F; 2],
    /// q: (N, N), as (x, y).
    charges: Array2<Complex<F>>,
    convolution: Convolution<F>,
}

impl<F: Real + FftNum> Interpolation<F> {
    pub fn new() -> Self {
        Self::with(side_for(LEAST_NODES), SPACING)
    }

    fn with(side: usize, spacing: f64) -> Self {
        let charges = Array2::zeros((side, side).f());
        Interpolation { spacing, corner: [F::zero(); 2], charges, convolution: Convolution::new(side, spacing) }
    }

    /// Lays the grid over the places of the samples, two arrays of (m), and returns Z = Σᵢ Σ_{j ≠ i} w_ij.
    pub fn place(&mut self, y: [&[F]; 2]) -> f64 {
        let [low, high] = [F::min, F::max].map(|end| y.map(|y| y.iter().copied().reduce(end).unwrap_or_default()));
        let width = (high[0] - low[0]).max(high[1] - low[1]).into_f64();
        let (side, spacing) = grid(width);
        if (side, spacing) != (self.charges.nrows(), self.spacing) {
            *self = Self::with(side, spacing);
        }
        // The nearest node to any place has one before it.
        self.corner = low.map(|low| low - number(spacing));
        self.charges.fill(Complex::default());
        for (&x, &y) in y[0].iter().zip(y[1]) {
            let [(i, along_x), (j, along_y)] = self.nodes(x, y);
            for (j, weight) in (j..).zip(along_y) {
                for (i, along) in (i..).zip(along_x) {
                    self.charges[[i, j]].re += weight * along;
                }
            }
        }
        // Each sample is at a distance of 0 from itself, where w = 1.
        self.convolution.apply(self.charges.view()) - y[0].len() as f64
    }

    /// Σⱼ w_ij² (y_i − y_j) of the sample at (x, y).
    pub fn repulsion(&self, x: F, y: F) -> [F; 2] {
        let [(i, along_x), (j, along_y)] = self.nodes(x, y);
        let mut force = Complex::default();
        for (j, weight) in (j..).zip(along_y) {
            for (i, along) in (i..).zip(along_x) {
                force = force + self.convolution.field[[i, j]] * (weight * along);
            }
        }
        [force.re, force.im]
    }

    /// Along each axis, the first of the nodes near a place, and the cubic B-spline around each, at the place.
    fn nodes(&self, x: F, y: F) -> [(usize, [F; P]); 2] {
        let [one, three, six] = [1.0, 3.0, 6.0].map(number::<F>);
        let scale = number::<F>(1.0 / self.spacing);
        [(x, self.corner[0]), (y, self.corner[1])].map(|(place, corner)| {
            let place = (place - corner) * scale;
            // On a map that has flown apart a place is not finite.
            let node = place.to_usize().unwrap_or(1).clamp(1, self.charges.nrows() - 3);
            let t = place - number(node as f64);
            let s = one - t;
            let inner = |t: F| ((three * t - six) * t * t + number(4.0)) / six;
            (node - 1, [s * s * s / six, inner(t), inner(s), t * t * t / six])
        })
    }
}

/// The nodes along each axis, and the distance between two, for a map of a width.
fn grid(width: f64) -> (usize, f64) {
    let width = if width.is_finite() { width } else { 0.0 };
    // Beside the map there are one or two on each side.
    let nodes = |spacing: f64| width / spacing + 4.0;
    let mut spacing = SPACING;
    while nodes(spacing / 2.0) <= LEAST_NODES && spacing > CLOSEST {
        spacing /= 2.0;
    }
    while nodes(spacing) > MOST_NODES {
        spacing *= 2.0;
    }
    (side_for(nodes(spacing).max(LEAST_NODES)), spacing)
}

/// At least so many nodes: a multiple of 8 with no other factors than 2, 3 and 5, for which transforms are fast.
fn side_for(nodes: f64) -> usize {
    let without = |mut n: usize, factor: usize| {
        while n % factor == 0 {
            n /= factor;
        }
        n
    };
    let mut side = (nodes.ceil() as usize).next_multiple_of(8);
    while [2, 3, 5].into_iter().fold(side, without) > 1 {
        side += 8;
    }
    side
}
