//! An overview of a data set: where the values of each feature lie, as read and scaled.

use super::Figure;
use super::chart::{Room, cut, draw_in, failed, text};
use super::palette::{BLUE, INK, MUTED};
use super::scale::short;
use crate::data::Dataset;
use crate::{Error, Real, Result};
use ndarray::{ArrayView1, ArrayView2};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// The most features in a figure.
const FEATURES: usize = 40;
/// More characters of a name than this are cut off in a column, and twice as many on a page.
const NAME: usize = 17;
/// The height of a feature's row.
const ROW: i32 = 19;

/// A row for each feature: a thin line from its smallest to its largest value, a thick one over the middle half, and a mark at
/// the median; on the left as read, on the right as scaled: (n_x, m). All features of a side share one axis.
///
/// # Errors
///
/// [`Error::Data`] if there are more than 40 features, `scaled` has another shape than the data, or a number is not finite.
pub fn feature_ranges<F: Real>(data: &Dataset, scaled: ArrayView2<'_, F>) -> Result<Figure> {
    data.check()?;
    let n = data.x.nrows();
    if n > FEATURES || scaled.dim() != data.x.dim() {
        return Err(Error::data(format!(
            "{n} features and scaled values of shape {:?} for data of shape {:?}; at most {FEATURES} features can be drawn, and the \
             shapes must agree",
            scaled.dim(),
            data.x.dim()
        )));
    }
    let scaled = scaled.mapv(F::into_f64);
    let mut sides = Vec::new();
    for (x, name) in [(data.x.view(), "as read"), (scaled.view(), "scaled")] {
        if let Some(value) = x.iter().find(|value| !value.is_finite()) {
            return Err(Error::data(format!("a feature has the value {value}, which cannot be drawn")));
        }
        let rows: Vec<[f64; 5]> = x.rows().into_iter().map(quartiles).collect();
        let low = rows.iter().map(|row| row[0]).fold(f64::INFINITY, f64::min);
        let high = rows.iter().map(|row| row[4]).fold(f64::NEG_INFINITY, f64::max);
        sides.push((name, rows, low, if high > low { high } else { low + 1.0 }));
    }
    let told: Vec<String> = sides
        .iter()
        .map(|(name, rows, low, high)| {
            let span = |row: &[f64; 5]| row[4] - row[0];
            let widest = rows.iter().map(span).fold(0.0, f64::max);
            let narrowest = rows.iter().map(span).fold(f64::INFINITY, f64::min);
            format!(
                "{name}, from {} to {}, the widest range {} and the narrowest {}",
                short(*low),
                short(*high),
                short(widest),
                short(narrowest)
            )
        })
        .collect();
    let alt = format!("Ranges and quartiles of {n} features: {}.", told.join("; "));
    Figure::in_rooms(alt, |room| drawn(room, data, &sides))
}

/// One of the two sides: its name, the rows, and the ends of the axis.
type Side<'a> = (&'a str, Vec<[f64; 5]>, f64, f64);

/// The drawing.
fn drawn(room: Room, data: &Dataset, sides: &[Side<'_>]) -> Result<String> {
    let most = if room == Room::Narrow { NAME } else { 2 * NAME };
    let longest = data.features.iter().map(|name| name.chars().count().min(most)).max().unwrap_or(1);
    let left = 12 + (7.6 * longest as f64) as i32;
    let width = (room.width() as i32 - left) / 2;
    let (top, bottom) = (26, 30 + ROW * data.features.len() as i32);

    draw_in(room, (bottom + 26) as u32, |area| {
        let put = |words: String, at: (i32, i32), h: HPos, v: VPos| {
            area.draw(&Text::new(words, at, text(INK).pos(Pos::new(h, v)))).map_err(failed)
        };
        for (i, name) in data.features.iter().enumerate() {
            put(cut(name, most), (left - 6, top + ROW * i as i32 + ROW / 2), HPos::Right, VPos::Center)?;
        }
        for (k, (name, rows, low, high)) in (0..).zip(sides) {
            let (from, to) = (left + width * k + 8, left + width * (k + 1) - 14);
            let place = |value: f64| from + (f64::from(to - from) * (value - low) / (high - low)).round() as i32;
            put((*name).to_owned(), ((from + to) / 2, 4), HPos::Center, VPos::Top)?;
            for (i, &[least, lower, median, upper, most]) in rows.iter().enumerate() {
                let y = top + ROW * i as i32 + ROW / 2;
                let whole = [(place(least), y), (place(most), y)];
                area.draw(&PathElement::new(whole, MUTED.rgb().stroke_width(1))).map_err(failed)?;
                let half = [(place(lower), y - 4), (place(upper).max(place(lower) + 1), y + 4)];
                area.draw(&Rectangle::new(half, BLUE.rgb().filled())).map_err(failed)?;
                let mark = [(place(median), y - 7), (place(median), y + 7)];
                area.draw(&PathElement::new(mark, INK.rgb().stroke_width(2))).map_err(failed)?;
            }
            let axis = [(from, bottom), (to, bottom)];
            area.draw(&PathElement::new(axis, MUTED.rgb().stroke_width(1))).map_err(failed)?;
            put(short(*low), (from, bottom + 5), HPos::Left, VPos::Top)?;
            put(short(*high), (to + 6, bottom + 5), HPos::Right, VPos::Top)?;
        }
        Ok(())
    })
}

/// Smallest value, lower quartile, median, upper quartile and largest value, between neighbours by their distance.
fn quartiles(row: ArrayView1<'_, f64>) -> [f64; 5] {
    let mut sorted = row.to_vec();
    sorted.sort_by(f64::total_cmp);
    [0.0, 0.25, 0.5, 0.75, 1.0].map(|part| {
        let place = part * (sorted.len() - 1) as f64;
        let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
        below + (above - below) * place.fract()
    })
}
