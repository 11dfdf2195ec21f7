//! The repulsion of t-SNE between many samples, by interpolation on a grid (chapter 9): O(m + N² log N) for m samples and N × N nodes,
//! instead of O(m²).
//!
//! The repulsion of sample i is Σⱼ F(y_i − y_j), with F(v) = v / (1 + ‖v‖²)². F is smooth, so its values at the nodes of a grid tell it
//! everywhere: with a bump B_g around each node g, F(y_i − y_j) ≈ Σ_g Σ_h B_g(y_i) F(g − h) B_h(y_j). The sum over j comes first:
//!
//! | step | equation | takes |
//! |---|---|---|
//! | the charges of the nodes | ρ(h) = Σⱼ B_h(y_j) | O(m) |
//! | their field, by a [convolution](super::convolution) | φ(g) = Σ_h F(g − h) ρ(h) | O(N² log N) |
//! | the field at each sample | Σⱼ F(y_i − y_j) ≈ Σ_g B_g(y_i) φ(g) | O(m) |
//!
//! Z = Σᵢ Σ_{j ≠ i} w_ij is the energy of the same charges in a field of w.
//!
//! The method is that of Linderman, Rachh, Hoskins, Steinerberger and Kluger (2019). They divide the map into boxes, with a polynomial
//! through three nodes in each. Here the bumps are cubic B-splines, which join smoothly, as in particle-mesh Ewald (Essmann et al. 1995): on
//! the same grid the error is ten times smaller. They interpolate F as a difference of sums, in three fields; here F is interpolated
//! itself, so nothing cancels, and `f32` is enough.

use super::convolution::{Convolution, number};
use crate::Real;
use ndarray::{Array2, ShapeBuilder};
use rustfft::FftNum;
use rustfft::num_complex::Complex;

/// The distance between two nodes, unless the map is very small or very large. F is largest at a distance of 0.58.
const SPACING: f64 = 1.0 / 3.0;
/// A map for which so many nodes along each axis would do has them closer together, and about twice as many.
const FEWEST: f64 = 64.0;
/// A map that needs more nodes, one of millions of samples, has them further apart.
const MOST: f64 = 2048.0;
/// A map that is wider than this has flown apart.
const WIDEST: f64 = 1e4;
/// The nodes are not halved further than this: all samples may be in one place.
const CLOSEST: f64 = 1.0 / (1_u64 << 40) as f64;

/// A grid of N × N nodes over the map.
#[derive(Debug, Clone)]
pub(super) struct Interpolation<F> {
    spacing: f64,
    /// The place of node (0, 0).
    corner: [F; 2],
    /// ρ: (N, N), as (x, y).
    charges: Array2<Complex<F>>,
    convolution: Convolution<F>,
}

impl<F: Real + FftNum> Interpolation<F> {
    /// A grid that has been laid nowhere yet.
    pub fn new() -> Self {
        let (side, spacing) = grid(0.0);
        Self::with(side, spacing)
    }

    fn with(side: usize, spacing: f64) -> Self {
        let charges = Array2::zeros((side, side).f());
        Interpolation { spacing, corner: [F::zero(); 2], charges, convolution: Convolution::new(side, spacing) }
    }

    /// Lays the grid over the places of the samples, two arrays of (m), computes the field, and returns Z.
    ///
    /// The grid depends on these places alone, not on those before. If the map has flown apart, all forces are NaN.
    pub fn lay(&mut self, places: [&[F]; 2]) -> f64 {
        let end = |choose: fn(F, F) -> F| places.map(|y| y.iter().copied().reduce(choose).unwrap_or_default());
        let (low, high) = (end(F::min), end(F::max));
        let width = (high[0] - low[0]).max(high[1] - low[1]).into_f64();
        if width.is_nan() || width > WIDEST {
            self.convolution.field.fill(Complex::new(F::nan(), F::nan())); // and so are all places after the next step
            return f64::NAN;
        }
        let (side, spacing) = grid(width);
        if (side, spacing) != (self.charges.nrows(), self.spacing) {
            *self = Self::with(side, spacing);
        }
        self.corner = low.map(|low| low - number(spacing)); // a place needs one node before it
        self.charges.fill(Complex::default());
        for (&x, &y) in places[0].iter().zip(places[1]) {
            let [(i, along_x), (j, along_y)] = self.bumps(x, y);
            for (j, b_y) in (j..).zip(along_y) {
                for (i, b_x) in (i..).zip(along_x) {
                    self.charges[[i, j]].re += b_x * b_y; // (9.9)
                }
            }
        }
        // Every sample is in its own field, w_ii = 1, too.
        self.convolution.apply(self.charges.view()) - places[0].len() as f64
    }

    /// Σⱼ w_ij² (y_i − y_j) of a sample i at (x, y).
    pub fn repulsion(&self, x: F, y: F) -> [F; 2] {
        let [(i, along_x), (j, along_y)] = self.bumps(x, y);
        let mut force = Complex::default();
        for (j, b_y) in (j..).zip(along_y) {
            for (i, b_x) in (i..).zip(along_x) {
                force += self.convolution.field[[i, j]] * (b_x * b_y); // (9.9)
            }
        }
        [force.re, force.im]
    }

