//! The regions of the plane in which a network answers a class, and in them those where it is surer and surer.

use super::chart::failed;
use crate::{Error, Model, Real, Result};
use contour::ContourBuilder;
use ndarray::{Array2, ArrayView1, Axis, ShapeBuilder};
use std::ops::Range;

/// Where the sureness grows, from 0 where all classes are as likely to 1 where there is no doubt.
const SURE: [f64; 5] = [0.0, 0.125, 0.375, 0.625, 0.875];
/// Probabilities nearer to 0 than this are all the same.
const LEAST: f64 = 1e-13;

/// A part of the plane.
pub(super) struct Region {
    pub class: usize,
    /// How strongly it is painted over the region in which it lies.
    pub strength: f64,
    /// Its borders, and those of its holes.
    pub rings: Vec<Vec<(f64, f64)>>,
}

/// For each class the region in which the model answers it, then those in it where the model is surer, down to the surest. The model is
/// asked at the middles of so many cells in each direction; between them the logarithm of the odds is a straight line, which for a
/// network of ReLUs it nearly is.
pub(super) fn regions<F: Real>(model: &Model<F>, x: &Range<f64>, y: &Range<f64>, cells: usize) -> Result<Vec<Region>> {
    let step = |range: &Range<f64>| (range.end - range.start) / cells as f64;
    let middle = |range: &Range<f64>, k: usize| range.start + step(range) * (k as f64 + 0.5);
    let grid = Array2::from_shape_fn((2, cells * cells).f(), |(feature, cell)| match feature {
        0 => middle(x, cell % cells),
        _ => middle(y, cell / cells),
    });
    let answer = model.predict_proba(grid.view())?;
    // A single sigmoid says how likely class 1 is.
    let likely = |a: ArrayView1<'_, f64>| if a.len() == 1 { vec![1.0 - a[0], a[0]] } else { a.to_vec() };
    let answers: Vec<Vec<f64>> = answer.axis_iter(Axis(1)).map(likely).collect();
    let classes = answers.first().map_or(0, Vec::len);
    let contours = ContourBuilder::new(cells, cells, true).x_origin(x.start).y_origin(y.start);
    let contours = contours.x_step(step(x)).y_step(step(y));
    let mut regions = Vec::new();
    for class in 0..classes {
        let mut before = 0.0;
        for (k, sure) in SURE.into_iter().enumerate() {
            let inside: Vec<f64> = answers.iter().map(|a| depth(a, class, sure)).collect();
            let found = contours.lines(&inside, &[0.0]).map_err(failed)?;
            let rings = found.iter().flat_map(|line| &line.geometry().0);
            let rings = rings.map(|ring| ring.0.iter().map(|place| (place.x, place.y)).collect()).collect();
            // What lies below shines through.
            let strength = 0.08 + 0.085 * k as f64;
            regions.push(Region { class, strength: 1.0 - (1.0 - strength) / (1.0 - before), rings });
            before = strength;
        }
    }
    if regions.is_empty() { Err(Error::data("a model without an answer has no regions")) } else { Ok(regions) }
}

/// Above 0 where a class is the likeliest and at least so sure, below elsewhere, and 0 on the border.
fn depth(likely: &[f64], class: usize, sure: f64) -> f64 {
    let odds = |p: f64| (p.max(LEAST) / (1.0 - p).max(LEAST)).ln();
    let others = likely.iter().enumerate().filter(|(k, _)| *k != class).map(|(_, p)| *p);
    let lead = (likely[class].max(LEAST) / others.fold(LEAST, f64::max)).ln();
    if sure == 0.0 {
        return lead;
    }
    let even = 1.0 / likely.len() as f64;
    lead.min(odds(likely[class]) - odds(even + sure * (1.0 - even)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Architecture;
    use crate::data::{Scaler, synthetic};
    use ndarray::array;

    #[test]
    fn borders_lie_where_the_odds_say() {
        assert!(depth(&[0.5, 0.5], 0, 0.0).abs() < 1e-12);
        assert!(depth(&[0.7, 0.3], 0, 0.4).abs() < 1e-12, "sure by 0.4 at 0.7 of 1");
        assert!(depth(&[0.2, 0.5, 0.3], 1, 0.0) > 0.0 && depth(&[0.2, 0.5, 0.3], 2, 0.0) < 0.0);
        assert!(depth(&[1.0, 0.0], 0, 0.875) > 0.0 && depth(&[1.0, 0.0], 1, 0.0) < -20.0);
    }

    #[test]
    fn the_regions_of_one_neuron_end_at_straight_lines_however_steep_it_is() {
        let moons = synthetic::moons(20, 0.1, &mut crate::rng(0)).unwrap();
        let one_layer = Architecture { hidden: Vec::new(), ..Architecture::default() };
        let mut model = Model::<f64>::new(&one_layer, &moons, &mut crate::rng(0)).unwrap();
        model.scaler = Scaler::identity(2);
        for steep in [1.0, 20.0] {
            model.network.layer_mut(1).w = array![[2.0 * steep, -steep], [0.0, 0.0]];
            model.network.layer_mut(1).b = array![[0.3 * steep], [0.0]];
            let found = regions(&model, &(-1.0..1.0), &(-1.0..1.0), 20).unwrap();
            assert_eq!(found.len(), 2 * SURE.len());
            for (region, sure) in found.iter().zip(SURE.into_iter().cycle()) {
                let odds = ((1.0 + sure) / (1.0 - sure)).ln() / steep * if region.class == 0 { 1.0 } else { -1.0 };
                // Not where a region is closed along the edge of the window.
                let inside = region.rings.iter().flatten().filter(|(x, y)| x.abs() < 0.94 && y.abs() < 0.94);
                let off = inside.clone().map(|(x, y)| (2.0 * x - y + 0.3 - odds).abs()).fold(0.0, f64::max);
                assert!(off < 1e-9, "class {} sure by {sure}: {off} off", region.class);
                assert!(inside.count() > 10 || steep == 1.0);
            }
        }
    }
}
