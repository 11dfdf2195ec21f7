//! Curves of any kind, and the gradients of the layers over a training.

use super::Figure;
use super::chart::{Axes, Look, Room, draw_line, draw_points, line, point, range};
use super::line_chart::line_chart;
use super::scale::{Scale, short};
use crate::{Error, Result};
use ndarray::{ArrayView2, Axis};

/// Curves over a common axis.
///
/// ```
/// use ann::figure::{Lines, Scale, lines};
/// let points = [1, 4, 16, 64].map(|m| (f64::from(m), 1.0 / f64::from(m).sqrt()));
/// let figure = lines(&Lines {
///     x: "batch size",
///     y: "relative error",
///     x_scale: Scale::Logarithmic,
///     y_scale: Scale::Logarithmic,
///     marks: true,
///     series: vec![("digits".to_owned(), points.to_vec())],
/// })?;
/// assert!(figure.alt().contains("relative error"));
/// # Ok::<(), ann::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Lines<'a> {
    /// What is across, with its unit.
    pub x: &'a str,
    /// What is up, with its unit.
    pub y: &'a str,
    /// How x is spaced.
    pub x_scale: Scale,
    /// How y is spaced.
    pub y_scale: Scale,
    /// Whether the points themselves are drawn.
    pub marks: bool,
    /// The name and the points of each curve, in the order of x.
    pub series: Vec<(String, Vec<(f64, f64)>)>,
}

/// Draws curves, with their names where there are two or more: in a legend, or on a wide page beside their ends.
///
/// # Errors
///
/// [`Error::Data`] if there is no point, a number is not finite, or not above 0 on a logarithmic axis.
pub fn lines(lines: &Lines<'_>) -> Result<Figure> {
    let Lines { x: x_label, y: y_label, x_scale, y_scale, marks, ref series } = *lines;
    let mut curves: Vec<Vec<(f64, f64)>> = Vec::new();
    for (name, points) in series {
        if points.is_empty() {
            return Err(Error::data(format!("'{name}' has no points to draw")));
        }
        let place = |&(x, y): &(f64, f64)| Ok((x_scale.place(x_label, x)?, y_scale.place(y_label, y)?));
        curves.push(points.iter().map(place).collect::<Result<_>>()?);
    }
    let x = range(x_label, curves.iter().flatten().map(|p| p.0), 0.03)?;
    let y = range(y_label, curves.iter().flatten().map(|p| p.1), 0.06)?;
    // A curve with marks shows its mark in the legend; the colour and the dash say the rest.
    let look = |k: usize| if marks { Look { mark: point(k).mark, ..line(k) } } else { line(k) };
    let mut entries: Vec<(String, Look)> =
        series.iter().enumerate().map(|(k, (name, _))| (name.clone(), look(k))).collect();
    entries.truncate(if entries.len() > 1 { entries.len() } else { 0 });
    // A curve may be told from right to left.
    let end = |curve: &Vec<(f64, f64)>| curve.iter().copied().max_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or_default();
    let ends: Vec<(f64, f64)> = curves.iter().map(end).collect();
    let spec = Axes { x, y, x_label, y_label, x_scale, y_scale, ticks: (6, 6) };
    let drawing = |room| {
        line_chart(room, 300, &entries, &ends, &spec, |plane, area| {
            for (k, curve) in curves.iter().enumerate() {
                draw_line(plane, curve, line(k))?;
                if marks {
                    draw_points(plane, area, curve, 5, look(k))?;
                }
            }
            Ok(())
        })
    };
    let told: Vec<String> = series
        .iter()
        .map(|(name, points)| {
            let ((x0, y0), (x1, y1)) = (points[0], points[points.len() - 1]);
            // A whole number, such as a step or a sample, is told whole.
            let at = |x: f64| if x.fract() == 0.0 { x.to_string().replace('-', "−") } else { short(x) };
            format!("{name} from {} at {} to {} at {}", short(y0), at(x0), short(y1), at(x1))
        })
        .collect();
    let alt = format!("{y_label} against {x_label}: {}.", told.join("; "));
    if entries.is_empty() { Ok(Figure::new(&drawing(Room::Narrow)?, alt)) } else { Figure::in_rooms(alt, drawing) }
}

/// The length of the gradient of each layer's weights over epochs or steps, on a logarithmic scale: `norms` is (layers, steps + 1),
/// in column k what it was after k steps.
///
/// # Errors
///
/// [`Error::Data`] if there is no layer or no step, or a length is not finite and above 0.
pub fn gradient_norms(norms: ArrayView2<'_, f64>, step: &str) -> Result<Figure> {
    let series = norms.axis_iter(Axis(0)).enumerate().map(|(k, layer)| {
        let points = (0..).map(f64::from).zip(layer.iter().copied()).collect();
        (format!("layer {}", k + 1), points)
    });
    lines(&Lines {
        x: step,
        y: "length of the gradient of W",
        x_scale: Scale::Linear,
        y_scale: Scale::Logarithmic,
        marks: false,
        series: series.collect(),
    })
}
