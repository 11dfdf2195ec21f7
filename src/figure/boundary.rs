//! Decision boundaries: which class a network gives to each place of the plane, and how sure it is.

use super::Figure;
use super::chart::{Axes, Look, axes, draw, draw_points, failed, legend, plain, point, range};
use super::palette::series;
use crate::data::{Dataset, Target};
use crate::metrics::class_of;
use crate::{Error, Model, Real, Result};
use ndarray::{Array2, Axis, ShapeBuilder};
use plotters::prelude::*;

/// Cells of the grid in each direction.
const CELLS: usize = 80;
/// Steps of sureness that are told apart.
const STEPS: f64 = 4.0;

/// The regions of the classes, the stronger the surer, under the samples with their true classes.
///
/// # Errors
///
/// [`Error::Data`] if the model does not tell classes apart by two features, there are no samples, or one is not finite.
pub fn decision_boundary<F: Real>(model: &Model<F>, samples: &Dataset) -> Result<Figure> {
    let Target::Classes { labels, names } = &samples.target else {
        return Err(Error::data("a decision boundary needs classes"));
    };
    if samples.x.nrows() != 2 {
        return Err(Error::data(format!(
            "a decision boundary needs two features, and there are {}",
            samples.x.nrows()
        )));
    }
    let x = range("a feature", samples.x.row(0).iter().copied(), 0.06)?;
    let y = range("a feature", samples.x.row(1).iter().copied(), 0.06)?;
    let at = |range: &std::ops::Range<f64>, k: f64| range.start + (range.end - range.start) * k / CELLS as f64;
    let grid = Array2::from_shape_fn((2, CELLS * CELLS).f(), |(feature, cell)| {
        if feature == 0 { at(&x, (cell % CELLS) as f64 + 0.5) } else { at(&y, (cell / CELLS) as f64 + 0.5) }
    });
    let answer = model.predict(grid.view())?;
    let shades: Vec<(usize, i32)> = answer
        .axis_iter(Axis(1))
        .map(|a| {
            let class = class_of(a);
            let even = 1.0 / a.len() as f64;
            // From 0 where all classes are as likely to 1 where there is no doubt.
            let sure = ((a[class] - even) / (1.0 - even)).clamp(0.0, 1.0);
            (class, (sure * STEPS).round() as i32)
        })
        .collect();
    let predicted = model.predict_classes(samples.x.view())?;
    let wrong: Vec<usize> = (0..labels.len()).filter(|&i| predicted[i] != labels[i]).collect();

    let entries: Vec<(String, Look)> =
        names.iter().enumerate().map(|(k, name)| (format!("class {name}"), point(k))).collect();
    let (x_label, y_label) = (samples.features[0].clone(), samples.features[1].clone());
    let drawing = draw(360, |area| {
        let area = legend(area, &entries)?;
        let spec = Axes {
            x: x.clone(),
            y: y.clone(),
            x_label: &x_label,
            y_label: &y_label,
            x_tick: &plain,
            y_tick: &plain,
            ticks: (6, 6),
        };
        let mut plane = axes(&area, &spec)?;
        for ([column, row, width, height], (class, sure)) in blocks(&shades) {
            let corner = |column: usize, row: usize| (at(&x, column as f64), at(&y, row as f64));
            let corners = [corner(column, row), corner(column + width, row + height)];
            let colour = series(class).rgb().mix(0.08 + 0.34 * f64::from(sure) / STEPS);
            plane.draw_series([Rectangle::new(corners, colour.filled())]).map_err(failed)?;
        }
        for k in 0..names.len() {
            let members = (0..labels.len()).filter(|&i| labels[i] == k);
            let points: Vec<(f64, f64)> = members.map(|i| (samples.x[[0, i]], samples.x[[1, i]])).collect();
            draw_points(&plane, &area, &points, 4, point(k))?;
        }
        Ok(())
    })?;
    let part = 1.0 - wrong.len() as f64 / labels.len() as f64;
    let alt = format!(
        "The plane of {x_label} and {y_label}, divided between {} classes; {} samples, {:.1} % of them in the region of their \
         class.",
        names.len(),
        labels.len(),
        100.0 * part
    );
    Ok(Figure::new(&drawing, alt))
}

/// The grid as blocks of one shade, each as large as it can be to the right and then down: a tenth of the cells or less.
fn blocks(shades: &[(usize, i32)]) -> Vec<([usize; 4], (usize, i32))> {
    let mut covered = vec![false; shades.len()];
    let mut blocks = Vec::new();
    for start in 0..shades.len() {
        if covered[start] {
            continue;
        }
        let (row, column, shade) = (start / CELLS, start % CELLS, shades[start]);
        let free = |cell: usize, covered: &[bool]| !covered[cell] && shades[cell] == shade;
        let width = (column..CELLS).take_while(|&c| free(row * CELLS + c, &covered)).count();
        let whole_row = |r: usize| (column..column + width).all(|c| free(r * CELLS + c, &covered));
        let height = (row..CELLS).take_while(|&r| whole_row(r)).count();
        for r in row..row + height {
            covered[r * CELLS + column..r * CELLS + column + width].fill(true);
        }
        blocks.push(([column, row, width, height], shade));
    }
    blocks
}
