//! The forces between the samples of a t-SNE embedding (chapter 9), on several threads: the repulsion of all pairs, sixteen at a time, or
//! by [interpolation](super::tsne::Repulsion).

use super::affinity::Affinities;
#[cfg(feature = "fft")]
use super::interpolation::Interpolation;
use super::tsne::Repulsion;
use crate::parallel::{self, for_each_piece};
use multiversion::multiversion;
use ndarray::{Array2, ShapeBuilder};
use std::ops::Range;

/// Lanes of the widest vector of `f32`. Narrower processors do the same in two or four parts.
const LANES: usize = 16;

/// The places of the samples, one array for each coordinate.
#[derive(Debug, Clone)]
pub(super) struct Places {
    pub y: [Vec<f32>; 2],
}

impl Places {
    #[must_use]
    pub fn new(y: &Array2<f64>) -> Self {
        Places { y: [0, 1].map(|axis| y.row(axis).iter().map(|&y| y as f32).collect()) }
    }

    /// Moves the centre to the origin, where `f32` is finest; forces depend on differences alone.
    pub fn centre(&mut self) {
        for y in &mut self.y {
            let mean = (y.iter().map(|&y| f64::from(y)).sum::<f64>() / y.len() as f64) as f32;
            y.iter_mut().for_each(|y| *y -= mean);
        }
    }

    #[must_use]
    pub fn to_array(&self) -> Array2<f64> {
        Array2::from_shape_fn((2, self.y[0].len()).f(), |(axis, i)| f64::from(self.y[axis][i]))
    }
}

/// The sums of the gradient for every sample, in a buffer made once.
#[derive(Debug, Clone)]
pub(super) struct Forces {
    samples: Vec<Force>,
    /// Z = Σᵢ Σ_{j ≠ i} w_ij
    z: f64,
    /// What computes the repulsion if that is not done exactly.
    #[cfg(feature = "fft")]
    interpolation: Option<Interpolation<f32>>,
}

/// The sums of one sample i over the others, with the kernel w_ij = 1 / (1 + ‖y_i − y_j‖²).
#[derive(Debug, Clone, Copy, Default)]
struct Force {
    /// Σⱼ p_ij w_ij (y_i − y_j), for both coordinates.
    attraction: [f32; 2],
    /// Σⱼ w_ij² (y_i − y_j), for both coordinates.
    repulsion: [f32; 2],
    /// Σ_{j ≠ i} w_ij, where it is not computed for all samples at once.
    kernel_sum: f32,
}

impl Forces {
    #[must_use]
    pub fn new(m: usize, repulsion: Repulsion) -> Self {
        match repulsion {
            Repulsion::Exact => Forces {
                samples: vec![Force::default(); m],
                z: 1.0,
                #[cfg(feature = "fft")]
                interpolation: None,
            },
            #[cfg(feature = "fft")]
            Repulsion::Interpolated => {
                Forces { interpolation: Some(Interpolation::new()), ..Forces::new(m, Repulsion::Exact) }
            }
        }
    }

    /// Computes the forces on every sample, on several threads if [`pieces`] says so. Each is summed by one thread in a fixed order, so
    /// the number of threads does not show in the result.
    pub fn compute(&mut self, affinities: &Affinities, places: &Places) {
        let [xs, ys] = &places.y;
        #[cfg(feature = "fft")]
        if let Some(interpolation) = &mut self.interpolation {
            self.z = interpolation.lay([xs, ys]).max(f64::MIN_POSITIVE);
            let interpolation = &*interpolation;
            let repulsion = |x, y| (0.0, interpolation.repulsion(x, y));
            return each(&mut self.samples, affinities, places, affinities.values.len(), &repulsion);
        }
        let m = affinities.samples();
        let repulsion = |x, y| {
            let (kernel_sum, repulsion) = repulsion(xs, ys, x, y);
            (kernel_sum - 1.0, repulsion) // without the sample itself, w_ii = 1
        };
        each(&mut self.samples, affinities, places, m * m, &repulsion);
        self.z = self.samples.iter().map(|force| f64::from(force.kernel_sum)).sum::<f64>().max(f64::MIN_POSITIVE);
    }

