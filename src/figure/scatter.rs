//! Samples as points of the plane: data sets of two features, and a fitted curve.

use super::Figure;
use super::chart::{
    Axes, Look, Mark, Room, axes, draw, draw_in, draw_line, draw_points, failed, legend, legend_height, line, point,
    range, text,
};
use super::palette::{INK, MUTED};
use super::scale::Scale;
use crate::data::{Dataset, Target};
use crate::{Error, Result};
use plotters::element::Text;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Data sets of two features and of classes, two in a row, or all of them on a wide page, each with its name.
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
    let told: Vec<String> = panels
        .iter()
        .map(|(name, set, _, classes)| format!("{name}, {} samples of {classes} classes", set.samples()))
        .collect();
    let alt = format!("{} data sets of two features: {}.", panels.len(), told.join("; "));
    Figure::of_panels(panels.len(), alt, |room| {
        let columns = room.columns(panels.len());
        let rows = panels.len().div_ceil(columns);
        let (width, tall) = room.panel(panels.len(), 14);
        draw_in(room, legend_height(&entries, room.width()) + tall * rows as u32, |area| {
            let area = legend(area, &entries)?;
            for (area, (name, set, labels, classes)) in area.split_evenly((rows, columns)).iter().zip(&panels) {
                let (plot, below) = area.split_vertically(area.dim_in_pixel().1 as i32 - 24);
                let style = text(INK).pos(Pos::new(HPos::Center, VPos::Top));
                below.draw(&Text::new((*name).clone(), (width / 2 + 12, 0), style)).map_err(failed)?;
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
        })
    })
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
    let drawing = draw(280 + legend_height(&entries, Room::Narrow.width()), |area| {
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
