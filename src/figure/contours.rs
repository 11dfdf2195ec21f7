//! The paths of optimisers over a loss of two parameters, drawn as contours.

use super::Figure;
use super::chart::{Axes, Look, Mark, Room, axes, draw_line, draw_points, failed, height_with, legend, line, point};
use super::fine::{Ink, draw_fine};
use super::palette::{INK, MUTED};
use super::scale::{Scale, short};
use crate::{Error, Result};
use contour::ContourBuilder;

/// Points of the grid in each direction on which the loss is asked.
const GRID: usize = 90;
/// How many contours are drawn.
const LEVELS: usize = 9;
/// The lowest place of the loss.
const LOWEST: Look = Look { colour: INK, mark: Mark::Cross, hollow: false };

/// Where one optimiser went.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// The name in the legend.
    pub name: String,
    /// The two parameters at the start and after each step.
    pub points: Vec<(f64, f64)>,
}

/// Contours of a loss over a window of two parameters, (from, to) each, evenly spaced in the logarithm of its height above the
/// lowest place, which has a cross if it is inside, and the paths of optimisers over them: a mark at every tenth of a path's steps. What
/// leaves the window is cut off at its edge.
///
/// # Errors
///
/// [`Error::Data`] if the window is empty, the loss is the same everywhere or not finite at a point of the window, or a path has
/// no point.
pub fn descent_paths(
    loss: &dyn Fn(f64, f64) -> f64,
    window: [(f64, f64); 2],
    labels: (&str, &str),
    paths: &[Path],
) -> Result<Figure> {
    let [(left, right), (bottom, top)] = window;
    if !(right - left > 0.0 && top - bottom > 0.0 && (right - left).is_finite() && (top - bottom).is_finite()) {
        return Err(Error::data(format!("a window from {window:?} has no inside; give (from, to) with from < to")));
    }
    if let Some(path) = paths.iter().find(|path| path.points.is_empty()) {
        return Err(Error::data(format!("the path of '{}' has no point", path.name)));
    }
    let (dx, dy) = ((right - left) / (GRID - 1) as f64, (top - bottom) / (GRID - 1) as f64);
    let heights: Vec<f64> =
        (0..GRID * GRID).map(|k| loss(left + dx * (k % GRID) as f64, bottom + dy * (k / GRID) as f64)).collect();
    if let Some(height) = heights.iter().find(|height| !height.is_finite()) {
        return Err(Error::data(format!("the loss is {height} at a place of the window, which cannot be drawn")));
    }
    let (lowest, highest) = heights.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), &z| (l.min(z), h.max(z)));
    if highest <= lowest {
        return Err(Error::data("the loss is the same everywhere in the window, so it has no contours"));
    }
    // From a five-hundredth of the whole height to all of it, each level as many times the one before.
    let level = |k: usize| lowest + (highest - lowest) * 500_f64.powf(k as f64 / LEVELS as f64 - 1.0);
    let levels: Vec<f64> = (0..LEVELS).map(level).collect();
    // The crate counts cells from their corners; the loss was asked at the points half a cell further in.
    let contours = ContourBuilder::new(GRID, GRID, true)
        .x_origin(left - dx / 2.0)
        .y_origin(bottom - dy / 2.0)
        .x_step(dx)
        .y_step(dy)
        .lines(&heights, &levels)
        .map_err(failed)?;

    // A contour that leaves the window is closed along its edge, which is no contour.
    let open = |p: &(f64, f64)| p.0 > left && p.0 < right && p.1 > bottom && p.1 < top;
    let mut curves: Vec<Vec<(f64, f64)>> = Vec::new();
    for ring in contours.iter().flat_map(|contour| &contour.geometry().0) {
        let points: Vec<(f64, f64)> = ring.0.iter().map(|c| (c.x, c.y)).collect();
        curves.extend(points.chunk_by(|a, b| open(a) == open(b)).filter(|piece| open(&piece[0])).map(<[_]>::to_vec));
    }
    let lowest = Some(lowest_place(loss, window, &heights)).filter(open);
    let mut entries: Vec<(String, Look)> =
        paths.iter().enumerate().map(|(k, path)| (path.name.clone(), look(k))).collect();
    entries.extend(lowest.map(|_| ("lowest".to_owned(), LOWEST)));

    let told: Vec<String> = paths
        .iter()
        .map(|path| {
            let (x, y) = path.points[path.points.len() - 1];
            let steps = path.points.len() - 1;
            format!("{} is at ({}, {}) after {steps} steps, loss {}", path.name, short(x), short(y), short(loss(x, y)))
        })
        .collect();
    let alt = format!(
        "Contours of the loss over {} and {}, and {} paths: {}.",
        labels.0,
        labels.1,
        paths.len(),
        told.join("; ")
    );
    Figure::in_rooms(alt, |room| {
        let height = if room == Room::Narrow { 400 } else { 440 };
        draw_fine(room, height_with(height, &entries, room), |area, fine| {
            let area = legend(area, &entries)?;
            let spec = Axes {
                x: left..right,
                y: bottom..top,
                x_label: labels.0,
                y_label: labels.1,
                x_scale: Scale::Linear,
                y_scale: Scale::Linear,
                ticks: (if room == Room::Narrow { 6 } else { 12 }, 6),
            };
            let mut plane = axes(&area, &spec)?;
            fine.draw(&plane, &area, &curves, Ink::Line(MUTED, 0.55))?;
            for (k, path) in paths.iter().enumerate() {
                for piece in clipped(&path.points, window) {
                    // Solid all: the marks tell the paths apart, and zigzags stay readable.
                    draw_line(&mut plane, &piece, Look { colour: line(k).colour, ..line(0) })?;
                }
                let every = (path.points.len() / 10).max(1);
                let inside = |p: &(f64, f64)| (left..=right).contains(&p.0) && (bottom..=top).contains(&p.1);
                let marks: Vec<(f64, f64)> = path.points.iter().copied().step_by(every).filter(|p| inside(p)).collect();
                draw_points(&plane, &area, &marks, 4, look(k))?;
            }
            draw_points(&plane, &area, lowest.as_slice(), 6, LOWEST)
        })
    })
}

