//! The samples of a setup: those to learn from, and those to be tested on.

use super::data::features;
use super::setup::Setup;
use ann::Result;
use ann::data::Target;
use ndarray::Array2;

/// The samples of one purpose, as the network reads them and as the page draws them.
#[derive(Debug, Clone)]
pub struct Samples {
    /// X: (n_x, m), the features.
    pub x: Array2<f32>,
    /// Y: (1, m)
    pub y: Array2<f32>,
    /// x₁, x₂ and y of each sample, one after the other.
    pub drawn: Vec<f32>,
}

/// The samples to learn from, and those to be tested on.
///
/// # Errors
///
/// Those of the generators.
pub fn samples(setup: &Setup) -> Result<[Samples; 2]> {
    let mut rng = ann::rng(setup.sample);
    let data = setup.data.samples(setup.points, setup.noise, &mut rng)?;
    let parts = data.split([1.0 - setup.test, setup.test], &mut rng)?;
    Ok(parts.map(|part| {
        let y: Vec<f64> = match &part.target {
            Target::Classes { labels, .. } => labels.iter().map(|&label| label as f64).collect(),
            Target::Values(y) => y.iter().copied().collect(),
        };
        let places = part.x.columns().into_iter().zip(&y);
        Samples {
            x: features(&setup.features, part.x.columns().into_iter().map(|x| [x[0], x[1]])),
            y: Array2::from_shape_fn((1, y.len()), |(_, i)| y[i] as f32),
            drawn: places.flat_map(|(x, &y)| [x[0] as f32, x[1] as f32, y as f32]).collect(),
        }
    }))
}
