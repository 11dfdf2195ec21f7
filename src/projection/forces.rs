//! The forces between samples on a t-SNE map (chapter 9), sixteen pairs at a time and in two threads.

use super::affinity::Affinities;
use multiversion::multiversion;
use ndarray::{Array2, ShapeBuilder};

/// Lanes of the widest vector of `f32`. Narrower processors do the same in two or four parts.
const LANES: usize = 16;

/// The places of the samples, one array for each coordinate.
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

/// The two sums of the gradient for every sample, in buffers made once.
pub(super) struct Forces {
    /// Σⱼ p_ij w_ij (y_i − y_j), with w = 1 / (1 + ‖y_i − y_j‖²).
    attraction: [Vec<f32>; 2],
    /// Σⱼ w_ij² (y_i − y_j).
    repulsion: [Vec<f32>; 2],
    /// Σⱼ w_ij of each sample, j ≠ i.
    near: Vec<f32>,
    /// Z, their sum.
    z: f64,
}

impl Forces {
    #[must_use]
    pub fn new(m: usize) -> Self {
        let zeros = || [vec![0.0; m], vec![0.0; m]];
        Forces { attraction: zeros(), repulsion: zeros(), near: vec![0.0; m], z: 1.0 }
    }

    /// Computes the forces on every sample. Each is summed by one thread in a fixed order, so the number of threads does
    /// not show in the result.
    pub fn compute(&mut self, affinities: &Affinities, places: &Places) {
        let m = affinities.samples();
        let threads = threads_for(m);
        let share = m.div_ceil(threads);
        let ([ax, ay], [rx, ry]) = (&mut self.attraction, &mut self.repulsion);
        let parts = ax.chunks_mut(share).zip(ay.chunks_mut(share)).zip(rx.chunks_mut(share)).zip(ry.chunks_mut(share));
        let parts = parts.zip(self.near.chunks_mut(share)).enumerate();
        let work = |(part, ((((ax, ay), rx), ry), near)): (usize, Part<'_>)| {
            for k in 0..near.len() {
                let i = part * share + k;
                (ax[k], ay[k]) = attraction(affinities, places, i);
                (near[k], rx[k], ry[k]) = repulsion(&places.y[0], &places.y[1], places.y[0][i], places.y[1][i]);
                near[k] -= 1.0; // the sample itself, w_ii = 1
            }
        };
        if threads == 1 {
            parts.for_each(work);
        } else {
            std::thread::scope(|scope| {
                for part in parts {
                    scope.spawn(|| work(part));
                }
            });
        }
        self.z = self.near.iter().map(|&near| f64::from(near)).sum::<f64>().max(f64::MIN_POSITIVE);
    }

    /// ∂KL/∂y of sample i along one axis, P exaggerated by a factor. (9.8)
    #[must_use]
    pub fn gradient(&self, axis: usize, i: usize, exaggeration: f32) -> f32 {
        let one_over_z = (1.0 / self.z) as f32;
        4.0 * (exaggeration * self.attraction[axis][i] - self.repulsion[axis][i] * one_over_z)
    }
}

/// The outputs of one thread: attraction, repulsion, near.
type Part<'a> = ((((&'a mut [f32], &'a mut [f32]), &'a mut [f32]), &'a mut [f32]), &'a mut [f32]);

/// One thread for small maps: starting another takes longer than it saves.
fn threads_for(m: usize) -> usize {
    if cfg!(not(feature = "threads")) || m < 500 {
        return 1;
    }
    std::thread::available_parallelism().map_or(1, usize::from).min(m / 250)
}

/// Σⱼ w, Σⱼ w² (x − xⱼ) and Σⱼ w² (y − yⱼ) over all samples, the one at (x, y) itself with w = 1 included.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw+fma", "x86_64+avx2+fma"))]
fn repulsion(xs: &[f32], ys: &[f32], x: f32, y: f32) -> (f32, f32, f32) {
    let mut near = [0.0; LANES];
    let mut fx = [0.0; LANES];
    let mut fy = [0.0; LANES];
    let (xs_whole, xs_rest) = xs.as_chunks::<LANES>();
    let (ys_whole, ys_rest) = ys.as_chunks::<LANES>();
    for (xs, ys) in xs_whole.iter().zip(ys_whole) {
        for lane in 0..LANES {
            let (dx, dy) = (x - xs[lane], y - ys[lane]);
            let w = 1.0 / (1.0 + dx * dx + dy * dy);
            near[lane] += w;
            fx[lane] += w * w * dx;
            fy[lane] += w * w * dy;
        }
    }
    for (lane, (&xj, &yj)) in xs_rest.iter().zip(ys_rest).enumerate() {
        let (dx, dy) = (x - xj, y - yj);
        let w = 1.0 / (1.0 + dx * dx + dy * dy);
        near[lane] += w;
        fx[lane] += w * w * dx;
        fy[lane] += w * w * dy;
    }
    (near.iter().sum(), fx.iter().sum(), fy.iter().sum())
}

/// Σⱼ p w (y_i − y_j) over the neighbours j of sample i, for both coordinates.
fn attraction(affinities: &Affinities, places: &Places, i: usize) -> (f32, f32) {
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
    (fx, fy)
}