/// The lowest place of the window: from the lowest point of the grid downhill, by steps along both axes, each time half as long.
fn lowest_place(
    loss: &dyn Fn(f64, f64) -> f64,
    [(left, right), (bottom, top)]: [(f64, f64); 2],
    heights: &[f64],
) -> (f64, f64) {
    let start = (0..heights.len()).min_by(|&a, &b| heights[a].total_cmp(&heights[b])).unwrap_or(0);
    let (mut dx, mut dy) = ((right - left) / (GRID - 1) as f64, (top - bottom) / (GRID - 1) as f64);
    let mut at = (left + dx * (start % GRID) as f64, bottom + dy * (start / GRID) as f64);
    for _ in 0..40 {
        // Along the floor of a narrow valley that lies aslant, many short steps lead further than a few long ones.
        for _ in 0..100 {
            let around = [(dx, 0.0), (-dx, 0.0), (0.0, dy), (0.0, -dy)].map(|(dx, dy)| (at.0 + dx, at.1 + dy));
            let inside = around.into_iter().filter(|p| (left..=right).contains(&p.0) && (bottom..=top).contains(&p.1));
            match inside.min_by(|a, b| loss(a.0, a.1).total_cmp(&loss(b.0, b.1))) {
                Some(lower) if loss(lower.0, lower.1) < loss(at.0, at.1) => at = lower,
                _ => break,
            }
        }
        (dx, dy) = (dx / 2.0, dy / 2.0);
    }
    at
}

/// A path is a line with marks of its own shape.
fn look(k: usize) -> Look {
    Look { colour: line(k).colour, ..point(k) }
}

/// The pieces of a path that lie in the window, cut where it leaves.
fn clipped(path: &[(f64, f64)], [(left, right), (bottom, top)]: [(f64, f64); 2]) -> Vec<Vec<(f64, f64)>> {
    let mut pieces: Vec<Vec<(f64, f64)>> = Vec::new();
    for pair in path.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        // The part of the segment a + t (b − a) that is inside all four edges (Liang and Barsky, 1984).
        let (mut from, mut to) = (0.0_f64, 1.0_f64);
        for (start, step, low, high) in [(a.0, b.0 - a.0, left, right), (a.1, b.1 - a.1, bottom, top)] {
            if step == 0.0 {
                if start < low || start > high {
                    (from, to) = (1.0, 0.0);
                }
                continue;
            }
            let (s, t) = ((low - start) / step, (high - start) / step);
            (from, to) = (from.max(s.min(t)), to.min(s.max(t)));
        }
        // A step to infinity or to NaN has no part.
        if from > to || !(b.0.is_finite() && b.1.is_finite()) {
            continue;
        }
        let at = |t: f64| (a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1));
        match pieces.last_mut() {
            Some(piece) if from == 0.0 && piece.last() == Some(&a) => piece.push(at(to)),
            _ => pieces.push(vec![at(from), at(to)]),
        }
    }
    pieces
}
