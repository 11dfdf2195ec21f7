//! t-SNE (chapter 9), its settings and what it makes small: a map on which near neighbours stay near (van der Maaten and Hinton 2008).
//!
//! The affinities P say who is whose neighbour among the samples, Q among their places y on the map, where it is a Student
//! distribution: q_ij = (1 + ‖y_i − y_j‖²)⁻¹ / Z. The map is found by descending the gradient of KL(P‖Q),
//! 4 Σⱼ (p_ij − q_ij) (1 + ‖y_i − y_j‖²)⁻¹ (y_i − y_j): neighbours attract, and everyone repels everyone.
//!
//! Up to some thousand samples the repulsion is computed over all pairs, exactly, by plain loops that the processor runs sixteen pairs at
//! a time; above, by interpolation on a grid: see [`Repulsion`].

use super::affinity::Affinities;
use super::pca::Pca;
use crate::{Error, Result};
use ndarray::{Array2, ArrayView2, ShapeBuilder};

/// The settings of t-SNE. The defaults are the usual ones.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tsne {
    /// About how many neighbours each sample feels, at least 1 and below m − 1.
    pub perplexity: f64,
    /// Steps of descent.
    pub iterations: usize,
    /// By how much P is exaggerated at first, so that clusters form before they settle; at least 1.
    pub early_exaggeration: f64,
    /// For how many of the steps.
    pub early_iterations: usize,
    /// The learning rate above 0; `None` for m / `early_exaggeration` (Belkina et al. 2019), and for m after the early steps if there are
    /// more than 5000 samples: large maps need that to unfold in so many steps. The lower bound of 50 that others put on it throws the
    /// samples of small sets apart.
    pub learning_rate: Option<f64>,
    /// How the repulsion is computed; `None` for exactly up to 5000 samples, and by interpolation above, if the feature `fft` is on.
    pub repulsion: Option<Repulsion>,
}

/// How the repulsion between the samples on the map is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repulsion {
    /// Over all pairs, in O(m²).
    Exact,
    /// By interpolation on a grid and a fast Fourier transform, in O(m + N² log N) for N × N nodes, which lie 1/3 apart on the map; with
    /// an error of about 0.1 % (Linderman et al. 2019). A feature, `fft`.
    #[cfg(feature = "fft")]
    Interpolated,
}

impl Default for Tsne {
    fn default() -> Self {
        Tsne {
            perplexity: 30.0,
            iterations: 1000,
            early_exaggeration: 12.0,
            early_iterations: 250,
            learning_rate: None,
            repulsion: None,
        }
    }
}

/// An embedding of m samples in the plane.
#[derive(Debug, Clone, PartialEq)]
pub struct Embedding {
    /// Y: (2, m), a column per sample.
    pub y: Array2<f64>,
    /// KL(P‖Q) of the embedding, at least 0; 0 would keep every affinity.
    pub kl_divergence: f64,
}

/// The standard deviation of the first coordinate at the start: so small that no sample is far from any other.
const START: f64 = 1e-4;

/// So many samples at most repel each other exactly, and move slowly, by default. Above, interpolation takes less time.
const MOST_EXACT: usize = 5000;
/// The repulsion of more.
#[cfg(feature = "fft")]
const OF_MANY: Repulsion = Repulsion::Interpolated;
#[cfg(not(feature = "fft"))]
const OF_MANY: Repulsion = Repulsion::Exact;

impl Tsne {
    /// The repulsion between m samples.
    pub(super) fn repulsion(&self, m: usize) -> Repulsion {
        self.repulsion.unwrap_or(if m > MOST_EXACT { OF_MANY } else { Repulsion::Exact })
    }

    /// The learning rate for m samples, while P is exaggerated or after.
    pub(super) fn rate(&self, m: usize, early: bool) -> f64 {
        let slow = early || m <= MOST_EXACT;
        self.learning_rate.unwrap_or(m as f64 / if slow { self.early_exaggeration } else { 1.0 })
    }

    pub(super) fn check(&self) -> Result<()> {
        if !((self.early_exaggeration as f32).is_finite() && self.early_exaggeration >= 1.0) {
            return Err(Error::setting("early_exaggeration", self.early_exaggeration, "finite and at least 1"));
        }
        match self.learning_rate {
            Some(rate) if !(rate.is_finite() && rate > 0.0) => {
                Err(Error::setting("learning_rate", rate, "finite and above 0"))
            }
            _ => Ok(()),
        }
    }
}

/// Where [`Tsne::fit`] begins: the first two principal components, the first with standard deviation 1e-4; all at the origin if nothing
/// varies. (2, m)
///
/// # Errors
///
/// As [`Pca::fit`].
pub fn start(x: ArrayView2<f64>) -> Result<Array2<f64>> {
    let k = x.nrows().min(2);
    let scores = Pca::fit(x, k)?.transform(x)?;
    let deviation = scores.row(0).std(0.0);
    let scale = if deviation > 0.0 { START / deviation } else { 0.0 };
    Ok(Array2::from_shape_fn((2, x.ncols()).f(), |(axis, i)| if axis < k { scores[[axis, i]] * scale } else { 0.0 }))
}

/// KL(P‖Q) of the places y: (2, m), and its gradient: (2, m), as the equations have it, pair by pair in `f64`.
///
/// The descent uses a faster way to the same gradient; this one is what that is tested against.
///
/// # Panics
///
/// If y does not have a place for each sample of `affinities`.
#[must_use]
pub fn kl_divergence(affinities: &Affinities, y: ArrayView2<f64>) -> (f64, Array2<f64>) {
    let m = affinities.samples();
    assert_eq!(y.dim(), (2, m), "a place in the plane for each sample");
    let kernel = |i: usize, j: usize| {
        let (dx, dy) = (y[[0, i]] - y[[0, j]], y[[1, i]] - y[[1, j]]);
        (1.0 / (1.0 + dx * dx + dy * dy), [dx, dy])
    };
    let mut z = 0.0;
    let mut repulsion = Array2::<f64>::zeros((2, m).f());
    for i in 0..m {
        for j in (0..m).filter(|&j| j != i) {
            let (w, difference) = kernel(i, j);
            z += w;
            for axis in 0..2 {
                repulsion[[axis, i]] += w * w * difference[axis];
            }
        }
    }
    let mut gradient = repulsion * (-4.0 / z);
    let mut divergence = 0.0;
    for i in 0..m {
        for (j, p) in affinities.row(i).filter(|(_, p)| *p > 0.0) {
            let (w, difference) = kernel(i, j);
            divergence += p * (p * z / w).ln(); // (9.7)
            for axis in 0..2 {
                gradient[[axis, i]] += 4.0 * p * w * difference[axis]; // (9.8)
            }
        }
    }
    (divergence, gradient)
}

/// KL(P‖Q) of the places y: (2, m), as [`kl_divergence`] has it, if Z is known: in time that is linear in m.
#[cfg(feature = "fft")]
pub(super) fn kl_divergence_of(affinities: &Affinities, y: ArrayView2<f64>, z: f64) -> f64 {
    let of_row = |i: usize| {
        let of_pair = move |(j, p): (usize, f64)| {
            let (dx, dy) = (y[[0, i]] - y[[0, j]], y[[1, i]] - y[[1, j]]);
            p * (p * z * (1.0 + dx * dx + dy * dy)).ln() // (9.7)
        };
        affinities.row(i).filter(|(_, p)| *p > 0.0).map(of_pair).sum::<f64>()
    };
    (0..affinities.samples()).map(of_row).sum()
}