    /// ∂KL/∂y of sample i along one axis, P exaggerated by a factor. (9.8)
    #[must_use]
    pub fn gradient(&self, axis: usize, i: usize, exaggeration: f32) -> f32 {
        let (force, one_over_z) = (&self.samples[i], (1.0 / self.z) as f32);
        4.0 * (exaggeration * force.attraction[axis] - force.repulsion[axis] * one_over_z)
    }
}

/// Into how many pieces the forces between m samples are cut, if so many pairs of them are looked at.
pub(super) fn pieces(m: usize, pairs: usize) -> usize {
    // A pair of samples takes about as long as eight multiplications in a product of matrices.
    parallel::pieces(m, 8 * pairs)
}

/// Computes the force on each sample, of so many pairs in all, given the repulsion at a place with the sum of the kernels.
fn each(
    forces: &mut [Force],
    affinities: &Affinities,
    places: &Places,
    pairs: usize,
    repulsion: &(impl Fn(f32, f32) -> (f32, [f32; 2]) + Sync),
) {
    let m = forces.len();
    let work = |forces: &mut [Force], samples: Range<usize>| {
        for (i, force) in samples.zip(forces) {
            let (kernel_sum, repulsion) = repulsion(places.y[0][i], places.y[1][i]);
            *force = Force { attraction: attraction(affinities, places, i), repulsion, kernel_sum };
        }
    };
    for_each_piece(forces, 0..m, pieces(m, pairs), &work);
}

/// Σⱼ w, Σⱼ w² (x − xⱼ) and Σⱼ w² (y − yⱼ) over all samples, the one at (x, y) itself with w = 1 included.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw+fma", "x86_64+avx2+fma"))]
fn repulsion(xs: &[f32], ys: &[f32], x: f32, y: f32) -> (f32, [f32; 2]) {
    let mut kernel_sum = [0.0; LANES];
    let mut fx = [0.0; LANES];
    let mut fy = [0.0; LANES];
    let (xs_whole, xs_rest) = xs.as_chunks::<LANES>();
    let (ys_whole, ys_rest) = ys.as_chunks::<LANES>();
    for (xs, ys) in xs_whole.iter().zip(ys_whole) {
        for lane in 0..LANES {
            let (dx, dy) = (x - xs[lane], y - ys[lane]);
            let w = 1.0 / (1.0 + dx * dx + dy * dy);
            kernel_sum[lane] += w;
            fx[lane] += w * w * dx;
            fy[lane] += w * w * dy;
        }
    }
    for (lane, (&xj, &yj)) in xs_rest.iter().zip(ys_rest).enumerate() {
        let (dx, dy) = (x - xj, y - yj);
        let w = 1.0 / (1.0 + dx * dx + dy * dy);
        kernel_sum[lane] += w;
        fx[lane] += w * w * dx;
        fy[lane] += w * w * dy;
    }
    (kernel_sum.iter().sum(), [fx.iter().sum(), fy.iter().sum()])
}

/// Σⱼ p w (y_i − y_j) over the neighbours j of sample i, for both coordinates.
fn attraction(affinities: &Affinities, places: &Places, i: usize) -> [f32; 2] {
    let row = affinities.starts[i]..affinities.starts[i + 1];
    let (xs, ys) = (&places.y[0], &places.y[1]);
    let (x, y) = (xs[i], ys[i]);
    let (mut fx, mut fy) = (0.0, 0.0);
    for (&j, &p) in affinities.neighbours[row.clone()].iter().zip(&affinities.values[row]) {
        let (dx, dy) = (x - xs[j as usize], y - ys[j as usize]);
        let force = p / (1.0 + dx * dx + dy * dy);
        fx += force * dx;
        fy += force * dy;
    }
    [fx, fy]
}
