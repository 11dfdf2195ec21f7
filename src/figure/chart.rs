//! What all charts share: a canvas, axes with few ticks, a legend above, or names beside the ends of lines.

use super::palette::{BACKGROUND, Colour, INK, MUTED};
use super::scale::{Numbers, Scale};
use crate::{Error, Result};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::ops::Range;

pub(super) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
pub(super) type Plane<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<Numbers, Numbers>>;

/// The room for which a figure is drawn. Its text has the same size in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Room {
    /// A column of text, or a phone: every figure.
    Narrow,
    /// The whole width of a page: figures that gain by it, such as panels in one row.
    Wide,
}

impl Room {
    /// The width of a figure.
    pub fn width(self) -> u32 {
        match self {
            Room::Narrow => 400,
            Room::Wide => 920,
        }
    }

    /// How many panels stand in a row, so that the rows are filled evenly.
    pub fn columns(self, panels: usize) -> usize {
        match self {
            Room::Narrow => 2,
            Room::Wide => panels.div_ceil(panels.div_ceil(5).max(1)).max(1),
        }
    }

    /// The width of a panel, and its height: in a column a little more than the width, on a page no more than two thirds of a column.
    pub fn panel(self, panels: usize, more: u32) -> (i32, u32) {
        let width = self.width() / self.columns(panels) as u32;
        (width as i32, more + if self == Room::Narrow { width } else { width.clamp(200, 300) })
    }
}

/// The size of all text: 13.5 pixels, so 12 where a page shows the figure 360 pixels wide. The backend divides by 1.24.
pub(super) const FONT: f64 = 13.5 * 1.24;
/// The mean width of a character, for layouts.
pub(super) const CHARACTER: f64 = 7.4;

/// How a line or a point of a series looks: never by its colour alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Look {
    pub colour: Colour,
    pub mark: Mark,
    /// A point of which only the outline is drawn.
    pub hollow: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Mark {
    /// A line of this dash and this gap; solid without them.
    Line(&'static [i32]),
    Circle,
    Triangle,
    Square,
    Cross,
    Diamond,
}

/// Solid first, then as different as dashes are. A dash and a gap each: the backend draws no longer pattern.
const DASHES: [&[i32]; 6] = [&[], &[7, 4], &[2, 3], &[13, 3], &[4, 7], &[1, 5]];
const MARKS: [Mark; 5] = [Mark::Circle, Mark::Triangle, Mark::Square, Mark::Cross, Mark::Diamond];

/// The look of line k.
pub(super) fn line(k: usize) -> Look {
    Look { colour: super::palette::series(k), mark: Mark::Line(DASHES[k % DASHES.len()]), hollow: false }
}

/// The look of the points of class k.
pub(super) fn point(k: usize) -> Look {
    Look { colour: super::palette::series(k), mark: MARKS[k % MARKS.len()], hollow: false }
}

/// The axes of a chart.
pub(super) struct Axes<'a> {
    pub x: Range<f64>,
    pub y: Range<f64>,
    pub x_label: &'a str,
    pub y_label: &'a str,
    pub x_scale: Scale,
    pub y_scale: Scale,
    /// About how many ticks x and y have.
    pub ticks: (usize, usize),
}

