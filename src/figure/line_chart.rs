//! A chart of lines: in a column below a legend, on a page with the name of each beside its end.

use super::chart::{Area, Axes, CHARACTER, Look, Plane, Room, axes, draw_entry, draw_in, failed, height_with, legend};
use super::palette::MUTED;
use crate::Result;
use plotters::prelude::*;

/// The height of a line of text.
const LINE: i32 = 19;

/// Draws a chart. `entries` are its lines with their names, none if they need none; `ends` is where each is furthest to the right.
pub(super) fn line_chart(
    room: Room,
    height: u32,
    entries: &[(String, Look)],
    ends: &[(f64, f64)],
    spec: &Axes<'_>,
    paint: impl FnOnce(&mut Plane<'_, '_>, &Area<'_>) -> Result<()>,
) -> Result<String> {
    let is_beside = room == Room::Wide && LINE * entries.len() as i32 <= height as i32 - 60;
    let height = if is_beside { height } else { height_with(height, entries, room) };
    draw_in(room, height, |area| {
        if !is_beside {
            let area = if entries.is_empty() { area.clone() } else { legend(area, entries)? };
            return paint(&mut axes(&area, spec)?, &area);
        }
        let longest = entries.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0) as f64;
        let (plot, _) = area.split_horizontally(room.width() as i32 - 46 - (1.12 * CHARACTER * longest) as i32);
        let spec = Axes { ticks: (2 * spec.ticks.0, spec.ticks.1), x: spec.x.clone(), y: spec.y.clone(), ..*spec };
        let mut plane = axes(&plot, &spec)?;
        paint(&mut plane, &plot)?;
        let (left, top) = plot.get_base_pixel();
        let place = |&end: &(f64, f64)| {
            let (x, y) = plane.backend_coord(&end);
            (x - left, y - top)
        };
        let (right, lowest) = place(&(spec.x.end, spec.y.start));
        let ends: Vec<(i32, i32)> = ends.iter().map(place).collect();
        let beside = spread(&ends.iter().map(|end| end.1).collect::<Vec<_>>(), lowest);
        for ((entry, (x, y)), name) in entries.iter().zip(ends).zip(beside) {
            // From the end of a line to its name, if that had to give way.
            if (name - y).abs() > 3 && right - x < 40 {
                let lead = [(x + 3, y), (right + 10, name)];
                area.draw(&PathElement::new(lead, MUTED.rgb().stroke_width(1))).map_err(failed)?;
            }
            draw_entry(area, entry, (right + 12, name))?;
        }
        Ok(())
    })
}

/// Places near those that are wanted, at least a line of text apart, none above the first line or below `lowest`.
fn spread(wanted: &[i32], lowest: i32) -> Vec<i32> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|&k| wanted[k]);
    let mut places = wanted.to_vec();
    let mut free = LINE / 2;
    for &k in &order {
        places[k] = places[k].max(free);
        free = places[k] + LINE;
    }
    let mut free = lowest;
    for &k in order.iter().rev() {
        places[k] = places[k].min(free);
        free = places[k] - LINE;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_distance_and_their_order() {
        assert_eq!(spread(&[50, 200, 120], 250), [50, 200, 120]);
        assert_eq!(spread(&[100, 101, 99], 250), [99 + LINE, 99 + 2 * LINE, 99]);
        assert_eq!(spread(&[250, 249], 250), [250, 250 - LINE]);
        assert_eq!(spread(&[0, 0], 250), [LINE / 2, LINE / 2 + LINE]);
    }
}
