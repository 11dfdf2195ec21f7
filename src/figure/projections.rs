//! Maps: samples of many dimensions as points of the plane, before and after training.

use super::Figure;
use super::chart::{
    Area, Axes, CHARACTER, Look, Plane, axes, draw_in, draw_points, failed, legend, legend_height, point, range, text,
};
use super::palette::{BACKGROUND, INK};
use super::scale::Scale;
use crate::projection::silhouette;
use crate::{Error, Result};
use ndarray::ArrayView2;
use plotters::prelude::*;
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

/// Panels of the same samples, two in a row, or all of them on a wide page, each class with its colour and marker, and its name in the midst
/// of its samples if that is short, and the silhouette under each.
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
    let named: Vec<String> = panels.iter().zip(&told).map(|(panel, told)| format!("{}, {told}", panel.name)).collect();
    let (m, classes) = (labels.len(), names.len());
    let how_many = if let [_] = panels { "a projection".to_owned() } else { format!("{} projections", panels.len()) };
    let alt = format!("{m} samples of {classes} classes in {how_many}: {}.", named.join("; "));
    Figure::of_panels(panels.len(), alt, |room| {
        let columns = room.columns(panels.len());
        let rows = panels.len().div_ceil(columns);
        let (width, tall) = room.panel(panels.len(), 30);
        draw_in(room, legend_height(&entries, room.width()) + tall * rows as u32, |area| {
            let area = legend(area, &entries)?;
            for (panel, (area, told)) in panels.iter().zip(area.split_evenly((rows, columns)).iter().zip(&told)) {
                let (x, y) = (panel.y.row(0), panel.y.row(1));
                // Two lines below: what it is, and how well the classes are apart.
                let (plot, below) = area.split_vertically(area.dim_in_pixel().1 as i32 - 42);
                for (line, words) in [panel.name, told.as_str()].into_iter().enumerate() {
                    let style = text(INK).pos(Pos::new(HPos::Center, VPos::Top));
                    below
                        .draw(&Text::new(words.to_owned(), (width / 2 + 12, 20 * line as i32), style))
                        .map_err(failed)?;
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
                let members = |k: usize| (0..labels.len()).filter(move |&i| labels[i] == k).map(|i| (x[i], y[i]));
                let islands: Vec<Vec<(f64, f64)>> = (0..names.len()).map(|k| members(k).collect()).collect();
                for (k, points) in islands.iter().enumerate() {
                    draw_points(&plane, &plot, points, 3, point(k))?;
                }
                label(&plane, &plot, &islands, names)?;
            }
            Ok(())
        })
    })
}

/// Names on the islands of a map if they are short: each on a sample in the midst of its own, and beside an island that it would hide.
fn label(plane: &Plane<'_, '_>, area: &Area<'_>, islands: &[Vec<(f64, f64)>], names: &[String]) -> Result<()> {
    const NAME: usize = 2;
    /// So far from its midst lies half of an island that a name hides.
    const SMALL: f64 = 13.0;
    const APART: f64 = 19.0;
    if names.iter().any(|name| name.chars().count() > NAME) {
        return Ok(());
    }
    let base = area.get_base_pixel();
    let pixel = |place: &(f64, f64)| {
        let (x, y) = plane.backend_coord(place);
        (x - base.0, y - base.1)
    };
    let away = |a: (i32, i32), b: (i32, i32)| f64::from(a.0 - b.0).hypot(f64::from(a.1 - b.1));
    let all: Vec<(i32, i32)> = islands.iter().flatten().map(pixel).collect();
    let mut taken: Vec<(i32, i32)> = Vec::new();
    for (island, name) in islands.iter().zip(names) {
        let places: Vec<(i32, i32)> = island.iter().map(pixel).collect();
        // The samples from the inmost on.
        let mut inmost: Vec<(f64, (i32, i32))> =
            places.iter().map(|&place| (places.iter().map(|&other| away(place, other)).sum(), place)).collect();
        inmost.sort_by(|a, b| a.0.total_cmp(&b.0));
        let Some(&(_, midst)) = inmost.first() else { continue };
        let mut reach: Vec<f64> = places.iter().map(|&place| away(place, midst)).collect();
        reach.sort_by(f64::total_cmp);
        let free = |place: (i32, i32)| taken.iter().all(|&other| away(place, other) >= APART);
        let half = 3 + (CHARACTER * name.chars().count() as f64 / 2.0) as i32;
        let shore = reach[reach.len() * 9 / 10] as i32 + 12;
        let beside = [(1, 0), (-1, 0), (0, -1), (0, 1)].map(|(x, y)| (midst.0 + x * shore, midst.1 + y * shore));
        let (width, height) = area.dim_in_pixel();
        let is_clear = |&(x, y): &(i32, i32)| {
            let hides = all.iter().any(|at| (at.0 - x).abs() < half + 3 && (at.1 - y).abs() < 11);
            !hides && free((x, y)) && (half..width as i32 - half).contains(&x) && (9..height as i32 - 9).contains(&y)
        };
        let is_small = reach[reach.len() / 2] < SMALL && f64::from(shore) < 3.0 * SMALL;
        let place = beside.into_iter().filter(|_| is_small).find(is_clear);
        // Where islands lie upon each other, a little further out, or else where the other names are furthest.
        let place = place.or_else(|| inmost.iter().map(|(_, place)| *place).find(|&place| free(place)));
        let nearest = |place: (i32, i32)| taken.iter().map(|&other| away(place, other)).fold(f64::INFINITY, f64::min);
        let furthest = || places.iter().copied().max_by(|&a, &b| nearest(a).total_cmp(&nearest(b)));
        let (x, y) = place.or_else(furthest).unwrap_or(midst);
        taken.push((x, y));
        let around = [(x - half, y - 9), (x + half, y + 9)];
        area.draw(&Rectangle::new(around, BACKGROUND.rgb().mix(0.85).filled())).map_err(failed)?;
        let style = text(INK).pos(Pos::new(HPos::Center, VPos::Center));
        area.draw(&Text::new(name.clone(), (x, y), style)).map_err(failed)?;
    }
    Ok(())
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
