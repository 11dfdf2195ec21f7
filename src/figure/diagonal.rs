//! What should be equal against each other, with the line on which it would be: a reliability diagram, and predictions against what is true.

use super::Figure;
use super::chart::{
    Axes, Look, Mark, Room, axes, draw, draw_line, draw_points, height_with, legend, line, point, range,
};
use super::palette::MUTED;
use super::scale::{Scale, short};
use crate::training::metrics::Calibration;
use crate::{Error, Result};
use std::ops::Range;

/// The line on which both are equal.
const EQUAL: Look = Look { colour: MUTED, mark: Mark::Line(&[7, 4]), hollow: false };

/// The reliability diagram of classifiers by name: the part of the answers that is right, against the confidence in them. A point is a
/// bin of samples; the more of them it holds, the larger it is.
///
/// # Errors
///
/// [`Error::Data`] if there is no classifier, or one without bins.
pub fn reliability(classifiers: &[(&str, &Calibration)]) -> Result<Figure> {
    if let Some((name, _)) = classifiers.iter().find(|(_, calibration)| calibration.bins.is_empty()) {
        return Err(Error::data(format!("'{name}' has no bins to draw")));
    }
    let confidences = classifiers.iter().flat_map(|(_, calibration)| &calibration.bins).map(|bin| bin.confidence);
    let across = range("the confidence", confidences, 0.05)?;
    let x = across.start.max(0.0)..across.end.min(1.02);
    let mut entries = vec![("calibrated".to_owned(), EQUAL)];
    let look = |k: usize| Look { mark: point(k).mark, ..line(k) };
    entries.extend(classifiers.iter().enumerate().map(|(k, (name, _))| ((*name).to_owned(), look(k))));
    let labels = ["confidence", "part answered correctly"];
    let drawing = plane(&entries, labels, (x.clone(), -0.03..1.03), |plane, area| {
        draw_line(plane, &[(x.start, x.start), (x.end.min(1.0), x.end.min(1.0))], EQUAL)?;
        for (k, (_, calibration)) in classifiers.iter().enumerate() {
            let points: Vec<(f64, f64)> = calibration.bins.iter().map(|bin| (bin.confidence, bin.accuracy)).collect();
            draw_line(plane, &points, line(k))?;
            let all: usize = calibration.bins.iter().map(|bin| bin.samples).sum();
            for (bin, point) in calibration.bins.iter().zip(points) {
                let size = 3.0 + 6.0 * (bin.samples as f64 / all as f64).sqrt();
                draw_points(plane, area, &[point], size.round() as i32, look(k))?;
            }
        }
        Ok(())
    })?;
    let told = classifiers.iter().map(|(name, calibration)| {
        let bins = calibration.bins.iter();
        let bins: Vec<String> =
            bins.map(|bin| format!("{} sure, {} right", short(bin.confidence), short(bin.accuracy))).collect();
        format!("{name}: {}", bins.join("; "))
    });
    let told: Vec<String> = told.collect();
    Ok(Figure::new(&drawing, format!("Reliability diagram. {}.", told.join(". "))))
}

/// Predicted numbers against the true ones, (true, predicted), in the units of `what`.
///
/// # Errors
///
/// [`Error::Data`] if there is no point, or a number is not finite.
pub fn predictions(what: &str, points: &[(f64, f64)]) -> Result<Figure> {
    let both = range(what, points.iter().flat_map(|(y, predicted)| [*y, *predicted]), 0.04)?;
    let dots = Look { mark: Mark::Circle, ..line(0) };
    let entries = [("right".to_owned(), EQUAL), (format!("{} samples", points.len()), dots)];
    let (x, y) = (format!("{what}, true"), format!("{what}, predicted"));
    let drawing = plane(&entries, [&x, &y], (both.clone(), both.clone()), |plane, area| {
        draw_line(plane, &[(both.start, both.start), (both.end, both.end)], EQUAL)?;
        draw_points(plane, area, points, 3, dots)
    })?;
    let distance = points.iter().map(|(y, predicted)| (y - predicted).abs()).sum::<f64>() / points.len() as f64;
    let alt =
        format!("{} predictions of {what} against the true values: {} off on average.", points.len(), short(distance));
    Ok(Figure::new(&drawing, alt))
}

/// Draws on a plane of these labels and ranges, below a legend.
fn plane(
    entries: &[(String, Look)],
    [x_label, y_label]: [&str; 2],
    (x, y): (Range<f64>, Range<f64>),
    paint: impl FnOnce(&mut super::chart::Plane<'_, '_>, &super::chart::Area<'_>) -> Result<()>,
) -> Result<String> {
    draw(height_with(340, entries, Room::Narrow), |area| {
        let area = legend(area, entries)?;
        let spec = Axes { x, y, x_label, y_label, x_scale: Scale::Linear, y_scale: Scale::Linear, ticks: (6, 6) };
        paint(&mut axes(&area, &spec)?, &area)
    })
}
