//! The descent of t-SNE (chapter 9), a step at a time: momentum, a gain for each coordinate, and P exaggerated at first.

use super::affinity::Affinities;
use super::forces::{self, Forces, Places};
#[cfg(feature = "fft")]
use super::interpolation::Interpolation;
#[cfg(feature = "fft")]
use super::tsne::kl_divergence_of;
use super::tsne::{Embedding, Repulsion, Tsne, kl_divergence, start};
use crate::parallel::in_pool;
use crate::{Error, Result};
use ndarray::{Array2, ArrayView2};
use std::borrow::Cow;

/// Momentum while P is exaggerated, and after.
const MOMENTUM: [f32; 2] = [0.5, 0.8];

/// A map on its way. [`Tsne::descend`] takes all its steps in one go.
///
/// ```
/// use ann::projection::{Affinities, Descent, Tsne, tsne::start};
/// use ndarray::{Array2, ArrayView2};
/// let x = Array2::from_shape_fn((3, 40), |(k, i)| ((k + 1) * (i % 10)) as f64 + 100.0 * (i / 20) as f64);
/// let (affinities, y) = (Affinities::new(x.view(), 5.0)?, start(x.view())?);
/// let tsne = Tsne { iterations: 300, ..Tsne::default() };
/// let mut descent = Descent::new(&tsne, &affinities, &y)?;
/// descent.steps(120);
/// descent.steps(180);
/// assert_eq!(descent.embedding()?, tsne.descend(&affinities, &y)?);
/// # Ok::<(), ann::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Descent<'a> {
    tsne: Tsne,
    affinities: Cow<'a, Affinities>,
    places: Places,
    forces: Forces,
    /// One of each for every coordinate.
    velocity: [Vec<f32>; 2],
    gains: [Vec<f32>; 2],
    taken: usize,
}

impl<'a> From<&'a Affinities> for Cow<'a, Affinities> {
    fn from(affinities: &'a Affinities) -> Self {
        Cow::Borrowed(affinities)
    }
}

impl From<Affinities> for Cow<'_, Affinities> {
    fn from(affinities: Affinities) -> Self {
        Cow::Owned(affinities)
    }
}

impl<'a> Descent<'a> {
    /// At the places y: (2, m), before the first step. `iterations` of the settings plays no part.
    ///
    /// # Errors
    ///
    /// As [`Tsne::descend`].
    pub fn new(tsne: &Tsne, affinities: impl Into<Cow<'a, Affinities>>, y: &Array2<f64>) -> Result<Self> {
        tsne.check()?;
        let affinities = affinities.into();
        let m = affinities.samples();
        Error::check_shape(
            format_args!("Y"),
            y.dim(),
            (2, m),
            format_args!("there are {m} samples, a place in the plane each"),
        )?;
        if let Some(((_, j), place)) = y.indexed_iter().find(|(_, y)| !y.is_finite()) {
            return Err(Error::data(format!("the place of sample {} is {place}; it must be finite", j + 1)));
        }
        Ok(Descent {
            tsne: *tsne,
            places: Places::new(y),
            forces: Forces::new(m, tsne.repulsion(m)),
            velocity: [vec![0.0; m], vec![0.0; m]],
            gains: [vec![1.0; m], vec![1.0; m]],
            affinities,
            taken: 0,
        })
    }

    /// Takes n steps.
    pub fn steps(&mut self, n: usize) {
        let m = self.affinities.samples();
        in_pool(forces::pieces(m, m * m), || (0..n).for_each(|_| self.step()));
    }

    fn step(&mut self) {
        let early = self.taken < self.tsne.early_iterations;
        let exaggeration = if early { self.tsne.early_exaggeration as f32 } else { 1.0 };
        let momentum = MOMENTUM[usize::from(!early)];
        let rate = self.tsne.rate(self.affinities.samples(), early) as f32;
        self.forces.compute(&self.affinities, &self.places);
        for axis in 0..2 {
            let steps = self.velocity[axis].iter_mut().zip(&mut self.gains[axis]).zip(&mut self.places.y[axis]);
            for (i, ((velocity, gain), y)) in steps.enumerate() {
                let gradient = self.forces.gradient(axis, i, exaggeration);
                // A gain grows while the gradient keeps its sign and shrinks when it turns (Jacobs 1988).
                let turned = (gradient > 0.0) == (*velocity > 0.0);
                *gain = if turned { (*gain * 0.8).max(0.01) } else { *gain + 0.2 };
                *velocity = momentum * *velocity - rate * *gain * gradient;
                *y += *velocity;
            }
        }
        self.places.centre();
        self.taken += 1;
    }

    /// How many steps have been taken.
    #[must_use]
    pub fn steps_taken(&self) -> usize {
        self.taken
    }

    /// Y: (2, m), where the samples are.
    #[must_use]
    pub fn places(&self) -> Array2<f64> {
        self.places.to_array()
    }

    /// The map as it is now, with its KL(P‖Q).
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] for a learning rate with which the map has flown apart.
    pub fn embedding(&self) -> Result<Embedding> {
        let y = self.places();
        if y.iter().any(|y| !y.is_finite()) {
            return Err(Error::setting(
                "learning_rate",
                self.tsne.rate(y.ncols(), self.taken <= self.tsne.early_iterations) as f32,
                "smaller: the map has flown apart; `None` is m / early_exaggeration",
            ));
        }
        let kl_divergence = match self.tsne.repulsion(y.ncols()) {
            Repulsion::Exact => kl_divergence(&self.affinities, y.view()).0,
            #[cfg(feature = "fft")]
            Repulsion::Interpolated => {
                let z = Interpolation::<f32>::new().lay([&self.places.y[0], &self.places.y[1]]);
                kl_divergence_of(&self.affinities, y.view(), z)
            }
        };
        Ok(Embedding { y, kl_divergence })
    }
}

impl Tsne {
    /// Embeds the samples x: (n, m) in the plane, starting from their first two principal components. Not random: the same
    /// samples give the same embedding, on any number of threads.
    ///
    /// # Errors
    ///
    /// As [`Affinities::new`]; [`Error::Setting`] too for a setting out of range.
    pub fn fit(&self, x: ArrayView2<f64>) -> Result<Embedding> {
        self.check()?;
        let affinities = Affinities::new(x, self.perplexity)?;
        self.descend(&affinities, &start(x)?)
    }

    /// Descends from the places y: (2, m).
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] if there is not one place per sample of the affinities; [`Error::Data`] if one is not finite;
    /// [`Error::Setting`] for a setting out of range, or a learning rate with which the map flies apart.
    pub fn descend(&self, affinities: &Affinities, y: &Array2<f64>) -> Result<Embedding> {
        let mut descent = Descent::new(self, affinities, y)?;
        descent.steps(self.iterations);
        descent.embedding()
    }
}
