//! Samples as points of the plane: projections before and after training, data sets of two features, and a fitted curve.

use super::Figure;
use super::chart::{
    Axes, Look, Mark, axes, draw, draw_line, draw_points, failed, legend, legend_height, line, point, range, text,
};
use super::palette::{INK, MUTED};
use super::scale::Scale;
use crate::data::{Dataset, Target};
use crate::projection::silhouette;
use crate::{Error, Result};
use ndarray::ArrayView2;
use plotters::element::Text;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::ops::Range;

/// One panel of [`projections`].
#[derive(Debug, Clone, Copy)]
pub struct Projection<'a> {
    /// What stands below the panel, such as `features, PCA`.
    pub name: &'a str,
    /// The places of the samples: (2, m).
    pub y: ArrayView2<'a, f64>,
}

/// Panels of the same samples, two in a row, each class with its colour and marker, and the silhouette under each.
///
/// # Errors
///
/// [`Error::Data`] if there is no panel, a place is not finite or the labels do not fit the places; as
/// [`silhouette`](fn@crate::projection::silhouette).
pub fn projections(panels: &[Projection<'_>], labels: &[usize], names: &[String]) -> Result<Figure> {
    let entries: Vec<(String, Look)> = names.iter().enumerate().map(|(k, name)| (name.clone(), point(k))).collect();
    if panels.is_empty() || labels.iter().any(|&label| label >= names.len()) {
        return Err(Error::data("there is no projection to draw, or a label has no name"));
    }
    let mut told = Vec::new();
    for panel in panels {
        if panel.y.nrows() != 2 {
            return Err(Error::data(format!(
                "'{}' has {} coordinates; a picture has two",
                panel.name,
                panel.y.nrows()
            )));
        }
        told.push(format!("silhouette {:.2}", silhouette(panel.y, labels)?).replace('-', "−"));
    }
    let rows = panels.len().div_ceil(2);
    let drawing = draw(legend_height(&entries) + 230 * rows as u32, |area| {
        let area = legend(area, &entries)?;
        for (panel, (area, told)) in panels.iter().zip(area.split_evenly((rows, 2)).iter().zip(&told)) {
            let (x, y) = (panel.y.row(0), panel.y.row(1));
            // Two lines below: what it is, and how well the classes are apart.
            let (plot, below) = area.split_vertically(area.dim_in_pixel().1 as i32 - 42);
            for (line, words) in [panel.name, told.as_str()].into_iter().enumerate() {
                let style = text(INK).pos(Pos::new(HPos::Center, VPos::Top));
                below.draw(&Text::new(words.to_owned(), (112, 20 * line as i32), style)).map_err(failed)?;
            }
            let (x_range, y_range) = even_window(
                range("a coordinate", x.iter().copied(), 0.05)?,
                range("a coordinate", y.iter().copied(), 0.05)?,
                plot.dim_in_pixel(),
            );
            let spec = Axes {
                x: x_range,
                y: y_range,
                x_label: "",
                y_label: "",
                x_scale: Scale::Linear,
                y_scale: Scale::Linear,
                // Only distances mean something on a map, and they do so in both directions alike.
                ticks: (0, 0),
            };
            let plane = axes(&plot, &spec)?;
            for k in 0..names.len() {
                let members = (0..labels.len()).filter(|&i| labels[i] == k);
                let points: Vec<(f64, f64)> = members.map(|i| (x[i], y[i])).collect();
                draw_points(&plane, &plot, &points, 3, point(k))?;
            }
        }
        Ok(())
    })?;
    let named: Vec<String> = panels.iter().zip(&told).map(|(panel, told)| format!("{}, {told}", panel.name)).collect();
    let (m, classes) = (labels.len(), names.len());
    let how_many = if let [_] = panels { "a projection".to_owned() } else { format!("{} projections", panels.len()) };
    let alt = format!("{m} samples of {classes} classes in {how_many}: {}.", named.join("; "));
    Ok(Figure::new(&drawing, alt))
}

/// Widens one of two ranges, so that a unit is as long across as it is up in a panel of this many pixels.
fn even_window(x: Range<f64>, y: Range<f64>, (across, up): (u32, u32)) -> (Range<f64>, Range<f64>) {
    let (width, height) = (x.end - x.start, y.end - y.start);
    // The margins and the room for ticks that `axes` leaves.
    let unit = (width / (f64::from(across) - 64.0)).max(height / (f64::from(up) - 42.0));
    let widen = |range: Range<f64>, to: f64| {
        let more = (to - (range.end - range.start)) / 2.0;
        range.start - more..range.end + more
    };
    (widen(x, unit * (f64::from(across) - 64.0)), widen(y, unit * (f64::from(up) - 42.0)))
}

/// Data sets of two features and of classes, two in a row, each with its name.
///
/// # Errors
///
/// [`Error::Data`] if there is no data set, one has not two features and classes, or a number is not finite.
pub fn samples(sets: &[(String, &Dataset)]) -> Result<Figure> {
    if sets.is_empty() {
        return Err(Error::data("there is no data set to draw"));
    }
    let mut panels = Vec::new();
    for (name, set) in sets {
        set.check()?;
        let Target::Classes { labels, names } = &set.target else {
            return Err(Error::data(format!("'{name}' has no classes to draw")));
        };
        if set.x.nrows() != 2 {
            return Err(Error::data(format!("'{name}' has {} features; a picture has two", set.x.nrows())));
        }
        panels.push((name, set, labels, names.len()));
    }
    let classes = panels.iter().map(|panel| panel.3).max().unwrap_or(0);
    let entries: Vec<(String, Look)> = (0..classes).map(|k| (format!("class {k}"), point(k))).collect();
    let rows = panels.len().div_ceil(2);
    let drawing = draw(legend_height(&entries) + 214 * rows as u32, |area| {
        let area = legend(area, &entries)?;
        for (area, (name, set, labels, classes)) in area.split_evenly((rows, 2)).iter().zip(&panels) {
            let (plot, below) = area.split_vertically(area.dim_in_pixel().1 as i32 - 24);
            let style = text(INK).pos(Pos::new(HPos::Center, VPos::Top));
            below.draw(&Text::new((*name).clone(), (112, 0), style)).map_err(failed)?;
            let (x, y) = (set.x.row(0), set.x.row(1));
            let spec = Axes {
                x: range("a feature", x.iter().copied(), 0.05)?,
                y: range("a feature", y.iter().copied(), 0.05)?,
                x_label: "",
                y_label: "",
                x_scale: Scale::Linear,
                y_scale: Scale::Linear,
                ticks: (4, 4),
            };
            let plane = axes(&plot, &spec)?;
            for k in 0..*classes {
                let members = (0..labels.len()).filter(|&i| labels[i] == k);
                let points: Vec<(f64, f64)> = members.map(|i| (x[i], y[i])).collect();
                draw_points(&plane, &plot, &points, 3, point(k))?;
            }
        }
        Ok(())
    })?;
    let told: Vec<String> = panels
        .iter()
        .map(|(name, set, _, classes)| format!("{name}, {} samples of {classes} classes", set.samples()))
        .collect();
    Ok(Figure::new(&drawing, format!("{} data sets of two features: {}.", panels.len(), told.join("; "))))
}

/// Data of one feature and one number to predict, as points, and curves over them.
///
/// # Errors
///
/// [`Error::Data`] if the data have more than one feature, or classes, or a curve has no point, or a number is not finite.
pub fn fitted_curve(data: &Dataset, curves: &[(String, Vec<(f64, f64)>)]) -> Result<Figure> {
    let Target::Values(y) = &data.target else {
        return Err(Error::data("a curve is fitted to numbers, not to classes"));
    };
    data.check()?;
    if data.x.nrows() != 1 || y.nrows() != 1 {
        let (features, numbers) = (data.x.nrows(), y.nrows());
        return Err(Error::data(format!("a picture has one feature and one number, not {features} and {numbers}")));
    }
    if let Some((name, _)) = curves.iter().find(|(_, points)| points.is_empty()) {
        return Err(Error::data(format!("'{name}' has no points to draw")));
    }
    let points: Vec<(f64, f64)> = data.x.iter().copied().zip(y.iter().copied()).collect();
    let everything = || points.iter().chain(curves.iter().flat_map(|(_, curve)| curve));
    let x = range(&data.features[0], everything().map(|p| p.0), 0.03)?;
    let y = range(&data.target_name, everything().map(|p| p.1), 0.06)?;
    let dots = Look { colour: MUTED, mark: Mark::Circle, hollow: false };
    let mut entries = vec![(format!("{} points", points.len()), dots)];
    entries.extend(curves.iter().enumerate().map(|(k, (name, _))| (name.clone(), line(k))));
    let (x_label, y_label) = (data.features[0].as_str(), data.target_name.as_str());
    let drawing = draw(280 + legend_height(&entries), |area| {
        let area = legend(area, &entries)?;
        let spec = Axes { x, y, x_label, y_label, x_scale: Scale::Linear, y_scale: Scale::Linear, ticks: (6, 6) };
        let mut plane = axes(&area, &spec)?;
        draw_points(&plane, &area, &points, 3, dots)?;
        for (k, (_, curve)) in curves.iter().enumerate() {
            draw_line(&mut plane, curve, line(k))?;
        }
        Ok(())
    })?;
    let names: Vec<&str> = curves.iter().map(|(name, _)| name.as_str()).collect();
    let how_many = if let [_] = curves { "a curve".to_owned() } else { format!("{} curves", curves.len()) };
    let alt = format!("{} points of {y_label} over {x_label}, and {how_many}: {}.", points.len(), names.join(", "));
    Ok(Figure::new(&drawing, alt))
}