/// Draws a figure of this height for a column.
pub(super) fn draw(height: u32, paint: impl FnOnce(&Area<'_>) -> Result<()>) -> Result<String> {
    draw_in(Room::Narrow, height, paint)
}

/// Draws a figure of this height.
pub(super) fn draw_in(room: Room, height: u32, paint: impl FnOnce(&Area<'_>) -> Result<()>) -> Result<String> {
    let mut drawing = String::new();
    {
        let area = SVGBackend::with_string(&mut drawing, (room.width(), height)).into_drawing_area();
        area.fill(&BACKGROUND.rgb()).map_err(failed)?;
        paint(&area)?;
        area.present().map_err(failed)?;
    }
    Ok(drawing)
}

/// What a backend that writes to a string can still complain of.
pub(super) fn failed<E: std::fmt::Display>(error: E) -> Error {
    Error::data(format!("the figure could not be drawn: {error}"))
}

/// A name of at most so many characters, the last of them an ellipsis if there were more.
pub(super) fn cut(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    name.chars().take(most - 1).chain(['…']).collect()
}

/// Text of the common size.
pub(super) fn text(colour: Colour) -> TextStyle<'static> {
    ("sans-serif", FONT).into_font().color(&colour.rgb())
}

/// Where the entries of a legend begin, in rows across the top.
fn legend_places(entries: &[(String, Look)], width: u32) -> Vec<(i32, i32)> {
    let (mut x, mut y) = (10.0, 6);
    let mut places = Vec::new();
    for (name, _) in entries {
        let needed = 34.0 + CHARACTER * name.chars().count() as f64 + 16.0;
        if x > 10.0 && x + needed > f64::from(width) {
            (x, y) = (10.0, y + 20);
        }
        places.push((x as i32, y));
        x += needed;
    }
    places
}

/// How high a legend of this width is.
pub(super) fn legend_height(entries: &[(String, Look)], width: u32) -> u32 {
    legend_places(entries, width).last().map_or(0, |(_, y)| *y as u32 + 20)
}

/// The height of a figure that has so many pixels with a legend of one row, and more if the legend has more.
pub(super) fn height_with(height: u32, entries: &[(String, Look)], room: Room) -> u32 {
    height + legend_height(entries, room.width()).saturating_sub(26)
}

/// A legend across the top of an area; returns what is left below.
pub(super) fn legend<'a>(area: &Area<'a>, entries: &[(String, Look)]) -> Result<Area<'a>> {
    let width = area.dim_in_pixel().0;
    for (entry, (x, y)) in entries.iter().zip(legend_places(entries, width)) {
        draw_entry(area, entry, (x, y + 8))?;
    }
    let (_, below) = area.split_vertically(legend_height(entries, width));
    Ok(below)
}

/// How a series looks, and its name.
pub(super) fn draw_entry(area: &Area<'_>, (name, look): &(String, Look), (x, y): (i32, i32)) -> Result<()> {
    sample(area, (x, y), *look)?;
    let style = text(INK).pos(Pos::new(HPos::Left, VPos::Center));
    area.draw(&Text::new(name.clone(), (x + 32, y), style)).map_err(failed)
}

/// A short line or a point, as it is in the chart.
fn sample(area: &Area<'_>, (x, y): (i32, i32), look: Look) -> Result<()> {
    match look.mark {
        Mark::Line(dashes) => {
            let stroke = look.colour.rgb().stroke_width(2);
            let mut at = x;
            let mut parts = if dashes.is_empty() { [28].iter().cycle() } else { dashes.iter().cycle() };
            let mut drawn = true;
            while at < x + 28 {
                let end = (at + parts.next().copied().unwrap_or(28)).min(x + 28);
                if drawn {
                    area.draw(&PathElement::new([(at, y), (end, y)], stroke)).map_err(failed)?;
                }
                (at, drawn) = (end, !drawn);
            }
            Ok(())
        }
        _ => dot(area, (x + 22, y), 5, look),
    }
}

/// A point in pixels.
fn dot(area: &Area<'_>, (x, y): (i32, i32), size: i32, look: Look) -> Result<()> {
    let colour = look.colour.rgb();
    let outline: Vec<(i32, i32)> = match look.mark {
        Mark::Triangle => vec![(0, -size), (size, size - 1), (-size, size - 1)],
        Mark::Square => vec![(1 - size, 1 - size), (size - 1, 1 - size), (size - 1, size - 1), (1 - size, size - 1)],
        Mark::Diamond => vec![(0, -size), (size, 0), (0, size), (-size, 0)],
        Mark::Cross => {
            // In one stroke, over the middle twice: half the size of two strokes in the file.
            let half = size - 1;
            vec![(-half, -half), (half, half), (0, 0), (half, -half), (-half, half)]
        }
        Mark::Circle | Mark::Line(_) => {
            let style = if look.hollow { colour.stroke_width(2) } else { colour.filled() };
            return area.draw(&Circle::new((x, y), size - 1, style)).map_err(failed);
        }
    };
    let mut outline: Vec<(i32, i32)> = outline.into_iter().map(|(dx, dy)| (x + dx, y + dy)).collect();
    if look.mark == Mark::Cross {
        // A cross has no inside: the hollow one is thin.
        return area.draw(&PathElement::new(outline, colour.stroke_width(2 - u32::from(look.hollow)))).map_err(failed);
    }
    if !look.hollow {
        return area.draw(&Polygon::new(outline, colour.filled())).map_err(failed);
    }
    outline.extend(outline.first().copied());
    area.draw(&PathElement::new(outline, colour.stroke_width(2))).map_err(failed)
}

