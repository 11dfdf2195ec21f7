//! The samples of a setup: those to learn from, and those to be tested on.

use super::data::{WINDOW, features};
use super::setup::Setup;
use super::view::View;
use ann::data::Dataset;
use ann::{Error, Result};
use ndarray::Array2;

/// The samples of one purpose, as the network reads them and as the page draws them.
#[derive(Debug, Clone)]
pub struct Samples {
    /// X: (n_x, m), the features.
    pub x: Array2<f32>,
    /// Y: (1, m)
    pub y: Array2<f32>,
    /// x₁ and x₂ of each: (2, m).
    pub places: Array2<f64>,
}

impl Samples {
    fn new(part: &Dataset, view: &View, setup: &Setup) -> Result<Self> {
        let (places, y) = (view.places(part.x.view())?, view.answers(&part.target)?);
        let x = features(&setup.features, places.columns().into_iter().map(|x| [x[0], x[1]]));
        Ok(Samples { x, y: Array2::from_shape_fn((1, y.len()), |(_, i)| y[i] as f32), places })
    }

    /// x₁, x₂ and y of each sample, one after the other; what lies outside of the window, at its edge.
    #[must_use]
    pub fn drawn(&self) -> Vec<f32> {
        let inside = |x: f64| x.clamp(-0.985 * WINDOW, 0.985 * WINDOW) as f32;
        let places = self.places.columns().into_iter().zip(&self.y);
        places.flat_map(|(x, &y)| [inside(x[0]), inside(x[1]), y]).collect()
    }
}

/// The samples to learn from, those to be tested on, and how they came into the window; `table` is that of the reader.
///
/// # Errors
///
/// [`Error::Data`] if a table is asked for and there is none; those of the generators.
pub fn samples(setup: &Setup, table: Option<&Dataset>) -> Result<(View, [Samples; 2])> {
    let mut rng = ann::rng(setup.sample);
    let fractions = [1.0 - setup.test, setup.test];
    let (view, [train, test]) = if setup.data.is_own() {
        let problem = "no address carries a table: paste yours again, or drop it on the playground";
        let table = table.ok_or_else(|| Error::Data { problem: problem.to_owned() })?;
        let parts = table.split(fractions, &mut rng)?;
        (View::fit(&parts[0], setup.class)?, parts)
    } else {
        let parts = setup.data.samples(setup.points, setup.noise, &mut rng)?.split(fractions, &mut rng)?;
        (View::of_window(&parts[0]), parts)
    };
    let samples = [Samples::new(&train, &view, setup)?, Samples::new(&test, &view, setup)?];
    Ok((view, samples))
}