    /// Along each axis, the first of the four nodes near a place, and the cubic B-spline of each at the place.
    fn bumps(&self, x: F, y: F) -> [(usize, [F; 4]); 2] {
        let [one, three, four, six] = [1.0, 3.0, 4.0, 6.0].map(number::<F>);
        let inner = |t: F| (four - t * t * (six - three * t)) / six;
        let outer = |t: F| t * t * t / six;
        [(x, self.corner[0]), (y, self.corner[1])].map(|(place, corner)| {
            let nodes = (place - corner) / number(self.spacing);
            // On a map that has flown apart a place may be anywhere.
            let before = nodes.to_usize().unwrap_or(1).clamp(1, self.charges.nrows() - 3);
            let t = nodes - number(before as f64);
            (before - 1, [outer(one - t), inner(t), inner(one - t), outer(t)])
        })
    }
}

/// The nodes along each axis, and the distance between two, for a map of a width up to [`WIDEST`].
fn grid(width: f64) -> (usize, f64) {
    // One before the map and two behind, and one for the fence.
    let nodes = |spacing: f64| width / spacing + 4.0;
    let mut spacing = SPACING;
    while nodes(spacing) <= FEWEST && spacing > CLOSEST {
        spacing /= 2.0;
    }
    while nodes(spacing) > MOST {
        spacing *= 2.0;
    }
    // A transform is fast for a length that has no factors but 2, 3 and 5.
    let without = |mut n: usize, factor: usize| {
        while n.is_multiple_of(factor) {
            n /= factor;
        }
        n
    };
    let mut side = (nodes(spacing).max(FEWEST).ceil() as usize).next_multiple_of(8);
    while [2, 3, 5].into_iter().fold(side, without) > 1 {
        side += 8;
    }
    (side, spacing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Init;

    const SAMPLES: usize = 1000;

    /// ‖error‖ / ‖repulsion‖ over all samples, and the relative error of Z, for ten clouds on a map of about this width.
    fn errors<F: Real + FftNum>(interpolation: &mut Interpolation<F>, width: f64) -> (f64, f64) {
        let normal = |std, m, seed| Init::Normal { std }.weights::<f64>(2, m, &mut crate::rng(seed)).unwrap();
        let (centres, clouds) = (normal(0.25 * width, 10, 1), normal(0.03 * width, SAMPLES, 2));
        let place = |axis, i: usize| number::<F>(clouds[[axis, i]] + centres[[axis, i % 10]]);
        let [xs, ys] = [0, 1].map(|axis| (0..SAMPLES).map(|i| place(axis, i)).collect::<Vec<F>>());
        let z = interpolation.lay([&xs, &ys]);
        let (mut exact_z, mut error, mut norm) = (0.0, 0.0, 0.0);
        for i in 0..SAMPLES {
            let mut exact = [0.0, 0.0];
            for j in (0..SAMPLES).filter(|&j| j != i) {
                let v = [xs[i].into_f64() - xs[j].into_f64(), ys[i].into_f64() - ys[j].into_f64()];
                let w = 1.0 / (1.0 + v[0] * v[0] + v[1] * v[1]);
                exact_z += w;
                exact = [exact[0] + w * w * v[0], exact[1] + w * w * v[1]];
            }
            for (exact, found) in exact.iter().zip(interpolation.repulsion(xs[i], ys[i])) {
                error += (found.into_f64() - exact).powi(2);
                norm += exact * exact;
            }
        }
        ((error / norm).sqrt(), (z / exact_z - 1.0).abs())
    }

    #[test]
    fn forces_and_z_are_those_of_all_pairs() {
        let (mut short, mut long) = (Interpolation::<f32>::new(), Interpolation::<f64>::new());
        for (width, bound) in [(1e-6, 1e-5), (1e-3, 1e-5), (1.0, 1e-5), (10.0, 5e-4), (30.0, 3e-3), (100.0, 1e-2)] {
            for (name, (force, z)) in [("f32", errors(&mut short, width)), ("f64", errors(&mut long, width))] {
                assert!(force < bound && z < bound / 2.0, "{name}, a width of {width}: {force:e} {z:e}"); // (9.9)
            }
        }
    }

    #[test]
    fn a_map_of_any_width_has_a_grid() {
        for width in [0.0, 1e-30, 1e-3, 1.0, 20.0, 77.7, 200.0, 681.0, WIDEST] {
            let (side, spacing) = grid(width);
            assert!(
                side.is_multiple_of(8) && (FEWEST as usize..=MOST as usize + 100).contains(&side),
                "{width}: {side}"
            );
            assert!(width / spacing + 4.0 <= side as f64, "{width}: {side} {spacing}");
            assert!(spacing <= SPACING || width > 600.0, "{width}: {spacing}");
        }
    }

    #[test]
    fn samples_may_be_in_one_place_or_too_far_apart() {
        let mut interpolation = Interpolation::<f32>::new();
        let z = interpolation.lay([&[2.0; 5], &[-1.0; 5]]);
        let [x, y] = interpolation.repulsion(2.0, -1.0);
        assert!((z - 20.0).abs() < 1e-3 && x.abs() < 1e-9 && y.abs() < 1e-9, "{z} {x} {y}");
        for wrong in [f32::INFINITY, f32::NEG_INFINITY, f32::MAX, 1e5] {
            assert!(interpolation.lay([&[wrong, 1.0, -wrong], &[0.0, wrong, 3.0]]).is_nan(), "{wrong}");
            assert!([wrong, 0.0].iter().all(|&x| interpolation.repulsion(x, 0.0).iter().all(|force| force.is_nan())));
        }
        assert!(interpolation.lay([&[f32::NAN; 3], &[0.0, 1.0, 3.0]]).is_nan());
    }
}
