//! Curves that are finer than a pixel, so that they stay smooth when a figure is enlarged.
//!
//! The drawing backend rounds every place to a whole pixel. So a fine curve is only marked in its drawing, by a line of an absurd width,
//! and the curve itself, in tenths of a pixel, takes the place of the mark when the drawing is done.

use super::chart::{Area, Plane, Room, draw_in, failed};
use super::palette::Colour;
use crate::Result;
use plotters::prelude::*;
use std::cell::RefCell;
use std::fmt::Write;

/// The width of the first mark; each is wider by one than the one before.
const MARK: usize = 1_000_000;
/// What leaves the straight line by no more than this is not told, in pixels.
const EXACT: f64 = 0.2;

/// The fine curves of a drawing.
pub(super) struct Fine {
    paths: RefCell<Vec<String>>,
}

/// How curves look.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ink {
    /// Everything inside, so strongly.
    Filled(Colour, f64),
    /// Lines of one pixel, so strong.
    Line(Colour, f64),
}

/// Draws a figure of this height, with fine curves.
pub(super) fn draw_fine(room: Room, height: u32, paint: impl FnOnce(&Area<'_>, &Fine) -> Result<()>) -> Result<String> {
    let fine = Fine { paths: RefCell::new(Vec::new()) };
    let mut drawing = draw_in(room, height, |area| paint(area, &fine))?;
    for (k, path) in fine.paths.into_inner().iter().enumerate() {
        let mark = drawing.find(&format!("stroke-width=\"{}\"", MARK + k));
        let element = mark.and_then(|at| Some((drawing[..at].rfind('<')?, at + drawing[at..].find('>')? + 1)));
        if let Some((from, to)) = element {
            drawing.replace_range(from..to, path);
        }
    }
    Ok(drawing)
}

impl Fine {
    /// Draws curves through places of a plane, and closes them if they are filled; what they enclose an even number of times is outside.
    pub fn draw(&self, plane: &Plane<'_, '_>, area: &Area<'_>, curves: &[Vec<(f64, f64)>], ink: Ink) -> Result<()> {
        let (x, y) = (plane.x_range(), plane.y_range());
        let (from, to) = (plane.backend_coord(&(x.start, y.start)), plane.backend_coord(&(x.end, y.end)));
        let pixel = |&(a, b): &(f64, f64)| {
            let along = |value: f64, range: &std::ops::Range<f64>, from: i32, to: i32| {
                f64::from(from) + f64::from(to - from) * (value - range.start) / (range.end - range.start)
            };
            (along(a, &x, from.0, to.0), along(b, &y, from.1, to.1))
        };
        let is_closed = matches!(ink, Ink::Filled(..));
        let mut path = String::new();
        let mut at = (0, 0);
        for curve in curves {
            let pixels: Vec<(f64, f64)> = curve.iter().map(pixel).collect();
            let mut tenths: Vec<(i64, i64)> = simplified(&pixels).into_iter().map(tenths).collect();
            tenths.dedup();
            if tenths.len() < 2 + usize::from(is_closed) {
                continue;
            }
            for (k, point) in tenths.into_iter().enumerate() {
                let command = if k == 0 { "m" } else { " " };
                let (dx, dy) = (point.0 - at.0, point.1 - at.1);
                // Writing to a string cannot fail.
                let _ = write!(path, "{command}{} {}", decimal(dx), decimal(dy));
                at = point;
            }
            if is_closed {
                // From here on, places count from where the curve began: it ends there itself.
                path.push('z');
            }
        }
        let (colour, strength, how) = match ink {
            Ink::Filled(colour, strength) => (colour, strength, "fill-rule=\"evenodd\" fill"),
            Ink::Line(colour, strength) => (colour, strength, "fill=\"none\" stroke"),
        };
        let (r, g, b) = colour.light;
        let path = format!("<path opacity=\"{strength:.2}\" {how}=\"#{r:02X}{g:02X}{b:02X}\" d=\"{path}\"/>");
        let mark = colour.rgb().stroke_width((MARK + self.paths.borrow().len()) as u32);
        area.draw(&PathElement::new([(0, 0), (0, 0)], mark)).map_err(failed)?;
        self.paths.borrow_mut().push(path);
        Ok(())
    }
}

fn tenths((x, y): (f64, f64)) -> (i64, i64) {
    ((x * 10.0).round() as i64, (y * 10.0).round() as i64)
}

/// A number of tenths, as short as it can be.
fn decimal(tenths: i64) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    match (tenths.abs() / 10, tenths.abs() % 10) {
        (whole, 0) => format!("{sign}{whole}"),
        (0, part) => format!("{sign}.{part}"),
        (whole, part) => format!("{sign}{whole}.{part}"),
    }
}

/// The same curve through fewer of its points (Douglas and Peucker, 1973).
fn simplified(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let Some(last) = points.len().checked_sub(1) else { return Vec::new() };
    let mut kept = vec![false; points.len()];
    let mut parts = vec![(0, last)];
    while let Some((from, to)) = parts.pop() {
        kept[from] = true;
        kept[to] = true;
        let furthest = (from + 1..to)
            .map(|k| (k, distance(points[k], points[from], points[to])))
            .max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((k, distance)) = furthest
            && distance > EXACT
        {
            parts.extend([(from, k), (k, to)]);
        }
    }
    points.iter().zip(kept).filter(|(_, kept)| *kept).map(|(point, _)| *point).collect()
}

/// How far a point is from the line between two others.
fn distance(p: (f64, f64), a: (f64, f64), b: (f64, f64)) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx * dx + dy * dy;
    let part = if length > 0.0 { (((p.0 - a.0) * dx + (p.1 - a.1) * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    (p.0 - a.0 - part * dx).hypot(p.1 - a.1 - part * dy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn straight_parts_need_no_points_and_bends_keep_theirs() {
        let line: Vec<(f64, f64)> = (0..50).map(|k| (f64::from(k), 2.0 * f64::from(k))).collect();
        assert_eq!(simplified(&line), [(0.0, 0.0), (49.0, 98.0)]);
        let corner = [(0.0, 0.0), (5.0, 0.05), (10.0, 0.0), (10.0, 7.0)];
        assert_eq!(simplified(&corner), [(0.0, 0.0), (10.0, 0.0), (10.0, 7.0)]);
        let ring: Vec<(f64, f64)> = (0..=40)
            .map(|k| f64::from(k) / 40.0 * std::f64::consts::TAU)
            .map(|t| (9.0 * t.cos(), 9.0 * t.sin()))
            .collect();
        let few = simplified(&ring);
        assert!((10..30).contains(&few.len()), "{}", few.len());
        assert!(ring.iter().all(|p| few.windows(2).any(|pair| distance(*p, pair[0], pair[1]) <= EXACT)));
        assert!(simplified(&[]).is_empty());
    }

    #[test]
    fn tenths_are_told_as_shortly_as_they_can_be() {
        assert_eq!([0, 5, -5, 10, -123, 100].map(decimal), ["0", ".5", "-.5", "1", "-12.3", "10"]);
    }
}