/// Axes in an area.
pub(super) fn axes<'a, 'b>(area: &'a Area<'b>, axes: &Axes<'_>) -> Result<Plane<'a, 'b>> {
    // So much for numbers of four characters, and beside longer ones still the label.
    let longest =
        axes.y_scale.ticks(&axes.y, axes.ticks.1).into_iter().map(|place| axes.y_scale.tick(place).chars().count());
    let beside = 62.max((30.0 + CHARACTER * longest.max().unwrap_or(0) as f64) as u32);
    let mut chart = ChartBuilder::on(area)
        .margin(8)
        .margin_right(14)
        .x_label_area_size(if axes.x_label.is_empty() { 26 } else { 46 })
        .y_label_area_size(if axes.y_label.is_empty() { 42 } else { beside })
        .build_cartesian_2d(
            Numbers::new(axes.x.clone(), axes.x_scale, axes.ticks.0),
            Numbers::new(axes.y.clone(), axes.y_scale, axes.ticks.1),
        )
        .map_err(failed)?;
    chart
        .configure_mesh()
        .disable_mesh()
        .x_desc(axes.x_label)
        .y_desc(axes.y_label)
        .x_label_formatter(&|place| axes.x_scale.tick(*place))
        .y_label_formatter(&|place| axes.y_scale.tick(*place))
        .axis_style(MUTED.rgb())
        .label_style(text(INK))
        .axis_desc_style(text(INK))
        .set_all_tick_mark_size(4)
        .draw()
        .map_err(failed)?;
    Ok(chart)
}

/// A line through points.
pub(super) fn draw_line(plane: &mut Plane<'_, '_>, points: &[(f64, f64)], look: Look) -> Result<()> {
    let stroke = look.colour.rgb().stroke_width(2);
    let drawn = match look.mark {
        Mark::Line([on, off, ..]) => {
            plane.draw_series(DashedLineSeries::new(points.iter().copied(), *on as u32, *off as u32, stroke))
        }
        _ => plane.draw_series(LineSeries::new(points.iter().copied(), stroke)),
    };
    drawn.map(drop).map_err(failed)
}

/// Points of one look.
pub(super) fn draw_points(
    plane: &Plane<'_, '_>,
    area: &Area<'_>,
    points: &[(f64, f64)],
    size: i32,
    look: Look,
) -> Result<()> {
    let (left, top) = area.get_base_pixel();
    for point in points {
        let (x, y) = plane.backend_coord(point);
        dot(area, (x - left, y - top), size, look)?;
    }
    Ok(())
}

/// The range of finite values, widened by a part of itself, never empty.
///
/// # Errors
///
/// [`Error::Data`] if there is no value, or one is not finite.
pub(super) fn range(what: &str, values: impl IntoIterator<Item = f64>, margin: f64) -> Result<Range<f64>> {
    let (mut smallest, mut largest) = (f64::INFINITY, f64::NEG_INFINITY);
    for value in values {
        if !value.is_finite() {
            return Err(Error::data(format!("{what} has the value {value}, which cannot be drawn")));
        }
        (smallest, largest) = (smallest.min(value), largest.max(value));
    }
    if smallest > largest {
        return Err(Error::data(format!("{what} is empty; there is nothing to draw")));
    }
    let width = largest - smallest;
    // Equal values: a range around them that their own size makes visible.
    let pad = if width > f64::EPSILON * largest.abs() * 16.0 { width * margin } else { smallest.abs().max(1.0) * 0.5 };
    if !(smallest - pad).is_finite() || !(largest + pad).is_finite() {
        return Err(Error::data(format!("{what} reaches from {smallest} to {largest}, which is too far to draw")));
    }
    Ok(smallest - pad..largest + pad)
}
